//! Sentences follow the signs of what they tell: nothing, less and more.

use commonweal_core::figures::{Choice, figures, headline};

use crate::{EN, ZH, costed, current_law, eitc, figure, names, sentence, three_tiers, with};

#[test]
fn a_reform_that_changes_nothing_says_so() {
    // The age from which the credit is paid without children is 25 today.
    let results = costed(
        "format = 1\nname = \"nothing\"\nsystem = \"us\"\npopulation = \"us-cps-sample\"\nyear = 2024\n[reform.set]\n\"eitc.youngest\" = 25\n",
    );
    let said = |name: &str| (sentence(&results, EN, name), sentence(&results, ZH, name));
    assert_eq!(said("budget").0, "This package pays nothing and takes nothing.");
    assert_eq!(said("budget").1, "本方案没有收支。");
    assert!(figure(&results, EN, "budget").table.keys.is_empty());
    assert_eq!(said("deciles").0, "No tenth changes by 0.1% or more.");
    assert_eq!(said("deciles").1, "没有任何一成的变化达到 0.1%。");
    assert!(
        said("winners")
            .0
            .starts_with("0% of people gain, 0% lose, and 93% see no change; "),
        "{:?}",
        said("winners")
    );
    assert!(
        said("poverty")
            .0
            .starts_with("The package leaves poverty about the same, at ")
    );
    assert!(said("inequality").1.starts_with("方案后基尼系数基本不变，为 0."));
    assert_eq!(
        headline(&results, EN).sentence,
        "In “United States”, “nothing” equals today's law: all differences are 0."
    );
    assert_eq!(
        headline(&results, ZH).sentence,
        "在“美国”，“nothing”与现行法律相同，差额均为 0。"
    );
    // Another package can be chosen from it.
    assert!(
        headline(&results, EN)
            .parts
            .iter()
            .any(|part| part.choice == Some(Choice::Package))
    );
}

#[test]
fn the_budget_follows_the_signs() {
    // One instrument of the package and one that responds.
    let budget = |own: f64, tax: f64| {
        with(eitc(), |results| {
            results
                .budget
                .retain(|row| ["eitc", "federal_income_tax"].contains(&row.instrument.as_str()));
            assert_eq!(results.budget.len(), 2);
            for row in &mut results.budget {
                row.gross_cost = if row.instrument == "eitc" { own } else { tax };
            }
            results.net_cost = own + tax;
            results.currency = "CNY".to_string();
        })
    };
    for (own, tax, en, zh) in [
        (
            91e9,
            -21.2e9,
            "Of 91.0 billion yuan paid out, 21.2 billion yuan comes back; the net cost is 69.8 billion yuan a year.",
            "每年支出 910 亿元，其中 212 亿元收回；净成本为 698 亿元。",
        ),
        (
            20e9,
            -30e9,
            "Of 20.0 billion yuan paid out, 30.0 billion yuan comes back; it brings in 10.0 billion yuan a year.",
            "每年支出 200 亿元，其中 300 亿元收回；净收入为 100 亿元。",
        ),
        (
            20e9,
            0.0,
            "Of 20.0 billion yuan paid out, nothing comes back; the net cost is 20.0 billion yuan a year.",
            "每年支出 200 亿元，没有收回；净成本为 200 亿元。",
        ),
        (
            20e9,
            5e9,
            "20.0 billion yuan is paid out and 5.00 billion yuan of other taxes and contributions is lost; the net cost is 25.0 billion yuan a year.",
            "每年支出 200 亿元，其他税费减收 50.0 亿元；净成本为 250 亿元。",
        ),
        (
            20e9,
            -20e9,
            "Of 20.0 billion yuan paid out, 20.0 billion yuan comes back; the net cost is about 0.",
            "每年支出 200 亿元，其中 200 亿元收回；净成本约为 0。",
        ),
        (
            -20e9,
            5e9,
            "The package pays nothing out and raises or saves 20.0 billion yuan; 5.00 billion yuan of other taxes and contributions is lost; it brings in 15.0 billion yuan a year.",
            "方案没有支出，每年筹集或节省 200 亿元；其他税费减收 50.0 亿元；净收入为 150 亿元。",
        ),
    ] {
        let results = budget(own, tax);
        assert_eq!(sentence(&results, EN, "budget"), en);
        assert_eq!(sentence(&results, ZH, "budget"), zh);
    }
    // A step is called by what it does to the cost.
    let step = |tax: f64| {
        let table = figure(&budget(20e9, tax), EN, "budget").table;
        let at = table
            .keys
            .iter()
            .position(|key| key == "tax_back")
            .expect("the step stands");
        table.columns[0].shown[at].clone()
    };
    assert_eq!((step(5e9).as_str(), step(-5e9).as_str()), ("Tax lost", "Tax back"));
    // A flow of no instrument stands as a step of its own.
    let results = with(&budget(20e9, -5e9), |results| results.net_cost = 12e9);
    assert_eq!(
        figure(&results, EN, "budget").table.number("other", "amount"),
        Some(-3e9)
    );
    let hero = headline(&budget(1e9, -2e9), EN).sentence;
    assert!(
        hero.contains("would bring the public 1.00 billion yuan a year"),
        "{hero}"
    );
    let axis = figure(&budget(91e9, -21.2e9), ZH, "budget").axis;
    assert_eq!((axis.factor, axis.caption.as_str()), (1e8, "亿元/年"));
    let axis = figure(&budget(91e9, -21.2e9), EN, "budget").axis;
    assert_eq!((axis.factor, axis.caption.as_str()), (1e9, "billion yuan a year"));
}

