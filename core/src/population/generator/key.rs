//! The keys of a table: which row belongs to whom.

use std::collections::BTreeMap;

use super::block::Block;
use super::column::{Kind, Scope};
use super::formula::{Names, Node, nobody};
use crate::document::{Collector, Node as Value, Span, TableReader, Value as Written, index_path, nearest};

/// Named bands of a number: the first label is below the first edge, each other from its edge on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Band {
    pub edges: Vec<f64>,
    pub labels: Vec<String>,
}

/// Reads `[bands]`.
pub(super) fn read_bands(reader: &TableReader<'_>) -> BTreeMap<String, Band> {
    let mut bands = BTreeMap::new();
    let Some(table) = reader.table("bands") else {
        return bands;
    };
    let collector = reader.collector();
    for (key, node) in table.rest() {
        let path = table.path_of(&key.text);
        let Some(band) = TableReader::new(collector, node, path.clone()) else {
            continue;
        };
        if band.require("edges").is_none() | band.require("labels").is_none() {
            continue;
        }
        let edges = band.numbers("edges");
        let labels = band.texts("labels");
        if let (Some(edges), Some(labels)) = (edges, labels) {
            let labels: Vec<String> = labels.into_iter().map(|(label, _)| label.to_string()).collect();
            let is_rising = edges.windows(2).all(|pair| pair[0] < pair[1]);
            let is_distinct = (1..labels.len()).all(|at| !labels[..at].contains(&labels[at]));
            if edges.is_empty() || !is_rising || labels.len() != edges.len() + 1 || !is_distinct {
                collector.report(
                    "bad-bands",
                    &path,
                    &node.span,
                    "the edges of bands rise, and there is one label more than edges",
                    format!("{} edges, {} labels", edges.len(), labels.len()),
                    "rising edges; a label of its own for what is below the first and for each part from an edge on",
                    "for example edges = [18, 65], labels = [\"under_18\", \"18-64\", \"65+\"]",
                );
            } else {
                bands.insert(key.text.clone(), Band { edges, labels });
            }
        }
        band.finish();
    }
    bands
}

/// One key of a table.
#[derive(Debug, Clone, PartialEq)]
struct Key {
    /// As written, for messages.
    name: String,
    node: Node,
    edges: Option<Vec<f64>>,
    /// How the values are written in rows; their number is that of the slots, but for one more where `may_miss`.
    labels: Vec<String>,
    /// Whether there may be no value, such as that of a spouse.
    may_miss: bool,
}

impl Key {
    fn slots(&self) -> usize {
        self.labels.len() + usize::from(self.may_miss)
    }

    #[inline(always)]
    fn slot(&self, value: f64) -> usize {
        match &self.edges {
            Some(edges) => edges.partition_point(|edge| *edge <= value),
            // No value is -1, beyond the labels.
            None if value < 0.0 => self.labels.len(),
            None => {
                let at = value as usize;
                let last = self.slots() - 1;
                if at < last { at } else { last }
            }
        }
    }
}

/// A row of a table as written: what stands behind its key, and where.
pub(super) struct Row<'a> {
    /// The labels of the key, as many as are written.
    pub key: Vec<String>,
    /// The values behind the key.
    pub values: &'a [Value],
    pub span: Span,
    pub path: String,
}

/// Which row of a table belongs to which values of its keys.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Lookup {
    keys: Vec<Key>,
    /// The row of each combination of slots; [`Lookup::NONE`] where there is none.
    rows: Vec<u32>,
}

/// Combinations of keys beyond this are refused.
const MOST_CELLS: usize = 1 << 16;

impl Lookup {
    /// No row.
    pub(super) const NONE: u32 = u32::MAX;

