//! What of a study's changes is done in another country, and with which values.

use std::sync::Arc;

use super::value::{Ratios, carried_bounds, carried_value};
use super::{CarriedBy, CarriedValue};
use crate::costing::prepare::{join, rule_file};
use crate::document::{Collector, Date, Diagnostic, Node, Source, Span, Value, nearest};
use crate::rules::{Instrument, Parameter, Unit};
use crate::system::{Assignment, Catalog, ColumnKind, CountryBlock, Reform, Study, System, value_json};

/// What was found out, for readers.
#[derive(Default)]
pub(super) struct Decided {
    pub values: Vec<CarriedValue>,
    pub held: Vec<String>,
    pub left_out: Vec<String>,
}

/// A study on its way to another country.
pub(super) struct Deciding<'a> {
    pub study: &'a Study,
    pub home: &'a System,
    pub target: &'a System,
    pub catalog: &'a Catalog,
    pub beside: &'a dyn Fn(&str) -> Option<Source>,
    /// What the study says of the country.
    pub block: Option<&'a CountryBlock>,
    pub ratios: Ratios,
    /// The day whose defaults are carried: that of the study in its own country.
    pub date: Date,
    /// Instruments that are added there so far.
    pub added: Vec<String>,
    pub decided: Decided,
    pub problems: Vec<Diagnostic>,
}

