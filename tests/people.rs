//! Small random people for any system: every column that the system declares has values within its range.

use commonweal_core::document::Diagnostic;
use commonweal_core::population::{Mapping, Population, RawColumn, RawData, RawTable};
use commonweal_core::rules::Unit;
use commonweal_core::system::{ColumnDeclaration, ColumnKind, System};

use crate::source;

/// A stream of numbers from a seed (splitmix64), so that every test can be run again.
#[derive(Debug, Clone)]
pub struct Random(pub u64);

impl Random {
    /// The next number of 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A whole number from 0 to `limit - 1`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.bits() % limit
    }

    /// A number from 0 to 1.
    pub fn share(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A number between two others.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share()
    }
}

/// People of the system `plain`, each alone in a household: the weight of each, columns of numbers by name, and the lines of the mapping that say
/// which columns of persons they are.
///
/// # Panics
/// When the lines are no mapping of these columns.
pub fn alone(weights: &[f64], columns: &[(&str, &[f64])], lines: &str) -> Population {
    let number = |name: &str, values: Vec<f64>| RawColumn {
        name: name.to_string(),
        data: RawData::F64(values.into()),
    };
    let households = (1..=weights.len()).map(|household| household as f64);
    let mut found = vec![number("hid", households.collect()), number("weight", weights.to_vec())];
    found.extend(columns.iter().map(|(name, values)| number(name, values.to_vec())));
    let mapping = format!(
        "format = 1\nname = \"few\"\nsystem = \"plain\"\nrows = \"person\"\nweight = \"weight\"\nhousehold = \"hid\"\n[columns.person]\n{lines}\n"
    );
    let system = crate::catalog().system("plain").expect("the system is sound");
    let table = RawTable::new("few.csv", found).expect("the table is sound");
    let mapping = Mapping::read(&source("few.toml", &mapping)).expect("the mapping is sound");
    mapping.population(&table, &system).expect("the people are sound")
}

/// A table of microdata and the mapping that reads it.
#[derive(Debug, Clone)]
pub struct People {
    /// The columns of the file.
    pub table: RawTable,
    /// The mapping.
    pub mapping: Mapping,
}

impl People {
    /// Random people for a system; weights are whole numbers from 1 to 9.
    ///
    /// # Panics
    /// When the mapping that is written for the system is refused.
    pub fn random(system: &System, seed: u64, households: u32) -> People {
        let mut random = Random(seed);
        let rows = rows(&mut random, households, system.has_persons());
        let mut columns = vec![
            whole("hid", rows.iter().map(|row| row.household)),
            whole("weight", rows.iter().map(|row| row.weight)),
        ];
        let mut text = format!(
            "format = 1\nname = \"people\"\nsystem = \"{}\"\nhousehold = \"hid\"\nweight = \"weight\"\n",
            system.name
        );
        if system.has_persons() {
            columns.push(whole("pid", rows.iter().map(|row| row.person)));
            text.push_str("rows = \"person\"\nperson = \"pid\"\n");
        } else {
            text.push_str("rows = \"household\"\n");
        }
        for (at, unit) in system.entities().into_iter().skip(2).enumerate() {
            columns.push(whole(&format!("{unit}_id"), rows.iter().map(|row| row.unit(at))));
            text.push_str(&format!("[units.{unit}]\nid = \"{unit}_id\"\n"));
        }
        let mut entities: Vec<&str> = system
            .columns
            .iter()
            .filter(|column| !column.derived)
            .map(|column| column.entity.as_str())
            .collect();
        entities.sort_unstable();
        entities.dedup();
        entities.retain(|entity| system.has_persons() || *entity == "household");
        let mut pointers = String::new();
        for entity in entities {
            text.push_str(&format!("[columns.{entity}]\n"));
            for column in system
                .columns
                .iter()
                .filter(|column| column.entity == entity && column.name != "is_head" && !column.derived)
            {
                columns.push(values(&mut random, system, column, &rows));
                let line = format!("{0} = \"{0}\"\n", column.name);
                if column.kind == ColumnKind::Pointer {
                    pointers.push_str(&line)
                } else {
                    text.push_str(&line)
                }
            }
        }
        if !pointers.is_empty() {
            text.push_str(&format!("[pointers]\n{pointers}"));
        }
        let mapping = Mapping::read(&source("people.toml", &text)).expect("the mapping is sound");
        People {
            table: RawTable::new("people.csv", columns).expect("the table is sound"),
            mapping,
        }
    }

    /// The people, none of whom has a truth.
    pub fn but_for(mut self, truth: &str) -> People {
        for column in self.table.columns.iter_mut().filter(|column| column.name == truth) {
            column.data = RawData::Truth(vec![0; self.table.rows].into());
        }
        self
    }

    /// The people, of whom everybody has nothing of a number.
    pub fn with_none_of(mut self, number: &str) -> People {
        for column in self.table.columns.iter_mut().filter(|column| column.name == number) {
            column.data = RawData::F64(vec![0.0; self.table.rows].into());
        }
        self
    }

