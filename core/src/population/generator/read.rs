//! The recipe file, read from top to bottom.

use super::Recipe;
use super::column::{Scope, built_in};
use super::copula::read_copula;
use super::formula::{Compiler, Names, Node, Type};
use super::key::read_bands;
use super::read_settings::{read_calibration, read_exports, read_oversample};
use super::read_table::{Above, read_table};
use super::table::{Law, Table};
use super::target::read_targets;
use crate::document::{Collector, Diagnostic, Node as Value, Source, Span, TableReader, nearest, parse};
use crate::rules::{check_name, read_format, read_formula, read_texts};

/// Reads a recipe file.
pub(super) fn read(source: &Source) -> Result<Recipe, Vec<Diagnostic>> {
    let root = parse(source)?;
    let collector = Collector::new(source);
    let recipe = TableReader::new(&collector, &root, "").and_then(|reader| read_recipe(&collector, reader));
    match recipe {
        Some(recipe) if collector.is_empty() => Ok(recipe),
        _ => Err(collector.into_diagnostics()),
    }
}

fn read_recipe(collector: &Collector, reader: TableReader<'_>) -> Option<Recipe> {
    read_format(&reader);
    let head = reader.required_table("recipe")?;
    let name = head.required_text("name").map(str::to_string);
    if let (Some(name), Some(node)) = (&name, head.get("name")) {
        let is_good = !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_');
        if !is_good {
            let allowed = "small letters, digits, hyphens and underscores";
            let message = format!("`{name}` is no name of a population");
            collector.report(
                "bad-name",
                "recipe.name",
                &node.span,
                message,
                name,
                allowed,
                "choose another name",
            );
        }
    }
    let title = read_texts(&head, "title");
    let notes = read_texts(&head, "notes");
    let reference = head.text("reference").unwrap_or_default().to_string();
    let country = head.text("country").unwrap_or_default().to_string();
    let currency = head.required_text("currency").map(str::to_string);
    let system = head.text("system").unwrap_or("plain").to_string();
    head.required_choice("unit", &["household"]);
    let whole = |key: &str, low: i64, high: i64, usual: i64| {
        let found = head.integer(key).unwrap_or(usual);
        if found >= low && found <= high {
            return found;
        }
        let span = head.get(key).map_or(head.span().clone(), |node| node.span.clone());
        let message = format!("`{key}` is out of range");
        collector.report(
            "out-of-range",
            &head.path_of(key),
            &span,
            message,
            found.to_string(),
            format!("{low} to {high}"),
            "",
        );
        low
    };
    let year = head.get("year").map(|_| whole("year", 1900, 2200, 2024) as i32);
    let most = i64::from(*super::HOUSEHOLDS.end());
    let default_households = whole("default_n", 1, most, 50_000) as u32;
    let default_seed = whole("default_seed", 0, i64::MAX, 1) as u64;
    let represented = head.required_number("households");
    let mean_size = head.number("mean_size");
    let mean_span = head.get("mean_size").map_or(0..0, |node| node.span.clone());
    if let Some(represented) = represented.filter(|represented| !(*represented >= 1.0 && *represented <= 1e10)) {
        let span = head.get("households").map_or(0..0, |node| node.span.clone());
        let message = "the number of households that the people stand for";
        let allowed = "1 to 10 thousand million";
        collector.report(
            "out-of-range",
            "recipe.households",
            &span,
            message,
            represented.to_string(),
            allowed,
            "",
        );
    }
    head.finish();

    let bands = read_bands(&reader);
    let members: Vec<(String, Option<Value>, TableReader<'_>)> = reader
        .tables("member")
        .into_iter()
        .filter_map(|member| {
            let role = member.required_text("role")?.to_string();
            let span = member
                .get("role")
                .map_or(member.span().clone(), |node| node.span.clone());
            // The words `head` and `spouse` of rules mean the same here.
            if !matches!(role.as_str(), "head" | "spouse") {
                check_name(collector, &member.path_of("role"), &role, &span);
            }
            Some((role, member.get("count").cloned(), member))
        })
        .collect();
    if members.is_empty() {
        let message = "the recipe does not say who lives in a household";
        let allowed = "[[member]] tables with `role` and `count`";
        collector.report(
            "missing-key",
            "member",
            reader.span(),
            message,
            "",
            allowed,
            "add [[member]] with role = \"head\"",
        );
    }
    let roles: Vec<String> = members.iter().map(|(role, ..)| role.clone()).collect();
    for (at, (role, _, member)) in members.iter().enumerate() {
        if roles[..at].contains(role) || role == "person" || role == "household" {
            let message = format!("the role `{role}` stands twice, or is a word of formulas");
            collector.report(
                "doubled-name",
                &member.path_of("role"),
                member.span(),
                message,
                role,
                "each role once",
                "rename it",
            );
        }
    }
    let copula = read_copula(&reader, &roles);
    let units = read_unit(&reader);
    let unit = units.as_ref().map(|(name, _)| name.as_str());

    let entries = reader.tables("table");
    if entries.is_empty() {
        reader.require("table");
    }
    let is_of_person = |entry: &TableReader<'_>| entry.get("of").and_then(Value::as_text) == Some("person");
    let above_members = entries.iter().position(is_of_person).unwrap_or(entries.len());
    let is_of_household = |entry: &TableReader<'_>| entry.get("of").and_then(Value::as_text) == Some("household");
    let above_units = match unit {
        Some(_) => entries
            .iter()
            .position(|entry| !is_of_household(entry))
            .unwrap_or(entries.len()),
        None => above_members,
    };
    let given = |entry: &TableReader<'_>| entry.get("gives").and_then(Value::as_text).map(str::to_string);
    let given: Vec<Option<String>> = entries.iter().map(given).collect();
    let mut columns = built_in(&roles, unit.is_some());
    let (mut tables, mut ids) = (Vec::new(), Vec::new());
    let mut counts = Vec::new();
    let mut unit_count = None;
    let mut broken: Vec<String> = Vec::new();
    let of_members = if unit.is_some() { Scope::Unit } else { Scope::Household };
    for (at, entry) in entries.iter().enumerate() {
        if at == above_units {
            unit_count = read_unit_count(collector, &units, &columns, &broken);
        }
        if at == above_members {
            counts = read_counts(collector, &members, of_members, &columns, &broken);
        }
        let later: Vec<String> = given[at..].iter().flatten().cloned().collect();
        let mut above = Above {
            columns: &mut columns,
            roles: &roles,
            later: &later,
            bands: &bands,
            has_members: at >= above_members,
            unit,
            ids: &mut ids,
            broken: &mut broken,
        };
        match read_table(entry, &mut above) {
            Some(table) => tables.push(table),
            // What reads a broken table is no further problem.
            None => broken.push(given[at].clone().unwrap_or_default()),
        }
    }
    entries.into_iter().for_each(TableReader::finish);
    if above_units == given.len() {
        unit_count = read_unit_count(collector, &units, &columns, &broken);
    }
    if above_members == given.len() {
        counts = read_counts(collector, &members, of_members, &columns, &broken);
    }
    members.into_iter().for_each(|(_, _, member)| member.finish());
    for pair in &copula.pairs {
        for table in [&pair.one, &pair.other] {
            let is_drawn = tables.iter().any(|known: &Table| {
                known.id == *table
                    && known.scope == Scope::Person
                    && !matches!(known.law, Law::Value(_) | Law::Formula(_))
            });
            if !is_drawn && broken.is_empty() {
                let known: Vec<&str> = tables.iter().map(|table| table.id.as_str()).collect();
                let remedy = nearest(table, known.iter().copied())
                    .map_or(String::new(), |near| format!("did you mean `{near}`?"));
                let message = format!("no table of persons draws as `{table}`");
                let span = reader.get("correlation").map_or(0..0, |node| node.span.clone());
                collector.report(
                    "unknown-name",
                    "correlation",
                    &span,
                    message,
                    table,
                    known.join(", "),
                    remedy,
                );
            }
        }
    }
    let names = Names {
        columns: &columns,
        roles: &roles,
        later: &[],
        broken: &broken,
        has_members: true,
        unit,
    };
    let (groups, targets) = read_targets(&reader, &names, &bands);
    let oversample = read_oversample(&reader, &columns, &mut tables);
    let (exports, elsewhere) = read_exports(&reader, &columns, unit, &broken);
    let (bounds, rounds, softness) = read_calibration(&reader);
    let recipe = Recipe {
        source: collector.source.clone(),
        name: name?,
        title,
        notes,
        reference,
        country,
        year,
        currency: currency?,
        system,
        represented: represented?,
        default_households,
        default_seed,
        columns,
        exports,
        elsewhere,
        roles,
        members: counts,
        tables,
        unit: unit.map(str::to_string),
        unit_count,
        above_units,
        above_members,
        copula,
        oversample,
        groups,
        targets,
        bounds,
        rounds,
        softness,
    };
    reader.finish();
    if let (Some(wanted), true) = (mean_size, collector.is_empty()) {
        check_mean_size(collector, &recipe, wanted, &mean_span);
    }
    Some(recipe)
}

/// Reads `[unit]`: the unit within households that has tables of its own, and how many of them a household has.
fn read_unit(reader: &TableReader<'_>) -> Option<(String, Value)> {
    let entry = reader.table("unit")?;
    let name = entry.required_text("name").map(str::to_string);
    let count = entry.require("count").cloned();
    if let (Some(name), Some(node)) = (&name, entry.get("name")) {
        let path = entry.path_of("name");
        check_name(reader.collector(), &path, name, &node.span);
        if matches!(name.as_str(), "person" | "household") {
            let message = "the unit stands between households and persons";
            let allowed = "a unit of the system, such as tax_unit";
            reader.collector().report(
                "bad-name",
                &path,
                &node.span,
                message,
                name,
                allowed,
                "name another unit",
            );
        }
    }
    entry.finish();
    Some((name?, count?))
}

/// How many units a household has, of its columns.
fn read_unit_count(
    collector: &Collector,
    unit: &Option<(String, Value)>,
    columns: &[super::column::Column],
    broken: &[String],
) -> Option<Node> {
    let (_, count) = unit.as_ref()?;
    let names = Names {
        columns,
        roles: &[],
        later: &[],
        broken,
        has_members: false,
        unit: None,
    };
    let formula = read_formula(collector, "unit.count", count)?;
    let compiler = Compiler {
        collector,
        names: &names,
        path: "unit.count",
        formula: &formula,
    };
    compiler.compile(Scope::Household, &Type::Number)
}

/// How many of each role a household has, or a unit where there are units.
fn read_counts(
    collector: &Collector,
    members: &[(String, Option<Value>, TableReader<'_>)],
    scope: Scope,
    columns: &[super::column::Column],
    broken: &[String],
) -> Vec<Option<Node>> {
    // Roles mean nothing before there are members.
    let names = Names {
        columns,
        roles: &[],
        later: &[],
        broken,
        has_members: false,
        unit: None,
    };
    members
        .iter()
        .map(|(_, count, member)| {
            let node = count.as_ref()?;
            let path = member.path_of("count");
            let formula = read_formula(collector, &path, node)?;
            let compiler = Compiler {
                collector,
                names: &names,
                path: &path,
                formula: &formula,
            };
            compiler.compile(scope, &Type::Number)
        })
        .collect()
}

/// Households that are made to learn their mean size.
const TRIED: u32 = 16_384;

/// The sizes that the tables make against the stated mean.
fn check_mean_size(collector: &Collector, recipe: &Recipe, wanted: f64, span: &Span) {
    let block = recipe.compose(0, TRIED, recipe.default_seed);
    let (mut persons, mut weight) = (0.0, 0.0);
    for (household, relative) in recipe.relative(&block).iter().enumerate() {
        persons += relative * f64::from(block.offsets[household + 1] - block.offsets[household]);
        weight += relative;
    }
    let found = persons / weight;
    if !(found / wanted > 0.95 && found / wanted < 1.05) {
        let shown = (found * 1000.0 + 0.5).floor() / 1000.0;
        collector.report(
            "bad-size",
            "recipe.mean_size",
            span,
            "the tables make households of another mean size",
            shown.to_string(),
            format!("within 5 percent of {wanted}"),
            "correct the shares of the household sizes, or the stated mean",
        );
    }
}
