//! `commonweal equal-cost`: the values of a parameter at which a study has a given net cost.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use commonweal_core::costing::{
    CostRoot, EqualCost, EqualCostYears, Over, SearchRange, TargetCost, equal_cost, equal_present_value, study_with,
    value_set,
};
use commonweal_core::document::{Key, Node, Table, Value, parse, toml_text};
use commonweal_core::system::Assignment;

use super::run::json;
use crate::error::{Failure, Outcome, print};
use crate::load::{Library, folder_of};
use crate::output::grid::{Align, Grid, wrap};
use crate::output::number::{NOTHING, decimal, or_nothing, plain, signed_money};
use crate::progress::Bar;
use crate::session::{Session, StudyArguments, open};
use crate::span::YearsArguments;

/// The options of `equal-cost`.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    study: StudyArguments,
    /// The number that is looked for, as in negative_income_tax.guarantee
    parameter: String,
    /// The net cost of this study on the same people is the one that is wanted: a package or a file
    #[arg(
        long = "as",
        value_name = "STUDY",
        conflicts_with = "net_cost",
        required_unless_present = "net_cost"
    )]
    as_study: Option<String>,
    /// The net cost that is wanted, a year, as in 30e9, or with --years of all years; positive: the government pays more
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true, value_parser = number)]
    net_cost: Option<f64>,
    #[command(flatten)]
    years: YearsArguments,
    /// The lowest value that is tried; without it, the lowest that the parameter allows
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true, value_parser = number)]
    from: Option<f64>,
    /// The highest value that is tried; without it, the highest that the parameter allows
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true, value_parser = number)]
    to: Option<f64>,
    /// How many values are scanned before each root is narrowed down
    #[arg(long, value_name = "N", default_value_t = 25, value_parser = clap::value_parser!(u32).range(2..=i64::from(SearchRange::MOST_POINTS)))]
    points: u32,
    /// The step in which the value is written; without it, that of the rule file. 0: as fine as the net cost can tell
    #[arg(long, value_name = "STEP", value_parser = number)]
    step: Option<f64>,
    /// Saves the study with the value of a root, so that `run` and `compare` take it
    #[arg(short, long, value_name = "FILE.toml")]
    output: Option<PathBuf>,
    /// Which root is saved, in the order in which they are listed
    #[arg(long, value_name = "N", default_value_t = 1, requires = "output", value_parser = clap::value_parser!(u32).range(1..))]
    root: u32,
    /// Prints what was found as one JSON document (see: commonweal schema equal-cost)
    #[arg(long)]
    json: bool,
    /// Says nothing but errors, and the JSON where it is asked for
    #[arg(long)]
    quiet: bool,
}

/// A number that is one.
fn number(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => Err("write a number, as in 1200, 0.5 or 30e9".to_string()),
    }
}

