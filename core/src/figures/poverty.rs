//! How many are poor: before the shock, under today's law, with the package; against the fixed and the floating line.

use super::labels;
use super::reader::Reader;
use super::table::Rows;
use super::texts::{self, Text};
use super::{Figure, FigureTable, Unit};
use crate::costing::GroupTable;
use crate::measures::Poverty;

/// Poverty of the three runs: before the shock, under today's law, with the package.
type Runs<'a> = [Option<&'a Poverty>; 3];

/// The runs against the fixed and against the floating line. Before the shock the two lines are one.
fn runs<'a>(reader: &Reader<'a>) -> [Runs<'a>; 2] {
    let results = reader.results;
    let calm = results.shock.as_ref().and_then(|shock| shock.calm_poverty.as_ref());
    [&results.poverty.fixed, &results.poverty.floating].map(|pair| {
        let reform = pair.reform.as_ref().filter(|_| results.has_reform);
        [calm, pair.baseline.as_ref(), reform]
    })
}

/// Poverty of the three runs; absent if there is nobody.
pub(super) fn poverty(reader: &Reader<'_>) -> Option<Figure> {
    let results = reader.results;
    let [fixed, floating] = runs(reader);
    let definition = match results.shock {
        Some(_) => texts::POVERTY_SHOCK_DEFINITION,
        None => texts::POVERTY_DEFINITION,
    };
    let holes = [
        ("line", reader.language.share(results.poverty.line_share)),
        ("who", reader.who()),
    ];
    let mut more = vec![measures(reader, fixed, floating)];
    more.extend(results.groups.iter().map(|groups| by_group(reader, groups)));
    let figure = Figure {
        name: "poverty".to_string(),
        question: reader.word(texts::POVERTY_QUESTION),
        sentence: String::new(),
        title: reader.word(texts::POVERTY_TITLE),
        definition: reader.say(definition, &holes),
        axis: reader.axis_in_percent(Unit::Rate, texts::AXIS_PERCENT),
        table: rates(reader, fixed),
        more,
    };
    Some(
        match sentence(reader, fixed.map(|run| run.and_then(|run| run.headcount_rate))) {
            Some(sentence) => Figure { sentence, ..figure },
            None => reader.empty(figure, texts::POVERTY_UNDEFINED),
        },
    )
}

/// The sentence from the rates before the shock, under today's law and with the package; None without the second.
fn sentence(reader: &Reader<'_>, [before, today, package]: [Option<f64>; 3]) -> Option<String> {
    let today = today?;
    let mut holes = vec![("p1", reader.language.rate(today)), ("who", reader.who())];
    holes.extend(before.map(|rate| ("p0", reader.language.rate(rate))));
    holes.extend(package.map(|rate| ("p2", reader.language.rate(rate))));
    let verb = |from: f64, to: f64, [rises, falls, same]: [Text; 3]| match (reader.about_the_same(from, to), to > from)
    {
        (true, _) => same,
        (false, true) => rises,
        (false, false) => falls,
    };
    let shock = [texts::SHOCK_LIFTS, texts::SHOCK_LOWERS, texts::SHOCK_LEAVES];
    let shock = before.map(|before| ("shock", reader.say(verb(before, today, shock), &holes)));
    Some(match (shock, package) {
        (Some(shock), Some(package)) => {
            let text = verb(
                today,
                package,
                [texts::PACKAGE_RAISES, texts::PACKAGE_BRINGS, texts::PACKAGE_LEAVES],
            );
            let package = ("package", reader.say(text, &holes));
            reader.sentence(texts::POVERTY_SHOCK, &[shock, package])
        }
        (Some(shock), None) => reader.sentence(texts::POVERTY_SHOCK_ALONE, &[shock]),
        (None, Some(package)) => {
            let texts = [texts::POVERTY_RISES, texts::POVERTY_FALLS, texts::POVERTY_SAME];
            reader.sentence(verb(today, package, texts), &holes)
        }
        (None, None) => reader.sentence(texts::POVERTY_LEVEL, &holes),
    })
}

/// A row of the drawn table: its key, its name and three rates.
type Row = (String, String, [Option<f64>; 3]);

