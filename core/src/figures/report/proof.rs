//! What was run, its fingerprint, and how anybody can get the same.

use super::super::table::Rows;
use super::{Block, Maker, Section, texts};

impl Maker<'_> {
    /// The fingerprint and how to verify it.
    pub(super) fn verify(&self) -> Section {
        let material = &self.material;
        let results = material.results;
        let language = self.reader.language;
        let year = |at: Option<i32>| at.unwrap_or(results.year).to_string();
        let ends = material.years.map(|years| (years.years.first(), years.years.last()));
        let years = match ends {
            Some((first, last)) => [first, last].map(|at| year(at.map(|at| at.year))).join("–"),
            None => results.year.to_string(),
        };
        let scenario = results.shock.as_ref().map(|shock| shock.scenario.clone());
        let facts = [
            (texts::FINGERPRINT, Some(material.fingerprint().to_string())),
            (texts::MODEL_VERSION, Some(results.model_version.clone())),
            (texts::STUDY, Some(results.study.clone())),
            (texts::SYSTEM, Some(results.system.clone())),
            (texts::SCENARIO, scenario),
            (texts::YEARS, Some(years)),
            (texts::POPULATION, Some(results.population.name.clone())),
            (texts::POPULATION_HASH, Some(results.population.hash.clone())),
            (
                texts::HOUSEHOLD_ROWS,
                Some(language.full(f64::from(results.population.households))),
            ),
            (
                texts::HOUSEHOLDS_STAND_FOR,
                Some(language.full(results.population.weighted_households)),
            ),
            (texts::SEED, Some(results.options.seed.to_string())),
            (texts::WEIGHTING, Some(self.counted())),
            (
                texts::POVERTY_LINE,
                Some(language.share(results.options.poverty_line_share)),
            ),
            (
                texts::ATTRIBUTION,
                results.has_reform.then(|| results.attribution.clone()),
            ),
        ];
        let rows: Vec<(String, String)> = facts
            .into_iter()
            .filter_map(|(name, value)| Some((self.reader.word(name), value?)))
            .collect();
        let table = Rows::new(&self.reader, "facts", self.reader.word(texts::FACTS), &rows, |row| {
            row.0.clone()
        })
        .text("fact", texts::FACT, |row| row.0.clone())
        .text("value", texts::VALUE, |row| row.1.clone())
        .table();
        let study = match material.file {
            Some(file) => self.reader.sentence(texts::VERIFY_STUDY, &[("file", file.to_string())]),
            None => self.reader.word(texts::VERIFY_PACKAGE),
        };
        let blocks = vec![
            Block::Text(self.reader.word(texts::VERIFY_HOW)),
            Block::Code {
                title: String::new(),
                text: material.command.to_string(),
            },
            Block::Table {
                table,
                is_folded: false,
            },
            Block::Text(study),
            Block::Code {
                title: self.reader.word(texts::STUDY_FILE),
                text: material.prepared.study.source.text.trim_end().to_string(),
            },
        ];
        self.section("verify", texts::VERIFY, blocks)
    }
}
