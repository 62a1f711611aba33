//! From the text of a formula to its tree: a Pratt parser.

use super::expression::{Comparison, Expression, ExpressionKind, Operator};
use super::lexer::{SyntaxError, Token, tokens};
use crate::document::Span;

/// Formulas nest no deeper than this, so that no text can exhaust the stack.
const DEEPEST: u32 = 64;

/// Formulas have no more words and signs than this.
const LONGEST: usize = 400;

/// Words that are part of the language and name nothing.
const KEYWORDS: [&str; 10] = ["and", "or", "not", "if", "else", "in", "where", "by", "without", "then"];

/// Parses a formula.
///
/// # Errors
/// The first place that is not a formula: what stands there, what is allowed and how to mend it.
pub fn parse_formula(text: &str) -> Result<Expression, SyntaxError> {
    let tokens = tokens(text)?;
    // A tree is no deeper than its words are many: so it can be walked without exhausting the stack.
    if let Some((_, span)) = tokens.get(LONGEST) {
        return Err(SyntaxError {
            span: span.clone(),
            found: format!("{} words and signs", tokens.len() - 1),
            allowed: format!("at most {LONGEST}"),
            remedy: "give parts of the formula names of their own".to_string(),
        });
    }
    let mut parser = Parser {
        tokens,
        at: 0,
        depth: 0,
    };
    if matches!(parser.peek(), Token::End) {
        return Err(parser.error("a formula", "write a formula such as \"max(0, guarantee - income)\""));
    }
    let tree = parser.conditional()?;
    if !matches!(parser.peek(), Token::End) {
        return Err(parser.error(
            "an operator or the end of the formula",
            "remove what is too much, or put an operator before it",
        ));
    }
    Ok(tree)
}

struct Parser {
    tokens: Vec<(Token, Span)>,
    at: usize,
    depth: u32,
}

impl Parser {
    fn peek(&self) -> &Token {
        &self.tokens[self.at].0
    }

    fn span(&self) -> Span {
        self.tokens[self.at].1.clone()
    }

    fn advance(&mut self) -> (Token, Span) {
        let token = self.tokens[self.at].clone();
        if self.at + 1 < self.tokens.len() {
            self.at += 1;
        }
        token
    }

    fn error(&self, allowed: &str, remedy: &str) -> SyntaxError {
        let (token, span) = &self.tokens[self.at];
        let found = match token {
            Token::Number(number) => number.to_string(),
            Token::Text(text) => format!("'{text}'"),
            Token::Name(name) => name.clone(),
            Token::Symbol(symbol) => (*symbol).to_string(),
            Token::End => "the end of the formula".to_string(),
        };
        SyntaxError {
            span: span.clone(),
            found,
            allowed: allowed.to_string(),
            remedy: remedy.to_string(),
        }
    }

