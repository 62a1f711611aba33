//! The published headline of exposure to AI, from scores of occupations and how many work in them.

use super::figures::Figures;
use super::survey::{numbers, table};
use super::totals::Totals;
use commonweal_core::population::{RawData, RawTable};

/// Major groups of SOC that are a group of the scenarios' table by themselves, with the name of that group.
pub const MAJOR_GROUPS: [(&str, &str); 5] = [
    ("11", "managers"),
    ("43", "clerical_support"),
    ("45", "skilled_agriculture"),
    ("37", "elementary"),
    ("33", "armed_forces"),
];

fn occupations() -> RawTable {
    table("us_exposure_by_occupation.csv", None)
}

/// Share of those employed whose occupation's exposure the test holds for.
fn share(of: &RawTable, holds: impl Fn(f64) -> bool) -> f64 {
    let (employed, exposure) = (numbers(of, "employment"), numbers(of, "exposure"));
    let all: f64 = employed.iter().sum();
    let chosen = employed.iter().zip(&exposure).filter(|(_, exposure)| holds(**exposure));
    chosen.map(|(employed, _)| employed).sum::<f64>() / all
}

/// Mean exposure of a major group, by employment.
fn mean_of_group(of: &RawTable, group: &str) -> f64 {
    let column = of.column("occupation").expect("there are occupations");
    let RawData::Text { codes, labels } = &column.data else {
        panic!("occupations are told by their codes")
    };
    let (employed, exposure) = (numbers(of, "employment"), numbers(of, "exposure"));
    let (mut all, mut sum) = (0.0, 0.0);
    for (row, code) in codes.iter().enumerate() {
        if labels[*code as usize].starts_with(group) {
            all += employed[row];
            sum += employed[row] * exposure[row];
        }
    }
    sum / all
}

/// Workers by the share of their tasks that is exposed, beside the published headline; means of major groups.
pub fn headline(figures: &mut Figures) {
    let occupations = occupations();
    let totals = Totals::of("exposure");
    figures.put("occupations", numbers(&occupations, "employment").len() as f64);
    figures.put(
        "employed",
        numbers(&occupations, "employment").iter().sum::<f64>() / 1e6,
    );
    totals.put(figures, "tenth", share(&occupations, |exposure| exposure >= 0.1));
    totals.put(figures, "half", share(&occupations, |exposure| exposure >= 0.5));
    totals.put(figures, "over_half", share(&occupations, |exposure| exposure > 0.5));
    for (group, name) in MAJOR_GROUPS {
        figures.put(format!("mean.{name}"), mean_of_group(&occupations, group));
    }
}
