"""A submission loads as a real module does: whatever runs as a file of its own, runs here."""

from __future__ import annotations

import pytest
from toy_bank import DOUBLE, Toy

from judge.model import Verdict

HONEST = {
    "dataclass": """
        from __future__ import annotations

        from dataclasses import dataclass, field

        import numpy as np


        @dataclass(frozen=True)
        class Factor:
            value: float = 2.0
            past: list[float] = field(default_factory=list)

            def times(self, x: np.ndarray) -> np.ndarray:
                return self.value * x


        def double(x):
            return Factor().times(x)
    """,
    "source by inspect": """
        import inspect


        def double(x):
            assert inspect.getsource(double).splitlines()[0] == "def double(x):"
            assert inspect.getsource(inspect.getmodule(double)).startswith("\\nimport inspect")
            return x + x
    """,
    "registered": """
        import importlib
        import pickle
        import sys


        def double(x):
            module = sys.modules[__name__]
            assert module.double is double and importlib.import_module(__name__) is module
            assert pickle.loads(pickle.dumps(double)) is double
            assert __spec__.name == __name__ and __file__.endswith(".py") and __package__ == ""
            return x + x
    """,
    "main guard": """
        import sys


        def double(x):
            return x + x


        if __name__ == "__main__":
            print(double(3))
            sys.exit(1)
    """,
    "decorators": """
        import contextlib
        import functools


        def logged(function):
            @functools.wraps(function)
            def call(*args, **kwargs):
                return function(*args, **kwargs)

            return call


        @logged
        @functools.lru_cache(maxsize=None)
        def factor():
            return 2.0


        @logged
        def double(x):
            with contextlib.suppress(ValueError):
                return factor() * x
    """,
    "lambda and constant": """
        FACTOR = 2
        double = lambda x: FACTOR * x
    """,
    "partial": """
        from functools import partial

        import numpy as np

        double = partial(np.multiply, 2.0)
    """,
    "callable object": """
        class Doubler:
            def __call__(self, x):
                return x + x


        double = Doubler()
    """,
    "no signature": """
        import operator

        double = operator.methodcaller("__mul__", 2.0)
    """,
    "vectorised": """
        import numpy as np

        double = np.vectorize(lambda value: 2.0 * value, otypes=[float])
    """,
    "more parameters": """
        def double(x, factor=2, *rest, verbose=False, **others):
            return factor * x
    """,
    "anything": """
        def double(*args, **kwargs):
            return args[0] + args[0]
    """,
    "warning filters": """
        import warnings

        import numpy as np

        warnings.simplefilter("error")
        np.seterr(all="raise")


        def double(x):
            return x + x
    """,
    "warnings": """
        import warnings

        import numpy as np


        def double(x):
            warnings.warn("slow", stacklevel=1)
            np.log(np.zeros(1))
            return x + x
    """,
    "recursion": """
        import sys

        sys.setrecursionlimit(20_000)


        def depth(n):
            return 0 if n == 0 else 1 + depth(n - 1)


        def double(x):
            assert depth(5_000) == 5_000
            return x + x
    """,
    "threads": """
        from concurrent.futures import ThreadPoolExecutor


        def double(x):
            with ThreadPoolExecutor(2) as pool:
                parts = list(pool.map(lambda part: part + part, [x, x]))
            return parts[0]
    """,
    "scratch files": """
        import os
        import tempfile
        from pathlib import Path

        import numpy as np


        def double(x):
            with tempfile.TemporaryDirectory() as folder:
                np.save(Path(folder) / "x.npy", x)
                y = np.load(os.path.join(folder, "x.npy"))
            Path("note.txt").write_text("here")
            Path.home().joinpath("other.txt").write_text("there")
            return y + y
    """,
    "generator and closure": """
        def make(factor):
            def scale(x):
                return sum(x for _ in range(factor))

            return scale


        double = make(2)
    """,
    "type hints of a newer kind": """
        from typing import Generic, NamedTuple, Protocol, TypeVar

        import numpy as np
        import numpy.typing as npt

        T = TypeVar("T", bound=np.generic)


        class Pair(NamedTuple):
            x: np.ndarray
            y: np.ndarray


        class Box(Generic[T]):
            pass


        def double(x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
            pair = Pair(x, x)
            return pair.x + pair.y
    """,
    "enum and abc": """
        import abc
        import enum


        class Factor(enum.IntEnum):
            TWO = 2


        class Base(abc.ABC):
            @abc.abstractmethod
            def run(self, x): ...


        class Double(Base):
            def run(self, x):
                return Factor.TWO * x


        double = Double().run
    """,
    "standard library": """
        import asyncio, collections, decimal, fractions, heapq, itertools, json, logging, math, operator, random
        import re, statistics, string, time, typing, unittest

        logging.basicConfig(level=logging.INFO)


        def double(x):
            logging.getLogger(__name__).info("doubling %s", x.shape)
            random.seed(0)
            time.sleep(0.001)
            return x * random.choice([2.0, 2.0])
    """,
    "numpy all over": """
        import numpy as np


        def double(x):
            rng = np.random.default_rng(0)
            assert rng.normal(size=3).shape == (3,)
            assert np.isfinite(np.linalg.svd(np.eye(3) * 2)[1]).all()
            assert np.allclose(np.fft.ifft(np.fft.fft(np.ones(8))), 1)
            assert np.einsum("ij,jk->ik", np.ones((2, 3)), np.ones((3, 4))).shape == (2, 4)
            return np.add(x, x, dtype=x.dtype)
    """,
}


