//! What a run answers, as plain tables. Positive costs: the government pays more.

use serde::{Deserialize, Serialize};

use super::incentives::IncentivesResult;
use super::interactions::InteractionsResult;
use crate::measures::{
    CostEffectiveness, Coverage, DecileRow, EntropyIndices, Inequality, Leakage, Poverty, Redistribution,
};
use crate::numeric::LorenzPoint;
use crate::rules::Kind;

/// The results of a study. Every number is a 64-bit float whose bits the fingerprint covers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// The format of this document.
    pub format: u32,
    /// The version of the model.
    pub model_version: String,
    /// A hash of model version, study, people and standard results: equal on every machine.
    pub fingerprint: String,
    /// The study's name.
    pub study: String,
    /// Its title, in English.
    pub title: String,
    /// The titles of study, system, scenario, instruments and groups in the languages of the figures. No fingerprint covers them.
    pub titles: Vec<Title>,
    /// The tax-benefit system.
    pub system: String,
    /// The currency's ISO code.
    pub currency: String,
    /// The year whose law applies.
    pub year: i32,
    /// What the study changes.
    pub changes: Vec<Change>,
    /// How the figures are made.
    pub options: ResultOptions,
    /// Whether there is a reform; without one, costs are the levels of current law.
    pub has_reform: bool,
    /// The people.
    pub population: PopulationSummary,
    /// One row an instrument.
    pub budget: Vec<BudgetRow>,
    /// Net cost of the whole reform to government and its funds: positive means that they pay more. Without a reform, the
    /// balance with its sign turned.
    pub net_cost: f64,
    /// How the net cost was divided: `shapley`, `stacked`, `last-in`, `whole`, or `level` without a reform; while parameters move
    /// `stale`, or `pending` where it was not divided yet.
    pub attribution: String,
    /// Why the net cost is divided otherwise than asked; absent where it is as asked. No fingerprint covers it.
    pub attribution_fallback: Option<AttributionFallback>,
    /// Who is left out where places, money or a fund do not suffice: one row an instrument and law; none while parameters move. No
    /// fingerprint covers it.
    #[serde(default)]
    pub rationing: Vec<RationingRow>,
    /// What every account receives less what it pays.
    pub accounts: Vec<AccountBalance>,
    /// The ledger: who pays whom for what.
    pub flows: Vec<FlowRow>,
    /// Poverty.
    pub poverty: PovertyResult,
    /// Inequality of equivalised disposable income.
    pub inequality: InequalityResult,
    /// Theil's and Atkinson's measures of equivalised disposable income. No fingerprint covers them.
    pub entropy: EntropyResult,
    /// What taxes and benefits do between market and disposable income; `None` if the system has no concept `market_income`.
    /// No fingerprint covers it.
    pub redistribution: Option<RedistributionResult>,
    /// The Lorenz curves of equivalised disposable income. No fingerprint covers them.
    pub lorenz: LorenzResult,
    /// Ten groups by baseline income (1 to 10), then all together (0).
    pub deciles: Vec<DecileRow>,
    /// Winners and losers: all together (0), then the ten groups.
    pub winners: Vec<WinnersResultRow>,
    /// The same by region, age and other categories that the data has.
    pub groups: Vec<GroupTable>,
    /// What the study's scenario does to the people and to the budget; absent without one.
    pub shock: Option<Shock>,
    /// What work pays, for every earner; absent unless asked for.
    pub incentives: Option<IncentivesResult>,
    /// How the elements of the reform meet other benefits; absent unless asked for. No fingerprint covers it.
    pub interactions: Option<InteractionsResult>,
    /// What is left of each levy whose file says what is told of its yield; empty where there is none, and where the study does not ask (`levies = true`): see
    /// [`add_levy_yields`](super::add_levy_yields). No fingerprint covers it.
    #[serde(default)]
    pub levy_yields: Vec<super::LevyYield>,
    /// Numbers that are neither law nor published.
    pub assumptions: Vec<Assumption>,
    /// Columns that the data lacks; their documented default was taken.
    pub defaulted_columns: Vec<String>,
    /// Columns of the people's file that the mapping does not read, in the order of the file. No fingerprint covers them.
    #[serde(default)]
    pub columns_not_read: Vec<String>,
    /// What the figures do not say by themselves, such as an instrument that reaches nobody. No fingerprint covers them.
    #[serde(default)]
    pub notices: Vec<super::Notice>,
    /// The instruments of baseline and reform that are worked out by code of the host, in order of the alphabet. The fingerprint
    /// covers their rules and not their code: no other machine can vouch for these figures.
    pub code: Vec<String>,
}

