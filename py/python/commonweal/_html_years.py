"""Years in notebooks: the sentences and the tables of the figures, as the engine makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonweal._figures import Figure, figures_of
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
