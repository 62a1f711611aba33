"""What a study may name."""

from __future__ import annotations

import functools
import json
from typing import Any, Literal

from commonweal import _engine
from commonweal._errors import StudyError, refuse

Kind = Literal["packages", "systems", "countries", "populations", "scenarios", "instruments"]


@functools.cache
def _all() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(_engine.names())
    return found


def names(kind: Kind) -> list[str]:
    """The names of the catalogue: packages, systems, countries, populations, scenarios or instruments."""
    if kind not in _all():
        raise refuse(StudyError, f"there are no `{kind}`", code="unknown-name", path="kind", found=kind, allowed=", ".join(_all()))
    found = _all()[kind]
    return [name.replace("_", "-") for name in found] if kind == "scenarios" else list(found)


def base_year(name: str) -> int | None:
    """The first year whose law a system holds, that of its packages and people; None for a system that there is not."""
    years = system_of(name)["years"] if name in names("systems") else []
    return int(years[0]) if years else None


@functools.cache
def system_of(name: str) -> dict[str, Any]:
    """Units and columns of a system."""
    found: dict[str, Any] = json.loads(_engine.system(name))
    return found
