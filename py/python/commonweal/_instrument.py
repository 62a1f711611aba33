"""Instruments of one's own: rules in the language of the rule files, or a Python function."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commonweal._document import Document, plain
from commonweal._errors import StudyError, refuse

if TYPE_CHECKING:
    import polars as pl

Function = Callable[["pl.DataFrame"], "pl.Series | Sequence[float] | Any"]
"""From the columns of units, one row each, to what each of them is paid (or pays) a year."""


class Instrument:
    """A tax or benefit of your own, which a system can `add` like any other.

    By rules, in the language of the rule files, so that it runs at full speed, in the browser too, and stands in the study::

        cw.Instrument(
            name="rent_allowance",
            kind="benefit",
            unit="household",
            parameters={"rate": 0.3, "most": {"unit": "currency/month", "default": 200, "range": [0, 1000]}},
            rules={"amount": "per_year(min(most, rate * rent))"},
        )

    Or by a function of Python, for what a formula cannot say. It is called with a DataFrame of the units' columns and gives
    one amount a year for each row; only Python can run such a study, and results say that they contain code::

        cw.Instrument(
            name="means_tested_grant",
            kind="benefit",
            unit="family",
            columns={"income": "gross_income", "children": "count(person.is_dependent)"},
            function=lambda families: 500.0 * families["children"] * (families["income"] < 20_000),
        )

    Args:
        name: Small letters, digits and underscores.
        kind: `benefit`, `tax`, `credit`, `contribution`, `levy` …, as the rule files say.
        unit: The unit that has the amount: `person`, `household` or a unit of the system, such as `family`.
        rules: Formulas by name, in order; one is called `amount`. A formula is a text, or a table with `formula`, `title` and
            `reference`.
        parameters: Values by name. A number between 0 and 1 is a share, True or False a truth, another number is money a year;
            write a table with `unit`, `default` and `range` for anything else. Values given here are assumptions unless
            their table has a `reference`.
        function: The function, in the place of `rules`.
        columns: What the function reads: formulas by name, or names of columns and incomes. The DataFrame has these columns
            and the ids of the units.
        title: A title, or titles by language: `{"en": …, "zh": …}`.
        reference: The law or the publication.
        period: `year` or `month`: what the amount is for. A function's amount is for a year.
        counts_in: Income concepts into which the amount enters, such as `{"taxable_income": False}`.
        more: Any other key of a rule file: `for_each`, `take_up`, `payer`, `payee`, `cases`, `notes` …
    """

    def __init__(
        self,
        name: str,
        *,
        kind: str,
        unit: str | None = None,
        rules: Mapping[str, object] | None = None,
        parameters: Mapping[str, object] | None = None,
        function: Function | None = None,
        columns: Mapping[str, str] | Sequence[str] | None = None,
        title: str | Mapping[str, str] | None = None,
        reference: str | None = None,
        period: str | None = None,
        counts_in: Mapping[str, bool] | None = None,
        **more: object,
    ) -> None:
        if (function is None) == (rules is None):
            raise refuse(
                StudyError,
                f"the instrument `{name}` needs either rules or a function",
                code="missing-key",
                path="rules",
                allowed="rules={…} or function=…",
                remedy="give one of them",
            )
        document: Document = {"name": name, "kind": kind}
        if unit is not None:
            document["unit"] = unit
        if title is not None:
            document["title"] = {"en": title} if isinstance(title, str) else dict(title)
        if reference is not None:
            document["reference"] = reference
        if period is not None:
            document["period"] = period
        if parameters:
            document["parameters"] = {key: _parameter(value, reference) for key, value in parameters.items()}
        document.update({key: plain(value, key, StudyError) for key, value in more.items()})
        if function is None:
            if columns is not None:
                raise refuse(StudyError, "`columns` belong to a function", code="unknown-key", path="columns")
            document["rules"] = plain(rules, "rules", StudyError)
        else:
            read = _columns(name, columns)
            document["code"] = {"language": "python"}
            document["rules"] = {"amount": f"code({', '.join(read.values())})"}
            self._columns = list(read)
        if counts_in is not None:
            document["interaction"] = {**document.get("interaction", {}), "counts_in": dict(counts_in)}
        self._document = document
        self._function = function

    _columns: list[str] = []

    @classmethod
    def from_file(cls, path: str | Path) -> Instrument:
        """The instrument of a rule file."""
        from commonweal import _engine
        import json

        try:
            text = Path(path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise refuse(StudyError, f"{path} cannot be read: {error}", code="unreadable-file", path=str(path)) from error
        document = json.loads(_engine.json_text(text, str(path)))
        document.pop("format", None)
        if "name" not in document:
            raise refuse(StudyError, f"{path} has no `name`", code="missing-key", path="name", remedy="add a name")
        made = cls.__new__(cls)
        made._document = document
        made._function = None
        return made

    @property
    def name(self) -> str:
        """The name."""
        return str(self._document["name"])

    @property
    def function(self) -> Function | None:
        """The function of Python, if there is one."""
        return self._function

    @property
    def _called(self) -> Function | None:
        """What the engine calls: the function, with its columns under the names that it was promised."""
        function, names = self._function, self._columns
        if function is None:
            return None

        # What the user wrote stays known, for whoever tells where it failed.
        @functools.wraps(function)
        def called(units: pl.DataFrame) -> Any:
            # The first column holds the ids.
            return function(units.rename(dict(zip(units.columns[1:], names))))

        return called

    def to_dict(self) -> Document:
        """The instrument as a table of a study."""
        return copy.deepcopy(self._document)

    def to_toml(self) -> str:
        """The instrument as a rule file."""
        from commonweal import _engine
        from commonweal._document import text

        return _engine.toml_text(text({"format": 1, **self._document}))

    def __repr__(self) -> str:
        how = "a Python function" if self._function else "rules"
        return f"<Instrument {self.name}: {self._document['kind']}, by {how}>"


def _parameter(value: object, reference: str | None) -> Document:
    made: Document
    if isinstance(value, Mapping):
        made = plain(value, "parameters", StudyError)
    else:
        default = plain(value, "parameters", StudyError)
        if isinstance(default, bool):
            made = {"unit": "truth", "default": default}
        elif isinstance(default, (int, float)) and 0 <= default <= 1:
            made = {"unit": "share", "default": default, "range": [0, 1]}
        elif isinstance(default, (int, float)):
            edge = 10 * abs(default)
            made = {"unit": "currency/year", "default": default, "range": [min(0, 10 * default), edge]}
        else:
            raise refuse(
                StudyError,
                "a parameter is a number, a truth, or a table with `unit` and `default`",
                code="wrong-type",
                path="parameters",
                found=repr(value),
                remedy="write {'unit': …, 'default': …}",
            )
    if not made.get("reference") and reference is None:
        made.setdefault("assumption", True)
    return made


def _columns(name: str, columns: Mapping[str, str] | Sequence[str] | None) -> dict[str, str]:
    if not columns or isinstance(columns, str):
        raise refuse(
            StudyError,
            f"the function of `{name}` reads no columns",
            code="missing-key",
            path="columns",
            allowed="formulas by name, or a list of names",
            remedy="say what it reads, such as columns={'income': 'gross_income'}",
        )
    if isinstance(columns, Mapping):
        return {str(key): str(formula) for key, formula in columns.items()}
    return {str(key): str(key) for key in columns}
