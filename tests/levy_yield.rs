//! What is left of a levy: by hand, against runs of their own, and where nothing is left or nothing is told.

use std::sync::Arc;

use commonweal_core::costing::{LevyYield, Results, add_levy_yields, check, cost, levy_yields, sensitivity, tables};
use commonweal_core::figures::{Language, figures};
use commonweal_core::population::{Lock, Population, Recipe, generate};
use commonweal_tests::people::{alone, parts};
use commonweal_tests::{catalog, prepared, source};

/// Three adults alone, who stand for 1, 2 and 3: a clerk in finance who owns half of what AI earns, and two workers in industry.
fn three() -> Vec<Population> {
    let columns: [(&str, &[f64]); 6] = [
        ("pay", &[30000.0, 20000.0, 10000.0]),
        ("capital", &[5000.0, 3000.0, 0.0]),
        ("profit", &[4000.0, 2000.0, 0.0]),
        ("machines", &[0.0, 1000.0, 500.0]),
        ("exposed", &[0.5, 0.2, 0.1]),
        ("code", &[6.0, 2.0, 2.0]),
    ];
    let lines = r#"earnings = "pay"
capital_income = "capital"
ai_profit = "profit"
automation_equipment = "machines"
exposure = "exposed"
sector = { column = "code", values = { 6 = "finance", 2 = "industry" } }"#;
    vec![alone(&[1.0, 2.0, 3.0], &columns, lines)]
}

/// A flat tax of .2 of market income, and the levy with all that belongs to it.
fn by_hand(set: &str) -> String {
    format!(
        r#"format = 1
name = "by-hand"
system = "plain"
year = 2025
[baseline]
remove = ["social_contributions", "employer_social_contributions", "income_tax", "child_benefit", "social_assistance"]
add = ["flat_tax"]
[reform]
add = ["ai_levy", "levy_profit_tax_relief", "levy_incidence_capital", "levy_incidence_wages"]
[reform.set]
{set}
[[instruments]]
name = "flat_tax"
kind = "tax"
parameters = {{ share = {{ unit = "share", default = 0.2, range = [0, 1], assumption = true }} }}
rules = {{ amount = "share * market_income" }}
"#
    )
}

fn told(text: &str, people: &[Population]) -> Vec<LevyYield> {
    let prepared = prepared(text, &catalog()).unwrap_or_else(|faults| panic!("{faults:?}"));
    levy_yields(&prepared, people, &|_, _| true).expect("the study runs")
}

fn one(text: &str, people: &[Population]) -> LevyYield {
    let mut found = told(text, people);
    assert_eq!(found.len(), 1);
    found.remove(0)
}

/// Amounts of persons are booked in steps of 2^-16.
fn close(found: f64, wanted: f64) {
    assert!((found - wanted).abs() < 0.001, "{found} is not {wanted}");
}

