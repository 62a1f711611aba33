"""What the cost of a study rests on: its assumptions one by one, and how uncertain it is."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from commonweal import _engine
from commonweal._document import Document
from commonweal._errors import ParameterError, refuse
from commonweal._frames import frame_of
from commonweal._population import Population
from commonweal._result import Result
from commonweal._run import _study
from commonweal._scenario import Scenario
from commonweal._study import Study

if TYPE_CHECKING:
    import altair as alt
    import polars as pl


class Sensitivity:
    """What the cost of a study rests on. Costs are a year; positive means that the government pays more."""

    def __init__(self, study: Study, population: Population, found: tuple[str, str, str]) -> None:
        """Not for users: see `sensitivity`."""
        self.study = study
        """The study."""
        self.population = population
        """The people."""
        self._document, self._tables, self._sections = found

    @functools.cached_property
    def tables(self) -> dict[str, pl.DataFrame]:
        """`tornado`, and where they were asked for `uncertainty` and `shares`: those of the command line's `--sensitivity --out`."""
        return {table["name"]: frame_of(table["columns"]) for table in json.loads(self._tables)}

    @property
    def tornado(self) -> pl.DataFrame:
        """One row an assumption, the largest swing of the cost first: the cost with it at the low and at the high end of its range."""
        return self.tables["tornado"]

    @property
    def uncertainty(self) -> pl.DataFrame | None:
        """One row a source (`simulation`, `people`, `assumptions`): standard deviation, tenth and ninetieth percentile of the cost. The
        rows are not to be added up: what the people leave uncertain has the noise of the draws in it. None unless asked for."""
        return self.tables.get("uncertainty")

    @property
    def shares(self) -> pl.DataFrame | None:
        """What the variance over the assumptions owes to each, the largest first; None unless draws were asked for."""
        return self.tables.get("shares")

    @property
    def range(self) -> tuple[float, float] | None:
        """One range of the cost from all sources, its tenth and ninetieth percentile; None unless asked for."""
        found = (self.to_dict()["uncertainty"] or {}).get("range")
        return None if found is None else (float(found["low"]), float(found["high"]))

    def sentence(self, language: Literal["en", "zh"] = "en") -> str:
        """The range in one sentence of two digits; without one what rests most on which assumption."""
        told = self.to_dict()["sentence"]
        if told is not None:
            return str(told[language])
        (text,) = [block["text"] for block in json.loads(self._sections)[language]["blocks"] if "text" in block][:1]
        return str(text)

    def plot(self, *, language: Literal["en", "zh"] = "en") -> alt.LayerChart:
        """The cost with each of the first eight assumptions at the ends of its range, beside that of the study."""
        from commonweal._draw_tornado import tornado

        section = json.loads(self._sections)[language]
        words = [self.study.name, self.population.name, str(self.study.year), f"commonweal {_engine.version()}"]
        foot = " · ".join([*words, str(self.to_dict()["fingerprint"])[:8]])
        return tornado(section, foot)

    def to_dict(self) -> Document:
        """Everything, in the form of the command line's `--sensitivity --json`: see `commonweal schema sensitivity`."""
        return json.loads(self._document)  # type: ignore[no-any-return]

    def __repr__(self) -> str:
        return f"<Sensitivity {self.study.name}: {self.sentence()}>"

    def _repr_html_(self) -> str:
        from commonweal._html_years import section

        return section(json.loads(self._sections)["en"], self.sentence())


def sensitivity(
    study: Study | Result | str | os.PathLike[str] | Mapping[str, Any],
    *,
    seeds: int = 0,
    draws: int = 0,
    country: str | None = None,
    population: Population | str | os.PathLike[str] | Mapping[str, object] | None = None,
    scenario: Scenario | str | None = None,
    progress: bool | None = None,
) -> Sensitivity:
    """What the cost of a study rests on::

        cw.sensitivity("three-tier-safety-net").tornado
        cw.sensitivity("three-tier-safety-net", seeds=20, draws=200).sentence()

    Each assumption of the package's instruments and of the scenario is set to both ends of its range, one at a time. With `seeds` and
    `draws` three sources stand beside each other: the noise of the stored draws, the people (of a survey the variance household by
    household, of synthetic people several syntheses), and the band over all ranges at once, by a Latin hypercube of stored draws.

    Args:
        study: A package by its name, the file of a study, its document as a dict, a Study, or a result whose study and people are taken.
        seeds: With how many seeds draws and synthetic people are made, 2 to 1,000; 0: neither.
        draws: How many draws over the ranges, 10 to 10,000; 0: none.
        country: The country to which the study is carried: see `Study.in_country`.
        population: Other people than the study's: a Population, or what `Study.using` takes.
        scenario: Another scenario; `"none"` for none.
        progress: Whether a bar is shown; unless given, where the work takes longer than a moment.

    Raises StudyError, ParameterError or PopulationError, each with every problem that was found.
    """
    from commonweal._progress import bar

    checked = _runs(seeds, draws)
    chosen = study.study.using(population=study.population) if isinstance(study, Result) else _study(study)
    if country is not None:
        chosen = chosen.in_country(country)
    if population is not None or scenario is not None:
        chosen = chosen.using(population=population, scenario=scenario)
    people = chosen.people(progress=progress)
    with bar("assumptions", progress) as told:
        found = _engine.sensitivity(chosen._read, people._engine, *checked, told)
    return Sensitivity(chosen, people, found)


def _runs(seeds: object, draws: object) -> tuple[int, int]:
    """Numbers of runs, each 0 or within its range."""
    checked = []
    for name, given, low, high in (("seeds", seeds, 2, 1_000), ("draws", draws, 10, 10_000)):
        if isinstance(given, bool) or not isinstance(given, int) or not (given == 0 or low <= given <= high):
            raise refuse(
                ParameterError,
                f"{name} are a number of runs",
                code="out-of-range",
                path=name,
                found=repr(given),
                allowed=f"0, or {low} to {high:,}",
                remedy=f"write {name}={20 if name == 'seeds' else 200}",
            )
        checked.append(given)
    return checked[0], checked[1]
