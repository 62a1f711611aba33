//! Which scenario a study chooses, with the values it sets there.

use std::sync::Arc;

use super::assignment::assignments;
use super::law::Assignment;
use crate::document::{Collector, Diagnostic, Source, Span, TableReader, Value, nearest};
use crate::rules::{Instrument, Kind, Texts};

/// The scenario of a study.
#[derive(Debug, Clone, PartialEq)]
pub struct ScenarioChoice {
    /// Its name; hyphens and underscores are the same.
    pub name: String,
    /// Where it is named.
    pub span: Span,
    /// The study's file.
    pub source: Source,
    /// Values of its parameters.
    pub set: Vec<Assignment>,
}

/// The name of the rule file of a scenario that people write with hyphens.
pub(crate) fn file_name(name: &str) -> String {
    name.replace('-', "_")
}

impl ScenarioChoice {
    /// Reads `scenario = "NAME"` or `scenario = { name = "NAME", set = { … } }`.
    pub(super) fn read(collector: &Collector, reader: &TableReader<'_>) -> Option<ScenarioChoice> {
        let node = reader.get("scenario")?;
        let (name, span, set) = match &node.value {
            Value::Text(name) => (name.clone(), node.span.clone(), Vec::new()),
            _ => {
                let table = reader.table("scenario")?;
                let name = table.required_text("name").map(str::to_string);
                let span = table.get("name").map_or(0..0, |node| node.span.clone());
                let set = read_set(collector, &table, &file_name(name.as_deref().unwrap_or_default()));
                table.finish();
                (name?, span, set)
            }
        };
        Some(ScenarioChoice {
            name,
            span,
            source: collector.source.clone(),
            set,
        })
    }
}

/// `[set]`: values of the parameters of one file.
pub(crate) fn read_set(collector: &Collector, reader: &TableReader<'_>, instrument: &str) -> Vec<Assignment> {
    read_values(collector, reader, "set", instrument)
}

/// A table of values of the parameters of one file.
pub(crate) fn read_values(
    collector: &Collector,
    reader: &TableReader<'_>,
    key: &str,
    instrument: &str,
) -> Vec<Assignment> {
    let mut set = Vec::new();
    if let Some(table) = reader.table(key) {
        for (key, node) in table.rest() {
            let (path, name) = (table.path_of(&key.text), format!("{instrument}.{}", key.text));
            assignments(collector, &path, &name, &key.span, node, &mut set);
        }
    }
    set
}

/// The rule file of a scenario, and the values set there: a scenario may be based on another and set some of its parameters.
/// `find` gives files by name: those beside the study, then the common ones, whose names are `known`.
///
/// # Errors
/// When there is no such scenario, when a file cannot be read, or when scenarios are based on one another in a circle.
pub(crate) fn resolve(
    choice: &ScenarioChoice,
    find: &dyn Fn(&str) -> Option<Source>,
    known: &[&str],
) -> Result<(Arc<Instrument>, Vec<Assignment>), Vec<Diagnostic>> {
    let mut trail: Vec<String> = Vec::new();
    let mut set: Vec<Assignment> = Vec::new();
    let mut title = Texts::default();
    // The file that says so, and where.
    let mut tells_without: Option<(Source, Span)> = None;
    let (mut name, mut span, mut named_in, mut path) = (
        choice.name.clone(),
        choice.span.clone(),
        choice.source.clone(),
        "scenario",
    );
    loop {
        let collector = Collector::new(&named_in);
        let own = file_name(&name);
        if trail.contains(&own) {
            trail.push(own);
            collector.report(
                "cycle",
                path,
                &span,
                "scenarios are based on one another",
                trail.join(" -> "),
                "a scenario that does not lead back",
                "base it on a scenario that stands on its own",
            );
            return Err(collector.into_diagnostics());
        }
        trail.push(own.clone());
        let Some(source) = find(&own) else {
            collector.report(
                "unknown-name",
                path,
                &span,
                format!("there is no scenario `{name}`"),
                &name,
                known.join(", "),
                nearest(&name, known.iter().copied()).map_or(
                    "use one of the scenarios, or put its file beside the study".to_string(),
                    |near| format!("did you mean `{near}`?"),
                ),
            );
            return Err(collector.into_diagnostics());
        };
        let file = Instrument::read(&source)?;
        let Some(scenario) = file.scenario.as_ref().filter(|_| file.kind == Kind::Scenario) else {
            collector.report(
                "not-a-scenario",
                path,
                &span,
                format!("`{name}` is a file of kind {}", file.kind.name()),
                &name,
                "a file with kind = \"scenario\"",
                "name a scenario",
            );
            return Err(collector.into_diagnostics());
        };
        if title.0.is_empty() {
            title = file.title.clone();
        }
        // What is nearer to the study wins, and comes last.
        set.splice(0..0, scenario.set.iter().cloned());
        if let Some(at) = &scenario.tells_without {
            tells_without.get_or_insert((source.clone(), at.clone()));
        }
        match &scenario.based_on {
            None => {
                set.extend(choice.set.iter().cloned());
                for value in &mut set {
                    value.instrument.clone_from(&file.name);
                }
                // It is called what the study chose.
                let mut own = (*file).clone();
                own.title = title;
                if let (Some((source, span)), Some(scenario)) = (tells_without, &mut own.scenario) {
                    if scenario.without.is_empty() {
                        let collector = Collector::new(&source);
                        collector.report(
                            "missing-key",
                            "tells_without",
                            &span,
                            format!("`{}` says nothing in [without] that could be told", file.name),
                            "no [without]",
                            "a scenario with values under [without]",
                            "write [without] with the values of parameters, as wage_gain = 0, or remove tells_without",
                        );
                        return Err(collector.into_diagnostics());
                    }
                    scenario.tells_without = Some(span);
                }
                return Ok((Arc::new(own), set));
            }
            Some((base, at)) => {
                (name, span, named_in, path) = (base.clone(), at.clone(), source, "based_on");
            }
        }
    }
}

/// Whether `--set` or a study means the scenario by this name.
pub(crate) fn names_scenario(name: &str, scenario: &Instrument, choice: &ScenarioChoice) -> bool {
    name == "scenario" || name == scenario.name || name == file_name(&choice.name)
}
