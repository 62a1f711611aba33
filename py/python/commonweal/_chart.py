"""What all charts have in common: colours, type, and marks at places counted in pixels from the upper left corner of the plot.

Nothing here is set by a theme or a configuration, so that a chart looks the same alone and beside others.
"""

from __future__ import annotations

import difflib
import math
import os
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import altair as alt

from commonweal._errors import StudyError, refuse

Row = dict[str, Any]
"""A row of the data of a chart."""
Layers = list[alt.Chart]
Align = Literal["left", "center", "right"]

FORMATS = ("png", "svg", "pdf", "html", "json")
"""What a chart can be saved as."""

WIDTH = 560
"""The width of a chart."""

# Told apart by red-, green- and blue-blind readers except accent and gain, which never stand in one chart.
INK, INK2, MUTED = "#16202B", "#434E5A", "#5B6672"
LINE, LINE2 = "#DFE2E4", "#7A8591"
ACCENT, MID, PALE = "#2A4FA3", "#6F8DCB", "#BDCCEA"
BASE = "#7C8794"
GAIN, GAIN2 = "#0A7568", "#8CCBC0"
LOSS, LOSS2 = "#B14A08", "#EDB184"
NEUTRAL, HATCH = "#DDE1E5", "#AEB6BF"
SURFACE = "#FFFFFF"

FONT = "Inter, 'Helvetica Neue', Arial, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"


def width_of(text: str, size: float) -> float:
    """About how wide a text is: Chinese characters are square, others a little over half as wide."""
    units = 0.0
    for letter in text:
        if unicodedata.east_asian_width(letter) in "WF":
            units += 1.0
        elif letter in "iljtfrI.,;:|'’ ()":
            units += 0.34
        else:
            units += 0.6 if letter.isupper() or letter in "mw%+−" else 0.56
    return units * size


def wrapped(text: str, width: float, size: float) -> list[str]:
    """A text in lines of that width, broken at spaces and between Chinese characters; no line begins with a full stop."""
    pieces: list[str] = []
    word = ""
    for letter in text:
        wide = unicodedata.east_asian_width(letter) in "WF"
        if wide and not unicodedata.category(letter).startswith("P"):
            pieces += [word, letter] if word else [letter]
            word = ""
        elif wide and not word and pieces:
            pieces[-1] += letter
        else:
            word += letter
            if letter == " " or wide:
                pieces.append(word)
                word = ""
    pieces += [word] if word else []
    lines: list[str] = []
    line = ""
    for piece in pieces:
        if line and width_of((line + piece).rstrip(), size) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def balanced(text: str, width: float, size: float) -> list[str]:
    """A text in as few lines as fit, all of about the same length."""
    lines = wrapped(text, width, size)
    narrow = width
    while len(lines) > 1 and narrow > width / 2 and len(wrapped(text, narrow - 10, size)) == len(lines):
        narrow -= 10
    return wrapped(text, narrow, size)


def data(rows: Iterable[Mapping[str, Any]]) -> alt.InlineData:
    """Rows that travel with the chart. Numbers that are not finite become none."""

    def cell(value: Any) -> Any:
        return None if isinstance(value, float) and not math.isfinite(value) else value

    return alt.InlineData(values=[{key: cell(value) for key, value in row.items()} for row in rows])


def across(field: str, scale: alt.Scale | None = None) -> alt.X:
    """A place from left to right: on a scale, or in pixels."""
    return alt.X(field, type="quantitative", scale=scale, axis=None)


def down(field: str, scale: alt.Scale | None = None) -> alt.Y:
    """A place from top to bottom: on a scale, or in pixels."""
    return alt.Y(field, type="quantitative", scale=scale, axis=None)


def texts(
    rows: Sequence[Row],
    *,
    x: alt.X | None = None,
    y: alt.Y | None = None,
    text: str = "text",
    size: float = 12,
    align: Align = "left",
    baseline: Literal["top", "middle", "bottom", "alphabetic"] = "middle",
    color: str = INK,
    strong: bool = False,
    dx: float = 0,
    dy: float = 0,
    limit: float | None = None,
) -> alt.Chart:
    """Texts; in pixels by the fields `x` and `y` unless told otherwise. A list is set in lines."""
    options: dict[str, Any] = {} if limit is None else {"limit": limit}
    made: alt.Chart = (
        alt.Chart(data(rows))
        .mark_text(
            font=FONT,
            fontSize=size,
            align=align,
            baseline=baseline,
            color=color,
            fontWeight=600 if strong else 400,
            dx=dx,
            dy=dy,
            lineHeight=round(size * 1.25),
            tooltip=None,
            **options,
        )
        .encode(x=x or across("x"), y=y or down("y"), text=alt.Text(text, type="nominal"))
    )
    return made


