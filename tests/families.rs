//! Ten families worked by hand, and laws that hold family by family: see `families/README.md`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use commonweal_core::costing::{Costing, Microdata, Prepared, cost, prepare};
use commonweal_core::population::{Mapping, Population, RawData, RawTable};
use commonweal_core::system::Study;
use commonweal_tests::people::People;
use commonweal_tests::{catalog, folder, nothing_beside, outer_years, prepared, source};

fn file(name: &str) -> PathBuf {
    folder().join("families").join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(file(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn table(name: &str) -> RawTable {
    commonweal_tables::read(&file(name), None).unwrap_or_else(|faults| panic!("{name}: {faults:?}"))
}

/// The cells of a column as text and as numbers.
fn cells(table: &RawTable, name: &str) -> Vec<(String, f64)> {
    let column = table.columns.iter().find(|column| column.name == name);
    match &column.unwrap_or_else(|| panic!("no column {name}")).data {
        RawData::F64(cells) => cells.iter().map(|cell| (cell.to_string(), *cell)).collect(),
        RawData::I64(cells) => cells.iter().map(|cell| (cell.to_string(), *cell as f64)).collect(),
        RawData::U8(cells) => cells.iter().map(|cell| (cell.to_string(), f64::from(*cell))).collect(),
        RawData::Text { codes, labels } => codes
            .iter()
            .map(|code| (labels[*code as usize].clone(), f64::NAN))
            .collect(),
        RawData::Truth(_) => panic!("{name} is neither numbers nor text"),
    }
}

fn column<'a>(microdata: &'a Microdata, name: &str) -> &'a [f64] {
    let found = microdata.columns.iter().find(|column| column.name == name);
    &found.unwrap_or_else(|| panic!("no column {name}")).values
}

fn costed<'a>(prepared: &'a Prepared, parts: &'a [Population]) -> (Costing<'a>, Microdata) {
    let costing = cost(prepared, parts, &|_, _| true).unwrap_or_else(|faults| panic!("{faults:?}"));
    let microdata = costing.microdata(&|_, _| true).expect("the law runs");
    (costing, microdata)
}

/// One row of `expected.csv`: payer, payee and amount of a family's flow.
type Expected = BTreeMap<(i64, String), (String, String, f64)>;

/// The flows that are expected under a law.
fn expected(law: &str) -> Expected {
    let table = table("expected.csv");
    let column = |name: &str| cells(&table, name);
    let (laws, families, flows) = (column("law"), column("family"), column("flow"));
    let (payers, payees, amounts) = (column("payer"), column("payee"), column("amount"));
    (0..table.rows)
        .filter(|row| laws[*row].0 == law)
        .map(|row| {
            let key = (families[row].1 as i64, flows[row].0.clone());
            (key, (payers[row].0.clone(), payees[row].0.clone(), amounts[row].1))
        })
        .collect()
}

