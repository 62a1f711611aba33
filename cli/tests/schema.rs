//! The schemas describe what the readers accept: every embedded file and every result fits its own.

mod common;

use common::{Place, commonweal, grant, json};
use serde_json::{Value, json};

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
        // A day, or the year of a projection.
        let is_date = [4, 10].contains(&key.len()) && key.starts_with(|c: char| c.is_ascii_digit());
        let dated = schema["patternProperties"]
            .as_object()
            .and_then(|patterns| patterns.values().next())
            .filter(|_| is_date);
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

#[test]
fn results_and_manifests_fit_their_schemas() {
    let place = grant("schema");
    for study in ["grant.toml", "us-current-law"] {
        place.run(&["run", study, "--out", "out", "--quiet"]).good();
        fits("result", &json(&place.read("out/results.json")), study);
        fits("manifest", &json(&place.read("out/manifest.json")), study);
    }
    let asked = place
        .run(&["run", "us-eitc-expansion", "--interactions", "--json"])
        .good();
    fits("result", &json(&asked), "a run with interactions");
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
        "equal-cost",
        "manifest",
        "instruments",
        "list",
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
