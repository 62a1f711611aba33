//! Words of a formula.

use crate::document::Span;

/// A word of a formula.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A pure number.
    Number(f64),
    /// A quoted word.
    Text(String),
    /// A name or a keyword.
    Name(String),
    /// An operator or a bracket.
    Symbol(&'static str),
    /// The end of the formula.
    End,
}

/// What is wrong with a formula, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct SyntaxError {
    /// The bytes of the formula's text.
    pub span: Span,
    /// What was found there.
    pub found: String,
    /// What is allowed there.
    pub allowed: String,
    /// How to mend it.
    pub remedy: String,
}

const SYMBOLS: [&str; 18] = [
    "<=", ">=", "==", "!=", "+", "-", "*", "/", "<", ">", "(", ")", "[", "]", ",", ".", "=", "%",
];

pub(super) fn tokens(text: &str) -> Result<Vec<(Token, Span)>, SyntaxError> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let byte = bytes[at];
        if byte.is_ascii_whitespace() {
            at += 1;
            continue;
        }
        if byte.is_ascii_digit() || (byte == b'.' && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)) {
            while at < bytes.len() && (bytes[at].is_ascii_digit() || bytes[at] == b'_' || bytes[at] == b'.') {
                at += 1;
            }
            if at < bytes.len() && (bytes[at] == b'e' || bytes[at] == b'E') {
                let mut end = at + 1;
                if end < bytes.len() && (bytes[end] == b'-' || bytes[end] == b'+') {
                    end += 1;
                }
                if end < bytes.len() && bytes[end].is_ascii_digit() {
                    while end < bytes.len() && bytes[end].is_ascii_digit() {
                        end += 1;
                    }
                    at = end;
                }
            }
            let written: String = text[start..at].chars().filter(|c| *c != '_').collect();
            match written.parse::<f64>() {
                Ok(number) if number.is_finite() => tokens.push((Token::Number(number), start..at)),
                _ => {
                    return Err(SyntaxError {
                        span: start..at,
                        found: text[start..at].to_string(),
                        allowed: "a number such as 12 or 0.34".to_string(),
                        remedy: "write the number with one decimal point".to_string(),
                    });
                }
            }
            continue;
        }
        if byte == b'\'' || byte == b'"' {
            let end = text[at + 1..].find(byte as char).map(|length| at + 1 + length);
            let Some(end) = end else {
                return Err(SyntaxError {
                    span: start..text.len(),
                    found: "a quotation without its end".to_string(),
                    allowed: "a word in single quotes, such as 'joint'".to_string(),
                    remedy: "close the quotation".to_string(),
                });
            };
            tokens.push((Token::Text(text[at + 1..end].to_string()), start..end + 1));
            at = end + 1;
            continue;
        }
        if byte.is_ascii_alphabetic() || byte == b'_' {
            while at < bytes.len() && (bytes[at].is_ascii_alphanumeric() || bytes[at] == b'_') {
                at += 1;
            }
            tokens.push((Token::Name(text[start..at].to_string()), start..at));
            continue;
        }
        if let Some(symbol) = SYMBOLS.iter().find(|symbol| text[at..].starts_with(**symbol)) {
            at += symbol.len();
            let remedy = match *symbol {
                "=" => Some("compare with ==; a rule's name stands before the formula"),
                "%" => Some("write a share as a number between 0 and 1"),
                _ => None,
            };
            if let Some(remedy) = remedy {
                return Err(SyntaxError {
                    span: start..at,
                    found: (*symbol).to_string(),
                    allowed: "an operator of the language".to_string(),
                    remedy: remedy.to_string(),
                });
            }
            tokens.push((Token::Symbol(symbol), start..at));
            continue;
        }
        let character = text[at..].chars().next().unwrap_or(' ');
        let remedy = match character {
            '^' => "write the product out",
            '&' => "write `and`",
            '|' => "write `or`",
            '!' => "write `not`",
            '{' | '}' => "use round brackets",
            _ => "remove it",
        };
        return Err(SyntaxError {
            span: start..start + character.len_utf8(),
            found: format!("the character {character:?}"),
            allowed: "names, numbers, words in single quotes and operators".to_string(),
            remedy: remedy.to_string(),
        });
    }
    tokens.push((Token::End, text.len()..text.len()));
    Ok(tokens)
}