#[test]
fn a_levy_on_profits_by_hand() {
    let found = one(&by_hand(""), &three());
    // .02 x (1 x 4000 + 2 x 2000); exp(-.01 x 2) = .980199 of it is left.
    let paid = 0.02 * 8000.0 * 0.980199;
    close(found.static_yield, 160.0);
    assert_eq!(found.slower_adoption, 0.0);
    close(found.own_erosion, paid - 160.0);
    close(found.statutory_yield, paid);
    // The profit tax: .25 x .9 x .75. Of the .58125 that are left to capital half reaches the households; wages bear .25.
    close(found.given_back, -0.16875 * paid);
    close(found.incidence.taxes, -0.2 * (0.290625 + 0.25) * paid);
    assert_eq!((found.incidence.contributions, found.incidence.funds), (0.0, 0.0));
    close(found.net_yield, (1.0 - 0.16875 - 0.108125) * paid);
    assert!((found.net_share.expect("something is paid") - 0.723125).abs() < 1e-5);
    assert_eq!((found.slowing.total, found.work_kept), (0.0, None));
    let bearers: Vec<(&str, &str)> = found
        .bearers
        .iter()
        .map(|row| (row.bearer.as_str(), row.instrument.as_str()))
        .collect();
    assert_eq!(
        bearers,
        [
            ("government", "levy_profit_tax_relief"),
            ("households", "levy_incidence_capital"),
            ("households", "levy_incidence_wages"),
            ("rest", "")
        ]
    );
    for (row, share) in found.bearers.iter().zip([0.16875, 0.290625, 0.25, 0.290625]) {
        close(row.amount, share * paid);
    }
    // AI profit arises with pay x exposure: 15000 in finance, 2 x 4000 + 3 x 1000 in industry.
    let economy = found.economy.expect("the people have sectors");
    let names: Vec<&str> = economy.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "at_work",
            "out_of_work",
            "pay",
            "profit",
            "equipment",
            "pay_of_lost_jobs"
        ]
    );
    assert_eq!(economy.rows.len(), 2);
    let (industry, finance) = (&economy.rows[0], &economy.rows[1]);
    assert_eq!(
        (industry.group.as_str(), finance.group.as_str()),
        ("industry", "finance")
    );
    for (row, wanted) in [
        (industry, [5.0, 0.0, 70000.0, 8000.0 * 11.0 / 26.0, 3500.0, 0.0]),
        (finance, [1.0, 0.0, 30000.0, 8000.0 * 15.0 / 26.0, 0.0, 0.0]),
    ] {
        row.values
            .iter()
            .zip(wanted)
            .for_each(|(found, wanted)| close(*found, wanted));
    }
    close(industry.levy, paid * 11.0 / 26.0);
    close(finance.levy, paid * 15.0 / 26.0);
}

#[test]
fn a_levy_on_equipment_arises_where_the_equipment_stands() {
    let found = one(&by_hand("\"ai_levy.base_of_levy\" = \"equipment\""), &three());
    // .02 x (2 x 1000 + 3 x 500), all of it in industry; exp(-.07 x 2) = .869358.
    close(found.static_yield, 70.0);
    close(found.statutory_yield, 70.0 * 0.869358);
    let economy = found.economy.expect("the people have sectors");
    let levy: Vec<(&str, f64)> = economy.rows.iter().map(|row| (row.group.as_str(), row.levy)).collect();
    assert_eq!(levy, [("industry", found.statutory_yield), ("finance", 0.0)]);
}

#[test]
fn nothing_is_left_of_nothing() {
    let found = one(&by_hand("\"ai_levy.rate\" = 0"), &three());
    assert_eq!(
        (found.static_yield, found.statutory_yield, found.net_yield),
        (0.0, 0.0, 0.0)
    );
    assert_eq!(
        (found.given_back, found.incidence.total, found.net_share),
        (0.0, 0.0, None)
    );
    assert!(found.bearers.iter().all(|row| row.amount == 0.0));
    // The figure says that nothing comes in, and keeps the tables that say of what.
    let mut with = results(&by_hand("\"ai_levy.rate\" = 0"), &three());
    with.levy_yields = vec![found.clone()];
    let figure = figures(&with, Language::English)
        .into_iter()
        .find(|figure| figure.name == "levies")
        .expect("the law has a levy");
    assert_eq!(figure.sentence, "The levies bring in nothing.");
    let named: Vec<&str> = figure.more.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(
        named,
        ["levy_yield.ai_levy", "levy_bearers.ai_levy", "levy_economy.ai_levy"]
    );
    assert_eq!(figure.more[2].number("industry", "pay"), Some(70000.0));
    // The base is there all the same.
    let economy = found.economy.expect("the people have sectors");
    assert!(economy.rows.iter().all(|row| row.levy == 0.0 && row.values[2] > 0.0));
    // A levy that does not say what is told of its yield, and a law without one.
    for text in [
        by_hand("").replace(
            "add = [\"ai_levy\", \"levy_profit_tax_relief\", \"levy_incidence_capital\", \"levy_incidence_wages\"]",
            "add = [\"silent_levy\"]",
        ) + "[[instruments]]\nname = \"silent_levy\"\nkind = \"levy\"\nrules = { amount = \"0.5 * earnings\" }\n",
        by_hand("").split("[reform]").next().expect("a baseline").to_string()
            + "[[instruments]]\nname = \"flat_tax\"\nkind = \"tax\"\nparameters = { share = { unit = \"share\", default = 0.2, range = [0, 1], assumption = true } }\nrules = { amount = \"share * market_income\" }\n",
    ] {
        assert!(told(&text, &three()).is_empty());
    }
    // Those who bear nothing, because the law lacks what says so: all is kept.
    let alone = by_hand("").replace(
        ", \"levy_profit_tax_relief\", \"levy_incidence_capital\", \"levy_incidence_wages\"",
        "",
    );
    let alone = one(&alone, &three());
    assert_eq!(alone.net_yield, alone.statutory_yield);
    assert_eq!(alone.bearers[0].amount, alone.statutory_yield);
}

