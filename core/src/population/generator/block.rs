//! Some hundreds of households at a time, made column by column.

use super::column::{MEMBERS, PLACE, ROLE, Scope};

/// No person of the block.
pub(super) const NOBODY: u32 = u32::MAX;

/// A run of households with their members. A household is the same in whatever run it is made.
pub(super) struct Block {
    /// The number of the first household among all, from 0.
    pub first: u32,
    pub households: usize,
    /// Where each household's members start; one more than households.
    pub offsets: Vec<u32>,
    /// The household of each member, by its place in the block.
    pub household_of: Vec<u32>,
    /// For each role the first member of each household, or [`NOBODY`].
    pub first_of_role: Vec<Vec<u32>>,
    /// The values of every column of the recipe; empty until its table has been reached.
    pub columns: Vec<Vec<f64>>,
}

impl Block {
    /// Households without members yet.
    pub(super) fn new(first: u32, households: usize, columns: usize) -> Block {
        Block {
            first,
            households,
            offsets: vec![0; households + 1],
            household_of: Vec::new(),
            first_of_role: Vec::new(),
            columns: vec![Vec::new(); columns],
        }
    }

    /// How many rows a scope has.
    pub(super) fn rows(&self, scope: Scope) -> usize {
        match scope {
            Scope::Household => self.households,
            Scope::Person => self.household_of.len(),
        }
    }

    /// Makes the members: for each role, how many of each household.
    pub(super) fn make_members(&mut self, counts: &[Vec<f64>]) {
        let (mut roles, mut places, mut sizes) = (Vec::new(), Vec::new(), Vec::new());
        self.first_of_role = vec![vec![NOBODY; self.households]; counts.len()];
        for household in 0..self.households {
            let start = self.household_of.len();
            for (role, counts) in counts.iter().enumerate() {
                let count = counts[household] as u32;
                if count > 0 {
                    self.first_of_role[role][household] = self.household_of.len() as u32;
                }
                for place in 0..count {
                    self.household_of.push(household as u32);
                    roles.push(role as f64);
                    places.push(f64::from(place));
                }
            }
            self.offsets[household + 1] = self.household_of.len() as u32;
            sizes.push((self.household_of.len() - start) as f64);
        }
        self.columns[ROLE] = roles;
        self.columns[PLACE] = places;
        self.columns[MEMBERS] = sizes;
    }

    /// What tells a member's draws from those of the others of the household: role and place.
    #[inline(always)]
    pub(super) fn member_key(&self, person: usize) -> u64 {
        (self.columns[ROLE][person] as u64) << 32 | self.columns[PLACE][person] as u64
    }

    /// The values of the household's first member of a role, for households or persons.
    pub(super) fn of_member(&self, scope: Scope, role: usize, column: usize, nobody: f64) -> Vec<f64> {
        let values = &self.columns[column];
        let first = &self.first_of_role[role];
        let of = |household: usize| match first[household] {
            NOBODY => nobody,
            person => values[person as usize],
        };
        match scope {
            Scope::Household => (0..self.households).map(of).collect(),
            Scope::Person => self
                .household_of
                .iter()
                .map(|household| of(*household as usize))
                .collect(),
        }
    }
}
