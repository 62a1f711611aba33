"""The charts of a result."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, NoReturn

from commonweal._errors import StudyError, refuse
from commonweal._figures import Figure, Language, currency_word, figures_of

if TYPE_CHECKING:
    import altair as alt

    from commonweal._household import BudgetLine
    from commonweal._result import Result
    from commonweal._study import Study

_METHODS = {
    "waterfall": "budget",
    "instruments": "budget",
    "funnel": "coverage",
    "deciles": "deciles",
    "winners": "winners",
    "poverty": "poverty",
    "inequality": "inequality",
    "lorenz": "lorenz",
    "regions": "regions",
    "levies": "levies",
    "fund": "fund",
}
"""The figure that each method draws, in the order of the page."""

_NEEDS = {
    "coverage": ("a scenario", "name one, as in cw.run(study, scenario='ai-central')"),
    "deciles": ("people with incomes", ""),
    "winners": ("a reform", "compare two systems, or run a study with a reform"),
    "poverty": ("people with incomes", ""),
    "regions": ("a reform, and people of more than one region", "take people whose column `region` has two values or more"),
    "levies": ("a levy in the law", "add one, such as cw.AiLevy()"),
    "fund": ("an instrument that pays into the fund or out of it", "add one"),
}
"""What a figure needs that not every result has, and how to come by it."""


class Plots:
    """Charts of a result, one a figure::

        result.plot.deciles()
        result.plot.waterfall(language="zh").save("cost.svg")

    The titles are the answers in words, made from the figures; the numbers travel with the chart. Every chart is one of altair:
    notebooks show it, `|` and `&` set charts side by side, and `chart.save("x.png")`, `.svg`, `.pdf` and
    `chart.save("x.html", inline=True)` work without a connection.

    Chinese texts need a font with Chinese characters: browsers and notebooks find that of the system, and so do `.svg` and
    `.html` wherever they are opened. `.png` and `.pdf` are drawn with the fonts of this machine; where it has none, characters
    become empty boxes, unless `vl_convert.register_font_directory(folder)` names a folder with such a font first.
    """

    def __init__(self, result: Result) -> None:
        """Not for users: see `Result.plot`."""
        self._result = result
        self._read: dict[str, dict[str, Figure]] = {}

    def _figures(self, language: Language) -> dict[str, Figure]:
        if language not in ("en", "zh"):
            raise refuse(
                StudyError, f"there are no figures in `{language}`", code="unknown-language", found=language, allowed="en, zh"
            )
        if language not in self._read:
            self._read[language] = figures_of(self._result._costing.figures(language))[1]
        return self._read[language]

    def _figure(self, name: str, language: Language) -> Figure:
        found = self._figures(language).get(name)
        if found is None:
            needed, remedy = _NEEDS.get(name, ("what this result does not have", ""))
            raise refuse(
                StudyError,
                f"`{self._result.study.name}` has no figure of {name}: it needs {needed}",
                code="no-figure",
                found=", ".join(self._figures(language)),
                remedy=remedy,
            )
        return found

    @property
    def _foot(self) -> str:
        from commonweal import _engine

        result = self._result
        words = [result.study.name, result.population.name, str(result.year), f"commonweal {_engine.version()}"]
        return " · ".join([*words, result.fingerprint[:8]])

    def _currency(self, language: Language) -> str:
        return currency_word(self._result.currency, language)

    def waterfall(self, *, language: Language = "en") -> alt.LayerChart:
        """What does it cost? From what is paid out, over what comes back, to the net cost; without a reform what today's law
        pays out and takes in. Positive amounts are paid by the public.
        """
        from commonweal._draw import waterfall

        return waterfall(self._figure("budget", language), self._foot)

    def instruments(self, *, language: Language = "en") -> alt.LayerChart:
        """The same by instrument: its part of the net cost; without a reform what it pays or takes."""
        from commonweal._draw_rows import instruments

        return instruments(self._figure("budget", language), self._foot, self._currency(language))

    def funnel(self, *, language: Language = "en") -> alt.LayerChart:
        """Who is caught? What becomes of those who lose their work, package and today's law beside each other.

        Raises StudyError for a result without a scenario.
        """
        from commonweal._draw import funnel

        return funnel(self._figure("coverage", language), self._foot)

    def deciles(self, relative: bool = True, *, language: Language = "en") -> alt.LayerChart:
        """Who gets how much? Change of disposable income by tenth; without a reform the incomes themselves.

        Args:
            relative: Whether changes are shown in percent of income rather than in money a year.
            language: `en` or `zh`.
        """
        from commonweal._draw import deciles

        return deciles(self._figure("deciles", language), self._foot, relative, self._currency(language))

    def winners(self, *, language: Language = "en") -> alt.LayerChart:
        """How many gain, how many lose? Shares of people in five bands, all together and by tenth of income.

        Raises StudyError for a result without a reform.
        """
        from commonweal._draw import winners

        return winners(self._figure("winners", language), self._foot)

    def poverty(self, by: str | None = None, *, language: Language = "en") -> alt.LayerChart:
        """How many are poor? Rates before the shock, under today's law and with the package.

        Args:
            by: A category of the people, such as `region`, `sex` or `education`; all together and by age unless given.
            language: `en` or `zh`.

        Raises StudyError for a category that the result does not have.
        """
        from commonweal._draw_rows import poverty

        figure = self._figure("poverty", language)
        groups = [name for name in figure.more if name != "measures"]
        if by is not None and by not in groups:
            raise refuse(
                StudyError, f"there are no groups by `{by}`", code="unknown-name", path="by", found=by, allowed=", ".join(groups)
            )
        return poverty(figure, self._foot, by)

    def inequality(self, *, language: Language = "en") -> alt.LayerChart:
        """Does it make incomes more equal? Three indices, each on a scale of its own; left is more equal."""
        from commonweal._draw_rows import inequality

        return inequality(self._figure("inequality", language), self._foot)

    def lorenz(self, *, language: Language = "en") -> alt.LayerChart:
        """The Lorenz curves; the nearer to the diagonal, the more equal."""
        from commonweal._draw import lorenz

        return lorenz(self._figure("lorenz", language), self._foot)

    def regions(
        self,
        column: Literal["relative_change", "mean_change", "poverty_reform_rate", "winners_share", "losers_share"] = "relative_change",
        *,
        every: bool = False,
        language: Language = "en",
    ) -> alt.LayerChart:
        """Where does it help most? Regions from the first to the last.

        Args:
            column: What is shown; the poverty rate stands beside that under today's law.
            every: Whether all regions are shown rather than the first three and the last three of more than twelve.
            language: `en` or `zh`.

        Raises StudyError for a result without a reform, and for people of one region or none.
        """
        from commonweal._draw_rows import regions

        figure = self._figure("regions", language)
        numbers = [name for name, found in figure.table.columns.items() if found.unit != "text"]
        if figure.table.columns and column not in numbers:
            raise refuse(
                StudyError, f"regions have no `{column}`", code="unknown-name", path="column", found=column, allowed=", ".join(numbers)
            )
        return regions(figure, self._foot, column, every, self._currency(language))

    def levies(self, *, language: Language = "en") -> alt.LayerChart:
        """What do the levies bring in? Each beside its yield under today's law.

        Raises StudyError where the law has no levy.
        """
        from commonweal._draw_rows import levies

        return levies(self._figure("levies", language), self._foot)

    def fund(self, *, language: Language = "en") -> alt.LayerChart:
        """What does the fund take in and pay out in the year?

        Raises StudyError where nothing flows to the fund or from it.
        """
        from commonweal._draw_rows import fund

        return fund(self._figure("fund", language), self._foot)

    def __call__(self, *_: object, **__: object) -> NoReturn:
        """Refused: a result has many charts, and each is a method."""
        raise refuse(
            StudyError,
            "a result has many charts",
            code="unknown-name",
            path="plot",
            allowed=", ".join(f"plot.{name}()" for name in self.__dir__()),
            remedy="choose one, such as result.plot.deciles()",
        )

    def __dir__(self) -> list[str]:
        return [method for method, figure in _METHODS.items() if figure in self._figures("en")]

    def __repr__(self) -> str:
        figures = self._figures("en")
        lines = [f"<Plots of {self._result.study.name}>"]
        for method in self.__dir__():
            figure = figures[_METHODS[method]]
            lines.append(f"  .{method + '()':<15}{figure.question} {figure.title}")
        return "\n".join(lines)


def budget_line(line: BudgetLine, study: Study, language: Language = "en") -> alt.LayerChart:
    """Net income as earnings vary, under baseline and reform."""
    return _line("budget_line")(line, study, language)


def marginal_rates(line: BudgetLine, study: Study, language: Language = "en") -> alt.LayerChart:
    """What of one more unit of earnings is lost to taxes and benefits that shrink, in steps."""
    return _line("marginal_rates")(line, study, language)


def _line(name: Literal["budget_line", "marginal_rates"]) -> Callable[[BudgetLine, Study, Language], alt.LayerChart]:
    from commonweal import _lines

    return _lines.budget_line if name == "budget_line" else _lines.marginal_rates
