//! The labels of categories: those of the system, or for an open category those of the data.

use super::{Compiler, Owner};
use crate::document::{Node, Value};
use crate::rules::parameter::{Parameter, ParameterUnit};
use crate::system::{Assignment, ColumnDefault, ColumnKind};
use std::sync::Arc;

/// The label of an open category that neither data nor words nor a default name.
const UNSPECIFIED: &str = "unspecified";

impl Compiler<'_> {
    /// The labels of a category in the order of its codes; `None` when the system has no such category.
    pub(super) fn labels(&self, law: usize, category: &str) -> Option<Arc<[String]>> {
        let system = &self.laws[law].system;
        let own = system.categories.get(category)?;
        if !own.is_empty() {
            return Some(Arc::from(own.clone()));
        }
        let mut labels: Vec<String> = Vec::new();
        labels.extend(
            self.schema
                .labels
                .get(category)
                .into_iter()
                .flat_map(|of| of.iter().cloned()),
        );
        for word in self.words.get(category).into_iter().flatten() {
            if !labels.contains(word) {
                labels.push(word.clone());
            }
        }
        if labels.is_empty() {
            let default = system
                .columns
                .iter()
                .find_map(|column| match (&column.kind, &column.default) {
                    (ColumnKind::Category(of), ColumnDefault::Word(word)) if of == category => Some(word.clone()),
                    _ => None,
                });
            labels.push(default.unwrap_or_else(|| UNSPECIFIED.to_string()));
        }
        Some(labels.into())
    }

    /// Keeps a word that no label of an open category has, where words need not be those of data: then everything is
    /// compiled again with the word among the labels. Whether it was kept.
    pub(super) fn meet(&mut self, law: usize, category: &str, word: &str) -> bool {
        // A default stands in for data that are not there.
        let is_default = self.category.as_ref().is_some_and(|(name, _)| **name == *category);
        if !(self.schema.any_word || is_default) || !self.is_open(law, category) {
            return false;
        }
        let words = self.words.entry(category.to_string()).or_default();
        if !words.iter().any(|known| known == word) {
            words.push(word.to_string());
            self.grown = true;
        }
        true
    }

    /// Keeps the words of open categories in the values of all parameters.
    pub(super) fn meet_parameters(&mut self) {
        let laws = self.laws;
        for (law, own) in laws.iter().enumerate() {
            for set in &own.assignments {
                let parameters = match own.instrument(&set.instrument) {
                    Some(instrument) => &instrument.parameters,
                    None => &own.system.parameters,
                };
                if let Some(parameter) = parameters.iter().find(|parameter| parameter.name == set.key) {
                    self.meet_value(law, parameter, &set.value);
                }
            }
            let owners = (0..own.instruments.len()).map(Owner::Instrument).chain([Owner::System]);
            for owner in owners {
                let (file, parameters) = match owner {
                    Owner::Instrument(at) => (own.instruments[at].name.as_str(), &own.instruments[at].parameters),
                    Owner::System => ("", &own.system.parameters),
                };
                for parameter in parameters {
                    // What a study sets takes the place of what the file says.
                    let is_set = |set: &Assignment| {
                        let holds = set.from.is_none_or(|from| from <= self.date);
                        set.instrument == file && set.key == parameter.name && holds
                    };
                    if own.assignments.iter().any(is_set) {
                        continue;
                    }
                    if let Ok((node, _)) = parameter.written_on(self.date) {
                        self.meet_value(law, parameter, node);
                    }
                }
            }
        }
    }

    fn meet_value(&mut self, law: usize, parameter: &Parameter, value: &Node) {
        if let ParameterUnit::List { of } = &parameter.unit {
            if let Value::List(items) = &value.value {
                for item in items {
                    if let Value::Text(word) = &item.value {
                        self.meet(law, of, word);
                    }
                }
            }
            return;
        }
        let categories: Vec<String> = parameter
            .by
            .iter()
            .map(|by| self.category_of(law, by).to_string())
            .collect();
        self.meet_keys(law, &categories, value);
    }

    fn meet_keys(&mut self, law: usize, categories: &[String], value: &Node) {
        let (Some((category, inner)), Value::Table(table)) = (categories.split_first(), &value.value) else {
            return;
        };
        for (key, cell) in &table.entries {
            self.meet(law, category, &key.text);
            self.meet_keys(law, inner, cell);
        }
    }

    /// The category that indexes a table by `by`: that of the column of this name, or the name itself.
    pub(super) fn category_of<'b>(&'b self, law: usize, by: &'b str) -> &'b str {
        match self.laws[law].system.column(by).map(|column| &column.kind) {
            Some(ColumnKind::Category(category)) => category,
            _ => by,
        }
    }

    fn is_open(&self, law: usize, category: &str) -> bool {
        let categories = &self.laws[law].system.categories;
        categories.get(category).is_some_and(Vec::is_empty)
    }
}
