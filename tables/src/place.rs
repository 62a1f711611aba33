//! Where a cell stands in the text of a CSV file.

/// The line and the column, both from 1, the column in characters, of a field of the record that begins at byte
/// `start`.
///
/// `start` may lie before blank lines, which belong to no record. Line ends are `\n`, `\r\n` or `\r`, as for the
/// parser.
pub(crate) fn place_of(bytes: &[u8], start: usize, field: usize) -> (u32, u32) {
    let mut at = start;
    while matches!(bytes.get(at), Some(b'\n' | b'\r')) {
        at += 1;
    }
    let mut quoted = false;
    let mut passed = 0;
    while passed < field {
        match bytes.get(at) {
            None => break,
            Some(b'"') => quoted = !quoted,
            Some(b',') if !quoted => passed += 1,
            Some(_) => {}
        }
        at += 1;
    }
    position_of(bytes, at)
}

/// The line and the column, both from 1, of a byte; beyond the end it is the end.
pub(crate) fn position_of(bytes: &[u8], at: usize) -> (u32, u32) {
    let before = bytes.get(..at).unwrap_or(bytes);
    let mut line = 1_u32;
    let mut begin = 0;
    for (index, byte) in before.iter().enumerate() {
        if *byte == b'\n' || (*byte == b'\r' && bytes.get(index + 1) != Some(&b'\n')) {
            line = line.saturating_add(1);
            begin = index + 1;
        }
    }
    // The bytes 10xxxxxx continue a character.
    let characters = before[begin..].iter().filter(|byte| **byte & 0xC0 != 0x80).count();
    (
        line,
        u32::try_from(characters).unwrap_or(u32::MAX - 1).saturating_add(1),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_behind_quotes_blank_lines_and_wide_characters() {
        let text = "a,b\r\n\r\n\"x,\"\"y\nz\",é,3\n".as_bytes();
        assert_eq!(place_of(text, 0, 1), (1, 3));
        assert_eq!(place_of(text, 4, 0), (3, 1));
        assert_eq!(place_of(text, 4, 1), (4, 4));
        assert_eq!(place_of(text, 4, 2), (4, 6));
        assert_eq!(place_of(text, 4, 9), (5, 1));
        assert_eq!(place_of(b"a\rb\rc", 2, 0), (2, 1));
        assert_eq!(position_of(b"", 7), (1, 1));
    }
}
