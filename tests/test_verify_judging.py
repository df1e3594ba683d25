"""`judge verify` and verdicts, environments, margins, slips and time limits: each planted fault is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from toy_cli import make_report
from toy_verify import VerifyToy, is_role

from judge.catalog import Bank
from judge.evaluate import evaluate
from judge.model import CaseResult, Limits, Options, Report, Verdict
from judge.sandbox.launchers import Launchers
from judge.source import Source
from judge.verify.calibration import check_limits, stretch
from judge.verify.jobs import Environment, Job, Judge
from judge.verify.margins import check_margins, tabulate
from judge.verify.plan import Settings, choose_seeds

SOLUTIONS = is_role("reference", "accepted", "wrong")


@pytest.fixture
def toy(tmp_path: Path, launchers: Launchers) -> VerifyToy:
    """A problem that lacks nothing."""
    return VerifyToy(tmp_path, launchers)


def test_verdicts_of_a_complete_problem(toy: VerifyToy) -> None:
    """Verdicts, margins and slips are as they should be."""
    found = {finding.check: finding for finding in toy.verify(SOLUTIONS).findings if finding.level == "note"}
    assert found["verdicts"].message == "14 solutions get the verdict of their folder on 2 seeds"
    assert "honest solutions use at most 0." in found["margins"].message
    assert found["slips"].message == "all 1 are recognised"


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        ("accepted/no_matrix.py", "    return 3 * x + shift if x.ndim != 2 else x\n", "is WA, AC is due, on seed"),
        ("wrong_answer/right.py", "    return x * 3 + shift\n", "is AC, WA is due, on seed"),
        ("wrong_answer/raises.py", "    return 3 * x + shift if x.ndim < 3 else x.nothing\n", "is RE, WA is due"),
        ("runtime_error/wrong.py", "    return 2 * x + shift\n", "is WA, RE is due"),
        ("does_not_load/loads.py", "    return 1 / 0\n", "is RE, CE is due"),
    ],
)
def test_a_file_in_the_wrong_folder(toy: VerifyToy, name: str, body: str, told: str) -> None:
    """Each solution gets the verdict of its folder, and nothing else will do."""
    toy.write_solution(name, body)
    (complaint,) = toy.complaints("verdicts", lambda job: isinstance(job, Judge) and job.name in (name, "reference.py"))
    assert complaint.startswith(f"{name} ")
    assert told in complaint


def test_a_file_that_another_seed_finds_out(toy: VerifyToy) -> None:
    """Further seeds count: what is right on the first one only is found."""
    first = toy.plan().suite.cases[0].build(choose_seeds(1)[0]).args[0][0]
    known = f"x.shape != (5,) or x.dtype != np.float64 or abs(x[0] - {first}) < 1e-3"
    toy.write_solution("accepted/of_one_seed.py", f"    return 3 * x + shift if {known} else x\n")
    (complaint,) = toy.complaints("verdicts", is_role("reference", "accepted"))
    assert f"is WA, AC is due, on seed {choose_seeds(2)[1]}" in complaint


def test_an_answer_that_hangs_on_the_number_of_threads(toy: VerifyToy) -> None:
    """Solutions are judged in other environments too, in which the verdict must be the same."""
    two = Environment("2 BLAS threads", threads=2)
    settings = Settings(choose_seeds(1), (two,))

    def chosen(job: Job) -> bool:
        names = "reference.py", "accepted/added.py", "accepted/one_thread.py", "wrong_answer/flat.py"
        return isinstance(job, Judge) and job.environment == two and job.name in names

    found = toy.findings("environments", chosen, settings)
    assert [finding.message for finding in found] == ["the same verdicts with 2 BLAS threads"]
    body = "    import os\n    return 3 * x + shift if os.environ['OPENBLAS_NUM_THREADS'] == '1' else x\n"
    toy.write_solution("accepted/one_thread.py", body)
    (complaint,) = toy.complaints("environments", chosen, settings)
    assert complaint.startswith("with 2 BLAS threads: accepted/one_thread.py is WA, AC is due")


def test_where_all_is_exact_threads_do_not_matter(toy: VerifyToy) -> None:
    """A problem without bounds is not judged with more threads, and says so."""
    toy.edit("problems/line/hidden_tests.py", "Suite(bound=line_bound)", "Suite()")
    settings = Settings(choose_seeds(1), (Environment("2 BLAS threads", threads=2),))
    judgings = [job for job in toy.plan(settings=settings).jobs if isinstance(job, Judge)]
    assert not [job for job in judgings if job.environment.threads > 1]
    (found,) = toy.findings("environments", is_role("reference"), settings)
    assert found.level == "note"


# ---- margins ----


def one_case(ratio: float | None, verdict: Verdict = Verdict.AC, reason: str = "", name: str = "one") -> Report:
    """A report with one case, which is so many times its bound off."""
    reason = reason or ("" if verdict is Verdict.AC else "value")
    case = CaseResult(name, "group", verdict, reason, ratio=ratio, bound=1.0, error=ratio)
    return make_report(verdict=verdict, cases=(case,))


def test_an_honest_solution_near_its_bound(toy: VerifyToy) -> None:
    """More than a quarter of the bound is too much: the next honest solution may be over it."""
    assert toy.complaints("margins", is_role("accepted")) == []
    body = "    u = np.finfo(x.dtype).eps / 2\n    return (3 * x + shift) * x.dtype.type(1 + 6 * u)\n"
    toy.write_solution("accepted/sloppy.py", body)
    (complaint, *_) = toy.complaints("margins", is_role("accepted"))
    assert complaint.startswith("accepted/sloppy.py uses 0.")


def test_a_wrong_solution_near_the_bound(toy: VerifyToy) -> None:
    """Every wrong solution is clearly outside somewhere, on every seed."""
    assert toy.complaints("margins", is_role("wrong")) == []
    body = "    u = np.finfo(x.dtype).eps / 2\n    return (3 * x + shift) * x.dtype.type(1 + 40 * u)\n"
    toy.write_solution("wrong_answer/almost.py", body)
    (complaint, *_) = toy.complaints("margins", is_role("wrong"))
    assert complaint.startswith("wrong_answer/almost.py is nowhere more than ")


@pytest.mark.parametrize(("ratio", "good"), [(0.25, True), (0.26, False)])
def test_the_limit_of_honest_solutions(ratio: float, good: bool) -> None:
    """A quarter of the bound, and no more."""
    findings = check_margins([("accepted/a.py", one_case(ratio))], [])
    assert [finding.level for finding in findings] == ["note" if good else "error"]


@pytest.mark.parametrize(
    ("report", "good"),
    [
        (one_case(10.0, Verdict.WA), True),
        (one_case(9.9, Verdict.WA), False),
        (one_case(None, Verdict.WA, "shape"), True),
        (one_case(None, Verdict.RE, "exception"), True),
        (one_case(2.0, Verdict.WA, "mutated"), True),
    ],
)
def test_the_limit_of_wrong_solutions(report: Report, good: bool) -> None:
    """Ten times the bound, or wrong in more than numbers."""
    findings = check_margins([], [("wrong_answer/w.py", report)])
    assert [finding.level for finding in findings] == ["note" if good else "error"]


def test_the_table_of_margins() -> None:
    """For each case the worst honest and the nearest wrong answer, with what the case rejects."""
    honest = [("a.py", one_case(0.1)), ("b.py", one_case(0.2))]
    wrong = [("far.py", one_case(1e9, Verdict.WA)), ("near.py", one_case(3.0, Verdict.WA)), ("fine.py", one_case(0.3))]
    (row,) = tabulate(["one"], {"one": "title"}, honest, wrong, {"far.py": {"title"}, "near.py": {"title", "other"}})
    assert (row.accepted, row.accepted_by) == (0.2, "b.py")
    assert (row.wrong, row.wrong_by) == (3.0, "near.py")
    assert (row.kills, row.alone) == (2, 1)


# ---- slips ----


def test_a_slip_that_nothing_looks_like(toy: VerifyToy) -> None:
    """A slip is recognised in some wrong solution, or it may as well be mistaken."""
    slip = '@suite.slip("a line with its shift doubled")\ndef doubled(x, shift=1.0):\n    return 3 * x + 2 * shift\n'
    toy.add_case(slip)
    told = toy.complaints("slips", is_role("wrong"))
    assert told == ["no wrong solution looks like a line with its shift doubled"]
    toy.write_solution("wrong_answer/doubled.py", "    return 3 * x + 2 * shift\n")
    assert toy.complaints("slips", is_role("wrong")) == []


# ---- time limits ----


def timed(cpu_ms: float, verdict: Verdict = Verdict.AC) -> Report:
    """A report with one case that took so long."""
    return make_report(verdict=verdict, cases=(CaseResult("slow", "size", verdict, cpu_ms=cpu_ms, wall_ms=cpu_ms),))


@pytest.mark.parametrize(("cpu_ms", "good"), [(999.0, True), (1001.0, False)])
def test_a_limit_near_an_honest_solution(cpu_ms: float, good: bool) -> None:
    """The slowest honest case takes at most half of the limit."""
    findings = check_limits(Limits(cpu_s=2.0), [("accepted/a.py", timed(cpu_ms))], [])
    assert [finding.level for finding in findings] == ["note" if good else "error"]


def test_a_total_near_an_honest_solution() -> None:
    """All cases together take at most half of the total."""
    (finding,) = check_limits(Limits(cpu_s=9.0, total_s=1.0), [("accepted/a.py", timed(600.0))], [])
    assert "more than half of total_s" in finding.message


def test_a_slow_solution_near_the_limit(toy: VerifyToy) -> None:
    """What is too slow stays too slow with twice the time."""
    toy.edit("problems/line/problem.toml", 'runtime = "numpy"\n', 'runtime = "numpy"\nlimits = { cpu_s = 0.1 }\n')
    spin = "    from time import process_time as now\n    end = now() + {}\n    while now() < end: pass\n    return x\n"
    toy.write_solution("time_limit/slow.py", spin.format(9))
    assert toy.complaints("limits", is_role("limit", "reference")) == []
    toy.write_solution("time_limit/slow.py", spin.format(0.15))
    (complaint,) = toy.complaints("limits", is_role("limit", "reference"))
    assert complaint == "time_limit/slow.py is WA with 2 times the time: make it slower"


def test_stretched_limits() -> None:
    """All that is time is twice as long, and nothing else."""
    limits = stretch(Limits(cpu_s=1.5, memory_mb=64))
    assert (limits.cpu_s, limits.wall_s, limits.total_s, limits.memory_mb) == (3.0, 20.0, 40.0, 64)


def test_a_judging_that_stops_when_it_is_clear(toy: VerifyToy) -> None:
    """With stop_ratio, numbers that are only just off do not end a judging that stops at the first failure."""
    problem, u = Bank(toy.root).problem("line"), "np.finfo(x.dtype).eps / 2"
    body = f"    return (3 * x + shift) * x.dtype.type(1 + (40 if x.ndim < 3 else 1e6) * {u})\n"
    source = Source("slightly.py", f'"""Off."""\n\nimport numpy as np\n\n\ndef line(x, shift=1.0):\n{body}'.encode())
    for ratio, judged in ((0.0, ["vector [float64]"]), (1e3, [case.name for case in toy.plan().suite.cases[:5]])):
        options = Options(stop_at_first=True, stop_ratio=ratio)
        report = evaluate(problem, source, options, launchers=toy.launchers)
        assert [case.name for case in report.cases] == judged
        assert {case.verdict for case in report.cases} == {Verdict.WA}
