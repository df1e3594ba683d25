"""The launcher: imports a runtime once and forks a confined candidate for each submission.

It runs as a fresh interpreter (`python -I -S`) with a clean environment. It never reads a submission, a hidden test or
an expected value, so a candidate, which starts as its copy, finds none in its memory. The judge speaks to it over a
socket of packets: one packet a message, descriptors beside it.
"""

from __future__ import annotations

import gc
import importlib
import os
import select
import signal
import socket
import sys
from typing import Any

from judge.sandbox import candidate, kernel
from judge.sandbox.confine import CHANNEL, TIERS, Allowance, Confinement, Unavailable
from judge.sandbox.heap import use_up_holes
from judge.sandbox.packages import PackageFinder
from judge.sandbox.packets import receive_message, send_message
from judge.sandbox.readable import readable_trees
from judge.sandbox.rehearsal import rehearse, warm_up

CONTROL = 3
_ASK_AGAIN_MS = 20


class Launcher:
    """The launcher's state: its confinement and the candidates that are alive.

    Args:
        control: the socket to the judge.
        confinement: how candidates are confined.
    """

    def __init__(self, control: socket.socket, confinement: Confinement) -> None:
        self._control = control
        self._confinement = confinement
        self._own_size = confinement.own_size()
        self._children: dict[int, tuple[int, int | None]] = {}  # the judge's number -> pid, pidfd
        self._watched: dict[int, int] = {}  # pidfd -> number
        self._unwatched: set[int] = set()  # the numbers of those that there is no pidfd of
        self._poller = select.poll()
        self._poller.register(control, select.POLLIN)
        self._ended: dict[int, int] = {}  # number -> exit code, of those that have ended and nobody has asked after
        self._awaited: set[int] = set()
        self._forgotten: set[int] = set()

    def serve(self) -> None:
        """Do what the judge says until it is gone."""
        while True:
            for descriptor, _ in self._poller.poll(_ASK_AGAIN_MS if self._unwatched else None):
                if descriptor != self._control.fileno():
                    self._reap(self._watched[descriptor])
                    continue
                message, fds = receive_message(self._control)
                if message is None:
                    return
                self._act(message, fds)
            for number in list(self._unwatched):
                self._reap(number)

    def _act(self, message: dict[str, Any], fds: list[int]) -> None:
        if message["op"] == "spawn":
            for number in message["forget"]:
                if self._ended.pop(number, None) is None:
                    self._forgotten.add(number)
            self._spawn(message, fds)
        elif message["op"] == "await":
            self._awaited.add(message["id"])
            self._tell(message["id"])
        elif message["op"] == "kill" and message["id"] in self._children:
            try:
                os.kill(self._children[message["id"]][0], signal.SIGKILL)
            except ProcessLookupError:
                pass

    def _spawn(self, message: dict[str, Any], fds: list[int]) -> None:
        memory = self._own_size + (message["memory_mb"] << 20)
        allowance = Allowance(memory, message["cpu_s"])
        try:
            pid = self._confinement.fork()
        except OSError as error:
            for fd in fds:
                os.close(fd)
            send_message(self._control, {"op": "refused", "id": message["id"], "reason": str(error)})
            return
        if pid == 0:
            _become_candidate(self._confinement, allowance, message, fds)
        for fd in fds:
            os.close(fd)
        pidfd = os.pidfd_open(pid) if hasattr(os, "pidfd_open") else None
        self._children[message["id"]] = (pid, pidfd)
        if pidfd is None:
            self._unwatched.add(message["id"])
        else:
            self._watched[pidfd] = message["id"]
            self._poller.register(pidfd, select.POLLIN)
        reply = {"op": "spawned", "id": message["id"], "pid": pid}
        send_message(self._control, reply, [] if pidfd is None else [pidfd])

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
            send_message(self._control, {"op": "exited", "id": number, "status": self._ended.pop(number)})

    def _kill_orphans(self) -> None:
        """Kill what a candidate of the lower tiers has left behind: the launcher adopts orphans, on Linux."""
        if self._confinement.tier == "full" or not kernel.is_linux():
            return
        known = {pid for pid, _ in self._children.values()}
        while True:
            orphans = [pid for pid in _children_of(os.getpid()) if pid not in known]
            if not orphans:
                return
            for pid in orphans:
                try:
                    os.kill(pid, signal.SIGKILL)
                    os.waitpid(pid, 0)
                except (ProcessLookupError, ChildProcessError):
                    pass


def _children_of(pid: int) -> list[int]:
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as listing:
            return [int(word) for word in listing.read().split()]
    except OSError:
        return []


def _become_candidate(confinement: Confinement, allowance: Allowance, message: dict[str, Any], fds: list[int]) -> None:
    """In the child: put the descriptors in place, confine, serve, and leave. Never returns."""
    code = 1
    try:
        os.setsid()
        channel, output = (os.dup(fd) for fd in fds)  # copies above: the numbers asked for may be in use
        nothing = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((nothing, 0), (output, 1), (output, 2), (channel, CHANNEL)):
            os.dup2(source, target)
        sender = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=CHANNEL)
        scratch, listener = confinement.apply(allowance, message["scratch"])
        candidate.announce(sender, listener)
        sender.detach()
        if message["warm_up"]:
            warm_up()
        candidate.serve(CHANNEL, scratch)
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


def _confine(wanted: str | None, config: dict[str, Any], standard_library: list[str]) -> Confinement:
    """Return the tier that was asked for, else the strongest there is. Raises Unavailable."""
    trees = readable_trees(standard_library, config["packages"])
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
    control = socket.socket(fileno=CONTROL)
    control.set_inheritable(False)
    config, _ = receive_message(control)
    if config is not None:
        standard_library = [path for path in sys.path if os.path.exists(path) and path != config["judge_folder"]]
        run(control, config, standard_library)


def run(control: socket.socket, config: dict[str, Any], standard_library: list[str]) -> None:
    """Configure, confine, import, serve.

    Args:
        control: the socket to the judge.
        config: as `spawn.describe` makes it.
        standard_library: the folders of sys.path without site-packages.
    """
    if kernel.is_linux():
        kernel.set_parent_death_signal(signal.SIGKILL)
    os.umask(0o022)  # what is made for candidates has to be open to them, whatever mask the user likes
    sys.dont_write_bytecode = True  # of our own modules it is welcome: who else would compile those of the launcher?
    sys.path[:] = [*standard_library, *config["site_packages"]]
    try:
        confinement = _confine(config["tier"], config, standard_library)
        if kernel.is_linux():
            kernel.set_parent_death_signal(signal.SIGKILL)
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
    use_up_holes()
    gc.freeze()  # what is shared with the candidates stays shared: their collectors leave it alone
    gc.enable()
    if kernel.is_linux():
        kernel.set_dumpable(False)
    environment = {"python": sys.version.split()[0], config["runtime"]: str(module.__version__)}
    if config["runtime"] != "numpy" and "numpy" in sys.modules:
        environment["numpy"] = str(sys.modules["numpy"].__version__)
    hello = {"op": "hello", "tier": confinement.tier, "mechanisms": confinement.mechanisms, "environment": environment}
    send_message(control, hello)
    try:
        Launcher(control, confinement).serve()
    except BrokenPipeError:  # the judge is gone: so are we
        pass
