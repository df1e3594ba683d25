"""Where a session stands, and where its time went: worked out from events alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from judge.mock.board import Board, read_board
from judge.mock.live import merge_events
from judge.mock.model import (
    Answered,
    Asked,
    Closed,
    Event,
    Hinted,
    Judged,
    Ran,
    Saved,
    Session,
    Settled,
    Ticked,
    Turned,
    What,
)
from judge.mock.summarise import advise, spent, summarise
from judge.model import Timing, Verdict

START = datetime(2024, 5, 5, 12, 45, tzinfo=UTC)
SESSION = Session(
    uid="u",
    started_at=START,
    deadline=START + timedelta(minutes=45),
    folder="/nowhere",
    bank="/nowhere",
    language="en",
    seed=1,
    asked=tuple(Asked(slug, slug.title(), 10, f"stub of {slug}") for slug in ("a", "b", "c")),
)


def at(minute: float, problem: str, what: What, attempt: int | None = None) -> Event:
    """An event at a minute."""
    return Event(problem, START + timedelta(minutes=minute), what, attempt)


def judged(verdict: Verdict, sha256: str = "x") -> Judged:
    """A submission."""
    return Judged(sha256, "submit", verdict, 1, 2)


def board(*events: Event) -> Board:
    """Where the session stands."""
    return read_board(SESSION, events)


def test_new_session() -> None:
    """The first problem is current, and nothing has happened."""
    new = board()
    assert (new.current, new.closed_at, new.solved) == ("a", None, 0)
    assert new.part("a").verdict is None


def test_solved_stays_solved() -> None:
    """The first accepted submission is the time of the solution; a worse one later takes nothing back."""
    part = board(
        at(1, "a", judged(Verdict.WA)), at(2, "a", judged(Verdict.AC)), at(3, "a", judged(Verdict.WA)),
        at(4, "a", judged(Verdict.AC)),
    ).part("a")  # fmt: skip
    assert part.verdict is Verdict.AC
    assert part.solved_at == START + timedelta(minutes=2)
    assert part.attempts == 4


def test_a_fault_of_the_judge_is_no_submission() -> None:
    """JE counts for nothing."""
    part = board(at(1, "a", judged(Verdict.JE))).part("a")
    assert (part.attempts, part.verdict) == (0, None)


def test_the_current_problem() -> None:
    """It is the one that was worked on last; once that is solved, the next that is not, the first after the last."""
    assert board(at(1, "b", Saved("b.py", "1"))).current == "b"
    assert board(at(1, "b", judged(Verdict.AC))).current == "c"
    assert board(at(1, "c", judged(Verdict.AC))).current == "a"
    assert board(at(1, "a", Turned("b"))).current == "a"
    everything = [at(minute, slug, judged(Verdict.AC)) for minute, slug in enumerate("abc")]
    assert board(*everything).current == ""


def test_events_count_by_their_moment() -> None:
    """What was saved at the deadline, and noticed later, comes before the end."""
    late = [at(45, "", Closed("deadline")), at(20, "a", Saved("a.py", "2")), at(10, "a", Saved("a.py", "1"))]
    saved = board(*late).part("a").saved
    assert saved is not None and saved.sha256 == "2"


def test_settled_when_every_problem_is() -> None:
    """The end is brought about when each problem's last content is dealt with."""
    closed = at(45, "", Closed("deadline"))
    settled = [at(45, slug, Settled("untouched")) for slug in "abc"]
    assert not board(closed, *settled[:2]).is_settled
    assert board(closed, *settled).is_settled
    assert not board(*settled).is_settled


def test_time_belongs_to_what_it_was_spent_on() -> None:
    """A save ends time on its problem, leaving one ends the time of that, questions have a time of their own."""
    code, talk = spent(
        SESSION,
        [
            at(4, "a", Saved("a.py", "1")),
            at(10, "a", judged(Verdict.AC)),
            at(12, "a", Answered(0, "because")),
            at(13, "a", Ticked(0, (0,))),
            at(14, "b", Turned("a")),
            at(20, "b", Hinted(1)),
            at(26, "c", Turned("b")),
            at(45, "", Closed("deadline")),
            at(60, "b", Answered(0, "after the end")),
        ],
    )
    assert code == {"a": 600, "b": 12 * 60, "c": 19 * 60}
    assert talk == {"a": 240, "b": 0, "c": 0}


def test_time_with_an_event_about_something_else() -> None:
    """An event about a problem that was not asked, as an import could once bring in, is passed over."""
    code, _ = spent(SESSION, [at(4, "x", Hinted(1)), at(5, "a", Turned("x")), at(45, "", Closed("deadline"))])
    assert code == {"a": 45 * 60, "b": 0, "c": 0}


