//! Some hundreds of households at a time, made column by column.

use super::column::{MEMBERS, PLACE, ROLE, Scope, UNIT_PLACE};

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
    /// The household of each unit, by its place in the block. A recipe without units has one a household.
    pub household_of_unit: Vec<u32>,
    /// The unit of each member, by its place in the block.
    pub unit_of: Vec<u32>,
    /// The number of each unit within its household, from 0.
    pub unit_places: Vec<u32>,
    /// For each role the first member of each unit, or [`NOBODY`].
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
            household_of_unit: Vec::new(),
            unit_of: Vec::new(),
            unit_places: Vec::new(),
            first_of_role: Vec::new(),
            columns: vec![Vec::new(); columns],
        }
    }

    /// How many rows a scope has.
    pub(super) fn rows(&self, scope: Scope) -> usize {
        match scope {
            Scope::Household => self.households,
            Scope::Unit => self.household_of_unit.len(),
            Scope::Person => self.household_of.len(),
        }
    }

    /// Makes the units: how many of each household, or `None` where the recipe has none; then each household is one.
    pub(super) fn make_units(&mut self, counts: Option<&[f64]>) {
        for household in 0..self.households {
            let count = counts.map_or(1, |counts| counts[household] as u32);
            for place in 0..count {
                self.household_of_unit.push(household as u32);
                self.unit_places.push(place);
            }
        }
        if counts.is_some() {
            self.columns[UNIT_PLACE] = self.unit_places.iter().map(|place| f64::from(*place)).collect();
        }
    }

    /// Makes the members: for each role, how many of each unit.
    pub(super) fn make_members(&mut self, counts: &[Vec<f64>]) {
        let units = self.household_of_unit.len();
        let (mut roles, mut places) = (Vec::new(), Vec::new());
        self.first_of_role = vec![vec![NOBODY; units]; counts.len()];
        for unit in 0..units {
            let household = self.household_of_unit[unit];
            for (role, counts) in counts.iter().enumerate() {
                let count = counts[unit] as u32;
                if count > 0 {
                    self.first_of_role[role][unit] = self.household_of.len() as u32;
                }
                for place in 0..count {
                    self.household_of.push(household);
                    self.unit_of.push(unit as u32);
                    roles.push(role as f64);
                    places.push(f64::from(place));
                }
            }
            self.offsets[household as usize + 1] = self.household_of.len() as u32;
        }
        self.columns[ROLE] = roles;
        self.columns[PLACE] = places;
        self.columns[MEMBERS] = self
            .offsets
            .windows(2)
            .map(|pair| f64::from(pair[1] - pair[0]))
            .collect();
    }

    /// Where among rows of `outer` each row of `inner` belongs.
    pub(super) fn parents(&self, inner: Scope, outer: Scope) -> &[u32] {
        match (inner, outer) {
            (Scope::Person, Scope::Unit) => &self.unit_of,
            (Scope::Unit, _) => &self.household_of_unit,
            _ => &self.household_of,
        }
    }

    /// What tells a member's draws from those of the others of the household: unit, role and place.
    #[inline(always)]
    pub(super) fn member_key(&self, person: usize) -> u64 {
        let unit = self.unit_places[self.unit_of[person] as usize];
        u64::from(unit) << 48 | (self.columns[ROLE][person] as u64) << 32 | self.columns[PLACE][person] as u64
    }

    /// The values of the first member of a role: of the person's unit, of the unit, of the household's first unit.
    pub(super) fn of_member(&self, scope: Scope, role: usize, column: usize, nobody: f64) -> Vec<f64> {
        let values = &self.columns[column];
        let first = &self.first_of_role[role];
        let of = |unit: usize| match first[unit] {
            NOBODY => nobody,
            person => values[person as usize],
        };
        let units = self.household_of_unit.len();
        match scope {
            Scope::Household => (0..units).filter(|unit| self.unit_places[*unit] == 0).map(of).collect(),
            Scope::Unit => (0..units).map(of).collect(),
            Scope::Person => self.unit_of.iter().map(|unit| of(*unit as usize)).collect(),
        }
    }
}
