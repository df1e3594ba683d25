"""The vocabulary of the project: frozen values that every other module speaks in.

They are msgspec structs, as are the other values of a judging: making a dataclass takes half a millisecond at import,
and a command defines thirty of them before it does anything.
"""

from __future__ import annotations

import enum
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

REPORT_SCHEMA = "judge-report/1"
Language = Literal["en", "zh"]
Tier = Literal["full", "standard", "basic"]


class Verdict(enum.Enum):
    """What the judge says of a case or of a submission, from best to worst."""

    AC = "AC"
    WA = "WA"
    RE = "RE"
    TLE = "TLE"
    MLE = "MLE"
    OLE = "OLE"
    SV = "SV"
    CE = "CE"
    JE = "JE"

    @property
    def title(self) -> str:
        """The verdict in words, such as "wrong answer"."""
        return _TITLES[self]

    @property
    def severity(self) -> int:
        """0 for AC, rising to JE; a submission has the verdict of its most severe case."""
        return _SEVERITY[self]


_TITLES = {
    Verdict.AC: "accepted",
    Verdict.WA: "wrong answer",
    Verdict.RE: "runtime error",
    Verdict.TLE: "time limit exceeded",
    Verdict.MLE: "memory limit exceeded",
    Verdict.OLE: "output limit exceeded",
    Verdict.SV: "security violation",
    Verdict.CE: "does not load",
    Verdict.JE: "judge error",
}
_SEVERITY = {verdict: rank for rank, verdict in enumerate(Verdict)}
_FROM_WORST = tuple(reversed(Verdict))

FOLDER_VERDICTS = {
    "accepted": Verdict.AC,
    "wrong_answer": Verdict.WA,
    "runtime_error": Verdict.RE,
    "time_limit": Verdict.TLE,
    "memory_limit": Verdict.MLE,
    "output_limit": Verdict.OLE,
    "security_violation": Verdict.SV,
    "does_not_load": Verdict.CE,
}
"""The verdict that is due to a file in each folder of solutions/<slug>/."""


class Text(msgspec.Struct, frozen=True):
    """The same text in English and Chinese, each written natively."""

    en: str
    zh: str

    def get(self, language: Language) -> str:
        """Return the text in one language."""
        return self.zh if language == "zh" else self.en


class EntryPoint(msgspec.Struct, frozen=True):
    """A name that a submission has to define, and how it is called."""

    name: str
    signature: str
    kind: Literal["function", "class"] = "function"


class Limits(msgspec.Struct, frozen=True):
    """What a submission may use. Seconds of wall and CPU clock, MiB of memory, KiB of output.

    Attributes:
        load_wall_s: wall clock for loading the file.
        load_cpu_s: CPU clock for loading the file.
        wall_s: wall clock for one case, by the judge's own clock.
        cpu_s: CPU clock for one case, as the kernel counts it.
        total_s: wall clock for the whole submission, restarts included.
        memory_mb: address space above the runtime's own footprint.
        output_kb: what may be printed in all, stdout and stderr together.
    """

    load_wall_s: float = 10.0
    load_cpu_s: float = 5.0
    wall_s: float = 10.0
    cpu_s: float = 4.0
    total_s: float = 20.0
    memory_mb: int = 512
    output_kb: int = 256


class Followup(msgspec.Struct, frozen=True):
    """A question that an interviewer asks next, and the points that a good answer makes."""

    question: Text
    points: tuple[Text, ...]


class Problem(msgspec.Struct, frozen=True):
    """One problem of the bank: its metadata, and where its files lie."""

    slug: str
    title: Text
    difficulty: Literal["easy", "medium", "hard"]
    topics: tuple[str, ...]
    minutes: int
    runtime: Literal["numpy", "tensorflow"]
    entry_points: tuple[EntryPoint, ...]
    limits: Limits
    hints: tuple[Text, ...]
    followups: tuple[Followup, ...]
    folder: Path
    solutions: Path

    def statement(self, language: Language) -> Path:
        """The statement's Markdown file."""
        return self.folder / ("statement.zh.md" if language == "zh" else "statement.md")

    def explanation(self, language: Language) -> Path:
        """The Markdown file that explains the reference solution."""
        return self.solutions / ("explanation.zh.md" if language == "zh" else "explanation.md")

    @property
    def stub(self) -> Path:
        """The file that a candidate starts from."""
        return self.folder / "stub.py"

    @property
    def reference(self) -> Path:
        """The solution that expected values come from."""
        return self.solutions / "reference.py"

    @property
    def driver(self) -> Path | None:
        """The module that makes the calls beside the candidate, where calling is more than `entry_point(*args)`."""
        path = os.path.join(self.folder, "driver.py")  # in the way of every submission: pathlib takes its time
        return Path(path) if os.path.exists(path) else None


