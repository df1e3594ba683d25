"""The pipeline from a source to a report: cases, data, expected values, comparison, restarts, budgets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest
from toy_bank import DOUBLE, Toy, only_case, verdicts

from judge.evaluate import DEFAULT_SEED
from judge.expected import Expected, Reference
from judge.model import CaseResult, Verdict
from judge.sandbox.launchers import Launchers

FOUR_CASES = """
@suite.case("basics")
def first(data):
    return call(np.array([1.0]))


@suite.case("basics")
def second(data):
    return call(np.array([2.0]))


@suite.case("more")
def third(data):
    return call(np.array([3.0]))


@suite.case("more")
def fourth(data):
    return call(np.array([4.0]))
"""
RANDOM_CASE = """
@suite.case("basics")
def random_numbers(data):
    return call(data.normal((5,)))
"""
BUSY = """
import time


def double(x):
    due = time.process_time() + 0.02
    while time.process_time() < due:
        pass
    return x + x
"""
SHOW_INPUT = "def double(x):\n    print(x.tolist())\n    return x + x\n"


# ---- restarts and budgets ----


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [("while True: pass", "TLE"), ("os._exit(0)", "RE"), ("print('spam' * 100_000)", "OLE"), ("os.abort()", "RE")],
)
def test_an_ended_process_leaves_the_other_cases_judged(toy: Toy, fault: str, verdict: str) -> None:
    """Where one case ends the process, the remaining ones run in a new one, which has loaded the file again."""
    toy.write(FOUR_CASES, cpu_s=0.2, output_kb=8)
    source = f"""
        import os

        print("loaded")


        def double(x):
            if x[0] == 2:
                {fault}
            return x + x
    """
    report = toy.judge(source)
    assert verdicts(report) == ["AC", verdict, "AC" if verdict != "OLE" else "OLE", "AC" if verdict != "OLE" else "OLE"]
    assert report.output.count("loaded\n") == (2 if verdict != "OLE" else 1)


@pytest.mark.parametrize("fault", ["1 / 0", "os._exit(3)", "while True: pass", "socket.socket()", "x *= 2"])
@pytest.mark.parametrize("place", [1, 2, 4])
def test_a_fault_is_told_where_it_happens(toy: Toy, launchers_tier: str, fault: str, place: int) -> None:
    """Also where further calls were sent already; a source that mentions print is asked one call at a time."""
    if launchers_tier == "basic" and "socket" in fault:
        pytest.skip("the basic tier watches no system calls")
    toy.write(FOUR_CASES, cpu_s=0.2)
    source = f"""
        import os
        import socket


        def double(x):
            if x[0] == {place}:
                {fault}
            return x + x
    """
    ahead, in_turn = (toy.judge(dedent(source) + more) for more in ("", "# print\n"))
    assert [verdict != "AC" for verdict in verdicts(ahead)] == [number == place for number in (1, 2, 3, 4)]
    assert [(case.verdict, case.reason) for case in ahead.cases] == [
        (case.verdict, case.reason) for case in in_turn.cases
    ]


def test_an_exception_keeps_the_process(toy: Toy) -> None:
    """A case that raises does not cost a restart."""
    report = toy.write(FOUR_CASES).judge(
        "print('loaded')\n\n\ndef double(x):\n    return {1.0: 2 * x, 3.0: 2 * x}[x[0]]\n"
    )
    assert verdicts(report) == ["AC", "RE", "AC", "RE"]
    assert report.output == "loaded\n"


def test_a_slow_reference_is_not_charged_to_the_submission(toy: Toy) -> None:
    """Neither clock of a case runs while the judge waits for what is expected of it."""
    reference = """
        import time


        def double(x):
            time.sleep(0.4 if x[0] == 2 else 0)
            return x + x
    """
    toy.write(FOUR_CASES, reference, wall_s=0.35, cpu_s=0.25, total_s=0.45)
    assert verdicts(toy.judge(BUSY)) == ["AC"] * 4


def test_clocks_charge_a_slow_case_and_no_other(toy: Toy) -> None:
    """Quick answers share the time that all of them took together; a slow one has its own, and so does its limit."""
    toy.write(FOUR_CASES, wall_s=0.6)
    source = """
        import time


        def double(x):
            time.sleep({pause} if x[0] == 3 else 0)
            return x + x
    """
    report = toy.judge(source.format(pause=0.3))
    assert verdicts(report) == ["AC"] * 4
    walls = [case.wall_ms or 0.0 for case in report.cases]
    assert min(walls) > 0
    assert walls.index(max(walls)) == 2
    assert walls[2] >= 290
    assert verdicts(toy.judge(source.format(pause=9))) == ["AC", "AC", "TLE", "AC"]


def test_an_answer_in_two_frames_takes_no_less_time(toy: Toy) -> None:
    """Arguments that are sent back needlessly, in the same breath, halve no clock."""
    toy.write(RANDOM_CASE)
    source = """
        import os
        import struct
        import sys
        import time

        HEAD = struct.Struct("<BIQ")


        def double(x):
            frames = {}
            frame = sys._getframe()
            while frame is not None:
                frames[frame.f_code.co_name] = frame
                frame = frame.f_back
            answering, calls = frames["_answer"], frames["_answer_calls"]
            encode = answering.f_globals["wire"].encode


            def frame(kind, value):
                header, chunks = encode(value)
                body = b"".join(chunks)
                return HEAD.pack(kind, len(header), len(body)) + header + body


            time.sleep(0.2)
            sent = frame(19, x + x) + frame(20, [answering.f_locals[name] for name in ("entry", "args", "kwargs")])
            os.write(3, calls.f_locals["tickets"][:8] + sent)
            time.sleep(60)
    """
    report = toy.judge(source)
    assert verdicts(report) == ["AC"]
    assert (report.cases[0].wall_ms or 0.0) >= 190


@pytest.mark.parametrize(
    "argument",
    [
        "'x' * 300_000",
        "'x' * ((8 << 20) - 60)",
        "{i: i for i in range(1000)}",
        "reduce(lambda inner, _: [inner], range(62), 1)",
    ],
    ids=["texts", "a text of the most bytes", "keys", "nested"],
)
def test_calls_are_bounded_each_for_itself(toy: Toy, argument: str) -> None:
    """What one message can hold, any number of calls can, one after another."""
    cases = f"""
        from functools import reduce


        def case_of(number):
            def case(data):
                return call({argument})

            case.__name__ = f"case_{{number}}"
            return case


        for number in range(30 if len({argument}) < 1 << 20 else 2):
            suite.case("all")(case_of(number))
    """
    source = "def double(x):\n    return len(x)\n"
    toy.write(cases, source, memory_mb=64)
    assert set(verdicts(toy.judge(source))) == {"AC"}


def test_arguments_of_later_calls_take_nothing_of_an_earlier_one(toy: Toy) -> None:
    """Neither its time nor its memory, however many are sent ahead."""
    cases = """
        def case_of(number):
            def case(data):
                return call([float(number + i) for i in range(25_000)])

            case.__name__ = f"case_{number}"
            return case


        for number in range(24):
            suite.case("all")(case_of(number))
    """
    source = "def double(x):\n    return 0\n"
    toy.write(cases, source, memory_mb=8, wall_s=0.5, cpu_s=0.5)
    assert set(verdicts(toy.judge(source))) == {"AC"}


def test_a_closed_connection_is_an_error_of_the_submission(toy: Toy) -> None:
    """It is ended, and not waited for."""
    toy.write(FOUR_CASES)
    source = """
        import os
        import time


        def double(x):
            if x[0] == 2:
                os.close(3)
                time.sleep(30)
            return x + x
    """
    report = toy.judge(source)
    assert verdicts(report) == ["AC", "RE", "AC", "AC"]
    assert "closed its connection to the judge" in only_case(report).message
    assert report.duration_ms < 15_000


def test_clocks_add_up_to_what_was_used(toy: Toy) -> None:
    """However answers come together, all CPU time is charged, once."""
    toy.write(FOUR_CASES)
    report = toy.judge(BUSY)
    assert sum(case.cpu_ms or 0.0 for case in report.cases) == pytest.approx(85, abs=15)


def test_each_case_has_the_whole_time_limit(toy: Toy) -> None:
    """CPU time is counted for each case alone, and none that was used up before is charged to the next."""
    toy.write(FOUR_CASES, cpu_s=0.3, load_cpu_s=0.3)
    source = """
        import time


        def burn():
            end = time.process_time() + 0.15
            while time.process_time() < end:
                pass


        burn()


        def double(x):
            burn()
            return x + x
    """
    report = toy.judge(source)
    assert verdicts(report) == ["AC"] * 4
    assert all(case.cpu_ms is not None and 100 < case.cpu_ms < 300 for case in report.cases)


def test_work_between_two_calls_is_charged(toy: Toy) -> None:
    """A thread that goes on after the answer uses up the time of the next case."""
    toy.write(FOUR_CASES, cpu_s=0.2, wall_s=5)
    source = """
        import threading
        import time


        def burn():
            while True:
                pass


        def double(x):
            if x[0] == 1:
                threading.Thread(target=burn, daemon=True).start()
            if x[0] == 2:
                time.sleep(60)
            return x + x
    """
    report = toy.judge(source)
    assert report.cases[1].reason == "cpu time"
    assert verdicts(report)[2:] == ["AC", "AC"]


def test_the_whole_submission_has_a_budget(toy: Toy) -> None:
    """When the time for all cases together is used up, the rest are TLE without being run."""
    toy.write(FOUR_CASES, wall_s=0.3, total_s=0.5)
    report = toy.judge("import time\n\n\ndef double(x):\n    print('called')\n    time.sleep(60)\n")
    assert [case.reason for case in report.cases] == ["wall time", "wall time", "total time", "total time"]
    assert "used up its 0.5 s" in report.cases[3].message
    assert report.output.count("called") == 2
    assert report.duration_ms < 5000


# ---- what is printed ----


def test_prints_are_kept_apart_from_answers(toy: Toy) -> None:
    """Whatever is printed, on both streams and past them, lands in the report and changes no verdict."""
    source = """
        import os
        import sys

        print("at the top")


        def double(x):
            print("加倍", flush=True)
            print("to stderr", file=sys.stderr)
            os.write(1, b"raw \\xff\\n")
            return x + x
    """
    report = toy.judge(source)
    assert report.verdict is Verdict.AC
    assert report.output.startswith("at the top\n")
    assert report.output.count("加倍\n") == report.output.count("to stderr\n") == 2
    assert "raw \\xff\n" in report.output
    assert not report.output_truncated


def test_prints_up_to_the_limit_are_kept_whole(toy: Toy) -> None:
    """The limit counts all cases and both streams together, and reaching it is not exceeding it."""
    toy.write(FOUR_CASES, output_kb=4)
    at_limit = toy.judge("import sys\n\n\ndef double(x):\n    sys.stdout.write('a' * 1024)\n    return x + x\n")
    assert (at_limit.verdict, at_limit.output, at_limit.output_truncated) == (Verdict.AC, "a" * 4096, False)
    above = toy.judge("import sys\n\n\ndef double(x):\n    sys.stderr.write('a' * 1025)\n    return x + x\n")
    assert (verdicts(above), len(above.output), above.output_truncated) == (["AC"] * 3 + ["OLE"], 4096, True)


# ---- data ----


def test_the_same_seed_gives_the_same_report(toy: Toy) -> None:
    """Data, errors and bounds are the same in every run of a seed."""
    toy.write(RANDOM_CASE)
    reports = [toy.judge("def double(x):\n    print(x.tolist())\n    return x * 3\n", seed=7) for _ in range(2)]
    assert reports[0].output == reports[1].output
    assert reports[0].cases[0].message == reports[1].cases[0].message
    assert (reports[0].cases[0].error, reports[0].cases[0].bound) == (
        reports[1].cases[0].error,
        reports[1].cases[0].bound,
    )
    assert reports[0].seed == 7


def test_another_seed_gives_other_data(toy: Toy) -> None:
    """The seed reaches the data, and a submission is judged against the expected values of its own seed."""
    toy.write(RANDOM_CASE)
    reports = [toy.judge(SHOW_INPUT, seed=seed) for seed in (1, 2)] + [toy.judge(SHOW_INPUT)]
    assert len({report.output for report in reports}) == 3
    assert {report.verdict for report in reports} == {Verdict.AC}
    assert reports[2].seed == DEFAULT_SEED


def test_examples_are_judged_in_place_of_hidden_cases(toy: Toy) -> None:
    """With `examples` the visible cases run, under the hidden suite's bound, with the guesses of its slips."""
    toy.write(RANDOM_CASE + '\n\n@suite.slip("a copy")\ndef copied(x):\n    return x\n')
    toy.write_suite(
        "examples.py", 'suite = Suite()\n\n\n@suite.case("e")\ndef shown(data):\n    return call(np.ones(3))\n'
    )
    report = toy.judge("def double(x):\n    return x * (2 + 1e-16)\n", examples=True)
    assert ([case.name for case in report.cases], report.verdict) == (["shown"], Verdict.AC)
    assert report.cases[0].bound == pytest.approx(8 * 2**-53)
    assert toy.judge("def double(x):\n    return x\n", examples=True).cases[0].guess == "looks like a copy"
    assert [case.name for case in toy.judge().cases] == ["random numbers"]


