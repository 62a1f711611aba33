//! People of later years: weights that follow a projection, amounts that follow indices, and neither where a study keeps its people frozen.

use commonweal_core::costing::{CHANGED_STATES, YearResults, YearsResults, cost_years, prepare};
use commonweal_core::document::Diagnostic;
use commonweal_core::population::{NO_CELL, Population, Reweighting};
use commonweal_core::system::{Catalog, Study, System};
use commonweal_tests::people::{People, parts};
use commonweal_tests::{catalog, nothing_beside, source};

/// The file of the plain country.
const FILE: &str = "systems/stylised/system.toml";

fn text_of_system() -> String {
    let system = catalog().system("stylised").expect("the system is sound");
    system.source.text.to_string()
}

/// The plain country with another text.
fn country(text: &str) -> Catalog {
    let mut catalog = catalog();
    catalog.add(FILE, source("policies/systems/stylised/system.toml", text));
    catalog
}

/// The text without `[indices]` and `[ageing]`.
fn without_ageing(text: &str) -> String {
    let start = text.find("[indices.prices]").expect("the country has indices");
    let end = text.find("[instruments]").expect("the country has an order");
    format!("{}{}", &text[..start], &text[end..])
}

/// The text with every growth and every number of the projection as given.
fn with_numbers(growth: &str, persons: &str) -> String {
    let line = |line: &str| match line.split(" = ").next() {
        Some("growth") => format!("growth = {growth}"),
        Some("2034") => format!("2034 = {persons}"),
        _ => line.to_string(),
    };
    let lines: Vec<String> = text_of_system().lines().map(line).collect();
    lines.join("\n") + "\n"
}

fn people(households: u32) -> People {
    let system = catalog().system("stylised").expect("the system is sound");
    People::random(&system, 23, households)
}

fn population(people: &People) -> Population {
    let system = catalog().system("stylised").expect("the system is sound");
    people.population(&system).expect("the people are sound")
}

fn try_years(
    catalog: &Catalog,
    lines: &str,
    people: &[Population],
    range: (i32, i32),
) -> Result<YearsResults, Vec<Diagnostic>> {
    let text = format!("format = 1\nname = \"ageing\"\nsystem = \"stylised\"\nyear = 2025\n{lines}");
    let study = Study::read(&source("study.toml", &text))?;
    let prepared = prepare(&study, catalog, &nothing_beside, &[], None)?;
    cost_years(&prepared, people, range, 0.02, &|_, _| true)
}

fn years(catalog: &Catalog, lines: &str, people: &[Population], range: (i32, i32)) -> YearsResults {
    try_years(catalog, lines, people, range).expect("the study runs")
}

const FROZEN: &str = "\n[options]\nfrozen = true\n";

const PACKAGE: &str = r#"
scenario = { name = "ai-years", set = { displaced_share = 0.3, displaced_gig_share = 0.3 } }
[reform]
add = ["short_time_work", "short_time_employer_contributions", "transition_allowance", "basic_income", "ai_levy"]
[reform.set]
"ai_levy.base_of_levy" = "profit"
"basic_income.adult_amount" = 1200
"#;

fn flow(year: &YearResults, name: &str) -> f64 {
    let rows = year.results.flows.iter().filter(|row| row.name == name);
    rows.fold(0.0, |sum, row| sum + row.baseline)
}

#[test]
fn frozen_people_are_those_of_a_country_without_indices_and_projection() {
    let people = [population(&people(300))];
    let frozen = years(&catalog(), &format!("{PACKAGE}{FROZEN}"), &people, (2025, 2029));
    let bare = years(
        &country(&without_ageing(&text_of_system())),
        PACKAGE,
        &people,
        (2025, 2029),
    );
    assert!(frozen.years.iter().all(|year| year.ageing.is_none()));
    // The option itself is no part of a fingerprint: it changes no figure but by the people.
    assert_eq!(frozen, bare);
}

#[test]
fn indices_and_numbers_of_one_leave_every_figure() {
    let people = [population(&people(300))];
    let frozen = years(&catalog(), &format!("{PACKAGE}{FROZEN}"), &people, (2025, 2029));
    let still = years(&country(&with_numbers("0.0", "1.0")), PACKAGE, &people, (2025, 2029));
    for (a, b) in frozen.years.iter().zip(&still.years) {
        assert_eq!(a.results, b.results, "{}", a.year);
        assert_eq!((&a.states, &a.months, &a.funds), (&b.states, &b.months, &b.funds));
        let ageing = b.ageing.as_ref().expect("they are carried");
        assert!(ageing.indices.iter().all(|row| row.factor == 1.0));
    }
}

