//! The glossary: what each term of the figures means, in plain words.

use serde::{Deserialize, Serialize};

use super::Language;
use super::texts::Text;

/// A term with its meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// Its name, the same in every language.
    pub name: String,
    /// The term.
    pub term: String,
    /// What it means.
    pub meaning: String,
}

const fn text(en: &'static str, zh: &'static str) -> Text {
    Text { en, zh }
}

/// Name, term and meaning.
pub(super) const TERMS: [(&str, Text, Text); 16] = [
    (
        "net_cost",
        text("net cost", "净成本"),
        text(
            "What the public budgets and the fund pay in the end, after tax that comes back and benefits no longer needed.",
            "公共财政和基金最终付出的钱：扣除收回的税费和不再需要的待遇。",
        ),
    ),
    (
        "paid_out",
        text("paid out", "支出"),
        text(
            "All that the package pays before anything comes back.",
            "方案付出的全部款项，未扣除收回部分。",
        ),
    ),
    (
        "gross_cost",
        text("gross cost", "总成本"),
        text(
            "What an instrument itself pays out more, or takes in less, than under today's law; what other instruments answer is not in it.",
            "该项政策工具自身比现行法律多支出或少收入的金额，不含其他工具的相应变化。",
        ),
    ),
    (
        "todays_law",
        text("today's law", "现行法律"),
        text(
            "The rules in force now, applied to the same people after the same shock.",
            "现在有效的规定，用于受到同样冲击的同一批人。",
        ),
    ),
    (
        "displaced",
        text("displaced", "因 AI 失业者"),
        text(
            "People who lose their job to AI in the scenario when there is no new policy; the same people for every package.",
            "情景中在没有新政策时因 AI 失去工作的人；各方案比较的是同一批人。",
        ),
    ),
    (
        "protected",
        text("protected", "得到保障"),
        text(
            "Still or again in work, or with a benefit and enough income, in the year of the loss.",
            "失业当年保住或找到工作，或领到待遇且收入足够。",
        ),
    ),
    (
        "enough_income",
        text("enough income", "收入足够"),
        text(
            "At least 60% of what the household would have had, and not poor.",
            "不低于原本家庭收入的 60%，且不贫困。",
        ),
    ),
    (
        "entitled",
        text("entitled", "符合条件"),
        text(
            "The rules give a right to the benefit, claimed or not.",
            "按规定有权领取，不论是否申领。",
        ),
    ),
    (
        "take_up",
        text("take-up", "申领率"),
        text("The share of those entitled who claim.", "有权领取者中实际申领的比例。"),
    ),
    (
        "disposable_income",
        text("disposable income", "可支配收入"),
        text(
            "What a household can spend: earnings and benefits less tax and contributions.",
            "家庭可以花的钱：收入和补助减去税和社保缴费。",
        ),
    ),
    (
        "equivalent_income",
        text("equivalent income", "等值收入"),
        text(
            "Income made comparable between large and small households.",
            "按家庭人数折算、可以互相比较的收入。",
        ),
    ),
    (
        "poverty_line",
        text("poverty line", "贫困线"),
        text(
            "60% of the middle income before the shock (fixed) or of each case (floating).",
            "冲击前收入中位数的 60%（固定），或各情形自身的 60%（浮动）。",
        ),
    ),
    (
        "gini_index",
        text("Gini index", "基尼系数"),
        text(
            "0 if all have the same, 1 if one has all.",
            "人人相同为 0，一人独占为 1。",
        ),
    ),
    (
        "kept_of_100",
        text("what you keep of 100", "每多挣 100 元能留多少"),
        text(
            "Of 100 more earned, what remains after tax and lost benefits.",
            "多挣的 100 元在缴税和减少补助后剩下的部分。",
        ),
    ),
    (
        "synthetic_households",
        text("synthetic households", "合成家庭"),
        text(
            "Made-up households that together match published statistics; nobody's data.",
            "虚构的家庭，合起来与公布的统计相符；不含任何人的真实数据。",
        ),
    ),
    (
        "fingerprint",
        text("fingerprint", "指纹"),
        text(
            "A short code of the whole result; whoever runs the same study gets the same code.",
            "整个结果的短码；任何人运行同一研究都会得到同一短码。",
        ),
    ),
];

/// The terms of the figures, explained.
pub fn glossary(language: Language) -> Vec<Term> {
    let explained = |(name, term, meaning): &(&str, Text, Text)| Term {
        name: (*name).to_string(),
        term: term.in_language(language).to_string(),
        meaning: meaning.in_language(language).to_string(),
    };
    TERMS.iter().map(explained).collect()
}
