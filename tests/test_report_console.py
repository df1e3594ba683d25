"""What a person reads after a submission."""

from __future__ import annotations

from toy_cli import make_overview, make_report

from judge.model import CaseResult, Isolation, Submission, Timing, Verdict
from judge.report.console import Style, render
from judge.report.table import render_table


def failing(count: int, **changes: str) -> tuple[CaseResult, ...]:
    """Cases that fail, each in its own words."""
    return tuple(
        CaseResult(
            f"case {number}", changes.get("group", f"group {number % 3}"), Verdict.WA, "value", f"off by {number}"
        )
        for number in range(count)
    )


def test_wrong_answer_in_full() -> None:
    """The verdict with its score, the failing case with its message and guess, and the next step."""
    case = CaseResult(
        "large logits", "stability", Verdict.WA, "shape", "got (3,)\nexpected (3, 4)", guess="a lost axis"
    )
    report = make_report(cases=(CaseResult("small", "basics", Verdict.AC), case), verdict=Verdict.WA)
    assert render(report, next_step="judge hint double") == (
        "WA  wrong answer: double, 1 of 2 hidden cases passes (double.py, 0.2 s)\n"
        "\n"
        "  x large logits (stability)\n"
        "      got (3,)\n"
        "      expected (3, 4)\n"
        "      looks like a lost axis\n"
        "\n"
        "next: judge hint double"
    )


def test_accepted_in_full() -> None:
    """An accepted submission gets one line, its speed, and the next step."""
    report = make_report(timing=Timing(1.04, 1.01, 1.07, False))
    assert render(report, next_step="judge list") == (
        "AC  accepted: double, 2 of 2 hidden cases pass (double.py, 0.2 s)\n"
        "\n"
        "speed: 1.04 times the reference's time (between 1.01 and 1.07)\n"
        "\n"
        "next: judge list"
    )


def test_traceback_does_not_say_the_message_again() -> None:
    """Its last line is left out where the message has it, be it at the beginning or behind words of the judge's."""
    trace = 'Traceback:\n  File "a.py", line 6, in f\nMemoryError: no room'
    for message in ("MemoryError: no room (line 6)", "used more than 512 MB: MemoryError: no room (line 6)"):
        case = CaseResult("case", "size", Verdict.MLE, "memory", message, traceback=trace)
        assert render(make_report(cases=(case,), verdict=Verdict.MLE)).count("MemoryError: no room") == 1
    case = CaseResult("case", "size", Verdict.RE, "", "something else", traceback=trace)
    assert "MemoryError: no room" in render(make_report(cases=(case,), verdict=Verdict.RE))


def test_what_fails_the_same_way_is_shown_once() -> None:
    """Nine cases with one message, one guess, or one line that raises give one block that names the others."""
    trace = 'Traceback:\n  File "a.py", line 6, in f\nValueError: no'
    for cases in (
        tuple(CaseResult(f"case {n}", "axis", Verdict.WA, "shape", "shape (3,)") for n in range(9)),
        tuple(CaseResult(f"case {n}", "axis", Verdict.WA, "value", f"off by {n}", f"sums of 1.{n}") for n in range(9)),
        tuple(CaseResult(f"case {n}", "axis", Verdict.RE, "", f"E: ({n},)", traceback=trace) for n in range(9)),
    ):
        text = render(make_report(cases=cases, verdict=cases[0].verdict))
        assert text.count("  x case") == 1
        assert "also in case 1 (axis), case 2 (axis), case 3 (axis) and 5 more" in text


def test_what_fails_in_other_ways_is_shown_apart() -> None:
    """Two lines that raise, and two kinds of exception, are two mistakes."""
    places = [("6", "ValueError: a"), ("7", "ValueError: a"), ("7", "TypeError: a")]
    cases = tuple(
        CaseResult(f"case {line} {error}", "g", Verdict.RE, "", error, traceback=f'  File "a.py", line {line}\n{error}')
        for line, error in places
    )
    assert render(make_report(cases=cases, verdict=Verdict.RE)).count("  x case") == 3


def test_at_most_five_failures_in_full_and_the_rest_counted() -> None:
    """Of twelve different failures five are shown, each group among them, and seven are counted by group."""
    text = render(make_report(cases=failing(12), verdict=Verdict.WA))
    assert text.count("off by") == 5
    assert all(f"off by {number}" in text for number in (0, 1, 2))
    assert "and 7 more (group 2 3, group 0 2, group 1 2)" in text


