"""Running studies: one, two systems against each other, or one for every combination of parameters."""

from __future__ import annotations

import itertools
import json
import os
import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from commonweal._document import plain
from commonweal._errors import ParameterError, PopulationError, StudyError, refuse, wrong_type
from commonweal._population import Population
from commonweal._result import Result
from commonweal._scenario import Scenario
from commonweal._study import Attribution, Study, Weighting
from commonweal._system import System
from commonweal._years import Years, YearsComparison

if TYPE_CHECKING:
    import polars as pl


def run(
    study: Study | str | os.PathLike[str] | Mapping[str, Any],
    *,
    country: str | None = None,
    population: Population | str | os.PathLike[str] | Mapping[str, object] | None = None,
    set: Mapping[str, object] | None = None,  # noqa: A002 - the word that the command line and studies have for it
    year: int | None = None,
    scenario: Scenario | str | None = None,
    calm: bool | None = None,
    incentives: bool | None = None,
    interactions: bool | None = None,
    without_gains: bool | None = None,
    levies: bool | None = None,
    progress: bool | None = None,
) -> Result:
    """Costs a study::

        cw.run("three-tier-safety-net")
        cw.run("hybrid-safety-net", country="de")
        cw.run("study.toml", set={"negative_income_tax.taper": 0.6}, scenario="ai-high")

    Args:
        study: A package by its name, the file of a study, its document as a dict, or a Study.
        country: The country to which the study is carried: see `Study.in_country`. Values that are set are in its money.
        population: Other people than the study's: a Population, or what `Study.using` takes.
        set: Parameters by `instrument.parameter`: of the reform, or of the baseline where there is no reform.
        year: Another year whose law applies.
        scenario: Another scenario; `"none"` for none.
        calm: Also costs the reform without the scenario's shock.
        incentives: Also works out what work pays every earner.
        interactions: Also works out who loses one benefit because of another, and who receives two at once.
        without_gains: Also tells the shock without what its scenario gives to those whom it spares: `shock["without_gains"]`.
        levies: Also works out what is left of levies, who bears them and where they arise: the tables `levy_yield`, `levy_bearers`, `levy_economy`.
        progress: Whether a bar is shown; unless given, where the work takes longer than a moment.

    Raises StudyError, ParameterError or PopulationError, each with every problem that was found.
    """
    chosen = _study(study)
    if country is not None:
        chosen = chosen.in_country(country)
    given: dict[str, Any] = {
        "population": population,
        "year": year,
        "scenario": scenario,
        "calm": calm,
        "incentives": incentives,
        "interactions": interactions,
        "without_gains": without_gains,
        "levies": levies,
    }
    if any(value is not None for value in given.values()):
        chosen = chosen.using(**given)
    if set is not None and not isinstance(set, Mapping):
        raise wrong_type(ParameterError, "set", set, "a dict of values by instrument.parameter")
    if set:
        chosen = chosen.set(set)
    people = chosen.people(progress=progress)
    return _cost(chosen, people, progress)


def _study(study: Study | str | os.PathLike[str] | Mapping[str, Any]) -> Study:
    if isinstance(study, Study):
        return study
    return Study(study) if isinstance(study, Mapping) else Study.load(study)


def _cost(study: Study, people: Population, progress: bool | None, *, beside: bool = True) -> Result:
    """Costs a study; `beside` says whether that goes for incentives and the like too, where its options ask for them."""
    from commonweal._progress import bar

    with bar("computing", progress) as told:
        costing = study._read.cost(people._engine, told, beside)
    return Result(study, people, costing)


