"""Correct solutions whose sums are formed in deliberately different orders, each in the dtype of its input."""

from __future__ import annotations

ORDERS = {
    "forwards": """
def total(x, axis):
    x = np.moveaxis(x, axis, 0)
    result = x[0]
    for term in x[1:]:
        result = result + term
    return np.expand_dims(result, axis)
""",
    "backwards": """
def total(x, axis):
    x = np.moveaxis(x, axis, 0)
    result = x[-1]
    for term in x[-2::-1]:
        result = term + result
    return np.expand_dims(result, axis)
""",
    "halves": """
def halves(x):
    middle = len(x) // 2
    return x[0] if len(x) == 1 else halves(x[:middle]) + halves(x[middle:])


def total(x, axis):
    return np.expand_dims(halves(np.moveaxis(x, axis, 0)), axis)
""",
    "largest_first": """
def total(x, axis):
    x = np.moveaxis(x, axis, 0)
    x = np.take_along_axis(x, np.argsort(-np.abs(x), axis=0), axis=0)
    result = x[0]
    for term in x[1:]:
        result = result + term
    return np.expand_dims(result, axis)
""",
    "four_lanes": """
def total(x, axis):
    x = np.moveaxis(x, axis, 0)
    lanes = [np.zeros_like(x[0]) for _ in range(4)]
    for i, term in enumerate(x):
        lanes[i % 4] = lanes[i % 4] + term
    return np.expand_dims((lanes[3] + lanes[1]) + (lanes[2] + lanes[0]), axis)
""",
}
"""Name -> a function that adds along an axis and keeps it with size 1."""

SOLUTIONS = {
    "softmax": """
def softmax(x, axis=-1):
    if x.dtype.kind in "iu":
        x = x.astype(np.float64)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / total(e, axis)
""",
    "attention": """
def product(A, B):
    return total(A[..., :, :, None] * B[..., None, :, :], -2)[..., 0, :]


def attention(Q, K, V, mask=None):
    scores = product(Q, np.swapaxes(K, -1, -2)) / Q.dtype.type(Q.shape[-1] ** 0.5)
    if mask is not None:
        scores = np.where(mask, scores, Q.dtype.type(-np.inf))
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / total(e, -1)
    return product(weights, V), weights
""",
    "batch_norm": """
def batch_normalization(X, gamma, beta, eps=1e-5):
    n = X.dtype.type(X.shape[0])
    centred = X - total(X, 0) / n
    return gamma * (centred / np.sqrt(total(centred * centred, 0) / n + X.dtype.type(eps))) + beta
""",
    "layer_norm": """
def layer_normalization(X, gamma, beta, eps=1e-5):
    n = X.dtype.type(X.shape[-1])
    centred = X - total(X, -1) / n
    return gamma * (centred / np.sqrt(total(centred * centred, -1) / n + X.dtype.type(eps))) + beta
""",
}
"""Problem -> its solution, with every sum left to `total`."""


def source_of(problem: str, order: str) -> bytes:
    """Return one solution's source."""
    return f'"""Sums formed {order}."""\n\nimport numpy as np\n\n{ORDERS[order]}\n{SOLUTIONS[problem]}'.encode()
