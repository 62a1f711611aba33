//! Poverty, inequality, deciles, winners and losers for a reader.

use commonweal_core::costing::{GroupRow, GroupTable, Results};
use commonweal_core::measures::{EntropyIndices, Inequality, Poverty};

use super::budget::heading;
use super::grid::{Align, Grid, bar, wrap};
use super::number::{change, decimal, money, or_nothing, people, percent, points, signed_percent};

/// Half the width of the bars of the deciles, in characters.
const HALF_BAR: usize = 12;

/// A row of a table: its name, its figure of a measure, and how the figure is shown.
pub(super) type Row<Measure, Show> = (&'static str, fn(&Measure) -> Option<f64>, Show);

/// Whom the measures count.
pub(super) fn counted(results: &Results) -> &'static str {
    if results.population.weighting == "households" {
        "households"
    } else {
        "persons"
    }
}

/// Poverty against the fixed line, which is the headline, and the floating one beside it.
pub fn poverty(results: &Results) -> String {
    let share = percent(results.poverty.line_share, 0);
    let lines = if results.has_reform {
        if results.shock.is_some() {
            " Fixed: the line of baseline law without the shock. Floating: each run's own."
        } else {
            " Fixed: the baseline's line for both. Floating: each run's own."
        }
    } else {
        ""
    };
    let remark = format!(
        "Share of {} whose equivalised disposable income lies below {share} of the median.{lines}",
        counted(results)
    );
    let mut text = heading("Poverty", &remark);
    let (fixed, floating) = (&results.poverty.fixed, &results.poverty.floating);
    let rate = |value: f64| percent(value, 2);
    let rows: [Row<Poverty, bool>; 5] = [
        ("At-risk-of-poverty rate", |poverty| poverty.headcount_rate, true),
        ("Poverty gap (FGT 1)", |poverty| poverty.gap_rate, true),
        ("Severity (FGT 2)", |poverty| poverty.severity_rate, true),
        ("Number of poor", |poverty| Some(poverty.poor), false),
        ("Poverty line", |poverty| Some(poverty.line), false),
    ];
    let mut grid = if results.has_reform {
        Grid::new(&[
            ("", Align::Left),
            ("Baseline", Align::Right),
            ("Reform, fixed", Align::Right),
            ("Change", Align::Right),
            ("Reform, floating", Align::Right),
            ("Change", Align::Right),
        ])
    } else {
        Grid::new(&[("", Align::Left), ("Baseline", Align::Right)])
    };
    for (name, of, is_rate) in rows {
        let before = fixed.baseline.as_ref().and_then(of);
        let show = |value: Option<f64>| {
            or_nothing(value, |value| {
                if is_rate {
                    rate(value)
                } else if name == "Poverty line" {
                    money(value)
                } else {
                    people(value)
                }
            })
        };
        let differ = |after: Option<f64>| {
            or_nothing(before.zip(after), |(before, after)| {
                if is_rate {
                    points(after - before, 2)
                } else {
                    change(after - before)
                }
            })
        };
        let mut cells = vec![name.to_string(), show(before)];
        if results.has_reform {
            for after in [
                fixed.reform.as_ref().and_then(of),
                floating.reform.as_ref().and_then(of),
            ] {
                cells.extend([show(after), differ(after)]);
            }
        }
        grid.row(cells);
    }
    text.push_str(&grid.text(2));
    text
}

