"""W1 in polars, as lazy queries."""

from __future__ import annotations

from w1_common import (
    AMOUNTS, BASIC_INCOME, BASIC_INCOME_REGIONS, CHILD, COLUMNS, CREDIT_MAXIMUM, CREDIT_RATE, CREDIT_START,
    CREDIT_TAPER, FURTHER_ADULT, GUARANTEE, LINE_SHARE, TAPER, TAX_FROM, TAX_STEP, arguments, full_result,
    limit_threads, measure,
)

options = arguments(__doc__)
limit_threads(options.threads)

import polars as pl  # noqa: E402: the limit is read at import
from polars import col, lit  # noqa: E402


def positive(x: pl.Expr) -> pl.Expr:
    """x where above zero, else zero."""
    return pl.max_horizontal(x, lit(0.0))


def by_children(values: list[float]) -> pl.Expr:
    """The value for 0, 1, 2, 3 and more children."""
    c = col("children")
    return pl.when(c == 0).then(values[0]).when(c == 1).then(values[1]).when(c == 2).then(values[2]).otherwise(values[3])


def elementwise(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Adds the four amounts and both equivalised incomes."""
    adults = col("adults").cast(pl.Float64)
    children = col("children").cast(pl.Float64)
    income = col("income")
    tax = TAX_STEP[0] * positive(income)
    for start, step in zip(TAX_FROM[1:], TAX_STEP[1:]):
        tax = tax + step * positive(income - start)
    maximum = by_children(CREDIT_MAXIMUM)
    start = by_children(CREDIT_START)
    withdrawn = CREDIT_TAPER * positive(pl.max_horizontal(col("earnings"), income) - start)
    region = col("region")
    in_region = region == BASIC_INCOME_REGIONS[0]
    for number in BASIC_INCOME_REGIONS[1:]:
        in_region = in_region | (region == number)
    return (
        frame.with_columns(
            income=col("earnings") + col("other_income"),
            scale=1.0 + FURTHER_ADULT * (adults - 1.0) + CHILD * children,
        )
        .with_columns(
            tax=tax,
            earnings_credit=pl.min_horizontal(CREDIT_RATE * col("earnings"), maximum, positive(maximum - withdrawn)),
            negative_income_tax=positive(GUARANTEE * col("scale") - TAPER * income),
            regional_basic_income=pl.when(in_region).then(BASIC_INCOME * adults).otherwise(0.0),
        )
        .select(
            *AMOUNTS,
            "weight",
            y0=(income - col("tax")) / col("scale"),
            y1=(
                income - col("tax") + col("earnings_credit") + col("negative_income_tax") + col("regional_basic_income")
            )
            / col("scale"),
        )
    )


def gini(income: str) -> pl.Expr:
    """The weighted Gini coefficient of rows sorted by income."""
    w = col("weight")
    wy = w * col(income)
    return (wy * (2.0 * col("cumulative") - w)).sum() / (w.sum() * wy.sum()) - 1.0


def statistics(frame: pl.DataFrame, totals: dict) -> dict:
    """Median, poverty, Gini coefficients and deciles; adds the given totals."""
    w, y0, y1 = col("weight"), col("y0"), col("y1")
    before = (
        frame.lazy()
        .select("weight", "y0", "y1")
        .sort("y0")
        .with_columns(cumulative=w.cum_sum(), change=(w * (y1 - y0)).cum_sum())
        .collect()
    )
    total = before["cumulative"][-1]
    median = before["y0"][before["cumulative"].search_sorted(0.5 * total, side="left")]
    line = LINE_SHARE * median
    # Each decile is a slice of the sorted rows that ends where the group of incomes equal to its edge ends.
    at = before["cumulative"].search_sorted(pl.Series([k / 10 * total for k in range(1, 10)]), side="left")
    ends = [*before["y0"].search_sorted(before["y0"].gather(at), side="right").to_list(), len(before)]
    up_to = [(0.0, 0.0)] + [(before["cumulative"][end - 1], before["change"][end - 1]) for end in ends]
    weights = [b[0] - a[0] for a, b in zip(up_to, up_to[1:])]
    changes = [b[1] - a[1] for a, b in zip(up_to, up_to[1:])]
    first = (
        before.lazy()
        .select(
            gini_before=gini("y0"),
            poverty_before=w.filter(y0 < line).sum() / w.sum(),
            poverty_after=w.filter(y1 < line).sum() / w.sum(),
        )
        .collect()
        .row(0, named=True)
    )
    after = (
        frame.lazy().select("weight", "y1").sort("y1").with_columns(cumulative=w.cum_sum()).select(gini("y1")).collect()
    )
    values = {
        "median": median,
        "poverty_before": first["poverty_before"],
        "poverty_after": first["poverty_after"],
        "gini_before": first["gini_before"],
        "gini_after": after.item(),
    }
    return full_result(totals, values, weights, changes)


data = pl.read_parquet(options.data, columns=COLUMNS).rechunk()


def work() -> dict:
    """Once through."""
    frame = elementwise(data.lazy()).collect()
    totals = frame.lazy().select(col("weight").dot(col(name)).alias(name) for name in AMOUNTS).collect()
    totals = totals.row(0, named=True)
    return statistics(frame, totals) if options.mode == "full" else {"totals": totals}


measure("polars", pl.__version__, options, work)
