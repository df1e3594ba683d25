"""The seccomp policy's program, run as the kernel runs it, and the imports of the libraries behind it."""

from __future__ import annotations

import importlib.util
import itertools
import struct
import subprocess
import sys
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("seccomp is Linux's", allow_module_level=True)

from seccompy import Action, Filter, audit_arch, bpf, syscall_nr

from judge.sandbox import programs
from judge.sandbox.policy import Policy
from judge.sandbox.programs import load_program
from judge.sandbox.syscalls import build_policy, compile_signals

ARGUMENTS = (0, 1, 2, 3, 7, 36, 1 << 14, 1 << 16, 0o20000000, 0x5401, 0x53564D41, (1 << 32) + 1, (1 << 64) - 1)
NUMBERS = (*range(600), 0x3FFFFFFF, 0x40000001, 0xFFFFFFFF)


def decide(program: bytes, number: int, args: tuple[int, ...], arch: int) -> int:
    """Run a program of classic BPF on a system call, and return what it says."""
    data = struct.pack("<iIQ6Q", number - (number >> 31 << 32), arch, 0, *args)
    accumulator = at = 0
    while True:
        code, if_true, if_false, operand = struct.unpack_from("<HBBI", program, 8 * at)
        at += 1
        if code == bpf.BPF_LD_ABS_W:
            accumulator = struct.unpack_from("<I", data, operand)[0]
        elif code == bpf.BPF_ALU_AND_K:
            accumulator &= operand
        elif code == bpf.BPF_JA:
            at += operand
        elif code == bpf.BPF_RET_K:
            return int(operand)
        else:
            holds = {
                bpf.BPF_JEQ: accumulator == operand,
                bpf.BPF_JGT: accumulator > operand,
                bpf.BPF_JGEQ: accumulator >= operand,
            }[code]
            at += if_true if holds else if_false


def argument_sets() -> list[tuple[int, ...]]:
    return [(first, second, third, 0, 0, 0) for first, second, third in itertools.product(ARGUMENTS, repeat=3)]


@pytest.mark.parametrize(("on_disk", "own_pid"), [(True, None), (False, 1)])
def test_program_decides_as_the_library_s_own(on_disk: bool, own_pid: int | None) -> None:
    """The program that halves and the list that seccompy makes agree on every system call, whatever its arguments."""
    rules = build_policy(3, on_disk=on_disk, own_pid=own_pid)
    halving, listing = rules.program, Filter._compile(rules)
    arch = audit_arch()
    for number in NUMBERS:
        asks = any(rule.args for rule in rules._rules.get(number, ()))
        for args in argument_sets() if asks else [(0,) * 6]:
            assert decide(halving, number, args, arch) == decide(listing, number, args, arch), (number, args)
    assert decide(halving, 0, (0,) * 6, arch + 1) == decide(listing, 0, (0,) * 6, arch + 1)


def test_program_asks_little_of_each_system_call() -> None:
    """The kernel runs a new filter once for every system call there is: a list of them took it milliseconds."""
    assert len(build_policy(3, on_disk=False, own_pid=1).program) // 8 < 700


@pytest.mark.parametrize("pid", [2, 4_194_303])
def test_signals_stay_in(pid: int) -> None:
    """The program that is kept lets signals go to the process whose number it is given, and to no other."""
    program = Policy(3, on_disk=True, own_pid=None).signals_of(pid)
    assert program == compile_signals(pid)
    kill = syscall_nr("kill")
    verdicts = {target: decide(program, kill, (target, 9, 0, 0, 0, 0), audit_arch()) for target in (pid, 1, 0, pid + 1)}
    assert [target for target, verdict in verdicts.items() if verdict == Action.ALLOW] == [pid]


def test_what_is_kept_is_used_until_its_sources_change(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A program is compiled once; anew when it is damaged, when its sources are others, and where none can be kept."""
    made: list[int] = []

    def load() -> bytes:
        return load_program("test", lambda: made.append(1) or b"program!")  # type: ignore[func-returns-value]

    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    place = Path(importlib.util.cache_from_source(programs.__file__)).parent
    assert load() == load() == b"program!"
    assert len(made) == 2  # there is no folder yet
    place.mkdir(parents=True)
    assert load() == load() == b"program!"
    assert len(made) == 3
    (kept,) = place.iterdir()
    kept.write_bytes(kept.read_bytes()[:-1] + b"?")
    assert load() == load() == b"program!"
    assert len(made) == 4
    monkeypatch.setattr("judge.sandbox.programs._SOURCES", ("syscalls.py",))
    load()
    assert len(made) == 5


def test_lean_imports_leave_no_empty_modules() -> None:
    """The libraries come without what they load for tests; whoever wants that later gets the real thing."""
    script = """
import sys
from judge.sandbox.lean_imports import lean_imports
with lean_imports():
    import landlockpy, seccompy
    landlockpy.abi_version(), seccompy.supported()
brought = {"subprocess", "tempfile", "urllib"} & set(sys.modules)
import ctypes.util, landlockpy.testing, seccompy.testing
print(sorted(brought), hasattr(seccompy.testing, "probe") or dir(seccompy.testing) != [], callable(ctypes.util.find_library))
print(ctypes.util.__file__.endswith("util.py"), seccompy.testing.__file__.endswith("testing.py"))
"""
    ended = subprocess.run(
        [sys.executable, "-S", "-c", script], capture_output=True, text=True, env=_paths(), check=True
    )
    assert ended.stdout == "[] True True\nTrue True\n"


def _paths() -> dict[str, str]:
    return {"PYTHONPATH": ":".join(path for path in sys.path if path)}
