"""The statistics of W1 in numpy, for the peers that have none of their own (numpy and numba)."""

from __future__ import annotations

import numpy as np
from w1_common import LINE_SHARE, full_result


def _sorted(y: np.ndarray, w: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    order = np.argsort(y)
    return order, y[order], w[order]


def _gini(y: np.ndarray, w: np.ndarray, cumulative: np.ndarray) -> float:
    wy = w * y
    return np.dot(wy, 2.0 * cumulative - w) / (cumulative[-1] * wy.sum()) - 1.0


def full(totals: dict, y0: np.ndarray, y1: np.ndarray, w: np.ndarray) -> dict:
    """Median, poverty, Gini coefficients and deciles from both incomes and the weights; adds the given totals."""
    order, y, v = _sorted(y0, w)
    cumulative = np.cumsum(v)
    total = cumulative[-1]
    median = y[np.searchsorted(cumulative, 0.5 * total)]
    line = LINE_SHARE * median
    gini_before = _gini(y, v, cumulative)

    # Each decile is a slice of the sorted rows that ends where the group of incomes equal to its edge ends.
    edges = y[np.searchsorted(cumulative, np.arange(1, 10) / 10 * total)]
    bounds = np.concatenate([[0], np.searchsorted(y, edges, side="right"), [len(y)]])
    change = v * (y1[order] - y)
    weights = [v[a:b].sum() for a, b in zip(bounds, bounds[1:])]
    changes = [change[a:b].sum() for a, b in zip(bounds, bounds[1:])]

    _, y, v = _sorted(y1, w)
    statistics = {
        "median": median,
        "poverty_before": w[y0 < line].sum() / total,
        "poverty_after": w[y1 < line].sum() / total,
        "gini_before": gini_before,
        "gini_after": _gini(y, v, np.cumsum(v)),
    }
    return full_result(totals, statistics, weights, changes)
