"""People: made from a recipe, read from a file, or lent by a DataFrame."""

from __future__ import annotations

import json
import operator
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commonweal import _engine
from commonweal._document import Document, text
from commonweal._errors import CommonwealError, PopulationError, refuse, wrong_type
from commonweal._frames import chunked, frame, may_change, names_of, table_of
from commonweal._mapping import mapping_of
from commonweal._names import names, system_of

if TYPE_CHECKING:
    import polars as pl


FILES = (".toml", ".json", ".csv", ".parquet")
"""Endings of what is a file and no name of the catalogue."""


def located(source: Any, folder: Path | None = None) -> Any:
    """How a study names people, with the full paths of files: it holds wherever the study stands and the process works."""
    if isinstance(source, dict):
        keys = ("file", "mapping", "recipe")
        return {key: located(value, folder) if key in keys else value for key, value in source.items()}
    if not isinstance(source, str) or not source.endswith(FILES):
        return source
    return os.path.abspath((folder or Path(".")) / source).replace(os.sep, "/")


class Population:
    """The people of a study: persons, households and other units with their columns and weights. It never changes."""

    def __init__(
        self, engine: _engine.Population, source: Any = None, name: str | None = None
    ) -> None:
        """Not for users: see `synthesize`, `load` and `from_frames`."""
        self._name = name
        self._engine = engine
        self._source = source

    @classmethod
    def synthesize(
        cls,
        recipe: str | os.PathLike[str],
        *,
        households: int | None = None,
        seed: int | None = None,
        progress: bool | None = None,
    ) -> Population:
        """Makes people from a recipe.

        Args:
            recipe: The name of one, such as `stylised`, or a file.
            households: How many are made; the recipe's own number unless given.
            seed: The seed of the draws; the recipe's own unless given.
            progress: Whether a bar is shown; unless given, where the work takes longer than a moment.

        Raises PopulationError for an unknown recipe, and for numbers out of range.
        """
        from commonweal._progress import bar

        name = _path(recipe, "recipe")
        _whole(households, "households")
        _whole(seed, "seed")
        with bar("people", progress) as told:
            made = _engine.Population.synthesize(name, households, seed, None, told)
        source: Document = {"recipe": name}
        if households is not None:
            source["households"] = int(households)
        if seed is not None:
            source["seed"] = int(seed)
        return cls(made, located(source if len(source) > 1 else name))

    @classmethod
    def load(cls, name: str | os.PathLike[str], *, mapping: str | os.PathLike[str] | None = None) -> Population:
        """People of the catalogue by name, those of a mapping file, or those of a .csv or .parquet file with a mapping.

        Raises PopulationError for a name or a file that there is not, and with every problem of the data.
        """
        name = _path(name, "name")
        reader = None if mapping is None else _path(mapping, "mapping")
        for file in (name, reader):
            if file is not None and file.endswith(FILES) and not os.path.isfile(file):
                raise refuse(
                    PopulationError,
                    f"there is no file {file}",
                    code="unknown-file",
                    path="name" if file == name else "mapping",
                    found=file,
                    allowed="a file that exists, or the name of a population: " + ", ".join(names("populations")),
                    remedy=f"it was looked for in {os.path.dirname(os.path.abspath(file))}",
                )
        if reader is None and name.endswith((".csv", ".parquet")):
            raise refuse(
                PopulationError,
                f"nothing says what the columns of {name} mean",
                code="missing-key",
                path="mapping",
                found=name,
                allowed="a mapping file",
                remedy="name one, as in Population.load('people.csv', mapping='people.toml'), or read the table and use from_frames",
            )
        made = _engine.Population.open(name, reader)
        return cls(made, located(name if reader is None else {"file": name, "mapping": reader}))

    @classmethod
    def from_frames(
        cls,
        persons: Any = None,
        households: Any = None,
        *,
        mapping: Mapping[str, Any] | str | os.PathLike[str] | None = None,
        system: str | None = None,
        name: str = "microdata",
        copy: bool = False,
    ) -> Population:
        """Takes people from your own tables: of polars, pandas, pyarrow or duckdb, or dicts of columns.

        Columns of 64-bit floating-point numbers of polars and pyarrow are read where they stand, not copied, if they are in
        one chunk, sorted by household (and person), and have no gaps and no -0.0; `copied` lists the others with the
        reason. Tables of pandas (which need pyarrow) and dicts are always copied, because they can change.

        Args:
            persons: One row a person, or whatever a row is by the mapping.
            households: One row a household, beside the persons or alone.
            mapping: What the columns mean. None: columns have the system's own names, with `household_id`, `person_id`,
                `weight`, and an id for each other unit, such as `family_id`. A dict of formulas by the system's names, such as
                `{"household": "hid", "weight": "wt / 100", "age": "AGEP", "earnings": "12 * pay"}`. The document of a
                mapping file as a dict, the file, or the name of a population whose mapping is taken.
            system: The system whose columns they are; unless the mapping says it.
            name: The name of the people.
            copy: Copies every column. Needed where the memory of a polars or pyarrow table is that of a numpy array which may be
                written to while these people live: the engine would read what is written.

        Raises PopulationError with every problem of the mapping and the cells, each with its row.
        """
        given = (("persons", persons), ("households", households))
        tables = {what: table_of(table, what) for what, table in given if table is not None}
        columns = {what: names_of(table) for what, table in tables.items()}
        document, folder = mapping_of(columns, mapping, system, name)
        first, *rest = tables.values()
        try:
            made = _engine.Population.from_tables(
                first,
                rest[0] if rest else None,
                document if isinstance(document, str) else text(document),
                "<mapping>",
                folder,
                copy or any(may_change(table) for _, table in given if table is not None),
                [column for table in tables.values() for column in chunked(table)],
            )
        except CommonwealError:
            raise
        except Exception as error:
            # What a library says of a table that it cannot give away, such as a column of a type that Arrow does not have.
            raise refuse(
                PopulationError,
                f"the table cannot be read: {error}",
                code="unreadable-table",
                path="persons",
                remedy="leave out or convert the columns that the model does not read",
            ) from error
        return cls(made, None, name)

    @property
    def name(self) -> str:
        """The name."""
        return self._name or self._engine.name

    @property
    def system(self) -> str:
        """The system whose columns they have."""
        return self._engine.system

    @property
    def households(self) -> int:
        """Rows of households."""
        return self._engine.households

    @property
    def persons(self) -> int:
        """Rows of persons."""
        return self._engine.persons

    @property
    def hash(self) -> str:
        """A hash of the people that does not depend on the order of the rows."""
        return self._engine.hash

    @property
    def source(self) -> Any:
        """How a study names them; None for people that stand in memory only."""
        return self._source

    @property
    def copied(self) -> dict[str, str]:
        """Columns of 64-bit numbers that had to be copied, with the reason. The weight always is."""
        return dict(self._engine.copied)

    @property
    def ignored(self) -> list[str]:
        """Columns of the file or the tables that nothing is read of: the system does not know them, or the mapping does not name them."""
        return list(self._engine.not_read)

    @property
    def defaulted(self) -> dict[str, str]:
        """Columns of the system that the people lack, with what is taken in their place: a value or a formula.

        `Result.defaulted_columns` tells which of them a study's rules read.
        """
        return {one["column"]: one["value"] for one in self.describe()["defaulted"]}

    def describe(self) -> Document:
        """What they hold: units with rows and numbers represented, weighted totals, shares of categories."""
        found: Document = json.loads(self._engine.describe())
        return found

    @property
    def totals(self) -> pl.DataFrame:
        """Weighted totals of the columns of numbers and truths; `counts` tells what a number counts, such as `money a month`."""
        import polars as pl

        counts = {one["name"]: one["unit"] for one in system_of(self.system)["columns"]}
        return pl.DataFrame([{**row, "counts": counts.get(row["column"], "")} for row in self.describe()["columns"]])

    @property
    def calibration(self) -> pl.DataFrame | None:
        """How the targets of a recipe are met, a row a target; None for people read from data."""
        import polars as pl

        report = self._engine.report()
        return None if report is None else pl.DataFrame(json.loads(report)["targets"])

    def to_frame(self) -> pl.DataFrame:
        """The people as a table, one row a person, with the ids of their units and the weight of the household."""
        return frame(self._engine.table())

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Saves the people as .parquet or .csv, and beside it, under the same name with the ending .toml, the mapping by which a
        study reads them: `people.parquet` and `people.toml`.

        From then on studies name them by that file. Gives the mapping's file. Raises PopulationError where it cannot be written.
        """
        folder = Path(path).parent
        if not folder.is_dir():
            raise refuse(
                PopulationError,
                f"there is no folder {folder}",
                code="unknown-folder",
                path=str(path),
                found=str(folder),
                remedy="make it first, or save elsewhere",
            )
        mapping = Path(self._engine.save(path))
        self._source = located(mapping.as_posix())
        return mapping

    def __repr__(self) -> str:
        report = self._engine.report()
        targets: list[Document] = [] if report is None else json.loads(report)["targets"]
        missed = sum(1 for target in targets if not target["met"])
        told = f", {missed} of {len(targets)} targets missed" if missed else ""
        ignored = self.ignored
        if ignored:
            # A misnamed column would be taken for one that the people lack.
            more = f" and {len(ignored) - 5} more" if len(ignored) > 5 else ""
            told += f"; columns not read: {', '.join(ignored[:5])}{more}"
        return f"<Population {self.name}: {self.households:,} households, {self.persons:,} persons{told}>"

    def _repr_html_(self) -> str:
        from commonweal._html import population

        return population(self)


def _path(given: object, argument: str) -> str:
    if not isinstance(given, (str, os.PathLike)):
        raise wrong_type(PopulationError, argument, given, "a name or a file")
    return os.fspath(given)


def _whole(number: object, name: str) -> None:
    limit = 2**32 if name == "households" else 2**63
    if number is None:
        return
    try:
        if not isinstance(number, bool) and 0 <= operator.index(number) < limit:  # type: ignore[arg-type]
            return
    except TypeError:
        pass
    raise refuse(
        PopulationError,
        f"`{name}` is {number!r}",
        code="out-of-range",
        path=name,
        found=repr(number),
        allowed="a whole number" + (" from 1 to 20,000,000" if name == "households" else ", 0 or more"),
    )
