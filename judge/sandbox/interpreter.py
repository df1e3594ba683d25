"""Starting fresh interpreters, with nothing of the user's environment: those that judge.

This module imports next to nothing, as a command that judges calls it before anything else.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

CHANNEL = 3
_LOOK_AGAIN_S = 0.001
_FLAGS = ("-S", "-s", "-P", "-X", "utf8")
"""No site-packages, nothing of the user's, nothing of the folder that the command runs in; and UTF-8."""
_THREADS = (
    "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS",
    "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS",
)  # fmt: skip
_OF_LINEAR_ALGEBRA = ("OPENBLAS_", "GOTO_", "OMP_", "MKL_", "BLIS_", "NUMEXPR_", "KMP_", "NPY_")


def judge_folder() -> str:
    """The folder that the package `judge` lies in."""
    return os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def command_of(module: str, python: str | None = None) -> list[str]:
    """The words that start a fresh interpreter in which `main` of a module is called, with nothing else imported.

    Args:
        module: one of the judge's.
        python: the interpreter; None for the judge's own.
    """
    code = f"import gc, sys; gc.disable(); sys.path.append(sys.argv[1]); from {module} import main; main()"
    return [python or sys.executable, *_FLAGS, "-c", code, judge_folder()]


def judging_command(module: str) -> list[str]:
    """The words that start a process which judges: `main` finds the folders to import from in sys.argv."""
    here = os.getcwd()
    folders = [os.path.abspath(path) for path in sys.path[1:] if os.path.isdir(path)]
    folders = [path for path in folders if path != here]
    return [*command_of(module), *folders]


def clean_environment(*, threads: int = 1, keep: Sequence[str] = ()) -> dict[str, str]:
    """The environment of a process that runs or judges submissions: nothing of the user's but what is named.

    Args:
        threads: how many threads linear algebra may use.
        keep: further variables of the environment to hand on.
    """
    environment = {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "LD_BIND_NOW": "1",  # once, rather than in every candidate: a function's address is looked up at its first call
        "PYTHONHASHSEED": "0",  # a submission that goes over a set does so in the same order every time
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_ENABLE_ONEDNN_OPTS": "0",
        "CUDA_VISIBLE_DEVICES": "-1",
        "KERAS_HOME": os.devnull,  # no settings from a home, or from /tmp, where anybody can put them
        **dict.fromkeys(_THREADS, str(threads)),
        # The C library's own default, named so that it no longer adapts: what a process has allocated before, and
        # whether it keeps that, would decide what large arrays cost it from then on, and be taken for its speed.
        "MALLOC_MMAP_THRESHOLD_": str(128 << 10),
        # Else each thread may reserve 64 MiB for memory of its own, and what is reserved counts against the limit.
        "MALLOC_ARENA_MAX": "1",
    }
    # Some builds of Python can't start without the first two.
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", *keep):
        if name in os.environ:
            environment[name] = os.environ[name]
    return environment


def settle_linear_algebra() -> None:
    """Have this process, which has the user's environment, compute as those do that have a clean one.

    To be called before NumPy is imported: the library behind it looks at these variables once.
    """
    for name in [name for name in os.environ if name.startswith(_OF_LINEAR_ALGEBRA)]:
        del os.environ[name]
    os.environ.update(dict.fromkeys(_THREADS, "1"))


def start_interpreter(
    channels: Sequence[int],
    words: Sequence[str],
    *,
    threads: int = 1,
    keep: Sequence[str] = (),
    variables: Mapping[str, str] | None = None,
) -> int:
    """Start a fresh Python in a session of its own, without the user's environment; return its process number.

    Args:
        channels: descriptors, which get the numbers from 3 on there.
        words: the command.
        threads: how many threads linear algebra may use.
        keep: further variables of the environment to hand on.
        variables: more of them, with their values.

    Raises:
        OSError: it can't be started.
    """
    environment = clean_environment(threads=threads, keep=keep) | dict(variables or {})
    errors: tuple[Any, ...] = (os.POSIX_SPAWN_DUP2, 2, 2)
    if "JUDGE_DEBUG" not in os.environ:
        errors = (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)
    actions: list[tuple[Any, ...]] = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        errors,
    ]
    lifted: list[int] = []
    try:
        for number, channel in enumerate(channels, CHANNEL):
            # One with the number of another would be overwritten, and with its own keep its close-on-exec flag.
            while channel < CHANNEL + len(channels):
                channel = os.dup(channel)
                lifted.append(channel)
            actions.append((os.POSIX_SPAWN_DUP2, channel, number))
        return os.posix_spawn(words[0], list(words), environment, file_actions=actions, setsid=True)
    finally:
        for descriptor in lifted:
            os.close(descriptor)


def wait_for_end(pid: int, patience_s: float) -> int | None:
    """Wait for a child's end, reap it and return its exit code (negative for a signal); None where it does not end.

    Raises:
        ChildProcessError: it was reaped before.
    """
    import time

    deadline = time.monotonic() + patience_s
    while True:
        reaped, status = os.waitpid(pid, os.WNOHANG)
        if reaped:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > deadline:
            return None
        time.sleep(_LOOK_AGAIN_S)
