"""Every verdict that one submission can get, with its reason and its words."""

from __future__ import annotations

from textwrap import dedent

import pytest
from toy_bank import DOUBLE, Toy, only_case, verdicts

from judge.model import Verdict
from judge.source import SIZE_LIMIT, Source

ONE_CASE = """
@suite.case("basics")
def three_numbers(data):
    return call(np.array([1.0, -2.0, 4.0]))
"""
THREE_CASES = """
@suite.case("basics")
def first(data):
    return call(np.array([1.0]))


@suite.case("basics")
def second(data):
    return call(np.array([2.0]))


@suite.case("basics")
def third(data):
    return call(np.array([3.0]))
"""


def double(body: str, top: str = "import numpy as np\n") -> str:
    """Return a submission whose function has this body of one line."""
    return f"{top}\n\ndef double(x):\n    {body}\n"


def test_right_answers_are_accepted(toy: Toy) -> None:
    """An honest submission passes every case, and the report says on what and with which numbers."""
    report = toy.judge()
    assert (report.verdict, report.passed, report.total, report.exit_code) == (Verdict.AC, 2, 2, 0)
    assert [(case.name, case.group) for case in report.cases] == [("three numbers", "basics"), ("matrix", "shapes")]
    for case in report.cases:
        assert case.error == 0.0
        assert case.bound is not None and case.bound > 0
        assert case.wall_ms is not None and case.wall_ms > 0
        assert case.cpu_ms is not None and case.cpu_ms >= 0
    assert (report.problem, report.submission.path, len(report.submission.sha256)) == ("double", "double.py", 64)
    assert {"judge", "python", "numpy"} <= report.environment.keys()
    assert report.isolation.mechanisms
    assert report.duration_ms > 0


@pytest.mark.parametrize(
    ("body", "reason", "words"),
    [
        ("return x", "value", "3 of 3 elements differ"),
        ("return np.where(x > 2, 0, x + x)", "value", "1 of 3 elements differs; at [2]: got 0.0, expected 8.0"),
        ("return (x + x)[:, None]", "shape", "shape (3, 1), expected (3,)"),
        ("return (x + x).astype(np.float32)", "dtype", "dtype float32, expected float64"),
        ("return (x + x).astype(int)", "dtype", "dtype int64, expected float64"),
        ("return list(x + x)", "type", "returned a list of 3 floats, an array of shape (3,) is expected"),
        ("x + x", "type", "returned None"),
        ("return x + x, x", "type", "returned a tuple of 2 arrays"),
        ("return np.where(x > 2, np.nan, x + x)", "nan", "NaN where a number is expected"),
        ("return np.where(x > 2, np.inf, x + x)", "infinity", "infinity where a finite number is expected"),
        ("return {1, 2}", "type", "set"),
        ("return double", "type", "function"),
        (
            "return np.array(['a', 'b', 'c'])",
            "type",
            "can't be compared; a list of strings can, as .tolist() makes one",
        ),
        (
            "return np.zeros(4_000_000)",
            "size",
            "far larger than what is expected: ndarray of float64, shape (4000000,)",
        ),
        ("return np.zeros(40_000_000)", "size", "the answer is too large: ndarray of float64, shape (40000000,)"),
    ],
)
def test_wrong_answers_say_what_differs(toy: Toy, body: str, reason: str, words: str) -> None:
    """Whatever comes back in place of the answer is a WA with its reason and a message, and all cases get one."""
    report = toy.write(ONE_CASE).judge(double(body))
    case = only_case(report)
    assert (report.verdict, case.verdict, case.reason) == (Verdict.WA, Verdict.WA, reason)
    assert words in case.message
    assert report.exit_code == 1


@pytest.mark.parametrize(
    "body",
    [
        "y = x + x; x *= 2; return y",
        "x += x; return x",
        "y = x + x; x[:] = np.nan; return y",
        "y = x + x; x.shape = (3, 1); return y",
        "y = x + x; x.sort(); return y",
    ],
)
def test_a_right_answer_that_modifies_its_input_is_wrong(toy: Toy, body: str) -> None:
    """The arguments are compared after the call with what was sent."""
    case = only_case(toy.write(ONE_CASE).judge(double(body)))
    assert (case.verdict, case.reason) == (Verdict.WA, "mutated")
    assert "argument 1 was modified" in case.message


def test_a_modified_optional_argument_is_named(toy: Toy) -> None:
    """The message calls an argument by the name that it was given by."""
    toy.write(
        '@suite.case("basics")\ndef scaled(data):\n    return call(np.ones(2), scale=np.full(2, 2.0))\n',
        "def double(x, scale=1.0):\n    return x * scale\n",
        entry_points=[("double", "(x, scale=1.0)")],
    )
    case = only_case(toy.judge("def double(x, scale=1.0):\n    y = x * scale\n    scale += 1\n    return y\n"))
    assert case.reason == "mutated"
    assert "argument 'scale' was modified" in case.message


