//! The ledger as a table: one row a unit, one column an instrument, income concept or step.

use super::cost::Costing;
use super::prepare::Prepared;
use crate::document::Diagnostic;
use crate::population::{Ids, Population};
use crate::rules::compile::{CompiledLaw, Program, Type};
use crate::simulation::{Level, NodeId, Progress, Request, run};

/// The ledger of a run, one row a unit.
#[derive(Debug, Clone)]
pub struct Microdata {
    /// The unit.
    pub unit: String,
    /// The name of the id column.
    pub id_name: String,
    /// The ids of the rows, those of the data, part after part.
    pub ids: Vec<Ids>,
    /// Rows of each part.
    pub rows: Vec<u32>,
    /// The columns.
    pub columns: Vec<MicrodataColumn>,
}

/// A column of the ledger.
#[derive(Debug, Clone)]
pub struct MicrodataColumn {
    /// Its name; with a reform, `_baseline` marks the value before it.
    pub name: String,
    /// One value a row; money in currency units a year.
    pub values: Vec<f64>,
    /// The labels of a category.
    pub labels: Option<Vec<String>>,
    /// Whether the values are truths.
    pub truth: bool,
}

impl Costing<'_> {
    /// The ledger of the run.
    ///
    /// # Errors
    /// A cancelled run.
    pub fn microdata(&self, progress: &Progress<'_>) -> Result<Microdata, Vec<Diagnostic>> {
        ledger_of(self.prepared, &self.program, self.parts, progress)
    }
}

/// The ledger of a program over people: see [`Costing::microdata`].
///
/// # Errors
/// A cancelled run.
pub fn ledger_of(
    prepared: &Prepared,
    program: &Program,
    parts: &[Population],
    progress: &Progress<'_>,
) -> Result<Microdata, Vec<Diagnostic>> {
    let has_reform = prepared.reform.is_some();
    let mut wanted: Vec<(String, NodeId, Option<Vec<String>>, bool)> = Vec::new();
    // Those of both laws, so that a column holds the same before and after.
    let instruments: Vec<String> = program
        .laws
        .iter()
        .flat_map(|law| law.instruments.iter().map(|own| own.name.clone()))
        .collect();
    let mut add = |law: &CompiledLaw, suffix: &str| {
        for instrument in &law.instruments {
            wanted.push((
                format!("{}{suffix}", instrument.name),
                instrument.at_microdata,
                None,
                false,
            ));
        }
        for (concept, node) in &law.concepts {
            let name = prepared.system.microdata_column(concept, &instruments);
            // An instrument's own name comes first; a concept of that name would be a second column.
            if !instruments.iter().any(|instrument| instrument == name) {
                wanted.push((format!("{name}{suffix}"), *node, None, false));
            }
        }
        for (name, node, kind) in &law.microdata {
            let labels = match kind {
                Type::Category { labels, .. } => Some(labels.to_vec()),
                _ => None,
            };
            let name = format!("{name}{suffix}");
            if !wanted.iter().any(|(known, ..)| *known == name) {
                wanted.push((name, *node, labels, *kind == Type::Truth));
            }
        }
    };
    if let Some(law) = program.laws.get(usize::from(has_reform)) {
        add(law, "");
    }
    if has_reform {
        add(&program.laws[0], "_baseline");
    }
    let level = match program.laws[0].microdata_level {
        Level::Rows(rows) => rows,
        Level::Scalar => 1,
    };
    let request = Request {
        totals: Vec::new(),
        columns: wanted.iter().map(|(_, node, ..)| *node).collect(),
    };
    let outcome = run(
        program,
        parts,
        prepared.study.options.seed,
        &request,
        &[],
        Vec::new(),
        progress,
    )?;
    let unit = prepared.system.microdata.unit.clone();
    let mut columns = vec![MicrodataColumn {
        name: "weight".to_string(),
        values: Vec::new(),
        labels: None,
        truth: false,
    }];
    for part in parts {
        let unit = crate::numeric::grid::power_of_two(-part.weight_scale().exact_exponent);
        let weights = crate::simulation::weights_by_row(part, level);
        columns[0]
            .values
            .extend(weights.into_iter().map(|weight| weight as f64 * unit));
    }
    for (name, node, labels, truth) in wanted {
        let mut values = Vec::new();
        for part in &outcome.columns {
            values.extend_from_slice(&part[&node]);
        }
        columns.push(MicrodataColumn {
            name,
            values,
            labels,
            truth,
        });
    }
    let entities: Vec<_> = parts.iter().map(|part| &part.entities[level as usize]).collect();
    Ok(Microdata {
        id_name: format!("{unit}_id"),
        unit,
        ids: entities.iter().map(|entity| entity.ids.clone()).collect(),
        rows: entities.iter().map(|entity| entity.rows).collect(),
        columns,
    })
}
