//! Claimed only if better off: the law is lowered again for each member of a household who might claim, so that the household's
//! income with the instrument can be held against that without it.

use super::{Compiler, Type, Typed};
use crate::rules::instrument::BetterOff;
use crate::rules::unit::Unit;
use crate::simulation::{Aggregate, BinaryOperation, HOUSEHOLD, Level, NodeId, Operation, PERSON};
use crate::system::Law;

/// So many members of a household are asked, each as if the others had declined; of more, those with the smallest stored
/// draws. Each costs another working out of what follows from the instrument.
pub(super) const MOST_ASKED: usize = 4;

/// A law in which one instrument is tried. What no single household moves (totals, places, the shares of funds) stands as if
/// nobody had it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Trial {
    /// The law.
    law: usize,
    /// The instrument, by its place in the law.
    instrument: usize,
    /// Which of the asked of each household has it; nobody when absent.
    asked: Option<usize>,
}

/// The laws, and behind them the trials of their instruments; with what each trial tries.
pub(super) fn with_trials(laws: &[Law]) -> (Vec<&Law>, Vec<Trial>) {
    let mut all: Vec<&Law> = laws.iter().collect();
    let mut trials = Vec::new();
    for (law, own) in laws.iter().enumerate() {
        for (instrument, file) in own.instruments.iter().enumerate() {
            if !file.is_tried() || own.abolishes(&file.name) {
                continue;
            }
            for asked in std::iter::once(None).chain((0..MOST_ASKED).map(Some)) {
                trials.push(Trial { law, instrument, asked });
                all.push(own);
            }
        }
    }
    (all, trials)
}

impl<'a> Compiler<'a> {
    /// What a law tries, if it is a trial.
    fn trial(&self, law: usize) -> Option<Trial> {
        let first = self.laws.len() - self.trials.len();
        self.trials.get(law.checked_sub(first)?).copied()
    }

    /// The trial of an instrument of a law.
    fn trial_of(&self, law: usize, instrument: usize, asked: Option<usize>) -> Option<usize> {
        let wanted = Trial {
            law: self.root(law),
            instrument,
            asked,
        };
        let at = self.trials.iter().position(|trial| *trial == wanted)?;
        Some(self.laws.len() - self.trials.len() + at)
    }

    /// The law that a trial tries something in, else the law itself.
    pub(super) fn root(&self, law: usize) -> usize {
        self.trial(law).map_or(law, |trial| trial.law)
    }

    /// The trial in which nobody has the instrument, else the law itself.
    pub(super) fn still(&self, law: usize) -> usize {
        let still = self.trial(law).map(|trial| self.trial_of(law, trial.instrument, None));
        still.flatten().unwrap_or(law)
    }

    /// Whether the law tries this instrument.
    pub(super) fn tries(&self, law: usize, at: usize) -> bool {
        self.trial(law).is_some_and(|trial| trial.instrument == at)
    }

    /// Whether nobody can have an instrument: it is abolished, or the law tries what goes without it. Of two instruments that
    /// are claimed only if better off each is judged as if the other were not there.
    pub(super) fn is_off(&self, law: usize, at: usize) -> bool {
        let file = self.instrument(law, at);
        let is_tried = self.trial(law).is_some_and(|trial| match trial.instrument == at {
            true => trial.asked.is_none(),
            false => file.is_tried(),
        });
        is_tried || self.laws[law].abolishes(&file.name)
    }

    /// What is claimed where the household is better off with it; in a trial, by the one who is asked.
    pub(super) fn claimed_if_better_off(
        &mut self,
        law: usize,
        at: usize,
        gain: &'a BetterOff,
        due: &Typed,
    ) -> Option<Typed> {
        let level = self.level_of(law, at)?;
        let asked = self.asked(law, at, due, level)?;
        let takes = match self.trial(law).filter(|trial| trial.instrument == at) {
            Some(trial) => match trial.asked.and_then(|place| asked.get(place).copied()) {
                Some(takes) => takes,
                None => self.truth(false).node,
            },
            None => self.takes(law, at, gain, &asked, level)?,
        };
        let zero = self.number(0.0);
        let value = self.spread_rows(due, level);
        let node = self.graph.add(Operation::Select(takes, value, zero.node), level);
        Some(Typed {
            node,
            level,
            low: if due.low < 0.0 { due.low } else { 0.0 },
            ..due.clone()
        })
    }

