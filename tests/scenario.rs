//! Scenarios: the shock that a study chooses, what the law does to it, and what economics demands of both.

use std::collections::BTreeMap;

use commonweal_core::costing::{Results, cost, incentives, prepare};
use commonweal_core::document::Diagnostic;
use commonweal_core::measures::{Incentives, RateTable};
use commonweal_core::population::{Population, RawData, Recipe, generate};
use commonweal_core::simulation::Request;
use commonweal_core::system::{Catalog, Study};
use commonweal_tests::people::People;
use commonweal_tests::{catalog, nothing_beside, run_fresh, source};

fn people(households: u32) -> People {
    let system = catalog().system("stylised").expect("the system is sound");
    People::random(&system, 11, households)
}

fn population(people: &People) -> Population {
    let system = catalog().system("stylised").expect("the system is sound");
    people.population(&system).expect("the people are sound")
}

/// A study of the stylised system with more lines, and more rule files beside it.
fn costed_with(
    lines: &str,
    parts: &[Population],
    catalog: &Catalog,
    beside: &[(&str, &str)],
) -> Result<Results, Vec<Diagnostic>> {
    let text = format!("format = 1\nname = \"shock\"\nsystem = \"stylised\"\nyear = 2025\n{lines}");
    let study = Study::read(&source("study.toml", &text))?;
    let find = |name: &str| {
        let found = beside.iter().find(|(file, _)| *file == name);
        found.map(|(file, text)| source(file, text))
    };
    let prepared = prepare(&study, catalog, &find, &[], None)?;
    cost(&prepared, parts, &|_, _| true).map(|costing| costing.results)
}

fn costed(lines: &str, parts: &[Population]) -> Results {
    costed_with(lines, parts, &catalog(), &[]).expect("the study runs")
}

/// The first package with its levy: short-time work keeps jobs, the levy slows automation, places are rationed by the fund.
const PACKAGE: &str = r#"
scenario = "ai-central"
[reform]
add = ["short_time_work", "short_time_employer_contributions", "transition_allowance", "basic_income", "ai_levy"]
[reform.set]
"ai_levy.base_of_levy" = "equipment"
"basic_income.adult_amount" = 1200
"unemployment_insurance.covers_gig" = true
"#;

#[test]
fn without_a_shock_the_two_runs_are_one() {
    let parts = [population(&people(300))];
    let calm = costed("", &parts);
    let nothing = costed(
        "scenario = { name = \"ai-central\", set = { displaced_share = 0, displaced_gig_share = 0, wage_gain = 0, capital_gain = 0 } }",
        &parts,
    );
    let shock = nothing.shock.expect("the shock is measured");
    assert_eq!(shock.cost_of_shock, 0.0);
    assert_eq!(shock.displaced_baseline, 0.0);
    assert_eq!(nothing.net_cost.to_bits(), calm.net_cost.to_bits());
    assert_eq!(nothing.poverty, calm.poverty);
    assert_eq!(nothing.inequality, calm.inequality);
    assert_eq!(nothing.deciles, calm.deciles);
    for (a, b) in nothing.budget.iter().zip(&calm.budget) {
        assert_eq!(a, b);
    }
}

#[test]
fn the_share_is_met_as_closely_as_whole_persons_allow() {
    let parts = [population(&people(600))];
    // With one cell the weight chosen differs from the share by half a person at most: weights are 9 at most.
    for share in [0.02, 0.07, 0.13, 0.5] {
        let scenario = r#"
format = 1
name = "plain_loss"
kind = "scenario"
[parameters]
lost_share = { unit = "share", default = 0.1, range = [0, 1], assumption = true }
[selections.hit]
who = "labour_status == 'employee'"
share = "lost_share"
[becomes]
displaced = "selected.hit"
"#;
        let lines = format!("scenario = {{ name = \"plain_loss\", set = {{ lost_share = {share} }} }}");
        let catalog = catalog();
        let results = costed_with(&lines, &parts, &catalog, &[("plain_loss.toml", scenario)]).expect("the study runs");
        let all = costed_with(
            "scenario = { name = \"plain_loss\", set = { lost_share = 1 } }",
            &parts,
            &catalog,
            &[("plain_loss.toml", scenario)],
        );
        let all = all.expect("the study runs").shock.expect("measured").displaced_baseline;
        let hit = results.shock.expect("measured").displaced_baseline;
        assert!((hit - share * all).abs() <= 4.5, "{hit} of {all} are not {share}");
    }
}

