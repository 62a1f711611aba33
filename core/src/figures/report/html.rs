//! A report as one HTML page that stands for itself: its style is in it, its charts are drawn in it, and it fetches nothing.

use super::super::texts::Text;
use super::super::{Cells, FigureColumn, FigureTable, Language};
use super::svg::svg;
use super::{Block, Report, Section, texts};

/// The style, in the colours of the project's page.
const STYLE: &str = include_str!("report.css");

/// The width of charts on a page, and on a phone.
const WIDTHS: [(f64, &str); 2] = [(720.0, "wide"), (340.0, "narrow")];

/// The page. It is well-formed XML too, and holds no script and no address of another host but what sources name as text.
pub fn html(report: &Report) -> String {
    let word = |text: Text| text.in_language(report.language);
    let language = match report.language {
        Language::English => "en",
        Language::Chinese => "zh-Hans",
    };
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <meta name=\"generator\" content=\"commonweal\"/>\n<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n",
        escaped(&report.title)
    );
    page.push_str(&format!(
        "<header>\n<p class=\"subtitle\">{}</p>\n<h1>{}</h1>\n<p class=\"lead\">{}</p>\n",
        escaped(&report.subtitle),
        escaped(&report.title),
        escaped(&report.lead)
    ));
    page.push_str("<dl class=\"strip\">\n");
    for cell in &report.cells {
        page.push_str(&format!(
            "<div><dt>{}</dt><dd class=\"figure\">{}</dd><dd class=\"note\">{}</dd></div>\n",
            escaped(&cell.label),
            escaped(&cell.figure),
            escaped(&cell.note)
        ));
    }
    page.push_str("</dl>\n");
    page.push_str(&format!(
        "<p class=\"fingerprint\">{} <code>{}</code></p>\n</header>\n",
        word(texts::FINGERPRINT),
        escaped(&report.fingerprint)
    ));
    page.push_str(&format!(
        "<nav aria-label=\"{0}\">\n<h2>{0}</h2>\n<ol>\n",
        word(texts::CONTENTS)
    ));
    for section in &report.sections {
        page.push_str(&format!(
            "<li><a href=\"#{}\">{}</a></li>\n",
            section.name,
            escaped(&section.title)
        ));
    }
    page.push_str("</ol>\n</nav>\n<main>\n");
    for section in &report.sections {
        write_section(&mut page, section, report.language);
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

fn write_section(page: &mut String, section: &Section, language: Language) {
    page.push_str(&format!(
        "<section id=\"{}\">\n<h2>{}</h2>\n",
        section.name,
        escaped(&section.title)
    ));
    for block in &section.blocks {
        match block {
            Block::Text(text) => page.push_str(&format!("<p>{}</p>\n", escaped(text))),
            Block::Note(text) => page.push_str(&format!("<p class=\"definition\">{}</p>\n", escaped(text))),
            Block::List(items) => {
                page.push_str("<ul>\n");
                for item in items {
                    page.push_str(&format!("<li>{}</li>\n", escaped(item)));
                }
                page.push_str("</ul>\n");
            }
            Block::Chart(chart) => {
                page.push_str(&format!(
                    "<figure>\n<figcaption>{}</figcaption>\n",
                    escaped(&chart.title)
                ));
                for (width, class) in WIDTHS {
                    let id = format!("{}-{}-{class}", section.name, chart.name);
                    page.push_str(&svg(chart, width, &id, class));
                    page.push('\n');
                }
                page.push_str("</figure>\n");
            }
            Block::Table { table, is_folded: true } => {
                let title = texts::TABLE_OF.filled(language, &[("title", table.title.clone())]);
                page.push_str(&format!("<details>\n<summary>{}</summary>\n", escaped(&title)));
                write_table(page, table);
                page.push_str("</details>\n");
            }
            Block::Table { table, .. } => write_table(page, table),
            Block::Code { title, text } => {
                if title.is_empty() {
                    page.push_str(&format!("<pre><code>{}</code></pre>\n", escaped(text)));
                } else {
                    page.push_str(&format!(
                        "<details>\n<summary>{}</summary>\n<pre><code>{}</code></pre>\n</details>\n",
                        escaped(title),
                        escaped(text)
                    ));
                }
            }
        }
    }
    page.push_str("</section>\n");
}

/// Whether a row is a sum or stands for all.
pub(super) fn is_sum(key: &str) -> bool {
    matches!(key, "all" | "net_cost")
}

fn write_table(page: &mut String, table: &FigureTable) {
    page.push_str(&format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\">\n<table>\n<caption>{0}</caption>\n<thead>\n<tr>",
        escaped(&table.title)
    ));
    for column in &table.columns {
        let class = if is_number(column) { " class=\"n\"" } else { "" };
        page.push_str(&format!("<th scope=\"col\"{class}>{}</th>", escaped(&column.title)));
    }
    page.push_str("</tr>\n</thead>\n<tbody>\n");
    for (row, key) in table.keys.iter().enumerate() {
        page.push_str(if is_sum(key) { "<tr class=\"sum\">" } else { "<tr>" });
        for (at, column) in table.columns.iter().enumerate() {
            let shown = column.shown.get(row).map_or("", String::as_str);
            let text = escaped(shown);
            page.push_str(&match &column.cells {
                Cells::Text(_) if at == 0 => format!("<th scope=\"row\">{text}</th>"),
                Cells::Text(_) => format!("<td>{text}</td>"),
                Cells::Number(cells) => match cells.get(row).copied().flatten() {
                    Some(number) => format!("<td class=\"n\" data-value=\"{number}\">{text}</td>"),
                    None => format!("<td class=\"n\">{text}</td>"),
                },
            });
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody>\n</table>\n</div>\n");
}

/// Whether the cells of a column are numbers.
pub(super) fn is_number(column: &FigureColumn) -> bool {
    matches!(column.cells, Cells::Number(_))
}

/// A text as HTML and XML have it, within an element or an attribute. Signs that XML does not take are left out.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(letter),
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}
