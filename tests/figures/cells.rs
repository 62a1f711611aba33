//! The cells of tables and charts are the numbers of the results.

use commonweal_core::figures::{Cells, FigureTable, figures, headline};

use crate::{EN, ZH, eitc, figure, names, sentence, three_tiers, with};

#[test]
fn cells_are_the_numbers_of_the_results() {
    let results = three_tiers();
    let shock = results.shock.as_ref().expect("a scenario");
    let budget = figure(results, EN, "budget");
    let amount = |key: &str| budget.table.number(key, "amount");
    assert_eq!(amount("net_cost"), Some(results.net_cost));
    // The steps lead from nothing to the net cost.
    let mut level = 0.0;
    for key in budget.table.keys.iter().filter(|key| *key != "net_cost") {
        assert_eq!(budget.table.number(key, "from"), Some(level), "{key}");
        level += amount(key).expect("an amount");
        assert_eq!(budget.table.number(key, "to"), Some(level), "{key}");
    }
    assert!(
        (level - results.net_cost).abs() <= 1e-9 * results.net_cost.abs(),
        "{level}"
    );
    for row in &results.budget {
        let number = |column| budget.more[0].number(&row.instrument, column);
        assert_eq!(number("reform"), Some(row.reform_amount));
        assert_eq!(number("net_cost"), Some(row.net_cost));
        assert_eq!(number("recipients"), Some(row.recipients));
    }
    let coverage = figure(results, EN, "coverage");
    for (law, funnel) in [
        ("baseline", &shock.coverage.baseline),
        ("reform", &shock.coverage.reform),
    ] {
        let number = |column| coverage.table.number(law, column).expect("a share");
        let segments = [
            "job_kept_or_found",
            "enough_income",
            "benefit_not_enough",
            "entitled_not_claimed",
            "not_entitled",
        ];
        let mut all = 0.0;
        for segment in segments {
            assert!(number(segment) >= 0.0);
            all += number(segment);
        }
        assert!((all - 1.0).abs() < 1e-12, "{law}: {all}");
        assert_eq!(Some(number("job_kept_or_found")), funnel.avoided_share);
        assert_eq!(Some(number("enough_income")), funnel.adequate_share);
        assert!((number("protected") - number("job_kept_or_found") - number("enough_income")).abs() < 1e-12);
        assert_eq!(number("displaced"), shock.displaced_baseline);
    }
    let deciles = figure(results, EN, "deciles");
    for row in results.deciles.iter().filter(|row| row.decile > 0) {
        let number = |column| deciles.table.number(&row.decile.to_string(), column);
        assert_eq!(number("relative_change"), row.relative_change);
        assert_eq!(number("mean_change"), row.mean_change);
    }
    let winners = figure(results, EN, "winners");
    let all = &results.winners[0];
    assert_eq!(
        winners.table.number("all", "gain_above_5_percent"),
        all.gain_above_5_percent
    );
    assert_eq!(
        winners.table.number("all", "loss_above_5_percent"),
        all.loss_above_5_percent
    );
    let poverty = figure(results, EN, "poverty");
    let rate = |poverty: &Option<commonweal_core::measures::Poverty>| poverty.as_ref().and_then(|p| p.headcount_rate);
    assert_eq!(poverty.table.number("all", "before_shock"), rate(&shock.calm_poverty));
    assert_eq!(
        poverty.table.number("all", "baseline"),
        rate(&results.poverty.fixed.baseline)
    );
    assert_eq!(
        poverty.table.number("all", "reform"),
        rate(&results.poverty.fixed.reform)
    );
    assert_eq!(
        poverty.more[0].number("floating_rate", "reform"),
        rate(&results.poverty.floating.reform)
    );
    let inequality = figure(results, EN, "inequality");
    assert_eq!(
        inequality.table.number("gini", "before_shock"),
        shock.calm_inequality.gini
    );
    assert_eq!(
        inequality.table.number("s80_s20", "baseline"),
        results.inequality.baseline.s80_s20
    );
    assert_eq!(
        inequality.table.number("palma", "reform"),
        results.inequality.reform.palma
    );
    assert_eq!(
        inequality.more[0].number("theil", "reform"),
        results.entropy.reform.theil
    );
    let cells = headline(results, EN).cells;
    let cell = |name: &str| cells.iter().find(|cell| cell.name == name).expect("the cell is there");
    assert_eq!(cell("net_cost").value, Some(results.net_cost));
    assert_eq!(cell("protected").value, coverage.table.number("reform", "protected"));
    assert_eq!(cell("protected").beside, coverage.table.number("baseline", "protected"));
    assert_eq!(cell("poverty").value, rate(&results.poverty.fixed.reform));
}