/// A levy on equipment of 5 percent in a country that AI hits.
fn shocked(add: &str, set: &str, scenario: &str) -> String {
    format!(
        "format = 1\nname = \"test\"\nsystem = \"stylised\"\nyear = 2025\nscenario = {{ name = \"ai-central\", set = {{ {scenario} }} }}\n[options]\nlevies = true\n[reform]\nadd = [\"ai_levy\"{add}]\n[reform.set]\n\
         \"ai_levy.base_of_levy\" = \"equipment\"\n\"ai_levy.rate\" = 0.05\n{set}\n"
    )
}

const BORNE: &str = ", \"levy_profit_tax_relief\", \"levy_incidence_capital\", \"levy_incidence_wages\"";

fn people() -> Population {
    let catalog = catalog();
    let system = catalog.system("stylised").expect("the system is sound");
    let recipe = Recipe::read(catalog.population("stylised").expect("embedded")).expect("the recipe is sound");
    let lock = Lock::read(catalog.lock("stylised").expect("embedded")).expect("the lock is sound");
    let made = generate(&recipe, &system, Some(1500), None, Some(&lock), &|_, _| true);
    made.expect("people can be made").population
}

fn results(text: &str, people: &[Population]) -> Results {
    let prepared = prepared(text, &catalog()).unwrap_or_else(|faults| panic!("{faults:?}"));
    cost(&prepared, people, &|_, _| true).expect("the study runs").results
}

fn flow(results: &Results, name: &str) -> f64 {
    let row = results.flows.iter().find(|row| row.name == name);
    row.expect("the flow is in the ledger").reform
}

/// Sums of exact amounts, each rounded once.
fn same(found: f64, wanted: f64, scale: f64) {
    assert!(
        (found - wanted).abs() <= 1e-12 * scale.abs().max(1.0),
        "{found} is not {wanted}"
    );
}

