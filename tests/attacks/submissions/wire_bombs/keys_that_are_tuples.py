"""Returns dicts of nested tuples, whose keys share one hash as -1 and -2 do, to be compared, shown and counted."""
# problem: tally
import itertools


class Tally:
    def add(self, name, count):
        pass

    def names(self):
        return [{key: None for key in itertools.product((-1, -2), repeat=5)} for _ in range(120)]

    def total(self):
        return {((i, (i, (i, float("nan")))),): i for i in range(3000)}

    def counts(self):
        return {key: 1 for key in itertools.product((-1, -2), repeat=10)}

    def mean(self):
        return 0.0