impl Deciding<'_> {
    /// Baseline and reform in the other country, in this order: what the one adds is there for the other.
    pub fn reforms(&mut self) -> [Reform; 2] {
        let block = self.block;
        let baseline = self.reform("baseline", &self.study.baseline, block.map(|block| &block.baseline));
        let reform = self.reform("reform", &self.study.reform, block.map(|block| &block.reform));
        self.check_left_out();
        [baseline, reform]
    }

    fn reform(&mut self, law: &str, own: &Reform, said: Option<&Reform>) -> Reform {
        let mut reform = Reform::none(&own.source);
        let mut defaults = Vec::new();
        for (name, span) in &own.add {
            if self.leaves_out(name) {
                continue;
            }
            if self.target_holds(name) {
                if !self.decided.held.contains(name) {
                    self.decided.held.push(name.clone());
                }
                continue;
            }
            if self.is_there(name) {
                reform.add.push((name.clone(), span.clone()));
                self.added.push(name.clone());
                defaults.extend(self.defaults(law, own, name, said));
            } else {
                let path = format!("{law}.add");
                self.refuse(
                    &own.source,
                    &path,
                    span,
                    name,
                    "is a rule file of another country alone",
                );
            }
        }
        for (list, kept, key) in [
            (&own.remove, &mut reform.remove, "remove"),
            (&own.replace, &mut reform.replace, "replace"),
        ] {
            for (name, span) in list {
                if self.leaves_out(name) {
                    continue;
                }
                if self.target_holds(name) || self.added.contains(name) {
                    kept.push((name.clone(), span.clone()));
                } else {
                    self.refuse(&own.source, &format!("{law}.{key}"), span, name, "is no law there");
                }
            }
        }
        reform.set = defaults;
        // What the country is said to add is there for the values that are set.
        let said_add = said.map(|said| said.add.as_slice()).unwrap_or_default();
        self.added.extend(said_add.iter().map(|(name, _)| name.clone()));
        for set in &own.set {
            if !self.leaves_out(&set.instrument) && !is_said(said, &set.instrument, &set.key) {
                reform.set.extend(self.set(law, set));
            }
        }
        let Some(said) = said else { return reform };
        for set in &said.set {
            let parameter = self.parameter(&set.instrument, &set.key);
            self.decided.values.push(CarriedValue {
                law: law.to_string(),
                name: name_of(set),
                unit: parameter.map(|parameter| parameter.unit_name).unwrap_or_default(),
                why: CarriedBy::Country,
                before: None,
                after: value_json(&set.value),
            });
        }
        join(reform, said.clone())
    }

    /// The defaults of an instrument that the study adds, as far as they depend on the country.
    fn defaults(&mut self, law: &str, own: &Reform, name: &str, said: Option<&Reform>) -> Vec<Assignment> {
        // A rule file of the country alone is written in its money.
        let Some(instrument) = self.at_home(name) else {
            return Vec::new();
        };
        let mut defaults = Vec::new();
        for parameter in &instrument.parameters {
            let key = &parameter.name;
            let always = |set: &&Assignment| set.instrument == name && set.key == *key && set.from.is_none();
            if own.set.iter().any(|set| always(&set)) || is_said(said, name, key) {
                continue;
            }
            let Ok((value, _)) = parameter.written_on(self.date) else {
                continue;
            };
            let after = carried_value(parameter, value, self.ratios);
            if value_json(&after) == value_json(value) {
                continue;
            }
            self.tell(
                law,
                format!("{name}.{key}"),
                parameter,
                CarriedBy::Default,
                value,
                &after,
            );
            defaults.push(Assignment {
                instrument: name.to_string(),
                key: key.clone(),
                from: None,
                value: after,
                source: own.source.clone(),
                span: 0..0,
            });
        }
        defaults
    }

    /// A value that the study sets, in the measure of the other country.
    fn set(&mut self, law: &str, set: &Assignment) -> Option<Assignment> {
        if self.is_of_scenario(&set.instrument) {
            return Some(set.clone());
        }
        let path = format!("{law}.set.\"{}\"", name_of(set));
        let is_system = set.instrument.is_empty();
        if !is_system && !self.target_holds(&set.instrument) && !self.added.contains(&set.instrument) {
            self.refuse(&set.source, &path, &set.span, &set.instrument, "is no law there");
            return None;
        }
        if let Some(column) = set.key.strip_prefix("eligibility.") {
            return self.condition(set, &path, column);
        }
        let Some(parameter) = self.parameter(&set.instrument, &set.key) else {
            // `payer`, `replaces`, `counts_in` and the like hold in any country.
            return Some(set.clone());
        };
        let there = if is_system {
            self.target.parameters.iter().any(|own| own.name == set.key)
        } else {
            let file = self.there(&set.instrument);
            file.is_none_or(|own| own.parameter(&set.key).is_some())
        };
        if !there {
            let what = format!("has no parameter `{}` there", set.key);
            self.refuse(&set.source, &path, &set.span, &set.instrument, &what);
            return None;
        }
        if let crate::rules::ParameterUnit::List { of } = &parameter.unit
            && !self.knows_words(set, &path, of)
        {
            return None;
        }
        let after = carried_value(&parameter, &set.value, self.ratios);
        if value_json(&after) != value_json(&set.value) {
            self.tell(law, name_of(set), &parameter, CarriedBy::Study, &set.value, &after);
        }
        Some(Assignment {
            value: after,
            ..set.clone()
        })
    }

    /// A condition on a column: bounds of money are carried, words must be there.
    fn condition(&mut self, set: &Assignment, path: &str, column: &str) -> Option<Assignment> {
        let kind = self.home.column(column).map(|column| column.kind.clone());
        // An income of the person or of a unit is money too.
        let mut words = column.split([' ', '.']);
        let is_income = kind.is_none() && words.any(|word| self.home.concept(word).is_some());
        let has_bounds = matches!(set.value.value, Value::Table(_)) && !matches!(column, "when" | "who");
        if kind.is_none() && !is_income && has_bounds {
            return self.refuse_bounds(set, path, column);
        }
        match kind.or(is_income.then_some(ColumnKind::Number(Unit::MONEY))) {
            Some(ColumnKind::Number(unit)) => {
                let after = carried_bounds(unit, &set.value, self.ratios);
                if value_json(&after) != value_json(&set.value) {
                    self.decided.values.push(CarriedValue {
                        law: path.split('.').next().unwrap_or_default().to_string(),
                        name: name_of(set),
                        unit: unit.to_string(),
                        why: CarriedBy::Study,
                        before: Some(value_json(&set.value)),
                        after: value_json(&after),
                    });
                }
                Some(Assignment {
                    value: after,
                    ..set.clone()
                })
            }
            Some(ColumnKind::Category(category)) => self.knows_words(set, path, &category).then(|| set.clone()),
            _ => Some(set.clone()),
        }
    }

    /// Bounds on something that is neither a column nor an income: whether they are money is not known here.
    fn refuse_bounds(&mut self, set: &Assignment, path: &str, of: &str) -> Option<Assignment> {
        let there = &self.target.name;
        let collector = Collector::new(&set.source);
        collector.report(
            "not-in-country",
            path,
            &set.value.span,
            format!("the study cannot be carried to {there}: what `{of}` is measured in is not known, nor so its bounds there"),
            set.value.describe(),
            "bounds of a column or of an income",
            format!(
                "say which hold there: [countries.{there}.reform.set] \"{}\" = {{ … }}",
                name_of(set)
            ),
        );
        self.problems.extend(collector.into_diagnostics());
        None
    }

    /// Whether the words of a list are words of the category there too; refuses those that are not.
    fn knows_words(&mut self, set: &Assignment, path: &str, of: &str) -> bool {
        let category = match self.target.column(of).map(|column| &column.kind) {
            Some(ColumnKind::Category(category)) => category.as_str(),
            _ => of,
        };
        let Value::List(items) = &set.value.value else {
            return true;
        };
        let words = self
            .target
            .categories
            .get(category)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let collector = Collector::new(&set.source);
        let there = &self.target.name;
        let remedy = format!(
            "say which hold there: [countries.{there}.reform.set] \"{}\" = […]",
            name_of(set)
        );
        if words.is_empty() && !items.is_empty() {
            // The words are those of the data: what is a place in one country is none in another.
            collector.report(
                "unknown-choice",
                path,
                &set.value.span,
                format!("values of {category} are those of the people, and {there} has other people"),
                set.value.describe(),
                format!("the values of {category} in {there}"),
                &remedy,
            );
        }
        for item in items.iter().filter(|_| !words.is_empty()) {
            let Some(word) = item.as_text().filter(|word| !words.iter().any(|known| known == word)) else {
                continue;
            };
            collector.report(
                "unknown-choice",
                path,
                &item.span,
                format!("{there} has no `{word}` among the values of {category}"),
                word,
                words.join(", "),
                &remedy,
            );
        }
        let is_known = collector.is_empty();
        self.problems.extend(collector.into_diagnostics());
        is_known
    }

    /// What the study says is left out must be something that it does.
    fn check_left_out(&mut self) {
        let Some(block) = self.block else { return };
        let mut touched: Vec<&str> = Vec::new();
        for reform in [&self.study.baseline, &self.study.reform] {
            let lists = reform.add.iter().chain(&reform.remove).chain(&reform.replace);
            touched.extend(lists.map(|(name, _)| name.as_str()));
            touched.extend(reform.set.iter().map(|set| set.instrument.as_str()));
        }
        touched.sort_unstable();
        touched.dedup();
        for (name, span) in &block.leave_out {
            if touched.contains(&name.as_str()) {
                self.decided.left_out.push(name.clone());
                continue;
            }
            let source = &block.reform.source;
            let collector = Collector::new(source);
            collector.report(
                "unknown-name",
                &format!("countries.{}.leave_out", block.name),
                span,
                format!("the study does nothing to `{name}`"),
                name,
                touched.join(", "),
                nearest(name, touched.iter().copied()).map_or("remove it from the list".to_string(), |near| {
                    format!("did you mean `{near}`?")
                }),
            );
            self.problems.extend(collector.into_diagnostics());
        }
    }

    fn leaves_out(&self, name: &str) -> bool {
        self.block
            .is_some_and(|block| block.leave_out.iter().any(|(known, _)| known == name))
    }

    /// Whether an instrument is law in the country.
    fn target_holds(&self, name: &str) -> bool {
        self.target.instruments.iter().any(|own| own.name == name)
    }

    /// Whether there is a file of that name for the country.
    fn is_there(&self, name: &str) -> bool {
        self.there(name).is_some() || self.catalog.instrument(name).is_some()
    }

    /// The instrument of that name as the study finds it there.
    fn there(&self, name: &str) -> Option<Arc<Instrument>> {
        let law = self.target.instruments.iter().find(|own| own.name == name).cloned();
        law.or_else(|| self.found(name, self.target))
    }

    /// The instrument of that name as the study finds it in its own country.
    fn at_home(&self, name: &str) -> Option<Arc<Instrument>> {
        let law = self.home.instruments.iter().find(|own| own.name == name).cloned();
        law.or_else(|| self.found(name, self.home))
    }

    fn found(&self, name: &str, system: &System) -> Option<Arc<Instrument>> {
        let by_name = |list: &[Arc<Instrument>]| list.iter().find(|own| own.name == name).cloned();
        by_name(&self.study.instruments)
            .or_else(|| by_name(&system.available))
            .or_else(|| rule_file(&(self.beside)(&format!("{name}.toml"))?).0)
            .or_else(|| self.catalog.instrument_partly(name)?.0)
    }

    /// The parameter as the study's own country has it, else as the other has it.
    fn parameter(&self, instrument: &str, key: &str) -> Option<Parameter> {
        let of_system = |system: &System| system.parameters.iter().find(|own| own.name == key).cloned();
        if instrument.is_empty() {
            return of_system(self.home).or_else(|| of_system(self.target));
        }
        let own = |file: Option<Arc<Instrument>>| file.and_then(|file| file.parameter(key).cloned());
        own(self.at_home(instrument)).or_else(|| own(self.there(instrument)))
    }

    /// Whether a value is set of the scenario, which is the same in every country.
    fn is_of_scenario(&self, name: &str) -> bool {
        let chosen = |name: &str| {
            self.study
                .scenario
                .as_ref()
                .is_some_and(|choice| choice.name.replace('-', "_") == name)
        };
        name == "scenario" || chosen(name) || self.catalog.scenario(name).is_some()
    }

    fn tell(&mut self, law: &str, name: String, parameter: &Parameter, why: CarriedBy, before: &Node, after: &Node) {
        self.decided.values.push(CarriedValue {
            law: law.to_string(),
            name,
            unit: parameter.unit_name.clone(),
            why,
            before: Some(value_json(before)),
            after: value_json(after),
        });
    }

    fn refuse(&mut self, source: &Source, path: &str, span: &Span, name: &str, what: &str) {
        let law: Vec<&str> = self.target.instruments.iter().map(|own| own.name.as_str()).collect();
        let collector = Collector::new(source);
        collector.report(
            "not-in-country",
            path,
            span,
            format!("the study cannot be carried to {}: `{name}` {what}", self.target.name),
            name,
            law.join(", "),
            format!(
                "say what holds there under [countries.{0}]: leave_out = [\"{name}\"], and what takes its place under [countries.{0}.reform]",
                self.target.name
            ),
        );
        self.problems.extend(collector.into_diagnostics());
    }
}

/// Whether the study says of the country what a parameter is there.
fn is_said(said: Option<&Reform>, instrument: &str, key: &str) -> bool {
    said.is_some_and(|said| {
        said.set
            .iter()
            .any(|set| set.instrument == instrument && set.key == key)
    })
}

fn name_of(set: &Assignment) -> String {
    match set.instrument.as_str() {
        "" => set.key.clone(),
        instrument => format!("{instrument}.{}", set.key),
    }
}
