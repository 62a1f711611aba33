//! The costing note: what each year costs, instrument by instrument, and what becomes of the funds and of work.

use super::super::budget::{Parts, levels};
use super::super::reader::Reader;
use super::super::table::Rows;
use super::super::texts as words;
use super::super::{Axis, FigureTable, Unit};
use super::{Block, Chart, ChartKind, Maker, Section, join, texts};
use crate::costing::{BudgetRow, FundRow, Results, YearResults};

/// A row of the costing note: a year, or all years together.
struct CostRow {
    key: String,
    name: String,
    parts: Option<Parts>,
    /// Without a reform: what is paid out and taken in.
    levels: (f64, f64),
    net: f64,
    shock: Option<f64>,
}

/// How many years stand beside one another in the table of instruments, the first and the last among them.
const YEARS_ABREAST: usize = 4;

/// What comes of the rules and what of changed states, and the shock told otherwise: a sentence each; none without a scenario.
fn effects(reader: &Reader<'_>) -> Vec<String> {
    let mut sentences = Vec::new();
    let Some(shock) = &reader.results.shock else {
        return sentences;
    };
    if let (Some(rule), Some(state)) = (shock.rule_effect, shock.state_effect)
        && state != 0.0
    {
        let holes = [("rule", reader.money(rule)), ("state", reader.money(state))];
        sentences.push(reader.sentence(texts::EFFECTS, &holes));
    }
    sentences.extend(told_otherwise(reader));
    sentences
}

/// The shock without the gains of those whom it spares, and the cost in calm times, where these were asked for.
pub(in crate::figures) fn told_otherwise(reader: &Reader<'_>) -> Vec<String> {
    let mut sentences = Vec::new();
    let Some(shock) = &reader.results.shock else {
        return sentences;
    };
    if let Some(own) = &shock.without_gains {
        let percent = |rate: Option<f64>| rate.map_or("–".to_string(), |rate| reader.language.rate(rate));
        let with = reader.results.poverty.fixed.baseline.as_ref();
        let holes = [
            ("n", reader.money(shock.cost_of_shock)),
            ("m", reader.money(own.cost_of_shock)),
            ("rate", percent(own.poverty_rate)),
            ("with", percent(with.and_then(|poverty| poverty.headcount_rate))),
            ("values", own.stated()),
        ];
        let text = match own.is_wage_gain() {
            true => texts::WITHOUT_GAINS,
            false => texts::WITH_OTHER_VALUES,
        };
        sentences.push(reader.sentence(text, &holes));
    }
    if let Some(calm) = shock.cost_in_calm_times {
        sentences.push(reader.sentence(texts::CALM, &[("n", reader.money(calm))]));
    }
    sentences
}

