//! `commonweal instruments`: what instruments there are, and what each of them says.

use std::path::Path;
use std::sync::Arc;

use commonweal_core::document::{Date, Node, Value, nearest};
use commonweal_core::rules::{
    ConditionTest, EligibilityWho, Function, Instrument, Parameter, ParameterUnit, Period, Rule, RuleBody, ScheduleKind,
};
use commonweal_core::system::Catalog;

use crate::error::{Outcome, print};
use crate::load::{Library, entries, is_document};
use crate::output::grid::{Align, Grid, wrap};
use crate::output::number::plain;
use crate::session::{StudyArguments, open};

/// The options of `instruments`.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// An instrument, to see its parameters and formulas; without it, all are listed
    name: Option<String>,
    /// The instruments of a study, its own files among them
    #[arg(long, value_name = "STUDY", conflicts_with = "system")]
    study: Option<String>,
    /// The instruments of a system
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
}

/// Instruments under a heading.
struct Shelf {
    heading: String,
    instruments: Vec<Arc<Instrument>>,
}

/// Lists the instruments, or shows one.
///
/// # Errors
/// Problems of the files; a name that no instrument has, with the nearest.
pub fn run(arguments: &Arguments) -> Outcome<()> {
    let (library, shelves) = shelves(arguments)?;
    match &arguments.name {
        None => print(&listing(&shelves)),
        Some(name) => {
            let found: Vec<(&Shelf, &Arc<Instrument>)> = shelves
                .iter()
                .flat_map(|shelf| shelf.instruments.iter().map(move |instrument| (shelf, instrument)))
                .filter(|(_, instrument)| instrument.name == *name)
                .collect();
            if found.is_empty() {
                let known: Vec<&str> = shelves
                    .iter()
                    .flat_map(|shelf| shelf.instruments.iter().map(|instrument| instrument.name.as_str()))
                    .collect();
                let mut unknown = Catalog::unknown("instrument", name, &known);
                if nearest(name, known.iter().copied()).is_none() {
                    unknown.remedy =
                        "`commonweal instruments` lists them all; for files of your own add --study STUDY".to_string();
                }
                return Err(library.refuse(vec![unknown]));
            }
            let pages: Vec<String> = found
                .iter()
                .map(|(shelf, instrument)| page(shelf, instrument))
                .collect();
            print(&pages.join("\n"))
        }
    }
}

fn shelves(arguments: &Arguments) -> Outcome<(Library, Vec<Shelf>)> {
    let library = Library::embedded();
    if let Some(study) = &arguments.study {
        let session = open(
            library,
            &StudyArguments {
                study: study.clone(),
                ..StudyArguments::default()
            },
        )?;
        let prepared = &session.prepared;
        let mut shelves = vec![Shelf {
            heading: format!("In the study {}", prepared.study.name),
            instruments: prepared.baseline.instruments.clone(),
        }];
        if let Some(reform) = &prepared.reform {
            for instrument in &reform.instruments {
                match shelves[0]
                    .instruments
                    .iter_mut()
                    .find(|known| known.name == instrument.name)
                {
                    Some(known) => *known = Arc::clone(instrument),
                    None => shelves[0].instruments.push(Arc::clone(instrument)),
                }
            }
        }
        let own = session
            .file
            .folder
            .as_deref()
            .map(|folder| beside(&session.library, folder))
            .transpose()?
            .unwrap_or_default();
        let own: Vec<Arc<Instrument>> = own
            .into_iter()
            .filter(|instrument| !shelves[0].instruments.iter().any(|known| known.name == instrument.name))
            .collect();
        if !own.is_empty() {
            shelves.push(Shelf {
                heading: "Beside the study, not in it".to_string(),
                instruments: own,
            });
        }
        return Ok((session.library, shelves));
    }
    let systems: Vec<String> = match &arguments.system {
        Some(name) => vec![name.clone()],
        None => library.catalog.system_names().map(str::to_string).collect(),
    };
    let mut shelves = Vec::new();
    if arguments.system.is_none() {
        let common: Result<Vec<_>, _> = library
            .catalog
            .instrument_names()
            .filter_map(|name| library.catalog.instrument(name))
            .map(Instrument::read)
            .collect();
        shelves.push(Shelf {
            heading: "For any system".to_string(),
            instruments: common.map_err(|problems| library.refuse(problems))?,
        });
    }
    for name in systems {
        let system = library
            .catalog
            .system(&name)
            .map_err(|problems| library.refuse(problems))?;
        let is_common = |instrument: &Arc<Instrument>| {
            arguments.system.is_none()
                && library
                    .catalog
                    .instrument(&instrument.name)
                    .is_some_and(|source| source.name == instrument.source.name)
        };
        let instruments: Vec<_> = system
            .instruments
            .iter()
            .filter(|instrument| !is_common(instrument))
            .cloned()
            .collect();
        if !instruments.is_empty() {
            shelves.push(Shelf {
                heading: format!("System {name}: {}", system.title.in_language("en")),
                instruments,
            });
        }
    }
    Ok((library, shelves))
}

