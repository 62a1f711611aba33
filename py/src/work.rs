//! Long work beside a waiting Python: the GIL is free, Ctrl-C is heard, progress is told.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use commonweal_core::simulation::Progress;
use pyo3::prelude::*;

use crate::error::broken;

/// How often Python is asked whether to go on.
const PAUSE: Duration = Duration::from_millis(40);

/// Does the work on a thread of its own while the caller's thread, without the GIL, waits, hears signals and calls `told` with
/// the work done and the whole work.
///
/// # Errors
/// What a signal or `told` raised, after the work has been cancelled; a fault of the engine.
pub fn interruptible<T: Send>(
    py: Python<'_>,
    told: Option<&Py<PyAny>>,
    work: impl FnOnce(&Progress<'_>) -> T + Send,
) -> PyResult<T> {
    let (done, total, cancelled) = (AtomicU64::new(0), AtomicU64::new(0), AtomicBool::new(false));
    let progress = |now: u64, all: u64| {
        done.store(now, Ordering::Relaxed);
        total.store(all, Ordering::Relaxed);
        !cancelled.load(Ordering::Relaxed)
    };
    let (outcome, raised) = py.detach(|| {
        std::thread::scope(|scope| {
            let (finished, wait) = channel::<Result<T, Box<dyn Any + Send>>>();
            let progress: &Progress<'_> = &progress;
            scope.spawn(move || {
                let outcome = catch_unwind(AssertUnwindSafe(|| work(progress)));
                // Whoever waits does so until this arrives.
                let _ = finished.send(outcome);
            });
            let mut raised: Option<PyErr> = None;
            loop {
                match wait.recv_timeout(PAUSE) {
                    Ok(outcome) => return (Some(outcome), raised),
                    Err(RecvTimeoutError::Disconnected) => return (None, raised),
                    Err(RecvTimeoutError::Timeout) if raised.is_none() => {
                        let asked = Python::attach(|py| {
                            py.check_signals()?;
                            match (told, total.load(Ordering::Relaxed)) {
                                (Some(told), all) if all > 0 => {
                                    told.call1(py, (done.load(Ordering::Relaxed), all)).map(|_| ())
                                }
                                _ => Ok(()),
                            }
                        });
                        if let Err(error) = asked {
                            cancelled.store(true, Ordering::Relaxed);
                            raised = Some(error);
                        }
                    }
                    Err(RecvTimeoutError::Timeout) => {}
                }
            }
        })
    });
    match (raised, outcome) {
        (Some(error), _) => Err(error),
        (None, Some(Ok(value))) => Ok(value),
        (None, Some(Err(panic))) => Err(broken(&reason(panic.as_ref()))),
        (None, None) => Err(broken("its thread ended")),
    }
}

fn reason(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_string());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no reason was given".to_string())
}
