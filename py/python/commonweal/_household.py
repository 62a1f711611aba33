"""A household of one's own invention: its steps, and its net income as earnings vary."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from commonweal._document import Document, plain, text
from commonweal._errors import CommonwealError, PopulationError, StudyError, refuse, wrong_type
from commonweal._explanation import Explanation
from commonweal._study import Study
from commonweal._system import System

if TYPE_CHECKING:
    import altair as alt
    import polars as pl

    from commonweal._figures import Language


class Household:
    """A household under a law, and under a reform of it."""

    def __init__(self, study: Study, document: Document, found: Document) -> None:
        """Not for users: see `commonweal.household`."""
        self.study = study
        """The law that applies, as a study."""
        self._document = document
        self._found = found

    def explain(self) -> Explanation:
        """Every step, baseline and reform."""
        return Explanation(self._found["explanation"])

    @property
    def net_income(self) -> dict[str, float]:
        """Disposable income a year: `baseline`, and `reform` where there is one."""
        names = ["baseline", "reform"] if self.study.has_reform else ["baseline"]
        return {name: float(self._found[name]) for name in names}

    def budget_line(
        self,
        column: str | None = None,
        *,
        person: int = 1,
        start: float | None = None,
        stop: float | None = None,
        points: int | None = None,
    ) -> BudgetLine:
        """Net income as an income of one person varies, with every kink and every jump.

        Args:
            column: The income that varies: a column of persons in money; earnings (or wages) unless given.
            person: Whose, counted from 1.
            start: The least value; 0 unless given.
            stop: The greatest value.
            points: How many points the even grid has; kinks are added to it.
        """
        asked = {"column": column, "person": person, "from": start, "to": stop, "points": points}
        vary = {key: value for key, value in asked.items() if value is not None}
        if column is not None and not isinstance(column, str):
            raise wrong_type(PopulationError, "column", column, "the name of an income of persons, such as 'capital_income'")
        if vary == {"person": 1}:
            return BudgetLine(self._found, self.study)
        document = {**self._document, "vary": plain(vary, "vary", PopulationError)}
        found = json.loads(self.study._read.household(text(document), "<household>"))
        return BudgetLine(found, self.study)

    def __repr__(self) -> str:
        incomes = ", ".join(f"{name} {value:,.0f}" for name, value in self.net_income.items())
        return f"<Household of {len(self._document['persons'])}: net income {incomes} {self.study.currency} a year>"

    def _repr_html_(self) -> str:
        return self.explain()._repr_html_()


class BudgetLine:
    """Net income of a household as one of its incomes varies."""

    def __init__(self, found: Document, study: Study) -> None:
        """Not for users: see `Household.budget_line`."""
        self._found = found
        self._study = study

    @property
    def varied(self) -> str:
        """What varies, such as `earnings of person 1`."""
        return str(self._found["varied"])

    @property
    def today(self) -> float:
        """Where the household stands."""
        return float(self._found["today"])

    @property
    def frame(self) -> pl.DataFrame:
        """The points, in order: the income that varies under its own name (`earnings`), net income under `baseline` and `reform`,
        all a year; the marginal rate from there on; `kink`, where a slope changes; `jump`.

        Where net income jumps there are two rows of the same earnings, just below the jump and just above, with `jump` true in
        both. The first of them has no marginal rate, nor has the last row of all.
        """
        import polars as pl

        made = pl.DataFrame(self._found["budget_line"], infer_schema_length=None)
        made = made.rename({"earnings": self._column})
        return made if self._study.has_reform else made.drop("reform", "reform_marginal_rate")

    @property
    def _column(self) -> str:
        return self.varied.partition(" of person ")[0]

    def _now(self) -> Document:
        """Net income where the household stands."""
        return {name: float(self._found[name]) for name in ("baseline", "reform")}

    def _at(self, earnings: float) -> Document:
        line = self._found["budget_line"]
        for left, right in zip(line, line[1:]):
            if left["earnings"] <= earnings <= right["earnings"]:
                width = right["earnings"] - left["earnings"]
                part = (earnings - left["earnings"]) / width if width else 0.0
                return {name: left[name] + part * (right[name] - left[name]) for name in ("baseline", "reform")}
        return {name: line[-1][name] for name in ("baseline", "reform")}

    def plot(self, rates: bool = False, *, language: Language = "en") -> alt.LayerChart:
        """Net income as earnings vary: baseline and reform, with every kink and the place of today.

        Args:
            rates: Whether the marginal rates are shown instead, in steps.
            language: `en` or `zh`.
        """
        from commonweal._plots import budget_line, marginal_rates

        return (marginal_rates if rates else budget_line)(self, self._study, language)

    def __repr__(self) -> str:
        return f"<BudgetLine: net income as {self.varied} vary, {len(self._found['budget_line'])} points>"

    def _repr_html_(self) -> str:
        return self.frame._repr_html_()


def _given_twice(argument: str, why: str) -> CommonwealError:
    return refuse(StudyError, f"`{argument}` is given beside the law: {why}", code="doubled-name", path=argument)


def household(
    *persons: Mapping[str, object],
    law: Study | System | str,
    reform: System | None = None,
    year: int | None = None,
    **units: Mapping[str, object],
) -> Household:
    """Works out a household of your own::

        home = cw.household({"age": 34, "earnings": 30_000}, {"age": 6}, law="stylised", household={"rent": 800})
        home.explain()
        home.budget_line().plot()

    Args:
        persons: The members, by the columns of the system; the first is the head.
        law: The law that applies: a System or the name of one, or a Study with baseline and reform.
        reform: A system made from it, to compare.
        year: The year whose law applies; the base year of the system unless given.
        units: Columns of the household and of other units, such as `household={"rent": 800}`. Incomes are a year, rent is a month:
            `System.columns` tells what every column counts.

    Raises PopulationError with every problem of the description.
    """
    if not persons:
        raise refuse(
            PopulationError,
            "the household has no members",
            code="missing-key",
            path="persons",
            allowed="at least one person",
            remedy="describe them, as in household({'age': 40, 'earnings': 30_000}, law=…)",
        )
    if reform is not None and not isinstance(reform, System):
        raise wrong_type(StudyError, "reform", reform, "a System made from the law by add, set, remove and replace")
    if not isinstance(law, (Study, System, str)):
        raise wrong_type(StudyError, "law", law, "a System or the name of one, or a Study")
    if isinstance(law, Study):
        if reform is not None:
            raise _given_twice("reform", "the study has its own reform")
        study = law if year is None else law.using(year=year)
    elif isinstance(law, System):
        if year is not None:
            raise _given_twice("year", "the system has its own year")
        study = Study.of(law, reform, name="household")
    else:
        study = Study.of(System.load(law, year=year), reform, name="household")
    for name, given in [*((f"persons[{at}]", person) for at, person in enumerate(persons)), *units.items()]:
        if not isinstance(given, Mapping):
            remedy = "describe a person as {'age': 34}, a unit as household={'rent': 800}"
            raise wrong_type(PopulationError, name, given, "a dict of columns", remedy)
    document: Document = {"format": 1, "persons": [plain(person, "persons", PopulationError) for person in persons]}
    for name, values in units.items():
        document[name] = plain(values, name, PopulationError)
    found = json.loads(study._read.household(text(document), "<household>"))
    return Household(study, document, found)

