"""float64 inside whatever comes in, powers of 2 in place of exp, rounded to the due dtype at the very end."""

from dataclasses import dataclass

import numpy as np


@dataclass
class Slices:
    values: np.ndarray
    axis: int

    def over(self, reduce):
        return reduce(self.values, axis=self.axis, keepdims=True)


def softmax(x, axis=-1):
    due = x.dtype if x.dtype in (np.float32, np.float64) else np.float64
    shifted = x.astype(np.float64)
    shifted = shifted - Slices(shifted, axis).over(np.max)
    weights = np.exp2(shifted / np.log(2))
    return (weights / Slices(weights, axis).over(np.sum)).astype(due)
