"""The search for a net cost, and who loses one benefit because of another."""

from __future__ import annotations

import polars as pl
import pytest

import commonweal as cw

GUARANTEE = "negative_income_tax.guarantee"


@pytest.fixture(scope="module")
def study() -> cw.Study:
    people = cw.Population.synthesize("stylised", households=400, seed=3)
    base = cw.System.load("stylised", year=2025)
    return cw.Study.of(base, base.add(cw.NegativeIncomeTax(guarantee=8_000)), population=people, attribution="stacked")


def test_a_root_has_the_cost_that_a_run_has(study: cw.Study) -> None:
    target = cw.run(study.set(GUARANTEE, 6_300)).net_cost
    roots = cw.equal_cost(study, GUARANTEE, target, points=7, progress=False)
    assert roots.columns == [
        "value",
        "until",
        "net_cost",
        "residual",
        "crossing",
        "next_value",
        "next_net_cost",
        "next_residual",
    ]
    assert roots.height == 1
    row = roots.row(0, named=True)
    assert (row["value"], row["residual"], row["crossing"], row["next_value"]) == (6_300, 0, "rising", None)
    # The same of another study on the same people, and of its result.
    other = study.set(GUARANTEE, 6_300)
    for wanted in (other, cw.run(other)):
        assert cw.equal_cost(study, GUARANTEE, wanted, points=7, progress=False)["value"].to_list() == [6_300]


def test_years_are_compared_by_their_present_value(study: cw.Study) -> None:
    frozen = study.using(frozen=True, scenario="none")
    other = frozen.set(GUARANTEE, 6_300)
    span = {"years": (2025, 2026), "start": 6_000, "stop": 6_600, "points": 3, "progress": False}
    roots = cw.equal_cost(frozen, GUARANTEE, other, **span)
    assert roots["value"].to_list() == [6_300] and roots["residual"].to_list() == [0]
    assert roots["residual_at_low_rate"].to_list() == roots["residual_at_high_rate"].to_list() == [0]
    # As an amount: both years, the second discounted; at another rate it is no longer that.
    years = cw.run_years(other, 2025, 2026, scenario="none", progress=False)
    roots = cw.equal_cost(frozen, GUARANTEE, years.present_value, **span)
    row = roots.row(0, named=True)
    assert row["value"] == 6_300 and row["net_cost"] == pytest.approx(years.present_value)
    assert row["residual_at_high_rate"] < 0 < row["residual_at_low_rate"]
    with pytest.raises(cw.ParameterError, match="discount rate"):
        cw.equal_cost(frozen, GUARANTEE, other, discount_rate=2, **span)
    with pytest.raises(cw.ParameterError, match="the first and the last year"):
        cw.equal_cost(frozen, GUARANTEE, other, years=2025)


def test_stated_years_are_gone_over(study: cw.Study) -> None:
    document = study.using(frozen=True, scenario="none").to_dict()
    document.pop("year")
    stated = cw.Study({**document, "years": "2025:2026"}).using(population=study.people())
    searched = {"start": 6_000, "stop": 6_600, "points": 3, "progress": False}
    for target in (stated.set(GUARANTEE, 6_300), study.using(frozen=True).set(GUARANTEE, 6_300)):
        roots = cw.equal_cost(stated, GUARANTEE, target, **searched)
        assert roots["value"].to_list() == [6_300] and "residual_at_low_rate" in roots.columns
    # A study of one year asks for one, whatever the other states; so does a result.
    for one in (stated.using(year=2026), cw.run(stated)):
        roots = cw.equal_cost(one, GUARANTEE, stated.set(GUARANTEE, 6_300), **searched)
        assert roots["value"].to_list() == [6_300] and "residual_at_low_rate" not in roots.columns


def test_between_two_steps_both_residuals_stand(study: cw.Study) -> None:
    costs = [cw.run(study.set(GUARANTEE, value)).net_cost for value in (6_300, 6_400)]
    roots = cw.equal_cost(study, GUARANTEE, costs[0] + 0.25 * (costs[1] - costs[0]), start=0, stop=20_000, progress=False)
    row = roots.row(0, named=True)
    assert (row["value"], row["next_value"]) == (6_300, 6_400)
    assert row["net_cost"] == costs[0] and row["next_net_cost"] == costs[1]
    assert row["residual"] < 0 < row["next_residual"]


def test_without_a_root_a_warning_tells_the_range(study: cw.Study) -> None:
    with pytest.warns(UserWarning, match=r"no value of negative_income_tax.guarantee from 0.0 to 60,000.0 .* it runs from"):
        roots = cw.equal_cost(study, GUARANTEE, -1e12, progress=False)
    assert roots.is_empty() and roots.schema["residual"] == pl.Float64


def test_what_cannot_be_looked_for_is_refused(study: cw.Study) -> None:
    with pytest.raises(cw.ParameterError, match="did you mean `negative_income_tax.guarantee`"):
        cw.equal_cost(study, "negative_income_tax.guarante", 0)
    with pytest.raises(cw.ParameterError, match="single number"):
        cw.equal_cost(study, "negative_income_tax.assessment", 0)
    with pytest.raises(cw.ParameterError, match="0 to 60000"):
        cw.equal_cost(study, GUARANTEE, 0, stop=70_000)
    with pytest.raises(cw.ParameterError, match="an amount, or a study"):
        cw.equal_cost(study, GUARANTEE, None)  # type: ignore[arg-type]
    with pytest.raises(cw.ParameterError, match="a whole number"):
        cw.equal_cost(study, GUARANTEE, 0, points=2.5)  # type: ignore[arg-type]


def test_interactions_are_two_tables(study: cw.Study) -> None:
    assert cw.run(study).interactions is None and cw.run(study).double_payments is None
    found = cw.run(study, interactions=True)
    assert found.fingerprint == cw.run(study).fingerprint
    assert found.interactions is not None and found.double_payments is not None
    lost = found.interactions.filter(pl.col("instrument") == "social_assistance").row(0, named=True)
    assert lost["because_of"] == "negative_income_tax" and lost["unit"] == "household"
    assert lost["losing"] >= lost["losing_all"] > 0 and lost["receiving_without"] >= lost["losing"]
    assert lost["amount_lost"] > 0
    assert found.double_payments.schema["same_purpose"] == pl.Boolean
    both = found.double_payments
    assert both.filter(pl.col("overlap") > pl.min_horizontal("amount", "amount_with")).is_empty()
    assert "because of" in found.sentences()["interactions"] and "因" in found.sentences("zh")["interactions"]
