//! Every parameter of the law has a source, and a change of it changes a result: a parameter that moves nothing is an error
//! of the rules.

use commonweal_core::document::{Node, Value};
use commonweal_core::numeric::sum::Totals;
use commonweal_core::population::Population;
use commonweal_core::rules::compile::compile;
use commonweal_core::rules::{Instrument, Parameter, ParameterUnit};
use commonweal_core::simulation::Request;
use commonweal_core::system::{Assignment, Catalog, Law};
use commonweal_tests::variants::variants;
use commonweal_tests::{catalog, people::People, policy_files, run_fresh, source};

/// Parameters that move no result of the people of this test, each with its reason.
const EXCEPTIONS: &[(&str, &str)] = &[
    (
        "germany/unemployment_insurance.age_step",
        "all classes of age pay for a year or longer, and a worked case of the file has months used before",
    ),
    (
        "guangdong/income_tax.education_from",
        "the deductions for infants and for schooling are equal by law",
    ),
    (
        "informal_economy/unemployment_insurance.age_step",
        "both classes of age are paid for as long, as written",
    ),
    ("short_time_work.used_share", "a scenario reads it"),
    ("short_time_work.deadweight", "a scenario reads it"),
    ("short_time_work.temporary_share", "a scenario reads it"),
    ("short_time_work.hours_cut", "a scenario reads it"),
    ("ai_levy.profit_adoption", "a scenario reads it"),
    (
        "ai_levy.capital_share",
        "levy_incidence_capital and levy_profit_tax_relief read it",
    ),
    ("ai_levy.wage_share", "levy_incidence_wages reads it"),
    (
        "ai_levy.deductible_share",
        "levy_incidence_capital and levy_profit_tax_relief read it",
    ),
    (
        "ai_levy.taxpaying_share",
        "levy_incidence_capital and levy_profit_tax_relief read it",
    ),
    (
        "levy_incidence_capital.undistributed_share",
        "it stands in for distributed_ai_profit, which the people of this test have",
    ),
    (
        "ai_levy.profit_tax_rate",
        "levy_incidence_capital and levy_profit_tax_relief read it",
    ),
    ("working_time_reduction.usual_hours", "a scenario reads it"),
    ("working_time_reduction.hires_rate", "a scenario reads it"),
    ("working_time_reduction.displaced_share", "a scenario reads it"),
    ("employment_subsidy_employers.elasticity", "a scenario reads it"),
    (
        "employment_subsidy_employers.contribution_rate",
        "it tells the cost of an extra job",
    ),
    ("employment_subsidy_employers.mean_labour_cost", "a scenario reads it"),
    ("employment_subsidy_employers.subsidised_share", "a scenario reads it"),
    ("employment_subsidy_employers.displaced_share", "a scenario reads it"),
    ("public_employment.substitution", "it tells how many jobs are extra"),
    (
        "public_employment.materials_share",
        "public_employment_materials reads it, and the places that a budget buys",
    ),
    (
        "public_employment.first_served",
        "there are places for all people of this test",
    ),
    (
        "learning_account.deadweight",
        "it splits what is used into extra courses and others",
    ),
    (
        "negative_income_tax.adult_in_each",
        "every family of this test has an adult",
    ),
    ("training_voucher.gap_share", "a scenario reads it"),
    ("training_voucher.separation_ratio", "it makes expected jobs kept"),
    ("training_voucher.months_out", "it makes expected months at work"),
    ("training_voucher.finding_effect", "it makes expected months at work"),
    ("training_voucher.effect_months", "it makes expected months at work"),
    ("training_voucher.wage_scar", "it makes expected pay"),
    ("training_voucher.scar_avoided", "it makes expected pay"),
    (
        "order_training_subsidy.deadweight",
        "it splits hires into extra jobs and others",
    ),
    (
        "training_cost_subsidy.deadweight",
        "it splits training into extra training and other",
    ),
    ("training_cost_subsidy.kept_share", "a scenario reads it"),
    (
        "public_training_programme.job_change_share",
        "it makes expected changes of job",
    ),
    (
        "public_training_programme.deadweight",
        "it splits changes of job into extra ones and others",
    ),
    ("public_training_programme.employment_effect", "a scenario reads it"),
    (
        "public_training_programme.first_served",
        "places are enough for the people of this test, or there is none",
    ),
    (
        "provider_outcome_payment.deadweight",
        "it splits placements into extra ones and others",
    ),
    (
        "transition_fund.opening_balance",
        "the fund need not be short of money for the people of this test; see tests/funds.rs",
    ),
    (
        "transition_fund.when_empty",
        "the fund need not be short of money for the people of this test; see tests/funds.rs",
    ),
    (
        "transition_fund.interest",
        "it is earned in runs over several years; see tests/funds.rs",
    ),
    (
        "train_or_pay_levy.relabelled_share",
        "it splits training into extra training and other",
    ),
];

