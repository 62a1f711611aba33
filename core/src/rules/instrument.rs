//! What a rule file says: parameters, rules, references, worked cases.

use std::collections::{BTreeMap, BTreeSet};

use super::code::CodeUse;
use super::expression::Formula;
use super::kind::{Account, Kind};
use super::levy_yield::YieldRules;
use super::parameter::Parameter;
use super::scenario::{Becomes, LeverOffer, Scenario};
use super::unit::Unit;
use crate::document::{Date, Source, Span, Table};

/// A text by language (`en`, `zh`, …).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Texts(pub BTreeMap<String, String>);

impl Texts {
    /// The text in `language`, else in English, else in any language; empty when there is none.
    pub fn in_language(&self, language: &str) -> &str {
        self.0
            .get(language)
            .or_else(|| self.0.get("en"))
            .or_else(|| self.0.values().next())
            .map_or("", String::as_str)
    }
}

/// Whether `amount` is money a year or a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// A year's amount.
    Year,
    /// A month's amount, booked times the months for which it is paid.
    Month,
}

/// One named step.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// How it is worked out.
    pub body: RuleBody,
    /// Its title by language.
    pub title: Texts,
    /// The paragraph of the law.
    pub reference: String,
    /// The unit it must have, when the file states one.
    pub unit: Option<Unit>,
    /// Where it stands.
    pub span: Span,
}

/// The forms of a step.
#[derive(Debug, Clone, PartialEq)]
pub enum RuleBody {
    /// One formula.
    Formula(Formula),
    /// The formula that holds from a date.
    Dated(Vec<(Date, Formula)>),
    /// Rows: the first whose condition holds.
    Rows(Vec<Match>),
}

/// A row of a step: `when` is `None` in the last, which holds otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The condition.
    pub when: Option<Formula>,
    /// The value.
    pub then: Formula,
}

impl Rule {
    /// The formulas that hold on `date`: one, or one a row.
    pub fn on(&self, date: Date) -> Option<Vec<Match>> {
        match &self.body {
            RuleBody::Formula(formula) => Some(vec![Match {
                when: None,
                then: formula.clone(),
            }]),
            RuleBody::Rows(rows) => Some(rows.clone()),
            RuleBody::Dated(dated) => dated.iter().rev().find(|(from, _)| *from <= date).map(|(_, formula)| {
                vec![Match {
                    when: None,
                    then: formula.clone(),
                }]
            }),
        }
    }

    /// The rule as a reader would write it on one line.
    pub fn text_on(&self, date: Date) -> String {
        match &self.body {
            RuleBody::Rows(rows) => rows
                .iter()
                .map(|row| match &row.when {
                    Some(when) => format!("{} when {}", row.then.text, when.text),
                    None => format!("otherwise {}", row.then.text),
                })
                .collect::<Vec<_>>()
                .join("; "),
            _ => self
                .on(date)
                .and_then(|rows| rows.into_iter().next())
                .map_or(String::new(), |row| row.then.text),
        }
    }
}

/// What an argument of a function is.
#[derive(Debug, Clone, PartialEq)]
pub enum Argument {
    /// True or false.
    Truth,
    /// A number of this unit.
    Number(Unit),
    /// A value of a category of the system, by the category's name or that of a column that holds it.
    Category(String),
}

/// A function of a file: called with values other than today's.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Its arguments with what they are.
    pub arguments: Vec<(String, Argument)>,
    /// Its local steps, one of them `result`.
    pub rules: Vec<Rule>,
    /// Where it stands.
    pub span: Span,
}

/// Who of a unit must satisfy the conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EligibilityWho {
    /// Any adult of the unit.
    #[default]
    AnyAdult,
    /// The head.
    Head,
    /// Every member.
    All,
    /// Only the members who do count as members.
    Each,
}