/// What a benefit of 1000 for the displaced of a place pays under the reform, in persons.
fn displaced_where(condition: &str, set: &str, parts: &[Population]) -> f64 {
    let probe = format!(
        "format = 1\nname = \"probe\"\nkind = \"benefit\"\n[parameters]\n\
         each = {{ unit = \"currency/year\", default = 1024, range = [0, 2000], assumption = true }}\n[rules]\n\
         amount = \"each if displaced and {condition} else 0\"\n"
    );
    let lines = format!(
        "scenario = {{ name = \"ai-central\", set = {{ {set} }} }}\n\
         [reform]\nadd = [\"probe\"]\n"
    );
    let results = costed_with(&lines, parts, &catalog(), &[("probe.toml", probe.as_str())]).expect("the study runs");
    let flow = results.flows.iter().find(|flow| flow.name == "probe");
    flow.expect("somebody is displaced").reform / 1024.0
}

#[test]
fn multipliers_shift_who_is_displaced_and_not_how_many() {
    let parts = [population(&people(6000))];
    let alike = "incidence = \"uniform\", displaced_share = 0.2";
    let where_with = |condition: &str, set: &str| displaced_where(condition, &format!("{alike}{set}"), &parts);
    let all = |set: &str| where_with("true", set);
    let plain = all("");
    for (condition, set) in [
        ("household.region == 'hill'", ", region_multiplier = { hill = 3 }"),
        ("sector == 'finance'", ", sector_multiplier = { finance = 3 }"),
    ] {
        // Whole persons in each occupation keep the total from being the same to the person.
        assert!((all(set) - plain).abs() < 0.05 * plain, "{set}: {} {plain}", all(set));
        let (before, after) = (where_with(condition, ""), where_with(condition, set));
        assert!(after > 1.4 * before, "{set}: {before} {after}");
    }
    // Multipliers of 1 are none, to the bit; a multiplier of all alike changes nobody.
    let named = ", region_multiplier = { hill = 1, plain = 1, shore = 1 }, sector_multiplier = { finance = 1 }";
    assert_eq!(all(named), plain);
    assert_eq!(all(", region_multiplier = { hill = 2, plain = 2, shore = 2 }"), plain);
}

#[test]
fn exposure_can_be_that_of_a_published_score() {
    let parts = [population(&people(6000))];
    let lost = |occupation: &str, from: &str| {
        let set = format!("displaced_share = 0.2, exposure_from = \"{from}\"");
        displaced_where(&format!("occupation == '{occupation}'"), &set, &parts)
    };
    // These people's own exposure is drawn by chance; the scores move the loss from elementary work, that of Eloundou et al. by more.
    for from in ["ilo", "eloundou"] {
        assert!(
            lost("clerical_support", from) > 1.4 * lost("clerical_support", "data"),
            "{from}"
        );
    }
    let [own, ilo, eloundou] = ["data", "ilo", "eloundou"].map(|from| lost("elementary", from));
    assert!(own > ilo && ilo > 1.4 * eloundou, "{own} {ilo} {eloundou}");
}

#[test]
fn precision_recall_and_calibration_are_those_of_the_people() {
    let people = people(2000);
    let whole = population(&people);
    let told = |set: &str, parts: &[Population]| {
        let lines = format!("scenario = {{ name = \"ai-central\", set = {{ {set} }} }}\n");
        let shock = costed(&lines, parts).shock.expect("measured");
        let forecast = shock.forecast.clone().expect("there is a forecast");
        (shock, forecast)
    };
    let (shock, forecast) = told(
        "displaced_share = 0.2, displaced_gig_share = 0.2",
        std::slice::from_ref(&whole),
    );
    let can_be_hit = shock.selections.iter().filter(|row| row.selection.ends_with("at_risk"));
    let can_be_hit = can_be_hit.fold(0.0, |sum, row| sum + row.persons);
    let near = |a: f64, b: f64| (a - b).abs() < 1e-6 * b.abs().max(1.0);
    assert!(near(forecast.persons, can_be_hit), "{} {can_be_hit}", forecast.persons);
    assert!(near(
        forecast.displaced_share * forecast.persons,
        shock.displaced_baseline
    ));
    let mut last = 1.0;
    for row in &forecast.thresholds {
        let (warned, recall) = (row.warned_share.expect("people"), row.recall.expect("displaced"));
        let hits = warned * row.precision.unwrap_or(0.0);
        assert!(near(hits, recall * forecast.displaced_share), "{row:?}");
        assert!(warned <= last, "{row:?}");
        last = warned;
    }
    // Parts do not matter, nor does the order of rows.
    let households = whole.households();
    let parts: Vec<Population> = (0..3)
        .map(|at| whole.part(households * at / 3..households * (at + 1) / 3))
        .collect();
    let set = "displaced_share = 0.2, displaced_gig_share = 0.2";
    assert_eq!(told(set, &parts).1, forecast);
    assert_eq!(told(set, &[population(&people.shuffled(3))]).1, forecast);
    // Everybody alike and no error: all are warned at .2 and below, nobody above, and as many lose the work as was said.
    let (_, alike) = told(
        "displaced_share = 0.25, displaced_gig_share = 0.25, incidence = \"uniform\", forecast_error = 0",
        std::slice::from_ref(&whole),
    );
    assert!((alike.mean_predicted - 0.25).abs() < 1e-6, "{}", alike.mean_predicted);
    assert!(
        (alike.displaced_share - 0.25).abs() < 0.015,
        "{}",
        alike.displaced_share
    );
    assert_eq!(alike.tenths.len(), 1);
    for row in &alike.thresholds {
        let all = row.threshold <= 0.25;
        assert_eq!(row.warned_share, Some(if all { 1.0 } else { 0.0 }), "{row:?}");
        assert_eq!(row.recall, Some(if all { 1.0 } else { 0.0 }), "{row:?}");
        assert_eq!(row.precision.is_some(), all, "{row:?}");
    }
}

