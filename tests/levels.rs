//! Whose rows a value has: formulas that are the same for all, values of a unit seen by its members, files that replace law.
//!
//! Three households of weight 10 with one, two and three persons: 6 persons, 60 represented.

use commonweal_core::costing::{BudgetPoint, BudgetRow, Results, cost, household, prepare};
use commonweal_core::document::Diagnostic;
use commonweal_core::population::{Mapping, Population, RawColumn, RawData, RawTable};
use commonweal_core::system::Study;
use commonweal_tests::{catalog, source};

fn people() -> Population {
    let whole = |name: &str, cells: [i64; 6]| RawColumn {
        name: name.to_string(),
        data: RawData::I64(cells.into()),
    };
    let columns = vec![
        whole("hid", [1, 2, 2, 3, 3, 3]),
        whole("pid", [1, 2, 3, 4, 5, 6]),
        whole("pay", [1000, 2000, 0, 3000, 0, 0]),
    ];
    let text = "format = 1\nname = \"three\"\nsystem = \"plain\"\nrows = \"person\"\nweight = 10\nhousehold = \"hid\"\nperson = \"pid\"\n\
                [columns.person]\nearnings = \"pay\"\nage = 40\n";
    let system = catalog().system("plain").expect("the system is sound");
    let table = RawTable::new("three.csv", columns).expect("the table is sound");
    Mapping::read(&source("three.toml", text))
        .expect("the mapping is sound")
        .population(&table, &system)
        .expect("the people are sound")
}

/// The results of a benefit with these keys, for each `unit`.
fn benefit(unit: &str, keys: &str) -> Result<Results, Vec<Diagnostic>> {
    let text = format!(
        "format = 1\nname = \"levels\"\nsystem = \"plain\"\n[baseline]\nremove = [\"social_assistance\", \"child_benefit\"]\n[reform]\nadd = [\"grant\"]\n\
         [[instruments]]\nname = \"grant\"\nkind = \"benefit\"\nunit = \"{unit}\"\n\
         parameters.flat = {{ unit = \"currency/year\", default = 100, range = [0, 1000], assumption = true }}\n{keys}\n"
    );
    let study = Study::read(&source("study.toml", &text))?;
    let prepared = prepare(&study, &catalog(), &|_| None, &[], None)?;
    let parts = [people()];
    cost(&prepared, &parts, &|_, _| true).map(|costing| costing.results)
}

fn grant(results: &Results) -> &BudgetRow {
    results
        .budget
        .iter()
        .find(|row| row.instrument == "grant")
        .expect("the grant has a row")
}

#[test]
fn an_amount_that_is_the_same_for_all_is_paid_to_every_unit() {
    // 60 persons x 100; 30 households x 100.
    for (unit, total) in [("person", 6000.0), ("household", 3000.0)] {
        let results = benefit(unit, "rules.amount = \"flat\"").expect("the study runs");
        assert_eq!(grant(&results).reform_amount, total, "{unit}");
        let households = results
            .accounts
            .iter()
            .find(|row| row.account == "households")
            .expect("an account");
        assert_eq!(households.change, total, "what is paid is received: {unit}");
        assert!(
            results
                .deciles
                .iter()
                .any(|row| row.mean_change.is_some_and(|change| change > 0.0))
        );
    }
}

#[test]
fn a_household_s_value_in_a_person_s_rule_is_seen_by_each_member() {
    // A tenth of the household's 1000, 2000 and 3000 for each of 1, 2 and 3 members: 10 x (100 + 400 + 900).
    let results = benefit("person", "rules.amount = \"0.1 * household.market_income\"").expect("the study runs");
    assert_eq!(grant(&results).reform_amount, 14_000.0);
    // Households above 1500: the second and the third, 5 members.
    let rule = "parameters.line = { unit = \"currency/year\", default = 1500, range = [0, 10000], assumption = true }\n\
                rules.amount = \"flat\"\neligibility.when = \"household.market_income > line\"";
    assert_eq!(
        grant(&benefit("person", rule).expect("the study runs")).reform_amount,
        5_000.0
    );
}

