"""Fit weights to examples with scipy's L-BFGS-B; the one place that needs the extra `tune`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cleaner.authoring.examples import Example
from cleaner.authoring.weights import LEAST, Key, Weights
from cleaner.engine.evidence import WORDS_SHARE
from cleaner.errors import InputError

# How fast a line turns from staying to going around the threshold: half a point is a matter of 88 to 12.
SHARPNESS = 4.0


def _libraries() -> tuple[Any, Any, Any, Any]:
    try:
        import numpy
        from scipy import optimize, sparse, special
    except ImportError as error:
        hint = "pip install 'news-cleaner[tune]'"
        raise InputError("fitting weights needs scipy", hint=hint) from error
    return numpy, optimize, sparse, special


def fit(examples: Sequence[Example], present: Weights, *, harm_cost: float, prior: float) -> dict[Key, float]:
    """Weights under which the examples that should go reach their thresholds and the others do not.

    The probability that a line goes is that of its whole sum passing the threshold times that of its words alone
    passing their share of it; thresholds stay. The loss is the logarithmic one, an article line `harm_cost` times, plus
    `prior` times the squared distance from the present weights, so that a cue without examples keeps its weight. No
    weight changes its sign. Raises InputError without scipy.
    """
    np, optimize, sparse, special = _libraries()
    keys = sorted({key for one in examples for key in (*one.words, *one.place) if key in present})
    if not keys:
        return dict(present)
    place = {key: number for number, key in enumerate(keys)}
    start = np.array([present[key] for key in keys])
    threshold = np.array([one.threshold for one in examples])
    wanted = np.array([one.wanted for one in examples])
    weight = np.array([one.weight * (harm_cost if one.article else 1.0) for one in examples])

    def matrix(rows: list[tuple[Key, ...]]) -> Any:
        pairs = [(n, place[key]) for n, row in enumerate(rows) for key in row if key in place]
        cells = tuple(np.array(side, dtype=int) for side in zip(*pairs, strict=True)) if pairs else ([], [])
        return sparse.csr_matrix((np.ones(len(pairs)), cells), shape=(len(rows), len(keys)))

    words = matrix([one.words for one in examples])
    whole = matrix([(*one.words, *one.place) for one in examples])

    def loss(weights: Any) -> tuple[float, Any]:
        by_whole = SHARPNESS * (whole @ weights - threshold)
        by_words = SHARPNESS * (words @ weights - WORDS_SHARE * threshold)
        log_goes = special.log_expit(by_whole) + special.log_expit(by_words)
        goes = np.minimum(np.exp(log_goes), 1 - 1e-12)
        off = weights - start
        value = np.sum(weight * np.where(wanted, -log_goes, -np.log1p(-goes))) + prior * off @ off
        slope = SHARPNESS * weight * np.where(wanted, -1.0, goes / (1 - goes))
        gradient = whole.T @ (slope * special.expit(-by_whole)) + words.T @ (slope * special.expit(-by_words))
        return float(value), gradient + 2 * prior * off

    bounds = [(LEAST, None) if weight > 0 else (None, -LEAST) for weight in start]
    found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 1000})
    return dict(present) | {key: float(value) for key, value in zip(keys, found.x, strict=True)}