def test_required_arguments_go_by_position_and_optional_ones_by_name(toy: Toy) -> None:
    """A submission may name its required parameters as it likes, and sees the optional ones under their names."""
    toy.write(
        '@suite.case("basics")\ndef one(data):\n    return call(np.ones(2), 3, scale=2.0, shift=None)\n',
        "def double(x, n, scale=1.0, shift=None):\n    return x * n * scale\n",
        entry_points=[("double", "(x, n, scale=1.0, shift=None)")],
    )
    accepted = toy.judge("def double(a, /, b, *, shift=None, scale=1.0):\n    return a * b * scale\n")
    assert accepted.verdict is Verdict.AC
    refused = toy.judge("def double(x, n, factor=1.0, shift=None):\n    return x\n")
    assert refused.verdict is Verdict.CE
    assert "unexpected keyword argument 'scale'" in refused.message


# ---- what is expected ----


def test_the_reference_runs_in_float64(toy: Toy) -> None:
    """In a float32 case the expected value comes from the same numbers in float64, and the answer has to be float32."""
    toy.write(
        '@suite.case("thirds", dtypes=FLOATS)\n'
        "def thirds(data, dtype):\n"
        "    return call(np.array([1e-3, 3, 7], dtype=dtype), {'w': [np.array([3], dtype=dtype)]})\n",
        "def double(x, more):\n    print(x.dtype)\n    return x / more['w'][0]\n",
        entry_points=[("double", "(x, more)")],
    )
    report = toy.judge("def double(x, more):\n    print(x.dtype, more['w'][0].dtype)\n    return x / more['w'][0]\n")
    assert report.verdict is Verdict.AC
    assert report.output == "float64 float64\nfloat32 float32\n"
    double, single = report.cases
    assert (double.name, single.name) == ("thirds [float64]", "thirds [float32]")
    assert double.error == 0.0
    assert single.error is not None and 0 < single.error < 2**-23
    assert single.bound is not None and double.bound is not None and single.bound > 2**28 * double.bound


