"""Activities are grouped into sittings: one go at a problem each."""

from __future__ import annotations

from practice_days import after, did

from judge.practice.sittings import Sitting, group_sittings


def test_what_happens_before_the_first_accepted_submission_counts() -> None:
    """Failures, hints and the time are those up to the first accepted submission; polishing adds nothing."""
    done = [did("start"), did("WA", 5), did("hint", 6, number=1), did("AC", 8), did("WA", 9), did("hint", 9, number=3)]
    assert group_sittings(done) == [
        Sitting("double", after(), after(8), after(9), solved=True, submissions=2, hints=1, timed=True)
    ]
    (sitting,) = group_sittings(done)
    assert (sitting.failures, sitting.minutes) == (1, 8)


def test_a_long_gap_begins_another_sitting() -> None:
    """Three hours without a sign of life end a sitting; a shorter break does not."""
    assert [sitting.submissions for sitting in group_sittings([did("WA"), did("WA", 180), did("AC", 361)])] == [2, 1]


def test_starting_afresh_begins_another_sitting_only_when_solved() -> None:
    """`judge start` after an accepted submission is a new go; before it, it is the same one, and its clock runs on."""
    sittings = group_sittings([did("start"), did("start", 10), did("AC", 20), did("start", 30), did("AC", 40)])
    assert [(sitting.minutes, sitting.timed) for sitting in sittings] == [(20, True), (10, True)]


def test_without_a_start_the_time_is_only_the_least_it_took() -> None:
    """Who begins with a submission is not timed."""
    (sitting,) = group_sittings([did("WA"), did("AC", 4)])
    assert (sitting.minutes, sitting.timed) == (4, False)


def test_reveal_counts_only_before_the_solution() -> None:
    """The solution looked at before solving makes a difference, afterwards none."""
    before, after_it = group_sittings(
        [did("reveal"), did("AC", 5), did("AC", problem="halve"), did("reveal", 5, problem="halve")]
    )
    assert (before.revealed, after_it.revealed) == (True, False)


def test_only_a_submission_or_a_reveal_decides() -> None:
    """A file that was only begun, or a hint that was only read, is nothing to plan from."""
    begun, read, given_up = group_sittings(
        [did("start"), did("hint", problem="halve", number=2), did("reveal", problem="root")]
    )
    assert [each.is_decided for each in (begun, read, given_up)] == [False, False, True]
    assert read.hints == 2


def test_problems_do_not_mix() -> None:
    """Each problem has sittings of its own, and all come in the order of their beginnings."""
    sittings = group_sittings([did("WA"), did("AC", 1, problem="halve"), did("AC", 2)])
    assert [(sitting.problem, sitting.submissions) for sitting in sittings] == [("double", 2), ("halve", 1)]


def test_nothing_happened() -> None:
    """No activities, no sittings."""
    assert group_sittings([]) == []