impl Results {
    /// Whether the reform changes something of that instrument by name: adds, removes or replaces it, or sets one of its values.
    pub fn is_of_reform(&self, instrument: &str) -> bool {
        self.changes.iter().any(|change| {
            let named = change.name.split('.').next().unwrap_or_default();
            change.law == "reform" && named == instrument
        })
    }

    /// What the instruments that the reform changes pay out more, or take less, before anything comes back: those that bring money are
    /// not set off. It does not depend on how the net cost is divided. Without a reform what all instruments of the law pay out.
    pub fn gross_cost(&self) -> f64 {
        let own = |row: &&BudgetRow| row.gross_cost > 0.0 && (!self.has_reform || self.is_of_reform(&row.instrument));
        self.budget
            .iter()
            .filter(own)
            .fold(0.0, |sum, row| sum + row.gross_cost)
    }

    /// Instruments that the reform adds, replaces or changes, and of which nothing is paid and nobody receives anything, before or after.
    pub fn paying_nothing(&self) -> impl Iterator<Item = &BudgetRow> {
        self.budget.iter().filter(|row| {
            let pays = row.baseline_amount != 0.0 || row.reform_amount != 0.0 || row.recipients > 0.0;
            !pays && row.net_cost == 0.0 && row.kind != Kind::Library.name() && self.is_of_reform(&row.instrument)
        })
    }
}

/// The title of something that the results name, in English and Chinese.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    /// `study`, `system`, `scenario` or `instrument`; of a group's value `value of COLUMN`.
    pub of: String,
    /// Its name, as elsewhere in the results.
    pub name: String,
    /// In English; in another language where the file has no English.
    pub en: String,
    /// In Chinese; in English where the file has no Chinese.
    pub zh: String,
}

/// Something that a study changes in the law.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// `baseline` or `reform`; `scenario` for what happens to the people.
    pub law: String,
    /// `set`, `add`, `remove` or `replace`.
    pub action: String,
    /// `instrument.parameter`, or the instrument.
    pub name: String,
    /// The value before, as written.
    pub before: Option<String>,
    /// The value after, as written; of an instrument that is added or replaced, the file that takes the place of a common
    /// instrument of that name.
    pub after: Option<String>,
}

/// How the figures are made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResultOptions {
    /// How the net cost is asked to be divided.
    pub attribution: String,
    /// The poverty line as a share of the median.
    pub poverty_line_share: f64,
    /// `persons` or `households`.
    pub weighting: String,
    /// The seed of the stored draws.
    pub seed: u64,
}

/// The people of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PopulationSummary {
    /// Its name.
    pub name: String,
    /// A hash of the people that does not depend on their order.
    pub hash: String,
    /// Rows of households.
    pub households: u32,
    /// Rows of persons.
    pub persons: u32,
    /// Households represented.
    pub weighted_households: f64,
    /// Weight of the measures: persons represented, or households where the study says so.
    pub weight: f64,
    /// `persons` or `households`: what poverty, inequality and deciles count.
    pub weighting: String,
}

