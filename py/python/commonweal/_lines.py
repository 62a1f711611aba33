"""Charts of a household: net income as one of its incomes varies, and the marginal rates."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Literal

import altair as alt

from commonweal import _chart as c
from commonweal._figures import Language, currency_word
from commonweal._text import number

if TYPE_CHECKING:
    from commonweal._household import BudgetLine
    from commonweal._study import Study

_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "baseline": "today's law",
        "reform": "with the package",
        "keeps": "Of the next 100 {currency} earned, the household keeps {reform}; under today's law {baseline}.",
        "keeps_alone": "Of the next 100 {currency} earned, the household keeps {baseline}.",
        "same": "Of the next 100 {currency} earned, the household keeps {baseline}, as under today's law.",
        "line": "Net income of the household as {varied} vary; points where the slope changes; thin line: nothing taken, nothing paid.",
        "jumps": "Upright where net income jumps.",
        "rates": "The part of extra earnings that goes to taxes and contributions and to benefits that shrink, as {varied} vary.",
        "unit": "{currency} a year",
        "today": "this household",
        "income": "net income, {currency} a year",
        "rate": "marginal rate",
    },
    "zh": {
        "baseline": "现行法律",
        "reform": "实施方案",
        "keeps": "再多挣 100 {currency}，家庭能留下 {reform}；按现行法律为 {baseline}。",
        "keeps_alone": "再多挣 100 {currency}，家庭能留下 {baseline}。",
        "same": "再多挣 100 {currency}，家庭能留下 {baseline}，与现行法律相同。",
        "line": "家庭净收入随收入（{varied}）的变化；圆点为斜率改变之处；细线为不缴不领。",
        "jumps": "竖线为净收入骤变之处。",
        "rates": "收入（{varied}）再增加一份时，用于税费和因补助减少而失去的部分。",
        "unit": "{currency}/年",
        "today": "本家庭",
        "income": "净收入，{currency}/年",
        "rate": "边际税率",
    },
}

_Law = Literal["baseline", "reform"]
_COLORS: dict[_Law, str] = {"baseline": c.BASE, "reform": c.ACCENT}
_LOWEST, _HIGHEST = -1.0, 2.0
"""Marginal rates are drawn from the first to the last; where a benefit ends at once, they have no bounds."""

_LEFT, _TOP, _HEIGHT = 52.0, 12.0, 290.0


def _laws(study: Study) -> list[_Law]:
    return ["baseline", "reform"] if study.has_reform else ["baseline"]


def _foot(study: Study) -> str:
    from commonweal import _engine

    return " · ".join([study.name, study.system, str(study.year), f"commonweal {_engine.version()}"])


def _rate(line: list[dict[str, Any]], law: _Law, earnings: float) -> float | None:
    """The marginal rate of the piece that begins at or before these earnings."""
    found: float | None = None
    for point in line:
        if point["earnings"] > earnings:
            break
        rate = point[f"{law}_marginal_rate"]
        found = found if rate is None else float(rate)
    return found


def _sentence(line: BudgetLine, study: Study, words: dict[str, str], currency: str) -> str:
    points = line._found["budget_line"]
    kept = {}
    for law in _laws(study):
        rate = _rate(points, law, line.today)
        kept[law] = number(None if rate is None else 100 * (1 - rate))
    form = "keeps_alone" if len(kept) == 1 else "same" if kept["baseline"] == kept["reform"] else "keeps"
    return words[form].format(currency=currency, **kept)


def _apart(places: dict[_Law, float]) -> dict[_Law, float]:
    """Heights of names at the ends of lines, at least a line of text from each other."""
    if len(places) < 2:
        return places
    gap = places["baseline"] - places["reform"]
    if abs(gap) >= 17:
        return places
    move = (17 - abs(gap)) / 2
    down = 1 if gap >= 0 else -1
    return {"baseline": places["baseline"] + down * move, "reform": places["reform"] - down * move}


def _begun(
    line: BudgetLine, study: Study, words: dict[str, str], currency: str, low: float, high: float, factor: float, suffix: str
) -> tuple[c.Layers, alt.Scale, alt.Scale, float]:
    """Scales, grid and captions; also where the lines end."""
    points = line._found["budget_line"]
    first, last = float(points[0]["earnings"]), float(points[-1]["earnings"])
    names = [words[law] for law in _laws(study)]
    right = c.WIDTH - max(c.width_of(name, 12) for name in names) - 14
    across = alt.Scale(domain=[first, last], range=[_LEFT, right], nice=False, zero=False)
    down = alt.Scale(domain=[low, high], range=[_HEIGHT, _TOP], nice=False, zero=False)
    ticks = c.nice(first, last, 5)
    layers: c.Layers = [
        *c.grid_down(c.nice(low, high, 4), down, 0, right, factor, suffix),
        c.texts(
            [{"at": value, "y": _HEIGHT + 14, "text": c.tick_text(value, 1.0, "")} for value in ticks],
            x=c.across("at", across),
            align="center",
            color=c.MUTED,
        ),
        c.texts(
            [{"x": right, "y": _HEIGHT + 34, "text": f"{line.varied}, {words['unit'].format(currency=currency)}"}],
            align="right",
            color=c.MUTED,
        ),
    ]
    return layers, across, down, right


def _ends(ends: dict[_Law, float], words: dict[str, str], low: float, high: float, right: float) -> c.Layers:
    """The names of the lines at their ends."""
    places = _apart({law: _HEIGHT - (value - low) / (high - low) * (_HEIGHT - _TOP) for law, value in ends.items()})
    return [
        c.texts(
            [{"x": right + 8, "y": place, "text": words[law]}], color=c.ACCENT if law == "reform" else c.INK2, strong=law == "reform"
        )
        for law, place in places.items()
    ]


def _finished(layers: c.Layers, line: BudgetLine, study: Study, title: str, subtitle: str, name: str) -> alt.LayerChart:
    return c.assembled(
        layers,
        title=title,
        subtitle=subtitle,
        description=title,
        name=name,
        foot=_foot(study),
        height=_HEIGHT,
        foot_at=_HEIGHT + 58,
    )


def budget_line(line: BudgetLine, study: Study, language: Language = "en") -> alt.LayerChart:
    """Net income under baseline and reform, with its kinks, the place of today, and the line of 45 degrees."""
    words = _WORDS[language]
    currency = currency_word(study.currency, language)
    points = line._found["budget_line"]
    laws = _laws(study)
    incomes = [float(point[law]) for law in laws for point in points]
    low, high = min(0.0, *incomes), max(*incomes, 0.0)
    high = high if high > low else low + 1.0
    layers, across, down, right = _begun(line, study, words, currency, low, high, 1.0, "")
    layers.append(c.texts([{"x": 0, "y": -8, "text": words["income"].format(currency=currency)}], color=c.MUTED))
    first, last = max(float(points[0]["earnings"]), low), min(float(points[-1]["earnings"]), high)
    if last > first:
        even = [{"earnings": first, "income": first, "to": last, "end": last}]
        layers.append(
            c.rules(even, x=c.across("earnings", across), x2="to", y=c.down("income", down), y2="end", color=c.LINE2, width=1)
        )
    for law in laws:
        rows = [
            {
                "law": words[law],
                "earnings": point["earnings"],
                "income": point[law],
                "shown": f"{number(point['earnings'])} → {number(point[law])}",
                "order": at,
            }
            for at, point in enumerate(points)
        ]
        layers.append(
            alt.Chart(c.data(rows))
            .mark_line(color=_COLORS[law], strokeWidth=2.2 if law == "baseline" else 2.6, strokeJoin="round")
            .encode(
                x=c.across("earnings", across),
                y=c.down("income", down),
                order=alt.Order("order", type="quantitative"),
                tooltip=c.tips([("law", "\u00a0"), ("shown", words["income"].format(currency=currency))]),
            )
        )
    for law in laws:
        kinks = [
            {"law": words[law], "earnings": point["earnings"], "income": point[law], "color": _COLORS[law]}
            for before, point in itertools.pairwise(points)
            if _bends(before[f"{law}_marginal_rate"], point[f"{law}_marginal_rate"], bool(point["kink"]))
        ]
        kinks += [
            {"law": words[law], "earnings": point["earnings"], "income": point[law], "color": _COLORS[law]}
            for pair in _jumps(points, law)
            for point in pair
        ]
        if kinks:
            layers.append(
                alt.Chart(c.data(kinks))
                .mark_point(shape="circle", size=26, filled=False, fill=c.SURFACE, strokeWidth=1.5, opacity=1, tooltip=None)
                .encode(x=c.across("earnings", across), y=c.down("income", down), color=c.colour())
            )
    today = line.today
    if float(points[0]["earnings"]) <= today <= float(points[-1]["earnings"]):
        now = line._now()
        at = [{"earnings": today, "income": now[law], "color": _COLORS[law], "low": now["baseline"]} for law in laws]
        if study.has_reform and now["baseline"] != now["reform"]:
            layers.append(
                c.rules(at[1:], x=c.across("earnings", across), y=c.down("low", down), y2="income", color=c.INK2, dash=[1.5, 2.5])
            )
        for row, law in zip(at, laws):
            mark = "ring" if law == "baseline" and study.has_reform else "disc"
            layers.append(c.marked([row], mark, c.across("earnings", across), c.down("income", down)))
        top = max(now[law] for law in laws)
        change = now["reform"] - now["baseline"] if study.has_reform else 0.0
        text = words["today"] + (f": {'+' if change > 0 else ''}{number(change)}" if round(change) else "")
        # Lines mostly rise, so that the place above and to the left is free. At the left edge the name stands above the lines
        # where they are flat, else below them.
        first, last = float(points[0]["earnings"]), float(points[-1]["earnings"])
        wide = c.width_of(text, 12) + 12
        scaled = (right - _LEFT) / (last - first or 1.0)
        near = (today - first) * scaled < wide
        beyond = line._at(min(today + wide / scaled, last))
        rise = (max(beyond[law] for law in laws) - top) / (high - low) * (_HEIGHT - _TOP)
        align: c.Align = "left" if near else "right"
        dx, dy, height = (-9, -10, top) if not near else (0, -18, top) if rise < 14 else (12, 14, min(now[law] for law in laws))
        layers.append(
            c.texts(
                [{"earnings": today, "income": height, "text": text}],
                x=c.across("earnings", across),
                y=c.down("income", down),
                strong=True,
                align=align,
                dx=dx,
                dy=dy,
            )
        )
    layers += _ends({law: float(points[-1][law]) for law in laws}, words, low, high, right)
    subtitle = words["line"].format(varied=line.varied)
    if any(_jumps(points, law) for law in laws):
        subtitle += (" " if language == "en" else "") + words["jumps"]
    return _finished(layers, line, study, _sentence(line, study, words, currency), subtitle, "budget_line")


def _jumps(points: list[dict[str, Any]], law: _Law) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The points below and above each jump of a law's line."""
    pairs = itertools.pairwise(points)
    return [pair for pair in pairs if pair[0]["earnings"] == pair[1]["earnings"] and abs(pair[0][law] - pair[1][law]) >= 0.5]


