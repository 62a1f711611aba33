//! A second table, one row a household: what belongs to households need not be repeated on the rows of their persons.

use super::assigned::Assigned;
use super::column::Plan;
use super::faults::{Fault, Faults, row_number};
use super::key::{Key, report_duplicates, sorted};
use super::structure::{Rows, Structure};
use super::{Mapping, RowsOf};
use crate::population::{RawColumn, RawTable};

/// The table's cells, in the order of the people's households.
pub(super) struct Second {
    /// The columns that the mapping reads.
    pub table: RawTable,
    /// The row of each household.
    pub rows: Rows,
}

impl Second {
    /// The columns that the mapping reads, and the households' ids. `None` after a report.
    pub(super) fn read(mapping: &Mapping, table: &RawTable, faults: &mut Faults) -> Option<(RawTable, Key)> {
        let column = mapping.household.as_str();
        if mapping.rows == RowsOf::Households || column.is_empty() {
            faults.add("second-table", "", || {
                let message = "a table of households stands beside one of persons, and the mapping makes no persons";
                let allowed = "rows = \"person\", or rows that expand to persons, with household = \"…\"";
                Fault::new(message, "two tables", allowed, "give one table, or another mapping")
            });
            return None;
        }
        if table.column(column).is_none() {
            faults.add("missing-column", column, || {
                let message = format!("the table of households has no column `{column}`, which tells them apart");
                let known: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
                Fault::new(
                    message,
                    column,
                    known.join(", "),
                    "give both tables the column of household ids",
                )
            });
            return None;
        }
        let wanted = mapping.wanted();
        let columns: Vec<RawColumn> = table
            .columns
            .iter()
            .filter(|column| wanted.contains(&column.name))
            .cloned()
            .collect();
        let table = RawTable {
            name: table.name.clone(),
            rows: table.rows,
            columns,
            not_read: Vec::new(),
        };
        let key = Key::read(&table, column, faults)?;
        Some((table, key))
    }

    /// The rows in the order of the people's households, once both tables are known to hold the same. `None` after a report.
    pub(super) fn ordered(
        mapping: &Mapping,
        (table, key): (RawTable, Key),
        persons: &Key,
        structure: &Structure,
        faults: &mut Faults,
    ) -> Option<Second> {
        let column = mapping.household.as_str();
        let alike = matches!(
            (&key, persons),
            (Key::Whole(_), Key::Whole(_)) | (Key::Text { .. }, Key::Text { .. })
        );
        if !alike {
            faults.add("bad-id", column, || {
                let message = "household ids are text in one of the two tables and whole numbers in the other";
                Fault::new(message, "text and numbers", "one sort of id", "store both alike")
            });
            return None;
        }
        let rows = table.rows as u32;
        let (order, _) = sorted(rows, |row| key.rank(row));
        report_duplicates(&key, &order, "household", column, "give each household one row", faults);
        let sound = faults.is_empty() && agree(&key, &order, persons, &structure.households.first, column, faults);
        sound.then(|| Second {
            table,
            rows: Rows::new(order, None, rows),
        })
    }

    /// Whether a value is worked out from this table: it has every column that the value reads.
    pub(super) fn has(&self, assigned: &Assigned) -> bool {
        assigned.reads().iter().all(|name| self.table.column(name).is_some())
    }

    /// The rows behind the households.
    pub(super) fn plan(&self) -> (Plan<'_>, usize) {
        let rows = self.rows.first.len();
        if self.rows.in_order {
            (Plan::All(rows), rows)
        } else {
            (Plan::Rows(&self.rows.first), rows)
        }
    }
}

/// Whether both tables hold the same households; reports those that one of them lacks.
fn agree(own: &Key, order: &[u32], persons: &Key, first: &[u32], column: &str, faults: &mut Faults) -> bool {
    let (mut a, mut b) = (order.iter().peekable(), first.iter().peekable());
    let mut sound = true;
    loop {
        let compared = match (a.peek(), b.peek()) {
            (None, None) => return sound,
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(a), Some(b)) => compare(own, **a, persons, **b),
        };
        match compared {
            std::cmp::Ordering::Equal => {
                a.next();
                b.next();
            }
            std::cmp::Ordering::Less => {
                sound = false;
                if let Some(row) = a.next() {
                    faults.add("household-without-persons", column, || {
                        let id = own.text(*row);
                        let message = format!("row {}: the household `{id}` has no persons", row_number(*row));
                        let remedy = "leave it out, or add its persons to their table";
                        Fault::new(message, id, "households of the persons' table", remedy)
                    });
                }
            }
            std::cmp::Ordering::Greater => {
                sound = false;
                if let Some(row) = b.next() {
                    faults.add("unknown-household", column, || {
                        let id = persons.text(*row);
                        let message = format!(
                            "row {} of the persons: the household `{id}` is not in the table of households",
                            row_number(*row)
                        );
                        Fault::new(message, id, "households of the table", "add the household")
                    });
                }
            }
        }
    }
}

fn compare(a: &Key, row: u32, b: &Key, other: u32) -> std::cmp::Ordering {
    match (a, b) {
        (Key::Whole(a), Key::Whole(b)) => a[row as usize].cmp(&b[other as usize]),
        // Each table has labels of its own.
        _ => a.text(row).cmp(&b.text(other)),
    }
}
