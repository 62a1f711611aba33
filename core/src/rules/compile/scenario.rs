//! What a scenario makes of the people: selections by risk, changed columns, and the levers by which the law reaches into it.

use super::typed::common;
use super::{CompiledCover, Compiler, Context, Key, Owner, Stage, Type, Typed};
use crate::document::{Span, nearest};
use crate::rules::kind::Account;
use crate::rules::scenario::{Becomes, Combine, Selection};
use crate::rules::unit::Unit;
use crate::simulation::{BinaryOperation, Global, HOUSEHOLD, Level, NodeId, Operation, PERSON};
use crate::system::ColumnDeclaration;

impl<'a> Compiler<'a> {
    /// The scenario of a law, by its place among the files.
    pub(super) fn scenario_of(&self, law: usize) -> Option<usize> {
        let laws = self.laws;
        laws[law].instruments.iter().position(|file| file.scenario.is_some())
    }

    /// Which changes of columns the formulas of a file see: none where it is the scenario, those of the files before it where
    /// it changes columns itself, else all.
    pub(super) fn stage_of(&self, law: usize, at: usize) -> Stage {
        let file = self.instrument(law, at);
        match (&file.scenario, file.becomes.is_empty()) {
            (Some(_), _) => Stage::Data,
            (None, true) => Stage::Law,
            (None, false) => Stage::Before(at),
        }
    }

    /// The last change of a column that is seen at a stage: that of an instrument, or the scenario's.
    pub(super) fn change_of(&self, law: usize, column: &str, stage: Stage) -> Option<(usize, &'a Becomes)> {
        let end = match stage {
            Stage::Data => return None,
            Stage::Before(end) => end,
            Stage::Law => self.laws[law].instruments.len(),
        };
        let change = |at: usize| {
            let changes = self.instrument(law, at).changes();
            Some((at, changes.iter().find(|change| change.column == column)?))
        };
        let by_instrument = (0..end).rev().find_map(|at| {
            let changes = !self.instrument(law, at).becomes.is_empty() && !self.is_off(law, at);
            changes.then(|| change(at)).flatten()
        });
        by_instrument.or_else(|| change(self.scenario_of(law)?))
    }

    /// A column as the scenario, or an instrument, leaves it.
    pub(super) fn becomes(
        &mut self,
        law: usize,
        at: usize,
        change: &'a Becomes,
        column: &'a ColumnDeclaration,
    ) -> Option<Typed> {
        let laws = self.laws;
        let source = &self.instrument(law, at).source;
        let path = format!("becomes.{}", change.column);
        self.remember(
            Key::Becomes(law, at, change.column.clone()),
            change.column.clone(),
            source,
            &change.span,
            |compiler| {
                let before = compiler.column_at(law, column, compiler.stage_of(law, at))?;
                let system = &laws[law].system;
                let level = system
                    .unit(&column.entity)
                    .and_then(|unit| compiler.schema.level(unit))?;
                let outer = compiler.category.take();
                if let Type::Category { name, labels } = &before.kind {
                    compiler.category = Some((name.clone(), labels.clone()));
                }
                let value = compiler.side_formula(law, at, &change.formula, &path, level);
                compiler.category = outer;
                let value = value?;
                if common(&value.kind, &before.kind).is_none() {
                    let place = change.formula.span_in_file(&change.formula.tree.span);
                    let wanted = before.describe();
                    compiler.collector(source).report(
                        "unit-mismatch",
                        &path,
                        &place,
                        format!("`{}` becomes something else than it is", change.column),
                        value.describe(),
                        wanted,
                        "bring it to the column's unit",
                    );
                    return None;
                }
                if Self::is_outside(&value, column.range) {
                    let place = change.formula.span_in_file(&change.formula.tree.span);
                    let (low, high) = column.range.unwrap_or_default();
                    compiler.collector(source).report(
                        "out-of-range",
                        &path,
                        &place,
                        format!("`{}` becomes something outside its range for certain", change.column),
                        format!("values from {} to {}", value.low, value.high),
                        format!("{low} to {high}"),
                        "change the formula",
                    );
                    return None;
                }
                let mut node = compiler.spread_rows(&value, level);
                if before.is_money() {
                    node = compiler.graph.add(Operation::Grid(node), level);
                }
                Some(Typed {
                    node,
                    kind: before.kind,
                    level,
                    ..value
                })
            },
        )
    }

