//! How incomes lie among people and households: what is compared between made-up people and a survey, beside totals.

use commonweal_core::population::{ColumnData, Entity, Population};

use super::figures::Figures;

/// Values with weights, in rising order.
pub struct Spread {
    rows: Vec<(f64, f64)>,
    weight: f64,
    total: f64,
}

impl Spread {
    /// Of these values and weights; those without weight are left out.
    pub fn new(values: impl Iterator<Item = (f64, f64)>) -> Spread {
        let mut rows: Vec<(f64, f64)> = values.filter(|(_, weight)| *weight > 0.0).collect();
        rows.sort_by(|a, b| a.0.total_cmp(&b.0));
        Spread {
            weight: rows.iter().map(|(_, weight)| weight).sum(),
            total: rows.iter().map(|(value, weight)| value * weight).sum(),
            rows,
        }
    }

    /// The smallest value with at least the share of the weight at or below it.
    pub fn quantile(&self, share: f64) -> f64 {
        let mut cumulated = 0.0;
        let reached = self.rows.iter().find(|(_, weight)| {
            cumulated += weight;
            cumulated >= share * self.weight
        });
        reached.or(self.rows.last()).map_or(0.0, |row| row.0)
    }

    /// The share of the total that lies below a share of the weight; a row on the border is divided.
    pub fn share_below(&self, share: f64) -> f64 {
        let mut left = share * self.weight;
        let mut sum = 0.0;
        for (value, weight) in &self.rows {
            let taken = if *weight < left { *weight } else { left };
            sum += value * taken;
            left -= taken;
        }
        sum / self.total
    }

    /// The Gini coefficient.
    pub fn gini(&self) -> f64 {
        let mut cumulated = 0.0;
        let mut ranks = 0.0;
        for (value, weight) in &self.rows {
            cumulated += weight;
            ranks += value * weight * (2.0 * cumulated - weight);
        }
        ranks / (self.weight * self.total) - 1.0
    }

    /// The share of the weight at values below one.
    pub fn weight_below(&self, value: f64) -> f64 {
        self.rows
            .iter()
            .filter(|row| row.0 < value)
            .map(|row| row.1)
            .sum::<f64>()
            / self.weight
    }
}

/// A tax unit with what is compared of it; money in dollars a year.
pub struct TaxUnit {
    /// The tax units of that kind that it stands for.
    pub weight: f64,
    /// Its household, by number.
    pub household: usize,
    /// Whether two persons file jointly.
    pub is_joint: bool,
    /// Children under 17.
    pub children: f64,
    /// Persons.
    pub persons: f64,
    /// Age of the head.
    pub age: f64,
    /// Wages of the head and of the spouse.
    pub wages: [f64; 2],
    /// Amounts of [`INCOMES`].
    pub incomes: [f64; INCOMES.len()],
    /// Wages and profits of each person who has some.
    pub earnings: Vec<f64>,
    /// Disposable income.
    pub disposable: f64,
}

/// Incomes of a tax unit: how many have some is compared.
pub const INCOMES: [&str; 8] = [
    "wages",
    "business",
    "taxable_interest",
    "dividends",
    "capital_gain_distributions",
    "taxable_pensions",
    "social_security",
    "unemployment_compensation",
];

/// Tax units in households.
pub struct Crowd {
    /// The units.
    pub units: Vec<TaxUnit>,
    /// The weight of each household.
    pub household_weight: Vec<f64>,
}

fn persons_of(entity: &Entity, row: usize) -> Vec<usize> {
    let members = entity.members.as_ref().expect("units have members");
    let own = members.offsets[row] as usize..members.offsets[row + 1] as usize;
    match &members.order {
        None => own.collect(),
        Some(order) => own.map(|at| order[at] as usize).collect(),
    }
}

/// The number of each unit's household where the people hold households of several units.
fn households_of(entity: &Entity) -> Vec<usize> {
    match &entity.household_offsets {
        None => (0..entity.rows as usize).collect(),
        Some(offsets) => offsets
            .windows(2)
            .enumerate()
            .flat_map(|(household, pair)| std::iter::repeat_n(household, (pair[1] - pair[0]) as usize))
            .collect(),
    }
}