#[test]
fn each_step_is_what_runs_of_their_own_tell() {
    let people = [people()];
    let found = one(&shocked(BORNE, "", ""), &people);
    let (whole, bare) = (
        results(&shocked(BORNE, "", ""), &people),
        results(&shocked("", "", ""), &people),
    );
    let scale = whole.accounts.iter().fold(0.0, |sum, row| sum + row.reform.abs());
    assert!(found.statutory_yield > 0.0 && found.slower_adoption < 0.0, "{found:?}");
    assert_eq!(found.statutory_yield, flow(&whole, "ai_levy"));
    assert_eq!(found.given_back, -flow(&whole, "levy_profit_tax_relief"));
    let static_less = found.static_yield + found.slower_adoption + found.own_erosion;
    same(static_less, found.statutory_yield, found.static_yield);
    // The whole reform costs more than the levy alone by what is given back and what incomes bear.
    same(
        bare.net_cost - whole.net_cost,
        found.given_back + found.incidence.total,
        scale,
    );
    same(
        found.net_yield,
        found.statutory_yield + found.given_back + found.incidence.total,
        scale,
    );
    let parts_of =
        |own: &commonweal_core::costing::LevyEffects| own.taxes + own.contributions + own.benefits + own.funds;
    for own in [&found.incidence, &found.slowing] {
        same(parts_of(own), own.total, scale);
    }
    // In a scenario that does not answer, the base has the whole response and nobody keeps the work.
    let deaf = "response_to_adoption = 0";
    let (still, unslowed) = (
        one(&shocked(BORNE, "", deaf), &people),
        results(&shocked("", "", deaf), &people),
    );
    assert_eq!((still.slower_adoption, still.slowing.total), (0.0, 0.0));
    assert_eq!(still.work_kept, Some(0.0));
    assert_eq!(still.static_yield, found.static_yield);
    assert!(still.own_erosion < 0.0);
    // What slower automation brings is the rest of what the two levies alone differ by.
    let kept = -bare.net_cost - flow(&bare, "ai_levy") + unslowed.net_cost + flow(&unslowed, "ai_levy");
    same(found.slowing.total, kept, scale);
    let displaced = |results: &Results| results.shock.as_ref().map(|shock| shock.displaced_reform);
    let lost = displaced(&unslowed).zip(displaced(&bare)).map(|(all, less)| all - less);
    assert!(lost > Some(0.0));
    let kept = found.work_kept.expect("a scenario");
    same(kept, lost.expect("a scenario"), kept * 10.0);
    // Who bears it, and where it arises.
    let borne = found.bearers.iter().fold(0.0, |sum, row| sum + row.amount);
    same(borne, found.statutory_yield, found.statutory_yield);
    let economy = found.economy.as_ref().expect("the people have sectors");
    let levies = economy.rows.iter().fold(0.0, |sum, row| sum + row.levy);
    same(levies, found.statutory_yield, found.statutory_yield);
}

#[test]
fn parts_of_the_people_give_the_same() {
    let people = people();
    let text = shocked(BORNE, "", "");
    let whole = told(&text, std::slice::from_ref(&people));
    assert_eq!(told(&text, &parts(&people, 7)), whole);
}

#[test]
fn a_run_tells_it_where_that_is_asked_for_and_stays_what_it_was() {
    let people = [people()];
    let prepared = prepared(&shocked(BORNE, "", ""), &catalog()).expect("the study is sound");
    let plain = cost(&prepared, &people, &|_, _| true).expect("the study runs").results;
    assert!(plain.levy_yields.is_empty());
    let mut told = plain.clone();
    add_levy_yields(&prepared, &people, &mut told, &|_, _| true).expect("the study runs");
    assert_eq!(told.fingerprint, plain.fingerprint);
    let own = &told.levy_yields[0];
    let named: Vec<String> = tables(&told).into_iter().map(|table| table.name).collect();
    let before: Vec<String> = tables(&plain).into_iter().map(|table| table.name).collect();
    for name in ["levy_yield", "levy_bearers", "levy_economy"] {
        assert!(named.iter().any(|own| own == name) && !before.iter().any(|own| own == name));
    }
    for language in [Language::English, Language::Chinese] {
        let made = figures(&told, language);
        let figure = made
            .iter()
            .find(|figure| figure.name == "levies")
            .expect("the law has a levy");
        assert_eq!(figure.more.len(), 3);
        let steps = &figure.more[0];
        assert_eq!(steps.number("net_yield", "value"), Some(own.net_yield));
        assert_eq!(steps.keys.len(), own.figures().len());
        assert_eq!(figure.more[1].number("rest", "amount"), Some(own.bearers[3].amount));
        let bare = figures(&plain, language);
        let bare = bare
            .iter()
            .find(|figure| figure.name == "levies")
            .expect("the law has a levy");
        assert!(bare.more.is_empty());
        assert!(figure.sentence.starts_with(&bare.sentence) && figure.sentence.len() > bare.sentence.len());
    }
}

