"""Tax-benefit systems and what a reform changes in them."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from commonweal import _engine
from commonweal._document import Document, plain, read_alone, text
from commonweal._errors import CommonwealError, ParameterError, StudyError, refuse
from commonweal._instrument import Function, Instrument
from commonweal._names import base_year, names, system_of
from commonweal._setting import InstrumentSetting

if TYPE_CHECKING:
    import polars as pl


class System:
    """A tax-benefit system, or one with changes. It does not change once it is made: every method gives another.

    ::

        base = cw.System.load("stylised")
        reform = base.add(cw.NegativeIncomeTax(guarantee=9_000, taper=0.5)).set("child_benefit.first_child", 250)
    """

    def __init__(self, name: str, *, year: int | None = None) -> None:
        self._name = name
        self._year: int | None = base_year(name) if year is None else plain(year, "year", StudyError)
        self._changes: Document = {}
        self._own: dict[str, Instrument] = {}
        self._checked()

    @classmethod
    def load(cls, name: str, *, year: int | None = None) -> System:
        """The system of that name under the law of a year.

        Without a year it is the base year, the first whose law the system holds, which is that of its packages and people.

        Raises StudyError for a name or a year that there is not.
        """
        return cls(name, year=year)

    @property
    def name(self) -> str:
        """The name."""
        return self._name

    @property
    def year(self) -> int:
        """The year whose law applies."""
        return self._checked().year

    @property
    def currency(self) -> str:
        """The currency's ISO code."""
        return self._checked().currency

    @property
    def columns(self) -> pl.DataFrame:
        """What people have under it: one row a column, with the unit that has it, its kind and what its numbers count, such as
        `money a month`. Derived columns are worked out from the others and stand in no table."""
        import polars as pl

        rows = [
            {"column": one["name"], "of": one["entity"], "kind": one["kind"], "unit": one["unit"], "derived": one["derived"]}
            for one in system_of(self._name)["columns"]
        ]
        return pl.DataFrame(rows)

    @property
    def changes(self) -> Document:
        """What differs from the law as it stands: `set`, `add`, `remove` and `replace`, as in a study."""
        return copy.deepcopy(self._changes)

    @property
    def functions(self) -> dict[str, Function]:
        """The functions of Python among the instruments, by instrument."""
        return {name: own._called for name, own in self._own.items() if own._called is not None}

    def set(self, parameter: str | InstrumentSetting | Mapping[str, object], value: object = None) -> System:
        """Another system with parameters changed.

        Args:
            parameter: `instrument.parameter`; or a mapping of such names to values; or an instrument of the system with values,
                such as `commonweal.instruments.us.Eitc(youngest=21)`.
            value: The value: a number, a truth, a text, a list or a table, as the parameter takes it.

        Raises ParameterError for a name or a value that the law does not know.
        """
        values: dict[str, object]
        if isinstance(parameter, InstrumentSetting):
            values = _values(parameter)
        elif isinstance(parameter, Mapping):
            values = {str(key): given for key, given in parameter.items()}
        else:
            values = {parameter: value}
        made = self._copy()
        written = made._changes.setdefault("set", {})
        for key, given in values.items():
            # What is set last stands last.
            written.pop(key, None)
            written[key] = plain(given, f"set.{key}", ParameterError)
        made._checked()
        return made

    def add(self, *instruments: str | InstrumentSetting | Instrument | type[InstrumentSetting]) -> System:
        """Another system with instruments added, at the end of the order: by name, with values, or of your own.

        Instruments that need each other are added in one call.

        Raises StudyError for what there is not, and for an instrument that was added before.
        """
        made = self._copy()
        for given in instruments:
            made._put("add", given)
        try:
            made._checked()
        except StudyError as error:
            raise _alone(error) or error from None
        return made

    def remove(self, *instruments: str | InstrumentSetting | Instrument | type[InstrumentSetting]) -> System:
        """Another system in which these instruments pay and take nothing."""
        made = self._copy()
        for given in instruments:
            made._take_away(_name_of("remove", given))
        made._checked()
        return made

    def replace(self, instrument: Instrument) -> System:
        """Another system with an instrument of your own in the place of the one of that name."""
        made = self._copy()
        made._put("replace", instrument)
        made._checked()
        return made

    def to_study(self) -> tuple[Document, list[Document]]:
        """The changes as a study's reform, and the instruments that stand in the study."""
        return self.changes, [own.to_dict() for own in self._own.values()]

    def _take_away(self, name: str) -> None:
        """Removes an instrument: one that was added is added no longer, and its values go with it."""
        added = self._changes.get("add", [])
        if name not in added:
            removed = self._changes.setdefault("remove", [])
            if name not in removed:
                removed.append(name)
            return
        added.remove(name)
        kept = {key: value for key, value in self._changes.get("set", {}).items() if not key.startswith(f"{name}.")}
        self._own.pop(name, None)
        for key, left in (("add", added), ("set", kept)):
            if left:
                self._changes[key] = left
            else:
                self._changes.pop(key, None)

    def _put(self, action: str, given: Any) -> None:
        name = _name_of(action, given)
        listed = self._changes.setdefault(action, [])
        if action == "add" and name in listed:
            raise refuse(
                StudyError,
                f"`{name}` has been added already",
                code="doubled-name",
                path=action,
                found=name,
                remedy=f"set its values, as in system.set('{name}.…', …); a second instrument needs another name",
            )
        if isinstance(given, Instrument):
            self._own[name] = given
        elif isinstance(given, InstrumentSetting):
            values = {key: plain(value, f"set.{key}", ParameterError) for key, value in _values(given).items()}
            self._changes.setdefault("set", {}).update(values)
        if name not in listed:
            listed.append(name)

    def _copy(self) -> System:
        made = object.__new__(System)
        made._name, made._year = self._name, self._year
        made._changes = copy.deepcopy(self._changes)
        made._own = dict(self._own)
        return made

    def _document(self) -> Document:
        document: Document = {"format": 1, "name": "law", "system": self._name}
        if self._year is not None:
            document["year"] = self._year
        changes, own = self.to_study()
        if changes:
            # Read as a reform, so that problems have the places that they will have in a study.
            document["reform"] = changes
        if own:
            document["instruments"] = own
        return document

    def _checked(self) -> _engine.Study:
        """The law, read by the engine; raises what is wrong with it."""
        return read_alone(text(self._document()), "<system>")

    def difference(self, base: System) -> tuple[Document, list[Document]]:
        """What this system changes beyond `base`, as the reform of a study, with the instruments that stand in the study.

        Raises StudyError when this system was not made from `base`.
        """
        def stop(what: str) -> StudyError:
            error = refuse(
                StudyError,
                f"the reform is not made from the baseline: {what}",
                code="other-baseline",
                path="reform",
                remedy="begin with the baseline: reform = baseline.add(…).set(…)",
            )
            assert isinstance(error, StudyError)
            return error

        if base._name != self._name:
            raise stop(f"it changes the system `{self._name}`, the baseline is `{base._name}`")
        if base._year != self._year:
            raise stop(f"it has the law of {self._year}, the baseline that of {base._year}; System.load(name, year=…) says which")
        changed: Document = {}
        for name, known in base._own.items():
            if name in self._own and self._own[name]._document != known._document:
                raise stop(f"`{name}` has other rules in it; give the new one another name, or set its parameters")
        abolished = [name for name in base._changes.get("add", []) if name not in self._changes.get("add", [])]
        for action in ("add", "remove", "replace"):
            before, after = base._changes.get(action, []), self._changes.get(action, [])
            missing = [name for name in before if name not in after and action != "add"]
            if missing:
                raise stop(f"the baseline's {action} of `{missing[0]}` is not in it")
            new = [name for name in after if name not in before]
            if new:
                changed[action] = new
        if abolished:
            changed["remove"] = changed.get("remove", []) + abolished
        before, after = base._changes.get("set", {}), self._changes.get("set", {})
        missing = [key for key in before if key not in after and key.partition(".")[0] not in abolished]
        if missing:
            raise stop(f"the baseline's value of `{missing[0]}` is not in it")
        new_values = {key: value for key, value in after.items() if key not in before or before[key] != value}
        if new_values:
            changed["set"] = new_values
        own = {**base._own, **self._own}
        return changed, [one.to_dict() for one in own.values()]

    def __repr__(self) -> str:
        count = sum(len(changes) for changes in self._changes.values())
        changes = f", {count} change{'' if count == 1 else 's'}" if count else ""
        return f"<System {self._name}, law of {self.year}{changes}>"

    def _repr_html_(self) -> str:
        from commonweal._html import system

        return system(self)


