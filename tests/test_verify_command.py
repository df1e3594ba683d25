"""`judge verify` as a command: its tables, its JSON, its exit codes, and its work in several processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from toy_verify import VerifyToy

from judge.catalog import Bank
from judge.errors import JudgeError, UserError
from judge.report.console import Style
from judge.sandbox.launchers import Launchers
from judge.verify.document import result_dict
from judge.verify.findings import Finding, Margin, Verification
from judge.verify.jobs import Bench, Environment
from judge.verify.plan import Settings, choose_seeds
from judge.verify.pool import run_jobs
from judge.verify.run import Result, choose_environments, verify
from judge.verify.show import render

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def toy(tmp_path: Path, launchers: Launchers) -> VerifyToy:
    """A problem that lacks nothing."""
    return VerifyToy(tmp_path, launchers)


def judge_verify(toy: VerifyToy, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    command = [sys.executable, "-m", "judge", "verify", "--bank", str(toy.root), *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)


def test_a_problem_that_lacks_nothing(toy: VerifyToy) -> None:
    """Exit code 0, a line for each check, and the margins of every case; nothing on stderr, which is no terminal."""
    done = judge_verify(toy, "--seeds", "2", "--jobs", "2")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    for check in ("files", "verdicts", "environments", "margins", "mutants", "impostors", "redundancy", "limits"):
        assert f" {check} " in done.stdout
    assert "line: margins of 12 hidden cases" in done.stdout
    assert "large numbers [float32]" in done.stdout
    assert "0 errors, 0 warnings: 1 problem on 2 seeds, also with 2 BLAS threads" in done.stdout


def test_a_problem_with_a_fault(toy: VerifyToy) -> None:
    """Exit code 1, and the fault by name, in the table and in the JSON."""
    toy.write_solution("accepted/wrong.py", "    return x\n")
    done = judge_verify(toy, "line", "--seeds", "1", "--json")
    assert (done.returncode, done.stderr) == (1, "")
    document = json.loads(done.stdout)
    assert (document["schema"], document["ok"]) == ("judge-verify/1", False)
    (problem,) = document["problems"]
    faults = [finding for finding in problem["findings"] if finding["level"] == "error"]
    assert {fault["check"] for fault in faults} == {"verdicts", "environments", "examples"}
    assert any(fault["message"].startswith("accepted/wrong.py is WA, AC is due") for fault in faults)
    assert len(problem["margins"]) == 12


def test_a_case_that_raises_is_a_finding(toy: VerifyToy) -> None:
    """What can't even be called is told in the table, as other faults are."""
    toy.add_case('@suite.case("odd")\ndef odd(data):\n    return cal(1)\n')
    done = judge_verify(toy, "--seeds", "1", "--json")
    assert (done.returncode, done.stderr) == (1, "")
    (finding,) = json.loads(done.stdout)["problems"][0]["findings"]
    assert "case 'odd' of line can't be made" in finding["message"]
    assert "NameError: name 'cal' is not defined" in finding["message"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(("lime",), "did you mean 'line'?"), (("--seeds", "0"), "0 is not in"), (("--python", "/a"), "can't be run")],
)
def test_bad_usage(toy: VerifyToy, arguments: tuple[str, ...], told: str) -> None:
    """Exit code 2, and one line that says what is wrong."""
    done = judge_verify(toy, *arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def check(toy: VerifyToy, *slugs: str, **options: Any) -> Result:
    """Verify in this process, as cheaply as can be."""
    return verify(Bank(toy.root), slugs, Settings(choose_seeds(1), ()), workers=1, **options)


def test_strict(toy: VerifyToy) -> None:
    """A warning is no error, unless it is asked to be one."""
    toy.write("solutions/line/accepted/plain.py", "def line(x, shift=1.0):\n    return x + shift + 2 * x\n")
    result = check(toy)
    assert (result.count("error"), result.count("warning"), result.exit_code) == (0, 1, 0)
    assert Result(result.verifications, result.bank, (), (), True, 0.0).exit_code == 1


def test_progress(toy: VerifyToy) -> None:
    """Each job done is told, up to the last."""
    told: list[tuple[int, int]] = []
    check(toy, on_progress=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == list(range(1, told[-1][1] + 1))


def test_the_bank_as_a_whole(toy: VerifyToy) -> None:
    """What belongs to no problem is an error, but not when one problem is asked for."""
    toy.write("solutions/other/reference.py", "")
    assert [finding.message for finding in check(toy).bank] == ["solutions/other belongs to no problem"]
    assert check(toy, "line").bank == ()


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("problems/line/problem.toml", "title = 1\n", "problem.toml"),
        ("problems/line/hidden_tests.py", "import nothing_of_this_name\n", "hidden_tests.py can't be loaded"),
        ("solutions/line/reference.py", "def line(:\n", "reference.py"),
        ("solutions/line/reference.py", "", "reference.py"),
    ],
)
def test_a_problem_that_cannot_be_loaded(toy: VerifyToy, path: str, text: str, told: str) -> None:
    """It is a finding among others, not the end of the command."""
    toy.write(path, text)
    (verification,) = check(toy).verifications
    assert any(told in finding.message for finding in verification.findings if finding.level == "error")


