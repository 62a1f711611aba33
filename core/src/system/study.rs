//! A study: a population, a baseline, a reform, a year and options; what every face of the model runs.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::country::CountryBlock;
use super::law::Assignment;
use super::scenario::ScenarioChoice;
use crate::document::{Collector, Diagnostic, Node, Source, Span, TableReader, Value, parse, value_text};
use crate::population::HOUSEHOLDS;
use crate::rules::{Instrument, Texts, check_name, read_format, read_texts};

/// The people a study runs on.
#[derive(Debug, Clone, PartialEq)]
pub enum PopulationSource {
    /// A population of the catalog, by name.
    Named(String),
    /// A microdata file with the mapping that reads it: a population of the catalog, or a file.
    File {
        /// The Parquet or CSV file, relative to the study.
        file: String,
        /// The mapping: a file, or the name of a population whose mapping is taken.
        mapping: String,
    },
    /// People made from a recipe.
    Recipe {
        /// The recipe: a file, relative to the study, or the name of a population that is one.
        recipe: String,
        /// How many households are made; the recipe's own number unless given.
        households: Option<u32>,
        /// The seed of their draws; the recipe's own unless given.
        seed: Option<u64>,
    },
}

/// Changes to a law.
#[derive(Debug, Clone, PartialEq)]
pub struct Reform {
    /// The file they stand in.
    pub source: Source,
    /// Values set.
    pub set: Vec<Assignment>,
    /// Instruments added, at the end of the order.
    pub add: Vec<(String, Span)>,
    /// Instruments removed: they pay nothing.
    pub remove: Vec<(String, Span)>,
    /// Instruments replaced by a file of the same name.
    pub replace: Vec<(String, Span)>,
}

impl Reform {
    /// No change.
    pub fn none(source: &Source) -> Reform {
        Reform {
            source: source.clone(),
            set: Vec::new(),
            add: Vec::new(),
            remove: Vec::new(),
            replace: Vec::new(),
        }
    }

    /// Whether nothing is changed.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty() && self.add.is_empty() && self.remove.is_empty() && self.replace.is_empty()
    }
}

/// More years than this are not one run.
pub const LONGEST_RUN: i32 = 50;

/// How the net cost is divided among the elements of a reform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Attribution {
    /// The mean over all orders: the parts add up to the whole.
    #[default]
    Shapley,
    /// Each after those before it, in the order of the study.
    Stacked,
    /// Each as the last one: the parts do not add up.
    LastIn,
}

impl Attribution {
    /// Every way, the usual one first.
    pub const ALL: [Attribution; 3] = [Attribution::Shapley, Attribution::Stacked, Attribution::LastIn];

    /// The way of that word.
    pub fn parse(word: &str) -> Option<Attribution> {
        Attribution::ALL.into_iter().find(|way| way.name() == word)
    }

    /// The word a file writes.
    pub fn name(self) -> &'static str {
        match self {
            Attribution::Shapley => "shapley",
            Attribution::Stacked => "stacked",
            Attribution::LastIn => "last-in",
        }
    }
}

/// Options of a study.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// How the net cost is divided among instruments.
    pub attribution: Attribution,
    /// The poverty line as a share of the median.
    pub poverty_line_share: f64,
    /// Whether households count by their members (else once).
    pub count_persons: bool,
    /// The seed of the stored draws.
    pub seed: u64,
    /// Whether the reform is also costed without the scenario's shock.
    pub calm: bool,
    /// Whether marginal, participation and replacement rates of every earner are worked out.
    pub incentives: bool,
    /// Whether it is worked out who loses one benefit because of another, and who receives two at once.
    pub interactions: bool,
    /// Whether the shock is also told without what its scenario gives to those whom it spares.
    pub without_gains: bool,
    /// Whether it is worked out what is left of levies, who bears them and where they arise.
    pub levies: bool,
    /// Whether weights and amounts of the people stay those of the data in a run over several years.
    pub frozen: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            attribution: Attribution::Shapley,
            poverty_line_share: 0.6,
            count_persons: true,
            seed: 1,
            calm: false,
            incentives: false,
            interactions: false,
            without_gains: false,
            levies: false,
            frozen: false,
        }
    }
}

