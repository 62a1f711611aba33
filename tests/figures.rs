//! Figures and headlines of whole packages, in both languages: what they say, and that they show the numbers of the results.

use std::sync::OnceLock;

use commonweal_core::costing::{Results, cost, prepare};
use commonweal_core::figures::{Cells, Choice, Figure, FigureTable, Language, Unit, figures, figures_named, headline};
use commonweal_core::population::{Lock, Mapping, Population, Recipe, generate};
use commonweal_core::system::{Catalog, PopulationSource, Study};
use commonweal_tests::{nothing_beside, source};

const EN: Language = Language::English;
const ZH: Language = Language::Chinese;

fn population(catalog: &Catalog, name: &str, system: &commonweal_core::system::System) -> Population {
    let found = catalog.population(name).expect("the people are embedded");
    if name == "stylised" {
        let recipe = Recipe::read(found).expect("the recipe is sound");
        let lock = catalog
            .lock(name)
            .map(|lock| Lock::read(lock).expect("the lock is sound"));
        let made = generate(&recipe, system, None, None, lock.as_ref(), &|_, _| true);
        return made.expect("people can be made").population;
    }
    let mapping = Mapping::read(found).expect("the mapping is sound");
    let file = mapping.file.clone().unwrap_or_default();
    let bytes = catalog
        .data(&format!("populations/{file}"))
        .expect("the data are embedded");
    let table = commonweal_tables::read_csv(&file, bytes, None).expect("the data are sound");
    mapping.population(&table, system).expect("the people are sound")
}

fn costed(text: &str) -> Results {
    let catalog = Catalog::new(commonweal_policies::FILES.iter().copied());
    let study = Study::read(&source("study.toml", text)).expect("the study is sound");
    let prepared = prepare(&study, &catalog, &nothing_beside, &[], None).expect("the study can be put together");
    let Some(PopulationSource::Named(name)) = &prepared.study.population else {
        panic!("the people have a name")
    };
    let people = [population(&catalog, name, &prepared.system)];
    cost(&prepared, &people, &|_, _| true).expect("the study runs").results
}

fn package(name: &str) -> Results {
    let file = commonweal_policies::file(&format!("packages/{name}.toml")).expect("the package is embedded");
    costed(std::str::from_utf8(file).expect("a text"))
}

/// The packages, each run once.
fn eitc() -> &'static Results {
    static FOUND: OnceLock<Results> = OnceLock::new();
    FOUND.get_or_init(|| package("us-eitc-expansion"))
}

fn current_law() -> &'static Results {
    static FOUND: OnceLock<Results> = OnceLock::new();
    FOUND.get_or_init(|| package("us-current-law"))
}

fn three_tiers() -> &'static Results {
    static FOUND: OnceLock<Results> = OnceLock::new();
    FOUND.get_or_init(|| package("three-tier-safety-net"))
}

fn names(figures: &[Figure]) -> Vec<&str> {
    figures.iter().map(|figure| figure.name.as_str()).collect()
}

fn figure(results: &Results, language: Language, name: &str) -> Figure {
    let found = figures(results, language)
        .into_iter()
        .find(|figure| figure.name == name);
    found.unwrap_or_else(|| panic!("no figure {name}"))
}

fn sentence(results: &Results, language: Language, name: &str) -> String {
    figure(results, language, name).sentence
}

/// A column's name with its cells, if these are numbers.
type NamedCells = (String, Option<Cells>);

/// A table's columns have a cell a row, and the texts that show it.
fn well_formed(table: &FigureTable) {
    for column in &table.columns {
        let cells = match &column.cells {
            Cells::Text(texts) => texts.len(),
            Cells::Number(numbers) => {
                assert!(
                    numbers.iter().flatten().all(|number| number.is_finite()),
                    "{}",
                    column.name
                );
                numbers.len()
            }
        };
        assert_eq!(
            (cells, column.shown.len()),
            (table.keys.len(), table.keys.len()),
            "{}",
            column.name
        );
        assert_eq!(column.unit == Unit::Text, matches!(column.cells, Cells::Text(_)));
        assert!(!column.title.is_empty());
        assert!(column.shown.iter().all(|text| !text.is_empty() && !text.contains("-0")));
    }
    assert_eq!(table.columns.is_empty(), table.keys.is_empty(), "{}", table.name);
}

