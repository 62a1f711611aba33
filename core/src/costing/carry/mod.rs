//! A study carried to another country: that country's law and people, and the study's reform in that country's measure.
//!
//! Amounts of money that the study sets, and those that stand as defaults in the instruments that it adds, are carried by the ratio of
//! full-time pay; totals of the whole country (places, budgets) also by that of workers. What the country itself has as law is
//! never changed by this. What the study says of the country under `[countries.NAME]` comes after, in the country's own money. The
//! result is an ordinary study with every value written out, so that whatever runs, saves or shares studies needs nothing else.

mod decide;
mod value;
mod write;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use self::decide::{Decided, Deciding};
use self::value::Ratios;
use super::prepare::{join, with_package};
use crate::document::{Collector, Diagnostic, Source, nearest, toml_text};
use crate::rules::{Instrument, Texts};
use crate::system::{
    Assignment, Catalog, CountryBlock, LanguageTexts, PopulationSource, Reform, ScenarioChoice, Study, System,
    texts_by_language,
};

/// A study in another country, with what was done to it.
#[derive(Debug, Clone)]
pub struct CarriedStudy {
    /// The study: explicit, without a package and without what it says of countries.
    pub study: Study,
    /// What was carried.
    pub carry: Carry,
}

/// What became of a study in another country, as data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Carry {
    /// The country: the name of its system.
    pub country: String,
    /// Its title.
    pub title: LanguageTexts,
    /// The study's own country: the name of its system.
    pub home: String,
    /// Its title.
    pub home_title: LanguageTexts,
    /// The currency of the country.
    pub currency: String,
    /// The year whose law applies, the nearest to the study's that the country has.
    pub year: i32,
    /// The year of the study in its own country.
    pub home_year: i32,
    /// The people.
    pub population: String,
    /// Full-time pay in the study's own country and there, each in its own money: the ratio by which amounts were carried.
    pub full_time_pay: [f64; 2],
    /// Workers in the study's own country and there: the ratio by which totals were carried.
    pub workers: [f64; 2],
    /// Values that are otherwise there.
    pub values: Vec<CarriedValue>,
    /// Instruments that the study adds and the country has as law: they stay as the country has them.
    pub held: Vec<String>,
    /// Instruments of which nothing that the study says is done there, because the study says so.
    pub left_out: Vec<String>,
    /// What the study says of the country.
    pub note: LanguageTexts,
}

/// A value that is otherwise in the other country.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CarriedValue {
    /// `baseline` or `reform`.
    pub law: String,
    /// `INSTRUMENT.PARAMETER`, or a parameter of the system.
    pub name: String,
    /// The unit as its file writes it; empty where the value has none.
    pub unit: String,
    /// Why it is otherwise.
    pub why: CarriedBy,
    /// The value at home; `None` where only the country has one.
    pub before: Option<Json>,
    /// The value there.
    pub after: Json,
}

/// Why a value is otherwise in another country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CarriedBy {
    /// The study sets it.
    Study,
    /// It is the default of an instrument that the study adds.
    Default,
    /// The study says so of the country.
    Country,
}