/// A study as its file states it.
#[derive(Debug, Clone, PartialEq)]
pub struct Study {
    /// The file.
    pub source: Source,
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Texts,
    /// What it is about, in two sentences or so: what is proposed, and what had to be assumed.
    pub description: Texts,
    /// What else a reader should know of it; shown beside the description and by no rule.
    pub notes: Texts,
    /// The people.
    pub population: Option<PopulationSource>,
    /// The baseline system.
    pub system: Option<String>,
    /// Where the system is named.
    pub system_span: Span,
    /// What happens to the people before the law applies.
    pub scenario: Option<ScenarioChoice>,
    /// A package whose baseline and reform are taken.
    pub package: Option<(String, Span)>,
    /// The year whose law applies.
    pub year: Option<i32>,
    /// Where the year stands.
    pub year_span: Span,
    /// The first and the last of several years over which the study is run unless it is asked for one alone; the first is `year`.
    pub years: Option<(i32, i32)>,
    /// Where the population, or the mapping of a file, is named.
    pub population_span: Span,
    /// Changes to the system before the reform.
    pub baseline: Reform,
    /// The reform.
    pub reform: Reform,
    /// Whether there is a table of a reform, though it may change nothing.
    pub has_reform_table: bool,
    /// What is otherwise in a country to which the study is carried.
    pub countries: Vec<CountryBlock>,
    /// Options.
    pub options: Options,
    /// Instruments that stand in the study itself.
    pub instruments: Vec<Arc<Instrument>>,
    /// Instruments of its own that could not be read: what reads them is not complained about.
    pub broken: BTreeSet<String>,
    /// Whether something of it could not be read as it stands. False for a sound study.
    pub doubtful: bool,
}

impl Study {
    /// Reads a study.
    ///
    /// # Errors
    /// Every problem of the file at once.
    pub fn read(source: &Source) -> Result<Study, Vec<Diagnostic>> {
        match Study::read_partly(source) {
            (Some(study), problems) if problems.is_empty() => Ok(study),
            (_, problems) => Err(problems),
        }
    }

    /// Reads as much of a study as can be read, for a check of the rest, with every problem of its form. There is no study
    /// when its text cannot be read.
    pub fn read_partly(source: &Source) -> (Option<Study>, Vec<Diagnostic>) {
        let root = match parse(source) {
            Ok(root) => root,
            Err(problems) => return (None, problems),
        };
        let collector = Collector::new(source);
        let study = read_study(&collector, &root);
        (study, collector.into_diagnostics())
    }

    /// A value for a parameter as the command line would give it; `instrument` is empty for a parameter of the system.
    ///
    /// # Errors
    /// When the value cannot be written on one line of TOML.
    pub fn assignment_of(instrument: &str, parameter: &str, value: &Node) -> Result<Assignment, Vec<Diagnostic>> {
        let name = if instrument.is_empty() {
            parameter.to_string()
        } else {
            format!("{instrument}.{parameter}")
        };
        Study::assignment(&format!("{name}={}", value_text(value)))
    }

    /// Reads `INSTRUMENT.PARAMETER=VALUE` as the command line gives it.
    ///
    /// # Errors
    /// When the text has another form or the value is none.
    pub fn assignment(text: &str) -> Result<Assignment, Vec<Diagnostic>> {
        let source = Source {
            name: "--set".to_string(),
            text: Arc::from(text),
        };
        let collector = Collector::new(&source);
        let refuse = |span: Span, found: &str| {
            collector.report(
                "bad-assignment",
                "--set",
                &span,
                "a value is set as INSTRUMENT.PARAMETER=VALUE",
                found,
                "for example negative_income_tax.taper=0.6",
                "write the name, an equals sign and the value",
            );
        };
        let Some(at) = text.find('=') else {
            refuse(0..text.len(), text);
            return Err(collector.into_diagnostics());
        };
        let (name, value) = (text[..at].trim(), text[at + 1..].trim());
        // The value is read as TOML; a bare word is taken as a text.
        let bare = value.starts_with(|c: char| c.is_alphabetic())
            && value.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
        let written = if bare && value != "true" && value != "false" {
            format!("\"{value}\"")
        } else {
            value.to_string()
        };
        let padded = format!("{}= {written}", " ".repeat(at.saturating_sub(1)).replacen(' ', "v", 1));
        let padded = if at == 0 {
            format!("v= {written}")
        } else if padded.starts_with('v') {
            padded
        } else {
            format!("v{padded}")
        };
        let wrapped = Source {
            name: "--set".to_string(),
            text: Arc::from(padded.as_str()),
        };
        let node = match parse(&wrapped) {
            Ok(Node {
                value: Value::Table(table),
                ..
            }) => table.entries.into_iter().next().map(|(_, node)| node),
            _ => None,
        };
        let Some(mut node) = node.filter(|_| !value.is_empty()) else {
            refuse(at + 1..text.len(), value);
            return Err(collector.into_diagnostics());
        };
        node.span = at + 1..text.len();
        let (instrument, key) = match name.split_once('.') {
            Some((instrument, key)) => (instrument.to_string(), key.to_string()),
            None => (String::new(), name.to_string()),
        };
        if key.is_empty() {
            refuse(0..at, name);
            return Err(collector.into_diagnostics());
        }
        Ok(Assignment {
            instrument,
            key,
            from: None,
            value: node,
            source,
            span: 0..at,
        })
    }
}