/// Inequality of equivalised disposable income.
pub fn inequality(results: &Results) -> String {
    let mut text = heading(
        "Inequality",
        &format!("Of equivalised disposable income among {}.", counted(results)),
    );
    type Measures = (Inequality, EntropyIndices);
    let of_law = |inequality, entropy| -> Measures { (inequality, entropy) };
    let before = &of_law(results.inequality.baseline, results.entropy.baseline);
    let after = &of_law(results.inequality.reform, results.entropy.reform);
    let rows: [Row<Measures, usize>; 12] = [
        ("Gini coefficient", |(found, _)| found.gini, 4),
        ("S80/S20", |(found, _)| found.s80_s20, 3),
        ("Palma ratio", |(found, _)| found.palma, 3),
        ("Income share of the top 10%", |(found, _)| found.top_10_share, 4),
        ("Income share of the top 1%", |(found, _)| found.top_1_share, 4),
        ("Theil index", |(_, found)| found.theil, 4),
        ("Mean log deviation", |(_, found)| found.mean_log_deviation, 4),
        ("Atkinson index, aversion 0.5", |(_, found)| found.atkinson_0_5, 4),
        ("Atkinson index, aversion 1", |(_, found)| found.atkinson_1, 4),
        ("Atkinson index, aversion 2", |(_, found)| found.atkinson_2, 4),
        ("Median", |(found, _)| found.median, 0),
        ("Mean", |(found, _)| found.mean, 0),
    ];
    text.push_str(&before_and_after(results.has_reform, before, after, &rows));
    let share = |found: &EntropyIndices| or_nothing(found.not_positive_share, |share| percent(share, 1));
    let left_out = if results.has_reform {
        format!(
            "{} (reform {})",
            share(&results.entropy.baseline),
            share(&results.entropy.reform)
        )
    } else {
        share(&results.entropy.baseline)
    };
    let remark = format!(
        "Theil, mean log deviation and Atkinson leave out incomes of zero or below: {left_out} of {}.",
        counted(results)
    );
    text.push_str(&wrap(&remark, "  ", 2));
    text
}

/// A table of figures before and after, one row a measure.
pub(super) fn before_and_after<Measure>(
    has_reform: bool,
    before: &Measure,
    after: &Measure,
    rows: &[Row<Measure, usize>],
) -> String {
    let mut grid = if has_reform {
        Grid::new(&[
            ("", Align::Left),
            ("Baseline", Align::Right),
            ("Reform", Align::Right),
            ("Change", Align::Right),
        ])
    } else {
        Grid::new(&[("", Align::Left), ("Baseline", Align::Right)])
    };
    for (name, of, decimals) in rows {
        let mut cells = vec![
            name.to_string(),
            or_nothing(of(before), |value| decimal(value, *decimals)),
        ];
        if has_reform {
            cells.push(or_nothing(of(after), |value| decimal(value, *decimals)));
            cells.push(or_nothing(of(before).zip(of(after)), |(before, after)| {
                let text = decimal(after - before, *decimals);
                if after > before && text.chars().any(|c| matches!(c, '1'..='9')) {
                    format!("+{text}")
                } else {
                    text
                }
            }));
        }
        grid.row(cells);
    }
    grid.text(2)
}

/// The name of a decile: 0 is all together.
fn decile(number: u8) -> String {
    match number {
        0 => "All".to_string(),
        1 => "1 (poorest)".to_string(),
        10 => "10 (richest)".to_string(),
        other => other.to_string(),
    }
}

/// Mean changes by tenth of baseline income.
pub fn deciles(results: &Results) -> String {
    let mut text = heading(
        "Who gains, by decile",
        &format!(
            "Tenths of {} by baseline equivalised disposable income, {} a year; the bar is the change in percent.",
            counted(results),
            results.currency
        ),
    );
    if !results.has_reform {
        text = heading(
            "Deciles",
            &format!(
                "Tenths of {} by equivalised disposable income, {} a year.",
                counted(results),
                results.currency
            ),
        );
        let mut grid = Grid::new(&[
            ("Decile", Align::Left),
            ("Mean income", Align::Right),
            ("Up to", Align::Right),
        ]);
        for row in &results.deciles {
            if row.decile == 0 {
                grid.rule();
            }
            let edge = row.upper_edge.map_or(String::new(), money);
            grid.row([decile(row.decile), or_nothing(row.mean_baseline, money), edge]);
        }
        text.push_str(&grid.text(2));
        return text;
    }
    let mut largest = 0.0;
    for row in results.deciles.iter().filter(|row| row.decile != 0) {
        let size = row.relative_change.unwrap_or(0.0).abs();
        largest = if size > largest { size } else { largest };
    }
    let mut grid = Grid::new(&[
        ("Decile", Align::Left),
        ("Mean income", Align::Right),
        ("Mean change", Align::Right),
        ("Percent", Align::Right),
        ("Part of all change", Align::Right),
        ("", Align::Left),
    ]);
    for row in &results.deciles {
        if row.decile == 0 {
            grid.rule();
        }
        let shown = if row.decile == 0 {
            String::new()
        } else {
            row.relative_change
                .map_or(String::new(), |value| bar(value, largest, HALF_BAR))
        };
        grid.row([
            decile(row.decile),
            or_nothing(row.mean_baseline, money),
            or_nothing(row.mean_change, change),
            or_nothing(row.relative_change, |value| signed_percent(value, 2)),
            or_nothing(row.share_of_total_change, |value| percent(value, 1)),
            shown,
        ]);
    }
    text.push_str(&grid.text(2));
    text
}

