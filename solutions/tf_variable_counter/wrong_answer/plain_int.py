"""The state is a Python int: there is no variable at all."""


class Counter:
    def __init__(self, initial=0, step=1):
        self.step = step
        self.value = int(initial)

    def increment(self):
        self.value += self.step
        return self.value
