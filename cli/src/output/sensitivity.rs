//! What a result rests on, for a reader: the sentences and tables of the report's section.

use commonweal_core::figures::FigureTable;
use commonweal_core::figures::report::{Block, Section};

use super::budget::heading;
use super::grid::{Align, Grid, wrap};

/// The columns that fit a page, of tables that have more.
const TORNADO: [&str; 6] = ["assumption", "low", "high", "cost_at_low", "cost_at_high", "cost_swing"];

/// The section as a text.
pub fn page(section: &Section) -> String {
    let mut text = format!("\n{}\n", section.title);
    for block in &section.blocks {
        match block {
            Block::Text(words) | Block::Note(words) => text.push_str(&wrap(words, "  ", 2)),
            Block::Table { table, .. } => text.push_str(&grid(table)),
            Block::List(items) => items.iter().for_each(|item| text.push_str(&wrap(item, "  ", 2))),
            Block::Chart(_) | Block::Code { .. } => {}
        }
    }
    text
}

fn grid(table: &FigureTable) -> String {
    let shown: Vec<_> = table
        .columns
        .iter()
        .filter(|column| table.name != "tornado" || TORNADO.contains(&column.name.as_str()))
        .collect();
    let is_number = |unit: commonweal_core::figures::Unit| unit != commonweal_core::figures::Unit::Text;
    let heads: Vec<(&str, Align)> = shown
        .iter()
        .map(|column| {
            let numeric = is_number(column.unit) || ["low", "high"].contains(&column.name.as_str());
            (column.title.as_str(), if numeric { Align::Right } else { Align::Left })
        })
        .collect();
    let mut grid = Grid::new(&heads);
    for row in 0..table.keys.len() {
        grid.row(shown.iter().map(|column| column.shown[row].clone()));
    }
    heading(&table.title, "") + &grid.text(2)
}
