//! The figures of a run over several years: what each year costs, the fund, work, poverty; and of two such runs side by side.

use super::reader::Reader;
use super::table::Rows;
use super::texts::{self, Text};
use super::{Axis, Figure, FigureTable, Language, Unit};
use crate::costing::{ComparedYear, FundRow, YearResults, YearsComparison, YearsResults};
use crate::measures::Poverty;

/// The figures of a run over years, in the order of a page: `years`, `years_fund`, `years_states`, `years_poverty`. A figure that the
/// results have nothing for is absent: that of the fund where nothing flows to or from one, that of states for a scenario without months.
pub fn figures_of_years(results: &YearsResults, language: Language) -> Vec<Figure> {
    let Some(last) = results.years.last() else {
        return Vec::new();
    };
    let told = Told {
        results,
        reader: Reader::new(&last.results, language),
    };
    [told.cost(), told.fund(), told.states(), told.poverty()]
        .into_iter()
        .flatten()
        .collect()
}

/// The figure of two runs over the same years, of the name `years_compared`; None without a year.
pub fn figure_of_comparison(found: &YearsComparison, language: Language) -> Option<Figure> {
    let last = found.first.years.last()?;
    let first = found.compared.first()?;
    let other = found.second.years.last()?;
    let reader = Reader::new(&last.results, language);
    let second = Reader::new(&other.results, language);
    let names = [
        reader.title("study", &found.first.study),
        second.title("study", &found.second.study),
    ];
    let difference = found.sum.difference?;
    let text = match difference {
        difference if difference > 0.0 => texts::YEARS_COMPARED_MORE,
        difference if difference < 0.0 => texts::YEARS_COMPARED_LESS,
        _ => texts::YEARS_COMPARED_EQUAL,
    };
    let holes = [
        ("first", first.year.to_string()),
        ("last", last.year.to_string()),
        ("a", names[0].clone()),
        ("b", names[1].clone()),
        ("n", reader.money(difference.abs())),
        ("rate", reader.language.rate(found.discount_rate)),
        ("pv", reader.money(found.present_value.difference?.abs())),
    ];
    let cell = |of: fn(&ComparedYear) -> Option<f64>| of;
    let table = Rows::new(
        &reader,
        "years_compared",
        reader.word(texts::YEARS_TITLE),
        &found.compared,
        |year| year.year.to_string(),
    )
    .text("year", texts::YEAR, |year| year.year.to_string())
    .number_titled("first", &names[0], Unit::Money, cell(|year| year.net_cost.first))
    .number_titled("second", &names[1], Unit::Money, cell(|year| year.net_cost.second))
    .number(
        "difference",
        texts::DIFFERENCE,
        Unit::Money,
        cell(|year| year.net_cost.difference),
    )
    .table();
    let amounts = found.compared.iter();
    let amounts = amounts.flat_map(|year| [year.net_cost.first, year.net_cost.second]);
    Some(Figure {
        name: "years_compared".to_string(),
        question: reader.word(texts::YEARS_COMPARED_QUESTION),
        sentence: reader.sentence(text, &holes),
        title: reader.word(texts::YEARS_TITLE),
        definition: reader.sentence(texts::YEARS_DEFINITION, &[people(&reader, &found.first)]),
        axis: reader.axis_of_money(amounts.flatten()),
        table,
        more: Vec::new(),
    })
}

/// A run over years, told in a language.
struct Told<'a> {
    results: &'a YearsResults,
    reader: Reader<'a>,
}

/// The states of work in the order in which they are told, with their names.
const STATES: [(&str, Text); 9] = [
    ("employed", texts::STATE_EMPLOYED),
    ("new_job", texts::STATE_NEW_JOB),
    ("short_time", texts::STATE_SHORT_TIME),
    ("gig", texts::STATE_GIG),
    ("public_job", texts::STATE_PUBLIC_JOB),
    ("training", texts::STATE_TRAINING),
    ("unemployed", texts::STATE_UNEMPLOYED),
    ("inactive", texts::STATE_INACTIVE),
    ("retired", texts::STATE_RETIRED),
];

