"""What must stay unread, unchanged, unconnected and alive while hostile code runs.

File permissions protect none of it, so that what protects it is the sandbox: files may be read and written by everyone,
and where the tests run as root the process to be killed belongs to the user that candidates become.
"""

from __future__ import annotations

import functools
import os
import secrets
import shutil
import signal
import site
import socket
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any

from .corpus import BANK

MARK = "canary-"
"""Every secret begins with this: an attack that has found one can tell."""
DROPPED = "judge_canary"
"""In the name of every file that an attack tries to leave somewhere."""

_CHECKOUT = BANK.parents[2]


class Canaries:
    """Files, sockets, a process and an environment variable. A context manager.

    Attributes:
        base: the folder with the bank, the home folder, the history and whatever else is to be left alone.
        bank: the bank to judge with.
        scratch_base: where the judge makes its scratch folders.
    """

    def __init__(self) -> None:
        self.secret = MARK + secrets.token_hex(12)
        self.base = Path(tempfile.mkdtemp(prefix="judge-attacks-", dir=_outer_folder()))
        self.base.chmod(0o755)
        self.bank = self.base / "bank"
        self.scratch_base = self.base / "scratch"
        self._environment = dict(os.environ)
        self._lay_out_files()
        self._sockets = self._listen()
        self._victims = _start_victims()
        os.environ.update(
            JUDGE_CANARY_SECRET=self.secret, JUDGE_HOME=str(self.base / "home"), TMPDIR=str(self.scratch_base)
        )
        self._files = self._snapshot()
        self._states = {pid: _describe_process(victim) for pid, victim in self._victims.items()}

    def __enter__(self) -> Canaries:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for listener in self._sockets.values():
            listener.close()
        for victim in self._victims.values():
            victim.kill()
            victim.wait()
        os.environ.clear()
        os.environ.update(self._environment)
        subprocess.run(["rm", "-rf", str(self.base)], stderr=subprocess.DEVNULL, check=False)  # however deep it is

    def fill(self, text: str, launcher_pid: int) -> bytes:
        """Replace the placeholders of a submission by what is where."""
        words = {
            "BANK": self.bank,
            "REFERENCE": self.bank / "solutions/double/reference.py",
            "HIDDEN": self.bank / "problems/double/hidden_tests.py",
            "CHECKOUT": _CHECKOUT,
            "HOME": self.base / "home",
            "HISTORY": self.base / "home/history.db",
            "NEIGHBOUR": self.base / "inbox/neighbour.py",
            "OUTSIDE": self.base / "outside",
            "VICTIM": self.base / "outside/victim.txt",
            "SCRATCH": self.scratch_base,
            "SITE": sysconfig.get_path("purelib"),
            "TCP": self._sockets["TCP"].getsockname()[1],
            "UDP": self._sockets["UDP"].getsockname()[1],
            "UNIX": self.base / "outside/listening",
            "ABSTRACT": f"judge-attacks-{self.base.name}",
            "PID": min(self._victims),
            "OTHER": max(self._victims),
            "LAUNCHER": launcher_pid,
            "JUDGE": os.getpid(),
        }
        for word, value in words.items():
            text = text.replace(f"@{word}@", str(value))
        return text.encode()

    @property
    def victims(self) -> set[int]:
        """The processes to be left alone."""
        return set(self._victims)

    def tripped(self) -> list[str]:
        """Say what has been touched since the last time; what an attack has dropped is removed."""
        return [*self._changed_files(), *self._connections(), *self._changed_process(), *_collect_dropped()]

    def _lay_out_files(self) -> None:
        shutil.copytree(BANK, self.bank, ignore=shutil.ignore_patterns("__pycache__"))
        for reference in self.bank.glob("solutions/*/reference.py"):
            text = reference.read_text(encoding="utf-8").replace("canary-reference", self.secret)
            reference.write_text(text, encoding="utf-8")
        for name in ("home", "home/.ssh", "inbox", "outside", "scratch"):
            (self.base / name).mkdir()
        for name in ("home/.netrc", "home/.ssh/id_ed25519", "home/.bashrc", "home/history.db", "outside/victim.txt"):
            (self.base / name).write_text(f"{self.secret}\n", encoding="utf-8")
        solution = f'"""{self.secret}"""\n\n\ndef double(x):\n    return x + x\n'
        (self.base / "inbox/neighbour.py").write_text(solution, encoding="utf-8")
        for path in self.base.rglob("*"):
            path.chmod(0o777 if path.is_dir() else 0o666)

    def _listen(self) -> dict[str, socket.socket]:
        listeners: dict[str, tuple[int, int, Any]] = {
            "TCP": (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            "UDP": (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            "UNIX": (socket.AF_UNIX, socket.SOCK_STREAM, str(self.base / "outside/listening")),
            "ABSTRACT": (socket.AF_UNIX, socket.SOCK_STREAM, f"\0judge-attacks-{self.base.name}"),
        }
        made = {}
        for name, (family, kind, address) in listeners.items():
            made[name] = socket.socket(family, kind)
            made[name].bind(address)
            made[name].setblocking(False)
            if kind == socket.SOCK_STREAM:
                made[name].listen(8)
        (self.base / "outside/listening").chmod(0o777)
        return made

    def _snapshot(self) -> dict[str, tuple[object, ...]]:
        found: dict[str, tuple[object, ...]] = {}
        for folder, below, files in os.walk(self.base):
            below[:] = [name for name in below if name not in ("__pycache__", "scratch")]
            for path in (Path(folder, name) for name in (*below, *files)):
                status = path.lstat()
                content = path.read_bytes() if path.is_file() else b""
                changed_at = status.st_mtime_ns if path.is_file() else 0
                found[str(path.relative_to(self.base))] = (status.st_mode, status.st_uid, changed_at, content)
        return found

    def _changed_files(self) -> list[str]:
        now, before = self._snapshot(), self._files
        self._files = now
        changed = [name for name in now.keys() | before.keys() if now.get(name) != before.get(name)]
        return [f"changed {name}" for name in sorted(changed)]

    def _connections(self) -> list[str]:
        tripped = []
        for name, listener in self._sockets.items():
            try:
                if name == "UDP":
                    listener.recv(1 << 16)
                else:
                    listener.accept()[0].close()
            except BlockingIOError:
                continue
            tripped.append(f"reached the {name} socket")
        return tripped

    def _changed_process(self) -> list[str]:
        tripped = []
        for pid, victim in list(self._victims.items()):
            now, before = _describe_process(victim), self._states[pid]
            if now == before:
                continue
            changed = [name for name in now if now[name] != before.get(name)]
            tripped.append(f"did something to another process: {', '.join(changed)}")
            self._states[pid] = now
            if "ended" in now:
                self._victims = _start_victims()
                self._states = {pid: _describe_process(victim) for pid, victim in self._victims.items()}
                break
        return tripped


def _describe_process(victim: subprocess.Popen[bytes]) -> dict[str, object]:
    """What could be done to a process from outside, as it is now."""
    if victim.poll() is not None:
        return {"ended": victim.returncode}
    if sys.platform != "linux":
        return {}
    folder = Path(f"/proc/{victim.pid}")
    return {
        "stopped or traced": (folder / "stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] in "Tt",
        "niceness": os.getpriority(os.PRIO_PROCESS, victim.pid),
        "limits": (folder / "limits").read_text(encoding="ascii"),
        "processors": tuple(sorted(os.sched_getaffinity(victim.pid))),
    }


def _outer_folder() -> str:
    """Outside /tmp, which the full tier covers with the candidate's own scratch anyway."""
    return "/var/tmp" if os.access("/var/tmp", os.W_OK | os.X_OK) else tempfile.gettempdir()


def _start_victims() -> dict[int, subprocess.Popen[bytes]]:
    """Two processes to be left alone: one of our own user, and as root one of the user that candidates may become."""
    as_nobody: dict[str, Any] = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    command = [shutil.which("sleep") or "/bin/sleep", "900"]
    victims = {}
    for user in ({}, as_nobody):
        victim = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, **user)
        victims[victim.pid] = victim
    return victims


def _collect_dropped() -> list[str]:
    """Find and remove the files that attacks try to leave where Python, a shell or the next candidate finds them."""
    found = []
    for folder in _places_to_drop():
        try:
            names = [name for name in os.listdir(folder) if DROPPED in name]
        except OSError:
            continue
        for name in names:
            found.append(f"left {folder / name}")
            if (folder / name).is_dir():
                (folder / name).rmdir()
            else:
                (folder / name).unlink()
    return found


@functools.cache
def _places_to_drop() -> tuple[Path, ...]:
    packages = Path(sysconfig.get_path("purelib"))
    library = Path(sysconfig.get_path("stdlib"))
    places = {Path(path) for path in (*site.getsitepackages(), *sys.path)}
    places |= {Path(path) for path in ("/tmp", "/var/tmp", "/dev/shm", "/run", "/run/lock", "/")}
    places |= {packages, packages / "numpy", packages / "numpy/__pycache__", library, library / "lib-dynload"}
    home = Path(os.path.expanduser("~"))  # unlike Path.home(), also for a user without an entry of its own
    return tuple(sorted(places | {_CHECKOUT, _CHECKOUT / "judge", home}))


def stop_requested(pid: int) -> bool:
    """Whether a process is stopped, which a signal from a candidate could have done."""
    if sys.platform != "linux":
        return False
    state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    if state in "Tt":
        os.kill(pid, signal.SIGCONT)
    return state in "Tt"
