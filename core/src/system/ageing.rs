//! How a country's people are carried to later years: by which index the fixed poverty line goes on, and the projection that
//! their weights are made to follow. How its law goes on beyond its last year stands beside it, in `later_law`.

use super::file::{ColumnDeclaration, ColumnKind, Index};
use super::later_law::{LaterLaw, read_later_law};
use super::reference::unknown_of;
use crate::document::{Collector, Key, Node, Source, Span, TableReader};
use crate::rules::{Texts, read_range, read_texts};

/// What `[ageing]` of a system says.
#[derive(Debug, Clone, PartialEq)]
pub struct Ageing {
    /// The index by which the fixed poverty line of the first year is carried forward; without one every year has its own.
    pub prices: Option<String>,
    /// The projection of the people.
    pub projection: Option<Projection>,
    /// How the law goes on after the last year that the system holds, in runs over years.
    pub law: Option<LaterLaw>,
}

/// How many people of each age there will be.
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    /// Its title by language.
    pub title: Texts,
    /// Whether it is no published projection.
    pub assumption: bool,
    /// Where it is published; of an assumption, what it rests on.
    pub reference: String,
    /// A category of persons by whose values every band is split; each keeps its share of the band.
    pub by: Option<String>,
    /// The lowest and the highest factor on a household's weight; 1 lies between them.
    pub bounds: (f64, f64),
    /// Persons by age.
    pub bands: Vec<ProjectionBand>,
    /// All households, where they are projected; else their number is what the persons make it.
    pub households: Option<Course>,
}

/// Persons of some ages.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectionBand {
    /// The lowest and the highest age in whole years, both included.
    pub ages: (u32, u32),
    /// Their number.
    pub course: Course,
}

/// A number that changes from year to year. Only its changes count, so persons, thousands and ratios do alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// The number by year, the earliest first; between two of them it lies on a straight line.
    pub values: Vec<(i32, f64)>,
    /// Lowest and highest value of the last year, of an assumption.
    pub range: Option<(f64, f64)>,
}

impl Course {
    /// The number in a year. Before the first year it is the first, after the last the last.
    pub fn on(&self, year: i32) -> f64 {
        let after = self.values.iter().position(|(known, _)| *known >= year);
        match after {
            None => self.values.last().map_or(1.0, |(_, value)| *value),
            Some(0) => self.values[0].1,
            Some(at) => {
                let ((before, low), (next, high)) = (self.values[at - 1], self.values[at]);
                if next == year {
                    return high;
                }
                let share = f64::from(year - before) / f64::from(next - before);
                low + (high - low) * share
            }
        }
    }

    /// What the number of a year is, as a multiple of that of another.
    pub fn ratio(&self, from: i32, to: i32) -> f64 {
        if from == to { 1.0 } else { self.on(to) / self.on(from) }
    }
}

impl ProjectionBand {
    /// The ages in a few letters: `15-24`, or `80+` where no age lies above.
    pub fn name(&self) -> String {
        match self.ages {
            (low, HIGHEST_AGE) => format!("{low}+"),
            (low, high) if low == high => low.to_string(),
            (low, high) => format!("{low}-{high}"),
        }
    }
}

impl Projection {
    /// The last year that it holds.
    pub fn last_year(&self) -> i32 {
        let courses = self.bands.iter().map(|band| &band.course).chain(&self.households);
        let last = courses.filter_map(|course| Some(course.values.last()?.0));
        last.min().unwrap_or(i32::MAX)
    }
}

/// The highest age that people have.
const HIGHEST_AGE: u32 = 120;

/// The bounds of factors on weights, unless the file says otherwise.
const BOUNDS: (f64, f64) = (0.2, 5.0);

/// Reads `[ageing]`; there is none where it is left out.
pub(super) fn read_ageing(
    reader: &TableReader<'_>,
    indices: &[Index],
    columns: &[ColumnDeclaration],
    years: &[i32],
) -> Option<Ageing> {
    let table = reader.table("ageing")?;
    let prices = table.text("prices").map(str::to_string);
    if let (Some(name), Some(node)) = (&prices, table.get("prices")) {
        check_index(table.collector(), &table.path_of("prices"), &node.span, name, indices);
    }
    let projection = table
        .table("projection")
        .and_then(|projection| read_projection(projection, columns));
    let law = table
        .table("law")
        .and_then(|law| read_later_law(law, indices, years.iter().copied().max()));
    table.finish();
    Some(Ageing {
        prices,
        projection,
        law,
    })
}

