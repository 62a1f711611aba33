//! Countries of synthetic households without microdata beside them: totals under current law beside published ones.

use std::sync::Arc;

use commonweal_core::costing::{Microdata, Prepared, Results, calculate, prepare};
use commonweal_core::population::{Lock, Population, Recipe, generate};
use commonweal_core::system::{PopulationSource, Study, System};

use super::facts::Spread;
use super::figures::Figures;
use super::progress;
use super::survey::{column, costed};
use super::totals::Totals;
use crate::{catalog, nothing_beside, source};

/// A country under current law.
struct Country {
    prepared: Prepared,
    people: [Population; 1],
    results: Results,
}

impl Country {
    /// Of an embedded package with a recipe's people.
    fn of(package: &str) -> Country {
        progress(package);
        let catalog = catalog();
        let study = Study::read(catalog.package(package).expect("the package is embedded")).expect("it is sound");
        let prepared =
            prepare(&study, &catalog, &nothing_beside, &[], None).unwrap_or_else(|found| panic!("{found:?}"));
        let Some(PopulationSource::Named(name)) = &prepared.study.population else {
            panic!("the people have a name")
        };
        let recipe = Recipe::read(catalog.population(name).expect("the recipe is embedded"));
        let recipe = recipe.unwrap_or_else(|found| panic!("{found:?}"));
        let lock = catalog
            .lock(name)
            .map(|lock| Lock::read(lock).expect("the lock is sound"));
        let made = generate(&recipe, &prepared.system, None, None, lock.as_ref(), &|_, _| true);
        let people = [made.unwrap_or_else(|found| panic!("{found:?}")).population];
        let results = costed(&prepared, &people).results;
        Country {
            prepared,
            people,
            results,
        }
    }

    /// What an instrument pays or takes a year.
    fn amount(&self, instrument: &str) -> f64 {
        let row = self.results.budget.iter().find(|row| row.instrument == instrument);
        row.unwrap_or_else(|| panic!("no instrument {instrument}"))
            .baseline_amount
    }

    /// What flows under a name, received less paid by households.
    fn market_flow(&self, name: &str) -> f64 {
        let rows = self.results.flows.iter().filter(|row| row.name == name);
        rows.map(|row| {
            if row.to == "households" {
                row.baseline
            } else {
                -row.baseline
            }
        })
        .sum()
    }

    /// The ledger by a kind of unit, with some columns; the steps are added to those that it knows.
    fn ledger(&self, unit: &str, columns: &[&str], steps: &[&str]) -> Microdata {
        let mut with = self.prepared.with_ledger_unit(unit).expect("the unit is known");
        let mut system = System::clone(&with.system);
        system.microdata.steps = steps.iter().map(|step| (step.to_string(), 0..0)).collect();
        let system = Arc::new(system);
        with.baseline.system = Arc::clone(&system);
        with.system = system;
        let last = |step: &&str| step.rsplit('.').next().unwrap_or_default().to_string();
        let mut wanted: Vec<String> = columns.iter().map(|name| name.to_string()).collect();
        wanted.extend(steps.iter().map(last));
        let found = calculate(&with, &self.people, None, Some(&wanted), Vec::new(), &|_, _| true);
        found.unwrap_or_else(|found| panic!("{found:?}"))
    }

    /// What steps of an instrument that reckons by the month come to in the year: each person's sum of them times their months.
    fn of_year(&self, steps: &[&str], months: &str) -> f64 {
        let mut wanted = steps.to_vec();
        wanted.push(months);
        let found = self.ledger("person", &[], &wanted);
        let last = |step: &str| step.rsplit('.').next().unwrap_or_default().to_string();
        let (months, weight) = (column(&found, &last(months)), column(&found, "weight"));
        let values: Vec<&[f64]> = steps.iter().map(|step| column(&found, &last(step))).collect();
        (0..weight.len())
            .map(|row| values.iter().map(|of| of[row]).sum::<f64>() * months[row] * weight[row])
            .sum()
    }

    fn people(&self) -> &Population {
        &self.people[0]
    }

    fn value(&self, name: &str, row: usize) -> f64 {
        let found = self.people().column(name).unwrap_or_else(|| panic!("no column {name}"));
        found.data.value(row)
    }

