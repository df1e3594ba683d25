"""Judging side by side: order, lost processes, what stops a run, and what an interrupted run leaves."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import sys
import threading
from pathlib import Path

import pytest
from processes import descendants, watch
from toy_cli import Cli, Ended

from judge.batch.messages import Setup, Work
from judge.batch.pool import wait_for
from judge.batch.process import WorkerLost, WorkerProcess
from judge.batch.start import Lane, Started, start_worker

ROOT = Path(__file__).resolve().parent.parent
FINISH_MS = 20_000


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The console command in an empty folder, which judges with two processes."""
    cli = Cli(tmp_path, monkeypatch)
    monkeypatch.setenv("JUDGE_JOBS", "2")
    monkeypatch.setenv("JUDGE_TOY_READY", os.devnull)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(ROOT / "tests")]))
    return cli


def verdicts(cli: Cli, name: str = "out.json") -> list[tuple[str, str]]:
    """The path and verdict of each report that was written."""
    document = json.loads((cli.work / name).read_text(encoding="utf-8"))
    return [(report["submission"]["path"], report["verdict"]) for report in document["reports"]]


def fifo(cli: Cli, name: str) -> Path:
    """Make a FIFO, for a submission and the test to meet at."""
    path = cli.root / name
    os.mkfifo(path)
    return path


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="what a thread waits for is read from /proc")
def test_interrupt_that_does_not_wake_a_wait_is_seen() -> None:
    """As when it comes just before the wait begins. Here another thread gets the signal, in the middle of the wait."""
    ours, theirs = socket.socketpair()
    state = Path(f"/proc/self/task/{threading.get_native_id()}/stat")
    begun, released = threading.Event(), threading.Event()

    def send() -> None:
        begun.wait()
        asleep = 0
        while asleep < 200:  # looks in a row: for less than that it may have waited for this thread
            asleep = asleep + 1 if state.read_text(encoding="ascii").rpartition(")")[2].split()[0] == "S" else 0
        signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)
        if not released.wait(20):
            theirs.send(b"it waits for ever")

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGUSR1, interrupt)
    with ours, theirs:
        worker = WorkerProcess(Started(ours.detach(), None, Lane()))
        thread = threading.Thread(target=send)
        thread.start()
        with pytest.raises(KeyboardInterrupt):
            begun.set()
            wait_for([worker])
        signal.signal(signal.SIGUSR1, before)
        in_time = not select.select([worker.fileno()], [], [], 0)[0]
        released.set()
        thread.join()
        worker.give_back()
    assert in_time


def test_order_is_that_of_the_submissions(cli: Cli) -> None:
    """The first submission finishes only when the last has, and is told first."""
    gate = fifo(cli, "gate")
    cli.write("s/a/double.py", f"# wait {gate}")
    cli.write("s/b/double.py", "# verdict WA no")
    cli.write("s/c/double.py", f"# tell {gate}")
    ended = cli("check", "s", "--json", "out.json")
    assert ended.code == 1
    assert verdicts(cli) == [("s/a/double.py", "AC"), ("s/b/double.py", "WA"), ("s/c/double.py", "AC")]
    assert [line.split()[-1] for line in ended.out.splitlines() if line.endswith(".py")] == [
        "s/a/double.py", "s/b/double.py", "s/c/double.py",
    ]  # fmt: skip


def test_as_many_side_by_side_as_jobs(cli: Cli) -> None:
    """Three submissions that wait for each other in a ring end only when three processes judge."""
    names = "abc"
    gates = {name: fifo(cli, name) for name in names}
    for name, other in zip(names, "bca", strict=True):
        orders = [f"# tell {gates[name]}", f"# wait {gates[other]}"]
        cli.write(f"s/{name}/double.py", "\n".join(orders if name != "a" else orders[::-1]))
    assert cli("check", "s", "--jobs", "3").code == 0


def test_each_process_keeps_to_a_problem_while_there_are_enough_of_it(cli: Cli) -> None:
    """The first submission of a problem takes a process much longer than the next; mixed ones are sorted for that."""
    gates = fifo(cli, "one"), fifo(cli, "two")
    meet = [f"# tell {gates[0]}\n# wait {gates[1]}", f"# wait {gates[0]}\n# tell {gates[1]}"]
    for number, letter in enumerate("dhhddhdhhdhddhhdddhh"):
        slug = "double" if letter == "d" else "halve"
        orders = [f"# sign {cli.root / 'signed'}", *meet[number : number + 1]]
        cli.write(f"s/{number:02}/{slug}.py", "\n".join(orders))
    assert cli("check", "s").code == 0
    judged: dict[str, list[str]] = {}
    for line in (cli.root / "signed").read_text().splitlines():
        process, slug = line.split()
        judged.setdefault(process, []).append(slug)
    assert sorted(slugs[0] for slugs in judged.values()) == ["double", "halve"]
    for slugs in judged.values():
        assert [slug for slug, before in zip(slugs[1:], slugs, strict=False) if slug != before] in ([], [slugs[-1]])


