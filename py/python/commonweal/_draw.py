"""Charts of columns, stacked bars and curves, from figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import altair as alt

from commonweal import _chart as c
from commonweal._figures import Figure, Table


def finished(
    figure: Figure, layers: Sequence[alt.Chart], foot: str, height: float, foot_at: float, width: float = c.WIDTH
) -> alt.LayerChart:
    """The chart of a figure. A figure without rows is its sentence alone."""
    return c.assembled(
        layers,
        title=figure.sentence,
        subtitle=figure.definition,
        description=f"{figure.question} {figure.sentence}",
        name=figure.name,
        foot=foot,
        height=height,
        foot_at=foot_at,
        width=width,
    )


def in_currency(title: str, currency: str) -> str:
    """The title of a column of money with its currency."""
    return f"{title}，{currency}" if any(ord(letter) > 0x2E80 for letter in title) else f"{title}, {currency}"


def empty(figure: Figure, foot: str) -> alt.LayerChart:
    """A figure that has nothing to draw; its sentence says why."""
    return finished(figure, [], foot, 10, 8)


def signed(text: str, value: float | None) -> str:
    """The text of a change of money, with its sign; nothing has none."""
    return f"+{text}" if value is not None and value > 0 and text[:1].isdigit() and text.strip("0.%") else text


@dataclass(frozen=True, slots=True)
class _Bar:
    """An upright bar."""

    key: str
    name: str
    value: float | None
    start: float
    end: float
    shown: str
    color: str
    strong: bool = False


def _columns(figure: Figure, chosen: Sequence[_Bar], foot: str, caption: str, connected: bool) -> alt.LayerChart:
    """Upright bars with their values; the axis is left out, the zero line stays."""
    height, top = 230.0, 44.0
    slot = c.WIDTH / len(chosen)
    wide = min(slot * 0.68, 84.0)
    low = min(0.0, *(min(bar.start, bar.end) for bar in chosen))
    high = max(0.0, *(max(bar.start, bar.end) for bar in chosen))
    if low == high:
        high = 1.0
    # Room for the numbers of bars that reach below zero, unless those numbers stand above the bars.
    bottom = height if low == 0 or connected else height - 18
    scale = alt.Scale(domain=[low, high], range=[bottom, top], nice=False, zero=False)
    rows: list[c.Row] = []
    above: list[c.Row] = []
    below: list[c.Row] = []
    names: list[c.Row] = []
    joints: list[c.Row] = []
    for at, bar in enumerate(chosen):
        middle = slot * (at + 0.5)
        left, right = middle - wide / 2, middle + wide / 2
        rows.append(
            {
                "key": bar.key,
                "name": bar.name,
                "value": bar.value,
                "shown": bar.shown,
                "from": bar.start,
                "to": bar.end,
                "color": bar.color,
                "left": left,
                "right": right,
            }
        )
        under = not connected and bar.end < bar.start
        lines = c.wrapped(bar.shown, slot - 2, 12)
        label = {"x": middle, "at": bar.end if under else max(bar.start, bar.end), "text": lines}
        (below if under else above).append(label)
        names.append({"x": middle, "y": height + 8, "text": c.wrapped(bar.name, slot - 8, 12)})
        if connected and at + 1 < len(chosen):
            joints.append({"left": right, "right": right + slot - wide, "at": bar.end})
    layers = [
        c.bars(
            rows,
            x=c.across("left"),
            x2="right",
            y=c.down("from", scale),
            y2="to",
            tooltip=[("name", figure.table.columns[next(iter(figure.table.columns))].title), ("shown", caption)],
        )
    ]
    if joints:
        layers.append(c.rules(joints, x=c.across("left"), x2="right", y=c.down("at", scale), color=c.LINE2, dash=[1.5, 2.5]))
    layers.append(c.rules([{"left": 0, "right": c.WIDTH, "at": 0}], x=c.across("left"), x2="right", y=c.down("at", scale), color=c.INK2))
    for labels, baseline, shift in ((above, "bottom", -4), (below, "top", 5)):
        if labels:
            # Vega sets a text of many lines downwards from its anchor; those above a bar are lifted by what they have more.
            for count in sorted({len(label["text"]) for label in labels}):
                some = [label for label in labels if len(label["text"]) == count]
                lift = shift - 15 * (count - 1) if baseline == "bottom" else shift
                layers.append(
                    c.texts(some, y=c.down("at", scale), align="center", baseline=baseline, strong=True, dy=lift)  # type: ignore[arg-type]
                )
    layers.append(c.texts(names, align="center", baseline="top", color=c.INK2))
    layers.append(c.texts([{"x": c.WIDTH, "y": 6, "text": caption}], align="right", color=c.MUTED))
    most = max(len(name["text"]) for name in names)
    return finished(figure, layers, foot, height, height + 8 + 15 * most + 16)


def waterfall(figure: Figure, foot: str) -> alt.LayerChart:
    """From what is paid out to the net cost."""
    table = figure.table
    if not table.columns:
        return empty(figure, foot)
    starts, ends = table.columns["from"].cells, table.columns["to"].cells
    last = len(table.keys) - 1
    chosen = [
        _Bar(
            key,
            name,
            value,
            starts[at],
            ends[at],
            signed(shown, value) if 0 < at < last else shown,
            c.ACCENT if at == 0 else c.INK if at == last else c.MID,
            at == last,
        )
        for at, (key, name, value, shown) in enumerate(table.rows("amount"))
    ]
    return _columns(figure, chosen, foot, figure.caption, connected=True)


def deciles(figure: Figure, foot: str, relative: bool, currency: str) -> alt.LayerChart:
    """Changes by tenth, or levels without a reform."""
    table = figure.table
    if not table.columns:
        return empty(figure, foot)
    levels = "relative_change" not in table.columns
    column = "mean_baseline" if levels else "relative_change" if relative else "mean_change"
    caption = figure.caption if levels or relative else in_currency(table.columns[column].title, currency)
    if not levels and not relative:
        # The sentence tells of percents, which are not what is drawn.
        figure = replace(figure, sentence=figure.question)
    chosen = [
        _Bar(
            key,
            name,
            value,
            0.0,
            value or 0.0,
            shown if levels else signed(shown, value),
            c.MID if levels else c.GAIN if (value or 0.0) >= 0 else c.LOSS,
        )
        for key, name, value, shown in table.rows(column)
        if key != "all"
    ]
    return _columns(figure, chosen, foot, caption, connected=False)


@dataclass(frozen=True, slots=True)
class _Line:
    """A bar of segments: where it stands, how thick it is, and what stands left of it."""

    key: str
    name: str
    top: float
    thick: float
    strong: bool


def _segments(
    table: Table, bands: dict[str, str], lines: Sequence[_Line], left: float, size: float = 12
) -> list[alt.Chart]:
    """Segments of 100% in a fixed order with their numbers where they fit; the colour `hatch` is hatched.

    The gap between two segments is 1.5 pixels.
    """
    room = c.WIDTH - left
    scale = alt.Scale(domain=[0, 1], range=[left, c.WIDTH], nice=False, zero=False)
    rows: list[c.Row] = []
    numbers: list[c.Row] = []
    boxes: list[tuple[float, float, float, float]] = []
    for line in lines:
        row = table.keys.index(line.key)
        start = 0.0
        for band, color in bands.items():
            share = table.columns[band].cells[row]
            if share is None or share <= 0:
                continue
            end = start + share
            bottom = line.top + line.thick
            drawn = end - min(1.5 / room, share / 2)
            rows.append(
                {
                    "key": line.key,
                    "name": line.name,
                    "band": band,
                    "title": table.columns[band].title,
                    "share": share,
                    "shown": table.columns[band].shown[row],
                    "color": "#FFFFFF" if color == "hatch" else color,
                    "from": start,
                    "to": drawn,
                    "top": line.top,
                    "bottom": bottom,
                }
            )
            if color == "hatch":
                boxes.append((left + start * room, left + drawn * room, line.top, bottom))
            shown = table.columns[band].shown[row]
            if share * room > c.width_of(shown, size) + 8:
                dark = color in (c.ACCENT, c.GAIN, c.LOSS)
                place: dict[str, Any] = {"at": (start + drawn) / 2, "y": line.top + line.thick / 2, "text": shown}
                numbers.append({**place, "dark": dark, "hatched": color == "hatch"})
            start = end
    tooltip = [("name", table.title), ("title", "\u00a0"), ("shown", "\u00a0\u00a0")]
    layers = [c.bars(rows, x=c.across("from", scale), x2="to", y=c.down("top"), y2="bottom", tooltip=tooltip)]
    if boxes:
        layers += c.hatched(boxes)
    backs = [
        {
            "left": left + number["at"] * room - c.width_of(number["text"], size) / 2 - 3,
            "right": left + number["at"] * room + c.width_of(number["text"], size) / 2 + 3,
            "top": number["y"] - 8,
            "bottom": number["y"] + 8,
            "color": c.SURFACE,
        }
        for number in numbers
        if number["hatched"]
    ]
    if backs:
        layers.append(c.bars(backs, x=c.across("left"), x2="right", y=c.down("top"), y2="bottom"))
    for dark in (True, False):
        some = [number for number in numbers if number["dark"] == dark]
        if some:
            color = c.SURFACE if dark else c.INK
            layers.append(c.texts(some, x=c.across("at", scale), align="center", color=color, strong=True, size=size))
    return layers


def winners(figure: Figure, foot: str) -> alt.LayerChart:
    """Bands of gain and loss: all together, taller, then the tenths."""
    table = figure.table
    if not table.columns:
        return empty(figure, foot)
    bands = {
        "gain_above_5_percent": c.GAIN,
        "gain_up_to_5_percent": c.GAIN2,
        "no_change": c.NEUTRAL,
        "loss_up_to_5_percent": c.LOSS2,
        "loss_above_5_percent": c.LOSS,
        "baseline_not_positive": "hatch",
    }
    left = min(max(c.width_of(name, 12) for name in table.names) + 16, 150.0)
    lines: list[_Line] = []
    labels: list[c.Row] = []
    top = 0.0
    for at, (key, name) in enumerate(zip(table.keys, table.names)):
        thick = 26.0 if at == 0 else 18.0
        lines.append(_Line(key, name, top, thick, at == 0))
        labels.append({"x": 0, "y": top + thick / 2, "text": name})
        top += thick + (10 if at == 0 else 4)
    layers = _segments(table, bands, lines, left)
    layers += [c.texts(labels[:1], strong=True, limit=left - 6), c.texts(labels[1:], color=c.INK2, limit=left - 6)]
    # A band that nobody is in has no name below the chart, but those of gain and loss always have theirs.
    named = {
        band: color
        for band, color in bands.items()
        if band != "baseline_not_positive" or any(share for share in table.columns[band].cells)
    }
    below, taken = c.legend(
        [(table.columns[band].title, color, "hatch" if color == "hatch" else "square") for band, color in named.items()], top + 14
    )
    return finished(figure, layers + below, foot, top, top + taken + 24)


def funnel(figure: Figure, foot: str) -> alt.LayerChart:
    """What becomes of the displaced: two bars of 100%, with an upright mark where those who are protected end."""
    table = figure.table
    if not table.columns:
        return empty(figure, foot)
    bands = {
        "job_kept_or_found": c.ACCENT,
        "enough_income": c.MID,
        "benefit_not_enough": c.PALE,
        "entitled_not_claimed": "hatch",
        "not_entitled": c.NEUTRAL,
    }
    lines: list[_Line] = []
    top = 18.0
    for at, (key, name) in enumerate(zip(table.keys, table.names)):
        lines.append(_Line(key, name, top, 38.0 if at == 0 else 32.0, at == 0))
        top += (38 if at == 0 else 32) + 34
    bottom = top - 34
    layers = _segments(table, bands, lines, 0, 13)
    scale = alt.Scale(domain=[0, 1], range=[0, c.WIDTH], nice=False, zero=False)
    kept = table.columns["protected"]
    marks = [
        {"at": share, "top": line.top - 5, "bottom": line.top + line.thick + 5}
        for line, share in zip(lines, kept.cells)
        if share is not None
    ]
    if marks:
        layers.append(c.rules(marks, x=c.across("at", scale), y=c.down("top"), y2="bottom", color=c.INK, width=2.5))
    for at, line in enumerate(lines):
        strong = at == 0
        y = line.top - 12
        color = c.INK if strong else c.INK2
        layers.append(c.texts([{"x": 0, "y": y, "text": line.name}], strong=strong, color=color, size=13))
        shown = f"{kept.title} {kept.shown[at]}"
        layers.append(c.texts([{"x": c.WIDTH, "y": y, "text": shown}], strong=strong, color=color, size=13, align="right"))
    entries: list[tuple[str, str, c.Swatch]] = [
        (table.columns[band].title, color, "hatch" if color == "hatch" else "square") for band, color in bands.items()
    ]
    entries.append((kept.title, c.INK, "tick"))
    below, taken = c.legend(entries, bottom + 24)
    return finished(figure, layers + below, foot, bottom, bottom + taken + 36)


def lorenz(figure: Figure, foot: str) -> alt.LayerChart:
    """The Lorenz curves over the diagonal."""
    table = figure.table
    if not table.columns:
        return empty(figure, foot)
    width, height = 480.0, 360.0
    people, income = table.columns["population_share"], table.columns["income_share"]
    low = min(0.0, *(cell for cell in income.cells if cell is not None))
    across = alt.Scale(domain=[0, 1], range=[40, width - 12], nice=False, zero=False)
    down = alt.Scale(domain=[low, 1], range=[height, 14], nice=False, zero=False)
    fifths = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    layers: list[alt.Chart] = [
        *c.grid_down(fifths, down, 0, width - 12, figure.factor, "%"),
        *c.grid_across(fifths[1:], across, height, height + 4, height + 14, figure.factor, "%"),
        alt.Chart(c.data([{"people": 0, "income": 0}, {"people": 1, "income": 1}]))
        .mark_line(color=c.LINE2, strokeWidth=1, tooltip=None)
        .encode(x=c.across("people", across), y=c.down("income", down)),
    ]
    looks: dict[str, tuple[str, c.Swatch, float, list[float]]] = {
        "before_shock": (c.INK2, "dotted", 1.6, [1.5, 2.5]),
        "baseline": (c.BASE, "dashed", 2.2, [6.0, 3.0]),
        "reform": (c.ACCENT, "line", 2.2, [1.0, 0.0]),
    }
    entries: list[tuple[str, str, c.Swatch]] = []
    for key, (color, swatch, wide, dash) in looks.items():
        rows = [
            {"key": key, "law": name, "people": people.cells[at], "income": income.cells[at], "shown": income.shown[at], "order": at}
            for at, (found, name) in enumerate(zip(table.keys, table.names))
            if found == key
        ]
        if rows:
            entries.append((str(rows[0]["law"]), color, swatch))
            layers.append(
                alt.Chart(c.data(rows))
                .mark_line(color=color, strokeWidth=wide, strokeDash=dash)
                .encode(
                    x=c.across("people", across),
                    y=c.down("income", down),
                    order=alt.Order("order", type="quantitative"),
                    tooltip=c.tips([("law", table.columns["law"].title), ("shown", income.title)]),
                )
            )
    # The corner above the diagonal is always free; one name a line.
    for at, entry in enumerate(entries):
        layers += c.legend([entry], 46 + 20 * at, x=60, width=220)[0]
    layers.append(c.texts([{"x": 0, "y": -10, "text": income.title}], color=c.MUTED))
    layers.append(c.texts([{"x": width - 12, "y": height + 34, "text": people.title}], color=c.MUTED, align="right"))
    return finished(figure, layers, foot, height, height + 60, width)
