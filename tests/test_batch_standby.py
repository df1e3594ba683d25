"""Processes of `judge check` that wait for the next command: found, replaced, given back, and gone without a trace."""

from __future__ import annotations

import errno
import itertools
import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from processes import descendants, watch
from toy_bank import DOUBLE, TWO_CASES, Toy
from toy_cli import Cli, Ended

from judge.batch.folder import make_folder
from judge.batch.messages import Setup
from judge.batch.process import WorkerProcess
from judge.batch.standby import Standby, take
from judge.batch.start import get_workers, make_lanes
from judge.model import Limits
from judge.warm.client import ask
from judge.warm.messages import Request, send
from judge.warm.sockets import Listener, listen

ROOT = Path(__file__).resolve().parent.parent
TOY = ROOT / "tests" / "toy_cli.py"
FINISH_MS = 20_000

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")


@pytest.fixture
def sockets() -> Iterator[Path]:
    """The folder of the sockets; a socket's path has to be short."""
    with tempfile.TemporaryDirectory(prefix="warm-") as short:
        yield Path(short, "judge")


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    """The folder for temporary files, in which nothing is to be left."""
    path = tmp_path / "tmp"
    path.mkdir()
    return path


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sockets: Path, temporary: Path) -> Iterator[Cli]:
    """The environment of a console command that judges with two processes that stay; `waiting` asks it in this process."""
    cli = Cli(tmp_path, monkeypatch)
    monkeypatch.setenv("JUDGE_JOBS", "2")
    monkeypatch.setenv("JUDGE_WARM", "1")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(sockets.parent))
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setenv("JUDGE_TOY_READY", os.devnull)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(ROOT / "tests")]))
    yield cli
    held = watch(waiting(cli))
    cli("warm", "stop")
    assert held.still_there(FINISH_MS) == []
    assert list(sockets.glob("*")) == []
    assert list(temporary.iterdir()) == []


def waiting(cli: Cli) -> set[int]:
    """The processes that wait for a command."""
    return {int(number) for number in re.findall(r"process (\d+)", cli("warm", "status").out)}


def write_pair(cli: Cli, orders: str = "") -> None:
    """Two submissions that are judged side by side, and say by whom."""
    for name, other in (("one", "two"), ("two", "one")):
        gates = [cli.root / "gates" / each for each in sorted((name, other))]
        for gate in gates:
            gate.parent.mkdir(exist_ok=True)
            if not gate.exists():
                os.mkfifo(gate)
        meet = [f"# tell {gates[0]}", f"# wait {gates[1]}"] if name == "one" else [
            f"# wait {gates[0]}", f"# tell {gates[1]}"
        ]  # fmt: skip
        cli.write(f"s/{name}/double.py", "\n".join([f"# sign {cli.root / 'signed'}", *meet, orders]))


def run(cli: Cli, *words: str) -> Ended:
    """Run the console command, in a process of its own."""
    process = cli.start(*words)
    out, err = process.communicate(timeout=60)
    return Ended(process.returncode, out.decode(), err.decode())


def check(cli: Cli, *words: str) -> set[int]:
    """Judge the submissions, and return who has."""
    signed = cli.root / "signed"
    signed.unlink(missing_ok=True)
    ended = run(cli, "check", "s", *words)
    assert (ended.code, ended.err) == (0, ""), ended.out
    return {int(line.split()[0]) for line in signed.read_text().splitlines()}