def test_a_float32_case_wants_float32(toy: Toy) -> None:
    """An answer that was widened on the way is wrong in a float32 case alone."""
    toy.write(
        '@suite.case("basics", dtypes=FLOATS)\ndef ones(data, dtype):\n    return call(np.ones(3, dtype=dtype))\n'
    )
    report = toy.judge("import numpy as np\n\n\ndef double(x):\n    return x * np.float64(2)\n")
    assert verdicts(report) == ["AC", "WA"]
    assert report.cases[1].reason == "dtype"
    assert "dtype float64, expected float32" in report.cases[1].message


def test_integers_and_bools_are_compared_exactly(toy: Toy) -> None:
    """A case whose answer is not floating-point knows no bound."""
    toy.write(
        '@suite.case("integers", exact=True)\ndef large(data):\n    return call(np.array([2**60, 3]))\n\n\n'
        '@suite.case("integers", exact=True)\ndef flags(data):\n    return call(np.array([True, False]))\n'
    )
    assert toy.judge("def double(x):\n    return x + x\n").verdict is Verdict.AC
    report = toy.judge("import numpy as np\n\n\ndef double(x):\n    return (2.0 * x).astype(x.dtype) + (x == 3)\n")
    assert (report.cases[0].verdict, report.cases[0].reason, report.cases[0].error) == (Verdict.WA, "value", 1.0)


