//! The people of a year, made of those of the data: amounts carried by indices, weights moved to a projection. Ages, households and
//! everything else about a person stay.

use serde::{Deserialize, Serialize};

use super::prepare::Prepared;
use crate::document::{Date, Diagnostic};
use crate::numeric::weights::WeightError;
use crate::population::{ColumnData, NO_CELL, Population, Reweighting, Shared};
use crate::system::{ColumnKind, Course, Index, LaterLaw, Projection, System};

/// How the people of a year were made of those of the data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AgeingResult {
    /// The year that the data describe; where that is not said, the first of the run.
    pub data_year: i32,
    /// The indices by which amounts are carried.
    pub indices: Vec<IndexRow>,
    /// Columns of money of the data that no index carries.
    pub not_carried: Vec<String>,
    /// How the weights were moved; `None` where the system has no projection, or the people have no ages.
    pub reweighting: Option<ReweightingResult>,
    /// How the law went on from the last year that the system holds; left out in a year that it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law: Option<LaterLawResult>,
}

/// How the law of a year was made of that of the last year that the system holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LaterLawResult {
    /// The last year that the system holds.
    pub from: i32,
    /// The index that amounts of money go on with.
    pub index: String,
    /// What they are multiplied with.
    pub factor: f64,
    /// Amounts that go on with another index.
    pub others: Vec<LaterLawRow>,
    /// Amounts that stay as they were, as `instrument.parameter`, or an instrument with all of its own.
    pub held: Vec<String>,
}

/// Amounts of the law that go on with an index of their own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LaterLawRow {
    /// The index.
    pub index: String,
    /// What they are multiplied with.
    pub factor: f64,
    /// The amounts, as `instrument.parameter`, or an instrument with all of its own.
    pub amounts: Vec<String>,
}

/// An index in a year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IndexRow {
    /// The index.
    pub index: String,
    /// What it is called, in English.
    pub title: String,
    /// What amounts are multiplied with: the index of the year over that of the data's year.
    pub factor: f64,
    /// The columns of the data that it carries.
    pub columns: Vec<String>,
    /// Whether the fixed poverty line of the first year goes on with it.
    pub poverty_line: bool,
    /// Share by which it rises with every year after its last written value.
    pub growth: f64,
    /// Lowest growth, of an assumption.
    pub low: Option<f64>,
    /// Highest growth, of an assumption.
    pub high: Option<f64>,
    /// Whether it is not published.
    pub assumption: bool,
    /// Where it is published; of an assumption, what it rests on.
    pub reference: String,
}

/// Weights moved to a projection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReweightingResult {
    /// The projection, in English.
    pub title: String,
    /// Whether it is not published.
    pub assumption: bool,
    /// Where it is published; of an assumption, what it rests on.
    pub reference: String,
    /// Persons by band, then households.
    pub targets: Vec<ProjectionRow>,
    /// Smallest factor on a household's weight.
    pub smallest_factor: f64,
    /// Largest factor on a household's weight.
    pub largest_factor: f64,
    /// Share of the households that would carry as much with equal weights: (sum w)² / (n sum w²).
    pub effective_share: f64,
    /// Rounds of the calibration; 0 in the year of the data.
    pub rounds: u32,
    /// Whether every target was met; one of a band that nobody is in, or that the bounds put out of reach, is not.
    pub converged: bool,
}

/// A target of the projection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProjectionRow {
    /// The ages, with the value of the category by which they are split; or `households`.
    pub name: String,
    /// What the weights of the data make of it.
    pub data: f64,
    /// What the projection makes of that; `None` where it is free.
    pub target: Option<f64>,
    /// What the weights of the year make of it.
    pub reached: f64,
    /// Lowest ratio of the projection's last year, of an assumption.
    pub low: Option<f64>,
    /// Highest ratio of the projection's last year, of an assumption.
    pub high: Option<f64>,
}

