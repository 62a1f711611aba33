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
}