/// Compares every flow of every family under one of the two laws of a study.
fn compare(study: &str, law: &str, suffix: &str) -> usize {
    let catalog = catalog();
    let study = Study::read(&source(study, &read(study))).unwrap_or_else(|faults| panic!("{faults:?}"));
    let prepared = prepare(&study, &catalog, &nothing_beside, &[], None).unwrap_or_else(|faults| panic!("{faults:?}"));
    let mapping = Mapping::read(&source("people.toml", &read("people.toml"))).expect("the mapping is sound");
    let people = table("people.csv");
    let parts = [mapping
        .population(&people, &prepared.system)
        .unwrap_or_else(|faults| panic!("{faults:?}"))];
    let (costing, microdata) = costed(&prepared, &parts);
    let families: Vec<i64> = (0..microdata.rows[0] as usize)
        .map(|row| microdata.ids[0].text(row).parse().expect("a whole id"))
        .collect();
    assert_eq!(families.len(), 10);
    let mut wanted = expected(law);
    let mut wrong = Vec::new();
    let mut compared = 0;
    let laws = &costing.program.laws;
    let own = if suffix.is_empty() { laws.last() } else { laws.first() };
    let mut names: Vec<(String, Option<(String, String)>)> = own
        .expect("there is a law")
        .instruments
        .iter()
        .map(|instrument| {
            let accounts = (instrument.payer.name().to_string(), instrument.payee.name().to_string());
            (instrument.name.clone(), Some(accounts))
        })
        .collect();
    names.push(("disposable_income".to_string(), None));
    for (name, accounts) in names {
        for (row, family) in families.iter().enumerate() {
            let found = column(&microdata, &format!("{name}{suffix}"))[row];
            let (payer, payee, amount) =
                wanted
                    .remove(&(*family, name.clone()))
                    .unwrap_or((String::new(), String::new(), 0.0));
            compared += 1;
            if (found - amount).abs() > 0.001 {
                wrong.push(format!("{law}, family {family}: {name} is {found} instead of {amount}"));
            }
            if let Some((from, to)) = accounts.as_ref().filter(|_| amount != 0.0)
                && (*from != payer || *to != payee)
            {
                wrong.push(format!(
                    "{law}: {name} flows from {from} to {to}, not from {payer} to {payee}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(wanted.is_empty(), "no such flow: {wanted:?}");
    compared
}

#[test]
fn every_flow_of_ten_families_is_the_one_worked_by_hand() {
    let baseline = compare("tiers.toml", "baseline", "_baseline");
    let tiers = compare("tiers.toml", "tiers", "");
    let levy = compare("levy.toml", "levy", "");
    assert!(
        baseline >= 70 && tiers >= 150 && levy >= 110,
        "{baseline} {tiers} {levy}"
    );
}

/// The AI levy with what it does to profits, capital and wages.
const LEVY: [&str; 4] = [
    "ai_levy",
    "levy_profit_tax_relief",
    "levy_incidence_capital",
    "levy_incidence_wages",
];

#[test]
fn changes_that_read_one_another_share_the_net_cost() {
    let catalog = catalog();
    for year in outer_years(&catalog, "stylised") {
        let prepared = prepared(&study("stylised", year, &LEVY, "\"ai_levy.rate\" = 0.03"), &catalog)
            .unwrap_or_else(|faults| panic!("{faults:?}"));
        let people = [People::random(&prepared.system, 61, 400)
            .population(&prepared.system)
            .expect("the people are sound")];
        let results = costed(&prepared, &people).0.results;
        assert_eq!(results.attribution, "shapley");
        let row = |name: &str| {
            let row = results.budget.iter().find(|row| row.instrument == name);
            row.expect("the instrument has a row")
        };
        let net = |name: &str| row(name).net_cost;
        // The levy brings money in; what capital and wages bear of it costs income tax.
        assert!(net("ai_levy") < 0.0 && net("levy_profit_tax_relief") > 0.0);
        assert!(net("levy_incidence_capital") > 0.0 && net("levy_incidence_wages") > 0.0);
        let (net, gross) = (results.net_cost, row("ai_levy").gross_cost);
        assert!(gross < 0.0 && net > gross && net < 0.5 * gross, "{net} of {gross}");
    }
}

#[test]
fn what_remains_of_the_levy_is_accounted_for() {
    let catalog = catalog();
    for year in outer_years(&catalog, "stylised") {
        for taxpaying in [0.9, 0.4] {
            let text = study(
                "stylised",
                year,
                &LEVY,
                &format!("\"ai_levy.taxpaying_share\" = {taxpaying}"),
            );
            let text = text.replace("[reform]\n", "scenario = \"ai-central\"\n[reform]\n");
            let prepared = prepared(&text, &catalog).unwrap_or_else(|faults| panic!("{faults:?}"));
            let people = [People::random(&prepared.system, 62, 600)
                .population(&prepared.system)
                .expect("the people are sound")];
            let results = costed(&prepared, &people).0.results;
            let flow = |name: &str| {
                let row = results.flows.iter().find(|row| row.name == name);
                row.expect("the flow is in the ledger").reform
            };
            let levy = flow("ai_levy");
            let of = |name: &str| flow(name) / levy;
            let close = |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-6, "{found} is not {wanted}");
            // One share of taxpaying firms, for what government loses and for what owners are spared.
            let relief = 0.25 * taxpaying * 0.75;
            close(of("levy_profit_tax_relief"), relief);
            close(of("levy_incidence_wages"), 0.25);
            // What reaches households is what the people tell, and the scenario adds to it what it distributes.
            let reaches = of("levy_incidence_capital") / (0.75 - relief);
            assert!(reaches > 0.2 && reaches <= 1.0, "{reaches}");
            // The lower income taxes take the rest.
            let remains = results.net_cost / -levy;
            assert!(remains < 1.0 - relief && remains > 0.5, "{remains}");
        }
    }
}

/// What a study gives the households of random people of a system.
fn households(text: &str, people: &Population) -> Microdata {
    let catalog = catalog();
    let prepared = prepared(text, &catalog).unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
    costed(&prepared, std::slice::from_ref(people)).1
}

/// A study of a year that adds instruments and sets some values.
fn study(system: &str, year: i32, add: &[&str], set: &str) -> String {
    format!(
        "format = 1\nname = \"test\"\nsystem = \"{system}\"\nyear = {year}\n[reform]\nadd = {add:?}\n[reform.set]\n{set}\n"
    )
}

#[test]
fn a_basic_income_with_its_surtax_is_the_negative_income_tax() {
    let catalog = catalog();
    for (system, seed) in [("plain", 31), ("stylised", 32), ("us", 33)] {
        let declared = catalog.system(system).expect("the system is sound");
        let people = People::random(&declared, seed, 1500)
            .population(&declared)
            .expect("the people are sound");
        let years = outer_years(&catalog, system);
        for (year, base, taper) in years
            .into_iter()
            .flat_map(|year| [(year, "gross_income", 0.5), (year, "market_income", 0.3)])
        {
            let basic = study(
                system,
                year,
                &["basic_income", "basic_income_surtax"],
                &format!(
                    "\"basic_income.adult_amount\" = 6000\n\"basic_income.child_amount\" = 3000\n\"basic_income_surtax.taper\" = {taper}\n\"basic_income_surtax.income_base\" = \"{base}\""
                ),
            );
            let negative = study(
                system,
                year,
                &["negative_income_tax"],
                &format!(
                    "\"negative_income_tax.guarantee\" = 6000\n\"negative_income_tax.further_adult\" = 1\n\"negative_income_tax.child\" = 0.5\n\"negative_income_tax.taper\" = {taper}\n\"negative_income_tax.income_base\" = \"{base}\""
                ),
            );
            let (basic, negative) = (households(&basic, &people), households(&negative, &people));
            let income = |microdata: &Microdata| column(microdata, "disposable_income").to_vec();
            let (ours, theirs) = (income(&basic), income(&negative));
            let mut received = 0;
            for (row, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
                assert!(
                    (ours - theirs).abs() < 0.001,
                    "{system}, {year}, {base}, row {row}: {ours} and {theirs}"
                );
                received += usize::from(column(&negative, "negative_income_tax")[row] > 0.0);
            }
            // The identity says something only where many are below and many above break-even.
            assert!(
                received > 200 && received < ours.len() - 20,
                "{system}, {year}: {received} of {}",
                ours.len()
            );
        }
    }
}

#[test]
fn a_higher_guarantee_never_gives_a_lower_benefit() {
    let catalog = catalog();
    let system = catalog.system("stylised").expect("the system is sound");
    let people = People::random(&system, 41, 1000)
        .population(&system)
        .expect("the people are sound");
    for year in outer_years(&catalog, "stylised") {
        for interaction in ["stacked", "net_base", "integrated"] {
            for assessment in ["by_year", "by_month"] {
                let mut before: Option<Vec<f64>> = None;
                for guarantee in [0, 1, 3000, 9000, 9001, 20000] {
                    let text = study(
                        "stylised",
                        year,
                        &["negative_income_tax"],
                        &format!(
                            "\"negative_income_tax.guarantee\" = {guarantee}\n\"negative_income_tax.tax_interaction\" = \"{interaction}\"\n\"negative_income_tax.assessment\" = \"{assessment}\""
                        ),
                    );
                    let benefit = column(&households(&text, &people), "negative_income_tax").to_vec();
                    if let Some(before) = &before {
                        assert!(
                            before.iter().zip(&benefit).all(|(lower, higher)| lower <= higher),
                            "{year}, {interaction}, {assessment}, {guarantee}"
                        );
                        assert!(before.iter().zip(&benefit).any(|(lower, higher)| lower < higher));
                    }
                    before = Some(benefit);
                }
            }
        }
    }
}

/// Every instrument that a reform can add, with what makes it pay nothing.
const NOTHING: &[(&str, &str)] = &[
    ("short_time_work", "rate = 0\nrate_with_child = 0"),
    ("short_time_employer_contributions", "contribution_rate = 0"),
    ("gig_social_contributions", "insured_rate = 0\nemployer_rate = 0"),
    ("gig_platform_contributions", "collected_share = 0"),
    ("transition_allowance", "floor_amount = 0"),
    ("learning_account", "usage_rate = 0"),
    ("basic_income", "adult_amount = 0\nchild_amount = 0\nconditional = true"),
    ("basic_income_activity", "training_cost = 0\nservice_cost = 0"),
    ("basic_income_surtax", "taper = 1"),
    ("negative_income_tax", "guarantee = 0"),
    ("earnings_credit", "maximum = [0, 0, 0, 0]"),
    ("ai_levy", "rate = 0"),
    ("levy_profit_tax_relief", ""),
    ("levy_incidence_capital", "undistributed_share = 1"),
    ("levy_incidence_wages", "passed_on = 1"),
];

#[test]
fn a_reform_whose_instruments_pay_nothing_is_the_baseline_bit_for_bit() {
    let catalog = catalog();
    for system in ["plain", "stylised"] {
        let declared = catalog.system(system).expect("the system is sound");
        let people = [People::random(&declared, 51, 800)
            .population(&declared)
            .expect("the people are sound")];
        let add: Vec<&str> = NOTHING.iter().map(|(name, _)| *name).collect();
        let mut set = String::new();
        for (name, values) in NOTHING {
            for line in values.lines() {
                let (key, value) = line.split_once(" = ").expect("a key and a value");
                set.push_str(&format!("\"{name}.{key}\" = {value}\n"));
            }
        }
        for year in outer_years(&catalog, system) {
            let text = study(system, year, &add, &set);
            let prepared = prepare(
                &Study::read(&source("study.toml", &text)).expect("the study is sound"),
                &catalog,
                &nothing_beside,
                &[],
                None,
            )
            .unwrap_or_else(|faults| panic!("{faults:?}"));
            let (costing, microdata) = costed(&prepared, &people);
            assert_eq!(costing.results.net_cost.to_bits(), 0);
            for account in &costing.results.accounts {
                assert_eq!(
                    account.reform.to_bits(),
                    account.baseline.to_bits(),
                    "{}",
                    account.account
                );
            }
            for flow in &costing.results.flows {
                assert_eq!(flow.reform.to_bits(), flow.baseline.to_bits(), "{}", flow.name);
            }
            for name in ["disposable_income", "income_tax", "social_assistance", "gross_income"] {
                let bits = |name: &str| column(&microdata, name).iter().map(|x| x.to_bits()).collect::<Vec<_>>();
                assert_eq!(
                    bits(name),
                    bits(&format!("{name}_baseline")),
                    "{system}, {year}: {name}"
                );
            }
        }
    }
}