/// Winners and losers: all, then the ten groups.
pub fn winners(results: &Results) -> String {
    let mut text = heading(
        "Winners and losers",
        &format!(
            "Share of {} by change of their baseline income; less than 0.1% counts as no change.",
            counted(results)
        ),
    );
    let mut grid = Grid::new(&[
        ("Decile", Align::Left),
        ("Lose over 5%", Align::Right),
        ("Lose up to 5%", Align::Right),
        ("No change", Align::Right),
        ("Gain up to 5%", Align::Right),
        ("Gain over 5%", Align::Right),
        ("Income not positive", Align::Right),
    ]);
    for row in &results.winners {
        let share = |value: Option<f64>| or_nothing(value, |value| percent(value, 1));
        grid.row([
            row.group.replace('_', " "),
            share(row.loss_above_5_percent),
            share(row.loss_up_to_5_percent),
            share(row.no_change),
            share(row.gain_up_to_5_percent),
            share(row.gain_above_5_percent),
            share(row.baseline_not_positive),
        ]);
    }
    text.push_str(&grid.text(2));
    text
}

/// Results by the values of a category.
pub fn group(results: &Results, table: &GroupTable) -> String {
    let mut columns = vec![("", Align::Left), ("Weight", Align::Right), ("Income", Align::Right)];
    if results.has_reform {
        columns.extend([
            ("Change", Align::Right),
            ("Percent", Align::Right),
            ("Gain", Align::Right),
            ("Lose", Align::Right),
            ("Poor before", Align::Right),
            ("Poor after", Align::Right),
        ]);
    } else {
        columns.push(("Poverty", Align::Right));
    }
    // Who gains from nothing is neither winner nor loser: a change has no size relative to such an income.
    let without_income = |row: &GroupRow| row.baseline_not_positive.filter(|share| *share > 0.0);
    let has_such = results.has_reform && table.rows.iter().any(|row| without_income(row).is_some());
    if has_such {
        columns.insert(columns.len() - 2, ("No income", Align::Right));
    }
    let note = match has_such {
        true => "Means of income and its change; poverty against the fixed line. No income: not above zero.",
        false => "Means of income and its change; poverty against the fixed line.",
    };
    let mut text = heading(&format!("By {}", table.by.replace('_', " ")), note);
    let mut grid = Grid::new(&columns);
    for row in &table.rows {
        let rate = |value: Option<f64>| or_nothing(value, |value| percent(value, 2));
        let mut cells = vec![
            row.group.replace('_', " "),
            people(row.weight),
            or_nothing(row.mean_baseline, money),
        ];
        if results.has_reform {
            cells.extend([
                or_nothing(row.mean_change, change),
                or_nothing(row.relative_change, |value| signed_percent(value, 2)),
                or_nothing(row.winners_share, |value| percent(value, 1)),
                or_nothing(row.losers_share, |value| percent(value, 1)),
            ]);
            if has_such {
                cells.push(or_nothing(row.baseline_not_positive, |value| percent(value, 1)));
            }
        }
        cells.push(rate(row.poverty_baseline_rate));
        if results.has_reform {
            cells.push(rate(row.poverty_reform_rate));
        }
        grid.row(cells);
    }
    text.push_str(&grid.text(2));
    text
}
