"""Returns dicts and lists where names are due, to upset whoever counts or sorts them for a hint."""
# problem: tally


class Tally:
    def add(self, name, count):
        pass

    def names(self):
        return [{}, [], None, {"a": []}, 1.5, float("nan"), b"\xff"]

    def total(self):
        return [[[]]]

    def counts(self):
        return {float("nan"): 1, None: 2, (1, (2, float("nan"))): 3, True: 4, 1.5: 5}

    def mean(self):
        return {}
