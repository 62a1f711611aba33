//! `report`: the document names every section, says what `run` says, stands for itself, and is the same every time.

mod common;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use common::{Place, commonweal, grant, json};
use serde_json::Value as Json;

/// Three tiers on few people, with a scenario of a year.
const STUDY: &str = "format = 1\nname = \"tiers\"\ntitle = { en = \"Three <tiers> & more\", zh = \"三层\" }\npackage = \"three-tier-safety-net\"\npopulation = { recipe = \"stylised\", households = 400 }\n";

fn place(name: &str) -> Place {
    let place = Place::new(name);
    place.write("tiers.toml", STUDY);
    place
}

/// An element of a page: its tag and attributes, its text with that of all within, and where it ends.
#[derive(Debug, Clone, Default)]
struct Element {
    tag: String,
    attributes: Vec<(String, String)>,
    text: String,
    /// The table that it stands in, counted from 1 on.
    table: usize,
    row: usize,
}

impl Element {
    fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }
}

fn plain(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">");
    text.replace("&quot;", "\"").replace("&amp;", "&")
}

/// The elements of a page in the order in which they end. Every element must be closed, every attribute quoted.
#[track_caller]
fn elements(page: &str) -> Vec<Element> {
    let page = page.strip_prefix("<!DOCTYPE html>\n").expect("a page says what it is");
    let (mut open, mut found): (Vec<Element>, Vec<Element>) = (Vec::new(), Vec::new());
    let (mut tables, mut rows) = (0, 0);
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        let is_style = open.last().is_some_and(|element| element.tag == "style");
        assert!(is_style || !text.contains('>'), "a sign that is no markup: {text}");
        for entity in text.split('&').skip(1) {
            let known = ["lt;", "gt;", "quot;", "amp;"];
            assert!(known.iter().any(|own| entity.starts_with(own)), "&{entity}");
        }
        open.iter_mut().for_each(|element| element.text.push_str(text));
        let (inner, after) = tag[1..].split_once('>').expect("a tag ends");
        rest = after;
        if let Some(name) = inner.strip_prefix('/') {
            let element = open.pop().expect("an element is open");
            assert_eq!(element.tag, name, "closed in the wrong order");
            found.push(element);
            continue;
        }
        let is_closed = inner.ends_with('/');
        let inner = inner.trim_end_matches('/');
        let (name, mut attributes) = inner.split_once([' ', '\n']).unwrap_or((inner, ""));
        tables += usize::from(name == "table");
        rows += usize::from(name == "tr");
        let mut element = Element {
            tag: name.to_string(),
            table: tables,
            row: rows,
            ..Element::default()
        };
        while let Some((key, value)) = attributes.trim_start().split_once("=\"") {
            let (value, after) = value.split_once('"').expect("an attribute is quoted");
            element.attributes.push((key.to_string(), plain(value)));
            attributes = after;
        }
        assert_eq!(attributes.trim(), "", "{inner}");
        if is_closed {
            found.push(element);
        } else {
            open.push(element);
        }
    }
    assert!(open.is_empty(), "{open:?} is not closed");
    assert_eq!(rest.trim(), "");
    found
}

/// The cells of the table of that title: one list a row, the head first; numbers as the page carries them.
#[track_caller]
fn table(page: &str, title: &str) -> Vec<Vec<String>> {
    let all = elements(page);
    let caption = all
        .iter()
        .find(|element| element.tag == "caption" && plain(&element.text) == title)
        .unwrap_or_else(|| panic!("no table {title}"));
    let mut rows: Vec<(usize, Vec<String>)> = Vec::new();
    for cell in all
        .iter()
        .filter(|own| own.table == caption.table && ["th", "td"].contains(&own.tag.as_str()))
    {
        let text = cell.attribute("data-value").map_or(plain(&cell.text), str::to_string);
        match rows.last_mut() {
            Some((row, cells)) if *row == cell.row => cells.push(text),
            _ => rows.push((cell.row, vec![text])),
        }
    }
    rows.into_iter().map(|(_, cells)| cells).collect()
}

#[track_caller]
fn number(text: &str) -> f64 {
    text.parse().unwrap_or_else(|_| panic!("`{text}` is no number"))
}

/// The column of that title.
#[track_caller]
fn column(table: &[Vec<String>], title: &str) -> Vec<String> {
    let at = table[0].iter().position(|own| own == title);
    let at = at.unwrap_or_else(|| panic!("no column {title} in {:?}", table[0]));
    table[1..].iter().map(|row| row[at].clone()).collect()
}

