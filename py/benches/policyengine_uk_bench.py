"""PolicyEngine UK, compiled, on made households of one to three persons: the law of 2025/26 and a reform of two parameters.

* ``persons``: from three DataFrames to aggregates, deciles, poverty and winners, and the ledger as DataFrames. The package
  gives aggregates and ledger in two calls, each of which runs both laws.
* ``persons-tables``: the same without the ledger.

Tables go to its program as text and come back so; the package does that itself.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from bench_common import arguments, measure
from policyengine_uk_compiled import (
    BENUNIT_DEFAULTS,
    HOUSEHOLD_DEFAULTS,
    PERSON_DEFAULTS,
    ChildBenefitParams,
    IncomeTaxParams,
    Parameters,
    Simulation,
)

YEAR = 2025
SEED = 20_250_101
REGIONS = ["London", "North East", "North West", "South East", "South West", "Wales", "Scotland"]


def of_defaults(defaults: dict[str, Any], count: int, **columns: Any) -> pd.DataFrame:
    """A table whose other columns have the package's own defaults."""
    return pd.DataFrame({name: columns.get(name, value) for name, value in defaults.items()}, index=range(count))


def made_people(count: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """So many households, each one benefit unit: one adult, a couple, or a couple with a child, a third each."""
    draw = np.random.Generator(np.random.PCG64(SEED))
    sizes = draw.integers(1, 4, count)
    household = np.repeat(np.arange(count), sizes)
    persons = len(household)
    first = np.cumsum(sizes) - sizes
    place = np.arange(persons) - first[household]
    head = place == 0
    child = place == 2
    works = (draw.random(persons) < 0.7) & ~child
    region = draw.choice(REGIONS, size=count)
    rent = np.where(draw.random(count) < 0.45, np.round(draw.uniform(400, 1_200, count), 2), 0.0)
    members = [";".join(str(at + number) for number in range(size)) for at, size in zip(first, sizes)]
    return (
        of_defaults(
            PERSON_DEFAULTS,
            persons,
            person_id=np.arange(persons),
            benunit_id=household,
            household_id=household,
            age=np.where(child, draw.integers(0, 16, persons), draw.integers(20, 66, persons)),
            gender=np.where(draw.random(persons) < 0.5, "male", "female"),
            is_benunit_head=head,
            is_household_head=head,
            employment_income=np.where(works, np.round(draw.lognormal(10.2, 0.7, persons), 2), 0.0),
            is_in_scotland=(region == "Scotland")[household],
            hours_worked_annual=np.where(works, 1_800.0, 0.0),
        ),
        of_defaults(
            BENUNIT_DEFAULTS,
            count,
            benunit_id=np.arange(count),
            household_id=np.arange(count),
            person_ids=members,
            rent_monthly=rent,
        ),
        of_defaults(
            HOUSEHOLD_DEFAULTS,
            count,
            household_id=np.arange(count),
            benunit_ids=np.arange(count).astype(str),
            person_ids=members,
            weight=np.round(draw.uniform(50.0, 150.0, count), 2),
            region=region,
            rent_annual=12 * rent,
        ),
    )


def main() -> None:
    """Measures and prints the line."""
    options = arguments(__doc__, ["persons", "persons-tables"])
    persons, benunits, households = made_people(options.households)

    def done(number: int) -> dict[str, float]:
        policy = Parameters(
            income_tax=IncomeTaxParams(personal_allowance=15_000 + 10 * number),
            child_benefit=ChildBenefitParams(eldest_weekly=40),
        )
        simulation = Simulation(year=YEAR, persons=persons, benunits=benunits, households=households)
        result = simulation.run(policy=policy)
        totals = {"net_cost": result.budgetary_impact.net_cost, "deciles": len(result.decile_impacts)}
        if options.work == "persons":
            totals["ledger_rows_household"] = len(simulation.run_microdata(policy=policy).households)
        return totals

    system = "policyengine-uk-compiled"
    measure(system, system, options.work, options.households, options.repeat, done)


if __name__ == "__main__":
    main()