/// Refuses the name of an index that the system does not have.
pub(super) fn check_index(collector: &Collector, path: &str, span: &Span, name: &str, indices: &[Index]) {
    let known: Vec<&str> = indices.iter().map(|index| index.name.as_str()).collect();
    if !known.contains(&name) {
        unknown_of(collector, path, span, "index", name, &known);
    }
}

/// Refuses columns of the system's own that are carried forward by an index that it does not have. One of the shared
/// vocabulary stays as it is where there is no such index.
pub(super) fn check_uprated(collector: &Collector, source: &Source, columns: &[ColumnDeclaration], indices: &[Index]) {
    for column in columns.iter().filter(|column| column.source == *source) {
        if let Some(name) = &column.uprate {
            let path = format!("columns.{}.uprate", column.name);
            check_index(collector, &path, &column.span, name, indices);
        }
    }
}

fn read_projection(table: TableReader<'_>, columns: &[ColumnDeclaration]) -> Option<Projection> {
    let collector = table.collector();
    let before = collector.count();
    let title = read_texts(&table, "title");
    let assumption = table.truth("assumption").unwrap_or(false);
    let reference = table.text("reference").unwrap_or_default().to_string();
    if !assumption && reference.is_empty() {
        collector.report(
            "missing-source",
            table.path(),
            table.span(),
            "the projection has no source",
            "neither `reference` nor `assumption`",
            "reference = \"the publication\", or assumption = true with a range for each band",
            "add `reference = \"…\"`",
        );
    }
    let by = table.text("by").map(str::to_string);
    if let (Some(name), Some(node)) = (&by, table.get("by")) {
        let is_split = |column: &&ColumnDeclaration| {
            column.entity == "person" && matches!(column.kind, ColumnKind::Category(_) | ColumnKind::Truth)
        };
        let known: Vec<&str> = columns
            .iter()
            .filter(is_split)
            .map(|column| column.name.as_str())
            .collect();
        if !known.contains(&name.as_str()) {
            let path = table.path_of("by");
            unknown_of(collector, &path, &node.span, "category of persons", name, &known);
        }
    }
    let bounds = match table.get("bounds") {
        None => BOUNDS,
        Some(node) => {
            let found = pair(&table, "bounds").unwrap_or(BOUNDS);
            if !(found.0 >= 0.0 && found.0 < 1.0 && found.1 > 1.0 && found.1 <= 100.0) {
                collector.report(
                    "out-of-range",
                    &table.path_of("bounds"),
                    &node.span,
                    "a household's weight is multiplied by a factor between two bounds",
                    format!("{} to {}", found.0, found.1),
                    "a lower bound from 0 to below 1, an upper bound above 1 up to 100",
                    "for example [0.2, 5]",
                );
            }
            found
        }
    };
    let mut bands: Vec<ProjectionBand> = Vec::new();
    for entry in table.tables("bands") {
        let band = read_band(&entry, assumption);
        if let Some(band) = band {
            if let Some(other) = bands
                .iter()
                .find(|other| other.ages.0 <= band.ages.1 && band.ages.0 <= other.ages.1)
            {
                collector.report(
                    "doubled-key",
                    &entry.path_of("ages"),
                    entry.span(),
                    format!("the ages {} and {} overlap", other.name(), band.name()),
                    band.name(),
                    "every age in one band",
                    "change the ages of one of them",
                );
            }
            bands.push(band);
        }
        entry.finish();
    }
    if bands.is_empty() && collector.count() == before {
        collector.report(
            "missing-value",
            &table.path_of("bands"),
            table.span(),
            "the projection has no bands of ages",
            "no [[ageing.projection.bands]]",
            "ages = [65, 120] with numbers by year such as 2025 = 1.0",
            "add the bands, or remove the projection",
        );
    }
    let households = table.table("households").and_then(|entry| {
        let course = read_course(&entry, assumption);
        entry.finish();
        course
    });
    table.finish();
    (collector.count() == before).then_some(Projection {
        title,
        assumption,
        reference,
        by,
        bounds,
        bands,
        households,
    })
}

