"""A fault of the bank or of a reference is JE, exit code 3, and names the file and the line: never a WA."""

from __future__ import annotations

import json
import os
import re
import sys
import time

import pytest
from toy_bank import DOUBLE, TWO_CASES, Toy, only_case, verdicts

from judge.catalog import load_problem
from judge.errors import BankError, UserError
from judge.model import Report, Verdict
from judge.suite_files import load_hidden_tests

SECOND_CASE = """
@suite.case("basics")
def three_numbers(data):
    return call(np.array([1.0, -2.0, 4.0]))


@suite.case("basics")
def single(data):
    return call(np.array([2.0]))
"""


def assert_judge_error(report: Report, *words: str) -> None:
    """The whole report is a JE without cases, and its message has the words."""
    assert (report.verdict, report.exit_code, report.cases) == (Verdict.JE, 3, ())
    for word in words:
        assert word in report.message
    assert "\n" not in report.message


def line_of(text: str, toy: Toy, name: str) -> str:
    """Return "file:line:" of a text in one of the problem's files."""
    path = toy.folder / name
    lines = path.read_text(encoding="utf-8").splitlines()
    return f"{path}:{next(i for i, line in enumerate(lines, 1) if text in line)}:"


@pytest.mark.parametrize(
    ("cases", "culprit", "words"),
    [
        ('@suite.case("a")\ndef one(data):\n    return call(undefined)\n', "call(undefined)", "NameError"),
        ('@suite.case("a")\ndef one(data):\n    return call(data.normal((2,), widht=3))\n', "widht", "TypeError"),
        ('@suite.case("a")\ndef one(data):\n    return 1 / 0\n', "1 / 0", "ZeroDivisionError: division by zero"),
        ('@suite.case("a")\ndef one(data):\n    return call(np.stack([]))\n', "np.stack", "ValueError"),
        (
            'import json\n\n\n@suite.case("a")\ndef one(data):\n    return json.loads("{")\n',
            "json.loads",
            "JSONDecodeError",
        ),
    ],
)
def test_a_case_that_raises(toy: Toy, cases: str, culprit: str, words: str) -> None:
    """The message names the case, and the file and line that raised."""
    toy.write(cases)
    place = line_of(culprit, toy, "hidden_tests.py")
    assert_judge_error(toy.judge(), "case 'one' of double can't be made", place, words)


def test_a_case_that_makes_no_call(toy: Toy) -> None:
    """A case without a return statement is named."""
    toy.write('@suite.case("a")\ndef one(data):\n    call(data.normal((2,)))\n')
    assert_judge_error(toy.judge(), "'one'")


@pytest.mark.parametrize("argument", ["{1, 2}", "object()", "np.array(['a'])", "np.array([None])"])
def test_a_case_whose_call_cannot_be_sent(toy: Toy, argument: str) -> None:
    """An argument that does not travel is the case's fault, and the case is named."""
    toy.write(f'@suite.case("a")\ndef one(data):\n    return call({argument})\n')
    report = toy.judge()
    assert report.verdict is Verdict.JE
    assert "one" in report.message + "".join(case.name for case in report.cases)


def test_a_case_that_calls_what_is_not_there(toy: Toy) -> None:
    """An entry point that the problem does not have fails in the reference too."""
    toy.write('@suite.case("a")\ndef one(data):\n    return call(np.ones(2), entry="halve")\n')
    assert "has no attribute 'halve'" in only_case(toy.judge()).message


@pytest.mark.parametrize(
    ("cases", "culprit", "words"),
    [
        ("suite = Suite(", "suite = Suite(", "'(' was never closed"),
        ("1 / 0\n", "1 / 0", "ZeroDivisionError"),
        ("import pandas_of_the_future\n", "pandas_of", "No module named 'pandas_of_the_future'"),
    ],
)
def test_a_suite_that_does_not_load(toy: Toy, cases: str, culprit: str, words: str) -> None:
    """A syntax error or an exception at the top of hidden_tests.py is blamed on its line."""
    toy.write_suite("hidden_tests.py", cases)
    lines = (toy.folder / "hidden_tests.py").read_text(encoding="utf-8").splitlines()
    number = max(i for i, line in enumerate(lines, 1) if culprit in line)
    assert_judge_error(toy.judge(), f"hidden_tests.py:{number}: ", words)


@pytest.mark.parametrize("content", ["", "suite = 3\n", "from judge.suite import Suite\n\nsuite = Suite()\n"])
def test_a_suite_without_cases(toy: Toy, content: str) -> None:
    """No suite, or an empty one, accepts nobody."""
    (toy.folder / "hidden_tests.py").write_text(content, encoding="utf-8")
    assert_judge_error(toy.judge(), "hidden_tests.py", "no 'suite' with cases in it")


