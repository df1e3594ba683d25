"""What a launcher or its judge may lack: descriptors of processes, room for one more candidate, descriptors at all."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
from processes import descendants, open_descriptors, watch
from toy_bank import DOUBLE, Toy

from judge.errors import UserError
from judge.model import Tier, Verdict
from judge.sandbox import interpreter, kernel, orders, spawn
from judge.sandbox.launcher_process import Birth, LauncherLost, LauncherProcess, Means, NotStarted
from judge.sandbox.launchers import Launchers
from judge.sandbox.orders import Order, receive_order, send_order
from judge.sandbox.packets import send_message
from judge.sandbox.process import CandidateProcess
from judge.sandbox.replies import Output
from judge.sandbox.runtimes import find_runtime

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")

LOOP = "def double(x):\n    while True:\n        pass\n"
THREADED = """
import threading


def double(x):
    thread = threading.Thread(target=x.sum)
    thread.start()
    thread.join()
    return x + x
"""

# ---- descriptors of processes ----

OLD_PYTHON = "import os, signal; del os.pidfd_open, signal.pidfd_send_signal; "
NO_PIDFDS = "sys.path.append(sys.argv[1]); from judge.sandbox import pidfds; pidfds.has_pidfds = lambda: False; "


def start_launchers_with(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every launcher run this code before anything of the judge's."""

    def command(module: str, python: str | None = None) -> list[str]:
        words = interpreter.command_of(module, python)
        place = words.index("-c") + 1
        words[place] = words[place].replace("gc.disable(); ", f"gc.disable(); {code}")
        return words

    monkeypatch.setattr(spawn, "command_of", command)


@pytest.fixture
def bystander() -> Iterator[subprocess.Popen[bytes]]:
    """A process in a group of its own, which nothing here may end."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, process_group=0) as process:
        yield process
        process.kill()


def judge_and_loop(tmp_path: Path, launchers: Launchers) -> None:
    """Judge what is right, and what loops: that is ended by its CPU time, and nothing of it stays."""
    launcher = launchers.start("numpy")
    toy = Toy(tmp_path / "bank", launchers).write(cpu_s=0.3, wall_s=20)
    assert toy.judge().verdict is Verdict.AC
    before = descendants(launcher.pid)
    report = toy.judge(LOOP)
    assert {(case.verdict, case.reason) for case in report.cases} == {(Verdict.TLE, "cpu time")}
    assert toy.judge().verdict is Verdict.AC  # whoever was ended before is reaped by now
    assert watch(descendants(launcher.pid) - before).still_there(10_000) == []


def test_python_that_knows_no_pidfds(
    tmp_path: Path, tier: Tier, monkeypatch: pytest.MonkeyPatch, bystander: subprocess.Popen[bytes]
) -> None:
    """Many a Python lacks the functions where the kernel has the calls: a launcher makes these by their numbers."""
    start_launchers_with(OLD_PYTHON, monkeypatch)
    with Launchers(tier) as launchers:
        assert launchers.start("numpy").isolation.tier == tier
        judge_and_loop(tmp_path, launchers)
    assert bystander.poll() is None


def test_calls_by_number(bystander: subprocess.Popen[bytes]) -> None:
    """They do as Python's own functions: the descriptor is not inherited, and a process that is gone is told."""
    descriptor = kernel.open_pidfd(bystander.pid)
    try:
        assert not os.get_inheritable(descriptor)
        kernel.send_signal(descriptor, signal.SIGKILL)
        assert bystander.wait(10) == -signal.SIGKILL
        with pytest.raises(ProcessLookupError):
            kernel.send_signal(descriptor, signal.SIGKILL)
    finally:
        os.close(descriptor)
    with pytest.raises(OSError, match="pidfd_open"):
        kernel.open_pidfd(-1)


def test_machine_without_pidfds(
    tmp_path: Path, offered: dict[str, str], monkeypatch: pytest.MonkeyPatch, bystander: subprocess.Popen[bytes]
) -> None:
    """It has no full tier, as the numbers of processes would be another namespace's; the tiers below do without."""
    start_launchers_with(NO_PIDFDS, monkeypatch)
    with Launchers("full") as launchers, pytest.raises(UserError, match="no descriptors of processes"):
        launchers.start("numpy").isolation  # noqa: B018  asked for, and refused
    with Launchers() as launchers:
        assert launchers.start("numpy").isolation.tier == ("basic" if offered["standard"] else "standard")
        judge_and_loop(tmp_path, launchers)
    assert bystander.poll() is None


# ---- one candidate among others ----


