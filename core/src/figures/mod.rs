//! What a chart shows and says: its question, its sentence, its definition and its series, made once and in every language.
//!
//! [`figures`] makes the figures of a run from its [`Results`]; Python, the web page and reports only draw them. Cells are the
//! numbers of the results, never rounded; beside each stands the text that shows it. Every word comes from one catalogue with
//! both languages beside each other (`texts.rs`), every number is written by [`Language`].

mod budget;
mod coverage;
mod distribution;
mod glossary;
mod headline;
mod inequality;
mod interactions;
mod labels;
mod language;
mod left_out;
mod levies;
mod levy_yield;
mod poverty;
mod reader;
mod regions;
pub mod report;
mod shock;
mod study_options;
mod table;
#[cfg(test)]
mod tests;
mod texts;
mod years;
mod years_detail;

use serde::{Deserialize, Serialize};

use crate::costing::{Details, Results};

pub use glossary::{Term, glossary};
pub use headline::{Cell, Choice, Headline, HeadlinePart, headline};
pub(crate) use labels::is_standard;
pub use language::Language;
pub use reader::notices;
pub use study_options::{OptionAnswer, OptionChoice, OptionForm, OptionText, StudyOption, study_options};
pub use table::{Cells, FigureColumn, FigureTable};
pub use years::{figure_of_comparison, figures_of_years};
pub use years_detail::detailed_figures_of_years;

use reader::Reader;

/// The name of a value of a category, such as `fixed_term` of `contract`: a standard one's own, else its word with spaces.
pub fn value_title(category: &str, value: &str, language: Language) -> String {
    labels::label(category, value, language)
}

/// What a number counts, which decides how it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// No number.
    Text,
    /// Money of all together, a year.
    Money,
    /// Money of one person or unit, a year.
    MoneyPerPerson,
    /// People, or the units that the measures count.
    People,
    /// A share, 0 to 1, shown in whole percent.
    Share,
    /// A rate, 0 to 1, shown in percent with one decimal.
    Rate,
    /// A relative change, shown in percent with its sign.
    Change,
    /// A difference of shares, shown in percentage points.
    Points,
    /// An index, such as Gini's.
    Index,
    /// A ratio of two incomes.
    Ratio,
}

/// The unit of a figure's axis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// What the numbers count.
    pub unit: Unit,
    /// What the numbers are divided by to be shown on the axis: 0.01 for percent, 1e9 for billions.
    pub factor: f64,
    /// The name of what is then shown: "billion yuan a year".
    pub caption: String,
}

/// A figure: all that a chart says, and the numbers that it draws.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// `budget`, `levies`, `fund`, `coverage`, `deciles`, `winners`, `poverty`, `inequality`, `lorenz`, `regions`,
    /// `interactions`, `incentives` or `shock`; of several years `years`, `years_fund`, `years_states`, `years_poverty` or `years_compared`.
    pub name: String,
    /// The question that it answers; the same whatever the answer.
    pub question: String,
    /// The answer, in one sentence.
    pub sentence: String,
    /// What is drawn, in a few words.
    pub title: String,
    /// How it is defined.
    pub definition: String,
    /// The unit of the axis.
    pub axis: Axis,
    /// What is drawn. Without rows there is nothing to draw, and the sentence says why.
    pub table: FigureTable,
    /// What is told when the figure is opened.
    pub more: Vec<FigureTable>,
}

/// The figures of a run in the order of the page. A figure that the results have nothing for is absent: without a reform that of
/// winners, without a scenario that of coverage, without levies theirs, and where they were not asked for those of interactions, of
/// incentives and of the shock told otherwise.
pub fn figures(results: &Results, language: Language) -> Vec<Figure> {
    figures_named(results, language, &|_| true)
}

/// Those of the [`figures`] whose names are wanted; the others are not worked out.
pub fn figures_named(results: &Results, language: Language, is_wanted: &dyn Fn(&str) -> bool) -> Vec<Figure> {
    let reader = Reader::new(results, language);
    let wanted = FIGURES.iter().filter(|(name, ..)| is_wanted(name));
    wanted.filter_map(|(_, figure, _)| figure(&reader)).collect()
}

/// The details that the figures with these names draw, and what those that are open tell besides.
pub fn details(is_wanted: &dyn Fn(&str) -> bool, is_open: &dyn Fn(&str) -> bool) -> Details {
    let wanted = FIGURES.iter().filter(|(name, ..)| is_wanted(name));
    wanted.fold(Details::default(), |all, (name, _, [drawn, told])| {
        all.and(*drawn)
            .and(if is_open(name) { *told } else { Details::default() })
    })
}

/// Works out a figure, where the results have something for it.
type Made = fn(&Reader<'_>) -> Option<Figure>;

const NONE: Details = Details {
    groups: false,
    entropy: false,
    redistribution: false,
};
const GROUPS: Details = Details { groups: true, ..NONE };
const ENTROPY: Details = Details { entropy: true, ..NONE };

/// The figures of one year by their names, in the order of the page, with the details that are drawn and those told when it is open.
const FIGURES: [(&str, Made, [Details; 2]); 13] = [
    ("budget", budget::budget, [NONE, NONE]),
    ("coverage", coverage::coverage, [NONE, NONE]),
    ("deciles", distribution::deciles, [NONE, NONE]),
    ("winners", distribution::winners, [NONE, GROUPS]),
    ("poverty", poverty::poverty, [GROUPS, GROUPS]),
    ("inequality", inequality::inequality, [NONE, ENTROPY]),
    ("lorenz", inequality::lorenz, [NONE, NONE]),
    ("regions", regions::regions, [GROUPS, GROUPS]),
    ("levies", levies::levies, [NONE, NONE]),
    ("fund", levies::fund, [NONE, NONE]),
    ("interactions", interactions::interactions, [NONE, NONE]),
    ("incentives", report::incentives::figure, [NONE, NONE]),
    ("shock", shock::shock, [NONE, NONE]),
];
