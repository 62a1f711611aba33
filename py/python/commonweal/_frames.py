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


def table_of(table: Any, what: str) -> Any:
    """A table with columns and the Arrow interface, of what a user gives.

    Raises PopulationError for what is none.
    """
    if isinstance(table, Mapping):
        import polars as pl

        return pl.DataFrame(table)
    if type(table).__module__.split(".")[0] == "polars" and hasattr(table, "collect"):
        table = table.collect()
    if type(table).__module__.split(".")[0] == "pandas" and hasattr(table, "dtypes") and hasattr(table, "columns"):
        table = _of_one_type(table)
    if not hasattr(table, "__arrow_c_stream__") or not (hasattr(table, "column_names") or hasattr(table, "columns")):
        raise refuse(
            PopulationError,
            f"{what} are a {type(table).__name__}, which has no Arrow interface",
            code="wrong-type",
            path=what,
            found=type(table).__name__,
            allowed="a DataFrame of polars or pandas, a table of pyarrow, a relation of duckdb, or a dict of columns",
            remedy="make a DataFrame of it first",
        )
    return table


def may_change(table: Any) -> bool:
    """Whether a table's memory may change while the engine reads it: not that of polars and pyarrow, else perhaps."""
    return type(table).__module__.split(".")[0] not in ("polars", "pyarrow")


def _of_one_type(table: Any) -> Any:
    """A table of pandas whose columns with texts among numbers, for which Arrow has no type, are texts: the engine reads numbers in
    them, and says in which row one is none. Columns that it does not read do not matter then."""
    from pandas.api.types import infer_dtype  # type: ignore[import-untyped,unused-ignore]

    objects = [at for at, kind in enumerate(table.dtypes) if str(kind) == "object"]
    mixed = [at for at in objects if infer_dtype(table.iloc[:, at]) in ("mixed", "mixed-integer")]
    if not mixed:
        return table
    made = table.copy(deep=False)
    for at in mixed:
        name, cells = table.columns[at], list(table.iloc[:, at])
        made[name] = [None if cell is None or cell != cell else str(cell) for cell in cells]
    return made


def chunked(table: Any) -> list[str]:
    """Columns in several chunks, which polars copies into one when it gives them away."""
    if type(table).__module__.split(".")[0] != "polars":
        return []
    return [name for name, count in zip(table.columns, table.n_chunks("all")) if count > 1]


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
