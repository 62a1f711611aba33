//! The two compact streams of numbers within Parquet pages, read with every length checked.

/// Reads variable-length whole numbers and bytes from the front.
struct Stream<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Stream<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    /// Seven bits to a byte, the lowest first; the eighth says that more follow.
    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            if shift == 63 && byte > 1 {
                return None;
            }
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// A number whose lowest bit is its sign.
    fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }
}

/// How many of the first `count` bits of a stream of runs and packed groups are 1: the cells of a page that are not
/// null. `None` if the stream ends before.
pub(crate) fn count_ones(bytes: &[u8], count: usize) -> Option<usize> {
    let mut stream = Stream { bytes, at: 0 };
    let mut left = count;
    let mut ones = 0;
    while left > 0 {
        let header = stream.number()?;
        let length = usize::try_from(header >> 1).ok()?;
        if length == 0 {
            return None;
        }
        if header & 1 == 0 {
            let run = if length < left { length } else { left };
            match stream.byte()? {
                0 => {}
                1 => ones += run,
                _ => return None,
            }
            left -= run;
        } else {
            // Packed in groups of eight; the last group is padded.
            for _ in 0..length {
                let byte = stream.byte()?;
                let used = if left < 8 { left } else { 8 };
                let mask = if used == 8 { 0xFF } else { (1_u8 << used) - 1 };
                ones += (byte & mask).count_ones() as usize;
                left -= used;
                if left == 0 {
                    break;
                }
            }
        }
    }
    Some(ones)
}

/// Whole numbers encoded as packed differences (`DELTA_BINARY_PACKED`), one after the other.
pub(crate) struct Deltas<'a> {
    stream: Stream<'a>,
    /// Numbers to come.
    left: usize,
    next: i64,
    is_first: bool,
    per_miniblock: usize,
    miniblocks: usize,
    least: i64,
    widths: Vec<u8>,
    miniblock: usize,
    /// Differences left in the miniblock, and the bit where the next one begins, counted from the miniblock's first
    /// byte.
    in_miniblock: usize,
    bit: usize,
    is_damaged: bool,
}

impl<'a> Deltas<'a> {
    /// A stream of exactly `count` numbers; `None` if its header says otherwise or cannot be.
    pub(crate) fn new(bytes: &'a [u8], count: usize) -> Option<Self> {
        /// Far more than any writer's; it keeps products of lengths small.
        const LARGEST_BLOCK: u64 = 1 << 20;
        let mut stream = Stream { bytes, at: 0 };
        let block = stream
            .number()
            .filter(|block| *block > 0 && *block <= LARGEST_BLOCK && block % 128 == 0)?;
        let miniblocks = stream
            .number()
            .filter(|miniblocks| *miniblocks > 0 && block % miniblocks == 0)?;
        let per_miniblock = usize::try_from(block / miniblocks)
            .ok()
            .filter(|length| length % 32 == 0)?;
        let total = usize::try_from(stream.number()?).ok().filter(|total| *total == count)?;
        let first = stream.signed()?;
        Some(Self {
            stream,
            left: total,
            next: first,
            is_first: true,
            per_miniblock,
            miniblocks: usize::try_from(miniblocks).ok()?,
            least: 0,
            widths: Vec::new(),
            miniblock: 0,
            in_miniblock: 0,
            bit: 0,
            is_damaged: false,
        })
    }

    /// The next number; `None` after the last, and where the stream is damaged.
    pub(crate) fn next(&mut self) -> Option<i64> {
        if self.left == 0 || self.is_damaged {
            return None;
        }
        let next = self.advance();
        self.is_damaged = next.is_none();
        next
    }

    fn advance(&mut self) -> Option<i64> {
        if self.is_first {
            self.is_first = false;
        } else {
            if self.in_miniblock == 0 {
                self.open_miniblock()?;
            }
            let width = usize::from(*self.widths.get(self.miniblock)?);
            let difference = self.bits(width)?;
            self.in_miniblock -= 1;
            if self.in_miniblock == 0 {
                self.close_miniblock();
            }
            self.next = self
                .next
                .wrapping_add(self.least)
                .wrapping_add(difference.cast_signed());
        }
        self.left -= 1;
        Some(self.next)
    }