def run_years(
    study: Study | str | os.PathLike[str] | Mapping[str, Any],
    first: int | None = None,
    last: int | None = None,
    *,
    population: Population | str | os.PathLike[str] | Mapping[str, object] | None = None,
    set: Mapping[str, object] | None = None,  # noqa: A002 - the word that the command line and studies have for it
    scenario: Scenario | str | None = None,
    discount_rate: float = 0.02,
    frozen: bool | None = None,
    without_gains: bool | None = None,
    progress: bool | None = None,
) -> Years:
    """Costs every year of a range::

        cw.run_years("three-tier-safety-net", 2025, 2034, scenario="ai-years").years

    The months of the scenario and the funds go on from year to year. Where the system has them, weights follow its projection and amounts
    of the people its indices: see `Years.projection` and `Years.carried_amounts`. Ages stay.

    Args:
        study: A package by its name, the file of a study, its document as a dict, or a Study.
        first: The first year; with `last`, unless given, the years that the study states.
        last: The last year, included; the system holds the law of every year, or lets it go on to it (`[ageing.law]`).
        population: Other people than the study's: a Population, or what `Study.using` takes.
        set: Parameters by `instrument.parameter`: of the reform, or of the baseline where there is no reform.
        scenario: The scenario; None for the study's own, and for `ai-years` where it names none. `"none"` for none.
        discount_rate: Share a year, from 0 to .5, by which later money counts less in the sum over years.
        frozen: Whether weights and amounts of the people stay those of the data; None for what the study says.
        without_gains: Also tells the shock of every year without what its scenario gives to those whom it spares.
        progress: Whether a bar is shown; unless given, where the work takes longer than a moment.

    Raises StudyError, ParameterError or PopulationError, each with every problem that was found.
    """
    chosen = _study(study)
    first, last = _span(first, last, [chosen])
    _check_years(first, last, discount_rate)
    scenario = _lived_under(chosen, scenario)
    given = (population, scenario, frozen, without_gains)
    if any(value is not None for value in given):
        chosen = chosen.using(population=population, scenario=scenario, frozen=frozen, without_gains=without_gains)
    if set is not None and not isinstance(set, Mapping):
        raise wrong_type(ParameterError, "set", set, "a dict of values by instrument.parameter")
    if set:
        chosen = chosen.set(set)
    return _years_of(chosen, chosen.people(progress=progress), (int(first), int(last)), float(discount_rate), progress)


def compare_years(
    first_study: Study | str | os.PathLike[str] | Mapping[str, Any],
    second_study: Study | str | os.PathLike[str] | Mapping[str, Any],
    first: int | None = None,
    last: int | None = None,
    *,
    country: str | None = None,
    population: Population | str | os.PathLike[str] | Mapping[str, object] | None = None,
    scenario: Scenario | str | None = None,
    discount_rate: float = 0.02,
    frozen: bool | None = None,
    progress: bool | None = None,
) -> YearsComparison:
    """Costs every year of a range under two studies, on the people of the first and with the same draws::

        cw.compare_years("three-tier-safety-net", "hybrid-safety-net", 2025, 2034, scenario="ai-years").years

    Args:
        first_study: A package by its name, the file of a study, its document as a dict, or a Study.
        second_study: The study that is set beside it.
        first: The first year; with `last`, unless given, the years that the first study states, else those of the second.
        last: The last year, included; the system holds the law of every year, or lets it go on to it (`[ageing.law]`).
        country: The country to which both are carried: see `Study.in_country`.
        population: Other people than the first study's: a Population, or what `Study.using` takes.
        scenario: The scenario of both; None for each study's own, and for `ai-years` where one names none. `"none"` for none.
        discount_rate: Share a year, from 0 to .5, by which later money counts less in the sum over years.
        frozen: Whether weights and amounts of the people stay those of the data; None for what each study says.
        progress: Whether a bar is shown; unless given, where the work takes longer than a moment.

    Raises StudyError, ParameterError or PopulationError, each with every problem that was found.
    """
    studies = [_study(first_study), _study(second_study)]
    if country is not None:
        studies = [study.in_country(country) for study in studies]
    first, last = _span(first, last, studies)
    _check_years(first, last, discount_rate)
    is_changed = population is not None or scenario is not None or frozen is not None
    if is_changed or any(study._read.scenario is None for study in studies):
        studies = [
            study.using(population=population, scenario=_lived_under(study, scenario), frozen=frozen) for study in studies
        ]
    one, other = studies
    if one.system != other.system:
        raise refuse(
            StudyError,
            f"the two studies have different law: {one.system} and {other.system}",
            code="not-comparable",
            path="system",
            found=other.system,
            allowed=one.system,
            remedy="studies are compared on the same people under one system; `country` carries both to one",
        )
    people = one.people(progress=progress)
    span = (int(first), int(last))
    found = [_years_of(study, people, span, float(discount_rate), progress) for study in (one, other)]
    return YearsComparison(*found)


