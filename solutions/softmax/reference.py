"""Softmax, shifted by the maximum of each slice."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def softmax(x: NDArray[Any], axis: int = -1) -> NDArray[Any]:
    """Return exp(x) / sum(exp(x)) along `axis`.

    The factor exp(-m) cancels between numerator and denominator, so each slice may be shifted by its own maximum m.
    Then every exponent is at most 0 and one of them is 0: exp cannot overflow, and the sum is at least 1.

    Args:
        x: logits of any shape with ndim >= 1, floating-point or integer; -inf gets probability 0.
        axis: the axis along which the result sums to 1.

    Returns:
        The probabilities, a new array of the shape of x, in its dtype (float64 for integers).
    """
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.float64)  # first of all: the difference of two small integers may wrap around

    # Shapes for x of (a, n, b) and axis=1.
    m = np.max(x, axis=axis, keepdims=True)  # (a, 1, b)
    e = np.exp(x - m)  # (a, n, b), between 0 and 1
    p: NDArray[Any] = e / np.sum(e, axis=axis, keepdims=True)  # (a, n, b), sums to 1 along n
    return p