/// An instrument's row of the budget.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BudgetRow {
    /// The instrument.
    pub instrument: String,
    /// Its title, in English.
    pub title: String,
    /// Its kind.
    pub kind: String,
    /// Who pays it.
    pub payer: String,
    /// Who receives it.
    pub payee: String,
    /// Amount paid by its payer a year under the baseline.
    pub baseline_amount: f64,
    /// Amount paid by its payer a year under the reform.
    pub reform_amount: f64,
    /// What it alone costs the public budget more than before; a tax that brings more has a negative cost.
    pub gross_cost: f64,
    /// The part of the net cost attributed to it; 0 for instruments that the reform does not touch.
    pub net_cost: f64,
    /// How the net cost was divided.
    pub attribution: String,
    /// The part of the net cost that comes on top of the instruments before it, in the order of the study; absent where it was not worked
    /// out. The column adds up to the net cost. No fingerprint covers it.
    pub stacked_cost: Option<f64>,
    /// Its mean over all orders (Shapley); absent where it was not worked out. The column adds up to the net cost. No fingerprint covers it.
    pub shapley_cost: Option<f64>,
    /// Units that receive (or pay) something under the reform.
    pub recipients: f64,
    /// The same under the baseline.
    pub baseline_recipients: f64,
    /// Mean amount of those under the reform, a year.
    pub mean_amount: Option<f64>,
}

/// Why a net cost is divided otherwise than asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributionFallback {
    /// How it was to be divided: `shapley`, `stacked` or `last-in`.
    pub asked: String,
    /// How it is divided: `stacked`, `whole`, or `drawn`: the mean over orders drawn by lot.
    pub used: String,
    /// `too-many-elements`; `drawn-orders`; or `no-law-of-some`: some of the elements alone make no law.
    pub reason: String,
    /// Elements of the reform.
    pub elements: u32,
    /// The most of which it can be done as asked; absent where their number is not the reason.
    pub most: Option<u32>,
    /// Of `drawn-orders` how many; absent otherwise.
    #[serde(default)]
    pub orders: Option<u32>,
}

/// What is asked of an instrument whose places, money or fund may not suffice for all, and what it gives. Units are weighted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RationingRow {
    /// `baseline` or `reform`.
    pub law: String,
    /// The instrument.
    pub instrument: String,
    /// What limits it: `places`, `money` (its own) or `fund`.
    pub by: String,
    /// Its unit, which is what is counted.
    pub unit: String,
    /// Units that claim something.
    pub wanted: f64,
    /// Units that get a place or a part of the money. A fund that does not suffice serves everybody with less.
    pub served: f64,
    /// Units that claim something and get nothing: the waiting list.
    pub refused: f64,
    /// Amount claimed a year.
    pub claimed: f64,
    /// Amount paid a year.
    pub paid: f64,
    /// Amount claimed and not paid.
    pub shortfall: f64,
    /// Units with a member who loses the work among those who claim something; absent without a scenario.
    pub displaced_wanted: Option<f64>,
    /// The same among those who are refused.
    pub displaced_refused: Option<f64>,
}

/// An account of the ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccountBalance {
    /// The account.
    pub account: String,
    /// Received less paid, under the baseline.
    pub baseline: f64,
    /// The same under the reform.
    pub reform: f64,
    /// Reform less baseline.
    pub change: f64,
}

/// A flow of the ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlowRow {
    /// The instrument, or the market income.
    pub name: String,
    /// Who pays.
    pub from: String,
    /// Who receives.
    pub to: String,
    /// Amount a year under the baseline.
    pub baseline: f64,
    /// Amount a year under the reform.
    pub reform: f64,
}

/// Poverty before and after, against one line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PovertyPair {
    /// Under the baseline.
    pub baseline: Option<Poverty>,
    /// Under the reform.
    pub reform: Option<Poverty>,
}

/// Poverty against both lines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PovertyResult {
    /// The line as a share of the median.
    pub line_share: f64,
    /// The line of the baseline's median, for both runs: the headline.
    pub fixed: PovertyPair,
    /// Each run's own line.
    pub floating: PovertyPair,
}

/// Inequality before and after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InequalityResult {
    /// Under the baseline.
    pub baseline: Inequality,
    /// Under the reform.
    pub reform: Inequality,
}

