"""Computes on the first call only, and returns the same object for ever after."""


class Once:
    def __call__(self, x):
        self.__class__.__call__ = lambda self, x, answer=x + x: answer
        return x + x


double = Once()
