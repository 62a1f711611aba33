//! Formulas of a recipe: the expressions of the rule language over the columns given above, checked and worked out block by
//! block.

use super::column::{Column, Kind, Scope};
use crate::document::{Collector, Span, nearest};
use crate::rules::{Comparison, Expression, ExpressionKind, Formula, Operator};
use std::sync::Arc;

/// A checked formula.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Constant(f64),
    /// A column of the same rows.
    Own(usize),
    /// A column of the household of a person or unit.
    Household(usize),
    /// A column of the person's unit.
    Unit(usize),
    /// A column of the first member of a role: of the same unit, or of the household's first.
    Member {
        role: usize,
        column: usize,
        /// What stands in where there is no such member.
        nobody: f64,
    },
    /// A sum over the members of a household or unit of those who fulfil the condition.
    Sum {
        value: Box<Node>,
        condition: Option<Box<Node>>,
    },
    /// Whether a member fulfils the condition.
    Any(Box<Node>),
    Negate(Box<Node>),
    Not(Box<Node>),
    Binary(Operator, Box<Node>, Box<Node>),
    Compare(Comparison, Box<Node>, Box<Node>),
    OneOf(Box<Node>, Vec<f64>),
    If(Box<Node>, Box<Node>, Box<Node>),
    Call(Function, Vec<Node>),
}

/// Functions of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Minimum,
    Maximum,
    Clip,
    Absolute,
    Round,
    Floor,
    Ceil,
    Ratio,
}

/// Name, form, function, least and most arguments.
const FUNCTIONS: [(&str, &str, Function, usize, usize); 8] = [
    ("min", "min(a, b, …)", Function::Minimum, 2, 16),
    ("max", "max(a, b, …)", Function::Maximum, 2, 16),
    ("clip", "clip(x, lowest, highest)", Function::Clip, 3, 3),
    ("abs", "abs(x)", Function::Absolute, 1, 1),
    ("round", "round(x, step)", Function::Round, 1, 2),
    ("floor", "floor(x, step)", Function::Floor, 1, 2),
    ("ceil", "ceil(x, step)", Function::Ceil, 1, 2),
    ("ratio", "ratio(a, b, if_zero)", Function::Ratio, 3, 3),
];

/// The sort of value that a formula has.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Type {
    Number,
    Truth,
    Category(Arc<[String]>),
}

impl Type {
    pub(super) fn of(kind: &Kind) -> Type {
        match kind {
            Kind::Number | Kind::Count(_) => Type::Number,
            Kind::Truth => Type::Truth,
            Kind::Category(labels) => Type::Category(labels.clone()),
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Type::Number => "a number",
            Type::Truth => "a truth",
            Type::Category(_) => "a word of a category",
        }
    }
}

/// What a formula may read.
pub(super) struct Names<'a> {
    pub columns: &'a [Column],
    pub roles: &'a [String],
    /// Names that tables below give.
    pub later: &'a [String],
    /// Columns of tables that are broken: what reads them is no further problem.
    pub broken: &'a [String],
    /// Whether the members have been made.
    pub has_members: bool,
    /// The unit within households, where there is one.
    pub unit: Option<&'a str>,
}

impl Names<'_> {
    /// The column of a name.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// Whether the name would be given by a table that is broken.
    pub(super) fn is_broken(&self, name: &str) -> bool {
        self.broken.iter().any(|broken| broken == name)
    }

    /// Why a name is not known, and the remedy.
    pub(super) fn unknown(&self, name: &str) -> (&'static str, String, String) {
        if self.later.iter().any(|later| later == name) {
            let remedy = format!("move the table that gives `{name}` above this one");
            return ("read-before-given", format!("`{name}` is given below"), remedy);
        }
        let known = self.columns.iter().map(|column| column.name.as_str());
        let remedy = nearest(name, known).map_or("give it by a table above".to_string(), |near| {
            format!("did you mean `{near}`?")
        });
        ("unknown-name", format!("no table gives `{name}`"), remedy)
    }

    /// The names that there are.
    pub(super) fn listed(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        names.join(", ")
    }
}

/// Checks one formula.
pub(super) struct Compiler<'a> {
    pub collector: &'a Collector,
    pub names: &'a Names<'a>,
    pub path: &'a str,
    pub formula: &'a Formula,
}

