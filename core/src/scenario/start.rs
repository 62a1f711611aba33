//! The start of a year: columns are read and checked, and the first year's states given a past.

use super::adoption::{Adoption, Window};
use super::durations::Durations;
use super::given::{CARRIED, GIVEN, SETTERS};
use super::movers::{Life, Movers, OfYear, Streams, whole};
use super::numbers::{Numbers, PERSONS, Persons, allowed};
use super::ration::share_steps;
use super::{LifeError, Lived, MONTHS, Part, State, Year};

/// Where the columns of a state stand in their lists.
const STARTS_AS: usize = 0;
const CARRIED_STATE: usize = 0;

impl Movers {
    /// The movers of a year, as its first month finds them.
    pub(super) fn begin(year: &Year<'_>, numbers: Numbers, parts: &[Part<'_>]) -> Result<Movers, LifeError> {
        let continued = parts.first().is_some_and(|part| part.carried.is_some());
        for (at, part) in parts.iter().enumerate() {
            check_lengths(at as u64, part)?;
            if part.carried.is_some() != continued {
                return Err(LifeError::Mixed);
            }
        }
        let mut places = Vec::new();
        let mut state = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            let (name, column) = match &part.carried {
                Some(columns) => (CARRIED[CARRIED_STATE].name, columns[CARRIED_STATE]),
                None => (PERSONS[STARTS_AS].name, part.persons[STARTS_AS]),
            };
            for (row, &number) in column.iter().enumerate() {
                let stands = State::from_number(number).ok_or(LifeError::Person {
                    name,
                    part: at as u64,
                    row: row as u64,
                    value: number,
                    low: 0.0,
                    high: 9.0,
                })?;
                if stands == State::ShortTime && !continued {
                    return Err(LifeError::StartsOnShortTime {
                        part: at as u64,
                        row: row as u64,
                    });
                }
                if stands != State::Outside {
                    places.push((at as u32, row as u32));
                    state.push(stands);
                }
            }
        }
        let ids: Vec<u64> = places
            .iter()
            .map(|&(part, row)| parts[part as usize].ids[row as usize])
            .collect();
        check_ids(&ids)?;
        let persons = read_persons(parts, &places)?;
        let count = places.len();
        let streams = Streams::new(year.seed);
        let adoption = Adoption::new(
            numbers.adoption_midpoint,
            numbers.adoption_speed,
            year.horizon,
            numbers.all_at_once > 0.0,
        );
        let ends = (1..=MONTHS).map(|month| adoption.share(year.first_month + month));
        let spread = ends.fold(0.0, |sum, share| sum + share) / f64::from(MONTHS);
        let mut movers = Movers {
            numbers,
            streams,
            adoption,
            spread,
            durations: Durations::new(numbers.duration_weight, numbers.duration_decay),
            weight_exponent: year.weight_exponent,
            scar_left: 1.0,
            first_month: year.first_month,
            weights: places
                .iter()
                .map(|&(part, row)| parts[part as usize].weights[row as usize])
                .collect(),
            draws: ids.iter().map(|id| streams.displacement.uniform(*id, 0)).collect(),
            before: state.clone(),
            state,
            exposed: vec![false; count],
            survival: vec![1.0; count],
            marked: vec![false; count],
            lives: vec![Life::default(); count],
            months: vec![[0; 10]; count],
            years: vec![OfYear::default(); count],
            idle: Vec::with_capacity(count),
            hits: Vec::with_capacity(count),
            candidates: Vec::with_capacity(count),
            chances: Vec::with_capacity(count),
            searching: 0,
            searching_before: 0,
            displaced: 0,
            replaced: 0,
            places,
            ids,
            persons,
        };
        if continued {
            movers.continue_from(parts)?;
        } else {
            (0..count).for_each(|at| movers.give_a_past(at));
        }
        movers.count();
        let from = year.first_month + whole(numbers.forecast_from);
        let to = year.first_month + whole(numbers.forecast_to);
        let window = Window::new(&movers.adoption, year.first_month, from, to);
        (0..count).for_each(|at| movers.foresee(at, &window));
        movers.prevent();
        Ok(movers)
    }

    /// Takes over where the year before has left everybody.
    fn continue_from(&mut self, parts: &[Part<'_>]) -> Result<(), LifeError> {
        let mut values = Vec::with_capacity(self.len());
        for (index, (carried, set)) in CARRIED.iter().zip(SETTERS).enumerate() {
            values.clear();
            for &(part, row) in &self.places {
                let columns = parts[part as usize].carried.as_ref();
                let value = columns.map_or(0.0, |columns| columns[index][row as usize]);
                if !allowed(carried.unit, carried.low, carried.high, value) {
                    return Err(LifeError::Person {
                        name: carried.name,
                        part: u64::from(part),
                        row: u64::from(row),
                        value,
                        low: carried.low,
                        high: carried.high,
                    });
                }
                values.push(value);
            }
            set(self, &values);
        }
        Ok(())
    }

    /// The past of somebody whom the data find out of work, in training or in a public job: as far in as somebody met at random is.
    fn give_a_past(&mut self, at: usize) {
        let draw = self.streams.elapsed.uniform(self.ids[at], 0);
        let met = |months: f64| {
            let longest = whole(months);
            let met = 1 + libm::floor(draw * f64::from(longest)) as u32;
            if met < longest { met } else { longest.max(1) }
        };
        let starts_as = State::from_number(self.persons.starts_as[at]).unwrap_or_default();
        let elapsed = match starts_as {
            State::Unemployed => self.durations.met(self.persons.finding[at], draw),
            State::Training => met(self.numbers.training_length),
            State::PublicJob => met(self.numbers.public_job_longest),
            _ => return,
        };
        let life = &mut self.lives[at];
        life.in_spell = true;
        life.spells = 1;
        life.elapsed = elapsed;
        match starts_as {
            State::Training => {
                life.trained = elapsed;
                life.benefit = f64::from(elapsed) * self.numbers.training_benefit_use;
            }
            State::PublicJob => {
                life.public_months = elapsed;
                life.elapsed += whole(self.numbers.public_job_after);
                life.benefit = f64::from(life.elapsed - elapsed);
            }
            _ => life.benefit = f64::from(elapsed),
        }
        life.began_without_work = starts_as != State::PublicJob;
    }

    /// What stands at the beginning of the year, and how likely displacement looks from there.
    fn foresee(&mut self, at: usize, window: &Window) {
        let (numbers, first) = (&self.numbers, self.first_month);
        let life = &self.lives[at];
        let chance = self.persons.chance[at];
        self.exposed[at] = self.persons.in_scope[at] > 0.0 && chance > 0.0 && !life.displaced && !life.spared;
        let at_risk = self.at_risk(at);
        let predicted = if at_risk {
            let right = window.chance(chance, self.persons.separation_factor[at]);
            let draw = self.streams.forecast.uniform(self.ids[at], first);
            let told = right * (1.0 + numbers.forecast_error * (2.0 * draw - 1.0));
            if told > 1.0 {
                1.0
            } else if told > 0.0 {
                told
            } else {
                0.0
            }
        } else {
            0.0
        };
        let life = &self.lives[at];
        self.years[at] = OfYear {
            displaced_before: life.displaced,
            benefit_before: life.benefit,
            reemployed_before: life.reemployed,
            at_risk,
            predicted,
            ..OfYear::default()
        };
    }

    /// Preventive measures work for the year on those to whom the law offers them by their predicted risk, and on nobody else. The mean counts
    /// in whole steps, so that no order of persons moves it.
    fn prevent(&mut self) {
        let (mut risk, mut weight) = (0u128, 0u128);
        for at in (0..self.len()).filter(|at| self.years[*at].predicted > 0.0) {
            risk += u128::from(share_steps(self.years[at].predicted)) * self.weight(at);
            weight += self.weight(at);
        }
        if weight == 0 {
            return;
        }
        let mean = risk as f64 / weight as f64 / 4_294_967_296.0;
        let numbers = self.numbers;
        for at in 0..self.len() {
            let predicted = self.years[at].predicted;
            let reaches =
                |from: f64, times_mean: f64| predicted > 0.0 && predicted >= from && predicted >= times_mean * mean;
            if reaches(numbers.voucher_from, numbers.voucher_times_mean) {
                self.persons.separation_factor[at] *= self.persons.voucher_factor[at];
            }
            if reaches(numbers.layoff_training_from, numbers.layoff_training_times_mean) {
                self.persons.separation_factor[at] *= self.persons.layoff_training_factor[at];
            }
        }
    }

    /// The columns of all parts, those who cannot move included.
    pub(super) fn finish(self, parts: &[Part<'_>]) -> Vec<Lived> {
        let mut lived: Vec<Lived> = parts
            .iter()
            .map(|part| Lived {
                given: GIVEN
                    .iter()
                    .map(|given| vec![(given.outside)(&self); part.ids.len()])
                    .collect(),
                carried: CARRIED.iter().map(|_| vec![0.0; part.ids.len()]).collect(),
            })
            .collect();
        for (index, given) in GIVEN.iter().enumerate() {
            let columns = lived.iter_mut().map(|part| &mut part.given[index]);
            lay(&(given.of)(&self), &self.places, columns);
        }
        for (index, carried) in CARRIED.iter().enumerate() {
            let columns = lived.iter_mut().map(|part| &mut part.carried[index]);
            lay(&(carried.of)(&self), &self.places, columns);
        }
        lived
    }
}

/// Lays the values of the movers, who stand part by part, into a column of each part.
fn lay<'a>(values: &[f64], places: &[(u32, u32)], columns: impl Iterator<Item = &'a mut Vec<f64>>) {
    let mut rest = values.iter().zip(places).peekable();
    for (at, column) in columns.enumerate() {
        while let Some((value, place)) = rest.next_if(|(_, place)| place.0 as usize == at) {
            column[place.1 as usize] = *value;
        }
    }
}

