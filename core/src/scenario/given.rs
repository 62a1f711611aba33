//! What a year gives of each person, and what goes on into the next.

use super::State;
use super::movers::{Movers, Role};

/// A column that a year gives of the persons, read by rules as `life.NAME`.
#[derive(Debug, Clone, Copy)]
pub struct Given {
    /// Its name.
    pub name: &'static str,
    /// Its unit as rule files write it; truths are 0 or 1.
    pub unit: &'static str,
    /// The lowest value there can be.
    pub low: f64,
    /// The highest value there can be.
    pub high: f64,
    /// Its title in English.
    pub title_en: &'static str,
    /// Its title in Chinese.
    pub title_zh: &'static str,
    /// Its value for those who cannot move.
    pub(super) outside: fn(&Movers) -> f64,
    pub(super) of: fn(&Movers) -> Vec<f64>,
}

/// A column that goes from the end of one year to the start of the next.
#[derive(Debug, Clone, Copy)]
pub struct Carried {
    /// Its name.
    pub name: &'static str,
    /// Its unit; truths are 0 or 1, counts whole.
    pub unit: &'static str,
    /// The lowest value there can be.
    pub low: f64,
    /// The highest value there can be.
    pub high: f64,
    /// What it means.
    pub meaning: &'static str,
    pub(super) of: fn(&Movers) -> Vec<f64>,
}

/// A value for each mover.
#[inline(always)]
fn column(movers: &Movers, of: impl Fn(&Movers, usize) -> f64) -> Vec<f64> {
    (0..movers.len()).map(|at| of(movers, at)).collect()
}

/// Takes over a value for each mover.
#[inline(always)]
fn take_over(movers: &mut Movers, values: &[f64], set: impl Fn(&mut Movers, usize, f64)) {
    for (at, value) in values.iter().enumerate() {
        set(movers, at, *value);
    }
}