#[test]
fn the_net_yield_moves_with_its_assumptions() {
    let people = [people()];
    let text = shocked(BORNE, "", "");
    let catalog = catalog();
    let study = prepared(&text, &catalog).expect("the study is sound");
    let found = sensitivity(&study, Arc::new(people.to_vec()), None, &|_, _| true).expect("it runs");
    let net = |text: &str| one(text, &people).net_yield;
    assert_eq!(found.central.levy_yield, Some(net(&text)));
    for (name, moves) in [
        ("equipment_response", true),
        ("capital_share", true),
        ("wage_share", true),
        ("profit_tax_rate", true),
        ("profit_response", false),
        ("profit_adoption", false),
    ] {
        let parameter = format!("ai_levy.{name}");
        let row = found
            .rows
            .iter()
            .find(|row| row.parameter == parameter)
            .expect("it is varied");
        assert_eq!(row.levy_swing.expect("a levy") > 0.0, moves, "{name}");
        for end in [&row.low, &row.high] {
            let own = net(&shocked(BORNE, &format!("\"{parameter}\" = {}", end.value), ""));
            assert_eq!(end.figures.expect("it is allowed").levy_yield, Some(own), "{name}");
        }
    }
    // With assumptions of other files it is not worked out.
    let beside = shocked(&format!("{BORNE}, \"transition_allowance\""), "", "");
    let beside = prepared(&beside, &catalog).expect("the study is sound");
    let found = sensitivity(&beside, Arc::new(people.to_vec()), None, &|_, _| true).expect("it runs");
    assert!(found.central.levy_yield.is_some());
    let mut others = 0;
    for row in &found.rows {
        let ends = [&row.low, &row.high].map(|end| end.figures.expect("it is allowed").levy_yield);
        let is_tried = !row.parameter.starts_with("transition_allowance.");
        others += usize::from(!is_tried);
        assert_eq!(row.levy_swing.is_some(), is_tried, "{}", row.parameter);
        assert!(ends.iter().all(|end| end.is_some() == is_tried), "{}", row.parameter);
    }
    assert!(others > 0);
    // Without a levy there is no such figure.
    let other = text
        .replace("add = [\"ai_levy\"", "add = [\"transition_allowance\"")
        .replace(BORNE, "");
    let other: String = other
        .lines()
        .filter(|line| !line.contains("ai_levy"))
        .map(|line| format!("{line}\n"))
        .collect();
    let other = prepared(&other, &catalog).expect("the study is sound");
    let found = sensitivity(&other, Arc::new(people.to_vec()), None, &|_, _| true).expect("it runs");
    assert!(found.central.levy_yield.is_none() && found.rows.iter().all(|row| row.levy_swing.is_none()));
}

#[test]
fn what_the_files_name_is_there() {
    let catalog = catalog();
    let prepared = prepared(&shocked(BORNE, "", ""), &catalog).expect("the study is sound");
    let law = prepared.reform.as_ref().expect("a reform");
    let rules = law.instrument("ai_levy").and_then(|file| file.levy_yield.as_ref());
    let rules = rules.expect("the levy says what is told of its yield");
    let names: Vec<String> = commonweal_tests::policy_files()
        .iter()
        .filter_map(|(path, _)| Some(path.strip_prefix("instruments/")?.strip_suffix(".toml")?.to_string()))
        .collect();
    for (name, _) in rules.offsets.iter().chain(&rules.incidence) {
        assert!(names.contains(name), "{name}");
    }
}