def _name_of(action: str, given: Any) -> str:
    """The name of an instrument that is named, or given by its class, its values or its rules."""
    if isinstance(given, str):
        return given
    if isinstance(given, Instrument):
        return given.name
    if isinstance(given, InstrumentSetting) or isinstance(given, type) and issubclass(given, InstrumentSetting):
        return given.instrument
    raise refuse(
        StudyError,
        f"a {type(given).__name__} is no instrument",
        code="wrong-type",
        path=action,
        found=repr(given),
        allowed="a name, a class of commonweal.instruments with values, or an Instrument",
    )


def _alone(error: StudyError) -> CommonwealError | None:
    """What to say of an instrument that works with others which the system lacks; None for any other error."""
    needed = [problem for problem in error.problems if problem.path == "uses" and problem.found in names("instruments")]
    if not needed:
        return None
    name = needed[0].file.rpartition("/")[2].removesuffix(".toml")
    missing = list(dict.fromkeys(problem.found for problem in needed))
    together = ", ".join(f"'{one}'" for one in [*missing, name])
    return refuse(
        StudyError,
        f"`{name}` works with {', '.join(f'`{one}`' for one in missing)}, which the system does not have",
        code="missing-instrument",
        path="add",
        found=name,
        allowed="instruments that need each other, added in one call",
        remedy=f"add them together: add({together})",
    )


def _values(setting: InstrumentSetting) -> dict[str, object]:
    return {f"{setting.instrument}.{name}": value for name, value in setting.parameters.items()}
