//! The mapping of the United States on five rows.

use super::*;

const MAPPING: &str = include_str!("../../../../../policies/populations/us-cps-sample.toml");
const SYSTEM: &str = include_str!("../../../../../policies/systems/us/system.toml");
const VOCABULARY: &str = include_str!("../../../../../policies/vocabulary.toml");

/// The columns that are not zero on all rows.
fn given() -> Vec<RawColumn> {
    vec![
        whole("tax_unit_id", &[11, 12, 13, 14, 15]),
        numbers("weight", &[205.0, 197.5, 100.25, 0.0, 80.0]),
        words(
            "filing_status",
            &["single", "joint", "head_of_household", "single", "joint"],
        ),
        small("is_dependent", &[0, 0, 0, 1, 0]),
        small("age_head", &[57, 45, 30, 16, 70]),
        small("age_spouse", &[0, 40, 0, 0, 0]),
        small("is_blind_head", &[1, 0, 0, 0, 0]),
        whole("wages_head", &[0, 20075, 30000, 900, 0]),
        whole("wages_spouse", &[0, 23725, 0, 0, 0]),
        small("children_under_6", &[0, 1, 0, 0, 0]),
        small("children_under_13", &[0, 2, 0, 0, 0]),
        small("ctc_children", &[0, 3, 0, 0, 0]),
        small("eitc_children", &[0, 3, 1, 0, 0]),
        // A child of 17, and the filer of 16.
        small("persons_under_18", &[0, 4, 0, 1, 0]),
        small("persons_18_to_20", &[0, 0, 1, 0, 0]),
        small("persons_21_plus", &[1, 2, 1, 0, 2]),
        small("elderly_dependents", &[0, 0, 0, 0, 1]),
        // The third has a dependent in no count by age; the spouse of the fifth has no age.
        small("persons", &[1, 6, 3, 1, 3]),
    ]
}

#[test]
fn five_rows_of_the_united_states() {
    let mapping = Mapping::read(&Source::new("us-cps-sample.toml", MAPPING)).expect("the mapping is sound");
    let vocabulary = Source::new("vocabulary.toml", VOCABULARY);
    let system = System::read(&Source::new("system.toml", SYSTEM), &vocabulary).expect("the system is sound");
    assert_eq!((mapping.system.as_str(), mapping.year), ("us", Some(2024)));
    assert_eq!(mapping.file.as_deref(), Some("us-cps-sample.csv"));
    assert_eq!(mapping.assumptions().len(), 8);
    let mut columns = given();
    for name in mapping.wanted() {
        if !columns.iter().any(|column| column.name == name) {
            columns.push(numbers(&name, &[0.0; 5]));
        }
    }
    let table = table(columns);
    let made = mapping
        .population(&table, &system)
        .unwrap_or_else(|faults| panic!("{faults:#?}"));
    for order in orders(5) {
        assert_eq!(mapping.population(&shuffled(&table, &order), &system), Ok(made.clone()));
    }
    check(&made);
    assert_eq!((made.households(), made.entities.len()), (5, 2));
    for name in ["household", "tax_unit", "family"] {
        assert_eq!(made.entity(name).map(|(at, _)| at), Some(1), "{name}");
    }
    let offsets = made.entities[0].household_offsets.as_deref().expect("offsets");
    assert_eq!(offsets, [0, 1, 7, 10, 11, 14]);
    let ages = [
        57.0, 45.0, 40.0, 3.0, 9.0, 15.0, 17.0, 30.0, 19.0, 40.0, 16.0, 70.0, 0.0, 75.0,
    ];
    assert_eq!(values(&made, "age"), ages);
    assert_eq!(values(&made, "wages")[..3], [0.0, 20075.0, 23725.0]);
    assert_eq!(values(&made, "is_blind")[0], 1.0);
    assert_eq!(values(&made, "filing_status"), [0.0, 1.0, 3.0, 0.0, 1.0]);
    assert_eq!(values(&made, "claimed_as_dependent"), [0.0, 0.0, 0.0, 1.0, 0.0]);
    assert_eq!(values(&made, "other_dependents"), [0.0, 1.0, 2.0, 0.0, 1.0]);
    let members = made.entities[1].members.as_ref().expect("members");
    assert_eq!(*members.head, [0, 1, 7, 10, 11]);
    assert_eq!(
        *members.spouse,
        [Members::NOBODY, 2, Members::NOBODY, Members::NOBODY, 12]
    );
    assert_eq!(made.entities[0].ids.text(1), "12001");
}
