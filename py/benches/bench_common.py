"""What the programs of `cargo xtask bench python` share: arguments, timing, memory and the line that they print.

Each program does one piece of work in a process of its own: once to warm up, whose time is told as the first, then so many times,
of which the best is told. Reading the data from disk and making it are not timed. Times are printed and never asserted.

The line of JSON, the same for every system: ``system``, ``version``, ``work``, ``units`` (households or tax units; 0 where there
are none), ``seconds_first``, ``seconds_best``, ``peak_mib`` (the largest resident memory of the process, making the data included,
and of the programs that it starts) and ``totals`` (a few results by name, so that one sees that the work was done).
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: The whole CPS file as tax units, which Tax-Calculator ships and the tests of the engine compare with.
TAX_UNITS = ROOT / "tests" / "data" / "us_tax_units_2024.parquet"


def arguments(description: str | None, works: Sequence[str]) -> argparse.Namespace:
    """The arguments that every program takes; refuses numbers that make no sense."""
    parser = argparse.ArgumentParser(description=(description or "").splitlines()[0])
    parser.add_argument("work", choices=works, help="what is measured")
    parser.add_argument("--households", type=int, default=100_000, help="households of the made data")
    parser.add_argument("--repeat", type=int, default=7, help="times that the work is done after the first")
    options = parser.parse_args()
    for name in ("households", "repeat"):
        if getattr(options, name) < 1:
            parser.error(f"--{name} must be at least 1, found {getattr(options, name)}")
    return options


def peak_mib() -> float:
    """The largest resident memory of this process so far, and of the largest that it started, in MiB."""
    unit = 1 if sys.platform == "darwin" else 1024
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(peaks) * unit / 1024 / 1024


def measure(
    system: str,
    distribution: str,
    work: str,
    units: int,
    repeat: int,
    done: Callable[[int], dict[str, float]],
) -> None:
    """Times the work and prints the line. `done` is told the number of the repetition, from 0, and gives the totals."""
    start = time.perf_counter()
    totals = done(0)
    first = time.perf_counter() - start
    best = float("inf")
    for number in range(1, repeat + 1):
        start = time.perf_counter()
        done(number)
        best = min(best, time.perf_counter() - start)
    told(system, distribution, work, units, first, best, peak_mib(), totals)


def told(
    system: str,
    distribution: str,
    work: str,
    units: int,
    first: float,
    best: float,
    peak: float,
    totals: dict[str, float],
) -> None:
    """Prints the line of JSON."""
    line = {
        "system": system,
        "version": version(distribution),
        "work": work,
        "units": units,
        "seconds_first": first,
        "seconds_best": best,
        "peak_mib": round(peak, 1),
        "totals": {name: float(value) for name, value in totals.items()},
    }
    # On a line of its own, whatever a package has printed before.
    print("\n" + json.dumps(line))
