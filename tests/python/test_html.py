"""HTML for notebooks: well-formed, escaped, without scripts, and with the numbers of the result."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import commonweal as cw
import polars as pl
import pytest
from commonweal import _engine, _html

VOID = {"br", "hr", "img", "input", "link", "meta"}


class Reader(HTMLParser):
    """Reads elements and texts; an element that is not closed in its place is a failure."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.opened: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened and self.opened[-1] == tag, f"</{tag}> closes {self.opened[-1:]}"
        self.opened.pop()

    def handle_data(self, data: str) -> None:
        if self.opened[-1:] != ["style"]:
            self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert not reader.opened
    assert not [tag for tag, _ in reader.seen if tag in ("script", "iframe", "img", "link")]
    assert not [key for _, keys in reader.seen for key in keys if key.startswith("on") or key in ("src", "href")]
    assert "http" not in html
    tags = [tag for tag, _ in reader.seen]
    assert tags.count("caption") == tags.count("table")
    for tag, keys in reader.seen:
        if tag == "th":
            assert keys["scope"] in ("col", "row")
    return reader


@pytest.fixture(scope="module")
def result(people: cw.Population) -> cw.Result:
    return cw.run("three-tier-safety-net", population=people, progress=False)


def test_a_result(result: cw.Result) -> None:
    reader = read(result._repr_html_())
    assert f"{result.net_cost / 1e9:.1f} billion" in reader.text
    assert result.fingerprint in reader.text
    assert f"{result.assumptions.height} assumptions" in reader.text
    for title in result.budget["title"]:
        assert title in reader.text
    assert "for which the fingerprint cannot vouch" not in reader.text


def test_a_result_without_reform(people: cw.Population) -> None:
    law = cw.compare(people, "stylised", progress=False)
    reader = read(law._repr_html_())
    assert "today's law" in reader.text
    assert law.fingerprint in reader.text


def test_names_are_escaped(people: cw.Population) -> None:
    base = cw.System.load("stylised", year=2025)
    made = cw.compare(
        people, base, base.set("child_benefit.first_child", 250), title="<script>alert('1')</script> & more", progress=False
    )
    html = made._repr_html_()
    reader = read(html)
    assert "<script>alert('1')</script> & more" in reader.text
    assert "&lt;script&gt;" in html


def test_functions_of_python_are_told(result: cw.Result, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cw.Result, "code", property(lambda self: ["my_<own>"]))
    reader = read(result._repr_html_())
    assert "for which the fingerprint cannot vouch: my_<own>." in reader.text


def test_people(people: cw.Population) -> None:
    reader = read(people._repr_html_())
    assert "2,000 households" in reader.text
    assert f"{people.persons:,} persons" in reader.text
    assert re.search(r"Calibration: \d+ of \d+ targets met", reader.text)
    assert people.hash in reader.text


def test_people_of_a_table() -> None:
    made = cw.Population.from_frames(
        pl.DataFrame(
            {"household_id": [1, 2], "person_id": [1, 2], "age": [30, 40], "earnings": [1.0, 2.0], "<b>": [1, 2], "weight": [1.0, 1.0]}
        ),
        system="stylised",
        name="mine",
    )
    reader = read(made._repr_html_())
    assert "mine: 2 households" in reader.text
    assert "Calibration" not in reader.text
    for column in made.ignored:
        assert column in reader.text


def test_an_explanation() -> None:
    home = cw.household({"age": 34, "earnings": 30_000}, {"age": 6}, law=cw.Study.load("three-tier-safety-net"))
    reader = read(home._repr_html_())
    assert "basic income" in reader.text
    assert "With the package" in reader.text
    assert "money a month" in reader.text
    for formula in home.explain().steps["formula"]:
        assert formula in reader.text
    alone = cw.household({"age": 34, "earnings": 30_000}, law="stylised")
    assert "With the package" not in read(alone._repr_html_()).text


def parameter(name: str, default: Any, **more: Any) -> dict[str, Any]:
    made = {
        "name": name,
        "title": {"en": name.title()},
        "note": {"en": ""},
        "reference": "",
        "assumption": False,
        "unit": "currency/month",
        "default": default,
        "set": [],
    }
    return {**made, **more}


def test_a_law_as_data() -> None:
    document = {
        "instruments": [
            {
                "name": "child_benefit",
                "title": {"en": "Child <benefit>"},
                "notes": {"en": "For children."},
                "reference": "Act & order",
                "kind": "benefit",
                "unit": "family",
                "period": "month",
                "parameters": [
                    parameter("first_child", 150, set=[{"from": None, "value": 250}]),
                    parameter("later_child", 100, set=[{"from": "2099-01-01", "value": 999}]),
                    parameter("rates", {"gig_work": 0.081, "employee": 0}, unit="share", assumption=True),
                    parameter("tariff", [[0, 0], [9400, 0.085]], unit="share", reference="section 3"),
                    parameter("contracts", [], unit="list"),
                    parameter("ends", None),
                ],
                "rules": [{"name": "amount", "formula": "1 if age < 18 else 0", "reference": ""}],
                "functions": [{"name": "share_of", "arguments": ["a", "b"], "rules": [{"name": "result", "formula": "a / b", "reference": ""}]}],
            }
        ],
        "removed": ["income_tax"],
    }
    given = cw.System.load("stylised", year=2025)
    reader = read(_html.law(given, document))
    assert "150 → 250" in reader.text
    assert "currency units a month" in reader.text
    assert "999" not in reader.text
    assert "gig work: 8.1%; employee: 0%" in reader.text
    assert "from 0: 0%; from 9,400: 8.5%" in reader.text
    assert "share_of(a, b)" in reader.text
    assert "Removed: income_tax" in reader.text
    assert "1 changed" in reader.text
    assert ("details", {"open": None}) in reader.seen


@pytest.mark.skipif(not hasattr(_engine.Study, "law"), reason="this engine does not tell the law as data")
def test_a_system() -> None:
    reform = cw.System.load("stylised", year=2025).add("basic_income").remove("income_tax").set("child_benefit.first_child", 251)
    reader = read(reform._repr_html_())
    assert "251" in reader.text
    assert "added" in reader.text
    assert "Removed: income_tax" in reader.text
