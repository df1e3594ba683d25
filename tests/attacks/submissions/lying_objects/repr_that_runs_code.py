"""Returns strings and names that run code in whoever evaluates them."""
# problem: tally

CODE = "__import__('pathlib').Path('@OUTSIDE@/evaluated').touch()"


class Tally:
    def add(self, name, count):
        pass

    def names(self):
        return [CODE, f"{{{CODE}}}", "%(__class__)s" + "{0.__class__.__mro__}", f"$({CODE})`touch @OUTSIDE@/shell`"]

    def total(self):
        return CODE

    def counts(self):
        return {CODE: CODE}

    def mean(self):
        return CODE
