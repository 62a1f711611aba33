use super::markdown::{chinese, formula, lines, number, paragraphs, plain, way, width};
use super::*;
use serde_json::json;
use std::fs;
use std::path::Path;

#[test]
fn lines_end_between_words_or_behind_a_clause() {
    let text = "word ".repeat(60);
    assert!(
        lines(&text, 40)
            .iter()
            .all(|line| line.len() <= 40 && line.starts_with("word"))
    );
    assert_eq!(paragraphs("one\ntwo\n\n\n\nthree"), "one two\n\nthree");
    assert_eq!(width("a税"), 3);
    let clause = "保障额随收入增加按固定比例递减；".repeat(6);
    assert!(chinese(&clause).lines().count() > 1);
    assert!(
        chinese(&clause)
            .lines()
            .all(|line| width(line) <= 120 && line.ends_with('；'))
    );
}

#[test]
fn a_formula_has_a_line_for_each_case() {
    assert_eq!(formula("amount", "guarantee * scale"), "amount = guarantee * scale");
    assert_eq!(
        formula("risk", "1 when uniform; 2 when junior; otherwise 3"),
        "risk = 1 when uniform;\n    2 when junior;\n    otherwise 3"
    );
    let long = formula("sum", &["one_name"; 30].join(" + "));
    assert!(
        long.lines().all(|line| line.len() <= 110) && long.lines().count() > 2,
        "{long}"
    );
}

#[test]
fn cells_and_numbers_do_not_break_a_table() {
    let rows = [vec!["a | b".to_string(), "two\nlines".to_string()]];
    assert_eq!(
        table(&["x", "y"], &rows),
        "| x | y |\n|---|---|\n| a \\| b | two lines |\n"
    );
    assert_eq!(table(&["x"], &[]), "");
    assert_eq!(plain("a < b * [c]"), "a \\< b \\* \\[c\\]");
    for (value, is_money, text) in [
        (1.0 / 3.0, false, "0.333333"),
        (12345.678, true, "12,345.68"),
        (-0.001, true, "0"),
        (0.1 + 0.2, false, "0.3"),
    ] {
        assert_eq!(number(value, is_money), text);
    }
}

#[test]
fn a_link_leads_from_one_folder_to_another() {
    for (from, to, expected) in [
        (
            "docs/reference/README.md",
            "docs/reference/packages/a.md",
            "packages/a.md",
        ),
        (
            "docs/reference/systems/us/eitc.md",
            "docs/reference/systems/us.md",
            "../us.md",
        ),
        (
            "docs/reference/instruments/a.md",
            "policies/a.toml",
            "../../../policies/a.toml",
        ),
    ] {
        assert_eq!(way(from, to), expected);
    }
}

#[test]
fn limits_stand_with_the_instruments_that_they_name() {
    let page = "# Limits\n\n* Of `bundle` nothing is known,\n  and more.\n\nText.\n\n* ai_levy is one.\n";
    let found = data::limits(page);
    assert_eq!(found, ["Of `bundle` nothing is known, and more.", "ai_levy is one."]);
    assert!(is_named(&found[0], "bundle") && !is_named("a bundle of wood", "bundle"));
    assert!(is_named(&found[1], "ai_levy") && !is_named("ai_levy_rate is one.", "ai_levy"));
}