def test_a_bound_of_none_asks_for_equality(toy: Toy) -> None:
    """`exact` overrides the suite's bound, and the message says that equality is expected."""
    toy.write('@suite.case("basics", exact=True)\ndef ones(data):\n    return call(np.ones(3))\n')
    report = toy.judge("def double(x):\n    return (x + x) * (1 + 2**-52)\n")
    assert "equality is expected" in only_case(report).message


def test_a_property_is_checked_in_place_of_equality(toy: Toy) -> None:
    """With `check` any answer that has the property is accepted, and its complaint is the message."""
    toy.write(
        "def has_even_sum(made, answer):\n"
        "    return None if answer.sum() % 2 == 0 else f'the sum of {made.args[0].dtype} is odd'\n\n\n"
        '@suite.case("basics", dtypes=("float32",), check=has_even_sum)\n'
        "def ones(data, dtype):\n    return call(np.ones(3, dtype=dtype))\n"
    )
    assert toy.judge("def double(x):\n    return x[:2] * 7\n").verdict is Verdict.AC
    case = only_case(toy.judge("def double(x):\n    return x\n"))
    assert (case.verdict, case.reason, case.message) == (Verdict.WA, "property", "the sum of float64 is odd")
    mutated = only_case(toy.judge("def double(x):\n    y = x + x\n    x -= 1\n    return y\n"))
    assert mutated.reason == "mutated"


