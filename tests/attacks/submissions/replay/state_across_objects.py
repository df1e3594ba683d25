"""Keeps the votes of one tally for the next, in a class attribute, so that only the first object is right."""
# problem: tally


class Tally:
    votes = {}

    def add(self, name, count):
        self.votes[name] = self.votes.get(name, 0) + count

    def names(self):
        return sorted(self.votes, key=lambda name: (-self.votes[name], name))

    def total(self):
        return sum(self.votes.values())

    def counts(self):
        return self.votes

    def mean(self):
        return self.total() / max(1, len(self.votes))
