"""Makes the data of benchmark W1: one row a household, the same for the same number of rows.

Earnings and other income are log-normal with a point mass at zero (about one household in nine has neither, so the
lowest decile is one group of equal incomes), in whole cents; weights lie between 50 and 150.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from w1_common import data_path

#: Raised when the recipe below changes, so that files of an older recipe are made anew.
RECIPE = "1"
SEED = 20240101


def households(rows: int) -> dict[str, np.ndarray]:
    """The six columns of ``rows`` households."""
    draw = np.random.Generator(np.random.PCG64(SEED))
    adults = draw.choice(np.array([1, 2, 3], dtype=np.uint8), size=rows, p=[0.37, 0.51, 0.12])
    children = draw.choice(np.array([0, 1, 2, 3, 4], dtype=np.uint8), size=rows, p=[0.64, 0.15, 0.13, 0.06, 0.02])
    earns = draw.random(rows) >= 0.24
    earnings = np.where(earns, np.round(draw.lognormal(10.7, 0.85, rows), 2), 0.0)
    receives = draw.random(rows) >= 0.45
    other_income = np.where(receives, np.round(draw.lognormal(8.3, 1.2, rows), 2), 0.0)
    weight = np.round(draw.uniform(50.0, 150.0, rows), 2)
    region = (draw.integers(0, 10, rows) + 1).astype(np.uint8)
    return {
        "earnings": earnings,
        "other_income": other_income,
        "adults": adults,
        "children": children,
        "weight": weight,
        "region": region,
    }


def is_current(path: Path, rows: int) -> bool:
    """Whether the file is there, whole, and of this recipe."""
    try:
        file = pq.read_metadata(path)
    except (OSError, pa.ArrowInvalid):
        return False
    return file.num_rows == rows and (file.metadata or {}).get(b"w1_recipe") == RECIPE.encode()


def main() -> None:
    """Writes the file unless it is there, and prints its path."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="households to make")
    parser.add_argument("--data", type=Path, default=None, help="where (default: target/bench/w1_ROWS.parquet)")
    options = parser.parse_args()
    if options.rows < 1:
        parser.error(f"--rows must be at least 1, found {options.rows}")
    path = options.data or data_path(options.rows)
    if not is_current(path, options.rows):
        path.parent.mkdir(parents=True, exist_ok=True)
        table = pa.table(households(options.rows)).replace_schema_metadata({"w1_recipe": RECIPE})
        unfinished = path.with_suffix(".unfinished")
        # Plain pages without a codec: what is measured is the work, and any reader can open the file.
        pq.write_table(table, unfinished, compression="none", use_dictionary=False)
        os.replace(unfinished, path)
    print(path)


if __name__ == "__main__":
    main()
