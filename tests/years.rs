//! Runs over several years: books that balance every year, a past that parts and order do not change, funds that keep what they hold.

use commonweal_core::costing::{
    CHANGED_STATES, YearsResults, compare_years, cost, cost_years, prepare, tables_of_comparison, tables_of_years,
};
use commonweal_core::document::Diagnostic;
use commonweal_core::population::Population;
use commonweal_core::system::Study;
use commonweal_tests::people::{People, parts};
use commonweal_tests::{catalog, nothing_beside, source};

fn population(households: u32) -> Population {
    let system = catalog().system("stylised").expect("the system is sound");
    let people = People::random(&system, 17, households);
    people.population(&system).expect("the people are sound")
}

fn years_of(lines: &str, people: &[Population], range: (i32, i32)) -> Result<YearsResults, Vec<Diagnostic>> {
    let text = format!("format = 1\nname = \"years\"\nsystem = \"stylised\"\nyear = 2025\n{lines}");
    let study = Study::read(&source("study.toml", &text))?;
    let prepared = prepare(&study, &catalog(), &nothing_beside, &[], None)?;
    cost_years(&prepared, people, range, 0.02, &|_, _| true)
}

fn costed(lines: &str, people: &[Population], range: (i32, i32)) -> YearsResults {
    years_of(lines, people, range).expect("the study runs")
}

/// Everything at once: people who change, a fund that rations, capacity by the fund, levers of three kinds.
const PACKAGE: &str = r#"
scenario = { name = "ai-years", set = { displaced_share = 0.3, displaced_gig_share = 0.3 } }
[reform]
add = ["short_time_work", "short_time_employer_contributions", "transition_allowance", "basic_income", "ai_levy"]
[reform.set]
"ai_levy.base_of_levy" = "profit"
"basic_income.adult_amount" = 1200
"unemployment_insurance.covers_gig" = true
"#;

#[test]
fn the_books_balance_in_every_year() {
    let people = [population(300)];
    // With the weights of the data no account is rounded, and all add up to nothing. Weights of later years: `tests/ageing.rs`.
    let results = costed(&format!("{PACKAGE}[options]\nfrozen = true\n"), &people, (2025, 2029));
    assert_eq!(results.years.len(), 5);
    for year in &results.years {
        let sum = |of: fn(&commonweal_core::costing::AccountBalance) -> f64| {
            year.results.accounts.iter().fold(0.0, |sum, row| sum + of(row))
        };
        assert_eq!(
            (sum(|row| row.baseline), sum(|row| row.reform)),
            (0.0, 0.0),
            "{}",
            year.year
        );
        let parts = year.results.budget.iter().fold(0.0, |sum, row| sum + row.net_cost);
        let net = year.results.net_cost;
        assert!((parts - net).abs() <= 1e-9 * net.abs(), "{}: {parts} {net}", year.year);
        let states = year.results.budget.iter().find(|row| row.instrument == CHANGED_STATES);
        let shock = year.results.shock.as_ref().expect("a shock");
        assert_eq!(states.map(|row| row.net_cost), shock.state_effect, "{}", year.year);
    }
    let last = results.years.last().expect("years");
    let shock = last.results.shock.as_ref().expect("a shock");
    assert_ne!(
        shock.state_effect,
        Some(0.0),
        "short-time work and the levy change who works"
    );
}

#[test]
fn what_was_foretold_is_measured_in_the_year_after() {
    let people = [population(3_000)];
    let lines = "scenario = { name = \"ai-years\", set = { displaced_share = 0.4, displaced_gig_share = 0.4 } }";
    let results = costed(lines, &people, (2025, 2029));
    let forecast = |at: usize| {
        let shock = results.years[at].results.shock.as_ref().expect("a shock");
        shock.forecast.clone()
    };
    assert_eq!(forecast(0), None, "nothing was foretold of the first year");
    for at in 1..5 {
        let found = forecast(at).expect("what the year before foretold");
        let shock = results.years[at].results.shock.as_ref().expect("a shock");
        // Whoever is displaced in a year was at risk at the start of the year before.
        let told = found.displaced_share * found.persons;
        assert!((told - shock.displaced_baseline).abs() < 1e-6 * told, "{at}: {told}");
    }
    // A single year of a scenario with months has nothing to measure by.
    let text = format!("format = 1\nname = \"years\"\nsystem = \"stylised\"\nyear = 2025\n{lines}");
    let study = Study::read(&source("study.toml", &text)).expect("the study is sound");
    let prepared = prepare(&study, &catalog(), &nothing_beside, &[], None).expect("the study is sound");
    let one = cost(&prepared, &people, &|_, _| true).expect("the study runs").results;
    assert_eq!(one.shock.expect("a shock").forecast, None);
}

