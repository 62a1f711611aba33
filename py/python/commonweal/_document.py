"""Values as documents hold them."""

from __future__ import annotations

import datetime
import json
import math
import os
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from commonweal import _engine
from commonweal._errors import CommonwealError, refuse

Document = dict[str, Any]
"""A table of a document: texts, numbers, truths, lists and tables by name."""


def plain(value: Any, path: str, kind: type[CommonwealError]) -> Any:
    """A value in the forms of a document: numbers of numpy become numbers, tuples lists, days texts.

    Raises an error of `kind` for anything else, such as None or a number that is not finite.
    """
    if isinstance(value, (bool, str)):
        return value
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if getattr(value, "ndim", 0) and hasattr(value, "tolist"):
        return plain(value.tolist(), path, kind)
    if isinstance(value, (int, float)) or hasattr(value, "__float__") and hasattr(value, "item"):
        number = value if isinstance(value, (int, float)) else value.item()
        if isinstance(number, bool):
            return number
        if isinstance(number, float) and not math.isfinite(number):
            raise refuse(kind, f"`{path}` is {number}", code="not-finite", path=path, found=number, allowed="a finite number")
        return number if isinstance(number, int) else float(number)
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {_key(key): plain(item, f"{path}.{key}", kind) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [plain(item, f"{path}[{at}]", kind) for at, item in enumerate(value)]
    listed = getattr(value, "tolist", None)
    if listed is not None:
        return plain(listed(), path, kind)
    raise refuse(
        kind,
        f"`{path}` is None" if value is None else f"`{path}` is a {type(value).__name__}",
        code="wrong-type",
        path=path,
        found=repr(value),
        allowed="a number, a text, True or False, a list or a dict",
    )


def _key(key: object) -> str:
    return key.isoformat() if isinstance(key, datetime.date) else str(key)


def text(document: Mapping[str, Any]) -> str:
    """A document as JSON for the engine."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False)


@lru_cache(maxsize=16)
def read_alone(written: str, name: str) -> _engine.Study:
    """The study of a text that names no files and holds no functions, read by the engine: the same text is read once.

    Raises StudyError or ParameterError with every problem of the study.
    """
    return _engine.Study.read(written, name)