    /// `selected.NAME` in a scenario's formulas.
    pub(super) fn selected(&mut self, context: &Context<'a>, name: &str, span: &Span) -> Option<Typed> {
        let Owner::Instrument(at) = context.owner else {
            return None;
        };
        let scenario = self.instrument(context.law, at).scenario.as_ref()?;
        let Some(selection) = scenario.selections.iter().find(|selection| selection.name == name) else {
            let known: Vec<&str> = scenario.selections.iter().map(|known| known.name.as_str()).collect();
            self.error(
                context,
                span,
                "unknown-name",
                format!("there is no selection `{name}`"),
                name,
                known.join(", "),
                nearest(name, known.iter().copied()).map_or("declare it under [selections]".to_string(), |near| {
                    format!("did you mean `{near}`?")
                }),
            );
            return None;
        };
        self.selection(context.law, at, selection, span)
    }

    /// `chance.NAME` in a scenario's formulas.
    pub(super) fn chance(&mut self, context: &Context<'a>, name: &str, span: &Span) -> Option<Typed> {
        let Owner::Instrument(at) = context.owner else {
            return None;
        };
        let scenario = self.instrument(context.law, at).scenario.as_ref()?;
        let Some(chance) = scenario.chances.iter().find(|chance| chance.name == name) else {
            let known: Vec<&str> = scenario.chances.iter().map(|known| known.name.as_str()).collect();
            self.error(
                context,
                span,
                "unknown-name",
                format!("there is no chance `{name}`"),
                name,
                known.join(", "),
                nearest(name, known.iter().copied()).map_or("declare it under [chances]".to_string(), |near| {
                    format!("did you mean `{near}`?")
                }),
            );
            return None;
        };
        self.chance_of(context.law, at, chance, span)
    }

    /// The chance of each person, of those who can be hit.
    pub(super) fn chance_of(&mut self, law: usize, at: usize, chance: &'a Selection, span: &Span) -> Option<Typed> {
        let file = self.instrument(law, at);
        let label = format!("chance.{}", chance.name);
        if let Some(column) = self.given(0, &label) {
            let node = self.graph.add(Operation::Column(column), PERSON);
            return Some(Typed::new(node, Type::Number(Unit::NUMBER), PERSON));
        }
        let key = Key::Chance(law, chance.name.clone());
        self.remember(key, label, &file.source, span, |compiler| {
            let (who, chance) = compiler.chances(law, at, chance, "chances")?;
            let zero = compiler.graph.constant(0.0);
            let node = compiler.graph.add(Operation::Select(who, chance, zero), PERSON);
            Some(Typed::new(node, Type::Number(Unit::NUMBER), PERSON).within(0.0, 1.0))
        })
    }

