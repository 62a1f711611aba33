//! The examples of docs/rules.md are complete files, and pass `check`.
//!
//! The words behind ```` ```toml ```` say what a block is: `instrument` (checked within `plain`), `instrument NAME` (within the system NAME of
//! the page), `system`, `study`, or `refused CODE…` (an instrument that must give exactly these problems).

use std::sync::Arc;

use commonweal_core::costing::check;
use commonweal_core::document::{Source, render};
use commonweal_core::system::{Catalog, SystemFiles};

struct Example {
    line: usize,
    kind: String,
    words: Vec<String>,
    source: Source,
}

fn examples(page: &str) -> Vec<Example> {
    let mut found = Vec::new();
    let mut lines = page.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        let Some(marks) = line.strip_prefix("```toml ") else {
            continue;
        };
        let text: String = lines
            .by_ref()
            .map(|(_, line)| line)
            .take_while(|line| *line != "```")
            .flat_map(|line| [line, "\n"])
            .collect();
        let mut words = marks.split_whitespace().map(str::to_string);
        let kind = words.next().unwrap_or_default();
        let stem = if kind == "system" {
            "system".to_string()
        } else {
            name_of(&text)
        };
        let source = Source {
            name: format!("{stem}.toml"),
            text: Arc::from(text),
        };
        found.push(Example {
            line: at + 1,
            kind,
            words: words.collect(),
            source,
        });
    }
    found
}

fn name_of(text: &str) -> String {
    text.lines()
        .find_map(|line| line.strip_prefix("name = \"")?.split('"').next())
        .unwrap_or_default()
        .to_string()
}

#[test]
fn the_examples_of_the_language_pass_check() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/rules.md");
    let examples = examples(&std::fs::read_to_string(path).expect("docs/rules.md"));
    let mut catalog = Catalog::new(commonweal_policies::FILES.iter().copied());
    for system in examples.iter().filter(|example| example.kind == "system") {
        let name = name_of(&system.source.text);
        let own = |example: &&Example| example.kind == "instrument" && example.words.first() == Some(&name);
        let instruments = examples
            .iter()
            .filter(own)
            .map(|example| example.source.clone())
            .collect();
        catalog.add_system(
            &name,
            SystemFiles {
                system: Some(system.source.clone()),
                instruments,
            },
        );
    }
    // The last block of a name is the complete one.
    let beside = |wanted: &str| {
        examples
            .iter()
            .rev()
            .find(|e| e.kind == "instrument" && e.source.name == wanted)
            .map(|e| e.source.clone())
    };
    for example in &examples {
        let context = if example.kind == "instrument" {
            example.words.first().map_or("plain", String::as_str)
        } else {
            "plain"
        };
        let report = check(&example.source, &catalog, context, &beside);
        let wanted = if example.kind == "refused" {
            example.words.as_slice()
        } else {
            &[]
        };
        let codes: Vec<&str> = report.diagnostics.iter().map(|problem| problem.code).collect();
        assert_eq!(
            codes,
            wanted,
            "docs/rules.md, line {}\n{}",
            example.line,
            render(&report.diagnostics, std::slice::from_ref(&example.source))
        );
        assert!(
            ["instrument", "system", "study", "refused"].contains(&example.kind.as_str()),
            "docs/rules.md, line {}",
            example.line
        );
        // The message that follows an example that is refused is the real one.
        if example.kind == "refused" {
            let page = std::fs::read_to_string(path).expect("docs/rules.md");
            let shown = render(&report.diagnostics, std::slice::from_ref(&example.source));
            assert!(
                page.contains(shown.trim_end()),
                "docs/rules.md, line {}: the message is now\n{shown}",
                example.line
            );
        }
    }
    assert!(examples.len() >= 29);
}
