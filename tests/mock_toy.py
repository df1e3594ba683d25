"""For the tests of mock interviews: a clock that is set, questions for the toy bank, and an engine that writes a log.

Run as a program it is the console command with the engine and the clock of this module: the clock stands where the file
named by the first argument says.
"""

from __future__ import annotations

import json
import os
import sys
import types
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import toy_cli
from toy_cli import Cli, make_bank

from judge.cli import main as run_judge
from judge.clock import Boot
from judge.model import CaseResult, Options, Problem, Report
from judge.source import Source

LOG = "JUDGE_TOY_LOG"

FOLLOWUPS = """
[[followups]]
question = {{ en = "Why is {slug} so?", zh = "{slug} 为什么这样？" }}
points = [{{ en = "it scales", zh = "可以扩展" }}, {{ en = "it is <b>stable</b>", zh = "数值稳定" }}]

[[followups]]
question = {{ en = "And in float32?", zh = "换成 float32 呢？" }}
points = [{{ en = "it rounds", zh = "会舍入" }}]
"""


def make_mock_bank(root: Path) -> Path:
    """Write the toy bank with two follow-up questions for each problem, and return its folder."""
    make_bank(root)
    for folder in (root / "problems").iterdir():
        with open(folder / "problem.toml", "a", encoding="utf-8") as file:
            file.write(FOLLOWUPS.format(slug=folder.name))
    return root


class FakeClock:
    """A clock that moves when it is told to.

    Attributes:
        utc: the system clock, which can be set to anything.
    """

    def __init__(self) -> None:
        # Files are written at the real time, and have to be in the session.
        self.utc = datetime.now(UTC)
        self._boot: Boot | None = Boot("first", 1000.0)

    def now_utc(self) -> datetime:
        """The system clock."""
        return self.utc

    def boot(self) -> Boot | None:
        """The time since the start."""
        return self._boot

    def move(self, minutes: float) -> None:
        """Let time pass."""
        self.utc += timedelta(minutes=minutes)
        if self._boot is not None:
            self._boot = self._boot._replace(seconds=self._boot.seconds + 60 * minutes)

    def set_system(self, minutes: float) -> None:
        """Set the system clock forwards, or back."""
        self.utc += timedelta(minutes=minutes)

    def reboot(self, minutes: float) -> None:
        """Start the machine again; it has run for so many minutes since."""
        self._boot = Boot(f"{self._boot.id if self._boot else ''}+", 60 * minutes)
        self.utc += timedelta(minutes=minutes)

    def lose_boot(self) -> None:
        """Go on as on a system that does not say when it was started."""
        self._boot = None


class FileClock:
    """A clock that stands where a file says: the minutes since it was made.

    Args:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def now_utc(self) -> datetime:
        """The system clock."""
        began, minutes = json.loads(self._path.read_text(encoding="ascii"))
        return datetime.fromisoformat(began) + timedelta(minutes=minutes)

    def boot(self) -> Boot | None:
        """The time since the start, in step with the system clock."""
        return Boot("only", self.now_utc().timestamp())

    @staticmethod
    def write(path: Path, minutes: float, began: datetime | None = None) -> None:
        """Let the clock in a file stand at so many minutes; it begins when it is given no beginning and has none."""
        if began is None:
            began = datetime.fromisoformat(json.loads(path.read_text(encoding="ascii"))[0])
        scratch = path.with_suffix(".new")
        scratch.write_text(json.dumps([began.isoformat(), minutes]), encoding="ascii")
        os.replace(scratch, path)


def evaluate(
    problem: Problem,
    source: Source,
    options: Options | None = None,
    *,
    launchers: Any = None,
    on_case: Callable[[CaseResult], None] | None = None,
) -> Report:
    """Do as the toy engine; a line "# hidden WA why" is an order for the hidden tests alone. Write a log."""
    options = options or Options()
    order = b"# ignored" if options.examples else b"# verdict"
    log = os.environ.get(LOG)
    if log:
        with open(log, "a", encoding="ascii") as file:
            file.write(f"{problem.slug} {'examples' if options.examples else 'hidden'} {source.sha256}\n")
    obeyed = Source(source.path, source.content.replace(b"# hidden", order))
    report = toy_cli.evaluate(problem, obeyed, options, on_case=on_case)  # type: ignore[arg-type]
    from msgspec.structs import replace

    from judge.model import Submission

    return replace(report, submission=Submission(source.path, source.sha256))


def modules() -> dict[str, types.ModuleType]:
    """The modules that stand in for the engine, by name."""
    found = toy_cli.modules()
    found["judge.evaluate"].__dict__["evaluate"] = evaluate
    return found


class Room:
    """The console command in this process, with a clock that is set, in an empty folder.

    Args:
        root: a folder of the test's own.
    """

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.clock = FakeClock()
        self.cli = Cli(root, monkeypatch)
        for folder in (self.cli.bank / "problems").iterdir():
            with open(folder / "problem.toml", "a", encoding="utf-8") as file:
                file.write(FOLLOWUPS.format(slug=folder.name))
        self.log = root / "log"
        monkeypatch.setenv(LOG, str(self.log))
        for name, module in modules().items():
            monkeypatch.setitem(sys.modules, name, module)
        monkeypatch.setattr(toy_cli, "run_judge", partial(run_judge, clock=self.clock))
        self.folder = self.cli.work / "room"

    def __call__(self, *words: str) -> toy_cli.Ended:
        """Run `judge mock` with these words."""
        return self.cli("mock", *words)

    def start(self, problems: str = "double,halve", *words: str) -> toy_cli.Ended:
        """Begin a session of 45 minutes, with its files in the folder `room`."""
        return self("start", "--problems", problems, "--dir", str(self.folder), *words)

    def write(self, slug: str, text: str) -> Path:
        """Save a problem's file."""
        path = self.folder / f"{slug}.py"
        path.write_text(text, encoding="utf-8")
        return path

    def judged(self) -> list[str]:
        """What was judged on the hidden tests, in order."""
        if not self.log.exists():
            return []
        lines = [line.split() for line in self.log.read_text(encoding="ascii").splitlines()]
        return [slug for slug, kind, _ in lines if kind == "hidden"]

    def json(self, *words: str) -> Any:
        """Run `judge mock` with these words and --json, and return what it prints."""
        ended = self(*words, "--json")
        return json.loads(ended.out)


def main() -> int:
    """Run the console command with this engine and the clock of a file."""
    sys.modules.update(modules())
    os.environ["JUDGE_WARM"] = "0"
    return run_judge(sys.argv[2:], clock=FileClock(Path(sys.argv[1])))


if __name__ == "__main__":
    sys.exit(main())
