//! The schemas describe what the readers accept: every embedded file and every result fits its own.

mod common;

use common::{Place, commonweal, grant, json};
use serde_json::{Value, json};

/// Whether a key is a day or a year, as the two patterns that the schemas have ask for.
fn is_dated(pattern: &str, key: &str) -> bool {
    let shape = match pattern {
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" => "0000-00-00",
        "^[0-9]{4}$" => "0000",
        other => panic!("the test does not know the pattern {other}"),
    };
    key.replace(|c: char| c.is_ascii_digit(), "0") == shape
}

/// Whether a text is as a pattern asks, for the patterns that the schemas have.
fn is_shaped(pattern: &str, text: &str) -> bool {
    let all = |allowed: fn(char) -> bool, text: &str| !text.is_empty() && text.chars().all(allowed);
    let name = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_lowercase())
            && all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_', text)
    };
    match pattern {
        "^[a-z][a-z0-9_]*$" => name(text),
        "^value of [a-z][a-z0-9_]*$" => text.strip_prefix("value of ").is_some_and(name),
        "^[a-z0-9_-]+$" => all(
            |c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c),
            text,
        ),
        "^[0-9a-f]{64}$" => text.len() == 64 && all(|c| matches!(c, '0'..='9' | 'a'..='f'), text),
        "^[0-9]{4}:[0-9]{4}$" => text.replace(|c: char| c.is_ascii_digit(), "0") == "0000:0000",
        "^[0-9]{2}-[0-9]{2}$" => text.replace(|c: char| c.is_ascii_digit(), "0") == "00-00",
        other => panic!("the test does not know the pattern {other}"),
    }
}

/// The faults of a value against a schema, for the words that the schemas use.
fn faults(root: &Value, schema: &Value, value: &Value, path: &str, found: &mut Vec<String>) {
    let schema = match schema["$ref"].as_str() {
        Some(to) => root
            .pointer(to.trim_start_matches('#'))
            .unwrap_or_else(|| panic!("no {to}")),
        None => schema,
    };
    if let Some(forms) = schema["anyOf"].as_array() {
        let fits = |form: &&Value| {
            let mut own = Vec::new();
            faults(root, form, value, path, &mut own);
            own.is_empty()
        };
        if forms.iter().find(fits).is_none() {
            found.push(format!("{path}: {value} has none of the forms"));
        }
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let is = |kind: &&str| match *kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        other => panic!("no type {other}"),
    };
    if !kinds.is_empty() && !kinds.iter().any(is) {
        found.push(format!("{path}: {value} is no {}", kinds.join(" or ")));
    }
    if !schema["const"].is_null() && schema["const"] != *value {
        found.push(format!("{path}: {value} is not {}", schema["const"]));
    }
    if schema["enum"].as_array().is_some_and(|words| !words.contains(value)) {
        found.push(format!("{path}: {value} is none of the words"));
    }
    if let (Some(pattern), Some(text)) = (schema["pattern"].as_str(), value.as_str())
        && !is_shaped(pattern, text)
    {
        found.push(format!("{path}: {text} is not as {pattern} asks"));
    }
    if let Some(list) = value.as_array()
        && schema["items"].is_object()
    {
        list.iter()
            .enumerate()
            .for_each(|(at, item)| faults(root, &schema["items"], item, &format!("{path}[{at}]"), found));
    }
    let Some(table) = value.as_object() else { return };
    for key in schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        if !table.contains_key(key) {
            found.push(format!("{path}: no {key}"));
        }
    }
    for (key, value) in table {
        let at = format!("{path}.{key}");
        let dated = schema["patternProperties"]
            .as_object()
            .and_then(|patterns| patterns.iter().find(|(pattern, _)| is_dated(pattern, key)))
            .map(|(_, own)| own);
        match (&schema["properties"][key], dated, &schema["additionalProperties"]) {
            (own @ Value::Object(_), ..) | (_, Some(own), _) | (_, None, own @ Value::Object(_)) => {
                faults(root, own, value, &at, found)
            }
            (_, _, Value::Bool(false)) => found.push(format!("{at}: unknown key")),
            _ => {}
        }
    }
}

fn fits(name: &str, value: &Value, what: &str) {
    let schema = json(&commonweal(&["schema", name]).good());
    let mut found = Vec::new();
    faults(&schema, &schema, value, what, &mut found);
    assert!(found.is_empty(), "{found:#?}");
}

