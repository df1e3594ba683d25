"""Answers NaN for every number of a nested answer."""
# problem: tally

NAN = float("nan")


class Tally:
    def __init__(self):
        self.votes = {}

    def add(self, name, count):
        self.votes[name] = NAN

    def names(self):
        return sorted(self.votes)

    def total(self):
        return NAN

    def counts(self):
        return self.votes

    def mean(self):
        return NAN
