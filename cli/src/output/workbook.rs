//! A report as a workbook: its texts on the first sheet, every table on a sheet of its own with numbers as numbers.

use commonweal_core::figures::report::{Block, Report};
use commonweal_core::figures::{Cells, FigureTable, Unit};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use crate::error::{Failure, Outcome};

/// The longest name that a sheet may have.
const LONGEST_NAME: usize = 31;
/// The longest text that a cell may have.
const LONGEST_TEXT: usize = 32_000;
/// The narrowest and the widest column, in letters.
const WIDTHS: (usize, usize) = (9, 58);

/// The workbook's bytes; the same report gives the same bytes.
///
/// # Errors
/// A sentence when a table is too large for a workbook.
pub fn workbook(report: &Report) -> Outcome<Vec<u8>> {
    made(report).map_err(|error| Failure::Sentence(format!("the workbook cannot be made: {error}")))
}

fn made(report: &Report) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // A day that is none of the clock's: two runs give the same bytes.
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(
        &DocProperties::new()
            .set_title(&report.title)
            .set_subject(&report.subtitle)
            .set_author("commonweal")
            .set_comment(&report.fingerprint)
            .set_creation_datetime(&day),
    );
    let mut names: Vec<String> = vec!["report".to_string()];
    let mut tables: Vec<(String, &FigureTable)> = Vec::new();
    let mut page = Worksheet::new();
    page.set_name("report")?;
    page.set_column_width(0, 34.0)?;
    page.set_column_width(1, 90.0)?;
    let mut text = Page {
        sheet: &mut page,
        row: 0,
    };
    text.head(report)?;
    for section in &report.sections {
        text.title(&section.title)?;
        for block in &section.blocks {
            match block {
                Block::Text(words) | Block::Note(words) => text.line("", words)?,
                Block::List(items) => {
                    for item in items {
                        text.line("", item)?;
                    }
                }
                Block::Chart(_) => {}
                Block::Table { table, .. } => {
                    let name = unused(&names, &format!("{} {}", section.name, table.name));
                    text.line(&name, &table.title)?;
                    names.push(name.clone());
                    tables.push((name, table));
                }
                Block::Code { title, text: code } => {
                    text.line("", title)?;
                    for line in code.lines() {
                        text.line("", line)?;
                    }
                }
            }
        }
    }
    book.push_worksheet(page);
    for (name, table) in tables {
        let sheet = book.add_worksheet();
        sheet.set_name(&name)?;
        write_table(sheet, table)?;
    }
    book.save_to_buffer()
}

/// The first sheet, line by line.
struct Page<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
}

impl Page<'_> {
    fn head(&mut self, report: &Report) -> Result<(), XlsxError> {
        let title = Format::new().set_bold().set_font_size(16);
        self.sheet.write_string_with_format(0, 0, &report.title, &title)?;
        self.row = 1;
        self.line(&report.subtitle, &report.lead)?;
        for cell in &report.cells {
            let figure = match cell.note.as_str() {
                "" => cell.figure.clone(),
                note => format!("{} ({note})", cell.figure),
            };
            self.line(&cell.label, &figure)?;
        }
        Ok(())
    }

    fn title(&mut self, title: &str) -> Result<(), XlsxError> {
        self.row += 1;
        let bold = Format::new().set_bold().set_font_size(13);
        self.sheet.write_string_with_format(self.row, 0, title, &bold)?;
        self.row += 1;
        Ok(())
    }

    fn line(&mut self, name: &str, words: &str) -> Result<(), XlsxError> {
        let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        if !name.is_empty() {
            self.sheet.write_string_with_format(self.row, 0, cut(name), &wrapped)?;
        }
        if !words.is_empty() {
            self.sheet.write_string_with_format(self.row, 1, cut(words), &wrapped)?;
        }
        self.row += 1;
        Ok(())
    }
}

/// A text as long as a cell may hold.
fn cut(text: &str) -> String {
    text.chars().take(LONGEST_TEXT).collect()
}

/// A name for a sheet that no other has, whatever the case of letters.
fn unused(names: &[String], wanted: &str) -> String {
    let clean: String = wanted
        .chars()
        .map(|letter| match letter {
            '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'' | '_' => ' ',
            letter => letter,
        })
        .collect();
    let is_free = |name: &str| !names.iter().any(|known| known.eq_ignore_ascii_case(name));
    let short: String = clean.trim().chars().take(LONGEST_NAME).collect();
    if is_free(&short) {
        return short;
    }
    (2..)
        .map(|number: u32| {
            let end = format!(" {number}");
            let start: String = clean.trim().chars().take(LONGEST_NAME - end.len()).collect();
            format!("{start}{end}")
        })
        .find(|name| is_free(name))
        .unwrap_or(short)
}

/// How a column of numbers is shown.
fn number_format(unit: Unit) -> &'static str {
    match unit {
        Unit::Text => "General",
        Unit::Money | Unit::MoneyPerPerson | Unit::People => "#,##0",
        Unit::Share => "0%",
        Unit::Rate => "0.0%",
        Unit::Change | Unit::Points => "+0.0%;-0.0%;0.0%",
        Unit::Index => "0.000",
        Unit::Ratio => "0.00",
    }
}

fn write_table(sheet: &mut Worksheet, table: &FigureTable) -> Result<(), XlsxError> {
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Bottom)
        .set_border_bottom(rust_xlsxwriter::FormatBorder::Thin);
    let is_sum = |row: usize| {
        table
            .keys
            .get(row)
            .is_some_and(|key| matches!(key.as_str(), "all" | "net_cost"))
    };
    let dressed = |format: Format, row: usize| if is_sum(row) { format.set_bold() } else { format };
    for (at, column) in (0u16..).zip(&table.columns) {
        sheet.write_string_with_format(0, at, &column.title, &head)?;
        let mut widest = column.title.chars().count() / 2;
        match &column.cells {
            Cells::Text(cells) => {
                for (row, cell) in cells.iter().enumerate() {
                    let format = dressed(Format::new().set_text_wrap().set_align(FormatAlign::Top), row);
                    sheet.write_string_with_format(row as u32 + 1, at, cut(cell), &format)?;
                    let wide: usize = cell
                        .chars()
                        .map(|letter| if letter >= '\u{2e80}' { 2 } else { 1 })
                        .sum();
                    widest = widest.max(wide);
                }
            }
            Cells::Number(cells) => {
                for (row, cell) in cells.iter().enumerate() {
                    let Some(number) = cell else { continue };
                    let format = Format::new()
                        .set_num_format(number_format(column.unit))
                        .set_align(FormatAlign::Top);
                    sheet.write_number_with_format(row as u32 + 1, at, *number, &dressed(format, row))?;
                    if matches!(column.unit, Unit::Money | Unit::MoneyPerPerson | Unit::People) {
                        // Digits, a sign and a separator every three.
                        let digits = format!("{number:.0}").len();
                        widest = widest.max(digits + digits / 3);
                    }
                }
            }
        }
        let width = (widest + 2).clamp(WIDTHS.0, WIDTHS.1);
        sheet.set_column_width(at, width as f64)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    Ok(())
}
