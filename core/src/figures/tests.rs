//! Numbers at the edges of their units, and the catalogue's completeness.

use super::glossary::TERMS;
use super::labels::{CATEGORIES, LABELS};
use super::texts::{ALL, Piece, Text, pieces};
use super::{Cells, FigureColumn, Language, Unit, glossary};

const EN: Language = Language::English;
const ZH: Language = Language::Chinese;

#[test]
fn money_has_three_digits_and_the_unit_of_the_rounded_number() {
    for (amount, en, zh) in [
        (69.8e9, "69.8 billion yuan", "698 亿元"),
        (640e6, "640 million yuan", "6.40 亿元"),
        (1.24e12, "1.24 trillion yuan", "1.24 万亿元"),
        (6.98e9, "6.98 billion yuan", "69.8 亿元"),
        (6.98e8, "698 million yuan", "6.98 亿元"),
        (6.98e7, "69.8 million yuan", "6980 万元"),
        (1940.0, "1,940 yuan", "1940 元"),
        (36_612.0, "36,600 yuan", "3.66 万元"),
        (0.0, "0 yuan", "0 元"),
        (-0.0, "0 yuan", "0 元"),
        (999.4, "999 yuan", "999 元"),
        (9_999.0, "9,999 yuan", "9999 元"),
        (9_999.4, "9,999 yuan", "9999 元"),
        (9_999.6, "10,000 yuan", "1.00 万元"),
        (10_000.0, "10,000 yuan", "1.00 万元"),
        (999_499.0, "999,000 yuan", "99.9 万元"),
        (999_999.0, "1.00 million yuan", "100 万元"),
        (99_950_000.0, "100 million yuan", "1.00 亿元"),
        (99_940_000.0, "99.9 million yuan", "9990 万元"),
        (999_600_000.0, "1.00 billion yuan", "10.0 亿元"),
        (999.6e9, "1.00 trillion yuan", "1.00 万亿元"),
        (994e9, "994 billion yuan", "9940 亿元"),
        (1.24e15, "1,240 trillion yuan", "1240 万亿元"),
        (1.24e16, "12,400 trillion yuan", "12,400 万亿元"),
        (-3.1e9, "\u{2212}3.10 billion yuan", "\u{2212}31.0 亿元"),
        (-12.0, "\u{2212}12 yuan", "\u{2212}12 元"),
        (0.2, "less than 1 yuan", "不到 1 元"),
    ] {
        assert_eq!(EN.money(amount, "CNY"), en, "{amount}");
        assert_eq!(ZH.money(amount, "CNY"), zh, "{amount}");
    }
}

#[test]
fn a_currency_is_a_word() {
    for (code, en, zh) in [
        ("USD", "69.8 billion dollars", "698 亿美元"),
        ("EUR", "69.8 billion euros", "698 亿欧元"),
        ("XXX", "69.8 billion currency units", "698 亿货币单位"),
        ("GBP", "69.8 billion GBP", "698 亿 GBP"),
    ] {
        assert_eq!(EN.money(69.8e9, code), en);
        assert_eq!(ZH.money(69.8e9, code), zh);
    }
}

#[test]
fn people_have_two_digits() {
    for (number, en, zh) in [
        (3.2e6, "3.2 million", "320 万"),
        (3.249e6, "3.2 million", "320 万"),
        (640_000.0, "640,000", "64 万"),
        (9_960_000.0, "10 million", "1000 万"),
        (1.41e9, "1.4 billion", "14 亿"),
        (8_412.0, "8,412", "8412"),
        (0.0, "0", "0"),
    ] {
        assert_eq!(EN.people(number), en, "{number}");
        assert_eq!(ZH.people(number), zh, "{number}");
    }
    assert_eq!((EN.full(1940.0), ZH.full(50_000.0)), ("1,940".into(), "50,000".into()));
    assert_eq!(
        (EN.full(-940.0), ZH.full(1940.0)),
        ("\u{2212}940".into(), "1940".into())
    );
}

#[test]
fn shares_and_rates_never_say_none_or_all_where_there_is_some() {
    for (share, en, zh) in [
        (0.66, "66%", "66%"),
        (0.004, "less than 1%", "不到 1%"),
        (0.0, "0%", "0%"),
        (-0.0, "0%", "0%"),
        (0.997, "more than 99%", "超过 99%"),
        (1.0, "100%", "100%"),
        (1.3, "130%", "130%"),
        (-0.25, "\u{2212}25%", "\u{2212}25%"),
    ] {
        assert_eq!(
            (EN.share(share).as_str(), ZH.share(share).as_str()),
            (en, zh),
            "{share}"
        );
    }
    assert_eq!(EN.rate(0.101), "10.1%");
    assert_eq!(EN.rate(0.0004), "less than 0.1%");
    assert_eq!(ZH.rate(0.0004), "不到 0.1%");
    assert_eq!(EN.rate(0.0), "0.0%");
}

