//! `commonweal compare`: two studies on the same people, side by side.

use std::path::PathBuf;

use commonweal_core::costing::{
    Asked, Results, YearsResults, add_without_gains_to_years, compare_years, cost, cost_years, tables_of_comparison,
};
use commonweal_core::measures::{Funnel, Incentives, RateSummary};
use commonweal_core::population::Population;

use super::run::{inputs, json};
use crate::asked::{add_asked, tell_left_out};
use crate::error::{Failure, Outcome, print};
use crate::load::Library;
use crate::output::country::country;
use crate::output::folder::{Found, Saved};
use crate::output::grid::{Align, Grid, wrap};
use crate::output::number::{decimal, or_nothing, people, percent, signed_money};
use crate::output::place::Places;
use crate::output::{compared_years, folder};
use crate::people::Origin;
use crate::progress::Bar;
use crate::session::{Session, StudyArguments, open};
use crate::span::YearsArguments;

/// The options of `compare`.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    first: StudyArguments,
    /// The study that is set beside it: a package or a file
    second: String,
    /// Also works out what work pays every earner: the distribution of marginal effective tax rates, and participation tax rates
    #[arg(long)]
    incentives: bool,
    #[command(flatten)]
    years: YearsArguments,
    /// Saves both runs over years, each as `run --out` does, and the comparison as tables and JSON beside them
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Prints both results as one JSON document: { "first": …, "second": … }; over years see: commonweal schema years-comparison
    #[arg(long)]
    json: bool,
    /// Says nothing but errors, and the JSON where it is asked for
    #[arg(long)]
    quiet: bool,
}

/// Costs two studies on the people of the first, and shows them side by side.
///
/// # Errors
/// Problems of the studies; people or a year that the second study's system does not take.
pub fn run(arguments: &Arguments) -> Outcome<()> {
    let places = Places {
        out: arguments.out.as_deref(),
        microdata: None,
    };
    places.check()?;
    let mut first = open(Library::embedded(), &arguments.first)?;
    let people = first.people(&arguments.first)?;
    let mut second = open(
        Library::embedded(),
        &StudyArguments {
            study: arguments.second.clone(),
            year: first.year_beside(),
            threads: None,
            set: Vec::new(),
            ..arguments.first.clone()
        },
    )?;
    for session in [&mut first, &mut second] {
        session.prepared.study.options.frozen |= arguments.years.frozen;
    }
    if first.prepared.system.name != second.prepared.system.name {
        return Err(Failure::Sentence(format!(
            "the two studies have different law: {} and {}; studies are compared on the same people under one system",
            first.prepared.system.name, second.prepared.system.name
        )));
    }
    let years = arguments.years.range(
        &arguments.first,
        &[&first, &second],
        &[("--incentives", arguments.incentives)],
        &[("--out", arguments.out.is_some())],
    )?;
    for session in [&first, &second] {
        places.check_inputs(&inputs(session, &people.origin.data))?;
    }
    let parts = [people.population];
    if let Some(years) = years {
        return several_years(arguments, [&first, &second], &people.origin, &parts, years);
    }
    let mut results: Vec<Results> = Vec::new();
    for session in [&first, &second] {
        let bar = Bar::new("computing", arguments.quiet);
        let costing = cost(&session.prepared, &parts, &|done, total| bar.tick(done, total))
            .map_err(|problems| session.library.refuse(problems))?;
        let mut own = costing.results;
        let asked = Asked {
            incentives: arguments.incentives,
            ..Asked::default()
        };
        add_asked(asked, session, &parts, &mut own, arguments.quiet)?;
        results.push(own);
    }
    let [a, b] = <[Results; 2]>::try_from(results).map_err(|_| Failure::Sentence("two results were wanted".into()))?;
    if arguments.json {
        return print(&json(&serde_json::json!({ "first": a, "second": b }))?);
    }
    if arguments.quiet {
        return Ok(());
    }
    let countries = [&first, &second].map(|session| country(session.carry.as_ref()));
    print(&page(&a, &b, &countries))
}

