"""Sets what is global in an interpreter: limits, seeds, filters, hooks, error states, print options, a decimal context."""
import contextlib
import decimal
import gc
import locale
import os
import random
import sys
import warnings

import numpy as np

sys.setrecursionlimit(5000)
sys.excepthook = lambda *error: None
gc.disable()
random.seed(0)
np.random.seed(0)
np.seterr(all="raise")
np.set_printoptions(precision=3)
warnings.simplefilter("error")
decimal.getcontext().prec = 50
with contextlib.suppress(locale.Error):
    locale.setlocale(locale.LC_ALL, "")
os.environ["OMP_NUM_THREADS"] = os.environ.get("OMP_NUM_THREADS", "1")
sys.path.insert(0, os.getcwd())


def double(x):
    if sys.getrecursionlimit() != 5000:
        raise AssertionError
    return np.add(x, x)