/// Looks for the values, lists every root with its residual, and saves the study with one of them.
///
/// # Errors
/// Problems of the studies and of the range; no root; a file that cannot be written.
pub fn run(arguments: &Arguments) -> Outcome<()> {
    let mut session = open(Library::embedded(), &arguments.study)?;
    session.prepared.study.options.frozen |= arguments.years.frozen;
    if let Some(file) = &arguments.output {
        check_place(file, &session)?;
    }
    let years = arguments.years.range(&arguments.study, &[&session], &[], &[])?;
    let people = session.people(&arguments.study)?;
    let other = match &arguments.as_study {
        Some(name) => Some(same_people(name, arguments, &session)?),
        None => None,
    };
    let target = match &other {
        Some(other) => TargetCost::Study(&other.prepared),
        None => TargetCost::Amount(arguments.net_cost.unwrap_or(0.0)),
    };
    let range = SearchRange {
        from: arguments.from,
        to: arguments.to,
        points: arguments.points,
        step: arguments.step,
    };
    let parts = Arc::new(vec![people.population]);
    let found = {
        let bar = Bar::new("looking", arguments.quiet);
        let progress = |done, total| bar.tick(done, total);
        let (prepared, name) = (&session.prepared, arguments.parameter.as_str());
        match years {
            None => equal_cost(prepared, &parts, name, target, &range, &progress),
            Some(years) => {
                let discount_rate = arguments.years.discount_rate();
                let over = Over { years, discount_rate };
                equal_present_value(prepared, &parts, name, target, &range, over, &progress)
            }
        }
        .map_err(|problems| session.library.refuse(problems))?
    };
    let root = found.roots.get(arguments.root as usize - 1);
    if let (Some(file), Some(root)) = (&arguments.output, root) {
        save(file, root, &found, &session, arguments)?;
    }
    if arguments.json {
        print(&json(&found)?)?;
    } else if !arguments.quiet {
        let states_years = |other: &Session| other.prepared.study.years.is_some();
        let is_one_year = arguments.study.year.is_some() || other.as_ref().is_some_and(states_years);
        print(&page(&found, arguments, is_one_year))?;
    }
    if found.roots.is_empty() {
        return Err(Failure::Differs(none(&found)));
    }
    match (&arguments.output, root) {
        (Some(_), None) => Err(Failure::Differs(format!(
            "nothing is saved: there is no root {}, only {}",
            arguments.root,
            found.roots.len()
        ))),
        _ => Ok(()),
    }
}

/// The study whose net cost is wanted, under the year and the scenario of the first.
fn same_people(name: &str, arguments: &Arguments, first: &Session) -> Outcome<Session> {
    let mut other = open(
        Library::embedded(),
        &StudyArguments {
            study: name.to_string(),
            year: first.year_beside(),
            threads: None,
            set: Vec::new(),
            ..arguments.study.clone()
        },
    )?;
    other.prepared.study.options.frozen |= arguments.years.frozen;
    let (own, its) = (&first.prepared.system.name, &other.prepared.system.name);
    if own == its {
        return Ok(other);
    }
    Err(Failure::Sentence(format!(
        "the two studies have different law: {own} and {its}; net costs are compared on the same people under one system"
    )))
}

/// Refuses a place for the study where its own files would not be found, or that is the study itself.
fn check_place(file: &Path, session: &Session) -> Outcome<()> {
    let refuse = |why: &str| Err(Failure::Sentence(format!("--output {}: {why}", file.display())));
    if file.extension().is_none_or(|ending| ending != "toml") {
        return refuse("a study is saved as TOML; end the name in .toml");
    }
    let Some(folder) = &session.file.folder else {
        return Ok(());
    };
    let own = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    if own(&folder_of(file)) != own(folder) {
        return refuse("the files that the study names stand beside it; save it in the same folder");
    }
    if own(file) == own(Path::new(&session.file.study.source.name)) {
        return refuse("this is the study itself; name another file");
    }
    Ok(())
}

