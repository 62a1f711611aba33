//! What a compiled law offers: instruments, market flows, concepts, measures and steps, as nodes of the graph.

use super::{Compiler, Type, Typed};
use crate::document::Span;
use crate::rules::instrument::Texts;
use crate::rules::kind::{Account, Kind};
use crate::simulation::{Level, NodeId, Operation, PERSON};
use crate::system::WhenEmpty;

/// An instrument of a law.
#[derive(Debug, Clone, PartialEq)]
pub struct CompiledInstrument {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// Who pays.
    pub payer: Account,
    /// Who receives.
    pub payee: Account,
    /// Whose rows its amount has.
    pub level: Level,
    /// What is paid, on the ledger's grid.
    pub paid: NodeId,
    /// The same for each unit of the microdata.
    pub at_microdata: NodeId,
}

/// A market income of households, which the ledger posts too.
#[derive(Debug, Clone, PartialEq)]
pub struct CompiledFlow {
    /// The column.
    pub name: String,
    /// Who pays it.
    pub payer: Account,
    /// Whose rows it has.
    pub level: Level,
    /// The amount.
    pub node: NodeId,
}

/// What poverty and inequality are measured on, for each household.
#[derive(Debug, Clone, PartialEq)]
pub struct CompiledMeasures {
    /// Income of the household.
    pub income: NodeId,
    /// Income divided by the equivalence scale, on the ledger's grid.
    pub equivalised: NodeId,
    /// Consumption units.
    pub scale: NodeId,
    /// Persons.
    pub persons: NodeId,
    /// Market income, gross income and taxes; None if the system has no concept `market_income`.
    pub redistribution: Option<super::RedistributionNodes>,
}

/// Whose step it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepOwner {
    /// The instrument.
    pub instrument: String,
    /// Its file.
    pub file: String,
}

/// A step as the trace shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct CompiledStep {
    /// The law.
    pub law: usize,
    /// Whose step it is.
    pub owner: StepOwner,
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Texts,
    /// The paragraph of the law.
    pub reference: String,
    /// The formula.
    pub formula: String,
    /// Its value.
    pub value: Typed,
    /// The names it reads, with their values.
    pub reads: Vec<(String, Typed)>,
}

/// A law in the graph.
#[derive(Debug, Clone, PartialEq)]
pub struct CompiledLaw {
    /// `baseline` or `reform`.
    pub label: String,
    /// Instruments that pay, in order.
    pub instruments: Vec<CompiledInstrument>,
    /// Market incomes.
    pub flows: Vec<CompiledFlow>,
    /// Income concepts for each unit of the microdata.
    pub concepts: Vec<(String, NodeId)>,
    /// Steps that the microdata shows beside them, with their kind.
    pub microdata: Vec<(String, NodeId, Type)>,
    /// The unit of the microdata.
    pub microdata_level: Level,
    /// Measures.
    pub measures: CompiledMeasures,
    /// Every step, in the order in which it can be worked out.
    pub steps: Vec<CompiledStep>,
    /// Category columns by which results are also shown.
    pub by: Vec<String>,
    /// The amount of each instrument with eligibility, in the period of its file.
    pub eligible: Vec<(String, NodeId)>,
    /// Whom it covers against the shock of its scenario.
    pub cover: Option<CompiledCover>,
    /// The instruments that may not serve everybody.
    pub rationing: Vec<super::CompiledRationing>,
    /// The levies whose files say what is told of their yield.
    pub yields: Vec<super::CompiledYield>,
    /// The selections of its scenario.
    pub selections: Vec<super::CompiledSelection>,
    /// The columns changed by its scenario whose values the run has to check.
    pub limits: Vec<super::CompiledLimit>,
    /// What a year of its scenario's months leaves to the next, in the order of [`CARRIED`](crate::scenario::CARRIED); empty without months.
    pub carried: Vec<NodeId>,
    /// What instruments leave to the next year, by the name of its column ([`RunYear::column`](crate::system::RunYear::column)).
    pub kept: Vec<(String, NodeId)>,
    /// The funds of its system.
    pub funds: Vec<CompiledFund>,
}

