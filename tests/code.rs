//! Instruments whose amount is worked out by code of the host: the same figures as a formula gives, wherever rules are run.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::ThreadId;

use commonweal_core::costing::{Prepared, Results, check, cost, explain, household, incentives, prepare};
use commonweal_core::document::Diagnostic;
use commonweal_core::population::{Mapping, Population};
use commonweal_core::rules::compile::{Program, SlotOrigin, compile};
use commonweal_core::simulation::{CodeArguments, CodeColumn, Request, Standing};
use commonweal_core::system::Study;
use commonweal_tests::people::{People, parts};
use commonweal_tests::{catalog, nothing_beside, prepared, run_fresh, source};

/// A grant to families, withdrawn as their income grows; its last rule follows.
const GRANT: &str = r#"
[[instruments]]
name = "grant"
kind = "benefit"
unit = "family"
[instruments.parameters]
guarantee = { unit = "currency/year", default = 6000, range = [0, 60000], assumption = true }
further = { unit = "share", default = 0.3, range = [0, 1], assumption = true }
taper = { unit = "share", default = 0.41, range = [0, 1], assumption = true }
income_base = { unit = "concept", default = "market_income" }
[instruments.for_each.person]
is_minor = "age < adult_age"
[instruments.rules]
income = "income_base"
minors = "count(person.is_minor)"
"#;

const BY_FORMULA: &str = "amount = \"max(0, guarantee * (1 + further * minors) - taper * max(0, income))\"\n";
const BY_CODE: &str =
    "amount = \"code(income, minors, guarantee, further, taper)\"\n[instruments.code]\nlanguage = \"python\"\n";

fn numbers<'a>(arguments: &'a CodeArguments<'_>, name: &str) -> &'a [f64] {
    let found = arguments.columns.iter().find(|(known, _)| known == name);
    match found {
        Some((_, CodeColumn::Numbers(values))) => values,
        other => panic!("{name}: {other:?}"),
    }
}

fn positive(value: f64) -> f64 {
    if value > 0.0 { value } else { 0.0 }
}

/// What the formula of the grant says.
fn grant(arguments: &CodeArguments<'_>) -> Result<Vec<f64>, String> {
    let names: Vec<&str> = arguments.columns.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["income", "minors", "guarantee", "further", "taper"]);
    assert_eq!((arguments.instrument, arguments.unit), ("grant", "family"));
    let [income, minors, guarantee, further, taper] = [0, 1, 2, 3, 4].map(|at: usize| numbers(arguments, names[at]));
    for column in [income, minors, guarantee, further, taper] {
        assert_eq!(column.len(), arguments.rows);
    }
    let of =
        |row: usize| positive(guarantee[row] * (1.0 + further[row] * minors[row]) - taper[row] * positive(income[row]));
    Ok((0..arguments.rows).map(of).collect())
}

fn study(system: &str, lines: &str, instruments: &str) -> Prepared {
    let text = format!("format = 1\nname = \"coded\"\nsystem = \"{system}\"\n{lines}\n{instruments}");
    prepared(&text, &catalog()).unwrap_or_else(|found| panic!("{text}\n{found:#?}"))
}

/// The study with the grant as a formula, and the same with the grant as code.
fn both(system: &str, lines: &str) -> [Prepared; 2] {
    let by_formula = study(system, lines, &format!("{GRANT}{BY_FORMULA}"));
    let mut by_code = study(system, lines, &format!("{GRANT}{BY_CODE}"));
    by_code.bind_code("grant", Arc::new(grant)).expect("the grant is code");
    [by_formula, by_code]
}

fn population(system: &str, seed: u64, households: u32) -> Population {
    let system = catalog().system(system).expect("the system is sound");
    let people = People::random(&system, seed, households);
    people.population(&system).expect("the people are sound")
}

fn costed(prepared: &Prepared, parts: &[Population]) -> Results {
    cost(prepared, parts, &|_, _| true)
        .unwrap_or_else(|found| panic!("{found:#?}"))
        .results
}

