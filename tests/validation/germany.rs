//! German law against GETTSIM 1.3.1 and against the machine plans of wage tax of the ministry of finance: every value of their tables.

use std::sync::Arc;

use commonweal_core::document::{Node, Value};
use commonweal_core::rules::Instrument;
use commonweal_core::simulation::check_cases;
use commonweal_core::system::{Assignment, Law};

use super::figures::Figures;
use crate::{catalog, folder, policy_files, rule_files, source};

/// A column of GETTSIM's table: the step that works it out.
pub struct Column {
    /// Its name in the table.
    pub name: &'static str,
    /// The instrument.
    pub file: &'static str,
    /// The step.
    pub step: &'static str,
}

const fn column(name: &'static str, file: &'static str, step: &'static str) -> Column {
    Column { name, file, step }
}

const EMPLOYEE: &str = "social_contributions";
const EMPLOYER: &str = "employer_social_contributions";
const FILES: [&str; 3] = ["wage_tax", EMPLOYEE, EMPLOYER];

/// All columns.
pub const COLUMNS: [Column; 10] = [
    column("lohnsteuer.betrag_m", "wage_tax", "month_tax"),
    column("lohnsteuer.betrag_soli_m", "wage_tax", "month_surcharge"),
    column(
        "sozialversicherung.rente.beitrag.betrag_versicherter_m",
        EMPLOYEE,
        "pension",
    ),
    column(
        "sozialversicherung.rente.beitrag.betrag_arbeitgeber_m",
        EMPLOYER,
        "pension_of_employer",
    ),
    column(
        "sozialversicherung.arbeitslosen.beitrag.betrag_versicherter_m",
        EMPLOYEE,
        "unemployment",
    ),
    column(
        "sozialversicherung.arbeitslosen.beitrag.betrag_arbeitgeber_m",
        EMPLOYER,
        "unemployment_of_employer",
    ),
    column(
        "sozialversicherung.kranken.beitrag.betrag_versicherter_m",
        EMPLOYEE,
        "health",
    ),
    column(
        "sozialversicherung.kranken.beitrag.betrag_arbeitgeber_m",
        EMPLOYER,
        "health_of_employer",
    ),
    column(
        "sozialversicherung.pflege.beitrag.betrag_versicherter_m",
        EMPLOYEE,
        "care",
    ),
    column(
        "sozialversicherung.pflege.beitrag.betrag_arbeitgeber_m",
        EMPLOYER,
        "care_of_employer",
    ),
];

/// What is a tie in a table's last digit may fall the other way.
pub const SLACK: f64 = 1e-6;

/// A value of a table, and how far the step lies above it.
#[derive(Debug)]
pub struct Gap {
    /// The row of the table.
    pub row: usize,
    /// The step.
    pub step: String,
    /// The table's value.
    pub wanted: f64,
    /// The step's value less the table's.
    pub gap: f64,
}

impl Gap {
    /// Whether the value is tax or surcharge, not a contribution.
    pub fn is_tax(&self) -> bool {
        self.step.starts_with("month_") || self.step.starts_with("year_")
    }
}

/// A value that a step shall have for given ones on a day.
struct Wanted {
    row: usize,
    date: String,
    given: String,
    step: &'static str,
    value: f64,
}

/// The rows of GETTSIM's table: date, whether there is a child, gross wage a month, and the values of [`COLUMNS`].
///
/// # Panics
/// When the table cannot be read, or has a column that is not compared.
pub fn rows() -> Vec<Vec<String>> {
    let text =
        std::fs::read_to_string(folder().join("data/de_gettsim_wage_golden.csv")).expect("the table can be read");
    let mut lines = text
        .lines()
        .map(|line| line.split(',').map(str::to_string).collect::<Vec<_>>());
    let header = lines.next().expect("there is a header");
    assert_eq!(header[..3], ["date", "has_child", "gross_m"]);
    let known: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
    assert_eq!(header[3..], known, "a column of the table is not compared");
    lines.collect()
}

fn number(cell: &str) -> f64 {
    cell.parse().expect("a number")
}