    /// Reads `by` and `rows`, whose last `values` items are the values. `whole`: every combination must have a row, by a
    /// shorter key where not by its own; else all keys must be full. Rows come back in the order of the file.
    pub(super) fn read<'a>(
        reader: &TableReader<'a>,
        names: &Names<'_>,
        bands: &BTreeMap<String, Band>,
        scope: Scope,
        values: std::ops::RangeInclusive<usize>,
        whole: bool,
    ) -> Option<(Lookup, Vec<Row<'a>>)> {
        let collector = reader.collector();
        let before = collector.count();
        let by = reader.texts("by").unwrap_or_default();
        let keys: Vec<Key> = by
            .iter()
            .filter_map(|(text, span)| read_key(collector, &reader.path_of("by"), text, span, names, bands, scope))
            .collect();
        let node = reader.require("rows")?;
        let rows = collector.list_of(&reader.path_of("rows"), node, "a list of rows")?;
        if keys.len() != by.len() || collector.count() > before {
            return None;
        }
        let cells = keys
            .iter()
            .try_fold(1usize, |cells, key| cells.checked_mul(key.slots()))
            .filter(|cells| *cells <= MOST_CELLS);
        let Some(cells) = cells else {
            collector.report(
                "too-many-cells",
                &reader.path_of("by"),
                &reader.get("by").map_or(reader.span().clone(), |node| node.span.clone()),
                "the keys have too many combinations",
                "",
                format!("at most {MOST_CELLS}"),
                "use fewer keys or wider bands",
            );
            return None;
        };
        let mut lookup = Lookup {
            keys,
            rows: vec![Lookup::NONE; cells],
        };
        let mut read = Vec::new();
        let mut of_key: BTreeMap<Vec<usize>, u32> = BTreeMap::new();
        for (at, row) in rows.iter().enumerate() {
            let path = index_path(&reader.path_of("rows"), at);
            let Some((key, row)) = lookup.read_row(collector, &path, row, &values, whole) else {
                continue;
            };
            if of_key.insert(key, read.len() as u32).is_some() {
                collector.report(
                    "doubled-key",
                    &path,
                    &row.span,
                    format!("two rows have the key {}", written(&row.key)),
                    written(&row.key),
                    "each key once",
                    "remove one of the rows",
                );
            }
            read.push(row);
        }
        if collector.count() > before {
            return None;
        }
        lookup.fill(&of_key);
        if whole {
            lookup.check_whole(reader, collector);
        }
        (collector.count() == before).then_some((lookup, read))
    }

    fn read_row<'a>(
        &self,
        collector: &Collector,
        path: &str,
        node: &'a Value,
        values: &std::ops::RangeInclusive<usize>,
        whole: bool,
    ) -> Option<(Vec<usize>, Row<'a>)> {
        let items = collector.list_of(path, node, "a list: the key, then the values")?;
        // Values are lists or, where there is one, the last item.
        let count = if *values.end() == 1 {
            1
        } else {
            items
                .iter()
                .rev()
                .take_while(|item| matches!(item.value, Written::List(_)))
                .count()
        };
        let keyed = items.len().saturating_sub(count);
        let is_short = if whole {
            keyed > self.keys.len()
        } else {
            keyed != self.keys.len()
        };
        if items.is_empty() || !values.contains(&count) || is_short {
            let names: Vec<&str> = self.keys.iter().map(|key| key.name.as_str()).collect();
            let message = "a row is its key and then its values";
            let allowed = format!(
                "{} of {}, then {} to {} values",
                if whole {
                    "the first of the keys, or all,"
                } else {
                    "all keys"
                },
                if names.is_empty() {
                    "none".to_string()
                } else {
                    names.join(", ")
                },
                values.start(),
                values.end()
            );
            let found = format!("{keyed} keys, {count} values");
            collector.report("wrong-form", path, &node.span, message, found, allowed, "");
            return None;
        }
        let (key, rest) = items.split_at(keyed);
        let mut slots = Vec::new();
        let mut labels = Vec::new();
        for (item, key) in key.iter().zip(&self.keys) {
            let label = match &item.value {
                Written::Text(text) => text.clone(),
                Written::Truth(truth) => truth.to_string(),
                Written::Integer(whole) => whole.to_string(),
                _ => {
                    collector.wrong_type(path, item, "a text, a truth or a whole number");
                    return None;
                }
            };
            let Some(slot) = key.labels.iter().position(|known| *known == label) else {
                let known = key.labels.iter().map(String::as_str);
                let remedy = nearest(&label, known.clone())
                    .map_or("use one of the allowed words".to_string(), |near| {
                        format!("did you mean `{near}`?")
                    });
                let message = format!("the key {} has no value `{label}`", key.name);
                let allowed = known.collect::<Vec<_>>().join(", ");
                collector.report("unknown-label", path, &item.span, message, label, allowed, remedy);
                return None;
            };
            slots.push(slot);
            labels.push(label);
        }
        let row = Row {
            key: labels,
            values: rest,
            span: node.span.clone(),
            path: path.to_string(),
        };
        Some((slots, row))
    }

    /// Gives each combination the row of the longest key that covers it.
    fn fill(&mut self, of_key: &BTreeMap<Vec<usize>, u32>) {
        let sizes: Vec<usize> = self.keys.iter().map(Key::slots).collect();
        let mut slots = vec![0usize; sizes.len()];
        for cell in 0..self.rows.len() {
            let mut rest = cell;
            for (slot, size) in slots.iter_mut().zip(&sizes).rev() {
                *slot = rest % size;
                rest /= size;
            }
            let found = (0..=slots.len()).rev().find_map(|length| of_key.get(&slots[..length]));
            self.rows[cell] = found.copied().unwrap_or(Lookup::NONE);
        }
    }

    fn check_whole(&self, reader: &TableReader<'_>, collector: &Collector) {
        let Some(cell) = self.rows.iter().position(|row| *row == Lookup::NONE) else {
            return;
        };
        let missing = self.rows.iter().filter(|row| **row == Lookup::NONE).count();
        let mut rest = cell;
        let mut key: Vec<String> = Vec::new();
        for at in self.keys.iter().rev() {
            let slot = rest % at.slots();
            rest /= at.slots();
            key.push(at.labels.get(slot).cloned().unwrap_or("nobody".to_string()));
        }
        key.reverse();
        collector.report(
            "no-remainder",
            &reader.path_of("rows"),
            &reader
                .get("rows")
                .map_or(reader.span().clone(), |node| node.span.clone()),
            format!("no row covers {}", written(&key)),
            format!("{missing} of {} combinations without a row", self.rows.len()),
            "a row for every combination",
            "add a row with a shorter key, or none, for all that no other row covers",
        );
    }

    /// Whether there are no keys.
    pub(super) fn is_plain(&self) -> bool {
        self.keys.is_empty()
    }

    /// The row of every household or person of a block.
    pub(super) fn rows_of(&self, scope: Scope, block: &Block) -> Vec<u32> {
        let rows = block.rows(scope);
        let mut cells = vec![0u32; rows];
        for key in &self.keys {
            let values = key.node.evaluate(scope, block);
            let size = key.slots() as u32;
            for (row, cell) in cells.iter_mut().enumerate() {
                *cell = *cell * size + key.slot(values.at(row)) as u32;
            }
        }
        cells.iter_mut().for_each(|cell| *cell = self.rows[*cell as usize]);
        cells
    }
}

