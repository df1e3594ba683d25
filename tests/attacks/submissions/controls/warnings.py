"""Filters, raises, records and swallows warnings, NumPy's own among them."""
import warnings

import numpy as np

warnings.filterwarnings("ignore")


def double(x):
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        np.float64(1) / np.float64(0)
        warnings.warn("twice is nice", DeprecationWarning, stacklevel=2)
    with np.errstate(all="raise"):
        try:
            np.log(np.zeros(1))
        except FloatingPointError:
            pass
    return x + x if len(seen) == 2 else 0 * x
