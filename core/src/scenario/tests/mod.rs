//! The life of months against theory, and against itself.

mod displacement;
mod durations;
mod forecast;
mod input;
mod invariance;
mod limits;
mod policies;
mod short_time;
mod stationary;
mod training;

use super::*;
use crate::numeric::draws::uniform;

/// Steps of a weight of 1 in these tests.
const EXPONENT: i32 = 10;

/// People of one part, and the numbers of their world.
#[derive(Clone)]
struct World {
    numbers: Vec<f64>,
    ids: Vec<u64>,
    weights: Vec<u64>,
    persons: Vec<Vec<f64>>,
    seed: u64,
    horizon: u32,
}

impl World {
    /// Persons of equal weight, all employed with a chance of .25 a month to find another job; a calm world without churn.
    fn new(count: usize) -> World {
        let mut world = World {
            numbers: NUMBERS.iter().map(|number| number.default.unwrap_or(0.0)).collect(),
            ids: (0..count as u64).map(|at| at * 7 + 3).collect(),
            weights: vec![1 << EXPONENT; count],
            persons: PERSONS
                .iter()
                .map(|person| vec![person.default.unwrap_or(0.0); count])
                .collect(),
            seed: 5,
            horizon: 120,
        };
        world.person("starts_as", 1.0);
        world.person("finding", 0.25);
        world.set("training_share", 0.0);
        world
    }

    fn set(&mut self, name: &str, value: f64) -> &mut World {
        let at = NUMBERS.iter().position(|number| number.name == name).unwrap();
        self.numbers[at] = value;
        self
    }

    fn column(&mut self, name: &str) -> &mut Vec<f64> {
        let at = PERSONS.iter().position(|person| person.name == name).unwrap();
        &mut self.persons[at]
    }

    fn person(&mut self, name: &str, value: f64) -> &mut World {
        self.column(name).fill(value);
        self
    }

    /// A value for each person from a uniform draw.
    fn draw(&mut self, name: &str, of: impl Fn(f64) -> f64) -> &mut World {
        let ids = self.ids.clone();
        for (value, id) in self.column(name).iter_mut().zip(ids) {
            *value = of(uniform(99, name, id, 0));
        }
        self
    }

    fn year(&self, first_month: u32) -> Year<'_> {
        Year {
            seed: self.seed,
            first_month,
            horizon: self.horizon,
            weight_exponent: EXPONENT,
            numbers: &self.numbers,
        }
    }

    fn part<'a>(&'a self, carried: Option<&'a Vec<Vec<f64>>>) -> Part<'a> {
        Part {
            ids: &self.ids,
            weights: &self.weights,
            persons: self.persons.iter().map(Vec::as_slice).collect(),
            carried: carried.map(|columns| columns.iter().map(Vec::as_slice).collect()),
        }
    }

    /// Years one after the other; each year's columns, and all months.
    fn live(&self, years: u32) -> (Vec<Lived>, Vec<MonthTotals>) {
        let (mut all, mut months) = (Vec::<Lived>::new(), Vec::new());
        for year in 0..years {
            let carried = all.last().map(|lived| &lived.carried);
            let (mut lived, totals) = live(&self.year(12 * year), &[self.part(carried)]).unwrap();
            all.append(&mut lived);
            months.extend(totals);
        }
        (all, months)
    }

    /// A world of everything at once: churn, shock, short-time work, training, public jobs, gig work, giving up.
    fn busy(count: usize) -> World {
        let mut world = World::new(count);
        world
            .draw("starts_as", |draw| match draw {
                d if d < 0.05 => 0.0,
                d if d < 0.85 => 1.0,
                d if d < 0.9 => 4.0,
                d if d < 0.92 => 5.0,
                d if d < 0.94 => 6.0,
                d if d < 0.97 => 7.0,
                d if d < 0.985 => 8.0,
                _ => 9.0,
            })
            .draw("chance", |draw| draw * 0.6)
            .draw("in_scope", |draw| if draw < 0.9 { 1.0 } else { 0.0 })
            .draw("separation_factor", |draw| if draw < 0.8 { 1.0 } else { 0.8 })
            .draw("voucher_factor", |draw| 0.8 + draw * 0.2)
            .person("layoff_training_factor", 0.9)
            .draw("separation", |draw| draw * 0.03)
            .draw("finding", |draw| 0.05 + draw * 0.3)
            .draw("scar_factor", |draw| 0.5 + draw)
            .draw("takes_public_job", |draw| if draw < 0.5 { 1.0 } else { 0.0 })
            .draw("age", |draw| 18.0 + libm::floor(draw * 50.0));
        for (weight, id) in world.weights.iter_mut().zip(&world.ids) {
            *weight = 1 + (uniform(99, "weight", *id, 0) * 3000.0) as u64;
        }
        let total: u64 = world.weights.iter().sum();
        let persons = total as f64 / f64::from(1 << EXPONENT);
        world
            .set("short_time_share", 0.3)
            .set("short_time_longest", 7.0)
            .set("voucher_times_mean", 1.3)
            .set("layoff_training_from", 0.02)
            .set("short_time_temporary_share", 0.3)
            .set("short_time_deadweight_share", 0.5)
            .set("separation_after", 0.02)
            .set("training_share", 0.4)
            .set("training_share_others", 0.1)
            .set("training_places", 0.02 * persons)
            .set("public_job_places", 0.01 * persons)
            .set("public_job_after", 3.0)
            .set("gig_rate", 0.02)
            .set("exit_rate", 0.02)
            .set("exit_after", 4.0)
            .set("retirement_rate", 0.05)
            .set("scar_again", 1.0);
        world
    }
}

/// A column of what a year gave.
fn given<'a>(lived: &'a Lived, name: &str) -> &'a [f64] {
    let at = GIVEN.iter().position(|given| given.name == name).unwrap();
    &lived.given[at]
}

fn carried<'a>(lived: &'a Lived, name: &str) -> &'a [f64] {
    let at = CARRIED.iter().position(|carried| carried.name == name).unwrap();
    &lived.carried[at]
}

/// The share of persons of weight 1 in a state, of those in the model.
fn share(totals: &MonthTotals, state: State) -> f64 {
    let all: u128 = totals.stocks.iter().sum();
    totals.stocks[state.place()] as f64 / all as f64
}

/// Adds plainly: for tests alone.
fn sum(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |sum, value| sum + value)
}

/// Whether a share found among `count` independent persons lies within four standard deviations of the one expected.
fn near(found: f64, expected: f64, count: usize) -> bool {
    (found - expected).abs() <= 4.0 * (expected * (1.0 - expected) / count as f64).sqrt() + 1e-12
}