/// What carries people to later years.
#[derive(Debug, Clone)]
pub(super) struct Ageing {
    data_year: i32,
    reweighting: Option<Cells>,
}

/// The cells of a projection among the people.
#[derive(Debug, Clone)]
struct Cells {
    /// The names of the cells; as many follow each other for a band as there are values to split it by.
    names: Vec<String>,
    /// How many cells a band has.
    split: usize,
    reweighting: Reweighting,
}

impl Ageing {
    /// What carries these people through a run up to its last year; nothing where the system has neither index nor projection, or the
    /// study keeps its people as they are.
    ///
    /// # Errors
    /// A projection that ends before the run.
    pub fn of(
        prepared: &Prepared,
        parts: &[Population],
        (first, last): (i32, i32),
    ) -> Result<Option<Ageing>, Vec<Diagnostic>> {
        let system = &prepared.system;
        let uses_index = |index: &&Index| {
            system
                .columns
                .iter()
                .any(|column| column.uprate.as_ref() == Some(&index.name))
        };
        let applies = system.ageing.is_some() || system.indices.iter().any(|index| uses_index(&index));
        let Some(part) = parts.first().filter(|_| applies && !prepared.study.options.frozen) else {
            return Ok(None);
        };
        let projection = system.ageing.as_ref().and_then(|ageing| ageing.projection.as_ref());
        if let Some(projection) = projection.filter(|projection| last > projection.last_year()) {
            return Err(vec![problem(
                "out-of-range",
                "years",
                format!("the projection of the people of {} ends before the run", system.name),
                last.to_string(),
                format!("years up to {}", projection.last_year()),
                "choose earlier years, or keep the people as they are: frozen = true under [options]",
            )]);
        }
        Ok(Some(Ageing {
            data_year: part.year.unwrap_or(first),
            reweighting: projection.and_then(|projection| cells(projection, parts)),
        }))
    }

    /// Carries people to a year: those of the data, with whatever columns a run has added to them.
    ///
    /// # Errors
    /// Weights that together are too large to be added exactly.
    pub fn carry(&self, system: &System, parts: &mut [Population], year: i32) -> Result<AgeingResult, Vec<Diagnostic>> {
        let indices = self.uprate(system, parts, year);
        let not_carried = not_carried(system, parts, &indices);
        let projection = system.ageing.as_ref().and_then(|ageing| ageing.projection.as_ref());
        let reweighting = match (&self.reweighting, projection) {
            (Some(cells), Some(projection)) => Some(self.reweight(cells, projection, parts, year)?),
            _ => None,
        };
        Ok(AgeingResult {
            data_year: self.data_year,
            indices,
            not_carried,
            reweighting,
            law: later_law_result(system, year),
        })
    }

    /// Carries amounts forward by their indices.
    fn uprate(&self, system: &System, parts: &mut [Population], year: i32) -> Vec<IndexRow> {
        let prices = system.ageing.as_ref().and_then(|ageing| ageing.prices.as_ref());
        let mut rows = Vec::new();
        for index in &system.indices {
            let carried: Vec<&str> = system
                .columns
                .iter()
                .filter(|column| column.uprate.as_ref() == Some(&index.name))
                .map(|column| column.name.as_str())
                .collect();
            let factor = index.factor(system.date_of(self.data_year), system.date_of(year));
            let mut columns: Vec<String> = Vec::new();
            for part in parts.iter_mut() {
                for column in part
                    .columns
                    .iter_mut()
                    .filter(|column| carried.contains(&column.name.as_str()))
                {
                    if !columns.contains(&column.name) {
                        columns.push(column.name.clone());
                    }
                    if factor != 1.0 {
                        let values = (0..column.data.len()).map(|row| column.data.value(row) * factor + 0.0);
                        column.data = ColumnData::F64(Shared::from(values.collect::<Vec<f64>>()));
                    }
                }
            }
            let poverty_line = prices == Some(&index.name);
            if columns.is_empty() && !poverty_line {
                continue;
            }
            rows.push(IndexRow {
                index: index.name.clone(),
                title: index.title.in_language("en").to_string(),
                factor,
                columns,
                poverty_line,
                growth: index.growth,
                low: index.range.map(|(low, _)| low),
                high: index.range.map(|(_, high)| high),
                assumption: index.assumption,
                reference: index.reference.clone(),
            });
        }
        rows
    }