    /// Who can be chosen, and the chance of each.
    fn chances(&mut self, law: usize, at: usize, selection: &'a Selection, table: &str) -> Option<(NodeId, NodeId)> {
        let file = self.instrument(law, at);
        let path = |part: &str| format!("{table}.{}.{part}", selection.name);
        let who = self.side_formula(law, at, &selection.who, &path("who"), PERSON);
        let share = self.side_formula(law, at, &selection.share, &path("share"), PERSON);
        let risk = match &selection.risk {
            Some(risk) => self.side_formula(law, at, risk, &path("risk"), PERSON),
            None => Some(self.number(1.0)),
        };
        let (who, share, risk) = (who?, share?, risk?);
        let refuse =
            |compiler: &mut Self, part: &str, formula: &crate::rules::Formula, found: &Typed, allowed: &str| {
                let place = formula.span_in_file(&formula.tree.span);
                let code = match part {
                    "who" => "not-a-truth",
                    _ if found.is_number() && !found.is_money() => "wrong-level",
                    _ => "unit-mismatch",
                };
                compiler.collector(&file.source).report(
                    code,
                    &path(part),
                    &place,
                    format!("`{part}` of `{}`", selection.name),
                    found.describe(),
                    allowed,
                    "change the formula",
                );
            };
        if who.kind != Type::Truth {
            let allowed = "a truth: whether a person can be chosen";
            refuse(self, "who", &selection.who, &who, allowed);
            return None;
        }
        if !share.is_number() || share.is_money() || share.level != Level::Scalar {
            let allowed = "a share from 0 to 1, the same for the whole run: parameters, levers and totals";
            refuse(self, "share", &selection.share, &share, allowed);
            return None;
        }
        if let Some(formula) = selection.risk.as_ref().filter(|_| !risk.is_number() || risk.is_money()) {
            refuse(self, "risk", formula, &risk, "a pure number of 0 or more");
            return None;
        }
        let who = self.spread_rows(&who, PERSON);
        if table == "selections" {
            self.selected.insert((law, selection.name.clone()), (who, share.node));
        }
        let risk = self.spread_rows(&risk, PERSON);
        let zero = self.graph.constant(0.0);
        let one = self.graph.constant(1.0);
        let risk = self
            .graph
            .add(Operation::Binary(BinaryOperation::Maximum, risk, zero), PERSON);
        let risk = self.graph.add(Operation::Grid(risk), PERSON);
        let name = format!("{}.{}", file.name, selection.name);
        let factor = self.found_once(&[0.0], |slot| Global::ChanceFactor {
            name: name.clone(),
            applies: who,
            risk,
            share: share.node,
            slot,
        });
        let factor = self.graph.add(Operation::Slot(factor), Level::Scalar);
        let chance = self
            .graph
            .add(Operation::Binary(BinaryOperation::Multiply, risk, factor), PERSON);
        let chance = self
            .graph
            .add(Operation::Binary(BinaryOperation::Minimum, one, chance), PERSON);
        Some((who, chance))
    }

    /// Whether each person is chosen.
    pub(super) fn selection(&mut self, law: usize, at: usize, selection: &'a Selection, span: &Span) -> Option<Typed> {
        let file = self.instrument(law, at);
        let label = format!("selected.{}", selection.name);
        if let Some(column) = self.given(0, &label) {
            let node = self.graph.add(Operation::Column(column), PERSON);
            return Some(Typed::new(node, Type::Truth, PERSON));
        }
        let key = Key::Selection(law, selection.name.clone());
        self.remember(key, label, &file.source, span, |compiler| {
            let chances = compiler.chances(law, at, selection, "selections");
            let cells = compiler.cells(law, at, selection);
            let ((who, chance), (cell, length)) = (chances?, cells?);
            // The sort of the draw stands in its key: a draw of the file with the name of a selection is another draw.
            let name = format!("{}.{}", file.name, selection.name);
            let purpose = compiler.graph.purpose(&format!("select:{name}"));
            let graph = &mut compiler.graph;
            let (zero, one) = (graph.constant(0.0), graph.constant(1.0));
            let draw = graph.add(Operation::Draw(purpose), PERSON);
            let key = graph.add(Operation::Ratio(draw, chance, one), PERSON);
            // Who is certain comes before all whose draw decides.
            let certain = graph.add(Operation::Binary(BinaryOperation::LessOrEqual, one, chance), PERSON);
            let key = graph.add(Operation::Select(certain, zero, key), PERSON);
            let cut = compiler.found_once(&vec![0.0; length as usize], |slot| Global::ChosenUpTo {
                applies: who,
                chance,
                key,
                cell,
                slot,
                length,
            });
            let graph = &mut compiler.graph;
            let cut = graph.add(
                Operation::Lookup {
                    base: cut,
                    length,
                    index: cell,
                },
                PERSON,
            );
            let below = graph.add(Operation::Binary(BinaryOperation::LessOrEqual, key, cut), PERSON);
            let can = graph.add(Operation::Binary(BinaryOperation::Less, zero, chance), PERSON);
            let chosen = graph.add(Operation::Binary(BinaryOperation::And, below, can), PERSON);
            let chosen = graph.add(Operation::Binary(BinaryOperation::And, who, chosen), PERSON);
            Some(Typed::new(chosen, Type::Truth, PERSON))
        })
    }

