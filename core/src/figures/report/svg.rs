//! Charts as SVG, in the colours of the page around them.

use super::super::Unit;
use super::chart::{Chart, ChartKind};
use super::drawing::{Drawing, LETTERS, Scale, lines_of, names, numbers, short, shown, tick, title, width_of};

/// The height of a line of text.
const LINE: f64 = 16.0;

/// A chart at a width; `id` is told apart from every other of the page, `class` says where it is shown.
pub(super) fn svg(chart: &Chart, width: f64, id: &str, class: &str) -> String {
    let mut drawing = Drawing::new(width);
    let height = match &chart.kind {
        ChartKind::Waterfall => waterfall(&mut drawing, chart),
        ChartKind::Shares { columns } => shares(&mut drawing, chart, columns),
        ChartKind::Bars { column } => bars(&mut drawing, chart, column),
        ChartKind::Dots { columns } => dots(&mut drawing, chart, columns),
        ChartKind::Columns { column } => columns_of(&mut drawing, chart, column),
        ChartKind::Lines { columns } => lines(&mut drawing, chart, columns),
        ChartKind::Tornado { central, legend } => tornado(&mut drawing, chart, *central, legend),
    };
    drawing.picture(id, class, height, &chart.title, &chart.description)
}

/// What the axis counts, at the top left.
fn caption(drawing: &mut Drawing, chart: &Chart) -> f64 {
    drawing.text("muted", "start", 0.0, LETTERS, &chart.axis.caption);
    LINE + 10.0
}

fn waterfall(drawing: &mut Drawing, chart: &Chart) -> f64 {
    let table = &chart.table;
    let [amounts, from, to] = ["amount", "from", "to"].map(|name| numbers(table, name));
    let names = names(table);
    let top = caption(drawing, chart) + 14.0;
    let foot = top + 190.0;
    let ends = from.iter().chain(&to).flatten().copied();
    let y = Scale::of(ends, (foot, top), true);
    let band = drawing.width / names.len() as f64;
    let thick = band * 0.7;
    let last = names.len().saturating_sub(1);
    let mut deepest = 0;
    for (at, name) in names.iter().enumerate() {
        let x = band * at as f64 + (band - thick) / 2.0;
        let (start, end) = (from[at].unwrap_or(0.0), to[at].unwrap_or(0.0));
        let class = match table.keys[at].as_str() {
            "net_cost" => "ink",
            "paid_out" | "taken_in" => "accent",
            _ => "mid",
        };
        let (high, low) = if y.at(start) < y.at(end) {
            (y.at(start), y.at(end))
        } else {
            (y.at(end), y.at(start))
        };
        let tall = if low - high < 1.0 { 1.0 } else { low - high };
        drawing.bar(class, x, high, thick, tall);
        let amount = amounts[at].unwrap_or(0.0);
        let mut text = short(amount, chart.axis.factor);
        if at > 0 && at < last && amount > 0.0 && text != "0" {
            text.insert(0, '+');
        }
        drawing.text("value", "middle", x + thick / 2.0, high - 6.0, &text);
        if at < last {
            drawing.line("join", (x + thick, y.at(end)), (x + band, y.at(end)));
        }
        let wrapped = lines_of(name, band - 6.0);
        for (line, words) in wrapped.iter().enumerate() {
            let class = if at == last { "strong" } else { "" };
            drawing.text(
                class,
                "middle",
                x + thick / 2.0,
                foot + 20.0 + LINE * line as f64,
                words,
            );
        }
        deepest = deepest.max(wrapped.len());
    }
    drawing.line("zero", (0.0, y.at(0.0)), (drawing.width, y.at(0.0)));
    foot + 12.0 + LINE * deepest as f64
}

/// The colours of shares, by the column.
fn share_class(column: &str) -> &'static str {
    match column {
        "gain_above_5_percent" => "gain",
        "gain_up_to_5_percent" => "gain2",
        "loss_up_to_5_percent" => "loss2",
        "loss_above_5_percent" => "loss",
        "job_kept_or_found" => "accent",
        "enough_income" => "mid",
        "benefit_not_enough" => "pale",
        "entitled_not_claimed" => "loss2",
        "not_entitled" => "loss",
        "baseline_not_positive" => "hatch",
        _ => "neutral",
    }
}

/// Whether light letters are read on that colour, or dark ones.
fn on(class: &str) -> &'static str {
    match class {
        "accent" | "gain" | "loss" => "on-strong",
        _ => "on-pale",
    }
}