def test_a_suite_that_is_missing(toy: Toy) -> None:
    """A folder without hidden_tests.py or examples.py accepts nobody."""
    (toy.folder / "hidden_tests.py").unlink()
    assert_judge_error(toy.judge(), "hidden_tests.py is missing")
    toy.write_suite("hidden_tests.py", TWO_CASES)
    assert_judge_error(toy.judge(examples=True), "examples.py is missing")


def test_two_cases_of_one_name(toy: Toy) -> None:
    """Names are what data and reports go by."""
    toy.write(TWO_CASES + TWO_CASES)
    assert_judge_error(toy.judge(), "two cases are named 'three numbers'")


def test_a_broken_problem_toml(toy: Toy) -> None:
    """An unknown key is an error that names the near miss; a slip of the pen one that names the line."""
    path = toy.folder / "problem.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("minutes", "minuets"), encoding="utf-8")
    with pytest.raises(BankError, match=r"problem\.toml: .*`minuets` \(did you mean 'minutes'\?\)"):
        toy.judge()
    path.write_text("oops\n" + text, encoding="utf-8")
    with pytest.raises(BankError, match=r"problem\.toml: .*line 1, column 5"):
        toy.judge()


@pytest.mark.parametrize(
    ("signature", "reason"),
    [
        ("(x, x)", "duplicate argument"),
        ("(x, 1)", "invalid syntax"),
        ("x", "no parentheses"),
        ("(x=y)", "not a literal"),
        ("(x=exit(0))", "not a literal"),
        ("(x=[0]*10**9)", "not a literal"),
        ("(x): pass\ndef expected(x)", "more than parameters"),
        ("(x): exit(0)\ndef expected(x)", "more than parameters"),
        ("(x) -> (exit(0))", "more than parameters"),
        ("(x): pass; exit(0) #)", "more than parameters"),
        ("(x) if 0 else (x)", "expected ':'"),
        ("(x: exit(0))", "annotated"),
        ("(" * 300 + ")" * 300, ""),
    ],
)
def test_a_signature_that_is_none(toy: Toy, signature: str, reason: str) -> None:
    """It is named, and nothing of it runs."""
    path = toy.folder / "problem.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"(x)"', json.dumps(signature)), encoding="utf-8")
    words = "is not the signature of a function; write it like (x, axis=-1) ("
    start = f"problem.toml: '{re.escape(signature[:60])}"
    with pytest.raises(BankError, match=f"(?s){start}.*{re.escape(words)}.*{reason}"):
        toy.judge()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("raise ValueError('no')", "the reference fails: ValueError: no (line 2)"),
        ("return {1, 2}", "the reference fails: "),
        ("x *= 2; return x", "the reference changes argument 1"),
    ],
)
def test_a_reference_that_fails_a_case(toy: Toy, body: str, words: str) -> None:
    """A case that the reference fails is JE, and the others still get their verdicts."""
    toy.write(SECOND_CASE, f"def double(x):\n    if len(x) == 1: {body}\n    return x + x\n")
    report = toy.judge()
    case = only_case(report)
    assert (report.verdict, report.exit_code, verdicts(report)) == (Verdict.JE, 3, ["AC", "JE"])
    assert case.reason == "reference"
    assert words in case.message


def test_a_fault_is_not_remembered(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was lacking for a while, such as memory that others held, is not held against the next submission."""
    toy.write(
        "import os\n\n\ndef lacking(made, expected, roundoff):\n    return 1e-9 / (os.environ.get('TOY') is None)\n\n\n"
        '@suite.case("a", bound=lacking)\ndef one(data):\n    return call(np.ones(2))\n'
    )
    monkeypatch.setenv("TOY", "lacks something")
    assert toy.judge().verdict is Verdict.JE
    monkeypatch.delenv("TOY")
    assert toy.judge().verdict is Verdict.AC


@pytest.mark.parametrize("code", ["0", "1", "'no'"])
def test_a_suite_that_leaves(toy: Toy, code: str) -> None:
    """sys.exit in a bank's file ends nothing, and passes nobody."""
    toy.write_suite("hidden_tests.py", TWO_CASES + f"\n\nimport sys; sys.exit({code})\n")
    assert_judge_error(toy.judge(), "hidden_tests.py:", f"SystemExit: {code.strip(chr(39))}")
    toy.write(f'@suite.case("a")\ndef one(data):\n    raise SystemExit({code})\n')
    assert_judge_error(toy.judge(), "case 'one' of double can't be made", "SystemExit")


def test_a_reference_that_leaves(toy: Toy) -> None:
    """After the reference's process has ended, no case has an expected value, and none is accepted."""
    toy.write(SECOND_CASE, "import os\n\n\ndef double(x):\n    if len(x) == 3: os._exit(0)\n    return x + x\n")
    assert verdicts(toy.judge()) == ["JE", "JE"]


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("def double(x:\n", "SyntaxError: '(' was never closed (line 1)"),
        ("import pandas\n", "No module named 'pandas'"),
        ("def doubel(x):\n    return x\n", "defines no 'double' (did you mean 'doubel'?)"),
        ("print('why')\n1 / 0\n", "ZeroDivisionError: division by zero (line 2) why"),
    ],
)
def test_a_reference_that_does_not_load(toy: Toy, reference: str, words: str) -> None:
    """The message names the file, and has what it printed."""
    assert_judge_error(toy.write(reference=reference).judge(), "reference.py does not load: ", words)


