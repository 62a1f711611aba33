//! Pages of packages, systems and populations.

use super::data::{Instrument, Listed, Reference, System, rest, texts, words};
use super::instrument::{self, kind};
use super::markdown::{WIDTH, block, both, chinese, code, lines, link, paragraphs, plain, table};
use super::{LIMITS, family, is_named, package_page, page_of, population_page, scenario_page, system_page};
use crate::classes::Texts;
use toml::{Table, Value};

fn section(title: &str, text: &str) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    format!("\n## {title}\n\n{}\n", text.trim_end())
}

fn two(texts: &Texts) -> String {
    let zh = if texts.zh == texts.en { "" } else { &texts.zh };
    let text = format!("{}\n\n{}", paragraphs(&plain(&texts.en)), chinese(&plain(zh)));
    text.trim().to_string()
}

fn text<'a>(table: &'a Table, key: &str) -> &'a str {
    table.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Rows of labels and texts; those without a text are left out.
fn facts(rows: Vec<(&str, String)>) -> String {
    let rows: Vec<Vec<String>> = rows
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(label, text)| vec![label.to_string(), text])
        .collect();
    format!("\n{}", table(&["", ""], &rows))
}

/// The part of a study that changes the law: `baseline` or `reform`.
fn part<'a>(study: &'a Table, name: &str) -> Option<&'a Table> {
    study.get(name)?.as_table()
}

/// The instruments that a study adds, by `add` and by `replace`.
fn added<'a>(study: &'a Table, name: &str) -> Vec<&'a str> {
    let own = |key: &str| words(part(study, name).and_then(|part| part.get(key)));
    [own("add"), own("replace")].concat()
}

/// The packages that add an instrument or set its values.
pub fn using(reference: &Reference, instrument: &Instrument) -> Vec<String> {
    let uses = |name: &&Listed| {
        let study = reference.file(&package_file(&name.name));
        let system = text(&study, "system");
        let meant = reference.under(&instrument.name, system);
        let is_named = ["baseline", "reform"].iter().any(|half| {
            let set = part(&study, half)
                .and_then(|part| part.get("set"))
                .and_then(Value::as_table);
            let mut keys = set.into_iter().flat_map(Table::keys);
            added(&study, half).contains(&instrument.name.as_str())
                || keys.any(|key| key.split('.').next() == Some(instrument.name.as_str()))
        });
        is_named && meant.is_some_and(|meant| meant.file == instrument.file)
            || instrument.kind == "scenario" && scenario(&study) == instrument.name
    };
    let packages = reference.listing.packages.iter().filter(uses);
    packages.map(|package| package.name.clone()).collect()
}

fn package_file(name: &str) -> String {
    format!("policies/packages/{name}.toml")
}

/// The scenario of a study, by the name of its file.
fn scenario(study: &Table) -> String {
    let name = match study.get("scenario") {
        Some(Value::Table(table)) => text(table, "name"),
        _ => text(study, "scenario"),
    };
    name.replace('-', "_")
}

/// The page of a package.
pub fn package(reference: &Reference, listed: &Listed) -> String {
    let (own, file) = (package_page(&listed.name), package_file(&listed.name));
    let study = reference.file(&file);
    let system = text(&study, "system");
    let to = |name: &str, page: String| {
        if name.is_empty() {
            String::new()
        } else {
            link(name, &own, &page)
        }
    };
    let people = match study.get("population") {
        Some(Value::String(name)) => to(name, population_page(name)),
        Some(other) => code(&other.to_string()),
        None => String::new(),
    };
    let happens = scenario(&study);
    let mut page = format!("# {}\n", both(&listed.title.en, &listed.title.zh));
    page += &facts(vec![
        ("Run it", code(&format!("commonweal run {}", listed.name))),
        ("People", people),
        ("System", to(system, system_page(system))),
        ("Year", study.get("year").map_or(String::new(), ToString::to_string)),
        ("Scenario", to(&happens.replace('_', "-"), scenario_page(&happens))),
        ("Source", plain(text(&study, "reference"))),
        ("File", link(&file, &own, &file)),
    ]);
    page += &section("What it is · 说明", &two(&texts(&study, "description")));
    let notes = two(&texts(&study, "notes"));
    if !notes.trim().is_empty() {
        page += &section("Notes · 备注", &notes);
    }
    for (half, title) in [("baseline", "Baseline · 基线"), ("reform", "Reform · 改革")] {
        let Some(part) = part(&study, half) else { continue };
        page += &section(title, &law(reference, &own, system, part));
    }
    let shown = [
        "format",
        "name",
        "title",
        "reference",
        "description",
        "notes",
        "population",
        "system",
        "year",
        "scenario",
        "baseline",
        "reform",
    ];
    if let Some(family) = reference.families.get(&listed.name) {
        page += &section(
            "A worked family · 示例家庭",
            &family::worked(reference, family, &own, &added(&study, "reform")),
        );
    }
    page += &section(
        "Known limits of what it uses · 已知局限",
        &limits(reference, &own, &study, listed),
    );
    let rest = rest(&study, &shown);
    if !rest.trim().is_empty() {
        page += &section("Further settings · 其他设定", &block("toml", &rest));
    }
    page
}