    /// Whether a category has one of the labels.
    fn is_one_of(&self, name: &str, row: usize, labels: &[&str]) -> bool {
        let column = self.people().column(name).unwrap_or_else(|| panic!("no column {name}"));
        let known = column.labels.as_ref().expect("a category");
        labels.contains(&known[column.data.value(row) as usize].as_str())
    }

    /// The household of each person.
    fn household_of(&self) -> Vec<usize> {
        let members = self.people().entities[1].members.as_ref().expect("there are persons");
        members
            .unit_of_person
            .iter()
            .map(|household| *household as usize)
            .collect()
    }

    fn poverty(&self) -> f64 {
        let found = self.results.poverty.fixed.baseline.as_ref();
        found.and_then(|found| found.headcount_rate).expect("a rate")
    }

    fn gini(&self) -> f64 {
        self.results.inequality.baseline.gini.expect("a coefficient")
    }

    /// The mean of a value over the persons chosen, by weight.
    fn mean(&self, value: impl Fn(usize) -> f64, is_counted: impl Fn(usize) -> bool) -> f64 {
        let weight = self.people().row_weights(0);
        let counted = || (0..weight.len()).filter(|row| is_counted(*row));
        let all: f64 = counted().map(|row| weight[row]).sum();
        counted().map(|row| value(row) * weight[row]).sum::<f64>() / all
    }

    /// The persons chosen, by weight.
    fn count(&self, is_counted: impl Fn(usize) -> bool) -> f64 {
        let weight = self.people().row_weights(0);
        (0..weight.len())
            .filter(|row| is_counted(*row))
            .map(|row| weight[row])
            .sum()
    }
}

/// Germany, 2024.
pub fn germany(figures: &mut Figures) {
    let country = Country::of("germany-current-law");
    let totals = Totals::of("germany");
    let mut put = |name: &str, here: f64| totals.put(figures, name, here);
    let billion = |name: &str| country.amount(name) / 1e9;
    put(
        "income_tax",
        billion("income_tax") - billion("child_benefit") - billion("child_benefit_or_allowance"),
    );
    const MONTHS: &str = "social_contributions.months";
    let own = |branch: &str| country.of_year(&[&format!("social_contributions.{branch}")], MONTHS);
    let of_employer = |branch: &str| {
        let step = format!("employer_social_contributions.{branch}_of_employer");
        country.of_year(&[&step], MONTHS)
    };
    // The branches are steps, and the whole is what was booked: they can only agree if the months are right.
    for (instrument, of_branch) in [
        ("social_contributions", &own as &dyn Fn(&str) -> f64),
        ("employer_social_contributions", &of_employer),
    ] {
        let branches: f64 = ["pension", "unemployment", "health", "care"]
            .map(of_branch)
            .iter()
            .sum();
        let booked = country.amount(instrument);
        assert!(
            (branches / booked - 1.0).abs() < 1e-9,
            "{instrument}: {branches} in branches, {booked} booked"
        );
    }
    for (name, branch) in [
        ("pension_contributions", "pension"),
        ("unemployment_contributions", "unemployment"),
    ] {
        put(name, (own(branch) + of_employer(branch)) / 1e9);
    }
    for name in ["child_benefit", "unemployment_insurance", "social_assistance"] {
        put(name, billion(name));
    }
    put("poor", country.poverty());
    for name in ["solidarity_surcharge", "capital_income_tax"] {
        figures.put(format!("total.{name}"), billion(name));
    }
    let household = country.household_of();
    let mut members = vec![0_u32; country.people().households()];
    household.iter().for_each(|of| members[*of] += 1);
    let is_head = |row: usize| country.value("is_head", row) > 0.0;
    let households = country.count(is_head);
    for size in 1..=5 {
        let of_size = country.count(|row| is_head(row) && members[household[row]].min(5) == size);
        figures.put(format!("households.{size}"), of_size / households);
    }
    figures.put("households.mean", country.count(|_| true) / households);
    figures.put("gini", country.gini());
    figures.put("households", f64::from(country.results.population.households));
    let receives = country
        .results
        .budget
        .iter()
        .find(|row| row.instrument == "social_assistance");
    figures.put(
        "social_assistance.households",
        receives.expect("it has a row").baseline_recipients / 1e6,
    );
}

