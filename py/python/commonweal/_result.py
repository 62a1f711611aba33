"""What a study costs, whom it reaches and who pays: tables as polars DataFrames."""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Literal

from commonweal._document import Document
from commonweal._frames import frame, frame_of

if TYPE_CHECKING:
    import polars as pl

    from commonweal import _engine
    from commonweal._explanation import Explanation
    from commonweal._plots import Plots
    from commonweal._population import Population
    from commonweal._study import Study


_BUDGET = ("instrument", "net_cost", "gross_cost", "reform_amount", "baseline_amount", "title", "kind", "payer", "payee")
_COVERAGE = ("law", "displaced", "protected_share", "covered_share")
_INCENTIVES = ("law", "rate", "group", "mean", "weight", "p10", "p90", "median")
_GROUPS = ("group", "mean_change", "relative_change", "poverty_reform_rate", "poverty_baseline_rate", "weight")


def _ahead(table: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    """A table with these columns first."""
    first = [name for name in columns if name in table.columns]
    return table.select(*first, *(name for name in table.columns if name not in first))


class Result:
    """A costed study. Costs: positive means that the government pays more.

    Every table is a polars DataFrame; `tables` holds them all by name, as the command line saves them. What matters most stands in
    the first and the last columns, which are those that polars prints of a wide table. Amounts are a year, in `currency`, unless a column says
    otherwise; shares are from 0 to 1.
    """

    def __init__(self, study: Study, population: Population, costing: _engine.Costing) -> None:
        """Not for users: see `run` and `compare`."""
        self.study = study
        """The study."""
        self.population = population
        """The people."""
        self._costing = costing

    @functools.cached_property
    def _results(self) -> Document:
        found: Document = json.loads(self._costing.results())
        return found

    @functools.cached_property
    def tables(self) -> dict[str, pl.DataFrame]:
        """Every table by name, those of the command line's `--out`."""
        return {table["name"]: frame_of(table["columns"]) for table in json.loads(self._costing.tables())}

    @property
    def fingerprint(self) -> str:
        """The fingerprint: equal to that of the command line and the page for the same study and people."""
        return self._costing.fingerprint

    @property
    def currency(self) -> str:
        """The currency's ISO code."""
        return str(self._results["currency"])

    @property
    def year(self) -> int:
        """The year whose law applies."""
        return int(self._results["year"])

    @property
    def has_reform(self) -> bool:
        """Whether there is a reform; without one, costs are the levels of the baseline."""
        return bool(self._results["has_reform"])

    @property
    def net_cost(self) -> float:
        """Net cost of the reform to government and its funds a year; without a reform, the balance with its sign turned."""
        return float(self._results["net_cost"])

    @property
    def code(self) -> list[str]:
        """Instruments that a Python function works out. Where there is one, no other machine can vouch for the figures."""
        return list(self._results.get("code", []))

    @property
    def budget(self) -> pl.DataFrame:
        """One row an instrument: net and gross cost, amounts before and after, recipients, mean amount of those who receive."""
        return _ahead(self.tables["budget"], _BUDGET)

    @property
    def rationing(self) -> pl.DataFrame:
        """Who is left out where places, money or a fund may not suffice, one row an instrument and law; empty where everything suffices.

        `wanted`, `served` and `refused` count units of the instrument (`unit`); `claimed`, `paid` and `shortfall` are amounts a year. A
        fund that does not suffice serves everybody with less. `displaced_refused` are units with a member who loses the work among the
        refused; null without a scenario.
        """
        return self.tables["rationing"]

    @property
    def attribution(self) -> str:
        """How `net_cost` is divided among the elements: `shapley`, `stacked`, `last-in`, `whole` (not told apart) or, without a reform,
        `level`. Beside it the budget has `stacked_cost` and `shapley_cost`, null where they were not worked out.
        """
        return str(self._results["attribution"])

    @property
    def notices(self) -> list[Document]:
        """What the figures do not say by themselves: instruments that reach nobody, funds whose shares add up to more than 1.

        One document each, with `code` (`nobody-reached` or `over-shared`), `name` (of the instrument or the fund), `columns` (those that
        the instrument reads and the people lack) and `share` (the sum of the shares)."""
        found: list[Document] = self._results["notices"]
        return found

    @property
    def attribution_fallback(self) -> Document | None:
        """Why the net cost is divided otherwise than asked, with the numbers of elements there are and that can be; None where it is as asked."""
        found: Document | None = self._results["attribution_fallback"]
        return found

    @property
    def accounts(self) -> pl.DataFrame:
        """What every account receives less what it pays: households, government, employers, funds …"""
        return self.tables["accounts"]

    @property
    def flows(self) -> pl.DataFrame:
        """The ledger in totals: who pays whom for what."""
        return self.tables["flows"]

    @property
    def poverty(self) -> pl.DataFrame:
        """Poverty under baseline and reform, by the fixed line (of the baseline) and the floating one (each run's own)."""
        return self.tables["poverty"]

    @property
    def inequality(self) -> pl.DataFrame:
        """Inequality of equivalised disposable income under baseline and reform."""
        return self.tables["inequality"]

    @property
    def redistribution(self) -> pl.DataFrame:
        """What taxes and benefits do between market and disposable income."""
        return self.tables["redistribution"]

    @property
    def deciles(self) -> pl.DataFrame:
        """Ten groups of persons by baseline income, then all together."""
        return self.tables["deciles"]

    @property
    def winners(self) -> pl.DataFrame:
        """Winners and losers in five bands: all together, then the ten groups. Shares of each group."""
        return self.tables["winners"]

    @functools.cached_property
    def groups(self) -> dict[str, pl.DataFrame]:
        """Means, poverty, winners and losers by age, sex, region and every other category of the people."""
        import polars as pl

        tables = self._results["groups"]
        return {table["by"]: _ahead(pl.DataFrame(table["rows"], infer_schema_length=None), _GROUPS) for table in tables}

    @property
    def coverage(self) -> pl.DataFrame | None:
        """What becomes of those who lose their work, one row a law; None without a scenario.

        `protected_share` is the headline: of the displaced, those who keep or find a job, or have a benefit and enough income.
        `covered_share` also counts those whose benefit is not enough, `adequate_of_all_share` is of those with enough income for
        whatever reason.
        """
        found = self.tables.get("coverage")
        return None if found is None else _ahead(found, _COVERAGE)

    @property
    def shock(self) -> Document | None:
        """What the scenario does to people and budget; None without one."""
        found: Document | None = self._results["shock"]
        return found

    @property
    def incentives(self) -> pl.DataFrame | None:
        """Marginal and participation tax rates and replacement rates; None unless the study asks for them."""
        found = self.tables.get("incentives")
        return None if found is None else _ahead(found, _INCENTIVES)

    @property
    def interactions(self) -> pl.DataFrame | None:
        """Who has less of a benefit because of a part of the reform, one row a benefit and part; None unless the study asks for it.

        `losing` units of the ledger have less of `instrument` under the reform than under the reform without `because_of`, the others
        kept, on the people as the whole reform leaves them; `stated` says whether the rule file of `because_of` names the benefit
        (`replaces`, `instead_of`) or the loss follows from other rules, such as a means test.
        """
        return self.tables.get("interactions")

    @property
    def double_payments(self) -> pl.DataFrame | None:
        """Who receives two benefits at once, one of them of the reform, one row a pair; None unless the study asks for it.

        `same_purpose` is true where both cover a loss of income: then `overlap`, the smaller of both amounts unit by unit, is paid
        twice.
        """
        import polars as pl

        found = self.tables.get("double_payments")
        return None if found is None else found.with_columns(pl.col("same_purpose") == "true")

    @property
    def assumptions(self) -> pl.DataFrame:
        """Numbers that are neither law nor published, with the range that is thought possible."""
        return self.tables["assumptions"]

    @property
    def changes(self) -> pl.DataFrame:
        """What the study changes in the law, with the values before and after."""
        return self.tables["changes"]

    @property
    def defaulted_columns(self) -> list[str]:
        """Columns that rules read and the people lack; their documented default was taken."""
        return list(self._results["defaulted_columns"])

    @property
    def columns_not_read(self) -> list[str]:
        """Columns of the people's file or tables that nothing is read of, in the order of the file."""
        return list(self._results["columns_not_read"])

    def microdata(self, unit: str | None = None, *, progress: bool | None = None) -> pl.DataFrame:
        """The ledger, one row a unit: its id, its weight, and a column for every instrument and income concept.

        With a reform, columns that end in `_baseline` hold the values before it.

        Args:
            unit: `person`, `household` or a unit of the system such as `family`; the system's own unit unless given, whose
                ledger also has the steps that the system shows.
            progress: Whether a bar is shown.
        """
        from commonweal._progress import bar

        with bar("ledger", progress) as told:
            return frame(self._costing.microdata(unit, told))

    def explain(self, unit: object) -> Explanation:
        """One unit of the people step by step, baseline and reform: formulas, values and references.

        Args:
            unit: The id of the unit, that of `microdata()`.
        """
        from commonweal._explanation import Explanation

        return Explanation(json.loads(self.study._read.explain(self.population._engine, str(unit))))

    def sentences(self, language: Literal["en", "zh"] = "en") -> dict[str, str]:
        """What each figure says, in a sentence made from its numbers, by the figure's name.

        The sentences are those of the page and of the charts' titles.
        """
        found = json.loads(self._costing.figures(language))["figures"]
        return {figure["name"]: figure["sentence"] for figure in found}

    @property
    def plot(self) -> Plots:
        """Charts: `result.plot.deciles()`, `.winners()`, `.waterfall()`, `.funnel()`, `.lorenz()` …"""
        from commonweal._plots import Plots

        return Plots(self)

    def to_dict(self) -> Document:
        """Everything, in the form of the command line's `--json`."""
        found: Document = json.loads(self._costing.results())
        return found

    def to_json(self) -> str:
        """The same as text."""
        return self._costing.results()

    def __repr__(self) -> str:
        from commonweal._text import money

        what = "net cost" if self.has_reform else "balance, sign turned"
        # A recipe makes all that its system needs; a table may lack a column that a rule rests on.
        lacking = [] if self.population._engine.report() else self.defaulted_columns
        told = f", {len(lacking)} columns at their default" if lacking[1:] else f", {lacking[0]} at its default" if lacking else ""
        return f"<Result {self.study.name}: {what} {money(self.net_cost, self.currency)} a year, {self.fingerprint[:8]}{told}>"

    def _repr_html_(self) -> str:
        from commonweal._html import result

        return result(self)
