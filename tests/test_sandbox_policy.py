"""The seccomp policy's program, run as the kernel runs it, and the imports of the libraries behind it."""

from __future__ import annotations

import itertools
import struct
import subprocess
import sys

import pytest

if sys.platform != "linux":
    pytest.skip("seccomp is Linux's", allow_module_level=True)

from seccompy import Filter, audit_arch, bpf

from judge.sandbox.syscalls import Policy

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


@pytest.mark.parametrize("on_disk", [True, False])
@pytest.mark.parametrize("own_pid", [1, None])
def test_program_decides_as_the_library_s_own(on_disk: bool, own_pid: int | None) -> None:
    """The program that halves and the list that seccompy makes agree on every system call, whatever its arguments."""
    policy = Policy(3, on_disk=on_disk, own_pid=own_pid)._filter
    halving, listing = policy.program, Filter._compile(policy)
    arch = audit_arch()
    for number in NUMBERS:
        for first, second, third in itertools.product(ARGUMENTS, repeat=3):
            args = (first, second, third, 0, 0, 0)
            if first == second == third or number in policy._rules:
                assert decide(halving, number, args, arch) == decide(listing, number, args, arch), (number, args)
            if number not in policy._rules or all(not rule.args for rule in policy._rules[number]):
                break  # arguments do not matter
    assert decide(halving, 0, (0,) * 6, arch + 1) == decide(listing, 0, (0,) * 6, arch + 1)


def test_program_asks_little_of_each_system_call() -> None:
    """The kernel runs a new filter for every system call, and takes longer for it than for all the rest."""
    program = Policy(3, on_disk=False, own_pid=1)._filter.program
    assert len(program) // 8 < 700


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