impl CarriedBy {
    /// Every reason, as it is written.
    pub const NAMES: [&'static str; 3] = ["study", "default", "country"];
}

/// A study carried to a country: to its law, its people and the measure of its money. `country` is the name of its system, its code or
/// its title; `beside` reads a file that stands beside the study. A study of that very country stays as it is.
///
/// # Errors
/// A country that there is not, a study whose own system says nothing of its country, every name of the study that the other country's
/// law does not have, with what can be said under `[countries.NAME]`; every problem of the files.
pub fn carried(
    study: &Study,
    country: &str,
    catalog: &Catalog,
    beside: &dyn Fn(&str) -> Option<Source>,
) -> Result<CarriedStudy, Vec<Diagnostic>> {
    let target = catalog.country(country)?;
    let (whole, mut problems) = with_package(study, catalog, beside);
    problems.extend(unknown_countries(&whole, catalog));
    if !problems.is_empty() {
        return Err(problems);
    }
    let home = catalog.system(whole.system.as_deref().unwrap_or_default())?;
    let is_home = whole.system.as_deref() == Some(target.name.as_str());
    let (whole, block, note, left_out) = if is_home {
        (whole, None, Texts::default(), Vec::new())
    } else {
        said_of(whole, study, &target)
    };
    let levels = levels(&whole, &home, &target)?;
    let home_year = whole.year.or(home.base_year()).unwrap_or_default();
    let mut deciding = Deciding {
        study: &whole,
        home: &home,
        target: &target,
        catalog,
        beside,
        block: block.as_ref(),
        ratios: levels.ratios,
        date: home.date_of(home_year),
        added: Vec::new(),
        decided: Decided::default(),
        problems: Vec::new(),
    };
    let reforms = (!is_home).then(|| deciding.reforms());
    let Deciding { decided, problems, .. } = deciding;
    if !problems.is_empty() {
        return Err(problems);
    }
    let carry = Carry {
        country: target.name.clone(),
        title: texts_by_language(target.country_title()),
        home: home.name.clone(),
        home_title: texts_by_language(home.country_title()),
        currency: target.currency.clone(),
        year: nearest_year(&target.years, home_year),
        home_year,
        population: levels.population,
        full_time_pay: levels.full_time_pay,
        workers: levels.workers,
        values: decided.values,
        held: decided.held,
        left_out: left_out.into_iter().chain(decided.left_out).collect(),
        note: texts_by_language(&note),
    };
    let Some([baseline, reform]) = reforms else {
        return Ok(CarriedStudy {
            study: study.clone(),
            carry,
        });
    };
    let own = Study {
        name: format!("{}-{}", whole.name, target.name),
        title: joined(&whole.title, |language, title| {
            let place = &carry.title[language];
            let colon = if language == "zh" { "：" } else { ": " };
            format!("{title}{colon}{place}")
        }),
        notes: if whole.description.0.is_empty() && whole.notes.0.is_empty() {
            Texts::default()
        } else {
            Texts(
                ["en", "zh"]
                    .map(|language| (language.to_string(), noted(&whole.notes, language, &carry)))
                    .into(),
            )
        },
        population: Some(PopulationSource::Named(carry.population.clone())),
        system: Some(target.name.clone()),
        year: Some(carry.year),
        // Several years only where the country has the law of all of them.
        years: whole.years.filter(|(first, last)| {
            carry.year == *first && (*first..=*last).all(|year| target.years.is_empty() || target.years.contains(&year))
        }),
        baseline,
        reform,
        ..whole
    };
    let source = write::file_of(&own.name, toml_text(&write::written(&own)));
    Ok(CarriedStudy {
        study: Study::read(&source)?,
        carry,
    })
}

/// The levels of both countries.
struct Levels {
    ratios: Ratios,
    full_time_pay: [f64; 2],
    workers: [f64; 2],
    population: String,
}

fn levels(study: &Study, home: &System, target: &System) -> Result<Levels, Vec<Diagnostic>> {
    let Some((own, there)) = home.country.as_ref().zip(target.country.as_ref()) else {
        let collector = Collector::new(&study.source);
        collector.report(
            "no-country",
            "system",
            &study.system_span,
            format!(
                "amounts are carried by full-time pay, and the system `{}` does not say what that is in its country",
                home.name
            ),
            &home.name,
            "a study of a system that has [country]",
            "add [country] with full_time_pay and workers to its system.toml",
        );
        return Err(collector.into_diagnostics());
    };
    let pair = |home: f64, target: f64| [home, target];
    let (pay, workers) = (
        pair(own.full_time_pay.value, there.full_time_pay.value),
        pair(own.workers.value, there.workers.value),
    );
    Ok(Levels {
        ratios: Ratios {
            pay: pay[1] / pay[0],
            workers: workers[1] / workers[0],
        },
        full_time_pay: pay,
        workers,
        population: there.population.clone(),
    })
}

/// The name under which a study says what holds in every country of which it says nothing by name.
const ELSEWHERE: &str = "elsewhere";

/// What a study, and the packages it names, say of a country, with the note and with what is left out without further words. What is said
/// of all other countries becomes part of the study itself: it stands in the study's own money and is carried with it. `nearest` is the
/// study as it was given: a scenario that it names is another's than a package's word on a country.
fn said_of(mut study: Study, nearest: &Study, target: &System) -> (Study, Option<CountryBlock>, Texts, Vec<String>) {
    // The study's own block of the country still says more than its scenario.
    let says_itself = |name: &str| {
        let mut own = nearest.countries.iter().filter(|block| block.name == name);
        own.any(|block| block.scenario.is_some())
    };
    let scenario_there = |name: &str, block: Option<ScenarioChoice>, own: Option<ScenarioChoice>| {
        if nearest.scenario.is_some() && !says_itself(name) {
            own
        } else {
            block.or(own)
        }
    };
    if let Some(block) = block_of(&study, &target.name) {
        let note = block.note.clone();
        study.scenario = scenario_there(&target.name, block.scenario.clone(), study.scenario);
        return (study, Some(block), note, Vec::new());
    }
    let Some(block) = block_of(&study, ELSEWHERE) else {
        return (study, None, Texts::default(), Vec::new());
    };
    study.scenario = scenario_there(ELSEWHERE, block.scenario, study.scenario);
    let mut left_out = Vec::new();
    for (name, _) in block.leave_out {
        let own = target.instruments.iter().find(|own| own.name == name);
        let takes = |own: &Arc<Instrument>| {
            let sets = [&study.baseline, &study.reform].map(|reform| reform.set.iter());
            let mut set = sets.into_iter().flatten().filter(|set| set.instrument == name);
            set.all(|set| set.key.contains('.') || own.parameter(&set.key).is_some())
        };
        // What the country's law can take is done there.
        if own.is_some_and(takes) {
            continue;
        }
        for reform in [&mut study.baseline, &mut study.reform] {
            for list in [&mut reform.add, &mut reform.remove, &mut reform.replace] {
                list.retain(|(known, _)| *known != name);
            }
            reform.set.retain(|set| set.instrument != name);
        }
        left_out.push(name);
    }
    for (reform, said) in [(&mut study.baseline, block.baseline), (&mut study.reform, block.reform)] {
        let is_said = |set: &Assignment| {
            let same = |other: &Assignment| (&other.instrument, &other.key) == (&set.instrument, &set.key);
            said.set.iter().any(same)
        };
        reform.set.retain(|set| !is_said(set));
        let own = std::mem::replace(reform, Reform::none(&study.source));
        *reform = join(own, said);
    }
    (study, None, block.note, left_out)
}

/// What the study, and the packages it names, say under a name; what is nearer to the study comes last and wins.
fn block_of(study: &Study, name: &str) -> Option<CountryBlock> {
    let mut blocks = study.countries.iter().filter(|block| block.name == name).cloned();
    let mut block = blocks.next()?;
    for next in blocks {
        if !next.note.0.is_empty() {
            block.note = next.note;
        }
        block.scenario = next.scenario.or(block.scenario);
        block.leave_out.extend(next.leave_out);
        block.baseline = join(block.baseline, next.baseline);
        block.reform = join(block.reform, next.reform);
    }
    Some(block)
}

/// The year nearest to another; of two equally near the later.
fn nearest_year(years: &[i32], wanted: i32) -> i32 {
    let mut found = wanted;
    let mut least = u32::MAX;
    for year in years {
        let distance = year.abs_diff(wanted);
        if distance < least || (distance == least && *year > found) {
            (found, least) = (*year, distance);
        }
    }
    found
}

/// A text in English and Chinese, each changed; an empty text stays empty.
fn joined(texts: &Texts, change: impl Fn(&str, &str) -> String) -> Texts {
    if texts.0.is_empty() {
        return Texts::default();
    }
    let changed = ["en", "zh"].map(|language| (language.to_string(), change(language, texts.in_language(language))));
    Texts(changed.into())
}

/// The notes of a study, with what was done to it and what it says of the country.
fn noted(notes: &Texts, language: &str, carry: &Carry) -> String {
    let (there, home) = (&carry.title[language], &carry.home_title[language]);
    let ratio = |[home, there]: [f64; 2]| value::rounded(there / home, None);
    let (pay, workers) = (ratio(carry.full_time_pay), ratio(carry.workers));
    let mut all = notes.in_language(language).trim().to_string();
    if !all.is_empty() && language != "zh" {
        all.push(' ');
    }
    all.push_str(&if language == "zh" {
        format!("由“{home}”移至“{there}”：金额按全日制工资之比 {pay} 换算，名额与总预算另按就业人数之比 {workers} 换算；说明与以上文字中的金额为“{home}”的金额。")
    } else {
        format!(
            "Carried from {home} to {there}: amounts of money times {pay}, the ratio of full-time pay, and places and budgets of the whole \
             country also times {workers}, the ratio of persons at work. Amounts named in the description and above are those of {home}."
        )
    });
    let note = &carry.note[language];
    if !note.is_empty() {
        if language != "zh" {
            all.push(' ');
        }
        all.push_str(note);
    }
    all
}

/// Refuses what a study says of a country that there is not.
pub(super) fn unknown_countries(study: &Study, catalog: &Catalog) -> Vec<Diagnostic> {
    let countries = catalog.countries();
    let mut known: Vec<&str> = countries.iter().map(|system| system.name.as_str()).collect();
    known.push(ELSEWHERE);
    let collector = Collector::new(&study.source);
    for block in study
        .countries
        .iter()
        .filter(|block| !known.contains(&block.name.as_str()))
    {
        collector.report(
            "unknown-name",
            &format!("countries.{}", block.name),
            &block.span,
            format!("there is no country `{}`", block.name),
            &block.name,
            known.join(", "),
            nearest(&block.name, known.iter().copied()).map_or(
                "use the name of a system that has [country], or `elsewhere`".to_string(),
                |near| format!("did you mean `{near}`?"),
            ),
        );
    }
    collector.into_diagnostics()
}
