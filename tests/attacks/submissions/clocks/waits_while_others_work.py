"""Sleeps for most of each timed call and computes in threads, to be timed by the clock that suits it."""
# problem: churn
import time
from concurrent.futures import ThreadPoolExecutor

pool = ThreadPoolExecutor(4)


def compute(x):
    y = x
    for i in range(300):
        y = (y * 31 + i) % 1009
    return y


def churn(x):
    time.sleep(0.002)
    return pool.submit(compute, x).result()
