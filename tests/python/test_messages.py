"""What a user is told about slips, and defaults that can be relied on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

import commonweal as cw


def told(call: Callable[[], object], *words: str, kind: type[cw.CommonwealError] = cw.StudyError) -> None:
    """A refusal that is a ValueError and has these words."""
    with pytest.raises(kind) as raised:
        call()
    assert isinstance(raised.value, ValueError) and type(raised.value) is kind
    for word in words:
        assert word in str(raised.value), str(raised.value)


def test_without_a_year_it_is_the_year_of_packages_and_people(people: cw.Population) -> None:
    assert (cw.System.load("stylised").year, cw.System.load("us").year) == (2025, 2024)
    assert repr(cw.System.load("stylised")) == "<System stylised, law of 2025>"
    assert cw.household({"age": 30}, law="us").study.year == 2024
    assert cw.compare(people, "stylised").year == cw.Study.load("three-tier-safety-net").year
    assert cw.compare("us-cps-sample", "us").net_cost == cw.run("us-current-law").net_cost


def test_laws_of_two_years_are_told(people: cw.Population) -> None:
    reform = cw.System.load("stylised", year=2030).add(cw.BasicIncome)
    told(lambda: cw.compare(people, "stylised", reform), "the law of 2030", "that of 2025", "year=")


def test_instruments_that_need_each_other(base: cw.System) -> None:
    told(
        lambda: base.add("basic_income_surtax"),
        "`basic_income_surtax` works with `basic_income`",
        "add('basic_income', 'basic_income_surtax')",
    )
    base.add("basic_income", "basic_income_surtax")


def test_classes_know_their_parameters() -> None:
    wrong: Any = cw.NegativeIncomeTax
    told(lambda: wrong(tapper=0.5), "has no parameter `tapper`", "guarantee", "did you mean `taper`?", kind=cw.ParameterError)
    told(lambda: wrong(9_000), "are given by name", "guarantee", kind=cw.ParameterError)


def test_scenarios(people: cw.Population, base: cw.System) -> None:
    told(lambda: cw.compare(people, base, scenario="ai-centrl"), "ai-central, ai-high, ai-low", "did you mean `ai-central`?")
    told(lambda: cw.compare(people, base, scenario=3), "a name or a Scenario")  # type: ignore[arg-type]
    central = cw.Scenario.load("ai-central")
    short = central.set("displaced_share", 0.1)
    for name in ("ai_central.displaced_share", "ai-central.displaced_share", "scenario.displaced_share"):
        assert central.set(name, 0.1) == short
    told(lambda: central.set("displaced_shar", 0.1), "did you mean", "displaced_share", kind=cw.ParameterError)
    told(lambda: central.set("displaced_share", 7), "displaced_share", kind=cw.ParameterError)


def test_files_that_are_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, result: cw.Result) -> None:
    monkeypatch.chdir(tmp_path)
    told(lambda: cw.Population.load("people.csv"), "there is no file people.csv", kind=cw.PopulationError)
    told(lambda: cw.Population.load("stylised", mapping="m.toml"), "there is no file m.toml", kind=cw.PopulationError)
    Path("people.csv").write_text("a\n1\n", encoding="utf-8")
    told(lambda: cw.Population.load("people.csv"), "mapping='people.toml'", kind=cw.PopulationError)
    told(lambda: result.study.save("sub/study.toml"), "there is no folder sub")
    told(lambda: result.population.save("sub/people.parquet"), "there is no folder sub", kind=cw.PopulationError)
    Path("folder.toml").mkdir()
    told(lambda: result.study.save("folder.toml"), "cannot be written")
    result.study.save("nit.toml")
    told(lambda: cw.run("nit"), "did you mean the file `nit.toml`?")


def test_a_study_never_replaces_what_its_people_are_read_by(tmp_path: Path, people: cw.Population, base: cw.System) -> None:
    mapping = people.save(tmp_path / "own.csv")
    # A mapping of one's own has no mark of the package.
    text = mapping.read_text(encoding="utf-8").split("\n", 1)[1]
    mapping.write_text(text, encoding="utf-8")
    mine = cw.Population.load(mapping)
    told(lambda: cw.compare(mine, base).study.save(mapping), "which the study would replace")
    assert mapping.read_text(encoding="utf-8") == text


def test_wrong_types_are_named(people: cw.Population, base: cw.System, result: cw.Result) -> None:
    wrong: Any = people
    told(lambda: cw.run(wrong), "`study` is a Population", "the name of a package", "compare(population, baseline, reform)")
    told(lambda: cw.Study.load(wrong), "`study` is a Population")
    told(lambda: cw.household({"age": 3}, law=wrong), "`law` is a Population", "a System or the name of one")
    told(lambda: cw.household({"age": 3}, law=base, reform=wrong), "`reform` is a Population")
    told(lambda: cw.Population.load(wrong), "`name` is a Population", kind=cw.PopulationError)
    listed: Any = [1]
    told(lambda: cw.run("us-current-law", set=listed), "`set` is a list", "a dict of values", kind=cw.ParameterError)
    told(lambda: cw.run("us-current-law", population=listed), "`population` is a list", kind=cw.PopulationError)
    told(lambda: cw.sweep("us-current-law", listed), "`values` is a list", "a dict of lists", kind=cw.ParameterError)
    told(lambda: cw.linspace(0, 1, wrong), "`count` is a Population", kind=cw.ParameterError)
    told(lambda: cw.linspace(wrong, 1, 3), "`start` is a Population", kind=cw.ParameterError)
    told(lambda: cw.Scenario.load(wrong), "`name` is a Population")
    plot: Any = result.plot
    told(lambda: plot(), "plot.deciles()", "plot.waterfall()")


def test_places_are_no_files_that_there_are_not(base: cw.System) -> None:
    for call in (lambda: base.set("child_benefit.first", 3), lambda: cw.household({"agee": 3}, law=base)):
        with pytest.raises(cw.CommonwealError) as raised:
            call()
        assert ".toml" not in str(raised.value) and "--> <" in str(raised.value)


def test_a_unit_that_is_not_there(result: cw.Result) -> None:
    with pytest.raises(cw.StudyError) as raised:
        result.explain("nobody")
    assert "--unit" not in str(raised.value) and "--microdata" not in str(raised.value)


def test_a_function_of_one_value(base: cw.System, people: cw.Population) -> None:
    own = cw.Instrument("own", kind="benefit", unit="family", columns=["gross_income"], function=lambda families: 500.0)
    told(lambda: cw.compare(people, base, base.add(own)), "gives one float", "numbers are wanted, one a row")


def test_texts_among_numbers_of_pandas() -> None:
    table = pd.DataFrame(
        {
            "household_id": [1, 2, 3],
            "weight": [1.0, 1.0, 1.0],
            "age": [30, 40, 50],
            "earnings": pd.Series([1_000, 20.5, "n/a"], dtype=object),
            "note": pd.Series([1, "x", None], dtype=object),
        }
    )
    mapping = {"household": "household_id", "weight": "weight", "age": "age", "earnings": "earnings"}
    told(
        lambda: cw.Population.from_frames(table, system="stylised", mapping=mapping),
        "earnings",
        "`n/a` in row 3",
        kind=cw.PopulationError,
    )
    # A column that no rule of the mapping reads may hold what it likes.
    table["earnings"] = pd.Series([1_000, 20.5, None], dtype=object)
    made = cw.Population.from_frames(table.drop(index=2), system="stylised", mapping=mapping)
    assert made.to_frame()["earnings"].to_list() == [1_000, 20.5]


def test_columns_that_the_people_lack(base: cw.System) -> None:
    table = pl.DataFrame({"household_id": [1, 2], "weight": [1.0, 1.0], "age": [30, 40], "earnings": [0.0, 9_000.0]})
    people = cw.Population.from_frames(table, system="stylised")
    assert people.defaulted["rent"] == "0" and "earnings" not in people.defaulted
    result = cw.compare(people, base)
    assert set(result.defaulted_columns) <= set(people.defaulted)
    assert f"{len(result.defaulted_columns)} columns at their default" in repr(result)


def test_what_columns_count(base: cw.System, people: cw.Population) -> None:
    counts = dict(base.columns.select("column", "unit").iter_rows())
    assert (counts["rent"], counts["earnings"]) == ("money a month", "money a year")
    totals = dict(people.totals.select("column", "counts").iter_rows())
    assert (totals["rent"], totals["earnings"]) == ("money a month", "money a year")


def test_what_matters_is_printed(result: cw.Result) -> None:
    with pl.Config(tbl_width_chars=120):
        for words, table in (
            (("net_cost", "gross_cost", "mean_amount"), result.budget),
            (("protected_share", "covered_share"), result.coverage),
            (("mean_change", "poverty_reform_rate"), result.groups["age"]),
        ):
            assert table is not None
            printed = [*table.columns[:4], *table.columns[-4:]]
            assert set(words) <= set(printed), printed
    assert set(result.budget.columns) == set(result.tables["budget"].columns)


def test_the_headline_of_coverage_is_a_column(result: cw.Result) -> None:
    assert result.coverage is not None
    share = dict(result.coverage.select("law", "protected_share").iter_rows())
    sentence = result.sentences()["coverage"]
    for law in ("baseline", "reform"):
        assert f"{100 * share[law]:.0f}%" in sentence


def test_values_as_they_stand_are_no_changes(people: cw.Population, base: cw.System) -> None:
    result = cw.compare(people, base, base.add(cw.NegativeIncomeTax(guarantee=9_000, taper=0.6)))
    names = result.changes["name"].to_list()
    assert names == ["negative_income_tax", "negative_income_tax.taper"]
