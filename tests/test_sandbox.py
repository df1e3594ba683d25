"""What a candidate can see and reach, asked from inside of one, on every tier that this machine offers."""

from __future__ import annotations

import ast
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import numpy as np
import pytest
from toy_bank import Toy, only_case

from judge.errors import UserError
from judge.evaluate import Options, evaluate
from judge.model import Tier, Verdict
from judge.sandbox.launchers import Launchers
from judge.sandbox.probe import probe_tiers
from judge.source import Source

ROOT = Path(__file__).resolve().parent.parent

# ---- tiers ----


@pytest.fixture(scope="module")
def by_tier() -> Iterator[dict[str, Launchers]]:
    """Launchers for each tier, as they are asked for."""
    started: dict[str, Launchers] = {}
    yield started
    for launchers in started.values():
        launchers.close()


@pytest.fixture
def on_tier(tier: Tier, tmp_path: Path, by_tier: dict[str, Launchers]) -> Toy:
    """The toy problem on each tier in turn."""
    return Toy(tmp_path / "bank", by_tier.setdefault(tier, Launchers(tier)))


def test_every_tier_is_probed_with_its_mechanisms() -> None:
    """Each tier is offered with what it is made of, or has a reason; the lowest one is always there."""
    full, standard, basic = probe_tiers()
    assert [probe.tier for probe in (full, standard, basic)] == ["full", "standard", "basic"]
    assert basic.isolation is not None and {"session", "rlimits"} <= set(basic.isolation.mechanisms)
    for probe in (full, standard):
        if probe.isolation is None:
            assert probe.reason
        else:
            names = {name.partition("/")[0] for name in probe.isolation.mechanisms}
            assert {"landlock", "seccomp", "no-new-privileges"} <= names
            assert probe.tier == "standard" or {"pidns", "mountns", "netns", "ipcns"} <= names


def test_the_report_is_stamped_with_the_tier(on_tier: Toy, tier: Tier) -> None:
    """A tier that is asked for is the one that is used, and the report says so."""
    report = on_tier.judge(isolation=tier)
    assert (report.verdict, report.isolation.tier) == (Verdict.AC, tier)


def test_the_strongest_tier_is_used(launchers_tier: str, offered: dict[str, str]) -> None:
    """Where nothing is asked for, it is the first that the machine offers."""
    assert launchers_tier == next(tier for tier, reason in offered.items() if not reason)


def test_a_tier_below_the_least_is_refused(tmp_path: Path) -> None:
    """Nothing runs below the least tier that was asked for."""
    toy = Toy(tmp_path, None)
    with pytest.raises(UserError, match="this machine offers the isolation tier 'basic', 'standard' is required"):
        evaluate(toy.problem, Source("x.py", b"1"), Options(isolation="basic", min_isolation="standard"))
    assert toy.judge(isolation="basic", min_isolation="basic").verdict is Verdict.AC


# ---- secrets ----

SCANNER = Path(__file__).with_name("memory_scanner.py")