impl Compiler<'_> {
    fn refuse(&self, code: &'static str, span: &Span, message: String, allowed: &str, remedy: String) {
        let found = self.formula.text.get(span.clone()).unwrap_or_default();
        let place = self.formula.span_in_file(span);
        self.collector
            .report(code, self.path, &place, message, found, allowed, remedy);
    }

    /// The formula over the rows of a scope, which must have the wanted type. `None` after a report.
    pub(super) fn compile(&self, scope: Scope, wanted: &Type) -> Option<Node> {
        let labels = match wanted {
            Type::Category(labels) => Some(labels),
            _ => None,
        };
        let (node, found) = self.node(&self.formula.tree, scope, false, labels)?;
        if found != *wanted {
            let message = format!("the formula gives {} where {} is wanted", found.name(), wanted.name());
            self.refuse(
                "wrong-type",
                &self.formula.tree.span,
                message,
                wanted.name(),
                String::new(),
            );
            return None;
        }
        Some(node)
    }

    fn typed(&self, tree: &Expression, scope: Scope, inside: bool, wanted: &Type) -> Option<Node> {
        let (node, found) = self.node(tree, scope, inside, None)?;
        if found != *wanted {
            let message = format!("{} stands where {} is wanted", found.name(), wanted.name());
            self.refuse("wrong-type", &tree.span, message, wanted.name(), String::new());
            return None;
        }
        Some(node)
    }

    fn boxed(&self, tree: &Expression, scope: Scope, inside: bool, wanted: &Type) -> Option<Box<Node>> {
        self.typed(tree, scope, inside, wanted).map(Box::new)
    }

    /// `inside`: within an aggregate of a formula of households, where columns of persons are `person.NAME`.
    fn node(
        &self,
        tree: &Expression,
        scope: Scope,
        inside: bool,
        labels: Option<&Arc<[String]>>,
    ) -> Option<(Node, Type)> {
        let (number, truth) = (Type::Number, Type::Truth);
        Some(match &tree.kind {
            ExpressionKind::Number(value) => (Node::Constant(*value + 0.0), number),
            ExpressionKind::Truth(value) => (Node::Constant(f64::from(u8::from(*value))), truth),
            ExpressionKind::Text(text) => match labels {
                Some(labels) => (
                    Node::Constant(self.label(text, labels, &tree.span)?),
                    Type::Category(labels.clone()),
                ),
                None => {
                    let message = "a word stands where nothing says of which category it is".to_string();
                    self.refuse(
                        "wrong-type",
                        &tree.span,
                        message,
                        "a number, a truth or a comparison",
                        String::new(),
                    );
                    return None;
                }
            },
            ExpressionKind::Name(path) => self.name(tree, path, scope, inside)?,
            ExpressionKind::Negate(inner) => (Node::Negate(self.boxed(inner, scope, inside, &number)?), number),
            ExpressionKind::Not(inner) => (Node::Not(self.boxed(inner, scope, inside, &truth)?), truth),
            ExpressionKind::Binary(operator, left, right) => {
                let kind = match operator {
                    Operator::And | Operator::Or => truth,
                    _ => number,
                };
                let left = self.boxed(left, scope, inside, &kind);
                let right = self.boxed(right, scope, inside, &kind);
                (Node::Binary(*operator, left?, right?), kind)
            }
            ExpressionKind::Compare(operands, comparisons) => {
                let mut all: Option<Node> = None;
                for (pair, comparison) in operands.windows(2).zip(comparisons) {
                    let one = self.compared(&pair[0], &pair[1], *comparison, scope, inside)?;
                    all = Some(match all {
                        None => one,
                        Some(all) => Node::Binary(Operator::And, Box::new(all), Box::new(one)),
                    });
                }
                (all?, truth)
            }
            ExpressionKind::In(value, list) => {
                let ExpressionKind::List(items) = &list.kind else {
                    let message = "behind `in` stands a list".to_string();
                    self.refuse(
                        "wrong-form",
                        &list.span,
                        message,
                        "a list such as ['a', 'b'] or [1, 2]",
                        String::new(),
                    );
                    return None;
                };
                let (value, kind) = self.node(value, scope, inside, None)?;
                let mut values = Vec::new();
                for item in items {
                    values.push(match (&item.kind, &kind) {
                        (ExpressionKind::Text(text), Type::Category(labels)) => self.label(text, labels, &item.span)?,
                        (ExpressionKind::Number(value), Type::Number) => *value,
                        _ => {
                            let message = format!("the list is compared with {}", kind.name());
                            self.refuse("wrong-type", &item.span, message, kind.name(), String::new());
                            return None;
                        }
                    });
                }
                (Node::OneOf(Box::new(value), values), truth)
            }
            ExpressionKind::If {
                condition,
                then,
                otherwise,
            } => {
                let condition = self.boxed(condition, scope, inside, &truth);
                let (then, kind) = self.node(then, scope, inside, labels)?;
                let (other, other_kind) = self.node(otherwise, scope, inside, labels)?;
                if kind != other_kind {
                    let message = "both sides of a choice hold the same sort of value".to_string();
                    self.refuse("wrong-type", &tree.span, message, kind.name(), String::new());
                    return None;
                }
                (Node::If(condition?, Box::new(then), Box::new(other)), kind)
            }
            ExpressionKind::Call {
                callee,
                arguments,
                condition,
                by,
            } => self.call(
                tree,
                callee,
                arguments,
                condition.as_deref(),
                by.as_deref(),
                scope,
                inside,
            )?,
            ExpressionKind::List(_) | ExpressionKind::Index(..) | ExpressionKind::Without(..) => {
                let message = "a recipe has no parameters, tables or concepts to read".to_string();
                self.refuse(
                    "wrong-form",
                    &tree.span,
                    message,
                    "columns, literals, operators and functions",
                    String::new(),
                );
                return None;
            }
        })
    }

    fn label(&self, text: &str, labels: &Arc<[String]>, span: &Span) -> Option<f64> {
        if let Some(at) = labels.iter().position(|label| label == text) {
            return Some(at as f64);
        }
        let remedy = nearest(text, labels.iter().map(String::as_str))
            .map_or("use one of the allowed words".to_string(), |near| {
                format!("did you mean '{near}'?")
            });
        self.refuse(
            "unknown-label",
            span,
            format!("the column has no word '{text}'"),
            &labels.join(", "),
            remedy,
        );
        None
    }

    fn name(&self, tree: &Expression, path: &[String], scope: Scope, inside: bool) -> Option<(Node, Type)> {
        let (prefix, name) = match path {
            [name] => (None, name),
            [prefix, name] => (Some(prefix.as_str()), name),
            _ => {
                let message = "a recipe reads NAME, person.NAME or ROLE.NAME".to_string();
                self.refuse("wrong-form", &tree.span, message, &self.names.listed(), String::new());
                return None;
            }
        };
        let Some(at) = self.names.find(name) else {
            if self.names.is_broken(name) {
                return None;
            }
            let (code, message, remedy) = self.names.unknown(name);
            self.refuse(code, &tree.span, message, &self.names.listed(), remedy);
            return None;
        };
        let column = &self.names.columns[at];
        let kind = Type::of(&column.kind);
        let role = prefix.and_then(|prefix| self.names.roles.iter().position(|role| role == prefix));
        let is_of_person = column.scope == Scope::Person;
        let node = match (prefix, role, scope, column.scope) {
            (Some(_), Some(role), _, Scope::Person) => Node::Member {
                role,
                column: at,
                nobody: nobody(&column.kind),
            },
            (Some("person"), _, Scope::Person, Scope::Person) if inside => Node::Own(at),
            (None, _, Scope::Person, Scope::Person) if !inside => Node::Own(at),
            (None, _, Scope::Household, Scope::Household) | (None, _, Scope::Unit, Scope::Unit) => Node::Own(at),
            (None, _, Scope::Person | Scope::Unit, Scope::Household) => Node::Household(at),
            (None, _, Scope::Person, Scope::Unit) => Node::Unit(at),
            _ => {
                let remedy = match (inside, scope, is_of_person) {
                    (true, _, true) => format!("write person.{name}"),
                    (_, Scope::Household | Scope::Unit, true) => {
                        format!("write a sum, count or any over members, such as sum(person.{name}), or head.{name}")
                    }
                    _ => format!("write {name}"),
                };
                let remedy = match (scope, column.scope) {
                    (Scope::Household, Scope::Unit) => {
                        format!("write a sum over one member of each, such as sum({name} where person.role == 'head')")
                    }
                    _ => remedy,
                };
                let message = format!("`{name}` is a column of {}s", column.scope.name());
                self.refuse(
                    "wrong-entity",
                    &tree.span,
                    message,
                    "a column that the rows have",
                    remedy,
                );
                return None;
            }
        };
        Some((node, kind))
    }

    fn compared(
        &self,
        left: &Expression,
        right: &Expression,
        comparison: Comparison,
        scope: Scope,
        inside: bool,
    ) -> Option<Node> {
        // The side that is a word takes its category from the other.
        let (a, b) = if matches!(left.kind, ExpressionKind::Text(_)) {
            let (b, kind) = self.node(right, scope, inside, None)?;
            let (a, other) = self.node(left, scope, inside, labels_of(&kind))?;
            ((a, other), (b, kind))
        } else {
            let (a, kind) = self.node(left, scope, inside, None)?;
            let other = self.node(right, scope, inside, labels_of(&kind))?;
            ((a, kind), other)
        };
        let ordered = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        if a.1 != b.1 || (ordered && a.1 != Type::Number) {
            let message = format!("{} is compared with {}", a.1.name(), b.1.name());
            let span = left.span.start..right.span.end;
            self.refuse(
                "wrong-type",
                &span,
                message,
                "two numbers, or two words of one category",
                String::new(),
            );
            return None;
        }
        Some(Node::Compare(comparison, Box::new(a.0), Box::new(b.0)))
    }

    #[allow(clippy::too_many_arguments)]
    fn call(
        &self,
        tree: &Expression,
        callee: &Expression,
        arguments: &[Expression],
        condition: Option<&Expression>,
        by: Option<&Expression>,
        scope: Scope,
        inside: bool,
    ) -> Option<(Node, Type)> {
        let name = self
            .formula
            .text
            .get(callee.span.clone())
            .unwrap_or_default()
            .to_string();
        if matches!(name.as_str(), "sum" | "count" | "any") {
            return self.aggregate(tree, &name, arguments, condition, by, scope, inside);
        }
        let Some((_, form, function, least, most)) = FUNCTIONS.iter().find(|(known, ..)| *known == name) else {
            let names = || {
                FUNCTIONS
                    .iter()
                    .map(|(known, ..)| *known)
                    .chain(["sum", "count", "any"])
            };
            let remedy = nearest(&name, names()).map_or(String::new(), |near| format!("did you mean `{near}`?"));
            let allowed = names().collect::<Vec<_>>().join(", ");
            self.refuse(
                "unknown-function",
                &callee.span,
                format!("a recipe has no function `{name}`"),
                &allowed,
                remedy,
            );
            return None;
        };
        if arguments.len() < *least || arguments.len() > *most || condition.is_some() || by.is_some() {
            let message = format!("{name} is called in another form");
            self.refuse("wrong-form", &tree.span, message, form, format!("write {form}"));
            return None;
        }
        let values: Vec<Option<Node>> = arguments
            .iter()
            .map(|argument| self.typed(argument, scope, inside, &Type::Number))
            .collect();
        Some((
            Node::Call(*function, values.into_iter().collect::<Option<_>>()?),
            Type::Number,
        ))
    }

    #[allow(clippy::too_many_arguments)]
    fn aggregate(
        &self,
        tree: &Expression,
        name: &str,
        arguments: &[Expression],
        condition: Option<&Expression>,
        by: Option<&Expression>,
        scope: Scope,
        inside: bool,
    ) -> Option<(Node, Type)> {
        let form = match name {
            "sum" => "sum(person.x) or sum(person.x where person.age < 18)",
            "count" => "count(person.age < 18)",
            _ => "any(person.age < 18)",
        };
        let [argument] = arguments else {
            let message = format!("{name} is called in another form");
            self.refuse("wrong-form", &tree.span, message, form, format!("write {form}"));
            return None;
        };
        if scope == Scope::Person || inside || by.is_some() || (condition.is_some() && name != "sum") {
            let message = "sums over members belong to columns of households".to_string();
            let remedy = "give the sum by a table of = \"household\" above, and read that".to_string();
            self.refuse("wrong-form", &tree.span, message, form, remedy);
            return None;
        }
        if !self.names.has_members {
            let message = "the members of households are made below".to_string();
            let remedy = "move the table below the first table of persons".to_string();
            self.refuse("read-before-given", &tree.span, message, form, remedy);
            return None;
        }
        let wanted = if name == "sum" { Type::Number } else { Type::Truth };
        let value = self.boxed(argument, Scope::Person, true, &wanted);
        let condition = match condition {
            Some(condition) => Some(self.boxed(condition, Scope::Person, true, &Type::Truth)?),
            None => None,
        };
        let value = value?;
        Some(match name {
            "any" => (Node::Any(value), Type::Truth),
            _ => (Node::Sum { value, condition }, Type::Number),
        })
    }
}

fn labels_of(kind: &Type) -> Option<&Arc<[String]>> {
    match kind {
        Type::Category(labels) => Some(labels),
        _ => None,
    }
}

/// What stands in where a household has no member of the role: no word of a category, else zero.
pub(super) fn nobody(kind: &Kind) -> f64 {
    match kind {
        Kind::Category(_) => -1.0,
        _ => 0.0,
    }
}