def _lived_under(study: Study, scenario: Scenario | str | None) -> Scenario | str | None:
    """The scenario asked for; None where the study names its own, and the one with years where it names none."""
    return "ai-years" if scenario is None and study._read.scenario is None else scenario


def _span(first: int | None, last: int | None, studies: Sequence[Study]) -> tuple[int, int]:
    """The years asked for, or the first that a study states."""
    if first is not None and last is not None:
        return first, last
    stated = next((study.years for study in studies if study.years is not None), None)
    if first is not None or last is not None or stated is None:
        raise refuse(
            ParameterError,
            "a run over years needs its first and its last year",
            code="missing-key",
            path="last" if first is not None else "first",
            found=f"first={first}, last={last}",
            allowed="both, or a study that states its years",
            remedy="write run_years(study, 2025, 2034), or years = \"2025:2034\" in the study",
        )
    return stated


def _check_years(first: object, last: object, discount_rate: object) -> None:
    for name, given in (("first", first), ("last", last)):
        if isinstance(given, bool) or not hasattr(given, "__index__"):
            raise wrong_type(ParameterError, name, given, "a year")
    if isinstance(discount_rate, bool) or not isinstance(discount_rate, (int, float)) or not 0 <= discount_rate <= 0.5:
        raise refuse(
            ParameterError,
            "a discount rate is a share a year",
            code="out-of-range",
            path="discount_rate",
            found=repr(discount_rate),
            allowed="0 to 0.5",
            remedy="write 0.02 for two percent",
        )


def _tell_left_out(study: Study, first: int, stacklevel: int) -> None:
    """Warns of what a study's options ask for and a run over several years leaves out."""
    left_out = study._read.of_one_year
    if left_out:
        # A year beyond the law is in runs over several alone.
        remedy = f": run(study, year={first}) works them out" if study._read.holds(first) else ""
        warnings.warn(
            f"{', '.join(left_out)} of `{study.name}` (its options) are worked out of one year alone and are left out{remedy}",
            stacklevel=stacklevel,
        )


def _years_of(study: Study, people: Population, span: tuple[int, int], discount_rate: float, progress: bool | None) -> Years:
    from commonweal._progress import bar

    _tell_left_out(study, span[0], stacklevel=4)
    with bar("computing", progress) as told:
        found = study._read.cost_years(people._engine, *span, discount_rate, told)
    return Years(study, people, found)


def compare(
    population: Population | str,
    baseline: System | str,
    reform: System | None = None,
    *,
    scenario: Scenario | str | None = None,
    name: str = "study",
    title: str | Mapping[str, str] | None = None,
    attribution: Attribution = "shapley",
    poverty_line_share: float = 0.6,
    weighting: Weighting = "persons",
    seed: int = 1,
    calm: bool = False,
    incentives: bool = False,
    interactions: bool = False,
    without_gains: bool = False,
    levies: bool = False,
    progress: bool | None = None,
) -> Result:
    """Costs a reform against a baseline on the same people.

    Args:
        population: The people, or the name of a population of the catalogue.
        baseline: The baseline, or the name of a system, whose base year is taken: that of its packages and people.
        reform: The reform, made from the baseline by `add`, `set`, `remove` and `replace`; without one, the levels of the
            baseline are costed.
        scenario: What happens to the people before the law applies, under both.
        name: The name of the study: small letters, digits, hyphens.
        title: Its title, or titles by language.
        attribution: How the net cost is divided among instruments: the mean over all orders, each after those before it, or each
            as the last one.
        poverty_line_share: The poverty line as a share of the median.
        weighting: Whether households count by their members or once.
        seed: The seed of the stored draws.
        calm: Also costs the reform without the scenario's shock.
        incentives: Also works out what work pays every earner.
        interactions: Also works out who loses one benefit because of another, and who receives two at once.
        without_gains: Also tells the shock without what its scenario gives to those whom it spares: `shock["without_gains"]`.
        levies: Also works out what is left of levies, who bears them and where they arise: the tables `levy_yield`, `levy_bearers`, `levy_economy`.
        progress: Whether a bar is shown; unless given, where the work takes longer than a moment.

    Raises StudyError, ParameterError or PopulationError, each with every problem that was found.
    """
    people, study = _law_on(
        population,
        baseline,
        reform,
        scenario=scenario,
        name=name,
        title=title,
        attribution=attribution,
        poverty_line_share=poverty_line_share,
        weighting=weighting,
        seed=seed,
        calm=calm,
        incentives=incentives,
        interactions=interactions,
        without_gains=without_gains,
        levies=levies,
    )
    return _cost(study, people, progress)


