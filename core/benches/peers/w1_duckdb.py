"""W1 in DuckDB, as SQL over a table in memory."""

from __future__ import annotations

from w1_common import (
    AMOUNTS, BASIC_INCOME, BASIC_INCOME_REGIONS, CHILD, COLUMNS, CREDIT_MAXIMUM, CREDIT_RATE, CREDIT_START,
    CREDIT_TAPER, FURTHER_ADULT, GUARANTEE, LINE_SHARE, TAPER, TAX_FROM, TAX_STEP, arguments, full_result,
    limit_threads, measure,
)

options = arguments(__doc__)
limit_threads(options.threads)

import duckdb  # noqa: E402: the limit is read at import


def number(value: float) -> str:
    """A literal of type DOUBLE; a plain decimal would make the arithmetic DECIMAL."""
    return f"{value:e}"


def by_children(values: list[float]) -> str:
    """The value for 0, 1, 2, 3 and more children."""
    first, second, third, last = map(number, values)
    return f"CASE children WHEN 0 THEN {first} WHEN 1 THEN {second} WHEN 2 THEN {third} ELSE {last} END"


ZERO = number(0.0)
TAX = " + ".join(
    f"{number(step)} * greatest(income - {number(start)}, {ZERO})" for start, step in zip(TAX_FROM, TAX_STEP)
)
ELEMENTWISE = f"""
CREATE OR REPLACE TEMP TABLE result AS
WITH shared AS (
    SELECT earnings, adults, weight, region,
        earnings + other_income AS income,
        1e0 + {number(FURTHER_ADULT)} * (adults - 1e0) + {number(CHILD)} * children AS scale,
        {by_children(CREDIT_MAXIMUM)} AS maximum,
        {by_children(CREDIT_START)} AS start
    FROM household
), amounts AS (
    SELECT weight, income, scale,
        {TAX} AS tax,
        least({number(CREDIT_RATE)} * earnings, maximum,
            greatest(maximum - {number(CREDIT_TAPER)} * greatest(greatest(earnings, income) - start, {ZERO}), {ZERO})
        ) AS earnings_credit,
        greatest({number(GUARANTEE)} * scale - {number(TAPER)} * income, {ZERO}) AS negative_income_tax,
        CASE WHEN region IN ({", ".join(map(str, BASIC_INCOME_REGIONS))})
            THEN {number(BASIC_INCOME)} * adults ELSE {ZERO} END AS regional_basic_income
    FROM shared
)
SELECT weight, {", ".join(AMOUNTS)},
    (income - tax) / scale AS y0,
    (income - tax + earnings_credit + negative_income_tax + regional_basic_income) / scale AS y1
FROM amounts
"""
TOTALS = "SELECT " + ", ".join(f"sum(weight * {name})" for name in AMOUNTS) + " FROM result"
CUMULATED = """
CREATE OR REPLACE TEMP TABLE {table} AS
SELECT *, sum(weight) OVER (ORDER BY {income} ROWS UNBOUNDED PRECEDING) AS cumulative
FROM (SELECT weight, {columns} FROM result)
"""
EDGES = "SELECT min(y0) FILTER (cumulative >= .5 * $total), " + ", ".join(
    f"min(y0) FILTER (cumulative >= {k / 10} * $total)" for k in range(1, 10)
) + " FROM before"
GINI = "sum(weight * {income} * (2e0 * cumulative - weight)) / (sum(weight) * sum(weight * {income})) - 1e0"
BEFORE = f"""
SELECT {GINI.format(income="y0")},
    sum(weight) FILTER (y0 < $line) / sum(weight),
    sum(weight) FILTER (y1 < $line) / sum(weight)
FROM before
"""
AFTER = f"SELECT {GINI.format(income='y1')} FROM after"
DECILES = "SELECT " + " + ".join(f"(y0 > $e{k})::INTEGER" for k in range(1, 10)) + """ AS decile,
    sum(weight), sum(weight * (y1 - y0))
FROM before GROUP BY decile
"""

connection = duckdb.connect()
connection.execute(f"SET threads = {options.threads}")
connection.execute("SET preserve_insertion_order = false")
connection.execute(
    f"CREATE TABLE household AS SELECT {', '.join(COLUMNS)} FROM read_parquet(?)", [str(options.data)]
)


def row(query: str, parameters: dict | None = None) -> tuple:
    """The only row of a query."""
    return connection.execute(query, parameters).fetchone()


def statistics(totals: dict) -> dict:
    """Median, poverty, Gini coefficients and deciles; adds the given totals."""
    connection.execute(CUMULATED.format(table="before", income="y0", columns="y0, y1"))
    connection.execute(CUMULATED.format(table="after", income="y1", columns="y1"))
    total = row("SELECT max(cumulative) FROM before")[0]
    median, *edges = row(EDGES, {"total": total})
    gini_before, poverty_before, poverty_after = row(BEFORE, {"line": LINE_SHARE * median})
    values = {
        "median": median,
        "poverty_before": poverty_before or 0.0,
        "poverty_after": poverty_after or 0.0,
        "gini_before": gini_before,
        "gini_after": row(AFTER)[0],
    }
    weights, changes = [0.0] * 10, [0.0] * 10
    for decile, weight, change in connection.execute(DECILES, {f"e{k}": e for k, e in enumerate(edges, 1)}).fetchall():
        weights[decile], changes[decile] = weight, change
    return full_result(totals, values, weights, changes)


def work() -> dict:
    """Once through."""
    connection.execute(ELEMENTWISE)
    totals = dict(zip(AMOUNTS, row(TOTALS), strict=True))
    return statistics(totals) if options.mode == "full" else {"totals": totals}


measure("duckdb", duckdb.__version__, options, work)
