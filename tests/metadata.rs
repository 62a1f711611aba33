//! Every embedded rule file says of itself what a screen or a class of another language shows.

use commonweal_core::costing::{ExplainedValue, worked_cases};
use commonweal_core::rules::Instrument;
use commonweal_core::system::{
    Catalog, InstrumentMetadata, InstrumentsDocument, LanguageTexts, Listing, ParameterForm, ParameterMetadata,
    Setting, Study, metadata,
};
use serde_json::json;

fn catalog() -> Catalog {
    Catalog::new(commonweal_policies::FILES.iter().copied())
}

/// Every common instrument, and every one of the systems, in its order or not, each under every year of its system.
fn every(catalog: &Catalog) -> Vec<InstrumentMetadata> {
    let mut all: Vec<InstrumentMetadata> = catalog
        .instrument_names()
        .filter_map(|name| catalog.instrument(name))
        .map(|source| {
            let file = Instrument::read(source).unwrap_or_else(|found| panic!("{found:#?}"));
            metadata(&file, &Setting::default())
        })
        .collect();
    for name in catalog.system_names() {
        let system = catalog.system(name).unwrap_or_else(|found| panic!("{found:#?}"));
        for year in &system.years {
            let setting = Setting {
                system: Some(&system),
                year: Some(*year),
                ..Setting::default()
            };
            let own = [&system.instruments, &system.available];
            all.extend(own.into_iter().flatten().map(|file| metadata(file, &setting)));
        }
    }
    all
}

fn is_told(texts: &LanguageTexts) -> bool {
    ["en", "zh"]
        .iter()
        .all(|language| texts.get(*language).is_some_and(|text| !text.is_empty()))
}

#[test]
fn the_metadata_of_every_instrument_are_complete() {
    let catalog = catalog();
    let all = every(&catalog);
    assert!(all.len() > 60, "{}", all.len());
    for instrument in &all {
        let name = &instrument.name;
        assert!(is_told(&instrument.title), "{name} has no title");
        assert!(is_told(&instrument.notes), "{name} has no notes");
        assert_ne!(instrument.title["en"], instrument.title["zh"], "{name}");
        assert!(!instrument.reference.is_empty(), "{name} has no reference");
        assert!(!instrument.unit.is_empty() && !instrument.rules.is_empty(), "{name}");
        assert_eq!(instrument.payer.is_none(), instrument.kind == "library", "{name}");
        for parameter in &instrument.parameters {
            let name = format!("{name}.{}", parameter.name);
            assert!(is_told(&parameter.title), "{name} has no title");
            assert_ne!(parameter.title["en"], parameter.title["zh"], "{name}");
            assert!(!parameter.unit.is_empty(), "{name} has no unit");
            assert!(
                !parameter.reference.is_empty() || parameter.assumption,
                "{name} has no source, and a remark is none"
            );
            // A value may begin in a later year of the system.
            assert!(
                parameter.default.is_some() || !parameter.values.is_empty(),
                "{name} has no value"
            );
            let bounded = matches!(parameter.form, ParameterForm::Number | ParameterForm::Table);
            assert!(!bounded || parameter.range.is_some(), "{name} has no range");
            if parameter.form == ParameterForm::Choice {
                assert!(parameter.options.len() > 1, "{name} has no options");
            }
            assert_eq!(
                parameter.form == ParameterForm::Schedule,
                parameter.schedule.is_some(),
                "{name}"
            );
            assert!(
                parameter.form != ParameterForm::Table || !parameter.by.is_empty(),
                "{name}"
            );
        }
    }
}

/// Published numbers in the files of countries' law that are no law, and so have no day: each with the reason.
const NOT_LAW: [(&str, &str, &str); 4] = [
    (
        "public_employment_wage_subsidy",
        "weeks_per_year",
        "the calendar makes a month's hours of a week's",
    ),
    (
        "state_unemployment_insurance",
        "weeks",
        "the calendar makes weeks of months",
    ),
    (
        "social_assistance",
        "take_up_rate_old",
        "a survey's estimate of what households do",
    ),
    // Of the system `us` itself, which is under no name of an instrument.
    (
        "us",
        "adult_age",
        "a convention of the model: majority is law of the states, and the federal law here tells ages by its own rules",
    ),
];