@pytest.mark.skipif(sys.platform != "linux", reason="reads memory as Linux lays it out")
def test_nothing_secret_is_in_a_candidate(tier: Tier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that is in reference, hidden tests, expected value, environment and judge is nowhere in a candidate.

    It looks through its objects, its memory, its environment, its arguments and its descriptors; a decoy that it was
    given shows that it would find what is there.
    """
    secret, decoy = secrets.token_hex(16), secrets.token_hex(16)
    monkeypatch.setenv("JUDGE_TEST_TOKEN", secret)
    with Launchers(tier) as launchers:  # started while the environment has it
        toy = with_secret(Toy(tmp_path / secret, launchers), secret, decoy)
        report = toy.judge(SCANNER.read_bytes(), name=f"{secret}/scan.py")
    assert_only_the_decoy_was_found(report.output)


@pytest.mark.skipif(sys.platform != "linux", reason="reads memory as Linux lays it out")
def test_nothing_secret_comes_by_way_of_the_command(tmp_path: Path) -> None:
    """`judge submit` may make its processes in another way; the token is in its arguments and environment as well."""
    secret, decoy = secrets.token_hex(16), secrets.token_hex(16)
    toy = with_secret(Toy(tmp_path / secret, None), secret, decoy)
    command = [sys.executable, "-m", "judge", "submit", "double", str(SCANNER), "--json", "--bank", str(toy.bank)]
    home = {"JUDGE_HOME": str(tmp_path / "home" / secret), "JUDGE_WARM": "0", "JUDGE_TEST_TOKEN": secret}
    variables = os.environ | home | {"PYTHONPATH": str(ROOT)}
    ended = subprocess.run(command, env=variables, cwd=toy.bank, capture_output=True, text=True, check=False)
    assert ended.returncode == 1, ended.stderr
    assert_only_the_decoy_was_found(json.loads(ended.stdout)["output"])


def with_secret(toy: Toy, secret: str, decoy: str) -> Toy:
    """Write the token into hidden tests and reference, and have the scanner look for it and for a decoy."""
    return toy.write(
        f'TOKEN = "{secret}"\n\n\n@suite.case("{secret}", exact=True)\ndef one(data):\n'
        f'    """{secret}"""\n'
        f'    return call({[secret[:16], secret[16:]]}, {[decoy[:16], decoy[16:]]}, "{decoy}")\n\n\n'
        '@suite.case("second", exact=True)\ndef two(data):\n    return one(data)\n',
        f'def double(secret, decoy, whole):\n    return "{secret}"\n',
        entry_points=[("double", "(secret, decoy, whole)")],
    )


def assert_only_the_decoy_was_found(output: str) -> None:
    """Check what the scanner has printed, once for each case."""
    findings = [ast.literal_eval(line) for line in output.splitlines()]
    assert len(findings) == 2, output  # the second case runs after the first expected value was compared
    for found in findings:
        assert found["descriptors"] == [0, 1, 2, 3]
        assert found["bytes scanned"] > 1 << 20
        assert {"objects", "memory"} <= set(found["decoy"])
        assert found["secret"] == []


# ---- files ----

READER = """
import os


def double(paths):
    found = []
    for path in paths:
        for look in (os.listdir, lambda path: open(path, "rb").read(1)):
            try:
                look(path)
            except OSError:
                continue
            found.append(path)
            break
    return found
"""


def readable(toy: Toy, paths: list[str]) -> Any:
    """Return which of the paths a candidate can list or read."""
    case = "@suite.case('files', check=tell)\ndef files(data):\n    return call({!r})\n"
    toy.write(
        "def tell(made, answer):\n    return repr(answer)\n\n\n" + case.format(paths),
        "def double(paths):\n    return []\n",
        entry_points=[("double", "(paths)")],
    )
    return ast.literal_eval(only_case(toy.judge(READER)).message)


def test_a_candidate_reads_its_runtime_only(on_tier: Toy, tier: Tier, tmp_path: Path) -> None:
    """NumPy and the standard library can be read, and nothing else: no bank, no judge, no home, no other file."""
    if tier == "basic":
        pytest.skip("the basic tier promises nothing about files")
    neighbour = tmp_path / "neighbour.py"
    neighbour.write_text("print('mine')\n", encoding="utf-8")
    runtime = [np.__file__, os.path.dirname(np.__file__), ast.__file__, "/dev/null"]
    others = [
        on_tier.folder / "hidden_tests.py",
        on_tier.solutions / "reference.py",
        on_tier.bank,
        ROOT / "problems" / "softmax" / "hidden_tests.py",
        ROOT / "solutions" / "softmax" / "reference.py",
        ROOT / "judge",
        ROOT / "judge" / "evaluate.py",
        ROOT / "judge" / "sandbox" / "candidate.py",
        ROOT / "tests",
        ROOT,
        Path.home(),
        neighbour,
        tmp_path,
        tmp_path.parent,
        Path(click.__file__),
        "/etc/passwd",
        "/etc/shadow",
        "/etc",
        "/etc/hostname",
        "/home",
        "/root",
        "/var",
        "/usr/bin/env",
        "/proc/1/environ",
        f"/proc/{os.getpid()}/environ",
        f"/proc/{os.getpid()}/fd",
        "/sys",
        "/dev",
        "/dev/shm",
        "/dev/mem",
        "/run",
        "/",
    ]
    found = readable(on_tier, runtime + [str(path) for path in others])
    assert set(runtime) <= set(found)
    above = set()
    if tier == "full":  # the view has the folders on the way to the runtime's, and nothing else in them
        for path in (*runtime, sys.base_prefix + "/lib", sys.prefix + "/lib", "/etc/ld.so.cache"):
            above |= {str(parent) for parent in Path(path).parents}
    assert set(found) - set(runtime) <= above


def test_folders_of_the_view_hold_the_runtime_alone(on_tier: Toy, tier: Tier) -> None:
    """On the full tier the root can be listed: it leads to the runtime's files only."""
    if tier != "full":
        pytest.skip("only the full tier has a root of its own")
    on_tier.write(
        "def tell(made, answer):\n    return repr(answer)\n\n\n"
        "@suite.case('files', check=tell)\ndef files(data):\n    return call('/')\n",
        entry_points=[("double", "(path)")],
    )
    source = """
        import os


        def double(path):
            own = os.getcwd() + "/"
            found = [os.path.join(top, name) for top, _, names in os.walk(path) for name in names]
            return [name for name in found if not name.startswith(own)]
    """
    seen = ast.literal_eval(only_case(on_tier.judge(source)).message)
    assert len(seen) > 1000
    expected = ("/lib", "/numpy", "/dev/", "/proc/self/", "/etc/ld.so", "/bin")
    assert [path for path in seen if not any(word in path for word in expected)] == []
    assert not [path for path in seen if path.endswith(("hidden_tests.py", "reference.py", "evaluate.py", "passwd"))]


@pytest.mark.parametrize("target", ["runtime", "outside"])
def test_a_candidate_writes_to_its_scratch_folder_only(on_tier: Toy, tier: Tier, tmp_path: Path, target: str) -> None:
    """Neither the runtime's files nor anything outside can be made, changed, moved or removed."""
    if tier == "basic":
        pytest.skip("the basic tier promises nothing about files")
    folder = Path(np.__file__).parent if target == "runtime" else tmp_path / "outside"
    if target == "outside":
        folder.mkdir()
        folder.chmod(0o777)
    elif not os.access(folder, os.W_OK):
        pytest.skip("NumPy is not this user's own: no candidate of theirs can write there")
    keep = folder / "keep.txt"
    keep.write_text("kept", encoding="utf-8")
    source = f"""
        import os
        import shutil

        folder = {str(folder)!r}
        keep = os.path.join(folder, "keep.txt")
        deeds = [
            lambda: open(os.path.join(folder, "new.txt"), "w").close(),
            lambda: open(keep, "w").close(),
            lambda: open(keep, "a").close(),
            lambda: os.truncate(keep, 0),
            lambda: os.remove(keep),
            lambda: os.rename(keep, "mine.txt"),
            lambda: os.link(keep, "mine.txt"),
            lambda: os.chmod(keep, 0o777),
            lambda: os.utime(keep, (0, 0)),
            lambda: os.mkdir(os.path.join(folder, "new")),
            lambda: shutil.copy("here.txt", folder),
            lambda: os.rename("here.txt", os.path.join(folder, "here.txt")),
        ]


        def double(x):
            with open("here.txt", "w") as file:
                file.write("here")
            for i, deed in enumerate(deeds):
                try:
                    deed()
                except OSError:
                    continue
                print("did", i)
            return x + x
    """
    try:
        report = on_tier.judge(source)
        assert (report.verdict, report.output) == (Verdict.AC, "")
        assert keep.read_text(encoding="utf-8") == "kept"
        assert not list(folder.glob("new*")) + list(folder.glob("here*"))
    finally:
        keep.unlink()


def test_a_candidate_has_no_capability_and_no_way_back(on_tier: Toy, tier: Tier) -> None:
    """Root is not special: no capability, no new privileges, no process that it could signal, no core dump."""
    source = """
        import ctypes
        import os
        import resource

        libc = ctypes.CDLL(None, use_errno=True)


        def signalled(pid):
            try:
                os.kill(pid, 0)
            except OSError:
                return False
            return True


        def double(x):
            print({
                "parent": signalled(os.getppid()) and os.getppid() != 0,
                "all": signalled(-1),
                "become root": libc.setuid(0) == 0 and os.getuid() == 0 and signalled(os.getppid()),
                "core": resource.getrlimit(resource.RLIMIT_CORE)[1],
                "raise": libc.setrlimit(resource.RLIMIT_CPU, (ctypes.c_long * 2)(-1, -1)) == 0,
            })
            return x + x
    """
    if tier == "basic":
        pytest.skip("the basic tier promises nothing about other processes")
    report = on_tier.judge(source)
    assert report.verdict is Verdict.AC, report
    nothing = {"parent": False, "all": False, "become root": False, "core": 0, "raise": False}
    assert [ast.literal_eval(line) for line in report.output.splitlines()] == [nothing, nothing]


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user's candidates are that user's")
def test_candidates_of_two_launchers_are_two_users(tmp_path: Path) -> None:
    """The kernel counts threads by user: what one submission holds must not be lacking to another beside it."""
    source = "import os\n\nprint(os.getuid())\n\n\ndef double(x):\n    return x + x\n"
    users = []
    for name in ("one", "two"):
        with Launchers("basic") as launchers:
            users.append(Toy(tmp_path / name, launchers).judge(source).output)
    assert len(set(users)) == 2
    assert "0\n" not in users


def test_the_environment_is_clean(on_tier: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the user's environment reaches a candidate; BLAS has one thread, and hashes are the same each time."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("PYTHONSTARTUP", "/tmp/startup.py")
    source = """
        import os
        import sys


        def double(x):
            print([dict(os.environ), sys.argv, sys.path, hash("one"), os.getcwd()])
            return x + x
    """
    report = on_tier.judge(source)
    environment, argv, path, seed, folder = ast.literal_eval(report.output.splitlines()[0])
    assert set(environment) <= {
        "PATH", "LANG", "LC_CTYPE", "HOME", "TMPDIR", "PYTHONHASHSEED", "TF_CPP_MIN_LOG_LEVEL", "TF_ENABLE_ONEDNN_OPTS",
        "CUDA_VISIBLE_DEVICES", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS",
        "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "KERAS_HOME",
        "MALLOC_MMAP_THRESHOLD_", "MALLOC_ARENA_MAX", "LD_BIND_NOW", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH",
    }  # fmt: skip
    assert environment["OPENBLAS_NUM_THREADS"] == "1"
    assert environment["HOME"] == environment["TMPDIR"] == folder
    assert not [entry for entry in path if "site-packages" in entry or Path(entry) == ROOT]
    again = ast.literal_eval(on_tier.judge(source).output.splitlines()[0])
    assert again[3] == seed
    assert not [word for word in argv if "problems" in word or "solutions" in word]


def test_the_judge_and_its_tools_cannot_be_imported(on_tier: Toy) -> None:
    """A candidate finds neither the judge nor what confines it nor what happens to lie beside NumPy."""
    source = """
        import importlib
        import sys

        found = []
        for name in "judge judge.sandbox.wire judge.evaluate seccompy landlockpy click msgspec pytest".split():
            try:
                importlib.import_module(name)
                found.append(name)
            except ImportError:
                pass
        print(found, [name for name in sys.modules if name.startswith(("judge", "seccompy", "landlockpy"))])


        def double(x):
            return x + x
    """
    report = on_tier.judge(source)
    assert report.output == "[] []\n"


def test_a_candidate_sends_no_descriptors(on_tier: Toy, tier: Tier) -> None:
    """Those on their way count for all of a user's processes: enough of them, and no other candidate could start."""
    if tier == "basic":
        pytest.skip("the basic tier promises nothing about other processes")
    source = """
        import os
        import socket


        def double(x):
            found = [[number for number in range(5000) if is_open(number)]]
            for number in (3, 127, 128, 129, 511, 512, 513, 4096):
                if number == 3 or not attempt(lambda: os.dup2(3, number)):
                    sender = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=number)
                    found.append(attempt(lambda: socket.send_fds(sender, [b""], [0])))
                    sender.detach()
            print(found)
            return x + x


        def is_open(number):
            return not attempt(lambda: os.fstat(number))


        def attempt(action):
            try:
                action()
            except OSError as error:
                return error.strerror
            return ""
    """
    report = on_tier.judge(source)
    assert report.output.splitlines()[0] == str([[0, 1, 2, 3], *["Operation not permitted"] * 5])


def test_nothing_of_a_candidate_outlives_it(tier: Tier, tmp_path: Path) -> None:
    """What one does to its descriptors, or ends with, no later one of its launcher can find."""
    sets = """
        import fcntl
        import os
        import struct


        def double(x):
            for number in (0, 1, 2, 3):
                fcntl.fcntl(number, fcntl.F_SETFL, fcntl.fcntl(number, fcntl.F_GETFL) | os.O_APPEND)
                try:
                    fcntl.fcntl(number, 37, struct.pack("hhqqi", fcntl.F_RDLCK, 0, 5, 7, 0))
                except OSError:
                    pass
            os.write(3, b"nonsense that ends it")
            os._exit(77)
    """
    looks = """
        import fcntl
        import os
        import struct
        import sys


        def numbers_around():
            # All that the objects hold which have called this: they are the launcher's own.
            frame = sys._getframe()
            while frame is not None:
                for thing in frame.f_locals.values():
                    for held in vars(thing).values() if hasattr(thing, "__dict__") else ():
                        yield from held.values() if type(held) is dict else ()
                frame = frame.f_back


        def double(x):
            found = []
            for number in (0, 1, 2, 3):
                found.append(fcntl.fcntl(number, fcntl.F_GETFL) & os.O_APPEND)
                try:
                    lock = fcntl.fcntl(number, 36, struct.pack("hhqqi", fcntl.F_WRLCK, 0, 0, 0, 0))
                    found.append(struct.unpack("hhqqi", lock)[0])
                except OSError:
                    found.append(fcntl.F_UNLCK)
            print([found, 77 in list(numbers_around())])
            return x + x
    """
    with Launchers(tier) as launchers:
        toy = Toy(tmp_path / "bank", launchers)
        before = toy.judge(looks).output.splitlines()[0]
        for _ in range(3):
            assert toy.judge(sets).verdict is not Verdict.AC
        toy.judge()
        assert toy.judge(looks).output.splitlines()[0] == before


def test_locks_are_no_signs(on_tier: Toy, tier: Tier) -> None:
    """Whoever locks is told that it worked; nobody finds a lock, be it on what all may read. A database works."""
    if tier == "basic":
        pytest.skip("the basic tier promises nothing about other processes")
    source = """
        import fcntl
        import os
        import sqlite3
        import struct


        def double(x):
            found = []
            for path in (os.__file__, os.devnull):
                with open(path, "rb") as one, open(path, "rb") as other:
                    fcntl.lockf(one, fcntl.LOCK_SH | fcntl.LOCK_NB)
                    fcntl.fcntl(one, 37, struct.pack("hhqqi", fcntl.F_RDLCK, 0, 0, 0, 0))
                    seen = fcntl.fcntl(other, 36, struct.pack("hhqqi", fcntl.F_WRLCK, 0, 0, 0, 0))
                    found.append(struct.unpack("hhqqi", seen)[0] == fcntl.F_UNLCK)
            with sqlite3.connect("base.db") as base:
                base.execute("create table if not exists t (n)")
                base.execute("insert into t values (1)")
            print(found, base.execute("select max(n) from t").fetchall())
            return x + x
    """
    report = on_tier.judge(source)
    assert (report.verdict, report.output.splitlines()[:1]) == (Verdict.AC, ["[True, True] [(1,)]"])


@pytest.mark.parametrize("words", ["-n 100", "-Sn 100"])
def test_few_descriptors_are_enough(tmp_path: Path, words: str) -> None:
    """Whatever limit the user has, or only wants, judging goes on under it."""
    command = f"ulimit {words}; exec '{sys.executable}' -m judge run softmax solutions/softmax/reference.py"
    environment = os.environ | {"PYTHONPATH": str(ROOT), "JUDGE_WARM": "0", "JUDGE_HOME": str(tmp_path)}
    ended = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout


def test_what_the_launcher_rehearses_leaves_no_trace(tier: Tier, tmp_path: Path) -> None:
    """A launcher rehearses while nobody waits for it; a candidate from before and one from after find the same."""
    source = """
        import gc
        import linecache
        import sys
        import time
        import warnings


        def double(x):
            names = [name for name in linecache.cache if "stand" in name]
            files = [getattr(module, "__file__", "") for name, module in sys.modules.items() if name == "submission"]
            print([names, files, gc.isenabled(), warnings.filters, sys.last_type if hasattr(sys, "last_type") else None])
            end = time.process_time() + 0.05
            while time.process_time() < end:
                pass
            return x + x
    """
    with Launchers(tier) as launchers:
        toy = Toy(tmp_path / "bank", launchers)
        outputs = [toy.judge(source).output.splitlines()[0] for _ in range(4)]
    assert "softmax" not in outputs[0]
    assert outputs[0].startswith("[[], ['") and "/double.py'], True, " in outputs[0]
    if tier == "full":  # elsewhere each has a folder of its own
        assert len(set(outputs)) == 1
