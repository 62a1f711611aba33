"""What is raised when an input is wrong: always a ValueError, always with the place, and with the sentence of the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Problem(NamedTuple):
    """One problem of an input."""

    code: str
    """A stable word for the sort of problem, such as `unknown-key`."""
    file: str
    """The name of the text in which it stands; empty where there is none."""
    path: str
    """The dotted path within it, such as `reform.set.eitc.youngest`."""
    line: int | None
    """The line, from 1."""
    column: int | None
    """The column in characters, from 1."""
    message: str
    """What is wrong, in a sentence."""
    found: str
    """What stands there."""
    allowed: str
    """What may stand there."""
    remedy: str
    """How to mend it."""


class CommonwealError(ValueError):
    """An input that cannot be used. The text tells every problem; `problems` holds them one by one."""

    def __init__(self, text: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(text)
        self.problems: tuple[Problem, ...] = tuple(problems)

    def __reduce__(self) -> tuple[type[CommonwealError], tuple[str, tuple[Problem, ...]]]:
        return (type(self), (str(self), self.problems))

    def _first(self, field: str) -> str:
        return str(getattr(self.problems[0], field)) if self.problems else ""

    @property
    def path(self) -> str:
        """Where the first problem stands, such as `reform.set.eitc.youngest`."""
        return self._first("path")

    @property
    def found(self) -> str:
        """What stands there."""
        return self._first("found")

    @property
    def allowed(self) -> str:
        """What may stand there."""
        return self._first("allowed")


class StudyError(CommonwealError):
    """A study, a system, a scenario or a rule that cannot be used."""


class ParameterError(CommonwealError):
    """A parameter that does not exist, or a value that it cannot have."""


class PopulationError(CommonwealError):
    """People that cannot be used: a table, a mapping, a recipe or a household."""


def refuse(
    kind: type[CommonwealError], message: str, *, code: str, path: str = "", found: object = "", allowed: str = "", remedy: str = ""
) -> CommonwealError:
    """An error made here, in the form of the engine's."""
    problem = Problem(code, "", path, None, None, message, str(found), allowed, remedy)
    text = f"error[{code}]: {message}"
    for name, part in (("found", problem.found), ("allowed", allowed), ("remedy", remedy)):
        if part:
            text += f"\n  {name}: {part}"
    return kind(text, [problem])


def wrong_type(kind: type[CommonwealError], argument: str, given: object, allowed: str, remedy: str = "") -> CommonwealError:
    """The error for an argument of a type that cannot be used: its name, what it is, and what it may be."""
    message = f"`{argument}` is None" if given is None else f"`{argument}` is a {type(given).__name__}"
    return refuse(kind, message, code="wrong-type", path=argument, found=repr(given), allowed=allowed, remedy=remedy)