def test_summary_of_a_session_whose_bank_and_reports_are_gone() -> None:
    """The report does with what the session itself has kept."""
    failing = Judged("x", "submit", Verdict.CE, 0, 2, message="SyntaxError: line 1")
    summary = summarise(
        SESSION,
        [
            at(1, "a", Ran("w", Verdict.WA, 1, 3)),
            at(2, "a", judged(Verdict.WA), 5),
            at(3, "b", failing, 6),
            at(4, "b", Judged("y", "save", Verdict.AC, 2, 2, timing=Timing(3.0, 2.5, 3.5, False)), 7),
            at(45, "", Closed("deadline")),
        ],
        lambda slug: None,
        lambda number: None,
    )
    first, second, third = summary.problems
    assert (first.title, first.verdict, first.submissions[0].attempt) == ("A", Verdict.WA, 5)
    assert [mark.how for mark in first.tries] == ["examples"]
    assert first.explanation is not None and first.explanation.groups == ()
    assert second.explanation is not None and second.explanation.message == "SyntaxError: line 1"
    assert (second.solved_second, second.timing) == (240, Timing(3.0, 2.5, 3.5, False))
    assert (third.verdict, third.questions) == (None, ())


def test_code_of_the_report_is_what_solved_the_problem() -> None:
    """The first that was accepted, else the last; nothing where it was not kept."""
    sources = {"wrong": b"# \xe4\xb8\xad\n", "right": b"x = 1\n", "later": b"x = 2\n"}
    events = [
        at(1, "a", judged(Verdict.WA, "wrong")),
        at(2, "a", judged(Verdict.AC, "right")),
        at(3, "a", judged(Verdict.AC, "later")),
        at(4, "b", judged(Verdict.WA, "right")),
        at(5, "b", judged(Verdict.WA, "wrong")),
        at(6, "c", judged(Verdict.WA, "lost")),
        at(45, "", Closed("deadline")),
    ]
    summary = summarise(SESSION, events, lambda slug: None, lambda number: None, sources.get)
    assert [problem.code for problem in summary.problems] == ["x = 1\n", "# \u4e2d\n", ""]


def test_failing_groups_are_explained_by_their_first_case() -> None:
    """Of each group: how many failed, and what is said of the first; groups that pass are left out."""
    cases = [
        {"name": "one", "group": "axes", "verdict": "AC"},
        {"name": "two", "group": "axes", "verdict": "WA", "message": "differs", "guess": "axis 0"},
        {"name": "three", "group": "axes", "verdict": "RE"},
        {"name": "four", "group": "dtypes", "verdict": "AC"},
    ]
    events = [at(2, "a", judged(Verdict.WA), 5), at(45, "", Closed("finish"))]
    summary = summarise(SESSION, events, lambda slug: None, lambda number: {"cases": cases} if number == 5 else None)
    explanation = summary.problems[0].explanation
    assert explanation is not None
    (group,) = explanation.groups
    assert (group.name, group.failed, group.total, group.case) == ("axes", 2, 3, "two")
    assert (group.message, group.guess) == ("differs", "axis 0")


def test_advice_begins_with_what_was_not_solved() -> None:
    """Not solved, then solved with help, then slow code, then points missed."""
    problem = summarise(SESSION, [at(45, "", Closed("deadline"))], lambda slug: None, lambda number: None).problems[0]
    from msgspec.structs import replace

    from judge.mock.summary import Point, Question

    question = Question("why?", "so", (Point("x", False), Point("y", True)))
    solved = replace(problem, verdict=Verdict.AC, spent_s=60.0)
    advice = advise(
        [
            replace(solved, slug="missed", questions=(question,)),
            replace(solved, slug="slow code", timing=Timing(3.0, 2.5, 3.5, False)),
            replace(solved, slug="helped", hints=(1.0,)),
            replace(solved, slug="long", spent_s=60.0 * 16),
            replace(solved, slug="fine"),
            replace(problem, slug="nothing"),
        ]
    )
    assert [each.problem for each in advice] == ["nothing", "helped", "long", "slow code", "missed"]
    assert advice[2].reason == "solved, but in 1.6 times the 10 minutes that it should take"


@pytest.mark.parametrize("noisy", [True, False])
def test_noisy_timing_gives_no_advice(noisy: bool) -> None:
    """A machine that was too noisy says nothing about the code."""
    problem = summarise(SESSION, [at(45, "", Closed("deadline"))], lambda slug: None, lambda number: None).problems[0]
    from msgspec.structs import replace

    solved = replace(problem, verdict=Verdict.AC, spent_s=60.0, timing=Timing(3.0, 2.5, 3.5, noisy))
    assert len(advise([solved])) == (0 if noisy else 1)


def test_what_two_threads_know_is_put_together() -> None:
    """The screen shows what either has stored, and what either could not store, as on a full disk."""
    started = [replace(at(1, "a", judged(Verdict.WA)), id=1), replace(at(2, "a", judged(Verdict.WA, "y")), id=2)]
    of_worker, of_clerk = at(3, "a", judged(Verdict.AC, "z")), at(4, "b", Hinted(1))
    merged = merge_events((started[0], of_worker), (*started, of_clerk))
    assert merged == (*started, of_worker, of_clerk)
    assert read_board(SESSION, merged).part("a").verdict is Verdict.AC