def test_same_reports_as_in_one_process(cli: Cli) -> None:
    """Whoever judges, the documents are the same."""
    for number in range(6):
        cli.write(f"s/{number}/double.py", "# verdict WA no" if number % 2 else "def double(x): pass")
    assert cli("check", "s", "--json", "two.json").code == cli("check", "s", "--jobs", "1", "--json", "one.json").code
    assert (cli.work / "two.json").read_bytes() == (cli.work / "one.json").read_bytes()


def test_killed_process_is_replaced(cli: Cli) -> None:
    """A submission whose process is killed once is judged again, and all others are judged."""
    cli.write("s/a/double.py", f"# die unless {cli.root / 'mark'}\n# verdict WA in the end")
    cli.write("s/b/double.py")
    cli.write("s/c/double.py")
    cli("check", "s", "--json", "out.json")
    assert [verdict for _, verdict in verdicts(cli)] == ["WA", "AC", "AC"]


def test_submission_that_loses_two_processes_is_a_judge_error(cli: Cli) -> None:
    """The second time it is JE, which says how; the others are judged, however many there are like it."""
    for number in range(7):
        cli.write(f"s/{number}/double.py", "# die" if number < 5 else "")
    ended = cli("check", "s", "--json", "out.json")
    assert ended.code == 3
    assert [verdict for _, verdict in verdicts(cli)] == ["JE"] * 5 + ["AC"] * 2
    assert "was lost, twice: it was killed by SIGKILL" in ended.out


