//! What the description of a household may say: the columns of the system, and which of them the law of a study reads.

use serde::Serialize;
use serde_json::Value as Json;

use super::disclosure::value_texts;
use super::household::default_column;
use super::prepare::Prepared;
use crate::document::{Collector, Diagnostic, Source, Table};
use crate::figures::{Language, value_title};
use crate::population::Population;
use crate::rules::compile::compile;
use crate::simulation::Hypothetical;
use crate::system::{ColumnDeclaration, ColumnDefault, ColumnKind, LanguageTexts, Law, titled};

/// The columns by which a household may be described.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HouseholdColumns {
    /// The income that [`household`](super::household()) varies where nothing else is asked for.
    pub varied: String,
    /// The columns that data may give, in the order of the system.
    pub columns: Vec<HouseholdColumn>,
}

/// A column as a form shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HouseholdColumn {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: LanguageTexts,
    /// `person`, `household` or another unit.
    pub entity: String,
    /// The unit as written, such as `currency/year`, `share`, `truth`, `category` or `pointer`.
    pub unit: String,
    /// Lowest and highest number allowed.
    pub range: Option<(f64, f64)>,
    /// The words of a category; of an open one those of the people.
    pub options: Vec<ColumnOption>,
    /// What holds where nothing is said: a number, a truth or a word; `None` where a formula tells it.
    pub default: Option<Json>,
    /// That formula.
    pub formula: Option<String>,
    /// Whether the law of the study reads it, baseline or reform.
    pub is_read: bool,
    /// Of an amount of persons, the middle of the positive ones in the rows of the people.
    pub typical: Option<f64>,
}

/// A word of a category.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ColumnOption {
    /// The word.
    pub value: String,
    /// Its name.
    pub title: LanguageTexts,
}

/// The columns by which a household may be described under a study.
///
/// # Errors
/// The problems of a law that cannot be run; a year whose law the system does not hold.
pub fn household_columns(prepared: &Prepared, people: &[Population]) -> Result<HouseholdColumns, Vec<Diagnostic>> {
    let calm = prepared.without_scenario();
    calm.check_year()?;
    let mut laws: Vec<Law> = vec![calm.baseline.clone()];
    laws.extend(calm.reform.clone());
    let law = calm.reform.as_ref().unwrap_or(&calm.baseline);
    let collector = Collector::new(&Source::new("household", ""));
    let nobody = Hypothetical {
        law,
        unit: "household",
        persons: Vec::new(),
        given: &Table::default(),
        case_of: None,
        copies: 1,
        vary: None,
    };
    let Some((_, schema)) = nobody.population(&collector, "household") else {
        return Err(collector.into_diagnostics());
    };
    // Of a household of which nothing is said, all that the law reads is told by defaults.
    let read = compile(&laws, &schema, calm.date)?.defaulted;
    let system = &calm.system;
    let columns = system.columns.iter().filter(|column| !column.derived).map(|column| {
        let (default, formula) = match &column.default {
            ColumnDefault::Required => (None, None),
            ColumnDefault::Number(number) => (Some(Json::from(*number)), None),
            ColumnDefault::Truth(truth) => (Some(Json::from(*truth)), None),
            ColumnDefault::Word(word) => (Some(Json::from(word.as_str())), None),
            ColumnDefault::Formula(formula) => (None, Some(formula.text.clone())),
        };
        HouseholdColumn {
            name: column.name.clone(),
            title: titled(&column.title, &column.name),
            entity: column.entity.clone(),
            unit: column.unit_name.clone(),
            range: column.range,
            options: options(&calm, column, people),
            default,
            formula,
            is_read: read.contains(&column.name),
            typical: typical(column, people),
        }
    });
    Ok(HouseholdColumns {
        varied: default_column(system).to_string(),
        columns: columns.collect(),
    })
}

fn options(prepared: &Prepared, column: &ColumnDeclaration, people: &[Population]) -> Vec<ColumnOption> {
    let ColumnKind::Category(category) = &column.kind else {
        return Vec::new();
    };
    let mut words = prepared.system.categories.get(category).cloned().unwrap_or_default();
    if words.is_empty() {
        let of_data = people
            .iter()
            .filter_map(|part| part.column(&column.name)?.labels.as_deref());
        words = of_data.flatten().cloned().collect();
        words.sort_unstable();
        words.dedup();
    }
    let titles = |word: &str| {
        let own = value_texts(&prepared.system, &column.name, word);
        let title = |language: Language| {
            let title = match own {
                Some(texts) => texts.in_language(language.code()).to_string(),
                None => value_title(category, word, language),
            };
            (language.code().to_string(), title)
        };
        Language::ALL.into_iter().map(title).collect()
    };
    let option = |word: String| ColumnOption {
        title: titles(&word),
        value: word,
    };
    words.into_iter().map(option).collect()
}