#[test]
fn a_yield_that_is_no_amount_is_refused() {
    let levy = |lines: &str| {
        format!(
            "format = 1\nname = \"by-hand\"\nsystem = \"plain\"\nyear = 2025\n[reform]\nadd = [\"own_levy\"]\n[[instruments]]\nname = \"own_levy\"\nkind = \"levy\"\n\
             rules = {{ amount = \"0.5 * earnings\" }}\n[instruments.yield]\n{lines}\n"
        )
    };
    let problem = |lines: &str| {
        let people = three();
        let found =
            prepared(&levy(lines), &catalog()).and_then(|study| Ok(levy_yields(&study, &people, &|_, _| true)?.len()));
        found.map_err(|problems| problems[0].code)
    };
    assert_eq!(problem("before_response = \"earnings\""), Ok(1));
    assert_eq!(problem("before_response = \"age > 20\""), Err("unit-mismatch"));
    assert_eq!(problem("offsets = []"), Err("missing-key"));
    let economy = |by: &str, column: &str| {
        format!(
            "before_response = \"earnings\"\n[instruments.yield.economy]\nby = \"{by}\"\narises_with = \"earnings\"\n[instruments.yield.economy.columns]\npay = \"{column}\""
        )
    };
    assert_eq!(problem(&economy("sector", "earnings")), Ok(1));
    assert_eq!(problem(&economy("age", "earnings")), Err("wrong-level"));
    assert_eq!(problem(&economy("sector", "nothing_of_that_name")), Err("unknown-name"));
    // Names that the table of the economy has for itself.
    for name in ["levy", "group", "levy_paid"] {
        let own = economy("sector", "earnings").replace("\npay = ", &format!("\n{name} = "));
        assert_eq!(problem(&own), Err("reserved-name"), "{name}");
    }
    // A system without the category tells no economy.
    assert_eq!(problem(&economy("colour", "earnings")), Ok(1));
}

#[test]
fn what_is_wrong_with_a_yield_refuses_no_run_that_does_not_ask_for_it() {
    for lines in [
        "before_response = \"age > 20\"",
        "before_response = \"no_column_of_that_name\"",
        "before_response = \"earnings\"\n[instruments.yield.economy]\nby = \"sector\"\narises_with = \"no_column_of_that_name\"\n[instruments.yield.economy.columns]\npay = \"earnings\"",
    ] {
        let text = format!(
            "format = 1\nname = \"by-hand\"\nsystem = \"plain\"\nyear = 2025\n[reform]\nadd = [\"own_levy\"]\n[[instruments]]\nname = \"own_levy\"\nkind = \"levy\"\n\
             rules = {{ amount = \"0.5 * earnings\" }}\n[instruments.yield]\n{lines}\n"
        );
        assert_eq!(flow(&results(&text, &three()), "own_levy"), 50000.0, "{lines}");
        let study = prepared(&text, &catalog()).expect("the study is sound");
        assert!(levy_yields(&study, &three(), &|_, _| true).is_err(), "{lines}");
        // A check asks for all of a file.
        let checked = check(&source("study.toml", &text), &catalog(), "plain", &|_| None);
        assert!(!checked.diagnostics.is_empty(), "{lines}");
    }
}

#[test]
fn a_train_or_pay_levy_loses_what_firms_spend_instead() {
    let text =
        |set: &str| {
            by_hand("").replace(
            "add = [\"ai_levy\", \"levy_profit_tax_relief\", \"levy_incidence_capital\", \"levy_incidence_wages\"]",
            "add = [\"train_or_pay_levy\"]",
        ).replace("[reform.set]\n", &format!("[reform.set]\n{set}\n"))
        };
    // Of what is lacking half is spent, and nobody else's income bears it.
    let found = one(&text(""), &three());
    assert!(found.static_yield > 0.0, "{found:?}");
    assert_eq!(found.slower_adoption, 0.0);
    close(found.statutory_yield, 0.5 * found.static_yield);
    close(found.own_erosion, -0.5 * found.static_yield);
    assert_eq!((found.net_yield, found.net_share), (found.statutory_yield, Some(1.0)));
    // Without training of their own firms lack .01 of 100000, and pay it if they do not answer.
    let none = one(
        &text("\"train_or_pay_levy.training_share\" = 0\n\"train_or_pay_levy.response\" = 0"),
        &three(),
    );
    close(none.static_yield, 1000.0);
    assert_eq!(none.statutory_yield, none.static_yield);
    let economy = none.economy.expect("the people have sectors");
    let levies: Vec<(&str, f64)> = economy.rows.iter().map(|row| (row.group.as_str(), row.levy)).collect();
    assert_eq!((levies[0].0, levies[1].0), ("industry", "finance"));
    close(levies[0].1, 700.0);
    close(levies[1].1, 300.0);
}