/// Each part has all columns, and each column a row for each person.
fn check_lengths(at: u64, part: &Part<'_>) -> Result<(), LifeError> {
    let count = |what, expected: usize, found: usize| {
        if expected == found {
            return Ok(());
        }
        Err(LifeError::Columns {
            what,
            expected: expected as u64,
            found: found as u64,
        })
    };
    count("columns of persons", PERSONS.len(), part.persons.len())?;
    if let Some(columns) = &part.carried {
        count("carried columns", CARRIED.len(), columns.len())?;
    }
    let rows = |name, found: usize| {
        if found == part.ids.len() {
            return Ok(());
        }
        Err(LifeError::Rows {
            name,
            part: at,
            expected: part.ids.len() as u64,
            found: found as u64,
        })
    };
    rows("weights", part.weights.len())?;
    for (input, column) in PERSONS.iter().zip(&part.persons) {
        rows(input.name, column.len())?;
    }
    for (carried, column) in CARRIED.iter().zip(part.carried.iter().flatten()) {
        rows(carried.name, column.len())?;
    }
    Ok(())
}

/// No two movers have one id: they would live the same life, and rationing could not tell them apart.
fn check_ids(ids: &[u64]) -> Result<(), LifeError> {
    let mut sorted = ids.to_vec();
    sorted.sort_unstable();
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(LifeError::SameId { id: pair[0] }),
        None => Ok(()),
    }
}

/// The columns of the movers, each value within its range.
fn read_persons(parts: &[Part<'_>], places: &[(u32, u32)]) -> Result<Persons, LifeError> {
    let mut columns = Vec::with_capacity(PERSONS.len());
    for (index, input) in PERSONS.iter().enumerate() {
        let mut column = Vec::with_capacity(places.len());
        for &(part, row) in places {
            let value = parts[part as usize].persons[index][row as usize];
            // The state of the start has been read where it counts; a later year does not read it.
            if index != STARTS_AS && !allowed(input.unit, input.low, input.high, value) {
                return Err(LifeError::Person {
                    name: input.name,
                    part: u64::from(part),
                    row: u64::from(row),
                    value,
                    low: input.low,
                    high: input.high,
                });
            }
            column.push(value + 0.0);
        }
        columns.push(column);
    }
    Ok(Persons::take(columns))
}