#[test]
fn every_worker_is_in_one_state_and_displacement_adds_up() {
    let people = [population(2_000)];
    let scenario = "scenario = { name = \"ai-years\", set = { displaced_share = 0.4, displaced_gig_share = 0.4 } }\n";
    for frozen in [true, false] {
        let results = costed(
            &format!("{scenario}[options]\nfrozen = {frozen}\n"),
            &people,
            (2025, 2034),
        );
        let mut displaced = 0.0;
        let all = |at: usize| results.years[at].states.iter().fold(0.0, |sum, row| sum + row.baseline);
        for (at, year) in results.years.iter().enumerate() {
            // With the weights of the data in every year, persons add up over the years too. Those of a projection: `tests/ageing.rs`.
            let same = (all(at) - all(0)).abs() < 1e-9 * all(0);
            assert_eq!(same, frozen || at == 0, "{}", year.year);
            assert_eq!(year.months.len(), 12);
            let months = year.months.iter().fold(0.0, |sum, row| sum + row.displaced);
            assert!(months > 0.0, "{}", year.year);
            displaced += months / all(at);
            let shock = year.results.shock.as_ref().expect("a shock");
            // Who loses the work in the year is told by the months and by the measures alike.
            assert!(
                (shock.displaced_baseline - months).abs() < 1e-6 * all(at),
                "{}, frozen: {frozen}",
                year.year
            );
        }
        // Four standard deviations of about 2,000 draws with unequal weights.
        assert!((displaced - 0.4).abs() < 0.08, "{displaced}, frozen: {frozen}");
    }
}

#[test]
fn a_run_of_one_year_is_the_first_of_several() {
    let people = [population(300)];
    let results = costed(PACKAGE, &people, (2025, 2034));
    let text = format!("format = 1\nname = \"years\"\nsystem = \"stylised\"\nyear = 2025\n{PACKAGE}");
    let study = Study::read(&source("study.toml", &text)).expect("it is sound");
    let prepared = prepare(&study, &catalog(), &nothing_beside, &[], None).expect("it is sound");
    let single = cost(&prepared, &people, &|_, _| true).expect("it runs").results;
    let first = &results.years[0].results;
    assert_eq!(single.net_cost, first.net_cost);
    assert_eq!(single.poverty, first.poverty);
    assert_eq!(single.accounts, first.accounts);
}

#[test]
fn parts_do_not_change_the_years() {
    let whole = population(400);
    let results = costed(PACKAGE, std::slice::from_ref(&whole), (2025, 2027));
    for count in [2, 5] {
        let cut = parts(&whole, count);
        assert_eq!(costed(PACKAGE, &cut, (2025, 2027)), results, "{count} parts");
    }
}

#[test]
fn a_reform_that_changes_nothing_costs_nothing_in_any_year() {
    let people = [population(300)];
    let lines = r#"
scenario = { name = "ai-years", set = { displaced_share = 0.3 } }
[reform]
add = ["basic_income"]
[reform.set]
"basic_income.adult_amount" = 0
"basic_income.child_amount" = 0
"#;
    for year in costed(lines, &people, (2025, 2028)).years {
        assert_eq!(year.results.net_cost, 0.0, "{}", year.year);
        assert_eq!(year.results.poverty.fixed.baseline, year.results.poverty.fixed.reform);
        let same = |row: &commonweal_core::costing::StateRow| row.baseline == row.reform;
        assert!(year.states.iter().all(same), "{}", year.year);
    }
}

