//! The values with which a scenario's shock is told a second time: they must fit its parameters.

use super::Compiler;
use crate::document::nearest;

impl Compiler<'_> {
    /// Checks `[without]` of a scenario's file: names of its parameters, and values that fit them.
    pub(super) fn check_without(&mut self, law: usize, at: usize) -> bool {
        let file = self.instrument(law, at);
        let Some(scenario) = &file.scenario else { return true };
        let source = file.source.clone();
        let mut good = true;
        for set in &scenario.without {
            let path = format!("without.{}", set.key);
            let Some(parameter) = file.parameter(&set.key) else {
                let known: Vec<&str> = file
                    .parameters
                    .iter()
                    .map(|parameter| parameter.name.as_str())
                    .collect();
                let near = nearest(&set.key, known.iter().copied());
                self.collector(&source).report(
                    "unknown-name",
                    &path,
                    &set.span,
                    format!("the scenario has no parameter `{}`", set.key),
                    &set.key,
                    known.join(", "),
                    near.map_or("name one of its parameters".to_string(), |near| {
                        format!("did you mean `{near}`?")
                    }),
                );
                good = false;
                continue;
            };
            let tables = self.tables(law, parameter);
            let value = parameter.decode(self.collector(&source), &path, &set.value, &tables);
            good &= value.is_some();
        }
        good
    }
}