/// A rule file, and a page that shows what it is made of.
fn grant() -> String {
    let texts = |en: &str, zh: &str| json!({ "en": en, "zh": zh });
    let named =
        |name: &str, values: serde_json::Value| json!({ "name": name, "unit": "money a year", "values": values });
    let parameter = json!({
        "name": "rate", "title": texts("Rate", "率"), "note": texts("", ""), "reference": "sec. 1", "assumption": false,
        "form": "number", "unit": "share", "range": [0, 1], "step": 0.1, "options": [], "of": null, "by": [],
        "beyond_last": false, "schedule": null, "until": null, "uprate": null,
        "values": [{ "from": "2024-01-01", "value": 0.1 }, { "from": "2025-07-01", "value": 0.2 }],
    });
    let step = |value: f64| json!({ "name": "amount", "unit": "money a year", "values": [value], "reads": [named("rate", json!([0.2]))] });
    let case = |value: f64| {
        json!({
            "note": "a tenth", "date": "2025-01-01", "parameters": [{ "member": null, "name": "rate", "value": 0.2 }],
            "given": [{ "member": 1, "name": "age", "value": 30 }, { "member": null, "name": "rent", "value": 1200 }],
            "expect": [{ "member": null, "name": "amount", "value": value }], "steps": [step(value)],
            "results": [named("paid", json!([value]))],
        })
    };
    let file: Instrument = serde_json::from_value(json!({
        "name": "a_grant", "title": texts("A grant", "津贴"), "notes": texts("What it is.", "说明。"), "reference": "An act",
        "kind": "benefit", "payer": "government.central", "payee": "households", "unit": "family", "period": "year",
        "system": null, "file": "policies/instruments/a_grant.toml", "parameters": [parameter],
        "rules": [{ "name": "amount", "title": texts("Grant", "金额"), "formula": "rate * rent", "person": false, "reference": "sec. 2" }],
        "functions": [], "uses": [], "levers": [], "cases": [case(0.0), case(240.0)],
    }))
    .unwrap_or_else(|error| panic!("{error}"));
    let concepts = "[concepts]\nnet = { adds = [\"gross\"] }\ngross = { adds = [\"kind.benefit\"] }\ntaxed = { adds = [\"kind.benefit\"] }\n";
    let own = "[interaction]\ncounts_in = { taxed = false }\n";
    let files = [
        ("policies/systems/plain/system.toml", concepts),
        (file.file.as_str(), own),
    ];
    let reference = Reference {
        listing: serde_json::from_value(json!({ "packages": [], "systems": [], "populations": [], "scenarios": [] }))
            .unwrap_or_else(|error| panic!("{error}")),
        files: files
            .map(|(path, text)| (path.to_string(), text.parse::<toml::Table>().unwrap_or_default()))
            .into(),
        limits: vec!["a_grant ends nowhere.".to_string()],
        instruments: Vec::new(),
        families: Default::default(),
    };
    instrument::page(&reference, &file)
}