class ToyLauncher:
    """The other end of a LauncherProcess, which says what a test wants it to."""

    def __init__(self, tier: Tier) -> None:
        ours, self.control = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        program = shutil.which("true")
        assert program is not None
        spawn.offer_forked("numpy", spawn.Spawned(ours, os.posix_spawn(program, ["true"], {})))
        self.process = LauncherProcess(find_runtime("numpy"), None)
        send_message(self.control, {"op": "hello", "tier": tier, "mechanisms": [], "environment": {}})

    def order(self) -> Birth:
        """Ask for a candidate; what comes with the order is dropped, so that its channel is closed."""
        birth = self.process.order(Means(64, 10), "")
        _, fds = receive_order(self.control)
        for fd in fds:
            os.close(fd)
        return birth

    def tell(self, kind: int, birth: Birth, first: int = 0, text: str = "", fds: Sequence[int] = ()) -> None:
        """Say something of a candidate."""
        send_order(self.control, Order(kind, birth.number, first, text=text), tuple(fds))


@pytest.fixture
def make() -> Iterator[type[ToyLauncher]]:
    """Makes toy launchers, which are closed in the end."""
    with ExitStack() as open_ones:

        class Closed(ToyLauncher):
            def __init__(self, tier: Tier) -> None:
                super().__init__(tier)
                open_ones.callback(self.process.close)
                open_ones.enter_context(self.control)

        yield Closed


def test_refusal_is_for_the_one_that_was_refused(make: type[ToyLauncher]) -> None:
    """A spare that can't be forked does not become another's verdict, and whoever needs it later is told at once."""
    launcher = make("full")
    served, spare = launcher.order(), launcher.order()
    launcher.tell(orders.REFUSED, spare, text="no room")
    launcher.tell(orders.EXITED, served, first=3)
    assert launcher.process.wait_exit(served.number) == 3
    with pytest.raises(NotStarted, match="no process can be started: no room"):
        launcher.process.complete(spare, Output(1))
    served.close()


def test_refused_one_is_given_up(make: type[ToyLauncher]) -> None:
    """Nobody waits for the end of what has never begun."""
    launcher = make("full")
    spare = launcher.order()
    launcher.tell(orders.REFUSED, spare, text="no room")
    launcher.process.abandon(spare)
    launcher.control.setblocking(False)
    with pytest.raises(BlockingIOError):  # it was not even asked
        launcher.control.recv(1)


def test_number_of_another_namespace_is_never_used(
    make: type[ToyLauncher], monkeypatch: pytest.MonkeyPatch, bystander: subprocess.Popen[bytes]
) -> None:
    """Where no descriptor of the candidate came, as when this process may open no more, its number means another."""
    launcher = make("full")
    birth = launcher.order()
    launcher.tell(orders.SPAWNED, birth, first=bystander.pid)
    with pytest.raises(NotStarted, match="ulimit -n"):
        launcher.process.complete(birth, Output(1))
    assert bystander.poll() is None


def test_what_was_told_of_others_is_closed_with_the_launcher(make: type[ToyLauncher]) -> None:
    """The descriptor of a spare that nobody has asked for does not outlive its launcher."""
    launcher = make("standard")
    served, spare = launcher.order(), launcher.order()
    before = open_descriptors()
    launcher.tell(orders.SPAWNED, spare, first=os.getpid(), fds=[0])
    launcher.tell(orders.EXITED, served)
    assert launcher.process.wait_exit(served.number) == 0
    assert open_descriptors() == before + 1
    launcher.process.close()
    assert open_descriptors() == before - 1  # nor does its socket
    for birth in (served, spare):
        birth.close()


# ---- threads ----


