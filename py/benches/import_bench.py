"""Import: a package imported in a fresh interpreter, less an empty one.

`import_bench.py MODULE DISTRIBUTION`; runs in the environment of any system. Both kinds of interpreter take turns.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time

from bench_common import told


def seconds(code: str) -> float:
    """How long an interpreter takes to start, run a line of code and end."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Measures and prints the line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("module", help="what is imported")
    parser.add_argument("distribution", help="the package that it belongs to")
    parser.add_argument("--repeat", type=int, default=15, help="times that each interpreter is started")
    options = parser.parse_args()
    if options.repeat < 1:
        parser.error(f"--repeat must be at least 1, found {options.repeat}")
    if not options.module.isidentifier():
        parser.error(f"{options.module} is no name of a module")
    pairs = [(seconds(""), seconds(f"import {options.module}")) for _ in range(options.repeat + 1)]
    empty = min(pair[0] for pair in pairs)
    first = pairs[0][1] - pairs[0][0]
    best = min(pair[1] for pair in pairs[1:]) - empty
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / 1024 / 1024
    told(options.distribution, options.distribution, "import", 0, max(0.0, first), max(0.0, best), peak, {"empty": empty})


if __name__ == "__main__":
    main()