/// Theil's and Atkinson's measures before and after.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct EntropyResult {
    /// Under the baseline.
    pub baseline: EntropyIndices,
    /// Under the reform.
    pub reform: EntropyIndices,
    /// Under baseline law without the shock; absent without a scenario.
    #[serde(default)]
    pub calm: Option<EntropyIndices>,
}

/// Redistribution before and after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RedistributionResult {
    /// By the baseline's taxes and benefits.
    pub baseline: Redistribution,
    /// By the reform's.
    pub reform: Redistribution,
}

/// Lorenz curves: the origin and 100 equal steps of the population; empty where total income is not positive.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LorenzResult {
    /// Under the baseline.
    pub baseline: Vec<LorenzPoint>,
    /// Under the reform.
    pub reform: Vec<LorenzPoint>,
    /// Under baseline law without the shock; absent without a scenario.
    pub calm: Option<Vec<LorenzPoint>>,
}

/// Winners and losers of a group: shares of its weight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WinnersResultRow {
    /// `All`, or the decile by baseline income.
    pub group: String,
    /// Its weight.
    pub weight: f64,
    /// Lose more than 5 % of baseline income.
    pub loss_above_5_percent: Option<f64>,
    /// Lose at least .1 % and at most 5 %.
    pub loss_up_to_5_percent: Option<f64>,
    /// Change by less than .1 %.
    pub no_change: Option<f64>,
    /// Gain at least .1 % and at most 5 %.
    pub gain_up_to_5_percent: Option<f64>,
    /// Gain more than 5 %.
    pub gain_above_5_percent: Option<f64>,
    /// Have a baseline income of 0 or less.
    pub baseline_not_positive: Option<f64>,
}

/// Results by the values of a category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupTable {
    /// The category: `age`, `sex`, `region` …
    pub by: String,
    /// One row a value.
    pub rows: Vec<GroupRow>,
}

/// One value of a category; persons carry the equivalised income of their household.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupRow {
    /// The value.
    pub group: String,
    /// Its weight.
    pub weight: f64,
    /// Mean income under the baseline.
    pub mean_baseline: Option<f64>,
    /// Mean income under the reform.
    pub mean_reform: Option<f64>,
    /// Mean change.
    pub mean_change: Option<f64>,
    /// Total change over total baseline income.
    pub relative_change: Option<f64>,
    /// Share of the poor under the baseline, fixed line.
    pub poverty_baseline_rate: Option<f64>,
    /// Share of the poor under the reform, fixed line.
    pub poverty_reform_rate: Option<f64>,
    /// Share of those whose income rises by at least .1 % of a positive baseline income.
    pub winners_share: Option<f64>,
    /// Share of those whose income falls by at least .1 %.
    pub losers_share: Option<f64>,
    /// Share of those who lose more than 5 % of baseline income.
    pub loss_above_5_percent: Option<f64>,
    /// Share of those who lose at least .1 % and at most 5 %.
    pub loss_up_to_5_percent: Option<f64>,
    /// Share of those whose income changes by less than .1 %.
    pub no_change: Option<f64>,
    /// Share of those who gain at least .1 % and at most 5 %.
    pub gain_up_to_5_percent: Option<f64>,
    /// Share of those who gain more than 5 %.
    pub gain_above_5_percent: Option<f64>,
    /// Share of those whose baseline income is zero or less.
    pub baseline_not_positive: Option<f64>,
}

