"""W1 in numpy, on one thread whatever ``--threads`` says."""

from __future__ import annotations

from w1_common import (
    BASIC_INCOME, BASIC_INCOME_REGIONS, CHILD, COLUMNS, CREDIT_MAXIMUM, CREDIT_RATE, CREDIT_START, CREDIT_TAPER,
    FURTHER_ADULT, GUARANTEE, TAPER, TAX_FROM, TAX_STEP, arguments, limit_threads, measure,
)

options = arguments(__doc__)
limit_threads(1)

import numpy as np  # noqa: E402: the limit is read at import
import pyarrow.parquet as pq  # noqa: E402
from w1_statistics import full  # noqa: E402


MAXIMUM = np.array(CREDIT_MAXIMUM)
START = np.array(CREDIT_START)
PAYS = np.zeros(256)
PAYS[BASIC_INCOME_REGIONS] = BASIC_INCOME


def elementwise(earnings, other_income, adults, children, region):
    """The four amounts and both equivalised incomes; temporaries are used again rather than made anew."""
    income = earnings + other_income
    part = np.maximum(income, 0.0)
    tax = TAX_STEP[0] * part
    for start, step in zip(TAX_FROM[1:], TAX_STEP[1:]):
        np.subtract(income, start, out=part)
        np.maximum(part, 0.0, out=part)
        part *= step
        tax += part

    kind = np.minimum(children, 3)
    np.maximum(earnings, income, out=part)
    part -= START[kind]
    np.maximum(part, 0.0, out=part)
    part *= CREDIT_TAPER
    maximum = MAXIMUM[kind]
    np.subtract(maximum, part, out=part)
    np.maximum(part, 0.0, out=part)
    credit = CREDIT_RATE * earnings
    np.minimum(credit, maximum, out=credit)
    np.minimum(credit, part, out=credit)

    scale = adults - 1.0
    scale *= FURTHER_ADULT
    scale += 1.0
    scale += np.multiply(children, CHILD, out=part)
    negative_tax = GUARANTEE * scale
    negative_tax -= np.multiply(income, TAPER, out=part)
    np.maximum(negative_tax, 0.0, out=negative_tax)

    basic_income = PAYS[region]
    basic_income *= adults

    y1 = np.subtract(income, tax, out=income)
    y0 = y1 / scale
    y1 += credit
    y1 += negative_tax
    y1 += basic_income
    y1 /= scale
    return tax, credit, negative_tax, basic_income, y0, y1


table = pq.read_table(options.data, columns=COLUMNS)
column = {name: table[name].to_numpy() for name in COLUMNS}
del table


def work() -> dict:
    """Once through."""
    tax, credit, negative_tax, basic_income, y0, y1 = elementwise(
        column["earnings"], column["other_income"], column["adults"], column["children"], column["region"]
    )
    w = column["weight"]
    totals = {
        "tax": float(np.dot(w, tax)),
        "earnings_credit": float(np.dot(w, credit)),
        "negative_income_tax": float(np.dot(w, negative_tax)),
        "regional_basic_income": float(np.dot(w, basic_income)),
    }
    return full(totals, y0, y1, w) if options.mode == "full" else {"totals": totals}


options.threads = 1
measure("numpy", np.__version__, options, work)