/// Guangdong: people of 2020 with the pay of 2023 under the law of 2025.
pub fn guangdong(figures: &mut Figures) {
    let country = Country::of("guangdong-current-law");
    let totals = Totals::of("guangdong");
    let household = country.household_of();
    let ledger = country.ledger("household", &["disposable_income"], &[]);
    let income = column(&ledger, "disposable_income");
    let mut members = vec![0.0; income.len()];
    household.iter().for_each(|of| members[*of] += 1.0);
    // Each member carries the household's income a head.
    let a_head = |row: usize| income[household[row]] / members[household[row]];
    let is_in = |name: &'static str, label: &'static str| {
        let (country, household) = (&country, &household);
        move |row: usize| country.is_one_of(name, household[row], &[label])
    };
    let mut put = |name: &str, here: f64| totals.put(figures, name, here);
    let of_all = country.mean(a_head, |_| true);
    put("income_a_head", of_all);
    put("income_a_head_2024", of_all);
    put("income_a_head_urban", country.mean(a_head, is_in("area", "urban")));
    put("income_a_head_rural", country.mean(a_head, is_in("area", "rural")));
    put(
        "income_a_head_jieyang",
        country.mean(a_head, is_in("region", "jieyang")),
    );
    let pay = |row: usize| country.value("earnings", row);
    put("wages_a_head", country.mean(pay, |_| true));
    let in_jieyang = is_in("region", "jieyang");
    put(
        "insured_jieyang",
        country.count(|row| in_jieyang(row) && country.value("in_employee_insurance", row) > 0.0),
    );
    let in_zhaoqing = is_in("region", "zhaoqing");
    let is_urban = is_in("area", "urban");
    put(
        "urban_zhaoqing",
        country.count(|row| in_zhaoqing(row) && is_urban(row)) / country.count(in_zhaoqing),
    );
    const AT_WORK: [&str; 4] = ["employee", "gig", "informal", "self_employed"];
    let is_migrant = |row: usize| {
        !country.is_one_of("registration", row, &["local"]) && country.is_one_of("labour_status", row, &AT_WORK)
    };
    let up_to_40 = country.count(|row| is_migrant(row) && country.value("age", row) <= 40.0);
    put("migrants_up_to_40", up_to_40 / country.count(is_migrant));
    for (name, sector) in [
        ("migrants_pay_industry", "industry"),
        ("migrants_pay_construction", "construction"),
    ] {
        let is_paid = |row: usize| is_migrant(row) && pay(row) > 0.0 && country.is_one_of("sector", row, &[sector]);
        put(name, country.mean(|row| pay(row) / 12.0, is_paid));
    }
    let of_area = |area: &'static str| country.mean(a_head, is_in("area", area));
    guangdong_explained(&country, &totals, &of_area, figures);
    let billion = |name: &str| country.amount(name) / 1e9;
    let recipients = |name: &str| {
        let row = country.results.budget.iter().find(|row| row.instrument == name);
        row.expect("it has a row").baseline_recipients / 1e6
    };
    let taxes = ["income_tax", "business_income_tax", "capital_income_tax"];
    for name in taxes {
        figures.put(format!("total.{name}"), billion(name));
    }
    let tax: f64 = taxes.iter().map(|name| billion(name)).sum();
    figures.put("total.taxes_on_income", tax);
    figures.put("total.taxes_on_income_a_head", tax * 1e9 / country.count(|_| true));
    let contributions = [
        "social_contributions",
        "employer_social_contributions",
        "flexible_worker_contributions",
    ];
    figures.put(
        "total.contributions",
        contributions.iter().map(|name| billion(name)).sum(),
    );
    figures.put("insured", recipients("social_contributions"));
    figures.put("flexible_workers", recipients("flexible_worker_contributions"));
    figures.put("total.unemployment_insurance", billion("unemployment_insurance"));
    figures.put("unemployed_with_benefit", recipients("unemployment_insurance"));
    figures.put("total.social_assistance", billion("social_assistance"));
    figures.put("assisted", 1000.0 * recipients("social_assistance"));
    figures.put("poor", country.poverty());
    figures.put("households", f64::from(country.results.population.households));
}

