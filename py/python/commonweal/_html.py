"""Results, laws, people and explanations as HTML, for notebooks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from commonweal._document import Document
from commonweal._figures import Figure, Table, currency_word, figures_of
from commonweal._markup import Markup, Side, code, details, joined, muted, notice, page, paragraph, strip, table, title
from commonweal._text import money, number, share

if TYPE_CHECKING:
    from commonweal._explanation import Explanation
    from commonweal._population import Population
    from commonweal._result import Result
    from commonweal._system import System


def _figure_table(given: Table, caption: object) -> Markup:
    """A table of a figure, with the texts that the engine writes."""
    columns = list(given.columns.values())
    heads: list[tuple[object, Side]] = [(column.title, "left" if column.unit == "text" else "right") for column in columns]
    return table(caption, heads, zip(*(column.shown for column in columns)))


def _answer(figure: Figure) -> Markup:
    return paragraph(muted(figure.question), " ", figure.sentence)


def result(given: Result) -> str:
    """The sentence, the figures beside each other, the budget by instrument, and what the figures rest on."""
    headline, figures = figures_of(given._costing.figures("en"))
    parts: list[object] = [title(headline["sentence"])]
    if given.code:
        parts.append(
            notice(
                "Worked out by functions of Python, for which the fingerprint cannot vouch: ",
                joined(_listed([code(name) for name in given.code])),
                ".",
            )
        )
    parts.append(strip((cell["label"], cell["figure"], cell["note"]) for cell in headline["cells"]))
    budget = figures.get("budget")
    if budget is not None and "instruments" in budget.more:
        instruments = budget.more["instruments"]
        if instruments.columns:
            word = currency_word(given.currency, "en")
            parts.append(_figure_table(instruments, f"{instruments.title}, {word}, law of {given.year}"))
        parts.append(_answer(budget))
    parts += [_answer(figures[name]) for name in ("coverage", "winners", "poverty", "inequality") if name in figures]
    parts.append(_assumptions(given))
    parts.append(_columns("that the people lack, taken at their defaults", given.defaulted_columns))
    parts.append(_columns("of the data that are not read", given.columns_not_read))
    foot = [f"{given.study.name} · {given.population.name} · law of {given.year} · fingerprint ", code(given.fingerprint)]
    return page(*parts, paragraph(*foot, muted=True))


def _listed(names: list[Markup]) -> list[object]:
    made: list[object] = []
    for name in names:
        made += [", ", name] if made else [name]
    return made


def _assumptions(given: Result) -> object:
    rows = given.assumptions.rows(named=True)
    if not rows:
        return ""
    word = "assumption" if len(rows) == 1 else "assumptions"
    listed = table(
        "Numbers that are neither law nor published",
        [("Parameter", "left"), ("Value", "left"), ("Lowest", "right"), ("Highest", "right")],
        ([code(row["parameter"]), row["value"], _plain(row["low"]), _plain(row["high"])] for row in rows),
    )
    return details(f"{len(rows)} {word}", listed)


def _columns(what: str, columns: list[str]) -> object:
    if not columns:
        return ""
    return details(f"{len(columns)} columns {what}", joined(_listed([code(column) for column in columns])))


def _plain(value: object) -> str:
    """A number with the digits that it has."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        text = f"{value:,.6f}".rstrip("0").rstrip(".")
        return ("0" if text in ("-0", "") else text).replace("-", "\u2212")
    return "\u2013" if value is None else str(value)


def _value(value: Any, unit: str) -> str:
    """The value of a parameter: shares in percent, tables and schedules row by row."""
    if isinstance(value, dict):
        return "; ".join(f"{str(key).replace('_', ' ')}: {_value(one, unit)}" for key, one in value.items())
    if isinstance(value, list):
        if value and all(isinstance(one, list) for one in value):
            return "; ".join(f"from {_plain(one[0])}: " + ", ".join(_value(cell, unit) for cell in one[1:]) for one in value)
        return ", ".join(_value(one, unit) for one in value) or "none"
    if unit == "share" and isinstance(value, (int, float)) and not isinstance(value, bool):
        return _plain(100 * value) + "%"
    return _plain(value).replace("_", " ") if isinstance(value, str) else _plain(value)


_NO_UNIT = ("truth", "choice", "concept", "list", "share", "number", "count", "")
_MISSING = object()


def _after(parameter: Document, year: int) -> Any:
    """The value that a study sets and that holds in the year; `_MISSING` where it sets none."""
    chosen: Any = _MISSING
    for dated in parameter["set"]:
        if dated["from"] is None or str(dated["from"])[:4] <= str(year):
            chosen = dated["value"]
    return chosen