#[test]
fn without_a_shock_every_year_is_the_same() {
    let people = [population(300)];
    let scenario = "scenario = { name = \"ai-years\", set = { displaced_share = 0, displaced_gig_share = 0, wage_gain = 0, capital_gain = 0 } }\n";
    for frozen in [true, false] {
        let lines = format!("{scenario}[options]\nfrozen = {frozen}\n");
        let results = costed(&lines, &people, (2025, 2028));
        let first = &results.years[0].results.poverty.fixed.baseline;
        for year in &results.years {
            let shock = year.results.shock.as_ref().expect("a scenario");
            assert_eq!(shock.cost_of_shock, 0.0, "{}, frozen: {frozen}", year.year);
            assert_eq!((shock.displaced_baseline, shock.displaced_reform), (0.0, 0.0));
            let found = &year.results.poverty.fixed.baseline;
            assert_eq!(found, &shock.calm_poverty, "{}, frozen: {frozen}", year.year);
            // Other people have another poverty.
            assert_eq!(found == first, frozen || year.year == 2025, "{}", year.year);
        }
    }
}

#[test]
fn a_fund_keeps_what_it_holds_and_pays_no_more() {
    let people = [population(500)];
    let lines = r#"
scenario = { name = "ai-years", set = { displaced_share = 0.3 } }
[reform]
add = ["ai_levy", "transition_allowance"]
[reform.set]
"ai_levy.base_of_levy" = "profit"
"#;
    // Nothing is claimed of the fund; then it pays the allowance, as far as it reaches.
    for claims in ["", "\"transition_allowance.payer\" = \"fund\"\n"] {
        let results = costed(&format!("{lines}{claims}"), &people, (2025, 2030));
        let mut cut = 0;
        let mut held = 0.0;
        let mut most = 0.0;
        let mut came_in = 0.0;
        for year in &results.years {
            for row in &year.funds {
                let sum = row.opening + row.inflow + row.interest + row.topped_up - row.paid;
                assert!((row.closing - sum).abs() <= 1e-6 * (1.0 + sum.abs()), "{row:?}");
                assert!(row.paid <= row.claimed && row.closing >= -1e-3, "{row:?}");
                if row.law == "reform" {
                    assert_eq!(row.opening, held, "{}", year.year);
                    held = row.closing;
                    most = if held > most { held } else { most };
                    came_in += row.inflow;
                    assert_eq!(row.claimed > 0.0, !claims.is_empty(), "{}", year.year);
                    assert_eq!(row.paid > 0.0, row.claimed > 0.0, "{}", year.year);
                    cut += usize::from(row.paid < row.claimed);
                } else {
                    assert_eq!((row.inflow, row.claimed, row.closing), (0.0, 0.0, 0.0));
                }
            }
        }
        assert!(came_in > 0.0, "the levy yields");
        assert!(most > 0.0, "the fund holds something at the end of some year");
        assert_eq!(
            cut > 0,
            !claims.is_empty(),
            "a fund that begins with nothing cannot pay all at once"
        );
    }
}

#[test]
fn years_that_are_not_held_are_refused() {
    let people = [population(20)];
    for (range, found) in [
        ((2030, 2029), "2030:2029"),
        ((2033, 2036), "2035, 2036"),
        ((2000, 2100), "2000:2100"),
    ] {
        let problems = years_of("", &people, range).expect_err("it is refused");
        assert_eq!((problems.len(), problems[0].code), (1, "out-of-range"));
        assert_eq!(
            (problems[0].found.as_str(), problems[0].path.as_str()),
            (found, "years")
        );
    }
}

#[test]
fn the_tables_have_a_row_a_year() {
    let people = [population(100)];
    let results = costed(PACKAGE, &people, (2025, 2027));
    let tables = tables_of_years(&results);
    let rows = |name: &str| {
        let table = tables.iter().find(|table| table.name == name).expect("a table");
        assert_eq!(table.columns[0].0, "year", "{name}");
        table.columns.iter().map(|(_, values)| values.len()).collect::<Vec<_>>()
    };
    for (name, expected) in [
        ("years", 3),
        ("months", 3 * 24),
        ("funds", 3 * 2),
        ("states", 3 * 9),
        ("winners", 3 * 11),
    ] {
        assert!(
            rows(name).iter().all(|rows| *rows == expected),
            "{name}: {:?}",
            rows(name)
        );
    }
}

