"""Starting the core of a command that judges, before anything else is imported: it imports while the command parses."""

from __future__ import annotations

import _socket
import os

from judge.sandbox.interpreter import judging_command, start_interpreter, wait_for_end

TYPE_CHECKING = False
if TYPE_CHECKING:
    from socket import socket

_PATIENCE_S = 2.0
_KEPT_VARIABLES = ("HOME", "TMPDIR", "JUDGE_DEBUG")


class Core:
    """A core that has been started: the socket to it, and its process number.

    Args:
        channel: the socket's descriptor.
        pid: the process.
    """

    def __init__(self, channel: int, pid: int) -> None:
        self._descriptor = channel
        self._channel: socket | None = None
        self.pid = pid

    @property
    def channel(self) -> socket:
        """The socket. The module that it takes is loaded no sooner: the core is to start before."""
        if self._channel is None:
            from socket import socket

            self._channel = socket(fileno=self._descriptor)
        return self._channel


_core: Core | None = None
_leaving: list[Core] = []


def start_core() -> None:
    """Start this command's core. Where that fails, the command judges by itself."""
    global _core
    ours, theirs = _socket.socketpair(_socket.AF_UNIX, _socket.SOCK_STREAM)
    try:
        pid = start_interpreter([theirs.fileno()], judging_command("judge.warm.core"), keep=_KEPT_VARIABLES)
        _core = Core(ours.detach(), pid)
    except OSError:
        ours.close()
    finally:
        theirs.close()


def take_core() -> Core | None:
    """Return the core that this command has started, if any; whoever takes it ends it."""
    global _core
    core, _core = _core, None
    return core


def dismiss_core(core: Core) -> None:
    """Have a core end that is not to stay: it ends its launchers and their candidates, and removes their folders.

    It does so when its channel closes. `end_cores` waits for that; in the meantime the verdict can be shown.
    """
    core.channel.close()
    _leaving.append(core)


def end_cores() -> None:
    """Wait until every core that this command has started and that does not stay has ended."""
    core = take_core()
    if core is not None:
        dismiss_core(core)
    while _leaving:
        _wait_end(_leaving.pop())


def _wait_end(core: Core) -> None:
    """Wait for a core's end; one that does not end is killed, and its launchers with it."""
    try:
        if wait_for_end(core.pid, _PATIENCE_S) is None:
            import signal

            os.kill(core.pid, signal.SIGKILL)
            os.waitpid(core.pid, 0)
    except (ProcessLookupError, ChildProcessError):
        pass