    /// The cell of each person by the categories of a selection, and the number of cells.
    fn cells(&mut self, law: usize, at: usize, selection: &'a Selection) -> Option<(NodeId, u32)> {
        let laws = self.laws;
        let system = &laws[law].system;
        let source = &self.instrument(law, at).source;
        let path = format!("selections.{}.by", selection.name);
        let mut cell = self.graph.constant(0.0);
        let mut length = 1u32;
        for (name, span) in &selection.by {
            let column = system
                .column(name)
                .map(|column| self.column_of_data(law, column, Stage::Data));
            let value = match column {
                Some(value) => value?,
                None => {
                    let known: Vec<&str> = system.columns.iter().map(|column| column.name.as_str()).collect();
                    let near = nearest(name, known.iter().copied());
                    let remedy = near.map_or("use a column of the system".to_string(), |near| {
                        format!("did you mean `{near}`?")
                    });
                    let message = format!("there is no column `{name}`");
                    self.collector(source)
                        .report("unknown-name", &path, span, message, name, known.join(", "), remedy);
                    return None;
                }
            };
            let Type::Category { labels, .. } = &value.kind else {
                let found = value.describe();
                self.collector(source).report(
                    "not-a-category",
                    &path,
                    span,
                    format!("`{name}` is no category"),
                    found,
                    "categories such as occupation or region",
                    "name a category",
                );
                return None;
            };
            let values = labels.len() as u32;
            let code = if value.level == PERSON || value.level == Level::Scalar {
                value
            } else {
                self.broadcast(&value)
            };
            let code = self.spread_rows(&code, PERSON);
            let times = self.graph.constant(f64::from(values));
            let scaled = self
                .graph
                .add(Operation::Binary(BinaryOperation::Multiply, cell, times), PERSON);
            cell = self
                .graph
                .add(Operation::Binary(BinaryOperation::Add, scaled, code), PERSON);
            length = length.saturating_mul(values);
            if length > MOST_CELLS {
                let message = format!("these categories make more than {MOST_CELLS} cells");
                self.collector(source).report(
                    "too-many-cells",
                    &path,
                    span,
                    message,
                    length.to_string(),
                    format!("at most {MOST_CELLS} cells"),
                    "name fewer categories",
                );
                return None;
            }
        }
        let cell = Typed::new(cell, Type::Number(Unit::NUMBER), self.graph.node(cell).level);
        Some((self.spread_rows(&cell, PERSON), length))
    }

    /// `lever.NAME` in a scenario's formulas: what the instruments of the law offer, or the lever's default.
    pub(super) fn lever(&mut self, context: &Context<'a>, name: &str, span: &Span) -> Option<Typed> {
        let laws = self.laws;
        let system = &laws[context.law].system;
        let Some(lever) = system.levers.iter().find(|lever| lever.name == name) else {
            let known: Vec<&str> = system.levers.iter().map(|lever| lever.name.as_str()).collect();
            self.error(
                context,
                span,
                "unknown-name",
                format!("there is no lever `{name}`"),
                name,
                known.join(", "),
                nearest(name, known.iter().copied()).map_or("declare it under [levers]".to_string(), |near| {
                    format!("did you mean `{near}`?")
                }),
            );
            return None;
        };
        if let Some(column) = self.given(0, &format!("lever.{name}")) {
            let node = self.graph.add(Operation::Column(column), PERSON);
            return Some(Typed::new(node, Type::Number(lever.unit), PERSON));
        }
        let law = laws[context.law].levers_of.unwrap_or(context.law);
        let mut value: Option<Typed> = None;
        for (at, instrument) in laws[law].instruments.iter().enumerate() {
            let offer = instrument.levers.iter().find(|offer| offer.name == name);
            let Some(offer) = offer.filter(|_| !laws[law].abolishes(&instrument.name)) else {
                continue;
            };
            let offered = self.offer(law, at, offer)?;
            value = Some(match value {
                None => offered,
                Some(before) => {
                    let operation = match lever.combine {
                        Combine::Product => BinaryOperation::Multiply,
                        Combine::Sum => BinaryOperation::Add,
                        Combine::Largest => BinaryOperation::Maximum,
                    };
                    let node = self
                        .graph
                        .add(Operation::Binary(operation, before.node, offered.node), Level::Scalar);
                    let path = format!("levers.{name}");
                    self.remember_offer(lever, node, &instrument.source, &path, &offer.span);
                    Typed::new(node, Type::Number(lever.unit), Level::Scalar)
                }
            });
        }
        let node = match value {
            Some(value) => value.node,
            None => self.graph.constant(lever.default),
        };
        Some(Typed::new(node, Type::Number(lever.unit), Level::Scalar))
    }