#[test]
fn figures_are_whole_in_both_languages() {
    for results in [eitc(), current_law(), three_tiers()] {
        let (en, zh) = (figures(results, EN), figures(results, ZH));
        assert_eq!(names(&en), names(&zh));
        for (a, b) in en.iter().zip(&zh) {
            for figure in [a, b] {
                for text in [
                    &figure.question,
                    &figure.sentence,
                    &figure.title,
                    &figure.definition,
                    &figure.axis.caption,
                ] {
                    assert!(
                        !text.is_empty() && !text.contains(['{', '}']),
                        "{}: {text}",
                        figure.name
                    );
                }
                std::iter::once(&figure.table).chain(&figure.more).for_each(well_formed);
            }
            // The numbers do not depend on the language, nor do keys and names.
            let numbers = |figure: &Figure| -> Vec<(Vec<String>, Vec<NamedCells>)> {
                let tables = std::iter::once(&figure.table).chain(&figure.more);
                let columns = |table: &FigureTable| {
                    let of = |cells: &Cells| matches!(cells, Cells::Number(_)).then(|| cells.clone());
                    table
                        .columns
                        .iter()
                        .map(|column| (column.name.clone(), of(&column.cells)))
                        .collect()
                };
                tables.map(|table| (table.keys.clone(), columns(table))).collect()
            };
            assert_eq!(numbers(a), numbers(b), "{}", a.name);
            assert_ne!(a.question, b.question);
        }
        for language in Language::ALL {
            let found = headline(results, language);
            assert_eq!(
                found.sentence,
                found.parts.iter().map(|part| part.text.as_str()).collect::<String>()
            );
            assert!(!found.sentence.contains(['{', '}']));
            assert!(found.cells.len() >= 3);
        }
    }
    assert_eq!(
        names(&figures(current_law(), EN)),
        ["budget", "deciles", "poverty", "inequality", "lorenz"]
    );
}

#[test]
fn each_figure_is_had_by_its_name_alone() {
    let results = three_tiers();
    let all = figures(results, EN);
    assert!(all.len() > 6);
    for figure in &all {
        assert_eq!(
            figures_named(results, EN, &|name| name == figure.name),
            vec![figure.clone()]
        );
    }
    let pair = figures_named(results, EN, &|name| ["poverty", "budget"].contains(&name));
    assert_eq!(names(&pair), ["budget", "poverty"]);
    assert!(figures_named(results, EN, &|_| false).is_empty());
}

#[test]
fn what_is_said_reads_as_a_sentence() {
    for results in [eitc(), current_law(), three_tiers()] {
        for (language, stop) in [(EN, '.'), (ZH, '。')] {
            let mut said: Vec<String> = figures(results, language)
                .into_iter()
                .map(|figure| figure.sentence)
                .collect();
            said.push(headline(results, language).sentence);
            for sentence in said {
                let first = sentence.chars().next().expect("a sentence");
                // In Chinese the name of a region, as the data has it, may stand first.
                assert!(language == ZH || !first.is_ascii_lowercase(), "{sentence}");
                assert!(sentence.ends_with(stop), "{sentence}");
                assert!(
                    !sentence.contains("  ") && !sentence.contains(['\n', '¥', '$']),
                    "{sentence}"
                );
            }
        }
    }
}

#[test]
fn the_us_reform_is_told() {
    for (name, en, zh) in [
        (
            "budget",
            "Of 15.1 billion dollars paid out, nothing comes back; the net cost is 15.1 billion dollars a year.",
            "每年支出 151 亿美元，没有收回；净成本为 151 亿美元。",
        ),
        (
            "deciles",
            "The poorest tenth gains 5.9% of its income; the richest tenth sees about the same income.",
            "最穷的一成收入增加 5.9%，最富的一成收入基本不变。",
        ),
        (
            "poverty",
            "The package leaves poverty about the same, at 29.4%.",
            "方案后贫困率基本不变，为 29.4%。",
        ),
        (
            "inequality",
            "The package lowers the Gini index from 0.511 to 0.510.",
            "方案使基尼系数从 0.511 降至 0.510。",
        ),
        (
            "lorenz",
            "The poorer half has 16.4% of all income under today's law and 16.5% with the package.",
            "较穷的一半按现行法律占全部收入的 16.4%，实施方案后为 16.5%。",
        ),
    ] {
        assert_eq!(sentence(eitc(), EN, name), en);
        assert_eq!(sentence(eitc(), ZH, name), zh);
    }
    let winners = sentence(eitc(), EN, "winners");
    assert!(
        winners.starts_with("6% of people gain, 0% lose, and 87% see no change; "),
        "{winners}"
    );
    assert_eq!(
        headline(eitc(), ZH).sentence,
        "在“美国联邦法律”，“美国：扩大无子女劳动者的劳动所得抵免”每年将使公共财政多支出 151 亿美元。"
    );
    assert_eq!(
        sentence(current_law(), EN, "budget"),
        "Under today's law 2.02 trillion dollars a year is paid out and 3.61 trillion dollars comes in; 1.59 trillion dollars is left over."
    );
    assert_eq!(sentence(current_law(), ZH, "poverty"), "按现行法律，29.4% 的人贫困。");
}

