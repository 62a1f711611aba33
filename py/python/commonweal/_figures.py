"""Figures as the engine makes them: what a chart says and shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from commonweal._document import Document

Language = Literal["en", "zh"]
"""A language of sentences and figures."""


_CURRENCIES = {
    "CNY": ("yuan", "元"),
    "EUR": ("euros", "欧元"),
    "USD": ("dollars", "美元"),
    "XXX": ("currency units", "货币单位"),
}


def currency_word(code: str, language: Language) -> str:
    """A currency as the engine's sentences have it: a word, or the ISO code where there is none."""
    words = _CURRENCIES.get(code, (code, code))
    return words[0] if language == "en" else words[1]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, what its numbers count, the numbers and how each is written."""

    name: str
    title: str
    unit: str
    cells: list[Any]
    shown: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what each row is, and columns by name; the first names the rows."""

    name: str
    title: str
    keys: list[str]
    columns: dict[str, Column]

    @property
    def names(self) -> list[str]:
        """What the rows are called."""
        return next(iter(self.columns.values())).shown

    def rows(self, column: str) -> Iterator[tuple[str, str, float | None, str]]:
        """Of every row its key, its name, and the number of a column with its text."""
        chosen = self.columns[column]
        return zip(self.keys, self.names, chosen.cells, chosen.shown)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure."""

    name: str
    question: str
    sentence: str
    title: str
    definition: str
    factor: float
    caption: str
    table: Table
    more: dict[str, Table]


def _table(document: Document) -> Table:
    columns = {
        column["name"]: Column(column["name"], column["title"], column["unit"], column["cells"], column["shown"])
        for column in document["columns"]
    }
    return Table(document["name"], document["title"], document["keys"], columns)


def figures_of(text: str) -> tuple[Document, dict[str, Figure]]:
    """The headline, and the figures by name."""
    found = json.loads(text)
    made = {
        one["name"]: Figure(
            one["name"],
            one["question"],
            one["sentence"],
            one["title"],
            one["definition"],
            float(one["axis"]["factor"]),
            one["axis"]["caption"],
            _table(one["table"]),
            {table["name"]: _table(table) for table in one["more"]},
        )
        for one in found["figures"]
    }
    return found["headline"], made