/// Compares the two studies over a range of years.
fn several_years(
    arguments: &Arguments,
    sessions: [&Session; 2],
    origin: &Origin,
    parts: &[Population],
    range: (i32, i32),
) -> Outcome<()> {
    for session in sessions {
        tell_left_out(session, range.0, arguments.quiet);
    }
    let run = |session: &Session| -> Outcome<YearsResults> {
        let bar = Bar::new("computing", arguments.quiet);
        let progress = |done, total| bar.tick(done, total);
        let refuse = |problems| session.library.refuse(problems);
        let rate = arguments.years.discount_rate();
        let mut found = cost_years(&session.prepared, parts, range, rate, &progress).map_err(refuse)?;
        if session.prepared.study.options.without_gains {
            add_without_gains_to_years(&session.prepared, parts, &mut found, &progress).map_err(refuse)?;
        }
        Ok(found)
    };
    let [first, second] = sessions;
    let found = compare_years(run(first)?, run(second)?).map_err(|problems| first.library.refuse(problems))?;
    if let Some(target) = &arguments.out {
        let own = [
            Found::of_years(&found.first, range, first.prepared.study.options.frozen)?,
            Found::of_years(&found.second, range, second.prepared.study.options.frozen)?,
        ];
        let saved = |at: usize, set| Saved {
            found: &own[at],
            session: sessions[at],
            origin,
            set,
        };
        let runs = [saved(0, arguments.first.set.as_slice()), saved(1, &[])];
        folder::save_comparison(target, &tables_of_comparison(&found), &json(&found)?, runs)?;
    }
    if arguments.json {
        return print(&json(&found)?);
    }
    if arguments.quiet {
        return Ok(());
    }
    let countries = sessions.map(|session| country(session.carry.as_ref()));
    let mut text = compared_years::page(&found, &countries, &mind(sessions));
    if let Some(target) = &arguments.out {
        text.push_str(&format!("Saved         {}\n", target.display()));
    }
    print(&text)
}

/// What differs between two studies besides their policy.
fn mind([a, b]: [&Session; 2]) -> Vec<String> {
    let mut told = Vec::new();
    let scenario = |session: &Session| session.prepared.baseline.scenario().map(|file| file.name.clone());
    if scenario(a) != scenario(b) {
        told.push(OTHER_SCENARIO.to_string());
    }
    let seed = |session: &Session| session.prepared.study.options.seed;
    if seed(a) != seed(b) {
        told.push(format!(
            "The two studies have different seeds of their stored draws, {} and {}: what differs is not the policy alone.",
            seed(a),
            seed(b)
        ));
    }
    told
}

const OTHER_SCENARIO: &str = "The two studies have different scenarios: what differs is not the policy alone. --scenario NAME gives both the same.";

