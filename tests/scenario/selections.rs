//! Who is chosen: shares are met, risks shift who is hit and not how many, draws are their own.

use commonweal_core::costing::Results;
use commonweal_core::document::Diagnostic;
use commonweal_core::population::Population;
use commonweal_tests::catalog;

use crate::{costed, costed_with, people, population};

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
