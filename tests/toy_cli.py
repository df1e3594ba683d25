"""For the tests of the command line: a bank of three small problems, and an engine that does as the source says.

Run as a program, it is the console command with that engine, for tests that need a process or a terminal.
"""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
import types
from collections.abc import Callable, Container
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from judge.cli import main as run_judge
from judge.model import CaseResult, Isolation, Limits, Problem, Report, Submission, Tier, Verdict, worst
from judge.report.overview import Overview
from judge.source import Source

if TYPE_CHECKING:
    import pytest

TOML = """
title = {{ en = "{title}", zh = "{zh}" }}
difficulty = "{difficulty}"
topics = {topics}
minutes = {minutes}
runtime = "numpy"

[[entry_points]]
name = "{slug}"
signature = "(x)"

[[hints]]
en = "Think of {slug} first."
zh = "先想一想。"

[[hints]]
en = "Then write it."
zh = "然后写出来。"
"""

PROBLEMS: tuple[dict[str, Any], ...] = (
    {"slug": "double", "title": "Double", "zh": "加倍", "difficulty": "easy", "minutes": 5, "topics": ["sums"]},
    {"slug": "halve", "title": "Halve", "zh": "减半", "difficulty": "easy", "minutes": 9, "topics": ["shares", "sums"]},
    {"slug": "root", "title": "Square root", "zh": "平方根", "difficulty": "hard", "minutes": 30, "topics": ["roots"]},
)

WORKERS = {
    "judge.batch.start.judging_command": lambda module: [
        sys.executable,
        str(Path(__file__).with_name("toy_worker.py")),
    ],
    "judge.batch.start.KEPT_VARIABLES": ("HOME", "TMPDIR", "PYTHONPATH", "JUDGE_TOY_READY"),
}
"""What stands in for the words that start a worker process, and for the variables that it gets."""
"""The command of a process that judges with this engine."""

STUB = '"""Write {slug}."""\n\n\ndef {slug}(x):\n    raise NotImplementedError("write {slug} here")\n'
REFERENCE = '"""The reference."""\n\n\ndef {slug}(x):\n    return x.{slug}()  # the clear way\n'


def make_bank(root: Path) -> Path:
    """Write the bank into a folder, and return the folder."""
    for fields in PROBLEMS:
        slug = fields["slug"]
        problem, solution = root / "problems" / slug, root / "solutions" / slug
        problem.mkdir(parents=True)
        solution.mkdir(parents=True)
        (problem / "problem.toml").write_text(TOML.format(**fields), encoding="utf-8")
        (problem / "stub.py").write_text(STUB.format(slug=slug), encoding="utf-8")
        (problem / "statement.md").write_text(f"# {fields['title']}\n\nReturn **x** as √x says.\n", encoding="utf-8")
        (problem / "statement.zh.md").write_text(f"# {fields['zh']}\n\n返回 x。\n", encoding="utf-8")
        (solution / "reference.py").write_text(REFERENCE.format(slug=slug), encoding="utf-8")
        (solution / "explanation.md").write_text(f"Why {slug} works.\n", encoding="utf-8")
        (solution / "explanation.zh.md").write_text("为什么可行。\n", encoding="utf-8")
    return root


def make_report(verdict: Verdict = Verdict.AC, **changes: Any) -> Report:
    """Return a report with two cases, the second of the given verdict."""
    cases = (
        CaseResult("small", "basics", Verdict.AC, wall_ms=0.5, cpu_ms=0.4),
        CaseResult("large logits", "stability", verdict, "value", "1 of 3 elements differs", error=3.0, bound=1e-12),
    )
    fields: dict[str, Any] = {
        "problem": "double",
        "verdict": worst([case.verdict for case in cases]),
        "submission": Submission("double.py", "ab" * 32),
        "cases": cases,
        "limits": Limits(),
        "isolation": Isolation("standard", ("landlock/7", "seccomp")),
        "environment": {"python": "3.11.7", "numpy": "2.4.6"},
        "seed": 20240501,
        "duration_ms": 212.0,
    }
    return Report(**(fields | changes))


def make_overview(*reports: Report, **changes: Any) -> Overview:
    """Return an overview of reports."""
    return Overview(reports, tuple(report.verdict for report in reports), **changes)


class Options(msgspec.Struct, frozen=True):
    """The engine's options."""

    seed: int = 20240501
    examples: bool = False
    isolation: Tier | None = None
    min_isolation: Tier | None = None
    stop_at_first: bool = False


class Launchers:
    """Launchers that start nothing."""

    pid = 0

    def __init__(self, tier: Tier | None = None, min_tier: Tier | None = None) -> None:
        self.isolation = Isolation(tier or "standard", ("seccomp",))

    def start(self, runtime: str) -> Launchers:
        """Return something that knows its isolation."""
        return self

    def keep_ready(self, problem: Problem) -> None:
        """Nothing is ever ready, and nobody waits for it."""

    def keep_only(self, runtimes: Container[str]) -> None:
        """There is none to be ended."""

    def __enter__(self) -> Launchers:
        return self

    def __exit__(self, *exception: object) -> None:
        return None


