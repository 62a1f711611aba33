//! Instruments that make, keep or insure jobs, and the programmes of the transition fund: what an amount of nothing costs, whom
//! nobody can be, that the books balance when everybody loses the work, and that more of a parameter does not do less.

use std::sync::Arc;

use commonweal_core::costing::{Results, cost, prepare};
use commonweal_core::population::{Population, RawData};
use commonweal_core::system::{Catalog, Study};
use commonweal_tests::people::People;
use commonweal_tests::{catalog, nothing_beside, source};

/// An instrument with what it is added with, the setting that makes it pay something to random people, one by which it pays
/// nothing, and one that can only make it dearer.
struct Probe {
    name: &'static str,
    beside: &'static [&'static str],
    paying: &'static str,
    nothing: &'static str,
    dearer: &'static str,
}

const PROBES: &[Probe] = &[
    Probe {
        name: "public_employment",
        beside: &[],
        paying: "\"public_employment.where_offered\" = \"everywhere\"",
        nothing: "\"public_employment.hourly_wage\" = 0",
        dearer: "\"public_employment.employer_rate\" = 0.3",
    },
    Probe {
        name: "public_employment_materials",
        beside: &["public_employment"],
        paying: "\"public_employment.where_offered\" = \"everywhere\"",
        nothing: "\"public_employment.materials_share\" = 0",
        dearer: "\"public_employment.materials_share\" = 0.5",
    },
    Probe {
        name: "employment_subsidy",
        beside: &[],
        paying: "",
        nothing: "\"employment_subsidy.full_amount\" = 0",
        dearer: "\"employment_subsidy.full_amount\" = 250",
    },
    Probe {
        name: "employment_subsidy_employers",
        beside: &["employment_subsidy"],
        paying: "\"employment_subsidy.share_to_workers\" = 0",
        nothing: "\"employment_subsidy.full_amount\" = 0",
        dearer: "\"employment_subsidy.full_amount\" = 250",
    },
    Probe {
        name: "working_time_reduction",
        beside: &[],
        paying: "",
        nothing: "\"working_time_reduction.hours_cut\" = 0",
        dearer: "\"working_time_reduction.government_share\" = 0.8",
    },
    Probe {
        name: "transition_insurance",
        beside: &[],
        paying: "\"transition_insurance.displaced_only\" = false",
        nothing: "\"transition_insurance.replacement_share\" = 0",
        dearer: "\"transition_insurance.replacement_share\" = 0.7",
    },
    Probe {
        name: "transition_fund_scholarships",
        beside: &["ai_levy"],
        paying: "",
        nothing: "\"transition_fund_scholarships.share_of_levy\" = 0",
        dearer: "\"transition_fund_scholarships.scholarship\" = 600",
    },
    Probe {
        name: "transition_fund_sme_grants",
        beside: &["ai_levy"],
        paying: "",
        nothing: "\"transition_fund_sme_grants.most\" = 0",
        dearer: "\"transition_fund_sme_grants.most\" = 2000",
    },
    Probe {
        name: "transition_fund_informal_economy",
        beside: &["ai_levy"],
        paying: "",
        nothing: "\"transition_fund_informal_economy.most\" = 0",
        dearer: "\"transition_fund_informal_economy.most\" = 1000",
    },
    Probe {
        name: "consumption_tax",
        beside: &[],
        paying: "",
        nothing: "\"consumption_tax.spending_share\" = [[0, 0]]",
        dearer: "\"consumption_tax.standard_rate\" = 0.3",
    },
    Probe {
        name: "levy_incidence_prices",
        beside: &["ai_levy"],
        paying: "\"ai_levy.wage_share\" = 0.1",
        nothing: "\"ai_levy.rate\" = 0",
        dearer: "\"ai_levy.wage_share\" = 0",
    },
];

fn people(seed: u64) -> People {
    let system = catalog().system("stylised").expect("the system is sound");
    People::random(&system, seed, 150)
}

fn population(people: &People) -> Population {
    let system = catalog().system("stylised").expect("the system is sound");
    people.population(&system).expect("the people are sound")
}

