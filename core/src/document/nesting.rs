//! The nesting of a text before it is parsed: so that no text can exhaust the stack of the parsers, and to find the bracket
//! that was left open.

use super::Span;

/// The text nests deeper than this: not the limit told to users ([`MAXIMUM_DEPTH`](super::MAXIMUM_DEPTH)), which is checked
/// on the tree, but a bound well above it. The estimate for TOML may be too high in texts that are wrong anyway.
const BOUND: u32 = 150;

/// The place where the nesting of a JSON text passes the bound.
pub(super) fn too_deep_in_json(text: &str) -> Option<Span> {
    let bytes = text.as_bytes();
    let mut depth = 0u32;
    let mut index = 0;
    while index < bytes.len() {
        match bytes[index] {
            b'"' => index = end_of_text(bytes, index),
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > BOUND {
            return Some(index..index + 1);
        }
        index += 1;
    }
    None
}

/// The last byte of the quoted text that begins at `start`, or the end of all.
fn end_of_text(bytes: &[u8], start: usize) -> usize {
    let mut index = start + 1;
    while index < bytes.len() && bytes[index] != b'"' {
        index += if bytes[index] == b'\\' { 2 } else { 1 };
    }
    index
}

/// A bracket that is open.
struct Open {
    /// Its place.
    start: usize,
    /// Whether it begins the header of a table, which ends with its line at the latest.
    is_header: bool,
    /// The dots of the key that is being written in it.
    dots: u32,
    /// Whether dots still belong to a key.
    in_key: bool,
}

/// The place where the nesting of a TOML text, by brackets and by dotted keys, passes the bound.
pub(super) fn too_deep_in_toml(text: &str) -> Option<Span> {
    scan_toml(text, text.len()).err()
}

/// The outermost and the innermost bracket that are still open in a TOML text before `offset`.
pub(super) fn open_brackets_in_toml(text: &str, offset: usize) -> Option<(usize, usize)> {
    let open = scan_toml(text, offset).ok()?;
    // The first is the root.
    Some((open.get(1)?.start, open.last()?.start))
}

/// The brackets that are open before `end`, the first of which stands for the root; or where the nesting passes the bound.
fn scan_toml(text: &str, end: usize) -> Result<Vec<Open>, Span> {
    let bytes = text.as_bytes();
    let mut open = vec![Open {
        start: 0,
        is_header: false,
        dots: 0,
        in_key: true,
    }];
    let mut depth = 0u32;
    let mut is_line_start = true;
    let mut index = 0;
    while index < end && index < bytes.len() {
        let levels = open.len();
        let Some(innermost) = open.last_mut() else { break };
        let mut next = index + 1;
        let was_line_start = is_line_start;
        is_line_start &= matches!(bytes[index], b' ' | b'\t');
        match bytes[index] {
            bracket @ (b'[' | b'{') => {
                let is_header = bracket == b'[' && (innermost.is_header || (levels == 1 && was_line_start));
                open.push(Open {
                    start: index,
                    is_header,
                    dots: 0,
                    in_key: true,
                });
                depth += 1;
            }
            // One that does not fit closes nothing.
            b']' | b'}' if levels > 1 && bytes[index] - 2 == bytes[innermost.start] => {
                depth -= 1 + innermost.dots;
                open.pop();
            }
            b'=' => innermost.in_key = false,
            b'.' if innermost.in_key => {
                innermost.dots += 1;
                depth += 1;
            }
            b',' => {
                depth -= innermost.dots;
                innermost.dots = 0;
                innermost.in_key = true;
            }
            b'\n' | b'\r' => {
                is_line_start = true;
                while let Some(header) = open.pop_if(|innermost| innermost.is_header) {
                    depth -= 1 + header.dots;
                }
                if let Some(innermost) = open.last_mut() {
                    innermost.in_key = true;
                }
                if let [root] = open.as_mut_slice() {
                    depth -= root.dots;
                    root.dots = 0;
                }
            }
            b'#' => next = find(bytes, index, |byte| byte == b'\n' || byte == b'\r'),
            quote @ (b'"' | b'\'') => next = after_toml_text(bytes, index, quote),
            b' ' | b'\t' | b']' | b'}' | b'.' => {}
            // A bare word: quotes within it begin no text.
            _ => next = find(bytes, index, |byte| b".=,[]{} \t#\r\n".contains(&byte)),
        }
        if depth > BOUND {
            return Err(index..index + 1);
        }
        index = next;
    }
    Ok(open)
}

/// The first byte from `start` on for which `stop` holds, or the end of all.
fn find(bytes: &[u8], start: usize, stop: impl Fn(u8) -> bool) -> usize {
    bytes[start..]
        .iter()
        .position(|&byte| stop(byte))
        .map_or(bytes.len(), |distance| start + distance)
}

/// The byte after the quoted text of TOML that begins at `start`; an open one ends with its line, an open one of several
/// lines with the text.
fn after_toml_text(bytes: &[u8], start: usize, quote: u8) -> usize {
    let delimiter = [quote; 3];
    let is_long = bytes[start..].starts_with(&delimiter);
    let mut index = start + if is_long { 3 } else { 1 };
    while index < bytes.len() {
        if quote == b'"' && bytes[index] == b'\\' {
            index += if matches!(bytes.get(index + 1), Some(b'\\' | b'"')) {
                2
            } else {
                1
            };
        } else if is_long && bytes[index..].starts_with(&delimiter) {
            index += 3;
            // Up to two more quotes belong to the text itself.
            let more = bytes[index..].iter().take(2).take_while(|&&byte| byte == quote).count();
            return index + more;
        } else if !is_long && bytes[index] == quote {
            return index + 1;
        } else if !is_long && bytes[index] == b'\n' {
            return index;
        } else {
            index += 1;
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_texts_and_comments_do_not_count() {
        let many = "[".repeat(1000);
        for text in [
            format!("a = \"{many}\""),
            format!("a = '{many}'"),
            format!("a = \"\"\"\n{many}\"\\\"\"\"\"\"\" # {many}"),
            format!("a = '''\n{many}'''''"),
            format!("# {many}\n"),
            format!("a = [{}]", "1.5, ".repeat(1000)),
            format!("a = [\n{}]", "{ b.c = 1.5 },\n".repeat(1000)),
            format!("a = {}", ".5".repeat(1000)),
            "a.b.c = 1\n".repeat(1000),
            "[a.b.c]\n[[d.e]]\n".repeat(1000),
        ] {
            assert_eq!(too_deep_in_toml(&text), None, "{text:.40}");
        }
        assert_eq!(
            too_deep_in_json(&format!("{{\"a\\\"{many}\": [{}1]}}", "[1],".repeat(1000))),
            None
        );
    }

    #[test]
    fn nesting_by_brackets_and_dots_is_seen() {
        assert!(too_deep_in_toml(&format!("a = {}", "[".repeat(151))).is_some());
        assert!(too_deep_in_toml(&format!("a{} = 1", ".a".repeat(151))).is_some());
        assert!(too_deep_in_toml(&format!("a = {}", "{ a.b.c.d = ".repeat(40))).is_some());
        assert!(too_deep_in_toml(&format!("[a{}]", ".a".repeat(151))).is_some());
        assert_eq!(too_deep_in_json(&"[".repeat(151)), Some(150..151));
    }

    #[test]
    fn open_brackets_are_found() {
        let text = "[t]\n[open\na = [1, { b = 2 },\n[3\nc = 4";
        let equals = text.len() - 3;
        assert_eq!(&text[equals..], "= 4");
        let outer = text.find("[1").expect("present");
        let inner = text.find("[3").expect("present");
        assert_eq!(open_brackets_in_toml(text, equals), Some((outer, inner)));
        assert_eq!(open_brackets_in_toml(text, outer), None);
        assert_eq!(open_brackets_in_toml("a = ']['", 8), None);
        assert_eq!(open_brackets_in_toml("a = [ }", 7), Some((4, 4)));
    }
}