/// Saves the study with the root's value and with what the command line says of the study.
fn save(file: &Path, root: &CostRoot, found: &EqualCost, session: &Session, arguments: &Arguments) -> Outcome<()> {
    let source = &session.file.study.source;
    let mut tree = parse(source).map_err(|problems| session.library.refuse(problems))?;
    let stem = file
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    let is_name = stem.starts_with(|first: char| first.is_ascii_lowercase())
        && stem
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    let name = if is_name && stem != found.study {
        stem
    } else {
        format!("{}-equal-cost", found.study)
    };
    let titles = &session.prepared.study.title;
    let value = plain_value(root.value);
    put(&mut tree, "name", Value::Text(name));
    // It may tell the value that the study had.
    if let Value::Table(table) = &mut tree.value {
        table.entries.retain(|(key, _)| key.text != "description");
    }
    if !titles.0.is_empty() {
        let titled = titles.0.iter().map(|(language, title)| {
            let comma = if language == "zh" { "，" } else { ", " };
            let title = format!("{title}{comma}{} = {value}", found.parameter);
            entry(language, Value::Text(title))
        });
        let entries = titled.collect();
        put(&mut tree, "title", Value::Table(Table { entries }));
    }
    let (key, other, when) = match (&found.over, arguments.study.year) {
        (Some(over), _) => (
            "years",
            "year",
            Some(Value::Text(format!("{}:{}", over.first, over.last))),
        ),
        (None, asked) => ("year", "years", asked.map(|year| Value::Integer(i64::from(year)))),
    };
    if let Some(when) = when {
        // A study has one of the two.
        if let Value::Table(table) = &mut tree.value {
            table.entries.retain(|(key, _)| key.text != other);
        }
        put(&mut tree, key, when);
    }
    if arguments.years.frozen {
        put_within(&mut tree, "options", "frozen", Value::Truth(true));
    }
    if let Some(scenario) = &arguments.study.scenario {
        put(&mut tree, "scenario", Value::Text(scenario.clone()));
    }
    let mut values: Vec<Assignment> = session.library.assignments(&arguments.study.set)?;
    values.push(value_set(&found.parameter, root.value).map_err(|problems| session.library.refuse(problems))?);
    let tree = study_with(&session.prepared, &tree, &values);
    let asked = match &found.target_study {
        Some(other) => format!("that of {other}, {}", signed_money(found.target)),
        None => signed_money(found.target),
    };
    let text = format!(
        "# {} = {value}: of the steps that were tried the one at which the net cost of {} is closest to {asked}\n\
         # {} {} (people: {}, {}); residual {}.\n{}",
        found.parameter,
        found.study,
        found.currency,
        span(found),
        found.population,
        found.year,
        signed_money(root.residual),
        toml_text(&tree)
    );
    commonweal_tables::write_atomically(file, |place| std::io::Write::write_all(place, text.as_bytes()))
        .map_err(crate::output::microdata::refuse)
}

/// Of which time a net cost is.
fn span(found: &EqualCost) -> String {
    found.over.as_ref().map_or("a year".to_string(), |over| {
        format!(
            "over the years {} to {}, in prices of {}",
            over.first, over.last, over.first
        )
    })
}

/// What the discount rate is.
fn assumed(over: &EqualCostYears) -> String {
    format!(
        "Later money counts less by {} a year beyond the rise of prices (a real rate), an assumption that may lie between {} and {}.",
        percent(over.discount_rate),
        percent(over.low_rate),
        percent(over.high_rate)
    )
}

fn percent(share: f64) -> String {
    format!("{} %", plain(share * 100.0))
}

fn entry(key: &str, value: Value) -> (Key, Node) {
    let key = Key {
        text: key.to_string(),
        span: 0..0,
    };
    (key, Node { value, span: 0..0 })
}

/// Gives an entry of the study a value.
fn put(tree: &mut Node, key: &str, value: Value) {
    let Value::Table(table) = &mut tree.value else { return };
    match table.entries.iter_mut().find(|(known, _)| known.text == key) {
        Some((_, node)) => node.value = value,
        None => table.entries.push(entry(key, value)),
    }
}

/// Gives an entry of one of the study's tables a value.
fn put_within(tree: &mut Node, table: &str, key: &str, value: Value) {
    let known = tree.as_table().and_then(|own| own.get(table)).cloned();
    let mut node = known.unwrap_or_else(|| entry(table, Value::Table(Table { entries: Vec::new() })).1);
    put(&mut node, key, value);
    put(tree, table, node.value);
}

/// All the digits of a value, without the separators that a reader wants.
fn plain_value(value: f64) -> String {
    plain(value).replace(',', "")
}

/// What is said where there is no root.
fn none(found: &EqualCost) -> String {
    format!(
        "no value of {} from {} to {} gives a net cost of {}: it runs from {} (at {}) to {} (at {})",
        found.parameter,
        plain(found.scan.first().map_or(0.0, |point| point.value)),
        plain(found.scan.last().map_or(0.0, |point| point.value)),
        signed_money(found.target),
        signed_money(found.lowest.net_cost),
        plain(found.lowest.value),
        signed_money(found.highest.net_cost),
        plain(found.highest.value)
    )
}

