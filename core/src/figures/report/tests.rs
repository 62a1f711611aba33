//! What the drawing and writing of reports rest on, and the catalogue's completeness.

use super::super::texts::{self as words, Piece, pieces};
use super::costing::named;
use super::drawing::{Scale, lines_of, short, tick, width_of};
use super::html::escaped;
use super::texts::ALL;

#[test]
fn every_text_has_both_languages_and_the_same_holes() {
    for (name, text) in ALL {
        assert!(!text.en.is_empty() && !text.zh.is_empty(), "{name}");
        let holes = |text: &'static str| {
            let mut holes: Vec<&str> = pieces(text)
                .into_iter()
                .filter_map(|piece| match piece {
                    Piece::Hole(name) => Some(name),
                    Piece::Words(_) => None,
                })
                .collect();
            holes.sort_unstable();
            holes
        };
        assert_eq!(holes(text.en), holes(text.zh), "{name}");
    }
}

#[test]
fn ticks_are_round_and_within() {
    for (low, high, ticks) in [
        (0.0, 70.0, vec![0.0, 20.0, 40.0, 60.0]),
        (-3e9, 9e9, vec![-2.5e9, 0.0, 2.5e9, 5e9, 7.5e9]),
        (0.101, 0.128, vec![0.11, 0.12]),
    ] {
        let scale = Scale {
            low,
            high,
            from: 0.0,
            to: 100.0,
        };
        let found = scale.ticks(5.0);
        let near = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-9 * (high - low);
        assert!(found.len() >= ticks.len(), "{found:?}");
        assert!(
            ticks.iter().all(|tick| found.iter().any(|own| near((own, tick)))),
            "{found:?}"
        );
        assert!(found.iter().all(|tick| *tick >= low && *tick <= high), "{found:?}");
    }
    let nothing = Scale::of([], (0.0, 100.0), true);
    assert!(nothing.at(0.0).is_finite() && nothing.at(1.0).is_finite());
}

#[test]
fn numbers_of_charts_have_three_digits_and_no_sign_at_zero() {
    for (number, text) in [
        (69.84e9, "69.8"),
        (-6.984e9, "\u{2212}6.98"),
        (698.4e9, "698"),
        (0.0, "0"),
        (-1.0, "0"),
        (9.996e9, "10.0"),
    ] {
        assert_eq!(short(number, 1e9), text);
    }
    assert_eq!(tick(2.5e9, 1e9), "2.5");
    assert_eq!(tick(-20e9, 1e9), "\u{2212}20");
    assert_eq!(tick(-0.0, 1e9), "0");
}

#[test]
fn long_names_break_between_words_and_between_chinese_signs() {
    let name = "Share of the pay cut that the allowance replaces";
    let lines = lines_of(name, 120.0);
    assert!(lines.len() > 1);
    assert_eq!(lines.join(" "), name);
    assert!(lines.iter().all(|line| width_of(line) <= 120.0));
    let name = "短时工作津贴：被取代薪酬的比例（高）";
    let lines = lines_of(name, 60.0);
    assert_eq!(lines.concat(), name);
    assert!(lines.iter().all(|line| !line.starts_with(['：', '）'])));
    assert_eq!(lines_of("", 10.0), [""]);
}

#[test]
fn what_a_user_writes_is_no_markup() {
    assert_eq!(
        escaped("<script>\"a\" & b\u{0}</script>"),
        "&lt;script&gt;&quot;a&quot; &amp; b&lt;/script&gt;"
    );
}

#[test]
fn a_column_of_years_says_whether_it_costs_or_saves_and_where_years_differ_which_sign_is_which() {
    let of = |column, saved: words::Text, cells: &[f64]| named(column, saved, cells).en;
    let tax = |cells: &[f64]| of("tax_back", words::TAX_BACK, cells);
    assert_eq!(tax(&[-1e9, 0.0]), "Tax back");
    assert_eq!(tax(&[1e9, 0.0]), "Tax lost");
    assert_eq!(tax(&[-1e9, 2e9, 1e9]), "Tax lost (+) or back (\u{2212})");
    let aid = |cells: &[f64]| of("aid_saved", words::AID_SAVED, cells);
    assert_eq!(
        [aid(&[-1.0]), aid(&[1.0]), aid(&[1.0, -1.0])],
        ["Aid saved", "Aid added", "Aid added (+) or saved (\u{2212})"]
    );
    assert_eq!(of("raised", words::RAISED, &[1.0, -1.0]), words::RAISED.en);
}