#[test]
fn a_total_by_a_category_that_the_data_lacks_is_the_total_of_all() {
    // 10 x 6000 of earnings, a thousandth of it for each of 60 persons.
    let rule = "rules.amount = \"0.001 * total(person.earnings by person.sex)\"";
    let results = benefit("person", rule).expect("the study runs");
    assert_eq!(grant(&results).reform_amount, 60.0 * 60.0);
}

#[test]
fn rationing_in_an_order_that_is_the_same_for_all_serves_as_many_as_there_are_places() {
    // 25 places: two persons of weight 10.
    let rule = "parameters.open = { unit = \"count\", default = 25, range = [0, 1000], assumption = true }\n\
                rules.amount = \"flat\"\ncapacity.places = \"open\"\ncapacity.order = \"age\"";
    let results = benefit("person", rule).expect("the study runs");
    assert_eq!(grant(&results).recipients, 20.0);
}

#[test]
fn a_file_that_replaces_law_brings_its_own_values() {
    let text = "format = 1\nname = \"levels\"\nsystem = \"plain\"\n[baseline.set]\n\"social_contributions.floor_pay\" = 0\n[reform]\nreplace = [\"social_contributions\"]\n";
    let study = Study::read(&source("study.toml", text)).expect("the study is sound");
    let written = catalog()
        .instrument("social_contributions")
        .expect("there is one")
        .text
        .to_string();
    let beside = |name: &str| {
        // Every value by default a tenth of what it was, where it is a share.
        (name == "social_contributions.toml").then(|| source(name, &written.replace("= 0.0", "= 0.00")))
    };
    let prepared = prepare(&study, &catalog(), &beside, &[], None).expect("the study is sound");
    let parts = [people()];
    let results = cost(&prepared, &parts, &|_, _| true).expect("the study runs").results;
    let row = results
        .budget
        .iter()
        .find(|row| row.instrument == "social_contributions")
        .expect("a row");
    assert!(row.baseline_amount > 0.0);
    assert!(row.reform_amount < 0.2 * row.baseline_amount, "{row:?}");
}

#[test]
fn a_hypothetical_household_claims_along_the_whole_budget_line() {
    let text = "format = 1\nname = \"levels\"\nsystem = \"plain\"\n";
    let study = Study::read(&source("study.toml", text)).expect("the study is sound");
    let prepared = prepare(&study, &catalog(), &|_| None, &[], None).expect("the study is sound");
    let family = "format = 1\npersons = [{ age = 35, earnings = 0 }, { age = 3 }]\nvary = { column = \"earnings\", to = 40000, points = 41 }\n";
    let result = household(&prepared, &source("family.toml", family)).expect("the household is sound");
    // Nobody loses more than what is earned: a benefit that came and went with a draw would.
    for pair in result.budget_line.windows(2) {
        assert!(pair[1].baseline >= pair[0].baseline - 1.0, "{pair:?}");
    }
}

#[test]
fn a_hypothetical_household_does_what_is_asked_for_a_benefit() {
    // One in a hundred complies; the household that is looked at does, unless nobody can.
    let gain = |rate: &str| {
        let text = format!(
            "format = 1\nname = \"levels\"\nsystem = \"plain\"\n[reform]\nadd = [\"basic_income\"]\n[reform.set]\n\
             \"basic_income.conditional\" = true\n\"basic_income.compliance_rate\" = {rate}\n\"basic_income.counts_in.means_test_income\" = false\n"
        );
        let study = Study::read(&source("study.toml", &text)).expect("the study is sound");
        let prepared = prepare(&study, &catalog(), &|_| None, &[], None).expect("the study is sound");
        let person = "format = 1\npersons = [{ age = 35, labour_status = \"unemployed\" }]\nvary = { column = \"earnings\", to = 1000, points = 2 }\n";
        let result = household(&prepared, &source("person.toml", person)).expect("the household is sound");
        result.budget_line[0].reform - result.budget_line[0].baseline
    };
    assert_eq!((gain("0.01"), gain("0")), (3600.0, 0.0));
}

