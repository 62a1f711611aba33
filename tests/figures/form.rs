//! Every figure is whole, well formed and named in both languages.

use commonweal_core::costing::Results;
use commonweal_core::figures::{Cells, Figure, FigureTable, Language, Unit, figures, figures_named, headline};

use crate::{EN, ZH, current_law, eitc, figure, names, sentence, three_tiers, with};

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