#[test]
fn every_parameter_has_unit_and_source() {
    let mut found = 0;
    let mut wrong = Vec::new();
    for (path, file) in policy_files() {
        if !path.starts_with("instruments/") && !path.starts_with("systems/") || path.ends_with("system.toml") {
            continue;
        }
        let instrument = Instrument::read(&file).unwrap_or_else(|faults| panic!("{path}: {faults:?}"));
        for parameter in &instrument.parameters {
            found += 1;
            let has_range = parameter.range.is_some() || !matches!(parameter.unit, ParameterUnit::Number(_));
            if parameter.reference.is_empty() && !(parameter.assumption && has_range) {
                wrong.push(format!(
                    "{path}: `{}` has neither a reference nor assumption = true with a range",
                    parameter.name
                ));
            }
            if parameter.title.in_language("en").is_empty()
                || parameter.title.in_language("zh").is_empty()
                || parameter.title.0.len() < 2
            {
                wrong.push(format!(
                    "{path}: `{}` has no title in English and Chinese",
                    parameter.name
                ));
            }
            if parameter.unit_name.is_empty() {
                wrong.push(format!("{path}: `{}` has no unit", parameter.name));
            }
        }
    }
    println!("{found} parameters");
    assert!(found >= 100, "{found}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The totals of every instrument under a law; `None` when the values do not fit together.
fn totals(law: &Law, population: &Population) -> Option<Vec<Totals>> {
    let date = law.system.date_of(*law.system.years.last()?);
    let program = compile(std::slice::from_ref(law), &population.schema(&law.system), date).ok()?;
    let paid: Vec<_> = program.laws[0]
        .instruments
        .iter()
        .map(|instrument| instrument.paid)
        .collect();
    let request = Request {
        totals: paid.clone(),
        columns: Vec::new(),
    };
    let outcome = run_fresh(&program, std::slice::from_ref(population), 1, &request).ok()?;
    Some(paid.iter().map(|node| outcome.totals[node]).collect())
}

/// The law with a parameter set; `None` when the value cannot be set.
fn set(law: &Law, instrument: &Instrument, parameter: &Parameter, value: Node) -> Option<Law> {
    let mut other = law.clone();
    let set = Assignment {
        instrument: instrument.name.clone(),
        key: parameter.name.clone(),
        from: None,
        value,
        source: source("test", ""),
        span: 0..0,
    };
    other.assign(&set, &[]).ok()?;
    Some(other)
}

/// The parameters of the instruments of a law that move nothing, as `file.parameter`.
fn dead(law: &Law, population: &Population) -> (usize, Vec<String>) {
    let date = law
        .system
        .date_of(*law.system.years.last().expect("the system has years"));
    let before = totals(law, population).expect("the law runs");
    let mut found = Vec::new();
    let mut count = 0;
    for instrument in &law.instruments {
        for parameter in &instrument.parameters {
            count += 1;
            let (written, _) = parameter.written_on(date).expect("the parameter has a value");
            let moves = |law: &Law, before: &[Totals]| {
                variants(parameter, written, &law.system).into_iter().any(|value| {
                    set(law, instrument, parameter, value)
                        .and_then(|other| totals(&other, population))
                        .is_some_and(|after| after != *before)
                })
            };
            // Some parameters count under another choice of the design only, its own or that of a file it uses.
            let moves_otherwise = || {
                let uses = |file: &Instrument| instrument.uses.iter().any(|(name, _)| *name == file.name);
                law.instruments
                    .iter()
                    .filter(|file| file.name == instrument.name || uses(file))
                    .flat_map(|file| file.parameters.iter().map(move |other| (file, other)))
                    .filter(|(file, other)| file.name != instrument.name || other.name != parameter.name)
                    .any(|(file, other)| {
                        let Ok((written, _)) = other.written_on(date) else {
                            return false;
                        };
                        variants(other, written, &law.system).into_iter().any(|value| {
                            let Some(law) = set(law, file, other, value) else {
                                return false;
                            };
                            totals(&law, population).is_some_and(|before| moves(&law, &before))
                        })
                    })
            };
            let name = format!("{}.{}", instrument.name, parameter.name);
            // An exception may be that of one system's law.
            let own = format!("{}/{name}", law.system.name);
            let is_excepted = EXCEPTIONS.iter().any(|(known, _)| *known == name || *known == own);
            if !is_excepted && !moves(law, &before) && !moves_otherwise() {
                found.push(name);
            }
        }
    }
    (count, found)
}

/// A system's law with every common instrument of its own added.
fn law(catalog: &Catalog, system: &str, added: &[&str]) -> Law {
    let mut law = Law::new("baseline", &catalog.system(system).expect("the system is sound"));
    for name in added {
        law.instruments.push(
            Instrument::read(catalog.instrument(name).expect("the instrument is there"))
                .expect("the instrument is sound"),
        );
    }
    law.add_used(catalog).expect("the files that it uses are sound");
    law
}

/// Asks that every parameter of a country's law moves a result of so many random people, when some parameters of the design are
/// true that are not so as written.
fn all_alive(system: &str, brought_into_force: &[&str], seed: u64, households: u32) {
    let mut law = law(&catalog(), system, &[]);
    let population = People::random(&law.system, seed, households)
        .population(&law.system)
        .expect("the people are sound");
    for name in brought_into_force {
        let (instrument, key) = name
            .split_once('.')
            .expect("a name of an instrument and one of a parameter");
        let set = Assignment {
            instrument: instrument.to_string(),
            key: key.to_string(),
            from: None,
            value: Node {
                value: Value::Truth(true),
                span: 0..0,
            },
            source: source("test", ""),
            span: 0..0,
        };
        let before = totals(&law, &population);
        law.assign(&set, &[]).expect("the parameter can be set");
        assert!(totals(&law, &population) != before, "{name}");
    }
    let (count, mut dead) = dead(&law, &population);
    dead.retain(|name| !brought_into_force.contains(&name.as_str()));
    println!("{count} parameters");
    assert!(dead.is_empty(), "{dead:?}");
}

#[test]
fn every_parameter_of_the_united_states_moves_a_result() {
    all_alive("us", &[], 11, 6000);
}

#[test]
fn every_parameter_of_germany_moves_a_result() {
    all_alive("germany", &[], 13, 3000);
}

#[test]
fn every_parameter_of_guangdong_moves_a_result() {
    all_alive("guangdong", &["unemployment_insurance.covers_gig"], 14, 3000);
}

#[test]
fn every_parameter_of_the_country_of_informal_work_moves_a_result() {
    let insurance = [
        "unemployment_insurance.covers_employees",
        "unemployment_insurance.covers_gig",
    ];
    all_alive("informal_economy", &insurance, 15, 3000);
}

#[test]
fn every_parameter_of_the_common_instruments_moves_a_result() {
    let catalog = catalog();
    let plain = catalog.system("plain").expect("the system is sound");
    let population = People::random(&plain, 12, 1500)
        .population(&plain)
        .expect("the people are sound");
    let mut count = 0;
    let mut all = Vec::new();
    let names: Vec<&str> = catalog.instrument_names().collect();
    let listed = law(&catalog, "plain", &[]);
    let (parameters, found) = dead(&listed, &population);
    count += parameters;
    all.extend(found);
    for name in names.iter().filter(|name| listed.instrument(name).is_none()) {
        let with = law(&catalog, "plain", &[name]);
        let mut only = with.clone();
        only.instruments.rotate_right(1);
        let (_, found) = dead(&with, &population);
        count += only.instruments[0].parameters.len();
        all.extend(found.into_iter().filter(|found| found.starts_with(&format!("{name}."))));
    }
    println!("{count} parameters");
    assert!(all.is_empty(), "{all:?}");
}
