"""Calls the functions of Python that work out an instrument."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

    from commonweal._engine import ArrowStream
    from commonweal._instrument import Function


def call(function: Function, stream: ArrowStream, instrument: str, rows: int) -> pl.DataFrame:
    """Calls a function with the columns of its units and gives what it answers as a table of one column."""
    import polars as pl

    try:
        answer: Any = function(pl.DataFrame(stream))
    except Exception as error:
        # The engine tells this in its sentence; the exception itself is the cause of the error that a user sees.
        error._commonweal_told = _told(error, function)  # type: ignore[attr-defined]
        raise
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


def _told(error: Exception, function: Callable[..., Any]) -> str:
    """What a function raised, with its name and the line of it that was being worked out."""
    own = inspect.unwrap(function)
    name = getattr(own, "__qualname__", type(own).__qualname__)
    code = getattr(own, "__code__", None) or getattr(getattr(type(own), "__call__", None), "__code__", None)
    text = str(error).strip()
    told = f"`{name}` raised {type(error).__name__}" + (f": {text}" if text else "")
    line = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code is code:
            line = trace.tb_lineno
        trace = trace.tb_next
    return told if code is None or line is None else f"{told} (line {line} of {Path(code.co_filename).name})"