#[test]
fn poverty_follows_the_signs() {
    let rates = |before: Option<f64>, today: f64, package: Option<f64>| {
        with(three_tiers(), |results| {
            match (before, &mut results.shock) {
                (Some(rate), Some(shock)) => shock.calm_poverty.as_mut().expect("poverty").headcount_rate = Some(rate),
                _ => results.shock = None,
            }
            results.poverty.fixed.baseline.as_mut().expect("poverty").headcount_rate = Some(today);
            results.has_reform = package.is_some();
            results.poverty.fixed.reform.as_mut().expect("poverty").headcount_rate = package;
        })
    };
    for (before, today, package, en, zh) in [
        (
            Some(0.098),
            0.116,
            Some(0.101),
            "The shock lifts poverty from 9.8% to 11.6%; the package brings it to 10.1%.",
            "冲击使贫困率从 9.8% 升至 11.6%；方案使其降至 10.1%。",
        ),
        (
            Some(0.116),
            0.098,
            Some(0.12),
            "The shock lowers poverty from 11.6% to 9.8%; the package raises it to 12.0%.",
            "冲击使贫困率从 11.6% 降至 9.8%；方案使其升至 12.0%。",
        ),
        (
            Some(0.1001),
            0.1004,
            Some(0.1001),
            "The shock leaves poverty about the same, at 10.0%; the package leaves it about the same.",
            "冲击后贫困率基本不变，为 10.0%；方案后基本不变。",
        ),
        (
            Some(0.098),
            0.116,
            None,
            "The shock lifts poverty from 9.8% to 11.6%.",
            "冲击使贫困率从 9.8% 升至 11.6%。",
        ),
        (
            None,
            0.116,
            Some(0.101),
            "The package lowers poverty from 11.6% to 10.1%.",
            "方案使贫困率从 11.6% 降至 10.1%。",
        ),
        // Different digits, but less than half a digit apart.
        (
            None,
            0.10049,
            Some(0.10051),
            "The package leaves poverty about the same, at 10.0%.",
            "方案后贫困率基本不变，为 10.0%。",
        ),
        (
            None,
            0.116,
            None,
            "11.6% of people are poor under today's law.",
            "按现行法律，11.6% 的人贫困。",
        ),
    ] {
        let results = rates(before, today, package);
        assert_eq!(sentence(&results, EN, "poverty"), en);
        assert_eq!(sentence(&results, ZH, "poverty"), zh);
    }
    let none = with(eitc(), |results| results.poverty.fixed.baseline = None);
    let figure = figure(&none, EN, "poverty");
    assert!(figure.sentence.starts_with("Not defined") && figure.table.keys.is_empty());
    let households = with(current_law(), |results| {
        results.population.weighting = "households".to_string()
    });
    assert!(sentence(&households, EN, "poverty").contains("% of households are poor"));
}

