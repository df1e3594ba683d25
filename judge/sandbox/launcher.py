"""The launcher: imports a runtime once and forks a confined candidate for each submission.

It runs as a fresh interpreter (`python -I -S`) with a clean environment. It never reads a submission, a hidden test or
an expected value, so a candidate, which starts as its copy, finds none in its memory. The judge speaks to it over a
socket of packets: one packet a message, descriptors beside it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import Any, NoReturn

from judge.sandbox import candidate, frames, kernel, orders
from judge.sandbox.confine import CHANNEL, Confinement, Unavailable
from judge.sandbox.heap import use_up_holes
from judge.sandbox.orders import Order, receive_order, send_news, send_order
from judge.sandbox.packages import PackageFinder
from judge.sandbox.packets import receive_message, send_message
from judge.sandbox.pidfds import has_pidfds, open_pidfd
from judge.sandbox.readable import readable_trees
from judge.sandbox.rehearsal import rehearse, warm_up
from judge.sandbox.script import Script
from judge.sandbox.tiers import TIERS

CONTROL = CHANNEL
"""The descriptor of the socket to the judge. A candidate has its own in that place, and this one nowhere."""
_ASK_AGAIN_MS = 20
_ORPHANS_END_S = 2.0
_LOOK_AGAIN_S = 0.001
_open_pidfd: Callable[[int], int] | None = open_pidfd if has_pidfds() else None


class Launcher:
    """The launcher's state: its confinement and the candidates that are alive.

    Args:
        control: the socket to the judge.
        confinement: how candidates are confined.
    """

    def __init__(self, control: socket.socket, confinement: Confinement) -> None:
        self._control = control
        self._reader = frames.Reader(CHANNEL)  # every candidate's own, as is the next
        self._confinement = confinement
        self._own_size = confinement.own_size()
        self._adopts = confinement.tier != "full" and kernel.is_linux()
        self._children: dict[int, tuple[int, int | None]] = {}  # the judge's number -> pid, pidfd
        self._watched: dict[int, int] = {}  # pidfd -> number
        self._unwatched: set[int] = set()  # the numbers of those that there is no pidfd of
        self._poller = select.poll()
        self._poller.register(control, select.POLLIN)
        self._ended: dict[int, int] = {}  # number -> exit code, of those that have ended and nobody has asked after
        self._awaited: set[int] = set()
        self._forgotten: set[int] = set()

    def serve(self) -> None:
        """Do what the judge says until it is gone; rehearse while it says nothing, so that nobody waits for that."""
        with contextlib.suppress(EOFError):
            for _ in candidate.rehearse():
                while self._attend(0):
                    pass
            settle_memory()
            self._own_size = self._confinement.own_size()
            while True:
                self._attend(_ASK_AGAIN_MS if self._unwatched else None)
        if self._adopts:
            self._children.clear()  # so that none of them is known any more
            self._kill_orphans()

    def _attend(self, wait_ms: int | None) -> bool:
        """Deal with what has happened, or happens in the next moments, if anything. Raises EOFError without a judge."""
        events = self._poller.poll(wait_ms)
        for descriptor, _ in events:
            if descriptor != CONTROL:
                self._reap(self._watched[descriptor])
                continue
            order, fds = receive_order(self._control)
            if order is None:
                raise EOFError
            if order.kind == orders.AWAIT:
                self._awaited.add(order.number)
                self._tell(order.number)
            else:
                self._spawn(order, fds)
        for number in list(self._unwatched):
            self._reap(number)
        return bool(events)

    def _spawn(self, order: Order, fds: list[int]) -> None:
        kind, number, memory_mb, cpu_s, folder, forgotten = order
        for other in forgotten:
            if self._ended.pop(other, None) is None:
                self._forgotten.add(other)
        if len(fds) != orders.MOST_DESCRIPTORS:
            self._refuse(number, fds, "its launcher may not open more files; raise the limit: 'ulimit -n 256'")
            return
        channel, output = fds
        script = self._confinement.prepare(self._own_size + (memory_mb << 20), cpu_s, channel, output, folder)
        try:
            pid = self._confinement.fork()
        except OSError as error:
            self._refuse(number, fds, str(error))
            return
        if pid == 0:
            self._become_candidate(script, folder, warm=kind == orders.SPAWN_WARM)
        os.close(channel)
        os.close(output)
        pidfd = _open_pidfd(pid) if _open_pidfd is not None else None
        self._children[number] = (pid, pidfd)
        if pidfd is None:
            self._unwatched.add(number)
        else:
            self._watched[pidfd] = number
            self._poller.register(pidfd, select.POLLIN)
        send_news(self._control, orders.SPAWNED, number, pid, pidfd)

    def _refuse(self, number: int, fds: list[int], reason: str) -> None:
        for fd in fds:
            os.close(fd)
        send_order(self._control, Order(orders.REFUSED, number, text=reason))

    def _become_candidate(self, script: Script, folder: str, *, warm: bool) -> NoReturn:
        """In the child: be confined, serve, and leave. Never returns."""
        code = 1
        try:
            scratch = self._confinement.apply(script, folder)
            if not self._confinement.scratch:
                candidate.settle_in(scratch)
            if warm:
                warm_up()
            candidate.serve(self._reader, CHANNEL, scratch)
            code = 0
        except (EOFError, BrokenPipeError, ConnectionError):
            code = 0
        except BaseException as error:  # confinement failed: the judge has to hear of it, and nothing may run
            try:
                os.write(2, f"judge: candidate could not start: {type(error).__name__}: {error}\n".encode())
            except OSError:
                pass
        finally:
            os._exit(code)

    def _reap(self, number: int) -> None:
        pid, pidfd = self._children[number]
        reaped, status = os.waitpid(pid, os.WNOHANG)
        if reaped == 0:
            return
        del self._children[number]
        self._unwatched.discard(number)
        if pidfd is not None:
            self._poller.unregister(pidfd)
            del self._watched[pidfd]
            os.close(pidfd)
        if self._adopts:
            self._kill_orphans()
        if number in self._forgotten:
            self._forgotten.remove(number)
            return
        self._ended[number] = os.waitstatus_to_exitcode(status)
        self._tell(number)

    def _tell(self, number: int) -> None:
        """Tell how a candidate has ended, once it has and the judge waits for that."""
        if number in self._awaited and number in self._ended:
            self._awaited.remove(number)
            send_news(self._control, orders.EXITED, number, self._ended.pop(number))

    def _kill_orphans(self) -> None:
        """Kill what a candidate of the lower tiers has left behind: the launcher adopts orphans, on Linux.

        All of them before any is reaped: one that traces another keeps that from being reaped.
        """
        known = {pid for pid, _ in self._children.values()}
        deadline = time.monotonic() + _ORPHANS_END_S
        while orphans := [pid for pid in _children_of(os.getpid()) if pid not in known]:
            for pid in orphans:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            for pid in orphans:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, os.WNOHANG)
            if time.monotonic() > deadline:
                return
            time.sleep(_LOOK_AGAIN_S)


def settle_memory() -> None:
    """Have candidates copy less of what they share with the launcher."""
    use_up_holes()
    gc.freeze()  # their collectors leave it alone


def _children_of(pid: int) -> list[int]:
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as listing:
            return [int(word) for word in listing.read().split()]
    except OSError:
        return []


def _confine(wanted: str | None, config: dict[str, Any], standard_library: list[str]) -> Confinement:
    """Return the tier that was asked for, else the strongest there is. Raises Unavailable."""
    trees = readable_trees(tuple(standard_library), tuple(config["packages"]))
    if wanted is not None:
        return Confinement(wanted, trees, config["scratch_base"])
    reasons = {}
    for tier in TIERS:
        try:
            return Confinement(tier, trees, config["scratch_base"])
        except Unavailable as error:
            reasons[tier] = str(error)
    raise Unavailable("; ".join(f"{tier}: {reason}" for tier, reason in reasons.items()))


def main() -> None:
    """The life of a launcher that was started as an interpreter of its own."""
    os.set_inheritable(CONTROL, False)
    control = socket.socket(fileno=CONTROL)
    config = receive_message(control)
    control.detach()
    if config is not None:
        standard_library = [path for path in sys.path if os.path.exists(path) and path != config["judge_folder"]]
        run(config, standard_library)


def run(config: dict[str, Any], standard_library: list[str], core: int | None = None, *, tied: bool = True) -> None:
    """Configure, confine, import, serve whoever is at the other end of CONTROL.

    Args:
        config: as `spawn.describe` makes it.
        standard_library: the folders of sys.path without site-packages.
        core: the core to serve on; None for any.
        tied: whether to be killed when the parent ends, and not only to end once nobody speaks to it any more.
    """
    control = socket.socket(fileno=CONTROL)
    death_signal = signal.SIGKILL if tied else 0
    if kernel.is_linux():
        kernel.set_parent_death_signal(death_signal)
    os.umask(0o022)  # what is made for candidates has to be open to them, whatever mask the user likes
    sys.dont_write_bytecode = True  # of our own modules it is welcome: who else would compile those of the launcher?
    sys.path[:] = [*standard_library, *config["site_packages"]]
    try:
        confinement = _confine(config["tier"], config, standard_library)
        if kernel.is_linux():  # on the full tier it has another parent now, which only waits for it
            kernel.set_parent_death_signal(signal.SIGKILL if confinement.tier == "full" else death_signal)
        module = importlib.import_module(config["runtime"])
        if "logging" in sys.modules:  # its advice is not what a candidate printed
            sys.modules["logging"].getLogger(config["runtime"]).setLevel("ERROR")
    except Unavailable as error:
        send_message(control, {"op": "failed", "reason": str(error)})
        return
    except ImportError as error:
        send_message(control, {"op": "failed", "reason": f"can't import {config['runtime']}: {error}"})
        return
    sys.path[:] = standard_library
    sys.meta_path.append(PackageFinder(config["packages"]))
    rehearse(module)
    candidate.prepare()
    if confinement.scratch:
        candidate.settle_in(confinement.scratch)
    confinement.limit_launcher()
    settle_memory()
    gc.enable()
    if kernel.is_linux():
        kernel.set_dumpable(False)
    environment = {"python": sys.version.split()[0], config["runtime"]: str(module.__version__)}
    if config["runtime"] != "numpy" and "numpy" in sys.modules:
        environment["numpy"] = str(sys.modules["numpy"].__version__)
    if core is not None:  # only now: until here others have more to do than that core can
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, {core})
    hello = {"op": "hello", "tier": confinement.tier, "mechanisms": confinement.mechanisms, "environment": environment}
    send_message(control, hello)
    try:
        Launcher(control, confinement).serve()
    except ConnectionError:  # the judge is gone: so are we
        pass
