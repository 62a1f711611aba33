//! What the law does to a shock through its levers.

use commonweal_tests::catalog;

use crate::{costed, costed_with, offering, people, population};

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
