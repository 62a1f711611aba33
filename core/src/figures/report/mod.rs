//! A report of a run: one document that can be sent, put together once and written as HTML, Markdown or a workbook.
//!
//! [`report()`] makes the contents from the results, the sentences and tables of the [figures](super::figures()) and the files of
//! the study; [`html()`] and [`markdown()`] write them, and what writes a workbook stands with the command. No clock and no
//! place of the machine is in it: the same run gives the same bytes.

mod assumptions;
mod chart;
pub(super) mod costing;
mod drawing;
mod html;
pub(super) mod incentives;
mod markdown;
mod package;
mod proof;
mod svg;
#[cfg(test)]
mod tests;
mod texts;
mod uncertainty;

use serde::{Deserialize, Serialize};

use super::reader::Reader;
use super::{Cell, Figure, FigureTable, Language, figures, glossary, headline};
use crate::costing::{Prepared, RangeSentence, Results, Sensitivity, Uncertainty, YearsResults};
use crate::rules::Texts;

pub use chart::{Chart, ChartKind};
pub use html::html;
pub use markdown::markdown;

/// A report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The language of its texts.
    pub language: Language,
    /// Its title: that of the study.
    pub title: String,
    /// Place, years and scenario.
    pub subtitle: String,
    /// The sentence that says most.
    pub lead: String,
    /// The strip of figures below it.
    pub cells: Vec<Cell>,
    /// The fingerprint of the results.
    pub fingerprint: String,
    /// Its sections, in their order.
    pub sections: Vec<Section>,
}

/// A section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Its name, the same in every language: `question`, `package`, `findings`, `costing`, `funds`, `work`, the name of a
    /// figure, `incentives`, `sensitivity`, `assumptions`, `limits`, `sources`, `verify` or `glossary`.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// A part of a section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// A paragraph in small letters: how something is defined.
    Note(String),
    /// Sentences that stand below one another.
    List(Vec<String>),
    /// A drawing. The numbers that it shows stand in a table too.
    Chart(Chart),
    /// A table.
    Table {
        /// Its cells.
        table: FigureTable,
        /// Whether it is opened by who wants to read it.
        is_folded: bool,
    },
    /// A text that is a file or a command.
    Code {
        /// What it is; empty for a command below its sentence.
        title: String,
        /// The text.
        text: String,
    },
}

/// What is known of the people beside the results.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PeopleNotes {
    /// Their title.
    pub title: Texts,
    /// Where they come from.
    pub reference: String,
    /// What is to be known of them.
    pub notes: Texts,
    /// The year that they describe.
    pub year: Option<i32>,
    /// Columns that are assumed, with the assumption.
    pub assumptions: Vec<(String, String)>,
}

/// What a report is made of.
#[derive(Debug, Clone, Copy)]
pub struct Material<'a> {
    /// The study that was run.
    pub prepared: &'a Prepared,
    /// The results of the year whose figures are told: of a run over several years one of them.
    pub results: &'a Results,
    /// All years of a run over several.
    pub years: Option<&'a YearsResults>,
    /// What the assumptions do to the result; None where nobody asked.
    pub sensitivity: Option<&'a Sensitivity>,
    /// How uncertain the cost is; None where nobody asked.
    pub uncertainty: Option<&'a Uncertainty>,
    /// The people.
    pub people: &'a PeopleNotes,
    /// The command that gives the same results.
    pub command: &'a str,
    /// The name of the study's file where it is one, and not a package.
    pub file: Option<&'a str>,
}

impl Material<'_> {
    /// The fingerprint of the run: of all years where there are several.
    fn fingerprint(&self) -> &str {
        self.years.map_or(&self.results.fingerprint, |years| &years.fingerprint)
    }
}

/// What the parts of a report are made with.
struct Maker<'a> {
    material: Material<'a>,
    reader: Reader<'a>,
}

/// How many rows a table may have that stands open where it is not the point of its section.
const OPEN_ROWS: usize = 14;

/// A report in a language.
pub fn report(material: Material<'_>, language: Language) -> Report {
    let maker = Maker {
        material,
        reader: Reader::new(material.results, language),
    };
    let head = headline(material.results, language);
    let figures = figures(material.results, language);
    let mut sections = vec![
        maker.question(),
        maker.package(),
        maker.findings(&head.sentence, &figures),
        maker.costing(),
    ];
    let of = |name: &str| figures.iter().find(|figure| figure.name == name);
    sections.extend(of("budget").map(section));
    sections.extend(of("levies").map(section));
    sections.extend(maker.funds().or_else(|| of("fund").map(section)));
    sections.extend(maker.work());
    for name in ["coverage", "winners", "deciles", "poverty", "inequality", "regions"] {
        sections.extend(of(name).map(section));
    }
    sections.extend(of("interactions").map(section));
    sections.extend(maker.incentives());
    sections.push(maker.sensitivity());
    sections.push(maker.assumptions());
    sections.push(maker.limits());
    sections.push(maker.sources());
    sections.push(maker.verify());
    sections.push(maker.words());
    Report {
        language,
        title: maker.reader.title("study", &material.results.study),
        subtitle: maker.place(true),
        lead: maker.lead(head.sentence),
        cells: maker.strip(head.cells),
        fingerprint: material.fingerprint().to_string(),
        sections,
    }
}