/// Every figure, to the bit: a number is written so that it can be read back exactly.
fn figures(results: &Results) -> String {
    let mut bare = results.clone();
    bare.fingerprint.clear();
    bare.code.clear();
    format!("{bare:?}")
}

/// The rows of the microdata, to the bit.
fn rows(prepared: &Prepared, parts: &[Population]) -> Vec<(String, Vec<u64>)> {
    let costing = cost(prepared, parts, &|_, _| true).expect("the study runs");
    let microdata = costing.microdata(&|_, _| true).expect("the study runs");
    let bits = |values: Vec<f64>| values.into_iter().map(f64::to_bits).collect();
    let columns = microdata.columns.into_iter();
    columns.map(|column| (column.name, bits(column.values))).collect()
}

fn same(system: &str, lines: &str, whole: &Population) {
    let [by_formula, by_code] = both(system, lines);
    let wanted = costed(&by_formula, std::slice::from_ref(whole));
    let grant = wanted.budget.iter().find(|row| row.instrument == "grant");
    assert!(grant.is_some_and(|row| row.reform_amount > 0.0));
    assert!(wanted.code.is_empty());
    let mut fingerprints = Vec::new();
    for count in [1, 3, 7] {
        let found = costed(&by_code, &parts(whole, count));
        assert_eq!(found.code, ["grant"]);
        assert_eq!(figures(&found), figures(&wanted), "{system} in {count} parts");
        assert_ne!(found.fingerprint, wanted.fingerprint);
        fingerprints.push(found.fingerprint);
    }
    assert!(fingerprints.iter().all(|found| *found == fingerprints[0]));
    assert_eq!(
        rows(&by_code, &parts(whole, 3)),
        rows(&by_formula, std::slice::from_ref(whole))
    );
}

#[test]
fn code_and_formula_give_the_same_bits_on_the_embedded_sample() {
    let catalog = catalog();
    let system = catalog.system("us").expect("the system is sound");
    let mapping = Mapping::read(catalog.population("us-cps-sample").expect("embedded")).expect("the mapping is sound");
    let bytes = commonweal_policies::file("populations/us-cps-sample.csv").expect("the sample is embedded");
    let table = commonweal_tables::read_csv("sample.csv", bytes, None).expect("the sample is sound");
    let whole = mapping.population(&table, &system).expect("the people are sound");
    same("us", "year = 2024\n[reform]\nadd = [\"grant\"]", &whole);
}

/// A package like that of three tiers, with its shock: places are rationed, levers reach the scenario, people are chosen.
const TIERS: &str = r#"
year = 2025
scenario = "ai-central"
[reform]
add = ["short_time_work", "short_time_employer_contributions", "transition_allowance", "ai_levy", "grant"]
[reform.set]
"unemployment_insurance.covers_gig" = true
"transition_allowance.floor_amount" = 900
[options]
attribution = "shapley"
calm = true
"#;

#[test]
fn code_and_formula_give_the_same_bits_under_a_scenario() {
    same("stylised", TIERS, &population("stylised", 11, 400));
}

/// A bonus worked out by code from what another instrument pays, which the income tax then taxes.
const TAXED: &str = r#"
[[instruments]]
name = "top_up"
kind = "benefit"
unit = "family"
uses = ["child_benefit"]
[instruments.rules]
amount = "AMOUNT"
[instruments.interaction]
counts_in = { taxable_income = true, means_test_income = true }
"#;