def test_programs_started_since_take_no_threads_away(
    tmp_path: Path, tier: Tier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel counts all threads of a user together: those of other programs, which come and go, are allowed for."""
    start_launchers_with(
        "sys.path.append(sys.argv[1]); from judge.sandbox import confine; "
        "confine.MOST_THREADS = confine._SHARED_THREADS = 24; confine._COUNT_AGAIN_S = 0.0; ",
        monkeypatch,
    )
    with Launchers(tier) as launchers, ExitStack() as others:
        toy = Toy(tmp_path / "bank", launchers)
        assert toy.judge(THREADED).verdict is Verdict.AC
        for _ in range(40):
            process = subprocess.Popen(["sleep", "100"])
            others.callback(process.wait)
            others.callback(process.kill)
        assert toy.judge(THREADED).verdict is Verdict.AC
        assert toy.judge(DOUBLE).verdict is Verdict.AC


HOG = """
import threading

threading.stack_size(1 << 16)
gate = threading.Event()


def double(x):
    for _ in range(400):
        threading.Thread(target=gate.wait, daemon=True).start()
    gate.wait(20)
    return x + x
"""


@pytest.mark.skipif(os.geteuid() == 0, reason="where root judges, candidates have users of their own")
def test_too_many_threads_end_a_submission_and_not_others(tmp_path: Path) -> None:
    """An ordinary user's candidates share what the kernel lets a user have: one that takes all is ended, and told so."""
    with Launchers("standard") as launchers:
        report = Toy(tmp_path / "bank", launchers).write(wall_s=30, cpu_s=30).judge(HOG)
    assert {(case.verdict, case.reason) for case in report.cases} == {(Verdict.RE, "threads")}


def test_refused_candidate_is_asked_for_again(
    tmp_path: Path, launchers: Launchers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is no room for a process just then, as another submission holds it, that is not the verdict."""
    monkeypatch.setattr("judge.sandbox.patience.PAUSES_S", (0.0,) * 3)
    complete = LauncherProcess.complete
    refused = 0

    def refuse_some(self: LauncherProcess, birth: Birth, output: Output) -> CandidateProcess:
        nonlocal refused
        candidate = complete(self, birth, output)
        refused += 1
        if refused % 4:
            candidate.kill()
            candidate.close()
            raise NotStarted("no process can be started: no room")
        return candidate

    toy = Toy(tmp_path / "bank", launchers)
    monkeypatch.setattr(LauncherProcess, "complete", refuse_some)
    assert toy.judge().verdict is Verdict.AC
    monkeypatch.setattr("judge.sandbox.patience.PAUSES_S", (0.0,))
    report = toy.judge()
    assert (report.verdict, report.message) == (Verdict.JE, "no process can be started: no room")


class Slept:
    """The clock of a judge that sleeps at once: what it would have slept has passed."""

    perf_counter = staticmethod(time.perf_counter)

    def __init__(self) -> None:
        self.seconds = 0.0

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds

    def monotonic(self) -> float:
        return time.monotonic() + self.seconds


def test_waiting_for_room_is_not_the_submission_s_time(
    tmp_path: Path, launchers: Launchers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A submission that had to wait for a process for longer than it may take is judged as ever."""
    clock = Slept()
    monkeypatch.setattr("judge.runner.time", clock)
    monkeypatch.setattr("judge.sandbox.patience.PAUSES_S", (500.0,))
    toy = Toy(tmp_path / "bank", launchers)
    assert toy.judge().verdict is Verdict.AC  # the reference's answers are known from here on
    complete = LauncherProcess.complete
    asked = 0

    def refuse_first(self: LauncherProcess, birth: Birth, output: Output) -> CandidateProcess:
        nonlocal asked
        candidate = complete(self, birth, output)
        asked += 1
        if asked == 1:
            candidate.kill()
            candidate.close()
            raise NotStarted("no process can be started: no room")
        return candidate

    monkeypatch.setattr(LauncherProcess, "complete", refuse_first)
    assert toy.judge().verdict is Verdict.AC
    assert clock.seconds == 500.0


def test_waiting_for_another_launcher_is_not_the_submission_s_time(
    tmp_path: Path, launchers: Launchers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A launcher that is lost costs nobody the seconds in which the next one imports TensorFlow."""
    clock = Slept()
    monkeypatch.setattr("judge.runner.time", clock)
    toy = Toy(tmp_path / "bank", launchers)
    assert toy.judge().verdict is Verdict.AC  # the reference's answers are known from here on
    complete = LauncherProcess.complete
    asked = 0

    def lose_first(self: LauncherProcess, birth: Birth, output: Output) -> CandidateProcess:
        nonlocal asked
        candidate = complete(self, birth, output)
        asked += 1
        if asked == 1:
            candidate.kill()
            candidate.close()
            raise LauncherLost("the launcher is gone")
        clock.sleep(500.0)
        return candidate

    monkeypatch.setattr(LauncherProcess, "complete", lose_first)
    assert toy.judge().verdict is Verdict.AC
    assert asked == 2


TRACED = """
import ctypes
import os
import time

libc = ctypes.CDLL(None, use_errno=True)
SEIZE = 0x4206


def orphan(work):
    ours, theirs = os.pipe()
    if os.fork() == 0:
        pid = os.fork()
        if pid:
            os.write(theirs, b"%d" % pid)
            os._exit(0)
        os.setsid()
        libc.prctl(4, 1, 0, 0, 0)  # may be traced
        libc.prctl(1, 0, 0, 0, 0)
        work()
        time.sleep(100)
    os.wait()
    return int(os.read(ours, 20))


ours, theirs = os.pipe()
done, tell = os.pipe()


def trace(pid):
    libc.ptrace(SEIZE, pid, None, None)
    os.write(tell, b"!")


first = orphan(lambda: trace(int(os.read(ours, 20))))
second = orphan(lambda: trace(first))
os.write(theirs, b"%d" % second)
os.read(done, 1)
os.read(done, 1)


def double(x):
    os._exit(1)
"""


def test_orphans_that_trace_each_other_are_ended(tmp_path: Path) -> None:
    """One that is traced can't be reaped before its tracer has ended, and is no reason to wait for ever."""
    with Launchers("basic") as launchers:
        toy = Toy(tmp_path / "bank", launchers)
        launcher = launchers.start("numpy").pid
        before = descendants(launcher)
        report = toy.judge(TRACED)
        assert {case.verdict for case in report.cases} == {Verdict.RE}
        assert toy.judge().verdict is Verdict.AC
        assert launchers.start("numpy").pid == launcher
        assert watch(descendants(launcher) - before).still_there(10_000) == []
