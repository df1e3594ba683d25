"""Scaled dot-product attention (Vaswani et al., "Attention Is All You Need", arXiv:1706.03762, equation 1)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray


def softmax(scores: NDArray[Any]) -> NDArray[Any]:
    """Return the softmax of each row of (..., n_q, n_k) scores, shifted by the row's maximum."""
    e = np.exp(scores - np.max(scores, axis=-1, keepdims=True))  # (..., n_q, n_k)
    p: NDArray[Any] = e / np.sum(e, axis=-1, keepdims=True)
    return p


def attention(
    Q: NDArray[Any], K: NDArray[Any], V: NDArray[Any], mask: NDArray[np.bool_] | None = None
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return softmax(Q Kᵀ / √d_k) V and the weights softmax(Q Kᵀ / √d_k).

    Args:
        Q: queries (..., n_q, d_k).
        K: keys (..., n_k, d_k).
        V: values (..., n_k, d_v).
        mask: broadcastable to (..., n_q, n_k); True where a query may attend to a key. None allows everything.

    Returns:
        output (..., n_q, d_v) and weights (..., n_q, n_k), in the dtype of Q, K and V.
    """
    d_k = Q.shape[-1]
    # math.sqrt gives a Python float, which leaves float32 alone; np.sqrt would give a float64 scalar, which does not.
    scores = Q @ np.swapaxes(K, -1, -2) / math.sqrt(d_k)  # (..., n_q, n_k)

    if mask is not None:
        scores = np.where(mask, scores, -np.inf)  # exp(-inf) = 0: no weight, and no part in the maximum or the sum

    weights = softmax(scores)  # (..., n_q, n_k), rows sum to 1
    output = weights @ V  # (..., n_q, d_v)
    return output, weights
