//! The examples of docs/microdata.md are complete: their files are checked, run, saved and verified.

mod common;

use common::Place;

/// The files that a section of the page gives: a line that begins with the name in backticks, then the text in a fence.
fn files(section: &str) -> Vec<(&str, String)> {
    let mut files = Vec::new();
    let mut name = None;
    let mut lines = section.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("```") {
            let text = lines
                .by_ref()
                .take_while(|line| *line != "```")
                .flat_map(|line| [line, "\n"]);
            let text: String = text.collect();
            if let Some(file) = name.take() {
                files.push((file, text));
            }
        } else if let Some((file, rest)) = line.strip_prefix('`').and_then(|line| line.split_once('`')) {
            name = rest.ends_with(':').then_some(file);
        }
    }
    files
}

#[test]
fn the_examples_work() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/microdata.md")).expect("the page");
    let mut forms = 0;
    for (number, section) in page.split("\n## ").enumerate() {
        let files = files(section);
        if files.is_empty() {
            continue;
        }
        forms += 1;
        let place = Place::new(&format!("page-{number}"));
        for (file, text) in &files {
            place.write(file, text);
        }
        let documents: Vec<&str> = files
            .iter()
            .map(|(file, _)| *file)
            .filter(|file| file.ends_with(".toml"))
            .collect();
        place.run(&[&["check"], documents.as_slice()].concat()).good();
        let run: &[&str] = if documents.contains(&"study.toml") {
            &["run", "study.toml"]
        } else {
            &["run", "us-eitc-expansion", "--population", "units.toml"]
        };
        let shown = place.run(&[run, &["--out", "out"]].concat()).good();
        assert!(shown.contains("\nChanges "), "{shown}");
        // Every example has somebody whom the reform concerns.
        let results = common::json(&place.read("out/results.json"));
        assert!(results["net_cost"].as_f64().is_some_and(|cost| cost > 0.0), "{section}");
        assert!(place.run(&["verify", "out"]).good().starts_with("verified: "));
    }
    assert_eq!(forms, 4);
}
