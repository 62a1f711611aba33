//! A run of named steps with the seconds that each took, and a closing summary.

use crate::Result;
use std::time::Instant;

/// What a step that did not fail has to say.
pub enum Outcome {
    /// It was done; the summary lines of the test runner, if it was one.
    Done(Vec<String>),
    /// It was not done, and why that is right.
    Skipped(String),
}

/// Runs steps one after the other and remembers how they went.
#[derive(Default)]
pub struct Steps {
    rows: Vec<(String, f64, String)>,
    summaries: Vec<String>,
}

impl Steps {
    /// Does a step; an error ends the run, after the steps so far have been printed.
    pub fn step(&mut self, name: &str, action: impl FnOnce() -> Result<Outcome>) -> Result<()> {
        println!("\n== {name}");
        let start = Instant::now();
        let outcome = action();
        let seconds = start.elapsed().as_secs_f64();
        let word = match &outcome {
            Ok(Outcome::Done(_)) => "ok".to_string(),
            Ok(Outcome::Skipped(reason)) => format!("skipped: {reason}"),
            Err(_) => "FAILED".to_string(),
        };
        println!("== {name}: {word}, {seconds:.1} s");
        self.rows.push((name.to_string(), seconds, word));
        match outcome {
            Ok(Outcome::Done(lines)) => self
                .summaries
                .extend(lines.into_iter().map(|line| format!("{name}: {line}"))),
            Ok(Outcome::Skipped(_)) => {}
            Err(message) => {
                println!("{}", self.closing());
                return Err(format!("step \"{name}\" failed: {message}"));
            }
        }
        Ok(())
    }

    /// The steps with their seconds, then what the runners themselves summed up.
    pub fn closing(&self) -> String {
        let width = self
            .rows
            .iter()
            .map(|(name, ..)| name.chars().count())
            .max()
            .unwrap_or(0);
        let mut text = String::from("\n== seconds a step\n");
        for (name, seconds, word) in &self.rows {
            text += &format!("{name:<width$}  {seconds:>7.1}  {word}\n");
        }
        let all = self.rows.iter().fold(0.0, |sum, (_, seconds, _)| sum + seconds);
        text += &format!("{:<width$}  {all:>7.1}", "all");
        if !self.summaries.is_empty() {
            text += "\n\n== the runners' summaries";
            for line in &self.summaries {
                text += "\n";
                text += line;
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_ends_the_run_and_says_which_step() {
        let mut steps = Steps::default();
        assert_eq!(
            steps.step("first", || Ok(Outcome::Done(vec!["3 passed".into()]))),
            Ok(())
        );
        assert_eq!(
            steps.step("second", || Ok(Outcome::Skipped("nothing there".into()))),
            Ok(())
        );
        let failed = steps.step("third", || Err("it broke".into()));
        assert_eq!(failed, Err("step \"third\" failed: it broke".to_string()));
        let text = steps.closing();
        for part in ["first ", "skipped: nothing there", "FAILED", "first: 3 passed"] {
            assert!(text.contains(part), "{part:?} is not in {text}");
        }
    }
}
