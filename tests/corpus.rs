//! Every rule file, system, package and mapping of the project is sound, and every parameter of the law moves a result.

use commonweal_core::costing::{CheckReport, Checked, check};
use commonweal_tests::{RULE_SYSTEMS, catalog, is_study, nothing_beside, policy_files, rule_files};

/// The worked cases of the rule files, and the values that they compare: a file that loses one is noticed.
const LEAST_CASES: u32 = 373;
const LEAST_VALUES: u32 = 825;

fn reports() -> Vec<(String, CheckReport)> {
    let catalog = catalog();
    let mut reports = Vec::new();
    for (path, file) in policy_files() {
        let context = match path.split('/').collect::<Vec<_>>().as_slice() {
            ["systems", system, _] => (*system).to_string(),
            ["vocabulary.toml"] | ["scenarios", _] => continue,
            _ => "plain".to_string(),
        };
        reports.push((file.name.clone(), check(&file, &catalog, &context, &nothing_beside)));
    }
    for (folder, system) in RULE_SYSTEMS {
        let files = rule_files(folder);
        for file in &files {
            let beside = |name: &str| {
                let wanted = format!("/{name}");
                files
                    .iter()
                    .find(|file| file.name.ends_with(&wanted) && !is_study(file))
                    .cloned()
            };
            reports.push((file.name.clone(), check(file, &catalog, system, &beside)));
        }
    }
    reports
}

/// Whether a file is a scenario that sets the parameters of another and has no rules of its own.
fn is_based_on_another(name: &str) -> bool {
    let file = policy_files().into_iter().find(|(_, file)| file.name == *name);
    file.is_some_and(|(_, file)| file.text.lines().any(|line| line.starts_with("based_on = ")))
}

#[test]
fn every_file_of_the_project_is_sound() {
    let reports = reports();
    let mut problems = Vec::new();
    let (mut cases, mut values) = (0, 0);
    for (name, report) in &reports {
        for found in &report.diagnostics {
            problems.push(format!(
                "{name}: {} at {}: {} ({})",
                found.code, found.path, found.message, found.found
            ));
        }
        if report.what == Checked::Instrument {
            cases += report.cases;
            values += report.values;
            assert!(
                report.rules > 0 || is_based_on_another(name),
                "{name} has no rule that was checked"
            );
        }
    }
    println!("{} files, {cases} cases, {values} values", reports.len());
    for what in [Checked::Instrument, Checked::System, Checked::Study, Checked::Mapping] {
        println!(
            "{what:?} {}",
            reports.iter().filter(|(_, report)| report.what == what).count()
        );
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(
        cases >= LEAST_CASES && values >= LEAST_VALUES,
        "{cases} cases, {values} values"
    );
}
