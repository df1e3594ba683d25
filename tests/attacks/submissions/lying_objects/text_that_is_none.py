"""Returns names of lone surrogates, control codes and direction marks, and keys a megabyte long."""
# problem: tally


class Tally:
    def add(self, name, count):
        pass

    def names(self):
        return ["\ud800", "\x1b[31mAC\x1b[0m", "\u202eCA", "\0", "x" * (1 << 20)]

    def total(self):
        return 0

    def counts(self):
        return {"\udcff" * 1000: 1, "y" * (1 << 20): 2}

    def mean(self):
        return 0.0