#[test]
fn a_page_holds_what_its_file_says() {
    let page = grant();
    for part in [
        "# A grant · 津贴\n",
        "| Paid by | government: central |",
        "| Counts in | `net`, `gross` (of the system `plain`) |",
        "What it is.\n\n说明。",
        "[known limits](../../known-limits.md):\n\n* a_grant ends nowhere.",
        "# Grant · 金额\n# sec. 2\namount = rate * rent",
        "[interaction.counts_in]\ntaxed = false",
        "| `rate` | Rate · 率 | share | 2024: 0.1; 2025-07-01: 0.2 | 0 to 1, step 0.1 | sec. 1 |",
        "Under the law of 2025 in the system `plain`, with `rate` = 0.2:",
        "| Given · 已知 | family | person 1 |",
        "| `rent` | 1,200 |  |",
        // The second case: the first pays nothing.
        "| `amount` | Grant · 金额 | **240** | `rate` 0.2 |",
        "全年支付: **240**",
        "* An act\n* sec. 1: `rate`\n* sec. 2: `amount`",
    ] {
        assert!(page.contains(part), "{part:?} is not in\n{page}");
    }
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The files below a folder whose names end so, from the root.
fn below(folder: &str, end: &str) -> Vec<String> {
    let workspace = Workspace {
        root: root().to_path_buf(),
        target: root().join("target"),
    };
    let found = crate::generate::files_below(&workspace, folder).unwrap_or_else(|error| panic!("{error}"));
    found.into_iter().filter(|path| path.ends_with(end)).collect()
}

#[test]
fn every_file_has_a_page() {
    let stem = |path: &str| {
        path.rsplit('/')
            .next()
            .unwrap_or_default()
            .trim_end_matches(".toml")
            .to_string()
    };
    let mut count = 0;
    for folder in ["instruments", "systems", "packages", "scenarios", "populations"] {
        for path in below(&format!("policies/{folder}"), ".toml") {
            let text = fs::read_to_string(root().join(&path)).unwrap_or_default();
            let system = path.split('/').nth(2).unwrap_or_default();
            let page = match folder {
                "systems" if stem(&path) == "system" => system_page(system),
                "systems" if text.contains("kind = \"scenario\"") => continue,
                "systems" => format!("{FOLDER}/systems/{system}/{}.md", stem(&path)),
                "scenarios" => scenario_page(&stem(&path)),
                _ => format!("{FOLDER}/{folder}/{}.md", stem(&path)),
            };
            count += 1;
            assert!(
                root().join(&page).is_file(),
                "{path} has no page {page}; run `cargo xtask generate`"
            );
        }
    }
    assert!(count > 90, "{count}");
}

#[test]
fn every_link_leads_somewhere() {
    let pages = below(FOLDER, ".md");
    let mut count = 0;
    for path in &pages {
        let text = fs::read_to_string(root().join(path)).unwrap_or_default();
        let folder = root().join(path).parent().map(Path::to_path_buf).unwrap_or_default();
        // What stands in a block of code is no link: `rates[status](excess)`.
        let prose: String = text.split("```").step_by(2).collect();
        for part in prose.split("](").skip(1) {
            let target = part.split(')').next().unwrap_or_default();
            count += 1;
            assert!(
                folder.join(target).exists(),
                "{path} leads to {target}, which is not there"
            );
        }
    }
    assert!(count > 2 * pages.len() && !pages.is_empty(), "{count}");
}

/// What a page of a rule file tells: its heading, and what stands below it.
const SECTIONS: [(&str, &str); 6] = [
    ("What it is, and what it leaves out", ""),
    ("Known limits", "known-limits.md)"),
    ("Formulas", "```python"),
    ("Parameters", ""),
    ("A worked family", "| Step | Title | Value | From |"),
    ("References", "* "),
];

#[test]
fn the_page_of_every_rule_file_tells_all_of_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the project");
    let files = |folder: &Path, ending: &str| -> Vec<std::path::PathBuf> {
        let entries = fs::read_dir(folder).expect("the folder can be read");
        let paths = entries.map(|entry| entry.expect("an entry can be read").path());
        let mut found: Vec<_> = paths
            .filter(|path| path.extension().is_some_and(|own| own == ending))
            .collect();
        found.sort();
        found
    };
    let mut pairs = vec![("policies/instruments".to_string(), format!("{FOLDER}/instruments"))];
    for entry in fs::read_dir(root.join("policies/systems")).expect("the systems can be read") {
        let name = entry.expect("an entry can be read").file_name();
        let name = name.to_str().expect("a name");
        pairs.push((format!("policies/systems/{name}"), format!("{FOLDER}/systems/{name}")));
    }
    let (mut count, mut lacking) = (0, Vec::new());
    for (rules, pages) in pairs {
        for file in files(&root.join(&rules), "toml") {
            let name = file.file_stem().and_then(|name| name.to_str()).expect("a name");
            let table: toml::Table = fs::read_to_string(&file)
                .expect("the file can be read")
                .parse()
                .expect("the file is TOML");
            if name == "system" || table.get("kind").and_then(toml::Value::as_str) == Some("scenario") {
                continue;
            }
            count += 1;
            let page = fs::read_to_string(root.join(&pages).join(format!("{name}.md")));
            let page = page.unwrap_or_else(|_| panic!("{rules}/{name}.toml has no page"));
            for (heading, holds) in SECTIONS {
                let start = page.find(&format!("\n## {heading} · "));
                let text = start.map(|start| {
                    let text = &page[start + 1..];
                    let (_, body) = text.split_once('\n').unwrap_or_default();
                    body.split("\n## ").next().unwrap_or_default().trim()
                });
                if text.is_none_or(|text| text.is_empty() || !text.contains(holds)) {
                    lacking.push(format!("{pages}/{name}.md: {heading}"));
                }
            }
        }
    }
    assert!(count > 90, "{count}");
    assert!(lacking.is_empty(), "{lacking:#?}");
}

#[test]
fn the_words_that_a_list_of_regions_may_hold_are_told() {
    let page = |path: String| fs::read_to_string(root().join(&path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let germany = page(system_page("germany"));
    assert!(
        germany.contains("| `region` | `baden_wuerttemberg` Baden-Württemberg · 巴登-符腾堡; "),
        "{germany}"
    );
    // A system without a list leaves them to the people, whose recipe has one.
    let stylised = page(super::population_page("stylised"));
    assert!(
        stylised.contains("`eastern_plain`, `border_country`, `old_coalfield`"),
        "{stylised}"
    );
}
