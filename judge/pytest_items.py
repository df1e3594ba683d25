"""What `pytest --judge` collects: a submission with an item for each hidden case, and a file that can't be judged."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

if TYPE_CHECKING:
    from judge.catalog import Bank
    from judge.model import CaseResult, Problem, Report
    from judge.source import Source
    from judge.suite import Suite


class Judging(Protocol):
    """What the items of all submissions have in common."""

    bank: Bank

    def suite(self, problem: Problem) -> Suite:
        """Return the hidden cases of a problem."""

    def evaluate(self, problem: Problem, source: Source) -> Report:
        """Judge a submission."""


class FaultyFile(pytest.File):
    """A file that can't be judged: one item, which says why. It is no hindrance to the others."""

    fault: str

    def collect(self) -> Iterator[FaultItem]:
        """Make the item."""
        item: FaultItem = FaultItem.from_parent(self, name="loads")
        yield item


class FaultItem(pytest.Item):
    """What fails of a file that can't be judged."""

    parent: FaultyFile

    def runtest(self) -> None:
        """Fail."""
        raise CaseFailed(self.parent.fault)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Say why, without a traceback of the judge's own code."""
        return str(excinfo.value) if isinstance(excinfo.value, CaseFailed) else super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the file is."""
        return _shown(self.path), None, self.name


class SubmissionFile(pytest.File):
    """A submission: one item for each hidden case."""

    slug: str
    judging: Judging
    entry_line: int | None = None
    """The line of the entry point, from 0, as the file was when it was collected."""
    _report: Report | None = None

    def collect(self) -> Iterator[CaseItem]:
        """Make the items, from the names of the cases alone: nothing of the submission runs."""
        from judge.errors import JudgeError

        try:
            suite = self.judging.suite(self.problem)
        except JudgeError as error:
            raise self.CollectError(str(error)) from None
        names = [case.name for case in suite.cases]
        if suite.timed is not None and suite.timed.max_ratio is not None:
            names.append(suite.timed.name)
        self.entry_line = self._find_entry_line()
        for name in names:
            item: CaseItem = CaseItem.from_parent(self, name=name)
            yield item

    @property
    def problem(self) -> Problem:
        """The problem."""
        return self.judging.bank.problem(self.slug)

    def report(self) -> Report:
        """Judge the submission when the first case asks. Raises UserError."""
        if self._report is None:
            from judge.source import read_source

            source = read_source(os.path.relpath(self.path, self.config.invocation_params.dir))
            self._report = self.judging.evaluate(self.problem, source)
        return self._report

    def _find_entry_line(self) -> int | None:
        """The line of the entry point, from 0; None where the file has become unreadable."""
        from judge.batch.judging import find_entry_line
        from judge.errors import UserError
        from judge.source import read_source

        try:
            return find_entry_line(read_source(self.path).content, self.problem.entry_points) - 1
        except UserError:
            return None


class CaseFailed(Exception):
    """A case that is not accepted."""


class JudgeFailed(Exception):
    """A fault that is not the submission's."""


class CaseItem(pytest.Item):
    """One hidden case of one submission."""

    parent: SubmissionFile
    _result: CaseResult | None = None

    def setup(self) -> None:
        """Have the submission judged; a fault of the judge is an error, not a failure."""
        from judge.errors import UserError
        from judge.model import Verdict
        from judge.text import clean

        try:
            report = self.parent.report()
        except UserError as error:
            raise JudgeFailed(clean(str(error))) from None
        self._result = next((case for case in report.cases if case.name == self.name), None)
        if report.verdict is Verdict.JE and (self._result is None or self._result.verdict is Verdict.JE):
            raise JudgeFailed(self._words(report))

    def runtest(self) -> None:
        """Fail unless the case is accepted."""
        from judge.model import Verdict

        report, result = self.parent.report(), self._result
        if result is None and report.verdict is Verdict.AC:
            return  # a timed case that did not have to be timed
        if result is None or result.verdict is not Verdict.AC:
            if report.output:
                self.add_report_section("call", "judge", f"the submission printed:\n{report.output}")
            raise CaseFailed(self._words(report))
        if result.error is not None:
            self.user_properties += [("error", result.error), ("bound", result.bound)]

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Say what the judge says, without a traceback of the judge's own code."""
        if isinstance(excinfo.value, (CaseFailed, JudgeFailed)):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the entry point is."""
        return _shown(self.path), self.parent.entry_line, f"{self.parent.slug}: {self.name}"

    def _words(self, report: Report) -> str:
        """The verdict, the message, the guess at the cause, and the traceback of the case."""
        from judge.text import clean

        result = self._result
        if report.message or result is None:
            message, trace = report.message or report.verdict.title, str(report.extra.get("traceback", ""))
            return clean(f"{report.verdict.title}: {message}\n{trace}".rstrip())
        guess = f"\nlooks like {result.guess.removeprefix('looks like ')}" if result.guess else ""
        trace = f"\n{result.traceback}" if result.traceback else ""
        return clean(f"{result.verdict.title}: {result.message}{guess}{trace}")


def _shown(path: Path) -> Path:
    """The path as its id has it, for the places that pytest writes beside the id."""
    from judge.text import spell_out

    return Path(spell_out(str(path)))
