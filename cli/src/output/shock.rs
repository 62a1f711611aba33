//! What a scenario does, for a reader: the cost of the shock beside that of the policy, and the coverage funnel of those who
//! lose their work, with the bar of baseline law beside that of the reform.

use commonweal_core::costing::{ForecastThreshold, Results, Shock};
use commonweal_core::measures::Funnel;

use super::budget::heading;
use super::grid::{Align, Grid, wrap};
use super::number::{decimal, money, or_nothing, people, percent, signed_money};

/// The length of the longest bar of the funnel, in characters.
const BAR: usize = 20;

/// A branch of the funnel: its name, and its share of the displaced.
type Branch = (&'static str, fn(&Funnel) -> Option<f64>);

/// The page's part on the scenario; nothing without one.
pub fn shock(results: &Results) -> String {
    let Some(shock) = &results.shock else {
        return String::new();
    };
    let mut text = costs(results, shock);
    text.push_str(&states(results, shock));
    text.push_str(&unmet(shock));
    text.push_str(&funnel(results, shock));
    text.push_str(&per_head(shock));
    text.push_str(&forecast(shock));
    text
}

/// The cost of the shock and of the policy.
fn costs(results: &Results, shock: &Shock) -> String {
    let remark = format!(
        "{}. {} a year to government and its funds; positive means that they pay more or receive less.",
        shock.title, results.currency
    );
    let mut text = heading("Shock", &remark);
    let mut grid = Grid::new(&[("", Align::Left), ("Cost", Align::Right)]);
    let mut row = |name: &str, value: Option<f64>| {
        if let Some(value) = value {
            grid.row(vec![name.to_string(), signed_money(value)]);
        }
    };
    row("The shock, under baseline law", Some(shock.cost_of_shock));
    let without = shock.without_gains.as_ref();
    let name = match without {
        Some(own) if !own.is_wage_gain() => format!("  with {}", own.stated()),
        _ => "  without the gain in wages".to_string(),
    };
    row(&name, without.map(|own| own.cost_of_shock));
    if results.has_reform {
        row("The policy, with the shock", Some(results.net_cost));
        row("  rules, on the people as baseline law leaves them", shock.rule_effect);
        row("  changed states: who works, hours, wages, profits", shock.state_effect);
        row("The policy, without the shock", shock.cost_in_calm_times);
    }
    text.push_str(&grid.text(2));
    text
}

/// Poverty and inequality in the three runs.
fn states(results: &Results, shock: &Shock) -> String {
    let mut columns = vec![
        ("", Align::Left),
        ("No shock", Align::Right),
        ("Baseline law", Align::Right),
    ];
    if results.has_reform {
        columns.push(("Reform", Align::Right));
    }
    let mut grid = Grid::new(&columns);
    let fixed = &results.poverty.fixed;
    let mut row = |name: &str, values: [Option<f64>; 3], show: fn(f64) -> String| {
        let mut cells = vec![name.to_string()];
        let shown = if results.has_reform { 3 } else { 2 };
        cells.extend(values[..shown].iter().map(|value| or_nothing(*value, show)));
        grid.row(cells);
    };
    let poverty = [&shock.calm_poverty, &fixed.baseline, &fixed.reform];
    row(
        "Poverty rate, line of no shock",
        poverty.map(|poverty| poverty.as_ref().and_then(|poverty| poverty.headcount_rate)),
        |rate| percent(rate, 2),
    );
    row(
        "Number of poor",
        poverty.map(|poverty| poverty.as_ref().map(|poverty| poverty.poor)),
        people,
    );
    let inequality = [
        &shock.calm_inequality,
        &results.inequality.baseline,
        &results.inequality.reform,
    ];
    row("Gini coefficient", inequality.map(|found| found.gini), |gini| {
        decimal(gini, 4)
    });
    row(
        "Persons who lose their work",
        [None, Some(shock.displaced_baseline), Some(shock.displaced_reform)],
        people,
    );
    let mut text = format!("\n{}", grid.text(2));
    if let Some(own) = &shock.without_gains {
        let what = match own.is_wage_gain() {
            true => "without the gain in wages of those who keep their work".to_string(),
            false => format!("with {}", own.stated()),
        };
        text.push_str(&format!(
            "  Baseline law {what}: poverty rate {}, poor {}, Gini {}.\n",
            or_nothing(own.poverty_rate, |rate| percent(rate, 2)),
            or_nothing(own.poor, people),
            or_nothing(own.gini, |gini| decimal(gini, 4)),
        ));
    }
    text
}

/// A selection that differs from what was asked for by more than this share of it is told.
const UNMET: f64 = 0.05;

/// The selections that did not meet their share; nothing when all did.
fn unmet(shock: &Shock) -> String {
    let mut text = String::new();
    for row in &shock.selections {
        let asked = row.share_asked * row.persons;
        let met = row.share_met.unwrap_or(0.0);
        let differs = (met - row.share_asked).abs() > UNMET * row.share_asked;
        if !differs || row.share_asked <= 0.0 {
            continue;
        }
        let line = if row.persons > 0.0 {
            format!(
                "Note: under {} law the scenario's selection `{}` asks for {} of {} persons, {}, and takes {}: too few have a risk, or \
                 the sample is small for its cells.",
                row.law,
                row.selection,
                percent(row.share_asked, 2),
                people(row.persons),
                people(asked),
                people(row.chosen)
            )
        } else {
            format!(
                "Note: under {} law the scenario's selection `{}` asks for {} of those of whom `who` holds, and it holds of nobody.",
                row.law,
                row.selection,
                percent(row.share_asked, 2)
            )
        };
        text.push_str(&format!("\n{}\n", wrap(&line, "  ", 2).trim_end()));
    }
    text
}

/// The funnel, each bar a share of the same displaced persons.
fn funnel(results: &Results, shock: &Shock) -> String {
    let remark = format!(
        "Of the {} persons who lose their work without the policy, the same under both laws, in the twelve months from the loss; \
         all bars are shares of these. Eligible, receiving and adequate are counted among those whose loss was not avoided, each within \
         the one before. Adequate: a household income of at least 60% of what it would have been had the job \
         lasted, and not below the poverty line.",
        people(shock.coverage.baseline.displaced)
    );
    let mut text = heading("Coverage", &remark);
    let mut columns = vec![("", Align::Left), ("Baseline", Align::Right), ("", Align::Left)];
    if results.has_reform {
        columns.extend([("Reform", Align::Right), ("", Align::Left)]);
    }
    let mut grid = Grid::new(&columns);
    let rows: [Branch; 6] = [
        ("Loss avoided or back at work", |funnel| funnel.avoided_share),
        ("Not avoided, and eligible", |funnel| funnel.eligible_share),
        ("  receiving", |funnel| funnel.receiving_share),
        ("  adequate", |funnel| funnel.adequate_share),
        ("Covered: loss avoided or receiving", |funnel| funnel.covered_share),
        ("Adequate income, for whatever reason", |funnel| {
            funnel.adequate_of_all_share
        }),
    ];
    for (name, of) in rows {
        let mut cells = vec![name.to_string()];
        let funnels = [&shock.coverage.baseline, &shock.coverage.reform];
        for funnel in &funnels[..1 + usize::from(results.has_reform)] {
            let share = of(funnel);
            cells.push(or_nothing(share, |share| percent(share, 1)));
            let length = (share.unwrap_or(0.0) * BAR as f64).round() as usize;
            cells.push("█".repeat(length.min(BAR)));
        }
        grid.row(cells);
    }
    text.push_str(&grid.text(2));
    text
}

/// Cost per head, and the spending that goes to households that the shock did not hit.
fn per_head(shock: &Shock) -> String {
    let (Some(cost), Some(leakage)) = (&shock.cost_effectiveness, &shock.leakage) else {
        return String::new();
    };
    let defined = |value: Option<f64>| value.map_or("not defined".to_string(), money);
    let mut text = String::from("\n");
    let sentences = [
        format!(
            "Net cost per displaced worker covered in addition: {}; per person lifted out of poverty: {}; per unit of the poverty gap \
             closed: {}.",
            defined(cost.cost_per_covered),
            defined(cost.cost_per_person_out_of_poverty),
            cost.cost_per_unit_of_poverty_gap
                .map_or("not defined".to_string(), |value| decimal(value, 2))
        ),
        format!(
            "Of the {} that the policy's instruments spend (one that was there before: what it spends more), {} goes to households \
             where nobody lost the work.",
            money(leakage.spending),
            or_nothing(leakage.leakage_share, |share| percent(share, 1))
        ),
    ];
    // A policy that spends nothing leaks nothing.
    let shown = if leakage.spending > 0.0 { 2 } else { 1 };
    for sentence in sentences.into_iter().take(shown) {
        text.push_str(&wrap(&sentence, "  ", 2));
    }
    text
}

/// How good the forecast of the loss was: by the risk from which a warning is given, and calibration by tenths.
fn forecast(shock: &Shock) -> String {
    let Some(found) = &shock.forecast else {
        return String::new();
    };
    let remark = format!(
        "Of the {} persons whom the scenario can hit, {} were predicted to lose the work and {} lost it under baseline law. The column \
         predicted_risk never knows who does. Precision: of those warned, who lost it; recall: of those who lost it, who was warned.",
        people(found.persons),
        percent(found.mean_predicted, 2),
        percent(found.displaced_share, 2)
    );
    let mut text = heading("Forecast", &remark);
    let mut grid = Grid::new(&[
        ("Warned from a risk of", Align::Left),
        ("Warned", Align::Right),
        ("Precision", Align::Right),
        ("Recall", Align::Right),
    ]);
    let share = |share: Option<f64>| or_nothing(share, |share| percent(share, 1));
    let warning = |row: &&ForecastThreshold| row.warned_share.is_some_and(|warned| warned > 0.0);
    for row in found.thresholds.iter().filter(warning) {
        grid.row(vec![
            percent(row.threshold, 0),
            share(row.warned_share),
            share(row.precision),
            share(row.recall),
        ]);
    }
    text.push_str(&grid.text(2));
    let mut grid = Grid::new(&[
        ("Tenth by predicted risk", Align::Left),
        ("Persons", Align::Right),
        ("Predicted", Align::Right),
        ("Lost the work", Align::Right),
    ]);
    for row in &found.tenths {
        grid.row(vec![
            row.tenth.to_string(),
            people(row.persons),
            percent(row.predicted, 2),
            percent(row.realised, 2),
        ]);
    }
    text.push('\n');
    text.push_str(&grid.text(2));
    text
}