#[test]
fn rules_and_states_add_up_to_the_policy() {
    let parts = [population(&people(2000))];
    let results = costed(PACKAGE, &parts);
    let shock = results.shock.expect("the shock is measured");
    let (rules, states) = (
        shock.rule_effect.expect("a reform"),
        shock.state_effect.expect("a reform"),
    );
    // The rules alone: the same reform that offers the scenario nothing, by values that leave every lever at its default.
    let without_levers = PACKAGE.replace(
        "[reform.set]\n",
        "[reform.set]\n\"short_time_work.used_share\" = 0\n\"ai_levy.equipment_response\" = 0\n",
    );
    let held = costed(&without_levers, &parts);
    // The levy's own answer is part of its rule: without it the base is larger by 1 / .869358, the value of exp(-.07 x 2).
    let levy = |results: &Results| {
        let row = results.flows.iter().find(|row| row.name == "ai_levy");
        row.expect("a levy").reform
    };
    let answered = levy(&held) * (1.0 - 0.869358);
    assert!(answered > 0.0);
    let wanted = held.net_cost + answered;
    assert!((rules - wanted).abs() < 1e-6 * wanted.abs(), "{rules} is not {wanted}");
    assert!((states - (results.net_cost - wanted)).abs() < 1e-6 * wanted.abs());
    // Short-time work keeps jobs and a levy on equipment slows automation: fewer are displaced, and that has a cost or a gain.
    assert!(shock.displaced_reform < shock.displaced_baseline);
    assert_ne!(states, 0.0);
    // Whose loss is avoided never leaves the count of the displaced.
    assert_eq!(shock.coverage.baseline.displaced, shock.displaced_baseline);
    assert_eq!(shock.coverage.reform.displaced, shock.displaced_baseline);
    assert!(shock.coverage.reform.avoided > 0.0);
    assert_eq!(shock.coverage.baseline.avoided, 0.0);
}

#[test]
fn a_law_that_reaches_no_lever_changes_no_state() {
    let parts = [population(&people(400))];
    let results = costed(
        "scenario = \"ai-central\"\n[reform]\nadd = [\"negative_income_tax\"]\n[options]\ncalm = true\n",
        &parts,
    );
    let shock = results.shock.expect("the shock is measured");
    assert_eq!(shock.state_effect, Some(0.0));
    assert_eq!(shock.displaced_reform, shock.displaced_baseline);
    assert!(shock.cost_in_calm_times.is_some());
}

#[test]
fn draws_of_one_thing_change_nobody_elses() {
    let parts = [population(&people(400))];
    let alone = costed("scenario = \"ai-central\"\n", &parts).shock.expect("measured");
    // Another instrument that draws, and other draws of the scenario itself (who trains, which jobs come back).
    let lottery = "format = 1\nname = \"lottery\"\nkind = \"benefit\"\n[parameters]\n\
                   prize = { unit = \"currency/year\", default = 100, range = [0, 1000], assumption = true }\n\
                   [rules]\namount = \"prize if draw.luck < 0.5 else 0\"\n[draws]\nluck = \"person\"\n";
    let lines = "scenario = { name = \"ai-central\", set = { training_share = 0.9 } }\n[reform]\nadd = [\"lottery\"]\n";
    let with = costed_with(lines, &parts, &catalog(), &[("lottery.toml", lottery)]).expect("the study runs");
    let with = with.shock.expect("measured");
    assert_eq!(with.coverage.baseline.displaced, alone.coverage.baseline.displaced);
    assert_eq!(with.displaced_reform, alone.displaced_baseline);
    assert_eq!(with.coverage.baseline.eligible, alone.coverage.baseline.eligible);
}