/// The known limits that name the package, its scenario or an instrument that it adds or sets.
fn limits(reference: &Reference, own: &str, study: &Table, listed: &Listed) -> String {
    let mut names = vec![listed.name.clone(), scenario(study)];
    for half in ["baseline", "reform"] {
        names.extend(added(study, half).into_iter().map(str::to_string));
        let set = part(study, half)
            .and_then(|part| part.get("set"))
            .and_then(Value::as_table);
        let files = set.into_iter().flat_map(Table::keys);
        names.extend(files.filter_map(|key| Some(key.split_once('.')?.0.to_string())));
    }
    let limits: Vec<String> = reference
        .limits
        .iter()
        .filter(|limit| names.iter().any(|name| !name.is_empty() && is_named(limit, name)))
        .map(|limit| lines(&format!("* {limit}"), WIDTH).join("\n  "))
        .collect();
    if limits.is_empty() {
        return String::new();
    }
    format!(
        "From the {}:\n\n{}",
        link("known limits", own, LIMITS),
        limits.join("\n")
    )
}

/// What a half of a study adds, removes and sets.
fn law(reference: &Reference, own: &str, system: &str, part: &Table) -> String {
    let mut text = String::new();
    for (key, label) in [
        ("add", "Adds"),
        ("replace", "Puts in the place of the law's"),
        ("remove", "Removes"),
    ] {
        let rows: Vec<Vec<String>> = words(part.get(key))
            .into_iter()
            .map(|name| match reference.under(name, system) {
                Some(found) => row(found, own),
                None => vec![code(name), String::new(), String::new(), String::new()],
            })
            .collect();
        if !rows.is_empty() {
            text += &format!("{label}:\n\n{}\n", table(HEAD, &rows));
        }
    }
    let set = part.get("set").and_then(Value::as_table);
    let rows: Vec<Vec<String>> = set
        .into_iter()
        .flatten()
        .map(|(key, value)| {
            let (file, name) = key.split_once('.').unwrap_or(("", key));
            let found = reference.under(file, system);
            let known = found.and_then(|found| found.parameters.iter().find(|known| known.name == name));
            let words = found.map_or(code(key), |found| link(&code(key), own, &page_of(found)));
            let title = known.map_or(String::new(), |known| both(&known.title.en, &known.title.zh));
            let usual = known.map_or(String::new(), instrument::usual);
            vec![words, title, value.to_string(), usual]
        })
        .collect();
    if !rows.is_empty() {
        let head = ["Parameter", "Title", "Value here", "Value in the rule file"];
        text += &format!("Sets:\n\n{}\n", table(&head, &rows));
    }
    let rest = rest(part, &["add", "replace", "remove", "set"]);
    if !rest.trim().is_empty() {
        text += &block("toml", &rest);
    }
    text
}

/// The columns of a list of instruments.
pub const HEAD: &[&str] = &["Instrument", "Title", "Kind", "Unit"];

/// An instrument in a list.
pub fn row(instrument: &Instrument, own: &str) -> Vec<String> {
    vec![
        link(&code(&instrument.name), own, &page_of(instrument)),
        both(&instrument.title.en, &instrument.title.zh),
        kind(&instrument.kind),
        instrument.unit.replace('_', " "),
    ]
}