/// What becomes of the people over the years, as a hole of a definition.
fn people(reader: &Reader<'_>, results: &YearsResults) -> (&'static str, String) {
    let is_carried = results.years.iter().any(|year| year.ageing.is_some());
    let text = if is_carried {
        texts::PEOPLE_CARRIED
    } else {
        texts::PEOPLE_FROZEN
    };
    ("people", reader.word(text))
}

impl Told<'_> {
    /// A table with a row a year, its first column the year.
    fn by_year(&self, name: &str, title: Text) -> Rows<'_, YearResults> {
        let rows = &self.results.years;
        Rows::new(&self.reader, name, self.reader.word(title), rows, |year| {
            year.year.to_string()
        })
        .text("year", texts::YEAR, |year| year.year.to_string())
    }

    /// The first and the last year, as holes of a sentence.
    fn ends(&self) -> [(&'static str, String); 2] {
        let year = |year: Option<&YearResults>| year.map_or(String::new(), |year| year.year.to_string());
        [
            ("first", year(self.results.years.first())),
            ("last", year(self.results.years.last())),
        ]
    }

    fn cost(&self) -> Option<Figure> {
        let reader = &self.reader;
        let years = &self.results.years;
        let is_shocked = years.iter().any(|year| year.results.shock.is_some());
        let shock = |year: &YearResults| Some(year.results.shock.as_ref()?.cost_of_shock);
        let net = |year: &YearResults| Some(year.results.net_cost);
        let mut holes = self.ends().to_vec();
        let (sentence, definition) = if self.results.has_reform {
            (texts::SUM_COST, texts::YEARS_DEFINITION)
        } else if is_shocked {
            (texts::SUM_SHOCK, texts::YEARS_SHOCK_DEFINITION)
        } else {
            (texts::SUM_LAW, texts::YEARS_LAW_DEFINITION)
        };
        let counts_shock = is_shocked && !self.results.has_reform;
        let amount = |year: &YearResults| if counts_shock { shock(year) } else { net(year) };
        let sum = years.iter().filter_map(amount).fold(0.0, |sum, cost| sum + cost);
        holes.extend([
            ("n", reader.money(sum)),
            ("rate", reader.language.rate(self.results.discount_rate)),
            ("pv", reader.money(self.results.present_value)),
        ]);
        let mut table = self
            .by_year("years", texts::YEARS_TITLE)
            .number("net_cost", texts::NET_COST, Unit::Money, net);
        if self.results.has_reform {
            table = table.number("gross_cost", texts::PAID_OUT, Unit::Money, |year| {
                Some(year.gross_cost())
            });
        }
        if is_shocked {
            table = table.number("cost_of_shock", texts::SHOCK_COST, Unit::Money, shock);
        }
        Some(Figure {
            name: "years".to_string(),
            question: reader.word(texts::YEARS_QUESTION),
            sentence: reader.sentence(sentence, &holes),
            title: reader.word(if counts_shock {
                texts::YEARS_SHOCK_TITLE
            } else {
                texts::YEARS_TITLE
            }),
            definition: match reader.pays_nothing(&self.results.paying_nothing()) {
                Some(idle) => reader.joined(&[reader.sentence(definition, &[people(reader, self.results)]), idle]),
                None => reader.sentence(definition, &[people(reader, self.results)]),
            },
            // What the shock costs is drawn beside what is told.
            axis: reader.axis_of_money(years.iter().flat_map(|year| [amount(year), shock(year)]).flatten()),
            table: table.table(),
            more: Vec::new(),
        })
    }

    /// The rows of a fund under the law that is told.
    fn fund_rows(&self, name: &str) -> Vec<(i32, &FundRow)> {
        let law = if self.results.has_reform { "reform" } else { "baseline" };
        let years = self.results.years.iter();
        years
            .flat_map(|year| year.funds.iter().map(|row| (year.year, row)))
            .filter(|(_, row)| row.law == law && row.fund == name)
            .collect()
    }

    /// The path of the fund through which most flows; the others stand beside it as tables.
    fn fund(&self) -> Option<Figure> {
        let reader = &self.reader;
        let first = self.results.years.first()?;
        let mut funds: Vec<(f64, Vec<(i32, &FundRow)>)> = Vec::new();
        for own in first.funds.iter().filter(|row| row.law == "baseline") {
            let rows = self.fund_rows(&own.fund);
            let flow = rows.iter().fold(0.0, |sum, (_, row)| {
                sum + row.opening.abs() + row.inflow.abs() + row.claimed.abs()
            });
            if flow != 0.0 {
                funds.push((flow, rows));
            }
        }
        funds.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut tables = funds.iter().map(|(_, rows)| self.fund_table(rows));
        let table = tables.next()?;
        let rows = &funds.first()?.1;
        let sum = |of: fn(&FundRow) -> f64| rows.iter().fold(0.0, |sum, (_, row)| sum + of(row));
        let mut holes = self.ends().to_vec();
        let closing = rows.last().map_or(0.0, |(_, row)| row.closing);
        holes.extend([
            ("taken", reader.money(sum(|row| row.inflow))),
            ("paid", reader.money(sum(|row| row.paid))),
            ("n", reader.money(closing)),
        ]);
        let mut text = texts::FUND_YEARS;
        if let Some((year, row)) = rows.iter().find(|(_, row)| row.empty_in_month > 0) {
            let topped_up = sum(|row| row.topped_up);
            text = if topped_up > 0.0 {
                texts::FUND_YEARS_TOPPED_UP
            } else {
                texts::FUND_YEARS_DRY
            };
            let missing = sum(|row| row.claimed) - sum(|row| row.paid);
            holes.extend([
                ("month", row.empty_in_month.to_string()),
                ("year", year.to_string()),
                ("short", reader.money(if topped_up > 0.0 { topped_up } else { missing })),
            ]);
        }
        let amounts = rows
            .iter()
            .flat_map(|(_, row)| [row.opening, row.inflow, row.paid, row.closing]);
        Some(Figure {
            name: "years_fund".to_string(),
            question: reader.word(texts::FUND_QUESTION),
            sentence: reader.sentence(text, &holes),
            title: reader.word(texts::FUND_YEARS_TITLE),
            definition: reader.word(texts::FUND_YEARS_DEFINITION),
            axis: reader.axis_of_money(amounts),
            table,
            more: tables.collect(),
        })
    }

    fn fund_table(&self, rows: &[(i32, &FundRow)]) -> FigureTable {
        type Column = (&'static str, Text, fn(&FundRow) -> f64);
        let columns: [Column; 7] = [
            ("opening", texts::OPENING, |row| row.opening),
            ("inflow", texts::INFLOW, |row| row.inflow),
            ("interest", texts::INTEREST, |row| row.interest),
            ("claimed", texts::CLAIMED, |row| row.claimed),
            ("paid", texts::PAID, |row| row.paid),
            ("topped_up", texts::TOPPED_UP, |row| row.topped_up),
            ("closing", texts::CLOSING, |row| row.closing),
        ];
        let name = rows.first().map_or("", |(_, row)| row.fund.as_str());
        let title = self.reader.word(texts::FUND_YEARS_TITLE);
        let mut table = Rows::new(&self.reader, name, title, rows, |(year, _)| year.to_string()).text(
            "year",
            texts::YEAR,
            |(year, _)| year.to_string(),
        );
        for (name, title, cell) in columns {
            table = table.number(name, title, Unit::Money, |(_, row)| Some(cell(row)));
        }
        table
            .text("empty_in_month", texts::EMPTY_IN, |(_, row)| match row.empty_in_month {
                0 => String::new(),
                month => month.to_string(),
            })
            .table()
    }

    fn states(&self) -> Option<Figure> {
        let reader = &self.reader;
        let reform = self.results.has_reform;
        let years = &self.results.years;
        let worst = years.iter().filter_map(|year| Some((year, year.out_of_work(reform)?)));
        let (year, out) = worst.reduce(|worst, own| if own.1 > worst.1 { own } else { worst })?;
        let mut holes = vec![("year", year.year.to_string()), ("n", reader.language.people(out))];
        holes.extend(year.out_of_work(false).map(|out| ("b", reader.language.people(out))));
        let persons = |year: &YearResults, state: &str, reform: bool| {
            let row = year.states.iter().find(|row| row.state == state)?;
            Some(if reform { row.reform } else { row.baseline })
        };
        let mut table = self.by_year("years_states", texts::STATES_TITLE);
        let mut largest = 0.0;
        for (state, title) in STATES {
            let of = |year: &YearResults| persons(year, state, reform);
            if years.iter().any(|year| of(year).is_some_and(|number| number > 0.0)) {
                table = table.number(state, title, Unit::People, of);
            }
            for number in years.iter().filter_map(of) {
                if state != "employed" && number > largest {
                    largest = number;
                }
            }
        }
        let mut table = table.number("out_of_work", texts::OUT_OF_WORK, Unit::People, |year| {
            year.out_of_work(reform)
        });
        if reform {
            table = table.number("out_of_work_baseline", texts::OUT_OF_WORK_TODAY, Unit::People, |year| {
                year.out_of_work(false)
            });
        }
        let (factor, unit) = reader.language.axis_of_money(largest);
        Some(Figure {
            name: "years_states".to_string(),
            question: reader.word(texts::STATES_QUESTION),
            sentence: reader.sentence(
                if reform {
                    texts::STATES_PACKAGE
                } else {
                    texts::STATES_TODAY
                },
                &holes,
            ),
            title: reader.word(texts::STATES_TITLE),
            definition: reader.word(texts::STATES_DEFINITION),
            axis: Axis {
                unit: Unit::People,
                factor,
                caption: reader
                    .say(texts::AXIS_PEOPLE, &[("unit", unit.to_string())])
                    .trim()
                    .to_string(),
            },
            table: table.table(),
            more: Vec::new(),
        })
    }

    fn poverty(&self) -> Option<Figure> {
        let reader = &self.reader;
        let rate = |poverty: &Option<Poverty>| poverty.as_ref().and_then(|found| found.headcount_rate);
        let last = self.results.years.last()?;
        let fixed = |year: &YearResults| rate(&year.results.poverty.fixed.baseline);
        let package = |year: &YearResults| rate(&year.results.poverty.fixed.reform);
        let calm = |year: &YearResults| rate(&year.results.shock.as_ref()?.calm_poverty);
        let mut holes = vec![
            ("year", last.year.to_string()),
            ("who", reader.who()),
            ("p1", reader.language.rate(fixed(last)?)),
        ];
        holes.extend(package(last).map(|rate| ("p2", reader.language.rate(rate))));
        let reform = self.results.has_reform;
        let mut table = self.by_year("years_poverty", texts::POVERTY_TITLE);
        if last.results.shock.is_some() {
            table = table.number("before_shock", texts::BEFORE_SHOCK, Unit::Rate, calm);
        }
        table = table.number("baseline", texts::TODAYS_LAW, Unit::Rate, fixed);
        if reform {
            table = table.number("reform", texts::WITH_PACKAGE, Unit::Rate, package);
        }
        let text = match (reform, fixed(last).zip(package(last))) {
            (true, Some((today, package))) if reader.about_the_same(today, package) => texts::POVERTY_YEARS_SAME,
            (true, _) => texts::POVERTY_YEARS_PACKAGE,
            (false, _) => texts::POVERTY_YEARS_TODAY,
        };
        let line = ("line", reader.language.share(last.results.poverty.line_share));
        let definition = match last.results.shock {
            Some(_) => texts::POVERTY_SHOCK_DEFINITION,
            None => texts::POVERTY_DEFINITION,
        };
        Some(Figure {
            name: "years_poverty".to_string(),
            question: reader.word(texts::POVERTY_QUESTION),
            sentence: reader.sentence(text, &holes),
            title: reader.word(texts::POVERTY_TITLE),
            definition: reader.say(definition, &[line, ("who", reader.who())]),
            axis: reader.axis_in_percent(Unit::Rate, texts::AXIS_PERCENT),
            table: table.table(),
            more: Vec::new(),
        })
    }
}