fn read_study(collector: &Collector, root: &Node) -> Option<Study> {
    let reader = TableReader::new(collector, root, "")?;
    read_format(&reader);
    let name = reader.required_text("name").map(str::to_string);
    if let (Some(name), Some(node)) = (&name, reader.get("name")) {
        let good = !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_');
        if !good {
            collector.report(
                "bad-name",
                "name",
                &node.span,
                format!("`{name}` is no name of a study"),
                name,
                "small letters, digits, hyphens and underscores",
                "choose another name",
            );
        }
    }
    let title = read_texts(&reader, "title");
    let description = read_texts(&reader, "description");
    let notes = read_texts(&reader, "notes");
    reader.text("reference");
    let population = match reader.get("population") {
        None => None,
        Some(Node {
            value: Value::Text(text),
            ..
        }) => Some(PopulationSource::Named(text.clone())),
        Some(node) if node.as_table().is_some_and(|table| table.get("recipe").is_some()) => {
            reader.table("population").and_then(read_recipe)
        }
        Some(_) => reader.table("population").and_then(|table| {
            let file = table.required_text("file").map(str::to_string);
            let mapping = table.required_text("mapping").map(str::to_string);
            table.finish();
            Some(PopulationSource::File {
                file: file?,
                mapping: mapping?,
            })
        }),
    };
    let system = reader.text("system").map(str::to_string);
    let system_span = reader.get("system").map_or(0..0, |node| node.span.clone());
    let package = reader
        .text("package")
        .map(str::to_string)
        .zip(reader.get("package").map(|node| node.span.clone()));
    if let (Some((package, span)), Some(name)) = (&package, &name)
        && package == name
    {
        collector.report(
            "cycle",
            "package",
            span,
            "the study names itself as its package",
            package,
            "another study",
            "name another package, or write the reform here",
        );
    }
    if system.is_none() && package.is_none() {
        reader.require("system");
    }
    let year = reader.integer("year").and_then(|year| {
        let good = (1900..=2200).contains(&year);
        if !good {
            collector.report(
                "out-of-range",
                "year",
                &reader.get("year").map_or(0..0, |node| node.span.clone()),
                "the year whose law applies",
                year.to_string(),
                "a year from 1900 to 2200",
                "write a year such as 2024",
            );
        }
        good.then_some(year as i32)
    });
    let years = read_years(collector, &reader, year);
    let year = year.or(years.map(|(first, _)| first));
    let read_reform = |key: &str| {
        reader.table(key).map_or(Reform::none(&collector.source), |table| {
            let reform = read_reform(collector, &table);
            table.finish();
            reform
        })
    };
    let year_span = reader.get("year").or_else(|| reader.get("years"));
    let year_span = year_span.map_or(0..0, |node| node.span.clone());
    let population_span = reader.get("population").map_or(0..0, |node| {
        node.as_table()
            .and_then(|table| table.get("mapping").or_else(|| table.get("recipe")))
            .unwrap_or(node)
            .span
            .clone()
    });
    let baseline = read_reform("baseline");
    let reform = read_reform("reform");
    let has_reform_table = reader.get("reform").is_some_and(|node| node.as_table().is_some());
    let countries = read_countries(collector, &reader);
    let mut options = Options::default();
    if let Some(table) = reader.table("options") {
        options.attribution = match table.choice("attribution", &["shapley", "stacked", "last-in"]) {
            Some("stacked") => Attribution::Stacked,
            Some("last-in") => Attribution::LastIn,
            _ => Attribution::Shapley,
        };
        if let Some(share) = table.number("poverty_line_share") {
            if share > 0.0 && share <= 2.0 {
                options.poverty_line_share = share;
            } else {
                collector.report(
                    "out-of-range",
                    &table.path_of("poverty_line_share"),
                    &table.get("poverty_line_share").map_or(0..0, |node| node.span.clone()),
                    "the poverty line is a share of the median",
                    share.to_string(),
                    "a share above 0, at most 2",
                    "for example 0.6",
                );
            }
        }
        options.count_persons = table.choice("weighting", &["persons", "households"]) != Some("households");
        if let Some(seed) = table.integer("seed") {
            options.seed = seed as u64;
        }
        options.calm = table.truth("calm").unwrap_or(false);
        options.incentives = table.truth("incentives").unwrap_or(false);
        options.interactions = table.truth("interactions").unwrap_or(false);
        options.without_gains = table.truth("without_gains").unwrap_or(false);
        options.levies = table.truth("levies").unwrap_or(false);
        options.frozen = table.truth("frozen").unwrap_or(false);
        table.finish();
    }
    let scenario = ScenarioChoice::read(collector, &reader);
    let before = collector.count();
    let mut broken = BTreeSet::new();
    let instruments = reader
        .get("instruments")
        .map(|node| match &node.value {
            Value::List(items) => items
                .iter()
                .enumerate()
                .filter_map(|(at, item)| {
                    let own = Instrument::from_node(collector, item, &format!("instruments[{at}]"));
                    if own.is_none() {
                        let name = item.as_table().and_then(|table| table.get("name")?.as_text());
                        broken.extend(name.map(str::to_string));
                    }
                    own.map(Arc::new)
                })
                .collect(),
            _ => {
                reader.tables("instruments");
                Vec::new()
            }
        })
        .unwrap_or_default();
    let in_instruments = collector.count() - before;
    reader.finish();
    Some(Study {
        source: collector.source.clone(),
        name: name.unwrap_or_default(),
        title,
        description,
        notes,
        population,
        system,
        system_span,
        scenario,
        package,
        year,
        year_span,
        years,
        population_span,
        baseline,
        reform,
        has_reform_table,
        countries,
        options,
        instruments,
        broken,
        doubtful: collector.count() > in_instruments,
    })
}

