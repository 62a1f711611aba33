//! Forms of values that the answers share.

use serde_json::{Value, json};

use super::super::parts::{of, said, value};

/// A value of JSON, null where there is none.
pub(super) fn value_or_null(description: &str) -> Value {
    let mut schema = value();
    if let Some(kinds) = schema["type"].as_array_mut() {
        kinds.push(Value::from("null"));
    }
    said(schema, description)
}

/// Two numbers.
pub(super) fn two(description: &str) -> Value {
    json!({ "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2, "description": description })
}

pub(super) fn maybe_whole(description: &str) -> Value {
    json!({ "type": ["integer", "null"], "description": description })
}

pub(super) fn truth(description: &str) -> Value {
    of("boolean", description)
}

pub(super) fn whole(description: &str) -> Value {
    of("integer", description)
}

/// A record with the keys of another behind its own.
pub(super) fn with(mut own: Value, other: &Value) -> Value {
    for (key, schema) in other["properties"].as_object().into_iter().flatten() {
        own["properties"][key] = schema.clone();
    }
    if let (Some(required), Some(more)) = (own["required"].as_array_mut(), other["required"].as_array()) {
        required.extend(more.iter().cloned());
    }
    own
}
