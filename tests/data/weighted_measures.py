"""Writes weighted_incomes.csv and weighted_measures.csv: measures of inequality as published Python libraries give them.

Run with ``python weighted_measures.py`` after ``pip install inequality==1.1.2 IneqPy==0.4.1 microdf-python==1.5.12
statsmodels==0.15.0 scipy==1.17.1``; the files then stand beside this one. The incomes are made up: every number in them is a
multiple of 1/128 and every weight a whole number, so that any program reads the very same values.

Libraries without weights get every row as often as its weight says. Concentration indices are 2 cov(y, F) / mean(y) with
F the fractional rank, the middle one for equal incomes: the rank from scipy, the covariance from statsmodels. (IneqPy's
own ``kakwani`` ranks each income by itself and ``concentration`` divides by n - 1; they are not used.)
"""

from importlib.metadata import version
from pathlib import Path

import ineqpy
import numpy as np
from inequality.atkinson import Atkinson
from microdf import MicroSeries
from scipy.stats import rankdata
from statsmodels.stats.weightstats import DescrStatsW

ROWS = 1200
FOLDER = Path(__file__).parent


def incomes() -> dict[str, np.ndarray]:
    """Market income, taxes, benefits and weights that vary a thousandfold, with equal incomes, zeros and re-ranking."""
    draw = np.random.default_rng(20240917)
    market = np.exp(draw.normal(10.2, 0.9, ROWS))
    market[draw.random(ROWS) < 0.12] = 0.0
    equal = draw.random(ROWS) < 0.1
    market[equal] = np.round(market[equal] / 5000.0) * 5000.0
    taxes = np.maximum(0.0, market - 11000.0) * 0.28 * draw.uniform(0.7, 1.1, ROWS)
    benefits = np.maximum(0.0, 9000.0 - 0.5 * market) * (draw.random(ROWS) < 0.7) + 1200.0 * draw.integers(0, 3, ROWS)
    grid = lambda x: np.round(x * 128.0) / 128.0
    market, taxes, benefits = grid(market), grid(taxes), grid(benefits)
    gross = market + benefits
    disposable = gross - taxes
    disposable[:3] = [-500.0, 0.0, -0.5]
    weight = np.round(np.exp(draw.uniform(0.0, np.log(1000.0), ROWS)))
    return {"market": market, "gross": gross, "taxes": taxes, "disposable": disposable, "weight": weight}


def concentration(of: np.ndarray, by: np.ndarray, weight: np.ndarray) -> float:
    """The concentration index of one income by the rank of another."""
    repeated = np.repeat(np.arange(len(of)), weight.astype(int))
    rank = (rankdata(by[repeated], method="average") - 0.5) / len(repeated)
    found = DescrStatsW(np.column_stack([of[repeated], rank]), ddof=0)
    return float(2.0 * found.cov[0, 1] / found.mean[0])


def main() -> None:
    columns = incomes()
    market, gross, taxes = columns["market"], columns["gross"], columns["taxes"]
    disposable, weight = columns["disposable"], columns["weight"]
    with open(FOLDER / "weighted_incomes.csv", "w", newline="\n") as file:
        file.write(",".join(columns) + "\n")
        for row in zip(*columns.values()):
            file.write(",".join(repr(float(cell)) for cell in row) + "\n")

    positive = disposable > 0.0
    x, w = disposable[positive], weight[positive]
    repeated = np.repeat(x, w.astype(int))
    by_hand = lambda of, by: concentration(of, by, weight)
    gini = lambda of: float(MicroSeries(of, weights=weight).gini())
    atkinson_1 = float(Atkinson(repeated, 1).A)
    net = market - disposable
    described = DescrStatsW(disposable, weights=weight)
    rows = [
        ("mean_disposable", described.mean, "statsmodels"),
        ("total_disposable", described.sum, "statsmodels"),
        ("gini_market", gini(market), "microdf-python"),
        ("gini_gross", gini(gross), "microdf-python"),
        ("gini_disposable", by_hand(disposable, disposable), "statsmodels"),
        ("theil", ineqpy.inequality.theil(income=x, weights=w), "IneqPy"),
        ("mean_log_deviation", -np.log1p(-atkinson_1), "inequality"),
        ("atkinson_0_5", ineqpy.inequality.atkinson(income=x, weights=w, e=0.5), "IneqPy"),
        ("atkinson_1", atkinson_1, "inequality"),
        ("atkinson_2", ineqpy.inequality.atkinson(income=x, weights=w, e=2), "IneqPy"),
        ("not_positive_weight", weight[~positive].sum(), "numpy"),
        ("concentration_disposable", by_hand(disposable, market), "statsmodels"),
        ("concentration_taxes", by_hand(taxes, market), "statsmodels"),
        ("concentration_benefits", by_hand(disposable - market + taxes, market), "statsmodels"),
        ("concentration_net_taxes", by_hand(net, market), "statsmodels"),
        ("redistributive_effect", gini(market) - by_hand(disposable, disposable), "statsmodels"),
        ("reynolds_smolensky", gini(market) - by_hand(disposable, market), "statsmodels"),
        ("reranking", by_hand(disposable, disposable) - by_hand(disposable, market), "statsmodels"),
        ("kakwani", by_hand(net, market) - gini(market), "statsmodels"),
        ("kakwani_taxes", by_hand(taxes, market) - gini(market), "statsmodels"),
    ]
    # A check among the libraries before anything is written.
    assert abs(float(Atkinson(repeated, 2).A) - rows[9][1]) < 1e-12
    assert abs(float(Atkinson(repeated, 0.5).A) - rows[7][1]) < 1e-12
    assert abs(by_hand(market, market) - rows[2][1]) < 1e-9
    with open(FOLDER / "weighted_measures.csv", "w", newline="\n") as file:
        file.write("measure,value,library,version\n")
        for name, value, library in rows:
            file.write(f"{name},{float(value)!r},{library},{version(library)}\n")


if __name__ == "__main__":
    main()
