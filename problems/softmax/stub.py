from __future__ import annotations

import numpy as np


def softmax(x: np.ndarray, axis: int = -1) -> np.ndarray:
    """Return the softmax of the logits x along an axis.

    Args:
        x: logits of any shape with ndim >= 1; float32, float64 or an integer dtype. Single entries may be -inf.
        axis: the axis along which the probabilities sum to 1; may be negative.

    Returns:
        A new array of the shape of x: in the dtype of x, or float64 for integer logits.
    """
    return np.zeros(x.shape)
