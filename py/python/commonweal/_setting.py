"""What the classes of `commonweal.instruments` have in common."""

from __future__ import annotations

import copy
import keyword
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from commonweal._errors import CommonwealError, ParameterError, refuse


class InstrumentSetting:
    """An instrument with the values that a study gives its parameters.

    A parameter that is not given, or is None, keeps the value of the rule file or the system. A setting does not change
    once it is made; settings of one class and equal values are equal.
    """

    instrument: ClassVar[str]
    """The name of the rule file."""

    if not TYPE_CHECKING:

        def __new__(cls, *values: object, **parameters: object):
            """Refuses what is no parameter with the names that there are."""
            code = cls.__init__.__code__
            known = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]
            unknown = [name for name in parameters if name not in known]
            if known and (values or unknown):
                raise _unknown(cls, unknown[0] if unknown else None, known)
            return super().__new__(cls)

    def __init__(self, /, **parameters: object) -> None:
        given = {name: value for name, value in parameters.items() if value is not None}
        self._parameters: dict[str, object] = copy.deepcopy(given)

    @property
    def parameters(self) -> dict[str, object]:
        """The values that are given, by the names that the rule file has for the parameters."""
        return copy.deepcopy(self._parameters)

    def __repr__(self) -> str:
        values = (f"{_argument(name)}={value!r}" for name, value in self._parameters.items())
        return f"{type(self).__name__}({', '.join(values)})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, InstrumentSetting) or type(self) is not type(other):
            return NotImplemented
        return _frozen(self._parameters) == _frozen(other._parameters)

    def __hash__(self) -> int:
        return hash((type(self), _frozen(self._parameters)))


def _unknown(kind: type[InstrumentSetting], name: str | None, known: Sequence[str]) -> CommonwealError:
    import difflib

    near = difflib.get_close_matches(name or "", known, 1)
    return refuse(
        ParameterError,
        f"`{kind.instrument}` has no parameter `{name}`" if name else f"the parameters of `{kind.instrument}` are given by name",
        code="unknown-name",
        path=f"{kind.instrument}.{name}" if name else kind.instrument,
        found=name or "a value without a name",
        allowed=", ".join(known),
        remedy=f"did you mean `{near[0]}`?" if near else f"use one of the allowed names, as in {kind.__name__}({known[0]}=…)",
    )


def _argument(name: str) -> str:
    """The argument of a parameter: words that Python keeps for itself have an underscore."""
    return f"{name}_" if keyword.iskeyword(name) or name in ("self", "super") else name


def _frozen(value: object) -> object:
    """A value that can be hashed, alike for a list and a tuple of equal values."""
    if isinstance(value, Mapping):
        return frozenset((key, _frozen(item)) for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, bool):
        # Else True would equal 1.
        return ("truth", value)
    return value