    /// Moves the weights.
    fn reweight(
        &self,
        cells: &Cells,
        projection: &Projection,
        parts: &mut [Population],
        year: i32,
    ) -> Result<ReweightingResult, Vec<Diagnostic>> {
        let bands = projection.bands.iter().flat_map(|band| {
            let course: &Course = &band.course;
            std::iter::repeat_n(Some(course), cells.split)
        });
        let courses: Vec<Option<&Course>> = bands.chain([projection.households.as_ref()]).collect();
        let ratios: Vec<Option<f64>> = courses
            .iter()
            .map(|course| Some(course.as_ref()?.ratio(self.data_year, year)))
            .collect();
        let data = cells.reweighting.sizes();
        // In the year of the data the weights are the data's, to the bit.
        let moved = if ratios.iter().flatten().all(|ratio| *ratio == 1.0) {
            None
        } else {
            Some(cells.reweighting.to(&ratios).map_err(too_large)?)
        };
        let targets = cells
            .names
            .iter()
            .zip(&courses)
            .enumerate()
            .map(|(at, (name, course))| ProjectionRow {
                name: name.clone(),
                data: data[at],
                target: ratios[at].map(|ratio| data[at] * ratio),
                reached: moved.as_ref().map_or(data[at], |moved| moved.sizes[at]),
                low: course.and_then(|course| Some(course.range?.0)),
                high: course.and_then(|course| Some(course.range?.1)),
            })
            .collect();
        let (factors, effective_share, rounds, converged) = match &moved {
            Some(moved) => (moved.factors, moved.effective_share, moved.rounds, moved.converged),
            None => ((1.0, 1.0), cells.reweighting.effective_share(), 0, true),
        };
        for (part, weights) in parts.iter_mut().zip(moved.into_iter().flat_map(|moved| moved.weights)) {
            part.weights = weights;
        }
        Ok(ReweightingResult {
            title: projection.title.in_language("en").to_string(),
            assumption: projection.assumption,
            reference: projection.reference.clone(),
            targets,
            smallest_factor: factors.0,
            largest_factor: factors.1,
            effective_share,
            rounds,
            converged,
        })
    }
}

/// How the law goes on in a year of a run: beyond the last year that the system holds, unless the people stay as they are.
pub(super) fn later_law(prepared: &Prepared, year: i32) -> Option<(&LaterLaw, Date)> {
    let law = prepared.system.later_law()?;
    (year > law.1.year && !prepared.study.options.frozen).then_some(law)
}

/// The same with its factors.
fn later_law_result(system: &System, year: i32) -> Option<LaterLawResult> {
    let (law, last) = system.later_law().filter(|(_, last)| year > last.year)?;
    let factor = |name: &str| {
        system
            .index(name)
            .map_or(1.0, |index| index.factor(last, system.date_of(year)))
    };
    let mut others: Vec<LaterLawRow> = Vec::new();
    for (amount, index) in &law.follow {
        match others.iter_mut().find(|row| row.index == *index) {
            Some(row) => row.amounts.push(amount.clone()),
            None => others.push(LaterLawRow {
                index: index.clone(),
                factor: factor(index),
                amounts: vec![amount.clone()],
            }),
        }
    }
    Some(LaterLawResult {
        from: last.year,
        index: law.index.clone(),
        factor: factor(&law.index),
        others,
        held: law.held.clone(),
    })
}