#[test]
fn code_reads_what_another_pays_and_is_read_by_a_tax() {
    let whole = population("stylised", 3, 300);
    let lines = "year = 2025\n[reform]\nadd = [\"top_up\"]";
    let formula = TAXED.replace("AMOUNT", "0.5 * child_benefit");
    let code = TAXED.replace("AMOUNT", "code(child_benefit)") + "[instruments.code]\nlanguage = \"python\"\n";
    let by_formula = study("stylised", lines, &formula);
    let mut by_code = study("stylised", lines, &code);
    let half =
        |arguments: &CodeArguments<'_>| Ok(numbers(arguments, "child_benefit").iter().map(|x| 0.5 * x).collect());
    by_code.bind_code("top_up", Arc::new(half)).expect("it is code");
    let wanted = costed(&by_formula, std::slice::from_ref(&whole));
    let tax = wanted.budget.iter().find(|row| row.instrument == "income_tax");
    let tax = tax.expect("a row");
    assert!(tax.reform_amount > tax.baseline_amount, "the bonus is taxed");
    assert_eq!(figures(&costed(&by_code, &parts(&whole, 3))), figures(&wanted));
}

/// Code that reads what other code gave, after a total of the people: phase after phase.
#[test]
fn code_reads_code_and_totals_read_code() {
    let whole = population("plain", 5, 200);
    let instruments = |first: &str, second: &str, table: &str| {
        format!(
            "[[instruments]]\nname = \"first\"\nkind = \"benefit\"\nunit = \"family\"\n\
             [instruments.rules]\nown = \"sum(person.earnings)\"\namount = \"{first}\"\n{table}\
             [[instruments]]\nname = \"second\"\nkind = \"benefit\"\nunit = \"person\"\nuses = [\"first\"]\n\
             [instruments.rules]\nshare = \"ratio(person_first, total(person_first), 0)\"\nperson_first = \"first\"\n\
             amount = \"{second}\"\n{table}"
        )
    };
    let lines = "year = 2025\n[reform]\nadd = [\"first\", \"second\"]";
    let wanted = study(
        "plain",
        lines,
        &instruments("0.1 * own", "0.2 * person_first * (1 + share)", ""),
    );
    let wanted = costed(&wanted, std::slice::from_ref(&whole));
    let table = "[instruments.code]\nlanguage = \"python\"\n";
    let mut coded = study(
        "plain",
        lines,
        &instruments("code(own)", "code(0.2 * person_first, 1 + share)", table),
    );
    let tenth = |arguments: &CodeArguments<'_>| Ok(numbers(arguments, "own").iter().map(|x| 0.1 * x).collect());
    let product = |arguments: &CodeArguments<'_>| {
        let (a, b) = (numbers(arguments, "argument_1"), numbers(arguments, "argument_2"));
        Ok(a.iter().zip(b).map(|(a, b)| a * b).collect())
    };
    coded.bind_code("first", Arc::new(tenth)).expect("it is code");
    coded.bind_code("second", Arc::new(product)).expect("it is code");
    for count in [1, 3] {
        let found = costed(&coded, &parts(&whole, count));
        assert_eq!(found.code, ["first", "second"]);
        assert_eq!(figures(&found), figures(&wanted));
    }
}

/// A flat benefit of each person, whose code is given.
fn flat(arguments: &str, function: impl commonweal_core::simulation::Code + 'static) -> Prepared {
    let instruments = format!(
        "[[instruments]]\nname = \"flat\"\nkind = \"benefit\"\n[instruments.rules]\namount = \"code({arguments})\"\n\
         [instruments.code]\nlanguage = \"python\"\n"
    );
    let mut study = study("plain", "year = 2025\n[reform]\nadd = [\"flat\"]", &instruments);
    study.bind_code("flat", Arc::new(function)).expect("it is code");
    study
}

fn refused(prepared: &Prepared) -> Diagnostic {
    let parts = parts(&population("plain", 2, 40), 2);
    let mut problems = cost(prepared, &parts, &|_, _| true).expect_err("the study is refused");
    assert_eq!(problems.len(), 1, "{problems:#?}");
    problems.remove(0)
}

