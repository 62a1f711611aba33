"""Pieces of HTML for notebooks: escaped, without scripts, in the colours of the page around them.

One short style sheet stands in each; it names this package's own class only. Without it the tables stay readable.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Literal

Side = Literal["left", "right"]

# The class is doubled to stand above the rules that notebooks have for all tables.
_STYLE = """
.commonweal.commonweal {line-height: 1.5; max-width: 62em; font-variant-numeric: tabular-nums; font-family: system-ui, sans-serif; font-size: 14px}
.commonweal.commonweal p {margin: 0.35em 0}
.commonweal.commonweal p.title {font-size: 1.25em; font-weight: 600; margin: 0.2em 0 0.6em; max-width: 40em}
.commonweal.commonweal p.notice {border-left: 4px solid #B14A08; padding: 0.3em 0 0.3em 0.8em; margin: 0.6em 0; font-weight: 600}
.commonweal.commonweal .muted, .commonweal.commonweal dt {color: color-mix(in srgb, currentColor 72%, transparent)}
.commonweal.commonweal code {font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 0.92em; white-space: pre-wrap;
 overflow-wrap: break-word; background: none; padding: 0; color: inherit}
.commonweal.commonweal details {margin: 0.3em 0; border-top: 1px solid rgba(127, 127, 127, 0.35)}
.commonweal.commonweal summary {cursor: pointer; padding: 0.25em 0}
.commonweal.commonweal details > div {padding: 0.1em 0 0.6em 1.1em}
.commonweal.commonweal .wide {overflow-x: auto; padding: 0}
.commonweal.commonweal table {border-collapse: collapse; border: 0; margin: 0; color: inherit; font-size: 1em}
.commonweal.commonweal caption {text-align: left; caption-side: top; font-weight: 600; padding: 0.6em 0 0.2em; color: inherit}
.commonweal.commonweal tr:nth-child(n) {background: none}
.commonweal.commonweal :is(th, td) {padding: 0.2em 0.9em 0.2em 0; vertical-align: top; text-align: left; border: 0;
 border-bottom: 1px solid rgba(127, 127, 127, 0.35); font-weight: 400; min-width: 3.5em; max-width: 34em; white-space: normal}
.commonweal.commonweal tbody th {min-width: 11em}
.commonweal.commonweal thead th {font-weight: 600; vertical-align: bottom}
.commonweal.commonweal :is(th, td).n {text-align: right; white-space: nowrap}
.commonweal.commonweal thead th.n {white-space: normal}
.commonweal.commonweal dl {display: flex; flex-wrap: wrap; gap: 0 1.2em; margin: 0.6em 0}
.commonweal.commonweal dl > div {flex: 1 1 9em; padding: 0.5em 1em 0.5em 0; border-top: 1px solid rgba(127, 127, 127, 0.35)}
.commonweal.commonweal dt {font-weight: 400; font-size: 0.9em}
.commonweal.commonweal dd {margin: 0; font-size: 1.45em; font-weight: 600; line-height: 1.3}
.commonweal.commonweal dd.muted {font-size: 0.9em; font-weight: 400}
"""


class Markup(str):
    """A text that is HTML already."""

    __slots__ = ()


def html(value: object) -> str:
    """A value as HTML: markup as it is, everything else escaped."""
    return str(value) if isinstance(value, Markup) else escape(str(value), quote=True)


def joined(parts: Iterable[object]) -> Markup:
    """Parts one after another."""
    return Markup("".join(html(part) for part in parts))


def element(name: str, *parts: object, **attributes: str) -> Markup:
    """An element with its parts; attributes by name, an underscore at the end left out."""
    given = "".join(f' {key.rstrip("_")}="{escape(value, quote=True)}"' for key, value in attributes.items() if value)
    return Markup(f"<{name}{given}>{joined(parts)}</{name}>")


def page(*parts: object) -> str:
    """The whole."""
    return str(element("div", Markup(f"<style>{_STYLE}</style>"), *parts, class_="commonweal"))


def title(text: object) -> Markup:
    """The first line."""
    return element("p", text, class_="title")


def paragraph(*parts: object, muted: bool = False) -> Markup:
    """A paragraph."""
    return element("p", *parts, class_="muted" if muted else "")


def muted(*parts: object) -> Markup:
    """Words of less weight."""
    return element("span", *parts, class_="muted")


def code(text: object) -> Markup:
    """A formula or a name."""
    return element("code", text)


def details(summary: object, *parts: object, opened: bool = False) -> Markup:
    """What is folded away."""
    # `open` is an attribute without a value.
    start = "<details open>" if opened else "<details>"
    return Markup(f"{start}{element('summary', summary)}{element('div', *parts)}</details>")


def notice(*parts: object) -> Markup:
    """What must not be overlooked: told by its words and its edge."""
    return element("p", *parts, role="note", class_="notice")


def strip(cells: Iterable[tuple[object, object, object]]) -> Markup:
    """Figures beside each other: label, figure, note."""
    made = [
        element("div", element("dt", label), element("dd", figure), element("dd", note, class_="muted") if note else "")
        for label, figure, note in cells
    ]
    return element("dl", *made)


def table(caption: object, heads: Sequence[tuple[object, Side]], rows: Iterable[Sequence[object]]) -> Markup:
    """A table whose first column names the rows."""
    sides = ["n" if side == "right" else "" for _, side in heads]
    top = element("tr", *(element("th", head, scope="col", class_=side) for (head, _), side in zip(heads, sides)))
    body: list[Markup] = []
    for row in rows:
        first, *rest = row
        cells = [element("td", cell, class_=side) for cell, side in zip(rest, sides[1:])]
        body.append(element("tr", element("th", first, scope="row", class_=sides[0]), *cells))
    made = element("table", element("caption", caption), element("thead", top), element("tbody", *body))
    # A wide table scrolls by itself and not the notebook.
    return element("div", made, class_="wide")