/// Every value with its gap, by running the file within a law with these values as its worked cases.
fn gaps(law: &Law, name: &str, text: &str, wanted: &[Wanted]) -> Vec<Gap> {
    let mut cases = String::new();
    for (at, one) in wanted.iter().enumerate() {
        let Wanted {
            date,
            given,
            step,
            value,
            ..
        } = one;
        cases.push_str(&format!(
            "[[cases]]\nnote = \"{at}\"\ndate = {date}\ngiven = {{ {given} }}\nexpect = {{ {step} = {value:?} }}\ntolerance = 1e-9\n"
        ));
    }
    let text = format!("{}{cases}", text.split("[[cases]]").next().unwrap_or_default());
    let instrument = Instrument::read(&source(&format!("{name}.toml"), &text)).expect("the file is sound");
    let mut law = law.clone();
    match law.instruments.iter().position(|other| other.name == name) {
        Some(at) => law.instruments[at] = Arc::clone(&instrument),
        None => law.instruments.push(Arc::clone(&instrument)),
    }
    let report = check_cases(&law, &instrument);
    assert_eq!(report.values as usize, wanted.len(), "{name}: a value is not compared");
    let mut found: Vec<Gap> = wanted
        .iter()
        .map(|one| Gap {
            row: one.row,
            step: one.step.to_string(),
            wanted: one.value,
            gap: 0.0,
        })
        .collect();
    for problem in &report.diagnostics {
        assert_eq!(problem.code, "case-differs", "{problem:?}");
        // The case's note is its place.
        let note = problem.message.rsplit('(').next().unwrap_or_default();
        let at: usize = note.trim_end_matches(')').parse().expect("the place of the case");
        let gap = number(&problem.found) - found[at].wanted;
        assert!(gap.is_finite(), "{name}: {problem:?}");
        found[at].gap = gap;
    }
    found
}

/// GETTSIM's table within a law whose files are found by name; `given` tells what each row gives.
fn against_gettsim(law: &Law, file: &dyn Fn(&str) -> String, given: &dyn Fn(&[String]) -> String) -> Vec<Gap> {
    let rows = rows();
    let mut found = Vec::new();
    for name in FILES {
        let mut wanted = Vec::new();
        for (row, cells) in rows.iter().enumerate() {
            for (at, column) in COLUMNS.iter().enumerate().filter(|(_, column)| column.file == name) {
                wanted.push(Wanted {
                    row,
                    date: cells[0].clone(),
                    given: given(cells),
                    step: column.step,
                    value: number(&cells[3 + at]),
                });
            }
        }
        found.extend(gaps(law, name, &file(name), &wanted));
    }
    found
}

/// The corpus of hard rules, which cuts the tax of a year to whole euro, beside GETTSIM.
///
/// # Panics
/// When the corpus is not sound.
pub fn corpus() -> Vec<Gap> {
    let system = catalog().system("german_rules").expect("the corpus is sound");
    let files = rule_files("germany");
    let file = |name: &str| {
        let ending = format!("/{name}.toml");
        let found = files.iter().find(|file| file.name.ends_with(&ending));
        found.expect("the file is there").text.to_string()
    };
    against_gettsim(&Law::new("baseline", &system), &file, &|cells| {
        format!(
            "wages = {:?}, age = 35, has_child = {}",
            12.0 * number(&cells[2]),
            cells[1] == "1"
        )
    })
}

fn file_of_system(name: &str) -> String {
    let path = format!("systems/germany/{name}.toml");
    let files = policy_files();
    let found = files.iter().find(|(known, _)| *known == path);
    found.expect("the file is there").1.text.to_string()
}

/// The system `germany` without cutting to whole euro, beside GETTSIM.
///
/// # Panics
/// When the system is not sound.
pub fn uncut() -> Vec<Gap> {
    let system = catalog().system("germany").expect("the system is sound");
    let mut law = Law::new("baseline", &system);
    let uncut = Assignment {
        instrument: "income_tariff".to_string(),
        key: "rounding".to_string(),
        from: None,
        value: Node {
            value: Value::Text("none".to_string()),
            span: 0..0,
        },
        source: source("test", ""),
        span: 0..0,
    };
    law.assign(&uncut, &[]).expect("the switch is there");
    against_gettsim(&law, &file_of_system, &|cells| {
        format!(
            "earnings = {:?}, age = 35, is_parent = {}, tax_class = \"i\"",
            12.0 * number(&cells[2]),
            cells[1] == "1"
        )
    })
}

/// Whether the ministry's plans were run with the children on the tax card: on one parent's in classes I and II, on both in III and IV.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Card {
    /// No child allowances; all six classes.
    Empty,
    /// With the allowances, which the surcharge takes into account; classes I to IV.
    Children,
}

/// The lines of the ministry's plans: year, class, whether there is a child, children, wage a month, tax and surcharge of the year.
///
/// # Panics
/// When they cannot be read.
pub fn plan_lines(card: Card) -> Vec<String> {
    let name = match card {
        Card::Empty => "de_wage_tax_plan_2025_2026.csv",
        Card::Children => "de_wage_tax_plan_children_2025_2026.csv",
    };
    let table = std::fs::read_to_string(folder().join("data").join(name)).expect("it can be read");
    table.lines().skip(1).map(str::to_string).collect()
}

