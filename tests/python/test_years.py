"""Runs over several years: the command line's figures, tables with the year first, messages."""

from __future__ import annotations

import html
import io
import json
import subprocess
import sys
from typing import Any

import polars as pl
import pytest

import commonweal as cw


@pytest.fixture(scope="module")
def people() -> cw.Population:
    return cw.Population.synthesize("stylised", households=3_000, seed=2, progress=False)


@pytest.fixture(scope="module")
def found(people: cw.Population) -> cw.Years:
    return cw.run_years("predict-prevent-support", 2025, 2028, population=people, scenario="ai-years", progress=False)


def test_the_command_line_gives_the_same(tmp_path) -> None:
    study = cw.Study.load("three-tier-safety-net").using(
        population={"recipe": "stylised", "households": 2_000, "seed": 3}, scenario="ai-years"
    )
    path = study.save(tmp_path / "study.toml")
    command = [sys.executable, "-m", "commonweal", "run", str(path), "--years", "2025:2026", "--json", "--quiet"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    own = cw.run_years(study, 2025, 2026, progress=False)
    assert json.loads(printed) == own.to_dict()
    assert own.fingerprint == json.loads(printed)["fingerprint"]


def lived(found: cw.Years) -> str:
    """The scenario of a run over years."""
    return str(found.to_dict()["years"][0]["results"]["shock"]["scenario"]).replace("-", "_")


def test_the_studys_own_scenario_holds_and_only_one_without_gets_that_of_years(people: cw.Population) -> None:
    def document(**more: Any) -> cw.Study:
        written = {"format": 1, "name": "mine", "system": "stylised", "years": "2025:2026", "population": "stylised"}
        return cw.Study({**written, **more})

    high = document(scenario={"name": "ai-years-high", "set": {"wage_gain": 0.01}})
    own = cw.run_years(high, population=people, progress=False)
    assert lived(own) == "ai_years_high"
    assert lived(cw.run_years(high, population=people, scenario="ai-years", progress=False)) == "ai_years"
    bare = document()
    assert lived(cw.run_years(bare, population=people, progress=False)) == "ai_years"
    calm = cw.run_years(document(scenario="none"), population=people, progress=False)
    assert calm.to_dict()["years"][0]["results"]["shock"] is None
    # A study on a package has the package's.
    package = cw.Study({"format": 1, "name": "mine", "package": "three-tier-safety-net"})
    assert lived(cw.run_years(package, 2025, 2025, population=people, progress=False)) == "ai_central"
    both = cw.compare_years(high, bare, population=people, progress=False)
    assert (lived(both.first), lived(both.second)) == ("ai_years_high", "ai_years")
    assert both.first.fingerprint == own.fingerprint


def test_the_shock_without_gains_is_told_where_it_is_asked_for(people: cw.Population) -> None:
    study = cw.Study({"format": 1, "name": "mine", "system": "stylised", "year": 2025, "scenario": "ai-years"})
    plain = cw.run(study, population=people, progress=False)
    assert plain.shock is not None and plain.shock["without_gains"] is None
    told = cw.run(study, population=people, without_gains=True, progress=False)
    assert told.shock is not None and told.shock["without_gains"]["cost_of_shock"] > told.shock["cost_of_shock"]
    assert (told.shock["without_gains"]["parameters"], told.fingerprint) == (["wage_gain"], plain.fingerprint)
    for wanted in (None, True):
        years = cw.run_years(study, 2025, 2026, population=people, without_gains=wanted, progress=False)
        gains = [year["results"]["shock"]["without_gains"] for year in years.to_dict()["years"]]
        assert [gain is None for gain in gains] == [wanted is None] * 2


def test_tables_have_the_year_first(found: cw.Years) -> None:
    assert found.years["year"].to_list() == [2025, 2026, 2027, 2028]
    for name in ("years", "budget", "states", "months", "funds", "deciles", "winners"):
        table = found.tables[name]
        assert table.columns[0] == "year" and table["year"].n_unique() == 4, name
    assert found.months.height == 4 * 12 * 2
    parts = found.budget.group_by("year").agg(pl.col("net_cost").sum()).sort("year")["net_cost"]
    for part, whole in zip(parts, found.years["net_cost"]):
        assert part == pytest.approx(whole, rel=1e-9)


def test_the_fund_keeps_what_it_holds_and_pays_no_more(found: cw.Years) -> None:
    fund = found.funds.filter(pl.col("law") == "reform").sort("year")
    assert fund["opening"].to_list()[1:] == fund["closing"].to_list()[:-1]
    for row in fund.iter_rows(named=True):
        assert row["closing"] == pytest.approx(row["opening"] + row["inflow"] + row["interest"] - row["paid"])
        assert 0 < row["paid"] <= row["claimed"] and row["closing"] >= 0 and row["topped_up"] == 0
    assert fund["closing"][-1] > 0
    # The levy begins small: at first the programmes are cut.
    assert fund["empty_in_month"][0] == 1 and fund["paid"][0] < fund["claimed"][0]
    told = found.sentences()["years_fund"]
    assert "first empty in month" in told and "2025" in told


def test_over_ten_years_the_fund_pays_in_full_and_keeps_a_balance(people: cw.Population) -> None:
    ten = cw.run_years("predict-prevent-support", 2025, 2034, population=people, scenario="ai-years", progress=False)
    fund = ten.funds.filter(pl.col("law") == "reform").sort("year")
    assert fund["year"].to_list() == list(range(2025, 2035))
    assert fund["closing"][-1] > 0
    assert fund["paid"][-1] == fund["claimed"][-1] > 0
    # Once it has caught up it never runs dry again.
    full = [paid == claimed for paid, claimed in zip(fund["paid"], fund["claimed"])]
    assert not full[0] and full == sorted(full)


def test_later_money_counts_less(people: cw.Population, found: cw.Years) -> None:
    plain = cw.run_years("predict-prevent-support", 2025, 2028, population=people, scenario="ai-years", discount_rate=0, progress=False)
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
    frozen = cw.run_years("predict-prevent-support", 2025, 2028, population=people, scenario="ai-years", frozen=True, progress=False)
    assert frozen.projection.height == 0 and frozen.carried_amounts.height == 0
    assert frozen.years["net_cost"][0] == found.years["net_cost"][0]
    assert frozen.years["net_cost"][3] != found.years["net_cost"][3]


@pytest.fixture(scope="module")
def both(people: cw.Population) -> cw.YearsComparison:
    names = ("three-tier-safety-net", "predict-prevent-support")
    return cw.compare_years(*names, 2025, 2027, population=people, scenario="ai-years", progress=False)


def test_two_studies_stand_side_by_side(people: cw.Population, both: cw.YearsComparison) -> None:
    assert both.years["year"].to_list() == [2025, 2026, 2027]
    assert both.years["net_cost_first"].to_list() == both.first.years["net_cost"].to_list()
    assert both.years["net_cost_second"].to_list() == both.second.years["net_cost"].to_list()
    for difference, one, other in both.years.select("net_cost_difference", "net_cost_first", "net_cost_second").iter_rows():
        assert difference == other - one
    assert both.present_value == (
        both.first.present_value,
        both.second.present_value,
        both.second.present_value - both.first.present_value,
    )
    # The same people and the same draws: without a policy both have one past.
    assert both.first.years["displaced_baseline"].to_list() == both.second.years["displaced_baseline"].to_list()
    assert both.to_dict()["fingerprint"] == both.fingerprint
    assert html.escape(both.sentence()) in both._repr_html_()
    assert "2025 to 2027" in repr(both)
    with pytest.raises(cw.StudyError, match="different law"):
        cw.compare_years("three-tier-safety-net", "us-eitc-expansion", 2025, 2026, scenario="none", progress=False)


def test_the_command_line_compares_the_same(tmp_path) -> None:
    files = []
    for name in ("three-tier-safety-net", "predict-prevent-support"):
        study = cw.Study.load(name).using(population={"recipe": "stylised", "households": 1_000, "seed": 3}, scenario="ai-years")
        files.append(str(study.save(tmp_path / f"{name}.toml")))
    command = [sys.executable, "-m", "commonweal", "compare", *files, "--years", "2025:2026", "--json", "--quiet"]
    printed = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    own = cw.compare_years(*files, 2025, 2026, progress=False)
    assert printed == own.to_dict()


FIGURES = {"years": "years", "fund": "years_fund", "states": "years_states", "poverty": "years_poverty"}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("method", FIGURES)
def test_charts_of_years_say_the_engines_sentences(found: cw.Years, method: str, language: str) -> None:
    figures = {figure["name"]: figure for figure in json.loads(found._found.figures(language))["figures"]}
    figure = figures[FIGURES[method]]
    spec = getattr(found.plot, method)(language=language).to_dict()
    title = spec["title"]["text"]
    told = title if isinstance(title, str) else "".join(title)
    assert "".join(told.split()) == "".join(figure["sentence"].split())
    assert found.sentences(language)[FIGURES[method]] == figure["sentence"]
    picture = io.BytesIO()
    getattr(found.plot, method)(language=language).save(picture, format="png")
    assert picture.getvalue().startswith(b"\x89PNG\r\n\x1a\n")
    drawing = io.StringIO()
    getattr(found.plot, method)(language=language).save(drawing, format="svg")
    assert "NaN" not in drawing.getvalue() and found.fingerprint[:8] in drawing.getvalue()


def values(chart: Any, *fields: str) -> list[dict[str, Any]]:
    """The rows of a chart's data that have these fields."""
    spec = chart.to_dict()
    rows: list[dict[str, Any]] = []

    def walk(part: dict[str, Any]) -> None:
        rows.extend(part.get("data", {}).get("values", []))
        for layer in part.get("layer", []):
            walk(layer)

    for some in spec.get("datasets", {}).values():
        rows.extend(some)
    walk(spec)
    return [row for row in rows if all(field in row for field in fields)]


def test_charts_of_years_carry_the_numbers_of_the_run(found: cw.Years, both: cw.YearsComparison) -> None:
    drawn = values(found.plot.years(), "column", "value")
    assert [row["value"] for row in drawn] == found.years["net_cost"].to_list()
    assert all(row["from"] == 0 and row["to"] == row["value"] for row in drawn)
    fund = found.funds.filter(pl.col("law") == "reform").sort("year")
    drawn = values(found.plot.fund(), "column", "value")
    assert [row["value"] for row in drawn if row["column"] == "inflow"] == fund["inflow"].to_list()
    line = values(found.plot.fund(), "run", "value")
    assert [row["value"] for row in line] == fund["closing"].to_list()
    states = found.states.filter(pl.col("state") == "unemployed").sort("year")
    drawn = [row["value"] for row in values(found.plot.states(), "column", "value") if row["column"] == "unemployed"]
    assert drawn == states["reform"].to_list()
    lines = values(found.plot.poverty(), "run", "value")
    assert [row["value"] for row in lines if row["run"] == "reform"] == found.years["poverty_reform_rate"].to_list()
    drawn = values(both.plot.years(), "column", "value")
    assert [row["value"] for row in drawn if row["column"] == "second"] == both.years["net_cost_second"].to_list()


def test_what_a_run_has_no_figure_of_is_refused(people: cw.Population) -> None:
    calm = cw.run_years("three-tier-safety-net", 2025, 2026, population=people, scenario="none", progress=False)
    assert "states" not in dir(calm.plot) and "years" in dir(calm.plot)
    with pytest.raises(cw.StudyError, match="a scenario with months"):
        calm.plot.states()
    with pytest.raises(cw.StudyError, match="no figures in `fr`"):
        calm.plot.years(language="fr")  # type: ignore[arg-type]


def test_years_in_a_notebook_tell_the_sentence_and_every_table(found: cw.Years) -> None:
    page = found._repr_html_()
    assert html.escape(found.sentences()["years"]) in page
    for name in ("years_states", "years_poverty", "years_fund"):
        assert html.escape(found.sentences()[name]) in page, name
    assert page.count("<table") == 4 and "<script" not in page


def test_years_beyond_the_law_are_run_together_and_never_alone() -> None:
    few = cw.Population.synthesize("us", households=100, progress=False)
    document = {"format": 1, "name": "later", "system": "us", "scenario": "none", "reform": {"add": ["basic_income"]}}
    amount = "basic_income.adult_amount"
    silent = cw.Study(document).using(population=few).set(amount, 1_000)
    later = cw.Study({**document, "years": "2027:2028"}).using(population=few).set(amount, 1_000)
    with pytest.raises(cw.StudyError, match="the system us holds no law for 2027"):
        cw.run(later, progress=False)
    asking = later.using(incentives=True)
    with pytest.warns(UserWarning, match="are left out$"):
        cw.run_years(asking, progress=False)
    both = cw.compare_years(later, silent, progress=False).to_dict()
    assert [row["year"] for row in both["first"]["years"]] == [2027, 2028]
    assert both["first"]["present_value"] == both["second"]["present_value"]
    for target in (silent, later):
        roots = cw.equal_cost(later, amount, target, start=0, stop=2_000, points=3, step=1_000, progress=False)
        assert roots["value"].to_list() == [1_000]