def test_a_wrong_answer_is_not_blamed_on_the_input(toy: Toy) -> None:
    """Where the answer is wrong and the input modified, the answer comes first."""
    assert only_case(toy.write(ONE_CASE).judge(double("x += 1; return x"))).reason == "value"


@pytest.mark.parametrize(
    ("body", "reason", "words"),
    [
        ("return x + undefined", "exception", "NameError: name 'undefined' is not defined (line 5)"),
        ("raise ValueError('no')", "exception", "ValueError: no (line 5)"),
        ("raise KeyboardInterrupt", "exception", "KeyboardInterrupt"),
        ("raise SystemExit(0)", "exit", "left without answering"),
        ("sys.exit('done')", "exit", "left without answering: SystemExit: done"),
        ("os._exit(0)", "exit", "ended without answering (exit code 0)"),
        ("os._exit(3)", "exit", "exit code 3"),
        ("os.abort()", "signal", "killed by SIG"),
        ("ctypes.string_at(0)", "signal", "killed by SIGSEGV (a crash in native code"),
        ("return double(x)", "exception", "RecursionError"),
    ],
)
def test_runtime_errors_are_told_from_exits(toy: Toy, body: str, reason: str, words: str) -> None:
    """An exception, a quiet exit and a signal are all RE, each in its own words; exit code 0 is no acceptance."""
    report = toy.write(ONE_CASE).judge(double(body, "import ctypes, os, sys\n"))
    case = only_case(report)
    assert (report.verdict, case.verdict, case.reason) == (Verdict.RE, Verdict.RE, reason)
    assert words in case.message


def test_a_traceback_begins_in_the_submission(toy: Toy) -> None:
    """It names the file as the user does, shows the lines, and nothing of the judge."""
    source = "def helper(x):\n    return 1 / 0\n\n\ndef double(x):\n    return helper(x)\n"
    case = only_case(toy.write(ONE_CASE).judge(source))
    assert case.traceback.splitlines()[1] == '  File "double.py", line 6, in double'
    assert '  File "double.py", line 2, in helper\n    return 1 / 0' in case.traceback
    assert case.traceback.rstrip().endswith("ZeroDivisionError: division by zero")
    assert "candidate.py" not in case.traceback


def test_each_call_has_its_own_traceback(toy: Toy) -> None:
    """The same line with other words, and reached from another line."""
    source = """
        def check(x):
            raise ValueError(f"no {x[0]:g}")


        def double(x):
            if x[0] == 2:
                return check(x)
            return check(x)
    """
    report = toy.write(THREE_CASES).judge(dedent(source))
    for number, caller, case in zip((1, 2, 3), (9, 8, 9), report.cases, strict=True):
        assert case.message == f"ValueError: no {number} (line 3)"
        places = [line for line in case.traceback.splitlines() if line.startswith("  File")]
        assert places == [f'  File "double.py", line {caller}, in double', '  File "double.py", line 3, in check']
        assert case.traceback.endswith(f"ValueError: no {number}")


def test_a_traceback_names_the_file_of_its_own_code(toy: Toy) -> None:
    """Two pieces of code that agree in all but their file are two."""
    source = """
        def double(x):
            exec(compile("raise ValueError('no')", f"piece{x[0]:g}.py", "exec"), {})
    """
    report = toy.write(THREE_CASES).judge(dedent(source))
    places = [case.traceback.splitlines()[-2] for case in report.cases]
    assert places == [f'  File "piece{number}.py", line 1, in <module>' for number in (1, 2, 3)]


def test_a_deep_stack_of_much_code_is_quickly_told(toy: Toy) -> None:
    """Telling of it takes none of the submission's time."""
    table = ", ".join(f"{number}.5" for number in range(100_000))
    source = f"def double(x):\n    table = ({table})\n    return double(x) + table[3]\n"
    toy.write(THREE_CASES, cpu_s=0.5)
    assert {case.reason for case in toy.judge(source).cases} == {"exception"}


def test_time_limit_by_cpu_clock(toy: Toy) -> None:
    """A busy loop is ended by its CPU time, measured by the kernel."""
    toy.write(ONE_CASE, wall_s=10, cpu_s=0.2)
    case = only_case(toy.judge(double("while True: pass")))
    assert (case.verdict, case.reason) == (Verdict.TLE, "cpu time")
    assert "more than 0.2 s of CPU time" in case.message
    assert case.cpu_ms is not None and 200 <= case.cpu_ms < 2000


