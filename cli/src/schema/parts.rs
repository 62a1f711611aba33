//! The pieces that schemas are put together from.

use serde_json::{Map, Value, json};

/// A table with these keys and no others; a key that begins with `!` must be there.
pub fn table(keys: &[(&str, Value)]) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (key, value) in keys {
        let name = key.trim_start_matches('!');
        if key.starts_with('!') {
            required.push(Value::from(name));
        }
        properties.insert(name.to_string(), value.clone());
    }
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        schema["required"] = Value::from(required);
    }
    schema
}

/// A table whose keys are names that the file chooses.
pub fn named(value: &Value) -> Value {
    json!({ "type": "object", "additionalProperties": value })
}

/// A table whose keys are dates.
pub fn dated(value: &Value) -> Value {
    json!({ "type": "object", "patternProperties": { "^[0-9]{4}-[0-9]{2}-[0-9]{2}$": value }, "additionalProperties": false, "minProperties": 1 })
}

/// A list.
pub fn list(value: &Value) -> Value {
    json!({ "type": "array", "items": value })
}

/// One of several forms.
pub fn any(forms: &[Value]) -> Value {
    json!({ "anyOf": forms })
}

/// One of several words.
pub fn word(words: &[&str]) -> Value {
    json!({ "type": "string", "enum": words })
}

/// A value of a JSON type with a description.
pub fn of(kind: &str, description: &str) -> Value {
    if description.is_empty() {
        json!({ "type": kind })
    } else {
        json!({ "type": kind, "description": description })
    }
}

/// A text.
pub fn text(description: &str) -> Value {
    of("string", description)
}

/// A number.
pub fn number(description: &str) -> Value {
    of("number", description)
}

/// A number, or null where the figure does not exist.
pub fn maybe(description: &str) -> Value {
    json!({ "type": ["number", "null"], "description": description })
}

/// The same schema with a description.
pub fn said(mut schema: Value, description: &str) -> Value {
    schema["description"] = Value::from(description);
    schema
}

/// A reference to a definition of the same document.
pub fn to(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// A document with its definitions.
pub fn document(mut schema: Value, definitions: &[(&str, Value)]) -> Value {
    let definitions: Map<String, Value> = definitions
        .iter()
        .map(|(name, value)| ((*name).to_string(), value.clone()))
        .collect();
    schema["$defs"] = Value::Object(definitions);
    schema
}

/// `format = 1`.
pub fn format() -> Value {
    json!({ "const": 1, "description": "The format of the file" })
}

/// A name of small letters, digits and underscores.
pub fn name() -> Value {
    json!({ "type": "string", "pattern": "^[a-z][a-z0-9_]*$" })
}

/// A text, or texts by language.
pub fn texts() -> Value {
    any(&[text(""), named(&text(""))])
}

/// Any value that a parameter may have: by category and as rows it is a list or a table of values.
pub fn value() -> Value {
    json!({ "type": ["number", "boolean", "string", "array", "object"] })
}
