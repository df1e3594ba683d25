"""Uses the parts of NumPy that are imported only when they are asked for."""
import numpy as np


def double(x):
    flat = x.astype(float)
    spectrum = np.fft.ifft(np.fft.fft(flat.ravel())).real
    identity = np.linalg.inv(np.eye(3)) @ np.linalg.qr(np.eye(3))[0]
    values = np.ma.masked_invalid(flat).filled(0) + np.polynomial.polynomial.polyval(0, [0.0])
    np.testing.assert_allclose(spectrum, flat.ravel(), atol=1e-9)
    strings = np.char.add(np.array(["a"]), "b")
    np.random.default_rng(0).permutation(3), np.einsum("ij->", identity), np.lib.stride_tricks.sliding_window_view(flat.ravel(), 2)
    np.emath.sqrt(-1), np.ctypeslib.as_array, np.rec.array([(1, 2.0)]), np.dtypes.Float64DType, np.exceptions.AxisError
    return x + x if strings[0] == "ab" and values.shape == x.shape else 0 * x