fn from_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::from(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => Value::from(number),
        toml::Value::Boolean(truth) => Value::from(truth),
        toml::Value::Datetime(date) => Value::from(date.to_string()),
        toml::Value::Array(items) => Value::Array(items.into_iter().map(from_toml).collect()),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(key, value)| (key, from_toml(value))).collect())
        }
    }
}

fn read_toml(text: &str) -> Value {
    from_toml(toml::Value::Table(text.parse().expect("TOML")))
}

#[test]
fn every_embedded_file_fits_its_schema() {
    let schemas: Vec<(&str, Value)> = ["study", "instrument", "system", "mapping", "recipe"]
        .iter()
        .map(|name| (*name, json(&commonweal(&["schema", name]).good())))
        .collect();
    let mut checked = 0;
    for (path, bytes) in commonweal_policies::FILES
        .iter()
        .filter(|(path, _)| path.ends_with(".toml") && *path != "vocabulary.toml")
    {
        let name = match path.split('/').next() {
            Some("packages") => "study",
            Some("populations") if bytes.windows(9).any(|word| word == b"\n[recipe]") => "recipe",
            Some("populations") => "mapping",
            Some("systems") if path.ends_with("/system.toml") => "system",
            Some("systems" | "instruments") => "instrument",
            _ => continue,
        };
        let (_, schema) = schemas.iter().find(|(known, _)| *known == name).expect("a schema");
        let value = read_toml(std::str::from_utf8(bytes).expect("UTF-8"));
        let mut found = Vec::new();
        faults(schema, schema, &value, path, &mut found);
        assert!(found.is_empty(), "{found:#?}");
        checked += 1;
    }
    assert!(checked > 15, "{checked}");
}

/// What is titled as a value of a column is a row of the table of groups by that column.
fn titles_of_values_are_of_groups(results: &Value, least: usize) {
    let words = |value: &Value| value.as_str().expect("a text").to_string();
    let mut columns = std::collections::BTreeSet::new();
    for title in results["titles"].as_array().expect("titles") {
        let of = words(&title["of"]);
        let Some(column) = of.strip_prefix("value of ") else {
            continue;
        };
        let groups = results["groups"].as_array().expect("groups");
        let table = groups.iter().find(|table| table["by"] == *column);
        let rows = table.and_then(|table| table["rows"].as_array());
        let rows = rows.unwrap_or_else(|| panic!("no groups by {column}"));
        assert!(rows.iter().any(|row| row["group"] == title["name"]), "{title}");
        columns.insert(column.to_string());
    }
    assert!(columns.len() >= least, "{columns:?}");
}

#[test]
fn results_and_manifests_fit_their_schemas() {
    let place = grant("schema");
    for study in ["grant.toml", "us-current-law"] {
        place.run(&["run", study, "--out", "out", "--quiet"]).good();
        fits("result", &json(&place.read("out/results.json")), study);
        fits("manifest", &json(&place.read("out/manifest.json")), study);
    }
    for (package, least) in [("three-tier-safety-net", 1), ("guangdong-current-law", 2)] {
        let results = json(&commonweal(&["run", package, "--json"]).good_of_few());
        fits("result", &results, package);
        titles_of_values_are_of_groups(&results, least);
    }
    let asked = place
        .run(&["run", "us-eitc-expansion", "--interactions", "--json"])
        .good();
    fits("result", &json(&asked), "a run with interactions");
    place.write(
        "tiers.toml",
        "format = 1\nname = \"tiers\"\npackage = \"three-tier-safety-net\"\npopulation = { recipe = \"stylised\", households = 300 }\n",
    );
    let few = ["run", "tiers.toml", "--scenario", "ai-years", "--years", "2025:2026"];
    place
        .run(&[&few[..], &["--out", "years", "--quiet"]].concat())
        .good_of_few();
    fits("years", &json(&place.read("years/results.json")), "a run over years");
    fits("manifest", &json(&place.read("years/manifest.json")), "its record");
    let compared = [
        "compare",
        "tiers.toml",
        "predict-prevent-support",
        "--years",
        "2025:2026",
        "--json",
    ];
    fits(
        "years-comparison",
        &json(&place.run(&compared).good_of_few()),
        "two runs over years",
    );
    let rests = [
        "run",
        "tiers.toml",
        "--sensitivity",
        "--seeds",
        "2",
        "--draws",
        "10",
        "--json",
    ];
    fits(
        "sensitivity",
        &json(&place.run(&rests).good_of_few()),
        "what a cost rests on",
    );
    let alone = ["run", "us-eitc-expansion", "--sensitivity", "--json"];
    fits("sensitivity", &json(&place.run(&alone).good()), "a tornado alone");
    let calm = ["run", "us-current-law", "--years", "2024:2025", "--json"];
    fits("years", &json(&place.run(&calm).good()), "years without a scenario");
    let search = [
        "equal-cost",
        "grant.toml",
        "heating_grant.ceiling",
        "--net-cost",
        "150e3",
        "--json",
    ];
    fits("equal-cost", &json(&place.run(&search).good()), "a search");
    fits("study", &read_toml(common::GRANT_STUDY), "the study");
    fits("mapping", &read_toml(common::PEOPLE_MAPPING), "the mapping");
    fits(
        "study",
        &json!({ "format": 1, "name": "a", "system": "plain", "population": { "recipe": "stylised", "households": 1000, "seed": 7 } }),
        "a study of synthetic people",
    );
    fits(
        "household",
        &json!({ "format": 1, "system": "us", "persons": [{ "age": 34 }], "tax_unit": {}, "vary": { "column": "wages", "to": 6e4 } }),
        "a household",
    );
}

