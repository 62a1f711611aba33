"""One unit step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commonweal._document import Document

if TYPE_CHECKING:
    import polars as pl


class Explanation:
    """One unit, baseline and reform: every step with its formula, what it read, its value and the paragraph of the law."""

    def __init__(self, document: Document) -> None:
        """Not for users: see `Result.explain` and `Household.explain`."""
        self._document = document

    @property
    def unit(self) -> str:
        """The kind of unit."""
        return str(self._document["unit"])

    @property
    def id(self) -> str:
        """Its id."""
        return str(self._document["id"])

    @property
    def has_reform(self) -> bool:
        """Whether there is a reform."""
        return len(self._document["laws"]) > 1

    @property
    def amounts(self) -> pl.DataFrame:
        """Amounts paid by instrument, then income concepts, a year: baseline, reform and the difference."""
        import polars as pl

        def values(law: Document) -> dict[tuple[str, str], float]:
            return {
                (kind, found["name"]): _total(found["values"])
                for kind, key in (("amount", "amounts"), ("income", "concepts"))
                for found in law[key]
            }

        before, after = values(self._document["laws"][0]), values(self._document["laws"][-1])
        rows = [
            {
                "kind": kind,
                "name": name,
                "baseline": before.get((kind, name), 0.0),
                "reform": after.get((kind, name), 0.0),
                "change": after.get((kind, name), 0.0) - before.get((kind, name), 0.0),
            }
            for kind, name in sorted(dict.fromkeys([*before, *after]), key=lambda pair: pair[0])
        ]
        return pl.DataFrame(rows)

    @property
    def steps(self) -> pl.DataFrame:
        """The steps of the reform (of the baseline, where there is none), each after those it reads, with the baseline's value.

        `unit` tells what a value counts, such as `money a month`; it is empty for truths, words and pure numbers.
        """
        import polars as pl

        first, last = self._document["laws"][0], self._document["laws"][-1]
        before = {(step["instrument"], step["name"]): step for step in first["steps"]}
        rows = []
        for step in last["steps"]:
            earlier = before.get((step["instrument"], step["name"]))
            rows.append(
                {
                    "instrument": step["instrument"],
                    "step": step["name"],
                    "title": step["title"],
                    "formula": step["formula"],
                    "reads": "; ".join(f"{read['name']} {_shown(read['values'])}" for read in step["reads"]),
                    "baseline": _shown(earlier["values"]) if earlier else "",
                    "reform": _shown(step["values"]),
                    "unit": step["unit"],
                    "reference": step["reference"],
                }
            )
        return pl.DataFrame(rows)

    def to_dict(self) -> Document:
        """Everything, in the form of the command line's `explain --json`."""
        return dict(self._document)

    def __str__(self) -> str:
        lines = [f"{self.unit} {self.id}, law of {self._document['year']}, {self._document['currency']} a year"]
        instrument = reference = ""
        for row in self.steps.iter_rows(named=True):
            if row["instrument"] != instrument:
                instrument, reference = row["instrument"], ""
                lines += ["", instrument]
            changed = self.has_reform and row["baseline"] != row["reform"]
            value = f"{row['baseline'] or 'nothing'} -> {row['reform']}" if changed else row["reform"]
            lines.append(f"  {row['step']} = {value} {row['unit']}".rstrip())
            lines.append(f"      = {row['formula']}")
            told = [row["title"], "" if row["reference"] == reference else row["reference"]]
            reference = row["reference"]
            lines += [f"      {text}" for text in told if text]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Explanation of {self.unit} {self.id}>"

    def _repr_html_(self) -> str:
        from commonweal._html import explanation

        return explanation(self)


def _total(values: list[Any]) -> float:
    total = 0.0
    for value in values:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            total += value
    return total


def _shown(values: list[Any]) -> str:
    def one(value: Any) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (int, float)):
            return f"{round(value, 2):,.2f}".rstrip("0").rstrip(".")
        return str(value)

    return one(values[0]) if len(values) == 1 else "[" + ", ".join(one(value) for value in values) + "]"
