//! What the project compares with others: the law with other models, made-up people with a survey and with published totals.
//!
//! The tests assert on what these functions give, and `cargo xtask validate` writes it into `figures.json`, from which the page
//! `docs/validation.md` is filled; so that tests and page cannot tell different things.

pub mod country;
pub mod exposure;
pub mod facts;
pub mod figures;
pub mod germany;
pub mod people;
pub mod published;
pub mod survey;
pub mod totals;
pub mod units;

use figures::Figures;

/// A part of the comparisons, which can be made alone.
pub struct Part {
    /// Its name, which begins its figures' names on the page.
    pub name: &'static str,
    /// What is compared with what.
    pub about: &'static str,
    /// Whether it is made only when it is asked for by name, because it needs what the project does not hold.
    pub on_demand: bool,
    /// Makes the comparison.
    pub run: fn(&mut Figures),
}

/// All parts, in the order of the page.
pub const PARTS: [Part; 9] = [
    Part {
        name: "us-law",
        about: "federal law beside Tax-Calculator's stored answers, and what the statute would move",
        on_demand: false,
        run: units::law,
    },
    Part {
        name: "us-law-whole",
        about: "federal law beside Tax-Calculator's answers for all tax units, in the folder that COMMONWEAL_TAXCALC names",
        on_demand: true,
        run: units::law_on_all_units,
    },
    Part {
        name: "us-people",
        about: "synthetic tax units of the United States beside the survey, five seeds at two numbers of households",
        on_demand: false,
        run: people::all,
    },
    Part {
        name: "germany-law",
        about: "German wage tax and contributions beside GETTSIM's table and the ministry's plans",
        on_demand: false,
        run: germany::law,
    },
    Part {
        name: "germany",
        about: "totals of synthetic households beside published ones",
        on_demand: false,
        run: country::germany,
    },
    Part {
        name: "guangdong",
        about: "totals of synthetic households beside published ones",
        on_demand: false,
        run: country::guangdong,
    },
    Part {
        name: "informal-economy",
        about: "whether the country that is nowhere hangs together",
        on_demand: false,
        run: country::informal_economy,
    },
    Part {
        name: "exposure",
        about: "the published headline of exposure to AI, from the table of occupations",
        on_demand: false,
        run: exposure::headline,
    },
    Part {
        name: "published",
        about: "the published study of a displacement of 7 % of employees, on two populations",
        on_demand: false,
        run: published::all,
    },
];

/// Says on standard error what is being done.
pub fn progress(what: &str) {
    eprintln!("  {what}");
}
