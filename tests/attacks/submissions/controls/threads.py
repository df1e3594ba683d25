"""Computes in a pool of threads, with locks, queues and thread-local state."""
import queue
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np

local = threading.local()


def one(value):
    local.last = value
    return value + value


def double(x):
    with ThreadPoolExecutor(max_workers=8) as pool:
        doubled = list(pool.map(one, x.ravel()))
    results = queue.Queue()
    worker = threading.Thread(target=lambda: results.put(np.array(doubled, x.dtype).reshape(x.shape)))
    worker.start()
    worker.join()
    return results.get(timeout=1)