#[test]
fn the_three_tiers_are_told() {
    let said = |name: &str| (sentence(three_tiers(), EN, name), sentence(three_tiers(), ZH, name));
    let pieces = |name: &str, en: &[&str], zh: &[&str]| {
        let found = said(name);
        for (text, pieces) in [(&found.0, en), (&found.1, zh)] {
            let mut rest = text.as_str();
            for piece in pieces {
                let at = rest
                    .find(piece)
                    .unwrap_or_else(|| panic!("{name}: `{piece}` is not in: {text}"));
                rest = &rest[at + piece.len()..];
            }
        }
    };
    pieces(
        "budget",
        &[
            "Of ",
            " paid out, ",
            " is raised or saved by the package itself and ",
            " comes back; the net cost is ",
        ],
        &["每年支出 ", "，方案自身筹集或节省 ", "，另有 ", "收回；净成本为 "],
    );
    pieces(
        "coverage",
        &[
            "% of the ",
            " displaced would keep or find a job or have enough income; under today's law ",
        ],
        &["失业者中，", "能保住或找到工作、或有足够的收入；按现行法律为 "],
    );
    pieces(
        "poverty",
        &["The shock lifts poverty from ", "; the package brings it to "],
        &["冲击使贫困率从 ", " 升至 ", "；方案使其降至 "],
    );
    pieces("inequality", &["undoes"], &["抵消"]);
    pieces(
        "regions",
        &["Incomes rise by ", " in ", " and by "],
        &["的收入增加", "，"],
    );
}

#[test]
fn standard_categories_have_names_in_both_languages() {
    let poverty = figure(three_tiers(), ZH, "poverty");
    let standard = ["age", "sex", "education", "contract", "labour_status"];
    let mut seen = 0;
    for table in poverty
        .more
        .iter()
        .filter(|table| standard.contains(&table.name.as_str()))
    {
        let names = &table.column("group").expect("a column").shown;
        let is_chinese = |name: &String| name.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter));
        assert!(names.iter().all(is_chinese), "{names:?}");
        seen += 1;
    }
    assert!(seen >= 3, "{seen}");
}

#[test]
fn figures_come_back_from_json() {
    let found = figures(three_tiers(), ZH);
    let text = serde_json::to_string(&found).expect("figures can be written");
    let back: Vec<Figure> = serde_json::from_str(&text).expect("and read");
    assert_eq!(back, found);
    // Results of before, without what the figures need, are refused with the name of what is missing.
    let mut results = serde_json::to_value(three_tiers()).expect("results can be written");
    results.as_object_mut().expect("an object").remove("lorenz");
    let error = serde_json::from_value::<Results>(results).expect_err("it is not whole");
    assert!(error.to_string().contains("lorenz"), "{error}");
}

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
        "In “United States, federal law”, “nothing” equals today's law: all differences are 0."
    );
    assert_eq!(
        headline(&results, ZH).sentence,
        "在“美国联邦法律”，“nothing”与现行法律相同，差额均为 0。"
    );
    // Another package can be chosen from it.
    assert!(
        headline(&results, EN)
            .parts
            .iter()
            .any(|part| part.choice == Some(Choice::Package))
    );
}

/// Results with something changed by hand.
fn with(results: &Results, change: impl FnOnce(&mut Results)) -> Results {
    let mut results = results.clone();
    change(&mut results);
    results
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
            "Of 20.0 billion yuan paid out, 5.00 billion yuan more is spent or lost elsewhere; the net cost is 25.0 billion yuan a year.",
            "每年支出 200 亿元，其他方面另支出或减收 50.0 亿元；净成本为 250 亿元。",
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
            "The package pays nothing out and raises or saves 20.0 billion yuan; 5.00 billion yuan more is spent or lost elsewhere; it brings in 15.0 billion yuan a year.",
            "方案没有支出，每年筹集或节省 200 亿元；其他方面另支出或减收 50.0 亿元；净收入为 150 亿元。",
        ),
    ] {
        let results = budget(own, tax);
        assert_eq!(sentence(&results, EN, "budget"), en);
        assert_eq!(sentence(&results, ZH, "budget"), zh);
    }
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
fn the_sentence_at_the_top_has_three_choices() {
    for language in Language::ALL {
        let mut found: Vec<Choice> = headline(three_tiers(), language)
            .parts
            .iter()
            .filter_map(|part| part.choice)
            .collect();
        found.sort_by_key(|choice| *choice as u8);
        assert_eq!(found, [Choice::Scenario, Choice::Place, Choice::Package]);
    }
    let zh = headline(three_tiers(), ZH).sentence;
    assert!(zh.contains("三层安全网") && zh.contains("简化国家"), "{zh}");
    assert!(
        headline(eitc(), EN)
            .parts
            .iter()
            .all(|part| part.choice != Some(Choice::Scenario))
    );
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

#[test]
fn a_value_is_called_as_its_system_calls_it() {
    let results = three_tiers();
    let names = |language: Language| figure(results, language, "regions").table.columns[0].shown.clone();
    assert!(names(EN).contains(&"Old Coalfield".to_string()), "{:?}", names(EN));
    assert!(names(ZH).contains(&"老煤田".to_string()), "{:?}", names(ZH));
    assert!(sentence(results, EN, "regions").contains("Old Coalfield"));
    // A system without titles of its own is called by its words.
    let bare = with(results, |results| {
        results.titles.retain(|title| !title.of.starts_with("value of "));
    });
    assert!(sentence(&bare, ZH, "regions").contains("old coalfield"));
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
