//! What is left of levies, asked for by a switch or by a study, in the place of the study and in another.

mod common;

use common::{Place, json};

#[test]
fn a_switch_or_the_study_asks_for_it() {
    let place = Place::new("levies");
    for (file, options) in [("silent", ""), ("asking", "[options]\nlevies = true\n")] {
        place.write(
            &format!("{file}.toml"),
            &format!(
                "format = 1\nname = \"{file}\"\nsystem = \"stylised\"\nyear = 2025\nscenario = \"ai-central\"\npopulation = {{ recipe = \"stylised\", households = 300 }}\n{options}[reform]\nadd = [\"ai_levy\"]\n"
            ),
        );
    }
    let mut prints = Vec::new();
    for (words, is_told) in [
        (&["run", "silent.toml"][..], false),
        (&["run", "silent.toml", "--levies"], true),
        (&["run", "asking.toml"], true),
    ] {
        let found = json(&place.run(&[words, &["--json"]].concat()).good_of_few());
        let yields = found["levy_yields"].as_array().expect("there is a list");
        assert_eq!(yields.len(), usize::from(is_told), "{words:?}");
        if is_told {
            assert_eq!(yields[0]["instrument"], "ai_levy", "{words:?}");
            assert!(
                yields[0]["statutory_yield"].as_f64().is_some_and(|paid| paid > 0.0),
                "{words:?}"
            );
        }
        prints.push(found["fingerprint"].clone());
    }
    assert_eq!(prints[0], prints[1]);
    // Another place has people and amounts of its own; that a study asks goes along.
    let there = ["run", "asking.toml", "--country", "informal-economy", "--json"];
    let there = json(&place.run(&there).good_of_few());
    assert_eq!(there["levy_yields"].as_array().map(Vec::len), Some(1));
    // Both studies of a comparison are told as each alone.
    let both = json(
        &place
            .run(&["compare", "silent.toml", "asking.toml", "--json"])
            .good_of_few(),
    );
    assert_eq!(both["first"]["levy_yields"].as_array().map(Vec::len), Some(0));
    assert_eq!(both["second"]["levy_yields"].as_array().map(Vec::len), Some(1));
    // Without such a levy the switch says that there is none.
    place.write(
        "none.toml",
        "format = 1\nname = \"none\"\nsystem = \"stylised\"\nyear = 2025\npopulation = { recipe = \"stylised\", households = 300 }\n[reform]\nadd = [\"basic_income\"]\n",
    );
    let told = place.run(&["run", "none.toml", "--levies"]);
    assert!(told.err.contains("of no levy in force"), "{}", told.err);
    // A report tells it in any case, and says the command that tells the same; one without such a levy does not ask for it.
    for (file, is_told) in [("silent.toml", true), ("none.toml", false)] {
        let made = place.run(&["report", file, "--format", "md", "--sensitivity", "none"]);
        let made = made.good_of_few();
        let line = made
            .lines()
            .find(|line| line.trim_start().starts_with("commonweal run"));
        let line = line.expect("the report names its command");
        assert_eq!(line.contains(" --levies"), is_told, "{line}");
        // So it is with the shock without gains, where a scenario has any.
        assert_eq!(line.contains(" --without-gains"), is_told, "{line}");
    }
}

#[test]
fn what_a_run_over_years_leaves_out_is_told() {
    let place = Place::new("levies-years");
    let study = |name: &str, options: &str| {
        place.write(
            &format!("{name}.toml"),
            &format!(
                "format = 1\nname = \"{name}\"\nsystem = \"stylised\"\nyears = \"2025:2026\"\nscenario = \"ai-years\"\npopulation = {{ recipe = \"stylised\", households = 200 }}\n[options]\n{options}\n[reform]\nadd = [\"ai_levy\"]\n"
            ),
        );
    };
    study("asking", "levies = true\nincentives = true");
    study("silent", "without_gains = true");
    let said = "note: incentives, levies of `asking` ([options]) are worked out of one year alone and are left out: --year 2025 works them out";
    for words in [
        &["run", "asking.toml"][..],
        &["compare", "silent.toml", "asking.toml"],
        &["report", "asking.toml", "--format", "md", "--sensitivity", "none"],
    ] {
        assert!(place.run(words).err.contains(said), "{words:?}");
    }
    for words in [&["run", "silent.toml"][..], &["run", "asking.toml", "--quiet"]] {
        assert!(!place.run(words).err.contains("left out"), "{words:?}");
    }
}