def rules(
    rows: Sequence[Row], *, x: alt.X, y: alt.Y, x2: str | None = None, y2: str | None = None, color: str = LINE, width: float = 1,
    dash: list[float] | None = None,
) -> alt.Chart:
    """Straight lines."""
    options: dict[str, Any] = {} if dash is None else {"strokeDash": dash}
    encodings: dict[str, Any] = {"x": x, "y": y}
    if x2 is not None:
        encodings["x2"] = alt.X2(x2)
    if y2 is not None:
        encodings["y2"] = alt.Y2(y2)
    made: alt.Chart = alt.Chart(data(rows)).mark_rule(color=color, strokeWidth=width, tooltip=None, **options).encode(**encodings)
    return made


def bars(rows: Sequence[Row], *, x: alt.X, y: alt.Y, x2: str, y2: str, tooltip: Sequence[tuple[str, str]] = ()) -> alt.Chart:
    """Rectangles between two corners, each in the colour of its field `color`."""
    made: alt.Chart = (
        alt.Chart(data(rows))
        .mark_rect(strokeWidth=0)
        .encode(x=x, x2=alt.X2(x2), y=y, y2=alt.Y2(y2), color=colour(), tooltip=tips(tooltip))
    )
    return made


def colour() -> alt.Color:
    """The colour in the field `color`, without a legend."""
    return alt.Color("color", type="nominal", scale=None, legend=None)


def tips(pairs: Sequence[tuple[str, str]]) -> list[alt.Tooltip]:
    """What is told of the mark under the pointer: fields with their titles."""
    return [alt.Tooltip(field, type="nominal", title=title) for field, title in pairs]


def hatched(places: Iterable[tuple[float, float, float, float]]) -> Layers:
    """Rectangles in pixels (left, right, top, bottom), hatched in lines that rise to the right."""
    outlines: list[Row] = []
    lines: list[Row] = []
    for left, right, top, bottom in places:
        high = bottom - top
        outlines.append({"left": left, "right": right, "top": top, "bottom": bottom})
        start = left - high + 3
        while start < right:
            low = max(start, left)
            end = min(start + high, right)
            lines.append({"left": low, "right": end, "top": bottom - (low - start), "bottom": bottom - (end - start)})
            start += 6
    box = {"x": across("left"), "x2": alt.X2("right"), "y": down("top"), "y2": alt.Y2("bottom")}
    made = [alt.Chart(data(outlines)).mark_rect(fill=SURFACE, stroke=HATCH, strokeWidth=1, tooltip=None).encode(**box)]
    if lines:
        made.append(rules(lines, x=across("left"), x2="right", y=down("top"), y2="bottom", color=HATCH, width=1.3))
    return made


Swatch = Literal["square", "hatch", "tick", "ring", "disc", "line", "dashed", "dotted"]


def legend(entries: Sequence[tuple[str, str, Swatch]], y: float, *, x: float = 0, width: float = WIDTH) -> tuple[Layers, float]:
    """Names with their marks in reading order from (x, y): (name, colour, mark). Also the height that it takes."""
    names: list[Row] = []
    marks: dict[str, list[Row]] = {}
    at, line = x, y
    for name, color, mark in entries:
        taken = 18 + width_of(name, 12) + 18
        if at > x and at + taken - 18 > x + width:
            at, line = x, line + 18
        names.append({"x": at + 18, "y": line, "text": name})
        marks.setdefault(mark, []).append({"x": at + 6, "y": line, "color": color, "left": at, "right": at + 12})
        at += taken
    layers: Layers = []
    dashes = {"line": None, "dashed": [4.0, 3.0], "dotted": [1.5, 2.5]}
    for kind, rows in marks.items():
        if kind == "hatch":
            layers += hatched((row["left"], row["right"], row["y"] - 5, row["y"] + 5) for row in rows)
        elif kind in dashes:
            dash = dashes[kind]
            for row in rows:
                layers.append(rules([row], x=across("left"), x2="right", y=down("y"), color=row["color"], width=2, dash=dash))
        else:
            layers.append(marked(rows, kind, across("x"), down("y"), small=True))
    return [*layers, texts(names, color=INK2)], line - y + 18


def marked(
    rows: Sequence[Row],
    mark: str,
    x: alt.X,
    y: alt.Y,
    *,
    small: bool = False,
    tooltip: Sequence[tuple[str, str]] = (),
) -> alt.Chart:
    """Points in the colour of their field `color`: an upright mark, a ring, a disc or a square."""
    shapes: dict[str, dict[str, Any]] = {
        "tick": {"shape": "stroke", "angle": 90, "size": 130 if small else 220, "strokeWidth": 2, "filled": False},
        # The ring is wider than the disc, so that both are seen where nothing changes.
        "ring": {"shape": "circle", "size": 80 if small else 130, "strokeWidth": 2, "filled": False, "fill": SURFACE},
        "disc": {"shape": "circle", "size": 80 if small else 90, "filled": True},
        "square": {"shape": "square", "size": 110, "filled": True},
    }
    made: alt.Chart = (
        alt.Chart(data(rows)).mark_point(opacity=1, **shapes[mark]).encode(x=x, y=y, color=colour(), tooltip=tips(tooltip))
    )
    return made