#[test]
fn the_bits_do_not_depend_on_parts_order_or_threads() {
    let people = people(400);
    let whole = population(&people);
    let expected = costed(PACKAGE, std::slice::from_ref(&whole)).fingerprint;
    for cuts in [3usize, 10] {
        let households = whole.households();
        let parts: Vec<Population> = (0..cuts)
            .map(|at| whole.part(households * at / cuts..households * (at + 1) / cuts))
            .collect();
        assert_eq!(costed(PACKAGE, &parts).fingerprint, expected, "in {cuts} parts");
    }
    let shuffled = population(&people.shuffled(5));
    assert_eq!(costed(PACKAGE, &[shuffled]).fingerprint, expected, "shuffled");
    for threads in [1, 2, 7] {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("threads start");
        let found = pool.install(|| costed(PACKAGE, std::slice::from_ref(&whole)).fingerprint);
        assert_eq!(found, expected, "with {threads} threads");
    }
}

#[test]
fn households_have_what_the_books_say_with_scenario_levy_and_fund() {
    let people = people(400);
    let parts = [population(&people)];
    let text = format!("format = 1\nname = \"shock\"\nsystem = \"stylised\"\nyear = 2025\n{PACKAGE}");
    let study = Study::read(&source("study.toml", &text)).expect("the study is sound");
    let prepared = prepare(&study, &catalog(), &|_| None, &[], None).expect("the study is sound");
    let costing = cost(&prepared, &parts, &|_, _| true).expect("the study runs");
    let laws = &costing.program.laws[..2];
    let request = Request {
        totals: Vec::new(),
        columns: laws.iter().map(|law| law.measures.income).collect(),
    };
    let outcome = run_fresh(&costing.program, &parts, study.options.seed, &request).expect("the law runs");
    let numbers = |name: &str| {
        let column = people.table.columns.iter().find(|column| column.name == name);
        match &column.expect("the column is there").data {
            RawData::I64(cells) => cells.to_vec(),
            _ => panic!("whole numbers"),
        }
    };
    let weights: BTreeMap<i64, i64> = numbers("hid").into_iter().zip(numbers("weight")).collect();
    let account = costing
        .results
        .accounts
        .iter()
        .find(|account| account.account == "households");
    let account = account.expect("households have an account");
    // Each household's disposable income, which the system makes of its concepts, against what the ledger's flows leave all.
    for (law, told) in laws.iter().zip([account.baseline, account.reform]) {
        let incomes = &outcome.columns[0][&law.measures.income];
        let own = incomes.iter().enumerate().fold(0.0, |sum, (row, income)| {
            let id: i64 = parts[0].entities[1].ids.text(row).parse().expect("a whole id");
            // Whole steps of 2^-16 times whole weights: exact while below 2^53 steps.
            sum + income * weights[&id] as f64
        });
        assert_eq!(own, told);
    }
}

#[test]
fn the_net_cost_of_the_instruments_adds_up() {
    let parts = [population(&people(300))];
    for attribution in ["shapley", "stacked"] {
        let results = costed(
            &format!("{PACKAGE}[options]\nattribution = \"{attribution}\"\n"),
            &parts,
        );
        assert_eq!(results.attribution, attribution);
        let sum = results.budget.iter().fold(0.0, |sum, row| sum + row.net_cost);
        assert!((sum - results.net_cost).abs() <= 1e-6 * results.net_cost.abs().max(1.0));
    }
}

/// The rates of every earner in a country without any law, and with the instruments that are added.
fn rates(parts: &[Population], reform: &str, beside: &[(&str, &str)]) -> [Incentives; 2] {
    let text = format!(
        "format = 1\nname = \"rates\"\nsystem = \"stylised\"\nyear = 2025\nscenario = \"ai-central\"\n\
         [baseline]\nremove = [\"social_contributions\", \"employer_social_contributions\", \"income_tax\", \"child_benefit\", \
         \"social_assistance\", \"unemployment_insurance\"]\n{reform}"
    );
    let catalog = catalog();
    let study = Study::read(&source("study.toml", &text)).expect("the study is sound");
    let find = |name: &str| {
        let found = beside.iter().find(|(file, _)| *file == name);
        found.map(|(file, text)| source(file, text))
    };
    let prepared = prepare(&study, &catalog, &find, &[], None).expect("the study is sound");
    let found = incentives(&prepared, &catalog, parts, &|_, _| true).expect("the rates are found");
    [found.baseline, found.reform.expect("a reform")]
}

/// That all but the outermost tenths have that rate.
fn all_have(table: &RateTable, rate: f64) {
    for quantile in [table.all.p10, table.all.median, table.all.p90] {
        let found = quantile.expect("somebody earns");
        assert!((found - rate).abs() < 1e-5, "{found} is not {rate}");
    }
}

