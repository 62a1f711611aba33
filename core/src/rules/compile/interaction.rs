//! What instruments say of one another and of the funds of the system must make sense as a whole.

use super::Compiler;
use crate::rules::{Account, Instrument};
use crate::system::Law;

impl Compiler<'_> {
    /// Refuses instruments that abolish one another, or themselves: nothing would be paid.
    pub(super) fn check_replacement(&mut self, law: usize) -> bool {
        let laws = self.laws;
        let mut good = true;
        for instrument in &laws[law].instruments {
            let Some(circle) = circle(laws[law], instrument) else {
                continue;
            };
            good = false;
            let next = circle.get(1).unwrap_or(&instrument.name);
            let replaces = &instrument.interaction.replaces;
            let span = replaces
                .iter()
                .find(|(name, _)| name == next)
                // A study may have set the list, in a text of its own.
                .filter(|(name, span)| {
                    let written = instrument.source.text.get(span.clone());
                    written.is_some_and(|written| written.contains(name.as_str()))
                })
                .map_or(instrument.span.clone(), |(_, span)| span.clone());
            let source = instrument.source.clone();
            self.collector(&source).report(
                "cycle",
                "interaction.replaces",
                &span,
                "these instruments abolish one another, so that none of them is paid",
                circle.join(" -> "),
                "instruments that do not abolish, in the end, themselves",
                "take one of the names out",
            );
        }
        good
    }

    /// A payment into a fund must say into which, where there are several.
    pub(super) fn check_funds(&mut self, law: usize) -> bool {
        let laws = self.laws;
        let funds = &laws[law].system.funds;
        let mut good = true;
        for instrument in &laws[law].instruments {
            if instrument.payee != Account::Fund || instrument.fund.is_some() || instrument.doubtful || funds.len() < 2
            {
                continue;
            }
            good = false;
            let known: Vec<&str> = funds.iter().map(|fund| fund.name.as_str()).collect();
            let source = instrument.source.clone();
            self.collector(&source).report(
                "missing-key",
                "fund",
                &instrument.span,
                format!("`{}` pays into a fund, and the system has several", instrument.name),
                "no fund is named",
                format!("[fund] name = \"…\", one of {}", known.join(", ")),
                "name the fund",
            );
        }
        good
    }
}

/// The way from an instrument over those that it abolishes back to it; told from the one that stands first in the law.
fn circle(law: &Law, first: &Instrument) -> Option<Vec<String>> {
    let place = |name: &str| law.instruments.iter().position(|other| other.name == name);
    let start = place(&first.name)?;
    // Depth first; each instrument is looked at once, and none that stands before the first.
    let mut seen = vec![false; law.instruments.len()];
    let mut trail = vec![(start, 0)];
    while let Some((at, next)) = trail.last().copied() {
        let replacing = &law.instruments[at];
        let is_law = !law.removed.contains(&replacing.name);
        let Some((name, _)) = replacing.interaction.replaces.get(next).filter(|_| is_law) else {
            trail.pop();
            continue;
        };
        if let Some(last) = trail.last_mut() {
            last.1 += 1;
        }
        match place(name) {
            Some(to) if to == start => {
                let way = trail.iter().map(|(at, _)| law.instruments[*at].name.clone());
                return Some(way.chain([first.name.clone()]).collect());
            }
            Some(to) if to > start && !seen[to] => {
                seen[to] = true;
                trail.push((to, 0));
            }
            _ => {}
        }
    }
    None
}
