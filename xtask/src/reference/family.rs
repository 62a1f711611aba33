//! The family of a package's page: who it is, what the law gives it before and after the package, and the steps of what changes.

use serde_json::Value;

use super::data::{Family, FamilyStep, Named, Reference};
use super::instrument::{many, read};
use super::markdown::{block, both, code, formula, link, number, table};
use super::page_of;

/// The family, its amounts and incomes, and the steps of the package's instruments that reach it.
pub fn worked(reference: &Reference, family: &Family, own: &str, added: &[&str]) -> String {
    let mut text = format!(
        "One family stands for the country, in {}. The scenario is left out: what happened to the family its file says. A levy's fund is filled by \
         others, so that what a fund pays is nothing here.\n\n{}",
        link(&family.file, own, &family.file),
        members(reference, family)
    );
    let Some(before) = family.laws.first() else {
        return text;
    };
    let after = family.laws.get(1);
    let mut rows = amounts(&before.amounts, after.map(|law| law.amounts.as_slice()));
    rows.extend(amounts(&before.concepts, after.map(|law| law.concepts.as_slice())));
    let head: &[&str] = match after {
        Some(_) => &["A year", "Before", "After", "Change"],
        None => &["A year", "Law"],
    };
    text += &format!(
        "\nWhat the engine gives it; lines of nothing are left out.\n\n{}",
        table(head, &rows)
    );
    let Some(after) = after else { return text };
    for name in added {
        let steps: Vec<&FamilyStep> = after.steps.iter().filter(|step| step.instrument == **name).collect();
        let is_paid = after.amounts.iter().any(|own| own.name == **name && total(own) != 0.0);
        if !is_paid || steps.is_empty() {
            continue;
        }
        let known = reference.under(name, &family.system);
        let title = known.map_or(code(name), |file| {
            link(&both(&file.title.en, &file.title.zh), own, &page_of(file))
        });
        let rows: Vec<Vec<String>> = steps
            .iter()
            .map(|step| {
                let reads: Vec<String> = step.reads.iter().map(read).collect();
                vec![code(&step.name), many(&step.values, &step.unit), reads.join("; ")]
            })
            .collect();
        let formulas: Vec<String> = steps.iter().map(|step| formula(&step.name, &step.formula)).collect();
        text += &format!(
            "\n{title}, step by step:\n\n{}\n{}",
            table(&["Step", "Value", "From"], &rows),
            block("python", &formulas.join("\n"))
        );
    }
    text
}

/// The members as the file has them.
fn members(reference: &Reference, family: &Family) -> String {
    let file = reference.file(&family.file);
    let list = |value: &toml::Value| {
        let columns = value.as_table().into_iter().flatten();
        let said: Vec<String> = columns
            .map(|(name, value)| code(&format!("{name} = {value}")))
            .collect();
        said.join(", ")
    };
    let persons = file.get("persons").and_then(toml::Value::as_array);
    let mut rows: Vec<Vec<String>> = (1..)
        .zip(persons.into_iter().flatten())
        .map(|(at, person)| vec![format!("Person {at}"), list(person)])
        .collect();
    rows.extend(
        file.get("household")
            .map(|household| vec!["Household".to_string(), list(household)]),
    );
    table(&["Who", "What the file says"], &rows)
}

/// The sum over the units of a family.
fn total(named: &Named) -> f64 {
    named.values.iter().filter_map(Value::as_f64).sum()
}

/// Amounts before and after, by name; those that are nothing under both laws are left out.
fn amounts(before: &[Named], after: Option<&[Named]>) -> Vec<Vec<String>> {
    let mut names: Vec<&str> = Vec::new();
    for named in before.iter().chain(after.into_iter().flatten()) {
        if !names.contains(&named.name.as_str()) {
            names.push(&named.name);
        }
    }
    let of = |list: &[Named], name: &str| list.iter().find(|own| own.name == name).map_or(0.0, total);
    let rows = names.into_iter().filter_map(|name| {
        let old = of(before, name);
        let Some(after) = after else {
            return (old != 0.0).then(|| vec![code(name), number(old, true)]);
        };
        let new = of(after, name);
        (old != 0.0 || new != 0.0).then(|| {
            vec![
                code(name),
                number(old, true),
                number(new, true),
                number(new - old, true),
            ]
        })
    });
    rows.collect()
}