def is_reached(listener: Listener, path: str) -> bool:
    """Whether who connects to a path comes to a listener."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(path)
        while select.select([listener], [], [], 0)[0]:
            listener.accept().close()  # those that only looked whether there is one, too
        return select.select([connection], [], [], 10)[0] != []


def test_next_command_finds_the_processes_of_the_one_before(cli: Cli) -> None:
    write_pair(cli)
    first = check(cli)
    assert len(first) == 2
    assert waiting(cli) == first
    assert check(cli) == first
    assert "2 submissions judged" in cli("warm", "status").out


@pytest.mark.parametrize(
    "variables", [{"JUDGE_WARM": "0"}, {"JUDGE_WARM": "", "CI": "true"}, {"JUDGE_WARM": ""}, {"JUDGE_DEBUG": "1"}]
)
def test_none_stays_where_it_is_off_or_in_ci_or_in_a_pipe(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    write_pair(cli)
    held = watch(check(cli))
    assert held.still_there(FINISH_MS) == []
    assert waiting(cli) == set()


@pytest.mark.parametrize("words", ["ulimit -n 200;", "nice -n 5", "taskset -c {core}"])
def test_other_limits_get_other_processes(cli: Cli, words: str) -> None:
    """A process, and what it starts, has these from the command that has started it."""
    write_pair(cli)
    first = check(cli)
    (cli.root / "signed").unlink()
    command = f"{words.format(core=min(os.sched_getaffinity(0)))} {sys.executable} {TOY} check s --jobs 2"
    subprocess.run(["sh", "-c", command], cwd=cli.work, stdout=subprocess.DEVNULL, timeout=60, check=True)
    assert not {int(line.split()[0]) for line in (cli.root / "signed").read_text().splitlines()} & first
    assert check(cli) == first


@pytest.mark.parametrize("isolation", ["full", "standard"])
def test_process_whose_folder_was_removed_is_replaced(cli: Cli, temporary: Path, isolation: str) -> None:
    """As by whatever cleans the folder for temporary files; the submissions are judged as ever."""
    write_pair(cli)
    first = check(cli)
    for folder in temporary.iterdir():
        folder.rmdir()
    second = check(cli, "--isolation", isolation)
    assert not second & first
    assert waiting(cli) == second


@pytest.mark.parametrize("is_child", [True, False])
def test_process_that_is_late_to_wait_ends(
    cli: Cli, temporary: Path, monkeypatch: pytest.MonkeyPatch, is_child: bool
) -> None:
    """Where it says that it waits when nobody listens any more, it would wait without its folder."""
    monkeypatch.setattr("judge.batch.process._STAY_S", 0.01)
    lanes = make_lanes(2)
    workers = [WorkerProcess(started) for started in get_workers(str(temporary), lanes)]
    for worker in workers:
        worker.begin(Setup(bank=os.fsencode(cli.bank)))
        assert worker.answer() is None  # it is ready
    held = watch(worker.pid for worker in workers if worker.pid is not None)
    late = workers[0 if is_child else 1]
    assert late.pid is not None
    os.kill(late.pid, signal.SIGSTOP)
    late.finish()
    wake = threading.Timer(0.2, os.kill, (late.pid, signal.SIGCONT))
    wake.start()
    late.close()
    wake.join()
    workers[1 if is_child else 0].close()
    assert held.still_there(FINISH_MS) == []


def test_process_without_room_for_a_folder_does_not_stay(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """It judges, and ends with its command."""
    made = itertools.count()

    def make() -> str:
        if next(made) == 1:
            raise OSError(errno.ENOSPC, "no room")
        return make_folder()

    monkeypatch.setattr("judge.batch.start.make_folder", make)
    write_pair(cli)
    assert cli("check", "s").code == 0
    assert len(waiting(cli)) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_a_waiting_process_cleanly(cli: Cli, sockets: Path, number: signal.Signals) -> None:
    """As at the end of a login: no socket, no folder."""
    write_pair(cli)
    first = check(cli)
    held = watch({process for pid in first for process in descendants(pid) | {pid}})
    for pid in first:
        os.kill(pid, number)
    assert held.still_there(FINISH_MS) == []
    assert list(sockets.glob("*")) == []


def test_stop_returns_when_they_have_ended(cli: Cli, temporary: Path) -> None:
    write_pair(cli)
    held = watch(check(cli))
    assert "2 stopped" in run(cli, "warm", "stop").out
    assert held.still_there(0) == []
    assert list(temporary.iterdir()) == []


def test_of_many_that_want_one_place_one_gets_it(sockets: Path) -> None:
    """At the same time, and where one that was killed has left its name."""
    sockets.mkdir()
    path = str(sockets / "one.sock")
    for _ in range(200):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as stale:
            stale.bind(path)
        found: list[Listener | None] = []
        threads = [threading.Thread(target=lambda found=found: found.append(listen(path))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        (listener,) = [each for each in found if each is not None]
        assert is_reached(listener, path)
        listener.close()
        assert not os.path.exists(path)


@pytest.mark.parametrize("variable", ["HOME", "TMPDIR"])
def test_another_environment_gets_other_processes(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, temporary: Path, variable: str
) -> None:
    """A process has these variables from the command that has started it."""
    write_pair(cli)
    first = check(cli)
    with monkeypatch.context() as patch:
        (temporary / "other").mkdir()
        patch.setenv(variable, str(temporary / "other"))
        assert not check(cli) & first
    assert check(cli) == first
    for pid in waiting(cli) - first:
        held = watch([pid])
        os.kill(pid, signal.SIGTERM)
        assert held.still_there(FINISH_MS) == []
    (temporary / "other").rmdir()


def test_one_that_was_killed_is_replaced(cli: Cli, temporary: Path) -> None:
    write_pair(cli)
    first = check(cli)
    victim = min(first)
    held = watch([victim])
    os.kill(victim, signal.SIGKILL)
    assert held.still_there(FINISH_MS) == []
    second = check(cli)
    assert len(second - first) == 1
    assert waiting(cli) == second
    held = watch(second)
    cli("warm", "stop")
    assert held.still_there(FINISH_MS) == []
    (left,) = temporary.iterdir()
    left.rmdir()  # who is killed removes nothing


def test_two_commands_at_once_do_not_wait_for_each_other(cli: Cli) -> None:
    """The second starts processes of its own; of two for one place, one ends."""
    write_pair(cli)
    first = check(cli)
    gate, end = cli.root / "gate", cli.root / "end"
    os.mkfifo(gate)
    os.mkfifo(end)
    for name in ("a", "b"):
        cli.write(f"t/{name}/double.py", f"# tell {gate}\n# wait {end}" if name == "a" else "")
    process = cli.start("check", "t")
    with gate.open("rb"):
        second = check(cli)
    assert not second & first
    with end.open("wb"):
        pass
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert len(waiting(cli)) == 2
    assert watch((first | second) - waiting(cli)).still_there(FINISH_MS) == []


def test_command_that_fails_gives_them_back(cli: Cli) -> None:
    """An unknown file, or nothing left to judge: they were taken, and wait again."""
    write_pair(cli)
    first = check(cli)
    cli.write("u/unknown.py")
    assert run(cli, "check", "u").code == 2
    assert waiting(cli) == first
    assert run(cli, "check", "s", "--resume", "results").code == 0
    assert run(cli, "check", "s", "--resume", "results").code == 0  # everything is known
    assert waiting(cli) == first


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_command_that_is_stopped_ends_those_that_judge_for_it(
    cli: Cli, temporary: Path, number: signal.Signals
) -> None:
    """In the middle of a submission, too, and nothing is left; the next command starts others."""
    write_pair(cli)
    first = check(cli)
    held = watch({process for pid in first for process in descendants(pid) | {pid}})
    gates = [cli.root / name for name in ("a", "b")]
    for gate in gates:
        os.mkfifo(gate)
        cli.write(f"t/{gate.name}/double.py", f"# wait {gate}\n# hang")
    process = cli.start("check", "t")
    for gate in gates:
        with gate.open("wb"):
            pass
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == (-9 if number == signal.SIGKILL else 130)
    assert held.still_there(FINISH_MS) == []
    assert list(temporary.iterdir()) == []
    assert not check(cli) & first


def test_another_seed_or_tier_is_judged_as_it_says(cli: Cli) -> None:
    """By the same processes: what they have kept is for commands that want the same."""
    write_pair(cli)
    first = check(cli)
    for words, name, value in ((["--seed", "7"], "seed", 7), (["--isolation", "basic"], "tier", "basic")):
        assert check(cli, *words, "--json", "out.json") == first
        for report in json.loads((cli.work / "out.json").read_text())["reports"]:
            assert (report | report["isolation"])[name] == value


def test_changed_problem_is_judged_as_it_is_now(cli: Cli) -> None:
    """With the real engine: its limits, its reference, its hidden tests; nothing that was kept of the old ones."""
    toy = Toy(cli.root / "toy", None)
    for name in ("one", "two"):
        cli.write(f"s/{name}/double.py", DOUBLE)

    def judge_again() -> tuple[set[str], set[float]]:
        words = [sys.executable, "-m", "judge", "check", "s", "--bank", str(toy.bank), "--json", "out.json"]
        subprocess.run(words, cwd=cli.work, stdout=subprocess.DEVNULL, timeout=60, check=False)
        reports = json.loads((cli.work / "out.json").read_text(encoding="utf-8"))["reports"]
        return {report["verdict"] for report in reports}, {report["limits"]["wall_s"] for report in reports}

    assert judge_again() == ({"AC"}, {Limits().wall_s})
    first = waiting(cli)
    assert len(first) == 2
    toy.write(wall_s=7.5)
    assert judge_again() == ({"AC"}, {7.5})
    toy.write(reference=DOUBLE.replace("x + x", "x + x + x"), wall_s=7.5)
    assert judge_again() == ({"WA"}, {7.5})
    toy.write(wall_s=7.5)
    assert judge_again() == ({"AC"}, {7.5})
    toy.write(cases="raise ValueError('changed')", wall_s=7.5)
    assert judge_again() == ({"JE"}, {7.5})
    beside = toy.folder / "beside.txt"
    beside.write_text("1", encoding="utf-8")
    toy.write(cases=f"assert open({str(beside)!r}).read() == '1'\n{TWO_CASES}", wall_s=7.5)
    assert judge_again() == ({"AC"}, {7.5})
    beside.write_text("2", encoding="utf-8")
    assert judge_again() == ({"JE"}, {7.5})
    assert waiting(cli) == first


def test_stopped_process_does_not_keep_a_command_waiting(cli: Cli) -> None:
    """One that does not answer is left alone, and another started."""
    write_pair(cli)
    first = check(cli)
    victim = min(first)
    os.kill(victim, signal.SIGSTOP)
    try:
        second = check(cli)
        assert victim not in second
        assert len(second) == 2
    finally:
        os.kill(victim, signal.SIGCONT)


def test_process_with_a_large_runtime_stays_alone(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two that have imported one like TensorFlow, the other ends."""
    monkeypatch.setattr("judge.batch.pool._LARGE_RUNTIMES", ("numpy",))
    write_pair(cli)
    assert cli("check", "s").code == 0  # in this process, as is what was changed
    both = {int(line.split()[0]) for line in (cli.root / "signed").read_text().splitlines()}
    held = watch(both - waiting(cli))
    assert len(waiting(cli)) == 1
    assert held.still_there(FINISH_MS) == []


