"""Charts of rows with marks or level bars, from figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from commonweal import _chart as c
from commonweal._draw import empty, finished, in_currency, signed
from commonweal._figures import Figure, Table

_MARKS: dict[str, tuple[str, c.Swatch]] = {
    "before_shock": (c.INK, "tick"),
    "baseline": (c.BASE, "ring"),
    "reform": (c.ACCENT, "disc"),
}
"""The marks of the three runs, in the order in which they are drawn over each other."""


def _legend(table: Table, y: float) -> tuple[list[alt.Chart], float]:
    entries: list[tuple[str, str, c.Swatch]] = [
        (table.columns[run].title, color, mark) for run, (color, mark) in _MARKS.items() if run in table.columns
    ]
    return c.legend(entries, y)


def poverty(figure: Figure, foot: str, by: str | None) -> alt.LayerChart:
    """Rates as marks on one scale, the change at the right."""
    table = figure.table if by is None else figure.more[by]
    if not table.columns:
        return empty(figure, foot)
    runs = [run for run in _MARKS if run in table.columns]
    values = [cell for run in runs for cell in table.columns[run].cells if cell is not None]
    if not values:
        return empty(figure, foot)
    left = min(max(c.width_of(name, 12) for name in table.names) + 18, 170.0)
    shown = table.columns.get("change", table.columns[runs[-1]])
    right = c.WIDTH - max(c.width_of(text, 12) for text in [*shown.shown, shown.title]) - 22
    spread = max(values) - min(values)
    pad = max(spread * 0.06, 0.004)
    scale = alt.Scale(domain=[max(0.0, min(values) - pad), max(values) + pad], range=[left, right], nice=False, zero=False)
    first, step = 18.0, 30.0 if len(table.keys) <= 8 else 24.0
    height = first + step * len(table.keys)
    lines: list[c.Row] = []
    names: list[c.Row] = []
    changes: list[c.Row] = []
    marks: dict[str, list[c.Row]] = {run: [] for run in runs}
    for at, (key, name) in enumerate(zip(table.keys, table.names)):
        y = first + step * (at + 0.5)
        names.append({"x": 0, "y": y, "text": name})
        changes.append({"x": c.WIDTH, "y": y, "text": shown.shown[at], "key": key, "change": shown.cells[at]})
        ends = [table.columns[run].cells[at] for run in ("baseline", "reform") if run in table.columns]
        if len(ends) == 2 and None not in ends:
            lines.append({"from": ends[0], "to": ends[1], "y": y})
        for run in runs:
            rate = table.columns[run].cells[at]
            if rate is not None:
                told = {"name": name, "title": table.columns[run].title, "shown": table.columns[run].shown[at]}
                marks[run].append({"key": key, "run": run, "rate": rate, "y": y, "color": _MARKS[run][0], **told})
    guide = [{"from": left, "to": right, "y": row["y"]} for row in names]
    ticks = c.nice(max(0.0, min(values) - pad), max(values) + pad)
    layers = c.grid_across(ticks, scale, first - 4, height, first - 16, figure.factor, "%")
    layers.append(c.rules(guide, x=c.across("from"), x2="to", y=c.down("y"), color=c.LINE))
    if lines:
        layers.append(c.rules(lines, x=c.across("from", scale), x2="to", y=c.down("y"), color=c.MID, width=3))
    for run in runs:
        tooltip = [("name", table.title), ("title", "\u00a0"), ("shown", "\u00a0\u00a0")]
        if marks[run]:
            layers.append(c.marked(marks[run], _MARKS[run][1], c.across("rate", scale), c.down("y"), tooltip=tooltip))
    head = 1 if by is None else 0
    for some, texts, strong in ((names, "left", True), (changes, "right", True)):
        align: c.Align = "left" if texts == "left" else "right"
        limit = left - 8 if align == "left" else None
        if head:
            layers.append(c.texts(some[:head], align=align, strong=strong, limit=limit))
        if some[head:]:
            layers.append(
                c.texts(some[head:], align=align, strong=align == "right", limit=limit, color=c.INK if align == "right" else c.INK2)
            )
    layers.append(c.texts([{"x": c.WIDTH, "y": first - 16, "text": shown.title}], align="right", color=c.MUTED))
    below, taken = _legend(table, height + 20)
    return finished(figure, layers + below, foot, height, height + taken + 26)


def inequality(figure: Figure, foot: str) -> alt.LayerChart:
    """Indices as marks, each on its own scale."""
    table = figure.table
    if not table.columns:
        return empty(figure, foot)
    runs = [run for run in _MARKS if run in table.columns]
    step, first = 54.0, 8.0
    height = first + step * len(table.keys)
    layers: list[alt.Chart] = []
    marks: dict[str, list[c.Row]] = {run: [] for run in runs}
    lines: list[c.Row] = []
    tops: list[c.Row] = []
    numbers: list[c.Row] = []
    guides: list[c.Row] = []
    for at, (key, name) in enumerate(zip(table.keys, table.names)):
        y = first + step * at + 32
        found = {run: table.columns[run].cells[at] for run in runs}
        known = [value for value in found.values() if value is not None]
        tops.append({"x": 0, "y": y - 22, "text": name})
        shown = [table.columns[run].shown[at] for run in runs if run != "before_shock"]
        numbers.append({"x": c.WIDTH, "y": y - 22, "text": " → ".join(shown)})
        guides.append({"left": 0, "right": c.WIDTH, "y": y})
        if not known:
            continue
        # A scale of its own, but never so fine that a change of nothing looks like one of something.
        middle = (min(known) + max(known)) / 2
        half = max((max(known) - min(known)) / 2 * 1.4, abs(middle) * 0.02, 1e-9)

        def place(value: float, middle: float = middle, half: float = half) -> float:
            return 20 + (c.WIDTH - 40) * (value - middle + half) / (2 * half)

        for run, value in found.items():
            if value is not None:
                told = {"name": name, "title": table.columns[run].title, "shown": table.columns[run].shown[at]}
                marks[run].append({"key": key, "run": run, "value": value, "x": place(value), "y": y, "color": _MARKS[run][0], **told})
        before, after = found.get("baseline"), found.get("reform")
        if before is not None and after is not None:
            lines.append({"left": place(before), "right": place(after), "y": y})
    layers.append(c.rules(guides, x=c.across("left"), x2="right", y=c.down("y"), color=c.LINE))
    if lines:
        layers.append(c.rules(lines, x=c.across("left"), x2="right", y=c.down("y"), color=c.MID, width=3))
    tooltip = [("name", table.title), ("title", "\u00a0"), ("shown", "\u00a0\u00a0")]
    for run in runs:
        if marks[run]:
            layers.append(c.marked(marks[run], _MARKS[run][1], c.across("x"), c.down("y"), tooltip=tooltip))
    layers += [c.texts(tops, color=c.INK2), c.texts(numbers, align="right", strong=True)]
    below, taken = _legend(table, height + 14)
    return finished(figure, layers + below, foot, height, height + taken + 24)


@dataclass(frozen=True, slots=True)
class _Bar:
    """A level bar with its number, and a mark beside it."""

    key: str
    name: str
    value: float | None
    shown: str
    color: str
    mark: float | None = None


def _level(
    figure: Figure, chosen: Sequence[_Bar | str], foot: str, caption: str, entries: Sequence[tuple[str, str, c.Swatch]] = ()
) -> alt.LayerChart:
    """Level bars from the zero line; a text between them stands for rows that are left out."""
    found = [bar for bar in chosen if isinstance(bar, _Bar)]
    lines = {bar.key: c.wrapped(bar.name, 190, 12) for bar in found}
    left = max(c.width_of(line, 12) for parts in lines.values() for line in parts) + 14
    values = [value for bar in found for value in (bar.value, bar.mark) if value is not None]
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    if low == high:
        high = 1.0
    room = max(c.width_of(bar.shown, 12) for bar in found) + 12
    negative = any((bar.value or 0.0) < 0 for bar in found)
    positive = any((bar.value or 0.0) >= 0 for bar in found)
    start, end = left + (room if negative else 6), c.WIDTH - (room if positive else 6)
    scale = alt.Scale(domain=[low, high], range=[start, end], nice=False, zero=False)
    first, step = 20.0, 25.0 if max(len(parts) for parts in lines.values()) < 2 else 34.0
    height = first + step * len(chosen)
    rows: list[c.Row] = []
    names: list[c.Row] = []
    gaps: list[c.Row] = []
    marks: list[c.Row] = []
    labels: dict[c.Align, list[c.Row]] = {"left": [], "right": []}
    for at, bar in enumerate(chosen):
        y = first + step * (at + 0.5)
        if isinstance(bar, str):
            gaps.append({"x": start, "y": y, "text": bar})
            continue
        value = bar.value or 0.0
        parts = lines[bar.key]
        # A text of many lines begins at its anchor.
        names.append({"x": left - 10, "y": y - 7.5 * (len(parts) - 1), "text": parts})
        rows.append(
            {
                "key": bar.key,
                "name": bar.name,
                "value": bar.value,
                "shown": bar.shown,
                "color": bar.color,
                "from": 0.0,
                "to": value,
                "top": y - 8.5,
                "bottom": y + 8.5,
            }
        )
        # The number stands outside of the bar and of the mark beside it.
        outer = value if bar.mark is None else max(value, bar.mark) if value >= 0 else min(value, bar.mark)
        labels["left" if value >= 0 else "right"].append({"at": outer, "y": y, "text": bar.shown})
        if bar.mark is not None:
            marks.append({"key": bar.key, "mark": bar.mark, "top": y - 11, "bottom": y + 11})
    title = figure.table.columns[next(iter(figure.table.columns))].title
    layers = [
        c.bars(
            rows, x=c.across("from", scale), x2="to", y=c.down("top"), y2="bottom", tooltip=[("name", title), ("shown", caption)]
        ),
        c.rules([{"at": 0, "top": first, "bottom": height}], x=c.across("at", scale), y=c.down("top"), y2="bottom", color=c.INK2),
    ]
    if marks:
        layers.append(c.rules(marks, x=c.across("mark", scale), y=c.down("top"), y2="bottom", color=c.INK, width=2))
    layers.append(c.texts(names, align="right", color=c.INK2, limit=200))
    for align, some in labels.items():
        if some:
            dx = 7 if align == "left" else -7
            layers.append(c.texts(some, x=c.across("at", scale), align=align, strong=True, dx=dx))
    if gaps:
        layers.append(c.texts(gaps, color=c.MUTED, dx=6))
    layers.append(c.texts([{"x": c.WIDTH, "y": 6, "text": caption}], align="right", color=c.MUTED))
    if not entries:
        return finished(figure, layers, foot, height, height + 20)
    below, taken = c.legend(entries, height + 16)
    return finished(figure, layers + below, foot, height, height + taken + 26)


def regions(figure: Figure, foot: str, column: str, every: bool, currency: str) -> alt.LayerChart:
    """Regions from first to last; of many the first three and the last three."""
    table = figure.table
    if not table.columns:
        return empty(figure, foot)
    change = column in ("relative_change", "mean_change")
    beside = table.columns["poverty_baseline_rate"] if column == "poverty_reform_rate" else None
    rows = list(enumerate(table.rows(column)))
    if column != "relative_change":
        rows.sort(key=lambda row: (row[1][2] is None, -(row[1][2] or 0.0)))
    made: list[_Bar | str] = [
        _Bar(
            key,
            name,
            value,
            signed(shown, value) if change else shown,
            (c.GAIN if (value or 0.0) >= 0 else c.LOSS) if change else c.MID,
            None if beside is None else beside.cells[at],
        )
        for at, (key, name, value, shown) in rows
    ]
    if len(made) > 12 and not every:
        made = [*made[:3], f"⋯ {len(made) - 6}", *made[-3:]]
    entries: list[tuple[str, str, c.Swatch]] = []
    if beside is not None:
        entries = [(table.columns[column].title, c.MID, "square"), (beside.title, c.INK, "tick")]
    title = table.columns[column].title
    caption = figure.caption if column == "relative_change" else in_currency(title, currency) if change else title
    return _level(figure, made, foot, caption, entries)


def instruments(figure: Figure, foot: str, currency: str) -> alt.LayerChart:
    """The net cost by instrument, or what each pays or takes; those with nothing are left out."""
    table = figure.more["instruments"]
    if not table.columns:
        return empty(figure, foot)
    column = "net_cost" if "net_cost" in table.columns else "baseline"
    made = [
        _Bar(key, name, value, signed(shown, value) if column == "net_cost" else shown, c.ACCENT)
        for key, name, value, shown in table.rows(column)
        if value
    ]
    if not made:
        return empty(figure, foot)
    made.sort(key=lambda bar: -(bar.value or 0.0))
    return _level(figure, made, foot, in_currency(table.columns[column].title, currency))


def levies(figure: Figure, foot: str) -> alt.LayerChart:
    """Levies by yield, beside that of today's law."""
    table = figure.table
    if not table.columns:
        return empty(figure, foot)
    column = "reform" if "reform" in table.columns else "baseline"
    before = table.columns["baseline"].cells if column == "reform" else [None] * len(table.keys)
    made = [
        _Bar(key, name, value, shown, c.ACCENT, before[at]) for at, (key, name, value, shown) in enumerate(table.rows(column))
    ]
    entries: list[tuple[str, str, c.Swatch]] = []
    if column == "reform":
        entries = [(table.columns["reform"].title, c.ACCENT, "square"), (table.columns["baseline"].title, c.INK, "tick")]
    return _level(figure, made, foot, figure.caption, entries)


def fund(figure: Figure, foot: str) -> alt.LayerChart:
    """What the fund takes in, pays out, and what is left."""
    table = figure.table
    if not table.columns:
        return empty(figure, foot)
    # Without a reform today's law is what is drawn, and nothing stands beside it.
    last, other = (table.keys.index("reform"), table.keys.index("baseline")) if "reform" in table.keys else (0, None)
    colors = {"taken_in": c.ACCENT, "paid_out": c.MID, "balance": c.INK}
    made = []
    for name, color in colors.items():
        column = table.columns[name]
        mark = None if other is None else column.cells[other]
        made.append(_Bar(name, column.title, column.cells[last], column.shown[last], color, mark))
    entries: list[tuple[str, str, c.Swatch]] = []
    if other is not None:
        entries = [(table.names[other], c.INK, "tick")]
    return _level(figure, made, foot, figure.caption, entries)
