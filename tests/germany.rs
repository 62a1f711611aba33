//! The German corpus against an independent model, GETTSIM 1.3.1: every row and every column of its table of wages.
//!
//! Contributions agree to the cent. The model does not cut the tax of a year to whole euro, as sec. 32a (1) sentence 6 EStG
//! says; so the corpus lies up to a euro a year, 8.33 cents a month, below it, and its surcharge in the mitigation zone up
//! to 11.9 % of that.

use std::sync::Arc;

use commonweal_core::rules::Instrument;
use commonweal_core::simulation::check_cases;
use commonweal_core::system::Law;
use commonweal_tests::{catalog, folder, rule_files, source};

/// The values of the table are written in cents.
const HALF_A_CENT: f64 = 0.005;
/// What is a tie in the model's last digit may fall the other way.
const SLACK: f64 = 1e-6;
/// A euro a year, cut from the tax.
const CUT: f64 = 1.0 / 12.0;
/// The steepest surcharge on it, sec. 4 sentence 2 SolzG.
const MITIGATION_RATE: f64 = 0.119;

/// A column of the table: the step of the corpus that works it out, and how far the step may lie below it.
struct Column {
    name: &'static str,
    file: &'static str,
    step: &'static str,
    below: f64,
}

const fn column(name: &'static str, file: &'static str, step: &'static str, below: f64) -> Column {
    Column {
        name,
        file,
        step,
        below,
    }
}

const EMPLOYEE: &str = "social_contributions";
const EMPLOYER: &str = "employer_social_contributions";

const COLUMNS: [Column; 10] = [
    column("lohnsteuer.betrag_m", "wage_tax", "month_tax", CUT),
    column(
        "lohnsteuer.betrag_soli_m",
        "wage_tax",
        "month_surcharge",
        MITIGATION_RATE * CUT,
    ),
    column(
        "sozialversicherung.rente.beitrag.betrag_versicherter_m",
        EMPLOYEE,
        "pension",
        0.0,
    ),
    column(
        "sozialversicherung.rente.beitrag.betrag_arbeitgeber_m",
        EMPLOYER,
        "pension_of_employer",
        0.0,
    ),
    column(
        "sozialversicherung.arbeitslosen.beitrag.betrag_versicherter_m",
        EMPLOYEE,
        "unemployment",
        0.0,
    ),
    column(
        "sozialversicherung.arbeitslosen.beitrag.betrag_arbeitgeber_m",
        EMPLOYER,
        "unemployment_of_employer",
        0.0,
    ),
    column(
        "sozialversicherung.kranken.beitrag.betrag_versicherter_m",
        EMPLOYEE,
        "health",
        0.0,
    ),
    column(
        "sozialversicherung.kranken.beitrag.betrag_arbeitgeber_m",
        EMPLOYER,
        "health_of_employer",
        0.0,
    ),
    column(
        "sozialversicherung.pflege.beitrag.betrag_versicherter_m",
        EMPLOYEE,
        "care",
        0.0,
    ),
    column(
        "sozialversicherung.pflege.beitrag.betrag_arbeitgeber_m",
        EMPLOYER,
        "care_of_employer",
        0.0,
    ),
];

/// A worked case of a column in a row: the middle of what the step may be, and how far it may lie from there.
fn case(column: &Column, date: &str, has_child: &str, gross: f64, value: f64) -> String {
    // Where nothing is due, nothing is cut.
    let below = if value == 0.0 { 0.0 } else { column.below };
    format!(
        "[[cases]]\nnote = \"{gross} a month, child {has_child}\"\ndate = {date}\n\
         given = {{ wages = {:?}, age = 35, has_child = {} }}\nexpect = {{ {} = {:?} }}\ntolerance = {:?}\n",
        12.0 * gross,
        has_child == "1",
        column.step,
        value - below / 2.0,
        below / 2.0 + HALF_A_CENT + SLACK,
    )
}

#[test]
fn every_wage_of_the_table_has_the_tax_and_the_contributions_of_the_other_model() {
    let text =
        std::fs::read_to_string(folder().join("data/de_gettsim_wage_golden.csv")).expect("the table can be read");
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().expect("there is a header");
    assert_eq!(header[..3], ["date", "has_child", "gross_m"]);
    let known: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
    assert_eq!(header[3..], known, "a column of the table is not compared");
    let rows: Vec<Vec<&str>> = lines.collect();
    assert_eq!(rows.len(), 76);
    let number = |cell: &str| cell.parse::<f64>().expect("a number");
    let system = catalog().system("germany").expect("the corpus is sound");
    let mut compared = 0;
    let mut wrong = Vec::new();
    for name in ["wage_tax", EMPLOYEE, EMPLOYER] {
        let files = rule_files("germany");
        let file = files
            .iter()
            .find(|file| file.name.ends_with(&format!("/{name}.toml")))
            .expect("the file is there");
        // The rules of the file with the rows of the table in the place of its own cases.
        let mut text = file.text.split("[[cases]]").next().unwrap_or_default().to_string();
        for row in &rows {
            for (at, column) in COLUMNS.iter().enumerate().filter(|(_, column)| column.file == name) {
                text.push_str(&case(column, row[0], row[1], number(row[2]), number(row[3 + at])));
            }
        }
        let instrument = Instrument::read(&source(&file.name, &text)).expect("the file is sound");
        let mut law = Law::new("baseline", &system);
        match law.instruments.iter().position(|other| other.name == name) {
            Some(at) => law.instruments[at] = Arc::clone(&instrument),
            None => law.instruments.push(Arc::clone(&instrument)),
        }
        let report = check_cases(&law, &instrument);
        compared += report.values;
        for found in report.diagnostics {
            wrong.push(format!(
                "{}: {} {} ({})",
                found.path, found.message, found.found, found.allowed
            ));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(compared, 760);
}