def test_no_more_stay_than_there_are_cores(cli: Cli) -> None:
    cores = len(os.sched_getaffinity(0))
    assert [bool(lane.path) for lane in make_lanes(cores + 2)] == [True] * cores + [False] * 2


def test_folder_that_a_command_was_called_in_can_go(cli: Cli) -> None:
    write_pair(cli)
    assert {os.readlink(f"/proc/{pid}/cwd") for pid in check(cli)} == {"/"}


def test_full_queue_of_a_stopped_process_is_nobody_s_hindrance(sockets: Path) -> None:
    """Nobody waits for a place in it; whoever listens next takes the name, and keeps it when that process goes on."""
    sockets.mkdir()
    path = str(sockets / "one.sock")
    stopped = listen(path)
    assert stopped is not None
    with pytest.raises(BlockingIOError):
        while True:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.setblocking(False)
                connection.connect(path)
                send(connection, Request("check"))
    assert take(path) is None
    other = listen(path)
    assert other is not None
    assert Standby(0.0).wait(stopped) is None  # those who have called it have not waited
    assert is_reached(other, path)
    other.close()


def test_waiting_ends_after_a_while(tmp_path: Path, sockets: Path) -> None:
    """And whoever comes then finds nothing."""
    sockets.mkdir()
    path = str(sockets / "one.sock")
    listener = listen(path)
    assert listener is not None
    assert Standby(0.0).wait(listener, idle_s=0) is None
    assert not os.path.exists(path)
    assert take(path) is None


def test_nonsense_does_no_harm(sockets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever comes before it, the command that comes is heard; once, as the process is its own then."""
    monkeypatch.setattr("judge.batch.standby._REQUEST_S", 0.01)
    sockets.mkdir()
    path = str(sockets / "one.sock")
    listener = listen(path)
    assert listener is not None
    standby = Standby(5.0)
    standby.judged = 3
    found: list[int | None] = []
    thread = threading.Thread(target=lambda: found.append(standby.wait(listener)))
    thread.start()
    for nonsense in (b"", b"\xff" * 9, b"\x05\0\0\0abcde", b"\xff\xff\xff\x7f"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.connect(path)
            connection.sendall(nonsense)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as silent:
        silent.connect(path)
        told = ask(Path(path), "status")
    assert told is not None
    assert told.status == {"pid": os.getpid(), "started": 5.0, "judged": 3, "for": "judge check"}
    ours = take(path)
    thread.join()
    (theirs,) = found
    assert ours is not None
    assert theirs is not None
    assert take(path) is None
    os.write(ours, b"x")
    assert os.read(theirs, 2) == b"x"
    os.close(ours)
    os.close(theirs)
