"""Budget lines: kinks wherever they are, jumps as jumps."""

from __future__ import annotations

import json

import polars as pl
import pytest

import commonweal as cw


@pytest.fixture(scope="module")
def parent(base: cw.System) -> cw.Household:
    """A lone parent under a negative income tax. Contributions begin at earnings of 6,000, with a jump."""
    reform = base.add(cw.NegativeIncomeTax(guarantee=9_000, taper=0.5))
    return cw.household({"age": 34, "earnings": 30_000}, {"age": 6}, law=base, reform=reform, household={"rent": 700})


def rows_at(frame: pl.DataFrame, earnings: float) -> pl.DataFrame:
    return frame.filter((pl.col("earnings") - earnings).abs() < 0.5)


@pytest.mark.parametrize("options", [{}, {"points": 9}, {"start": 5_900, "stop": 6_100}, {"points": 38}])
def test_a_jump_is_two_rows(parent: cw.Household, options: dict) -> None:
    frame = parent.budget_line(**options).frame
    below, above = rows_at(frame, 6_000).iter_rows(named=True)
    assert below["earnings"] == above["earnings"] == 6_000
    assert below["jump"] and above["jump"] and below["kink"] and above["kink"]
    assert below["reform_marginal_rate"] is None and above["reform_marginal_rate"] == pytest.approx(0.9, abs=1e-3)
    # Contributions bring the income down to that of social assistance, which takes 90 of each further 100.
    assert above["reform"] < below["reform"] - 100
    # No rate of a piece tells of the jump.
    assert frame["reform_marginal_rate"].drop_nulls().max() < 1


def test_kinks_on_the_grid_are_told(parent: cw.Household) -> None:
    frame = parent.budget_line().frame
    kinks = frame.filter(pl.col("kink"))["earnings"].to_list()
    assert {18_000.0, 84_000.0} <= set(kinks)
    for points in (9, 50):
        other = parent.budget_line(points=points).frame.filter(pl.col("kink"))["earnings"].to_list()
        assert other == pytest.approx(kinks, abs=0.05)


def test_between_kinks_the_line_is_straight(parent: cw.Household) -> None:
    rows = parent.budget_line().frame.rows(named=True)
    for before, here in zip(rows, rows[1:]):
        if not here["kink"] and here["reform_marginal_rate"] is not None:
            for law in ("baseline", "reform"):
                assert here[f"{law}_marginal_rate"] == pytest.approx(before[f"{law}_marginal_rate"], abs=2e-3), here


def subtitle_of(line: cw.BudgetLine) -> str:
    subtitle = line.plot().to_dict()["title"]["subtitle"]
    return subtitle if isinstance(subtitle, str) else " ".join(subtitle)


def test_charts_show_the_jump_upright(parent: cw.Household) -> None:
    line = parent.budget_line()
    assert "Upright where net income jumps." in subtitle_of(line)
    assert "jumps" not in subtitle_of(parent.budget_line(start=50_000, stop=60_000))
    drawn = json.dumps(line.plot(rates=True).to_dict())
    assert "NaN" not in drawn


def test_the_income_that_varies_has_its_name(parent: cw.Household) -> None:
    assert parent.budget_line("capital_income", stop=5_000).frame.columns[0] == "capital_income"
    with pytest.raises(cw.PopulationError, match="`column` is a int"):
        parent.budget_line(3)  # type: ignore[arg-type]


def test_steps_tell_what_they_count(parent: cw.Household) -> None:
    told = parent.explain()
    own = told.steps.filter(pl.col("instrument") == "social_contributions")
    units = dict(own.select("step", "unit").iter_rows())
    assert (units["base"], units["is_own_account"]) == ("money a month", "")
    assert "base = [2,500, 0] money a month" in str(told)