const SECTIONS: [&str; 16] = [
    "question",
    "package",
    "findings",
    "costing",
    "budget",
    "coverage",
    "winners",
    "deciles",
    "poverty",
    "inequality",
    "sensitivity",
    "assumptions",
    "limits",
    "sources",
    "verify",
    "glossary",
];

#[test]
fn the_page_names_every_section_and_says_what_run_says() {
    let place = place("report-page");
    let told = place.run(&["report", "tiers.toml", "-o", "report.html"]).good_of_few();
    assert!(told.contains("report.html"), "{told}");
    let page = place.read("report.html");
    let results = json(&place.run(&["run", "tiers.toml", "--json"]).good_of_few());
    let all = elements(&page);
    let sections: Vec<&str> = all
        .iter()
        .filter(|element| element.tag == "section")
        .filter_map(|element| element.attribute("id"))
        .collect();
    for section in SECTIONS {
        assert!(sections.contains(&section), "no {section} in {sections:?}");
        assert!(
            page.contains(&format!("href=\"#{section}\"")),
            "{section} is not in the contents"
        );
    }
    // What a user writes is text, not markup.
    assert!(page.contains("<h1>Three &lt;tiers&gt; &amp; more</h1>"));
    let fingerprint = results["fingerprint"].as_str().expect("a fingerprint");
    assert!(page.contains(fingerprint) && told.contains(fingerprint));
    assert!(page.contains("commonweal run tiers.toml --out results --without-gains\ncommonweal verify results"));

    let costs = table(&page, "Cost by year");
    assert_eq!(costs.len(), 2, "one year has no row of a sum");
    let of = |title: &str| number(&column(&costs, title)[0]);
    assert_eq!(of("Net cost"), results["net_cost"].as_f64().expect("a net cost"));
    assert_eq!(
        of("Cost of the shock"),
        results["shock"]["cost_of_shock"].as_f64().expect("a cost")
    );
    let parts = [
        "Paid out",
        "Raised or saved by the package",
        "Tax back",
        "Tax lost",
        "Aid saved",
        "Aid added",
        "Other",
    ];
    let sum: f64 = parts
        .into_iter()
        .filter(|title| costs[0].iter().any(|own| own == title))
        .map(&of)
        .sum();
    assert!((sum - of("Net cost")).abs() <= 1e-9 * of("Paid out").abs(), "{sum}");

    let instruments = table(&page, "By instrument");
    let rows = results["budget"].as_array().expect("rows");
    let gross: Vec<f64> = column(&instruments, "Gross cost a year: change in its own payments")
        .iter()
        .map(|cell| number(cell))
        .collect();
    let wanted: Vec<f64> = rows.iter().filter_map(|row| row["gross_cost"].as_f64()).collect();
    assert_eq!(gross, wanted);

    let steps = table(&page, "The displaced, step by step");
    let funnel = &results["shock"]["coverage"]["reform"];
    let package: Vec<f64> = column(&steps, "Package").iter().map(|cell| number(cell)).collect();
    let wanted: Vec<f64> = [
        "displaced",
        "avoided",
        "eligible",
        "receiving",
        "adequate",
        "adequate_of_all",
    ]
    .into_iter()
    .filter_map(|step| funnel[step].as_f64())
    .collect();
    assert_eq!(package, wanted);

    let bands = table(&page, "Who gains and who loses");
    let gain = column(&bands, "Gain more than 5%");
    let wanted = results["winners"][0]["gain_above_5_percent"].as_f64().expect("a share");
    assert_eq!(number(&gain[0]), wanted);
}

#[test]
fn the_page_fetches_nothing_and_draws_for_who_does_not_see() {
    let place = place("report-alone");
    place
        .run(&[
            "report",
            "tiers.toml",
            "-o",
            "report.html",
            "--sensitivity",
            "none",
            "--quiet",
        ])
        .good_of_few();
    let page = place.read("report.html");
    for foreign in [
        "<script",
        "<link",
        "<img",
        "<iframe",
        "<object",
        "@import",
        "url(",
        "@font-face",
    ] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    let all = elements(&page);
    for element in &all {
        for (name, value) in &element.attributes {
            assert!(
                !["src", "srcset", "action", "style"].contains(&name.as_str()),
                "{element:?}"
            );
            assert!(name != "href" || value.starts_with('#'), "{element:?}");
            assert!(!name.starts_with("on"), "{element:?}");
        }
    }
    let ids: Vec<&str> = all.iter().filter_map(|element| element.attribute("id")).collect();
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(ids.len(), unique.len(), "an id stands twice");
    let pictures: Vec<&Element> = all.iter().filter(|element| element.tag == "svg").collect();
    assert!(pictures.len() >= 8, "{}", pictures.len());
    for picture in pictures {
        let names = picture.attribute("aria-labelledby").expect("a picture has a name");
        for id in names.split(' ') {
            let found = all.iter().find(|element| element.attribute("id") == Some(id));
            assert!(found.is_some_and(|found| !found.text.is_empty()), "{id}");
        }
        for length in ["NaN", "inf"] {
            assert!(picture.attributes.iter().all(|(_, value)| !value.contains(length)));
        }
    }
    assert!(!page.contains("NaN") && !page.contains(">inf"));
    assert!(page.contains("No sensitivity was worked out"));
}