def _instrument(found: Document, year: int, currency: str, mark: str) -> Markup:
    rows: list[list[object]] = []
    changed = 0
    for parameter in found["parameters"]:
        unit = str(parameter["unit"] or "")
        before = _value(parameter["default"], unit)
        after = _after(parameter, year)
        shown: object = before
        if after is not _MISSING and after != parameter["default"]:
            changed += 1
            shown = joined([muted(before), " → ", Markup("<strong>"), _value(after, unit), Markup("</strong>")])
        about = [text for text in (parameter["note"].get("en", ""), parameter["reference"]) if text]
        if parameter["assumption"]:
            about.append("assumption")
        named = joined([parameter["title"].get("en", parameter["name"]), " ", muted(code(parameter["name"]))])
        written = "" if unit in _NO_UNIT else unit.replace("currency", currency).replace("/", " a ")
        rows.append([named, shown, written, "; ".join(about)])
    marks = [mark] if mark else []
    if changed:
        marks.append(f"{changed} changed")
    kind = str(found["kind"]).replace("_", " ")
    summary = joined(
        [
            Markup("<strong>"),
            found["title"].get("en", found["name"]),
            Markup("</strong> "),
            muted(f"{kind} by {found['unit']}, worked out a {found['period']} "),
            code(found["name"]),
            *([" · ", Markup("<strong>"), ", ".join(marks), Markup("</strong>")] if marks else []),
        ]
    )
    parts: list[object] = []
    if found["notes"].get("en"):
        parts.append(paragraph(found["notes"]["en"]))
    if found["reference"]:
        parts.append(paragraph(f"Law or publication: {found['reference']}", muted=True))
    if rows:
        heads: list[tuple[object, Side]] = [("Parameter", "left"), ("Value", "left"), ("Unit", "left"), ("Reference", "left")]
        parts.append(table(f"Parameters, {year}", heads, rows))
    steps = list(found["rules"])
    for function in found["functions"]:
        call = f"{function['name']}({', '.join(function['arguments'])})"
        steps += [{**rule, "name": call if rule["name"] == "result" else f"{call}: {rule['name']}"} for rule in function["rules"]]
    if steps:
        # A reference stands with a step only where the law says it step by step.
        wide = 3 if any(rule["reference"] for rule in steps) else 2
        columns: list[tuple[object, Side]] = [("Step", "left"), ("Formula", "left"), ("Reference", "left")]
        formulas = table(
            "Steps in their order",
            columns[:wide],
            ([code(rule["name"]), code(rule["formula"]), rule["reference"]][:wide] for rule in steps),
        )
        parts.append(details(f"{len(steps)} formulas" if len(steps) > 1 else "1 formula", formulas))
    return details(summary, *parts, opened=bool(marks))


def system(given: System) -> str:
    """The law: every instrument with its parameters and formulas, and what was changed."""
    return law(given, json.loads(given._checked().law()))


def law(given: System, found: Document) -> str:
    """The same from the law as data."""
    changes = given.changes
    marks = {**{name: "added" for name in changes.get("add", [])}, **{name: "replaced" for name in changes.get("replace", [])}}
    removed = [one if isinstance(one, str) else one["name"] for one in found.get("removed", [])]
    marks.update((name, "removed: pays and takes nothing") for name in removed)
    instruments = found["instruments"]
    word = currency_word(given.currency, "en")
    parts: list[object] = [title(f"{given.name}, law of {given.year}")]
    count = f"{len(instruments)} instrument" + ("" if len(instruments) == 1 else "s")
    parts.append(paragraph(f"{count}, in the order in which they apply; amounts in {word}.", muted=True))
    if removed:
        parts.append(paragraph("Removed: ", joined(_listed([code(name) for name in removed])), "."))
    parts += [_instrument(one, given.year, word, marks.get(one["name"], "")) for one in instruments]
    return page(*parts)


def population(given: Population) -> str:
    """Counts, weighted totals, shares of categories, and how the targets of a recipe are met."""
    found = given.describe()
    word = currency_word(found["currency"], "en")
    parts: list[object] = [title(f"{given.name}: {given.households:,} households, {given.persons:,} persons")]
    parts.append(
        table(
            "Units",
            [("Unit", "left"), ("Rows", "right"), ("Represented", "right")],
            ([str(row["unit"]).replace("_", " "), number(row["rows"]), number(row["represented"])] for row in found["units"]),
        )
    )
    parts.append(details(f"{len(found['columns'])} columns of numbers", _totals(found["columns"], word)))
    if found["categories"]:
        shares = table(
            "Shares of each category",
            [("Column", "left"), ("Unit", "left"), ("Shares", "left")],
            (
                [
                    code(row["column"]),
                    str(row["unit"]).replace("_", " "),
                    "; ".join(f"{str(name).replace('_', ' ')} {share(part)}" for name, part in row["shares"]),
                ]
                for row in found["categories"]
            ),
        )
        parts.append(details(f"{len(found['categories'])} categories", shares))
    report = given.calibration
    if report is not None:
        parts.append(_targets(report.rows(named=True)))
    parts.append(_columns("that the people lack, taken at their defaults", [row["column"] for row in found["defaulted"]]))
    parts.append(_columns("of the data that are not read", given.ignored))
    if given.copied:
        reasons = ([code(column), reason] for column, reason in given.copied.items())
        copied = table("Columns that were copied", [("Column", "left"), ("Reason", "left")], reasons)
        parts.append(details(f"{len(given.copied)} columns copied", copied))
    if given.ignored:
        parts.append(details(f"{len(given.ignored)} columns ignored", joined(_listed([code(name) for name in given.ignored]))))
    parts.append(paragraph(f"system {given.system} · hash ", code(given.hash), muted=True))
    return page(*parts)