/// The probe's instrument under two settings, the second in force.
fn costed(catalog: &Catalog, probe: &Probe, parts: &[Population], lines: &[&str]) -> Results {
    let mut add: Vec<&str> = probe.beside.to_vec();
    add.push(probe.name);
    // A later line of the same parameter takes the place of an earlier one.
    let mut set: Vec<&str> = Vec::new();
    for line in std::iter::once(&probe.paying)
        .chain(lines)
        .filter(|line| !line.is_empty())
    {
        let key = line.split(" = ").next();
        set.retain(|known| known.split(" = ").next() != key);
        set.push(line);
    }
    let text = format!(
        "format = 1\nname = \"probe\"\nsystem = \"stylised\"\nyear = 2025\n[reform]\nadd = {add:?}\n[reform.set]\n{}\n",
        set.join("\n")
    );
    results(catalog, &text, parts)
}

fn results(catalog: &Catalog, text: &str, parts: &[Population]) -> Results {
    let study = Study::read(&source("study.toml", text)).unwrap_or_else(|found| panic!("{text}\n{found:#?}"));
    let prepared =
        prepare(&study, catalog, &nothing_beside, &[], None).unwrap_or_else(|found| panic!("{text}\n{found:#?}"));
    let costing = cost(&prepared, parts, &|_, _| true).unwrap_or_else(|found| panic!("{text}\n{found:#?}"));
    costing.results
}

fn paid(results: &Results, name: &str) -> f64 {
    let row = results.budget.iter().find(|row| row.instrument == name);
    row.map(|row| row.reform_amount).expect("the instrument has a row")
}

fn balances(results: &Results) {
    let sum: f64 = results.accounts.iter().fold(0.0, |sum, account| sum + account.reform);
    assert!(sum.abs() < 1.0, "{sum}");
}

#[test]
fn each_pays_something_an_amount_of_nothing_costs_nothing_and_more_is_not_less() {
    let catalog = catalog();
    // Who works again earns less than before.
    let numbers = [
        ("previous_earnings", 30000.0),
        ("reemployed_earnings", 24000.0),
        ("reemployed_months", 6.0),
    ];
    let parts = [population(&with(&people(3), &numbers, &[], &[]))];
    for probe in PROBES {
        let as_set = costed(&catalog, probe, &parts, &[]);
        assert!(paid(&as_set, probe.name) > 0.0, "{} pays nothing", probe.name);
        balances(&as_set);
        let nothing = costed(&catalog, probe, &parts, &[probe.nothing]);
        assert_eq!(paid(&nothing, probe.name), 0.0, "{}", probe.name);
        balances(&nothing);
        let dearer = costed(&catalog, probe, &parts, &[probe.dearer]);
        assert!(
            paid(&dearer, probe.name) > paid(&as_set, probe.name),
            "{}: {} after {}",
            probe.name,
            paid(&dearer, probe.name),
            paid(&as_set, probe.name)
        );
    }
}

#[test]
fn where_nobody_is_eligible_nothing_is_paid_and_nobody_changes() {
    let catalog = catalog();
    let parts = [population(&people(4))];
    for probe in PROBES {
        // Those whose unit is the household have no eligibility of their own in this test.
        if ["consumption_tax", "levy_incidence_prices"].contains(&probe.name) {
            continue;
        }
        let nobody = format!("\"{}.eligibility.age\" = {{ from = 119, to = 120 }}", probe.name);
        let results = costed(&catalog, probe, &parts, &[&nobody]);
        assert_eq!(paid(&results, probe.name), 0.0, "{}", probe.name);
        if probe.beside.is_empty() {
            assert_eq!(results.net_cost, 0.0, "{}", probe.name);
        }
    }
}