fn typical(column: &ColumnDeclaration, people: &[Population]) -> Option<f64> {
    let is_amount = matches!(column.kind, ColumnKind::Number(unit) if unit.is_money());
    if !is_amount || column.entity != "person" {
        return None;
    }
    let mut amounts: Vec<f64> = Vec::new();
    for part in people {
        if let Some(found) = part.column(&column.name) {
            amounts.extend(
                (0..part.persons())
                    .map(|row| found.data.value(row))
                    .filter(|amount| *amount > 0.0),
            );
        }
    }
    amounts.sort_unstable_by(f64::total_cmp);
    amounts.get(amounts.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::costing::prepare;
    use crate::system::{Catalog, Study};

    fn columns(reform: &str) -> HouseholdColumns {
        let system = r#"
format = 1
name = "here"
title = "Here"
currency = "XXX"
years = [2025]
[categories]
work = ["employed", "out_of_work"]
[columns]
age = { entity = "person", unit = "age", range = [0, 120], default = 40, title = { en = "Age", zh = "年龄" } }
work = { entity = "person", unit = "category", default = "employed" }
earnings = { entity = "person", unit = "currency/year", default = 0, flow = "employers" }
former_pay = { entity = "person", unit = "currency/year", default = "earnings" }
is_out = { entity = "person", unit = "truth", derived = true, default = "work == 'out_of_work'" }
rent = { entity = "household", unit = "currency/month", range = [0, 9000], default = 0 }
savings = { entity = "household", unit = "currency", default = 0 }
[concepts]
market_income = { adds = ["earnings"] }
disposable_income = { adds = ["market_income", "kind.benefit"] }
[measures]
unit = "household"
income = "disposable_income"
equivalence_scale = "1"
"#;
        let benefit = "format = 1\nname = \"aid\"\nkind = \"benefit\"\nunit = \"household\"\nreference = \"invented\"\n\
                       [rules]\namount = \"per_year(rent) + sum(0.5 * person.former_pay where person.is_out)\"\n";
        let mut catalog = Catalog::new([]);
        for (path, text) in [
            ("vocabulary.toml", "format = 1\nname = \"vocabulary\"\n"),
            ("systems/here/system.toml", system),
            ("instruments/aid.toml", benefit),
        ] {
            catalog.add(path, Source::new(path, text));
        }
        let text = format!("format = 1\nname = \"study\"\nsystem = \"here\"\n{reform}");
        let study = Study::read(&Source::new("study.toml", text)).unwrap_or_else(|found| panic!("{found:#?}"));
        let prepared = prepare(&study, &catalog, &|_| None, &[], None).unwrap_or_else(|found| panic!("{found:#?}"));
        household_columns(&prepared, &[]).unwrap_or_else(|found| panic!("{found:#?}"))
    }

    fn column<'a>(all: &'a HouseholdColumns, name: &str) -> &'a HouseholdColumn {
        let found = all.columns.iter().find(|column| column.name == name);
        found.unwrap_or_else(|| panic!("no {name}"))
    }

    #[test]
    fn columns_tell_their_form_and_whether_the_law_reads_them() {
        let all = columns("");
        assert_eq!(all.varied, "earnings");
        assert!(
            all.columns.iter().all(|column| column.name != "is_out"),
            "what is derived is not given"
        );
        let age = column(&all, "age");
        assert_eq!(
            (age.unit.as_str(), age.range, age.title["zh"].as_str()),
            ("age", Some((0.0, 120.0)), "年龄")
        );
        assert_eq!(column(&all, "savings").unit, "currency");
        let work = column(&all, "work");
        let words: Vec<&str> = work.options.iter().map(|option| option.value.as_str()).collect();
        assert_eq!(words, ["employed", "out_of_work"]);
        assert_eq!(work.options[1].title["en"], "out of work");
        assert_eq!(work.default, Some(Json::from("employed")));
        assert_eq!(column(&all, "former_pay").formula.as_deref(), Some("earnings"));
        let read = |all: &HouseholdColumns| -> Vec<String> {
            let read = all.columns.iter().filter(|column| column.is_read);
            read.map(|column| column.name.clone()).collect()
        };
        assert_eq!(read(&all), ["earnings"]);
        // What only the reform reads counts too, through a derived column as well.
        assert_eq!(
            read(&columns("reform.add = [\"aid\"]\n")),
            ["work", "earnings", "former_pay", "rent"]
        );
    }
}