impl Maker<'_> {
    /// The results of every year.
    fn every_year(&self) -> Vec<&Results> {
        match self.material.years {
            Some(years) => years.years.iter().map(|year| &year.results).collect(),
            None => vec![self.material.results],
        }
    }

    /// What all years cost together, for a reform over several of them.
    pub(super) fn sum_of_years(&self) -> Option<String> {
        let years = self
            .material
            .years
            .filter(|years| years.has_reform && years.years.len() > 1)?;
        let (first, last) = (years.years.first()?, years.years.last()?);
        let sum = years.years.iter().fold(0.0, |sum, year| sum + year.results.net_cost);
        let holes = [
            ("first", first.year.to_string()),
            ("last", last.year.to_string()),
            ("n", self.reader.money(sum)),
            ("rate", self.reader.language.rate(years.discount_rate)),
            ("pv", self.reader.money(years.present_value)),
        ];
        Some(self.reader.sentence(words::SUM_COST, &holes))
    }

    /// How many lose their work in all years together, for a scenario in which nobody does so twice.
    pub(super) fn displaced_in_all_years(&self) -> Option<String> {
        let years = self.material.years?;
        let (first, last) = (years.years.first()?, years.years.last()?);
        if first.year == last.year || first.months.is_empty() {
            return None;
        }
        let shocks = || years.years.iter().filter_map(|year| year.results.shock.as_ref());
        let people = |sum: f64| self.reader.language.people(sum);
        let holes = [
            ("first", first.year.to_string()),
            ("last", last.year.to_string()),
            (
                "b",
                people(shocks().fold(0.0, |sum, shock| sum + shock.displaced_baseline)),
            ),
            (
                "n",
                people(shocks().fold(0.0, |sum, shock| sum + shock.displaced_reform)),
            ),
        ];
        Some(match years.has_reform {
            true => self.reader.sentence(words::SUM_DISPLACED_PACKAGE, &holes),
            false => self.reader.sentence(words::SUM_DISPLACED, &holes[..3]),
        })
    }

    /// What the package adds or changes and what pays nothing in any year: the table has no row of it.
    fn pays_nothing(&self) -> Option<String> {
        let years = self.material.years.filter(|years| years.years.len() > 1)?;
        self.reader.pays_nothing(&years.paying_nothing())
    }

    /// What each year costs.
    pub(super) fn costing(&self) -> Section {
        let results = self.material.results;
        let note = if results.has_reform {
            texts::COSTING_NOTE
        } else {
            texts::COSTING_LEVEL_NOTE
        };
        let mut blocks = Vec::new();
        let table = self.by_year();
        if self.has_several_years() {
            blocks.push(Block::Chart(self.net_by_year(&table)));
        }
        blocks.push(Block::Table {
            table,
            is_folded: false,
        });
        blocks.push(Block::Note(self.reader.word(note)));
        if let Some(years) = self.material.years {
            let holes = [
                ("rate", self.reader.language.rate(years.discount_rate)),
                ("pv", self.reader.money(years.present_value)),
            ];
            blocks.push(Block::Text(self.reader.sentence(texts::PRESENT_VALUE, &holes)));
        }
        blocks.extend(self.effects().map(Block::Text));
        blocks.extend(self.divided_otherwise().map(Block::Note));
        blocks.extend(self.instruments_by_year().map(|table| Block::Table {
            table,
            is_folded: false,
        }));
        blocks.extend(self.pays_nothing().map(Block::Note));
        self.section("costing", texts::COSTING, blocks)
    }

    /// Why the net cost is divided among the parts otherwise than asked.
    fn divided_otherwise(&self) -> Option<String> {
        let found = self.material.results.attribution_fallback.as_ref()?;
        let text = match found.reason.as_str() {
            "drawn-orders" => texts::DIVIDED_BY_LOT,
            "too-many-elements" if found.used == "stacked" => texts::DIVIDED_STACKED,
            "too-many-elements" => texts::DIVIDED_WHOLE,
            _ => texts::DIVIDED_NO_LAW,
        };
        let most = found.most.map_or(String::new(), |most| most.to_string());
        let orders = found.orders.map_or(String::new(), |orders| orders.to_string());
        let holes = [("n", found.elements.to_string()), ("most", most), ("orders", orders)];
        Some(self.reader.sentence(text, &holes))
    }

    /// What comes of the rules, what of changed states, and what it would cost in calm times.
    fn effects(&self) -> Option<String> {
        let sentences = effects(&self.reader);
        (!sentences.is_empty()).then(|| join(self.reader.language, &sentences))
    }

    fn cost_rows(&self) -> Vec<CostRow> {
        let years = self.every_year();
        let mut rows: Vec<CostRow> = years
            .iter()
            .map(|results| {
                let own = Reader::new(results, self.reader.language);
                CostRow {
                    key: results.year.to_string(),
                    name: results.year.to_string(),
                    parts: results.has_reform.then(|| Parts::of(&own)),
                    levels: levels(results)[0],
                    net: results.net_cost,
                    shock: results.shock.as_ref().map(|shock| shock.cost_of_shock),
                }
            })
            .collect();
        if rows.len() > 1 {
            let add = |of: &dyn Fn(&CostRow) -> f64| rows.iter().fold(0.0, |sum, row| sum + of(row));
            let part = |of: fn(&Parts) -> f64| add(&|row: &CostRow| row.parts.as_ref().map_or(0.0, of));
            let all = CostRow {
                key: "all".to_string(),
                name: self.reader.word(texts::ALL_YEARS),
                parts: rows[0].parts.is_some().then(|| Parts {
                    paid: part(|parts| parts.paid),
                    raised: part(|parts| parts.raised),
                    tax_back: part(|parts| parts.tax_back),
                    aid_saved: part(|parts| parts.aid_saved),
                    other: part(|parts| parts.other),
                    net: part(|parts| parts.net),
                }),
                levels: (add(&|row| row.levels.0), add(&|row| row.levels.1)),
                net: add(&|row| row.net),
                shock: rows[0].shock.map(|_| add(&|row| row.shock.unwrap_or(0.0))),
            };
            rows.push(all);
        }
        rows
    }

    fn by_year(&self) -> FigureTable {
        type Column = (&'static str, words::Text, fn(&CostRow) -> f64);
        let parts: [Column; 5] = [
            ("paid_out", words::PAID_OUT, |row| {
                row.parts.map_or(row.levels.0, |parts| parts.paid)
            }),
            ("raised", words::RAISED, |row| {
                row.parts.map_or(0.0, |parts| parts.raised)
            }),
            ("tax_back", words::TAX_BACK, |row| {
                row.parts.map_or(0.0, |parts| parts.tax_back)
            }),
            ("aid_saved", words::AID_SAVED, |row| {
                row.parts.map_or(0.0, |parts| parts.aid_saved)
            }),
            ("other", words::OTHER, |row| row.parts.map_or(0.0, |parts| parts.other)),
        ];
        let rows = self.cost_rows();
        let title = self.reader.word(texts::BY_YEAR);
        let mut table =
            Rows::new(&self.reader, "by_year", title, &rows, |row| row.key.clone())
                .text("year", words::YEAR, |row| row.name.clone());
        for (name, title, cell) in parts {
            if name == "paid_out" || rows.iter().any(|row| cell(row) != 0.0) {
                let cells: Vec<f64> = rows.iter().map(cell).collect();
                table = table.number(name, named(name, title, &cells), Unit::Money, |row| Some(cell(row)));
            }
        }
        if !self.material.results.has_reform {
            table = table.number("taken_in", words::TAKEN_IN, Unit::Money, |row| Some(0.0 - row.levels.1));
        }
        table = table.number("net_cost", words::NET_COST, Unit::Money, |row| Some(row.net));
        if rows.iter().any(|row| row.shock.is_some()) {
            table = table.number("cost_of_shock", words::SHOCK_COST, Unit::Money, |row| row.shock);
        }
        table.table()
    }

    fn net_by_year(&self, table: &FigureTable) -> Chart {
        let years = self.every_year();
        let title = self.reader.word(texts::NET_BY_YEAR);
        Chart {
            name: "net_by_year".to_string(),
            title: title.clone(),
            description: self.sum_of_years().unwrap_or(title),
            axis: self.reader.axis_of_money(years.iter().map(|results| results.net_cost)),
            kind: ChartKind::Columns {
                column: "net_cost".to_string(),
            },
            table: without_all(table),
        }
    }

    /// The net cost of each instrument in some of the years and in all; None for one year, whose figure has it, and where it
    /// was not divided.
    fn instruments_by_year(&self) -> Option<FigureTable> {
        let years = self
            .material
            .years
            .filter(|years| years.has_reform && years.years.len() > 1)?;
        let cost = |year: &YearResults, name: &str| {
            let found = year.results.budget.iter().find(|row| row.instrument == name);
            found.map_or(0.0, |row| row.net_cost)
        };
        let sum = |name: &str| years.years.iter().fold(0.0, |sum, year| sum + cost(year, name));
        let first = years.years.first()?;
        let rows: Vec<&BudgetRow> = first
            .results
            .budget
            .iter()
            .filter(|row| years.years.iter().any(|year| cost(year, &row.instrument) != 0.0))
            .collect();
        if rows.is_empty() {
            return None;
        }
        let name = |row: &BudgetRow| match row.instrument.as_str() {
            crate::costing::CHANGED_STATES => self.reader.word(texts::STATES_CHANGED),
            _ => self.reader.instrument(row),
        };
        let mut table = Rows::new(
            &self.reader,
            "net_by_instrument",
            self.reader.word(texts::NET_BY_INSTRUMENT),
            &rows,
            |row| row.instrument.clone(),
        )
        .text("instrument", words::INSTRUMENT, |row| name(row));
        for year in abreast(&years.years) {
            let number = year.year.to_string();
            table = table.number_titled(&number, &number, Unit::Money, |row| Some(cost(year, &row.instrument)));
        }
        Some(
            table
                .number("all", texts::ALL_YEARS, Unit::Money, |row| Some(sum(&row.instrument)))
                .table(),
        )
    }

    /// What the funds hold year by year; None for a run of one year and for a system without funds.
    pub(super) fn funds(&self) -> Option<Section> {
        let years = self.material.years?;
        // A fund that a law leaves alone and that holds nothing is not told.
        let moves = |of: &FundRow| {
            let mut own = years.years.iter().flat_map(|year| &year.funds);
            own.any(|row| {
                let amounts = [row.opening, row.inflow, row.claimed];
                row.fund == of.fund && row.law == of.law && amounts.iter().any(|amount| *amount != 0.0)
            })
        };
        let rows: Vec<(i32, &FundRow)> = years
            .years
            .iter()
            .flat_map(|year| year.funds.iter().map(|row| (year.year, row)))
            .filter(|(_, row)| (years.has_reform || row.law == "baseline") && moves(row))
            .collect();
        let mut names: Vec<&str> = Vec::new();
        for (_, row) in &rows {
            if !names.contains(&row.fund.as_str()) {
                names.push(&row.fund);
            }
        }
        if names.is_empty() {
            return None;
        }
        let law_told = if years.has_reform { "reform" } else { "baseline" };
        let mut sentences = Vec::new();
        for name in &names {
            let own = || rows.iter().filter(|(_, row)| row.fund == *name && row.law == law_told);
            let fund = self.fund_title(name);
            if let Some((year, row)) = own().find(|(_, row)| row.empty_in_month > 0) {
                let holes = [
                    ("fund", fund.clone()),
                    ("year", year.to_string()),
                    ("month", row.empty_in_month.to_string()),
                ];
                sentences.push(self.reader.sentence(texts::FUND_EMPTY, &holes));
            }
            if let Some((year, row)) = own().next_back() {
                let holes = [
                    ("fund", fund),
                    ("year", year.to_string()),
                    ("n", self.reader.money(row.closing)),
                ];
                sentences.push(self.reader.sentence(texts::FUND_LASTS, &holes));
            }
        }
        let mut blocks = vec![Block::Text(join(self.reader.language, &sentences))];
        for name in &names {
            blocks.extend(self.fund_chart(name, &rows).map(Block::Chart));
        }
        blocks.push(Block::Note(self.reader.word(texts::FUND_PATH_NOTE)));
        blocks.push(Block::Table {
            table: self.fund_table(&rows),
            is_folded: false,
        });
        Some(Section {
            name: "funds".to_string(),
            title: self.reader.word(texts::FUND_PATH_QUESTION),
            blocks,
        })
    }

    fn fund_title(&self, name: &str) -> String {
        let words = name.replace('_', " ");
        let mut letters = words.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(letters).collect()
    }

    fn law(&self, law: &str) -> String {
        self.reader.word(if law == "reform" {
            words::PACKAGE
        } else {
            words::TODAYS_LAW
        })
    }

    fn fund_table(&self, rows: &[(i32, &FundRow)]) -> FigureTable {
        let title = self.reader.word(texts::FUND_PATH);
        type Column = (&'static str, words::Text, fn(&FundRow) -> f64);
        let columns: [Column; 7] = [
            ("opening", words::OPENING, |row| row.opening),
            ("inflow", words::INFLOW, |row| row.inflow),
            ("interest", words::INTEREST, |row| row.interest),
            ("claimed", words::CLAIMED, |row| row.claimed),
            ("paid", words::PAID, |row| row.paid),
            ("topped_up", words::TOPPED_UP, |row| row.topped_up),
            ("closing", words::CLOSING, |row| row.closing),
        ];
        let mut table = Rows::new(&self.reader, "funds", title, rows, |(year, row)| {
            format!("{year} {} {}", row.fund, row.law)
        })
        .text("year", words::YEAR, |(year, _)| year.to_string())
        .text("fund", texts::FUND, |(_, row)| self.fund_title(&row.fund))
        .text("law", words::LAW, |(_, row)| self.law(&row.law));
        for (name, title, cell) in columns {
            table = table.number(name, title, Unit::Money, |(_, row)| Some(cell(row)));
        }
        table
            .text("empty_in_month", words::EMPTY_IN, |(_, row)| match row.empty_in_month {
                0 => String::new(),
                month => month.to_string(),
            })
            .table()
    }

    /// What a fund holds after each year, under each law; None for a single year.
    fn fund_chart(&self, name: &str, rows: &[(i32, &FundRow)]) -> Option<Chart> {
        let mut years: Vec<i32> = rows.iter().map(|(year, _)| *year).collect();
        years.dedup();
        if years.len() < 2 {
            return None;
        }
        let closing = |year: i32, law: &str| {
            let mut own = rows
                .iter()
                .filter(|(at, row)| *at == year && row.fund == name && row.law == law);
            own.next().map(|(_, row)| row.closing)
        };
        let laws: Vec<&str> = ["baseline", "reform"]
            .into_iter()
            .filter(|law| rows.iter().any(|(_, row)| row.law == *law))
            .collect();
        let title = format!("{}: {}", self.reader.word(words::CLOSING), self.fund_title(name));
        let mut table = Rows::new(&self.reader, "closing", title.clone(), &years, |year| year.to_string()).text(
            "year",
            words::YEAR,
            |year| year.to_string(),
        );
        for law in &laws {
            let words = if *law == "reform" {
                words::PACKAGE
            } else {
                words::TODAYS_LAW
            };
            table = table.number(law, words, Unit::Money, |year| closing(*year, law));
        }
        let mut amounts = Vec::new();
        for year in &years {
            amounts.extend(laws.iter().filter_map(|law| closing(*year, law)));
        }
        Some(Chart {
            name: format!("fund_{name}"),
            description: title.clone(),
            title,
            axis: self.reader.axis_of_money(amounts),
            kind: ChartKind::Lines {
                columns: laws.iter().map(|law| (*law).to_string()).collect(),
            },
            table: table.table(),
        })
    }

    /// Work and poverty year by year; None for a run of one year.
    pub(super) fn work(&self) -> Option<Section> {
        let years = self.material.years.filter(|years| years.years.len() > 1)?;
        let rows: Vec<&YearResults> = years.years.iter().collect();
        let title = self.reader.word(texts::WORK);
        let lived = rows.iter().any(|year| year.out_of_work(false).is_some());
        let shocked = rows.iter().any(|year| year.results.shock.is_some());
        let rate = |poverty: &Option<crate::measures::Poverty>| poverty.as_ref().and_then(|found| found.headcount_rate);
        let mut table = Rows::new(&self.reader, "work", title.clone(), &rows, |year| year.year.to_string()).text(
            "year",
            words::YEAR,
            |year| year.year.to_string(),
        );
        if shocked {
            table = table.number("displaced_baseline", texts::DISPLACED_TODAY, Unit::People, |year| {
                year.results.shock.as_ref().map(|shock| shock.displaced_baseline)
            });
        }
        if shocked && years.has_reform {
            table = table.number("displaced_reform", texts::DISPLACED_PACKAGE, Unit::People, |year| {
                year.results.shock.as_ref().map(|shock| shock.displaced_reform)
            });
        }
        if lived {
            table = table.number("out_of_work_baseline", texts::OUT_TODAY, Unit::People, |year| {
                year.out_of_work(false)
            });
        }
        if lived && years.has_reform {
            table = table.number("out_of_work_reform", texts::OUT_PACKAGE, Unit::People, |year| {
                year.out_of_work(true)
            });
        }
        table = table.number("poverty_baseline_rate", words::POVERTY_TODAY, Unit::Rate, |year| {
            rate(&year.results.poverty.fixed.baseline)
        });
        if years.has_reform {
            table = table.number("poverty_reform_rate", words::POVERTY_PACKAGE, Unit::Rate, |year| {
                rate(&year.results.poverty.fixed.reform)
            });
        }
        let table = table.table();
        let mut blocks = Vec::new();
        if lived {
            let columns: Vec<String> = ["out_of_work_baseline", "out_of_work_reform"]
                .into_iter()
                .filter(|name| table.column(name).is_some())
                .map(str::to_string)
                .collect();
            let numbers = rows
                .iter()
                .flat_map(|year| [year.out_of_work(false), year.out_of_work(true)])
                .flatten();
            let largest = numbers.fold(0.0, |largest, number| if number > largest { number } else { largest });
            let (factor, unit) = self.reader.language.axis_of_money(largest);
            blocks.push(Block::Chart(Chart {
                name: "out_of_work".to_string(),
                title: self.reader.word(texts::OUT_OF_WORK),
                description: self.reader.word(texts::OUT_OF_WORK),
                axis: Axis {
                    unit: Unit::People,
                    factor,
                    caption: self.reader.sentence(words::AXIS_PEOPLE, &[("unit", unit.to_string())]),
                },
                kind: ChartKind::Lines { columns },
                table: table.clone(),
            }));
        }
        blocks.push(Block::Table {
            table,
            is_folded: false,
        });
        blocks.push(Block::Note(self.reader.word(texts::WORK_NOTE)));
        Some(self.section("work", texts::WORK, blocks))
    }
}

/// The years that stand beside one another: the first, the last, and some between.
fn abreast(years: &[YearResults]) -> Vec<&YearResults> {
    if years.len() <= YEARS_ABREAST {
        return years.iter().collect();
    }
    let last = years.len() - 1;
    (0..YEARS_ABREAST)
        .filter_map(|at| years.get(at * last / (YEARS_ABREAST - 1)))
        .collect()
}

/// A table without its last row, that of all years.
fn without_all(table: &FigureTable) -> FigureTable {
    let mut table = table.clone();
    if table.keys.last().is_some_and(|key| key == "all") {
        table.truncate(table.keys.len() - 1);
    }
    table
}

/// What a column of the table by year is called: what costs in every year has another name than what is saved, and where years differ
/// the name says which sign is which.
pub(super) fn named(column: &str, saved: words::Text, cells: &[f64]) -> words::Text {
    let (costs, saves) = (
        cells.iter().any(|cell| *cell > 0.0),
        cells.iter().any(|cell| *cell < 0.0),
    );
    match (column, costs, saves) {
        ("tax_back", true, true) => texts::TAX_LOST_OR_BACK,
        ("tax_back", true, false) => words::TAX_LOST,
        ("aid_saved", true, true) => texts::AID_ADDED_OR_SAVED,
        ("aid_saved", true, false) => words::AID_ADDED,
        _ => saved,
    }
}
