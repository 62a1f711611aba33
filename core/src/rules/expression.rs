//! Formulas as trees.

use crate::document::Span;

/// A formula as written, with its tree and its place in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    /// The text between the quotes.
    pub text: String,
    /// The parsed tree; spans are bytes of `text`.
    pub tree: Expression,
    /// Where the text starts in the file, so that a caret can stand inside it.
    pub offset: usize,
}

impl Formula {
    /// The span of a part of the formula in the file.
    pub fn span_in_file(&self, span: &Span) -> Span {
        self.offset + span.start..self.offset + span.end
    }

    /// Every dotted name the formula mentions, in the order of writing, without repetition.
    pub fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        self.tree.visit(&mut |expression| {
            if let ExpressionKind::Name(path) = &expression.kind {
                let name = path.join(".");
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        });
        names
    }
}

/// A node of a formula.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    /// What it is.
    pub kind: ExpressionKind,
    /// The bytes of the formula's text it covers.
    pub span: Span,
}

/// Arithmetic and logical operators with two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `and`
    And,
    /// `or`
    Or,
}

/// Comparisons; they may be chained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
}

/// The forms a formula is built from.
#[derive(Debug, Clone, PartialEq)]
pub enum ExpressionKind {
    /// A pure number.
    Number(f64),
    /// `true` or `false`.
    Truth(bool),
    /// A quoted word: a value of a category or a choice.
    Text(String),
    /// `name`, `file.name`, `person.name`.
    Name(Vec<String>),
    /// `[a, b]`, only behind `in`.
    List(Vec<Expression>),
    /// `parameter[category]`, `parameter[a][b]`.
    Index(Box<Expression>, Vec<Expression>),
    /// `f(x, y)`, `sum(x where c)`, `sum(x by pointer)`.
    Call {
        /// The function, schedule or table of schedules.
        callee: Box<Expression>,
        /// What it is called with.
        arguments: Vec<Expression>,
        /// Who counts: `where`.
        condition: Option<Box<Expression>>,
        /// The pointer or category: `by`.
        by: Option<Box<Expression>>,
    },
    /// `-x`
    Negate(Box<Expression>),
    /// `not x`
    Not(Box<Expression>),
    /// `x + y` and so on.
    Binary(Operator, Box<Expression>, Box<Expression>),
    /// `a <= b < c`: operands are one more than comparisons.
    Compare(Vec<Expression>, Vec<Comparison>),
    /// `x in list`
    In(Box<Expression>, Box<Expression>),
    /// `then if condition else otherwise`
    If {
        /// What decides.
        condition: Box<Expression>,
        /// The value where it holds.
        then: Box<Expression>,
        /// The value where it does not.
        otherwise: Box<Expression>,
    },
    /// `concept without member`
    Without(Box<Expression>, Vec<String>),
}

impl Expression {
    /// Calls `f` on this node and everything below it, in the order of writing.
    pub fn visit<'a>(&'a self, f: &mut dyn FnMut(&'a Expression)) {
        f(self);
        match &self.kind {
            ExpressionKind::Number(_)
            | ExpressionKind::Truth(_)
            | ExpressionKind::Text(_)
            | ExpressionKind::Name(_) => {}
            ExpressionKind::List(items) | ExpressionKind::Compare(items, _) => {
                items.iter().for_each(|item| item.visit(f))
            }
            ExpressionKind::Index(base, indices) => {
                base.visit(f);
                indices.iter().for_each(|index| index.visit(f));
            }
            ExpressionKind::Call {
                callee,
                arguments,
                condition,
                by,
            } => {
                callee.visit(f);
                arguments.iter().for_each(|argument| argument.visit(f));
                condition.iter().for_each(|condition| condition.visit(f));
                by.iter().for_each(|by| by.visit(f));
            }
            ExpressionKind::Negate(inner) | ExpressionKind::Not(inner) | ExpressionKind::Without(inner, _) => {
                inner.visit(f)
            }
            ExpressionKind::Binary(_, left, right) | ExpressionKind::In(left, right) => {
                left.visit(f);
                right.visit(f);
            }
            ExpressionKind::If {
                condition,
                then,
                otherwise,
            } => {
                then.visit(f);
                condition.visit(f);
                otherwise.visit(f);
            }
        }
    }
}