#[test]
fn years_add_up() {
    let runs: [&[&str]; 2] = [&[], &["--frozen"]];
    for further in runs {
        let place = place(if further.is_empty() {
            "report-years"
        } else {
            "report-years-frozen"
        });
        let mut study = vec!["tiers.toml", "--scenario", "ai-years", "--years", "2025:2027"];
        study.extend(further);
        let mut words = vec!["report", "-o", "report.html", "--quiet"];
        words.extend(&study);
        place.run(&words).good_of_few();
        let page = place.read("report.html");
        let mut words = vec!["run", "--json"];
        words.extend(&study);
        let results = json(&place.run(&words).good_of_few());
        assert!(page.contains(results["fingerprint"].as_str().expect("a fingerprint")));
        assert!(page.contains("--years 2025:2027"));
        assert_eq!(page.contains("--frozen"), !further.is_empty());
        let stays = page.contains("Over the years ages and weights stay as they are.");
        assert_eq!(stays, !further.is_empty());
        let costs = table(&page, "Cost by year");
        assert_eq!(column(&costs, "Year"), ["2025", "2026", "2027", "All years"]);
        for (at, title) in costs[0].iter().enumerate().skip(1) {
            let cells: Vec<f64> = costs[1..].iter().map(|row| number(&row[at])).collect();
            let sum = cells[..3].iter().fold(0.0, |sum, cell| sum + cell);
            assert_eq!(sum, cells[3], "{title}");
        }
        let years = results["years"].as_array().expect("years");
        let net: Vec<f64> = column(&costs, "Net cost").iter().map(|cell| number(cell)).collect();
        for (year, net) in years.iter().zip(&net) {
            assert_eq!(year["results"]["net_cost"].as_f64(), Some(*net));
        }
        let instruments = table(&page, "Net cost by instrument and year");
        assert_eq!(instruments[0][1..], ["2025", "2026", "2027", "All years"]);
        for row in &instruments[1..] {
            let cells: Vec<f64> = row[1..].iter().map(|cell| number(cell)).collect();
            assert_eq!(cells[..3].iter().fold(0.0, |sum, cell| sum + cell), cells[3], "{row:?}");
        }
        let together: f64 = column(&instruments, "2027").iter().map(|cell| number(cell)).sum();
        assert!(
            (together - net[2]).abs() <= 1e-6 * net[2].abs(),
            "{together} {}",
            net[2]
        );
        assert!(page.contains("id=\"work\"") && page.contains("These runs are of 2025 alone."));
    }
}

#[test]
fn later_years_tell_how_their_people_were_carried() {
    let place = place("report-carried");
    let study = ["tiers.toml", "--scenario", "ai-years", "--years", "2025:2026"];
    let mut words = vec!["report", "-o", "report.md", "--quiet", "--sensitivity", "none"];
    words.extend(study);
    place.run(&words).good_of_few();
    let page = place.read("report.md");
    assert!(
        page.contains("weights follow a projection: A country that ages"),
        "{page}"
    );
    assert!(page.contains("1.010 (real pay; assumption: 1.0% a year, 0.0% to 2.0%)"));
    let mut words = vec!["run"];
    words.extend(study);
    let text = place.run(&words).good_of_few();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains("People of each year") && text.contains("the fixed poverty line"),
        "{text}"
    );
    assert!(text.contains("[assumption, 0.0 to 2.0]"), "{text}");
}

