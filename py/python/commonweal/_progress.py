"""Bars for work that takes longer than a moment."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

PATIENCE = 1.0
"""Seconds before a bar is shown."""


def _is_watched() -> bool:
    """Whether somebody sees a bar: at a terminal, or in a notebook."""
    return "ipykernel" in sys.modules or sys.stderr is not None and sys.stderr.isatty()


@contextmanager
def bar(what: str, wanted: bool | None) -> Iterator[Callable[[int, int], object] | None]:
    """A function to tell of work done; it shows a bar where `wanted` is True, or None and the work takes long."""
    if wanted is False or wanted is None and not _is_watched():
        yield None
        return
    shown: Any = None
    started = time.monotonic()

    def told(done: int, total: int) -> None:
        nonlocal shown
        if shown is None:
            if wanted is None and time.monotonic() - started < PATIENCE:
                return
            from tqdm.auto import tqdm  # type: ignore[import-untyped,unused-ignore]

            shown = tqdm(total=total, desc=what, leave=False, bar_format="{desc} {bar} {percentage:3.0f}%")
        shown.total = total
        shown.n = done
        shown.refresh()

    try:
        yield told
    finally:
        if shown is not None:
            shown.close()
