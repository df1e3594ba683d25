"""A typed NamedTuple as the result, a dtype-aware lowest number as the fill, and √d_k split over Q and K."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Attended(NamedTuple):
    output: np.ndarray
    weights: np.ndarray


def attention(Q: np.ndarray, K: np.ndarray, V: np.ndarray, mask: np.ndarray | None = None) -> Attended:
    quarter = Q.shape[-1] ** -0.25
    scores = (Q * quarter) @ np.moveaxis(K * quarter, -1, -2)
    if mask is not None:
        scores = np.where(mask, scores, np.finfo(scores.dtype).min)
    e = np.exp(scores - np.amax(scores, axis=-1)[..., np.newaxis])
    weights = e / e.sum(axis=-1)[..., np.newaxis]
    return Attended(output=weights @ V, weights=weights)