def nice(low: float, high: float, count: int = 4) -> list[float]:
    """Round numbers from `low` to `high`, about so many and never more than one more."""
    rough = (high - low) / count
    if not rough > 0:
        return [low]
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * times for times in (1, 2, 2.5, 5, 10) if power * times >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(at * step, 12) for at in range(first, last + 1)]


def tick_text(value: float, factor: float, suffix: str) -> str:
    """A number of an axis in the axis's unit."""
    text = f"{value / factor:,.3f}".rstrip("0").rstrip(".")
    return ("0" if text == "-0" else text).replace("-", "\u2212") + suffix


def grid_across(
    values: Sequence[float], scale: alt.Scale, top: float, bottom: float, labels_at: float, factor: float = 1.0, suffix: str = ""
) -> Layers:
    """Upright grid lines with their numbers above or below the plot."""
    rows = [{"at": value, "top": top, "bottom": bottom, "y": labels_at, "text": tick_text(value, factor, suffix)} for value in values]
    return [
        rules(rows, x=across("at", scale), y=down("top"), y2="bottom"),
        texts(rows, x=across("at", scale), align="center", color=MUTED),
    ]


def grid_down(
    values: Sequence[float], scale: alt.Scale, left: float, right: float, factor: float = 1.0, suffix: str = ""
) -> Layers:
    """Level grid lines with their numbers upon them, at the left inside of the plot."""
    rows = [{"at": value, "left": left, "right": right, "x": left, "text": tick_text(value, factor, suffix)} for value in values]
    return [
        rules(rows, x=across("left"), x2="right", y=down("at", scale)),
        texts(rows, y=down("at", scale), baseline="bottom", color=MUTED, dy=-2),
    ]


class SavedChart(alt.LayerChart):
    """A chart that says what a picture may be saved as where altair would only say that it cannot."""

    def save(self, *arguments: Any, **options: Any) -> None:
        """Saves the chart: see `altair.LayerChart.save`. The ending of the name, or `format`, says as what.

        Raises StudyError for an ending or a format that there is not, and for a folder that does not exist.
        """
        file = arguments[0] if arguments else options.get("fp")
        form = arguments[1] if len(arguments) > 1 else options.get("format")
        if isinstance(file, (str, os.PathLike)):
            path = Path(file)
            _check_format(path.suffix.removeprefix(".") if form is None else form, path, by_name=form is None)
            if not path.parent.is_dir():
                raise refuse(
                    StudyError,
                    f"there is no folder {path.parent}",
                    code="unknown-folder",
                    path=str(path),
                    found=str(path.parent),
                    remedy="make it first, or save elsewhere",
                )
        elif form is not None:
            _check_format(form, None, by_name=False)
        super().save(*arguments, **options)


def _check_format(form: object, path: Path | None, *, by_name: bool) -> None:
    if form in FORMATS:
        return
    near = difflib.get_close_matches(str(form), FORMATS, 1) if form else []
    ending = near[0] if near else "svg"
    if path is not None and by_name:
        found = f".{form}" if form else "a name without an ending"
        allowed = ", ".join(f".{one}" for one in FORMATS)
        message = f"a chart cannot be saved as {path.name}: the ending of the name does not say what the picture is"
        remedy = f'name it {path.with_suffix("." + ending).name}, or say format="{ending}"'
    else:
        found, allowed = repr(form), ", ".join(FORMATS)
        message, remedy = f"there is no format {form!r} of charts", f'write format="{ending}"'
    raise refuse(StudyError, message, code="unknown-format", path="format", found=found, allowed=allowed, remedy=remedy)


def assembled(
    layers: Sequence[alt.Chart],
    *,
    title: str,
    subtitle: str,
    description: str,
    name: str,
    foot: str,
    height: float,
    foot_at: float,
    width: float = WIDTH,
) -> alt.LayerChart:
    """The chart: its sentence and definition above, where it comes from below."""
    lines: Any = balanced(title, width, 16)
    below: Any = balanced(subtitle, width, 12)
    source = texts([{"x": 0, "y": foot_at, "text": foot}], size=10.5, color=MUTED, limit=width)
    made: Any = SavedChart(layer=[*layers, source]).properties(
        name=name,
        description=description,
        width=width,
        height=height,
        view=alt.ViewBackground(stroke=None, fill=None),
        title=alt.TitleParams(
            text=lines,
            subtitle=below,
            anchor="start",
            align="left",
            frame="group",
            offset=18,
            font=FONT,
            fontSize=16,
            fontWeight=600,
            color=INK,
            lineHeight=21,
            subtitleFont=FONT,
            subtitleFontSize=12,
            subtitleColor=MUTED,
            subtitleLineHeight=16,
            subtitlePadding=8,
        ),
    )
    chart: alt.LayerChart = made
    return chart