/// The page of a system: its law in order, what may be added, its parameters and income concepts.
pub fn system(reference: &Reference, system: &System) -> String {
    let own = system_page(&system.name);
    let path = format!("policies/systems/{}/system.toml", system.name);
    let file = reference.file(&path);
    let years: Vec<String> = system.years.iter().map(ToString::to_string).collect();
    let mut page = format!("# {}\n", both(&system.title.en, &system.title.zh));
    page += &facts(vec![
        ("Name in a study", code(&system.name)),
        ("Currency", system.currency.clone()),
        ("Years", years.join(", ")),
        ("Source", plain(text(&file, "reference"))),
        ("File", link(&path, &own, &path)),
    ]);
    page += &section(
        "What it is, and what it leaves out · 说明与局限",
        &two(&texts(&file, "notes")),
    );
    let law: Vec<Vec<String>> = system
        .instruments
        .iter()
        .filter_map(|name| Some(row(reference.under(name, &system.name)?, &own)))
        .collect();
    page += &section("Its law, in order; then what it reads · 现行制度", &table(HEAD, &law));
    let spare = reference.instruments.iter().filter(|file| {
        file.system.as_deref() == Some(system.name.as_str()) && !system.instruments.contains(&file.name)
    });
    let spare: Vec<Vec<String>> = spare.map(|file| row(file, &own)).collect();
    page += &section("Not law; a study may add it · 可添加", &table(HEAD, &spare));
    let tables = |key: &str| file.get(key).and_then(Value::as_table).cloned().unwrap_or_default();
    let parameters: Vec<Vec<String>> = tables("parameters")
        .iter()
        .filter_map(|(name, parameter)| Some(instrument::system_parameter(name, parameter.as_table()?)))
        .collect();
    let head = ["Parameter", "Title", "Value", "Source"];
    page += &section("Parameters of the system · 参数", &table(&head, &parameters));
    let titles = tables("value_titles");
    let categories: Vec<Vec<String>> = tables("categories")
        .iter()
        .map(|(name, list)| {
            let of = titles.get(name).and_then(Value::as_table);
            let word = |word: &str| match of.map(|of| texts(of, word)).filter(|title| !title.en.is_empty()) {
                Some(title) => format!("{} {}", code(word), both(&title.en, &title.zh)),
                None => code(word),
            };
            let all: Vec<String> = words(Some(list)).into_iter().map(word).collect();
            let all = if all.is_empty() {
                "the words of the data".to_string()
            } else {
                all.join("; ")
            };
            vec![code(name), all]
        })
        .collect();
    page += &section(
        "Words of its categories · 类别取值",
        &table(&["Category", "Words"], &categories),
    );
    let concepts: Vec<Vec<String>> = tables("concepts")
        .iter()
        .filter_map(|(name, concept)| {
            let concept = concept.as_table()?;
            let title = texts(concept, "title");
            let side = |key: &str| {
                let members: Vec<String> = words(concept.get(key)).into_iter().map(code).collect();
                members.join(", ")
            };
            Some(vec![
                code(name),
                both(&title.en, &title.zh),
                side("adds"),
                side("subtracts"),
            ])
        })
        .collect();
    let head = ["Concept", "Title", "Adds", "Subtracts"];
    page + &section("Income concepts · 收入概念", &table(&head, &concepts))
}

/// The page of a population: microdata by a mapping, or a recipe for synthetic people.
pub fn population(reference: &Reference, listed: &Listed) -> String {
    let own = population_page(&listed.name);
    let path = format!("policies/populations/{}.toml", listed.name);
    let file = reference.file(&path);
    let recipe = file.get("recipe").and_then(Value::as_table);
    let head = recipe.unwrap_or(&file);
    let system = text(head, "system");
    let plainly = |key: &str| {
        head.get(key)
            .map_or(String::new(), |value| value.to_string().replace('"', ""))
    };
    let packages = reference.listing.packages.iter().filter(|package| {
        let study = reference.file(&package_file(&package.name));
        text(&study, "population") == listed.name
    });
    let packages: Vec<String> = packages
        .map(|package| link(&package.name, &own, &package_page(&package.name)))
        .collect();
    let mut page = format!("# {}\n", both(&listed.title.en, &listed.title.zh));
    page += &facts(vec![
        ("Name in a study", code(&listed.name)),
        (
            "Made from",
            if recipe.is_some() {
                "a recipe: synthetic people"
            } else {
                "a file of microdata"
            }
            .to_string(),
        ),
        ("Data", plainly("file")),
        (
            "System",
            if system.is_empty() {
                String::new()
            } else {
                link(system, &own, &system_page(system))
            },
        ),
        ("Year", plainly("year")),
        ("Households that it stands for", plainly("households")),
        ("Households made, if not told otherwise", plainly("default_n")),
        ("Packages", packages.join(", ")),
        ("Source", plain(text(head, "reference"))),
        ("File", link(&path, &own, &path)),
    ]);
    page += &section(
        "What it is, and what it leaves out · 说明与局限",
        &two(&texts(head, "notes")),
    );
    page += &section("Its regions: the words of `region` · 地区取值", &regions(&file));
    page += &section(
        "Its figures · 数据",
        &block("sh", &format!("commonweal describe {}", listed.name)),
    );
    page
}

/// The words that a recipe draws for `region`, where its system leaves them to the data.
fn regions(recipe: &Table) -> String {
    let tables = recipe.get("table").and_then(Value::as_array);
    let drawn = tables
        .into_iter()
        .flatten()
        .filter_map(Value::as_table)
        .filter(|table| text(table, "gives") == "region");
    let words: Vec<String> = drawn.flat_map(|table| words(table.get("values"))).map(code).collect();
    words.join(", ")
}