def calculate(
    population: Population | str,
    system: System | str,
    reform: System | None = None,
    *,
    scenario: Scenario | str | None = None,
    unit: str | None = None,
    columns: Sequence[str] | None = None,
    seed: int = 1,
    progress: bool | None = None,
) -> pl.DataFrame:
    """What every unit pays and receives under a law, without any measure of the whole::

        cw.calculate(people, cw.System.load("us", year=2024), columns=["eitc", "federal_income_tax"])

    It is the table that `Result.microdata` gives, in less time than `compare` takes.

    Args:
        population: The people, or the name of a population of the catalogue.
        system: The law, or the name of a system, whose base year is taken.
        reform: Another law, made from the first; then columns that end in `_baseline` hold the values before it.
        scenario: What happens to the people before the law applies.
        unit: `person`, `household` or a unit of the system such as `family`; the system's own unit unless given, whose ledger
            also has the steps that the system shows.
        columns: The columns wanted, without `_baseline`; all of the ledger unless given.
        seed: The seed of the stored draws.
        progress: Whether a bar is shown; unless given, where the work takes longer than a moment.

    Returns:
        One row a unit: its id, its weight, and a column for every instrument and income concept, in money a year.
    """
    people, study = _law_on(population, system, reform, scenario=scenario, seed=seed)
    if isinstance(columns, str) or not all(isinstance(column, str) for column in columns or []):
        raise wrong_type(ParameterError, "columns", columns, "a list of names")
    from commonweal._frames import frame
    from commonweal._progress import bar

    with bar("computing", progress) as told:
        return frame(study._read.calculate(people._engine, unit, None if columns is None else list(columns), told))


def _law_on(
    population: Population | str,
    baseline: System | str,
    reform: System | None,
    **options: Any,
) -> tuple[Population, Study]:
    """People and the study of a law on them, each of the right kind."""
    for what, given, wanted, kind in (
        ("population", population, (Population, str), PopulationError),
        ("baseline", baseline, (System, str), StudyError),
        ("reform", reform, (System, type(None)), StudyError),
    ):
        if not isinstance(given, wanted):
            names = " or ".join("a name" if one is str else one.__name__ for one in wanted if one is not type(None))
            raise refuse(
                kind,
                f"the {what} is a {type(given).__name__}",
                code="wrong-type",
                path=what,
                found=repr(given),
                allowed=names,
                remedy="the order is people, baseline, reform",
            )
    people = Population.load(population) if isinstance(population, str) else population
    base = System.load(baseline) if isinstance(baseline, str) else baseline
    return people, Study.of(base, reform, population=people, **options)


def linspace(start: float, stop: float, count: int) -> list[float]:
    """Numbers at equal steps from `start` to `stop`, both included.

    Raises ParameterError for a count below 2.
    """
    for name, given in (("start", start), ("stop", stop)):
        if isinstance(given, str) or not hasattr(given, "__float__"):
            raise wrong_type(ParameterError, name, given, "a number")
    if not hasattr(count, "__index__"):
        raise wrong_type(ParameterError, "count", count, "a whole number, 2 or more")
    if count < 2:
        raise refuse(ParameterError, f"{count} steps are none", code="out-of-range", path="count", found=count, allowed="2 or more")
    step = (stop - start) / (count - 1)
    return [round(start + at * step, 12) for at in range(count - 1)] + [float(stop)]