#[test]
fn bad_answers_are_refused() {
    let third = |bad: f64| {
        move |arguments: &CodeArguments<'_>| {
            let mut values = vec![1.0; arguments.rows];
            values[2] = bad;
            values[4] = f64::NAN;
            Ok(values)
        }
    };
    let ids = population("plain", 2, 40);
    for (bad, shown) in [(f64::NAN, "NaN"), (f64::INFINITY, "inf"), (f64::NEG_INFINITY, "-inf")] {
        let problem = refused(&flat("age", third(bad)));
        assert_eq!((problem.code, problem.found.as_str()), ("code-result", shown));
        assert_eq!(
            (problem.file.as_str(), problem.path.as_str()),
            ("study.toml", "rules.amount")
        );
        let row = format!("`flat` gives no amount for person {}", ids.entities[0].ids.text(2));
        assert!(problem.message.contains(&row), "{problem:#?}");
        assert!(problem.line.is_some());
    }
    let short = |arguments: &CodeArguments<'_>| Ok(vec![0.0; arguments.rows - 1]);
    let problem = refused(&flat("age", short));
    assert_eq!(problem.code, "code-result");
    assert!(problem.allowed.contains("one for each person"), "{problem:#?}");
    let failing = |_: &CodeArguments<'_>| Err("division by zero".to_string());
    let problem = refused(&flat("age", failing));
    assert_eq!(problem.code, "code-failed");
    assert!(
        problem.message.contains("`flat` failed: division by zero"),
        "{problem:#?}"
    );
    // Finite, and beyond the ledger.
    let huge = |arguments: &CodeArguments<'_>| Ok(vec![1e15; arguments.rows]);
    assert_eq!(refused(&flat("age", huge)).code, "amount-too-large");
    let negative = |arguments: &CodeArguments<'_>| Ok(vec![-0.0; arguments.rows]);
    let parts = parts(&population("plain", 2, 40), 2);
    let rows = rows(&flat("age", negative), &parts);
    let (_, values) = rows.iter().find(|(name, _)| name == "flat").expect("a column");
    assert!(values.iter().all(|bits| *bits == 0));
}

#[test]
fn without_its_function_a_study_is_refused() {
    let bare = study(
        "plain",
        "year = 2025\n[reform]\nadd = [\"grant\"]",
        &format!("{GRANT}{BY_CODE}"),
    );
    let problem = refused(&bare);
    assert_eq!(problem.code, "code-unavailable");
    assert!(
        problem.message.contains("`grant` is worked out by a Python function"),
        "{problem:#?}"
    );
    assert!(problem.remedy.contains("run the study in Python"));
    let whole = population("plain", 2, 40);
    let id = whole.entities[1].ids.text(0);
    let problems = explain(&bare, std::slice::from_ref(&whole), &id).expect_err("it is refused");
    assert_eq!(problems[0].code, "code-unavailable");
    let mut bare = bare;
    let problems = bare.bind_code("gramt", Arc::new(grant)).expect_err("it is refused");
    assert!(problems[0].remedy.contains("`grant`"), "{problems:#?}");
    // What nobody needs is not missed: the grant is added and taken back.
    let removed = study(
        "plain",
        "year = 2025\n[baseline]\nadd = [\"grant\"]\n[reform]\nremove = [\"grant\"]",
        &format!("{GRANT}{BY_FORMULA}"),
    );
    assert!(removed.code_instruments().is_empty());
}

#[test]
fn a_file_with_code_is_checked_and_its_cases_are_refused() {
    let study = |rule: &str, case: &str| {
        let text = format!(
            "format = 1\nname = \"coded\"\nsystem = \"plain\"\nyear = 2025\n[reform]\nadd = [\"grant\"]\n{GRANT}{rule}{case}"
        );
        check(&source("study.toml", &text), &catalog(), "plain", &nothing_beside)
    };
    let sound = study(BY_CODE, "");
    assert!(sound.diagnostics.is_empty(), "{:#?}", sound.diagnostics);
    let case = |expect: &str, given: &str| {
        format!(
            "[[instruments.cases]]\ngiven = {{ {given}persons = [{{ age = 30, earnings = 9000 }}] }}\nexpect = {{ {expect} }}\n"
        )
    };
    let report = study(BY_CODE, &case("amount = 2310", ""));
    let codes: Vec<&str> = report.diagnostics.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["code-unavailable"]);
    // A step before the call, and what is given in its place, need no function.
    let report = study(BY_CODE, &case("income = 9000", ""));
    assert!(report.diagnostics.is_empty() && report.values == 1, "{report:#?}");
    let report = study(BY_CODE, &case("paid = 77", "amount = 77, "));
    assert!(report.diagnostics.is_empty() && report.values == 1, "{report:#?}");
}

