//! A change of any parameter of a scenario changes a figure: one that moves nothing is an error of the scenario.

use commonweal_core::costing::{Prepared, cost, cost_years};
use commonweal_core::document::Node;
use commonweal_core::population::Population;
use commonweal_core::rules::Instrument;
use commonweal_core::system::{Assignment, Study};
use commonweal_tests::people::People;
use commonweal_tests::variants::variants;
use commonweal_tests::{catalog, policy_files, prepared, source};
use serde_json::Value;

/// What says which study was run, and no figure.
const NO_FIGURES: [&str; 4] = ["fingerprint", "changes", "assumptions", "titles"];

/// Values of tables that are empty as written.
const OWN: [(&str, &str); 2] = [
    ("region_multiplier", "{ hill = 5, plain = 0.2 }"),
    ("sector_multiplier", "{ finance = 5, industry = 0.2 }"),
];

/// Choices under which a parameter counts that does not as written.
const PROBES: [&str; 14] = [
    "scenario.exposure_from=ilo",
    "scenario.exposure_from=eloundou",
    "scenario.incidence=junior",
    "scenario.incidence=top",
    "ai_levy.base_of_levy=profit",
    "scenario.informal_share=0.5",
    "scenario.exit_after=0",
    "scenario.exit_rate=0.1",
    "scenario.public_job_after=0",
    "scenario.training_search=1",
    "scenario.gig_rate=0.2",
    "scenario.finding_rate=0.05",
    "scenario.gain_at_share=0.2",
    "transition_fund_informal_economy.statuses=[\"informal\"]",
];

/// A scenario under a law that offers it every lever.
struct Tried {
    prepared: Prepared,
    people: Vec<Population>,
    /// How many years are run.
    years: i32,
}

impl Tried {
    fn of(system: &str, scenario: (&str, &str), add: &str, size: (u32, i32)) -> Tried {
        Tried::with(system, |people| people, scenario, add, size)
    }

    /// The same over people of the stylised country who are changed before.
    fn over(change: fn(People) -> People, scenario: (&str, &str), add: &str, size: (u32, i32)) -> Tried {
        Tried::with("stylised", change, scenario, add, size)
    }

    fn with(
        system: &str,
        change: fn(People) -> People,
        (scenario, set): (&str, &str),
        add: &str,
        (households, years): (u32, i32),
    ) -> Tried {
        let text = format!(
            "format = 1\nname = \"tried\"\nsystem = \"{system}\"\nscenario = {{ name = \"{scenario}\", set = {{ {set} }} }}\n[options]\nfrozen = true\n[baseline]\nadd = [{add}]\n[baseline.set]\n\
             \"ai_levy.base_of_levy\" = \"equipment\"\n"
        );
        let catalog = catalog();
        let prepared = prepared(&text, &catalog).unwrap_or_else(|faults| panic!("{faults:?}"));
        let people = change(People::random(&prepared.system, 71, households)).population(&prepared.system);
        Tried {
            prepared,
            people: vec![people.expect("the people are sound")],
            years,
        }
    }

    fn scenario(&self) -> &Instrument {
        self.prepared.baseline.scenario().expect("the study has a scenario")
    }

    /// The figures with some values; `None` when they do not fit together.
    fn figures(&self, set: &[Assignment]) -> Option<Value> {
        let prepared = self.prepared.with_values(set).ok()?;
        let mut found = if self.years == 1 {
            let costing = cost(&prepared, &self.people, &|_, _| true).ok()?;
            serde_json::to_value(&costing.results)
        } else {
            let range = (prepared.year, prepared.year + self.years - 1);
            let results = cost_years(&prepared, &self.people, range, 0.02, &|_, _| true).ok()?;
            serde_json::to_value(&results)
        }
        .expect("figures are JSON");
        strip(&mut found);
        Some(found)
    }

    fn set(&self, name: &str, value: Node) -> Assignment {
        Assignment {
            instrument: self.scenario().name.clone(),
            key: name.to_string(),
            from: None,
            value,
            source: source("test", ""),
            span: 0..0,
        }
    }

    /// A value as the command line sets it.
    fn written(&self, text: &str) -> Assignment {
        let text = match text.strip_prefix("scenario.") {
            Some(own) => format!("{}.{own}", self.scenario().name),
            None => text.to_string(),
        };
        Study::assignment(&text).expect("a value")
    }

    /// The parameters that move nothing.
    fn dead(&self) -> Vec<String> {
        let before = self.figures(&[]).expect("the study runs");
        let has = |name: &str| self.scenario().parameter(name).is_some();
        let probes: Vec<Assignment> = PROBES
            .iter()
            .filter(|text| {
                let own = text.strip_prefix("scenario.");
                own.is_none_or(|own| has(own.split('=').next().unwrap_or_default()))
            })
            .map(|text| self.written(text))
            .collect();
        let mut dead = Vec::new();
        for parameter in &self.scenario().parameters {
            let (written, _) = parameter.written_on(self.prepared.date).expect("a value");
            let own = OWN.iter().filter(|(name, _)| *name == parameter.name);
            let mut values: Vec<Assignment> = own
                .map(|(name, text)| self.written(&format!("scenario.{name}={text}")))
                .collect();
            if values.is_empty() {
                let all = variants(parameter, written, &self.prepared.system).into_iter();
                values = all.map(|value| self.set(&parameter.name, value)).collect();
            }
            let moves = |probe: Option<&Assignment>| {
                let set: Vec<Assignment> = probe.into_iter().cloned().collect();
                let before = match probe {
                    None => Some(before.clone()),
                    Some(_) => self.figures(&set),
                };
                values.iter().any(|value| {
                    let with: Vec<Assignment> = set.iter().cloned().chain([value.clone()]).collect();
                    before.is_some() && self.figures(&with).is_some_and(|after| Some(after) != before)
                })
            };
            let others = probes.iter().filter(|probe| probe.key != parameter.name);
            if !moves(None) && !others.into_iter().any(|probe| moves(Some(probe))) {
                dead.push(parameter.name.clone());
            }
        }
        println!("{} parameters", self.scenario().parameters.len());
        dead
    }
}

