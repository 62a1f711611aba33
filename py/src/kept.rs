//! Columns that Python reads where the engine wrote them, and the memory of those that it no longer holds.
//!
//! The pages of a fresh column cost as much as what is written on them, so the next ledger takes the memory of the last.

use std::collections::VecDeque;
use std::ops::Deref;
use std::panic::RefUnwindSafe;
use std::ptr::NonNull;
use std::sync::{Arc, Mutex};

use arrow_buffer::{ArrowNativeType, Buffer, ScalarBuffer};

/// Cells that are kept at most: 64 MB.
const KEPT_CELLS: usize = 8 << 20;

/// Columns of fewer cells are not kept: their pages cost little, and there may be many of them.
const LEAST_CELLS: usize = 4096;

/// What is kept, the oldest first.
static KEPT: Mutex<VecDeque<Vec<f64>>> = Mutex::new(VecDeque::new());

/// The memory that is kept, which whoever asks may use.
pub fn spare() -> Vec<Vec<f64>> {
    KEPT.lock().map(|mut kept| kept.drain(..).collect()).unwrap_or_default()
}

/// Numbers for Python; their memory is kept when Python is done with them.
pub fn numbers(cells: Vec<f64>) -> ScalarBuffer<f64> {
    held(Numbers(cells))
}

/// Cells for Python, held by their owner as long as Python holds them.
pub fn held<T: ArrowNativeType, O>(owner: O) -> ScalarBuffer<T>
where
    O: Deref<Target = [T]> + Send + Sync + 'static,
{
    let owner = Arc::new(Owner(owner));
    let (first, length) = (NonNull::from(&*owner.0).cast::<u8>(), owner.0.len());
    // SAFETY: the cells stay where they are, and as they are, while the owner lives, which the buffer holds; all of them are
    // initialised, and aligned as their type wants.
    #[allow(unsafe_code)]
    let buffer = unsafe { Buffer::from_custom_allocation(first, size_of_val(&*owner.0), owner) };
    ScalarBuffer::new(buffer, 0, length)
}

/// An owner of cells that nobody writes to.
struct Owner<O>(O);

// What a panic could leave half done is not written to through it.
impl<O> RefUnwindSafe for Owner<O> {}

/// Numbers whose memory is kept at the end.
struct Numbers(Vec<f64>);

impl Deref for Numbers {
    type Target = [f64];

    fn deref(&self) -> &[f64] {
        &self.0
    }
}

impl Drop for Numbers {
    fn drop(&mut self) {
        let own = std::mem::take(&mut self.0);
        if !(LEAST_CELLS..=KEPT_CELLS).contains(&own.capacity()) {
            return;
        }
        let Ok(mut kept) = KEPT.lock() else { return };
        let mut cells: usize = own.capacity() + kept.iter().map(Vec::capacity).sum::<usize>();
        while cells > KEPT_CELLS {
            match kept.pop_front() {
                Some(oldest) => cells -= oldest.capacity(),
                None => return,
            }
        }
        kept.push_back(own);
    }
}
