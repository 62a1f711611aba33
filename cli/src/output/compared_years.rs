//! Two studies over the same years, side by side, for a reader.

use commonweal_core::costing::{Compared, ComparedYear, YearsComparison, YearsResults};

use super::ageing;
use super::budget::heading;
use super::grid::{Align, Grid, wrap};
use super::number::{NOTHING, decimal, or_nothing, people, percent, points, signed_money};

/// One figure of a year: its heading, what it means, where it stands, how it and the difference are shown.
type Figure = (
    &'static str,
    &'static str,
    fn(&ComparedYear) -> &Compared,
    fn(f64) -> String,
    fn(f64) -> String,
);

const FIGURES: [Figure; 6] = [
    (
        "Net cost",
        "Positive means that the government pays more.",
        |year| &year.net_cost,
        signed_money,
        signed_money,
    ),
    (
        "Poverty",
        "Share below 60 % of the median without the shock.",
        |year| &year.poverty_rate,
        |rate| percent(rate, 2),
        |change| points(change, 2),
    ),
    (
        "Displaced who are covered",
        "Job kept or found, or a benefit, of those who lose their work in the year.",
        |year| &year.covered_share,
        |share| percent(share, 1),
        |change| points(change, 1),
    ),
    (
        "Displaced who are protected",
        "Job kept or found, or a benefit and enough income.",
        |year| &year.protected_share,
        |share| percent(share, 1),
        |change| points(change, 1),
    ),
    (
        "Out of work",
        "Persons unemployed or in training, mean of the months.",
        |year| &year.out_of_work,
        people,
        signed_people,
    ),
    (
        "Fund",
        "What the fund holds after the year.",
        |year| &year.fund_balance,
        signed_money,
        signed_money,
    ),
];

fn signed_people(change: f64) -> String {
    let text = people(change.abs());
    match text.chars().any(|letter| matches!(letter, '1'..='9')) {
        true if change > 0.0 => format!("+{text}"),
        true => format!("-{text}"),
        false => text,
    }
}

/// The page; `countries` tell what was carried to another country, for each study; `mind` are sentences on what differs besides the
/// policy.
pub fn page(found: &YearsComparison, countries: &[String], mind: &[String]) -> String {
    let (a, b) = (&found.first, &found.second);
    let title = |results: &YearsResults| {
        if results.title.is_empty() {
            results.study.clone()
        } else {
            results.title.clone()
        }
    };
    let mut text = wrap(&format!("A  {}", title(a)), "", 3);
    text.push_str(&wrap(&format!("B  {}", title(b)), "", 3));
    let (Some(first), Some(last)) = (a.years.first(), a.years.last()) else {
        return text;
    };
    let people_told = format!(
        "{}, {} to {}: {} households standing for {}. {} a year. {}",
        first.results.population.name,
        first.year,
        last.year,
        decimal(f64::from(first.results.population.households), 0),
        people(first.results.population.weighted_households),
        first.results.currency,
        ageing::in_short(first)
    );
    text.push_str(&wrap(&people_told, "", 0));
    for sentence in mind {
        text.push_str(&wrap(sentence, "Mind  ", 6));
    }
    countries.iter().for_each(|lines| text.push_str(lines));
    for figure in FIGURES {
        text.push_str(&table(found, figure));
    }
    text.push_str(&format!(
        "\nFingerprints  {}\n              {}\n",
        a.fingerprint, b.fingerprint
    ));
    text
}

/// One figure by year: A, B, and B less A. Nothing where neither study has it, or it is nought in every year of both.
fn table(found: &YearsComparison, (title, note, of, show, show_change): Figure) -> String {
    let known = |value: Option<f64>| value.is_some_and(|value| value != 0.0);
    let mut years = found.compared.iter().map(of);
    if !years.any(|pair| known(pair.first) || known(pair.second)) {
        return String::new();
    }
    let mut grid = Grid::new(&[
        ("Year", Align::Left),
        ("A", Align::Right),
        ("B", Align::Right),
        ("B - A", Align::Right),
    ]);
    let mut row = |name: String, pair: &Compared| {
        grid.row([
            name,
            or_nothing(pair.first, show),
            or_nothing(pair.second, show),
            pair.difference.map_or(NOTHING.to_string(), show_change),
        ]);
    };
    for year in &found.compared {
        row(year.year.to_string(), of(year));
    }
    let is_cost = title == FIGURES[0].0;
    if is_cost {
        row("All".to_string(), &found.sum);
        row("Today".to_string(), &found.present_value);
    }
    let note = if is_cost {
        format!(
            "{note} Today: all years, counted today with {} % a year.",
            decimal(found.discount_rate * 100.0, 1)
        )
    } else {
        note.to_string()
    };
    heading(title, &note) + &grid.text(2)
}
