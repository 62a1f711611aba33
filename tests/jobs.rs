//! Instruments that make, keep or insure jobs, and the programmes of the transition fund, beside what `properties` asks of every instrument: that
//! the books balance when everybody loses the work, who takes a place, and who bears a levy.

use commonweal_core::costing::{Results, cost, prepare};
use commonweal_core::population::{Population, RawData};
use commonweal_core::system::{Catalog, Study};
use commonweal_tests::people::People;
use commonweal_tests::{catalog, nothing_beside, source};

fn people(seed: u64) -> People {
    let system = catalog().system("stylised").expect("the system is sound");
    People::random(&system, seed, 150)
}

fn population(people: &People) -> Population {
    let system = catalog().system("stylised").expect("the system is sound");
    people.population(&system).expect("the people are sound")
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
fn where_everybody_loses_the_work_all_of_them_together_balance() {
    let catalog = catalog();
    let numbers = [
        ("earnings", 0.0),
        ("self_employment_income", 0.0),
        ("unemployed_months", 12.0),
    ];
    let everybody = people(5).with(&numbers, &[("labour_status", "unemployed")], &[("displaced", true)]);
    let all = [
        "public_employment",
        "public_employment_materials",
        "employment_subsidy",
        "employment_subsidy_employers",
        "working_time_reduction",
        "transition_insurance",
        "transition_fund_scholarships",
        "transition_fund_sme_grants",
        "transition_fund_informal_economy",
        "consumption_tax",
        "ai_levy",
        "levy_incidence_prices",
        "levy_incidence_capital",
        "levy_incidence_wages",
        "levy_profit_tax_relief",
    ];
    let text = format!(
        "format = 1\nname = \"all\"\nsystem = \"stylised\"\nyear = 2025\n[reform]\nadd = {all:?}\n[options]\nattribution = \"stacked\"\n"
    );
    balances(&results(&catalog, &text, &[population(&everybody)]));
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