def test_processes_that_never_start_are_an_error(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no process can judge anything the run ends, and says why."""
    words = [sys.executable, "-c", "raise SystemExit(7)"]
    monkeypatch.setattr("judge.batch.start.judging_command", lambda module: words)
    for number in range(20):
        cli.write(f"s/{number}/double.py")
    ended = cli("check", "s")
    assert ended.code == 3
    assert "the processes that judge do not start: it ended with exit code 7" in ended.err


def test_process_without_work_ends(cli: Cli) -> None:
    """Where it was told to, a process that has judged and waits for more ends by itself, and no answer is an end."""
    worker = WorkerProcess(start_worker())
    assert worker.pid is not None
    worker.begin(Setup(bank=os.fsencode(cli.bank), idle_s=0.05))
    held = watch([worker.pid])
    worker.ask(Work(3, "double", b"double.py", b"# verdict WA no"))
    assert worker.answer() is None
    reply = worker.answer()
    assert reply is not None
    assert (reply.number, reply.verdict) == (3, "WA")
    held.still_there(FINISH_MS)
    with pytest.raises(WorkerLost, match="exit code 0"):
        worker.answer()
    assert not worker.is_alive()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_bug_of_the_judge_costs_one_submission(cli: Cli, jobs: str) -> None:
    """An exception of the engine is a JE with its traceback; the others are judged."""
    cli.write("s/double.py", "# crash oh no")
    cli.write("s/halve.py")
    ended = cli("check", "s", "--jobs", jobs, "--json", "out.json")
    assert ended.code == 3
    assert "ZeroDivisionError: oh no; this is a bug in the judge" in ended.out
    assert [verdict for _, verdict in verdicts(cli)] == ["JE", "AC"]
    assert "in evaluate" in json.loads((cli.work / "out.json").read_text())["reports"][0]["traceback"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_fail_fast_stops_at_the_first_in_order(cli: Cli, jobs: str) -> None:
    """What comes before the first failure is judged, what comes after it is not told, whoever was quicker."""
    gate = fifo(cli, "gate")
    orders = {"a": "# verdict TLE allowed", "b": "", "c": "# verdict WA no"}
    if jobs == "2":  # b is still being judged when c fails
        orders = orders | {"b": f"# wait {gate}", "c": f"# verdict WA no\n# tell {gate}"}
    for name, order in orders.items():
        cli.write(f"s/{name}/double.py", order)
    for number in range(9):  # who is still at one of these when the failure is told is not waited for
        cli.write(f"s/later{number}/double.py", f"# note {cli.root / 'notes'}\n# hang")
    ended = cli("check", "s", "--fail-fast", "--allow", "TLE", "--jobs", jobs, "--json", "out.json")
    assert ended.code == 1
    assert verdicts(cli) == [("s/a/double.py", "TLE"), ("s/b/double.py", "AC"), ("s/c/double.py", "WA")]
    assert "3 submissions: 1 accepted, 1 wrong answer, 1 time limit exceeded; 9 not judged" in ended.out
    notes = (cli.root / "notes").read_text().count("\n") if (cli.root / "notes").exists() else 0
    assert notes < int(jobs)  # the other judge may take one before the failure is told


def test_interrupt_in_the_middle(cli: Cli) -> None:
    """After Ctrl-C, and after the SIGTERM of a CI system: partial reports, exit code 130, and no process left.

    A second signal, as from a CI system and its shell at once, changes nothing.
    """
    for numbers in (
        [signal.SIGINT],
        [signal.SIGTERM],
        [signal.SIGINT, signal.SIGTERM],
        [signal.SIGTERM, signal.SIGINT],
    ):
        gate = fifo(cli, "gate" + "-".join(map(str, map(int, numbers))))
        cli.write("s/a/double.py")
        cli.write("s/b/double.py", f"# wait {gate}\n# hang")
        process = cli.start("check", "s", "--json", "out.json", "--junit", "out.xml", "--html", "out.html")
        with gate.open("wb"):
            pass  # the second one is being judged; the first may be
        held = watch(descendants(process.pid))
        process.send_signal(numbers[0])
        for number in numbers[1:]:
            assert held.still_there(FINISH_MS) == []  # now it is told what is finished
            process.send_signal(number)
        out, err = process.communicate(timeout=60)
        assert process.returncode == 130
        assert err == b"judge: interrupted\n"
        assert b"not judged" in out
        assert set(verdicts(cli)) <= {("s/a/double.py", "AC")}
        assert all((cli.work / name).exists() for name in ("out.xml", "out.html"))
        assert held.still_there(FINISH_MS) == []


def test_killed_judge_leaves_no_process(cli: Cli) -> None:
    """With the command, killed by SIGKILL, its processes end."""
    gate = fifo(cli, "gate")
    cli.write("s/a/double.py", f"# wait {gate}\n# hang")
    cli.write("s/b/double.py")
    process = cli.start("check", "s")
    with gate.open("wb"):
        held = watch(descendants(process.pid))
    process.kill()
    process.communicate(timeout=60)
    assert held.still_there(FINISH_MS) == []


def notes_of(cli: Cli) -> list[str]:
    """The submissions that were judged, in order."""
    return (cli.root / "notes").read_text().split("\n")[:-1]


def resume(cli: Cli, *words: str) -> Ended:
    """Run with --resume, writing the reports as JSON."""
    return cli("check", "s", "--resume", "results", "--json", "out.json", *words)


def test_run_that_was_killed_goes_on(cli: Cli) -> None:
    """After a kill -9 only what was in flight is judged again."""
    gate = fifo(cli, "gate")
    notes = f"# note {cli.root / 'notes'}\n"
    for name in "abc":
        cli.write(f"s/{name}/double.py", notes + "# verdict WA no")
    cli.write("s/d/double.py", f"{notes}# wait {gate}")
    process = cli.start("check", "s", "--resume", "results", "--jobs", "1")
    with gate.open("wb"):
        process.kill()
        process.communicate(timeout=60)
    assert notes_of(cli) == [f"s/{name}/double.py" for name in "abcd"]
    cli.write("s/d/double.py", notes)
    assert resume(cli).code == 1
    assert notes_of(cli)[4:] == ["s/d/double.py"]
    assert [verdict for _, verdict in verdicts(cli)] == ["WA", "WA", "WA", "AC"]


def test_what_has_changed_is_judged_again(cli: Cli) -> None:
    """Another content, seed, tier or problem makes another result; the same file under another name, too."""
    notes = f"# note {cli.root / 'notes'}\n"
    cli.write("s/a/double.py", notes)
    cli.write("s/b/double.py", notes)
    resume(cli)
    resume(cli)
    assert sorted(notes_of(cli)) == ["s/a/double.py", "s/b/double.py"]
    cli.write("s/b/double.py", notes + "# verdict WA no")
    resume(cli)
    assert notes_of(cli)[2:] == ["s/b/double.py"]
    assert [verdict for _, verdict in verdicts(cli)] == ["AC", "WA"]
    for words in (["--seed", "7"], ["--problem", "halve"], ["--isolation", "basic"]):
        before = len(notes_of(cli))
        resume(cli, *words)
        assert len(notes_of(cli)) == before + 2, words
    statement = cli.bank / "problems" / "double" / "hidden_tests.py"
    statement.write_text("# another test\n")
    before = len(notes_of(cli))
    resume(cli)
    assert len(notes_of(cli)) == before + 2
    (cli.work / "s" / "a").rename(cli.work / "s" / "z")
    resume(cli)
    assert notes_of(cli)[-1] == "s/z/double.py"


def test_file_that_cannot_be_read_goes_on_too(cli: Cli) -> None:
    """An unreadable file is CE each time, and judged when it has become readable."""
    cli.write("s/a/double.py")
    os.mkfifo(cli.work / "s" / "halve.py")
    for _ in range(2):
        resume(cli)
        assert [verdict for _, verdict in verdicts(cli)] == ["CE", "AC"]
    (cli.work / "s" / "halve.py").unlink()
    cli.write("s/halve.py")
    resume(cli)
    assert [verdict for _, verdict in verdicts(cli)] == ["AC", "AC"]


def test_names_that_are_not_text_travel(cli: Cli) -> None:
    """Newlines, quotes and bytes that are not UTF-8 come back from another process as they were."""
    names = ["a\nb.py", 'it\'s "q".py', os.fsdecode(b"caf\xe9.py"), "\x1b[2J.py"]
    for name in names:
        (cli.work / name).write_text("# judge: double\n")
    ended = cli("check", *names, "--json", "out.json", "--junit", "out.xml", "--html", "out.html", "--resume", "r")
    assert ended.code == 0
    assert ended.err == ""
    assert [path for path, _ in verdicts(cli)] == [name.encode("utf-8", "backslashreplace").decode() for name in names]
    assert cli("check", *names, "--resume", "r").out == ended.out