#[test]
fn instruments_and_names_fit_their_schemas() {
    let place = grant("schema-instruments");
    for arguments in [
        ["instruments", "--json", "", ""],
        ["instruments", "--json", "--all", ""],
        ["instruments", "--json", "--system", "us"],
        ["instruments", "--json", "--study", "grant.toml"],
        ["instruments", "--json", "--study", "us-eitc-expansion"],
    ] {
        let arguments: Vec<&str> = arguments.into_iter().filter(|part| !part.is_empty()).collect();
        fits(
            "instruments",
            &json(&place.run(&arguments).good()),
            &arguments.join(" "),
        );
    }
    fits("list", &json(&commonweal(&["list", "--json"]).good()), "the list");
}

#[test]
fn a_misspelt_key_does_not_fit() {
    let schema = json(&commonweal(&["schema", "instrument"]).good());
    let mut found = Vec::new();
    faults(
        &schema,
        &schema,
        &json!({ "format": 1, "name": "a", "kind": "tax", "parmeters": {}, "unit": 3 }),
        "",
        &mut found,
    );
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn a_title_of_nothing_known_does_not_fit() {
    let schema = json(&commonweal(&["schema", "result"]).good());
    let titles = &schema["properties"]["titles"];
    let title = |of: &str| json!([{ "of": of, "name": "a", "en": "a", "zh": "a" }]);
    let is_refused = |of: &str| {
        let mut found = Vec::new();
        faults(&schema, titles, &title(of), "", &mut found);
        !found.is_empty()
    };
    for of in [
        "study",
        "system",
        "scenario",
        "instrument",
        "value of region",
        "value of region_group",
    ] {
        assert!(!is_refused(of), "{of}");
    }
    for of in [
        "",
        "studies",
        "value of",
        "value of ",
        "value of any thing",
        "the value of region",
    ] {
        assert!(is_refused(of), "{of}");
    }
}

#[test]
fn schemas_are_listed_printed_and_written() {
    let place = Place::new("schemas");
    let listed = commonweal(&["schema"]).good();
    assert_eq!(place.run(&["schema", "--all", "schemas"]).good(), "");
    let mut count = 0;
    for name in [
        "study",
        "instrument",
        "system",
        "mapping",
        "recipe",
        "household",
        "result",
        "years",
        "years-comparison",
        "sensitivity",
        "equal-cost",
        "manifest",
        "instruments",
        "list",
        "explorer",
    ] {
        assert!(listed.contains(name), "{listed}");
        assert_eq!(
            place.read(&format!("schemas/{name}.schema.json")),
            commonweal(&["schema", name]).good()
        );
        count += 1;
    }
    assert_eq!(
        std::fs::read_dir(place.0.join("schemas")).expect("schemas").count(),
        count
    );
    let err = commonweal(&["schema", "stduy"]).refused();
    assert!(err.contains("did you mean `study`?"), "{err}");
}
