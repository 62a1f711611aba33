//! What the compiler knows of a value: its kind, its unit, its rows, its bounds.

use std::sync::Arc;

use crate::rules::Unit;
use crate::simulation::{Level, NodeId};

/// The kind of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// True or false.
    Truth,
    /// A number with its unit.
    Number(Unit),
    /// A number written as such, which fits every unit but money.
    Literal,
    /// Nought, which fits every unit.
    Zero,
    /// A value of a category or a choice.
    Category {
        /// The category's name.
        name: Arc<str>,
        /// Its values in order.
        labels: Arc<[String]>,
    },
    /// A word in quotes, not yet matched to a category.
    Word(String),
}

/// A value in the graph.
#[derive(Debug, Clone, PartialEq)]
pub struct Typed {
    /// Its node.
    pub node: NodeId,
    /// Its kind.
    pub kind: Type,
    /// Whose rows it has.
    pub level: Level,
    /// No value lies below.
    pub low: f64,
    /// No value lies above.
    pub high: f64,
}

impl Typed {
    pub(super) fn new(node: NodeId, kind: Type, level: Level) -> Typed {
        let (low, high) = match &kind {
            Type::Truth => (0.0, 1.0),
            Type::Category { labels, .. } => (0.0, labels.len() as f64),
            _ => (f64::NEG_INFINITY, f64::INFINITY),
        };
        Typed {
            node,
            kind,
            level,
            low,
            high,
        }
    }

    pub(super) fn within(mut self, low: f64, high: f64) -> Typed {
        // A bound that cannot be known (a NaN of infinities) is no bound.
        if low > self.low {
            self.low = low;
        }
        if high < self.high {
            self.high = high;
        }
        self
    }

    pub(super) fn is_number(&self) -> bool {
        matches!(self.kind, Type::Number(_) | Type::Literal | Type::Zero)
    }

    /// The unit as far as arithmetic is concerned.
    pub(super) fn unit(&self) -> Unit {
        match self.kind {
            Type::Number(unit) => unit,
            _ => Unit::NUMBER,
        }
    }

    pub(super) fn is_money(&self) -> bool {
        matches!(self.kind, Type::Number(unit) if unit.is_money())
    }

    /// In words, for messages.
    pub(super) fn describe(&self) -> String {
        match &self.kind {
            Type::Truth => "a truth".to_string(),
            Type::Number(unit) => unit.to_string(),
            Type::Literal => "a pure number".to_string(),
            Type::Zero => "nought".to_string(),
            Type::Category { name, .. } => format!("a value of {name}"),
            Type::Word(word) => format!("the word '{word}'"),
        }
    }
}

/// The unit that two values share when they are added, compared or chosen between.
pub(super) fn common(a: &Type, b: &Type) -> Option<Type> {
    match (a, b) {
        (Type::Truth, Type::Truth) => Some(Type::Truth),
        (Type::Zero, Type::Zero) => Some(Type::Zero),
        (Type::Zero, other) | (other, Type::Zero) if matches!(other, Type::Number(_) | Type::Literal) => {
            Some(other.clone())
        }
        (Type::Literal, Type::Literal) => Some(Type::Literal),
        (Type::Literal, Type::Number(unit)) | (Type::Number(unit), Type::Literal) if !unit.is_money() => {
            Some(Type::Number(*unit))
        }
        (Type::Number(a), Type::Number(b)) if a == b => Some(Type::Number(*a)),
        (Type::Category { name: a, labels }, Type::Category { name: b, .. }) if a == b => Some(Type::Category {
            name: a.clone(),
            labels: labels.clone(),
        }),
        _ => None,
    }
}