def _totals(columns: list[Document], word: str) -> Markup:
    rows = []
    for row in columns:
        truth, in_money = row["kind"] == "truth", row["kind"] == "money"
        rows.append(
            [
                code(row["column"]),
                str(row["unit"]).replace("_", " "),
                money(row["total"], word) if in_money else number(row["total"]),
                share(row["mean"]) if truth else number(row["mean"], 0 if in_money else 2),
                "" if truth else _plain(row["lowest"]),
                "" if truth else _plain(row["highest"]),
                share(row["not_zero_share"]),
            ]
        )
    heads: list[tuple[object, Side]] = [("Column", "left"), ("Unit", "left")]
    heads.extend((head, "right") for head in ("Total", "Mean", "Lowest", "Highest", "Not zero"))
    return table("Weighted totals and means", heads, rows)


def _targets(targets: list[Document]) -> Markup:
    met = sum(1 for target in targets if target["met"])
    rows = [
        [
            code(target["id"]),
            number(target["wanted"], 0 if abs(target["wanted"]) >= 100 else 3),
            number(target["got"], 0 if abs(target["wanted"]) >= 100 else 3),
            number(target["ratio"], 3),
            "yes" if target["met"] else "no",
            str(target["role"]).replace("_", " "),
            str(target["standing"]).replace("_", " "),
            target["reference"],
        ]
        for target in targets
    ]
    heads: list[tuple[object, Side]] = [("Target", "left"), ("Wanted", "right"), ("Got", "right"), ("Ratio", "right"), ("Met", "left")]
    heads.extend([("Role", "left"), ("Standing", "left"), ("Reference", "left")])
    return details(f"Calibration: {met} of {len(targets)} targets met", table("Targets of the recipe", heads, rows))


def explanation(given: Explanation) -> str:
    """Amounts, then every step by instrument: formula, what it read, its value before and after, reference."""
    document = given.to_dict()
    word = currency_word(document["currency"], "en")
    parts: list[object] = [title(f"{given.unit} {given.id}, law of {document['year']}, {word} a year")]
    heads: list[tuple[object, Side]] = [("Amount", "left"), ("Kind", "left"), ("Today's law", "right")]
    if given.has_reform:
        heads.extend([("With the package", "right"), ("Change", "right")])
    rows: list[list[object]] = []
    # What instruments pay comes first, also what only the reform has.
    for row in sorted(given.amounts.iter_rows(named=True), key=lambda row: str(row["kind"])):
        change = number(row["change"])
        values = [number(row["baseline"]), number(row["reform"]), f"+{change}" if row["change"] > 0 and change != "0" else change]
        rows.append([row["name"].replace("_", " "), row["kind"], *values[: len(heads) - 2]])
    parts.append(table("Amounts and incomes", heads, rows))
    steps = given.steps
    for instrument in dict.fromkeys(steps["instrument"].to_list()):
        own = [row for row in steps.iter_rows(named=True) if row["instrument"] == instrument]
        moved = sum(1 for row in own if given.has_reform and row["baseline"] != row["reform"])
        references = list(dict.fromkeys(row["reference"] for row in own if row["reference"]))
        told = [
            [
                joined([row["title"], " ", code(row["step"])] if row["title"] else [code(row["step"])]),
                code(row["formula"]),
                row["reads"],
                joined([_change(row["baseline"], row["reform"], given.has_reform), muted(" ", row["unit"]) if row["unit"] else ""]),
                *([row["reference"]] if len(references) > 1 else []),
            ]
            for row in own
        ]
        columns: list[tuple[object, Side]] = [("Step", "left"), ("Formula", "left"), ("Reads", "left"), ("Value", "right")]
        if len(references) > 1:
            columns.append(("Reference", "left"))
        caption = f"{instrument}: {references[0]}" if len(references) == 1 else instrument
        summary = joined([Markup("<strong>"), instrument.replace("_", " "), Markup("</strong> "), muted(f"{len(own)} steps")])
        if moved:
            summary = joined([summary, f" · {moved} changed"])
        parts.append(details(summary, table(caption, columns, told), opened=moved > 0))
    return page(*parts)


def _change(before: str, after: str, has_reform: bool) -> object:
    if not has_reform or before == after:
        return after
    return joined([muted(before or "nothing"), " → ", Markup("<strong>"), after, Markup("</strong>")])
