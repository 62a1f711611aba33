//! The tables of the benchmark: seconds and ratios, memory, the slider's step, and the aims.

use crate::bench::{ENGINE_NAME, Line, Mode};
use std::fmt::Write;

/// The most that the engine's time may be of numba's in mode `elem`, by the project's aims.
const AIM_OF_NUMBA: f64 = 1.5;
/// The most that the engine's time may be of polars' in mode `full`, by the project's aims.
const AIM_OF_POLARS: f64 = 1.0 / 3.0;

/// All tables of a run, as text.
pub fn render(lines: &[Line], repeat: u32) -> String {
    let Some(first) = lines.first() else {
        return "nothing was measured".into();
    };
    let mut text = format!(
        "\nW1, {} households, seconds, best of {repeat} after one warm-up; in brackets {ENGINE_NAME}'s time divided by \
         the system's\n",
        first.rows
    );
    grid(&mut text, lines, |line, engine| {
        let engine = engine.filter(|_| line.system != ENGINE_NAME);
        let ratio = engine.map(|engine| format!("({:.2})", engine.seconds_best / line.seconds_best));
        (format!("{:.4}", line.seconds_best), ratio.unwrap_or_default())
    });
    text += "\nLargest resident memory of the whole process, MiB\n";
    grid(&mut text, lines, |line, _| {
        (format!("{:.0}", line.peak_mib), String::new())
    });
    steps(&mut text, lines);
    aims(&mut text, lines);
    text
}

/// The measurement of a system in one mode with so many threads.
fn find<'a>(lines: &'a [Line], system: &str, mode: Mode, threads: u32) -> Option<&'a Line> {
    lines
        .iter()
        .find(|line| line.system == system && line.mode == mode && line.threads == threads)
}

/// The columns: each mode with each number of threads that was measured.
fn columns(lines: &[Line]) -> Vec<(Mode, u32)> {
    let mut columns: Vec<_> = lines.iter().map(|line| (line.mode, line.threads)).collect();
    columns.sort_unstable();
    columns.dedup();
    columns
}

/// A row a system and a column a mode with a number of threads; a cell has a number and may have a note beside it.
fn grid(text: &mut String, lines: &[Line], cell: impl Fn(&Line, Option<&Line>) -> (String, String)) {
    let columns = columns(lines);
    let mut systems: Vec<(&str, &str)> = Vec::new();
    for line in lines {
        if !systems.iter().any(|(name, _)| *name == line.system) {
            systems.push((&line.system, &line.version));
        }
    }
    let mut row = |name: String, cells: Vec<(String, String)>| {
        let mut row = format!("{name:<18}");
        for (value, note) in cells {
            let _ = write!(row, "{value:>14} {note:<7}");
        }
        *text += row.trim_end();
        text.push('\n');
    };
    let head = |(mode, threads): &(Mode, u32)| (format!("{}, {threads} thr.", mode.name()), String::new());
    row(String::new(), columns.iter().map(head).collect());
    for (name, version) in systems {
        let cells = columns.iter().map(|&(mode, threads)| {
            let engine = find(lines, ENGINE_NAME, mode, threads);
            find(lines, name, mode, threads).map_or_else(|| ("-".into(), String::new()), |line| cell(line, engine))
        });
        row(format!("{name} {version}"), cells.collect());
    }
}

/// One parameter changed: its time against the first run's.
fn steps(text: &mut String, lines: &[Line]) {
    let mut title = "\nOne parameter changed, against the whole run\n";
    for line in lines {
        if let Some(step) = line.step_seconds {
            *text += title;
            title = "";
            let (mode, threads, ratio) = (line.mode.name(), line.threads, step / line.seconds_best);
            let _ = writeln!(
                text,
                "{} {mode}, {threads} thr.: {step:.4} s, {ratio:.2} of the run",
                line.system
            );
        }
    }
}

/// The aims, each with what was found; nothing where the engine or the peer was not measured.
fn aims(text: &mut String, lines: &[Line]) {
    let mut title = "\nAims\n";
    let mut aim = |what: String, found: f64, allowed: f64| {
        *text += title;
        title = "";
        let word = if found <= allowed { "met" } else { "missed" };
        let _ = writeln!(text, "{what}: {found:.2}, at most {allowed:.2}: {word}");
    };
    for (mode, threads) in columns(lines) {
        let Some(engine) = find(lines, ENGINE_NAME, mode, threads) else {
            continue;
        };
        let (peer, allowed) = match mode {
            Mode::Elem => ("numba", AIM_OF_NUMBA),
            Mode::Full => ("polars", AIM_OF_POLARS),
        };
        let Some(peer) = find(lines, peer, mode, threads) else {
            continue;
        };
        let what = format!("{}, {threads} thr., time of {}", mode.name(), peer.system);
        aim(what, engine.seconds_best / peer.seconds_best, allowed);
        if mode == Mode::Full {
            let what = format!("{}, {threads} thr., memory of {}", mode.name(), peer.system);
            aim(what, engine.peak_mib / peer.peak_mib, 1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn line(system: &str, mode: Mode, seconds: f64, peak_mib: f64) -> Line {
        Line {
            system: system.into(),
            version: "1".into(),
            mode,
            rows: 1000,
            threads: 1,
            seconds_best: seconds,
            peak_mib,
            step_seconds: (system == ENGINE_NAME).then_some(seconds / 4.0),
            totals: BTreeMap::new(),
            statistics: BTreeMap::new(),
            deciles: Vec::new(),
        }
    }

    #[test]
    fn ratios_steps_and_aims_are_worked_out() {
        let lines = [
            line("numba", Mode::Elem, 0.010, 300.0),
            line(ENGINE_NAME, Mode::Elem, 0.012, 100.0),
            line("polars", Mode::Full, 0.100, 400.0),
            line(ENGINE_NAME, Mode::Full, 0.040, 100.0),
        ];
        let text = render(&lines, 3);
        for part in [
            "0.0100 (1.20)",
            "0.1000 (0.40)",
            "commonweal elem, 1 thr.: 0.0030 s, 0.25 of the run",
            "elem, 1 thr., time of numba: 1.20, at most 1.50: met",
            "full, 1 thr., time of polars: 0.40, at most 0.33: missed",
            "full, 1 thr., memory of polars: 0.25, at most 1.00: met",
        ] {
            assert!(text.contains(part), "{part:?} is not in\n{text}");
        }
    }

    #[test]
    fn what_was_not_measured_is_a_dash_and_no_aim() {
        let text = render(
            &[
                line("numba", Mode::Elem, 0.010, 300.0),
                line("polars", Mode::Full, 0.1, 1.0),
            ],
            3,
        );
        assert!(
            text.contains('-') && !text.contains("Aims") && !text.contains('('),
            "{text}"
        );
    }
}