def test_a_slip_gives_the_guess(toy: Toy) -> None:
    """A wrong answer that equals a slip's output says so; another one says nothing of the kind."""
    toy.write(
        RANDOM_CASE
        + '\n\n@suite.slip("the square in place of the double")\ndef squared(x):\n    return x * x\n'
        + '\n\n@suite.slip("something that cannot be")\ndef broken(x):\n    raise ValueError\n'
    )
    assert (
        only_case(toy.judge("def double(x):\n    return x**2\n")).guess
        == "looks like the square in place of the double"
    )
    assert "square" not in only_case(toy.judge("def double(x):\n    return x - 0.123\n")).guess


# ---- what is called ----


COUNTER = """
class Counter:
    def __init__(self, start=0):
        self.value = start

    def add(self, step=1):
        self.value += step
        return self.value
"""


def test_a_driver_makes_the_calls(toy: Toy) -> None:
    """Objects are made, called in turn and read by the driver, which runs beside the candidate."""
    toy.write(
        '@suite.case("state")\ndef three_steps(data):\n    return call([1, 5, -2], start=10)\n',
        COUNTER,
        entry_points=[("Counter", "(start=0)", "class")],
        driver="""
            def drive(submission, entry, args, kwargs):
                counter = getattr(submission, entry)(**kwargs)
                return [counter.add(step) for step in args[0]] + [counter.value]
        """,
    )
    assert toy.judge(COUNTER).verdict is Verdict.AC
    wrong = toy.judge(COUNTER.replace("return self.value", "return self.value - step"))
    assert only_case(wrong).message.startswith("in [1]: got 11, expected 16")
    raised = only_case(toy.judge(COUNTER.replace("self.value += step", "self.valu += step")))
    assert raised.verdict is Verdict.RE
    assert "'Counter' object has no attribute 'valu'" in raised.message
    assert 'File "double.py"' in raised.traceback and "judge_driver" not in raised.traceback