#[test]
fn code_is_given_truths_and_labels_by_name() {
    let whole = population("plain", 2, 60);
    let seen = |arguments: &CodeArguments<'_>| {
        let [(age, _), (adult, truths), (status, labels), (half, _)] = arguments.columns else {
            return Err("four arguments".to_string());
        };
        assert_eq!(
            [age, adult, status, half],
            ["age", "argument_2", "labour_status", "argument_4"]
        );
        let (CodeColumn::Truths(truths), CodeColumn::Labels { codes, labels }) = (truths, labels) else {
            return Err("a truth and a category".to_string());
        };
        assert!(numbers(arguments, "argument_4").iter().all(|value| *value == 0.5));
        let ages = numbers(arguments, "age");
        let of = |row: usize| {
            assert_eq!(truths[row], ages[row] >= 18.0);
            let is_employee = labels[codes[row] as usize] == "employee";
            if truths[row] && is_employee { 12.0 } else { 0.0 }
        };
        Ok((0..arguments.rows).map(of).collect())
    };
    let prepared = flat("age, age >= 18, labour_status, 0.5", seen);
    let column = whole.column("labour_status").expect("a column");
    let ages = &whole.column("age").expect("a column").data;
    let labels = column.labels.as_ref().expect("labels");
    let wanted = (0..whole.persons())
        .filter(|row| ages.value(*row) >= 18.0 && labels[column.data.value(*row) as usize] == "employee")
        .count();
    let rows = costed(&prepared, std::slice::from_ref(&whole));
    let row = rows.budget.iter().find(|row| row.instrument == "flat").expect("a row");
    assert!(wanted > 0 && row.mean_amount == Some(12.0), "{row:?}");
}

#[test]
fn a_function_is_called_once_for_each_part_on_the_calling_thread() {
    let calls: Arc<Mutex<Vec<(ThreadId, usize)>>> = Arc::default();
    let own = Arc::clone(&calls);
    let counted = move |arguments: &CodeArguments<'_>| {
        let mut calls = own.lock().expect("no call failed");
        calls.push((std::thread::current().id(), arguments.rows));
        Ok(vec![1.0; arguments.rows])
    };
    let whole = population("plain", 2, 3000);
    let prepared = flat("age", counted);
    costed(&prepared, &parts(&whole, 3));
    let calls = calls.lock().expect("no call failed");
    // One element of a reform needs no further run.
    assert_eq!(calls.len(), 3);
    assert!(calls.iter().all(|(thread, _)| *thread == std::thread::current().id()));
    assert_eq!(calls.iter().map(|(_, rows)| rows).sum::<usize>(), whole.persons());
}

fn program(prepared: &Prepared, whole: &Population) -> (Program, Request) {
    let laws: Vec<_> = std::iter::once(prepared.baseline.clone())
        .chain(prepared.reform.clone())
        .collect();
    let program = compile(&laws, &whole.schema(&prepared.system), prepared.date).expect("the law compiles");
    let mut request = Request::default();
    for law in &program.laws {
        request
            .totals
            .extend(law.instruments.iter().map(|instrument| instrument.paid));
        request.columns.push(law.measures.income);
    }
    request.totals.sort();
    request.totals.dedup();
    request.columns.dedup();
    (program, request)
}

