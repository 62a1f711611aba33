//! The ledger as a table: one row a unit, one column an instrument, income concept or step.

use std::collections::BTreeMap;

use super::cost::{Costing, schema_of};
use super::prepare::Prepared;
use super::selections::check_limits;
use crate::document::Diagnostic;
use crate::population::{Ids, Population};
use crate::rules::compile::{CompiledLaw, Program, Type, compile};
use crate::simulation::{Level, NodeId, Progress, Request, run};
use crate::system::{Catalog, Law};

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
    /// Those of [`ledger_of`].
    pub fn microdata(&self, progress: &Progress<'_>) -> Result<Microdata, Vec<Diagnostic>> {
        ledger_of(self.prepared, &self.program, self.parts, Vec::new(), progress)
    }
}

/// The ledger of a study over people, without any measure; one row a `unit`, or one of the system's own. Of `columns`, named
/// without `_baseline`, only these are worked out. `spare` are columns whose memory may be used again.
///
/// # Errors
/// Every problem of the rules with their places; a column that a scenario takes out of its range; an amount that does not fit the
/// ledger; an unknown unit or column; a cancelled run.
pub fn calculate(
    prepared: &Prepared,
    parts: &[Population],
    unit: Option<&str>,
    columns: Option<&[String]>,
    spare: Vec<Vec<f64>>,
    progress: &Progress<'_>,
) -> Result<Microdata, Vec<Diagnostic>> {
    let by_unit = unit.map(|unit| prepared.with_ledger_unit(unit)).transpose()?;
    let prepared = by_unit.as_ref().unwrap_or(prepared);
    let schema = schema_of(prepared, parts)?;
    let laws: Vec<Law> = std::iter::once(&prepared.baseline)
        .chain(&prepared.reform)
        .cloned()
        .collect();
    let program = compile(&laws, &schema, prepared.date)?;
    let mut wanted = wanted(prepared, &program);
    if let Some(columns) = columns {
        let known: Vec<&str> = wanted.iter().map(|column| column.base.as_str()).collect();
        let strange = columns.iter().filter(|column| !known.contains(&column.as_str()));
        let problems: Vec<Diagnostic> = strange
            .map(|column| Catalog::unknown("column of the ledger", column, &known))
            .collect();
        if !problems.is_empty() {
            return Err(problems);
        }
        wanted.retain(|column| columns.contains(&column.base));
    }
    fill(prepared, &program, parts, wanted, spare, progress)
}

/// The ledger of a program over people: see [`Costing::microdata`]. `spare` are columns whose memory may be used again.
///
/// # Errors
/// A column that a scenario takes out of its range; an amount that does not fit the ledger; rows of persons where the people have none; a
/// cancelled run.
pub fn ledger_of(
    prepared: &Prepared,
    program: &Program,
    parts: &[Population],
    spare: Vec<Vec<f64>>,
    progress: &Progress<'_>,
) -> Result<Microdata, Vec<Diagnostic>> {
    fill(prepared, program, parts, wanted(prepared, program), spare, progress)
}

/// A column to be worked out.
struct Wanted {
    /// Its name without the mark of the baseline.
    base: String,
    /// Its name.
    name: String,
    node: NodeId,
    labels: Option<Vec<String>>,
    truth: bool,
}

/// All columns of the ledger: those of the reform, then those of the baseline.
fn wanted(prepared: &Prepared, program: &Program) -> Vec<Wanted> {
    let has_reform = prepared.reform.is_some();
    let mut wanted: Vec<Wanted> = Vec::new();
    // Those of both laws, so that a column holds the same before and after.
    let instruments: Vec<String> = program
        .laws
        .iter()
        .flat_map(|law| law.instruments.iter().map(|own| own.name.clone()))
        .collect();
    let mut add = |law: &CompiledLaw, suffix: &str| {
        let column = |base: &str, node: NodeId, labels: Option<Vec<String>>, truth: bool| Wanted {
            base: base.to_string(),
            name: format!("{base}{suffix}"),
            node,
            labels,
            truth,
        };
        for instrument in &law.instruments {
            wanted.push(column(&instrument.name, instrument.at_microdata, None, false));
        }
        for (concept, node) in &law.concepts {
            let name = prepared.system.microdata_column(concept, &instruments);
            // An instrument's own name comes first; a concept of that name would be a second column.
            if !instruments.iter().any(|instrument| instrument == name) {
                wanted.push(column(name, *node, None, false));
            }
        }
        for (name, node, kind) in &law.microdata {
            let labels = match kind {
                Type::Category { labels, .. } => Some(labels.to_vec()),
                _ => None,
            };
            let step = column(name, *node, labels, *kind == Type::Truth);
            if !wanted.iter().any(|known| known.name == step.name) {
                wanted.push(step);
            }
        }
    };
    if let Some(law) = program.laws.get(usize::from(has_reform)) {
        add(law, "");
    }
    if has_reform {
        add(&program.laws[0], "_baseline");
    }
    wanted
}

