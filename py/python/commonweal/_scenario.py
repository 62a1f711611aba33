"""Scenarios: what happens to the people before the law applies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commonweal._document import Document, plain, read_alone, text
from commonweal._errors import ParameterError, StudyError, refuse, wrong_type


class Scenario:
    """What happens to the people before the law applies, such as `ai-central`: who loses work, what becomes of pay.

    A scenario does not change once it is made; `set` gives another.
    """

    def __init__(self, name: str, values: Mapping[str, object] | None = None) -> None:
        self._name = name
        self._values: Document = {
            _own_name(key, name): plain(value, f"scenario.set.{key}", ParameterError) for key, value in (values or {}).items()
        }

    @classmethod
    def load(cls, name: str) -> Scenario:
        """The scenario of that name; `commonweal.names("scenarios")` lists them."""
        import difflib

        from commonweal._names import names

        if not isinstance(name, str):
            raise wrong_type(StudyError, "name", name, "a name")
        known = names("scenarios")
        if name.replace("_", "-") not in known:
            near = difflib.get_close_matches(name, known, 1)
            raise refuse(
                StudyError,
                f"there is no scenario `{name}`",
                code="unknown-name",
                path="scenario",
                found=name,
                allowed=", ".join(known),
                remedy=f"did you mean `{near[0]}`?" if near else "use one of the allowed names",
            )
        return cls(name.replace("_", "-"))

    @property
    def name(self) -> str:
        """The name."""
        return self._name

    @property
    def values(self) -> Document:
        """The parameters that differ from the scenario's own."""
        return dict(self._values)

    @classmethod
    def named(cls, given: Scenario | str) -> Scenario:
        """A scenario, or the one of that name; `none` is the name of none.

        Raises StudyError for a name that there is not, and for what is neither.
        """
        if isinstance(given, Scenario):
            return given
        if not isinstance(given, str):
            raise wrong_type(StudyError, "scenario", given, "a name or a Scenario")
        return cls(given) if given == "none" else cls.load(given)

    def set(self, parameter: str | Mapping[str, object], value: object = None) -> Scenario:
        """Another scenario with one parameter changed, or several, by the names of the scenario's parameters::

            cw.Scenario.load("ai-central").set("displaced_share", 0.1)

        Raises ParameterError for a name or a value that the scenario does not know.
        """
        given = parameter if isinstance(parameter, Mapping) else {parameter: value}
        changes = {_own_name(key, self._name): one for key, one in given.items()}
        made = Scenario(self._name, {**self._values, **changes})
        made._checked()
        return made

    def _checked(self) -> None:
        """Raises what no system could make of the values: names and ranges. What depends on the system is left to the study."""
        document = {"format": 1, "name": "scenario", "system": "stylised", "scenario": self.to_study()}
        try:
            read_alone(text(document), "<scenario>")
        except ParameterError as error:
            if error.problems and all(problem.code in ("unknown-name", "out-of-range") for problem in error.problems):
                raise

    def to_study(self) -> Any:
        """The scenario as a study names it."""
        return {"name": self._name, "set": dict(self._values)} if self._values else self._name

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Scenario):
            return NotImplemented
        return (self._name, self._values) == (other._name, other._values)

    def __hash__(self) -> int:
        return hash(self._name)

    def __repr__(self) -> str:
        values = f", {self._values!r}" if self._values else ""
        return f"Scenario({self._name!r}{values})"


def _own_name(parameter: str, scenario: str) -> str:
    """The name of a parameter within its scenario: `scenario.displaced_share` and `ai_central.displaced_share` say it with more."""
    first, dot, rest = parameter.partition(".")
    return rest if dot and first.replace("_", "-") in ("scenario", scenario.replace("_", "-")) else parameter