fn shares(drawing: &mut Drawing, chart: &Chart, columns: &[String]) -> f64 {
    let table = &chart.table;
    let names = names(table);
    let is_above = names.len() < 4;
    let widest = names.iter().fold(0.0, |widest, name| larger(widest, width_of(name)));
    let left = if is_above { 0.0 } else { widest + 12.0 };
    let (thick, pitch) = if is_above { (34.0, 64.0) } else { (19.0, 26.0) };
    let first = if is_above { 20.0 } else { 2.0 };
    let room = drawing.width - left;
    let cells: Vec<Vec<Option<f64>>> = columns.iter().map(|name| numbers(table, name)).collect();
    let texts: Vec<Vec<String>> = columns.iter().map(|name| shown(table, name)).collect();
    for (row, name) in names.iter().enumerate() {
        let y = first + pitch * row as f64;
        let class = if row == 0 { "strong" } else { "" };
        let (x, text_y) = if is_above {
            (0.0, y - 6.0)
        } else {
            (0.0, y + thick / 2.0 + 4.5)
        };
        drawing.text(class, "start", x, text_y, name);
        let mut from = 0.0;
        for (column, (cells, texts)) in columns.iter().zip(cells.iter().zip(&texts)) {
            let share = cells[row].unwrap_or(0.0);
            if share > 0.0 {
                let class = share_class(column);
                let wide = share * room - 1.0;
                let x = left + from * room;
                drawing.bar(class, x, y, if wide > 0.5 { wide } else { 0.5 }, thick);
                let text = texts[row].trim_end_matches('%');
                if text.bytes().all(|byte| byte.is_ascii_digit()) && wide > width_of(text) + 6.0 {
                    drawing.text(on(class), "middle", x + wide / 2.0, y + thick / 2.0 + 4.5, text);
                }
            }
            from += share;
        }
    }
    let top = first + pitch * names.len() as f64 + if is_above { -8.0 } else { 8.0 };
    let seen = |at: usize| cells[at].iter().flatten().any(|share| *share > 0.0);
    let entries: Vec<(&str, &str)> = columns
        .iter()
        .enumerate()
        .filter(|(at, _)| seen(*at))
        .map(|(_, name)| (share_class(name), title(table, name)))
        .collect();
    legend(drawing, top, &entries)
}

/// Squares with their names, as the words come; gives the foot.
fn legend(drawing: &mut Drawing, top: f64, entries: &[(&str, &str)]) -> f64 {
    let (mut x, mut y) = (0.0, top);
    for (class, name) in entries {
        let wide = width_of(name) + 38.0;
        if x > 0.0 && x + wide - 20.0 > drawing.width {
            (x, y) = (0.0, y + 20.0);
        }
        drawing.bar(class, x, y, 11.0, 11.0);
        drawing.text("", "start", x + 17.0, y + 10.0, name);
        x += wide;
    }
    y + 18.0
}

fn larger(a: f64, b: f64) -> f64 {
    if b > a { b } else { a }
}

fn bars(drawing: &mut Drawing, chart: &Chart, column: &str) -> f64 {
    let table = &chart.table;
    let (names, cells, texts) = (names(table), numbers(table, column), shown(table, column));
    let is_signed = chart.axis.unit == Unit::Change;
    let widest = names.iter().fold(0.0, |widest, name| larger(widest, width_of(name)));
    let left = larger(24.0, widest) + 12.0;
    let ends = texts.iter().fold(0.0, |widest, text| larger(widest, width_of(text))) + 10.0;
    let has_loss = cells.iter().flatten().any(|cell| *cell < 0.0);
    let top = caption(drawing, chart);
    let start = left + if has_loss { ends } else { 0.0 };
    let x = Scale::of(cells.iter().flatten().copied(), (start, drawing.width - ends), true);
    let pitch = 24.0;
    let foot = top + pitch * names.len() as f64;
    for tick in x.ticks(5.0) {
        drawing.line("grid", (x.at(tick), top - 2.0), (x.at(tick), foot));
    }
    for (row, name) in names.iter().enumerate() {
        let y = top + pitch * row as f64;
        let is_all = table.keys[row] == "all";
        drawing.text(if is_all { "strong" } else { "" }, "start", 0.0, y + 15.0, name);
        let Some(cell) = cells[row] else {
            drawing.text("muted", "start", x.at(0.0) + 6.0, y + 15.0, &texts[row]);
            continue;
        };
        let class = match (is_signed, cell < 0.0) {
            (false, _) => "accent",
            (true, true) => "loss",
            (true, false) => "gain",
        };
        drawing.bar(class, x.at(0.0), y + 3.0, x.at(cell) - x.at(0.0), pitch - 7.0);
        let (anchor, at) = if cell < 0.0 {
            ("end", x.at(cell) - 5.0)
        } else {
            ("start", x.at(cell) + 5.0)
        };
        drawing.text("value", anchor, at, y + 15.0, &texts[row]);
    }
    drawing.line("zero", (x.at(0.0), top - 2.0), (x.at(0.0), foot));
    foot + 4.0
}

