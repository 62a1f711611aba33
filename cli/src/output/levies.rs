//! What is left of levies, for a reader: the tables of the figure.

use commonweal_core::costing::Results;
use commonweal_core::figures::{FigureTable, Language, Unit, figures_named};

use super::budget::heading;
use super::grid::{Align, Grid, wrap};

/// The page's part on what is left of each levy; nothing where no levy says what is told of its yield.
pub fn levies(results: &Results) -> String {
    if results.levy_yields.is_empty() {
        return String::new();
    }
    let figures = figures_named(results, Language::English, &|name| name == "levies");
    let tables = figures.iter().flat_map(|figure| &figure.more);
    let mut text: String = tables.map(table).collect();
    text.push_str(&wrap(
        "Static less what slower automation and a smaller base take is what is paid; less what is given back and what other taxes and benefits lose on the \
         incomes that bear it is what government keeps. Whatever slower automation brings stands beside it. Responses are assumptions: --sensitivity \
         shows the net yield at both ends of their ranges.",
        "  ",
        2,
    ));
    text
}

/// A table without its definitions, which do not fit the page.
fn table(table: &FigureTable) -> String {
    let shown: Vec<_> = table
        .columns
        .iter()
        .filter(|column| column.name != "definition")
        .collect();
    let heads: Vec<(&str, Align)> = shown
        .iter()
        .map(|column| {
            let align = if column.unit == Unit::Text {
                Align::Left
            } else {
                Align::Right
            };
            (column.title.as_str(), align)
        })
        .collect();
    let mut grid = Grid::new(&heads);
    for row in 0..table.keys.len() {
        grid.row(shown.iter().map(|column| column.shown[row].clone()));
    }
    heading(&table.title, "") + &grid.text(2)
}
