"""W1 in numba: one fused, parallel loop over the rows; the statistics of mode ``full`` are numpy's."""

from __future__ import annotations

from w1_common import (
    BASIC_INCOME, CHILD, COLUMNS, CREDIT_MAXIMUM, CREDIT_RATE, CREDIT_START, CREDIT_TAPER, FURTHER_ADULT, GUARANTEE,
    TAPER, TAX_FROM, TAX_STEP, arguments, limit_threads, measure,
)

options = arguments(__doc__)
limit_threads(options.threads)

import numba  # noqa: E402: the limit is read at import
import numpy as np  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
from w1_statistics import full  # noqa: E402

F1, F2, F3, F4, F5, F6 = TAX_FROM[1:]
S0, S1, S2, S3, S4, S5, S6 = TAX_STEP
M0, M1, M2, M3 = CREDIT_MAXIMUM
C0, C1, C2, C3 = CREDIT_START


@numba.njit(parallel=True, error_model="numpy")
def elementwise(earnings, other_income, adults, children, weight, region, out):
    """Fills the six columns of ``out`` and returns the four weighted totals."""
    tax_total = credit_total = negative_total = basic_total = 0.0
    for i in numba.prange(len(earnings)):
        income = earnings[i] + other_income[i]
        tax = (
            S0 * max(income, 0.0)
            + S1 * max(income - F1, 0.0)
            + S2 * max(income - F2, 0.0)
            + S3 * max(income - F3, 0.0)
            + S4 * max(income - F4, 0.0)
            + S5 * max(income - F5, 0.0)
            + S6 * max(income - F6, 0.0)
        )
        c = children[i]
        maximum = M0 if c == 0 else (M1 if c == 1 else (M2 if c == 2 else M3))
        start = C0 if c == 0 else (C1 if c == 1 else (C2 if c == 2 else C3))
        withdrawn = CREDIT_TAPER * max(max(earnings[i], income) - start, 0.0)
        credit = min(min(CREDIT_RATE * earnings[i], maximum), max(maximum - withdrawn, 0.0))
        scale = 1.0 + FURTHER_ADULT * (adults[i] - 1.0) + CHILD * c
        negative = max(GUARANTEE * scale - TAPER * income, 0.0)
        r = region[i]
        basic = BASIC_INCOME * adults[i] if (r == 1) | (r == 4) | (r == 7) else 0.0
        after_tax = income - tax
        w = weight[i]
        tax_total += w * tax
        credit_total += w * credit
        negative_total += w * negative
        basic_total += w * basic
        out[0, i] = tax
        out[1, i] = credit
        out[2, i] = negative
        out[3, i] = basic
        out[4, i] = after_tax / scale
        out[5, i] = (after_tax + credit + negative + basic) / scale
    return tax_total, credit_total, negative_total, basic_total


table = pq.read_table(options.data, columns=COLUMNS)
columns = [table[name].to_numpy() for name in COLUMNS]
weight = columns[COLUMNS.index("weight")]
del table
# The columns are made once and filled anew, which is the fastest a careful user would have it.
out = np.empty((6, options.rows))


def work() -> dict:
    """Once through."""
    tax, credit, negative, basic = elementwise(*columns, out)
    totals = {
        "tax": tax,
        "earnings_credit": credit,
        "negative_income_tax": negative,
        "regional_basic_income": basic,
    }
    return full(totals, out[4], out[5], weight) if options.mode == "full" else {"totals": totals}


measure("numba", numba.__version__, options, work)