/// What the page says of the distances from published figures, from the same people. `of_area` is the disposable income a head in
/// towns or in the country.
fn guangdong_explained(
    country: &Country,
    totals: &Totals,
    of_area: &dyn Fn(&'static str) -> f64,
    figures: &mut Figures,
) {
    let household = country.household_of();
    let of_home = |name: &str, row: usize, label: &str| country.is_one_of(name, household[row], &[label]);
    let value = |name: &str, row: usize| country.value(name, row);
    let share = |part: &dyn Fn(usize) -> bool, of: &dyn Fn(usize) -> bool| {
        country.count(|row| of(row) && part(row)) / country.count(of)
    };
    let mut put = |name: &str, found: f64| figures.put(format!("why.{name}"), found);
    let is_urban = |row: usize| of_home("area", row, "urban");
    let is_rural = |row: usize| !is_urban(row);
    // The share in towns that makes the published whole of its two parts.
    let [all, urban, rural] = ["", "_urban", "_rural"].map(|of| totals.value(&format!("income_a_head{of}")));
    put("urban_here", share(&is_urban, &|_| true));
    let urban_published = (all - rural) / (urban - rural);
    put("urban_published", urban_published);
    let [of_urban, of_rural] = ["urban", "rural"].map(of_area);
    put(
        "income_at_published_share",
        urban_published * of_urban + (1.0 - urban_published) * of_rural,
    );
    // In the country, within the Pearl River Delta and elsewhere; before taxes and contributions.
    let in_delta = |row: usize| of_home("region_group", row, "pearl_river_delta");
    let market = |row: usize| -> f64 {
        ["earnings", "self_employment_income", "capital_income", "pension_income"]
            .iter()
            .map(|name| value(name, row))
            .sum()
    };
    put("rural_in_delta", share(&in_delta, &is_rural));
    put(
        "rural_income_in_delta",
        country.mean(market, |row| is_rural(row) && in_delta(row)),
    );
    put(
        "rural_income_elsewhere",
        country.mean(market, |row| is_rural(row) && !in_delta(row)),
    );
    // Jieyang among the prefectures of the east.
    let in_jieyang = |row: usize| of_home("region", row, "jieyang");
    let in_east = |row: usize| of_home("region_group", row, "east");
    let is_insured = |row: usize| value("in_employee_insurance", row) > 0.0;
    put("jieyang_of_east", share(&in_jieyang, &in_east));
    put(
        "jieyang_of_insured",
        share(&in_jieyang, &|row| in_east(row) && is_insured(row)),
    );
    let in_zhaoqing = |row: usize| of_home("region", row, "zhaoqing");
    let is_local = |row: usize| country.is_one_of("registration", row, &["local"]);
    put(
        "zhaoqing_local_urban",
        share(&is_urban, &|row| in_zhaoqing(row) && is_local(row)),
    );
    put("zhaoqing_from_elsewhere", share(&|row| !is_local(row), &in_zhaoqing));
    put(
        "zhaoqing_elsewhere_urban",
        share(&is_urban, &|row| in_zhaoqing(row) && !is_local(row)),
    );
    // Migrants without upper secondary school.
    let is_paid = |row: usize, sector: &str| {
        !is_local(row) && value("earnings", row) > 0.0 && country.is_one_of("sector", row, &[sector])
    };
    for sector in ["industry", "construction"] {
        let is_low = |row: usize| country.is_one_of("education", row, &["below_upper_secondary"]);
        let pay = country.mean(
            |row| value("earnings", row) / 12.0,
            |row| is_paid(row, sector) && is_low(row),
        );
        put(&format!("migrants_low_pay_{sector}"), pay);
        let is_graduate = |row: usize| country.is_one_of("education", row, &["tertiary"]);
        put(
            &format!("migrants_graduates_{sector}"),
            share(&is_graduate, &|row| is_paid(row, sector)),
        );
    }
}

/// The country of informal work, which is nowhere.
pub fn informal_economy(figures: &mut Figures) {
    let country = Country::of("informal-economy-current-law");
    let is_in = |row: usize, statuses: &[&str]| country.is_one_of("labour_status", row, statuses);
    let exposure = |row: usize| country.value("exposure", row);
    let works = |row: usize| is_in(row, &["employee", "gig", "informal", "self_employed"]);
    figures.put("exposure.workers", country.mean(exposure, works));
    figures.put(
        "exposure.employees",
        country.mean(exposure, |row| is_in(row, &["employee"])),
    );
    figures.put(
        "exposure.informal_workers",
        country.mean(exposure, |row| country.is_one_of("contract", row, &["informal"])),
    );
    let market: f64 = ["earnings", "self_employment_income", "capital_income"]
        .iter()
        .map(|name| country.market_flow(name))
        .sum();
    let consumption = country.amount("consumption_tax");
    let contributions = country.amount("social_contributions") + country.amount("employer_social_contributions");
    let income_tax = country.amount("income_tax");
    let all = consumption + contributions + income_tax;
    figures.put("revenue.consumption_tax", consumption / all);
    figures.put("revenue.contributions", contributions / all);
    figures.put("revenue.income_tax", income_tax / all);
    figures.put("revenue.all_over_market_income", all / market);
    figures.put("revenue.taxes_over_market_income", (consumption + income_tax) / market);
    figures.put("revenue.taxes", (consumption + income_tax) / 1e9);
    figures.put(
        "transfer_over_market_income",
        country.amount("social_assistance") / market,
    );
    let household = country.household_of();
    let ledger = country.ledger("household", &["disposable_income", "consumption_tax"], &[]);
    let (income, tax) = (column(&ledger, "disposable_income"), column(&ledger, "consumption_tax"));
    let mut scale = vec![(0.0, 0.0, 0.0); income.len()];
    for (row, of) in household.iter().enumerate() {
        let of = &mut scale[*of];
        of.0 += 1.0;
        of.1 += f64::from(country.value("age", row) < 14.0);
    }
    for of in &mut scale {
        let further = of.0 - of.1 - 1.0;
        of.2 = 1.0 + 0.5 * if further > 0.0 { further } else { 0.0 } + 0.3 * of.1;
    }
    let weight = column(&ledger, "weight");
    let equivalised: Vec<f64> = income.iter().zip(&scale).map(|(income, of)| income / of.2).collect();
    let by_persons = (0..income.len()).map(|row| (equivalised[row], weight[row] * scale[row].0));
    let spread = Spread::new(by_persons);
    let line = 0.6 * spread.quantile(0.5);
    let poor = |area: &str| {
        let in_area = |row: usize| country.is_one_of("area", household[row], &[area]);
        country.mean(|row| f64::from(equivalised[household[row]] < line), in_area)
    };
    figures.put("poor", country.poverty());
    figures.put("poor.countryside", poor("rural"));
    figures.put("poor.towns", poor("urban"));
    figures.put("gini", country.gini());
    figures.put("top_percent", 1.0 - spread.share_below(0.99));
    let burden = |is_counted: &dyn Fn(f64) -> bool| {
        let rows = || (0..income.len()).filter(|row| is_counted(equivalised[*row]));
        let sum = |of: &[f64]| rows().map(|row| of[row] * weight[row]).sum::<f64>();
        sum(tax) / sum(income)
    };
    let (low, high) = (spread.quantile(0.2), spread.quantile(0.8));
    figures.put("consumption_tax.poorest_fifth", burden(&|own| own <= low));
    figures.put("consumption_tax.richest_fifth", burden(&|own| own > high));
    progress("the same with ai_central");
    let text = "format = 1\nname = \"shock\"\nsystem = \"informal_economy\"\nyear = 2025\nscenario = \"ai_central\"\n";
    let study = Study::read(&source("shock.toml", text)).expect("the study is sound");
    let prepared = prepare(&study, &catalog(), &nothing_beside, &[], None).unwrap_or_else(|found| panic!("{found:?}"));
    let results = costed(&prepared, &country.people).results;
    let displaced = results.shock.expect("a shock").displaced_baseline;
    figures.put("displaced", displaced / country.count(works));
    figures.put("households", f64::from(country.results.population.households));
}
