//! The results of a run, read in a language: what every figure asks of them.

use super::labels;
use super::texts::{self, Text};
use super::{Axis, Figure, FigureTable, Language, Unit};
use crate::costing::{BudgetRow, OVER_SHARED, Results};

/// Results and the language in which they are told.
pub(super) struct Reader<'a> {
    pub results: &'a Results,
    pub language: Language,
}

/// Half of the last digit that rates and changes show: .05 %. A difference below it is none.
const HALF_DIGIT: f64 = 0.0005;

impl<'a> Reader<'a> {
    pub fn new(results: &'a Results, language: Language) -> Reader<'a> {
        Reader { results, language }
    }

    /// A text of the catalogue that has no holes.
    pub fn word(&self, text: Text) -> String {
        text.in_language(self.language).to_string()
    }

    /// A text of the catalogue with its holes filled.
    pub fn say(&self, text: Text, holes: &[(&str, String)]) -> String {
        text.filled(self.language, holes)
    }

    /// A sentence: like [`Reader::say`], in English with a capital at its beginning.
    pub fn sentence(&self, text: Text, holes: &[(&str, String)]) -> String {
        let text = self.say(text, holes);
        let mut letters = text.chars();
        match (self.language, letters.next()) {
            (Language::English, Some(first)) => first.to_ascii_uppercase().to_string() + letters.as_str(),
            _ => text,
        }
    }

    /// Sentences after one another.
    pub fn joined(&self, sentences: &[String]) -> String {
        sentences.join(match self.language {
            Language::English => " ",
            Language::Chinese => "",
        })
    }

    /// An amount of the results' currency, with its word.
    pub fn money(&self, amount: f64) -> String {
        self.language.money(amount, &self.results.currency)
    }

    /// People, or households where the measures count those.
    pub fn who(&self) -> String {
        let persons = self.results.population.weighting == "persons";
        self.word(if persons { texts::PEOPLE } else { texts::HOUSEHOLDS })
    }

    /// The title of something that the results name, in the language; its name where there is none.
    pub fn title(&self, of: &str, name: &str) -> String {
        let found = self
            .results
            .titles
            .iter()
            .find(|title| title.of == of && title.name == name);
        let text = found.map_or("", |title| match self.language {
            Language::English => title.en.as_str(),
            Language::Chinese => title.zh.as_str(),
        });
        if text.is_empty() {
            name.to_string()
        } else {
            text.to_string()
        }
    }

    /// Whose law and people: the country, where the system is called otherwise.
    pub fn place(&self) -> String {
        let country = self.title("country", &self.results.system);
        match country == self.results.system {
            true => self.title("system", &self.results.system),
            false => country,
        }
    }

    /// The name of a category by which results are told: as the system of the results calls its column, else the standard one's.
    pub fn category(&self, name: &str) -> String {
        match self
            .results
            .titles
            .iter()
            .any(|title| title.of == "column" && title.name == name)
        {
            // Within a heading.
            true => match (self.language, self.title("column", name)) {
                (Language::English, title) => {
                    title.get(..1).unwrap_or_default().to_ascii_lowercase() + title.get(1..).unwrap_or_default()
                }
                (Language::Chinese, title) => title,
            },
            false => labels::category(name, self.language),
        }
    }

    /// The name of a value of a category: as the system of the results calls it, else a standard one's, else its word with spaces.
    pub fn value(&self, category: &str, value: &str) -> String {
        let of = format!("value of {category}");
        match self
            .results
            .titles
            .iter()
            .any(|title| title.of == of && title.name == value)
        {
            true => self.title(&of, value),
            false => labels::label(category, value, self.language),
        }
    }

    /// The title of a row of the budget.
    pub fn instrument(&self, row: &BudgetRow) -> String {
        let known = |title: &crate::costing::Title| title.of == "instrument" && title.name == row.instrument;
        match self.results.titles.iter().any(known) {
            true => self.title("instrument", &row.instrument),
            false if row.instrument == "system" => self.word(texts::SYSTEM_PARAMETERS),
            false => row.title.clone(),
        }
    }

    /// What the figures do not say by themselves, in sentences.
    pub fn notices(&self) -> Vec<String> {
        let comma = texts::LIST_COMMA.in_language(self.language);
        let said = self.results.notices.iter().map(|notice| {
            let row = self.results.budget.iter().find(|row| row.instrument == notice.name);
            let name = row.map_or(notice.name.clone(), |row| self.instrument(row));
            match (notice.code.as_str(), notice.columns.is_empty(), notice.share) {
                (OVER_SHARED, _, Some(share)) => {
                    let name = self.title("instrument", &notice.name);
                    self.sentence(texts::OVER_SHARED, &[("name", name), ("s", self.language.share(share))])
                }
                (_, true, _) => self.sentence(texts::NOBODY_REACHED, &[("name", name)]),
                _ => {
                    let holes = [("name", name), ("columns", notice.columns.join(comma))];
                    self.sentence(texts::NOBODY_REACHED_LACKING, &holes)
                }
            }
        });
        said.collect()
    }

    /// Names the instruments of these rows, which pay nothing in a run over years; None where there is none.
    pub fn pays_nothing(&self, rows: &[&BudgetRow]) -> Option<String> {
        let names: Vec<String> = rows.iter().map(|row| self.instrument(row)).collect();
        let names = names.join(texts::LIST_COMMA.in_language(self.language));
        (!rows.is_empty()).then(|| self.sentence(texts::PAYS_NOTHING, &[("names", names)]))
    }

    /// Whether the reform changes something of that instrument by name: it then pays for the package, other instruments only
    /// respond.
    pub fn is_of_package(&self, instrument: &str) -> bool {
        self.results.is_of_reform(instrument)
    }

    /// Whether two rates read the same: less than half of the last digit shown lies between them, or they round to one number.
    pub fn about_the_same(&self, a: f64, b: f64) -> bool {
        is_none(a - b) || self.language.rate(a) == self.language.rate(b)
    }

    /// An axis of money, in the unit that fits the largest of the amounts.
    pub fn axis_of_money(&self, amounts: impl IntoIterator<Item = f64>) -> Axis {
        let mut largest = 0.0;
        for amount in amounts {
            if amount.abs() > largest {
                largest = amount.abs();
            }
        }
        let (factor, unit) = self.language.axis_of_money(largest);
        let currency = self.language.currency(&self.results.currency);
        let text = if unit.is_empty() {
            texts::AXIS_MONEY
        } else {
            texts::AXIS_LARGE_MONEY
        };
        let holes = [("unit", unit.to_string()), ("currency", currency.to_string())];
        Axis {
            unit: Unit::Money,
            factor,
            caption: self.say(text, &holes),
        }
    }

    /// An axis in percent.
    pub fn axis_in_percent(&self, unit: Unit, caption: Text) -> Axis {
        Axis {
            unit,
            factor: 0.01,
            caption: self.word(caption),
        }
    }

    /// A figure that only says why there is nothing to draw.
    pub fn empty(&self, figure: Figure, sentence: Text) -> Figure {
        Figure {
            sentence: self.word(sentence),
            table: FigureTable {
                keys: Vec::new(),
                columns: Vec::new(),
                ..figure.table
            },
            more: Vec::new(),
            ..figure
        }
    }
}

/// Whether a difference of shares is below what is shown of it.
pub(super) fn is_none(difference: f64) -> bool {
    difference.abs() < HALF_DIGIT
}

/// What the figures of a run do not say by themselves, in sentences: instruments that reach nobody, funds that promise more than they have.
pub fn notices(results: &Results, language: Language) -> Vec<String> {
    Reader::new(results, language).notices()
}