/// One line of the comparison: its name, its figure, how it is shown.
type Line = (&'static str, fn(&Results) -> Option<f64>, fn(f64) -> String);

fn page(a: &Results, b: &Results, countries: &[String]) -> String {
    let title = |results: &Results| {
        if results.title.is_empty() {
            results.study.clone()
        } else {
            results.title.clone()
        }
    };
    let mut text = wrap(&format!("{} | {}", title(a), title(b)), "", 0);
    text.push_str(&wrap(
        &format!(
            "{}, {}: {} households standing for {}. {} a year; positive costs: the government pays more.",
            a.population.name,
            a.year,
            decimal(f64::from(a.population.households), 0),
            people(a.population.weighted_households),
            a.currency
        ),
        "",
        0,
    ));
    let shock = |results: &Results| {
        let shock = results.shock.as_ref();
        shock.map(|shock| (shock.scenario.clone(), shock.displaced_baseline))
    };
    if shock(a) != shock(b) {
        text.push_str(&wrap(OTHER_SCENARIO, "Mind  ", 6));
    }
    countries.iter().for_each(|lines| text.push_str(lines));
    text.push('\n');
    let mut grid = Grid::new(&[("", Align::Left), (&a.study, Align::Right), (&b.study, Align::Right)]);
    for (name, of, show) in LINES.into_iter().chain(INCENTIVES) {
        let (x, y) = (of(a), of(b));
        if x.is_some() || y.is_some() {
            grid.row([name.to_string(), or_nothing(x, show), or_nothing(y, show)]);
        }
    }
    text.push_str(&grid.text(0));
    text.push_str(&format!(
        "\nFingerprints  {}\n              {}\n",
        a.fingerprint, b.fingerprint
    ));
    text
}

fn funnel(results: &Results, of: fn(&Funnel) -> Option<f64>) -> Option<f64> {
    results.shock.as_ref().and_then(|shock| of(&shock.coverage.reform))
}

/// What work pays under the policy, or under the law of a study without one.
fn under_policy(results: &Results) -> Option<&Incentives> {
    let found = results.incentives.as_ref()?;
    Some(found.reform.as_ref().unwrap_or(&found.baseline))
}

/// Marginal effective tax rates.
fn marginal(results: &Results, of: fn(&RateSummary) -> Option<f64>) -> Option<f64> {
    of(&under_policy(results)?.marginal.all)
}

/// What work pays, where it is asked for.
const INCENTIVES: [Line; 10] = [
    (
        "Marginal tax rate, median, baseline law",
        |r| r.incentives.as_ref()?.baseline.marginal.all.median,
        |v| percent(v, 1),
    ),
    (
        "Marginal tax rate, 10th percentile",
        |r| marginal(r, |all| all.p10),
        |v| percent(v, 1),
    ),
    (
        "Marginal tax rate, median",
        |r| marginal(r, |all| all.median),
        |v| percent(v, 1),
    ),
    (
        "Marginal tax rate, mean",
        |r| marginal(r, |all| all.mean),
        |v| percent(v, 1),
    ),
    (
        "Marginal tax rate, 90th percentile",
        |r| marginal(r, |all| all.p90),
        |v| percent(v, 1),
    ),
    (
        "Earners above 60%",
        |r| marginal(r, |all| all.share_above_60_percent),
        |v| percent(v, 1),
    ),
    (
        "Earners above 80%",
        |r| marginal(r, |all| all.share_above_80_percent),
        |v| percent(v, 1),
    ),
    (
        "Earners above 100%",
        |r| marginal(r, |all| all.share_above_100_percent),
        |v| percent(v, 1),
    ),
    (
        "Participation tax rate, insured, median",
        |r| under_policy(r)?.participation_insured.all.median,
        |v| percent(v, 1),
    ),
    (
        "Participation tax rate, uninsured, median",
        |r| under_policy(r)?.participation_uninsured.all.median,
        |v| percent(v, 1),
    ),
];

const LINES: [Line; 24] = [
    (
        "Net cost of the policy",
        |r| r.has_reform.then_some(r.net_cost),
        signed_money,
    ),
    ("Gross cost of its instruments", |r| Some(r.gross_cost()), signed_money),
    (
        "Cost of the shock",
        |r| r.shock.as_ref().map(|shock| shock.cost_of_shock),
        signed_money,
    ),
    ("  effect of the rules", |r| r.shock.as_ref()?.rule_effect, signed_money),
    (
        "  effect of changed states",
        |r| r.shock.as_ref()?.state_effect,
        signed_money,
    ),
    (
        "Net cost without the shock",
        |r| r.shock.as_ref()?.cost_in_calm_times,
        signed_money,
    ),
    (
        "Poverty rate, baseline law",
        |r| r.poverty.fixed.baseline.as_ref()?.headcount_rate,
        |v| percent(v, 2),
    ),
    (
        "Poverty rate, policy",
        |r| r.poverty.fixed.reform.as_ref()?.headcount_rate,
        |v| percent(v, 2),
    ),
    (
        "Poverty gap, policy",
        |r| r.poverty.fixed.reform.as_ref()?.gap_rate,
        |v| percent(v, 2),
    ),
    (
        "Gini coefficient, baseline law",
        |r| r.inequality.baseline.gini,
        |v| decimal(v, 4),
    ),
    (
        "Gini coefficient, policy",
        |r| r.inequality.reform.gini,
        |v| decimal(v, 4),
    ),
    (
        "Change of the poorest tenth",
        |r| r.deciles.iter().find(|row| row.decile == 1)?.relative_change,
        |v| percent(v, 1),
    ),
    (
        "Change of the richest tenth",
        |r| r.deciles.iter().find(|row| row.decile == 10)?.relative_change,
        |v| percent(v, 1),
    ),
    (
        "Persons who gain",
        |r| {
            let all = r.winners.first()?;
            Some(all.gain_up_to_5_percent? + all.gain_above_5_percent?)
        },
        |v| percent(v, 1),
    ),
    (
        "Persons who lose",
        |r| {
            let all = r.winners.first()?;
            Some(all.loss_up_to_5_percent? + all.loss_above_5_percent?)
        },
        |v| percent(v, 1),
    ),
    (
        "  gain more than 5%",
        |r| r.winners.first()?.gain_above_5_percent,
        |v| percent(v, 1),
    ),
    (
        "  lose more than 5%",
        |r| r.winners.first()?.loss_above_5_percent,
        |v| percent(v, 1),
    ),
    (
        "Persons who lose their work",
        |r| r.shock.as_ref().map(|shock| shock.displaced_reform),
        people,
    ),
    (
        "Loss avoided or back at work",
        |r| funnel(r, |f| f.avoided_share),
        |v| percent(v, 1),
    ),
    (
        "Displaced who are covered",
        |r| funnel(r, |f| f.covered_share),
        |v| percent(v, 1),
    ),
    (
        "Displaced with an adequate income",
        |r| funnel(r, |f| f.adequate_of_all_share),
        |v| percent(v, 1),
    ),
    (
        "Spending on households not hit",
        |r| r.shock.as_ref()?.leakage.as_ref()?.leakage_share,
        |v| percent(v, 1),
    ),
    (
        "Cost per displaced worker covered",
        |r| r.shock.as_ref()?.cost_effectiveness.as_ref()?.cost_per_covered,
        |v| decimal(v, 0),
    ),
    (
        "Cost per person out of poverty",
        |r| {
            let (before, after) = (r.poverty.fixed.baseline.as_ref()?, r.poverty.fixed.reform.as_ref()?);
            commonweal_core::measures::cost_per(r.net_cost, before.poor - after.poor, 0.0)
        },
        |v| decimal(v, 0),
    ),
];
