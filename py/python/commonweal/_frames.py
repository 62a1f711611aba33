"""Tables of other libraries, and polars when it is first needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from commonweal._errors import PopulationError, refuse

if TYPE_CHECKING:
    import polars as pl

    from commonweal._engine import ArrowStream


def names_of(table: Any) -> list[str]:
    """The names of a table's columns."""
    names = table.column_names if hasattr(table, "column_names") else table.columns
    return [str(name) for name in names]


def stream_of(table: Any, what: str) -> tuple[ArrowStream, bool]:
    """A table as something with the Arrow interface, and whether its memory may change while the engine reads it.

    Polars and pyarrow tables never change; a pandas table may, and so may what no one knows.
    """
    if isinstance(table, Mapping):
        import polars as pl

        return pl.DataFrame(table), False
    module = type(table).__module__.split(".")[0]
    if module == "polars" and hasattr(table, "collect"):
        table = table.collect()
    if not hasattr(table, "__arrow_c_stream__"):
        raise refuse(
            PopulationError,
            f"{what} are a {type(table).__name__}, which has no Arrow interface",
            code="wrong-type",
            path=what,
            found=type(table).__name__,
            allowed="a DataFrame of polars or pandas, a table of pyarrow, a relation of duckdb, or a dict of columns",
            remedy="make a DataFrame of it first",
        )
    return table, module not in ("polars", "pyarrow")


def frame(stream: ArrowStream) -> pl.DataFrame:
    """A table of the engine as a polars DataFrame, without copying its numbers."""
    import polars as pl

    made = pl.DataFrame(stream)
    return made


def frame_of(columns: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """A table of results: columns with name, kind and values."""
    import polars as pl

    series = [
        pl.Series(column["name"], column["values"], dtype=pl.String if column["kind"] == "text" else pl.Float64)
        for column in columns
    ]
    return pl.DataFrame(series)