impl Crowd {
    /// Of people under federal law with their disposable income. `households` numbers the household of each tax unit where the people do
    /// not know it; the first unit of a household then gives its weight.
    ///
    /// # Panics
    /// When the people lack a column of federal law.
    pub fn new(people: &Population, disposable: &[f64], households: Option<&[usize]>) -> Crowd {
        let (at, entity) = people.entity("tax_unit").expect("there are tax units");
        let own = households_of(entity);
        let household_of = households.unwrap_or(&own);
        let weight = people.row_weights(at);
        let of = |name: &str| people.column(name).map(|column| &column.data);
        let value = |column: Option<&ColumnData>, row: usize| column.map_or(0.0, |column| column.value(row));
        let (is_head, is_spouse, age) = (of("is_head"), of("is_spouse"), of("age"));
        let (wages, self_employment, farm) = (of("wages"), of("self_employment"), of("farm"));
        let (children, income_columns) = (of("ctc_children"), INCOMES.map(of));
        let status = people.column("filing_status").expect("the status is known");
        let labels = status.labels.as_ref().expect("a category");
        assert_eq!(disposable.len(), weight.len());
        let units: Vec<TaxUnit> = (0..weight.len())
            .map(|row| {
                let persons = persons_of(entity, row);
                let of_role = |role: Option<&ColumnData>, column: Option<&ColumnData>| {
                    let found = persons.iter().find(|person| value(role, **person) > 0.0);
                    found.map_or(0.0, |person| value(column, *person))
                };
                let business = |person: usize| value(self_employment, person) + value(farm, person);
                let mut incomes = income_columns.map(|column| value(column, row));
                // These two are persons'.
                incomes[0] = persons.iter().map(|person| value(wages, *person)).sum();
                incomes[1] = persons.iter().map(|person| business(*person)).sum();
                let earnings = persons.iter().map(|person| value(wages, *person) + business(*person));
                TaxUnit {
                    weight: weight[row],
                    household: household_of[row],
                    is_joint: labels[status.data.value(row) as usize] == "joint",
                    children: value(children, row),
                    persons: persons.len() as f64,
                    age: of_role(is_head, age),
                    wages: [of_role(is_head, wages), of_role(is_spouse, wages)],
                    incomes,
                    earnings: earnings.filter(|earned| *earned > 0.0).collect(),
                    disposable: disposable[row],
                }
            })
            .collect();
        let mut household_weight = vec![0.0; household_of.iter().max().map_or(0, |last| last + 1)];
        for unit in &units {
            if household_weight[unit.household] == 0.0 {
                household_weight[unit.household] = unit.weight;
            }
        }
        Crowd {
            units,
            household_weight,
        }
    }

    /// Earnings of persons who have some.
    pub fn earnings(&self) -> Spread {
        let each =
            |unit: &TaxUnit| -> Vec<(f64, f64)> { unit.earnings.iter().map(|own| (*own, unit.weight)).collect() };
        Spread::new(self.units.iter().flat_map(each))
    }

    fn weight(&self, is_counted: impl Fn(&TaxUnit) -> bool) -> f64 {
        let counted = self.units.iter().filter(|unit| is_counted(unit));
        counted.map(|unit| unit.weight).sum()
    }

    /// Interest, dividends and gains.
    fn capital(unit: &TaxUnit) -> f64 {
        unit.incomes[2] + unit.incomes[3] + unit.incomes[4]
    }

    /// Puts every fact; the end of its name says of whom it is.
    pub fn put(&self, figures: &mut Figures, of: &str) {
        let mut put = |name: String, value: f64| figures.put(format!("fact.{name}.{of}"), value);
        let earnings = self.earnings();
        put("earnings.gini".into(), earnings.gini());
        put("earnings.top_percent".into(), 1.0 - earnings.share_below(0.99));
        for decile in 1..=10 {
            let below = |decile: u32| earnings.share_below(f64::from(decile) / 10.0);
            put(format!("earnings.decile_{decile}"), below(decile) - below(decile - 1));
        }
        self.put_households(&mut put);
        self.put_couples(&mut put);
        let all = self.weight(|_| true);
        for (at, name) in INCOMES.iter().enumerate() {
            put(
                format!("share_with.{name}"),
                self.weight(|unit| unit.incomes[at] != 0.0) / all,
            );
        }
        let capital = Spread::new(self.units.iter().map(|unit| (Self::capital(unit), unit.weight)));
        put("capital.top_percent".into(), 1.0 - capital.share_below(0.99));
        put("capital.top_thousandth".into(), 1.0 - capital.share_below(0.999));
        let of_old = self.units.iter().filter(|unit| unit.age >= 65.0);
        let of_old: f64 = of_old.map(|unit| Self::capital(unit) * unit.weight).sum();
        put("capital.of_65_plus".into(), of_old / capital.total);
        self.put_cells(&mut put);
    }

