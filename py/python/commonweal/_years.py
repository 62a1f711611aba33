"""What a study, or two of them, cost over several years: tables as polars DataFrames, each with the year as its first column."""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Literal

from commonweal._document import Document
from commonweal._frames import frame_of

if TYPE_CHECKING:
    import polars as pl

    from commonweal import _engine
    from commonweal._plots_years import ComparisonPlots, YearsPlots
    from commonweal._population import Population
    from commonweal._study import Study


class Years:
    """A study costed over several years. Costs: positive means that the government pays more.

    The months of the scenario and the funds go on from year to year, separately under baseline law and under the reform. Every table of a
    single year is in `tables`, with the year as its first column. Amounts are a year, in `currency`; shares are from 0 to 1.
    """

    def __init__(self, study: Study, population: Population, found: _engine.Years) -> None:
        """Not for users: see `run_years`."""
        self.study = study
        """The study."""
        self.population = population
        """The people, as they were before the first year."""
        self._found = found

    @functools.cached_property
    def _results(self) -> Document:
        found: Document = json.loads(self._found.results())
        return found

    @functools.cached_property
    def tables(self) -> dict[str, pl.DataFrame]:
        """Every table by name, those of the command line's `run --years --out`."""
        return {table["name"]: frame_of(table["columns"]) for table in json.loads(self._found.tables())}

    @property
    def fingerprint(self) -> str:
        """The fingerprint: equal to that of the command line for the same study, people and years."""
        return self._found.fingerprint

    @property
    def currency(self) -> str:
        """The currency's ISO code."""
        return str(self._results["years"][0]["results"]["currency"])

    @property
    def discount_rate(self) -> float:
        """Share a year by which later money counts less in `present_value`."""
        return float(self._results["discount_rate"])

    @property
    def present_value(self) -> float:
        """Net cost of all years, in prices of the first and discounted to it."""
        return float(self._results["present_value"])

    @property
    def years(self) -> pl.DataFrame:
        """One row a year: net and gross cost, cost of the shock, who lost the work and who is out of it, poverty, inequality."""
        return self.tables["years"]

    @property
    def budget(self) -> pl.DataFrame:
        """One row a year and instrument. `changed_states` is what the reform costs because its people have become others."""
        return self.tables["budget"]

    @property
    def states(self) -> pl.DataFrame:
        """Persons in each state of work, mean of the months, one row a year and state; empty for a scenario without months."""
        return self.tables["states"]

    @property
    def months(self) -> pl.DataFrame:
        """What happened in each month, in persons, one row a month and law; empty for a scenario without months."""
        return self.tables["months"]

    @property
    def funds(self) -> pl.DataFrame:
        """The funds, one row a year, fund and law: opening, inflow, interest, claimed, paid, topped up, closing."""
        return self.tables["funds"]

    @property
    def rationing(self) -> pl.DataFrame:
        """Who is left out where places, money or a fund do not suffice, one row a year, instrument and law: see `Result.rationing`."""
        return self.tables["rationing"]

    @property
    def carried_amounts(self) -> pl.DataFrame:
        """What amounts of the data are multiplied with, one row a year and index, with its assumption; empty where they stay as they are."""
        return self.tables["carried_amounts"]

    @property
    def projection(self) -> pl.DataFrame:
        """Persons by age, and households: of the data, projected, and as the weights of the year make them. Empty where weights stay."""
        return self.tables["projection"]

    @property
    def plot(self) -> YearsPlots:
        """Charts: `found.plot.years()`, `.fund()`, `.states()`, `.poverty()`."""
        from commonweal._plots_years import YearsPlots

        return YearsPlots(self)

    def sentences(self, language: Literal["en", "zh"] = "en") -> dict[str, str]:
        """What each figure over the years says, in a sentence made from its numbers, by the figure's name."""
        return {figure["name"]: figure["sentence"] for figure in json.loads(self._found.figures(language))["figures"]}

    def to_dict(self) -> Document:
        """The results as a document: what the command line prints with `--json`, see `commonweal schema years`."""
        return json.loads(self._found.results())  # type: ignore[no-any-return]

    def __repr__(self) -> str:
        years = self._results["years"]
        return f"Years({self.study.name!r}, {years[0]['year']} to {years[-1]['year']}, present_value={self.present_value:.6g})"

    def _repr_html_(self) -> str:
        from commonweal._html_years import years

        return years(self)


class YearsComparison:
    """Two studies over the same years, on the same people and with the same draws: see `compare_years`.

    Every difference is the second less the first. Amounts are a year, in `currency`; shares are from 0 to 1.
    """

    def __init__(self, first: Years, second: Years) -> None:
        """Not for users: see `compare_years`."""
        self.first = first
        """The first study over the years."""
        self.second = second
        """The second."""
        self._found = first._found.compare(second._found)

    @functools.cached_property
    def years(self) -> pl.DataFrame:
        """One row a year: net and gross cost, displaced, out of work, poverty, coverage, Gini and fund, each of the first, of the
        second, and their difference."""
        (table,) = json.loads(self._found.tables())
        return frame_of(table["columns"])

    @property
    def fingerprint(self) -> str:
        """The fingerprint: equal to that of the command line's `compare --years`."""
        return self._found.fingerprint

    @property
    def currency(self) -> str:
        """The currency's ISO code."""
        return self.first.currency

    @property
    def present_value(self) -> tuple[float, float, float]:
        """Net cost of all years, in prices of the first and discounted to it: of the first study, of the second, and the difference."""
        one, other = self.first.present_value, self.second.present_value
        return one, other, other - one

    @property
    def plot(self) -> ComparisonPlots:
        """Charts: `found.plot.years()`."""
        from commonweal._plots_years import ComparisonPlots

        return ComparisonPlots(self)

    def sentence(self, language: Literal["en", "zh"] = "en") -> str:
        """Which of the two costs more, in a sentence."""
        (figure,) = json.loads(self._found.figures(language))["figures"]
        return str(figure["sentence"])

    def to_dict(self) -> Document:
        """The comparison as a document: what the command line prints with `--json`, see `commonweal schema years-comparison`."""
        return json.loads(self._found.results())  # type: ignore[no-any-return]

    def __repr__(self) -> str:
        years = [int(year) for year in self.years["year"]]
        difference = self.present_value[2]
        names = f"{self.first.study.name!r}, {self.second.study.name!r}"
        return f"YearsComparison({names}, {years[0]} to {years[-1]}, present value of the difference {difference:.6g})"

    def _repr_html_(self) -> str:
        from commonweal._html_years import comparison

        return comparison(self)
