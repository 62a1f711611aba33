"""The tornado: the cost with each assumption at the ends of its range."""

from __future__ import annotations

from collections.abc import Iterable

import altair as alt

from commonweal import _chart as c
from commonweal._document import Document
from commonweal._figures import Table, _table

_LEFT = 210.0
_LOW, _HIGH = c.PALE, c.ACCENT


def _ends(table: Table) -> Iterable[tuple[str, str, str]]:
    """Of every assumption its name and the ends of its range."""
    return zip(table.names, table.columns["low"].shown, table.columns["high"].shown)


def tornado(section: Document, foot: str) -> alt.LayerChart:
    """From the section of a report: its first sentence above, a bar an assumption, the study's own figure as an upright line."""
    blocks = section["blocks"]
    texts = [block["text"] for block in blocks if "text" in block]
    drawn = [block["chart"] for block in blocks if "chart" in block]
    title = texts[0]
    if not drawn:
        return c.assembled([], title=title, subtitle="", description=title, name="tornado", foot=foot, height=10, foot_at=8)
    (chart,) = drawn
    table = _table(chart["table"])
    central = float(chart["kind"]["tornado"]["central"])
    low_word, high_word = chart["kind"]["tornado"]["legend"]
    low, high = table.columns["cost_at_low"], table.columns["cost_at_high"]
    values = [central, *(cell for column in (low, high) for cell in column.cells if cell is not None)]
    least, most = min(values), max(values)
    pad = (most - least or abs(most) or 1.0) * 0.06
    scale = alt.Scale(domain=[least - pad, most + pad], range=[_LEFT, c.WIDTH], nice=False, zero=False)
    factor = float(chart["axis"]["factor"])
    told = [f"{name} ({low_end}\u00a0–\u00a0{high_end})" for name, low_end, high_end in _ends(table)]
    wrapped = [c.wrapped(text, _LEFT - 14, 11.5) for text in told]
    first, step = 36.0, max(36.0, 10 + 15.0 * max(len(lines) for lines in wrapped))
    height = first + step * len(table.keys)
    rows: list[c.Row] = []
    names: list[c.Row] = []
    for at, (key, name) in enumerate(zip(table.keys, table.names)):
        y = first + step * (at + 0.5)
        names.append({"x": 0, "y": y - 7 * (len(wrapped[at]) - 1), "text": wrapped[at]})
        for column, color, word in ((low, _LOW, low_word), (high, _HIGH, high_word)):
            cost = column.cells[at]
            if cost is not None and cost != central:
                row = {"key": key, "end": column.name, "value": cost, "from": central, "to": cost, "top": y - 9, "bottom": y + 9}
                rows.append({**row, "color": color, "name": f"{name}, {word}", "shown": column.shown[at]})
    caption = chart["axis"]["caption"]
    layers = c.grid_across(c.nice(least - pad, most + pad), scale, first, height, first - 10, factor)
    layers.append(
        c.bars(
            rows, x=c.across("from", scale), x2="to", y=c.down("top"), y2="bottom", tooltip=[("name", "\u00a0"), ("shown", caption)]
        )
    )
    middle = [{"at": central, "top": first, "bottom": height}]
    layers.append(c.rules(middle, x=c.across("at", scale), y=c.down("top"), y2="bottom", color=c.INK, width=1.5))
    layers.append(c.texts(names, size=11.5, color=c.INK2))
    layers.append(c.texts([{"x": c.WIDTH, "y": 8, "text": caption}], align="right", color=c.MUTED))
    below, taken = c.legend([(low_word, _LOW, "square"), (high_word, _HIGH, "square")], height + 18)
    notes = [block["note"] for block in blocks if "note" in block]
    return c.assembled(
        [*layers, *below],
        title=title,
        subtitle=chart["title"],
        description=f"{chart['description']} {notes[0] if notes else ''}".strip(),
        name="tornado",
        foot=foot,
        height=height,
        foot_at=height + taken + 28,
    )
