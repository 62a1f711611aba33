//! The report of a calibration: what each target wanted and got, with its source, for a reader, as Markdown and as CSV.

use std::path::Path;

use commonweal_core::population::{Recipe, Report, TargetReport};
use commonweal_tables::{Table, TableColumn, csv_text};

use super::grid::{Align, Grid, wrap};
use super::microdata::refuse;
use super::number::{decimal, money, people as number_of, percent};
use crate::command::run::json;
use crate::error::{Failure, Outcome};

/// The form in which a report is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Sentences and a table with every target's source.
    Markdown,
    /// A row a target, everything that is known of it.
    Csv,
    /// The whole report, as `--json` prints it.
    Json,
}

impl Form {
    /// The form that the ending of a file's name says.
    ///
    /// # Errors
    /// A sentence when it ends otherwise.
    pub fn of(path: &Path) -> Outcome<Form> {
        let ending = path.extension().and_then(|ending| ending.to_str());
        match ending.map(str::to_ascii_lowercase).as_deref() {
            Some("md") => Ok(Form::Markdown),
            Some("csv") => Ok(Form::Csv),
            Some("json") => Ok(Form::Json),
            _ => Err(Failure::Sentence(format!(
                "{}: the report is saved as .md, .csv or .json; name such a file",
                path.display()
            ))),
        }
    }

    /// The report in this form.
    ///
    /// # Errors
    /// None that a report that was made can have.
    pub fn text(self, recipe: &Recipe, report: &Report) -> Outcome<String> {
        match self {
            Form::Markdown => Ok(markdown(recipe, report)),
            Form::Csv => csv_text(&table(&report.targets)).map_err(refuse),
            Form::Json => json(report),
        }
    }
}

/// The report for a reader at a terminal.
pub fn page(recipe: &Recipe, report: &Report) -> String {
    let mut text = wrap(recipe.title.in_language("en"), "", 0);
    for sentence in sentences(report) {
        text.push_str(&wrap(&sentence, "", 0));
    }
    text.push('\n');
    let sources = sources(&report.targets);
    let mut grid = Grid::new(&[
        ("Target", Align::Left),
        ("Wanted", Align::Right),
        ("Got", Align::Right),
        ("Ratio", Align::Right),
        ("Met", Align::Left),
        ("Raw", Align::Right),
        ("Standing, source", Align::Left),
    ]);
    for row in &report.targets {
        let source = sources.iter().position(|source| *source == row.reference);
        let standing = source.map_or(row.standing.to_string(), |at| format!("{} [{}]", row.standing, at + 1));
        grid.row(cells(row).into_iter().chain([standing]));
    }
    text.push_str(&grid.text(2));
    for line in remarks(report) {
        text.push_str(&wrap(&line, "  - ", 4));
    }
    if !sources.is_empty() {
        text.push_str("\nSources\n");
    }
    for (at, source) in sources.iter().enumerate() {
        text.push_str(&wrap(source, &format!("  [{}] ", at + 1), 6));
    }
    text.push_str(&wrap(&caution(report, "--json lists them"), "\n  - ", 4));
    text.push_str(&format!("\nFingerprint  {}\n", report.head.fingerprint));
    text
}