/// The fixed poverty line of a year, from that of the first; `None` where the system says of no index that the line goes on with it.
pub(super) fn poverty_line(prepared: &Prepared, first: (i32, f64), year: i32) -> Option<f64> {
    let system = &prepared.system;
    let name = system.ageing.as_ref()?.prices.as_ref()?;
    let index = system.index(name).filter(|_| !prepared.study.options.frozen)?;
    let factor = index.factor(system.date_of(first.0), system.date_of(year));
    Some(first.1 * factor)
}

/// The cells of a projection among the people; `None` where they have no ages.
fn cells(projection: &Projection, parts: &[Population]) -> Option<Cells> {
    let first = parts.first().filter(|part| part.has_persons)?;
    first.column("age").filter(|column| column.entity == 0)?;
    // People who do not tell the category keep their bands whole.
    let by = projection
        .by
        .as_ref()
        .and_then(|by| first.column(by))
        .filter(|column| column.entity == 0 && matches!(column.data, ColumnData::U8(_)));
    let words: Vec<String> = match by {
        None => vec![String::new()],
        Some(column) => match &column.labels {
            Some(labels) => labels.iter().map(|label| format!(" {label}")).collect(),
            None => vec![format!(" not {}", column.name), format!(" {}", column.name)],
        },
    };
    let split = words.len();
    let mut names: Vec<String> = Vec::new();
    for band in &projection.bands {
        names.extend(words.iter().map(|word| format!("{}{word}", band.name())));
    }
    let cells = names.len();
    names.push("households".to_string());
    if cells >= usize::from(NO_CELL) {
        return None;
    }
    let band_of = |age: f64| {
        let holds = |(low, high): (u32, u32)| age >= f64::from(low) && age < f64::from(high) + 1.0;
        projection.bands.iter().position(|band| holds(band.ages))
    };
    let cell_of_person: Vec<Vec<u16>> = parts
        .iter()
        .map(|part| {
            let (age, by) = (part.column("age"), by.and_then(|by| part.column(&by.name)));
            (0..part.persons())
                .map(|person| {
                    let band = age.and_then(|age| band_of(age.data.value(person)));
                    let code = by.map_or(0, |by| by.data.value(person) as usize);
                    match band {
                        Some(band) if code < split => (band * split + code) as u16,
                        _ => NO_CELL,
                    }
                })
                .collect()
        })
        .collect();
    Some(Cells {
        names,
        split,
        reweighting: Reweighting::new(parts, &cell_of_person, cells, projection.bounds),
    })
}

/// Columns of money that the data have and no index carries; none where nothing is carried.
fn not_carried(system: &System, parts: &[Population], indices: &[IndexRow]) -> Vec<String> {
    let Some(part) = parts
        .first()
        .filter(|_| indices.iter().any(|row| !row.columns.is_empty()))
    else {
        return Vec::new();
    };
    let is_left = |name: &str| {
        let money = system.column(name).is_some_and(|column| {
            matches!(column.kind, ColumnKind::Number(_)) && column.unit_name.starts_with("currency")
        });
        money
            && !indices
                .iter()
                .any(|row| row.columns.iter().any(|carried| carried == name))
    };
    let names = part.columns.iter().map(|column| column.name.clone());
    names.filter(|name| is_left(name)).collect()
}

fn too_large(error: WeightError) -> Vec<Diagnostic> {
    vec![problem(
        "weight-too-large",
        "weight",
        "the weights of a later year cannot be held".to_string(),
        error.to_string(),
        "weights within one scale".to_string(),
        "check the weights of the data and the projection",
    )]
}

fn problem(
    code: &'static str,
    path: &str,
    message: String,
    found: String,
    allowed: String,
    remedy: &str,
) -> Diagnostic {
    Diagnostic {
        code,
        file: String::new(),
        path: path.to_string(),
        line: None,
        column: None,
        span: None,
        message,
        found,
        allowed,
        remedy: remedy.to_string(),
    }
}