fn dots(drawing: &mut Drawing, chart: &Chart, columns: &[String]) -> f64 {
    let table = &chart.table;
    let names = names(table);
    let cells: Vec<Vec<Option<f64>>> = columns.iter().map(|name| numbers(table, name)).collect();
    let changes = shown(table, "change");
    let has_change = table.column("change").is_some();
    let widest = names.iter().fold(0.0, |widest, name| larger(widest, width_of(name)));
    let left = widest + 16.0;
    let right = if has_change { 56.0 } else { 12.0 };
    let x = Scale::of(
        cells.iter().flatten().flatten().copied(),
        (left, drawing.width - right),
        false,
    )
    .padded(0.08);
    let (top, pitch) = (26.0, 28.0);
    let foot = top + pitch * names.len() as f64;
    for number in x.ticks(if drawing.width < 500.0 { 3.0 } else { 5.0 }) {
        drawing.line("grid", (x.at(number), top - 6.0), (x.at(number), foot));
        let text = format!("{}%", tick(number, chart.axis.factor));
        drawing.text("muted", "middle", x.at(number), 12.0, &text);
    }
    for (row, name) in names.iter().enumerate() {
        let y = top + pitch * row as f64 + pitch / 2.0;
        drawing.text(if row == 0 { "strong" } else { "" }, "start", 0.0, y + 4.5, name);
        let of = |name: &str| columns.iter().position(|own| own == name).and_then(|at| cells[at][row]);
        if let (Some(law), Some(reform)) = (of("baseline"), of("reform")) {
            drawing.line("span", (x.at(law), y), (x.at(reform), y));
        }
        for column in columns {
            if let Some(cell) = of(column) {
                mark(drawing, column, x.at(cell), y);
            }
        }
        if has_change {
            let change = changes[row].split(' ').next().unwrap_or_default();
            drawing.text(
                if row == 0 { "value" } else { "" },
                "end",
                drawing.width,
                y + 4.5,
                change,
            );
        }
    }
    let (mut at, mut y) = (0.0, foot + 20.0);
    for column in columns {
        let name = title(table, column);
        let wide = width_of(name) + 36.0;
        if at > 0.0 && at + wide - 18.0 > drawing.width {
            (at, y) = (0.0, y + 20.0);
        }
        mark(drawing, column, at + 6.0, y - 4.5);
        drawing.text("", "start", at + 17.0, y, name);
        at += wide;
    }
    y + 8.0
}

/// The mark of a run: what was before an upright, today's law a ring, the package a disc.
fn mark(drawing: &mut Drawing, column: &str, x: f64, y: f64) {
    match column {
        "before_shock" => drawing.line("mark", (x, y - 7.0), (x, y + 7.0)),
        "baseline" => drawing.disc("ring", x, y, 4.5),
        _ => drawing.disc("disc", x, y, 5.0),
    }
}

fn columns_of(drawing: &mut Drawing, chart: &Chart, column: &str) -> f64 {
    let table = &chart.table;
    let (names, cells) = (names(table), numbers(table, column));
    let top = caption(drawing, chart) + 14.0;
    let foot = top + 170.0;
    let y = Scale::of(cells.iter().flatten().copied(), (foot, top), true);
    let band = drawing.width / names.len() as f64;
    let thick = band * 0.66;
    let is_dense = band < 40.0;
    for (row, name) in names.iter().enumerate() {
        let x = band * row as f64 + (band - thick) / 2.0;
        let Some(cell) = cells[row] else { continue };
        drawing.bar("accent", x, y.at(0.0), thick, y.at(cell) - y.at(0.0));
        // Numbers that would touch are left to the table.
        if !is_dense || row == 0 || row + 1 == names.len() {
            let above = if cell < 0.0 { y.at(0.0) - 6.0 } else { y.at(cell) - 6.0 };
            drawing.text(
                "value",
                "middle",
                x + thick / 2.0,
                above,
                &short(cell, chart.axis.factor),
            );
        }
        if !is_dense || row % 2 == 0 {
            drawing.text("", "middle", x + thick / 2.0, foot + 20.0, name);
        }
    }
    drawing.line("zero", (0.0, y.at(0.0)), (drawing.width, y.at(0.0)));
    foot + 28.0
}