def test_a_runtime_that_is_not_installed(toy: VerifyToy, monkeypatch: pytest.MonkeyPatch) -> None:
    """The problem is not verified, which is an error of its own; others are."""
    toy.edit("problems/line/problem.toml", 'runtime = "numpy"', 'runtime = "tensorflow"')
    monkeypatch.setattr(sys, "path", [str(ROOT)])
    (verification,) = check(toy).verifications
    (finding,) = verification.findings
    assert finding.level == "error"
    assert finding.message.startswith("not verified: this problem needs TensorFlow")


def test_an_interpreter_of_its_own(toy: VerifyToy) -> None:
    """Another interpreter is an environment; one that does not exist is a usage error."""
    threads, other = choose_environments([sys.executable])
    assert (threads.threads, threads.python) == (2, "")
    assert (other.threads, other.python) == (1, sys.executable)
    with pytest.raises(UserError, match="can't be run"):
        choose_environments(["/no/python"])


def test_solutions_run_on_another_interpreter(toy: VerifyToy) -> None:
    """Its launchers are started with it, and find its own NumPy."""
    other = Environment("another", python=sys.executable)
    jobs = [job for job in toy.plan(settings=Settings(choose_seeds(1), (other,))).jobs if job.station[1] == other]
    with Bench(toy.root) as bench:
        report = jobs[0].run(bench)
    assert report.verdict.value == "AC"
    assert report.environment["numpy"]


# ---- the pool ----


class Fault:
    """A job that raises in its worker, or ends it."""

    slug = "line"
    station = ("numpy", Environment())

    def __init__(self, how: str) -> None:
        self.how = how

    def run(self, bench: Bench) -> str:
        """Raise, leave, or say where."""
        if self.how == "raise":
            raise JudgeError("it broke")
        if self.how == "leave":
            os._exit(7)
        return f"{self.how} in {os.getpid()}"


def test_results_come_in_order_from_other_processes(toy: VerifyToy) -> None:
    """Whoever does a job, its result is in its place."""
    told: list[int] = []
    results = run_jobs(toy.root, [Fault(str(i)) for i in range(12)], 2, told.append)
    assert [result.split(" in ")[0] for result in results] == [str(i) for i in range(12)]
    assert str(os.getpid()) not in {result.split(" in ")[1] for result in results}
    assert told == list(range(1, 13))


def test_what_a_job_raises_is_raised_here(toy: VerifyToy) -> None:
    """A fault of the judge in a worker is one of the command's."""
    with pytest.raises(JudgeError, match="it broke"):
        run_jobs(toy.root, [Fault("fine"), Fault("raise")], 2)


def test_a_worker_that_ends(toy: VerifyToy) -> None:
    """It is told with its exit code, and nothing hangs."""
    with pytest.raises(JudgeError, match=r"ended by itself \(exit code 7\)"):
        run_jobs(toy.root, [Fault("leave"), Fault("leave")], 2)


# ---- text ----

RESULT = Result(
    (
        Verification(
            "line",
            (Finding("files", "note", "good"), Finding("verdicts", "error", "a.py is WA " * 20)),
            (
                Margin("one [float64]", 0.3, "accepted/a.py", 12.5, "wrong_answer/b.py", 7, 1),
                Margin("two", None, "", float("inf"), "wrong_answer/c.py", 3, 0),
            ),
            1.0,
        ),
    ),
    (Finding("files", "error", "solutions/x belongs to no problem"),),
    (1, 2),
    ("2 BLAS threads",),
    False,
    3.0,
)


def test_tables() -> None:
    """Marks, wrapped messages, margins with the files that they come from; no line is wider than the terminal."""
    text = render(RESULT, Style(), width=80)
    assert max(map(len, text.splitlines())) <= 100
    assert "  o  files        good" in text
    assert "  x  verdicts     a.py is WA" in text
    assert "solutions/x belongs to no problem" in text
    rows = {line.split("  ")[1]: line for line in text.splitlines() if line.startswith(("  one", "  two"))}
    assert rows["one [float64]"].split()[2:] == ["0.300", "12.5", "x", "7", "1", "b"]
    assert rows["two"].split()[1:] == ["exact", "no", "room", "3", "c"]
    assert "2 errors, 0 warnings" in text


def test_the_document_is_plain_json() -> None:
    """Infinities are words, and everything is there."""
    document = json.loads(json.dumps(result_dict(RESULT), allow_nan=False))
    assert document["problems"][0]["margins"][1]["wrong"] == "inf"
    assert document["summary"] == {"error": 2, "warning": 0, "note": 1}
    assert document["environments"] == ["2 BLAS threads"]