/// Whether there is anybody to tell of: people who are households alone have no persons.
fn has_rows(unit: &str, parts: &[Population]) -> Result<(), Vec<Diagnostic>> {
    let Some(people) = parts.first().filter(|people| unit == "person" && !people.has_persons) else {
        return Ok(());
    };
    let others: Vec<&str> = people
        .names
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| *name != "person")
        .collect();
    Err(vec![Diagnostic {
        code: "no-persons",
        file: String::new(),
        path: "unit".to_string(),
        line: None,
        column: None,
        span: None,
        message: format!("the people `{}` are households without persons", people.name),
        found: "person".to_string(),
        allowed: others.join(", "),
        remedy: "ask for the households".to_string(),
    }])
}

/// Works out columns of the ledger.
fn fill(
    prepared: &Prepared,
    program: &Program,
    parts: &[Population],
    wanted: Vec<Wanted>,
    mut spare: Vec<Vec<f64>>,
    progress: &Progress<'_>,
) -> Result<Microdata, Vec<Diagnostic>> {
    let level = match program.laws[0].microdata_level {
        Level::Rows(rows) => rows,
        Level::Scalar => 1,
    };
    has_rows(&prepared.system.microdata.unit, parts)?;
    let mut request = Request::default();
    super::selections::request(prepared, program, &mut |node| request.totals.push(node));
    request.columns = wanted.iter().map(|column| column.node).collect();
    for nodes in [&mut request.totals, &mut request.columns] {
        nodes.sort();
        nodes.dedup();
    }
    let entities: Vec<_> = parts.iter().map(|part| &part.entities[level as usize]).collect();
    // Memory that does not fit would be made anew all the same.
    let rows: usize = entities.iter().map(|entity| entity.rows as usize).sum();
    spare.retain(|column| (rows..=2 * rows).contains(&column.capacity()));
    let mut weights = spare.pop().unwrap_or_else(|| Vec::with_capacity(rows));
    weights.clear();
    for part in parts {
        let unit = crate::numeric::grid::power_of_two(-part.weight_scale().exact_exponent);
        crate::simulation::each_weight(part, level, |weight| weights.push(weight as f64 * unit));
    }
    // Columns of several parts are joined afterwards, in memory of their own.
    let spare = match parts {
        [_] => vec![request.columns.iter().copied().zip(spare).collect()],
        _ => Vec::new(),
    };
    let mut outcome = run(
        program,
        parts,
        prepared.study.options.seed,
        &request,
        &[],
        spare,
        progress,
    )?;
    check_limits(prepared, program, parts, &outcome)?;
    let unit = prepared.system.microdata.unit.clone();
    let mut columns = vec![MicrodataColumn {
        name: "weight".to_string(),
        values: weights,
        labels: None,
        truth: false,
    }];
    let mut readers: BTreeMap<NodeId, u32> = BTreeMap::new();
    for column in &wanted {
        *readers.entry(column.node).or_insert(0) += 1;
    }
    for column in wanted {
        let Wanted {
            name,
            node,
            labels,
            truth,
            ..
        } = column;
        let left = readers.entry(node).or_insert(1);
        *left -= 1;
        let values = match outcome.columns.as_mut_slice() {
            // The only part's column becomes the ledger's, which may be large, unless another name stands for it too.
            [part] if *left == 0 => part.remove(&node).unwrap_or_default(),
            parts => parts.iter().flat_map(|part| &part[&node]).copied().collect(),
        };
        columns.push(MicrodataColumn {
            name,
            values,
            labels,
            truth,
        });
    }
    Ok(Microdata {
        id_name: format!("{unit}_id"),
        unit,
        ids: entities.iter().map(|entity| entity.ids.clone()).collect(),
        rows: entities.iter().map(|entity| entity.rows).collect(),
        columns,
    })
}