def test_time_limit_by_wall_clock(toy: Toy) -> None:
    """A sleep, which uses no CPU time, is ended by the judge's clock."""
    toy.write(ONE_CASE, wall_s=0.3, cpu_s=10)
    case = only_case(toy.judge(double("time.sleep(60)", "import time\n")))
    assert (case.verdict, case.reason) == (Verdict.TLE, "wall time")
    assert "no answer within 0.3 s" in case.message
    assert case.wall_ms is not None and 300 <= case.wall_ms < 5000


@pytest.mark.parametrize("ignored", ["SIGTERM", "SIGALRM", "SIGXCPU"])
def test_a_time_out_is_not_to_be_caught(toy: Toy, ignored: str) -> None:
    """Neither a handler nor an `except` keeps a process alive beyond its limit."""
    toy.write(ONE_CASE, wall_s=5, cpu_s=0.2)
    source = f"""
        import signal


        def double(x):
            signal.signal(signal.{ignored}, signal.SIG_IGN)
            while True:
                try:
                    while True:
                        pass
                except BaseException:
                    continue
    """
    assert only_case(toy.judge(source)).verdict is Verdict.TLE


@pytest.mark.parametrize(
    "body", ["return np.ones(1 << 28) + x[0]", "return bytearray(1 << 31)", "return [0] * (1 << 29)"]
)
def test_memory_limit(toy: Toy, body: str) -> None:
    """An allocation beyond the limit is MLE and says how much there is, whichever library asks for it."""
    toy.write(ONE_CASE, memory_mb=128)
    case = only_case(toy.judge(double(body)))
    assert (case.verdict, case.reason) == (Verdict.MLE, "memory")
    assert "more than 128 MB" in case.message


def test_memory_within_the_limit_is_to_be_had(toy: Toy) -> None:
    """The limit is above what the runtime itself takes."""
    toy.write(ONE_CASE, memory_mb=128)
    assert toy.judge(double("np.ones(12 << 20); return x + x")).verdict is Verdict.AC


def test_threads_take_no_more_memory_than_they_use(toy: Toy) -> None:
    """Two dozen at once, each of which allocates: what the C library would reserve for them is beyond the limit."""
    source = """
import threading


def double(x):
    gate = threading.Barrier(25)
    threads = [threading.Thread(target=lambda: gate.wait(bytes(5000) and 20)) for _ in range(24)]
    for thread in threads:
        thread.start()
    gate.wait(20)
    for thread in threads:
        thread.join()
    return x + x
"""
    toy.write(ONE_CASE, memory_mb=512)
    report = toy.judge(source)
    assert report.verdict is Verdict.AC, report.cases


@pytest.mark.parametrize("stream", ["sys.stdout", "sys.stderr"])
def test_output_limit(toy: Toy, stream: str) -> None:
    """Endless printing is ended soon, and what was kept stays within the limit."""
    toy.write(ONE_CASE, output_kb=8)
    report = toy.judge(double(f"while True: print('spam', file={stream})", "import sys\n"))
    case = only_case(report)
    assert (case.verdict, case.reason) == (Verdict.OLE, "output")
    assert "more than 8 KiB" in case.message
    assert report.output_truncated
    assert 0 < len(report.output) <= 8 << 10


def test_security_violation(toy: Toy, launchers_tier: str) -> None:
    """A call that only hostile code makes ends the process and is named."""
    if launchers_tier == "basic":
        pytest.skip("the basic tier watches no system calls")
    case = only_case(toy.write(ONE_CASE).judge(double("socket.socket(); return x + x", "import socket\n")))
    assert (case.verdict, case.reason) == (Verdict.SV, "system call")
    assert "network connection or socket: not allowed here" in case.message


@pytest.mark.parametrize(
    ("source", "reason", "words"),
    [
        (b"", "empty", "the file is empty"),
        (b" \n\t\n", "empty", "the file is empty"),
        (b"def double(x):\n    return x + \0x\n", "encoding", "NUL byte on line 2"),
        (b"def double(x:\n    return x\n", "syntax", "SyntaxError: '(' was never closed (line 1)"),
        (b"def double(x):\n\treturn x\n        return x\n", "syntax", "TabError"),
        (b"def double(x):\nreturn x\n", "syntax", "IndentationError"),
        (b"# coding: klingon\n" + DOUBLE.encode(), "encoding", "unknown encoding: klingon; name an encoding"),
        (b"# coding: ascii\n# caf\xe9\n" + DOUBLE.encode(), "encoding", "not in ascii (byte 0xe9 on line 2)"),
        ("def double(x):\n    return x + x\n".encode("utf-16"), "encoding", "save it as UTF-8"),
        (
            b"def doubel(x):\n    return x + x\n",
            "entry point",
            "no 'double' (did you mean 'doubel'?); define double(x)",
        ),
        (b"value = 1\n", "entry point", "the file defines no 'double'; define double(x)"),
        (b"double = 3\n", "entry point", "'double' is an int, not a function"),
        (b"def double():\n    return 0\n", "entry point", "double() can't be called as double(x)"),
        (b"def double(x, y):\n    return x\n", "entry point", "double(x, y) can't be called as double(x)"),
        (b"def double(*, x):\n    return x\n", "entry point", "can't be called as double(x)"),
        (b"import pandas\n", "import", "ModuleNotFoundError: No module named 'pandas' (line 1); only the standard lib"),
        (b"from numpy import dubble\n", "import", "cannot import name 'dubble'"),
        (b"import judge\n", "import", "No module named 'judge'"),
        (b"1 / 0\n", "exception", "ZeroDivisionError: division by zero (line 1)"),
        (b"raise KeyboardInterrupt\n", "exception", "KeyboardInterrupt"),
        (b"# coding: punycode\n1\n", "encoding", "in the first line"),
        (DOUBLE.encode() + b"def __getattr__(name): 1 / 0\ndel double\n", "exception", "ZeroDivisionError"),
    ],
)
def test_files_that_do_not_load(toy: Toy, source: bytes, reason: str, words: str) -> None:
    """A file that is no solution is CE for every case, and the report's message says what to mend."""
    report = toy.judge(source)
    assert (report.verdict, report.exit_code) == (Verdict.CE, 1)
    assert words in report.message
    assert verdicts(report) == ["CE", "CE"]
    assert {case.reason for case in report.cases} == {reason}


