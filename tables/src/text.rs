//! Columns of text, coded by a dictionary.

use std::collections::HashMap;

use commonweal_core::population::RawData;

/// Codes texts by the order in which they first occur; [`TextCells::finish`] brings the labels into the order of the
/// alphabet.
#[derive(Default)]
pub struct TextCells {
    codes: Vec<u32>,
    labels: Vec<String>,
    by_label: HashMap<String, u32>,
    /// Codes by a glance at the text, to be looked at before it is hashed: most columns have few texts.
    glance: Glance,
}

/// For each of 64 glances the code that it had last, plus 1.
struct Glance(Box<[u32; 64]>);

impl Default for Glance {
    fn default() -> Self {
        Glance(Box::new([0; 64]))
    }
}

impl Glance {
    /// The length and the first and last byte of a text, mixed.
    fn of(cell: &str) -> usize {
        let bytes = cell.as_bytes();
        let edge = |byte: Option<&u8>| byte.map_or(0, |byte| usize::from(*byte));
        (bytes.len() ^ edge(bytes.first()).wrapping_mul(7) ^ edge(bytes.last()).wrapping_mul(13)) & 63
    }
}

impl TextCells {
    /// Adds a cell and returns its code, which holds until the column is finished.
    pub fn push(&mut self, cell: &str) -> u32 {
        let glance = Glance::of(cell);
        let last = self.glance.0[glance];
        if last > 0 && self.labels[last as usize - 1] == cell {
            self.codes.push(last - 1);
            return last - 1;
        }
        let code = match self.by_label.get(cell) {
            Some(code) => *code,
            None => {
                // A column of 2^32 different texts fills the memory long before the codes end.
                let code = u32::try_from(self.labels.len()).unwrap_or(u32::MAX);
                self.labels.push(cell.to_owned());
                self.by_label.insert(cell.to_owned(), code);
                code
            }
        };
        self.glance.0[glance] = code.wrapping_add(1);
        self.codes.push(code);
        code
    }

    /// Adds a cell whose code is known from an earlier [`TextCells::push`].
    pub fn push_code(&mut self, code: u32) {
        self.codes.push(code);
    }

    /// The column.
    pub fn finish(self) -> RawData {
        let mut order: Vec<(String, u32)> = self.labels.into_iter().zip(0..).collect();
        order.sort_unstable();
        let mut rank = vec![0_u32; order.len()];
        for (place, (_, code)) in (0_u32..).zip(&order) {
            rank[*code as usize] = place;
        }
        RawData::Text {
            codes: self.codes.iter().map(|code| rank[*code as usize]).collect(),
            labels: order.into_iter().map(|(label, _)| label).collect(),
        }
    }
}
