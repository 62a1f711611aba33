use commonweal_core::costing::check;
use commonweal_core::document::{Source, render};
use commonweal_core::system::{Catalog, SystemFiles};
use std::sync::Arc;
fn walk(p: &std::path::Path, out: &mut Vec<std::path::PathBuf>) {
    for e in std::fs::read_dir(p).unwrap() {
        let e = e.unwrap().path();
        if e.is_dir() { walk(&e, out) } else { out.push(e) }
    }
}
fn src(p: &std::path::Path) -> Source {
    Source {
        name: p.display().to_string(),
        text: Arc::from(std::fs::read_to_string(p).unwrap().as_str()),
    }
}
fn main() {
    let mut files = vec![];
    walk(std::path::Path::new("policies"), &mut files);
    files.sort();
    let mut catalog = Catalog::default();
    let mut sources = vec![];
    for f in &files {
        if f.extension().is_some_and(|e| e == "toml") && !f.ends_with("Cargo.toml") {
            let s = src(f);
            sources.push(s.clone());
            catalog.add(&f.strip_prefix("policies").unwrap().display().to_string(), s);
        }
    }
    for folder in ["w1", "germany", "us_amt", "sketches"] {
        let mut fs = vec![];
        walk(&std::path::Path::new("tests/rules").join(folder), &mut fs);
        fs.sort();
        let mut files = SystemFiles::default();
        for f in fs {
            let s = src(&f);
            sources.push(s.clone());
            if f.ends_with("system.toml") {
                files.system = Some(s)
            } else if s.text.contains("kind =") {
                files.instruments.push(s)
            }
        }
        let name = files
            .system
            .as_ref()
            .unwrap()
            .text
            .lines()
            .find(|l| l.starts_with("name"))
            .unwrap()
            .split('"')
            .nth(1)
            .unwrap()
            .to_string();
        catalog.add_system(&name, files);
    }
    let args: Vec<String> = std::env::args().skip(1).collect();
    for a in args {
        let (ctx, path) = a.split_once(':').unwrap_or(("plain", &a));
        let r = check(&src(std::path::Path::new(path)), &catalog, ctx, &|_| None);
        println!(
            "{} {:?} rules {} params {} cases {} values {} problems {}",
            r.name,
            r.what,
            r.rules,
            r.parameters,
            r.cases,
            r.values,
            r.diagnostics.len()
        );
        let shown: Vec<_> = r.diagnostics.iter().take(12).cloned().collect();
        println!("{}", render(&shown, &sources));
    }
}