/// The page; `is_one_year` says whether one of the studies would go over several years unless told the one.
fn page(found: &EqualCost, arguments: &Arguments, is_one_year: bool) -> String {
    let mut text = wrap(&format!("{}: {}", found.study, found.parameter), "", 0);
    if !found.title.is_empty() {
        text.push_str(&wrap(&found.title, "", 0));
    }
    let asked = match &found.target_study {
        Some(other) => format!("that of {other}, {}", signed_money(found.target)),
        None => signed_money(found.target),
    };
    text.push_str(&wrap(
        &format!(
            "{}, {}: {} households. The net cost of government and funds is to be {asked} {} {}; positive: the government pays more.",
            found.population,
            found.year,
            decimal(f64::from(found.households), 0),
            found.currency,
            span(found)
        ),
        "",
        0,
    ));
    if let Some(over) = &found.over {
        text.push_str(&wrap(&assumed(over), "", 0));
    }
    let (first, last) = (found.scan.first(), found.scan.last());
    text.push_str(&wrap(
        &format!(
            "{} values from {} to {} were scanned, {} costed in all, in steps of {}. There the net cost runs from {} (at {}) to {} (at {}).",
            found.scan.len(),
            or_nothing(first, |point| plain(point.value)),
            or_nothing(last, |point| plain(point.value)),
            found.runs,
            plain(found.step),
            signed_money(found.lowest.net_cost),
            plain(found.lowest.value),
            signed_money(found.highest.net_cost),
            plain(found.highest.value)
        ),
        "",
        0,
    ));
    if found.roots.is_empty() {
        return text;
    }
    text.push('\n');
    let rates = found
        .over
        .as_ref()
        .map(|over| [over.low_rate, over.high_rate].map(percent));
    let titles: Vec<String> = rates.iter().flatten().map(|rate| format!("at {rate}")).collect();
    let mut columns = vec![
        ("Root", Align::Left),
        ("Value", Align::Right),
        ("Net cost", Align::Right),
        ("Residual", Align::Right),
        ("Net cost there", Align::Left),
        ("Next step", Align::Right),
        ("its residual", Align::Right),
    ];
    columns.extend(titles.iter().map(|title| (title.as_str(), Align::Right)));
    let mut grid = Grid::new(&columns);
    for (at, root) in (1..).zip(&found.roots) {
        let value = match root.until {
            Some(until) => format!("{} to {}", plain(root.value), plain(until)),
            None => plain(root.value),
        };
        let way = match root.crossing.as_str() {
            "rising" => "rises",
            "falling" => "falls",
            _ => "touches it",
        };
        let beside = root.beside.as_ref();
        let mut cells = vec![
            decimal(f64::from(at), 0),
            value,
            signed_money(root.net_cost),
            signed_money(root.residual),
            way.to_string(),
            or_nothing(beside, |point| plain(point.value)),
            or_nothing(beside, |point| signed_money(point.net_cost - found.target)),
        ];
        if rates.is_some() {
            let at_rates = [root.residual_at_low_rate, root.residual_at_high_rate];
            cells.extend(at_rates.map(|missed| missed.map_or(NOTHING.to_string(), signed_money)));
        }
        grid.row(cells);
    }
    text.push_str(&grid.text(0));
    text.push_str(&wrap(
        "A residual is the net cost less the one that is wanted. Between two values of the scan an even number of roots may stay unseen: \
         --points N scans more.",
        "",
        0,
    ));
    if let Some(file) = &arguments.output {
        let with = arguments.as_study.as_deref().unwrap_or(&arguments.study.study);
        let how = match &found.over {
            None if is_one_year => format!("--year {} --incentives", found.year),
            None => "--incentives".to_string(),
            Some(over) => format!(
                "--years {}:{} --discount-rate {}{}",
                over.first,
                over.last,
                over.discount_rate,
                if arguments.years.frozen { " --frozen" } else { "" }
            ),
        };
        text.push_str(&format!(
            "\nSaved        {}\nCompare      commonweal compare {with} {} {how}\n",
            file.display(),
            file.display()
        ));
    }
    text
}
