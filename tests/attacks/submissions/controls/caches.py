"""Caches by value, with lru_cache, cached_property and a dictionary."""
import functools


@functools.lru_cache(maxsize=None)
def doubled(value):
    return value + value


class Doubler:
    def __init__(self, x):
        self.x = x

    @functools.cached_property
    def value(self):
        return self.x + self.x


def double(x):
    doubled(3)
    return Doubler(x).value