/// A fund of a law's system: amounts on the ledger's grid, by instrument.
#[derive(Debug, Clone, PartialEq)]
pub struct CompiledFund {
    /// The slots of the shares that its programmes reserve of what they share.
    pub reserved: Vec<u32>,
    /// Its name.
    pub name: String,
    /// What flows in.
    pub inflows: Vec<NodeId>,
    /// What is claimed.
    pub claims: Vec<NodeId>,
    /// What is paid of that.
    pub paid: Vec<NodeId>,
    /// What happens when it is empty.
    pub when_empty: WhenEmpty,
    /// Interest a year on what it holds.
    pub interest: f64,
    /// What it holds before the year.
    pub opening: f64,
    /// Whether it pays month by month, as in a run over several years.
    pub by_month: bool,
}

impl CompiledFund {
    /// Whether something moves in it that no instrument pays: interest, or what the budget adds.
    pub fn moves_by_itself(&self) -> bool {
        self.by_month && self.interest != 0.0 || self.when_empty == WhenEmpty::TopUp
    }
}

/// Whom a law covers against the loss of income that a scenario brings: truths of persons, and what is spent on households.
#[derive(Debug, Clone, PartialEq)]
pub struct CompiledCover {
    /// Loses the work.
    pub displaced: NodeId,
    /// Has worked in another job since a loss, in a scenario that goes on after it.
    pub back_at_work: NodeId,
    /// Something is due from an instrument that covers such a loss.
    pub eligible: NodeId,
    /// Something is paid by one.
    pub receiving: NodeId,
    /// What each instrument that a public account pays to households or for them gives each household.
    pub spending: Vec<(String, NodeId)>,
    /// What was foretold of the loss.
    pub forecast: Option<CompiledForecast>,
}

/// A forecast of who loses the work: columns of persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompiledForecast {
    /// The predicted risk.
    pub predicted: NodeId,
    /// Whether the scenario can hit the person.
    pub counts: NodeId,
    /// Whether it is of the next year: a scenario with months foretells a window 12 to 24 months ahead.
    pub of_next_year: bool,
}

impl<'a> Compiler<'a> {
    #[allow(clippy::too_many_arguments)]
    pub(super) fn record_step(
        &mut self,
        law: usize,
        at: usize,
        name: &str,
        title: &Texts,
        reference: &str,
        formula: &str,
        value: &Typed,
        reads: Vec<(String, Typed)>,
    ) {
        if self.schema.totals_only {
            return;
        }
        let instrument = self.instrument(law, at);
        let step = CompiledStep {
            law,
            owner: StepOwner {
                instrument: instrument.name.clone(),
                file: instrument.source.name.clone(),
            },
            name: name.to_string(),
            title: title.clone(),
            reference: if reference.is_empty() {
                instrument.reference.clone()
            } else {
                reference.to_string()
            },
            formula: formula.to_string(),
            value: value.clone(),
            reads,
        };
        self.steps.push(step);
    }

