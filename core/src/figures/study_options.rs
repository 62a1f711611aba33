//! The options of a study: what each is called, what it does to the figures, how it is written, and when it is told. The words stand in
//! `study_options.json`, which the page reads itself: the module that it loads holds none of them.

use serde::Deserialize;

use super::Language;

/// How an option is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OptionForm {
    /// True or false.
    Truth,
    /// One of some words.
    Choice,
    /// A share, from the lower end of its range to the upper.
    Share,
    /// A whole number.
    Whole,
}

/// When what an option asks for is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OptionAnswer {
    /// With every figure, while a parameter moves too.
    Tick,
    /// With a whole run alone.
    Run,
    /// By runs of its own, after a whole run.
    OwnRuns,
    /// In a run over several years.
    Years,
}

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionText {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

impl OptionText {
    /// The text in a language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Chinese => &self.zh,
        }
    }
}

/// A word of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionChoice {
    /// As a study writes it.
    pub name: String,
    /// What it is called.
    pub title: OptionText,
}

/// An option of a study.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudyOption {
    /// Its name under `[options]`.
    pub name: String,
    /// How it is written.
    pub form: OptionForm,
    /// When it is told.
    pub answer: OptionAnswer,
    /// The value of a study that says nothing, as JSON has it.
    pub default: serde_json::Value,
    /// Its title.
    pub title: OptionText,
    /// What it does.
    pub definition: OptionText,
    /// The least and the largest number of a field; absent for what is no number.
    #[serde(default)]
    pub range: Option<(f64, f64)>,
    /// The words of a choice.
    #[serde(default)]
    pub choices: Vec<OptionChoice>,
}

/// The options of a study in the order in which they are shown: first what is worked out in addition, then how figures are measured.
pub fn study_options() -> Vec<StudyOption> {
    serde_json::from_str(include_str!("study_options.json")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Source;
    use crate::system::{Options, Study};

    /// A study with one option at another value than its default, which must be read and differ.
    #[test]
    fn every_option_is_one_of_a_study() {
        let read = |line: &str| {
            let head = "format = 1\nname = \"x\"\nsystem = \"plain\"\npopulation = \"stylised\"\n[options]\n";
            let text = format!("{head}{line}\n");
            Study::read(&Source::new("x.toml", text.as_str())).map(|study| study.options)
        };
        for option in study_options() {
            let others: Vec<String> = match option.form {
                OptionForm::Truth => vec!["true".to_string()],
                OptionForm::Choice => option.choices[1..]
                    .iter()
                    .map(|own| format!("\"{}\"", own.name))
                    .collect(),
                OptionForm::Share => vec!["0.01".to_string(), "2".to_string()],
                OptionForm::Whole => vec!["7".to_string()],
            };
            for other in others {
                let set = read(&format!("{} = {other}", option.name)).expect(&option.name);
                assert_ne!(set, Options::default(), "{} = {other}", option.name);
            }
            let same = read(&format!("{} = {}", option.name, option.default)).expect(&option.name);
            assert_eq!(same, Options::default(), "{}", option.name);
        }
    }

    /// Every field of the options can be set: the page shows what stands here.
    #[test]
    fn no_option_is_left_out() {
        let fields = format!("{:?}", Options::default()).matches(": ").count();
        assert_eq!(study_options().len(), fields);
    }

    #[test]
    fn words_are_in_both_languages() {
        let is_chinese = |text: &str| text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter));
        for option in study_options() {
            let choices = option.choices.iter().map(|own| &own.title);
            for text in [&option.title, &option.definition].into_iter().chain(choices) {
                assert!(is_chinese(text.in_language(Language::Chinese)), "{}", option.name);
                assert!(!text.en.is_empty() && !is_chinese(&text.en), "{}", option.name);
            }
        }
    }
}
