"""The entry point is an object with __call__ round a partial function that a context manager times."""
import contextlib
import dataclasses
import functools
import time


@contextlib.contextmanager
def timer(spent):
    began = time.perf_counter()
    yield
    spent.append(time.perf_counter() - began)


@dataclasses.dataclass
class Scale:
    factor: float
    spent: list = dataclasses.field(default_factory=list)

    def __call__(self, x):
        with timer(self.spent):
            return functools.reduce(lambda total, part: total + part, [x] * int(self.factor))


double = Scale(2.0)

if __name__ == "__main__":
    print(double(1))
