"""Writes its input into temporary files and folders, and reads it back."""
import os
import tempfile

import numpy as np


def double(x):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "x.npy")
        np.save(path, x)
        loaded = np.load(path)
    with tempfile.NamedTemporaryFile(suffix=".npz") as file:
        np.savez_compressed(file, x=loaded)
        file.seek(0)
        loaded = np.load(file)["x"]
    with tempfile.TemporaryFile() as file:
        file.write(loaded.tobytes())
        file.seek(0)
        return 2 * np.frombuffer(file.read(), x.dtype).reshape(x.shape)