class CaseResult(msgspec.Struct, frozen=True):
    """What became of one case.

    Attributes:
        reason: what kind of difference or fault, such as "value", "shape", "dtype", "mutated", "exception".
        message: one or more lines for a person.
        guess: the likely cause of a wrong answer, where one fits.
        wall_ms: the judge's wall clock from sending the call to holding the answer.
        cpu_ms: the candidate's CPU clock over the same span.
        error: the largest absolute error, where numbers were compared.
        bound: the bound that held at the element with the worst ratio of error to bound.
        ratio: the worst error / bound over the elements, for margins; not part of the report format.
        traceback: the candidate's own traceback, for a runtime error.
    """

    name: str
    group: str
    verdict: Verdict
    reason: str = ""
    message: str = ""
    guess: str = ""
    wall_ms: float | None = None
    cpu_ms: float | None = None
    error: float | None = None
    bound: float | None = None
    ratio: float | None = None
    traceback: str = ""


DEFAULT_SEED = 20240501
SEEDS = range(-(2**63), 2**63)
"""What a seed may be: it travels between processes, and is stored, in 64 bits."""


class Options(msgspec.Struct, frozen=True):
    """How to judge.

    Attributes:
        seed: the seed of the hidden tests' data.
        examples: run the visible cases in place of the hidden ones.
        isolation: force a tier.
        min_isolation: refuse to run below a tier.
        stop_at_first: judge no further case after the first that is not accepted.
        stop_ratio: with stop_at_first, go on after a case whose numbers are off by less than this many times its bound.
        guesses: for how many wrong answers to look for the likely cause; None for all.
        timing_s: how long to time an accepted submission against the reference; 0 times it only where the problem
            limits the ratio.
    """

    seed: int = DEFAULT_SEED
    examples: bool = False
    isolation: Tier | None = None
    min_isolation: Tier | None = None
    stop_at_first: bool = False
    stop_ratio: float = 0.0
    guesses: int | None = None
    timing_s: float = 0.0


class Isolation(msgspec.Struct, frozen=True):
    """The tier a submission ran on, and the mechanisms that made it."""

    tier: Tier
    mechanisms: tuple[str, ...]


class Timing(msgspec.Struct, frozen=True):
    """Speed against the reference: the median ratio and its interval, or noisy."""

    ratio: float
    low: float
    high: float
    noisy: bool


class Growth(msgspec.Struct, frozen=True):
    """How a quantity grows with size: the exponent of the fitted power law, and its standard error."""

    exponent: float
    error: float


class Point(msgspec.Struct, frozen=True):
    """One size: net seconds of a call and bytes of peak memory above what loading took, None where not known."""

    size: int
    candidate_s: float
    reference_s: float
    candidate_bytes: int | None
    reference_bytes: int | None


class Profile(msgspec.Struct, frozen=True):
    """The points of a profile and the power laws fitted to them; None where the points do not carry one."""

    call: str
    points: tuple[Point, ...]
    candidate_time: Growth | None
    reference_time: Growth | None
    candidate_memory: Growth | None
    reference_memory: Growth | None


class Submission(msgspec.Struct, frozen=True):
    """The file that was judged: where it was found, and the content's SHA-256 in hexadecimal."""

    path: str
    sha256: str


class Report(msgspec.Struct, frozen=True):
    """Everything the judge has to say of one submission."""

    problem: str
    verdict: Verdict
    submission: Submission
    cases: tuple[CaseResult, ...]
    limits: Limits
    isolation: Isolation
    environment: dict[str, str]
    seed: int
    duration_ms: float
    message: str = ""
    timing: Timing | None = None
    output: str = ""
    output_truncated: bool = False
    extra: dict[str, Any] = msgspec.field(default_factory=dict)

    @property
    def passed(self) -> int:
        """How many cases are accepted."""
        return sum(case.verdict is Verdict.AC for case in self.cases)

    @property
    def total(self) -> int:
        """How many cases there are."""
        return len(self.cases)

    @property
    def exit_code(self) -> int:
        """0 accepted, 1 not accepted, 3 judge error."""
        return {Verdict.AC: 0, Verdict.JE: 3}.get(self.verdict, 1)


def worst(verdicts: Sequence[Verdict]) -> Verdict:
    """Return the most severe verdict; nothing at all is a judge error, never an acceptance."""
    return next((verdict for verdict in _FROM_WORST if verdict in verdicts), Verdict.JE)