/// Two numbers, the lower first.
fn pair(table: &TableReader<'_>, key: &str) -> Option<(f64, f64)> {
    match table.numbers(key)?.as_slice() {
        [low, high] if low <= high => Some((*low, *high)),
        found => {
            table.collector().report(
                "bad-range",
                &table.path_of(key),
                &table.get(key).map_or(0..0, |node| node.span.clone()),
                format!("`{key}` is two numbers, the lower first"),
                format!("{found:?}"),
                "[lowest, highest], both included",
                "for example [0, 14]",
            );
            None
        }
    }
}

fn read_band(entry: &TableReader<'_>, assumption: bool) -> Option<ProjectionBand> {
    let ages = entry.require("ages").and_then(|node| {
        let (low, high) = pair(entry, "ages")?;
        let whole = |age: f64| (age >= 0.0 && age <= f64::from(HIGHEST_AGE) && age % 1.0 == 0.0).then_some(age as u32);
        let found = whole(low).zip(whole(high));
        if found.is_none() {
            entry.collector().report(
                "out-of-range",
                &entry.path_of("ages"),
                &node.span,
                "the ages of a band are whole years, both included",
                format!("{low} to {high}"),
                format!("0 to {HIGHEST_AGE}"),
                "for example [65, 120]",
            );
        }
        found
    });
    let course = read_course(entry, assumption);
    Some(ProjectionBand {
        ages: ages?,
        course: course?,
    })
}

/// Reads numbers by year, and the range that those of an assumption need.
fn read_course(entry: &TableReader<'_>, assumption: bool) -> Option<Course> {
    let collector = entry.collector();
    let before = collector.count();
    let range = entry.get("range").and_then(|node| read_range(collector, entry, node));
    let is_year = |key: &Key| key.text.len() == 4 && key.text.chars().all(|digit| digit.is_ascii_digit());
    let mut values: Vec<(i32, f64)> = Vec::new();
    let years: Vec<&(Key, Node)> = entry.entries().iter().filter(|(key, _)| is_year(key)).collect();
    for (key, node) in years {
        entry.get(&key.text);
        match (key.text.parse(), node.as_number()) {
            (Ok(year), Some(value)) if value > 0.0 && value.is_finite() => values.push((year, value)),
            _ => collector.report(
                "wrong-type",
                &entry.path_of(&key.text),
                &node.span,
                "a projection has a positive number for a year",
                node.kind_name(),
                "2034 = 1.2",
                "write a positive number",
            ),
        }
    }
    values.sort_by_key(|(year, _)| *year);
    if values.is_empty() && collector.count() == before {
        collector.report(
            "missing-value",
            entry.path(),
            entry.span(),
            "there are no numbers by year",
            "no year",
            "2025 = 1.0, 2034 = 1.2",
            "write the number of the first and of the last year",
        );
    }
    if assumption && range.is_none() {
        collector.report(
            "missing-source",
            entry.path(),
            entry.span(),
            "the numbers have no source",
            "an assumption without a range",
            "range = [lowest, highest], of the last year",
            "add `range = [lowest, highest]`",
        );
    }
    (collector.count() == before).then_some(Course { values, range })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lie_on_straight_lines_between_the_years() {
        let course = Course {
            values: vec![(2025, 10.0), (2030, 20.0), (2034, 16.0)],
            range: None,
        };
        for (year, value) in [
            (2020, 10.0),
            (2025, 10.0),
            (2027, 14.0),
            (2030, 20.0),
            (2032, 18.0),
            (2034, 16.0),
            (2040, 16.0),
        ] {
            assert_eq!(course.on(year), value, "{year}");
        }
        assert_eq!((course.ratio(2030, 2034), course.ratio(2030, 2030)), (0.8, 1.0));
    }
}