#[test]
fn a_standing_run_calls_again_only_what_a_change_reaches() {
    let whole = population("plain", 4, 300);
    let parts = parts(&whole, 2);
    let count = Arc::new(AtomicUsize::new(0));
    let own = Arc::clone(&count);
    let lines = "year = 2025\n[reform]\nadd = [\"grant\"]";
    let mut prepared = study("plain", lines, &format!("{GRANT}{BY_CODE}"));
    let counted = move |arguments: &CodeArguments<'_>| {
        own.fetch_add(1, Ordering::Relaxed);
        grant(arguments)
    };
    prepared.bind_code("grant", Arc::new(counted)).expect("it is code");
    let (program, request) = program(&prepared, &whole);
    let origins: Vec<SlotOrigin> = program.slots.places.keys().cloned().collect();
    let parts = Arc::new(parts);
    let mut standing =
        Standing::new(program, Arc::clone(&parts), 1, request.clone(), &|_, _| true).expect("the law runs");
    assert_eq!(count.load(Ordering::Relaxed), 2);
    let paid = standing.program().laws[1]
        .instruments
        .iter()
        .find(|found| found.name == "grant")
        .expect("an instrument")
        .paid;
    let mut called = Vec::new();
    for origin in &origins {
        let (first, length) = standing.program().slots.places[origin];
        let old = standing.program().slots.values[first as usize..(first + length) as usize].to_vec();
        let new: Vec<f64> = old.iter().map(|value| value * 1.01).collect();
        standing.set(first, &new);
        let before = count.load(Ordering::Relaxed);
        if standing.update(&|_, _| true).is_err() {
            standing.set(first, &old);
            standing.update(&|_, _| true).expect("the old value runs");
            continue;
        }
        let calls = count.load(Ordering::Relaxed) - before;
        let fresh = run_fresh(standing.program(), &parts, 1, &request).expect("the law runs");
        assert_eq!(standing.outcome().totals[&paid], fresh.totals[&paid], "{origin:?}");
        assert_eq!(standing.outcome().totals, fresh.totals, "{origin:?}");
        for (kept, fresh) in standing.outcome().columns.iter().zip(&fresh.columns) {
            for node in &request.columns {
                assert_eq!(kept[node], fresh[node], "{origin:?}");
            }
        }
        called.push((origin.instrument.as_str(), origin.parameter.as_str(), calls));
    }
    let of = |instrument: &str, parameter: &str| {
        let found = called
            .iter()
            .find(|(file, name, _)| (*file, *name) == (instrument, parameter));
        found.map(|(.., calls)| *calls)
    };
    assert_eq!(of("grant", "guarantee"), Some(2));
    assert_eq!(of("grant", "taper"), Some(2));
    assert!(called.iter().any(|(.., calls)| *calls == 0), "{called:?}");
    let before = count.load(Ordering::Relaxed);
    standing.run_anew(&|_, _| true).expect("the law runs");
    assert_eq!(count.load(Ordering::Relaxed) - before, 2);
}

#[test]
fn explanations_and_budget_lines_follow() {
    let whole = population("stylised", 11, 120);
    let split = parts(&whole, 3);
    let [by_formula, by_code] = both("stylised", TIERS);
    for household in [0, 50, 119] {
        let id = whole.entities[1].ids.text(household);
        let (wanted, found) = (
            explain(&by_formula, &split, &id).expect("it is explained"),
            explain(&by_code, &split, &id).expect("it is explained"),
        );
        for (wanted, found) in wanted.laws.iter().zip(&found.laws) {
            assert_eq!((&wanted.amounts, &wanted.concepts), (&found.amounts, &found.concepts));
        }
        let step = |steps: &[commonweal_core::costing::ExplainedStep]| {
            let own = steps
                .iter()
                .find(|step| step.instrument == "grant" && step.name == "amount");
            own.cloned().expect("a step")
        };
        let (wanted, found) = (step(&wanted.laws[1].steps), step(&found.laws[1].steps));
        assert_eq!(wanted.values, found.values);
        assert_eq!(found.formula, "code(income, minors, guarantee, further, taper)");
        assert_eq!(found.reads.len(), 5);
    }
    let family = "format = 1\npersons = [{ age = 35, earnings = 12000 }, { age = 3 }]\nvary = { column = \"earnings\", to = 40000, points = 41 }\n";
    let line =
        |prepared: &Prepared| household(prepared, &source("family.toml", family)).expect("the household is sound");
    let (wanted, found) = (line(&by_formula), line(&by_code));
    assert_eq!(wanted.budget_line, found.budget_line);
    assert!(wanted.budget_line.iter().any(|point| point.reform > point.baseline));
}

