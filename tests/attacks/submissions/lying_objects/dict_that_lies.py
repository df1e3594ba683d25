"""Returns a dict subclass whose items, length and lookups all differ, and a list that grows while it is read."""
# problem: tally


class Shifty(dict):
    def items(self):
        return [(1, 2)] * 3

    def __iter__(self):
        return iter(["names"] * 1000)

    def __len__(self):
        return 1 << 40

    def __getitem__(self, key):
        return self

    def __eq__(self, other):
        return True


class Growing(list):
    def __len__(self):
        return -1

    def __iter__(self):
        while True:
            self.append(0)
            yield 0


class Tally:
    def add(self, name, count):
        pass

    def names(self):
        return Growing()

    def total(self):
        return Shifty(a=1)

    def counts(self):
        return Shifty()

    def mean(self):
        return 0.0
