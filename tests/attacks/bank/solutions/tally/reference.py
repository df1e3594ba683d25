"""The reference of tally. Nobody but the judge may read this: canary-reference."""


class Tally:
    """Votes by name."""

    def __init__(self):
        self.votes = {}

    def add(self, name, count):
        self.votes[name] = self.votes.get(name, 0) + count

    def names(self):
        return sorted(self.votes, key=lambda name: (-self.votes[name], name))

    def total(self):
        return sum(self.votes.values())

    def counts(self):
        return dict(self.votes)

    def mean(self):
        return float(self.total() / max(1, len(self.votes)))
