//! Cells that a population holds in common with whoever made them: its own, or memory of another program.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// Memory of another program, such as a column of a DataFrame, that stays as it is while this lives.
pub trait Foreign<T>: Send + Sync {
    /// The cells; every call gives the same memory with the same values.
    fn cells(&self) -> &[T];
}

/// Cells behind a count of references: cloning copies none of them.
pub enum Shared<T> {
    /// Made here.
    Own(Arc<[T]>),
    /// Of another program.
    Foreign(Arc<dyn Foreign<T>>),
}

impl<T> Deref for Shared<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        match self {
            Shared::Own(cells) => cells,
            Shared::Foreign(cells) => cells.cells(),
        }
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        match self {
            Shared::Own(cells) => Shared::Own(Arc::clone(cells)),
            Shared::Foreign(cells) => Shared::Foreign(Arc::clone(cells)),
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T> From<Arc<[T]>> for Shared<T> {
    fn from(cells: Arc<[T]>) -> Self {
        Shared::Own(cells)
    }
}

impl<T> From<Vec<T>> for Shared<T> {
    fn from(cells: Vec<T>) -> Self {
        Shared::Own(cells.into())
    }
}

impl<T: Clone> From<&[T]> for Shared<T> {
    fn from(cells: &[T]) -> Self {
        Shared::Own(cells.into())
    }
}

impl<T, const N: usize> From<[T; N]> for Shared<T> {
    fn from(cells: [T; N]) -> Self {
        Shared::Own(Arc::new(cells))
    }
}

impl<T> FromIterator<T> for Shared<T> {
    fn from_iter<I: IntoIterator<Item = T>>(cells: I) -> Self {
        Shared::Own(cells.into_iter().collect())
    }
}

impl<'a, T> IntoIterator for &'a Shared<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Lent(Vec<f64>);

    impl Foreign<f64> for Lent {
        fn cells(&self) -> &[f64] {
            &self.0
        }
    }

    #[test]
    fn cells_of_another_program_are_read_where_they_are() {
        let lent = Lent(vec![1.0, 2.0]);
        let at = lent.0.as_ptr();
        let shared = Shared::Foreign(Arc::new(lent));
        assert_eq!(shared.clone().as_ptr(), at);
        assert_eq!(shared, Shared::from([1.0, 2.0]));
        assert_ne!(shared, Shared::from(vec![1.0, 3.0]));
    }
}