/// The report as a document.
fn markdown(recipe: &Recipe, report: &Report) -> String {
    let mut text = format!(
        "# {}\n\n{}\n\n",
        recipe.title.in_language("en"),
        sentences(report).join(" ")
    );
    text.push_str(
        "| target | wanted | got | ratio | met | raw | standing | source |\n|---|---:|---:|---:|---|---:|---|---|\n",
    );
    for row in &report.targets {
        let source = [row.standing.to_string(), row.reference.replace(['\n', '|'], " ")];
        let cells: Vec<String> = cells(row).into_iter().chain(source).collect();
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    text.push('\n');
    let lines = remarks(report)
        .into_iter()
        .chain([caution(report, "the JSON document lists them")]);
    for line in lines {
        text.push_str(&format!("* {line}\n"));
    }
    text.push_str(&format!("\nFingerprint {}\n", report.head.fingerprint));
    text
}

/// What a reader is told of a target before its standing and source: name, wanted, got, ratio, met, raw.
fn cells(row: &TargetReport) -> [String; 6] {
    [
        row.id.clone(),
        amount(row, row.wanted),
        amount(row, row.got),
        decimal(row.ratio, 4),
        met(row).to_string(),
        decimal(row.raw_ratio, 3),
    ]
}

/// A row a target.
fn table(targets: &[TargetReport]) -> Table {
    let text = |of: &dyn Fn(&TargetReport) -> String| TableColumn::Text(targets.iter().map(of).collect());
    let number = |of: &dyn Fn(&TargetReport) -> f64| TableColumn::F64(targets.iter().map(of).collect());
    let columns = [
        ("target", text(&|row| row.id.clone())),
        ("role", text(&|row| row.role.to_string())),
        ("wanted", number(&|row| row.wanted)),
        ("got", number(&|row| row.got)),
        ("ratio", number(&|row| row.ratio)),
        ("tolerance", number(&|row| row.tolerance)),
        ("met", TableColumn::Truth(targets.iter().map(|row| row.met).collect())),
        ("raw", number(&|row| row.raw)),
        ("raw_ratio", number(&|row| row.raw_ratio)),
        ("pull", number(&|row| row.pull)),
        ("contributing", number(&|row| row.contributing as f64)),
        ("standing", text(&|row| row.standing.to_string())),
        ("source", text(&|row| row.reference.clone())),
        ("why_left_out", text(&|row| row.why_left_out.clone())),
    ];
    Table {
        columns: columns
            .into_iter()
            .map(|(name, cells)| (name.to_string(), cells))
            .collect(),
    }
}

/// Who was made, and how the targets as a whole came out.
fn sentences(report: &Report) -> [String; 2] {
    let head = &report.head;
    let made = format!(
        "{} households with {} persons, standing for {} households; seed {}.",
        decimal(f64::from(head.households), 0),
        decimal(f64::from(head.persons), 0),
        number_of(head.represented),
        head.seed
    );
    let how = match (head.from_lock, head.converged) {
        (true, _) => "the weights are those of the lock file".to_string(),
        (false, true) => format!("all hard targets could be met at once, in {} rounds", head.rounds),
        (false, false) => format!(
            "the targets could not all be met at once, tried in {} rounds",
            head.rounds
        ),
    };
    let left_out = match report.targets.iter().filter(|row| row.role == "left_out").count() {
        0 => String::new(),
        many => format!(" {many} more were left out: too few households were made for them, as is told below."),
    };
    let met = format!(
        "{} of {} targets are met; {how}.{left_out} The largest miss is {}. Weights from {} to {}, median {}; {} at a bound; effective \
         number of households {} ({}).",
        head.met,
        head.calibrated,
        percent(head.worst_miss, 2),
        decimal(head.weight_minimum, 1),
        decimal(head.weight_maximum, 1),
        decimal(head.weight_median, 1),
        percent(head.bounds_hit_share, 2),
        decimal(head.effective_households, 0),
        percent(head.effective_households / f64::from(head.households), 0),
    );
    [made, met]
}

/// Targets that were left out, that pull against each other, and what looks like a slip.
fn remarks(report: &Report) -> Vec<String> {
    let left_out = report.targets.iter().filter(|row| !row.why_left_out.is_empty());
    let mut lines: Vec<String> = left_out
        .map(|row| format!("`{}` is left out: {}", row.id, row.why_left_out))
        .collect();
    lines.extend(report.conflicts.iter().map(|conflict| {
        format!(
            "pulls against each other: `{}` (pull {}) against `{}` (pull {})",
            conflict.up,
            decimal(conflict.pulls.0, 2),
            conflict.down,
            decimal(conflict.pulls.1, 2)
        )
    }));
    lines.extend(report.warnings.iter().cloned());
    lines
}

/// What the reader may not forget.
fn caution(report: &Report, where_listed: &str) -> String {
    format!(
        "{} tables, correlations and targets are assumptions or borrowed shapes; {where_listed} with their ranges. What is no target is no more certain than \
         the tables: weights mend what they name, and may spoil what they do not.",
        report.assumptions.len()
    )
}

/// The sources of the targets, each once, in the order of the targets.
fn sources(targets: &[TargetReport]) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for row in targets {
        if !row.reference.is_empty() && !found.contains(&row.reference.as_str()) {
            found.push(&row.reference);
        }
    }
    found
}

/// A total as it is told: large ones, which are money, in billions.
fn amount(row: &TargetReport, total: f64) -> String {
    if row.wanted >= 1e10 {
        money(total)
    } else {
        number_of(total)
    }
}

fn met(row: &TargetReport) -> &'static str {
    match (row.role, row.met) {
        ("held_out", _) => "held out",
        ("left_out", _) => "left out",
        ("follows", true) => "follows",
        (_, true) => "yes",
        (_, false) => "NO",
    }
}
