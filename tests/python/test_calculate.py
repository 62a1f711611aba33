"""The ledger alone: the figures of a costed study, some columns of it, its units, messages."""

from __future__ import annotations

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import commonweal as cw


@pytest.fixture(scope="module")
def people() -> cw.Population:
    return cw.Population.synthesize("stylised", households=2_000, seed=4, progress=False)


@pytest.fixture(scope="module")
def base() -> cw.System:
    return cw.System.load("stylised")


def test_it_is_the_ledger_of_the_costed_study(people: cw.Population, base: cw.System) -> None:
    reform = base.add(cw.NegativeIncomeTax(guarantee=8_000, taper=0.4))
    result = cw.compare(people, base, reform, progress=False)
    for unit in (None, "person", "household"):
        assert_frame_equal(cw.calculate(people, base, reform, unit=unit, progress=False), result.microdata(unit, progress=False))


def test_a_scenario_comes_before_the_law(people: cw.Population, base: cw.System) -> None:
    calm = cw.calculate(people, base, columns=["market_income"], progress=False)
    shocked = cw.calculate(people, base, columns=["market_income"], scenario="ai-central", progress=False)
    result = cw.compare(people, base, scenario="ai-central", progress=False)
    assert_frame_equal(shocked, result.microdata(progress=False).select(shocked.columns))
    assert (shocked["market_income"] < calm["market_income"]).any()


def test_columns_are_those_asked_for_in_the_order_of_the_ledger(people: cw.Population, base: cw.System) -> None:
    reform = base.set("child_benefit.first_child", 300)
    found = cw.calculate(people, base, reform, columns=["disposable_income", "child_benefit"], progress=False)
    own = ["child_benefit", "disposable_income"]
    assert found.columns == ["household_id", "weight", *own, *(f"{name}_baseline" for name in own)]
    whole = cw.calculate(people, base, reform, progress=False)
    assert_frame_equal(found, whole.select(found.columns))
    assert (found["child_benefit"] > found["child_benefit_baseline"]).any()


def test_what_there_is_not_is_refused_with_what_there_is(people: cw.Population, base: cw.System) -> None:
    with pytest.raises(cw.StudyError, match="child_benifit") as refused:
        cw.calculate(people, base, columns=["child_benifit", "disposable_income"], progress=False)
    assert "child_benefit" in str(refused.value)
    with pytest.raises(cw.StudyError, match="village"):
        cw.calculate(people, base, unit="village", progress=False)
    with pytest.raises(cw.ParameterError, match="a list of names"):
        cw.calculate(people, base, columns="child_benefit", progress=False)
    with pytest.raises(cw.StudyError, match="people, baseline, reform"):
        cw.calculate(people, 2025)  # type: ignore[arg-type]


def test_a_ledger_that_is_held_is_never_written_over(people: cw.Population, base: cw.System) -> None:
    """The memory of a ledger is used again when nobody holds it, and not before."""
    columns = ["disposable_income", "child_benefit"]
    other = base.set("child_benefit.first_child", 1.0)

    def ledger(system: cw.System) -> pl.DataFrame:
        return cw.calculate(people, system, columns=columns, progress=False)

    first = ledger(base)
    told = {name: first[name].to_list() for name in first.columns}
    held = first["disposable_income"]
    changed = ledger(other)
    values = {name: changed[name].to_list() for name in changed.columns}
    assert values["child_benefit"] != told["child_benefit"]
    del first, changed
    for _ in range(3):
        again = ledger(other)
        assert {name: again[name].to_list() for name in again.columns} == values
        del again
    assert held.to_list() == told["disposable_income"]