#[test]
fn the_workbook_opens_with_numbers_as_numbers() {
    let place = place("report-book");
    place
        .run(&["report", "tiers.toml", "-o", "report.xlsx", "--quiet"])
        .good_of_few();
    let results = json(&place.run(&["run", "tiers.toml", "--json"]).good_of_few());
    let bytes = std::fs::read(place.0.join("report.xlsx")).expect("a workbook");
    let mut book: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(bytes)).expect("a workbook opens");
    let names = book.sheet_names().clone();
    assert_eq!(names[0], "report");
    for name in [
        "costing by year",
        "budget instruments",
        "winners bands",
        "sensitivity tornado",
        "verify facts",
    ] {
        assert!(names.iter().any(|own| own == name), "no {name} in {names:?}");
    }
    let sheet = book.worksheet_range("costing by year").expect("a sheet");
    let head: Vec<String> = sheet
        .rows()
        .next()
        .expect("a head")
        .iter()
        .map(ToString::to_string)
        .collect();
    let at = head.iter().position(|title| title == "Net cost").expect("a column");
    let net = sheet.get((1, at)).and_then(|cell| match cell {
        Data::Float(number) => Some(*number),
        _ => None,
    });
    assert_eq!(net, results["net_cost"].as_f64());
    let rows = results["budget"].as_array().map_or(0, Vec::len);
    let sheet = book.worksheet_range("budget instruments").expect("a sheet");
    assert_eq!(sheet.height(), rows + 1);
}

#[test]
fn markdown_has_the_same_numbers_in_either_language() {
    let place = place("report-text");
    let text = place
        .run(&["report", "tiers.toml", "--format", "md", "--sensitivity", "none"])
        .good_of_few();
    assert!(text.starts_with("# Three \\<tiers\\> & more\n"), "{text}");
    for title in [
        "## The question",
        "## Costing note by year",
        "## Sources",
        "| Instrument |",
    ] {
        assert!(text.contains(title), "{title}");
    }
    for table in text.split("\n\n").filter(|part| part.starts_with('|')) {
        let bars = |line: &str| line.replace("\\|", "").matches('|').count();
        let mut lines = table.lines();
        let wide = bars(lines.next().expect("a head"));
        assert!(lines.all(|line| bars(line) == wide), "{table}");
    }
    let chinese = place
        .run(&[
            "report",
            "tiers.toml",
            "--format",
            "md",
            "--sensitivity",
            "none",
            "--language",
            "zh",
        ])
        .good_of_few();
    assert!(chinese.starts_with("# 三层\n"), "{chinese}");
    assert!(chinese.contains("## 问题") && chinese.contains("分年成本"));
    let lines = |text: &str| text.lines().filter(|line| line.starts_with('|')).count();
    assert_eq!(lines(&text), lines(&chinese));
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    let place = place("report-bytes");
    for ending in ["html", "md", "xlsx"] {
        let mut bytes: Vec<Vec<u8>> = Vec::new();
        for threads in ["1", "1", "3"] {
            let file = format!("report.{ending}");
            place
                .run(&["report", "tiers.toml", "-o", &file, "--threads", threads, "--quiet"])
                .good_of_few();
            bytes.push(std::fs::read(place.0.join(&file)).expect("a report"));
        }
        assert!(bytes[0] == bytes[1], "{ending}: two runs");
        assert!(bytes[0] == bytes[2], "{ending}: other threads");
    }
}

#[test]
fn studies_without_a_reform_and_without_a_scenario_have_reports() {
    let page = commonweal(&["report", "us-current-law", "--sensitivity", "none"]).good_of_few();
    elements(&page);
    let costs = table(&page, "Cost by year");
    let of = |title: &str| number(&column(&costs, title)[0]);
    let sum = of("Paid out") + of("Taken in");
    assert!((sum - of("Net cost")).abs() <= 1e-9 * of("Paid out"), "{costs:?}");
    assert!(page.contains("Nothing is changed"));
    let place = grant("report-grant");
    let page = place
        .run(&[
            "report",
            "grant.toml",
            "--set",
            "heating_grant.grant=700",
            "--format",
            "html",
        ])
        .good_of_few();
    elements(&page);
    assert!(page.contains("--set heating_grant.grant=700"));
}

