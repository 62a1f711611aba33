"""Tax-Calculator on the CPS file that it ships: 280,005 tax units, federal law of 2024.

* ``us``: from the file's DataFrame to a DataFrame of the results of every tax unit.
* ``us-warm``: the law again on records that stand already, those of the year, to a DataFrame of the results of every tax unit.
* ``us-reform``: the same records; that law beside one with a larger child tax credit, the second with a calculator of its own.

It compiles its rules when they first run: that is in the first seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import taxcalc
from bench_common import arguments, measure

YEAR = 2024
RESULTS = ["RECID", "s006", "c00100", "c04800", "iitax", "payrolltax", "eitc", "c07220", "c11070", "combined"]

Done = Callable[[int], dict[str, float]]


def calculator(records: taxcalc.Records, credit: int | None = None) -> taxcalc.Calculator:
    """The law of the year on the records, with another child tax credit where one is given."""
    policy = taxcalc.Policy()
    if credit is not None:
        policy.implement_reform({"CTC_c": {YEAR: credit}})
    made = taxcalc.Calculator(policy=policy, records=records, verbose=False)
    made.advance_to_year(YEAR)
    return made


def us(frame: pd.DataFrame) -> Done:
    """From the table of tax units to their results."""

    def done(_: int) -> dict[str, float]:
        law = calculator(taxcalc.Records.cps_constructor(data=frame))
        law.calc_all()
        ledger = law.dataframe(RESULTS)
        return {"iitax": law.weighted_total("iitax"), "ledger_rows": len(ledger)}

    return done


def us_warm(frame: pd.DataFrame) -> Done:
    """The law alone."""
    law = calculator(taxcalc.Records.cps_constructor(data=frame))

    def done(_: int) -> dict[str, float]:
        law.calc_all()
        return {"iitax": law.weighted_total("iitax"), "ledger_rows": len(law.dataframe(RESULTS))}

    return done


def us_reform(frame: pd.DataFrame) -> Done:
    """Two laws."""
    records = taxcalc.Records.cps_constructor(data=frame)
    law = calculator(records)

    def done(number: int) -> dict[str, float]:
        law.calc_all()
        reform = calculator(records, 2_500 + 10 * number)
        reform.calc_all()
        return {"net_cost": law.weighted_total("combined") - reform.weighted_total("combined")}

    return done


def main() -> None:
    """Measures and prints the line."""
    works = {"us": us, "us-warm": us_warm, "us-reform": us_reform}
    options = arguments(__doc__, list(works))
    frame = pd.read_csv(Path(taxcalc.__file__).parent / "cps.csv.gz")
    measure("taxcalc", "taxcalc", options.work, len(frame), options.repeat, works[options.work](frame))


if __name__ == "__main__":
    main()