#[test]
fn the_first_year_of_the_data_is_the_data() {
    let people = [population(&people(300))];
    let frozen = years(&catalog(), &format!("{PACKAGE}{FROZEN}"), &people, (2025, 2026));
    let aged = years(&catalog(), PACKAGE, &people, (2025, 2026));
    assert_eq!(frozen.years[0].results, aged.years[0].results);
    assert_ne!(frozen.years[1].results.net_cost, aged.years[1].results.net_cost);
}

#[test]
fn persons_of_each_age_come_to_the_projection() {
    let people = [population(&people(3_000))];
    let results = years(&catalog(), "", &people, (2025, 2034));
    let system = catalog().system("stylised").expect("the system is sound");
    let projection = system.ageing.as_ref().and_then(|ageing| ageing.projection.as_ref());
    let projection = projection.expect("the country has a projection");
    for year in &results.years {
        let moved = year.reweighting().expect("weights are moved");
        assert!(moved.converged, "{}: {moved:?}", year.year);
        assert_eq!(moved.targets.len(), 2 * projection.bands.len() + 1);
        for (at, row) in moved.targets.iter().enumerate().take(2 * projection.bands.len()) {
            let (_, last) = projection.bands[at / 2].course.values[1];
            let ratio = 1.0 + (last - 1.0) * f64::from(year.year - 2025) / 9.0;
            let target = row.target.expect("persons are projected");
            assert!(
                (target - row.data * ratio).abs() < 1e-9 * target,
                "{} {row:?}",
                year.year
            );
            assert!((row.reached - target).abs() < 1e-6 * target, "{} {row:?}", year.year);
        }
        let households = moved.targets.last().expect("households");
        assert_eq!((households.name.as_str(), households.target), ("households", None));
        assert_eq!(households.reached, year.results.population.weighted_households);
        assert!(moved.smallest_factor > 0.2 && moved.largest_factor < 5.0);
        assert!(moved.effective_share > 0.0 && moved.effective_share <= 1.0);
    }
    let old = |at: usize| {
        let rows = results.years[at]
            .reweighting()
            .expect("weights are moved")
            .targets
            .iter();
        let old = rows.filter(|row| row.name.starts_with("80+"));
        old.fold(0.0, |sum, row| sum + row.reached)
    };
    assert!((old(9) / old(0) - 1.28).abs() < 1e-6, "{}", old(9) / old(0));
}

/// Counted person by person from the weights that came out, without the engine's own sums.
#[test]
fn moved_weights_give_the_sizes_that_were_asked_for() {
    let whole = population(&people(2_000));
    let ages = |part: &Population| -> Vec<f64> {
        let column = part.column("age").expect("an age");
        (0..part.persons()).map(|person| column.data.value(person)).collect()
    };
    let cells = |part: &Population| -> Vec<u16> {
        let cell = |age: f64| match age {
            age if age < 18.0 => 0,
            age if age < 60.0 => NO_CELL,
            _ => 1,
        };
        ages(part).into_iter().map(cell).collect()
    };
    let size = |part: &Population, weights: &commonweal_core::numeric::Weights, cell: u16| {
        let own = weights.as_slice();
        let cells = cells(part);
        let step = 0.5f64.powi(weights.scale().exact_exponent);
        let mut sum = 0.0;
        for household in 0..part.households() {
            let weight = (u64::from(own.low()[household]) | u64::from(own.high()[household]) << 26) as f64 * step;
            let persons = part.rows_of(0, &(household..household + 1));
            sum += weight * cells[persons].iter().filter(|own| **own == cell).count() as f64;
        }
        sum
    };
    let own = Reweighting::new(std::slice::from_ref(&whole), &[cells(&whole)], 2, (0.2, 5.0));
    let moved = own.to(&[Some(0.9), Some(1.3), Some(1.05)]).expect("they fit");
    assert!(moved.converged);
    for (cell, ratio) in [(0, 0.9), (1, 1.3)] {
        let (before, after) = (
            size(&whole, &whole.weights, cell),
            size(&whole, &moved.weights[0], cell),
        );
        assert!((after / before - ratio).abs() < 1e-6, "{cell}: {}", after / before);
    }
    let households = |weights: &commonweal_core::numeric::Weights| {
        weights.total().0 as f64 * 0.5f64.powi(weights.scale().exact_exponent)
    };
    let ratio = households(&moved.weights[0]) / households(&whole.weights);
    assert!((ratio - 1.05).abs() < 1e-6, "{ratio}");
    // The same weights from other parts, in another order.
    let mut cut = parts(&whole, 4);
    cut.reverse();
    let cells_of: Vec<Vec<u16>> = cut.iter().map(cells).collect();
    let again = Reweighting::new(&cut, &cells_of, 2, (0.2, 5.0));
    let again = again.to(&[Some(0.9), Some(1.3), Some(1.05)]).expect("they fit");
    assert_eq!((again.sizes, again.factors), (moved.sizes, moved.factors));
    assert_eq!(again.effective_share, moved.effective_share);
    // What the bounds put out of reach is told.
    let far = own.to(&[Some(30.0), None, None]).expect("they fit");
    assert!(!far.converged);
}