    /// The byte behind the stream, after reading what is left of it; `None` if it is damaged or breaks off.
    pub(crate) fn end(mut self) -> Option<usize> {
        while self.left > 0 {
            self.next()?;
        }
        if self.in_miniblock > 0 {
            self.close_miniblock();
        }
        (self.stream.at <= self.stream.bytes.len()).then_some(self.stream.at)
    }

    fn open_miniblock(&mut self) -> Option<()> {
        self.miniblock += 1;
        if self.miniblock >= self.widths.len() {
            self.least = self.stream.signed()?;
            self.widths.clear();
            for _ in 0..self.miniblocks {
                self.widths.push(self.stream.byte()?);
            }
            self.miniblock = 0;
        }
        self.in_miniblock = self.per_miniblock;
        self.bit = 0;
        Some(())
    }

    /// A miniblock takes its whole length even where only part of it is used.
    fn close_miniblock(&mut self) {
        let width = self.widths.get(self.miniblock).map_or(0, |width| usize::from(*width));
        self.stream.at += self.per_miniblock * width / 8;
        self.in_miniblock = 0;
    }

    fn bits(&mut self, width: usize) -> Option<u64> {
        if width > 64 {
            return None;
        }
        let first = self.stream.at + self.bit / 8;
        let shift = self.bit % 8;
        // 64 bits that begin within a byte touch nine bytes.
        let bytes = self.stream.bytes.get(first..first + (shift + width).div_ceil(8))?;
        let mut wide = 0_u128;
        for (index, byte) in bytes.iter().enumerate() {
            wide |= u128::from(*byte) << (8 * index);
        }
        self.bit += width;
        let mask = if width == 64 { u64::MAX } else { (1 << width) - 1 };
        Some((wide >> shift) as u64 & mask)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ones_are_counted_in_runs_and_groups() {
        assert_eq!(count_ones(&[], 0), Some(0));
        assert_eq!(count_ones(&[], 1), None);
        assert_eq!(count_ones(&[20, 1], 10), Some(10));
        assert_eq!(count_ones(&[20, 0, 3, 0b1010_1111], 13), Some(3));
        assert_eq!(count_ones(&[20, 2], 10), None);
        assert_eq!(count_ones(&[0, 1], 10), None);
        assert_eq!(count_ones(&[3], 8), None);
        assert_eq!(count_ones(&[0xFF; 12], 8), None);
    }

    #[test]
    fn differences_follow_the_examples_of_the_format() {
        // The examples of the format's description: 1 to 5, and 7, 5, 3, 1, 2, 3, 4, 5 with a least difference of -2.
        let mut bytes = vec![128, 1, 4, 5, 2, 2, 0, 0, 0, 0];
        let read = |bytes: &[u8], count: usize| {
            let mut deltas = Deltas::new(bytes, count)?;
            let numbers: Vec<i64> = std::iter::from_fn(|| deltas.next()).collect();
            Some((numbers, deltas.end()?))
        };
        assert_eq!(read(&bytes, 5), Some((vec![1, 2, 3, 4, 5], 10)));
        assert_eq!(read(&bytes, 6), None);
        assert_eq!(read(&bytes[..9], 5), None);
        bytes = vec![
            128,
            1,
            4,
            8,
            14,
            3,
            2,
            0,
            0,
            0,
            0b1100_0000,
            0b0011_1111,
            0,
            0,
            0,
            0,
            0,
            0,
        ];
        assert_eq!(read(&bytes, 8), Some((vec![7, 5, 3, 1, 2, 3, 4, 5], 18)));
        assert_eq!(read(&bytes[..17], 8), None);
        assert_eq!(read(&[128, 1, 4, 0, 0], 0), Some((vec![], 5)));
        assert_eq!(read(&[128, 1, 0, 0, 0], 0), None);
        assert_eq!(read(&[128, 1, 4, 1, 0xFF], 1), None);
        assert_eq!(read(&[0xFF; 20], 1), None);
    }
}