    /// The people with some columns overwritten by one value for all.
    pub fn with(mut self, numbers: &[(&str, f64)], words: &[(&str, &str)], truths: &[(&str, bool)]) -> People {
        let rows = self.table.rows;
        for column in &mut self.table.columns {
            if let Some((_, value)) = numbers.iter().find(|(name, _)| *name == column.name) {
                column.data = RawData::F64(vec![*value; rows].into());
            }
            if let Some((_, word)) = words.iter().find(|(name, _)| *name == column.name) {
                column.data = RawData::Text {
                    codes: vec![0; rows].into(),
                    labels: vec![(*word).to_string()].into(),
                };
            }
            if let Some((_, truth)) = truths.iter().find(|(name, _)| *name == column.name) {
                column.data = RawData::Truth(vec![u8::from(*truth); rows].into());
            }
        }
        self
    }

    /// The people, of whom all but gig workers and the unemployed are employees; who works has pay, or an income from the gig work.
    pub fn at_work(mut self) -> People {
        let kept = ["employee", "gig", "unemployed"];
        let mut statuses: Vec<u32> = vec![0; self.table.rows];
        let all = self.table.columns.iter_mut();
        for column in all.filter(|column| column.name == "labour_status") {
            let RawData::Text { codes, labels } = &column.data else {
                continue;
            };
            let status = |code: &u32| kept.iter().position(|kept| *kept == &*labels[*code as usize]);
            statuses = codes.iter().map(|code| status(code).unwrap_or(0) as u32).collect();
            column.data = RawData::Text {
                codes: statuses.clone().into(),
                labels: kept.map(str::to_string).to_vec().into(),
            };
        }
        for column in &mut self.table.columns {
            let wanted = match column.name.as_str() {
                "earnings" => 0,
                "self_employment_income" => 1,
                _ => continue,
            };
            if let RawData::F64(cells) = &column.data {
                let filled = cells.iter().zip(&statuses).zip(0u32..).map(|((cell, status), row)| {
                    let lacks = *status == wanted && *cell <= 0.0;
                    if lacks {
                        f64::from(10_000 + 37 * (row % 1000))
                    } else {
                        *cell
                    }
                });
                column.data = RawData::F64(filled.collect());
            }
        }
        self
    }

    /// The people with the rows of their file in another order.
    pub fn shuffled(&self, seed: u64) -> People {
        let mut random = Random(seed);
        let mut order: Vec<usize> = (0..self.table.rows).collect();
        for at in (1..order.len()).rev() {
            order.swap(at, random.below(at as u64 + 1) as usize);
        }
        let columns = self
            .table
            .columns
            .iter()
            .map(|column| RawColumn {
                name: column.name.clone(),
                data: reordered(&column.data, &order),
            })
            .collect();
        People {
            table: RawTable {
                name: self.table.name.clone(),
                rows: self.table.rows,
                columns,
                not_read: self.table.not_read.clone(),
            },
            mapping: self.mapping.clone(),
        }
    }

    /// The people as the engine holds them.
    ///
    /// # Errors
    /// Those of [`Mapping::population`].
    pub fn population(&self, system: &System) -> Result<Population, Vec<Diagnostic>> {
        self.mapping.population(&self.table, system)
    }
}

fn reordered(data: &RawData, order: &[usize]) -> RawData {
    match data {
        RawData::F64(cells) => RawData::F64(order.iter().map(|row| cells[*row]).collect()),
        RawData::I64(cells) => RawData::I64(order.iter().map(|row| cells[*row]).collect()),
        RawData::U8(cells) => RawData::U8(order.iter().map(|row| cells[*row]).collect()),
        RawData::Truth(cells) => RawData::Truth(order.iter().map(|row| cells[*row]).collect()),
        RawData::Text { codes, labels } => RawData::Text {
            codes: order.iter().map(|row| codes[*row]).collect(),
            labels: labels.clone(),
        },
    }
}

/// A household into whole households of parts: as many parts, of about the same size.
pub fn parts(population: &Population, count: usize) -> Vec<Population> {
    let households = population.households();
    (0..count)
        .map(|part| population.part(part * households / count..(part + 1) * households / count))
        .collect()
}

struct Row {
    household: i64,
    person: i64,
    member: i64,
    adult: bool,
    age: f64,
    spouse: bool,
    weight: i64,
    second: [bool; 2],
}

impl Row {
    /// The id of the unit of the kind `at`: a household has one or two of each kind.
    fn unit(&self, at: usize) -> i64 {
        self.household * 10 + i64::from(self.second[at % 2])
    }
}