    /// Lowers everything that a law holds.
    pub(super) fn law(&mut self, law: usize) -> Option<CompiledLaw> {
        let laws = self.laws;
        let system = &laws[law].system;
        let mut good = true;
        let microdata_level = match system
            .unit(&system.microdata.unit)
            .and_then(|unit| self.schema.level(unit))
        {
            Some(level) => level,
            None => {
                self.collector(&system.source).report(
                    "unknown-unit-kind",
                    "microdata.unit",
                    &(0..0),
                    format!("the system has no unit `{}`", system.microdata.unit),
                    &system.microdata.unit,
                    system.entities().join(", "),
                    "use one of its units",
                );
                return None;
            }
        };
        if self.schema.totals_only {
            let (instruments, flows, good) = self.paid_and_flows(law, microdata_level)?;
            // Interest and top-ups of funds are in the books of a part of the law too.
            let funds = self.funds(law)?;
            let nothing = self.steps_of(law);
            return good.then_some(CompiledLaw {
                instruments,
                flows,
                funds,
                ..nothing
            });
        }
        for instrument in &laws[law].instruments {
            let replaced = instrument
                .interaction
                .replaces
                .iter()
                .map(|named| ("interaction.replaces", named));
            let lost = instrument.instead_of.iter().map(|named| ("instead_of", named));
            for (path, (name, span)) in replaced.chain(lost) {
                if laws.iter().all(|other| other.instrument(name).is_none()) {
                    let known: Vec<&str> = laws[law]
                        .instruments
                        .iter()
                        .map(|i| i.name.as_str())
                        .filter(|other| *other != instrument.name)
                        .collect();
                    let near = crate::document::nearest(name, known.iter().copied())
                        .map(|near| format!("did you mean `{near}`?"));
                    let remedy = near.unwrap_or_else(|| "name an instrument of the system".to_string());
                    let source = instrument.source.clone();
                    self.collector(&source).report(
                        "unknown-name",
                        path,
                        span,
                        format!("there is no instrument `{name}`"),
                        name,
                        known.join(", "),
                        remedy,
                    );
                    good = false;
                }
            }
        }
        // A value that a study sets must fit, also where nothing reads it, unless another takes its place: a package's own regions do
        // not stand against people elsewhere once the study names others.
        let assignments = &laws[law].assignments;
        for (at, set) in assignments.iter().enumerate() {
            let later = &mut assignments[at + 1..].iter().filter(|later| later.from.is_none());
            if later.any(|later| (&later.instrument, &later.key) == (&set.instrument, &set.key)) {
                continue;
            }
            let parameters = match laws[law].instrument(&set.instrument) {
                Some(instrument) => &instrument.parameters,
                None => &system.parameters,
            };
            if let Some(parameter) = parameters.iter().find(|parameter| parameter.name == set.key) {
                let tables = self.tables(law, parameter);
                let path = if set.instrument.is_empty() {
                    set.key.clone()
                } else {
                    format!("{}.{}", set.instrument, set.key)
                };
                let source = set.source.clone();
                good &= parameter
                    .decode(self.collector(&source), &path, &set.value, &tables)
                    .is_some();
            }
        }
        for instrument in &laws[law].instruments {
            for (concept, _, span) in &instrument.interaction.counts_in {
                if system.concept(concept).is_none()
                    && instrument.source.name.contains(&format!("systems/{}/", system.name))
                {
                    let known: Vec<&str> = system.concepts.iter().map(|c| c.name.as_str()).collect();
                    let source = instrument.source.clone();
                    self.collector(&source).report(
                        "unknown-name",
                        "interaction.counts_in",
                        span,
                        format!("the system has no income concept `{concept}`"),
                        concept,
                        known.join(", "),
                        "use one of its concepts",
                    );
                    good = false;
                }
            }
        }
        good &= self.check_replacement(law);
        good &= self.check_funds(law);
        good &= self.check_file_names(law);
        good &= self.check_scenario(law);
        // Every step of every file is checked, also those that no amount needs.
        for (at, instrument) in laws[law].instruments.iter().enumerate() {
            let Some(level) = self.level_of(law, at) else {
                good = false;
                continue;
            };
            for rule in &instrument.person_rules {
                if level == PERSON {
                    let source = instrument.source.clone();
                    self.collector(&source).report(
                        "misplaced-rules",
                        "for_each.person",
                        &rule.span,
                        "the rules of a person's instrument stand under [rules]",
                        "for_each.person",
                        "[rules]",
                        "move the rule under [rules]",
                    );
                    good = false;
                    continue;
                }
                if !self.schema.has_persons {
                    let source = instrument.source.clone();
                    self.collector(&source).report(
                        "no-persons",
                        "for_each.person",
                        &rule.span,
                        "this reads persons, but the data has households alone",
                        "a population without persons",
                        "person rows",
                        "give the data person rows",
                    );
                    good = false;
                    continue;
                }
                good &= self.step(law, at, rule, true, &rule.span, &instrument.source).is_some();
            }
            for rule in &instrument.rules {
                good &= self
                    .step(law, at, rule, false, &rule.span, &instrument.source)
                    .is_some();
            }
        }
        let (instruments, flows, all_paid) = self.paid_and_flows(law, microdata_level)?;
        good &= all_paid;
        let nowhere = 0..0;
        let mut concepts = Vec::new();
        for concept in &system.concepts {
            match self.concept(law, &concept.name, microdata_level, None, &system.source, &concept.span) {
                Some(value) => {
                    let node = self.graph.add(Operation::Grid(value.node), value.level);
                    let value = Typed { node, ..value };
                    let node = self.spread_rows(&value, microdata_level);
                    concepts.push((concept.name.clone(), node));
                }
                None => good = false,
            }
        }
        let mut microdata = Vec::new();
        for (step, span) in &system.microdata.steps {
            match self.microdata_step(law, step, span, microdata_level) {
                Some(value) => {
                    let node = self.spread_rows(&value, microdata_level);
                    microdata.push((step.rsplit('.').next().unwrap_or(step).to_string(), node, value.kind));
                }
                None => good = false,
            }
        }
        let measures = self.measures(law, &nowhere);
        let by = self.groups(law);
        let (measures, by) = (measures?, by?);
        if !good {
            return None;
        }
        let mut eligible = Vec::new();
        for (at, instrument) in laws[law].instruments.iter().enumerate() {
            if instrument.kind.pays()
                && let Some(value) = self.eligible_amount(law, at, &instrument.source, &instrument.span)
            {
                eligible.push((instrument.name.clone(), value.node));
            }
        }
        let cover = match self.scenario_of(law) {
            Some(_) => Some(self.cover(law)?),
            None => None,
        };
        let rationing = self.rationing(law, cover.as_ref())?;
        // Where it is not asked for, nothing of it can be missing, and no run looks anything up for it.
        let yields = if self.schema.levy_yields {
            self.yields(law)?
        } else {
            Vec::new()
        };
        let steps: Vec<CompiledStep> = self.steps.iter().filter(|step| step.law == law).cloned().collect();
        Some(CompiledLaw {
            label: laws[law].label.clone(),
            instruments,
            flows,
            concepts,
            microdata,
            microdata_level,
            measures,
            steps,
            by,
            eligible,
            cover,
            rationing,
            yields,
            selections: self.selections(law),
            limits: self.limits(law),
            carried: self.carried(law),
            kept: self.kept(law)?,
            funds: self.funds(law)?,
        })
    }

