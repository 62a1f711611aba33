"""Calls the functions of Python that work out an instrument."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

    from commonweal._engine import ArrowStream
    from commonweal._instrument import Function


def call(function: Function, stream: ArrowStream, instrument: str, rows: int) -> pl.DataFrame:
    """Calls a function with the columns of its units and gives what it answers as a table of one column."""
    import polars as pl

    answer: Any = function(pl.DataFrame(stream))
    if isinstance(answer, pl.DataFrame):
        if answer.width != 1:
            raise ValueError(f"the function of `{instrument}` gives {answer.width} columns; one is wanted")
        answer = answer.to_series()
    if isinstance(answer, (str, bytes)) or not hasattr(answer, "__len__"):
        raise ValueError(
            f"the function of `{instrument}` gives one {type(answer).__name__} for {rows} rows; "
            "numbers are wanted, one a row: a column, such as 0 * units['income'] + 500, or a list"
        )
    if not isinstance(answer, pl.Series):
        # Columns of pandas, pyarrow and numpy, and lists.
        answer = pl.Series("amount", list(answer) if isinstance(answer, (tuple, range)) else answer)
    if not (answer.dtype.is_numeric() or answer.dtype == pl.Boolean):
        raise ValueError(f"the function of `{instrument}` gives {answer.dtype}; numbers are wanted")
    if len(answer) != rows:
        raise ValueError(f"the function of `{instrument}` gives {len(answer)} values for {rows} rows")
    if answer.null_count():
        raise ValueError(f"the function of `{instrument}` gives no value in {answer.null_count()} rows")
    return pl.DataFrame({"amount": answer.cast(pl.Float64).rechunk()})
