"""For which value of a parameter a study has a given net cost."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from commonweal._errors import ParameterError, wrong_type
from commonweal._population import Population
from commonweal._result import Result
from commonweal._run import _check_years, _study
from commonweal._study import Study

if TYPE_CHECKING:
    import polars as pl


def equal_cost(
    study: Study | Result | str | os.PathLike[str] | Mapping[str, Any],
    parameter: str,
    target: float | Study | Result | str | os.PathLike[str] | Mapping[str, Any],
    *,
    start: float | None = None,
    stop: float | None = None,
    points: int = 25,
    step: float | None = None,
    years: tuple[int, int] | None = None,
    discount_rate: float = 0.02,
    population: Population | str | os.PathLike[str] | Mapping[str, object] | None = None,
    progress: bool | None = None,
) -> pl.DataFrame:
    """Finds every value of a parameter at which a study has a given net cost, on the same people::

        roots = cw.equal_cost("nit-vs-ubi", "negative_income_tax.guarantee", "ubi-unfunded")
        cw.run("nit-vs-ubi", set={"negative_income_tax.guarantee": roots["value"][0]})

    Net cost is that of government and its funds together, as results show it. It moves in steps (amounts are rounded, places rationed) and
    need not be monotone (a levy's base may erode), so the range is scanned, each change of sign is narrowed down to one step, and
    every root is listed with what it misses. Between two values of the scan an even number of roots may stay unseen: scan more points.

    Args:
        study: The study, or a result whose study and people are taken.
        parameter: A number by `instrument.parameter` (or `scenario.parameter`).
        target: The net cost a year (with `years` of all of them), as an amount, or that of another study or result. A study is costed on the same people, law of the
            same year, but under a scenario of its own.
        start: The lowest value that is tried; the lowest that the parameter allows unless given.
        stop: The highest; the highest that the parameter allows unless given.
        points: How many values are scanned, 2 to 10,000.
        step: The step in which the value is written; that of the rule file unless given. 0: as fine as the net cost can tell.
        years: The first and the last year of a run over several, unless given those that the study states: then the present value of the net cost
            of all of them is compared, in prices of the first. Each value takes a run over the years. A result is of one year.
        discount_rate: Share a year, from 0 to .5, by which later money counts less; .02 is an assumption that may lie between 0 and .05.
        population: Other people than the study's.
        progress: Whether a bar is shown; unless given, where the work takes longer than a moment.

    Returns:
        One row a root, in ascending order: `value`, `until` (the last value of a stretch with this net cost), `net_cost`, `residual` (net
        cost less the target), `crossing` (`rising`, `falling` or `touching`), and the neighbouring step on the other side, `next_value` with
        `next_net_cost` and `next_residual`, which are null where the root is exact. With `years` also
        `residual_at_low_rate` and `residual_at_high_rate`: what the value would miss at the ends of the discount rate's range, 0 and .05. Without a
        root there is no row, and a warning says from where to where the net cost runs.

    Raises ParameterError for a name that is no number, or a range or step that it does not have; StudyError or PopulationError for the
    rest.
    """
    import polars as pl

    from commonweal._progress import bar

    if not isinstance(parameter, str):
        raise wrong_type(ParameterError, "parameter", parameter, "a name such as negative_income_tax.guarantee")
    for name, given in (("start", start), ("stop", stop), ("step", step)):
        if given is not None and (isinstance(given, (str, bool)) or not hasattr(given, "__float__")):
            raise wrong_type(ParameterError, name, given, "a number")
    if isinstance(points, bool) or not hasattr(points, "__index__") or not 0 <= points < 2**32:
        raise wrong_type(ParameterError, "points", points, "a whole number, 2 or more")
    chosen = study.study.using(population=study.population) if isinstance(study, Result) else _study(study)
    if population is not None:
        chosen = chosen.using(population=population)
    people = chosen.people(progress=progress)
    wanted: Any
    if isinstance(target, bool):
        raise wrong_type(ParameterError, "target", target, "an amount, or a study")
    if years is None and not isinstance(study, Result):
        years = chosen.years
    if years is not None:
        if isinstance(years, str) or not isinstance(years, Sequence) or len(years) != 2:
            raise wrong_type(ParameterError, "years", years, "the first and the last year")
        _check_years(*years, discount_rate)
    if isinstance(target, Result) and years is not None:
        wanted = target.study._read
    elif isinstance(target, Result):
        wanted = target.net_cost
    elif isinstance(target, (Study, str, os.PathLike, Mapping)):
        other = _study(target)
        wanted = (other if years is not None else other.using(year=chosen.year))._read
    elif hasattr(target, "__float__"):
        wanted = float(target)
    else:
        raise wrong_type(ParameterError, "target", target, "an amount, or a study")
    over = None if years is None else (int(years[0]), int(years[1]), float(discount_rate))
    searched = (_number(start), _number(stop), int(points), _number(step))
    with bar("looking", progress) as told:
        found = json.loads(
            chosen._read.equal_cost(people._engine, parameter, wanted, searched, over, told)
        )
    if not found["roots"]:
        low, high = found["lowest"], found["highest"]
        warnings.warn(
            f"no value of {parameter} from {found['scan'][0]['value']:,} to {found['scan'][-1]['value']:,} gives a net cost of"
            f" {found['target']:,.0f}: it runs from {low['net_cost']:,.0f} (at {low['value']:,}) to {high['net_cost']:,.0f}"
            f" (at {high['value']:,})",
            stacklevel=2,
        )
    rows = [_row(root, found["target"]) for root in found["roots"]]
    numbers: tuple[str, ...] = ("value", "until", "net_cost", "residual", "next_value", "next_net_cost", "next_residual")
    if years is not None:
        at_rates = ("residual_at_low_rate", "residual_at_high_rate")
        rows = [row | {name: root[name] for name in at_rates} for row, root in zip(rows, found["roots"], strict=True)]
        numbers += at_rates
    schema = {name: pl.Float64 for name in numbers[:4]} | {"crossing": pl.String} | {name: pl.Float64 for name in numbers[4:]}
    return pl.DataFrame(rows, schema=schema)


def _number(given: float | None) -> float | None:
    return None if given is None else float(given)


def _row(root: Any, target: float) -> dict[str, object]:
    row: dict[str, object] = {key: root[key] for key in ("value", "until", "net_cost", "residual", "crossing")}
    beside = root["beside"]
    if beside is None:
        return row | {"next_value": None, "next_net_cost": None, "next_residual": None}
    cost = beside["net_cost"]
    return row | {"next_value": beside["value"], "next_net_cost": cost, "next_residual": cost - target}