    /// What the instruments of a law pay, and its market incomes; the last says whether all of them could be lowered.
    #[allow(clippy::type_complexity)]
    fn paid_and_flows(
        &mut self,
        law: usize,
        microdata_level: Level,
    ) -> Option<(Vec<CompiledInstrument>, Vec<CompiledFlow>, bool)> {
        let laws = self.laws;
        let system = &laws[law].system;
        let mut good = true;
        let mut instruments = Vec::new();
        for (at, instrument) in laws[law].instruments.iter().enumerate() {
            if !instrument.kind.pays() {
                continue;
            }
            let Some(level) = self.level_of(law, at) else {
                good = false;
                continue;
            };
            let Some(paid) = self.paid(law, at, &instrument.source, &instrument.span) else {
                good = false;
                continue;
            };
            let at_microdata = if self.schema.totals_only {
                paid.clone()
            } else {
                self.convert(law, at, &paid, microdata_level)?
            };
            let microdata_rows = if self.schema.totals_only {
                level
            } else {
                microdata_level
            };
            instruments.push(CompiledInstrument {
                name: instrument.name.clone(),
                kind: instrument.kind,
                payer: instrument.payer,
                payee: instrument.payee,
                level,
                paid: self.spread_rows(&paid, level),
                at_microdata: self.spread_rows(&at_microdata, microdata_rows),
            });
        }
        for column in &system.columns {
            if column.derived && self.schema.columns.iter().any(|(name, ..)| *name == column.name) {
                good &= self.column(law, column).is_some();
            }
        }
        let mut flows = Vec::new();
        // A market income is posted when the law counts it as income of the households: data may hold columns that it does not.
        let disposable = if system.concept("disposable_income").is_some() {
            "disposable_income"
        } else {
            system.measures.income.as_str()
        };
        let leaves = self.leaves(law, disposable, None, &mut Vec::new());
        for (at, column) in system.columns.iter().enumerate() {
            let Some(payer) = column.flow else { continue };
            let counts = leaves
                .as_ref()
                .is_none_or(|leaves| leaves.iter().any(|(leaf, _)| *leaf == super::concept::Leaf::Column(at)));
            let known = self.schema.columns.iter().any(|(name, _)| *name == column.name)
                || self.change_of(law, &column.name, super::Stage::Law).is_some();
            if !counts || !known {
                continue;
            }
            let Some(value) = self.column(law, column) else {
                good = false;
                continue;
            };
            if value.level == Level::Scalar {
                continue;
            }
            flows.push(CompiledFlow {
                name: column.name.clone(),
                payer,
                level: value.level,
                node: value.node,
            });
        }
        Some((instruments, flows, good))
    }