/// Reads `years = "FIRST:LAST"`; a `year` beside it must be the first.
fn read_years(collector: &Collector, reader: &TableReader<'_>, year: Option<i32>) -> Option<(i32, i32)> {
    let node = reader.get("years")?;
    let Some(text) = node.as_text() else {
        collector.wrong_type("years", node, "a text such as \"2025:2034\"");
        return None;
    };
    let span = reader.get("years").map_or(0..0, |node| node.span.clone());
    let whole = |text: &str| {
        let is_plain = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i32>()
            .ok()
            .filter(|year| is_plain && (1900..=2200).contains(year))
    };
    let found = text
        .split_once(':')
        .and_then(|(first, last)| whole(first).zip(whole(last)));
    let found = found.filter(|(first, last)| (0..LONGEST_RUN).contains(&(last - first)));
    let Some((first, last)) = found else {
        collector.report(
            "out-of-range",
            "years",
            &span,
            "the years over which the study is run",
            text,
            format!("\"FIRST:LAST\" with years from 1900 to 2200, the last not before the first, at most {LONGEST_RUN} years"),
            "write for example \"2025:2034\"",
        );
        return None;
    };
    if let Some(year) = year.filter(|year| *year != first) {
        collector.report(
            "out-of-range",
            "years",
            &span,
            format!("`year` is {year}, and the years begin with {first}"),
            text,
            format!("years that begin with {year}"),
            "leave `year` out",
        );
        return None;
    }
    Some((first, last))
}

/// Reads `{ recipe = …, households = …, seed = … }`.
fn read_recipe(table: TableReader<'_>) -> Option<PopulationSource> {
    let recipe = table.required_text("recipe").map(str::to_string);
    let whole = |key: &str, low: i64, high: i64| {
        let found = table.integer(key)?;
        if found >= low && found <= high {
            return Some(found);
        }
        table.collector().report(
            "out-of-range",
            &table.path_of(key),
            &table.get(key).map_or(0..0, |node| node.span.clone()),
            format!("`{key}` is out of range"),
            found.to_string(),
            format!("{low} to {high}"),
            "",
        );
        None
    };
    let households = whole(
        "households",
        i64::from(*HOUSEHOLDS.start()),
        i64::from(*HOUSEHOLDS.end()),
    );
    let seed = whole("seed", 0, i64::MAX);
    table.finish();
    Some(PopulationSource::Recipe {
        recipe: recipe?,
        households: households.and_then(|number| u32::try_from(number).ok()),
        seed: seed.and_then(|seed| u64::try_from(seed).ok()),
    })
}

