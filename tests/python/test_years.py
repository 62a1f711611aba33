"""Runs over several years: the command line's figures, tables with the year first, messages."""

from __future__ import annotations

import json
import subprocess
import sys

import polars as pl
import pytest

import commonweal as cw


@pytest.fixture(scope="module")
def people() -> cw.Population:
    return cw.Population.synthesize("stylised", households=3_000, seed=2, progress=False)


@pytest.fixture(scope="module")
def found(people: cw.Population) -> cw.Years:
    return cw.run_years("predict-prevent-support", 2025, 2028, population=people, progress=False)


def test_the_command_line_gives_the_same(tmp_path) -> None:
    study = cw.Study.load("three-tier-safety-net").using(
        population={"recipe": "stylised", "households": 2_000, "seed": 3}, scenario="ai-years"
    )
    path = study.save(tmp_path / "study.toml")
    command = [sys.executable, "-m", "commonweal", "run", str(path), "--years", "2025:2026", "--json", "--quiet"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    own = cw.run_years(study, 2025, 2026, scenario=None, progress=False)
    assert json.loads(printed) == own.to_dict()
    assert own.fingerprint == json.loads(printed)["fingerprint"]


def test_tables_have_the_year_first(found: cw.Years) -> None:
    assert found.years["year"].to_list() == [2025, 2026, 2027, 2028]
    for name in ("years", "budget", "states", "months", "funds", "deciles", "winners"):
        table = found.tables[name]
        assert table.columns[0] == "year" and table["year"].n_unique() == 4, name
    assert found.months.height == 4 * 12 * 2
    parts = found.budget.group_by("year").agg(pl.col("net_cost").sum()).sort("year")["net_cost"]
    for part, whole in zip(parts, found.years["net_cost"]):
        assert part == pytest.approx(whole, rel=1e-9)


def test_the_fund_keeps_what_it_holds(found: cw.Years) -> None:
    fund = found.funds.filter(pl.col("law") == "reform").sort("year")
    assert fund["opening"].to_list()[1:] == fund["closing"].to_list()[:-1]
    assert fund["closing"][-1] > 0


def test_later_money_counts_less(people: cw.Population, found: cw.Years) -> None:
    plain = cw.run_years("predict-prevent-support", 2025, 2028, population=people, discount_rate=0, progress=False)
    assert plain.present_value == pytest.approx(plain.years["net_cost"].sum())
    assert plain.present_value != found.present_value
    assert "2025 to 2028" in repr(found) and "<table" in found._repr_html_()


def test_what_makes_no_sense_is_refused(people: cw.Population) -> None:
    with pytest.raises(cw.StudyError, match="2035"):
        cw.run_years("three-tier-safety-net", 2034, 2036, population=people, progress=False)
    with pytest.raises(cw.ParameterError, match="discount rate"):
        cw.run_years("three-tier-safety-net", 2025, 2026, population=people, discount_rate=2, progress=False)
    with pytest.raises(cw.ParameterError):
        cw.run_years("three-tier-safety-net", "2025", 2026, population=people, progress=False)  # type: ignore[arg-type]


def test_people_of_later_years_are_told(people: cw.Population, found: cw.Years) -> None:
    wages = found.carried_amounts.filter(pl.col("index") == "wages").sort("year")["factor"]
    assert wages.to_list() == pytest.approx([1.01**year for year in range(4)])
    persons = found.projection.filter(pl.col("name") != "households")
    assert persons["year"].n_unique() == 4
    assert persons.select((pl.col("reached") / pl.col("target") - 1).abs().max()).item() < 1e-6
    frozen = cw.run_years("predict-prevent-support", 2025, 2028, population=people, frozen=True, progress=False)
    assert frozen.projection.height == 0 and frozen.carried_amounts.height == 0
    assert frozen.years["net_cost"][0] == found.years["net_cost"][0]
    assert frozen.years["net_cost"][3] != found.years["net_cost"][3]