#[test]
fn the_rates_of_every_country_are_of_its_own_earnings() {
    let catalog = catalog();
    for (name, people, earnings) in [
        ("us-current-law", "us", "wages"),
        ("germany-current-law", "germany", "earnings"),
        ("guangdong-current-law", "guangdong", "earnings"),
        ("informal-economy-current-law", "informal-economy", "earnings"),
    ] {
        let study = Study::read(catalog.package(name).expect(name)).expect("a package is sound");
        let prepared = prepare(&study, &catalog, &nothing_beside, &[], None).expect("a package is sound");
        let recipe = Recipe::read(catalog.population(people).expect(name)).expect("the recipe is sound");
        let people = generate(&recipe, &prepared.system, Some(64), Some(1), None, &|_, _| true);
        let people = people.expect("the people are made").population;
        let found = incentives(&prepared, &catalog, &[people], &|_, _| true).expect("the rates are found");
        assert_eq!(found.earnings, earnings, "{name}");
        assert!(found.baseline.marginal.all.weight > 0.0, "{name}");
    }
}

#[test]
fn rates_are_those_of_the_tariff() {
    // A flat tax on earnings takes its rate of a further unit and of all of them, from everybody.
    let parts = [population(&people(300))];
    let flat = "format = 1\nname = \"flat\"\nkind = \"tax\"\n[parameters]\n\
                rate = { unit = \"share\", default = 0.35, range = [0, 1], assumption = true }\n[rules]\namount = \"rate * earnings\"\n";
    let [nothing, taxed] = rates(&parts, "[reform]\nadd = [\"flat\"]\n", &[("flat.toml", flat)]);
    assert!(nothing.marginal.all.weight > 0.0);
    for (law, rate) in [(&nothing, 0.0), (&taxed, 0.35)] {
        for table in [&law.marginal, &law.participation_insured, &law.participation_uninsured] {
            all_have(table, rate);
        }
    }
    // A guarantee that reaches all but those with a loss: the taper is what the law takes of most.
    let reform = "[reform]\nadd = [\"negative_income_tax\"]\n[reform.set]\n\"negative_income_tax.guarantee\" = 60000\n\
                  \"negative_income_tax.taper\" = 0.05\n";
    let [_, negative] = rates(&parts, reform, &[]);
    for table in [&negative.marginal, &negative.participation_insured] {
        let median = table.all.median.expect("somebody earns");
        assert!((median - 0.05).abs() < 1e-5, "{median}");
    }
    // Six tenths of the lost earnings, for the insured alone: in the second month, not in the fourteenth.
    let insurance = "format = 1\nname = \"six_tenths\"\nkind = \"benefit\"\n[parameters]\n\
                     rate = { unit = \"share\", default = 0.6, range = [0, 1], assumption = true }\n[rules]\n\
                     lost = \"previous_earnings if unemployed_months == 12 and earnings <= 0 and insured_months > 0 else 0\"\namount = \"rate * lost\"\n";
    let [_, insured] = rates(
        &parts,
        "[reform]\nadd = [\"six_tenths\"]\n",
        &[("six_tenths.toml", insurance)],
    );
    // Two fifths of these people are insured.
    let of_insured = insured.participation_insured.all;
    assert!((of_insured.p90.expect("somebody earns") - 0.6).abs() < 1e-5);
    let mean = of_insured.mean.expect("somebody earns");
    assert!((0.1..0.3).contains(&mean), "{mean}");
    all_have(&insured.participation_uninsured, 0.0);
    let mean = |table: &RateTable| table.all.mean.expect("somebody has an income");
    let (with, without) = (mean(&insured.replacement_insured), mean(&insured.replacement_uninsured));
    assert!(without < with, "{with} {without}");
}

#[test]
fn rates_are_those_of_one_person_alone() {
    // A sum shared out by earnings takes of each further unit what it takes of the others, though the sum stays the same.
    let pool = "format = 1\nname = \"pool\"\nkind = \"tax\"\n[parameters]\n\
                pot = { unit = \"currency/year\", default = 1e6, range = [0, 1e9], assumption = true }\n[rules]\n\
                amount = \"pot * ratio(earnings, total(earnings), 0)\"\n";
    let parts = [population(&people(300))];
    let add = "[reform]\nadd = [\"pool\"]\n";
    let results = costed_with(add, &parts, &catalog(), &[("pool.toml", pool)]).expect("the study runs");
    let earnings = results
        .flows
        .iter()
        .find(|flow| flow.name == "earnings")
        .expect("people earn");
    let [_, shared] = rates(&parts, add, &[("pool.toml", pool)]);
    for table in [
        &shared.marginal,
        &shared.participation_insured,
        &shared.participation_uninsured,
    ] {
        let found = table.all.median.expect("somebody earns");
        let wanted = 1e6 / earnings.baseline;
        assert!((found - wanted).abs() < 1e-3 * wanted, "{found} is not {wanted}");
    }
}