    /// What an instrument offers a lever.
    fn offer(&mut self, law: usize, at: usize, offer: &'a crate::rules::LeverOffer) -> Option<Typed> {
        let laws = self.laws;
        let system = &laws[law].system;
        let source = &self.instrument(law, at).source;
        let path = format!("levers.{}", offer.name);
        let Some(lever) = system.levers.iter().find(|lever| lever.name == offer.name) else {
            let known: Vec<&str> = system.levers.iter().map(|lever| lever.name.as_str()).collect();
            let near = nearest(&offer.name, known.iter().copied());
            let remedy = near.map_or("use one of the levers".to_string(), |near| {
                format!("did you mean `{near}`?")
            });
            let message = format!("there is no lever `{}`", offer.name);
            self.collector(source).report(
                "unknown-name",
                &path,
                &offer.span,
                message,
                &offer.name,
                known.join(", "),
                remedy,
            );
            return None;
        };
        let level = self.level_of(law, at)?;
        let value = self.side_formula(law, at, &offer.formula, &path, level)?;
        let fits = value.level == Level::Scalar && common(&value.kind, &Type::Number(lever.unit)).is_some();
        if !fits {
            let place = offer.formula.span_in_file(&offer.formula.tree.span);
            let wanted = Typed::new(value.node, Type::Number(lever.unit), Level::Scalar).describe();
            self.collector(source).report(
                if value.level == Level::Scalar {
                    "unit-mismatch"
                } else {
                    "wrong-level"
                },
                &path,
                &place,
                "what is offered to a scenario is one number for the whole run",
                value.describe(),
                wanted,
                "write a formula of parameters",
            );
            return None;
        }
        let place = offer.formula.span_in_file(&offer.formula.tree.span);
        self.remember_offer(lever, value.node, source, &path, &place);
        Some(value)
    }

    /// Whom the law covers against the shock.
    pub(super) fn cover(&mut self, law: usize) -> Option<CompiledCover> {
        let laws = self.laws;
        let mut displaced = self.truth(false);
        if let Some(column) = laws[law].system.column("displaced") {
            displaced = self.column(law, column)?;
        }
        let back_at_work = self.back_at_work(law)?;
        let (mut eligible, mut receiving) = (self.truth(false), self.truth(false));
        let mut spending = Vec::new();
        for (at, instrument) in laws[law].instruments.iter().enumerate() {
            let to_households = matches!(instrument.payee, Account::Households | Account::Providers);
            if instrument.kind.pays() && instrument.payer.is_public() && to_households {
                let paid = self.amount(law, at, HOUSEHOLD, &instrument.source, &instrument.span)?;
                let node = self.graph.add(Operation::Grid(paid.node), paid.level);
                let value = Typed { node, ..paid };
                spending.push((instrument.name.clone(), self.spread_rows(&value, HOUSEHOLD)));
            }
            if !instrument.covers_income_loss || !instrument.kind.pays() || laws[law].abolishes(&instrument.name) {
                continue;
            }
            let due = self.entitlement(law, at, &instrument.source, &instrument.span)?;
            let paid = self.paid(law, at, &instrument.source, &instrument.span)?;
            for (amount, known) in [(due, &mut eligible), (paid, &mut receiving)] {
                let zero = self.graph.constant(0.0);
                let node = self.graph.add(
                    Operation::Binary(BinaryOperation::Less, zero, amount.node),
                    amount.level,
                );
                let own = self.broadcast(&Typed::new(node, Type::Truth, amount.level));
                let node = self
                    .graph
                    .add(Operation::Binary(BinaryOperation::Or, known.node, own.node), PERSON);
                *known = Typed::new(node, Type::Truth, self.graph.node(node).level);
            }
        }
        Some(CompiledCover {
            displaced: self.spread_rows(&displaced, PERSON),
            back_at_work: self.spread_rows(&back_at_work, PERSON),
            eligible: self.spread_rows(&eligible, PERSON),
            receiving: self.spread_rows(&receiving, PERSON),
            spending,
            forecast: self.forecast(law)?,
        })
    }