/// The people with some columns overwritten by one value for all.
fn with(people: &People, numbers: &[(&str, f64)], words: &[(&str, &str)], truths: &[(&str, bool)]) -> People {
    let mut people = people.clone();
    let rows = people.table.rows;
    for column in &mut people.table.columns {
        if let Some((_, value)) = numbers.iter().find(|(name, _)| *name == column.name) {
            column.data = RawData::F64(vec![*value; rows].into());
        }
        if let Some((_, word)) = words.iter().find(|(name, _)| *name == column.name) {
            column.data = RawData::Text {
                codes: vec![0; rows].into(),
                labels: Arc::from([(*word).to_string()]),
            };
        }
        if let Some((_, truth)) = truths.iter().find(|(name, _)| *name == column.name) {
            column.data = RawData::Truth(vec![u8::from(*truth); rows].into());
        }
    }
    people
}

#[test]
fn where_everybody_loses_the_work_each_runs_and_the_books_balance() {
    let catalog = catalog();
    let numbers = [
        ("earnings", 0.0),
        ("self_employment_income", 0.0),
        ("unemployed_months", 12.0),
    ];
    let everybody = with(
        &people(5),
        &numbers,
        &[("labour_status", "unemployed")],
        &[("displaced", true)],
    );
    let parts = [population(&everybody)];
    for probe in PROBES {
        balances(&costed(&catalog, probe, &parts, &[]));
    }
    let all: Vec<&str> = PROBES
        .iter()
        .map(|probe| probe.name)
        .chain([
            "ai_levy",
            "levy_incidence_capital",
            "levy_incidence_wages",
            "levy_profit_tax_relief",
        ])
        .collect();
    let text = format!(
        "format = 1\nname = \"all\"\nsystem = \"stylised\"\nyear = 2025\n[reform]\nadd = {all:?}\n[options]\nattribution = \"stacked\"\n"
    );
    balances(&results(&catalog, &text, &parts));
}

/// One grown-up of working age in each household; the others are pensioners or children.
fn one_candidate_each(seed: u64) -> People {
    let mut people = people(seed);
    let ids = people.table.columns.iter().find(|column| column.name == "pid");
    let RawData::I64(ids) = &ids.expect("the persons have ids").data else {
        panic!("ids are whole numbers");
    };
    let ids: Vec<i64> = ids.iter().copied().collect();
    for column in &mut people.table.columns {
        if column.name == "age" {
            let ages = ids.iter().map(|id| if id % 100 == 0 { 40.0 } else { 70.0 });
            column.data = RawData::F64(ages.collect());
        }
    }
    people
}

/// A column of the microdata of a reform.
fn column(catalog: &Catalog, own: Option<&str>, lines: &str, parts: &[Population], name: &str) -> Vec<f64> {
    let text = format!(
        "format = 1\nname = \"jobs\"\nsystem = \"stylised\"\nyear = 2025\n[reform]\nadd = [\"public_employment\"]\n[reform.set]\n\"public_employment.where_offered\" = \"everywhere\"\n{lines}\n"
    );
    let study = Study::read(&source("study.toml", &text)).expect("the study is sound");
    let find = |file: &str| {
        own.filter(|_| file == "public_employment.toml")
            .map(|text| source(file, text))
    };
    let prepared = prepare(&study, catalog, &find, &[], None).unwrap_or_else(|found| panic!("{found:#?}"));
    let costing = cost(&prepared, parts, &|_, _| true).unwrap_or_else(|found| panic!("{found:#?}"));
    let microdata = costing.microdata(&|_, _| true).expect("the law runs");
    let found = microdata.columns.into_iter().find(|column| column.name == name);
    found.unwrap_or_else(|| panic!("there is no column {name}")).values
}

