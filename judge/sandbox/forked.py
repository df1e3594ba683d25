"""The start of a process that judges: it imports NumPy once, and forks launchers from that.

A launcher is forked before anything else is known: it has NumPy, and no hidden test or expected value, nor the code
that reads them. It imports the sandbox's own modules while its parent imports the judge's, unless there are several.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from collections.abc import Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from judge.sandbox.spawn import Spawned


def import_numpy(channels: Sequence[int]) -> None:
    """Set the folders to import from, which the command line names, and import NumPy, if it is to be had.

    Descriptors that the command has inherited, such as a lock of the shell's, are closed first: this process may stay
    when the command has ended.

    Args:
        channels: the descriptors that are for this process.
    """
    most = os.sysconf("SC_OPEN_MAX")
    os.closerange(max(2, *channels) + 1, min(most, _MOST_CLOSED) if most > 0 else _MOST_CLOSED)
    _standard_library[:] = [path for path in sys.path if os.path.exists(path) and path != sys.argv[1]]
    sys.path[:] = [*_standard_library, *sys.argv[1:]]
    with contextlib.suppress(Exception):  # whoever judges is told by an import of its own
        import numpy  # noqa: F401


_MOST_CLOSED = 1 << 16  # where the kernel can't close a range at once, a limit of a billion would take minutes
_standard_library: list[str] = []


def import_for_launchers() -> None:
    """Do, before several launchers are forked, what they all would do again; one alone does it beside its parent."""
    from judge.sandbox import launcher, spawn  # noqa: F401
    from judge.sandbox.lean_imports import lean_imports
    from judge.sandbox.readable import readable_trees
    from judge.sandbox.runtimes import find_runtime

    with contextlib.suppress(Exception):  # a launcher that lacks something says so
        readable_trees(tuple(_standard_library), find_runtime("numpy").packages)
        with lean_imports():
            from judge.sandbox import landlock

            landlock.abi()


def fork_launcher(
    private: Sequence[int], *, core: int | None = None, folder: str = "", is_child: bool = True
) -> Spawned | None:
    """Fork a launcher; None where there is no NumPy, or the system has no way to end one that is no child.

    Args:
        private: the descriptors of this process that are not for its launcher.
        core: the core to keep it on, with its candidates, once it is ready; None for any.
        folder: the folder for its temporary files; "" for this process' own.
        is_child: whether it is this process that will end it, and not another one that is still to be forked.
    """
    if "numpy" not in sys.modules:
        return None
    if not is_child:
        from judge.sandbox.pidfds import has_pidfds

        if not has_pidfds():
            return None
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    pid = os.fork()
    if pid == 0:
        _become_launcher(theirs.detach(), [ours.detach(), *private], core, folder, tied=is_child)
    theirs.close()
    from judge.sandbox.pidfds import open_pidfd
    from judge.sandbox.spawn import Spawned

    return Spawned(ours, pid, None if is_child else open_pidfd(pid))


def _become_launcher(control: int, private: Sequence[int], core: int | None, folder: str, *, tied: bool) -> NoReturn:
    """In the child: serve, and leave. Never returns."""
    code = 1
    try:
        for descriptor in private:
            os.close(descriptor)
        from judge.sandbox import launcher, spawn
        from judge.sandbox.runtimes import find_runtime

        if control != launcher.CONTROL:
            os.dup2(control, launcher.CONTROL, inheritable=False)
            os.close(control)
        config = spawn.describe(find_runtime("numpy"), None)
        if folder:
            config["scratch_base"] = folder
        launcher.run(config, _standard_library, core, tied=tied)
        code = 0
    finally:
        os._exit(code)
