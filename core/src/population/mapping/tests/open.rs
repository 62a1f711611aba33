//! Categories whose labels are those of the data.

use super::*;

/// A system with an open category of households, and one column more of the same category.
fn open_system() -> System {
    let text = r#"
format = 1
name = "small"
currency = "EUR"
years = [2024]
[categories]
region = []
[columns]
age = { entity = "person", unit = "age", range = [0, 120], default = 40 }
region = { entity = "household", unit = "category", default = "unspecified" }
birth_region = { entity = "person", unit = "category", category = "region", default = "unknown" }
[concepts]
disposable_income = { adds = [] }
[measures]
income = "disposable_income"
equivalence_scale = "1"
"#;
    let vocabulary = Source::new("vocabulary.toml", "format = 1\n");
    System::read(&Source::new("system.toml", text), &vocabulary).expect("an open category needs no labels")
}

fn people(columns: &str, cells: Vec<RawColumn>) -> Result<Population, Vec<Diagnostic>> {
    let text = format!("rows = \"person\"\nweight = 1\nhousehold = \"hid\"\n{columns}");
    let mut all = vec![whole("hid", &[1, 2, 3, 4])];
    all.extend(cells);
    mapping(&text).population(&table(all), &open_system())
}

fn labels_of(population: &Population, column: &str) -> Vec<String> {
    let column = population.column(column).expect("the column is there");
    assert!(column.open);
    column.labels.as_deref().expect("a category has labels").to_vec()
}

fn schema_labels(population: &Population) -> Vec<String> {
    population.schema(&open_system()).labels["region"].to_vec()
}

#[test]
fn labels_are_the_words_of_the_data() {
    let region = "[columns.household]\nregion = \"place\"\n";
    let made = people(region, vec![words("place", &["south", "north", "south", "east"])]).expect("sound");
    assert_eq!(labels_of(&made, "region"), ["east", "north", "south"]);
    assert_eq!(values(&made, "region"), [2.0, 1.0, 2.0, 0.0]);
    // The other column of the category is not there: its default joins the labels, behind those of the data.
    assert_eq!(schema_labels(&made), ["east", "north", "south", "unknown"]);
    // A file without regions has the words of the defaults alone.
    let none = people("", Vec::new()).expect("sound");
    assert_eq!(schema_labels(&none), ["unspecified", "unknown"]);
}

#[test]
fn whole_numbers_are_labels_in_the_order_of_their_values() {
    let region = "[columns.household]\nregion = \"place\"\n";
    for cells in [
        whole("place", &[10, 9, 10, -1]),
        numbers("place", &[10.0, 9.0, 10.0, -1.0]),
        words("place", &["10", "9", "10", "-1"]),
    ] {
        let made = people(region, vec![cells]).expect("sound");
        assert_eq!(labels_of(&made, "region"), ["-1", "9", "10"]);
        assert_eq!(values(&made, "region"), [2.0, 1.0, 2.0, 0.0]);
    }
    let small = people(region, vec![small("place", &[7, 11, 7, 0])]).expect("sound");
    assert_eq!(labels_of(&small, "region"), ["0", "7", "11"]);
}

#[test]
fn a_recoding_brings_all_its_words() {
    let region = "[columns.household]\nregion = { column = \"place\", values = { 1 = \"hill\", 2 = \"plain\", 3 = \"shore\" } }\n";
    let made = people(region, vec![whole("place", &[3, 1, 1, 3])]).expect("sound");
    assert_eq!(labels_of(&made, "region"), ["hill", "plain", "shore"]);
    assert_eq!(values(&made, "region"), [2.0, 0.0, 0.0, 2.0]);
    let faults = people(region, vec![whole("place", &[3, 1, 4, 3])]).expect_err("4 has no entry");
    assert_eq!(faults[0].code, "unknown-code");
    let formula = "[columns.household]\nregion = \"'high' if place > 2 else 'low'\"\n";
    let made = people(formula, vec![whole("place", &[3, 1, 1, 3])]).expect("sound");
    assert_eq!(labels_of(&made, "region"), ["high", "low"]);
}

#[test]
fn columns_of_one_category_share_their_labels() {
    let both = "[columns.household]\nregion = \"place\"\n[columns.person]\nbirth_region = \"birth\"\n";
    let made = people(
        both,
        vec![
            words("place", &["b", "c", "b", "c"]),
            words("birth", &["a", "b", "d", "c"]),
        ],
    )
    .expect("sound");
    assert_eq!(labels_of(&made, "region"), ["a", "b", "c", "d"]);
    assert_eq!(labels_of(&made, "birth_region"), ["a", "b", "c", "d"]);
    assert_eq!(values(&made, "region"), [1.0, 2.0, 1.0, 2.0]);
    assert_eq!(values(&made, "birth_region"), [0.0, 1.0, 3.0, 2.0]);
}

#[test]
fn more_labels_than_a_byte_holds() {
    let ids: Vec<i64> = (1..=300).collect();
    let text = "rows = \"household\"\nweight = 1\nhousehold = \"hid\"\n[columns.household]\nregion = \"place\"\n";
    let system = open_system();
    let made = mapping(text).population(&table(vec![whole("hid", &ids), whole("place", &ids)]), &system);
    let made = made.expect("sound");
    assert_eq!(labels_of(&made, "region").len(), 300);
    assert_eq!(values(&made, "region")[299], 299.0);
}

#[test]
fn cells_that_are_no_labels_are_reported() {
    let region = "[columns.household]\nregion = \"place\"\n";
    let fault = |cells: RawColumn| people(region, vec![cells]).expect_err("no label").remove(0);
    let found = fault(words("place", &["a", " ", "a", "b"]));
    assert_eq!((found.code, found.path.as_str()), ("unknown-label", "region"));
    assert!(found.message.contains("row 2"), "{}", found.message);
    assert_eq!(fault(numbers("place", &[1.0, 2.0, 2.5, 1.0])).code, "unknown-label");
    assert_eq!(fault(truths("place", &[1, 0, 0, 1])).code, "wrong-type");
}

#[test]
fn people_in_other_places_are_other_people() {
    let region = "[columns.household]\nregion = \"place\"\n";
    let hash = |cells: &[&str]| PeopleHash::of(&people(region, vec![words("place", cells)]).expect("sound"));
    assert_eq!(hash(&["a", "b", "a", "b"]), hash(&["a", "b", "a", "b"]));
    assert_ne!(hash(&["a", "b", "a", "b"]), hash(&["a", "c", "a", "c"]));
}
