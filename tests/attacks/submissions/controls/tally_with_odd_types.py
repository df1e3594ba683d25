"""A tally that answers NumPy numbers, an OrderedDict and strings of a subclass, as careless but honest code does."""
# problem: tally
import collections

import numpy as np


class Name(str):
    pass


class Tally:
    def __init__(self):
        self.votes = collections.OrderedDict()

    def add(self, name, count):
        self.votes[Name(name)] = self.votes.get(name, 0) + count

    def names(self):
        return [Name(name) for name in sorted(self.votes, key=lambda name: (-self.votes[name], name))]

    def total(self):
        return int(np.sum(list(self.votes.values()), dtype=int))

    def counts(self):
        return self.votes

    def mean(self):
        return np.float64(self.total() / max(1, len(self.votes)))