/// Whether accounts add up to nothing, but for the one rounding of each.
fn is_balanced(accounts: impl Iterator<Item = f64>) -> bool {
    let (sum, sizes) = accounts.fold((0.0, 0.0), |(sum, sizes), own| (sum + own, sizes + own.abs()));
    sizes > 0.0 && sum.abs() <= 4.0 * f64::EPSILON * sizes
}

#[test]
fn the_books_balance_and_both_laws_have_the_same_people() {
    let people = [population(&people(400))];
    let results = years(&catalog(), PACKAGE, &people, (2025, 2034));
    for year in &results.years {
        let accounts = &year.results.accounts;
        assert!(is_balanced(accounts.iter().map(|row| row.baseline)), "{}", year.year);
        assert!(is_balanced(accounts.iter().map(|row| row.reform)), "{}", year.year);
        let parts = year.results.budget.iter().fold(0.0, |sum, row| sum + row.net_cost);
        let net = year.results.net_cost;
        assert!((parts - net).abs() <= 1e-9 * net.abs(), "{}: {parts} {net}", year.year);
        let states = year.results.budget.iter().find(|row| row.instrument == CHANGED_STATES);
        let shock = year.results.shock.as_ref().expect("a shock");
        assert_eq!(states.map(|row| row.net_cost), shock.state_effect, "{}", year.year);
        // Whom the measures count are the persons of the projection.
        let moved = year.reweighting().expect("weights are moved");
        let projected = moved.targets.iter().filter(|row| row.name != "households");
        let projected = projected.fold(0.0, |sum, row| sum + row.target.expect("persons are projected"));
        let counted = year.results.population.weight;
        assert!(
            (counted - projected).abs() < 1e-6 * projected,
            "{}: {counted} {projected}",
            year.year
        );
        // Work differs between the laws, the number of those who can work does not.
        let persons =
            |of: fn(&commonweal_core::costing::StateRow) -> f64| year.states.iter().fold(0.0, |s, r| s + of(r));
        let (before, after) = (persons(|row| row.baseline), persons(|row| row.reform));
        assert!(
            (before - after).abs() < 1e-9 * before,
            "{}: {before} {after}",
            year.year
        );
        for fund in &year.funds {
            let sum = fund.opening + fund.inflow + fund.interest + fund.topped_up - fund.paid;
            assert!((fund.closing - sum).abs() <= 1e-6 * (1.0 + sum.abs()), "{fund:?}");
        }
    }
    // The first year has the weights of the data, with which no account is rounded.
    let first = &results.years[0].results.accounts;
    let sums = first.iter().fold((0.0, 0.0), |(baseline, reform), row| {
        (baseline + row.baseline, reform + row.reform)
    });
    assert_eq!(sums, (0.0, 0.0));
    let last = results
        .years
        .last()
        .expect("years")
        .results
        .shock
        .as_ref()
        .expect("a shock");
    assert!(
        last.state_effect.is_some_and(|effect| effect != 0.0),
        "short-time work and the levy change who works"
    );
}

#[test]
fn those_who_work_become_fewer_as_the_projection_says() {
    let people = [population(&people(300))];
    // Every age shrinks alike. Large households give way a little more than small ones, who works among them nearly as all do.
    let results = years(&country(&with_numbers("0.01", "0.9")), PACKAGE, &people, (2025, 2034));
    let sum = |at: usize, of: fn(&commonweal_core::costing::StateRow) -> f64| {
        results.years[at].states.iter().fold(0.0, |sum, row| sum + of(row))
    };
    let first = sum(0, |row| row.baseline);
    assert!(first > 0.0);
    let all = |at: usize| results.years[at].results.population.weight;
    for at in 0..10 {
        let ratio = 1.0 - 0.1 * at as f64 / 9.0;
        assert!(
            (all(at) / all(0) - ratio).abs() < 1e-6,
            "{}: {}",
            2025 + at,
            all(at) / all(0)
        );
        for found in [sum(at, |row| row.baseline), sum(at, |row| row.reform)] {
            assert!((found / first - ratio).abs() < 0.02, "{}: {found} {first}", 2025 + at);
            assert!(at == 0 || found < sum(at - 1, |row| row.baseline), "{}", 2025 + at);
        }
    }
}