#[test]
fn what_cannot_be_written_is_refused_before_anything_is_computed() {
    let place = place("report-refused");
    place.write("folder.html/file", "");
    for (words, told) in [
        (vec!["-o", "report.pdf"], "neither .html, .md nor .xlsx"),
        (vec!["-o", "report.md", "--format", "html"], "--format asks for html"),
        (vec!["-o", "nowhere/report.html"], "there is no folder nowhere"),
        (vec!["-o", "folder.html"], "a folder of that name"),
        (vec!["--format", "xlsx"], "-o report.xlsx"),
        (
            vec!["-o", "tiers.toml", "--format", "html"],
            "the report reads this file",
        ),
        (vec!["--language", "fr"], "en, zh"),
        (vec!["--sensitivity", "all"], "tornado"),
        (vec!["--years", "2025"], "FIRST:LAST"),
        (vec!["--years", "2025:2026", "--year", "2025"], "--year"),
        (vec!["--discount-rate", "0.1"], "--years"),
        (vec!["--frozen"], "--years"),
        (vec!["--years", "1990:1991"], "1990"),
        (vec!["--set", "basic_income.nothing=1"], "nothing"),
    ] {
        let mut line = vec!["report", "tiers.toml"];
        line.extend(&words);
        let error = place.run(&line).refused();
        assert!(error.contains(told), "{words:?}: {error}");
    }
    assert_eq!(place.read("tiers.toml"), STUDY);
    assert_eq!(place.files(), ["folder.html", "tiers.toml"]);
}

#[test]
fn the_tornado_is_sorted_and_says_what_is_not_varied() {
    let place = place("report-tornado");
    let page = place.run(&["report", "tiers.toml"]).good_of_few();
    let rows = table(&page, "Net cost with each assumption at the ends of its range");
    assert!(rows.len() > 2 && rows.len() <= 9, "{rows:?}");
    let swings: Vec<f64> = column(&rows, "Swing of the cost")
        .iter()
        .map(|cell| number(cell))
        .collect();
    assert!(swings.windows(2).all(|pair| pair[0] >= pair[1]), "{swings:?}");
    // One of them, set by hand, gives the cost that the row says.
    let results = json(&place.run(&["run", "tiers.toml", "--json"]).good_of_few());
    let central = results["net_cost"].as_f64().expect("a cost");
    let name = "basic_income.compliance_rate";
    let assumed = results["assumptions"].as_array().expect("rows").iter();
    let found: Vec<&Json> = assumed.filter(|row| row["parameter"] == name).collect();
    assert_eq!(
        (found[0]["low"].as_f64(), found[0]["high"].as_f64()),
        (Some(0.0), Some(1.0))
    );
    let title = "Basic income: Share that meets the condition";
    let row = rows[1..]
        .iter()
        .find(|row| row[0] == title)
        .expect("the compliance rate moves the cost");
    let by_title = |title: &str| {
        let at = rows[0].iter().position(|own| own == title).expect("a column");
        number(&row[at])
    };
    let set = |value: &str| {
        let set = format!("{name}={value}");
        let results = json(&place.run(&["run", "tiers.toml", "--json", "--set", &set]).good_of_few());
        results["net_cost"].as_f64().expect("a cost")
    };
    assert_eq!(
        (set("0"), set("1")),
        (by_title("Cost at low"), by_title("Cost at high"))
    );
    let ends = [central, by_title("Cost at low"), by_title("Cost at high")];
    let (low, high) = ends.iter().fold((central, central), |(low, high), cost| {
        (low.min(*cost), high.max(*cost))
    });
    assert_eq!(by_title("Swing of the cost"), high - low);
    assert!(page.contains("that the study itself sets"));
}

/// What the study itself asks for beside the usual figures.
const ASKED: &str = "format = 1\nname = \"asked\"\npackage = \"three-tier-safety-net\"\npopulation = { recipe = \"stylised\", households = 300 }\n[options]\nincentives = true\ninteractions = true\n";

