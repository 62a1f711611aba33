//! What is asked and of what package, and what a reader must keep in mind.

use super::super::labels::{self, is_standard};
use super::super::table::Rows;
use super::super::{FigureTable, texts as words};
use super::{Block, Maker, Section, texts};
use crate::costing::{AgeingResult, Change, IndexRow, ReweightingResult};
use crate::population::named_in_short;
use crate::rules::{Instrument, Parameter};

/// A value longer than this is cut in a table.
const VALUE_SHOWN: usize = 80;

impl Maker<'_> {
    /// The place with the years, and with the scenario where it is wanted.
    pub(super) fn place(&self, with_scenario: bool) -> String {
        let results = self.material.results;
        let place = ("place", self.reader.title("system", &results.system));
        let ends = self
            .material
            .years
            .and_then(|years| Some((years.years.first()?, years.years.last()?)));
        let place = match ends {
            Some((first, last)) if first.year != last.year => {
                let holes = [
                    place,
                    ("first", first.year.to_string()),
                    ("last", last.year.to_string()),
                ];
                self.reader.say(texts::REPORT_OF_YEARS, &holes)
            }
            _ => self
                .reader
                .say(texts::REPORT_OF, &[place, ("year", results.year.to_string())]),
        };
        match &results.shock {
            Some(shock) if with_scenario => {
                let scenario = self.reader.title("scenario", &shock.scenario);
                self.reader
                    .say(texts::WITH_SCENARIO, &[("place", place), ("scenario", scenario)])
            }
            _ => place,
        }
    }

    /// What is asked.
    pub(super) fn question(&self) -> Section {
        let results = self.material.results;
        let language = self.reader.language;
        let holes = [
            ("package", self.reader.title("study", &results.study)),
            ("place", self.place(false)),
        ];
        let text = if results.has_reform {
            texts::ASKED
        } else {
            texts::ASKED_OF_LAW
        };
        let mut blocks = vec![Block::Text(self.reader.sentence(text, &holes))];
        let study = &self.material.prepared.study;
        blocks.extend(text_of(study.description.in_language(language.code())));
        blocks.extend(text_of(study.notes.in_language(language.code())));
        let year = [("year", results.year.to_string())];
        blocks.push(Block::Text(match self.material.years {
            Some(years) if years.years.len() > 1 => self.reader.sentence(texts::SEVERAL_YEARS, &year),
            _ => self.reader.sentence(texts::ONE_YEAR, &year),
        }));
        let people = [
            ("name", self.people_title()),
            ("rows", language.full(f64::from(results.population.households))),
            ("all", language.people(results.population.weighted_households)),
        ];
        blocks.push(Block::Text(self.reader.sentence(texts::PEOPLE_OF, &people)));
        self.section("question", texts::QUESTION, blocks)
    }

    /// The title of the people, or their name.
    pub(super) fn people_title(&self) -> String {
        let title = self.material.people.title.in_language(self.reader.language.code());
        if title.is_empty() {
            self.material.results.population.name.clone()
        } else {
            title.to_string()
        }
    }

    /// What the package changes, and what the scenario does.
    pub(super) fn package(&self) -> Section {
        let results = self.material.results;
        let mut blocks = Vec::new();
        if results.changes.iter().all(|change| change.law == "scenario") {
            blocks.push(Block::Text(self.reader.word(texts::CHANGES_NONE)));
        }
        if !results.changes.is_empty() {
            blocks.push(Block::Table {
                table: self.changes(),
                is_folded: false,
            });
        }
        self.section("package", texts::PACKAGE_SECTION, blocks)
    }

    fn changes(&self) -> FigureTable {
        let title = self.reader.word(texts::CHANGES_TITLE);
        let law = |change: &Change| {
            self.reader.word(match change.law.as_str() {
                "scenario" => texts::OF_SCENARIO,
                "baseline" => texts::OF_BASELINE,
                _ => texts::OF_REFORM,
            })
        };
        let deed = |change: &Change| {
            self.reader.word(match (change.action.as_str(), change.law.as_str()) {
                ("add", "scenario") => texts::HAPPENS,
                ("add", _) => texts::ADDED,
                ("remove", _) => texts::REMOVED,
                ("replace", _) => texts::REPLACED,
                _ => texts::SET,
            })
        };
        let mut table = Rows::new(
            &self.reader,
            "changes",
            title,
            &self.material.results.changes,
            |change| format!("{} {}", change.law, change.name),
        )
        .text("law", texts::WHERE, law)
        .text("what", texts::WHAT, |change| self.changed(change))
        .text("deed", texts::DEED, deed);
        let changes = &self.material.results.changes;
        if changes
            .iter()
            .any(|change| change.before.is_some() || change.after.is_some())
        {
            table = table
                .text("from", texts::FROM, |change| self.written(change.before.as_deref()))
                .text("to", texts::TO, |change| self.written(change.after.as_deref()));
        }
        table.table()
    }

    /// What a change is about: the titles of instrument and parameter.
    fn changed(&self, change: &Change) -> String {
        let results = self.material.results;
        if change.law == "scenario" && change.action == "add" {
            let scenario = results
                .shock
                .as_ref()
                .map_or(change.name.as_str(), |shock| &shock.scenario);
            return self.reader.title("scenario", scenario);
        }
        self.name_of(&change.name)
    }

    /// A file of the law or of the scenario by name.
    pub(super) fn file(&self, name: &str) -> Option<&Instrument> {
        let prepared = self.material.prepared;
        let laws = prepared.reform.iter().chain([&prepared.baseline]);
        let scenario = || prepared.baseline.scenario().filter(|_| name == "scenario");
        laws.filter_map(|law| law.instrument(name))
            .chain(scenario())
            .map(std::convert::AsRef::as_ref)
            .next()
    }

    /// The parameter of `instrument.parameter`, with the file that it stands in; None for what is no parameter.
    pub(super) fn parameter(&self, name: &str) -> (Option<&Instrument>, Option<&Parameter>) {
        match name.split_once('.') {
            Some((file, key)) => {
                let file = self.file(file);
                (file, file.and_then(|file| file.parameter(key)))
            }
            None => match self.file(name) {
                Some(file) => (Some(file), None),
                None => {
                    let own = &self.material.prepared.system.parameters;
                    (None, own.iter().find(|parameter| parameter.name == name))
                }
            },
        }
    }

    /// How `instrument.parameter` is called: by both titles, where there are such.
    pub(super) fn name_of(&self, name: &str) -> String {
        let code = self.reader.language.code();
        let or_name = |title: &str, name: &str| {
            if title.is_empty() {
                name.replace('_', " ")
            } else {
                title.to_string()
            }
        };
        let (file, parameter) = self.parameter(name);
        let (first, rest) = name.split_once('.').unwrap_or((name, ""));
        let own = parameter.map(|parameter| or_name(parameter.title.in_language(code), &parameter.name));
        match file {
            Some(file) => {
                let title = or_name(file.title.in_language(code), first);
                match own.or_else(|| (!rest.is_empty()).then(|| self.key_of(rest))) {
                    Some(own) => self.reader.say(texts::PART_OF, &[("whole", title), ("part", own)]),
                    None => title,
                }
            }
            None => own.unwrap_or_else(|| name.to_string()),
        }
    }

    /// What a study sets of an instrument beside its parameters: who is eligible, who pays, what it counts in.
    fn key_of(&self, key: &str) -> String {
        let language = self.reader.language;
        let (first, rest) = key.split_once('.').unwrap_or((key, ""));
        let text = match first {
            "eligibility" => texts::KEY_ELIGIBILITY,
            "payer" => texts::KEY_PAYER,
            "payee" => texts::KEY_PAYEE,
            "replaces" => texts::KEY_REPLACES,
            "instead_of" => texts::KEY_INSTEAD_OF,
            "hold_harmless" => texts::KEY_HOLD_HARMLESS,
            "counts_in" => texts::KEY_COUNTS_IN,
            _ => return key.to_string(),
        };
        let whole = self.reader.word(text);
        let system = &self.material.prepared.system;
        let concept = system
            .concept(rest.rsplit('.').next().unwrap_or(rest))
            .map(|concept| &concept.title);
        let title = concept.or_else(|| system.column(rest).map(|column| &column.title));
        let part = match (rest, title) {
            ("", _) => return whole,
            ("who", _) if first == "eligibility" => self.reader.word(texts::KEY_WHO),
            (_, Some(title)) if !title.0.is_empty() && !is_standard(rest) => {
                title.in_language(language.code()).to_string()
            }
            _ => labels::category(rest, language),
        };
        self.reader.say(texts::PART_OF, &[("whole", whole), ("part", part)])
    }

    /// A value as its file writes it, on one line; truths as words.
    pub(super) fn written(&self, value: Option<&str>) -> String {
        let Some(value) = value else {
            return String::new();
        };
        match value {
            "true" => return self.reader.word(texts::TRUE),
            "false" => return self.reader.word(texts::FALSE),
            _ => {}
        }
        let line: Vec<&str> = value.split_whitespace().collect();
        let line = line.join(" ");
        let bare = line
            .strip_prefix('"')
            .and_then(|line| line.strip_suffix('"'))
            .unwrap_or(&line);
        if bare.chars().count() <= VALUE_SHOWN {
            return bare.to_string();
        }
        let mut cut: String = bare.chars().take(VALUE_SHOWN).collect();
        cut.push('…');
        cut
    }

    /// By what the amounts of the people were multiplied.
    fn amounts(&self, ageing: &AgeingResult) -> String {
        let system = &self.material.prepared.system;
        let language = self.reader.language;
        let factor = |row: &IndexRow| {
            let title = system
                .index(&row.index)
                .map(|index| index.title.in_language(language.code()));
            let mut holes = vec![
                (
                    "index",
                    title
                        .filter(|title| !title.is_empty())
                        .unwrap_or(&row.index)
                        .to_string(),
                ),
                ("factor", format!("{:.3}", row.factor)),
            ];
            match (row.assumption, row.low, row.high) {
                (true, Some(low), Some(high)) => {
                    let rates = [("growth", row.growth), ("low", low), ("high", high)];
                    holes.extend(rates.map(|(name, rate)| (name, language.rate(rate))));
                    self.reader.say(texts::LIMIT_ASSUMED_FACTOR, &holes)
                }
                _ => self.reader.say(texts::LIMIT_FACTOR, &holes),
            }
        };
        let factors: Vec<String> = ageing
            .indices
            .iter()
            .filter(|row| !row.columns.is_empty())
            .map(factor)
            .collect();
        let holes = [
            ("from", ageing.data_year.to_string()),
            ("to", self.material.results.year.to_string()),
            ("factors", factors.join(&self.reader.word(texts::LIST_SEPARATOR))),
        ];
        self.reader.sentence(texts::LIMIT_AMOUNTS, &holes)
    }

    /// The projection that the weights follow.
    fn projection(&self, moved: &ReweightingResult) -> String {
        let ageing = self.material.prepared.system.ageing.as_ref();
        let title = ageing.and_then(|ageing| Some(&ageing.projection.as_ref()?.title));
        let standing = if moved.assumption {
            self.reader.word(texts::IS_ASSUMPTION)
        } else {
            String::new()
        };
        let code = self.reader.language.code();
        let holes = [
            ("title", title.map_or("", |title| title.in_language(code)).to_string()),
            ("standing", standing),
        ];
        self.reader.sentence(texts::LIMIT_PROJECTED, &holes)
    }

    /// What a reader must keep in mind.
    pub(super) fn limits(&self) -> Section {
        let results = self.material.results;
        let people = self.material.people;
        let separator = self.reader.word(texts::LIST_SEPARATOR);
        let mut lines = vec![self.reader.word(texts::LIMIT_FIRST_ROUND)];
        if results.shock.is_some() {
            lines.push(self.reader.word(texts::LIMIT_SCENARIO));
        }
        let has_range = self.material.uncertainty.is_some_and(|found| found.range.is_some());
        lines.push(self.reader.word(if has_range {
            texts::LIMIT_RANGE
        } else {
            texts::LIMIT_NO_INTERVAL
        }));
        let ageing = self
            .material
            .years
            .and_then(|years| years.years.last()?.ageing.as_ref());
        let is_carried = ageing.is_some_and(|ageing| ageing.indices.iter().any(|row| !row.columns.is_empty()));
        if let Some(ageing) = ageing.filter(|_| is_carried) {
            lines.push(self.amounts(ageing));
        }
        if let Some(from) = people.year.filter(|year| *year != results.year && !is_carried) {
            let holes = [("from", from.to_string()), ("to", results.year.to_string())];
            lines.push(self.reader.sentence(texts::LIMIT_YEAR, &holes));
        }
        if let Some(moved) = ageing.and_then(|ageing| ageing.reweighting.as_ref()) {
            lines.push(self.projection(moved));
        } else if self.has_several_years() {
            lines.push(self.reader.word(texts::LIMIT_AGES));
        }
        if !results.defaulted_columns.is_empty() {
            let columns = results.defaulted_columns.join(&separator);
            lines.push(self.reader.sentence(texts::LIMIT_COLUMNS, &[("columns", columns)]));
        }
        let unread = &results.columns_not_read;
        if !unread.is_empty() {
            let columns = named_in_short(unread, &separator);
            let holes = [("count", unread.len().to_string()), ("columns", columns)];
            lines.push(self.reader.sentence(texts::LIMIT_NOT_READ, &holes));
        }
        if !results.code.is_empty() {
            let names: Vec<String> = results.code.iter().map(|name| self.name_of(name)).collect();
            let holes = [("names", names.join(&separator))];
            lines.push(self.reader.sentence(texts::LIMIT_CODE, &holes));
        }
        let mut blocks = vec![Block::List(lines)];
        let code = self.reader.language.code();
        blocks.extend(text_of(people.notes.in_language(code)));
        blocks.extend(text_of(self.material.prepared.system.notes.in_language(code)));
        self.section("limits", texts::LIMITS, blocks)
    }

    /// The laws and publications behind the figures.
    pub(super) fn sources(&self) -> Section {
        let mut rows: Vec<(String, String)> = Vec::new();
        let mut add = |what: String, reference: &str| {
            let row = (what, reference.trim().to_string());
            if !row.1.is_empty() && !rows.contains(&row) {
                rows.push(row);
            }
        };
        let people = self
            .reader
            .sentence(texts::SOURCE_PEOPLE, &[("name", self.people_title())]);
        add(people, &self.material.people.reference);
        let prepared = self.material.prepared;
        let law = prepared.reform.as_ref().unwrap_or(&prepared.baseline);
        for parameter in &law.system.parameters {
            add(self.name_of(&parameter.name), &parameter.reference);
        }
        // What the package touches comes first, then the scenario, then the rest of the law.
        let rank = |file: &Instrument| {
            if self.reader.is_of_package(&file.name) {
                0
            } else if file.scenario.is_some() {
                1
            } else {
                2
            }
        };
        let mut files: Vec<&Instrument> = law.instruments.iter().map(std::convert::AsRef::as_ref).collect();
        files.sort_by_key(|file| rank(file));
        for file in files {
            add(self.name_of(&file.name), &file.reference);
            for parameter in &file.parameters {
                add(
                    self.name_of(&format!("{}.{}", file.name, parameter.name)),
                    &parameter.reference,
                );
            }
        }
        let table = Rows::new(
            &self.reader,
            "sources",
            self.reader.word(texts::SOURCES_TITLE),
            &rows,
            |row| row.0.clone(),
        )
        .text("what", texts::WHAT, |row| row.0.clone())
        .text("source", texts::SOURCE, |row| row.1.clone())
        .table();
        let blocks = vec![Block::Table {
            is_folded: table.keys.len() > super::OPEN_ROWS,
            table,
        }];
        self.section("sources", texts::SOURCES, blocks)
    }

    /// The words for what a measure counts.
    pub(super) fn counted(&self) -> String {
        self.reader
            .word(match self.material.results.population.weighting.as_str() {
                "persons" => words::PEOPLE,
                _ => words::HOUSEHOLDS,
            })
    }
}

/// A text as a paragraph; none where it is empty.
fn text_of(text: &str) -> Option<Block> {
    let lines: Vec<&str> = text.split_whitespace().collect();
    (!lines.is_empty()).then(|| Block::Text(lines.join(" ")))
}