#[test]
fn the_lorenz_curve_rises_from_nothing_to_all_and_gives_the_gini() {
    for results in [eitc(), three_tiers()] {
        let (lorenz, inequality) = (&results.lorenz, &results.inequality);
        let calm = results.shock.as_ref().map(|shock| shock.calm_inequality.gini);
        let curves = [
            (Some(&lorenz.baseline), inequality.baseline.gini),
            (Some(&lorenz.reform), inequality.reform.gini),
            (lorenz.calm.as_ref(), calm.flatten()),
        ];
        assert_eq!(lorenz.calm.is_some(), results.shock.is_some());
        for (curve, gini) in curves.into_iter().filter_map(|(curve, gini)| Some((curve?, gini?))) {
            assert_eq!(curve.len(), 101);
            let mut below = 0.0;
            for pair in curve.windows(2) {
                assert!(pair[1].population_share >= pair[0].population_share);
                let width = pair[1].population_share - pair[0].population_share;
                below += width * (pair[0].income_share + pair[1].income_share);
            }
            assert_eq!((curve[0].population_share, curve[0].income_share), (0.0, 0.0));
            assert_eq!((curve[100].population_share, curve[100].income_share), (1.0, 1.0));
            // A hundred straight pieces cut off a little of the bow.
            assert!((1.0 - below - gini).abs() < 2e-3, "{} {gini}", 1.0 - below);
        }
        let figure = figure(results, EN, "lorenz");
        let laws = 2 + usize::from(results.shock.is_some());
        assert_eq!(figure.table.keys.len(), 101 * laws);
        let tables = commonweal_core::costing::tables(results);
        assert!(tables.iter().any(|table| table.name == "lorenz"));
    }
}

#[test]
fn groups_have_the_bands_of_the_tenths_and_the_row_of_all() {
    let results = three_tiers();
    let winners = figure(results, EN, "winners");
    let number = |table: &FigureTable, name: &str, row: usize| {
        let column = table.columns.iter().find(|column| column.name == name);
        match &column.unwrap_or_else(|| panic!("no {name}")).cells {
            Cells::Number(cells) => cells[row].unwrap_or_else(|| panic!("{name} of {row}")),
            cells => panic!("{cells:?}"),
        }
    };
    let bands = [
        "gain_above_5_percent",
        "gain_up_to_5_percent",
        "no_change",
        "loss_up_to_5_percent",
        "loss_above_5_percent",
        "baseline_not_positive",
    ];
    assert!(winners.more.len() >= 5);
    for table in &winners.more {
        assert_eq!(table.keys[0], "all");
        for row in 0..table.keys.len() {
            let whole: f64 = bands.iter().fold(0.0, |sum, name| sum + number(table, name, row));
            assert!((whole - 1.0).abs() < 1e-9, "{}, {row}: {whole}", table.name);
        }
        for name in bands {
            assert_eq!(number(table, name, 0), number(&winners.table, name, 0), "{name}");
        }
    }
    for group in results.groups.iter().flat_map(|table| &table.rows) {
        let sum = |a: Option<f64>, b: Option<f64>| a.unwrap_or(0.0) + b.unwrap_or(0.0);
        let gain = sum(group.gain_above_5_percent, group.gain_up_to_5_percent);
        let lose = sum(group.loss_above_5_percent, group.loss_up_to_5_percent);
        assert!(
            (gain - group.winners_share.unwrap_or(0.0)).abs() < 1e-12,
            "{}",
            group.group
        );
        assert!(
            (lose - group.losers_share.unwrap_or(0.0)).abs() < 1e-12,
            "{}",
            group.group
        );
    }
}

