//! What work pays every earner, for a reader.

use commonweal_core::costing::Results;
use commonweal_core::measures::{Incentives, RateTable};

use super::budget::heading;
use super::grid::{Align, Grid};
use super::number::{or_nothing, percent};

/// A line of the table: its name, and the rate.
type Line = (&'static str, fn(&Incentives) -> &RateTable);

/// The page's part on incentives; nothing unless they were asked for.
pub fn incentives(results: &Results) -> String {
    let Some(found) = &results.incentives else {
        return String::new();
    };
    let mut text = heading(
        "Incentives",
        "Of everybody with earnings, without a shock. Marginal effective tax rate: the part of 3% more own earnings that the household does \
         not keep. Participation tax rate: the part of all own earnings, against no job. Net replacement rate: household income without the \
         job over that with it. Insured: as in the second month; uninsured: as in the fourteenth. By decile and labour status in --json and --out.",
    );
    let mut columns = vec![("", Align::Left)];
    let laws: Vec<(&str, &Incentives)> = std::iter::once(("Baseline", &found.baseline))
        .chain(found.reform.as_ref().map(|reform| ("Reform", reform)))
        .collect();
    for (law, _) in &laws {
        columns.extend([
            (*law, Align::Right),
            ("p10", Align::Right),
            ("p90", Align::Right),
            (">80%", Align::Right),
        ]);
    }
    let mut grid = Grid::new(&columns);
    let rows: [Line; 5] = [
        ("Marginal tax rate, median", |found| &found.marginal),
        ("Participation, insured", |found| &found.participation_insured),
        ("Participation, uninsured", |found| &found.participation_uninsured),
        ("Replacement, insured", |found| &found.replacement_insured),
        ("Replacement, uninsured", |found| &found.replacement_uninsured),
    ];
    for (name, of) in rows {
        let mut cells = vec![name.to_string()];
        for (_, incentives) in &laws {
            let all = &of(incentives).all;
            for value in [all.median, all.p10, all.p90, all.share_above_80_percent] {
                cells.push(or_nothing(value, |value| percent(value, 1)));
            }
        }
        grid.row(cells);
    }
    text.push_str(&grid.text(2));
    text
}