/// A benefit that pays nothing and offers a value to a lever.
fn offering(name: &str, lever: &str, value: f64) -> String {
    format!(
        "format = 1\nname = \"{name}\"\nkind = \"benefit\"\n[parameters]\noffered = {{ unit = \"share\", default = {value}, range = [0, 1], \
         assumption = true }}\n[rules]\namount = \"0 * earnings\"\n[levers]\n{lever} = \"offered\"\n"
    )
}

#[test]
fn a_law_of_some_elements_that_cannot_run_is_told() {
    // Both together leave a share of 1.5 x 1 x .5; the first alone asks for 1.5 of the people.
    let scenario = "format = 1\nname = \"pulled\"\nkind = \"scenario\"\n[parameters]\n\
                    reach = { unit = \"number\", default = 1.5, range = [0, 2], assumption = true }\n[selections.hit]\nwho = \"age > 20\"\n\
                    share = \"reach * lever.training_share * lever.adoption_ratio\"\n[becomes]\nearnings = \"0 * earnings if selected.hit else earnings\"\n";
    let (pusher, brake) = (
        offering("pusher", "training_share", 1.0),
        offering("brake", "adoption_ratio", 0.5),
    );
    let beside = [
        ("pulled.toml", scenario),
        ("pusher.toml", &pusher),
        ("brake.toml", &brake),
    ];
    let parts = [population(&people(50))];
    let lines = "scenario = \"pulled\"\n[reform]\nadd = [\"pusher\", \"brake\"]\n";
    let problems = costed_with(lines, &parts, &catalog(), &beside).expect_err("a share of 1.5 is none");
    let problem = &problems[0];
    assert_eq!(
        (problem.code, problem.path.as_str()),
        ("share-out-of-range", "selections.hit.share")
    );
    assert!(
        problem.message.contains("`hit`") && problem.message.contains("pulled"),
        "{}",
        problem.message
    );
    for parameter in ["pulled.reach", "pusher.offered"] {
        assert!(problem.remedy.contains(parameter), "{}", problem.remedy);
    }
    // Stacked from the brake on there is no such law.
    let stacked =
        "scenario = \"pulled\"\n[reform]\nadd = [\"brake\", \"pusher\"]\n[options]\nattribution = \"stacked\"\n";
    assert_eq!(
        costed_with(stacked, &parts, &catalog(), &beside)
            .expect("the study runs")
            .attribution,
        "stacked"
    );
}

#[test]
fn short_time_work_keeps_no_more_jobs_than_it_can() {
    let parts = [population(&people(600))];
    let lines = |set: &str| {
        format!(
            "scenario = {{ name = \"ai-central\", set = {{ displaced_share = 0.13 }} }}\n[reform]\nadd = [\"short_time_work\"]\n[reform.set]\n{set}"
        )
    };
    // All legal, but a kept job needs twenty on short time: there are not so many.
    let scarce = "\"short_time_work.used_share\" = 0.6\n\"short_time_work.deadweight\" = 0.9\n";
    let shock = costed(&lines(scarce), &parts).shock.expect("measured");
    assert!(shock.displaced_reform < shock.displaced_baseline);
    let plenty = "\"short_time_work.used_share\" = 0.6\n\"short_time_work.deadweight\" = 0.2\n";
    let more = costed(&lines(plenty), &parts).shock.expect("measured");
    assert!(more.displaced_reform < shock.displaced_reform);
    // Where no allowance is paid no job is kept.
    for nothing in [
        "\"short_time_work.longest\" = 0\n",
        "\"short_time_work.minimum_loss\" = 0.6\n",
        "\"short_time_work.hours_cut\" = 0.1\n",
        "\"short_time_work.rate\" = 0\n\"short_time_work.rate_with_child\" = 0\n",
    ] {
        let shock = costed(&lines(nothing), &parts).shock.expect("measured");
        assert_eq!(shock.displaced_reform, shock.displaced_baseline, "{nothing}");
        assert_eq!(shock.state_effect, Some(0.0), "{nothing}");
    }
}

/// A scenario of its own, over the parts.
fn of_scenario(text: &str, more: &str, parts: &[Population]) -> Result<Results, Vec<Diagnostic>> {
    let lines = format!("scenario = \"mine\"\n{more}");
    let file = format!("format = 1\nname = \"mine\"\nkind = \"scenario\"\n{text}");
    costed_with(&lines, parts, &catalog(), &[("mine.toml", &file)])
}

