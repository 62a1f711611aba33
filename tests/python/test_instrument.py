"""Instruments of one's own: by rules, and by functions of Python."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from conftest import command

import commonweal as cw

RULES = {
    "kind": "benefit",
    "unit": "household",
    "parameters": {"rate": 0.3, "most": {"unit": "currency/year", "default": 2_400, "range": [0, 10_000]}},
    "rules": {"amount": "min(most, rate * per_year(rent))"},
}


def by_rules(**more: Any) -> cw.Instrument:
    return cw.Instrument("rent_allowance", **{**RULES, **more})


def by_function(function: Any, columns: Any = None) -> cw.Instrument:
    return cw.Instrument(
        "rent_allowance", kind="benefit", unit="household", columns=columns or {"yearly": "per_year(rent)"}, function=function
    )


def test_a_function_gives_what_a_formula_gives(people: cw.Population, base: cw.System) -> None:
    formula = cw.compare(people, base, base.add(by_rules()), scenario="ai-central")
    code = cw.compare(
        people, base, base.add(by_function(lambda homes: (0.3 * homes["yearly"]).clip(0, 2_400))), scenario="ai-central"
    )
    assert code.net_cost == formula.net_cost != 0
    assert code.budget.drop("title").equals(formula.budget.drop("title"))
    for table in ("poverty", "inequality", "deciles", "winners", "coverage"):
        assert code.tables[table].equals(formula.tables[table])
    assert (code.code, formula.code) == (["rent_allowance"], [])
    assert code.fingerprint != formula.fingerprint
    assert code.microdata().height == people.households


def test_what_a_function_sees_and_may_answer(people: cw.Population, base: cw.System) -> None:
    seen: list[pl.DataFrame] = []

    def keep(answer: Any) -> Any:
        def function(homes: pl.DataFrame) -> Any:
            seen.append(homes)
            return answer(homes)

        return function

    columns = {"rent": "rent", "income": "gross_income", "is_large": "count(person.age >= 0) > 2"}
    answers: list[Any] = [
        lambda homes: homes["rent"],
        lambda homes: homes.select("rent"),
        lambda homes: homes["rent"].to_numpy(),
        lambda homes: homes["rent"].to_list(),
        lambda homes: homes["rent"].to_arrow(),
        lambda homes: homes["rent"].to_pandas(),
        lambda homes: np.where(homes["is_large"].to_numpy() == 1, homes["rent"].to_numpy(), homes["rent"].to_numpy()),
    ]
    costs = [cw.compare(people, base, base.add(by_function(keep(answer), columns))).net_cost for answer in answers]
    assert len(set(costs)) == 1 and costs[0] > 0
    assert seen[0].columns == ["household_id", "rent", "income", "is_large"]
    assert seen[0].height == people.households


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda homes: [1.0], "gives 1 values for"),
        (lambda homes: homes["yearly"] * float("nan"), "gives no amount for household"),
        (lambda homes: ["a"] * len(homes), "numbers are wanted"),
        (lambda homes: None, "numbers are wanted"),
        (lambda homes: homes, "gives 2 columns"),
        (lambda homes: [None, *[1.0] * (len(homes) - 1)], "no value in 1 rows"),
        (lambda homes: 1 / 0, "division by zero"),
        (lambda homes: homes["nothing"], "nothing"),
    ],
)
def test_bad_answers_are_refused(people: cw.Population, base: cw.System, answer: Any, words: str) -> None:
    with pytest.raises(cw.StudyError) as raised:
        cw.compare(people, base, base.add(by_function(answer)))
    assert words in str(raised.value)
    # What the function raised is the cause; numbers that are none are found by the engine itself.
    assert (raised.value.__cause__ is None) == ("gives no amount" in words)


def test_a_function_that_raises_is_told_with_its_name_and_line(people: cw.Population, base: cw.System) -> None:
    def of_rent(homes: pl.DataFrame) -> Any:
        return deeper(homes["yearly"])

    def deeper(rents: pl.Series) -> Any:
        raise KeyError(f"no table of {len(rents)} rents")

    line = of_rent.__code__.co_firstlineno + 1
    with pytest.raises(cw.StudyError) as raised:
        cw.compare(people, base, base.add(by_function(of_rent)))
    problem = raised.value.problems[0]
    assert problem.code == "code-failed"
    for words in ("`rent_allowance`", "of_rent` raised KeyError: ", "no table of", f"line {line} of test_instrument.py"):
        assert words in problem.message, problem.message
    assert isinstance(raised.value.__cause__, KeyError)


def test_a_function_takes_part_in_everything(people: cw.Population, base: cw.System, tmp_path: Path) -> None:
    reform = base.add(by_function(lambda homes: 0.1 * homes["yearly"]), cw.NegativeIncomeTax())
    result = cw.compare(people, base, reform, incentives=True)
    assert sum(result.budget["net_cost"]) == pytest.approx(result.net_cost, rel=1e-9)
    home = cw.household({"age": 40, "earnings": 20_000}, law=base, reform=reform, household={"rent": 500})
    amounts = home.explain().amounts.filter(pl.col("name") == "rent_allowance")
    assert amounts["reform"][0] == pytest.approx(600)
    without = cw.household({"age": 40, "earnings": 20_000}, law=base, reform=base.add(cw.NegativeIncomeTax()), household={"rent": 500})
    assert home.net_income["reform"] == pytest.approx(without.net_income["reform"] + 600, abs=0.01)
    rows = cw.sweep(result, {"negative_income_tax.taper": [0.4, 0.6]}, progress=False)
    assert rows.height == 2
    with pytest.raises(cw.StudyError, match="a function of Python"):
        result.study.save(tmp_path / "study.toml")


def test_only_python_runs_functions(people: cw.Population, base: cw.System, tmp_path: Path) -> None:
    study = cw.compare(people, base, base.add(by_function(lambda homes: homes["yearly"]))).study
    import commonweal._engine as engine
    import json

    file = tmp_path / "study.toml"
    file.write_text(engine.toml_text(json.dumps(study.to_dict())), encoding="utf-8")
    done = command("run", str(file))
    assert done.returncode == 2 and "code-unavailable" in done.stderr and "Python" in done.stderr
    with pytest.raises(cw.StudyError, match="code-unavailable"):
        cw.run(file)


def test_rules_go_into_the_study(people: cw.Population, base: cw.System, tmp_path: Path) -> None:
    result = cw.compare(people, base, base.add(by_rules(title={"en": "Rent allowance", "zh": "房租补贴"})))
    file = result.study.save(tmp_path / "study.toml")
    assert cw.run(file).fingerprint == result.fingerprint
    assert cw.run(file, set={"rent_allowance.rate": 0.1}).net_cost < result.net_cost
    rule = tmp_path / "rent_allowance.toml"
    rule.write_text(by_rules().to_toml(), encoding="utf-8")
    assert command("check", str(rule), "--system", "stylised").returncode == 0
    again = cw.compare(people, base, base.add(cw.Instrument.from_file(rule)))
    assert again.net_cost == result.net_cost


def test_an_instrument_is_replaced(people: cw.Population, base: cw.System) -> None:
    own = cw.Instrument("child_benefit", kind="benefit", unit="family", rules={"amount": "0 * sum(person.earnings)"})
    result = cw.compare(people, base, base.replace(own))
    row = result.budget.filter(pl.col("instrument") == "child_benefit")
    assert row["baseline_amount"][0] > 0 == row["reform_amount"][0]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: by_rules(rules={"amount": "min(most, rate * rent)"}), "unit-mismatch"),
        (lambda: by_rules(rules={"amount": "min(most, rat * per_year(rent))"}), "did you mean `rate`?"),
        (lambda: by_rules(rules={"amounts": "most"}), "amount"),
        (lambda: by_rules(kind="gift"), "gift"),
        (lambda: by_rules(unit="clan"), "clan"),
        (lambda: cw.Instrument("x", kind="benefit"), "needs either rules or a function"),
        (lambda: by_function(len, {"a": "nothing"}), "nothing"),
        (lambda: cw.Instrument("x", kind="benefit", function=len), "reads no columns"),
        (lambda: by_rules(parameters={"rate": "a"}), "a parameter is a number"),
    ],
)
def test_bad_instruments_are_refused(base: cw.System, make: Any, words: str) -> None:
    with pytest.raises(cw.StudyError) as raised:
        base.add(make())
    assert words in str(raised.value)
