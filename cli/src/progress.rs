//! A bar on the terminal for work that takes longer than a second.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work shorter than this has no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// A bar that appears when the work takes long and standard error is a terminal; it is removed when it is dropped.
pub struct Bar {
    bar: ProgressBar,
    started: Instant,
    is_wanted: bool,
    is_shown: AtomicBool,
}

impl Bar {
    /// A bar for work of that name; with `quiet` it never appears.
    pub fn new(what: &'static str, quiet: bool) -> Bar {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{msg} {bar:40} {percent:>3}%  {eta} left") {
            bar.set_style(style.progress_chars("█▌ "));
        }
        bar.set_message(what);
        Bar {
            bar,
            started: Instant::now(),
            is_wanted: !quiet && std::io::stderr().is_terminal(),
            is_shown: AtomicBool::new(false),
        }
    }

    /// Takes note of the work done; always true, because nothing cancels a run of the command line but its end.
    pub fn tick(&self, done: u64, total: u64) -> bool {
        if self.is_wanted && self.started.elapsed() >= PATIENCE {
            if !self.is_shown.swap(true, Ordering::Relaxed) {
                self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
            }
            self.bar.set_length(total);
            self.bar.set_position(done);
        }
        true
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