    /// Sizes, poverty and inequality of households: incomes over the square root of the members, by persons.
    fn put_households(&self, put: &mut impl FnMut(String, f64)) {
        let mut households = vec![(0.0, 0.0); self.household_weight.len()];
        for unit in &self.units {
            households[unit.household].0 += unit.disposable;
            households[unit.household].1 += unit.persons;
        }
        let weight = &self.household_weight;
        let all: f64 = weight.iter().sum();
        put("households.number".into(), all / 1e6);
        for size in 1..=6 {
            let is_of = |persons: f64| {
                if size == 6 {
                    persons >= 6.0
                } else {
                    persons == f64::from(size)
                }
            };
            let own: f64 = households
                .iter()
                .zip(weight)
                .filter(|(of, _)| is_of(of.1))
                .map(|(_, weight)| weight)
                .sum();
            put(format!("households.of_{size}"), own / all);
        }
        let equivalised = households.iter().zip(weight);
        let incomes =
            Spread::new(equivalised.map(|((income, persons), weight)| (income / persons.sqrt(), weight * persons)));
        put(
            "households.poor".into(),
            incomes.weight_below(0.6 * incomes.quantile(0.5)),
        );
        put("households.gini".into(), incomes.gini());
    }

    /// Couples: whether both have wages, and how the logarithms of these go together.
    fn put_couples(&self, put: &mut impl FnMut(String, f64)) {
        let has_both = |unit: &TaxUnit| unit.is_joint && unit.wages[0] > 0.0 && unit.wages[1] > 0.0;
        put(
            "couples.both".into(),
            self.weight(has_both) / self.weight(|unit| unit.is_joint),
        );
        let (mut weight, mut sums, mut products) = (0.0, [0.0; 2], [0.0; 3]);
        for unit in self.units.iter().filter(|unit| has_both(unit)) {
            let [a, b] = unit.wages.map(f64::ln);
            weight += unit.weight;
            for (sum, value) in sums.iter_mut().zip([a, b]) {
                *sum += unit.weight * value;
            }
            for (sum, value) in products.iter_mut().zip([a * a, a * b, b * b]) {
                *sum += unit.weight * value;
            }
        }
        let [a, b] = sums.map(|sum| sum / weight);
        let [aa, ab, bb] = products.map(|sum| sum / weight);
        let spread = ((aa - a * a) * (bb - b * b)).sqrt();
        put("couples.correlation".into(), (ab - a * b) / spread);
    }

    /// Quantiles of the wages of units that have some, within cells; and of capital income by age.
    fn put_cells(&self, put: &mut impl FnMut(String, f64)) {
        type Cell = (&'static str, fn(&TaxUnit) -> bool);
        let cells: [Cell; 6] = [
            ("young_alone", |unit| {
                !unit.is_joint && unit.children == 0.0 && unit.age < 35.0
            }),
            ("alone", |unit| {
                !unit.is_joint && unit.children == 0.0 && (35.0..65.0).contains(&unit.age)
            }),
            ("alone_with_children", |unit| !unit.is_joint && unit.children > 0.0),
            ("joint", |unit| unit.is_joint && unit.children == 0.0 && unit.age < 65.0),
            ("joint_with_children", |unit| unit.is_joint && unit.children > 0.0),
            ("old", |unit| unit.age >= 65.0 && unit.children == 0.0),
        ];
        for (name, is_in) in cells {
            let own = |unit: &&TaxUnit| is_in(unit) && unit.incomes[0] > 0.0;
            let wages = Spread::new(self.units.iter().filter(own).map(|unit| (unit.incomes[0], unit.weight)));
            for percent in [25, 50, 75, 90] {
                put(
                    format!("wages.{name}.p{percent}"),
                    wages.quantile(f64::from(percent) / 100.0),
                );
            }
        }
        let ages: [Cell; 3] = [
            ("under_45", |unit| unit.age < 45.0),
            ("of_45_to_64", |unit| (45.0..65.0).contains(&unit.age)),
            ("of_65_plus", |unit| unit.age >= 65.0),
        ];
        for (name, is_in) in ages {
            let own = |unit: &&TaxUnit| is_in(unit) && Self::capital(unit) > 0.0;
            let capital = Spread::new(
                self.units
                    .iter()
                    .filter(own)
                    .map(|unit| (Self::capital(unit), unit.weight)),
            );
            for percent in [25, 50, 75, 90] {
                put(
                    format!("capital.{name}.p{percent}"),
                    capital.quantile(f64::from(percent) / 100.0),
                );
            }
        }
    }
}
