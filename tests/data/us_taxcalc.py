"""Tax-Calculator's answers for the tax units of the public CPS file: the law of 2024, 2025 and 2026 on the incomes of 2024.

    pip install taxcalc==6.8.0 polars
    python us_taxcalc.py FOLDER

writes FOLDER/us_taxcalc_2024.parquet, ..._2025.parquet and ..._2026.parquet, one row for each of 280,005 tax units, money rounded
to cents, and FOLDER/us_taxcalc_sample.parquet, the rows that tests/oracles.rs compares. Everybody entitled claims.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import taxcalc

YEARS = (2024, 2025, 2026)
# Names of this project, and of Tax-Calculator.
COLUMNS = {
    "adjusted_gross_income": "c00100",
    "taxable_social_security": "c02500",
    "business_income_deduction": "qbided",
    "taxable_income": "c04800",
    "income_tax_before_credits": "taxbc",
    "alternative_minimum_tax": "c09600",
    "net_investment_income_tax": "niit",
    "child_and_dependent_care_credit": "c07180",
    "credit_for_the_elderly": "c07200",
    "child_tax_credit": "c07220",
    "other_dependent_credit": "odc",
    "additional_child_tax_credit": "c11070",
    "eitc": "eitc",
    "income_tax": "iitax",
    "payroll_tax": "payrolltax",
}


def policy() -> taxcalc.Policy:
    law = taxcalc.Policy()
    law.implement_reform({"eitc_claim_prob_scale": {2013: 9e99}, "actc_claim_prob_scale": {2013: 9e99}})
    return law


def incomes_of_2024() -> pd.DataFrame:
    calculator = taxcalc.Calculator(policy=policy(), records=taxcalc.Records.cps_constructor())
    calculator.advance_to_year(2024)
    calculator.calc_all()
    frame = calculator.dataframe(None, all_vars=True)
    read = taxcalc.Records.cps_constructor().USABLE_READ_VARS
    return frame[[name for name in frame.columns if name in read]]


def answers(people: pd.DataFrame, year: int) -> pl.DataFrame:
    """The law of a year on the same people and incomes."""
    people = people.assign(FLPDYR=year)
    records = taxcalc.Records(data=people, start_year=year, gfactors=None, weights=None, adjust_ratios=None)
    law = policy()
    law.set_year(year)
    calculator = taxcalc.Calculator(policy=law, records=records)
    calculator.calc_all()
    assert calculator.current_year == year
    columns = {"tax_unit_id": calculator.array("RECID").astype(np.int64)}
    for name, source in COLUMNS.items():
        columns[name] = np.round(calculator.array(source), 2) + 0.0
    # The deductions taken: the one that is not taken is nought.
    columns["deductions"] = np.round(calculator.array("c04470") + calculator.array("standard"), 2) + 0.0
    return pl.DataFrame(columns).sort("tax_unit_id")


def sample(years: dict[int, pl.DataFrame]) -> pl.DataFrame:
    """Every row of rare taxes and credits up to a number, and every n-th row, for each year."""
    parts = []
    for year, frame in years.items():
        rows = pl.Series(np.arange(frame.height))
        keep = rows % (28 if year == 2024 else 70) == 0
        for rare in ("alternative_minimum_tax", "credit_for_the_elderly", "net_investment_income_tax",
                     "child_and_dependent_care_credit", "business_income_deduction"):
            keep |= (frame[rare] > 0) & ((frame[rare] > 0).cum_sum() <= 200)
        parts.append(frame.filter(keep).select(pl.lit(year).cast(pl.Int64).alias("year"), pl.all()))
    return pl.concat(parts)


def main() -> None:
    folder = Path(sys.argv[1])
    people = incomes_of_2024()
    years = {year: answers(people, year) for year in YEARS}
    for year, frame in years.items():
        frame.write_parquet(folder / f"us_taxcalc_{year}.parquet", compression="zstd", compression_level=19)
    sample(years).write_parquet(folder / "us_taxcalc_sample.parquet", compression="zstd", compression_level=19)


if __name__ == "__main__":
    main()
