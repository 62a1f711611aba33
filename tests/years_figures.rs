//! The figures of a run over several years as the page shows them: year by year, with the tables behind them.

use commonweal_core::costing::{Prepared, YearsResults, YearsRun, prepare};
use commonweal_core::figures::{Cells, Figure, FigureTable, Language, Unit, detailed_figures_of_years};
use commonweal_core::population::Population;
use commonweal_core::system::Study;
use commonweal_tests::people::People;
use commonweal_tests::{catalog, nothing_beside, source};

/// A levy with its fund, short-time work and training, under a scenario with months.
const PACKAGE: &str = r#"
scenario = { name = "ai-years", set = { displaced_share = 0.3, displaced_gig_share = 0.3 } }
[reform]
add = ["short_time_work", "short_time_employer_contributions", "training_voucher", "basic_income", "ai_levy", "transition_fund_scholarships"]
[reform.set]
"basic_income.adult_amount" = 1200
"unemployment_insurance.covers_gig" = true
"#;

fn prepared(lines: &str) -> (Prepared, Population) {
    let system = catalog().system("stylised").expect("the system is sound");
    let people = People::random(&system, 17, 300).population(&system);
    let text = format!("format = 1\nname = \"years\"\nsystem = \"stylised\"\nyear = 2025\n{lines}");
    let study = Study::read(&source("study.toml", &text)).expect("the study is sound");
    let prepared = prepare(&study, &catalog(), &nothing_beside, &[], None).expect("the study is sound");
    (prepared, people.expect("the people are sound"))
}

/// The results after each year of a run, the first alone, the first two, and so on.
fn grown(lines: &str, last: i32) -> Vec<YearsResults> {
    let (prepared, people) = prepared(lines);
    let mut run = YearsRun::new(&prepared, vec![people], (2025, last)).expect("the years are held");
    let mut years = Vec::new();
    let mut found = Vec::new();
    while let Some(year) = run.next_year(&|_, _| true).expect("the study runs") {
        years.push(year);
        found.push(YearsResults::of(&prepared, years.clone(), 0.02));
    }
    found
}

fn tables(figures: &[Figure]) -> Vec<&FigureTable> {
    let all = figures.iter();
    all.flat_map(|figure| std::iter::once(&figure.table).chain(&figure.more))
        .collect()
}

fn table<'a>(figures: &'a [Figure], name: &str) -> &'a FigureTable {
    let found = tables(figures).into_iter().find(|table| table.name == name);
    found.unwrap_or_else(|| panic!("no table {name}"))
}

#[test]
fn every_table_has_a_row_a_year_in_both_languages() {
    let results = grown(PACKAGE, 2028).pop().expect("a year");
    let years = ["2025", "2026", "2027", "2028"];
    let [en, zh] = Language::ALL.map(|language| detailed_figures_of_years(&results, language));
    let names = |figures: &[Figure]| -> Vec<String> {
        tables(figures)
            .iter()
            .flat_map(|table| {
                std::iter::once(table.name.clone()).chain(table.columns.iter().map(|own| own.name.clone()))
            })
            .collect()
    };
    assert_eq!(names(&en), names(&zh));
    for figures in [&en, &zh] {
        let found: Vec<&str> = figures.iter().map(|figure| figure.name.as_str()).collect();
        assert_eq!(found, ["years", "years_fund", "years_states", "years_poverty"]);
        for table in tables(figures) {
            assert_eq!(table.keys, years, "{}", table.name);
            assert!(table.columns.len() > 1 && !table.title.is_empty(), "{}", table.name);
            for column in &table.columns {
                assert_eq!(column.shown.len(), years.len(), "{}.{}", table.name, column.name);
                assert_eq!(column.unit == Unit::Text, matches!(column.cells, Cells::Text(_)));
                assert!(!column.title.is_empty());
            }
        }
    }
}

#[test]
fn the_tables_behind_say_what_the_results_hold() {
    let results = grown(PACKAGE, 2028).pop().expect("a year");
    let figures = detailed_figures_of_years(&results, Language::English);
    let (divided, recipients, jobs) = (
        table(&figures, "net_by_instrument"),
        table(&figures, "recipients"),
        table(&figures, "jobs"),
    );
    for year in &results.years {
        let key = year.year.to_string();
        let parts = divided.columns.iter().skip(1);
        let sum = parts.fold(0.0, |sum, own| sum + divided.number(&key, &own.name).unwrap_or(0.0));
        let net = year.results.net_cost;
        assert!((sum - net).abs() <= 1e-9 * net.abs(), "{key}: {sum} {net}");
        let row = year.results.budget.iter().find(|row| row.instrument == "basic_income");
        assert_eq!(
            recipients.number(&key, "basic_income"),
            row.map(|row| row.recipients),
            "{key}"
        );
        let shock = year.results.shock.as_ref().expect("a shock");
        assert_eq!(jobs.number(&key, "displaced"), Some(shock.displaced_reform), "{key}");
        let found = year.months.iter().filter(|month| month.law == "reform");
        let found = found.fold(0.0, |sum, month| sum + month.found_a_job);
        assert_eq!(jobs.number(&key, "found_a_job"), Some(found), "{key}");
    }
    // What is levied is received by no household.
    assert!(recipients.column("ai_levy").is_none() && divided.column("ai_levy").is_some());
}

#[test]
fn the_first_years_are_told_as_they_will_be_in_the_whole_run() {
    let all = grown(PACKAGE, 2027);
    let whole = detailed_figures_of_years(&all[2], Language::English);
    for (done, results) in all.iter().enumerate() {
        let part = detailed_figures_of_years(results, Language::English);
        for name in ["years", "transition_fund", "years_poverty"] {
            let (part, whole) = (table(&part, name), table(&whole, name));
            assert_eq!(part.keys[..], whole.keys[..=done]);
            for column in &part.columns {
                for key in &part.keys {
                    assert_eq!(part.number(key, &column.name), whole.number(key, &column.name));
                }
            }
        }
        let other = all.get(done + 1);
        assert!(other.is_none_or(|other| other.fingerprint != results.fingerprint));
    }
}

#[test]
fn a_scenario_without_months_tells_no_states() {
    let lines = "scenario = \"ai-central\"\n[reform]\nadd = [\"basic_income\"]";
    let results = grown(lines, 2026).pop().expect("a year");
    let figures = detailed_figures_of_years(&results, Language::Chinese);
    let found: Vec<&str> = figures.iter().map(|figure| figure.name.as_str()).collect();
    assert_eq!(found, ["years", "years_poverty"]);
    assert!(tables(&figures).iter().all(|table| table.name != "jobs"));
    // Nothing is told before the first year.
    let (prepared, _) = prepared(lines);
    let none = YearsResults::of(&prepared, Vec::new(), 0.02);
    assert!(detailed_figures_of_years(&none, Language::English).is_empty());
}