/// A condition of eligibility on a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The person column; or an income concept, a step or an instrument, of the person or of a unit (`family.market_income`).
    pub column: String,
    /// The same as a formula.
    pub name: Formula,
    /// What is asked of it.
    pub test: ConditionTest,
    /// The file it stands in: the instrument's, or a study that sets it.
    pub source: Source,
    /// Its path in that file.
    pub path: String,
    /// Where its column is named.
    pub span: Span,
    /// Where its values stand.
    pub value_spans: Vec<Span>,
}

/// What a condition asks.
#[derive(Debug, Clone, PartialEq)]
pub enum ConditionTest {
    /// One of the values of a category.
    OneOf(Vec<String>),
    /// A number between two bounds, both inclusive.
    Between(Option<f64>, Option<f64>),
    /// A truth.
    Is(bool),
}

/// Who may receive an instrument at all.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Eligibility {
    /// Who of the unit must satisfy the conditions.
    pub who: EligibilityWho,
    /// The conditions, all of which must hold.
    pub conditions: Vec<Condition>,
    /// A condition on the unit.
    pub when: Option<Formula>,
}

/// Take-up: a claim is made when the stored draw lies below the rate, and where the household is better off.
#[derive(Debug, Clone, PartialEq)]
pub struct TakeUp {
    /// The rate, 0 to 1; everybody claims when absent.
    pub rate: Option<Formula>,
    /// A column of the data that holds the draw, in place of the engine's.
    pub draw: Option<(String, Span)>,
    /// What the household must gain.
    pub if_better_off: Option<BetterOff>,
}

/// A claim is made only where the household's income with it is higher, by at least an amount, than without it.
#[derive(Debug, Clone, PartialEq)]
pub struct BetterOff {
    /// The least gain, money a year; a formula of the unit.
    pub by: Formula,
    /// The income concept that is compared, and where it is named.
    pub measure: (String, Span),
}

/// A stored draw that formulas may read as `draw.NAME`.
#[derive(Debug, Clone, PartialEq)]
pub struct Draw {
    /// Its name.
    pub name: String,
    /// The unit whose id keys it.
    pub unit: String,
    /// Whether each year of a run has a draw of its own; else all years have the same.
    pub each_year: bool,
}

/// A value of a unit that a year leaves to the next, which formulas read as `carried.NAME`.
#[derive(Debug, Clone, PartialEq)]
pub struct CarriedStep {
    /// Its name.
    pub name: String,
    /// What there is before the first year of a run.
    pub first: Formula,
    /// The step of the file whose value a year leaves to the next, and where it is named.
    pub step: (String, Span),
    /// Where it stands.
    pub span: Span,
}

/// How an instrument meets others.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Interaction {
    /// Concepts it enters (true) or stays out of (false), against what its kind would say.
    pub counts_in: Vec<(String, bool, Span)>,
    /// Instruments that it abolishes.
    pub replaces: Vec<(String, Span)>,
    /// Nobody is due less than the instruments that it abolishes would give together.
    pub hold_harmless: bool,
}

/// Rationing by places or money.
#[derive(Debug, Clone, PartialEq)]
pub struct Capacity {
    /// The number of units that can be served.
    pub places: Option<Formula>,
    /// The money that can be spent in the year.
    pub money: Option<Formula>,
    /// Who is served first: the smallest value; ties by a stored draw.
    pub order: Option<Formula>,
}

/// Payment out of a fund (the payer is `fund`) or into one (the payee is).
#[derive(Debug, Clone, PartialEq)]
pub struct FundUse {
    /// The fund's name in the system.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}

/// To whom of a unit an amount is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum PaidTo {
    /// The head of the unit.
    #[default]
    Head,
    /// Each adult, in equal parts.
    EachAdult,
    /// Each member, in equal parts.
    EachMember,
}

/// A worked case.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// The arithmetic.
    pub note: String,
    /// The day whose law applies.
    pub date: Option<Date>,
    /// The values given.
    pub given: Table,
    /// Parameters changed for the case.
    pub parameters: Table,
    /// The values expected.
    pub expect: Table,
    /// The largest difference allowed.
    pub tolerance: f64,
    /// Where it stands.
    pub span: Span,
}