#[test]
fn regions_levies_and_a_fund_are_there_where_the_results_have_them() {
    use commonweal_core::costing::{FlowRow, GroupRow, GroupTable};
    let region = |name: &str, change: Option<f64>| GroupRow {
        group: name.to_string(),
        weight: 10.0,
        mean_baseline: Some(100.0),
        mean_reform: change.map(|change| 100.0 + 100.0 * change),
        mean_change: change.map(|change| 100.0 * change),
        relative_change: change,
        poverty_baseline_rate: Some(0.2),
        poverty_reform_rate: Some(0.1),
        winners_share: Some(0.5),
        losers_share: Some(0.0),
        loss_above_5_percent: Some(0.0),
        loss_up_to_5_percent: Some(0.0),
        no_change: Some(0.5),
        gain_up_to_5_percent: Some(0.3),
        gain_above_5_percent: Some(0.2),
        baseline_not_positive: Some(0.0),
    };
    let regions = |rows: Vec<GroupRow>| {
        with(eitc(), |results| {
            results.groups.retain(|groups| groups.by != "region");
            results.groups.push(GroupTable {
                by: "region".to_string(),
                rows,
            });
        })
    };
    let rows = vec![
        region("South", Some(-0.01)),
        region("Nowhere", None),
        region("North", Some(0.02)),
    ];
    let ranked = figure(&regions(rows), EN, "regions");
    assert_eq!(ranked.table.keys, ["North", "South", "Nowhere"]);
    assert_eq!(
        ranked.sentence,
        "Incomes change by +2.0% in North and by \u{2212}1.0% in South."
    );
    let rising = regions(vec![region("South", Some(0.01)), region("North", Some(0.02))]);
    assert_eq!(
        sentence(&rising, EN, "regions"),
        "Incomes rise by 2.0% in North and by 1.0% in South."
    );
    let falling = regions(vec![region("South", Some(-0.01)), region("North", Some(-0.002))]);
    assert_eq!(
        sentence(&falling, EN, "regions"),
        "Incomes fall by 0.2% in North and by 1.0% in South."
    );
    let even = regions(vec![region("South", Some(0.0001)), region("North", Some(0.0))]);
    assert_eq!(sentence(&even, ZH, "regions"), "没有任何地区的收入变化达到 0.1%。");
    let one = regions(vec![region("South", Some(0.1))]);
    assert!(!names(&figures(&one, EN)).contains(&"regions"));

    let levied = |amount: f64| {
        with(three_tiers(), |results| {
            let mut row = results.budget[0].clone();
            row.kind = "levy".to_string();
            row.payer = "employers".to_string();
            row.payee = "fund".to_string();
            (row.baseline_amount, row.reform_amount) = (0.0, amount);
            results.budget.push(row);
            results.flows.push(FlowRow {
                name: "levy".to_string(),
                from: "employers".to_string(),
                to: "fund".to_string(),
                baseline: 0.0,
                reform: amount,
            });
            results.currency = "EUR".to_string();
        })
    };
    assert!(!names(&figures(three_tiers(), EN)).contains(&"levies"));
    assert!(!names(&figures(three_tiers(), EN)).contains(&"fund"));
    let results = levied(5e9);
    assert_eq!(
        sentence(&results, EN, "levies"),
        "The levies bring in 5.00 billion euros a year; under today's law 0 euros."
    );
    assert_eq!(
        sentence(&results, EN, "fund"),
        "In 2025 the fund takes in 5.00 billion euros and pays out 0 euros; 5.00 billion euros is left over."
    );
    assert_eq!(
        sentence(&results, ZH, "fund"),
        "2025 年基金收入 50.0 亿欧元，支出 0 欧元；结余 50.0 亿欧元。"
    );
    assert_eq!(sentence(&levied(0.0), EN, "levies"), "The levies bring in nothing.");
}
