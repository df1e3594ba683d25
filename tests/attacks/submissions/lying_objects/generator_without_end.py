"""Returns generators, iterators and views that never end to whoever asks them for their items."""
# every case
import itertools

kinds = iter((itertools.count, lambda: (0.0 for _ in itertools.count()), {}.values, lambda: iter(int, 1), range))


def double(x):
    make = next(kinds)
    return make(10**18) if make is range else make()