#[test]
fn what_work_pays_and_how_benefits_meet_have_sections_where_they_are_asked_for() {
    let place = place("report-asked");
    place.write("asked.toml", ASKED);
    let report = |words: &[&str]| {
        let all = [&["report"][..], words, &["--quiet", "--sensitivity", "none"]].concat();
        place.run(&all).good_of_few()
    };
    report(&["asked.toml", "-o", "asked.html"]);
    let page = place.read("asked.html");
    let results = json(&place.run(&["run", "asked.toml", "--json"]).good_of_few());
    assert!(page.contains(results["fingerprint"].as_str().expect("a fingerprint")));
    assert!(page.contains("id=\"incentives\"") && page.contains("id=\"interactions\""));
    let rates = table(&page, "Tax and replacement rates of all earners");
    assert_eq!(rates.len(), 1 + 5 * 2, "five rates under two laws");
    let of = |law: &str, rate: &str, figure: &str| results["incentives"][law][rate]["all"][figure].as_f64();
    for (at, rate) in [
        "marginal",
        "participation_insured",
        "participation_uninsured",
        "replacement_insured",
        "replacement_uninsured",
    ]
    .iter()
    .enumerate()
    {
        for (more, law) in ["baseline", "reform"].iter().enumerate() {
            let row = &rates[1 + 2 * at + more];
            for (column, figure) in [
                (2, "median"),
                (3, "p10"),
                (4, "p90"),
                (5, "share_above_80_percent"),
                (6, "share_above_100_percent"),
            ] {
                assert_eq!(
                    Some(number(&row[column])),
                    of(law, rate, figure),
                    "{law} {rate} {figure}"
                );
            }
        }
    }
    let deciles = table(&page, "Median marginal tax rate by tenth of income");
    assert_eq!(deciles.len(), 11);
    for (at, row) in deciles[1..].iter().enumerate() {
        for (column, law) in [(1, "baseline"), (2, "reform")] {
            let own = &results["incentives"][law]["marginal"]["deciles"][at]["median"];
            assert_eq!(row[column].parse::<f64>().ok(), own.as_f64(), "{law}, tenth {at}");
        }
    }
    let losses = table(&page, "Benefits lost because of a part of the package");
    let found = results["interactions"]["losses"].as_array().expect("losses");
    assert!(!found.is_empty());
    let lost: Vec<Option<f64>> = column(&losses, "Lost a year")
        .iter()
        .map(|cell| cell.parse().ok())
        .collect();
    let expected: Vec<Option<f64>> = found.iter().map(|row| row["amount_lost"].as_f64()).collect();
    assert_eq!(lost, expected);

    let text = report(&["asked.toml", "--format", "md"]);
    for title in [
        "## Does work pay?",
        "## Do benefits get in each other's way?",
        "Marginal tax rate",
    ] {
        assert!(text.contains(title), "{title}");
    }
    report(&["asked.toml", "-o", "asked.xlsx"]);
    let bytes = std::fs::read(place.0.join("asked.xlsx")).expect("a workbook");
    let book: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(bytes)).expect("a workbook opens");
    let names = book.sheet_names();
    for start in [
        "incentives incentives",
        "incentives marginal",
        "interactions losses",
        "interactions double",
    ] {
        assert!(
            names.iter().any(|own| own.starts_with(start)),
            "no {start} in {names:?}"
        );
    }

    // Without being asked for there is neither; the switches ask as well.
    let plain = report(&["tiers.toml", "--format", "md"]);
    assert!(!plain.contains("Does work pay?") && !plain.contains("get in each other's way"));
    let asked = report(&["tiers.toml", "--format", "md", "--incentives", "--interactions"]);
    assert!(asked.contains("Does work pay?") && asked.contains("get in each other's way"));
    assert!(
        asked.contains("--incentives --interactions"),
        "the command that gives the same"
    );
    let chinese = report(&["asked.toml", "--format", "md", "--language", "zh"]);
    assert!(chinese.contains("工作划算吗？") && chinese.contains("边际税率"));
}

#[test]
fn a_report_says_where_costs_are_divided_otherwise_than_asked() {
    let place = place("report-divided");
    let words = [
        "report",
        "tiers.toml",
        "--format",
        "md",
        "--quiet",
        "--sensitivity",
        "none",
    ];
    let several = ["--scenario", "ai-years", "--years", "2025:2026"];
    let told = "parts; the mean of all orders (Shapley) is worked out for at most 5, so each part";
    let years = place.run(&[&words[..], &several[..]].concat()).good_of_few();
    assert!(years.contains(told), "{years}");
    let one = place.run(&words).good_of_few();
    assert!(!one.contains("so each part"), "{one}");
}

#[test]
fn both_costs_of_each_element_stand_in_the_report() {
    let place = place("report-elements");
    let words = [
        "report",
        "tiers.toml",
        "-o",
        "report.html",
        "--quiet",
        "--sensitivity",
        "none",
    ];
    place.run(&words).good_of_few();
    let page = place.read("report.html");
    let results = json(&place.run(&["run", "tiers.toml", "--json"]).good_of_few());
    let net = results["net_cost"].as_f64().expect("a number");
    let costs = table(&page, "By part of the package, in two ways");
    assert!(costs.len() > 3);
    for title in [
        "Net cost, added one after another",
        "Net cost, mean of all orders (Shapley)",
    ] {
        let sum: f64 = column(&costs, title).iter().map(|cell| number(cell)).sum();
        assert!((sum - net).abs() <= 1e-9 * net.abs(), "{title}: {sum} {net}");
    }
}
