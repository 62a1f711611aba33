//! What work pays every earner: rates of the tariff, of one person alone, in every country.

use commonweal_core::costing::{incentives, prepare};
use commonweal_core::measures::{Incentives, RateTable};
use commonweal_core::population::{Population, Recipe, generate};
use commonweal_core::system::Study;
use commonweal_tests::{catalog, nothing_beside, source};

use crate::{costed_with, people, population};

/// The rates of every earner in a country without any law, and with the instruments that are added.
fn rates(parts: &[Population], reform: &str, beside: &[(&str, &str)]) -> [Incentives; 2] {
    let text = format!(
        "format = 1\nname = \"rates\"\nsystem = \"stylised\"\nyear = 2025\nscenario = \"ai-central\"\n\
         [baseline]\nremove = [\"social_contributions\", \"employer_social_contributions\", \"income_tax\", \"child_benefit\", \
         \"social_assistance\", \"unemployment_insurance\"]\n{reform}"
    );
    let catalog = catalog();
    let study = Study::read(&source("study.toml", &text)).expect("the study is sound");
    let find = |name: &str| {
        let found = beside.iter().find(|(file, _)| *file == name);
        found.map(|(file, text)| source(file, text))
    };
    let prepared = prepare(&study, &catalog, &find, &[], None).expect("the study is sound");
    let found = incentives(&prepared, &catalog, parts, &|_, _| true).expect("the rates are found");
    [found.baseline, found.reform.expect("a reform")]
}

/// That all but the outermost tenths have that rate.
fn all_have(table: &RateTable, rate: f64) {
    for quantile in [table.all.p10, table.all.median, table.all.p90] {
        let found = quantile.expect("somebody earns");
        assert!((found - rate).abs() < 1e-5, "{found} is not {rate}");
    }
}

#[test]
fn the_rates_of_every_country_are_of_its_own_earnings() {
    let catalog = catalog();
    for (name, people, earnings) in [
        ("us-current-law", "us", "wages"),
        ("germany-current-law", "germany", "earnings"),
        ("guangdong-current-law", "guangdong", "earnings"),
        ("informal-economy-current-law", "informal-economy", "earnings"),
    ] {
        let study = Study::read(catalog.package(name).expect(name)).expect("a package is sound");
        let prepared = prepare(&study, &catalog, &nothing_beside, &[], None).expect("a package is sound");
        let recipe = Recipe::read(catalog.population(people).expect(name)).expect("the recipe is sound");
        let people = generate(&recipe, &prepared.system, Some(64), Some(1), None, &|_, _| true);
        let people = people.expect("the people are made").population;
        let found = incentives(&prepared, &catalog, &[people], &|_, _| true).expect("the rates are found");
        assert_eq!(found.earnings, earnings, "{name}");
        assert!(found.baseline.marginal.all.weight > 0.0, "{name}");
    }
}

#[test]
fn rates_are_those_of_the_tariff() {
    // A flat tax on earnings takes its rate of a further unit and of all of them, from everybody.
    let parts = [population(&people(300))];
    let flat = "format = 1\nname = \"flat\"\nkind = \"tax\"\n[parameters]\n\
                rate = { unit = \"share\", default = 0.35, range = [0, 1], assumption = true }\n[rules]\namount = \"rate * earnings\"\n";
    let [nothing, taxed] = rates(&parts, "[reform]\nadd = [\"flat\"]\n", &[("flat.toml", flat)]);
    assert!(nothing.marginal.all.weight > 0.0);
    for (law, rate) in [(&nothing, 0.0), (&taxed, 0.35)] {
        for table in [&law.marginal, &law.participation_insured, &law.participation_uninsured] {
            all_have(table, rate);
        }
    }
    // A guarantee that reaches all but those with a loss: the taper is what the law takes of most.
    let reform = "[reform]\nadd = [\"negative_income_tax\"]\n[reform.set]\n\"negative_income_tax.guarantee\" = 60000\n\
                  \"negative_income_tax.taper\" = 0.05\n";
    let [_, negative] = rates(&parts, reform, &[]);
    for table in [&negative.marginal, &negative.participation_insured] {
        let median = table.all.median.expect("somebody earns");
        assert!((median - 0.05).abs() < 1e-5, "{median}");
    }
    // Six tenths of the lost earnings, for the insured alone: in the second month, not in the fourteenth.
    let insurance = "format = 1\nname = \"six_tenths\"\nkind = \"benefit\"\n[parameters]\n\
                     rate = { unit = \"share\", default = 0.6, range = [0, 1], assumption = true }\n[rules]\n\
                     lost = \"previous_earnings if unemployed_months == 12 and earnings <= 0 and insured_months > 0 else 0\"\namount = \"rate * lost\"\n";
    let [_, insured] = rates(
        &parts,
        "[reform]\nadd = [\"six_tenths\"]\n",
        &[("six_tenths.toml", insurance)],
    );
    // Two fifths of these people are insured.
    let of_insured = insured.participation_insured.all;
    assert!((of_insured.p90.expect("somebody earns") - 0.6).abs() < 1e-5);
    let mean = of_insured.mean.expect("somebody earns");
    assert!((0.1..0.3).contains(&mean), "{mean}");
    all_have(&insured.participation_uninsured, 0.0);
    let mean = |table: &RateTable| table.all.mean.expect("somebody has an income");
    let (with, without) = (mean(&insured.replacement_insured), mean(&insured.replacement_uninsured));
    assert!(without < with, "{with} {without}");
}

#[test]
fn rates_are_those_of_one_person_alone() {
    // A sum shared out by earnings takes of each further unit what it takes of the others, though the sum stays the same.
    let pool = "format = 1\nname = \"pool\"\nkind = \"tax\"\n[parameters]\n\
                pot = { unit = \"currency/year\", default = 1e6, range = [0, 1e9], assumption = true }\n[rules]\n\
                amount = \"pot * ratio(earnings, total(earnings), 0)\"\n";
    let parts = [population(&people(300))];
    let add = "[reform]\nadd = [\"pool\"]\n";
    let results = costed_with(add, &parts, &catalog(), &[("pool.toml", pool)]).expect("the study runs");
    let earnings = results
        .flows
        .iter()
        .find(|flow| flow.name == "earnings")
        .expect("people earn");
    let [_, shared] = rates(&parts, add, &[("pool.toml", pool)]);
    for table in [
        &shared.marginal,
        &shared.participation_insured,
        &shared.participation_uninsured,
    ] {
        let found = table.all.median.expect("somebody earns");
        let wanted = 1e6 / earnings.baseline;
        assert!((found - wanted).abs() < 1e-3 * wanted, "{found} is not {wanted}");
    }
}
