"""commonweal: what a safety net costs, who it catches and who pays for it, when AI displaces work.

::

    import commonweal as cw

    result = cw.run("three-tier-safety-net")
    result.budget
    result.plot.deciles()

The pieces: `Population` (the people), `System` (the law, changed by `add`, `set`, `remove` and `replace`), `Scenario` (what
happens to work), `Study` (all of it, as a file), `run` and `compare` (which give a `Result`), `calculate` (the ledger alone), `run_years` (`Years`),
`compare_years`, `sensitivity`, `report`, `household`, `sweep`, `equal_cost`, and a class
for every instrument, such as `NegativeIncomeTax`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonweal import _engine, instruments
from commonweal._equal_cost import equal_cost
from commonweal._errors import CommonwealError, ParameterError, PopulationError, Problem, StudyError
from commonweal._household import BudgetLine, Household, household
from commonweal._instrument import Instrument
from commonweal._names import names
from commonweal._population import Population
from commonweal._report import report
from commonweal._result import Result
from commonweal._run import calculate, compare, compare_years, linspace, run, run_years, sweep
from commonweal._scenario import Scenario
from commonweal._sensitivity import Sensitivity, sensitivity
from commonweal._setting import InstrumentSetting
from commonweal._study import Study
from commonweal._system import System
from commonweal._years import Years, YearsComparison
from commonweal.instruments import *  # noqa: F403 - a class for every instrument, listed in its own __all__

if TYPE_CHECKING:
    from commonweal._explanation import Explanation as Explanation

__version__ = _engine.version()

__all__ = [
    "BudgetLine",
    "CommonwealError",
    "Household",
    "Instrument",
    "InstrumentSetting",
    "ParameterError",
    "Population",
    "PopulationError",
    "Problem",
    "Result",
    "Scenario",
    "Sensitivity",
    "Study",
    "StudyError",
    "System",
    "Years",
    "YearsComparison",
    "calculate",
    "compare",
    "compare_years",
    "equal_cost",
    "household",
    "instruments",
    "linspace",
    "names",
    "report",
    "run",
    "run_years",
    "sensitivity",
    "sweep",
    *instruments.__all__,
]
