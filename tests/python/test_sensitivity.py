"""What a cost rests on: the command line's figures, charts that carry them, and messages."""

from __future__ import annotations

import io
from pathlib import Path

import commonweal as cw
import pytest
from conftest import command, command_json


@pytest.fixture(scope="module")
def study() -> cw.Study:
    return cw.Study.load("three-tier-safety-net").using(population={"recipe": "stylised", "households": 400, "seed": 2})


@pytest.fixture(scope="module")
def found(study: cw.Study) -> cw.Sensitivity:
    return cw.sensitivity(study, seeds=3, draws=12, progress=False)


def test_the_command_line_gives_the_same(study: cw.Study, found: cw.Sensitivity, tmp_path: Path) -> None:
    file = str(study.save(tmp_path / "study.toml"))
    printed = command_json("run", file, "--sensitivity", "--seeds", "3", "--draws", "12")
    assert printed == found.to_dict()
    assert printed["fingerprint"] == cw.run(study, progress=False).fingerprint


def test_tables_hold_the_tornado_and_the_three_lines(found: cw.Sensitivity) -> None:
    swings = found.tornado["cost_swing"].to_list()
    assert swings == sorted(swings, reverse=True) and swings[0] > 0
    lines = found.uncertainty
    assert lines is not None and lines["source"].to_list() == ["simulation", "people", "assumptions"]
    assert lines["method"].to_list() == ["seeds", "syntheses", "latin_hypercube"]
    assert lines["runs"].to_list()[:2] == [3, 3]
    assert found.range is not None
    low, high = found.range
    assert low <= lines["low"][2] and high >= lines["high"][2]
    assert found.shares is not None and set(found.shares["parameter"]) <= set(found.tornado["parameter"])
    assert found.sentence() in repr(found)
    assert found.sentence("zh") != found.sentence()


def test_survey_people_have_a_standard_error(tmp_path: Path) -> None:
    found = cw.sensitivity("us-eitc-expansion", seeds=2, progress=False)
    lines = found.uncertainty
    assert lines is not None and lines["method"].to_list() == ["seeds", "paired_by_household"]
    assert lines["deviation"][1] > 0


def test_the_tornado_is_drawn(found: cw.Sensitivity) -> None:
    for language in ("en", "zh"):
        picture = io.BytesIO()
        found.plot(language=language).save(picture, format="png")  # type: ignore[arg-type]
        assert picture.getvalue().startswith(b"\x89PNG\r\n\x1a\n")
    drawn = found.plot().to_dict()
    told = str(drawn)
    top = found.tornado.row(0, named=True)
    assert str(top["cost_at_low"]) in told or str(top["cost_at_high"]) in told
    page = found._repr_html_()
    assert "<table" in page and "NaN" not in page


def test_what_makes_no_sense_is_refused(study: cw.Study) -> None:
    with pytest.raises(cw.ParameterError, match="seeds are a number of runs"):
        cw.sensitivity(study, seeds=1)
    with pytest.raises(cw.ParameterError, match="draws are a number of runs"):
        cw.sensitivity(study, draws=5)


@pytest.mark.parametrize("ending", ["html", "md", "xlsx"])
def test_a_report_is_that_of_the_command_line(study: cw.Study, tmp_path: Path, ending: str) -> None:
    file = study.save(tmp_path / "study.toml")
    own = cw.report(file, tmp_path / f"own.{ending}", progress=False)
    done = command("report", str(file), "-o", f"theirs.{ending}", "--quiet", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert Path(own).read_bytes() == (tmp_path / f"theirs.{ending}").read_bytes()


def test_a_report_has_what_the_studys_options_ask_for(tmp_path: Path) -> None:
    options = {"incentives": True, "interactions": True}
    document = {"format": 1, "name": "mine", "package": "three-tier-safety-net", "options": options}
    small = {"recipe": "stylised", "households": 300, "seed": 3}
    file = cw.Study(document).using(population=small).save(tmp_path / "study.toml")
    own = cw.report(file, format="md", sensitivity=False, progress=False)
    done = command("report", str(file), "--format", "md", "--sensitivity", "none", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert own == done.stdout
    without = cw.report(file, format="md", incentives=False, interactions=False, sensitivity=False, progress=False)
    assert isinstance(own, str) and len(without) < len(own)  # type: ignore[arg-type]


def test_a_report_on_one_year_of_a_study_of_years_says_the_year() -> None:
    small = {"recipe": "stylised", "households": 300, "seed": 3}
    document = {"format": 1, "name": "mine", "system": "stylised", "years": "2026:2027", "population": small}
    study = cw.Study(document)
    told = cw.report(cw.run(study, progress=False), format="md", sensitivity=False, progress=False)
    assert isinstance(told, str) and "commonweal run mine.json --year 2026 --out results" in told
    years = cw.report(study, format="md", sensitivity=False, progress=False)
    assert isinstance(years, str) and "--years 2026:2027" in years
    with pytest.raises(cw.ParameterError, match="incentives are worked out of one year alone"):
        cw.report(study, format="md", incentives=True, sensitivity=False)


def test_a_report_of_years_tells_the_range_in_chinese_too(study: cw.Study, people: cw.Population) -> None:
    told = cw.report(study, format="md", language="zh", years=(2025, 2026), scenario="ai-years", draws=10, progress=False)
    assert isinstance(told, str) and "2025" in told and "2026" in told and "第10百分位" in told
    plain = cw.report(study, format="md", sensitivity=False, progress=False)
    assert isinstance(plain, str) and "No sensitivity was worked out" in plain


def test_reports_that_cannot_be_are_refused(study: cw.Study, tmp_path: Path) -> None:
    with pytest.raises(cw.StudyError, match="neither .html, .md nor .xlsx"):
        cw.report(study, tmp_path / "report.pdf")
    with pytest.raises(cw.StudyError, match="ending of md"):
        cw.report(study, tmp_path / "report.md", format="html")
    with pytest.raises(cw.StudyError, match="a workbook is no text"):
        cw.report(study, format="xlsx")
    with pytest.raises(cw.StudyError, match="no folder"):
        cw.report(study, tmp_path / "nowhere" / "report.md")
    with pytest.raises(cw.ParameterError, match="no section"):
        cw.report(study, sensitivity=False, draws=20)