/// Reads `[countries.NAME]`: a note, `leave_out`, a scenario, and changes as in the study itself.
fn read_countries(collector: &Collector, reader: &TableReader<'_>) -> Vec<CountryBlock> {
    let Some(countries) = reader.table("countries") else {
        return Vec::new();
    };
    let mut blocks = Vec::new();
    for (key, node) in countries.rest() {
        let Some(table) = TableReader::new(collector, node, countries.path_of(&key.text)) else {
            continue;
        };
        let note = read_texts(&table, "note");
        let leave_out = table.texts("leave_out").unwrap_or_default();
        let scenario = ScenarioChoice::read(collector, &table);
        let reform = |law: &str| {
            table.table(law).map_or(Reform::none(&collector.source), |own| {
                let reform = read_reform(collector, &own);
                own.finish();
                reform
            })
        };
        blocks.push(CountryBlock {
            name: key.text.clone(),
            span: key.span.clone(),
            note,
            leave_out: leave_out
                .into_iter()
                .map(|(name, span)| (name.to_string(), span.clone()))
                .collect(),
            scenario,
            baseline: reform("baseline"),
            reform: reform("reform"),
        });
        table.finish();
    }
    blocks
}

fn read_reform(collector: &Collector, table: &TableReader<'_>) -> Reform {
    let named = |key: &str| -> Vec<(String, Span)> {
        table
            .texts(key)
            .unwrap_or_default()
            .into_iter()
            .map(|(text, span)| (text.to_string(), span.clone()))
            .collect()
    };
    let mut reform = Reform {
        source: collector.source.clone(),
        set: Vec::new(),
        add: named("add"),
        remove: named("remove"),
        replace: named("replace"),
    };
    for name in reform.add.iter().chain(&reform.remove).chain(&reform.replace) {
        check_name(collector, table.path(), &name.0, &name.1);
    }
    if let Some(set) = table.table("set") {
        for (key, node) in set.rest() {
            assignments(
                collector,
                &set.path_of(&key.text),
                &key.text,
                &key.span,
                node,
                &mut reform.set,
            );
        }
    }
    reform
}

/// Reads `"instrument.parameter" = value`, `instrument = { parameter = value }` and `{ 2025-01-01 = value }`.
pub(super) fn assignments(
    collector: &Collector,
    path: &str,
    name: &str,
    span: &Span,
    node: &Node,
    found: &mut Vec<Assignment>,
) {
    match (&node.value, name.split_once('.')) {
        (Value::Table(table), Some((instrument, key)))
            if table
                .entries
                .iter()
                .any(|(key, _)| key.text.starts_with(|c: char| c.is_ascii_digit())) =>
        {
            // In the order of the dates, so that the latest that has come is the last.
            let mut entries: Vec<_> = table.entries.iter().collect();
            entries.sort_by(|a, b| a.0.text.cmp(&b.0.text));
            for (date, value) in entries {
                match date.text.parse() {
                    Ok(from) => found.push(Assignment {
                        instrument: instrument.to_string(),
                        key: key.to_string(),
                        from: Some(from),
                        value: value.clone(),
                        source: collector.source.clone(),
                        span: span.clone(),
                    }),
                    Err(_) => collector.report(
                        "bad-date",
                        &format!("{path}.{}", date.text),
                        &date.span,
                        format!("`{}` is no day of the calendar", date.text),
                        &date.text,
                        "a date such as 2024-01-01",
                        "write year-month-day",
                    ),
                }
            }
        }
        (Value::Table(table), None) => {
            for (key, value) in &table.entries {
                assignments(
                    collector,
                    &format!("{path}.{}", key.text),
                    &format!("{name}.{}", key.text),
                    &key.span,
                    value,
                    found,
                );
            }
        }
        (_, split) => {
            let (instrument, key) = split.unwrap_or(("", name));
            found.push(Assignment {
                instrument: instrument.to_string(),
                key: key.to_string(),
                from: None,
                value: node.clone(),
                source: collector.source.clone(),
                span: span.clone(),
            });
        }
    }
}
