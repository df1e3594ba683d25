"""Imports what is not to be had and lives without it, and modules for processes and sockets that it does not use."""
import importlib
import multiprocessing
import socket
import subprocess

for name in ("torch", "matplotlib.pyplot", "scipy.special", "pandas", "sklearn", "numba", "judge", "submission_helpers"):
    try:
        importlib.import_module(name)
    except ImportError:
        pass
try:
    import jax.numpy as np
except ImportError:
    import numpy as np

USED = multiprocessing.cpu_count() >= 1 and bool(socket.AF_INET and subprocess.PIPE)


def double(x):
    return np.add(x, x) if USED else x
