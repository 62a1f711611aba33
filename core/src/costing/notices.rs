//! What a reader has to be told of a run whose figures say nothing by themselves: instruments that reach nobody, funds that promise more
//! than they have.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::prepare::Prepared;
use super::results::Results;
use crate::rules::compile::Program;
use crate::rules::{Formula, Instrument, Kind, Match, RuleBody};

/// A remark on a run. No fingerprint covers it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// What it says: `nobody-reached` of an instrument that the reform adds or changes, by which nothing is paid to or by anybody, before or
    /// after; `over-shared` of a fund whose programmes reserve more than there is.
    pub code: String,
    /// The instrument, or the fund.
    pub name: String,
    /// Of `nobody-reached` the columns that it reads and the people lack, so that everybody has their default.
    pub columns: Vec<String>,
    /// Of `over-shared` the sum of the shares.
    pub share: Option<f64>,
}

/// The code of an instrument that reaches nobody.
pub const NOBODY_REACHED: &str = "nobody-reached";

/// The code of a fund whose programmes reserve more than there is.
pub const OVER_SHARED: &str = "over-shared";

/// A sum of shares that is 1 but for rounding is 1.
const WHOLE: f64 = 1.0 + 1e-9;

/// The remarks on a run.
pub(super) fn notices(results: &Results, prepared: &Prepared, program: &Program) -> Vec<Notice> {
    let Some(law) = &prepared.reform else { return Vec::new() };
    // Not by the net cost, which a tick does not divide.
    let idle = results.budget.iter().filter_map(|row| {
        let pays = row.baseline_amount != 0.0 || row.reform_amount != 0.0 || row.recipients > 0.0;
        if pays
            || row.kind == Kind::Library.name()
            || !results.is_of_reform(&row.instrument)
            || law.abolishes(&row.instrument)
        {
            return None;
        }
        let file = law.instrument(&row.instrument)?;
        let used = file.uses.iter().filter_map(|(name, _)| law.instrument(name));
        let read: BTreeSet<String> = used.chain([file]).flat_map(|file| read_by(file)).collect();
        let lacking = program.defaulted.iter().filter(|column| read.contains(column.as_str()));
        Some(Notice {
            code: NOBODY_REACHED.to_string(),
            name: row.instrument.clone(),
            columns: lacking.cloned().collect(),
            share: None,
        })
    });
    let funds = program.laws.get(1).map_or(&[][..], |law| law.funds.as_slice());
    let over = funds.iter().filter_map(|fund| {
        let shares = fund.reserved.iter().map(|slot| program.slots.values[*slot as usize]);
        let reserved = shares.fold(0.0, |sum, share| sum + share);
        (reserved > WHOLE).then(|| Notice {
            code: OVER_SHARED.to_string(),
            name: fund.name.clone(),
            columns: Vec::new(),
            share: Some(reserved),
        })
    });
    idle.chain(over).collect()
}

/// The last words of all names that a file reads, columns among them.
fn read_by(file: &Instrument) -> BTreeSet<String> {
    let mut formulas: Vec<&Formula> = Vec::new();
    for rule in file.rules.iter().chain(&file.person_rules) {
        match &rule.body {
            RuleBody::Formula(formula) => formulas.push(formula),
            RuleBody::Dated(dated) => formulas.extend(dated.iter().map(|(_, formula)| formula)),
            RuleBody::Rows(rows) => {
                for Match { when, then } in rows {
                    formulas.extend(when.iter().chain([then]));
                }
            }
        }
    }
    formulas.extend(file.eligibility.when.iter().chain(&file.members));
    let names = formulas.into_iter().flat_map(Formula::names);
    let last = names.filter_map(|name| name.rsplit('.').next().map(str::to_string));
    let asked = file
        .eligibility
        .conditions
        .iter()
        .map(|condition| condition.column.clone());
    last.chain(asked).collect()
}
