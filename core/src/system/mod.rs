//! Tax-benefit systems: instruments in order, income concepts, dated parameters; reforms change a copy.

mod ageing;
mod assignment;
mod catalog;
mod country;
mod describe;
mod file;
mod follow_up;
mod later_law;
mod law;
mod listing;
mod metadata;
mod read;
mod read_column;
mod read_income;
mod read_study;
mod reference;
mod scenario;
mod set_value;
mod study;

pub use ageing::{Ageing, Course, Projection, ProjectionBand};
pub use catalog::{Catalog, FileKind, SystemFiles};
pub use country::{Country, CountryBlock, Level};
pub use describe::{Setting, metadata, parameter_metadata, value_json};
pub(crate) use describe::{dated_value, texts_by_language, titled};
pub use file::{
    ColumnDeclaration, ColumnDefault, ColumnKind, Concept, ConceptMember, Fund, INTEREST, Index, MeasuresDeclaration,
    MicrodataDeclaration, Pool, System, UnitKind, WhenEmpty,
};
pub use later_law::LaterLaw;
pub use law::{Assignment, FUND_SHARE, FUND_TERMS, FindInstrument, FoundInstrument, Law, RunYear};
pub use listing::{Listed, ListedCountry, ListedInstrument, ListedSystem, Listing};
pub use metadata::{
    DatedValue, FunctionMetadata, IndexMetadata, InstrumentMetadata, InstrumentsDocument, LanguageTexts, LeverMetadata,
    ParameterForm, ParameterMetadata, RuleMetadata, ScheduleMetadata, UprateMetadata,
};
pub use scenario::ScenarioChoice;
pub(crate) use scenario::{names_scenario, read_set, read_values, resolve as resolve_scenario};
pub use study::{Attribution, LONGEST_RUN, Options, PopulationSource, Reform, Study};
