"""Mutants: each is the source with one small change, known by words that outlive a new layout."""

from __future__ import annotations

import ast

import pytest

from judge.verify.mutants import make_mutants

SOURCE = '''\
"""A module."""

import numpy as np


def norm(x: np.ndarray, axis: int = -1, eps=1e-5) -> np.ndarray | None:
    """Normalise."""
    if x.size > 0 and axis is not None:  # a comment
        x = x - np.mean(x, axis=axis, keepdims=True)
    total = [v for v in x if v > 2][1:]
    x /= np.sqrt(
        np.sum(x**2)
    )
    return x, total
'''


def changes(source: str) -> list[str]:
    """What is changed, in the order of the source."""
    return [mutant.change for mutant in make_mutants(source)]


@pytest.mark.parametrize(
    "change",
    [
        "-1 -> 0",  # a default, and a negative number as one
        "-1 -> -2",
        "1e-05 -> 2e-05",
        "x.size > 0 and axis is not None -> x.size > 0 or axis is not None",
        "x.size > 0 and axis is not None -> x.size > 0",
        "x.size > 0 and axis is not None -> True",
        "x.size > 0 -> x.size >= 0",
        "axis is not None -> axis is None",
        "x = x - np.mean(x, axis=axis, keepdims=True) -> nothing",
        "x - np.mean(x, axis=axis, keepdims=True) -> x + np.mean(x, axis=axis, keepdims=True)",
        "x - np.mean(x, axis=axis, keepdims=True) -> np.mean(x, axis=axis, keepdims=True) - x",
        "x - np.mean(x, axis=axis, keepdims=True) -> x",
        "np.mean(x, axis=axis, keepdims=True) -> np.mean(x, keepdims=True)",
        "np.mean(x, axis=axis, keepdims=True) -> np.mean(x, axis=axis)",
        "np.mean(x, axis=axis, keepdims=True) -> x",
        "np.mean -> np.sum",
        "True -> False",
        "[v for v in x if v > 2] -> [v for v in x]",
        "1: -> :",
        "x /= np.sqrt(np.sum(x ** 2)) -> nothing",
        "x /= np.sqrt(np.sum(x ** 2)) -> x *= np.sqrt(np.sum(x ** 2))",
        "np.sqrt(np.sum(x ** 2)) -> np.sum(x ** 2)",
        "x ** 2 -> x * 2",
        "(x, total) -> (total, x)",
    ],
)
def test_what_is_changed(change: str) -> None:
    """Operators, constants, defaults, comparisons, conditions, keyword arguments, calls, statements, results."""
    assert change in changes(SOURCE)


def test_each_mutant_is_another_program() -> None:
    """All parse, none is the source again, and no two are the same."""
    programs = [ast.dump(ast.parse(mutant.source)) for mutant in make_mutants(SOURCE)]
    assert len({*programs, ast.dump(ast.parse(SOURCE))}) == len(programs) + 1


def test_what_is_not_computed_stays() -> None:
    """Docstrings, imports, annotations and the first binding of a name are left alone."""
    for mutant in make_mutants(SOURCE):
        assert '"""Normalise."""' in mutant.source
        assert "import numpy as np" in mutant.source
        assert "-> np.ndarray | None:" in mutant.source
        assert not mutant.change.startswith("total = ")


def test_the_rest_of_the_source_stays() -> None:
    """What is around a change is as it was, comments included, also where a statement of several lines is dropped."""
    (dropped,) = [mutant for mutant in make_mutants(SOURCE) if mutant.change.endswith("np.sum(x ** 2)) -> nothing")]
    before, _, after = SOURCE.partition("    x /= np.sqrt(\n        np.sum(x**2)\n    )\n")
    assert dropped.source == f"{before}    pass\n{after}"
    assert dropped.number == SOURCE[: SOURCE.index("x /=")].count("\n") + 1


def test_names_outlive_the_layout() -> None:
    """Comments, blank lines and brackets change neither a mutant's line nor its change."""
    one = make_mutants("def f(x):\n    return x + 1\n")
    other = make_mutants("# new\n\n\ndef f(x):\n    return (x\n            + 1)  # more\n")
    assert [(m.line, m.change) for m in one] == [(m.line, m.change) for m in other]
    assert [m.number for m in one] != [m.number for m in other]


def test_equal_changes_of_one_line_are_numbered() -> None:
    """Two places with the same words are two mutants with two names."""
    found = changes("def f(x):\n    return x * 2 + x * 2\n")
    assert [change for change in found if "x / 2" in change] == ["x * 2 -> x / 2", "x * 2 -> x / 2 (2)"]


def test_replacements_keep_their_places_in_the_order_of_evaluation() -> None:
    """A replaced part binds as the part did."""
    (mutant,) = [m for m in make_mutants("def f(a, b):\n    return (a * b) ** 2\n") if m.change == "a * b -> a / b"]
    scope: dict[str, object] = {}
    exec(mutant.source, scope)
    assert scope["f"](6.0, 3.0) == 4.0  # type: ignore[operator]


def test_unicode_before_a_change() -> None:
    """Columns are counted in bytes by the parser; what is replaced is right all the same."""
    assert "def f(x, 名='甲乙'):\n    return '甲乙', (x - 1)\n" in [
        mutant.source for mutant in make_mutants("def f(x, 名='甲乙'):\n    return '甲乙', x + 1\n")
    ]


def test_texts_take_each_other_s_place() -> None:
    """A text becomes another one of the same source; one alone has nothing to become."""
    assert "'in' -> 'out'" in changes("def f(x):\n    return {'out': 1, 'in': 2}\n")
    assert changes("def f(x):\n    return 'out'\n") == []


def test_a_method_falls_back_to_its_object_and_a_function_to_its_argument() -> None:
    """x.astype(t) becomes x; np.exp(x) becomes x."""
    found = changes("import numpy as np\n\n\ndef f(x, t):\n    return np.exp(x.astype(t))\n")
    assert "np.exp(x.astype(t)) -> x.astype(t)" in found
    assert "x.astype(t) -> x" in found


def test_source_that_is_no_python() -> None:
    """There is nothing to mutate in it."""
    with pytest.raises(SyntaxError):
        make_mutants("def f(:\n")
