//! What the figures of known packages say.

use commonweal_core::figures::{Choice, Language, headline};

use crate::{EN, ZH, current_law, eitc, sentence, three_tiers};

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
        "在“美国”，“美国：扩大无子女劳动者的劳动所得抵免”每年将使公共财政多支出 151 亿美元。"
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
            " is paid out, ",
            " is raised or saved by the package itself and ",
            " of other taxes and contributions is lost while ",
            " is saved elsewhere; the net cost is ",
        ],
        &[
            "每年支出 ",
            "，方案自身筹集或节省 ",
            "，其他税费减收 ",
            "，其他方面节省 ",
            "；净成本为 ",
        ],
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
