"""Who is left out where places do not suffice, and both ways to divide a cost."""

from __future__ import annotations

import polars as pl
import pytest

import commonweal as cw


@pytest.fixture(scope="module")
def people() -> cw.Population:
    return cw.Population.synthesize("stylised", households=1_000, seed=2, progress=False)


def jobs(people: cw.Population, places: float, **options: str) -> cw.Result:
    law = cw.System.load("stylised")
    offered = cw.PublicEmployment(where_offered="everywhere", places_open=places)
    reform = law.add(offered, cw.BasicIncome(adult_amount=1_200))
    return cw.compare(people, law, reform, scenario="ai-central", progress=False, **options)  # type: ignore[arg-type]


def test_who_wants_a_place_and_gets_none_is_counted(people: cw.Population) -> None:
    free, none = jobs(people, 1e9).rationing, jobs(people, 0).rationing
    assert free["by"].to_list() == none["by"].to_list() == ["places"]
    assert free["refused"][0] == 0 and free["wanted"][0] == free["served"][0] > 0
    assert none["served"][0] == none["paid"][0] == 0
    assert none["refused"][0] == none["wanted"][0] > 0
    assert none["displaced_refused"][0] == none["displaced_wanted"][0] > 0
    assert none["shortfall"][0] == none["claimed"][0] > 0


def test_both_ways_to_divide_the_cost_add_up(people: cw.Population) -> None:
    both = jobs(people, 1e9)
    assert both.attribution == "shapley" and both.attribution_fallback is None
    sums = both.budget.select(pl.col("net_cost", "stacked_cost", "shapley_cost").sum()).row(0)
    assert sums == pytest.approx([both.net_cost] * 3, rel=1e-9)
    assert both.budget["shapley_cost"].to_list() == both.budget["net_cost"].to_list()
    stacked = jobs(people, 1e9, attribution="stacked")
    assert stacked.attribution == "stacked"
    assert stacked.budget["net_cost"].to_list() == both.budget["stacked_cost"].to_list()
    assert stacked.budget["shapley_cost"].null_count() == stacked.budget.height