#[test]
fn inequality_says_what_is_undone_only_where_something_rose() {
    let ginis = |before: Option<f64>, today: f64, package: f64| {
        with(three_tiers(), |results| {
            match (before, &mut results.shock) {
                (Some(gini), Some(shock)) => shock.calm_inequality.gini = Some(gini),
                _ => results.shock = None,
            }
            results.inequality.baseline.gini = Some(today);
            results.inequality.reform.gini = Some(package);
        })
    };
    for (before, today, package, en) in [
        (
            Some(0.45),
            0.47,
            0.46,
            "The package undoes 50% of the rise in inequality that the shock brings.",
        ),
        (
            Some(0.45),
            0.47,
            0.44,
            "The package more than undoes the rise in inequality that the shock brings.",
        ),
        (
            Some(0.45),
            0.47,
            0.48,
            "The shock raises the Gini index from 0.450 to 0.470; the package raises it to 0.480.",
        ),
        (
            Some(0.47),
            0.45,
            0.44,
            "The package lowers the Gini index from 0.450 to 0.440.",
        ),
        (
            Some(0.45),
            0.4503,
            0.44,
            "The package lowers the Gini index from 0.450 to 0.440.",
        ),
        (
            None,
            0.45,
            0.46,
            "The package raises the Gini index from 0.450 to 0.460.",
        ),
        (
            None,
            0.45,
            0.4502,
            "The package leaves the Gini index about the same, at 0.450.",
        ),
    ] {
        assert_eq!(sentence(&ginis(before, today, package), EN, "inequality"), en);
    }
    let zh = sentence(&ginis(Some(0.45), 0.47, 0.46), ZH, "inequality");
    assert_eq!(zh, "方案抵消了冲击带来的不平等上升的 50%。");
    let none = with(eitc(), |results| {
        results.inequality.baseline.gini = None;
        results.lorenz.baseline.clear();
    });
    assert!(sentence(&none, EN, "inequality").starts_with("Not defined"));
    assert!(!names(&figures(&none, EN)).contains(&"lorenz"));
}

#[test]
fn without_displaced_coverage_says_so() {
    let nobody = with(three_tiers(), |results| {
        let shock = results.shock.as_mut().expect("a scenario");
        for funnel in [&mut shock.coverage.baseline, &mut shock.coverage.reform] {
            funnel.displaced = 0.0;
        }
    });
    assert_eq!(
        sentence(&nobody, EN, "coverage"),
        "Nobody is displaced in this scenario."
    );
    assert_eq!(sentence(&nobody, ZH, "coverage"), "此情景下无人失业。");
    assert!(figure(&nobody, EN, "coverage").table.columns.is_empty());
    let found = headline(&nobody, EN);
    assert!(found.sentence.starts_with("In “"), "{}", found.sentence);
    assert!(found.cells.iter().all(|cell| cell.name != "protected"));
    let level = with(three_tiers(), |results| results.has_reform = false);
    let said = sentence(&level, EN, "coverage");
    assert!(
        said.starts_with("Under today's law ") && said.ends_with("or have enough income."),
        "{said}"
    );
    assert_eq!(figure(&level, EN, "coverage").table.keys, ["baseline"]);
    assert!(headline(&level, EN).sentence.contains("today's law"));
}

#[test]
fn tenths_follow_the_signs() {
    let tenths = |first: Option<f64>, last: Option<f64>| {
        with(eitc(), |results| {
            results.deciles[0].relative_change = first;
            results.deciles[9].relative_change = last;
        })
    };
    for (first, last, en, zh) in [
        (
            Some(0.069),
            Some(-0.004),
            "The poorest tenth gains 6.9% of its income; the richest tenth loses 0.4% of its income.",
            "最穷的一成收入增加 6.9%，最富的一成收入减少 0.4%。",
        ),
        (
            Some(0.0001),
            Some(0.01),
            "The poorest tenth sees about the same income; the richest tenth gains 1.0% of its income.",
            "最穷的一成收入基本不变，最富的一成收入增加 1.0%。",
        ),
        (
            None,
            Some(-0.02),
            "The poorest tenth has no positive income to compare with; the richest tenth loses 2.0% of its income.",
            "最穷的一成没有可比较的正收入，最富的一成收入减少 2.0%。",
        ),
    ] {
        let results = tenths(first, last);
        assert_eq!(sentence(&results, EN, "deciles"), en);
        assert_eq!(sentence(&results, ZH, "deciles"), zh);
    }
    let shown = &figure(&tenths(Some(0.069), Some(-0.004)), EN, "deciles").table;
    let column = shown.column("relative_change").expect("a column");
    assert_eq!(
        (column.shown[0].as_str(), column.shown[9].as_str()),
        ("+6.9%", "\u{2212}0.4%")
    );
}
