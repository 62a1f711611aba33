"""The Python package: from a polars DataFrame to the budget, all measures and the ledger in polars.

* ``households``: rows are households without persons; a law of six instruments (`homes/`) and a reform that adds two.
* ``persons``: about 2.3 persons a household of the stylised country; its law of six instruments and a reform that adds two.
* ``persons-tables``: the same without the ledger.
* ``us``: 280,005 tax units, each expanded to its persons; the federal law of 2024.
* ``us-warm``: the same law on people that stand already; the amounts that taxcalc_bench.py takes are asked for, and no measure.
* ``us-measures``: the same law and people, budget and all measures.
* ``us-reform``: the same people; that law beside one with a changed credit.

``households``, ``persons`` and ``us`` begin with the DataFrame and end with every table and the ledger. The law is built anew each
time, with another value of a parameter, as by someone who tries one value after the other; but for ``us-warm``, whose law stands
already, as it does in taxcalc_bench.py.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
from bench_common import ROOT, TAX_UNITS, arguments, measure

import commonweal as cw

Work = tuple[int, Callable[[int], dict[str, float]]]

HERE = Path(__file__).resolve().parent
SEED = 20_250_101

# The amounts that taxcalc_bench.py takes.
AMOUNTS = [
    "adjusted_gross_income",
    "taxable_income",
    "income_tax",
    "payroll_tax_employee",
    "payroll_tax_employer",
    "self_employment_tax",
    "eitc",
    "child_tax_credit",
    "additional_child_tax_credit",
]

REGIONS = ["north", "east", "south", "west"]
TENURES = ["owner", "tenant", "social_tenant"]
STATUSES = ["employee", "self_employed", "unemployed", "retired", "inactive"]


def told(result: cw.Result, unit: str, ledger: bool = True) -> dict[str, float]:
    """Asks for what a user asks for, and gives a few totals of it."""
    totals = {"net_cost": result.net_cost, "instruments": result.budget.height, "tables": len(result.tables)}
    if ledger:
        totals[f"ledger_rows_{unit}"] = result.microdata(progress=False).height
    return totals


def made_households(count: int) -> pl.DataFrame:
    """So many households from a fixed seed, sorted: amounts as 64-bit numbers, counts, and categories as Enum."""
    draw = np.random.Generator(np.random.PCG64(SEED))

    def chosen(values: list[str], shares: list[float]) -> pl.Series:
        return pl.Series(draw.choice(values, size=count, p=shares).tolist(), dtype=pl.Enum(values))

    def amount(share: float, mean: float, spread: float) -> np.ndarray:
        has = draw.random(count) < share
        return np.where(has, np.round(draw.lognormal(mean, spread, count), 2), 0.0)

    status = chosen(STATUSES, [0.55, 0.08, 0.05, 0.24, 0.08])
    works = status.is_in(["employee", "self_employed"]).to_numpy()
    own = (status == "self_employed").to_numpy()
    pay = np.where(works, np.round(draw.lognormal(10.4, 0.7, count), 2), 0.0)
    return pl.DataFrame(
        {
            "household_id": np.arange(1, count + 1),
            "weight": np.round(draw.uniform(50.0, 150.0, count), 2),
            "earnings": np.where(own, 0.0, pay),
            "self_employment_income": np.where(own, pay, 0.0),
            "capital_income": amount(0.4, 6.5, 1.6),
            "pension_income": np.where((status == "retired").to_numpy(), np.round(draw.lognormal(9.6, 0.5, count), 2), 0.0),
            "rent": amount(0.45, 6.5, 0.4),
            "adults": draw.choice(np.array([1, 2, 3]), size=count, p=[0.42, 0.49, 0.09]),
            "children": draw.choice(np.array([0, 1, 2, 3, 4]), size=count, p=[0.68, 0.14, 0.12, 0.04, 0.02]),
            "region": chosen(REGIONS, [0.3, 0.2, 0.3, 0.2]),
            "tenure": chosen(TENURES, [0.5, 0.38, 0.12]),
            "status": status,
        }
    )


def households(count: int) -> Work:
    """Rows are households without persons."""
    frame = made_households(count)

    def done(number: int) -> dict[str, float]:
        people = cw.Population.from_frames(households=frame, mapping=HERE / "homes.toml")
        study = cw.Study(
            {
                "format": 1,
                "name": "homes",
                "system": "homes",
                "year": 2025,
                "baseline": {"set": {"child_benefit.of_children": [0, 1_800 + number, 3_600, 5_700, 7_800]}},
                "reform": {
                    "add": ["negative_income_tax", "earnings_credit"],
                    "set": {"negative_income_tax.guarantee": 9_000 + 10 * number},
                },
            },
            folder=HERE,
            population=people,
        )
        return told(cw.run(study, progress=False), "household")

    return count, done


def persons(count: int, ledger: bool = True) -> Work:
    """Rows are persons of the stylised country. They are made once and kept below `target`."""
    path = ROOT / "target" / "bench" / f"persons_{count}_{cw.__version__}.parquet"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        cw.Population.synthesize("stylised", households=count, seed=1, progress=False).to_frame().write_parquet(unfinished)
        unfinished.replace(path)
    frame = pl.read_parquet(path).rechunk()

    def done(number: int) -> dict[str, float]:
        people = cw.Population.from_frames(frame, system="stylised")
        base = cw.System.load("stylised", year=2025).set("child_benefit.first_child", 150 + number)
        reform = base.add(cw.NegativeIncomeTax(guarantee=9_000 + 10 * number, taper=0.5), cw.EarningsCredit())
        return told(cw.compare(people, base, reform, progress=False), "household", ledger)

    return count, done


def persons_tables(count: int) -> Work:
    """The same without the ledger."""
    return persons(count, ledger=False)


def us(_: int) -> Work:
    """From the table of tax units to the ledger."""
    frame = pl.read_parquet(TAX_UNITS).rechunk()

    def done(_: int) -> dict[str, float]:
        people = cw.Population.from_frames(frame, mapping="us-cps-sample")
        return told(cw.compare(people, cw.System.load("us", year=2024), progress=False), "tax_unit")

    return frame.height, done


def us_warm(_: int) -> Work:
    """The law alone, on people that stand already."""
    people = cw.Population.from_frames(pl.read_parquet(TAX_UNITS).rechunk(), mapping="us-cps-sample")

    law = cw.System.load("us", year=2024)

    def done(_: int) -> dict[str, float]:
        ledger = cw.calculate(people, law, columns=AMOUNTS, progress=False)
        tax = (ledger["income_tax"] * ledger["weight"]).sum()
        return {"columns": ledger.width, "ledger_rows_tax_unit": ledger.height, "income_tax": tax}

    return people.households, done


def us_measures(_: int) -> Work:
    """The law and every measure, on people that stand already."""
    people = cw.Population.from_frames(pl.read_parquet(TAX_UNITS).rechunk(), mapping="us-cps-sample")

    def done(_: int) -> dict[str, float]:
        return told(cw.compare(people, cw.System.load("us", year=2024), progress=False), "tax_unit", ledger=False)

    return people.households, done


def us_reform(_: int) -> Work:
    """Two laws, on people that stand already."""
    people = cw.Population.from_frames(pl.read_parquet(TAX_UNITS).rechunk(), mapping="us-cps-sample")

    def done(number: int) -> dict[str, float]:
        base = cw.System.load("us", year=2024)
        reform = base.set("child_tax_credit.credit_per_child", 2_500 + 10 * number)
        return told(cw.compare(people, base, reform, progress=False), "tax_unit", ledger=False)

    return people.households, done


def main() -> None:
    """Measures and prints the line."""
    works = {
        "households": households,
        "persons": persons,
        "persons-tables": persons_tables,
        "us": us,
        "us-warm": us_warm,
        "us-measures": us_measures,
        "us-reform": us_reform,
    }
    options = arguments(__doc__, list(works))
    units, done = works[options.work](options.households)
    measure("commonweal", "commonweal", options.work, units, options.repeat, done)


if __name__ == "__main__":
    main()