    /// Names that would hide a column or a concept, and files that do not exist.
    fn check_file_names(&mut self, law: usize) -> bool {
        let laws = self.laws;
        let system = &laws[law].system;
        let mut good = true;
        for instrument in &laws[law].instruments {
            let named = instrument
                .parameters
                .iter()
                .map(|parameter| (&parameter.name, &parameter.span, "parameters"))
                .chain(instrument.rules.iter().map(|rule| (&rule.name, &rule.span, "rules")))
                .chain(
                    instrument
                        .person_rules
                        .iter()
                        .map(|rule| (&rule.name, &rule.span, "for_each.person")),
                );
            for (name, span, place) in named {
                let what = if system.column(name).is_some() {
                    "column"
                } else if system.concept(name).is_some() {
                    "income concept"
                } else {
                    continue;
                };
                good = false;
                let source = instrument.source.clone();
                self.collector(&source).report(
                    "doubled-name",
                    &format!("{place}.{name}"),
                    span,
                    format!("`{name}` is the name of a {what} of the system {} too", system.name),
                    name,
                    "one meaning for each name",
                    "choose another name",
                );
            }
            let shared = if system.concept(&instrument.name).is_some() {
                Some("income concept")
            } else {
                system.column(&instrument.name).map(|_| "column")
            };
            if let Some(what) = shared {
                good = false;
                let source = instrument.source.clone();
                self.collector(&source).report(
                    "doubled-name",
                    "name",
                    &instrument.span,
                    format!(
                        "`{}` is the name of a {what} of the system {} too",
                        instrument.name, system.name
                    ),
                    &instrument.name,
                    "one meaning for each name",
                    "give the instrument another name",
                );
            }
            for (name, span) in &instrument.uses {
                if laws.iter().all(|other| other.instrument(name).is_none()) {
                    good = false;
                    let known: Vec<&str> = laws[law].instruments.iter().map(|other| other.name.as_str()).collect();
                    let near = crate::document::nearest(name, known.iter().copied()).map(str::to_string);
                    let source = instrument.source.clone();
                    self.collector(&source).report(
                        "unknown-name",
                        "uses",
                        span,
                        format!("the system {} has no file `{name}`", system.name),
                        name,
                        known.join(", "),
                        near.map_or("add it to the system, or leave it out".to_string(), |near| {
                            format!("did you mean `{near}`?")
                        }),
                    );
                }
            }
        }
        good
    }

    fn microdata_step(&mut self, law: usize, step: &str, span: &Span, level: Level) -> Option<Typed> {
        let laws = self.laws;
        let system = &laws[law].system;
        let found = step.split_once('.').and_then(|(file, name)| {
            let at = self.instrument_named(law, file)?;
            let rule = self.instrument(law, at).rules.iter().find(|rule| rule.name == name)?;
            Some((at, rule))
        });
        let Some((at, rule)) = found else {
            if let Some(column) = system.column(step) {
                let value = self.column(law, column)?;
                return self.between_levels(law, &value, level, crate::rules::PaidTo::Head);
            }
            self.collector(&system.source).report(
                "unknown-name",
                "microdata.steps",
                span,
                format!("there is no step `{step}`"),
                step,
                "FILE.STEP of an instrument of the system, or a column",
                "check the spelling",
            );
            return None;
        };
        let value = self.step(law, at, rule, false, span, &system.source)?;
        if value.level == level || value.level == Level::Scalar {
            return Some(value);
        }
        if value.is_money() {
            return self.convert(law, at, &value, level);
        }
        let name = self.level_name(level);
        self.collector(&system.source).report(
            "wrong-level",
            "microdata.steps",
            span,
            format!("`{step}` belongs to another unit"),
            step,
            format!("a step of each {name}"),
            "only money is added up over units",
        );
        None
    }
}