#[test]
fn two_runs_are_compared_on_the_same_people_and_years_alone() {
    let people = [population(200)];
    let calm = costed("[reform]\nadd = [\"basic_income\"]", &people, (2025, 2026));
    let other = costed(PACKAGE, &people, (2025, 2026));
    let found = compare_years(calm.clone(), other.clone()).expect("the same people and years");
    for (at, year) in found.compared.iter().enumerate() {
        let (a, b) = (calm.years[at].results.net_cost, other.years[at].results.net_cost);
        assert_eq!(
            (year.net_cost.first, year.net_cost.second, year.net_cost.difference),
            (Some(a), Some(b), Some(b - a))
        );
        // A figure that one of them lacks has no difference.
        assert_eq!((year.displaced.first, year.displaced.difference), (None, None));
        assert!(year.displaced.second.is_some_and(|displaced| displaced > 0.0));
    }
    let swapped = compare_years(other.clone(), calm.clone()).expect("the same people and years");
    assert_ne!(found.fingerprint, swapped.fingerprint);
    assert_eq!(
        found.sum.difference,
        swapped.sum.difference.map(|difference| -difference)
    );
    let tables = tables_of_comparison(&found);
    assert_eq!((tables.len(), tables[0].columns.len()), (1, 1 + 9 * 3));
    let path = |first: &YearsResults, second: &YearsResults| {
        let problems = compare_years(first.clone(), second.clone()).expect_err("not comparable");
        let paths: Vec<String> = problems.into_iter().map(|problem| problem.path).collect();
        paths.join(" ")
    };
    assert_eq!(path(&calm, &costed(PACKAGE, &people, (2025, 2027))), "years");
    assert_eq!(
        path(&calm, &costed(PACKAGE, &[population(201)], (2025, 2026))),
        "population"
    );
}

/// What an instrument pays in each year, and the displaced of each year under baseline law and under the reform.
fn paid_and_displaced(results: &YearsResults, name: &str) -> Vec<(f64, f64, f64)> {
    let mut found = Vec::new();
    for year in &results.years {
        let row = year.results.budget.iter().find(|row| row.instrument == name);
        let shock = year.results.shock.as_ref().expect("a shock");
        let paid = row.map_or(0.0, |row| row.reform_amount);
        found.push((paid, shock.displaced_baseline, shock.displaced_reform));
    }
    found
}

#[test]
fn prevention_works_where_it_is_offered_and_paid_and_nowhere_else() {
    let system = catalog().system("stylised").expect("the system is sound");
    let people = People::random(&system, 17, 6_000).with_none_of("predicted_risk");
    let people = [people.population(&system).expect("the people are sound")];
    let run = |threshold: &str| {
        let lines = format!(
            "scenario = {{ name = \"ai-years\", set = {{ displaced_share = 0.4, displaced_gig_share = 0.4 }} }}\n[options]\nfrozen = true\n\
             [reform]\nadd = [\"training_voucher\", \"training_cost_subsidy\"]\n[reform.set]\n\
             \"training_cost_subsidy.scheme\" = \"before_layoff\"\n\"training_voucher.threshold\" = {threshold}\n\
             \"training_cost_subsidy.risk_threshold\" = {threshold}\n\
             \"training_voucher.separation_ratio\" = 0.8\n\"training_cost_subsidy.kept_share\" = 0.5\n\
             \"training_cost_subsidy.risk_trained_share\" = 1\n"
        );
        costed(&lines, &people, (2025, 2030))
    };
    // From a risk that nobody has, nothing is paid and nobody is spared.
    for (paid, before, after) in paid_and_displaced(&run("1"), "training_voucher") {
        assert_eq!((paid, before), (0.0, after));
    }
    let found = run("0.01");
    let all = paid_and_displaced(&found, "training_voucher");
    let trained = paid_and_displaced(&found, "training_cost_subsidy");
    assert!(
        all.iter()
            .zip(&trained)
            .take(5)
            .all(|(voucher, firm)| voucher.0 > 0.0 && firm.0 > 0.0)
    );
    // The last year has no prevention: whom it spared before may lose the work then.
    let sum = |of: fn(&(f64, f64, f64)) -> f64| all.iter().take(5).map(of).sum::<f64>();
    let (before, after) = (sum(|row| row.1), sum(|row| row.2));
    assert!(after < before && after > 0.7 * before, "{after} of {before}");
}

