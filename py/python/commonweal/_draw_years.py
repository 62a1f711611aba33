"""Charts with a place for each year: bars beside or upon each other, and lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from commonweal import _chart as c
from commonweal._draw import empty, finished
from commonweal._figures import Column, Figure, Table

_TOP, _HEIGHT, _LEFT = 30.0, 250.0, 44.0
"""Where the plot begins and ends, and the room for the numbers of the axis."""

# Okabe and Ito's colours, which red-, green- and blue-blind readers tell apart; neighbours in a pile differ in lightness too.
_STATES = {
    "gig": c.PALE,
    "new_job": "#0072B2",
    "short_time": "#56B4E9",
    "public_job": "#009E73",
    "training": "#CC79A7",
    "unemployed": "#D55E00",
    "inactive": "#5B6672",
    "retired": "#AEB6BF",
}
"""The states of work that are drawn, from the bottom of a pile to its top."""


_NARROWEST = 0.02
"""The least that a scale of rates spans: two percentage points."""


class _Plot:
    """A place for each year from left to right and a scale from bottom to top, with its grid."""

    def __init__(self, table: Table, values: Sequence[float], figure: Figure, *, zero: bool, suffix: str = "") -> None:
        self.years = table.names
        self.slot = (c.WIDTH - _LEFT) / max(len(self.years), 1)
        low, high = min(values), max(values)
        if zero:
            low, high = min(low, 0.0), max(high, 0.0)
        elif high - low < _NARROWEST:
            # A change of nothing shall not look like one of something.
            low, high = (low + high - _NARROWEST) / 2, (low + high + _NARROWEST) / 2
        if low == high:
            high = low + (abs(low) or 1.0)
        pad = (high - low) * 0.06
        self.low = low if zero and low == 0 else low - pad
        self.high = high if zero and high == 0 else high + pad
        if not zero:
            self.low = max(0.0, self.low)
        self.scale = alt.Scale(domain=[self.low, self.high], range=[_HEIGHT, _TOP], nice=False, zero=False)
        self.layers: list[alt.Chart] = []
        ticks = [
            {"at": at, "left": _LEFT, "right": c.WIDTH, "x": _LEFT - 8, "text": c.tick_text(at, figure.factor, suffix)}
            for at in c.nice(self.low, self.high)
        ]
        self.layers.append(c.rules(ticks, x=c.across("left"), x2="right", y=c.down("at", self.scale)))
        self.layers.append(c.texts(ticks, y=c.down("at", self.scale), align="right", color=c.MUTED))
        if self.low <= 0 <= self.high:
            nought = [{"left": _LEFT, "right": c.WIDTH, "at": 0.0}]
            self.layers.append(c.rules(nought, x=c.across("left"), x2="right", y=c.down("at", self.scale), color=c.INK2))
        # Of many years every second or third is named.
        step = 1 + int(34 * len(self.years) / (c.WIDTH - _LEFT))
        names = [{"x": self.middle(at), "y": _HEIGHT + 10, "text": year} for at, year in enumerate(self.years) if at % step == 0]
        self.layers.append(c.texts(names, align="center", baseline="top", color=c.INK2))
        self.layers.append(c.texts([{"x": c.WIDTH, "y": 8, "text": figure.caption}], align="right", color=c.MUTED))

    def middle(self, at: int) -> float:
        return _LEFT + self.slot * (at + 0.5)

    def bars(self, rows: list[c.Row], tooltip: Sequence[tuple[str, str]]) -> None:
        self.layers.append(c.bars(rows, x=c.across("left"), x2="right", y=c.down("from", self.scale), y2="to", tooltip=tooltip))

    def line(self, column: Column, color: str, mark: str, *, dash: list[float] | None = None, tooltip: str = "") -> None:
        """A line with a mark a year; where a number is not defined it is broken."""
        points: list[c.Row] = []
        pieces: list[c.Row] = []
        last: c.Row | None = None
        for at, (value, shown) in enumerate(zip(column.cells, column.shown)):
            if value is None:
                last = None
                continue
            point = {"key": self.years[at], "run": column.name, "value": value, "x": self.middle(at), "shown": shown, "color": color}
            point["name"] = f"{self.years[at]} · {column.title}"
            if last is not None:
                pieces.append({"x": last["x"], "x2": point["x"], "y": last["value"], "y2": point["value"]})
            points.append(point)
            last = point
        if pieces:
            made = c.rules(pieces, x=c.across("x"), x2="x2", y=c.down("y", self.scale), y2="y2", color=color, width=2, dash=dash)
            self.layers.append(made)
        if points:
            told = [("name", "\u00a0"), ("shown", tooltip or "\u00a0\u00a0")]
            self.layers.append(c.marked(points, mark, c.across("x"), c.down("value", self.scale), small=True, tooltip=told))

    def finished(self, figure: Figure, foot: str, entries: Sequence[tuple[str, str, c.Swatch]]) -> alt.LayerChart:
        if not entries:
            return finished(figure, self.layers, foot, _HEIGHT, _HEIGHT + 44)
        below, taken = c.legend(entries, _HEIGHT + 42)
        return finished(figure, [*self.layers, *below], foot, _HEIGHT, _HEIGHT + taken + 48)


def _numbers(columns: Sequence[Column]) -> list[float]:
    return [cell for column in columns for cell in column.cells if cell is not None]


def _row(plot: _Plot, at: int, column: Column, left: float, right: float, start: float, end: float, color: str) -> c.Row:
    return {
        "key": plot.years[at],
        "column": column.name,
        "name": f"{plot.years[at]} · {column.title}",
        "value": column.cells[at],
        "shown": column.shown[at],
        "left": left,
        "right": right,
        "from": start,
        "to": end,
        "color": color,
    }


def _beside(figure: Figure, foot: str, columns: Sequence[Column], colors: Sequence[str], line: Column | None = None) -> alt.LayerChart:
    """Bars of each year beside each other, and a line over them."""
    values = _numbers([*columns, *([] if line is None else [line])])
    if not values:
        return empty(figure, foot)
    plot = _Plot(figure.table, values, figure, zero=True)
    wide = min(plot.slot * 0.72, 64.0) / len(columns)
    rows: list[c.Row] = []
    for at in range(len(plot.years)):
        start = plot.middle(at) - wide * len(columns) / 2
        for number, (column, color) in enumerate(zip(columns, colors)):
            value = column.cells[at]
            if value is not None:
                left = start + wide * number
                rows.append(_row(plot, at, column, left, left + wide - (1 if len(columns) > 1 else 0), 0.0, value, color))
    plot.bars(rows, [("name", "\u00a0"), ("shown", figure.caption)])
    entries: list[tuple[str, str, c.Swatch]] = []
    if len(columns) > 1 or line is not None:
        entries = [(column.title, color, "square") for column, color in zip(columns, colors)]
    if line is not None:
        plot.line(line, c.INK, "disc", tooltip=figure.caption)
        entries.append((line.title, c.INK, "disc"))
    if len(columns) == 1 and line is None:
        _labelled(plot, columns[0], figure)
    return plot.finished(figure, foot, entries)


def _labelled(plot: _Plot, column: Column, figure: Figure) -> None:
    """The numbers at the ends of single bars, where there is room for them."""
    told: list[tuple[bool, c.Row]] = []
    for at, value in enumerate(column.cells):
        if value is None:
            continue
        text = c.tick_text(round(value / figure.factor, 1), 1.0, "")
        if c.width_of(text, 12) > plot.slot - 4:
            return
        told.append((value < 0, {"x": plot.middle(at), "at": value, "text": text}))
    for under in (False, True):
        rows = [row for below, row in told if below == under]
        if rows:
            plot.layers.append(
                c.texts(
                    rows,
                    y=c.down("at", plot.scale),
                    align="center",
                    baseline="top" if under else "bottom",
                    strong=True,
                    dy=5 if under else -4,
                )
            )


def costs(figure: Figure, foot: str, has_reform: bool) -> alt.LayerChart:
    """Net cost by year; without a reform the cost of the shock, where there is one."""
    columns = figure.table.columns
    chosen = columns["net_cost"] if has_reform or "cost_of_shock" not in columns else columns["cost_of_shock"]
    return _beside(figure, foot, [chosen], [c.ACCENT])


def compared(figure: Figure, foot: str) -> alt.LayerChart:
    """Net cost of two studies by year."""
    columns = figure.table.columns
    return _beside(figure, foot, [columns["first"], columns["second"]], [c.BASE, c.ACCENT])


def fund(figure: Figure, foot: str) -> alt.LayerChart:
    """What comes in and what is paid as bars, what the fund holds after the year as a line."""
    columns = figure.table.columns
    chosen, colors = [columns["inflow"], columns["paid"]], [c.ACCENT, c.PALE]
    if any(columns["topped_up"].cells):
        chosen, colors = [*chosen, columns["topped_up"]], [*colors, c.LOSS2]
    return _beside(figure, foot, chosen, colors, columns["closing"])


def states(figure: Figure, foot: str) -> alt.LayerChart:
    """Those who are no longer in their first job, state upon state."""
    columns = figure.table.columns
    chosen = [(columns[name], color) for name, color in _STATES.items() if name in columns]
    if not chosen:
        return empty(figure, foot)
    years = len(figure.table.keys)
    piles = [sum(column.cells[at] or 0.0 for column, _ in chosen) for at in range(years)]
    plot = _Plot(figure.table, [0.0, *piles], figure, zero=True)
    wide = min(plot.slot * 0.72, 64.0)
    rows: list[c.Row] = []
    for at in range(years):
        base = 0.0
        for column, color in chosen:
            value = column.cells[at] or 0.0
            if value:
                middle = plot.middle(at)
                rows.append(_row(plot, at, column, middle - wide / 2, middle + wide / 2, base, base + value, color))
            base += value
    plot.bars(rows, [("name", "\u00a0"), ("shown", figure.caption)])
    edges: list[dict[str, Any]] = [{"left": row["left"], "right": row["right"], "at": row["to"]} for row in rows]
    plot.layers.append(c.rules(edges, x=c.across("left"), x2="right", y=c.down("at", plot.scale), color=c.SURFACE, width=1))
    # The legend reads like a pile, from the top down.
    return plot.finished(figure, foot, [(column.title, color, "square") for column, color in reversed(chosen)])


def poverty(figure: Figure, foot: str) -> alt.LayerChart:
    """Rates as lines over the years."""
    columns = figure.table.columns
    drawn: list[tuple[str, str, c.Swatch, list[float] | None]] = [
        ("before_shock", c.INK, "tick", [1.5, 2.5]),
        ("baseline", c.BASE, "ring", [4.0, 3.0]),
        ("reform", c.ACCENT, "disc", None),
    ]
    chosen = [one for one in drawn if one[0] in columns]
    values = _numbers([columns[name] for name, *_ in chosen])
    if not values:
        return empty(figure, foot)
    plot = _Plot(figure.table, values, figure, zero=False, suffix="%")
    for name, color, mark, dash in chosen:
        plot.line(columns[name], color, mark, dash=dash)
    return plot.finished(figure, foot, [(columns[name].title, color, mark) for name, color, mark, _ in chosen])