#[test]
fn shares_are_met_in_cells_and_with_certain_persons() {
    let parts = [population(&people(900))];
    let hit = "[selections.hit]\nwho = \"age > 17\"\nby = [\"region\", \"sex\"]\n";
    let chosen = |share: f64, risk: &str| {
        let text = format!("{hit}share = \"{share}\"\nrisk = \"{risk}\"\n[becomes]\ndisplaced = \"selected.hit\"\n");
        let shock = of_scenario(&text, "", &parts)
            .expect("the study runs")
            .shock
            .expect("measured");
        let row = &shock.selections[0];
        assert_eq!(
            (row.law.as_str(), row.selection.as_str(), row.share_asked),
            ("baseline", "hit", share)
        );
        assert_eq!(row.chosen, shock.displaced_baseline);
        assert_eq!(row.share_met, Some(row.chosen / row.persons));
        (row.persons, row.chosen)
    };
    for share in [0.03, 0.2, 0.7] {
        // Six cells, in each half a person of weight 9 at most; chances of the old reach 1 at the larger shares.
        for risk in ["1", "0.01 + exposure", "30 if age > 60 else 1"] {
            let (persons, chosen) = chosen(share, risk);
            assert!(
                (chosen - share * persons).abs() <= 6.0 * 4.5,
                "{chosen} of {persons} are not {share}, by {risk}"
            );
        }
    }
    // All whose chance is 1 are chosen: those above 60 are fewer than the share.
    let old = "[selections.hit]\nwho = \"age > 17\"\nshare = \"0.7\"\nrisk = \"1e4 if age > 60 else 1\"\n[rules]\nleft_out = \"age > 60 and not selected.hit\"\n\
               [becomes]\ndisplaced = \"left_out\"\n";
    let left_out = of_scenario(old, "", &parts)
        .expect("the study runs")
        .shock
        .expect("measured");
    assert_eq!(left_out.displaced_baseline, 0.0);
}

#[test]
fn what_a_selection_cannot_meet_is_told() {
    let parts = [population(&people(300))];
    let row = |who: &str, risk: &str| {
        let text = format!(
            "[selections.hit]\nwho = \"{who}\"\nshare = \"0.5\"\nrisk = \"{risk}\"\n[becomes]\ndisplaced = \"selected.hit\"\n"
        );
        let shock = of_scenario(&text, "", &parts)
            .expect("the study runs")
            .shock
            .expect("measured");
        shock.selections[0].clone()
    };
    let nobody = row("age > 110", "1");
    assert_eq!((nobody.persons, nobody.chosen, nobody.share_met), (0.0, 0.0, None));
    let few = row("age > 17", "1 if age > 80 else 0");
    let met = few.share_met.expect("some can be chosen");
    assert!(met > 0.0 && met < 0.25, "{met}");
    // A risk that is nothing on the grid of 2^-16.
    assert_eq!(row("age > 17", "exposure * 0.000001").share_met, Some(0.0));
}

#[test]
fn a_draw_with_the_name_of_a_selection_is_another_draw() {
    let parts = [population(&people(600))];
    let displaced = |more: &str| {
        let text = format!(
            "[selections.hit]\nwho = \"age > 17\"\nshare = \"0.2\"\n[draws]\nhit = \"person\"\n[rules]\nlate = \"draw.hit > 0.5\"\n\
             [becomes]\ndisplaced = \"selected.hit{more}\"\n"
        );
        of_scenario(&text, "", &parts)
            .expect("the study runs")
            .shock
            .expect("measured")
            .displaced_baseline
    };
    let (all, late) = (displaced(" or late and not late"), displaced(" and late"));
    assert!((0.4..0.6).contains(&(late / all)), "{late} of {all}");
}

#[test]
fn a_levy_takes_off_its_own_response_alone() {
    let parts = [population(&people(500))];
    let brake = offering("brake", "adoption_ratio", 0.5);
    let received = |add: &str| {
        let lines = format!(
            "scenario = \"ai-central\"\n[reform]\nadd = [\"ai_levy\"{add}]\n[reform.set]\n\"ai_levy.base_of_levy\" = \"profit\"\n"
        );
        let results = costed_with(&lines, &parts, &catalog(), &[("brake.toml", &brake)]).expect("the study runs");
        let row = results
            .budget
            .iter()
            .find(|row| row.instrument == "ai_levy")
            .expect("a levy");
        // What stands in the data has no scenario behind it.
        let held = costed_with(
            &lines.replace("scenario = \"ai-central\"", "scenario = { name = \"ai-central\", set = { capital_gain = 0, displaced_share = 0, displaced_gig_share = 0 } }"),
            &parts,
            &catalog(),
            &[("brake.toml", &brake)],
        );
        let held = held.expect("the study runs");
        let of_data = held
            .budget
            .iter()
            .find(|row| row.instrument == "ai_levy")
            .expect("a levy")
            .reform_amount;
        row.reform_amount - of_data
    };
    // Profits follow adoption exactly; half of it is left by the other instrument, and the levy's own base does not undo that.
    let (alone, beside) = (received(""), received(", \"brake\""));
    assert!((beside / alone - 0.5).abs() < 1e-3, "{beside} of {alone}");
}

