"""Charts: they say the engine's sentences, carry the result's numbers, and are exported without a connection."""

from __future__ import annotations

import io
import itertools
import json
import pathlib
import re
from collections.abc import Iterator
from typing import Any

import commonweal as cw
import pytest
from commonweal._chart import nice, tick_text, width_of, wrapped


@pytest.fixture(scope="module")
def result(people: cw.Population) -> cw.Result:
    return cw.run("three-tier-safety-net", population=people, progress=False)


@pytest.fixture(scope="module")
def law(people: cw.Population) -> cw.Result:
    """Today's law without a scenario and without a reform."""
    return cw.compare(people, cw.System.load("stylised", year=2025), progress=False)


@pytest.fixture(scope="module")
def home() -> cw.Household:
    return cw.household(
        {"age": 34, "earnings": 30_000}, {"age": 6}, law=cw.Study.load("three-tier-safety-net"), household={"rent": 8_000}
    )


FIGURES = {
    "waterfall": "budget",
    "instruments": "budget",
    "funnel": "coverage",
    "deciles": "deciles",
    "winners": "winners",
    "poverty": "poverty",
    "inequality": "inequality",
    "lorenz": "lorenz",
    "regions": "regions",
}


def rows_of(chart: Any, *fields: str) -> Iterator[dict[str, Any]]:
    """The rows of a chart's data that have these fields."""

    def walk(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
        values = spec.get("data", {}).get("values", [])
        yield from (row for row in values if all(field in row for field in fields))
        for layer in spec.get("layer", []):
            yield from walk(layer)

    spec = chart.to_dict()
    for values in spec.get("datasets", {}).values():
        yield from (row for row in values if all(field in row for field in fields))
    yield from walk(spec)


def lines(text: str | list[str]) -> str:
    return text if isinstance(text, str) else " ".join(text)


def together(text: str) -> str:
    """A text without its spaces: Chinese lines are broken between characters."""
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("method", FIGURES)
def test_titles_are_the_sentences_of_the_engine(result: cw.Result, method: str, language: str) -> None:
    figures = {figure["name"]: figure for figure in json.loads(result._costing.figures(language))["figures"]}
    spec = getattr(result.plot, method)(language=language).to_dict()
    figure = figures[FIGURES[method]]
    assert together(lines(spec["title"]["text"])) == together(figure["sentence"])
    assert together(lines(spec["title"]["subtitle"])) == together(figure["definition"])
    assert figure["question"] in spec["description"]


@pytest.mark.parametrize("method", FIGURES)
def test_every_figure_is_exported(result: cw.Result, tmp_path: pathlib.Path, method: str) -> None:
    chart = getattr(result.plot, method)()
    picture = io.BytesIO()
    chart.save(picture, format="png")
    assert picture.getvalue().startswith(b"\x89PNG\r\n\x1a\n")
    drawing = io.StringIO()
    chart.save(drawing, format="svg")
    assert drawing.getvalue().startswith("<svg")
    assert "NaN" not in drawing.getvalue()
    assert result.fingerprint[:8] in drawing.getvalue()


def test_a_page_needs_no_foreign_host(result: cw.Result, tmp_path: pathlib.Path) -> None:
    file = tmp_path / "chart.html"
    result.plot.deciles().save(file, inline=True)
    page = file.read_text(encoding="utf-8")
    assert not re.findall(r"<(?:script|link|img)[^>]*(?:src|href)=[\"']?(?:https?:)?//", page)
    assert not re.findall(r"\bimport\s*\(?[\"']https?:", page)


def test_bars_of_deciles_are_the_changes(result: cw.Result) -> None:
    table = result.deciles.head(10)
    drawn = list(rows_of(result.plot.deciles(), "value", "from", "to"))
    assert [row["value"] for row in drawn] == table["relative_change"].to_list()
    assert all(row["from"] == 0 and row["to"] == row["value"] for row in drawn)
    drawn = list(rows_of(result.plot.deciles(relative=False), "value", "from", "to"))
    assert [row["value"] for row in drawn] == table["mean_change"].to_list()


def test_the_waterfall_ends_at_the_net_cost(result: cw.Result, law: cw.Result) -> None:
    for one in (result, law):
        drawn = list(rows_of(one.plot.waterfall(), "value", "from", "to"))
        assert drawn[-1]["key"] == "net_cost"
        assert drawn[-1]["value"] == one.net_cost
        assert drawn[-1]["from"] == 0
        assert sum(row["value"] for row in drawn[:-1]) == pytest.approx(one.net_cost)
        for before, after in itertools.pairwise(drawn[:-1]):
            assert after["from"] == before["to"]


def test_instruments_add_up_to_the_net_cost(result: cw.Result) -> None:
    drawn = list(rows_of(result.plot.instruments(), "value", "from", "to"))
    assert sum(row["value"] for row in drawn) == pytest.approx(result.net_cost)
    assert [row["value"] for row in drawn] == sorted((row["value"] for row in drawn), reverse=True)


def test_bands_are_the_shares_of_winners_and_losers(result: cw.Result) -> None:
    drawn = list(rows_of(result.plot.winners(), "band", "share"))
    everyone = {row["band"]: row["share"] for row in drawn if row["key"] == "all"}
    found = result.winners.row(0, named=True)
    assert everyone == {band: found[band] for band in everyone}
    assert sum(everyone.values()) == pytest.approx(1)
    # In a fixed order, whatever their size.
    order = ["gain_above_5_percent", "gain_up_to_5_percent", "no_change", "loss_up_to_5_percent", "loss_above_5_percent"]
    for key in {row["key"] for row in drawn}:
        bands = [row["band"] for row in drawn if row["key"] == key and row["band"] in order]
        assert bands == sorted(bands, key=order.index)


def test_the_funnel_is_the_coverage(result: cw.Result) -> None:
    drawn = list(rows_of(result.plot.funnel(), "band", "share"))
    assert list(dict.fromkeys(row["key"] for row in drawn)) == ["reform", "baseline"]
    for key in ("reform", "baseline"):
        assert sum(row["share"] for row in drawn if row["key"] == key) == pytest.approx(1)
    shock = result.shock
    assert shock is not None
    funnel = shock["coverage"]["reform"]
    protected = sum(row["share"] for row in drawn if row["key"] == "reform" and row["band"] in ("job_kept_or_found", "enough_income"))
    assert protected == pytest.approx((funnel["avoided"] + funnel["adequate"]) / funnel["displaced"])


def test_poverty_and_inequality_are_those_of_the_result(result: cw.Result) -> None:
    found = result.to_dict()
    rates = {row["run"]: row["rate"] for row in rows_of(result.plot.poverty(), "run", "rate") if row["key"] == "all"}
    assert rates["baseline"] == found["poverty"]["fixed"]["baseline"]["headcount_rate"]
    assert rates["reform"] == found["poverty"]["fixed"]["reform"]["headcount_rate"]
    assert "before_shock" in rates
    gini = {row["run"]: row["value"] for row in rows_of(result.plot.inequality(), "run", "value") if row["key"] == "gini"}
    assert gini["baseline"] == found["inequality"]["baseline"]["gini"]
    assert gini["reform"] == found["inequality"]["reform"]["gini"]
    by_sex = {row["key"] for row in rows_of(result.plot.poverty(by="sex"), "run", "rate")}
    assert by_sex == {"female", "male"}


def test_curves_run_from_nobody_to_all(result: cw.Result) -> None:
    drawn = list(rows_of(result.plot.lorenz(), "key", "people", "income"))
    for key in ("before_shock", "baseline", "reform"):
        curve = [row for row in drawn if row["key"] == key]
        assert (curve[0]["people"], curve[0]["income"]) == (0, 0)
        assert (curve[-1]["people"], curve[-1]["income"]) == (1, 1)


def test_regions_stand_in_order(result: cw.Result) -> None:
    drawn = list(rows_of(result.plot.regions(), "key", "value"))
    values = [row["value"] for row in drawn]
    assert len(values) == 10
    assert values == sorted(values, reverse=True)
    assert {row["mark"] for row in rows_of(result.plot.regions("poverty_reform_rate"), "mark")}


def test_a_missing_figure_says_what_it_needs(result: cw.Result, law: cw.Result) -> None:
    with pytest.raises(cw.StudyError, match="it needs a scenario"):
        law.plot.funnel()
    with pytest.raises(cw.StudyError, match="it needs a reform"):
        law.plot.winners()
    with pytest.raises(cw.StudyError, match="more than one region"):
        law.plot.regions()
    with pytest.raises(cw.StudyError, match="it needs a levy"):
        result.plot.levies()
    with pytest.raises(cw.StudyError, match="no groups by `shoe_size`"):
        result.plot.poverty(by="shoe_size")
    with pytest.raises(cw.StudyError, match="no figures in `fr`"):
        result.plot.deciles(language="fr")  # type: ignore[arg-type]


def test_plots_list_what_there_is(result: cw.Result, law: cw.Result) -> None:
    assert dir(result.plot) == sorted(FIGURES)
    assert "funnel" not in dir(law.plot)
    assert ".funnel()" in repr(result.plot)
    assert ".funnel()" not in repr(law.plot)


def test_levies_and_fund(people: cw.Population) -> None:
    base = cw.System.load("stylised", year=2025)
    levy = next((name for name in cw.names("instruments") if "levy" in name or "robot" in name), None)
    if levy is None:
        pytest.skip("the catalogue has no levy")
    made = cw.compare(people, base, base.add(levy), progress=False)
    if "levies" not in dir(made.plot):
        pytest.skip(f"`{levy}` is no levy here")
    drawn = {row["key"]: row["value"] for row in rows_of(made.plot.levies(), "key", "value")}
    amounts = dict(made.budget.select("instrument", "reform_amount").iter_rows())
    assert drawn == {name: amounts[name] for name in drawn}
    if "fund" in dir(made.plot):
        assert made.plot.fund().to_dict()["title"]


def test_charts_stand_beside_each_other(result: cw.Result) -> None:
    both = result.plot.deciles() | result.plot.winners()
    assert len(both.to_dict()["hconcat"]) == 2


def test_the_budget_line_is_that_of_the_household(home: cw.Household) -> None:
    line = home.budget_line()
    chart = line.plot()
    drawn = [row for row in rows_of(chart, "law", "earnings", "income", "order")]
    frame = line.frame
    for law, column in (("today's law", "baseline"), ("with the package", "reform")):
        assert [row["income"] for row in drawn if row["law"] == law] == frame[column].to_list()
    rate = frame.filter(frame["earnings"] <= line.today)["reform_marginal_rate"].drop_nulls()[-1]
    assert f"keeps {100 * (1 - rate):.0f}" in lines(chart.to_dict()["title"]["text"])
    assert "现行法律" in json.dumps(line.plot(language="zh").to_dict(), ensure_ascii=False)


def test_marginal_rates_are_drawn_in_bounds(home: cw.Household) -> None:
    line = home.budget_line()
    drawn = list(rows_of(line.plot(rates=True), "law", "rate", "drawn"))
    rates = [row["rate"] for row in drawn if row["law"] == "with the package"]
    assert rates == line.frame["reform_marginal_rate"].to_list()
    assert all(-1 <= row["drawn"] <= 2 for row in drawn)


def test_a_line_without_a_reform() -> None:
    line = cw.household({"age": 34, "earnings": 0}, law="stylised").budget_line()
    for rates in (False, True):
        drawing = io.StringIO()
        line.plot(rates).save(drawing, format="svg")
        assert "with the package" not in drawing.getvalue()
        assert "NaN" not in drawing.getvalue()


def test_texts_are_broken_where_their_language_breaks() -> None:
    english = wrapped("The poorest tenth gains 6.9% of its income.", 120, 12)
    assert " ".join(english) == "The poorest tenth gains 6.9% of its income."
    assert all(width_of(line, 12) <= 120 for line in english)
    chinese = wrapped("最穷的一成收入增加 6.9%，最富的一成减少 0.4%。", 100, 12)
    assert together("".join(chinese)) == "最穷的一成收入增加6.9%，最富的一成减少0.4%。"
    assert not any(line.startswith(("，", "。", "；")) for line in chinese)
    assert wrapped("", 100, 12) == []


def test_round_numbers() -> None:
    assert nice(0, 1, 5) == [0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert nice(0.101, 0.233) == [0.15, 0.2]
    assert nice(3, 3) == [3]
    assert tick_text(-0.25, 0.01, "%") == "\u221225%"
    assert tick_text(12_000, 1, "") == "12,000"


def test_a_chart_is_not_saved_as_something_else(result: cw.Result, tmp_path: pathlib.Path) -> None:
    chart = result.plot.deciles()
    for name, found in (("chart.xyz", ".xyz"), ("chart.svgg", ".svgg"), ("chart", "a name without an ending")):
        with pytest.raises(cw.StudyError) as raised:
            chart.save(tmp_path / name)
        problem = raised.value.problems[0]
        assert (problem.code, problem.found) == ("unknown-format", found)
        assert ".svg" in problem.allowed and ".png" in problem.allowed and "chart.svg" in problem.remedy
    with pytest.raises(cw.StudyError, match="there is no format 'gif'"):
        chart.save(tmp_path / "chart.svg", format="gif")
    with pytest.raises(cw.StudyError, match="there is no folder"):
        chart.save(str(tmp_path / "nowhere" / "chart.svg"))
    assert list(tmp_path.iterdir()) == []
    # What a format says outdoes the ending, and a copy is still a chart of this kind.
    chart.properties(width=300).save(tmp_path / "chart.xyz", format="svg")
    assert (tmp_path / "chart.xyz").read_text(encoding="utf-8").startswith("<svg")