    /// Whether each unit is the first, second … of its household that is asked.
    fn asked(&mut self, law: usize, at: usize, due: &Typed, level: Level) -> Option<Vec<NodeId>> {
        let zero = self.number(0.0);
        let value = self.spread_rows(due, level);
        let applies = Operation::Binary(BinaryOperation::MoneyLess, zero.node, value);
        let applies = self.graph.add(applies, level);
        if level == HOUSEHOLD || !self.schema.has_persons {
            return Some(vec![applies]);
        }
        let purpose = format!("better_off:{}", self.instrument(law, at).name);
        let purpose = self.graph.purpose(&purpose);
        let draw = self.graph.add(Operation::Draw(purpose), level);
        let applies = self.broadcast(&Typed::new(applies, Type::Truth, level)).node;
        let draw = self
            .broadcast(&Typed::new(draw, Type::Number(Unit::NUMBER), level))
            .node;
        let nobody = self.graph.constant(2.0);
        let mut waiting = applies;
        let mut asked = Vec::with_capacity(MOST_ASKED);
        for _ in 0..MOST_ASKED {
            let first = Operation::Members {
                aggregate: Aggregate::Smallest,
                value: draw,
                condition: Some(waiting),
                if_nobody: Some(nobody),
            };
            let first = self.graph.add(first, HOUSEHOLD);
            let first = self.graph.add(Operation::Broadcast(first), PERSON);
            let equal = Operation::Binary(BinaryOperation::Equal, draw, first);
            let equal = self.graph.add(equal, PERSON);
            let person = Operation::Binary(BinaryOperation::And, waiting, equal);
            let person = self.graph.add(person, PERSON);
            let later = Operation::Binary(BinaryOperation::Less, first, draw);
            let later = self.graph.add(later, PERSON);
            let still = Operation::Binary(BinaryOperation::And, waiting, later);
            waiting = self.graph.add(still, PERSON);
            asked.push(if level == PERSON {
                person
            } else {
                let any = Operation::Members {
                    aggregate: Aggregate::Any,
                    value: person,
                    condition: None,
                    if_nobody: None,
                };
                self.graph.add(any, level)
            });
        }
        Some(asked)
    }

    /// Whether each unit that is asked gains enough.
    fn takes(&mut self, law: usize, at: usize, gain: &'a BetterOff, asked: &[NodeId], level: Level) -> Option<NodeId> {
        let least = self.side_formula(law, at, &gain.by, "take_up.if_better_off.by", level)?;
        let file = self.instrument(law, at);
        if !least.is_number() || (!least.is_money() && least.kind != Type::Zero) {
            let place = gain.by.span_in_file(&gain.by.tree.span);
            self.collector(&file.source).report(
                "unit-mismatch",
                "take_up.if_better_off.by",
                &place,
                "the least gain is an amount",
                least.describe(),
                "money a year",
                "name a step or a parameter that is money a year",
            );
            return None;
        }
        let least = Typed {
            kind: Type::Number(Unit::MONEY),
            ..least
        };
        let (measure, measure_span) = (&gain.measure.0, &gain.measure.1);
        let without = self.trial_of(law, at, None)?;
        let without = self.concept(without, measure, HOUSEHOLD, None, &file.source, measure_span)?;
        let zero = self.number(0.0);
        let mut gained = zero.node;
        let mut any = self.truth(false).node;
        for (place, asked) in asked.iter().enumerate() {
            let with = self.trial_of(law, at, Some(place))?;
            let with = self.concept(with, measure, HOUSEHOLD, None, &file.source, measure_span)?;
            let (a, b, own) = self.level_known(&with, &without);
            let more = Operation::Binary(BinaryOperation::Subtract, a.node, b.node);
            let more = self.graph.add(more, own);
            let more = self.seen_by(more, own, level);
            gained = self.graph.add(Operation::Select(*asked, more, gained), level);
            any = self
                .graph
                .add(Operation::Binary(BinaryOperation::Or, any, *asked), level);
        }
        let gained = Typed::new(gained, Type::Number(Unit::MONEY), level);
        let enough = Operation::Binary(BinaryOperation::MoneyLessOrEqual, least.node, gained.node);
        let enough = self.graph.add(enough, level);
        let takes = self
            .graph
            .add(Operation::Binary(BinaryOperation::And, any, enough), level);
        self.record_step(
            law,
            at,
            "if_better_off",
            &crate::rules::instrument::Texts::default(),
            "",
            &format!("{} <= gain of {measure}", gain.by.text),
            &Typed::new(takes, Type::Truth, level),
            vec![(gain.by.text.clone(), least), (format!("gain of {measure}"), gained)],
        );
        Some(takes)
    }

    /// A household's value as a unit of it sees it.
    fn seen_by(&mut self, value: NodeId, own: Level, level: Level) -> NodeId {
        if own == level || own == Level::Scalar {
            return value;
        }
        let persons = match own {
            PERSON => value,
            _ => self.graph.add(Operation::Broadcast(value), PERSON),
        };
        match level {
            PERSON => persons,
            _ => self.graph.add(Operation::AtHead(persons), level),
        }
    }
}
