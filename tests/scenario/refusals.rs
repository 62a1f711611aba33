//! Wrong scenarios are refused with place and remedy.

use commonweal_tests::catalog;

use crate::{costed_with, people, population};

fn refused(lines: &str, beside: &[(&str, &str)], code: &str, words: &str) {
    let parts = [population(&people(20))];
    let problems = costed_with(lines, &parts, &catalog(), beside).expect_err("the study is refused");
    assert!(
        problems
            .iter()
            .any(|problem| problem.code == code && (problem.message.contains(words) || problem.remedy.contains(words))),
        "{code} with `{words}` is not among {problems:#?}"
    );
}

#[test]
fn wrong_scenarios_are_refused_with_place_and_remedy() {
    refused("scenario = \"ai-centrall\"", &[], "unknown-name", "ai_central");
    refused(
        "scenario = \"basic_income\"",
        &[(
            "basic_income.toml",
            "format = 1\nname = \"basic_income\"\nkind = \"benefit\"\n[rules]\namount = \"0 * earnings\"\n",
        )],
        "not-a-scenario",
        "benefit",
    );
    refused(
        "scenario = { name = \"ai-central\", set = { displaced_shar = 0.1 } }",
        &[],
        "unknown-name",
        "displaced_share",
    );
    refused(
        "scenario = { name = \"ai-central\", set = { displaced_share = 0.9 } }",
        &[],
        "out-of-range",
        "displaced_share",
    );
    let file = |body: &str| format!("format = 1\nname = \"mine\"\nkind = \"scenario\"\n{body}");
    for (body, code, words) in [
        ("[becomes]\nearning = \"0 * earnings\"\n", "unknown-name", "earnings"),
        ("[becomes]\nearnings = \"1 + 1\"\n", "unit-mismatch", "earnings"),
        (
            "[becomes]\nearnings = \"earnings if selected.hit else earnings\"\n",
            "unknown-name",
            "selections",
        ),
        (
            "[rules]\nx = \"lever.adoption_rati\"\n",
            "unknown-name",
            "adoption_ratio",
        ),
        (
            "[selections.hit]\nwho = \"earnings\"\nshare = \"0.1\"\n",
            "not-a-truth",
            "hit",
        ),
        (
            "[selections.hit]\nwho = \"age > 20\"\nshare = \"exposure\"\n",
            "wrong-level",
            "hit",
        ),
        (
            "[selections.hit]\nwho = \"age > 20\"\nshare = \"0.1\"\nby = [\"age\"]\n",
            "not-a-category",
            "age",
        ),
        ("[selections.hit]\nwho = \"age > 20\"\n", "missing-key", "share"),
        ("[set]\nx = 1\n", "missing-key", "scenario"),
        ("based_on = \"mine\"\n", "cycle", "scenario"),
        ("[rules]\namount = \"earnings\"\n", "missing-amount", "another kind"),
        (
            "based_on = \"ai_central\"\n[becomes]\nearnings = \"0 * earnings\"\n",
            "misplaced-rules",
            "becomes",
        ),
        (
            "based_on = \"ai_central\"\n[rules]\nx = \"1\"\n",
            "misplaced-rules",
            "rules",
        ),
        (
            "[becomes]\nunemployed_months = \"0 * unemployed_months + 30\"\n",
            "out-of-range",
            "unemployed_months",
        ),
        (
            "[becomes]\nunemployed_months = \"unemployed_months + 12 if age > 20 else unemployed_months\"\n",
            "column-out-of-range",
            "unemployed_months",
        ),
        (
            "[becomes]\nearnings = \"earnings - 2 * earnings\"\n",
            "column-out-of-range",
            "earnings",
        ),
    ] {
        refused("scenario = \"mine\"", &[("mine.toml", &file(body))], code, words);
    }
    refused(
        "[reform]\nadd = [\"pusher\"]\n[reform.set]\n\"pusher.pushed\" = 3\n",
        &[(
            "pusher.toml",
            "format = 1\nname = \"pusher\"\nkind = \"benefit\"\n[parameters]\npushed = { unit = \"number\", default = 0.5, range = [0, 9], \
             assumption = true }\n[rules]\namount = \"0 * earnings\"\n[levers]\nadoption_ratio = \"pushed\"\n",
        )],
        "out-of-range",
        "adoption_ratio",
    );
    refused(
        "scenario = { name = \"none\", set = { displaced_share = 0.1 } }",
        &[],
        "not-in-study",
        "displaced_share",
    );
    refused(
        "[reform.set]\n\"scenario.displaced_share\" = 0.1\n",
        &[],
        "not-in-study",
        "the study has none",
    );
    refused(
        "[reform]\nadd = [\"pusher\"]\n",
        &[(
            "pusher.toml",
            "format = 1\nname = \"pusher\"\nkind = \"benefit\"\n[rules]\namount = \"0 * earnings\"\n[levers]\nadoption_ratoi = \"1\"\n",
        )],
        "unknown-name",
        "adoption_ratio",
    );
}