def test_a_class_has_to_be_a_class(toy: Toy) -> None:
    """A function in place of the class does not load."""
    toy.write(entry_points=[("Counter", "(start=0)", "class")])
    report = toy.judge("def Counter(start=0):\n    return None\n")
    assert (report.verdict, report.message) == (Verdict.CE, "'Counter' is not a class; define class Counter")
    assert toy.judge("class Counter:\n    pass\n").verdict is Verdict.CE


def test_several_entry_points(toy: Toy) -> None:
    """Each case names what it calls, the first entry point else; all of them have to be there."""
    source = DOUBLE + "\n\ndef halve(x):\n    return x / 2\n"
    toy.write(
        '@suite.case("one")\ndef doubled(data):\n    return call(np.ones(2))\n\n\n'
        '@suite.case("two")\ndef halved(data):\n    return call(np.ones(2), entry="halve")\n',
        source,
        entry_points=[("double", "(x)"), ("halve", "(x)")],
    )
    assert toy.judge(source).verdict is Verdict.AC
    assert verdicts(toy.judge(source.replace("x / 2", "x"))) == ["AC", "WA"]
    missing = toy.judge(DOUBLE)
    assert (missing.verdict, "defines no 'halve'" in missing.message) == (Verdict.CE, True)


# ---- values ----


def test_large_arrays_travel(toy: Toy) -> None:
    """Several megabytes go there and back, whichever order they lie in."""
    toy.write(
        '@suite.case("large", dtypes=FLOATS)\ndef large(data, dtype):\n'
        "    return call(np.asfortranarray(np.linspace(0, 1, 1_000_000, dtype=dtype).reshape(1000, 1000)))\n"
    )
    report = toy.judge(
        "def double(x):\n    assert x.flags.f_contiguous and x.flags.writeable and x.flags.owndata\n    return x + x\n"
    )
    assert report.verdict is Verdict.AC, report.cases
    assert toy.judge("def double(x):\n    return (x + x)[::1, ::1].T.copy().T\n").verdict is Verdict.AC


def test_every_kind_of_value_travels(toy: Toy) -> None:
    """Arguments arrive as what they were, and answers come back so."""
    toy.write(
        '@suite.case("values", exact=True)\ndef everything(data):\n'
        "    return call([None, True, 3, 2**100, -1.5, 1j, 'é\\n', b'\\0', (), [[]], {'a': (1, 2)}, float('nan'),\n"
        "                 np.float32(1.5), np.arange(6, dtype='>i2').reshape(2, 3), np.array(7), np.zeros((0, 3))])\n",
        "def double(values):\n    return values, [type(value).__name__ for value in values]\n",
        entry_points=[("double", "(values)")],
    )
    report = toy.judge("def double(values):\n    return values, [type(value).__name__ for value in values]\n")
    assert report.verdict is Verdict.AC, report.cases
    alike = toy.judge("def double(values):\n    return list(values), [str(type(v).__name__) for v in values]\n")
    assert alike.verdict is Verdict.AC
    wrong = toy.judge("def double(values):\n    return values[:-1], [type(value).__name__ for value in values]\n")
    assert only_case(wrong).reason == "length"


def test_every_call_gets_fresh_input(toy: Toy) -> None:
    """Two cases with equal data share no array, and neither is shared with the answer that is due."""
    toy.write(
        "SHARED = np.ones(3)\n\n\n"
        '@suite.case("one")\ndef first(data):\n    return call(SHARED)\n\n\n'
        '@suite.case("two")\ndef second(data):\n    return call(SHARED)\n'
    )
    report = toy.judge("def double(x):\n    y = x + x\n    x[:] = 5\n    return y\n")
    assert [case.reason for case in report.cases] == ["mutated", "mutated"]


def test_an_input_may_be_given_back(toy: Toy) -> None:
    """An answer that is the input itself, or shares its memory, is judged by its numbers."""
    toy.write('@suite.case("zeros")\ndef zeros(data):\n    return call(np.zeros((2, 3)))\n')
    assert toy.judge("def double(x):\n    return x\n").verdict is Verdict.AC
    assert toy.judge("def double(x):\n    return x[::-1]\n").verdict is Verdict.AC


# ---- how it is run ----