/// The system `germany` beside the plans: tax of a year, and surcharge of a month.
///
/// # Panics
/// When the system is not sound.
pub fn plans(card: Card) -> Vec<Gap> {
    let system = catalog().system("germany").expect("the system is sound");
    let law = Law::new("baseline", &system);
    let mut wanted = Vec::new();
    for (row, line) in plan_lines(card).iter().enumerate() {
        let cells: Vec<&str> = line.split(',').collect();
        let [year, class, is_parent, children, gross, tax, surcharge] = cells[..] else {
            panic!("{line} has not seven cells");
        };
        let on_card = if card == Card::Children { children } else { "0" };
        let given = format!(
            "household.own_children = {children}, household.dependent_children = {on_card}, earnings = {:.2}, age = 35, is_parent = {}, is_head = true, tax_class = \"{class}\"",
            12.0 * number(gross),
            is_parent == "1"
        );
        for (step, value) in [("year_tax", number(tax)), ("month_surcharge", number(surcharge) / 12.0)] {
            wanted.push(Wanted {
                row,
                date: format!("{year}-07-01"),
                given: given.clone(),
                step,
                value,
            });
        }
    }
    gaps(&law, "wage_tax", &file_of_system("wage_tax"), &wanted)
}

/// The tariff of sec. 32a (1) EStG for one person, and by splitting (sec. 32a (5)) for a couple with twice the income.
///
/// # Panics
/// When the table cannot be read or the system is not sound.
pub fn tariff() -> Vec<Gap> {
    let system = catalog().system("germany").expect("the system is sound");
    let table = std::fs::read_to_string(folder().join("data/de_income_tariff_2024_2026.csv")).expect("it can be read");
    let mut wanted = Vec::new();
    for (row, line) in table.lines().skip(1).enumerate() {
        let cells: Vec<&str> = line.split(',').collect();
        let [year, income, tax] = cells[..] else {
            panic!("{line} has not three cells");
        };
        let person = |role: &str| format!("{{ {role}, earnings = {:.2} }}", number(income));
        let (head, spouse) = (person("is_head = true"), person("is_spouse = true"));
        for (given, step, value) in [
            (head.clone(), "of_head", number(tax)),
            (format!("{head}, {spouse}"), "of_couple", 2.0 * number(tax)),
        ] {
            wanted.push(Wanted {
                row,
                date: format!("{year}-07-01"),
                given: format!("persons = [{given}]"),
                step,
                value,
            });
        }
    }
    let law = Law::new("baseline", &system);
    gaps(&law, "income_tariff", &file_of_system("income_tariff"), &wanted)
}

/// Puts the number of values, of those further off than a bound, and the largest gaps either way.
///
/// # Panics
/// When a gap is no number: no fold below would see it.
fn put(figures: &mut Figures, name: &str, gaps: &[&Gap], bound: f64) {
    for gap in gaps {
        assert!(gap.gap.is_finite(), "{name}: {gap:?}");
    }
    let far = gaps.iter().filter(|gap| gap.gap.abs() > bound).count();
    figures.put(format!("{name}.values"), gaps.len() as f64);
    figures.put(format!("{name}.differing"), far as f64);
    let most = gaps
        .iter()
        .map(|gap| gap.gap)
        .fold(0.0, |a, b| if b > a { b } else { a });
    let least = gaps
        .iter()
        .map(|gap| -gap.gap)
        .fold(0.0, |a, b| if b > a { b } else { a });
    figures.put(format!("{name}.most_above"), most);
    figures.put(format!("{name}.most_below"), least);
}

/// All comparisons.
pub fn law(figures: &mut Figures) {
    const CENT: f64 = 0.01;
    let (corpus, uncut) = (corpus(), uncut());
    let (plans, with_children) = (plans(Card::Empty), plans(Card::Children));
    let of = |gaps: &'static str, all: &'_ [Gap]| -> Vec<usize> {
        let chosen = all.iter().enumerate().filter(|(_, gap)| match gaps {
            "contributions" => !gap.is_tax(),
            "tax" => gap.is_tax(),
            step => gap.step == step,
        });
        chosen.map(|(at, _)| at).collect()
    };
    let mut tell = |name: &str, all: &[Gap], kind: &'static str, bound: f64| {
        let chosen: Vec<&Gap> = of(kind, all).into_iter().map(|at| &all[at]).collect();
        put(figures, name, &chosen, bound);
    };
    tell("contributions", &uncut, "contributions", CENT + SLACK);
    tell("uncut", &uncut, "tax", CENT + SLACK);
    tell("cut", &corpus, "tax", CENT + SLACK);
    tell("cut.surcharge", &corpus, "month_surcharge", CENT + SLACK);
    tell("plan.tax", &plans, "year_tax", 0.001);
    tell("plan.surcharge", &plans, "month_surcharge", CENT / 12.0 + SLACK);
    tell("plan.children.tax", &with_children, "year_tax", 0.001);
    tell(
        "plan.children.surcharge",
        &with_children,
        "month_surcharge",
        CENT / 12.0 + SLACK,
    );
}
