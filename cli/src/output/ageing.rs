//! How the people of each year were made of those of the data, for a reader.

use commonweal_core::costing::{IndexRow, ProjectionRow, YearResults, YearsResults};

use super::budget::heading;
use super::grid::{Align, Grid, wrap};
use super::number::{NOTHING, decimal, people};

/// What becomes of the people, in a sentence.
pub fn sentence(first: &YearResults) -> &'static str {
    let (carried, moved) = first.ageing.as_ref().map_or((false, false), |ageing| {
        let carried = ageing.indices.iter().any(|row| !row.columns.is_empty());
        (carried, ageing.reweighting.is_some())
    });
    match (carried, moved) {
        (true, true) => "Their ages stay; weights follow a projection, amounts of money indices (below).",
        (true, false) => "Their ages and weights stay as they are; amounts of money follow indices (below).",
        (false, true) => "Their ages and incomes stay as they are; weights follow a projection (below).",
        (false, false) => "Their ages, weights and incomes stay as they are.",
    }
}

/// The same where the factors do not stand below.
pub fn in_short(first: &YearResults) -> String {
    sentence(first).replace(" (below)", "")
}

/// The years of the people: factors on amounts and weights, and what they rest on.
pub fn section(results: &YearsResults) -> String {
    let Some(first) = results.years.first().and_then(|year| year.ageing.as_ref()) else {
        return String::new();
    };
    let mut text = heading(
        "People of each year",
        "Factors on amounts of the data, and on weights; `carries` is the share of households that would carry as much with equal weights.",
    );
    let indices: Vec<&IndexRow> = first.indices.iter().collect();
    let mut columns = vec![("Year", Align::Left)];
    columns.extend(indices.iter().map(|row| (row.index.as_str(), Align::Right)));
    if first.reweighting.is_some() {
        let own = ["Households", "Weights from", "to", "Carries", "Largest miss"];
        columns.extend(own.map(|name| (name, Align::Right)));
    }
    let mut grid = Grid::new(&columns);
    for year in &results.years {
        let Some(ageing) = &year.ageing else { continue };
        let mut cells = vec![year.year.to_string()];
        cells.extend(ageing.indices.iter().map(|row| decimal(row.factor, 3)));
        if let Some(moved) = &ageing.reweighting {
            cells.extend([
                people(year.results.population.weighted_households),
                decimal(moved.smallest_factor, 2),
                decimal(moved.largest_factor, 2),
                format!("{} %", decimal(moved.effective_share * 100.0, 1)),
                miss(&moved.targets).map_or(NOTHING.to_string(), |miss| format!("{} %", decimal(miss * 100.0, 4))),
            ]);
        }
        grid.row(cells);
    }
    text.push_str(&grid.text(2));
    for row in indices {
        text.push_str(&wrap(&index(row), "  ", 2));
    }
    if !first.not_carried.is_empty() {
        let names = format!("Amounts that stay as in the data: {}.", first.not_carried.join(", "));
        text.push_str(&wrap(&names, "  ", 2));
    }
    if let Some(law) = results
        .years
        .iter()
        .rev()
        .find_map(|year| year.ageing.as_ref()?.law.as_ref())
    {
        let of = |index: &str, factor: f64| format!("{index} (x {} in the last year)", decimal(factor, 3));
        let mut text_of_law = format!(
            "law: after {} no law was read; amounts of money go on with {}",
            law.from,
            of(&law.index, law.factor)
        );
        for row in &law.others {
            text_of_law.push_str(&format!(
                ", {} with {}",
                row.amounts.join(", "),
                of(&row.index, row.factor)
            ));
        }
        if !law.held.is_empty() {
            text_of_law.push_str(&format!("; held as they were: {}", law.held.join(", ")));
        }
        text_of_law.push_str(". Rates, ages and months stay.");
        text.push_str(&wrap(&text_of_law, "  ", 2));
    }
    if let (Some(moved), Some(last)) = (
        &first.reweighting,
        results.years.last().and_then(YearResults::reweighting),
    ) {
        let bands: Vec<String> = bands(&last.targets)
            .into_iter()
            .map(|(name, ratio)| format!("{name} {}", decimal(ratio, 3)))
            .collect();
        let projection = format!(
            "projection: {}{}{}. Persons of the last year as multiples of those of the data: {}.",
            moved.title,
            if moved.assumption { " [assumption]" } else { "" },
            source(&moved.reference),
            bands.join(", ")
        );
        text.push_str(&wrap(&projection, "  ", 2));
        if !results
            .years
            .iter()
            .filter_map(YearResults::reweighting)
            .all(|moved| moved.converged)
        {
            text.push_str(&wrap(
                "Some years miss targets of the projection: see the table `projection`.",
                "  ",
                2,
            ));
        }
    }
    text
}

/// An index with what it rests on.
fn index(row: &IndexRow) -> String {
    let percent = |share: f64| decimal(share * 100.0, 1);
    let growth = match (row.low, row.high) {
        (Some(low), Some(high)) if row.assumption => format!(
            ": {} % a year [assumption, {} to {}]",
            percent(row.growth),
            percent(low),
            percent(high)
        ),
        _ if row.growth != 0.0 => format!(": {} % a year after its last value", percent(row.growth)),
        _ => String::new(),
    };
    let mut carries = row.columns.clone();
    if row.poverty_line {
        carries.push("the fixed poverty line".to_string());
    }
    format!(
        "{}{growth}{}; carries {}.",
        row.index,
        source(&row.reference),
        carries.join(", ")
    )
}

fn source(reference: &str) -> String {
    if reference.is_empty() {
        String::new()
    } else {
        format!(" ({reference})")
    }
}

/// The largest relative miss of a target.
fn miss(targets: &[ProjectionRow]) -> Option<f64> {
    let misses = targets.iter().filter_map(|row| {
        let target = row.target.filter(|target| *target > 0.0)?;
        Some((row.reached / target - 1.0).abs())
    });
    misses.max_by(f64::total_cmp)
}

/// The bands of ages, their values by a category together, as multiples of those of the data.
fn bands(targets: &[ProjectionRow]) -> Vec<(&str, f64)> {
    let mut bands: Vec<(&str, f64, f64)> = Vec::new();
    for row in targets.iter().filter(|row| row.data > 0.0) {
        let name = row.name.split(' ').next().unwrap_or(&row.name);
        match bands.iter_mut().find(|(known, ..)| *known == name) {
            Some((_, data, reached)) => {
                *data += row.data;
                *reached += row.reached;
            }
            None => bands.push((name, row.data, row.reached)),
        }
    }
    bands
        .into_iter()
        .map(|(name, data, reached)| (name, reached / data))
        .collect()
}
