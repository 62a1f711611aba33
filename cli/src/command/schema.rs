//! `commonweal schema`: the JSON Schemas of every file a user writes and of the results.

use std::path::PathBuf;

use commonweal_core::system::Catalog;
use commonweal_tables::write_atomically;

use super::run::json;
use crate::error::{Failure, Outcome, print};
use crate::load::Library;
use crate::output::grid::{Align, Grid};
use crate::output::microdata::refuse;
use crate::schema::{SCHEMAS, Schema};

/// The options of `schema`.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// The schema to print; without it, all are listed
    name: Option<String>,
    /// Writes every schema into this folder as NAME.schema.json
    #[arg(long, value_name = "DIR", conflicts_with = "name")]
    all: Option<PathBuf>,
}

/// Lists, prints or writes schemas.
///
/// # Errors
/// A name that no schema has; a folder that cannot be written.
pub fn run(arguments: &Arguments) -> Outcome<()> {
    if let Some(folder) = &arguments.all {
        std::fs::create_dir_all(folder).map_err(|error| Failure::io("cannot be written", folder, &error))?;
        for schema in SCHEMAS {
            let text = json(&schema.document())?;
            write_atomically(&folder.join(schema.file()), |file| {
                std::io::Write::write_all(file, text.as_bytes())
            })
            .map_err(refuse)?;
        }
        return Ok(());
    }
    let Some(name) = &arguments.name else {
        return print(&listing());
    };
    match SCHEMAS.iter().find(|schema| schema.name == *name) {
        Some(schema) => print(&json(&schema.document())?),
        None => {
            let known: Vec<&str> = SCHEMAS.iter().map(|schema| schema.name).collect();
            Err(Library::embedded().refuse(vec![Catalog::unknown("schema", name, &known)]))
        }
    }
}

fn listing() -> String {
    let mut grid = Grid::new(&[("Name", Align::Left), ("Describes", Align::Left)]);
    for Schema { name, title, .. } in SCHEMAS {
        grid.row([(*name).to_string(), (*title).to_string()]);
    }
    format!(
        "{}\ncommonweal schema NAME prints one, --all DIR writes all of them.\n",
        grid.text(0)
    )
}