    /// Who has worked in another job since the loss: told by a scenario that writes the months of it, for those displaced in the year in
    /// the place of the data's, which are of another loss.
    fn back_at_work(&mut self, law: usize) -> Option<Typed> {
        let (laws, name) = (self.laws, "reemployed_months");
        let changes = laws[law].scenario().map(|scenario| scenario.changes());
        let is_written = changes.is_some_and(|changes| changes.iter().any(|change| change.column == name));
        let Some(column) = laws[law].system.column(name).filter(|_| is_written) else {
            return Some(self.truth(false));
        };
        let months = self.column(law, column)?;
        let zero = self.graph.constant(0.0);
        let node = self
            .graph
            .add(Operation::Binary(BinaryOperation::Less, zero, months.node), PERSON);
        Some(Typed::new(node, Type::Truth, self.graph.node(node).level))
    }

    /// Checks what nothing else asks for: every selection, every changed column, every offer to a lever.
    pub(super) fn check_scenario(&mut self, law: usize) -> bool {
        let laws = self.laws;
        let mut good = true;
        for (at, instrument) in laws[law].instruments.iter().enumerate() {
            for offer in &instrument.levers {
                good &= self.offer(law, at, offer).is_some();
            }
        }
        for at in 0..laws[law].instruments.len() {
            if self.instrument(law, at).scenario.is_none() {
                good &= self.check_changes(law, at);
            }
        }
        let Some(at) = self.scenario_of(law) else {
            return good;
        };
        let file = self.instrument(law, at);
        let Some(scenario) = &file.scenario else { return good };
        if !self.schema.has_persons {
            self.collector(&file.source).report(
                "no-persons",
                "kind",
                &file.span,
                "a scenario is about persons, but the data has households alone",
                "a population without persons",
                "person rows",
                "give the data person rows, or leave the scenario out",
            );
            return false;
        }
        for selection in &scenario.selections {
            good &= self.selection(law, at, selection, &selection.span).is_some();
        }
        for chance in &scenario.chances {
            good &= self.chance_of(law, at, chance, &chance.span).is_some();
        }
        if scenario.life.is_some() {
            good &= self.life(law, at).is_some();
        }
        good &= self.check_without(law, at);
        good & self.check_changes(law, at)
    }

    /// Checks every column that a file changes.
    fn check_changes(&mut self, law: usize, at: usize) -> bool {
        let laws = self.laws;
        let system = &laws[law].system;
        let file = self.instrument(law, at);
        let mut good = true;
        for change in file.changes() {
            let column = system.column(&change.column).filter(|column| !column.derived);
            match column {
                Some(column) => good &= self.becomes(law, at, change, column).is_some(),
                None => {
                    let known: Vec<&str> = system
                        .columns
                        .iter()
                        .filter(|column| !column.derived)
                        .map(|column| column.name.as_str())
                        .collect();
                    let near = nearest(&change.column, known.iter().copied());
                    let remedy = near.map_or(
                        "leave it out, or choose a file that is made for this system".to_string(),
                        |near| format!("did you mean `{near}`?"),
                    );
                    let message = format!(
                        "the system {} has no column `{}` that a file could change",
                        system.name, change.column
                    );
                    self.collector(&file.source).report(
                        "unknown-name",
                        &format!("becomes.{}", change.column),
                        &change.span,
                        message,
                        &change.column,
                        known.join(", "),
                        remedy,
                    );
                    good = false;
                }
            }
        }
        good
    }
}

/// More cells than this have too few persons each to mean anything.
const MOST_CELLS: u32 = 10_000;