def evaluate(
    problem: Problem,
    source: Source,
    options: Options | None = None,
    *,
    launchers: Launchers | None = None,
    on_case: Callable[[CaseResult], None] | None = None,
    turn: object = None,
    more_to_come: bool = False,
) -> Report:
    """Do as the source says: "verdict WA", "print hello", "interrupt", "crash why", "hang"; else accept.

    For runs of many there are "note FILE" (add the path to a file), "sign FILE" (add the process and the problem),
    "tell FIFO" and "wait FIFO" (open a FIFO, and hold until the other side has opened it, too), "die", and "die unless
    FILE" (end this process with SIGKILL, the second time only while the file is missing, which it makes).
    """
    options = options or Options()
    cases = [CaseResult("one", "basics", Verdict.AC)]
    printed = []
    for line in source.content.decode("utf-8", "replace").splitlines():
        order, _, words = line.removeprefix("# ").partition(" ")
        match order:
            case "verdict":
                verdict, _, message = words.partition(" ")
                cases.append(CaseResult(f"case {len(cases)}", "shapes", Verdict(verdict), "shape", message))
            case "print":
                printed.append(words.encode().decode("unicode_escape"))
            case "interrupt":
                raise KeyboardInterrupt
            case "crash":
                raise ZeroDivisionError(words)
            case "note":
                with open(words, "a", encoding="utf-8", errors="surrogateescape") as notes:
                    notes.write(f"{source.path}\n")
            case "sign":
                with open(words, "a", encoding="utf-8") as notes:
                    notes.write(f"{os.getpid()} {problem.slug}\n")
            case "tell" | "wait":
                with open(words, "wb" if order == "tell" else "rb"):
                    pass
            case "die":
                _die(words.removeprefix("unless "))
            case "hang":
                Path(os.environ["JUDGE_TOY_READY"]).write_bytes(b"")
                time.sleep(3600)
    for case in cases:
        if on_case is not None:
            on_case(case)
    return make_report(
        problem=problem.slug,
        verdict=worst([case.verdict for case in cases]),
        submission=Submission(source.path, source.sha256),
        cases=tuple(cases),
        seed=options.seed,
        isolation=Isolation(options.isolation or "standard", ("seccomp",)),
        output="\n".join(printed),
        extra={"examples": True} if options.examples else {},
    )


def _die(unless: str) -> None:
    if not unless or not os.path.exists(unless):
        if unless:
            Path(unless).touch()
        os.kill(os.getpid(), signal.SIGKILL)


def modules() -> dict[str, types.ModuleType]:
    """The modules that stand in for the engine, by name."""
    engine = types.ModuleType("judge.evaluate")
    engine.__dict__.update(Options=Options, evaluate=evaluate)
    launchers = types.ModuleType("judge.sandbox.launchers")
    launchers.__dict__.update(Launchers=Launchers)
    return {"judge.evaluate": engine, "judge.sandbox.launchers": launchers}


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def last_line(self) -> str:
        """The last line of stdout."""
        return self.out.rstrip("\n").rpartition("\n")[2]


class Cli:
    """The console command in this process, with the bank and the engine of this module, in an empty folder.

    Args:
        root: a folder of the test's own; the command runs in `root/work`.
    """

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root, self.work, self.home = root, root / "work", root / "home"
        self.bank = make_bank(root / "bank")
        self.work.mkdir()
        self._monkeypatch = monkeypatch
        monkeypatch.chdir(self.work)
        own = ("JUDGE_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "JUDGE_DEBUG", "JUDGE_MIN_ISOLATION")
        for name in (*own, "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("JUDGE_HOME", str(self.home))
        monkeypatch.setenv("JUDGE_WARM", "0")  # no process of its own, which would have the real engine
        monkeypatch.setenv("JUDGE_BANK", str(self.bank))
        monkeypatch.setenv("JUDGE_JOBS", "1")  # which is no process of its own
        for name, stand_in in WORKERS.items():
            monkeypatch.setattr(name, stand_in)
        for name, module in modules().items():
            monkeypatch.setitem(sys.modules, name, module)

    def write(self, name: str, text: str = "") -> Path:
        """Write a file into the folder that the command runs in."""
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a command as a process of its own, with this engine."""
        return subprocess.Popen(
            [sys.executable, __file__, *words], cwd=self.work, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )  # fmt: skip

    def __call__(self, *argv: str, encoding: str = "utf-8") -> Ended:
        """Run one command."""
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2))
        with self._monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            before = signal.getsignal(signal.SIGINT)
            try:
                code = run_judge(argv)
            finally:
                # A command that is interrupted ignores it from then on, and so would the processes of later tests.
                signal.signal(signal.SIGINT, before)
        texts = []
        for stream in (out, err):
            stream.flush()
            content = stream.buffer.getvalue()
            texts.append(content.decode(encoding))
        return Ended(code, *texts)


def main() -> int:
    """Run the console command with this engine."""
    sys.modules.update(modules())
    if "check" not in sys.argv:
        os.environ["JUDGE_WARM"] = "0"  # no process of its own, which would have the real engine
    else:
        from judge.batch import start

        for name, stand_in in WORKERS.items():
            setattr(start, name.rpartition(".")[2], stand_in)
    return run_judge()


if __name__ == "__main__":
    sys.exit(main())
