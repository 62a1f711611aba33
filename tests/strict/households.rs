//! Hypothetical households.

use super::refusal::{Input, Row, row};

pub fn rows() -> Vec<Row> {
    vec![
        row(
            "a household without persons",
            Input::Household("region = \"north\"\n"),
            "missing-key",
            "persons",
            &["persons"],
        ),
        row(
            "a household of no persons",
            Input::Household("persons = «[]»\n"),
            "wrong-type",
            "persons",
            &["at least one"],
        ),
        row(
            "a head who is a spouse too",
            Input::Household("persons = [{ age = 30, is_head = true, is_spouse = «true» }]\n"),
            "bad-role",
            "persons[0].is_spouse",
            &["the head, who is a spouse too"],
        ),
        row(
            "a second head",
            Input::Household("persons = [{ age = 30, is_head = true }, { age = 31, is_head = «true» }]\n"),
            "bad-role",
            "persons[1].is_head",
            &["put the head first"],
        ),
        row(
            "a second spouse",
            Input::Household(
                "persons = [{ age = 30 }, { age = 31, is_spouse = true }, { age = 32, is_spouse = «true» }]\n",
            ),
            "bad-role",
            "persons[2].is_spouse",
            &["a second spouse"],
        ),
        row(
            "a year in quotes, which would be passed over for the first of the law",
            Input::Household("year = «\"2026\"»\npersons = [{ age = 30 }]\n"),
            "wrong-type",
            "year",
            &["number", "remove the quotes"],
        ),
        row(
            "a year beyond all years",
            Input::Household("year = «99999999999»\npersons = [{ age = 30 }]\n"),
            "out-of-range",
            "year",
            &["99999999999", "a year such as 2025"],
        ),
        row(
            "a study that is no name",
            Input::Household("study = «3»\npersons = [{ age = 30 }]\n"),
            "wrong-type",
            "study",
            &["text"],
        ),
        row(
            "persons that are numbers",
            Input::Household("persons = «[1, 2]»\n"),
            "wrong-type",
            "persons",
            &["a list of tables"],
        ),
        row(
            "a person with an unknown column",
            Input::Household("persons = [{ «agee» = 30 }]\n"),
            "unknown-name",
            "household.persons[0].agee",
            &["did you mean `age`?"],
        ),
        row(
            "an unknown column of the household",
            Input::Household("«regoin» = \"north\"\npersons = [{ age = 30 }]\n"),
            "unknown-name",
            "household.regoin",
            &["did you mean `region`?"],
        ),
        row(
            "a household's column within a person",
            Input::Household("persons = [{ age = 30, «region» = \"north\" }]\n"),
            "wrong-level",
            "household.persons[0].region",
            &["outside `persons`"],
        ),
        row(
            "a person's column outside the persons",
            Input::Household("«earnings» = 100\npersons = [{ age = 30 }]\n"),
            "wrong-level",
            "household.earnings",
            &["persons"],
        ),
        row(
            "an age beyond all ages",
            Input::Household("persons = [{ age = «130» }]\n"),
            "out-of-range",
            "household.persons[0].age",
            &["from 0 to 120"],
        ),
        row(
            "a word that the category does not have, given",
            Input::Household("region = «\"nroth\"»\npersons = [{ age = 30 }]\n"),
            "unknown-choice",
            "household.region",
            &["did you mean `north`?"],
        ),
        row(
            "an age in quotes",
            Input::Household("persons = [{ age = «\"30\"» }]\n"),
            "wrong-type",
            "household.persons[0].age",
            &["without quotes"],
        ),
        row(
            "a truth that is a number",
            Input::Household("persons = [{ is_student = «1» }]\n"),
            "wrong-type",
            "household.persons[0].is_student",
            &["true or false"],
        ),
        row(
            "a pointer to a member who is not there",
            Input::Household("persons = [{ age = 30 }, { age = 3, parent_1 = «4» }]\n"),
            "wrong-type",
            "household.persons[1].parent_1",
            &["1 to 2"],
        ),
        row(
            "varying what is no income",
            Input::Household("persons = [{ age = 30 }]\n[vary]\ncolumn = «\"earnigs\"»\n"),
            "unknown-name",
            "vary.column",
            &["did you mean `earnings`?"],
        ),
        row(
            "varying a person who is not there",
            Input::Household("persons = [{ age = 30 }]\n[vary]\nperson = «2»\n"),
            "out-of-range",
            "vary.person",
            &["from 1 to 1"],
        ),
        row(
            "varying over too many points",
            Input::Household("persons = [{ age = 30 }]\n[vary]\npoints = «100000»\n"),
            "out-of-range",
            "vary.points",
            &["2001"],
        ),
        row(
            "varying from more to less",
            Input::Household("persons = [{ age = 30 }]\n[vary]\nfrom = 5000\nto = «100»\n"),
            "out-of-range",
            "vary.to",
            &["5001"],
        ),
        row(
            "a misspelt key of what varies",
            Input::Household("persons = [{ age = 30 }]\n[vary]\n«colum» = \"earnings\"\n"),
            "unknown-key",
            "vary.colum",
            &["did you mean `column`?"],
        ),
        row(
            "a household of a later format",
            Input::Other(later, ""),
            "unknown-format",
            "format",
            &["update commonweal"],
        ),
    ]
}

fn later(_: &str) -> Vec<commonweal_core::document::Diagnostic> {
    use super::refusal::{SMALL, small};
    let catalog = small(SMALL, &[]);
    let Ok(prepared) = commonweal_tests::prepared("format = 1\nname = \"bad\"\nsystem = \"small\"\n", &catalog) else {
        return Vec::new();
    };
    let file = commonweal_tests::source("household.toml", "format = 7\npersons = [{ age = 30 }]\n");
    commonweal_core::costing::household(&prepared, &file)
        .err()
        .unwrap_or_default()
}