fn truth(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

fn months(movers: &Movers, at: usize, state: State) -> f64 {
    f64::from(movers.months[at][state.place()])
}

macro_rules! given {
    ($($name:ident: $unit:literal, $low:literal ..= $high:literal, $outside:expr, $en:literal, $zh:literal, $of:expr;)*) => {
        /// What a year gives of each person, in this order.
        pub const GIVEN: &[Given] = &[$(Given {
            name: stringify!($name), unit: $unit, low: $low, high: $high, title_en: $en, title_zh: $zh, outside: $outside,
            of: |movers| column(movers, $of),
        }),*];
    };
}

given! {
    adoption: "share", 0.0 ..= 1.0, |m| m.spread, "How far AI has spread, of what it will do by the horizon: mean of the year's months", "人工智能扩散程度（占期末的比例，年内各月平均）", |m, _| m.spread;
    months_employed: "months", 0.0 ..= 12.0, |_| 0.0, "Months in the job of the data", "原岗位就业月数", |m, at| months(m, at, State::Employed);
    months_new_job: "months", 0.0 ..= 12.0, |_| 0.0, "Months in a job found since", "新岗位就业月数", |m, at| months(m, at, State::NewJob);
    months_short_time: "months", 0.0 ..= 12.0, |_| 0.0, "Months on short time", "短时工作月数", |m, at| months(m, at, State::ShortTime);
    months_unemployed: "months", 0.0 ..= 12.0, |_| 0.0, "Months unemployed, not in training", "失业（未培训）月数", |m, at| months(m, at, State::Unemployed);
    months_training: "months", 0.0 ..= 12.0, |_| 0.0, "Months in training", "培训月数", |m, at| months(m, at, State::Training);
    months_public_job: "months", 0.0 ..= 12.0, |_| 0.0, "Months in a public job", "公共岗位月数", |m, at| months(m, at, State::PublicJob);
    months_gig: "months", 0.0 ..= 12.0, |_| 0.0, "Months in gig work", "零工月数", |m, at| months(m, at, State::Gig);
    months_inactive: "months", 0.0 ..= 12.0, |_| 0.0, "Months out of the labour force", "退出劳动力市场月数", |m, at| months(m, at, State::Inactive);
    months_retired: "months", 0.0 ..= 12.0, |_| 0.0, "Months retired", "退休月数", |m, at| months(m, at, State::Retired);
    hours_cut_months: "months", 0.0 ..= 12.0, |_| 0.0, "Months' worth of hours cut on short time", "短时工作削减工时折合月数", |m, at| m.years[at].hours_cut;
    wage_factor: "share", 0.0 ..= 1.0, |_| 1.0, "Wage of the new job against one without a scar, mean of its months", "新岗位工资相对无疤痕工资的比例（月均）", |m, at| {
        let months = months(m, at, State::NewJob);
        if months > 0.0 { 1.0 - m.years[at].wage_lost / months } else { 1.0 }
    };
    displaced_this_year: "truth", 0.0 ..= 1.0, |_| 0.0, "Lost the work to automation this year", "本年因自动化失去工作", |m, at| truth(m.years[at].month_of_loss > 0);
    displaced_before: "truth", 0.0 ..= 1.0, |_| 0.0, "Lost the work to automation in an earlier year", "往年因自动化失去工作", |m, at| truth(m.years[at].displaced_before);
    month_of_loss: "count", 0.0 ..= 12.0, |_| 0.0, "Month of this year in which automation took the work, 0 if none", "本年失去工作的月份（0 为无）", |m, at| f64::from(m.years[at].month_of_loss);
    benefit_months_used_before: "months", 0.0 ..= 10000.0, |_| 0.0, "Months of benefit used in the present spell before this year", "本年之前本次失业已用津贴月数", |m, at| m.years[at].benefit_before;
    insured_months: "months", 0.0 ..= 10000.0, |_| 0.0, "Months at insured work since the start, or since an earlier loss: up to the last loss of a job, or up to now", "自起点或上次失业以来的参保就业月数（截至最近一次失业或目前）", |m, at| {
        f64::from(if m.lives[at].spells > 0 { m.lives[at].insured } else { m.insured_so_far(at) })
    };
    insured_anew: "truth", 0.0 ..= 1.0, |_| 0.0, "Has lost more than one job, so that insurance counts from the earlier loss on", "多次失业，参保自上次失业起重新计算", |m, at| truth(m.lives[at].spells > 1);
    months_employed_since_training: "months", 0.0 ..= 12.0, |_| 0.0, "Months of this year at work after completing training", "完成培训后本年就业月数", |m, at| f64::from(m.years[at].retrained);
    retrained_share: "share", 0.0 ..= 1.0, |_| 0.0, "Share of the year at work after completing training", "完成培训后就业时间占全年比例", |m, at| f64::from(m.years[at].retrained) / 12.0;
    reemployed_months: "months", 0.0 ..= 12.0, |_| 0.0, "Months of this year in a new job after a displacement", "被取代后再就业月数", |m, at| f64::from(m.years[at].reemployed);
    reemployed_months_before: "months", 0.0 ..= 10000.0, |_| 0.0, "Months in a new job after a displacement, before this year", "往年被取代后再就业月数", |m, at| f64::from(m.years[at].reemployed_before);
    at_risk: "truth", 0.0 ..= 1.0, |_| 0.0, "Could lose the work to automation, at the start of the year", "年初工作可能被自动化取代", |m, at| truth(m.years[at].at_risk);
    predicted_risk: "share", 0.0 ..= 1.0, |_| 0.0, "Predicted risk of losing the work to automation, with error", "预测的失业风险（含误差）", |m, at| m.years[at].predicted;
    state_at_end: "count", 0.0 ..= 9.0, |_| 0.0, "State in the last month, by number", "年末状态（编号）", |m, at| m.state[at].number();
}

macro_rules! carried {
    ($($name:ident: $unit:literal, $low:literal ..= $high:literal, $meaning:literal, $of:expr, $set:expr;)*) => {
        /// Columns that go from the end of one year to the start of the next, in this order; all 0 for those who cannot move.
        pub const CARRIED: &[Carried] = &[$(Carried {
            name: stringify!($name), unit: $unit, low: $low, high: $high, meaning: $meaning,
            of: |movers| column(movers, $of),
        }),*];

        /// What takes over each of them.
        pub(super) const SETTERS: &[fn(&mut Movers, &[f64])] = &[$(|movers, values| take_over(movers, values, $set)),*];
    };
}

carried! {
    state: "count", 0.0 ..= 9.0, "number of the state",
        |m, at| m.state[at].number(), |m, at, v| m.state[at] = State::from_number(v).unwrap_or_default();
    survival: "share", 0.0 ..= 1.0, "chance so far of not having been displaced",
        |m, at| m.survival[at], |m, at, v| m.survival[at] = v;
    displaced: "truth", 0.0 ..= 1.0, "automation has taken the job",
        |m, at| truth(m.lives[at].displaced), |m, at, v| m.lives[at].displaced = v > 0.0;
    spared: "truth", 0.0 ..= 1.0, "short-time work has kept the job for good",
        |m, at| truth(m.lives[at].spared), |m, at, v| m.lives[at].spared = v > 0.0;
    short_time_role: "count", 0.0 ..= 2.0, "on short time because the job was at risk (1), beside such jobs (2), not at all (0)",
        |m, at| f64::from(m.lives[at].role as u8),
        |m, at, v| m.lives[at].role = [Role::None, Role::Kept, Role::Beside].into_iter().find(|role| f64::from(*role as u8) == v).unwrap_or_default();
    short_time_from: "count", 0.0 ..= 9.0, "number of the state to which short-time work returns",
        |m, at| m.lives[at].short_time_from.number(),
        |m, at, v| m.lives[at].short_time_from = State::from_number(v).unwrap_or_default();
    short_time_months: "count", 0.0 ..= 10000.0, "months on short time so far",
        |m, at| f64::from(m.lives[at].short_time_months), |m, at, v| m.lives[at].short_time_months = v as u32;
    in_spell: "truth", 0.0 ..= 1.0, "in a spell out of regular work",
        |m, at| truth(m.lives[at].in_spell), |m, at, v| m.lives[at].in_spell = v > 0.0;
    months_out_of_work: "count", 0.0 ..= 10000.0, "months of that spell",
        |m, at| f64::from(m.lives[at].elapsed), |m, at, v| m.lives[at].elapsed = v as u32;
    benefit_months: "months", 0.0 ..= 10000.0, "months of benefit used in that spell",
        |m, at| m.lives[at].benefit, |m, at, v| m.lives[at].benefit = v;
    spells: "count", 0.0 ..= 10000.0, "spells out of work so far",
        |m, at| f64::from(m.lives[at].spells), |m, at, v| m.lives[at].spells = v as u32;
    wants_training: "truth", 0.0 ..= 1.0, "wants to train and waits for a place",
        |m, at| truth(m.lives[at].wants_training), |m, at, v| m.lives[at].wants_training = v > 0.0;
    months_trained: "count", 0.0 ..= 10000.0, "months of the present training",
        |m, at| f64::from(m.lives[at].trained), |m, at, v| m.lives[at].trained = v as u32;
    completed_training: "truth", 0.0 ..= 1.0, "has completed training",
        |m, at| truth(m.lives[at].completed), |m, at, v| m.lives[at].completed = v > 0.0;
    months_since_training: "count", 0.0 ..= 10000.0, "months since training was completed",
        |m, at| f64::from(m.lives[at].since_training), |m, at, v| m.lives[at].since_training = v as u32;
    factor_first: "number", 0.0 ..= 10.0, "factor of training on the chance of a job, first year",
        |m, at| m.lives[at].factors[0], |m, at, v| m.lives[at].factors[0] = v;
    factor_second: "number", 0.0 ..= 10.0, "the same, second year",
        |m, at| m.lives[at].factors[1], |m, at, v| m.lives[at].factors[1] = v;
    factor_later: "number", 0.0 ..= 10.0, "the same, later years",
        |m, at| m.lives[at].factors[2], |m, at, v| m.lives[at].factors[2] = v;
    public_job_months: "count", 0.0 ..= 10000.0, "months in public jobs in the present spell",
        |m, at| f64::from(m.lives[at].public_months), |m, at, v| m.lives[at].public_months = v as u32;
    insured_months: "count", 0.0 ..= 10000.0, "months at insured work since the last loss of a job, or since the start",
        |m, at| f64::from(m.insured_so_far(at)), |m, at, v| m.lives[at].worked = v as u32;
    insured_at_loss: "count", 0.0 ..= 10000.0, "the same when the last job was lost",
        |m, at| f64::from(m.lives[at].insured), |m, at, v| m.lives[at].insured = v as u32;
    scar: "share", 0.0 ..= 1.0, "present loss of wage in a new job",
        |m, at| m.lives[at].scar, |m, at, v| m.lives[at].scar = v;
    reemployed_months: "count", 0.0 ..= 10000.0, "months in new jobs since the displacement",
        |m, at| f64::from(m.lives[at].reemployed), |m, at, v| m.lives[at].reemployed = v as u32;
    began_without_work: "truth", 0.0 ..= 1.0, "was out of work or in training before the first month",
        |m, at| truth(m.lives[at].began_without_work), |m, at, v| m.lives[at].began_without_work = v > 0.0;
}