#[test]
fn changes_have_a_sign_but_not_below_rounding() {
    for (change, text) in [
        (0.069, "+6.9%"),
        (-0.004, "\u{2212}0.4%"),
        (0.0, "0.0%"),
        (-0.0, "0.0%"),
        (-0.0004, "0.0%"),
        (0.0004, "0.0%"),
    ] {
        assert_eq!(EN.change(change), text);
    }
    assert_eq!(EN.points(0.015), "+1.5 points");
    assert_eq!(ZH.points(-0.015), "\u{2212}1.5 个百分点");
    assert_eq!(EN.index(0.4586), "0.459");
    assert_eq!(EN.index(-0.0001), "0.000");
    assert_eq!(ZH.show(Unit::Index, None), "无法定义");
    assert_eq!(EN.show(Unit::Money, Some(f64::NAN)), "not defined");
}

/// The holes of a text, sorted.
fn holes(text: &str) -> Vec<&str> {
    let mut holes: Vec<&str> = pieces(text)
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Hole(name) => Some(name),
            Piece::Words(_) => None,
        })
        .collect();
    holes.sort_unstable();
    holes.dedup();
    holes
}

#[test]
fn every_text_has_both_languages_and_the_same_holes() {
    let labels = LABELS.iter().map(|(_, name, text)| (*name, *text));
    let categories = CATEGORIES.iter().copied();
    let terms = TERMS
        .iter()
        .flat_map(|(name, term, text)| [(*name, *term), (*name, *text)]);
    let is_chinese = |text: &str| text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter));
    for (name, Text { en, zh }) in ALL.iter().copied().chain(labels).chain(categories).chain(terms) {
        assert!(!en.is_empty() && !zh.is_empty(), "{name}");
        assert!(!is_chinese(en), "{name}: {en}");
        // What consists of holes and signs alone has no words to translate.
        let words = |text: &str| {
            let pieces = pieces(text).into_iter();
            let words =
                pieces.filter(|piece| matches!(piece, Piece::Words(words) if words.chars().any(char::is_alphabetic)));
            words.count() > 0
        };
        assert!(is_chinese(zh) || !words(en), "{name}: {zh}");
        assert_eq!(holes(en), holes(zh), "{name}");
        for text in [en, zh] {
            let found = pieces(text).into_iter().filter(|piece| matches!(piece, Piece::Hole(_)));
            assert_eq!(text.matches(['{', '}']).count(), 2 * found.count(), "{name}: {text}");
        }
        // A sentence ends as a sentence in both.
        assert_eq!(en.ends_with('.'), zh.ends_with('。'), "{name}");
        assert_eq!(en.ends_with('?'), zh.ends_with('？'), "{name}");
        assert!(!zh.contains([',', ';', '?']) && !en.contains("  "), "{name}: {zh}");
    }
}

#[test]
fn names_of_texts_are_used_once() {
    let mut texts: Vec<&str> = ALL
        .iter()
        .map(|(_, text)| text.en)
        .filter(|text| text.ends_with('.'))
        .collect();
    texts.sort_unstable();
    assert!(
        texts.windows(2).all(|pair| pair[0] != pair[1]),
        "a sentence stands twice"
    );
    assert_eq!(glossary(ZH).len(), glossary(EN).len());
    assert_eq!(glossary(ZH)[0].name, "net_cost");
}

#[test]
fn what_fills_a_hole_is_not_filled_again() {
    let text = Text {
        en: "{a} and {b}",
        zh: "{a}和{b}",
    };
    let holes = [("a", "{b}".to_string()), ("b", "x".to_string())];
    assert_eq!(text.filled(EN, &holes), "{b} and x");
}

#[test]
fn a_language_has_a_code() {
    for language in Language::ALL {
        assert_eq!(Language::parse(language.code()), Some(language));
        let json = serde_json::to_string(&language).expect("a word");
        assert_eq!(json, format!("\"{}\"", language.code()));
    }
    assert_eq!(Language::parse("de"), None);
}

#[test]
fn a_column_of_undefined_numbers_stays_one() {
    let column = FigureColumn {
        name: "rate".to_string(),
        title: "Rate".to_string(),
        unit: Unit::Rate,
        cells: Cells::Number(vec![None, None]),
        shown: vec!["not defined".to_string(); 2],
    };
    let json = serde_json::to_string(&column).expect("it can be written");
    assert_eq!(
        serde_json::from_str::<FigureColumn>(&json).expect("it can be read"),
        column
    );
}

#[test]
fn a_range_has_two_digits_of_its_larger_end_and_one_unit() {
    let en = |low: f64, high: f64| Language::English.between(low, high, "CNY").join(" and ");
    assert_eq!(en(30.4e9, 55.2e9), "30 and 55 billion yuan");
    assert_eq!(en(0.4e9, 12.3e9), "0 and 12 billion yuan");
    assert_eq!(en(-4.6e9, 12.3e9), "\u{2212}5 and 12 billion yuan");
    assert_eq!(en(1.04e9, 1.26e9), "1.0 and 1.3 billion yuan");
    assert_eq!(en(940e6, 1.26e9), "0.9 and 1.3 billion yuan");
    assert_eq!(en(104e9, 126e9), "100 and 130 billion yuan");
    assert_eq!(en(1_234.0, 56_789.0), "1,000 and 57,000 yuan");
    assert_eq!(en(0.0, 0.0), "0 and 0 yuan");
    let zh = |low: f64, high: f64| Language::Chinese.between(low, high, "CNY").join(" 与 ");
    assert_eq!(zh(30.4e9, 55.2e9), "300 与 550 亿元");
    assert_eq!(zh(-1.2e4, 3.4e4), "\u{2212}1.2 与 3.4 万元");
}