#[test]
fn incentives_follow() {
    let split = parts(&population("stylised", 6, 150), 3);
    let lines = "year = 2025\n[reform]\nadd = [\"grant\"]";
    let [wanted, found] = both("stylised", lines)
        .map(|prepared| incentives(&prepared, &catalog(), &split, &|_, _| true).expect("incentives are measured"));
    assert_eq!(format!("{wanted:?}"), format!("{found:?}"));
    assert_ne!(found.reform.as_ref(), Some(&found.baseline));
}

#[test]
fn the_net_cost_is_divided_among_elements_of_which_one_is_code() {
    let whole = population("stylised", 8, 200);
    for attribution in ["shapley", "stacked", "last-in"] {
        let lines = format!(
            "year = 2025\n[reform]\nadd = [\"basic_income\", \"grant\"]\n[reform.set]\n\"child_benefit.first_child\" = 220\n\
             \"grant.income_base\" = \"means_test_income\"\n\"grant.taper\" = 0.3\n[options]\nattribution = \"{attribution}\"\n"
        );
        let [by_formula, by_code] = both("stylised", &lines);
        assert_eq!(by_code.elements.len(), 3);
        let wanted = costed(&by_formula, std::slice::from_ref(&whole));
        let found = costed(&by_code, &parts(&whole, 2));
        assert_eq!(found.attribution, attribution);
        assert_eq!(figures(&found), figures(&wanted));
        let own = found.budget.iter().find(|row| row.instrument == "grant");
        assert!(own.is_some_and(|row| row.net_cost != 0.0));
    }
}

#[test]
fn a_failure_within_the_division_of_the_cost_ends_the_run() {
    let whole = population("stylised", 8, 50);
    let lines = "year = 2025\n[reform]\nadd = [\"basic_income\", \"grant\"]\n";
    let mut prepared = study("stylised", lines, &format!("{GRANT}{BY_CODE}"));
    let calls = AtomicUsize::new(0);
    let once = move |arguments: &CodeArguments<'_>| {
        if calls.fetch_add(1, Ordering::Relaxed) == 0 {
            grant(arguments)
        } else {
            Err("only once".to_string())
        }
    };
    prepared.bind_code("grant", Arc::new(once)).expect("it is code");
    let problems = cost(&prepared, &[whole], &|_, _| true).expect_err("it is refused");
    assert_eq!(problems[0].code, "code-failed");
}

#[test]
fn rule_files_beside_a_study_may_hold_code_too() {
    let file = "format = 1\nname = \"beside\"\nkind = \"tax\"\n[rules]\namount = \"code(earnings)\"\n[code]\nlanguage = \"python\"\n";
    let text = "format = 1\nname = \"coded\"\nsystem = \"plain\"\nyear = 2025\n[baseline]\nadd = [\"beside\"]\n";
    let study = Study::read(&source("study.toml", text)).expect("the study is sound");
    let find = |name: &str| (name == "beside.toml").then(|| source("beside.toml", file));
    let mut prepared = prepare(&study, &catalog(), &find, &[], None).expect("the study is sound");
    assert_eq!(prepared.code_instruments(), ["beside"]);
    let tenth = |arguments: &CodeArguments<'_>| Ok(numbers(arguments, "earnings").iter().map(|x| 0.1 * x).collect());
    prepared.bind_code("beside", Arc::new(tenth)).expect("it is code");
    let results = costed(&prepared, &parts(&population("plain", 1, 100), 2));
    assert_eq!(results.code, ["beside"]);
    let row = results
        .budget
        .iter()
        .find(|row| row.instrument == "beside")
        .expect("a row");
    assert!(row.reform_amount > 0.0);
}