def test_results_are_told_as_they_come(toy: Toy) -> None:
    """The callback gets each case's result once, in order, as the report has it."""
    seen: list[CaseResult] = []
    report = toy.write(FOUR_CASES).judge("def double(x):\n    return x + 2\n", on_case=seen.append)
    assert tuple(seen) == report.cases
    assert verdicts(report) == ["WA", "AC", "WA", "WA"]


def test_stop_at_first(toy: Toy) -> None:
    """Nothing is judged after the first case that is not accepted, and the next submission is judged in full."""
    toy.write(FOUR_CASES)
    stopped = toy.judge("def double(x):\n    print(x[0])\n    return x + 1\n", stop_at_first=True)
    assert (verdicts(stopped), stopped.verdict) == (["AC", "WA"], Verdict.WA)
    assert stopped.output == "1.0\n2.0\n"
    assert verdicts(toy.judge()) == ["AC"] * 4
    assert verdicts(toy.judge(stop_at_first=True)) == ["AC"] * 4


def test_submissions_share_launchers_but_no_state(toy: Toy) -> None:
    """What one submission does to Python, NumPy and its folder is gone for the next."""
    vandal = """
        import builtins
        import os
        import sys

        import numpy as np

        np.add = np.multiply = builtins.sorted = None
        sys.modules["math"] = None
        os.environ["LEFT"] = "here"
        open("left.txt", "w").close()


        def double(x):
            return x
    """
    honest = """
        import math
        import os

        import numpy as np

        assert "LEFT" not in os.environ and not os.path.exists("left.txt")


        def double(x):
            return np.add(x, x) * sorted([1, math.floor(math.pi) - 2])[0]
    """
    assert [toy.judge(source).verdict.value for source in (honest, vandal, honest)] == ["AC", "WA", "AC"]


def test_launchers_may_live_for_one_evaluation(tmp_path: Path) -> None:
    """Without launchers to share, an evaluation starts its own on the tier that it is asked for, and ends them."""
    report = Toy(tmp_path, None).judge(isolation="basic")
    assert (report.verdict, report.isolation.tier) == (Verdict.AC, "basic")


def test_two_problems_share_launchers(tmp_path: Path, launchers: Launchers) -> None:
    """Cases and expected values of one problem are never taken for those of another."""
    one, other = Toy(tmp_path / "one", launchers), Toy(tmp_path / "other", launchers)
    other.write(reference="def double(x):\n    return 3 * x\n")
    assert [toy.judge().verdict.value for toy in (one, other, one)] == ["AC", "WA", "AC"]


def test_expected_values_are_kept_while_the_bank_is_the_same(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reference runs once for all submissions to a problem, and again when one of the problem's files changes."""
    runs: list[str] = []
    begin = Reference.begin

    def count(reference: Reference) -> Iterator[Expected]:
        runs.append("reference")
        return begin(reference)

    monkeypatch.setattr(Reference, "begin", count)
    assert [toy.judge().verdict for _ in range(3)] == [Verdict.AC] * 3
    assert len(runs) == 1
    toy.write(reference="def double(x):\n    return 2 * x + 1\n")
    assert toy.judge().verdict is Verdict.WA
    assert toy.judge("def double(x):\n    return 2 * x + 1\n").verdict is Verdict.AC
    assert len(runs) == 2
    toy.write(RANDOM_CASE)
    assert [case.name for case in toy.judge().cases] == ["random numbers"]
    assert len(runs) == 3


def test_bits_are_the_same_in_both_processes(toy: Toy) -> None:
    """The reference's own source, submitted, has error 0 in every float64 case: nothing is lost on the way."""
    toy.write(
        '@suite.case("basics")\ndef odd_numbers(data):\n'
        "    return call(np.concatenate([data.normal(50), [5e-324, 1e308, -0.0, np.pi]]))\n",
        "import numpy as np\n\n\ndef double(x):\n    return np.sin(x) / 3\n",
    )
    assert toy.judge("import numpy as np\n\n\ndef double(x):\n    return np.sin(x) / 3\n").cases[0].error == 0.0
    assert np.isfinite(toy.judge("def double(x):\n    return x / 3\n").cases[0].error or 0.0)
