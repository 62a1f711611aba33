//! What was foretold of the loss of work: the column `predicted_risk`, and whom the scenario can hit.

use super::law::CompiledForecast;
use super::{Compiler, Type, Typed};
use crate::rules::scenario::Scenario;
use crate::scenario::GIVEN;
use crate::simulation::{BinaryOperation, NodeId, Operation, PERSON};

/// The column of the forecast.
const PREDICTED: &str = "predicted_risk";

/// Numbers of the months that move the window away from the year after.
const WINDOW: [&str; 2] = ["forecast_from", "forecast_to"];

impl<'a> Compiler<'a> {
    /// The forecast of a law's scenario; nothing inside where there is none: the system lacks the column, neither the scenario nor
    /// the data give it, or the window is not that of the year after. `None` on its own where something cannot be compiled.
    pub(super) fn forecast(&mut self, law: usize) -> Option<Option<CompiledForecast>> {
        let laws = self.laws;
        let Some(column) = laws[law].system.column(PREDICTED) else {
            return Some(None);
        };
        let Some(at) = self.scenario_of(law) else {
            return Some(None);
        };
        let file = self.instrument(law, at);
        let Some(scenario) = &file.scenario else {
            return Some(None);
        };
        let is_given = self.schema.column(PREDICTED).is_some();
        if !is_given && !file.changes().iter().any(|change| change.column == PREDICTED) {
            return Some(None);
        }
        let moves_window = |scenario: &Scenario| {
            let mut numbers = scenario.life.iter().flat_map(|life| &life.numbers);
            numbers.any(|input| WINDOW.contains(&input.name.as_str()))
        };
        if moves_window(scenario) {
            return Some(None);
        }
        let predicted = self.column(law, column)?;
        if !predicted.is_number() || column.entity != "person" {
            return Some(None);
        }
        let counts = match &scenario.life {
            Some(_) => self.at_risk(law, at)?,
            None => self.can_be_chosen(law, at, scenario)?,
        };
        Some(Some(CompiledForecast {
            predicted: self.spread_rows(&predicted, PERSON),
            counts,
            of_next_year: scenario.life.is_some(),
        }))
    }

    /// Whether the months of the year can displace the person from its start on.
    fn at_risk(&mut self, law: usize, at: usize) -> Option<NodeId> {
        let call = self.life(law, at)?;
        let column = GIVEN.iter().position(|given| given.name == "at_risk")?;
        Some(self.graph.add(Operation::Lived(call, column as u32), PERSON))
    }

    /// Whether any selection of the scenario can choose the person.
    fn can_be_chosen(&mut self, law: usize, at: usize, scenario: &'a Scenario) -> Option<NodeId> {
        let mut counts = self.truth(false);
        for selection in &scenario.selections {
            self.selection(law, at, selection, &selection.span)?;
            let Some((who, _)) = self.selected.get(&(law, selection.name.clone())) else {
                continue;
            };
            let either = Operation::Binary(BinaryOperation::Or, counts.node, *who);
            let node = self.graph.add(either, PERSON);
            counts = Typed::new(node, Type::Truth, self.graph.node(node).level);
        }
        Some(self.spread_rows(&counts, PERSON))
    }
}
