//! The values of a formula for the rows of a block.

/// One value for all rows, a column, or values of their own.
pub(super) enum Series<'a> {
    One(f64),
    Borrowed(&'a [f64]),
    Own(Vec<f64>),
}

impl<'a> Series<'a> {
    /// The value of a row.
    #[inline(always)]
    pub(super) fn at(&self, row: usize) -> f64 {
        match self {
            Series::One(value) => *value,
            Series::Borrowed(values) => values[row],
            Series::Own(values) => values[row],
        }
    }

    /// The values; of one value for all rows just that.
    pub(super) fn slice(&self) -> &[f64] {
        match self {
            Series::One(value) => std::slice::from_ref(value),
            Series::Borrowed(values) => values,
            Series::Own(values) => values,
        }
    }

    /// As many values as there are rows.
    pub(super) fn into_vec(self, rows: usize) -> Vec<f64> {
        match self {
            Series::One(value) => vec![value; rows],
            Series::Borrowed(values) => values.to_vec(),
            Series::Own(values) => values,
        }
    }

    pub(super) fn map(self, f: impl Fn(f64) -> f64) -> Series<'a> {
        match self {
            Series::One(value) => Series::One(f(value)),
            Series::Borrowed(values) => Series::Own(values.iter().map(|x| f(*x)).collect()),
            Series::Own(mut values) => {
                values.iter_mut().for_each(|x| *x = f(*x));
                Series::Own(values)
            }
        }
    }

    pub(super) fn combine(self, other: Series<'a>, f: impl Fn(f64, f64) -> f64) -> Series<'a> {
        match (self, other) {
            (Series::One(a), b) => b.map(|y| f(a, y)),
            (a, Series::One(b)) => a.map(|x| f(x, b)),
            (Series::Own(mut a), b) => {
                a.iter_mut().zip(b.slice()).for_each(|(x, y)| *x = f(*x, *y));
                Series::Own(a)
            }
            (a, Series::Own(mut b)) => {
                b.iter_mut().zip(a.slice()).for_each(|(y, x)| *y = f(*x, *y));
                Series::Own(b)
            }
            (Series::Borrowed(a), Series::Borrowed(b)) => {
                Series::Own(a.iter().zip(b).map(|(x, y)| f(*x, *y)).collect())
            }
        }
    }

    /// `then` where the condition holds, else `other`.
    pub(super) fn select(condition: &Series<'a>, then: &Series<'a>, other: &Series<'a>) -> Series<'a> {
        let rows = [condition, then, other].iter().fold(None, |rows, series| match series {
            Series::One(_) => rows,
            series => Some(series.slice().len()),
        });
        let chosen = |row: usize| {
            if condition.at(row) != 0.0 {
                then.at(row)
            } else {
                other.at(row)
            }
        };
        match rows {
            None => Series::One(chosen(0)),
            Some(rows) => Series::Own((0..rows).map(chosen).collect()),
        }
    }
}
