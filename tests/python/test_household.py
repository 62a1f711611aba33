"""Households of one's own, sweeps, and two runs at once."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import polars as pl
import pytest

import commonweal as cw


def test_a_household(base: cw.System, reform: cw.System) -> None:
    home = cw.household({"age": 34, "earnings": 30_000}, {"age": 6}, law=base, reform=reform, household={"rent": 700})
    amounts = {row["name"]: row for row in home.explain().amounts.iter_rows(named=True)}
    assert amounts["child_benefit"]["change"] == pytest.approx(1_200)
    assert home.net_income["baseline"] == pytest.approx(amounts["disposable_income"]["baseline"], abs=0.02)
    assert home.net_income["reform"] == pytest.approx(amounts["disposable_income"]["reform"], abs=0.02)
    assert "child_benefit" in str(home.explain())


def test_net_income_beside_a_cliff(base: cw.System) -> None:
    cliff = cw.Instrument(
        "cliff", kind="benefit", unit="family", parameters={"amount_paid": 5_000, "limit": 30_000},
        rules={"amount": "amount_paid if gross_income <= limit else 0 * amount_paid"},
    )  # fmt: skip
    for earnings, paid in ((30_000, 5_000), (30_000.5, 0)):
        home = cw.household({"age": 34, "earnings": earnings}, law=base, reform=base.add(cliff))
        assert home.net_income["reform"] - home.net_income["baseline"] == pytest.approx(paid, abs=0.01)


def test_arguments_that_would_be_dropped_are_refused(base: cw.System, reform: cw.System) -> None:
    study = cw.Study.of(base, reform)
    for options in ({"law": study, "reform": reform}, {"law": base, "year": 2026}):
        with pytest.raises(cw.StudyError, match="is given beside the law"):
            cw.household({"age": 40}, **options)


def test_a_budget_line(base: cw.System, reform: cw.System) -> None:
    home = cw.household({"age": 34, "earnings": 30_000}, law=base, reform=reform)
    line = home.budget_line()
    assert line.frame["earnings"].is_sorted() and line.frame["kink"].any()
    assert (line.varied, line.today) == ("earnings of person 1", 30_000)
    # The negative income tax is withdrawn at half of what is earned.
    low = line.frame.filter(pl.col("earnings") < 1_000)
    assert low["reform_marginal_rate"][0] == pytest.approx(0.5, abs=1e-3)
    capital = home.budget_line("capital_income", stop=5_000, points=11)
    assert capital.varied == "capital_income of person 1" and capital.frame["capital_income"].max() == 5_000
    assert "earnings" not in capital.frame.columns
    alone = cw.household({"age": 34}, law="stylised", year=2025).budget_line()
    assert "reform" not in alone.frame.columns


@pytest.mark.parametrize(
    ("persons", "options", "words"),
    [
        ([], {}, "no members"),
        ([{"agee": 3}], {}, "did you mean `age`?"),
        ([{"age": 300}], {}, "from 0 to 120"),
        ([{"age": 30, "sex": "x"}], {}, "sex"),
        ([{"age": 30}], {"household": {"rents": 3}}, "rents"),
        ([{"age": 30}], {"clan": {"x": 3}}, "clan"),
        ([{"age": None}], {}, "is None"),
        ([{"age": 30}], {"rent": 700}, "`rent` is a int"),
        ([30], {}, "describe a person as"),
    ],
)
def test_bad_households_are_refused(persons: list, options: dict, words: str) -> None:
    with pytest.raises(cw.PopulationError) as raised:
        cw.household(*persons, law="stylised", **options)
    assert words in str(raised.value)


def test_a_sweep(result: cw.Result) -> None:
    values = {"negative_income_tax.taper": cw.linspace(0.3, 0.9, 3), "child_benefit.first_child": [100, 200]}
    rows = cw.sweep(result, values, progress=False)
    assert rows.height == 6 and rows.columns[:3] == [*values, "net_cost"]
    one = rows.filter((pl.col("negative_income_tax.taper") == 0.6) & (pl.col("child_benefit.first_child") == 100))
    again = cw.run(result.study, set={"negative_income_tax.taper": 0.6, "child_benefit.first_child": 100})
    assert one["net_cost"][0] == again.net_cost and one["fingerprint"][0] == again.fingerprint
    assert one["poverty_rate"][0] == again.to_dict()["poverty"]["fixed"]["reform"]["headcount_rate"]
    assert 0 < one["covered_share"][0] <= 1
    assert again.coverage is not None
    assert one["protected_share"][0] == again.coverage["protected_share"][1]
    assert rows["net_cost.income_tax"].null_count() == 0


def test_values_of_numpy_are_numbers(result: cw.Result) -> None:
    rows = cw.sweep(result, {"child_benefit.first_child": np.arange(100, 300, 100)}, progress=False)
    assert rows["child_benefit.first_child"].to_list() == [100, 200]
    assert cw.System.load("stylised", year=np.int64(2025)).year == 2025
    assert cw.Population.synthesize("stylised", households=np.int64(100)).households == 100
    for bad in (5, "abc"):
        with pytest.raises(cw.ParameterError, match="has no list of values"):
            cw.sweep(result, {"child_benefit.first_child": bad}, progress=False)  # type: ignore[dict-item]


def test_a_bad_value_is_told_before_the_first_run(result: cw.Result) -> None:
    with pytest.raises(cw.ParameterError):
        cw.sweep(result, {"negative_income_tax.taper": [0.5, 7.0]}, progress=False)
    with pytest.raises(cw.StudyError):
        cw.sweep(result, {}, progress=False)


def test_linspace() -> None:
    assert cw.linspace(0.3, 0.9, 13)[1] == 0.35 and cw.linspace(0, 1, 2) == [0.0, 1.0]
    with pytest.raises(cw.ParameterError):
        cw.linspace(0, 1, 1)


def test_two_threads_give_the_right_bits(result: cw.Result) -> None:
    tapers = [0.3, 0.4, 0.5, 0.6]
    studies = [result.study.set("negative_income_tax.taper", taper) for taper in tapers]
    alone = [cw.run(study, progress=False).fingerprint for study in studies]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda study: cw.run(study, progress=False).fingerprint, studies * 3))
    assert together == alone * 3


def test_the_lock_of_python_is_free_while_the_engine_runs() -> None:
    study = cw.Study.load("three-tier-safety-net")
    people = study.people(progress=False)
    ticks: list[float] = []
    running = True

    def tick() -> None:
        while running:
            ticks.append(time.perf_counter())
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    started = time.perf_counter()
    study._read.cost(people._engine)
    ended = time.perf_counter()
    running = False
    thread.join()
    during = [at for at in ticks if started < at < ended]
    # A held lock would leave none between the two.
    assert len(during) > 10 * (ended - started)


def test_ctrl_c_stops_a_run() -> None:
    study = cw.Study.load("three-tier-safety-net").using(population={"recipe": "stylised", "households": 400_000, "seed": 9})
    people = study.people(progress=False)
    started = time.monotonic()
    study._read.cost(people._engine)
    alone = time.monotonic() - started
    timer = threading.Timer(0.1, lambda: os.kill(os.getpid(), signal.SIGINT))
    # Whoever starts tests in the background of a shell has them ignore the signal.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        started = time.monotonic()
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            study._read.cost(people._engine)
        stopped = time.monotonic() - started
    finally:
        signal.signal(signal.SIGINT, before)
    # The engine is whole afterwards.
    assert cw.run("us-current-law", progress=False).fingerprint
    assert stopped < alone


def test_what_a_bar_raises_stops_the_run() -> None:
    study = cw.Study.load("three-tier-safety-net").using(population={"recipe": "stylised", "households": 400_000, "seed": 9})
    people = study.people(progress=False)

    def told(done: int, total: int) -> None:
        assert 0 <= done <= total
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        study._read.cost(people._engine, told)
