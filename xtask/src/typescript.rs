//! The page's types of what the engine gives, made from the schemas.

use crate::Result;
use crate::generate::File;
use crate::workspace::Workspace;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fmt::Write;

/// The only file.
pub const FILE: &str = "web/src/engine/types.generated.ts";

/// The schemas that are told, with the names of their types: definitions of the first keep their names, those of others stand behind the
/// schema's.
const TOLD: [(&str, &str); 3] = [("explorer", "Answers"), ("study", "Study"), ("result", "Result")];

/// Definitions of which the page knows no more than that they are tables: what a rule file holds is the engine's to say.
const OPEN: [&str; 1] = ["StudyInstrument"];

const HEAD: &str = "// Made from the schemas by `cargo xtask generate`; do not edit.

/** Any value of JSON. */
export type Value = number | boolean | string | null | Value[] | { [key: string]: Value };
";

/// Makes the file from the schemas that are committed, which are made before it.
pub fn types(workspace: &Workspace) -> Result<Vec<File>> {
    let read = |name: &str| {
        let path = workspace.root.join(format!("schemas/{name}.schema.json"));
        let text =
            std::fs::read_to_string(&path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
        serde_json::from_str::<Value>(&text).map_err(|error| format!("{} is no JSON: {error}", path.display()))
    };
    let mut schemas = Vec::new();
    for (schema, name) in TOLD {
        schemas.push((name, read(schema)?));
    }
    Ok(vec![(FILE.to_string(), text(&schemas)?)])
}

/// The text of the file.
fn text(schemas: &[(&str, Value)]) -> Result<String> {
    let mut text = HEAD.to_string();
    for (at, (name, schema)) in schemas.iter().enumerate() {
        let document = Document {
            prefix: if at == 0 { String::new() } else { (*name).to_string() },
        };
        text.push_str(&document.declared(name, schema, schema["title"].as_str())?);
        let definitions = schema["$defs"].as_object();
        let reached = document.reached(schema);
        for (own, definition) in definitions
            .into_iter()
            .flatten()
            .filter(|(own, _)| reached.contains(*own))
        {
            let name = document.name(own);
            let comment = definition["description"].as_str();
            if OPEN.contains(&name.as_str()) {
                let open = serde_json::json!({ "type": "object" });
                text.push_str(&document.declared(&name, &open, comment)?);
            } else {
                text.push_str(&document.declared(&name, definition, comment)?);
            }
        }
    }
    Ok(text)
}

/// `own_column` as `OwnColumn`.
fn pascal(name: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or(String::new(), |first| {
            first.to_uppercase().chain(letters).collect::<String>()
        })
    };
    name.split(['_', '-']).map(capital).collect()
}

/// A schema whose types are told.
struct Document {
    prefix: String,
}

impl Document {
    fn name(&self, definition: &str) -> String {
        format!("{}{}", self.prefix, pascal(definition))
    }

    /// The definitions that the root needs, through one another.
    fn reached(&self, schema: &Value) -> BTreeSet<String> {
        let mut root = schema.clone();
        if let Some(root) = root.as_object_mut() {
            root.remove("$defs");
        }
        let mut found = BTreeSet::new();
        let mut waiting = vec![root];
        while let Some(next) = waiting.pop() {
            match next {
                Value::Array(items) => waiting.extend(items),
                Value::Object(mut table) => {
                    let to = table.remove("$ref");
                    let own = to.as_ref().and_then(|to| to.as_str()?.strip_prefix("#/$defs/"));
                    if let Some(own) = own
                        && found.insert(own.to_string())
                        && !OPEN.contains(&self.name(own).as_str())
                    {
                        waiting.push(schema["$defs"][own].clone());
                    }
                    waiting.extend(table.into_iter().map(|(_, value)| value));
                }
                _ => {}
            }
        }
        found
    }

    fn declared(&self, name: &str, schema: &Value, description: Option<&str>) -> Result<String> {
        let comment = comment(description, "");
        let form = self.form(schema, "")?;
        Ok(if schema["properties"].is_object() && !form.contains("} & {") {
            format!("\n{comment}export interface {name} {form}\n")
        } else {
            format!("\n{comment}export type {name} = {form};\n")
        })
    }