fn lines(drawing: &mut Drawing, chart: &Chart, columns: &[String]) -> f64 {
    let table = &chart.table;
    let names = names(table);
    let cells: Vec<Vec<Option<f64>>> = columns.iter().map(|name| numbers(table, name)).collect();
    let top = caption(drawing, chart) + 4.0;
    let foot = top + 170.0;
    let y = Scale::of(cells.iter().flatten().flatten().copied(), (foot, top), true);
    let left = 46.0;
    for number in y.ticks(4.0) {
        drawing.line("grid", (left, y.at(number)), (drawing.width, y.at(number)));
        drawing.text(
            "muted",
            "end",
            left - 6.0,
            y.at(number) + 4.5,
            &tick(number, chart.axis.factor),
        );
    }
    let inner = left + 18.0;
    let step = (drawing.width - inner - 20.0) / (names.len().saturating_sub(1).max(1)) as f64;
    let is_dense = step < 40.0;
    for (row, name) in names.iter().enumerate() {
        if !is_dense || row % 2 == 0 {
            drawing.text("", "middle", inner + step * row as f64, foot + 20.0, name);
        }
    }
    let style = |at: usize| if at == 0 && columns.len() > 1 { "base" } else { "accent" };
    for (at, cells) in cells.iter().enumerate() {
        let points: Vec<(f64, f64)> = cells
            .iter()
            .enumerate()
            .filter_map(|(row, cell)| Some((inner + step * row as f64, y.at((*cell)?))))
            .collect();
        drawing.path(&format!("line {}-line", style(at)), &points);
        for (x, y) in points {
            drawing.disc(style(at), x, y, 3.0);
        }
    }
    if y.low < 0.0 {
        drawing.line("zero", (left, y.at(0.0)), (drawing.width, y.at(0.0)));
    }
    let entries: Vec<(&str, &str)> = columns
        .iter()
        .enumerate()
        .map(|(at, name)| (style(at), title(table, name)))
        .collect();
    legend(drawing, foot + 34.0, &entries)
}

fn tornado(drawing: &mut Drawing, chart: &Chart, central: f64, ends: &[String; 2]) -> f64 {
    let table = &chart.table;
    let names = names(table);
    let [low, high] = ["cost_at_low", "cost_at_high"].map(|name| numbers(table, name));
    let [low_shown, high_shown] = ["low", "high"].map(|name| shown(table, name));
    let mut top = caption(drawing, chart);
    let widest = low_shown
        .iter()
        .chain(&high_shown)
        .fold(0.0, |widest, text| larger(widest, width_of(text)));
    let side = widest + 8.0;
    let all = low.iter().chain(&high).flatten().copied().chain([central]);
    let x = Scale::of(all, (side, drawing.width - side), false);
    let start = top + 2.0;
    let ticks = x.ticks(if drawing.width < 500.0 { 3.0 } else { 5.0 });
    for number in &ticks {
        drawing.text(
            "muted",
            "middle",
            x.at(*number),
            start + LETTERS,
            &tick(*number, chart.axis.factor),
        );
    }
    top = start + LINE + 8.0;
    // The grid is drawn below the bars, so their places are found first.
    let mut rows: Vec<(f64, Vec<String>)> = Vec::new();
    let mut y = top;
    for name in &names {
        let wrapped = lines_of(name, drawing.width);
        rows.push((y, wrapped.clone()));
        y += LINE * wrapped.len() as f64 + 30.0;
    }
    let foot = y;
    for (at, (y, wrapped)) in rows.iter().enumerate() {
        let under = y + LINE * wrapped.len() as f64;
        for number in &ticks {
            drawing.line("grid", (x.at(*number), under - 1.0), (x.at(*number), under + 17.0));
        }
        for (line, words) in wrapped.iter().enumerate() {
            drawing.text("", "start", 0.0, y + LETTERS + LINE * line as f64 - 3.0, words);
        }
        let from = x.at(central);
        for (class, end) in [("mid", low[at]), ("accent", high[at])] {
            if let Some(end) = end {
                drawing.bar(class, from, under + 1.0, x.at(end) - from, 14.0);
            }
        }
        // The values stand at the outer ends; where both lie on one side, the nearer one is left to the table.
        let sides = |end: Option<f64>| end.map(|end| x.at(end) - from);
        let (left, right) = (sides(low[at]), sides(high[at]));
        let is_free =
            |own: f64, other: Option<f64>| other.is_none_or(|other| own * other <= 0.0 || own.abs() > other.abs());
        for (own, other, text) in [(left, right, &low_shown[at]), (right, left, &high_shown[at])] {
            let Some(own) = own.filter(|own| *own != 0.0 && is_free(*own, other)) else {
                continue;
            };
            let (anchor, shift) = if own < 0.0 { ("end", -5.0) } else { ("start", 5.0) };
            drawing.text("value", anchor, from + own + shift, under + 12.5, text);
        }
        drawing.line("zero", (from, under - 1.0), (from, under + 17.0));
    }
    legend(
        drawing,
        foot,
        &[("mid", ends[0].as_str()), ("accent", ends[1].as_str())],
    )
}