def test_failure_of_a_rare_group_is_shown() -> None:
    """Six failures of one group do not hide the only one of another."""
    cases = (*failing(6, group="axis"), CaseResult("last", "purity", Verdict.WA, "mutated", "x was modified"))
    assert "x was modified" in render(make_report(cases=cases, verdict=Verdict.WA))


def test_case_with_another_verdict_says_so() -> None:
    """In a submission that ends as RE, a case that is only wrong is marked WA, with the traceback where it belongs."""
    cases = (
        CaseResult("a", "g", Verdict.WA, "value", "off"),
        CaseResult(
            "b", "g", Verdict.RE, "exception", "ValueError: no", traceback="Traceback:\n  line 3\nValueError: no"
        ),
    )
    text = render(make_report(cases=cases, verdict=Verdict.RE))
    assert "  x a (g)  WA\n" in text
    assert "  x b (g)\n      ValueError: no\n      Traceback:\n        line 3\n\n" in text + "\n\n"


def test_limits_are_named_when_they_were_hit() -> None:
    """A time-out tells the time limits, and only those."""
    text = render(make_report(Verdict.TLE))
    assert "time limits: 10 s a case (4 s of CPU), 10 s to load the file, 20 s in all" in text
    assert "memory limit" not in text
    assert "memory limit: 512 MiB" in render(make_report(Verdict.MLE))
    assert "output limit: 256 KiB" in render(make_report(Verdict.OLE))


def test_file_that_does_not_load_shows_line_and_caret() -> None:
    """The traceback keeps its columns, and cases that did not run are not listed."""
    trace = '  File "a.py", line 4\n    return x +\n              ^\nSyntaxError: invalid syntax'
    report = make_report(
        cases=(CaseResult("a", "g", Verdict.CE, message="not run"),),
        verdict=Verdict.CE,
        message="SyntaxError: invalid syntax (line 4)",
        extra={"traceback": trace},
    )
    assert render(report) == (
        "CE  does not load: double (double.py, 0.2 s)\n"
        "\n"
        "  SyntaxError: invalid syntax (line 4)\n"
        "\n"
        '    File "a.py", line 4\n'
        "      return x +\n"
        "                ^"
    )


def test_prints_are_capped_and_marked() -> None:
    """Of a thousand printed lines the first and last are shown, with the number left out."""
    text = render(make_report(output="\n".join(f"line {number}" for number in range(1000)), output_truncated=True))
    assert "your code printed:\n  | line 0\n" in text
    assert "... 988 more lines ..." in text
    assert "  | line 999\n  | ... the rest was not kept" in text


def test_candidate_cannot_write_to_the_terminal() -> None:
    """Escape sequences, bells and direction overrides in prints, messages, names and paths do not get through."""
    evil = "\x1b[2J\x1b]0;pwned\x07\x9b31m\x07\u202ered\x1b"
    case = CaseResult(f"n{evil}", f"g{evil}", Verdict.RE, message=evil, guess=evil, traceback=evil)
    report = make_report(
        cases=(case,), verdict=Verdict.RE, message=evil, output=evil, submission=Submission(f"p{evil}\n.py", "")
    )
    for text in (render(report), render_table(make_overview(report))):
        assert not any(character in text for character in "\x1b\x07\x9b\u202e")
        assert "pwned" not in text
        assert "red" in text


def test_basic_tier_is_said_to_be_no_boundary() -> None:
    """On the basic tier the report says that it is no security boundary; on the others nothing."""
    assert "no security boundary" in render(make_report(isolation=Isolation("basic", ())))
    assert "boundary" not in render(make_report())


def test_colours_and_marks_only_where_the_terminal_has_them() -> None:
    """A plain style is pure ASCII; a rich one has colours and marks."""
    report = make_report(Verdict.WA, output="x")
    assert render(report).isascii()
    rich = render(report, Style(color=True, unicode=True))
    assert "\x1b[31m" in rich
    assert "\u2717" in rich


def test_every_example_is_named_when_asked() -> None:
    """`judge run` names the examples that pass, too."""
    text = render(make_report(Verdict.WA), noun="example", every_case=True)
    assert "1 of 2 examples passes" in text
    assert "  ok small (basics)" in text