/// The rule files in a folder; files of another sort are passed over.
fn beside(library: &Library, folder: &Path) -> Outcome<Vec<Arc<Instrument>>> {
    let mut found = Vec::new();
    for path in entries(folder)? {
        if path.is_file()
            && is_document(&path.to_string_lossy())
            && let Ok(source) = library.text(&crate::load::join(
                folder,
                &path.file_name().unwrap_or_default().to_string_lossy(),
            ))
            && let Ok(instrument) = Instrument::read(&source)
        {
            found.push(instrument);
        }
    }
    Ok(found)
}

fn listing(shelves: &[Shelf]) -> String {
    let mut text = String::new();
    for shelf in shelves {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&format!("{}\n", shelf.heading));
        let mut grid = Grid::new(&[
            ("Name", Align::Left),
            ("Kind", Align::Left),
            ("Unit", Align::Left),
            ("Title", Align::Left),
        ]);
        for instrument in &shelf.instruments {
            grid.row([
                instrument.name.clone(),
                instrument.kind.name().replace('_', " "),
                instrument.unit.clone(),
                crate::output::grid::shorten(instrument.title.in_language("en"), 33),
            ]);
        }
        text.push_str(&grid.text(2));
    }
    text.push_str("\ncommonweal instruments NAME shows one with its parameters, formulas and references.\n");
    text
}

/// One instrument in full.
fn page(shelf: &Shelf, instrument: &Instrument) -> String {
    let mut text = format!("{}: {}\n", instrument.name, instrument.title.in_language("en"));
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            text.push_str(&wrap(value, &format!("  {name:<12}"), 14));
        }
    };
    line("found", &shelf.heading);
    line("file", &instrument.source.name);
    line("reference", &instrument.reference);
    let payment = format!(
        "{}: {} pay{} {}",
        instrument.kind.name().replace('_', " "),
        instrument.payer.name(),
        if instrument.payer.name().ends_with('s') {
            ""
        } else {
            "s"
        },
        instrument.payee.name()
    );
    line(
        "kind",
        if instrument.kind == commonweal_core::rules::Kind::Library {
            "library: pays nothing, other files read it"
        } else {
            &payment
        },
    );
    line(
        "unit",
        &format!(
            "{}, amounts a {}",
            instrument.unit,
            if instrument.period == Period::Month {
                "month"
            } else {
                "year"
            }
        ),
    );
    line("eligible", &eligibility(instrument));
    if let Some(take_up) = &instrument.take_up {
        line("take-up", &take_up.rate.text);
    }
    if let Some(capacity) = &instrument.capacity {
        let limit = capacity
            .places
            .as_ref()
            .map(|places| format!("places: {}", places.text))
            .or(capacity.money.as_ref().map(|money| format!("money: {}", money.text)));
        line("capacity", &limit.unwrap_or_default());
    }
    if let Some((pool, _)) = &instrument.pool {
        line("pool", pool);
    }
    if let Some(fund) = &instrument.fund {
        line("fund", &fund.name);
    }
    line("notes", instrument.notes.in_language("en"));
    if !instrument.parameters.is_empty() {
        text.push_str("\nParameters\n");
        for parameter in &instrument.parameters {
            text.push_str(&describe(&instrument.name, parameter));
        }
    }
    for (heading, rules) in [
        ("Rules of each person", &instrument.person_rules),
        ("Rules", &instrument.rules),
    ] {
        if !rules.is_empty() {
            text.push_str(&format!("\n{heading}\n"));
            rules.iter().for_each(|rule| text.push_str(&formula(rule, 2)));
        }
    }
    for function in &instrument.functions {
        text.push_str(&self::function(function));
    }
    text.push_str(&format!(
        "\n{} worked case{}\n",
        instrument.cases.len(),
        if instrument.cases.len() == 1 { "" } else { "s" }
    ));
    text
}