/// All, then the groups that the data has; before the shock only all are known.
fn rates(reader: &Reader<'_>, fixed: Runs<'_>) -> FigureTable {
    let all = fixed.map(|run| run.and_then(|run| run.headcount_rate));
    let mut rows: Vec<Row> = vec![("all".to_string(), reader.word(texts::ALL_TOGETHER), all)];
    let age = reader.results.groups.iter().filter(|groups| groups.by == "age");
    for row in age.flat_map(|groups| &groups.rows) {
        let reform = row.poverty_reform_rate.filter(|_| reader.results.has_reform);
        rows.push((
            format!("age {}", row.group),
            labels::label("age", &row.group, reader.language),
            [None, row.poverty_baseline_rate, reform],
        ));
    }
    let title = reader.word(texts::POVERTY_TITLE);
    let table =
        Rows::new(reader, "rates", title, &rows, |row| row.0.clone()).text("group", texts::GROUP, |row| row.1.clone());
    three_runs(reader, table, Unit::Rate, |row| row.2)
}

/// Columns of the three runs, as far as the study has them, and the change that the package makes.
fn three_runs<'a, T>(
    reader: &Reader<'_>,
    table: Rows<'a, T>,
    unit: Unit,
    cells: impl Fn(&T) -> [Option<f64>; 3],
) -> FigureTable {
    let results = reader.results;
    let (mut table, today) = match results.shock {
        Some(_) => (
            table
                .number("before_shock", texts::BEFORE_SHOCK, unit, |row| cells(row)[0])
                .or_else(texts::NOT_WORKED_OUT),
            texts::SHOCK_TODAYS_LAW,
        ),
        None => (table, texts::TODAYS_LAW),
    };
    table = table.number("baseline", today, unit, |row| cells(row)[1]);
    if results.has_reform {
        table = table
            .number("reform", texts::WITH_PACKAGE, unit, |row| cells(row)[2])
            .number("change", texts::CHANGE, Unit::Points, |row| {
                let [_, today, package] = cells(row);
                Some(package? - today?)
            });
    }
    table.table()
}

/// Rate and gap against both lines.
fn measures(reader: &Reader<'_>, fixed: Runs<'_>, floating: Runs<'_>) -> FigureTable {
    let rate = |run: &Poverty| run.headcount_rate;
    let gap = |run: &Poverty| run.gap_rate;
    let of = |runs: Runs<'_>, cell: fn(&Poverty) -> Option<f64>| runs.map(|run| run.and_then(cell));
    let rows: [(&str, Text, [Option<f64>; 3]); 4] = [
        ("fixed_rate", texts::FIXED_RATE, of(fixed, rate)),
        ("fixed_gap", texts::FIXED_GAP, of(fixed, gap)),
        ("floating_rate", texts::FLOATING_RATE, of(floating, rate)),
        ("floating_gap", texts::FLOATING_GAP, of(floating, gap)),
    ];
    let title = reader.word(texts::POVERTY_BY_MEASURE);
    let table =
        Rows::new(reader, "measures", title, &rows, |row| row.0.to_string())
            .text("measure", texts::MEASURE, |row| reader.word(row.1));
    three_runs(reader, table, Unit::Rate, |row| row.2)
}

/// Poverty by the values of a category, fixed line.
fn by_group(reader: &Reader<'_>, groups: &GroupTable) -> FigureTable {
    let by = reader.category(&groups.by);
    let title = reader.say(texts::BY_GROUP, &[("by", by)]);
    let table = Rows::new(reader, &groups.by, title, &groups.rows, |row| row.group.clone()).text(
        "group",
        texts::GROUP,
        |row| reader.value(&groups.by, &row.group),
    );
    let has_reform = reader.results.has_reform;
    let table = table.number("baseline", texts::POVERTY_TODAY, Unit::Rate, |row| {
        row.poverty_baseline_rate
    });
    if !has_reform {
        return table.table();
    }
    table
        .number("reform", texts::POVERTY_PACKAGE, Unit::Rate, |row| {
            row.poverty_reform_rate
        })
        .number("change", texts::CHANGE, Unit::Points, |row| {
            Some(row.poverty_reform_rate? - row.poverty_baseline_rate?)
        })
        .table()
}