/// A rule file.
#[derive(Debug, Clone, PartialEq)]
pub struct Instrument {
    /// The file.
    pub source: Source,
    /// Its name.
    pub name: String,
    /// Its title by language.
    pub title: Texts,
    /// The law or publication.
    pub reference: String,
    /// A remark by language.
    pub notes: Texts,
    /// Who pays and who receives.
    pub kind: Kind,
    /// The payer.
    pub payer: Account,
    /// The payee.
    pub payee: Account,
    /// The unit of `[rules]`.
    pub unit: String,
    /// The period of `amount`.
    pub period: Period,
    /// Other files whose names are read.
    pub uses: Vec<(String, Span)>,
    /// Parameters.
    pub parameters: Vec<Parameter>,
    /// Steps of the unit.
    pub rules: Vec<Rule>,
    /// Steps of a person.
    pub person_rules: Vec<Rule>,
    /// Functions.
    pub functions: Vec<Function>,
    /// Who may receive it.
    pub eligibility: Eligibility,
    /// Take-up.
    pub take_up: Option<TakeUp>,
    /// Stored draws.
    pub draws: Vec<Draw>,
    /// Values that a year leaves to the next.
    pub carried: Vec<CarriedStep>,
    /// Interaction with others.
    pub interaction: Interaction,
    /// Rationing.
    pub capacity: Option<Capacity>,
    /// The fund that pays or is paid.
    pub fund: Option<FundUse>,
    /// The pool that limits it.
    pub pool: Option<(String, Span)>,
    /// To whom of the unit it is paid.
    pub paid_to: PaidTo,
    /// The members it is about.
    pub members: Option<Formula>,
    /// Instruments lost by who receives this one.
    pub instead_of: Vec<(String, Span)>,
    /// What it offers the scenario.
    pub levers: Vec<LeverOffer>,
    /// What it makes of columns of the people; a scenario's stand in [`Instrument::scenario`].
    pub becomes: Vec<Becomes>,
    /// Whether who receives it is covered against the loss of income that a scenario brings.
    pub covers_income_loss: bool,
    /// Whether it is paid because an income was lost: two such benefits for one loss pay for it twice.
    pub paid_for_income_loss: bool,
    /// Draws that decide whether somebody does what the instrument asks for: a hypothetical household does.
    pub complies_by: Vec<(String, Span)>,
    /// Of a levy: what is told of its yield. It changes nothing that is paid.
    pub levy_yield: Option<YieldRules>,
    /// What makes the file a scenario.
    pub scenario: Option<Scenario>,
    /// That its amount is worked out by code of the host.
    pub code: Option<CodeUse>,
    /// Worked cases.
    pub cases: Vec<Case>,
    /// Where the file's name stands.
    pub span: Span,
    /// Names that its file declares in a form that could not be read: what reads them is not complained about. Empty for a
    /// sound file.
    pub broken: BTreeSet<String>,
    /// Whether a block beside parameters, rules and cases could not be read as it stands, so that what is paid is not known.
    pub doubtful: bool,
}

impl Instrument {
    /// What the file makes of columns of the people, be it a scenario or an instrument.
    pub fn changes(&self) -> &[Becomes] {
        match &self.scenario {
            Some(scenario) => &scenario.becomes,
            None => &self.becomes,
        }
    }

    /// Whether it is claimed only where the household is better off.
    pub fn is_tried(&self) -> bool {
        self.take_up
            .as_ref()
            .is_some_and(|take_up| take_up.if_better_off.is_some())
    }

    /// Whether what it takes goes into the fund: it names it, or none, and so fills every fund of the system.
    pub fn fills(&self, fund: &str) -> bool {
        self.payee == Account::Fund && self.fund.as_ref().is_none_or(|used| used.name == fund)
    }

    /// Whether the fund pays it.
    pub fn is_paid_by(&self, fund: &str) -> bool {
        self.payer == Account::Fund && self.fund.as_ref().is_some_and(|used| used.name == fund)
    }

    /// The parameter of that name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }
}