fn eligibility(instrument: &Instrument) -> String {
    let found = &instrument.eligibility;
    let mut conditions: Vec<String> = found
        .conditions
        .iter()
        .map(|condition| match &condition.test {
            ConditionTest::OneOf(words) => format!("{} is one of {}", condition.column, words.join(", ")),
            ConditionTest::Between(low, high) => match (low, high) {
                (Some(low), Some(high)) => format!("{} from {} to {}", condition.column, plain(*low), plain(*high)),
                (Some(low), None) => format!("{} from {}", condition.column, plain(*low)),
                (None, Some(high)) => format!("{} up to {}", condition.column, plain(*high)),
                (None, None) => condition.column.clone(),
            },
            ConditionTest::Is(true) => condition.column.clone(),
            ConditionTest::Is(false) => format!("not {}", condition.column),
        })
        .collect();
    if !conditions.is_empty() {
        let who = match found.who {
            EligibilityWho::AnyAdult => "any adult",
            EligibilityWho::Head => "the head",
            EligibilityWho::All => "every member",
            EligibilityWho::Each => "each member who",
        };
        conditions = vec![format!("{who}: {}", conditions.join(" and "))];
    }
    conditions.extend(found.when.as_ref().map(|when| when.text.clone()));
    conditions.join("; ")
}

/// A parameter with unit, range, values and source.
pub fn describe(instrument: &str, parameter: &Parameter) -> String {
    let mut text = format!("  {instrument}.{}", parameter.name);
    let title = parameter.title.in_language("en");
    if !title.is_empty() {
        text.push_str(&format!("  {title}"));
    }
    text.push('\n');
    let mut kind = parameter.unit_name.clone();
    match &parameter.unit {
        ParameterUnit::Choice(options) => kind = format!("choice of {}", options.join(", ")),
        ParameterUnit::List { of } => kind = format!("list of values of {of}"),
        ParameterUnit::Concept => kind = "an income concept of the system".to_string(),
        ParameterUnit::Number(_) | ParameterUnit::Truth => {}
    }
    if let Some(schedule) = &parameter.schedule {
        let form = match schedule.kind {
            ScheduleKind::Brackets => "marginal rates [from, rate]",
            ScheduleKind::Steps { .. } => "steps [from, value]",
            ScheduleKind::Points => "straight lines between points [x, y]",
            ScheduleKind::Polynomial => "polynomials [from, [c0, c1, …]]",
        };
        kind.push_str(&format!(", {form}"));
    }
    if !parameter.by.is_empty() {
        kind.push_str(&format!(", by {}", parameter.by.join(" and ")));
    }
    if let Some((low, high)) = parameter.range {
        kind.push_str(&format!(", from {} to {}", plain(low), plain(high)));
    }
    if parameter.assumption {
        kind.push_str(", an assumption");
    }
    text.push_str(&wrap(&kind, "      ", 8));
    for (date, node) in &parameter.values {
        let from = date.map_or("default".to_string(), |date: Date| date.to_string());
        text.push_str(&wrap(&written(node), &format!("      {from} = "), 8));
    }
    if let Some(uprate) = &parameter.uprate {
        text.push_str(&format!("      then with the index {}\n", uprate.index));
    }
    for remark in [parameter.reference.as_str(), parameter.note.in_language("en")] {
        if !remark.is_empty() {
            text.push_str(&wrap(remark, "      ", 8));
        }
    }
    text
}

/// A value as a file writes it.
pub fn written(node: &Node) -> String {
    match &node.value {
        Value::Truth(truth) => truth.to_string(),
        Value::Integer(value) => plain(*value as f64),
        Value::Number(value) => plain(*value),
        Value::Text(text) => text.clone(),
        Value::Date(date) => date.to_string(),
        Value::List(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", ")),
        Value::Table(table) => table
            .entries
            .iter()
            .map(|(key, value)| format!("{}: {}", key.text, written(value)))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

fn formula(rule: &Rule, indent: usize) -> String {
    let blanks = " ".repeat(indent);
    let title = rule.title.in_language("en");
    let mut text = match &rule.body {
        RuleBody::Formula(formula) => wrap(&formula.text, &format!("{blanks}{} = ", rule.name), indent + 4),
        RuleBody::Dated(dated) => dated
            .iter()
            .map(|(date, formula)| {
                wrap(
                    &formula.text,
                    &format!("{blanks}{} = (from {date}) ", rule.name),
                    indent + 4,
                )
            })
            .collect(),
        RuleBody::Rows(rows) => {
            let mut text = format!("{blanks}{} =\n", rule.name);
            for row in rows {
                let row = match &row.when {
                    Some(when) => format!("{} when {}", row.then.text, when.text),
                    None => format!("{} otherwise", row.then.text),
                };
                text.push_str(&wrap(&row, &format!("{blanks}    "), indent + 6));
            }
            text
        }
    };
    for remark in [title, rule.reference.as_str()] {
        if !remark.is_empty() {
            text.push_str(&wrap(remark, &format!("{blanks}      "), indent + 6));
        }
    }
    text
}

fn function(function: &Function) -> String {
    let arguments: Vec<&str> = function.arguments.iter().map(|(name, _)| name.as_str()).collect();
    let mut text = format!("\nFunction {}({})\n", function.name, arguments.join(", "));
    function.rules.iter().for_each(|rule| text.push_str(&formula(rule, 2)));
    text
}
