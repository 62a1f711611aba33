"""The charts of a run over several years, and of two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonweal._errors import StudyError, refuse
from commonweal._figures import Figure, Language, figures_of

if TYPE_CHECKING:
    import altair as alt

    from commonweal._years import Years, YearsComparison

_METHODS = {"years": "years", "fund": "years_fund", "states": "years_states", "poverty": "years_poverty"}
"""The figure that each method draws, in the order of the page."""

_NEEDS = {
    "years_fund": ("a levy or a programme of a fund", "add one, such as cw.AiLevy()"),
    "years_states": ("a scenario with months", "name one, as in cw.run_years(study, 2025, 2034, scenario='ai-years')"),
    "years_poverty": ("people with incomes", ""),
}
"""What a figure needs that not every run has, and how to come by it."""


def _in(found: str, name: str, language: Language) -> tuple[Figure | None, list[str]]:
    _, figures = figures_of(found)
    return figures.get(name), list(figures)


def _known(language: Language) -> Language:
    if language not in ("en", "zh"):
        raise refuse(
            StudyError, f"there are no figures in `{language}`", code="unknown-language", found=language, allowed="en, zh"
        )
    return language


class YearsPlots:
    """Charts of a run over years, one a figure::

        found.plot.years()
        found.plot.fund(language="zh").save("fund.svg")

    The titles are the answers in words, made from the figures; the numbers travel with the chart. See `Plots` for what can be done
    with one.
    """

    def __init__(self, years: Years) -> None:
        """Not for users: see `Years.plot`."""
        self._years = years

    def _figure(self, name: str, language: Language) -> Figure:
        found, known = _in(self._years._found.figures(_known(language)), name, language)
        if found is None:
            needed, remedy = _NEEDS.get(name, ("what this run does not have", ""))
            raise refuse(
                StudyError,
                f"`{self._years.study.name}` has no figure of {name}: it needs {needed}",
                code="no-figure",
                found=", ".join(known),
                remedy=remedy,
            )
        return found

    @property
    def _foot(self) -> str:
        from commonweal import _engine

        years = self._years
        told = years._results["years"]
        words = [years.study.name, years.population.name, f"{told[0]['year']}–{told[-1]['year']}", f"commonweal {_engine.version()}"]
        return " · ".join([*words, years.fingerprint[:8]])

    def years(self, *, language: Language = "en") -> alt.LayerChart:
        """What does each year cost? Net cost by year; without a reform the cost of the shock, without both that of the law."""
        from commonweal._draw_years import costs

        return costs(self._figure("years", language), self._foot, self._years._results["has_reform"])

    def fund(self, *, language: Language = "en") -> alt.LayerChart:
        """Does the fund last? What comes in, what is paid out, and what it holds after each year.

        Raises StudyError where nothing flows to a fund or from it.
        """
        from commonweal._draw_years import fund

        return fund(self._figure("years_fund", language), self._foot)

    def states(self, *, language: Language = "en") -> alt.LayerChart:
        """What becomes of the workers? Those who are no longer in their first job, by state, mean of the months of each year.

        Raises StudyError for a scenario without months.
        """
        from commonweal._draw_years import states

        return states(self._figure("years_states", language), self._foot)

    def poverty(self, *, language: Language = "en") -> alt.LayerChart:
        """How many are poor? Rates by year: before the shock, under today's law, with the package."""
        from commonweal._draw_years import poverty

        return poverty(self._figure("years_poverty", language), self._foot)

    def __dir__(self) -> list[str]:
        _, known = _in(self._years._found.figures("en"), "years", "en")
        return [method for method, figure in _METHODS.items() if figure in known]

    def __repr__(self) -> str:
        _, figures = figures_of(self._years._found.figures("en"))
        lines = [f"<Plots of {self._years.study.name} over years>"]
        for method in self.__dir__():
            figure = figures[_METHODS[method]]
            lines.append(f"  .{method + '()':<12}{figure.question} {figure.title}")
        return "\n".join(lines)


class ComparisonPlots:
    """The chart of two runs over the same years: `found.plot.years()`."""

    def __init__(self, comparison: YearsComparison) -> None:
        """Not for users: see `YearsComparison.plot`."""
        self._comparison = comparison

    def years(self, *, language: Language = "en") -> alt.LayerChart:
        """Which of the two costs more? Net cost of both by year, beside each other."""
        from commonweal import _engine
        from commonweal._draw_years import compared

        given = self._comparison
        figure, _ = _in(given._found.figures(_known(language)), "years_compared", language)
        assert figure is not None, "two runs over years have this figure"
        words = [given.first.study.name, given.second.study.name, given.first.population.name, f"commonweal {_engine.version()}"]
        return compared(figure, " · ".join([*words, given.fingerprint[:8]]))

    def __dir__(self) -> list[str]:
        return ["years"]
