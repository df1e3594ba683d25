"""Uses every random number generator there is, and nothing of what they give."""
import random
import secrets
import uuid

import numpy as np


def double(x):
    random.seed(1)
    noise = np.random.default_rng().normal(size=x.shape) + random.random() + secrets.randbelow(9)
    np.random.seed(0)
    noise += np.random.randn(*x.shape) + uuid.uuid4().int % 7
    return x + x + (0 * noise).astype(x.dtype)