@pytest.mark.parametrize("style", HONEST)
def test_honest_styles_are_accepted(toy: Toy, style: str) -> None:
    """Whatever an ordinary Python file may do, a submission may."""
    report = toy.judge(HONEST[style])
    assert report.verdict is Verdict.AC, (report.message, report.cases)


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + DOUBLE.encode(),
        b"\xef\xbb\xbf# coding: utf-8\n" + DOUBLE.encode(),
        DOUBLE.encode().replace(b"\n", b"\r\n"),
        DOUBLE.encode().replace(b"\n", b"\r"),
        DOUBLE.encode().rstrip(b"\n"),
        b"# coding: latin-1\nNAME = 'caf\xe9'\nassert len(NAME) == 4\n" + DOUBLE.encode(),
        b"#!/usr/bin/env python3\n# -*- coding: cp1252 -*-\nassert '\x80' == '\\u20ac'\n" + DOUBLE.encode(),
        b"# coding: gb18030\nassert '\xbc\xd3' == '\\u52a0'\n" + DOUBLE.encode(),
        "assert len('加倍') == 2\n加倍 = 2\n\n\ndef double(x):\n    return x * 加倍\n".encode(),
        b"\x0c\n" + DOUBLE.encode(),
    ],
    ids=[
        "bom",
        "bom and cookie",
        "crlf",
        "cr",
        "no last newline",
        "latin-1",
        "cp1252",
        "gb18030",
        "utf-8",
        "form feed",
    ],
)
def test_encodings_and_line_ends_are_honoured(toy: Toy, content: bytes) -> None:
    """The file is read as Python reads one: byte order mark, coding cookie, every kind of line end."""
    report = toy.judge(content)
    assert report.verdict is Verdict.AC, report.message


@pytest.mark.parametrize(
    "name", ["my solution.py", "加倍.py", "judge_driver.py", "-.py", "a" * 200 + ".py", "numpy.py", "../up.py", "x.txt"]
)
def test_odd_file_names_do_no_harm(toy: Toy, name: str) -> None:
    """Whatever the file is called, it loads, and shadows nothing that it imports itself."""
    report = toy.judge("import numpy as np\n\n\ndef double(x):\n    return np.add(x, x)\n", name=f"folder/{name}")
    assert report.verdict is Verdict.AC, report.message
    assert report.submission.path == f"folder/{name}"


def test_a_traceback_quotes_the_line_of_a_crlf_file(toy: Toy) -> None:
    """Lines are counted and shown rightly in a file with Windows' line ends and a byte order mark."""
    report = toy.judge(b"\xef\xbb\xbfdef double(x):\r\n    y = x\r\n    return y / none\r\n")
    trace = report.cases[0].traceback
    assert 'File "double.py", line 3, in double\n    return y / none\n' in trace


def test_cases_share_the_module(toy: Toy) -> None:
    """The file is loaded once: what it keeps between calls is there, and its top level prints once."""
    report = toy.judge(
        """
        print("loaded")
        calls = []


        def double(x):
            calls.append(1)
            print(len(calls))
            return x + x
        """
    )
    assert report.output == "loaded\n1\n2\n"


def test_the_module_is_as_import_makes_it(toy: Toy) -> None:
    """Its file, loader and spec are those of the file; what looks for its source finds it."""
    source = """
        import importlib.util
        import inspect
        import sys


        def double(x):
            cached = importlib.util.cache_from_source(__file__)
            assert __spec__.origin == __loader__.path == __file__ and __spec__.loader is __loader__
            assert __spec__.cached == __cached__ == cached and __spec__.has_location
            assert sys.modules[__name__].__dict__ is globals() and __name__ == __spec__.name == "submission"
            assert __package__ == "" and "def double" in inspect.getsource(double)
            assert __loader__.get_source(__name__) == inspect.getsource(sys.modules[__name__])
            return x + x
    """
    report = toy.judge(source)
    assert report.verdict is Verdict.AC, report.cases[0].message


def test_a_submission_has_no_input(toy: Toy) -> None:
    """stdin is empty: input() fails at once and waits for nobody."""
    case = toy.judge("def double(x):\n    return float(input())\n").cases[0]
    assert (case.verdict, case.reason) == (Verdict.RE, "exception")
    assert "EOFError" in case.message


def test_a_thread_that_goes_on_keeps_nobody_waiting(toy: Toy) -> None:
    """A thread that is still asleep when the last answer is in ends with the process."""
    report = toy.judge(
        """
        import threading
        import time


        def double(x):
            threading.Thread(target=time.sleep, args=(60,)).start()
            return x + x
        """
    )
    assert report.verdict is Verdict.AC


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("from __future__ import annotations\n\n\ndef other(x):\n    return x\n", "defines no 'double'; define"),
        ("from math import dist as doubles\n", "defines no 'double'; define"),
        ("def doubel(x):\n    return x\n", "(did you mean 'doubel'?)"),
        ("class Solution:\n    def double(self, x):\n        return x\n", "but as a method of Solution"),
    ],
)
def test_what_a_missing_entry_point_may_be(toy: Toy, source: str, words: str) -> None:
    """Only what the file itself defines is offered, and a method is named as one."""
    assert words in toy.judge(source).message


@pytest.mark.parametrize(
    ("line", "words"),
    [("input()", "nobody can type anything in here"), ("breakpoint()", "there is no debugger in here")],
)
def test_nobody_is_there_to_be_asked(toy: Toy, line: str, words: str) -> None:
    """Who tries to talk to a person is told what to do instead. From Python 3.14 on a debugger that was left once stays
    away."""
    report = toy.judge(f"def double(x):\n    {line}\n    return x + x\n")
    assert report.cases[0].verdict is report.verdict is Verdict.RE
    assert all(words in case.message for case in report.cases if case.verdict is Verdict.RE)