def _bends(before: float | None, after: float | None, kink: bool) -> bool:
    """Whether the slope of a line changes beyond what its points are rounded to; off the kinks that were found, by a percent.

    A slope that changes all along, as under a tax by formula, has no kinks.
    """
    return before is not None and after is not None and abs(before - after) > (1e-4 if kink else 0.01)


def marginal_rates(line: BudgetLine, study: Study, language: Language = "en") -> alt.LayerChart:
    """Marginal rates in steps, drawn from -100% to 200%."""
    words = _WORDS[language]
    currency = currency_word(study.currency, language)
    points = line._found["budget_line"]
    laws = _laws(study)
    drawn: dict[_Law, list[float | None]] = {}
    for law in laws:
        rates = [point[f"{law}_marginal_rate"] for point in points]
        drawn[law] = [None if rate is None else min(max(float(rate), _LOWEST), _HIGHEST) for rate in rates]
        # The last point begins no piece, nor does one below a jump; the step before it reaches there.
        for place in range(1, len(rates)):
            drawn[law][place] = drawn[law][place - 1] if drawn[law][place] is None else drawn[law][place]
    known = [rate for rates in drawn.values() for rate in rates if rate is not None]
    low, high = min(0.0, *known, 0.0), max(0.0, *known, 0.05)
    high += (high - low) * 0.04
    layers, across, down, right = _begun(line, study, words, currency, low, high, 0.01, "%")
    layers.append(c.texts([{"x": 0, "y": -14, "text": words["rate"]}], color=c.MUTED))
    layers.append(c.rules([{"left": 0, "right": right, "at": 0}], x=c.across("left"), x2="right", y=c.down("at", down), color=c.INK2))
    for law in laws:
        rows = [
            {
                "law": words[law],
                "earnings": point["earnings"],
                "rate": point[f"{law}_marginal_rate"],
                "drawn": drawn[law][at],
                "order": at,
            }
            for at, point in enumerate(points)
        ]
        layers.append(
            alt.Chart(c.data(rows))
            .mark_line(
                color=_COLORS[law],
                strokeWidth=3.4 if law == "baseline" and len(laws) > 1 else 2.0,
                strokeDash=[1, 0],
                interpolate="step-after",
            )
            .encode(
                x=c.across("earnings", across),
                y=c.down("drawn", down),
                order=alt.Order("order", type="quantitative"),
                tooltip=[alt.Tooltip("law", type="nominal", title="\u00a0"), alt.Tooltip("rate", type="quantitative", format=".1%")],
            )
        )
    if float(points[0]["earnings"]) <= line.today <= float(points[-1]["earnings"]):
        at = [{"earnings": line.today, "top": _TOP, "bottom": _HEIGHT, "y": _TOP - 8, "text": words["today"]}]
        layers.append(
            c.rules(at, x=c.across("earnings", across), y=c.down("top"), y2="bottom", color=c.INK2, dash=[1.5, 2.5])
        )
        near = line.today - float(points[0]["earnings"]) < 0.05 * (float(points[-1]["earnings"]) - float(points[0]["earnings"]))
        layers.append(c.texts(at, x=c.across("earnings", across), align="left" if near else "center", strong=True))
    ends: dict[_Law, float] = {law: drawn[law][-1] or 0.0 for law in laws}
    layers += _ends(ends, words, low, high, right)
    subtitle = words["rates"].format(varied=line.varied, currency=currency)
    return _finished(layers, line, study, _sentence(line, study, words, currency), subtitle, "marginal_rates")