def sweep(
    study: Study | Result | str | os.PathLike[str] | Mapping[str, Any],
    values: Mapping[str, Sequence[object]],
    *,
    country: str | None = None,
    population: Population | str | os.PathLike[str] | Mapping[str, object] | None = None,
    progress: bool | None = True,
) -> pl.DataFrame:
    """Costs a study for every combination of parameters, on the same people: one row a run.

    ::

        cw.sweep("three-tier-safety-net", {"basic_income.adult_amount": cw.linspace(1_200, 6_000, 9)})

    Args:
        study: The study, or a result whose study and people are taken.
        values: Values by `instrument.parameter` (or `scenario.parameter`).
        country: The country to which the study is carried: see `Study.in_country`.
        population: Other people than the study's.
        progress: Whether a bar is shown. Ctrl-C stops between two runs and within one.

    Returns:
        The parameters, net cost, its parts by instrument (`net_cost.NAME`), poverty rate (fixed line) and Gini of the reform,
        shares of winners and losers, and the fingerprint. With a scenario also the displaced and shares of them: `covered_share`
        (job kept or found, or receiving a benefit), `protected_share` (job kept or found, or a benefit and enough income: what
        headlines tell) and `adequate_share` (a benefit and enough income).
    """
    import polars as pl

    if isinstance(study, Result):
        chosen = study.study.using(population=study.population)
    else:
        chosen = _study(study)
    if country is not None:
        chosen = chosen.in_country(country)
    if population is not None:
        chosen = chosen.using(population=population)
    if not isinstance(values, Mapping):
        raise wrong_type(ParameterError, "values", values, "a dict of lists by instrument.parameter")
    names = list(values)
    lists: dict[str, list[object]] = {}
    for name, given in values.items():
        if isinstance(given, str) or not hasattr(given, "__iter__"):
            raise refuse(
                ParameterError,
                f"`{name}` has no list of values",
                code="wrong-type",
                path=name,
                found=repr(given),
                allowed="a list of values",
                remedy=f"write [{given!r}]",
            )
        lists[name] = list(given)
    if not names or any(not given for given in lists.values()):
        raise refuse(
            StudyError,
            "there is nothing to vary",
            code="missing-key",
            path="values",
            allowed="at least one parameter with at least one value",
        )
    people = chosen.people(progress=progress)
    grid: list[tuple[object, ...]] = list(itertools.product(*lists.values()))
    # All are read before the first runs, so that a bad value in the last is told at once.
    studies = [chosen.set(dict(zip(names, point))) for point in grid]
    rows = []
    bar: Any = None
    if progress:
        from tqdm.auto import tqdm  # type: ignore[import-untyped,unused-ignore]

        bar = tqdm(total=len(grid), desc="sweep")
    try:
        for point, one in zip(grid, studies):
            # A row tells neither incentives nor the like.
            result = _cost(one, people, False, beside=False)
            rows.append({**{name: _cell(value, name) for name, value in zip(names, point)}, **_row(result)})
            if bar is not None:
                bar.update()
    finally:
        if bar is not None:
            bar.close()
    return pl.DataFrame(rows, infer_schema_length=None)


def _cell(value: object, name: str) -> object:
    written = plain(value, name, ParameterError)
    return written if isinstance(written, (bool, int, float, str)) else json.dumps(written)


def _row(result: Result) -> dict[str, object]:
    found = result.to_dict()
    poverty = found["poverty"]["fixed"]["reform"] or {}
    everyone = found["winners"][0]
    gains = [everyone["gain_up_to_5_percent"], everyone["gain_above_5_percent"]]
    losses = [everyone["loss_up_to_5_percent"], everyone["loss_above_5_percent"]]
    row: dict[str, object] = {"net_cost": found["net_cost"]}
    row.update({f"net_cost.{line['instrument']}": line["net_cost"] for line in found["budget"]})
    row["poverty_rate"] = poverty.get("headcount_rate")
    row["gini"] = found["inequality"]["reform"]["gini"]
    row["winners_share"] = sum(part for part in gains if part is not None)
    row["losers_share"] = sum(part for part in losses if part is not None)
    if found["shock"] is not None:
        funnel = found["shock"]["coverage"]
        row["displaced"] = found["shock"]["displaced_reform"]
        row.update(_covered(funnel))
    row["fingerprint"] = found["fingerprint"]
    return row


def _covered(coverage: Any) -> dict[str, object]:
    law = coverage.get("reform") or coverage.get("baseline") or {}
    shares: dict[str, object] = {key: law[key] for key in ("covered_share", "adequate_share") if key in law}
    if law.get("displaced"):
        shares["protected_share"] = (law["avoided"] + law["adequate"]) / law["displaced"]
    return shares