/// What a scenario does. Four runs: baseline law without and with the shock, the reform with it and, when asked for, without.
/// Costs: positive means that the government pays more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shock {
    /// The scenario.
    pub scenario: String,
    /// Its title, in English.
    pub title: String,
    /// What the shock costs government and its funds under baseline law.
    pub cost_of_shock: f64,
    /// The shock without the gains of those whom it spares, where that was asked for: see [`add_without_gains`](super::add_without_gains).
    pub without_gains: Option<super::WithoutGains>,
    /// Balance of government and its funds under baseline law without the shock.
    pub calm_balance: f64,
    /// Part of the policy's net cost on the people as the baseline law leaves them; absent without a reform.
    pub rule_effect: Option<f64>,
    /// The rest: what the policy costs (or saves) because it changes who loses the work, hours, wages and profits.
    pub state_effect: Option<f64>,
    /// Net cost of the policy without the shock, when asked for.
    pub cost_in_calm_times: Option<f64>,
    /// Persons who lose their work under baseline law.
    pub displaced_baseline: f64,
    /// Persons who lose their work under the reform.
    pub displaced_reform: f64,
    /// Poverty under baseline law without the shock; its line is the fixed line of the other runs.
    pub calm_poverty: Option<Poverty>,
    /// Inequality under baseline law without the shock.
    pub calm_inequality: Inequality,
    /// What becomes of those who lose their work under baseline law: the same persons under baseline and reform.
    pub coverage: Coverage,
    /// Spending of the reform's instruments, and its share that goes to households where nobody lost the work; absent
    /// without a reform.
    pub leakage: Option<Leakage>,
    /// Net cost of the policy per displaced worker covered, per person out of poverty, per unit of the poverty gap closed;
    /// absent without a reform.
    pub cost_effectiveness: Option<CostEffectiveness>,
    /// What each selection of the scenario asked for and met: the baseline's, then the reform's.
    pub selections: Vec<SelectionRow>,
    /// How good a forecast of the loss was, under baseline law; absent where nobody has a predicted risk. In a run over several years with
    /// months, the forecast of the year before. No fingerprint covers it.
    pub forecast: Option<ForecastResult>,
}

/// What was foretold, and what came. Shares are of the weight of those whom the scenario can hit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ForecastResult {
    /// Persons whom the scenario can hit.
    pub persons: f64,
    /// Their mean predicted risk.
    pub mean_predicted: f64,
    /// The share of them who lost the work.
    pub displaced_share: f64,
    /// Who would be warned, by the predicted risk from which a warning is given.
    pub thresholds: Vec<ForecastThreshold>,
    /// Tenths of the persons, from the lowest predicted risk to the highest. Equal risks stay together, in the lower of two tenths:
    /// so tenths can differ in size, and empty ones are left out.
    pub tenths: Vec<ForecastTenthRow>,
}

/// A threshold of the predicted risk, and how good a warning from it on would have been.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ForecastThreshold {
    /// The predicted risk from which a person is warned.
    pub threshold: f64,
    /// The share that is warned.
    pub warned_share: Option<f64>,
    /// Of the warned, the share who lost the work; None where nobody is warned.
    pub precision: Option<f64>,
    /// Of those who lost the work, the share that was warned; None where nobody did.
    pub recall: Option<f64>,
}

/// A tenth of the persons by predicted risk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ForecastTenthRow {
    /// Which, from 1 on.
    pub tenth: u32,
    /// Its persons.
    pub persons: f64,
    /// Their mean predicted risk.
    pub predicted: f64,
    /// The share of them who lost the work.
    pub realised: f64,
}

/// What a selection of a scenario asked for and met. Whole persons, people without a risk, and cells in which the expected
/// number is less than half a person, keep what is met from what is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SelectionRow {
    /// `baseline` or `reform`: the law under which the scenario chooses.
    pub law: String,
    /// The selection.
    pub selection: String,
    /// Persons who can be chosen.
    pub persons: f64,
    /// The share of these that is asked for.
    pub share_asked: f64,
    /// Persons chosen.
    pub chosen: f64,
    /// Their share; None where nobody can be chosen.
    pub share_met: Option<f64>,
}

/// A number that is neither law nor published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assumption {
    /// `instrument.parameter`.
    pub parameter: String,
    /// Its value, as written.
    pub value: String,
    /// Lowest value that is thought possible.
    pub low: Option<f64>,
    /// Highest value that is thought possible.
    pub high: Option<f64>,
}