#[test]
fn a_jump_of_the_budget_line_is_two_points_of_the_same_earnings() {
    // Whoever earns 20,000 or more loses 3,000 at once; below, nothing is taken.
    let file = "format = 1\nname = \"cliff\"\nkind = \"tax\"\nunit = \"person\"\nreference = \"invented\"\n\
                [parameters.threshold]\nunit = \"currency/year\"\ndefault = 20000\nreference = \"invented\"\n\
                [parameters.charge]\nunit = \"currency/year\"\ndefault = 3000\nreference = \"invented\"\n\
                [rules]\namount = \"charge if earnings >= threshold else 0\"\n";
    let mut catalog = catalog();
    catalog.add("instruments/cliff.toml", source("cliff.toml", file));
    let text = "format = 1\nname = \"levels\"\nsystem = \"plain\"\nreform.add = [\"cliff\"]\n";
    let study = Study::read(&source("study.toml", text)).expect("the study is sound");
    let prepared = prepare(&study, &catalog, &|_| None, &[], None).expect("the study is sound");
    let family = "format = 1\npersons = [{ age = 35, earnings = 15000 }]\nvary = { column = \"earnings\", to = 40000, points = 9 }\n";
    let line = household(&prepared, &source("family.toml", family))
        .expect("the household is sound")
        .budget_line;
    let gap = |point: &BudgetPoint| point.baseline - point.reform;
    let at = line
        .iter()
        .position(|point| gap(point) > 1500.0)
        .expect("the tax is seen");
    let (before, after) = (&line[at - 1], &line[at]);
    assert_eq!((before.earnings, after.earnings), (20000.0, 20000.0));
    assert_eq!((gap(before), gap(after)), (0.0, 3000.0));
    assert!(before.jump && after.jump);
    assert!(before.kink && after.kink);
    // No slope beside it is the jump's.
    for point in line.iter().filter(|point| point.earnings != before.earnings) {
        assert!(point.reform_marginal_rate.is_none_or(|rate| rate < 1.0), "{point:?}");
    }
}

#[test]
fn eligibility_asks_for_incomes_of_the_person_and_of_the_unit() {
    // Market incomes of the persons: 1000; 2000, 0; 3000, 0, 0.
    let persons = |conditions: &str| {
        let results = benefit(
            "person",
            &format!("rules.amount = \"flat\"\neligibility = {conditions}"),
        );
        grant(&results.unwrap_or_else(|problems| panic!("{conditions}: {problems:#?}"))).recipients / 10.0
    };
    assert_eq!(persons("{ market_income = { to = 1000 } }"), 4.0);
    assert_eq!(persons("{ market_income = { from = 1000, to = 2000 } }"), 2.0);
    assert_eq!(persons("{ \"household.market_income\" = { to = 2000 } }"), 3.0);
    assert_eq!(persons("{ household.market_income = { to = 2999 } }"), 3.0);
    assert_eq!(
        persons("{ household.market_income = { from = 2000 }, earnings = { to = 0 } }"),
        3.0
    );
    assert_eq!(persons("{ \"family.market_income\" = { to = 2999 } }"), 3.0);
    // The benefit itself is income: only without it can it be asked for.
    assert_eq!(persons("{ \"disposable_income without grant\" = { to = 0 } }"), 3.0);
    let circle = benefit(
        "person",
        "rules.amount = \"flat\"\neligibility = { disposable_income = { to = 0 } }",
    );
    assert_eq!(circle.expect_err("it is a circle")[0].code, "cycle");
    // A household is asked through its adults.
    let results = benefit(
        "household",
        "rules.amount = \"flat\"\neligibility = { \"household.market_income\" = { to = 2000 } }",
    );
    assert_eq!(grant(&results.expect("it runs")).recipients, 20.0);
}

#[test]
fn what_eligibility_cannot_ask_is_refused_with_what_it_can() {
    let refused = |conditions: &str| {
        let found = benefit(
            "person",
            &format!("rules.amount = \"flat\"\neligibility = {conditions}"),
        );
        found.expect_err("it is refused").swap_remove(0)
    };
    let unknown = refused("{ zzz = { to = 20000 } }");
    assert_eq!((unknown.code, unknown.found.as_str()), ("unknown-name", "zzz"));
    assert!(
        unknown.allowed.contains("earnings") && unknown.allowed.contains("market_income"),
        "{unknown:#?}"
    );
    assert!(
        unknown.remedy.contains("household.") || unknown.remedy.contains("family."),
        "{unknown:#?}"
    );
    assert_eq!(refused("{ \"household.zzz\" = { to = 1 } }").code, "unknown-name");
    assert_eq!(refused("{ market_income = [\"low\"] }").code, "wrong-type");
}