/// Leaves the figures of a document.
fn strip(document: &mut Value) {
    match document {
        Value::Object(entries) => {
            entries.retain(|key, _| !NO_FIGURES.contains(&key.as_str()));
            entries.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}

/// What offers levers, and what pays by the columns that scenarios change.
const LEVERS: &str = "\"ai_levy\", \"levy_profit_tax_relief\", \"levy_incidence_capital\", \"short_time_work\", \"public_employment\", \"transition_insurance\", \"transition_allowance\"";

/// The same in the United States, whose people earn by the columns of a tax return.
const OF_US: &str = "\"ai_levy\", \"levy_profit_tax_relief\", \"levy_incidence_capital\", \"state_unemployment_insurance\", \"transition_allowance\"";

/// Much is lost, and many train, so that few people show it.
const MUCH: &str = "displaced_share = 0.4, displaced_gig_share = 0.3, training_share = 0.6";

#[test]
fn every_parameter_of_a_year_moves_a_figure() {
    let dead = Tried::of("stylised", ("ai-central", MUCH), LEVERS, (500, 1)).dead();
    assert!(dead.is_empty(), "{dead:?}");
}

#[test]
fn every_parameter_of_the_united_states_scenario_moves_a_figure() {
    let dead = Tried::of("us", ("ai-central", MUCH), OF_US, (500, 1)).dead();
    assert!(dead.is_empty(), "{dead:?}");
}

/// Beside these, a programme that offers training with an effect and grants that tell informal from other gig work.
const OF_YEARS: &str = "\"ai_levy\", \"levy_profit_tax_relief\", \"levy_incidence_capital\", \"short_time_work\", \"public_employment\", \"transition_insurance\", \"transition_allowance\", \"public_training_programme\", \"transition_fund_informal_economy\"";

#[test]
fn every_parameter_of_years_moves_a_figure() {
    let tried = Tried::over(People::at_work, ("ai-years", MUCH), OF_YEARS, (300, 3));
    assert_eq!(tried.dead(), WITHOUT_EFFECT);
}

/// Nobody of `ai_years` is out of work before the first month, so that there is nothing to measure congestion against; `docs/known-limits.md` says so.
const WITHOUT_EFFECT: [&str; 1] = ["congestion"];

/// What a scenario sets of the one that it is based on.
#[test]
fn every_value_that_a_scenario_sets_moves_a_figure() {
    let mut count = 0;
    for (path, file) in policy_files() {
        let Some(name) = path
            .strip_prefix("scenarios/")
            .and_then(|path| path.strip_suffix(".toml"))
        else {
            continue;
        };
        let table: toml::Table = file.text.parse().expect("a rule file is TOML");
        let Some(base) = table.get("based_on").and_then(toml::Value::as_str) else {
            continue;
        };
        let years = if base == "ai_years" { 2 } else { 1 };
        let tried = Tried::of("stylised", (&name.replace('_', "-"), ""), LEVERS, (500, years));
        let whole = tried.figures(&[]).expect("the study runs");
        let read = policy_files()
            .into_iter()
            .find(|(path, _)| *path == format!("scenarios/{base}.toml"));
        let read = Instrument::read(&read.expect("the base is there").1).expect("the base is sound");
        let set = table
            .get("set")
            .and_then(toml::Value::as_table)
            .expect("it sets something");
        for (key, value) in set {
            let parameter = read.parameter(key).expect("the base has the parameter");
            let (usual, _) = parameter.written_on(tried.prepared.date).expect("a value");
            let is_usual = match value {
                toml::Value::String(text) => usual.as_text() == Some(text),
                other => {
                    let number = other.as_float().or(other.as_integer().map(|number| number as f64));
                    usual.as_number() == number
                }
            };
            if is_usual {
                continue;
            }
            count += 1;
            let other = tried.figures(&[tried.set(key, usual.clone())]).expect("the study runs");
            // What only counts where another share is displaced than the study has.
            let moves_elsewhere = || {
                let elsewhere = || tried.written("scenario.displaced_share=0.2");
                let own = tried.figures(&[elsewhere()]).expect("the study runs");
                let usual = tried.figures(&[elsewhere(), tried.set(key, usual.clone())]);
                usual.expect("the study runs") != own
            };
            assert!(other != whole || moves_elsewhere(), "{name}: {key}");
        }
    }
    assert!(count >= 6, "{count}");
}