#[test]
fn a_place_is_taken_exactly_where_the_household_is_better_off() {
    let catalog = catalog();
    // Places by month are taken by other rules.
    let parts = [population(&one_candidate_each(9).but_for("public_job_by_month"))];
    let file = catalog
        .instrument("public_employment")
        .expect("the instrument is there");
    // The same job, taken by whoever is offered it.
    let lines = file.text.lines().filter(|line| !line.starts_with("if_better_off"));
    let least = "least_gain = { unit";
    // What only a claim reads would be read by nobody.
    let forced: Vec<&str> = lines.filter(|line| !line.starts_with(least)).collect();
    let forced = forced.join("\n");
    let given = |name: &str| column(&catalog, Some(&forced), "", &parts, name);
    let (with, offered) = (given("disposable_income"), given("public_employment"));
    let without = given("disposable_income_baseline");
    let (mut takers, mut others) = (0, 0);
    for share in ["0", "0.1", "0.4", "0.5"] {
        let taken = column(
            &catalog,
            None,
            &format!("\"public_employment.least_gain\" = {share}"),
            &parts,
            "public_employment",
        );
        let least: f64 = share.parse().expect("a number");
        for (at, paid) in taken.iter().enumerate() {
            // Employers' contributions are .18 of the wage.
            let enough = offered[at] > 0.0 && with[at] - without[at] >= least * offered[at] / 1.18 - 1e-3;
            assert_eq!(
                *paid > 0.0,
                enough,
                "household {at} at {share}: offered {}, {} with the place, {} without",
                offered[at],
                with[at],
                without[at]
            );
            takers += i32::from(enough);
            others += i32::from(offered[at] > 0.0 && !enough);
        }
    }
    assert!(takers > 20 && others > 2, "{takers} take it, {others} do not");
}

#[test]
fn parts_and_the_order_of_rows_do_not_change_who_takes_a_place() {
    let catalog = catalog();
    let text = "format = 1\nname = \"jobs\"\nsystem = \"stylised\"\nyear = 2025\nscenario = \"ai-central\"\n[reform]\nadd = [\"public_employment\", \"public_employment_materials\", \"working_time_reduction\"]\n[reform.set]\n\"public_employment.where_offered\" = \"everywhere\"\n\"public_employment.places_open\" = 60\n";
    let people = people(12);
    let whole = population(&people);
    let parts = commonweal_tests::people::parts(&whole, 5);
    let shuffled = [population(&people.shuffled(5))];
    let first = results(&catalog, text, &[whole]);
    assert!(paid(&first, "public_employment") > 0.0);
    assert_eq!(first.fingerprint, results(&catalog, text, &parts).fingerprint);
    assert_eq!(first.fingerprint, results(&catalog, text, &shuffled).fingerprint);
}

#[test]
fn the_basic_income_and_the_negative_income_tax_of_the_packages_leave_equal_incomes() {
    let catalog = catalog();
    let parts = [population(&people(21))];
    let income = |name: &str| {
        let file = catalog.package(name).expect("the package is there");
        let study = Study::read(file).expect("the package is sound");
        let prepared = prepare(&study, &catalog, &nothing_beside, &[], None).expect("the package is sound");
        let costing = cost(&prepared, &parts, &|_, _| true).expect("the package runs");
        let microdata = costing.microdata(&|_, _| true).expect("the law runs");
        let found = microdata
            .columns
            .into_iter()
            .find(|column| column.name == "disposable_income");
        (costing.results.net_cost, found.expect("the column is there").values)
    };
    let (basic, incomes) = income("ubi-vs-nit");
    let (negative, others) = income("nit-vs-ubi");
    assert!((basic - negative).abs() < 1.0, "{basic} and {negative}");
    for (at, (one, other)) in incomes.iter().zip(&others).enumerate() {
        assert!((one - other).abs() < 0.01, "household {at}: {one} and {other}");
    }
}

#[test]
fn capital_wages_and_prices_never_bear_more_than_the_levy() {
    let catalog = catalog();
    let parts = [population(&people(22))];
    let borne_by_wages = |capital: f64, wages: f64| {
        let text = format!(
            "format = 1\nname = \"levy\"\nsystem = \"stylised\"\nyear = 2025\nscenario = \"ai-central\"\n[reform]\n\
             add = [\"ai_levy\", \"levy_incidence_wages\"]\n[reform.set]\n\"ai_levy.capital_share\" = {capital}\n\
             \"ai_levy.wage_share\" = {wages}\n"
        );
        let results = results(&catalog, &text, &parts);
        (paid(&results, "levy_incidence_wages"), paid(&results, "ai_levy"))
    };
    // Shares by which each of the two is told apart, and shares that ask for more than there is.
    let (borne, levy) = borne_by_wages(0.5, 0.25);
    assert!(levy > 0.0 && (borne / levy - 0.25).abs() < 1e-6, "{borne} of {levy}");
    let (borne, levy) = borne_by_wages(0.9, 0.25);
    assert!((borne / levy - 0.1).abs() < 1e-6, "{borne} of {levy}");
    assert_eq!(borne_by_wages(1.0, 0.6).0, 0.0);
}

