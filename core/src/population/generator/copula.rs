//! Correlated draws: a Gaussian copula over the draws of named tables, of one person and of a person and the partner.

use nalgebra::DMatrix;

use super::block::{Block, NOBODY};
use super::column::{ROLE, Scope, Standing, read_standing};
use crate::document::TableReader;
use crate::numeric::math::{norm_cdf, norm_ppf};
use crate::numeric::{Stratified, Stream};

/// A correlation as the recipe states it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pair {
    /// The first table, of the person.
    pub one: String,
    /// The second, of the same person, or of the partner.
    pub other: String,
    pub of_partner: bool,
    pub rho: f64,
    pub standing: Standing,
}

/// Which draws are correlated, and how they are made of independent ones.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Copula {
    /// The correlated tables, by name.
    tables: Vec<String>,
    /// The roles of the two partners.
    roles: Option<(usize, usize)>,
    /// The lower triangle of the Cholesky factor, of the person's draws and then of the partner's.
    factor: Vec<Vec<f64>>,
    pub pairs: Vec<Pair>,
}

/// Reads `[[correlation]]`. Tables are checked later, when they are known.
pub(super) fn read_copula(reader: &TableReader<'_>, roles: &[String]) -> Copula {
    let collector = reader.collector();
    let mut copula = Copula::default();
    let mut last = reader.span().clone();
    for entry in reader.tables("correlation") {
        last = entry.span().clone();
        let named = entry.require("of").and_then(|_| entry.texts("of"));
        let rho = entry.required_number("rho");
        let standing = read_standing(&entry, "the correlation", false);
        if let (Some(named), Some(rho)) = (named, rho) {
            let partner = named.get(1).and_then(|(text, _)| text.split_once('.'));
            let role = partner.map(|(prefix, _)| roles.iter().position(|role| role == prefix));
            let is_sound = named.len() == 2
                && !named[0].0.contains('.')
                && role.is_none_or(|role| role.is_some_and(|role| role != 0))
                && (-1.0..=1.0).contains(&rho);
            let is_itself = named.len() == 2 && named[0].0 == named[1].0;
            let other_partner = matches!((role, copula.roles), (Some(Some(role)), Some((_, known))) if role != known);
            if !is_sound || is_itself || other_partner {
                collector.report(
                    "bad-correlation",
                    &entry.path_of("of"),
                    &entry.span().clone(),
                    "a correlation is between two tables of one person, or of the first role and one other",
                    "",
                    "of = [\"earnings\", \"capital_income\"] or [\"earnings\", \"spouse.earnings\"]; rho from -1 to 1",
                    "",
                );
            } else {
                if let Some(Some(role)) = role {
                    copula.roles = Some((0, role));
                }
                let other = partner.map_or(named[1].0, |(_, bare)| bare);
                for name in [named[0].0, other] {
                    if !copula.tables.iter().any(|known| known == name) {
                        copula.tables.push(name.to_string());
                    }
                }
                copula.pairs.push(Pair {
                    one: named[0].0.to_string(),
                    other: other.to_string(),
                    of_partner: partner.is_some(),
                    rho,
                    standing,
                });
            }
        }
        entry.finish();
    }
    if let Some(factor) = copula.factorise() {
        copula.factor = factor;
    } else {
        collector.report(
            "bad-correlation",
            "correlation",
            &last,
            "no distribution has all these correlations at once",
            "",
            "correlations whose matrix is positive definite",
            "make the largest of them smaller, or add those between the tables that two of them share",
        );
    }
    copula
}

impl Copula {
    /// The place of a table among the correlated ones.
    pub(super) fn place(&self, table: &str) -> Option<usize> {
        self.tables.iter().position(|known| known == table)
    }

    fn factorise(&self) -> Option<Vec<Vec<f64>>> {
        let m = self.tables.len();
        if m == 0 {
            return Some(Vec::new());
        }
        let size = if self.roles.is_some() { 2 * m } else { m };
        let mut matrix = DMatrix::<f64>::identity(size, size);
        for pair in &self.pairs {
            let (a, b) = (self.place(&pair.one)?, self.place(&pair.other)?);
            let mut set = |i: usize, j: usize| {
                matrix[(i, j)] = pair.rho;
                matrix[(j, i)] = pair.rho;
            };
            if pair.of_partner {
                set(a, m + b);
                set(b, m + a);
            } else {
                set(a, b);
                if size > m {
                    set(m + a, m + b);
                }
            }
        }
        let factor = matrix.cholesky()?.unpack();
        Some((0..size).map(|i| (0..=i).map(|j| factor[(i, j)]).collect()).collect())
    }

    /// The draws of a table for the persons of a block for whom they are `wanted`; the others have 0.
    pub(super) fn draws(&self, place: usize, seed: u64, block: &Block, wanted: &[f64]) -> Vec<f64> {
        let m = self.tables.len();
        let streams: Vec<Stream> = self.tables.iter().map(|table| Stream::new(seed, table)).collect();
        let normal = |table: usize, person: usize| {
            let household = block.first + block.household_of[person];
            norm_ppf(Stratified::new(streams[table], block.member_key(person)).uniform(household))
        };
        let mut draws = vec![0.0; block.rows(Scope::Person)];
        for (person, draw) in draws.iter_mut().enumerate() {
            if wanted[person] == 0.0 {
                continue;
            }
            let unit = block.unit_of[person] as usize;
            let partner = self.roles.and_then(|(first, second)| {
                let is_second = block.columns[ROLE][person] as usize == second
                    && block.columns[super::column::PLACE][person] == 0.0;
                let head = block.first_of_role[first][unit];
                (is_second && head != NOBODY).then_some(head as usize)
            });
            let mut latent = 0.0;
            match partner {
                Some(head) => {
                    let row = &self.factor[m + place];
                    for (table, factor) in row.iter().take(m).enumerate().filter(|(_, factor)| **factor != 0.0) {
                        latent += factor * normal(table, head);
                    }
                    for (table, factor) in row.iter().skip(m).enumerate().filter(|(_, factor)| **factor != 0.0) {
                        latent += factor * normal(table, person);
                    }
                }
                None => {
                    let row = &self.factor[place];
                    for (table, factor) in row.iter().enumerate().filter(|(_, factor)| **factor != 0.0) {
                        latent += factor * normal(table, person);
                    }
                }
            }
            let uniform = norm_cdf(latent);
            // Within the open interval, so that no distribution has an infinite value.
            let least = 1.0 / 8_589_934_592.0;
            *draw = if uniform < least {
                least
            } else if uniform > 1.0 - least {
                1.0 - least
            } else {
                uniform
            };
        }
        draws
    }
}