#[test]
fn the_net_yields_of_a_sensitivity_can_be_cancelled() {
    use std::sync::atomic::{AtomicU64, Ordering};
    let people = [people()];
    let study = prepared(&shocked(BORNE, "", ""), &catalog()).expect("the study is sound");
    let run = |last: u64| {
        let calls = AtomicU64::new(0);
        let progress = |_: u64, _: u64| calls.fetch_add(1, Ordering::Relaxed) < last;
        let found = sensitivity(&study, Arc::new(people.to_vec()), None, &progress);
        (found.map_err(|problems| problems[0].code), calls.into_inner())
    };
    let (whole, calls) = run(u64::MAX);
    let rows = whole.expect("it runs").rows.len() as u64;
    // More is asked than twice a row: each run of the yield asks too.
    assert!(calls > 4 * rows, "{calls} of {rows} rows");
    for last in [0, calls / 4, calls / 2] {
        let (found, asked) = run(last);
        assert_eq!(found.err(), Some("cancelled"), "after {last} of {calls}");
        // Threads that run beside each other may have asked once more each.
        assert!(asked < last + calls / 4, "{asked} after {last} of {calls}");
    }
}

#[test]
fn what_arises_with_nothing_or_with_less_arises_with_nobody() {
    let of = |arises_with: &str| {
        let text = format!(
            "format = 1\nname = \"by-hand\"\nsystem = \"plain\"\nyear = 2025\n[reform]\nadd = [\"own_levy\"]\n[[instruments]]\nname = \"own_levy\"\nkind = \"levy\"\n\
             rules = {{ amount = \"0.5 * earnings\" }}\n[instruments.yield]\nbefore_response = \"earnings\"\n[instruments.yield.economy]\nby = \"sector\"\narises_with = \"{arises_with}\"\n\
             [instruments.yield.economy.columns]\npay = \"earnings\"\n"
        );
        let found = one(&text, &three());
        assert_eq!(found.statutory_yield, 50000.0);
        let rows = found.economy.expect("the people have sectors").rows;
        let told = |row: commonweal_core::costing::EconomyRow| (row.group, row.values[0], row.levy);
        rows.into_iter().map(told).collect::<Vec<_>>()
    };
    let row = |group: &str, pay: f64, levy: f64| (group.to_string(), pay, levy);
    // 2 x 20000 + 3 x 10000 in industry, 30000 in finance.
    let divided = [row("industry", 70000.0, 35000.0), row("finance", 30000.0, 15000.0)];
    assert_eq!(of("earnings"), divided);
    let nobody = [
        row("industry", 70000.0, 0.0),
        row("finance", 30000.0, 0.0),
        row("rest", 0.0, 50000.0),
    ];
    for arises_with in [
        "0 * earnings",
        "0 - earnings",
        // 4000 in one sector and -4000 in the other.
        "ai_profit if sector == 'finance' else 0 - ai_profit",
    ] {
        assert_eq!(of(arises_with), nobody, "{arises_with}");
    }
}

#[test]
fn what_is_told_of_a_yield_is_in_no_fingerprint() {
    let text = |told: &str| {
        format!(
            "format = 1\nname = \"by-hand\"\nsystem = \"plain\"\nyear = 2025\n[reform]\nadd = [\"own_levy\"]\n[[instruments]]\nname = \"own_levy\"\nkind = \"levy\"\n\
             rules = {{ amount = \"0.5 * earnings\" }}\n{told}"
        )
    };
    let people = three();
    let bare = results(&text(""), &people).fingerprint;
    let told = "[instruments.yield]\nbefore_response = \"earnings + 0 * net_wealth\"\n";
    assert_eq!(results(&text(told), &people).fingerprint, bare);
}