#[test]
fn a_sector_is_hit_by_what_it_has_lost_since_the_start() {
    let people = [population(1_500)];
    let lines = "scenario = { name = \"ai-years\", set = { displaced_share = 0.4, displaced_gig_share = 0.4 } }\n[options]\nfrozen = true\n\
                 [reform]\nadd = [\"employment_subsidy\"]\n[reform.set]\n\"employment_subsidy.hit_from\" = 0.1\n\
                 \"employment_subsidy.full_at\" = 0.4\n";
    let found = paid_and_displaced(&costed(lines, &people, (2025, 2034)), "employment_subsidy");
    let workers = found.iter().map(|row| row.1).sum::<f64>() / 0.4;
    assert!(
        found.iter().all(|row| row.1 < 0.1 * workers),
        "no year alone takes a tenth"
    );
    assert_eq!(found[0].0, 0.0);
    let paid: Vec<f64> = found.iter().map(|row| row.0).collect();
    assert!(paid[9] > 0.0 && paid[9] > paid[5], "{paid:?}");
}

#[test]
fn wage_insurance_is_paid_in_the_years_after_the_loss_until_its_time_is_over() {
    let people = [population(1_500)];
    let paid = |rest: &str| {
        let lines = format!(
            "scenario = {{ name = \"ai-years\", set = {{ displaced_share = 0.4, displaced_gig_share = 0.4 }} }}\n[options]\nfrozen = true\n\
             [reform]\nadd = [\"transition_insurance\"]\n[reform.set]\n\"transition_insurance.qualifying\" = 0\n\
             \"transition_insurance.minimum_loss\" = 0\n\"transition_insurance.claiming_share\" = 1\n{rest}"
        );
        let found = paid_and_displaced(&costed(&lines, &people, (2025, 2034)), "transition_insurance");
        found.iter().map(|row| row.0).collect::<Vec<f64>>()
    };
    let [short, long] = [12, 120].map(|longest| paid(&format!("\"transition_insurance.longest\" = {longest}\n")));
    assert!(
        short[0] > 0.0 && short[0] == long[0],
        "nobody has a year behind him in the first"
    );
    // Few lose their work in the last years, but many found another job before.
    assert!(long[9] > long[4] && long[9] > 2.0 * short[9], "{short:?} {long:?}");
    assert_eq!(paid("\"transition_insurance.longest\" = 0\n"), [0.0; 10]);
}

#[test]
fn who_finds_another_job_in_the_year_of_the_loss_is_back_at_work_under_either_law() {
    let people = [population(1_500)];
    let results = costed(&format!("{PACKAGE}[options]\nfrozen = true\n"), &people, (2025, 2028));
    let mut found = 0;
    for year in &results.years {
        let coverage = &year.results.shock.as_ref().expect("a shock").coverage;
        // Without a policy no loss is avoided, but some find another job.
        assert_eq!(coverage.baseline.avoided, coverage.baseline.back_at_work);
        assert!(coverage.reform.back_at_work <= coverage.reform.avoided);
        assert!(coverage.baseline.back_at_work < coverage.baseline.displaced);
        found += usize::from(coverage.baseline.back_at_work > 0.0);
    }
    assert!(found >= 3, "{found}");
}

#[test]
fn months_in_a_new_job_that_the_data_hold_are_of_another_loss() {
    let own = |months: f64| {
        let system = catalog().system("stylised").expect("the system is sound");
        let people = People::random(&system, 17, 1_500).with(&[("reemployed_months", months)], &[], &[]);
        assert!(
            people
                .table
                .columns
                .iter()
                .any(|column| column.name == "reemployed_months")
        );
        let people = [people.population(&system).expect("the people are sound")];
        let results = costed(PACKAGE, &people, (2025, 2025));
        let shock = results.years[0].results.shock.clone().expect("a shock");
        shock.coverage.baseline.back_at_work
    };
    let (none, all) = (own(0.0), own(12.0));
    assert_eq!(none, all);
    assert!(none > 0.0);
}
