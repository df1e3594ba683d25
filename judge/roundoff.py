"""Error bounds from the arithmetic itself: how far honest floating-point work may be from the exact result.

Authors name what was computed and how large its terms are; nobody guesses an `atol`. The constants come from
N. J. Higham, "Accuracy and Stability of Numerical Algorithms" (2nd edition, SIAM 2002).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


class Roundoff:
    """The rounding of one floating-point format.

    Args:
        dtype: "float16", "float32" or "float64".

    Attributes:
        unit: the unit round-off u, 2**-24 for float32 and 2**-53 for float64 (Higham, section 2.1).
        tiny: the smallest normal number; below it, relative precision is lost.
    """

    def __init__(self, dtype: str) -> None:
        info = np.finfo(np.dtype(dtype))
        self.dtype = dtype
        self.unit = float(info.eps) / 2
        self.tiny = float(info.tiny)

    def elementwise(self, magnitude: ArrayLike, operations: float = 4) -> NDArray[Any]:
        """Bound for a chain of elementwise operations, each within one unit round-off of its result.

        Args:
            magnitude: the size of the result, or of the largest intermediate; any shape, which the bound has too.
            operations: how many roundings there are (Higham, equation 2.4, and lemma 3.1 for their product).
        """
        return operations * self.unit * np.abs(np.asarray(magnitude, dtype=np.float64)) + self.tiny

    def sum(self, magnitude: ArrayLike, length: int) -> NDArray[Any]:
        """Bound for a sum of `length` terms in any order (Higham, equation 4.4).

        Args:
            magnitude: the sum of the absolute values of the terms; any shape, which the bound has too.
            length: how many terms are added.
        """
        return self.elementwise(magnitude, length + 1)

    def dot(self, magnitude: ArrayLike, length: int) -> NDArray[Any]:
        """Bound for an inner product of `length` terms in any order (Higham, equation 3.5).

        Args:
            magnitude: |x| . |y|, the inner product of the absolute values; any shape, which the bound has too.
            length: how many products are added.
        """
        return self.elementwise(magnitude, length + 2)