    /// The type that a schema describes.
    fn form(&self, schema: &Value, indent: &str) -> Result<String> {
        if let Some(to) = schema["$ref"].as_str() {
            return Ok(match (to.strip_prefix("#/$defs/"), to.strip_suffix(".schema.json")) {
                (Some(own), _) => self.name(own),
                (_, Some(other)) => pascal(other),
                _ => return Err(format!("the types of the page know no reference {to}")),
            });
        }
        // An `anyOf` beside properties says which of them go together, which a type leaves open.
        if let (Some(forms), false) = (schema["anyOf"].as_array(), schema["properties"].is_object()) {
            let mut all: Vec<String> = Vec::new();
            for form in forms {
                let form = self.form(form, indent)?;
                if !all.contains(&form) {
                    all.push(form);
                }
            }
            return Ok(all.join(" | "));
        }
        if let Some(words) = schema["enum"].as_array() {
            return Ok(words.iter().map(Value::to_string).collect::<Vec<String>>().join(" | "));
        }
        if !schema["const"].is_null() {
            return Ok(schema["const"].to_string());
        }
        let kinds: Vec<&str> = match &schema["type"] {
            Value::String(kind) => vec![kind],
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        if kinds.contains(&"array") && kinds.contains(&"object") {
            return Ok("Value".to_string());
        }
        let mut all = Vec::new();
        for kind in kinds {
            all.push(match kind {
                "object" => self.object(schema, indent)?,
                "array" => self.array(schema, indent)?,
                "integer" => "number".to_string(),
                "number" | "string" | "boolean" | "null" => kind.to_string(),
                other => return Err(format!("the types of the page know no type {other}")),
            });
        }
        match all.is_empty() {
            true => Err(format!("the types of the page know no such schema: {schema}")),
            false => Ok(all.join(" | ")),
        }
    }

    fn array(&self, schema: &Value, indent: &str) -> Result<String> {
        if !schema["items"].is_object() {
            return Ok("Value[]".to_string());
        }
        let item = self.form(&schema["items"], indent)?;
        Ok(match (schema["minItems"].as_u64(), schema["maxItems"].as_u64()) {
            (Some(least), Some(most)) if least == most && most <= 3 => {
                format!("[{}]", vec![item; most as usize].join(", "))
            }
            _ if item.contains(" | ") && !item.ends_with('}') => format!("({item})[]"),
            _ => format!("{item}[]"),
        })
    }

    fn object(&self, schema: &Value, indent: &str) -> Result<String> {
        let none = Map::new();
        let properties = schema["properties"].as_object().unwrap_or(&none);
        let required: Vec<&str> = schema["required"]
            .as_array()
            .map_or(Vec::new(), |keys| keys.iter().filter_map(Value::as_str).collect());
        let inner = format!("{indent}  ");
        let mut lines = String::new();
        for (key, own) in properties {
            let form = self.form(own, &inner)?;
            let mark = if required.contains(&key.as_str()) { "" } else { "?" };
            lines.push_str(&comment(own["description"].as_str(), &inner));
            let _ = writeln!(lines, "{inner}{key}{mark}: {form};");
        }
        // Keys that a table must have beside others of the same form.
        for key in required.iter().filter(|key| !properties.contains_key(**key)) {
            let _ = writeln!(lines, "{inner}{key}: {};", self.other(schema, &inner)?);
        }
        let others = match &schema["additionalProperties"] {
            Value::Bool(false) => match &schema["patternProperties"] {
                Value::Object(patterns) => match patterns.values().next() {
                    Some(own) => Some(self.form(own, &inner)?),
                    None => None,
                },
                _ => None,
            },
            _ if !properties.is_empty() && !schema["additionalProperties"].is_object() => None,
            _ => Some(self.other(schema, &inner)?),
        };
        Ok(match others {
            // Known keys beside others of another form have no exact type.
            Some(_) if !properties.is_empty() => {
                format!("{{\n{lines}{indent}}} & {{ [key: string]: Value | undefined }}")
            }
            Some(form) => format!("{{\n{lines}{inner}[key: string]: {form};\n{indent}}}"),
            None => format!("{{\n{lines}{indent}}}"),
        })
    }

    /// The form of the keys that an object does not name.
    fn other(&self, schema: &Value, indent: &str) -> Result<String> {
        match &schema["additionalProperties"] {
            own @ Value::Object(_) => self.form(own, indent),
            _ => Ok("Value".to_string()),
        }
    }
}

fn comment(description: Option<&str>, indent: &str) -> String {
    match description.filter(|text| !text.is_empty()) {
        Some(text) => format!("{indent}/** {} */\n", text.replace("*/", "* /")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(schema: Value) -> String {
        match text(&[("First", schema)]) {
            Ok(text) => text[HEAD.len()..].to_string(),
            Err(error) => error,
        }
    }

    #[test]
    fn each_form_has_its_type() {
        let schema = json!({
            "title": "A thing",
            "type": "object",
            "properties": {
                "a": { "type": "string", "description": "A text" },
                "b": { "type": ["number", "null"] },
                "c": { "enum": ["x", "y"] },
                "d": { "type": "array", "items": { "type": ["number", "null"] } },
                "e": { "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 },
                "f": { "anyOf": [{ "$ref": "#/$defs/own_thing" }, { "type": "null" }] },
                "g": { "$ref": "study.schema.json" },
                "h": { "type": ["number", "array", "object"] },
                "i": { "type": "object", "additionalProperties": { "type": "integer" } },
                "j": { "const": 1 },
            },
            "required": ["a"],
            "additionalProperties": false,
            "$defs": { "own_thing": { "type": "object", "additionalProperties": { "type": "string" }, "required": ["en"] } },
        });
        let wanted = "
/** A thing */
export interface First {
  /** A text */
  a: string;
  b?: number | null;
  c?: \"x\" | \"y\";
  d?: (number | null)[];
  e?: [number, number];
  f?: OwnThing | null;
  g?: Study;
  h?: Value;
  i?: {
    [key: string]: number;
  };
  j?: 1;
}

export type OwnThing = {
  en: string;
  [key: string]: string;
};
";
        assert_eq!(told(schema), wanted);
    }

    #[test]
    fn what_nothing_needs_is_left_out() {
        let needed = json!({ "$ref": "#/$defs/a", "$defs": { "a": { "$ref": "#/$defs/b" }, "b": { "type": "string" }, "c": { "type": "string" } } });
        assert_eq!(
            told(needed),
            "\nexport type First = A;\n\nexport type A = B;\n\nexport type B = string;\n"
        );
    }

    #[test]
    fn what_is_not_known_is_refused() {
        assert!(told(json!({ "type": "object", "properties": { "a": {} } })).contains("know no such schema"));
        assert!(told(json!({ "$ref": "https://example.org/a" })).contains("no reference"));
    }

    #[test]
    fn the_types_of_a_second_schema_bear_its_name() {
        let first = json!({ "$ref": "#/$defs/a", "$defs": { "a": { "type": "string" } } });
        let Ok(text) = text(&[("First", first.clone()), ("Second", first)]) else {
            panic!("no text")
        };
        for line in [
            "export type First = A;",
            "export type A = string;",
            "export type Second = SecondA;",
        ] {
            assert!(text.contains(line), "{text}");
        }
    }
}