#[test]
fn parts_and_order_do_not_change_later_years() {
    let people = people(400);
    let whole = population(&people);
    let results = years(&catalog(), PACKAGE, std::slice::from_ref(&whole), (2025, 2028));
    for count in [2, 5] {
        let mut cut = parts(&whole, count);
        cut.reverse();
        assert_eq!(years(&catalog(), PACKAGE, &cut, (2025, 2028)), results, "{count} parts");
    }
    let shuffled = population(&people.shuffled(4));
    assert_eq!(years(&catalog(), PACKAGE, &[shuffled], (2025, 2028)), results);
}

#[test]
fn amounts_follow_their_index() {
    let people = [population(&people(300))];
    // The weights stay, so that totals tell the amounts alone.
    let still = country(&with_numbers("0.02", "1.0"));
    let results = years(&still, "", &people, (2025, 2030));
    let mut expected = 1.0;
    for year in &results.years {
        for name in ["earnings", "self_employment_income", "capital_income", "pension_income"] {
            let ratio = flow(year, name) / flow(&results.years[0], name);
            assert!(
                (ratio - expected).abs() < 1e-7,
                "{} {name}: {ratio} {expected}",
                year.year
            );
        }
        let ageing = year.ageing.as_ref().expect("they are carried");
        let wages = ageing.indices.iter().find(|row| row.index == "wages").expect("wages");
        assert_eq!((wages.low, wages.high, wages.assumption), (Some(0.0), Some(0.02), true));
        assert!(wages.columns.contains(&"earnings".to_string()));
        expected *= 1.02;
    }
}

#[test]
fn the_fixed_line_is_that_of_the_first_year_with_prices() {
    let people = [population(&people(300))];
    let line = |year: &YearResults| year.results.poverty.fixed.baseline.as_ref().expect("a line").line;
    let floating = |year: &YearResults| year.results.poverty.floating.baseline.as_ref().expect("a line").line;
    for lines in ["", PACKAGE] {
        let results = years(&catalog(), lines, &people, (2025, 2030));
        let first = line(&results.years[0]);
        for year in &results.years {
            assert_eq!(line(year), first, "{}", year.year);
        }
        assert_ne!(floating(&results.years[5]), first, "wages have risen");
    }
    let prices = text_of_system().replace(
        "2025-01-01 = 1.0\n\n[indices.wages]",
        "2025-01-01 = 1.0\n2027-01-01 = 1.25\n\n[indices.wages]",
    );
    let results = years(&country(&prices), "", &people, (2025, 2028));
    let lines: Vec<f64> = results.years.iter().map(line).collect();
    assert_eq!(lines, [1.0, 1.0, 1.25, 1.25].map(|factor| lines[0] * factor));
}

#[test]
fn people_of_a_year_do_not_depend_on_where_a_run_begins() {
    let mut own = population(&people(300));
    own.year = Some(2025);
    let people = [own];
    let long = years(&catalog(), "", &people, (2025, 2030));
    let short = years(&catalog(), "", &people, (2030, 2030));
    assert_eq!(long.years[5].ageing, short.years[0].ageing);
    assert_eq!(long.years[5].results.accounts, short.years[0].results.accounts);
}

#[test]
fn what_cannot_be_carried_is_refused() {
    let people = [population(&people(50))];
    let codes = |text: &str| -> Vec<&'static str> {
        let vocabulary = catalog().vocabulary();
        let problems = System::read(&source("system.toml", text), &vocabulary).expect_err("it is refused");
        problems.iter().map(|problem| problem.code).collect()
    };
    let text = text_of_system();
    for (from, to, code) in [
        ("prices = \"prices\"", "prices = \"price\"", "unknown-name"),
        ("by = \"sex\"", "by = \"seks\"", "unknown-name"),
        ("ages = [15, 24]", "ages = [14, 24]", "doubled-key"),
        ("ages = [15, 24]", "ages = [24, 15]", "bad-range"),
        ("ages = [15, 24]", "ages = [15, 240]", "out-of-range"),
        ("2034 = 0.97", "2034 = 0", "wrong-type"),
        ("range = [0.92, 1.03]\n", "", "missing-source"),
        ("by = \"sex\"", "by = \"sex\"\nbounds = [1.5, 5]", "out-of-range"),
        ("growth = 0.01", "growth = 2", "out-of-range"),
        (
            "growth = 0.01\nassumption = true\nrange = [0, 0.02]",
            "growth = 0.01",
            "missing-source",
        ),
    ] {
        assert!(text.contains(from), "{from}");
        let found = codes(&text.replacen(from, to, 1));
        assert!(found.contains(&code), "{to}: {found:?}");
    }
    // A projection that ends before the run.
    let short = country(&text.replace("\n2034 = ", "\n2030 = "));
    let problems = try_years(&short, "", &people, (2025, 2031)).expect_err("it is refused");
    assert_eq!((problems[0].code, problems[0].path.as_str()), ("out-of-range", "years"));
    assert!(try_years(&short, FROZEN, &people, (2025, 2031)).is_ok());
}