@pytest.mark.parametrize("line", ["# caf\xe9", "NAME = 'caf\xe9'"])
@pytest.mark.parametrize("number", [1, 2, 6])
def test_bytes_that_are_not_utf_8_are_named(toy: Toy, line: str, number: int) -> None:
    """Without a coding cookie they are no Python, in a comment neither: the message has the byte, line and remedy."""
    lines = DOUBLE.splitlines()
    lines.insert(number - 1, line)
    report = toy.judge("\n".join(lines).encode("latin-1"))
    assert (report.verdict, report.cases[0].reason) == (Verdict.CE, "encoding")
    assert f"byte 0xe9 on line {number}" in report.message
    assert "save it as UTF-8" in report.message


def test_a_syntax_error_shows_line_and_caret(toy: Toy) -> None:
    """The traceback quotes the line and points into it."""
    lines = toy.judge("def double(x):\n    return x +* x\n").extra["traceback"].splitlines()
    assert lines[:2] == ['  File "double.py", line 2', "    return x +* x"]
    assert lines[2].index("^") == lines[1].index("*")


def test_an_exception_at_import_has_its_traceback(toy: Toy) -> None:
    """What the file's own top level raises is shown with its lines."""
    trace = toy.judge("def helper():\n    raise ValueError('no')\n\n\nhelper()\n").extra["traceback"]
    assert '  File "double.py", line 5, in <module>' in trace
    assert trace.rstrip().endswith("ValueError: no")


def test_a_file_that_is_too_large(toy: Toy) -> None:
    """More than a MiB of source is not even sent to a process."""
    report = toy.judge_source(Source("double.py", b"#" * (SIZE_LIMIT + 1), oversize=True))
    assert report.verdict is Verdict.CE
    assert "larger than 1 MiB" in report.message


@pytest.mark.parametrize(
    ("top", "verdict", "words"),
    [
        ("while True: pass", Verdict.TLE, "while loading: used more than 0.2 s of CPU time"),
        ("import time; time.sleep(60)", Verdict.TLE, "while loading: no answer within 1 s"),
        ("raise SystemExit(0)", Verdict.RE, "left while loading, without answering"),
        ("import os; os._exit(0)", Verdict.RE, "while loading: the process ended without answering (exit code 0)"),
        ("import os; os.abort()", Verdict.RE, "while loading: killed by SIG"),
        ("big = bytearray(1 << 31)", Verdict.MLE, "while loading"),
        ("while True: print('spam' * 100)", Verdict.OLE, "while loading: printed more than 8 KiB"),
    ],
)
def test_limits_hold_while_loading(toy: Toy, top: str, verdict: Verdict, words: str) -> None:
    """A file that breaks a limit before it defines anything gets the limit's verdict for every case."""
    toy.write(memory_mb=128, load_cpu_s=0.2, load_wall_s=1, output_kb=8)
    report = toy.judge(f"{top}\n{DOUBLE}")
    assert report.verdict is verdict
    assert words in report.message
    assert verdicts(report) == [verdict.value] * 2


def test_a_submission_has_its_worst_cases_verdict(toy: Toy) -> None:
    """One wrong answer and one exception make RE, in whichever order; the right one stays accepted."""
    toy.write(THREE_CASES)
    report = toy.judge(double("return {1.0: x, 2.0: x + x}[x[0]]"))
    assert verdicts(report) == ["WA", "AC", "RE"]
    assert report.verdict is Verdict.RE
    assert (report.passed, report.total) == (1, 3)