/// The problems of a study in which an instrument of a file beside it is added.
fn refused(catalog: &Catalog, file: &str, lines: &str) -> Vec<String> {
    let text = format!(
        "format = 1\nname = \"refused\"\nsystem = \"plain\"\nyear = 2025\n[reform]\nadd = [\"own\"]\n[reform.set]\n{lines}\n"
    );
    let find = |name: &str| (name == "own.toml").then(|| source(name, file));
    let study = Study::read(&source("study.toml", &text)).expect("the study is sound");
    let found = match prepare(&study, catalog, &find, &[], None) {
        Err(found) => found,
        Ok(prepared) => {
            let parts = [People::random(&prepared.system, 3, 20)
                .population(&prepared.system)
                .expect("the people are sound")];
            match cost(&prepared, &parts, &|_, _| true) {
                Err(found) => found,
                Ok(_) => Vec::new(),
            }
        }
    };
    found.into_iter().map(|problem| problem.code.to_string()).collect()
}

#[test]
fn what_cannot_be_tried_or_changed_is_refused() {
    let catalog = catalog();
    let own = |blocks: &str| {
        format!(
            "format = 1\nname = \"own\"\nkind = \"benefit\"\n[parameters]\neach = {{ unit = \"currency/year\", default = 1000, range = [0, 5000], assumption = true }}\n[rules]\namount = \"each\"\n{blocks}\n"
        )
    };
    let cases = [
        (
            "[take_up]\nif_better_off = { by = \"0\", measure = \"disposable_income\" }",
            "",
            None,
        ),
        (
            "[take_up]\nif_better_off = { by = 0, measure = \"disposable_income\" }",
            "",
            None,
        ),
        (
            "[take_up]\nif_better_off = { by = \"0.1\", measure = \"disposable_income\" }",
            "",
            Some("unit-mismatch"),
        ),
        (
            "[take_up]\nif_better_off = { by = \"0\", measure = \"happiness\" }",
            "",
            Some("unknown-name"),
        ),
        ("[take_up]\nif_better_off = { by = \"0\" }", "", Some("missing-key")),
        ("[take_up]\ndraw = \"age\"", "", Some("missing-key")),
        ("[becomes]\nearnings = \"earnings + own\"", "", None),
        ("[becomes]\nearnings = \"age\"", "", Some("unit-mismatch")),
        ("[becomes]\nearning = \"earnings\"", "", Some("unknown-name")),
        (
            "[becomes]\nunemployed_months = \"13 + 0 * unemployed_months\"",
            "",
            Some("out-of-range"),
        ),
        (
            "[becomes]\nhours_per_week = \"hours_per_week + 160\"",
            "",
            Some("column-out-of-range"),
        ),
        ("[becomes]\nearnings = \"market_income\"", "", Some("cycle")),
        ("", "\"own.payer\" = \"government.local\"", None),
        ("", "\"own.payer\" = \"government.locl\"", Some("unknown-choice")),
        ("", "\"own.payer\" = \"fund\"", None),
        ("", "\"own.payer\" = 3", Some("unknown-choice")),
    ];
    for (blocks, lines, code) in cases {
        let found = refused(&catalog, &own(blocks), lines);
        match code {
            None => assert!(found.is_empty(), "{blocks} {lines}: {found:?}"),
            Some(code) => assert!(found.iter().any(|one| one == code), "{blocks} {lines}: {found:?}"),
        }
    }
    let library = "format = 1\nname = \"own\"\nkind = \"library\"\n[rules]\nstep = \"earnings\"\n[becomes]\nearnings = \"earnings\"\n";
    assert!(refused(&catalog, library, "").iter().any(|code| code == "unknown-key"));
}