    fn accept(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), Token::Symbol(found) if *found == symbol);
        if found {
            self.advance();
        }
        found
    }

    fn accept_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        if found {
            self.advance();
        }
        found
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Token::Name(name) if name == word)
    }

    fn expect(&mut self, symbol: &'static str) -> Result<Span, SyntaxError> {
        let span = self.span();
        if self.accept(symbol) {
            Ok(span)
        } else {
            Err(self.error(&format!("`{symbol}`"), &format!("put `{symbol}` here")))
        }
    }

    fn deeper(&mut self) -> Result<(), SyntaxError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(SyntaxError {
                span: self.span(),
                found: format!("more than {DEEPEST} brackets or branches inside one another"),
                allowed: format!("at most {DEEPEST}"),
                remedy: "give parts of the formula names of their own".to_string(),
            });
        }
        Ok(())
    }

    /// `a if c else b`, right associative.
    fn conditional(&mut self) -> Result<Expression, SyntaxError> {
        self.deeper()?;
        let then = self.or()?;
        let result = if self.accept_word("if") {
            let condition = self.or()?;
            if !self.accept_word("else") {
                return Err(self.error("`else`", "say what holds otherwise: `a if c else b`"));
            }
            let otherwise = self.conditional()?;
            let span = then.span.start..otherwise.span.end;
            Expression {
                kind: ExpressionKind::If {
                    condition: Box::new(condition),
                    then: Box::new(then),
                    otherwise: Box::new(otherwise),
                },
                span,
            }
        } else {
            then
        };
        self.depth -= 1;
        Ok(result)
    }

    fn binary(left: Expression, operator: Operator, right: Expression) -> Expression {
        let span = left.span.start..right.span.end;
        Expression {
            kind: ExpressionKind::Binary(operator, Box::new(left), Box::new(right)),
            span,
        }
    }

    fn or(&mut self) -> Result<Expression, SyntaxError> {
        let mut left = self.and()?;
        while self.accept_word("or") {
            left = Self::binary(left, Operator::Or, self.and()?);
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Expression, SyntaxError> {
        let mut left = self.not()?;
        while self.accept_word("and") {
            left = Self::binary(left, Operator::And, self.not()?);
        }
        Ok(left)
    }

    fn not(&mut self) -> Result<Expression, SyntaxError> {
        let start = self.span().start;
        if self.accept_word("not") {
            self.deeper()?;
            let inner = self.not()?;
            self.depth -= 1;
            let span = start..inner.span.end;
            return Ok(Expression {
                kind: ExpressionKind::Not(Box::new(inner)),
                span,
            });
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Expression, SyntaxError> {
        let first = self.sum()?;
        if self.is_word("in")
            || (self.is_word("not")
                && matches!(&self.tokens.get(self.at + 1), Some((Token::Name(name), _)) if name == "in"))
        {
            let negated = self.accept_word("not");
            self.advance();
            let list = if matches!(self.peek(), Token::Symbol("[")) {
                self.list()?
            } else {
                self.postfix()?
            };
            let span = first.span.start..list.span.end;
            let inside = Expression {
                kind: ExpressionKind::In(Box::new(first), Box::new(list)),
                span: span.clone(),
            };
            return Ok(if negated {
                Expression {
                    kind: ExpressionKind::Not(Box::new(inside)),
                    span,
                }
            } else {
                inside
            });
        }
        let mut operands = vec![first];
        let mut comparisons = Vec::new();
        loop {
            let comparison = match self.peek() {
                Token::Symbol("<") => Comparison::Less,
                Token::Symbol("<=") => Comparison::LessOrEqual,
                Token::Symbol(">") => Comparison::Greater,
                Token::Symbol(">=") => Comparison::GreaterOrEqual,
                Token::Symbol("==") => Comparison::Equal,
                Token::Symbol("!=") => Comparison::NotEqual,
                _ => break,
            };
            self.advance();
            comparisons.push(comparison);
            operands.push(self.sum()?);
        }
        if comparisons.is_empty() {
            return Ok(operands.remove(0));
        }
        let span = operands[0].span.start..operands[operands.len() - 1].span.end;
        Ok(Expression {
            kind: ExpressionKind::Compare(operands, comparisons),
            span,
        })
    }

    fn sum(&mut self) -> Result<Expression, SyntaxError> {
        let mut left = self.product()?;
        loop {
            let operator = match self.peek() {
                Token::Symbol("+") => Operator::Add,
                Token::Symbol("-") => Operator::Subtract,
                _ => return Ok(left),
            };
            self.advance();
            left = Self::binary(left, operator, self.product()?);
        }
    }

    fn product(&mut self) -> Result<Expression, SyntaxError> {
        let mut left = self.unary()?;
        loop {
            let operator = match self.peek() {
                Token::Symbol("*") => Operator::Multiply,
                Token::Symbol("/") => Operator::Divide,
                _ => return Ok(left),
            };
            self.advance();
            left = Self::binary(left, operator, self.unary()?);
        }
    }

    fn unary(&mut self) -> Result<Expression, SyntaxError> {
        let start = self.span().start;
        if self.accept("-") {
            self.deeper()?;
            let inner = self.unary()?;
            self.depth -= 1;
            let span = start..inner.span.end;
            return Ok(Expression {
                kind: ExpressionKind::Negate(Box::new(inner)),
                span,
            });
        }
        self.postfix()
    }

    fn list(&mut self) -> Result<Expression, SyntaxError> {
        let start = self.expect("[")?.start;
        let mut items = Vec::new();
        while !matches!(self.peek(), Token::Symbol("]")) {
            items.push(self.conditional()?);
            if !self.accept(",") {
                break;
            }
        }
        let end = self.expect("]")?.end;
        Ok(Expression {
            kind: ExpressionKind::List(items),
            span: start..end,
        })
    }

    fn postfix(&mut self) -> Result<Expression, SyntaxError> {
        let mut inner = self.primary()?;
        loop {
            let nameable = matches!(inner.kind, ExpressionKind::Name(_) | ExpressionKind::Index(..));
            if matches!(self.peek(), Token::Symbol("[")) && nameable {
                let list = self.list()?;
                let span = inner.span.start..list.span.end;
                let ExpressionKind::List(added) = list.kind else {
                    continue;
                };
                inner = match inner.kind {
                    ExpressionKind::Index(base, mut indices) => {
                        indices.extend(added);
                        Expression {
                            kind: ExpressionKind::Index(base, indices),
                            span,
                        }
                    }
                    kind => {
                        let base = Expression { kind, span: inner.span };
                        Expression {
                            kind: ExpressionKind::Index(Box::new(base), added),
                            span,
                        }
                    }
                };
            } else if matches!(self.peek(), Token::Symbol("(")) && nameable {
                inner = self.call(inner)?;
            } else if self.is_word("without") {
                self.advance();
                let path = self.path()?;
                let span = inner.span.start..path.1.end;
                inner = Expression {
                    kind: ExpressionKind::Without(Box::new(inner), path.0),
                    span,
                };
            } else {
                return Ok(inner);
            }
        }
    }

    fn call(&mut self, callee: Expression) -> Result<Expression, SyntaxError> {
        self.expect("(")?;
        self.deeper()?;
        let mut arguments = Vec::new();
        let mut condition = None;
        let mut by = None;
        while !matches!(self.peek(), Token::Symbol(")")) {
            arguments.push(self.conditional()?);
            if self.accept_word("where") {
                condition = Some(Box::new(self.conditional()?));
            }
            if self.accept_word("by") {
                by = Some(Box::new(self.postfix()?));
            }
            if !self.accept(",") {
                break;
            }
        }
        let end = self.expect(")")?.end;
        self.depth -= 1;
        let span = callee.span.start..end;
        Ok(Expression {
            kind: ExpressionKind::Call {
                callee: Box::new(callee),
                arguments,
                condition,
                by,
            },
            span,
        })
    }

    fn path(&mut self) -> Result<(Vec<String>, Span), SyntaxError> {
        let mut span = self.span();
        let mut path = Vec::new();
        loop {
            match self.peek() {
                Token::Name(name) if !KEYWORDS.contains(&name.as_str()) => {
                    path.push(name.clone());
                    span.end = self.span().end;
                    self.advance();
                }
                _ => return Err(self.error("a name", "write the name of a rule, parameter, column or instrument")),
            }
            if !self.accept(".") {
                return Ok((path, span));
            }
        }
    }

    fn primary(&mut self) -> Result<Expression, SyntaxError> {
        let span = self.span();
        match self.peek().clone() {
            Token::Number(number) => {
                self.advance();
                Ok(Expression {
                    kind: ExpressionKind::Number(number),
                    span,
                })
            }
            Token::Text(text) => {
                self.advance();
                Ok(Expression {
                    kind: ExpressionKind::Text(text),
                    span,
                })
            }
            Token::Name(name) if name == "true" || name == "false" => {
                self.advance();
                Ok(Expression {
                    kind: ExpressionKind::Truth(name == "true"),
                    span,
                })
            }
            Token::Name(_) => {
                let (path, span) = self.path()?;
                Ok(Expression {
                    kind: ExpressionKind::Name(path),
                    span,
                })
            }
            Token::Symbol("(") => {
                self.advance();
                let inner = self.conditional()?;
                let end = self.expect(")")?.end;
                Ok(Expression {
                    kind: inner.kind,
                    span: span.start..end,
                })
            }
            Token::Symbol("[") => Err(self.error("a value", "a list may only stand behind `in`")),
            _ => Err(self.error("a name, a number or a bracket", "complete the formula here")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> String {
        fn show(e: &Expression) -> String {
            match &e.kind {
                ExpressionKind::Number(n) => n.to_string(),
                ExpressionKind::Truth(t) => t.to_string(),
                ExpressionKind::Text(t) => format!("'{t}'"),
                ExpressionKind::Name(path) => path.join("."),
                ExpressionKind::List(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(" ")),
                ExpressionKind::Index(base, by) => {
                    format!("{}[{}]", show(base), by.iter().map(show).collect::<Vec<_>>().join(" "))
                }
                ExpressionKind::Call {
                    callee,
                    arguments,
                    condition,
                    by,
                } => format!(
                    "{}({}{}{})",
                    show(callee),
                    arguments.iter().map(show).collect::<Vec<_>>().join(" "),
                    condition
                        .as_ref()
                        .map_or(String::new(), |c| format!(" where {}", show(c))),
                    by.as_ref().map_or(String::new(), |b| format!(" by {}", show(b)))
                ),
                ExpressionKind::Negate(inner) => format!("(- {})", show(inner)),
                ExpressionKind::Not(inner) => format!("(not {})", show(inner)),
                ExpressionKind::Binary(op, a, b) => format!("({op:?} {} {})", show(a), show(b)),
                ExpressionKind::Compare(items, _) => {
                    format!("<{}>", items.iter().map(show).collect::<Vec<_>>().join(" "))
                }
                ExpressionKind::In(a, b) => format!("({} in {})", show(a), show(b)),
                ExpressionKind::If {
                    condition,
                    then,
                    otherwise,
                } => {
                    format!("(if {} {} {})", show(condition), show(then), show(otherwise))
                }
                ExpressionKind::Without(inner, member) => format!("({} without {})", show(inner), member.join(".")),
            }
        }
        parse_formula(text).map_or_else(
            |e| format!("{}: {} / {}", e.span.start, e.found, e.allowed),
            |e| show(&e),
        )
    }

    #[test]
    fn precedence_is_that_of_arithmetic() {
        assert_eq!(shape("a + b * c - d"), "(Subtract (Add a (Multiply b c)) d)");
        assert_eq!(shape("-a * b"), "(Multiply (- a) b)");
        assert_eq!(shape("not a and b or c"), "(Or (And (not a) b) c)");
        assert_eq!(shape("a if b else c if d else e"), "(if b a (if d c e))");
    }

    #[test]
    fn members_and_tables_are_read() {
        assert_eq!(
            shape("sum(person.x where person.age < 18)"),
            "sum(person.x where <person.age 18>)"
        );
        assert_eq!(shape("sum(is_child by parent_1)"), "sum(is_child by parent_1)");
        assert_eq!(
            shape("tariff[filing_status](x) + m[a][b]"),
            "(Add tariff[filing_status](x) m[a b])"
        );
        assert_eq!(shape("25 <= age <= 64"), "<25 age 64>");
        assert_eq!(
            shape("region not in ['north', 'south']"),
            "(not (region in ['north' 'south']))"
        );
        assert_eq!(
            shape("max(0, income without social_assistance)"),
            "max(0 (income without social_assistance))"
        );
    }

    #[test]
    fn errors_name_their_place() {
        assert_eq!(
            shape("a +"),
            "3: the end of the formula / a name, a number or a bracket"
        );
        assert_eq!(shape("a b"), "2: b / an operator or the end of the formula");
        assert_eq!(shape("(a"), "2: the end of the formula / `)`");
        assert_eq!(shape("a = b"), "2: = / an operator of the language");
        assert!(shape(&format!("{}a{}", "(".repeat(100), ")".repeat(100))).contains("more than 64"));
        assert_eq!(shape(""), "0: the end of the formula / a formula");
    }
}