/// A key in words.
fn written(key: &[String]) -> String {
    if key.is_empty() {
        "of the remainder".to_string()
    } else {
        format!("({})", key.join(", "))
    }
}

/// Reads `NAME`, `ROLE.NAME`, with `:BAND` behind it for a number.
fn read_key(
    collector: &Collector,
    path: &str,
    text: &str,
    span: &Span,
    names: &Names<'_>,
    bands: &BTreeMap<String, Band>,
    scope: Scope,
) -> Option<Key> {
    let (name, band) = match text.split_once(':') {
        Some((name, band)) => (name.trim(), Some(band.trim())),
        None => (text.trim(), None),
    };
    let (prefix, bare) = match name.split_once('.') {
        Some((prefix, bare)) => (Some(prefix), bare),
        None => (None, name),
    };
    let Some(at) = names.find(bare) else {
        if names.is_broken(bare) {
            return None;
        }
        let (code, message, remedy) = names.unknown(bare);
        collector.report(code, path, span, message, name, names.listed(), remedy);
        return None;
    };
    let column = &names.columns[at];
    let role = prefix.and_then(|prefix| names.roles.iter().position(|role| role == prefix));
    let node = match (prefix, role, scope, column.scope) {
        (Some(_), Some(role), _, Scope::Person) => Node::Member {
            role,
            column: at,
            nobody: nobody(&column.kind),
        },
        (None, _, Scope::Person | Scope::Unit, Scope::Household) => Node::Household(at),
        (None, _, Scope::Person, Scope::Unit) => Node::Unit(at),
        (None, _, one, other) if one == other => Node::Own(at),
        _ => {
            let message = format!("`{name}` is no key of {}s", scope.name());
            let allowed = format!(
                "columns of the {}, or ROLE.COLUMN with a role of {}",
                scope.name(),
                names.roles.join(", ")
            );
            collector.report("wrong-entity", path, span, message, name, allowed, "");
            return None;
        }
    };
    let may_miss = role.is_some() && matches!(column.kind, Kind::Category(_));
    let plain = |labels: Vec<String>| Key {
        name: text.to_string(),
        node: node.clone(),
        edges: None,
        labels,
        may_miss,
    };
    let key = match (&column.kind, band) {
        (Kind::Category(labels), None) => plain(labels.to_vec()),
        (Kind::Truth, None) => plain(vec!["false".to_string(), "true".to_string()]),
        (Kind::Count(most), None) => plain((0..=*most).map(|count| count.to_string()).collect()),
        (Kind::Number, None) => {
            let message = format!("`{name}` holds numbers, which need bands to be a key");
            let allowed = bands.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            collector.report(
                "missing-bands",
                path,
                span,
                message,
                text,
                allowed,
                format!("write \"{name}:BAND\""),
            );
            return None;
        }
        (Kind::Category(_) | Kind::Truth, Some(_)) => {
            let message = format!("`{name}` holds {}, which have no bands", column.kind.name());
            collector.report(
                "wrong-form",
                path,
                span,
                message,
                text,
                name,
                format!("write \"{name}\""),
            );
            return None;
        }
        (_, Some(band)) => match bands.get(band) {
            Some(found) => Key {
                edges: Some(found.edges.clone()),
                may_miss: false,
                ..plain(found.labels.clone())
            },
            None => {
                let known = bands.keys().map(String::as_str);
                let remedy = nearest(band, known.clone()).map_or("add them under [bands]".to_string(), |near| {
                    format!("did you mean `{near}`?")
                });
                let allowed = known.collect::<Vec<_>>().join(", ");
                let message = format!("there are no bands `{band}`");
                collector.report("unknown-name", path, span, message, band, allowed, remedy);
                return None;
            }
        },
    };
    Some(key)
}
