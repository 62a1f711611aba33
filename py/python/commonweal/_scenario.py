"""Scenarios: what happens to the people before the law applies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commonweal._document import Document, plain
from commonweal._errors import ParameterError, StudyError, refuse


class Scenario:
    """What happens to the people before the law applies, such as `ai-central`: who loses work, what becomes of pay.

    A scenario does not change once it is made; `set` gives another.
    """

    def __init__(self, name: str, values: Mapping[str, object] | None = None) -> None:
        self._name = name
        self._values: Document = {key: plain(value, f"scenario.set.{key}", ParameterError) for key, value in (values or {}).items()}

    @classmethod
    def load(cls, name: str) -> Scenario:
        """The scenario of that name; `commonweal.names("scenarios")` lists them."""
        import difflib

        from commonweal._names import names

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

    def set(self, parameter: str | Mapping[str, object], value: object = None) -> Scenario:
        """Another scenario with one parameter changed, or several."""
        changes = parameter if isinstance(parameter, Mapping) else {parameter: value}
        return Scenario(self._name, {**self._values, **changes})

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