fn rows(random: &mut Random, households: u32, persons: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    for household in 0..i64::from(households) {
        let household = household * 7 + 3;
        let weight = 1 + random.below(9) as i64;
        let members = if persons { 1 + random.below(5) as i64 } else { 1 };
        let married = random.below(2) == 0;
        for member in 0..members {
            let adult = member < 2 && (member == 0 || married) || random.below(3) == 0;
            let age = if adult { 18 + random.below(70) } else { random.below(18) } as f64;
            let spouse = member == 1 && married;
            // Units of one kind may cut across those of another.
            let apart = |random: &mut Random| member > 1 && adult && random.below(2) == 0;
            let second = [apart(random), apart(random)];
            rows.push(Row {
                household,
                person: household * 100 + member,
                member,
                adult,
                age,
                spouse,
                weight,
                second,
            });
        }
    }
    rows
}

fn whole(name: &str, cells: impl Iterator<Item = i64>) -> RawColumn {
    RawColumn {
        name: name.to_string(),
        data: RawData::I64(cells.collect()),
    }
}

/// The labels of a category; of an open one those that random people bring.
pub fn labels(system: &System, category: &str) -> Vec<String> {
    match system.categories.get(category) {
        Some(labels) if !labels.is_empty() => labels.clone(),
        _ => ["hill", "plain", "shore"].map(str::to_string).to_vec(),
    }
}

/// The values of a column: the same on all rows of a unit.
fn values(random: &mut Random, system: &System, column: &ColumnDeclaration, rows: &[Row]) -> RawColumn {
    let entity = system.unit(&column.entity).unwrap_or("household");
    let unit_at = system.entities().iter().skip(2).position(|unit| *unit == entity);
    let key = |row: &Row| match (entity, unit_at) {
        ("person", _) => row.person,
        (_, Some(at)) => row.unit(at),
        _ => row.household,
    };
    let mut known: std::collections::BTreeMap<i64, f64> = std::collections::BTreeMap::new();
    let cells: Vec<f64> = rows
        .iter()
        .map(|row| {
            *known
                .entry(key(row))
                .or_insert_with(|| value(random, system, column, row))
        })
        .collect();
    let data = match &column.kind {
        ColumnKind::Category(category) => {
            let labels = labels(system, category);
            let mut sorted = labels.clone();
            sorted.sort();
            let code = |cell: &f64| {
                sorted
                    .iter()
                    .position(|label| *label == labels[*cell as usize])
                    .unwrap_or(0) as u32
            };
            RawData::Text {
                codes: cells.iter().map(code).collect(),
                labels: sorted.into(),
            }
        }
        ColumnKind::Truth => RawData::Truth(cells.iter().map(|cell| u8::from(*cell != 0.0)).collect()),
        ColumnKind::Pointer => RawData::I64(cells.iter().map(|cell| *cell as i64).collect()),
        ColumnKind::Number(_) => RawData::F64(cells.into()),
    };
    RawColumn {
        name: column.name.clone(),
        data,
    }
}

fn value(random: &mut Random, system: &System, column: &ColumnDeclaration, row: &Row) -> f64 {
    let (low, high) = column.range.unwrap_or((0.0, 3.0));
    let within = |least: f64, most: f64| {
        (
            if low > least { low } else { least },
            if high < most { high } else { most },
        )
    };
    let mut amount = |least: f64, most: f64| {
        let (low, high) = within(least, most);
        // Low amounts are more frequent, and nothing is the most frequent.
        let skewed = random.share() * random.share();
        let cents = (random.between(low, low + (high - low) * skewed) * 100.0).round() / 100.0;
        if low <= 0.0 && random.below(5) < 3 { 0.0 } else { cents }
    };
    match &column.kind {
        ColumnKind::Number(unit) => match (column.name.as_str(), *unit) {
            ("age", _) => row.age,
            // Long enough for many to qualify for an insurance.
            ("insured_months", _) => amount(0.0, 60.0).floor(),
            (_, Unit::MONEY) => amount(-20_000.0, 150_000.0),
            (_, Unit::MONEY_PER_MONTH) => amount(0.0, 2_500.0),
            (_, Unit::NUMBER) if high <= 1.0 => amount(0.0, 1.0),
            (_, Unit::MONTHS) => amount(0.0, 24.0).floor(),
            (_, Unit::HOURS) => amount(0.0, 60.0).floor(),
            (_, Unit::AGE) => amount(0.0, 90.0).floor(),
            (_, Unit::NUMBER) => amount(low, 10.0).floor(),
            _ => amount(0.0, 60.0),
        },
        ColumnKind::Truth => match column.name.as_str() {
            "is_spouse" => f64::from(u8::from(row.spouse)),
            "is_dependent" => f64::from(u8::from(!row.adult)),
            _ => f64::from(u8::from(random.below(4) == 0)),
        },
        ColumnKind::Category(category) => random.below(labels(system, category).len() as u64) as f64,
        // Children point at the first person of their household.
        ColumnKind::Pointer if row.member > 0 && !row.adult => (row.household * 100) as f64,
        ColumnKind::Pointer => 0.0,
    }
}
