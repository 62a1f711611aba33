"""Years in notebooks: the sentences and the tables of the figures, as the engine makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonweal._document import Document
from commonweal._figures import Figure, _table, figures_of
from commonweal._html import _figure_table
from commonweal._markup import code, details, paragraph, page, title

if TYPE_CHECKING:
    from commonweal._years import Years, YearsComparison


def _told(figure: Figure, opened: bool) -> list[object]:
    table = _figure_table(figure.table, figure.title)
    parts: list[object] = [] if opened else [paragraph(figure.sentence)]
    parts.append(table if opened else details(figure.title, table))
    parts.append(paragraph(figure.definition, muted=True))
    return parts


def years(given: Years) -> str:
    """The sentence on the cost with its table, then work, poverty and the fund, folded."""
    _, figures = figures_of(given._found.figures("en"))
    parts: list[object] = []
    for at, figure in enumerate(figures.values()):
        if at == 0:
            parts.append(title(figure.sentence))
        parts += _told(figure, at == 0)
    foot = [f"{given.study.name} · {given.population.name} · fingerprint ", code(given.fingerprint)]
    return page(*parts, paragraph(*foot, muted=True))


def comparison(given: YearsComparison) -> str:
    """Which of the two costs more, and the net cost of both by year."""
    _, figures = figures_of(given._found.figures("en"))
    parts: list[object] = []
    for figure in figures.values():
        parts += [title(figure.sentence), *_told(figure, True)]
    foot = [f"{given.first.population.name} · fingerprint ", code(given.fingerprint)]
    return page(*parts, paragraph(*foot, muted=True))


def section(given: Document, sentence: str) -> str:
    """A section of a report: its sentences, its tables, what they mean."""
    parts: list[object] = [title(sentence)]
    for block in given["blocks"]:
        if "text" in block and block["text"] != sentence:
            parts.append(paragraph(block["text"]))
        elif "note" in block:
            parts.append(paragraph(block["note"], muted=True))
        elif "table" in block:
            made = _table(block["table"]["table"])
            shown = _figure_table(made, made.title)
            parts.append(details(made.title, shown) if block["table"]["is_folded"] else shown)
    return page(*parts)
