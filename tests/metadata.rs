//! Every embedded rule file says of itself what a screen or a class of another language shows.

use commonweal_core::costing::{ExplainedValue, worked_cases};
use commonweal_core::rules::Instrument;
use commonweal_core::system::{
    Catalog, InstrumentMetadata, InstrumentsDocument, LanguageTexts, Listing, ParameterForm, Setting, Study, metadata,
};
use serde_json::json;

fn catalog() -> Catalog {
    Catalog::new(commonweal_policies::FILES.iter().copied())
}

/// Every common instrument, and every one of the systems, each under every year of its system.
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
            all.extend(system.instruments.iter().map(|file| metadata(file, &setting)));
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
                !parameter.reference.is_empty() || parameter.assumption || is_told(&parameter.note),
                "{name} has neither source nor remark"
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