fn refused(lines: &str, beside: &[(&str, &str)], code: &str, words: &str) {
    let parts = [population(&people(20))];
    let problems = costed_with(lines, &parts, &catalog(), beside).expect_err("the study is refused");
    assert!(
        problems
            .iter()
            .any(|problem| problem.code == code && (problem.message.contains(words) || problem.remedy.contains(words))),
        "{code} with `{words}` is not among {problems:#?}"
    );
}

#[test]
fn wrong_scenarios_are_refused_with_place_and_remedy() {
    refused("scenario = \"ai-centrall\"", &[], "unknown-name", "ai_central");
    refused(
        "scenario = \"basic_income\"",
        &[(
            "basic_income.toml",
            "format = 1\nname = \"basic_income\"\nkind = \"benefit\"\n[rules]\namount = \"0 * earnings\"\n",
        )],
        "not-a-scenario",
        "benefit",
    );
    refused(
        "scenario = { name = \"ai-central\", set = { displaced_shar = 0.1 } }",
        &[],
        "unknown-name",
        "displaced_share",
    );
    refused(
        "scenario = { name = \"ai-central\", set = { displaced_share = 0.9 } }",
        &[],
        "out-of-range",
        "displaced_share",
    );
    let file = |body: &str| format!("format = 1\nname = \"mine\"\nkind = \"scenario\"\n{body}");
    for (body, code, words) in [
        ("[becomes]\nearning = \"0 * earnings\"\n", "unknown-name", "earnings"),
        ("[becomes]\nearnings = \"1 + 1\"\n", "unit-mismatch", "earnings"),
        (
            "[becomes]\nearnings = \"earnings if selected.hit else earnings\"\n",
            "unknown-name",
            "selections",
        ),
        (
            "[rules]\nx = \"lever.adoption_rati\"\n",
            "unknown-name",
            "adoption_ratio",
        ),
        (
            "[selections.hit]\nwho = \"earnings\"\nshare = \"0.1\"\n",
            "not-a-truth",
            "hit",
        ),
        (
            "[selections.hit]\nwho = \"age > 20\"\nshare = \"exposure\"\n",
            "wrong-level",
            "hit",
        ),
        (
            "[selections.hit]\nwho = \"age > 20\"\nshare = \"0.1\"\nby = [\"age\"]\n",
            "not-a-category",
            "age",
        ),
        ("[selections.hit]\nwho = \"age > 20\"\n", "missing-key", "share"),
        ("[set]\nx = 1\n", "missing-key", "scenario"),
        ("based_on = \"mine\"\n", "cycle", "scenario"),
        ("[rules]\namount = \"earnings\"\n", "missing-amount", "another kind"),
        (
            "based_on = \"ai_central\"\n[becomes]\nearnings = \"0 * earnings\"\n",
            "misplaced-rules",
            "becomes",
        ),
        (
            "based_on = \"ai_central\"\n[rules]\nx = \"1\"\n",
            "misplaced-rules",
            "rules",
        ),
        (
            "[becomes]\nunemployed_months = \"0 * unemployed_months + 30\"\n",
            "out-of-range",
            "unemployed_months",
        ),
        (
            "[becomes]\nunemployed_months = \"unemployed_months + 12 if age > 20 else unemployed_months\"\n",
            "column-out-of-range",
            "unemployed_months",
        ),
        (
            "[becomes]\nearnings = \"earnings - 2 * earnings\"\n",
            "column-out-of-range",
            "earnings",
        ),
    ] {
        refused("scenario = \"mine\"", &[("mine.toml", &file(body))], code, words);
    }
    refused(
        "[reform]\nadd = [\"pusher\"]\n[reform.set]\n\"pusher.pushed\" = 3\n",
        &[(
            "pusher.toml",
            "format = 1\nname = \"pusher\"\nkind = \"benefit\"\n[parameters]\npushed = { unit = \"number\", default = 0.5, range = [0, 9], \
             assumption = true }\n[rules]\namount = \"0 * earnings\"\n[levers]\nadoption_ratio = \"pushed\"\n",
        )],
        "out-of-range",
        "adoption_ratio",
    );
    refused(
        "scenario = { name = \"none\", set = { displaced_share = 0.1 } }",
        &[],
        "not-in-study",
        "displaced_share",
    );
    refused(
        "[reform.set]\n\"scenario.displaced_share\" = 0.1\n",
        &[],
        "not-in-study",
        "the study has none",
    );
    refused(
        "[reform]\nadd = [\"pusher\"]\n",
        &[(
            "pusher.toml",
            "format = 1\nname = \"pusher\"\nkind = \"benefit\"\n[rules]\namount = \"0 * earnings\"\n[levers]\nadoption_ratoi = \"1\"\n",
        )],
        "unknown-name",
        "adoption_ratio",
    );
}