def test_a_reference_that_is_missing(toy: Toy) -> None:
    """No reference, no verdict."""
    (toy.solutions / "reference.py").unlink()
    assert_judge_error(toy.judge(), "reference.py: No such file or directory")


def test_a_broken_driver_is_the_bank_s_fault(toy: Toy) -> None:
    """A driver that does not load, or has no drive, is not blamed on the submission."""
    for driver in ("def drive(:\n", "def drove():\n    pass\n"):
        toy.write(driver=driver)
        assert toy.judge().verdict is Verdict.JE


def test_a_driver_that_raises_is_the_bank_s_fault(toy: Toy) -> None:
    """The reference fails with such a driver, too."""
    toy.write(driver="def drive(submission, entry, args, kwargs):\n    raise ValueError('no')\n")
    assert verdicts(toy.judge()) == ["JE", "JE"]


@pytest.mark.parametrize(
    ("bound", "words"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("-np.abs(expected)", "bound is negative or NaN"),
        ("np.full(expected.shape, np.nan)", "bound is negative or NaN"),
        ("np.ones(7)", "does not fit"),
        ("'small'", "does not fit"),
    ],
)
def test_a_bound_that_cannot_be_meant(toy: Toy, bound: str, words: str) -> None:
    """A bound that raises, is negative, NaN or of another shape is JE, whatever was answered."""
    toy.write(
        f"def odd(made, expected, roundoff):\n    return {bound}\n\n\n"
        '@suite.case("a", bound=odd)\ndef one(data):\n    return call(np.array([1.0, 2.0]))\n'
    )
    for source in (DOUBLE, "def double(x):\n    return x\n"):
        case = only_case(toy.judge(source))
        assert case.verdict is Verdict.JE
        assert words in case.message


def test_a_property_that_raises(toy: Toy) -> None:
    """A check that fails on an answer is blamed on its own line."""
    toy.write(
        "def odd(made, answer):\n    return answer.no_such_thing\n\n\n"
        '@suite.case("a", check=odd)\ndef one(data):\n    return call(np.ones(2))\n'
    )
    case = only_case(toy.judge())
    assert case.verdict is Verdict.JE
    assert line_of("no_such_thing", toy, "hidden_tests.py") in case.message


def test_a_reference_that_returns_what_cannot_be_compared(toy: Toy) -> None:
    """An expected value that comparison does not know is JE, not WA."""
    toy.write(reference="import numpy as np\n\n\ndef double(x):\n    return x.astype('datetime64[D]')\n")
    assert set(verdicts(toy.judge())) == {"JE"}


def test_a_bank_that_is_not_there(toy: Toy) -> None:
    """A slug that the bank lacks is the user's error, with the near miss."""
    from judge.catalog import Bank

    with pytest.raises(UserError, match=r"no problem is called 'dubble' \(did you mean 'double'\?\)"):
        Bank(toy.bank).problem("dubble")
    with pytest.raises(UserError, match="no problem bank at"):
        Bank(toy.bank / "elsewhere").problems()


def test_a_fault_is_not_kept(toy: Toy) -> None:
    """A bank that is mended between two submissions is read again."""
    toy.write("1 / 0\n")
    assert toy.judge().verdict is Verdict.JE
    assert toy.write().judge().verdict is Verdict.AC


def test_a_change_within_the_same_second_is_seen(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hidden tests that an author saves twice in a second, at the same length, are what they were saved as last."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    path = toy.folder / "hidden_tests.py"
    second = int(time.time())
    source = path.read_text(encoding="utf-8")
    seen = []
    for name in ("first", "other"):
        path.write_text(source + f'\n\n@suite.case("{name}")\ndef saved(data):\n    return call(np.ones(2))\n')
        os.utime(path, (second, second))
        seen.append(load_hidden_tests(load_problem(toy.folder, toy.solutions)).cases[-1].group)
    assert seen == ["first", "other"]