/// The section on the assumptions and on how uncertain the cost is, by itself.
pub fn sensitivity_section(material: Material<'_>, language: Language) -> Section {
    Maker {
        material,
        reader: Reader::new(material.results, language),
    }
    .sensitivity()
}

/// The range of the cost in one sentence, in every language; None where it was not worked out.
pub fn range_sentence(material: Material<'_>) -> Option<RangeSentence> {
    let told = |language| {
        Maker {
            material,
            reader: Reader::new(material.results, language),
        }
        .range_sentence()
    };
    Some(RangeSentence {
        en: told(Language::English)?,
        zh: told(Language::Chinese)?,
    })
}

/// A figure as a section: its question, its sentence, what is drawn, its numbers and its definition.
fn section(figure: &Figure) -> Section {
    let mut blocks = vec![Block::Text(figure.sentence.clone())];
    blocks.extend(chart::of_figure(figure).map(Block::Chart));
    let has_chart = blocks.len() > 1;
    blocks.push(Block::Note(figure.definition.clone()));
    if !figure.table.keys.is_empty() {
        let mut table = figure.table.clone();
        // Where bars begin and end is the drawing's matter.
        table
            .columns
            .retain(|column| !["from", "to"].contains(&column.name.as_str()));
        blocks.push(Block::Table {
            table,
            is_folded: has_chart,
        });
    }
    for table in figure.more.iter().filter(|table| !table.keys.is_empty()) {
        // What instruments cost and how many are reached is the note's own point; groups are for who asks.
        let is_point = [
            "instruments",
            "elements",
            "left_out",
            "steps",
            "measures",
            "double_payments",
        ]
        .contains(&table.name.as_str());
        blocks.push(Block::Table {
            table: table.clone(),
            is_folded: !is_point || table.keys.len() > OPEN_ROWS,
        });
    }
    Section {
        name: figure.name.clone(),
        title: figure.question.clone(),
        blocks,
    }
}

/// Sentences one after another.
fn join(language: Language, sentences: &[String]) -> String {
    sentences.join(match language {
        Language::English => " ",
        Language::Chinese => "",
    })
}

impl Maker<'_> {
    fn section(&self, name: &str, title: super::texts::Text, blocks: Vec<Block>) -> Section {
        Section {
            name: name.to_string(),
            title: self.reader.word(title),
            blocks,
        }
    }

    /// The sentence below the title: of several years what they cost and bring together.
    fn lead(&self, headline: String) -> String {
        let year = || [("year", self.material.results.year.to_string())];
        let mut sentences = match self.sum_of_years() {
            Some(sum) => vec![sum],
            None if self.has_several_years() => vec![self.reader.sentence(texts::OF_LAST_YEAR, &year()), headline],
            None => vec![headline],
        };
        sentences.extend(self.displaced_in_all_years());
        join(self.reader.language, &sentences)
    }

    /// The sentences of all figures; of several years the headline of the last stands among them.
    fn findings(&self, headline: &str, figures: &[Figure]) -> Section {
        let told = figures.iter().filter(|figure| figure.name != "lorenz");
        let mut sentences: Vec<String> = told.map(|figure| figure.sentence.clone()).collect();
        let mut blocks = Vec::new();
        if self.has_several_years() {
            let year = [("year", self.material.results.year.to_string())];
            blocks.push(Block::Text(self.reader.sentence(texts::OF_LAST_YEAR, &year)));
            sentences.insert(0, headline.to_string());
        }
        blocks.push(Block::List(sentences));
        self.section("findings", texts::FINDINGS, blocks)
    }

    /// Whether the run goes over more than one year.
    fn has_several_years(&self) -> bool {
        self.material.years.is_some_and(|years| years.years.len() > 1)
    }

    /// The strip of figures; of several years each says which year it is of.
    fn strip(&self, cells: Vec<Cell>) -> Vec<Cell> {
        let year = || ("year", self.material.results.year.to_string());
        let labelled = |cell: Cell| Cell {
            label: self.reader.say(texts::LABEL_OF_YEAR, &[("label", cell.label), year()]),
            ..cell
        };
        if self.has_several_years() {
            cells.into_iter().map(labelled).collect()
        } else {
            cells
        }
    }

    /// The words of the figures, explained.
    fn words(&self) -> Section {
        let terms = glossary(self.reader.language);
        let rows: Vec<String> = terms
            .into_iter()
            .map(|term| match self.reader.language {
                Language::English => format!("{}: {}", term.term, term.meaning),
                Language::Chinese => format!("{}：{}", term.term, term.meaning),
            })
            .collect();
        self.section("glossary", texts::GLOSSARY, vec![Block::List(rows)])
    }
}
