//! The record of a run: what went in, what came out, enough to run it again.

use std::path::Path;

use commonweal_core::system::Options;
use serde::{Deserialize, Serialize};

use crate::error::{Failure, Outcome};

/// The name of the record within the folder of a run.
pub const MANIFEST: &str = "manifest.json";
/// The folder, within that of a run, that holds copies of the texts that were read.
pub const INPUTS: &str = "inputs";

/// The record of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The format of this document: 1.
    pub format: u32,
    /// The version of the model that made the results.
    pub model_version: String,
    /// The study's name.
    pub study: String,
    /// The system.
    pub system: String,
    /// The year whose law applied; of a run over several years the first.
    pub year: i32,
    /// The years of a run over several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub years: Option<ManifestYears>,
    /// Options of the study.
    pub options: ManifestOptions,
    /// The seed of the stored draws.
    pub seed: u64,
    /// Values set on the command line, as given.
    pub set: Vec<String>,
    /// The scenario that the command line named in the place of the study's.
    pub scenario: Option<String>,
    /// How the command line had the net cost divided, in the place of the study's way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<String>,
    /// The fingerprint of the results.
    pub fingerprint: String,
    /// Every file that went in.
    pub inputs: Vec<Input>,
    /// Every file of the folder but this record.
    pub files: Vec<SavedFile>,
}

/// The years of a run over several.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestYears {
    /// The first year.
    pub first: i32,
    /// The last year.
    pub last: i32,
    /// Share a year by which later money counts less in the sum over years.
    pub discount_rate: f64,
    /// Whether weights and amounts of the people stayed those of the data.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub frozen: bool,
}

/// A file that came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedFile {
    /// Its path from the folder of the manifest, with `/`.
    pub file: String,
    /// The BLAKE3 hash of its bytes, in hexadecimal digits.
    pub blake3: String,
}

/// The options of a study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestOptions {
    /// How the net cost was divided among instruments.
    pub attribution: String,
    /// The poverty line as a share of the median.
    pub poverty_line_share: f64,
    /// What measures count: `persons` or `households`.
    pub weighting: String,
}

impl ManifestOptions {
    /// The options of a study as the record states them.
    pub fn of(options: &Options) -> ManifestOptions {
        ManifestOptions {
            attribution: options.attribution.name().to_string(),
            poverty_line_share: options.poverty_line_share,
            weighting: if options.count_persons { "persons" } else { "households" }.to_string(),
        }
    }
}

/// What a file was to the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The study.
    Study,
    /// A text that the study or its law names: a rule file, a system, a package.
    Rules,
    /// The mapping of the microdata.
    Mapping,
    /// The microdata.
    Data,
}

/// A file that went in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// What it was.
    pub role: Role,
    /// Where it is: below `policies/` when the build carries it, else relative to the folder of the manifest.
    pub file: String,
    /// The BLAKE3 hash of its bytes, in hexadecimal digits.
    pub blake3: String,
    /// Whether the build carries it.
    pub embedded: bool,
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    /// A sentence when the file cannot be read or is none.
    pub fn read(path: &Path) -> Outcome<Manifest> {
        let text = std::fs::read_to_string(path).map_err(|error| Failure::io("cannot be read", path, &error))?;
        let manifest: Manifest = serde_json::from_str(&text)
            .map_err(|error| Failure::Sentence(format!("{} is no manifest of a run: {error}", path.display())))?;
        if manifest.format != 1 {
            return Err(Failure::Sentence(format!(
                "{} has format {}; this version reads format 1",
                path.display(),
                manifest.format
            )));
        }
        Ok(manifest)
    }

    /// The one input of a role.
    pub fn input(&self, role: Role) -> Option<&Input> {
        self.inputs.iter().find(|input| input.role == role)
    }
}
