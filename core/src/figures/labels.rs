//! Names of the standard categories and of their values, for tables by group. What is not standard is shown as the data writes
//! it, with spaces for underscores.

use super::Language;
use super::texts::Text;

/// A value of a standard category, by both names.
type Label = (&'static str, &'static str, Text);

const fn text(en: &'static str, zh: &'static str) -> Text {
    Text { en, zh }
}

/// The categories by which results are told.
pub(super) const CATEGORIES: [(&str, Text); 6] = [
    ("age", text("age", "年龄")),
    ("sex", text("sex", "性别")),
    ("education", text("education", "受教育程度")),
    ("region", text("region", "地区")),
    ("contract", text("contract", "合同类型")),
    ("labour_status", text("labour status", "就业状态")),
];

/// The values of those categories.
pub(super) const LABELS: [Label; 25] = [
    ("age", "0-17", text("Under 18", "18 岁以下")),
    ("age", "18-39", text("18 to 39", "18 至 39 岁")),
    ("age", "40-64", text("40 to 64", "40 至 64 岁")),
    ("age", "65+", text("65 and over", "65 岁及以上")),
    ("sex", "female", text("Women and girls", "女性")),
    ("sex", "male", text("Men and boys", "男性")),
    (
        "education",
        "below_upper_secondary",
        text("Below upper secondary", "高中以下"),
    ),
    ("education", "upper_secondary", text("Upper secondary", "高中")),
    ("education", "tertiary", text("Tertiary", "大专及以上")),
    ("contract", "none", text("No contract", "无合同")),
    ("contract", "permanent", text("Permanent", "无固定期限")),
    ("contract", "fixed_term", text("Fixed-term", "固定期限")),
    ("contract", "temporary_agency", text("Temporary agency", "劳务派遣")),
    ("contract", "platform", text("Platform", "平台")),
    ("contract", "informal", text("Informal", "非正规")),
    ("labour_status", "employee", text("Employees", "雇员")),
    ("labour_status", "short_time", text("On short time", "短时工作")),
    ("labour_status", "gig", text("Gig workers", "零工")),
    ("labour_status", "informal", text("Informal workers", "非正规就业")),
    ("labour_status", "self_employed", text("Self-employed", "自雇")),
    ("labour_status", "unemployed", text("Unemployed", "失业")),
    ("labour_status", "in_training", text("In training", "培训中")),
    ("labour_status", "public_job", text("In a public job", "公共岗位")),
    ("labour_status", "inactive", text("Inactive", "非经济活动")),
    ("labour_status", "retired", text("Retired", "退休")),
];

/// Whether a category has a name here.
pub(crate) fn is_standard(category: &str) -> bool {
    CATEGORIES.iter().any(|(known, _)| *known == category)
}

/// The name of a category.
pub(super) fn category(name: &str, language: Language) -> String {
    let known = CATEGORIES.iter().find(|(category, _)| *category == name);
    known.map_or(name.replace('_', " "), |(_, text)| {
        text.in_language(language).to_string()
    })
}

/// The name of a value of a category.
pub(super) fn label(category: &str, value: &str, language: Language) -> String {
    let known = LABELS
        .iter()
        .find(|(name, label, _)| *name == category && *label == value);
    known.map_or(value.replace('_', " "), |(_, _, text)| {
        text.in_language(language).to_string()
    })
}