/// What is wrong with a parameter of a country's law: it lacks the day of a value, or a source. What is assumed, and what
/// the modeller chose (`docs/rules.md`: its reference says whose choice it is, and it is no number), is no law.
fn wrong_in_law(instrument: &str, parameter: &ParameterMetadata) -> Option<&'static str> {
    let whose = ["design", "model", "reform", "scenario"];
    let is_number = matches!(
        parameter.form,
        ParameterForm::Number | ParameterForm::Table | ParameterForm::Schedule
    );
    let is_choice = whose
        .iter()
        .any(|whose| parameter.reference.starts_with(&format!("a choice of the {whose}")));
    let is_not_law = NOT_LAW
        .iter()
        .any(|(file, name, _)| (*file, *name) == (instrument, parameter.name.as_str()));
    if parameter.assumption {
        return None;
    }
    if parameter.reference.is_empty() {
        return Some("no source");
    }
    if is_choice {
        return is_number.then_some("a number that is called a choice");
    }
    let is_undated = parameter.values.iter().any(|value| value.from.is_none());
    (is_undated && !is_not_law).then_some("no day from which its value holds")
}

#[test]
fn every_value_of_the_law_has_its_day_and_its_source() {
    let catalog = catalog();
    let mut wrong = Vec::new();
    let mut dated = 0;
    let mut found: Vec<(String, String)> = Vec::new();
    let of_systems = every(&catalog);
    // Not the common instruments that a country takes as law: they are of no country, and all they hold is assumed or chosen.
    let of_systems = of_systems
        .iter()
        .filter(|instrument| instrument.file.starts_with("policies/systems/"));
    for instrument in of_systems {
        for parameter in &instrument.parameters {
            let name = format!("{}.{}", instrument.name, parameter.name);
            wrong.extend(wrong_in_law(&instrument.name, parameter).map(|what| format!("{name}: {what}")));
            dated += usize::from(parameter.values.iter().all(|value| value.from.is_some()));
            found.push((instrument.name.clone(), parameter.name.clone()));
        }
    }
    // Those of a system itself, which every file reads.
    for name in catalog.system_names() {
        let system = catalog.system(name).unwrap_or_else(|found| panic!("{found:#?}"));
        for parameter in &system.parameters {
            let has_day = parameter.values.iter().all(|(from, _)| from.is_some());
            let is_not_law = NOT_LAW
                .iter()
                .any(|(of, what, _)| (*of, *what) == (name, parameter.name.as_str()));
            if !parameter.assumption && (parameter.reference.is_empty() || !has_day && !is_not_law) {
                wrong.push(format!("{name}: {}", parameter.name));
            }
            found.push((name.to_string(), parameter.name.clone()));
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(dated > 400, "{dated}");
    for (file, name, _) in NOT_LAW {
        let is_there = found
            .iter()
            .any(|known| (known.0.as_str(), known.1.as_str()) == (file, name));
        assert!(is_there, "{file}.{name} is excused, and is not there");
    }
}

#[test]
fn a_value_of_the_law_without_a_day_or_a_source_is_found() {
    let text = r#"
format = 1
name = "trial"
kind = "benefit"
[parameters]
dated = { unit = "currency/year", 2024-01-01 = 100, range = [0, 1000], reference = "sec. 1" }
undated = { unit = "currency/year", default = 100, range = [0, 1000], reference = "sec. 1" }
undated_truth = { unit = "truth", default = true, reference = "sec. 2" }
noted = { unit = "truth", 2024-01-01 = true, note = "a remark" }
chosen = { unit = "truth", default = true, reference = "a choice of the reform" }
chosen_number = { unit = "share", default = 0.5, range = [0, 1], reference = "a choice of the reform" }
assumed = { unit = "share", default = 0.5, range = [0, 1], assumption = true }
[rules]
amount = "(dated + undated) * chosen_number * assumed if undated_truth and noted and chosen else 0"
"#;
    let file = Instrument::read(&commonweal_core::document::Source::new("trial.toml", text));
    let trial = metadata(&file.unwrap_or_else(|found| panic!("{found:#?}")), &Setting::default());
    let found: Vec<(&str, Option<&str>)> = trial
        .parameters
        .iter()
        .map(|parameter| (parameter.name.as_str(), wrong_in_law("trial", parameter)))
        .collect();
    let no_day = Some("no day from which its value holds");
    assert_eq!(
        found,
        [
            ("dated", None),
            ("undated", no_day),
            ("undated_truth", no_day),
            ("noted", Some("no source")),
            ("chosen", None),
            ("chosen_number", Some("a number that is called a choice")),
            ("assumed", None),
        ]
    );
}

#[test]
fn the_worked_cases_of_every_instrument_are_worked_out() {
    let catalog = catalog();
    let plain = catalog.system("plain").unwrap_or_else(|found| panic!("{found:#?}"));
    let of = |name: &str| {
        let source = catalog.instrument(name).unwrap_or_else(|| panic!("{name}"));
        let file = Instrument::read(source).unwrap_or_else(|found| panic!("{found:#?}"));
        worked_cases(&file, &plain, &catalog).unwrap_or_else(|found| panic!("{found:#?}"))
    };
    let names: Vec<&str> = catalog.instrument_names().collect();
    for name in names {
        let cases = of(name);
        assert!(!cases.is_empty(), "{name}");
        for case in &cases {
            assert!(!case.expect.is_empty() && !case.steps.is_empty(), "{name}");
            assert!(
                case.steps
                    .iter()
                    .all(|step| step.instrument == name && !step.values.is_empty()),
                "{name}"
            );
        }
    }
    // 9000 x (1 + .5 + .3) - .5 x (10000 + 5000)
    let first = &of("negative_income_tax")[0];
    let number = |values: &[ExplainedValue]| match values {
        [ExplainedValue::Number(number)] => *number,
        other => panic!("{other:?}"),
    };
    let step = |name: &str| {
        first
            .steps
            .iter()
            .find(|step| step.name == name)
            .map(|step| number(&step.values))
    };
    assert_eq!(
        (step("scale"), step("guaranteed"), step("withdrawn"), step("amount")),
        (Some(1.8), Some(16200.0), Some(7500.0), Some(8700.0))
    );
    let paid = first.results.iter().find(|result| result.name == "paid");
    assert_eq!(paid.map(|paid| number(&paid.values)), Some(8700.0));
    let ages: Vec<(Option<u32>, serde_json::Value)> = first
        .given
        .iter()
        .filter(|given| given.name == "age")
        .map(|given| (given.member, given.value.clone()))
        .collect();
    assert_eq!(ages, [(Some(1), json!(30)), (Some(2), json!(30)), (Some(3), json!(5))]);
}

#[test]
fn metadata_and_names_come_back_from_json() {
    let catalog = catalog();
    let document = InstrumentsDocument::new(every(&catalog));
    let text = serde_json::to_string(&document).expect("JSON");
    assert_eq!(
        serde_json::from_str::<InstrumentsDocument>(&text).expect("the document"),
        document
    );
    let listing = catalog.listing().unwrap_or_else(|found| panic!("{found:#?}"));
    let text = serde_json::to_string(&listing).expect("JSON");
    assert_eq!(serde_json::from_str::<Listing>(&text).expect("the listing"), listing);
    for named in listing
        .packages
        .iter()
        .chain(&listing.populations)
        .chain(&listing.scenarios)
    {
        assert!(is_told(&named.title), "{}", named.name);
    }
    let us = listing.systems.iter().find(|system| system.name == "us").expect("us");
    assert_eq!(
        (us.currency.as_str(), us.years.as_slice()),
        ("USD", &[2024, 2025, 2026][..])
    );
    assert!(us.instruments.iter().any(|name| name == "eitc"));
}

#[test]
fn a_value_is_that_of_the_year() {
    let catalog = catalog();
    let of = |year: i32| {
        every(&catalog)
            .into_iter()
            .filter(|instrument| instrument.name == "eitc")
            .nth(usize::from(year == 2025))
            .and_then(|eitc| {
                let found = eitc
                    .parameters
                    .into_iter()
                    .find(|parameter| parameter.name == "maximum");
                found.and_then(|parameter| parameter.default)
            })
    };
    assert_eq!(of(2024), Some(serde_json::json!([632, 4213, 6960, 7830])));
    assert_eq!(of(2025), Some(serde_json::json!([649, 4328, 7152, 8046])));
}

/// Sentences of a text: ends that a capital, or nothing, follows.
fn sentences(text: &str, language: &str) -> usize {
    if language == "zh" {
        return text.matches('。').count();
    }
    let ends = text.match_indices(['.', '!', '?']);
    ends.filter(|(at, _)| {
        let rest = &text[at + 1..];
        rest.is_empty()
            || rest
                .strip_prefix(' ')
                .is_some_and(|rest| rest.starts_with(char::is_uppercase))
    })
    .count()
}

#[test]
fn a_package_says_in_two_sentences_of_each_language_what_is_proposed_and_assumed() {
    let catalog = catalog();
    for name in catalog.package_names() {
        let study = Study::read(catalog.package(name).expect(name)).unwrap_or_else(|found| panic!("{found:#?}"));
        for language in ["en", "zh"] {
            let text = study.description.in_language(language);
            assert_eq!(sentences(text, language), 2, "{name}, {language}: {text}");
        }
        let languages = [&study.notes, &study.description].map(|texts| texts.0.len());
        assert!(languages.iter().all(|count| [0, 2].contains(count)), "{name}");
    }
}
