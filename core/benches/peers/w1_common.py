"""What the peers of benchmark W1 share: the law's numbers, arguments, timing, memory and the line they print.

The work, the same for every system:

* ``elem``: from the six columns of the data to six columns of f64 that stand in memory afterwards (tax, earnings_credit,
  negative_income_tax, regional_basic_income, and equivalised income before, ``y0``, and after, ``y1``) and the four
  weighted totals of the amounts.
* ``full``: ``elem`` and, with household weights, the median of y0, the share of the poor before and after (line: 60 % of
  that median; poor if below), the Gini coefficient before and after, and by decile of y0 its weight and mean change.

Definitions: a quantile is the smallest x whose cumulative weight reaches p W; the Gini coefficient is
sum w x (2 cum - w) / (W sum w x) - 1; equal incomes share a decile, and a group across an edge goes to the lower one,
so a decile may be empty: its weight is 0 and its mean change is null.

Reading the data and one warm-up are not timed; then the work is done ``--repeat`` times from the columns.

The line of JSON, the same for every system: ``system``, ``version``, ``mode``, ``rows``, ``threads``, ``seconds_best``,
``seconds_median``, ``peak_mib`` (of the whole process, reading included), ``totals`` (the four amounts by name), and in mode
``full`` ``statistics`` (median, poverty_before, poverty_after, gini_before, gini_after) and ``deciles`` (ten of weight and
mean_change). A system that can run again after one parameter has changed adds ``step_seconds``.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

#: Income tax: each bracket begins at a threshold and adds to the marginal rate of those below it.
TAX_FROM = [0.0, 11600.0, 47150.0, 100525.0, 191950.0, 243725.0, 609350.0]
TAX_RATE = [0.10, 0.12, 0.22, 0.24, 0.32, 0.35, 0.37]
TAX_STEP = [TAX_RATE[0]] + [round(high - low, 12) for low, high in zip(TAX_RATE, TAX_RATE[1:])]

#: Earnings credit by number of children: 0, 1, 2, 3 and more.
CREDIT_RATE = 0.34
CREDIT_TAPER = 0.1598
CREDIT_MAXIMUM = [632.0, 4213.0, 6960.0, 7830.0]
CREDIT_START = [10330.0, 22720.0, 22720.0, 22720.0]

#: Negative income tax and the equivalence scale.
GUARANTEE = 9000.0
TAPER = 0.5
FURTHER_ADULT = 0.5
CHILD = 0.3

#: Regional basic income: an amount for each adult in three regions of ten.
BASIC_INCOME = 3600.0
BASIC_INCOME_REGIONS = [1, 4, 7]

#: The poverty line as a share of the median.
LINE_SHARE = 0.6

COLUMNS = ["earnings", "other_income", "adults", "children", "weight", "region"]
AMOUNTS = ["tax", "earnings_credit", "negative_income_tax", "regional_basic_income"]


def data_path(rows: int) -> Path:
    """Where the data of ``rows`` households stands unless ``--data`` says otherwise."""
    return Path(__file__).resolve().parents[3] / "target" / "bench" / f"w1_{rows}.parquet"


def arguments(description: str) -> argparse.Namespace:
    """The arguments every system takes; refuses numbers that make no sense."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--rows", type=int, default=1_000_000, help="households in the data")
    parser.add_argument("--threads", type=int, default=1, help="threads the system may use")
    parser.add_argument("--mode", choices=["elem", "full"], default="full", help="how much of the work is done")
    parser.add_argument("--repeat", type=int, default=7, help="times that the work is done and timed")
    parser.add_argument("--data", type=Path, default=None, help="the Parquet file (default: target/bench/w1_ROWS.parquet)")
    options = parser.parse_args()
    for name in ["rows", "threads", "repeat"]:
        if getattr(options, name) < 1:
            parser.error(f"--{name} must be at least 1, found {getattr(options, name)}")
    if options.data is None:
        options.data = data_path(options.rows)
    if not options.data.is_file():
        parser.error(f"{options.data} does not exist; make it with w1_data.py --rows {options.rows}")
    return options


def limit_threads(threads: int) -> None:
    """Tells the libraries how many threads they may use; they read it when first imported."""
    for name in ["POLARS_MAX_THREADS", "NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]:
        os.environ[name] = str(threads)


def peak_mib() -> float:
    """The largest resident memory of this process so far, in MiB."""
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1024 / 1024


def measure(system: str, version: str, options: argparse.Namespace, work: Callable[[], dict]) -> None:
    """Warms up, times the work, and prints one line of JSON.

    ``work`` returns ``{"totals": {...}}``, and in mode ``full`` also ``"statistics"`` and ``"deciles"``.
    """
    work()
    seconds = []
    result: dict = {}
    for _ in range(options.repeat):
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
    line = {
        "system": system,
        "version": version,
        "mode": options.mode,
        "rows": options.rows,
        "threads": options.threads,
        "seconds_best": min(seconds),
        "seconds_median": statistics.median(seconds),
        "peak_mib": round(peak_mib(), 1),
    }
    print(json.dumps(line | result))


def full_result(totals: dict, statistics_: dict, weights: list, changes: list) -> dict:
    """The result of mode ``full`` in the form of the printed line; ``changes`` are weighted sums of y1 - y0 by decile."""
    deciles = [
        {"weight": float(weight), "mean_change": float(change) / float(weight) if weight else None}
        for weight, change in zip(weights, changes, strict=True)
    ]
    return {
        "totals": {name: float(value) for name, value in totals.items()},
        "statistics": {name: float(value) for name, value in statistics_.items()},
        "deciles": deciles,
    }
