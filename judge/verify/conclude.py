"""What came of the work on a problem -> what to say of it. Pure, but for reading equivalent_mutants.toml."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from judge.errors import BankError
from judge.model import Report, Verdict
from judge.verify.calibration import check_limits
from judge.verify.data import CheckData
from judge.verify.equivalents import FILE_NAME, read_equivalents
from judge.verify.findings import CHECKS, Finding, Margin, Verification, error, note, warning
from judge.verify.impostors import Impersonate, Outcome
from judge.verify.jobs import OWN, Environment, Judge
from judge.verify.margins import Judged, check_margins, tabulate
from judge.verify.mutants import Mutant
from judge.verify.plan import Plan
from judge.verify.redundancy import Kills, alone, removable
from judge.verify.statement import Examples, RunStatement

Done = tuple[Any, Any]
"""A job, and what it returned."""


class Conclusions:
    """All that is to be said of one problem.

    Args:
        plan: what was planned.
        done: the jobs of the plan, with what they returned.
    """

    def __init__(self, plan: Plan, done: Sequence[Done]) -> None:
        self._plan = plan
        self._done = done
        self._judged = [(job, result) for job, result in done if isinstance(job, Judge)]
        self._kills = self._collect_kills()

    def verification(self, files: Sequence[Finding], seconds: float) -> Verification:
        """Return everything, with the findings about files that were made before."""
        findings = [
            *files,
            *self.check_statement(),
            *self.check_stub(),
            *self.check_examples(),
            *self.check_data(),
            *self.check_verdicts(),
            *self.check_environments(),
            *check_margins(self._reports("reference", "accepted"), self._reports("wrong")),
            *self.check_mutants(),
            *self.check_impostors(),
            *self.check_redundancy(),
            *self.check_slips(),
            *check_limits(
                self._plan.problem.limits, self._reports("reference", "accepted", own=True), self._reports("limit")
            ),
        ]
        findings.sort(key=lambda finding: CHECKS.index(finding.check))
        return Verification(self._plan.problem.slug, tuple(findings), tuple(self.margins()), seconds)

    def check_statement(self) -> list[Finding]:
        """The examples of both statements hold."""
        findings, counts = [], []
        for job, result in self._done:
            if isinstance(job, RunStatement) and isinstance(result, Examples):
                name = self._plan.problem.statement(job.language).name
                findings += [error("statement", f"{name}, {complaint}") for complaint in result.complaints]
                counts.append(result.count)
                if result.count == 0:
                    findings.append(warning("statement", f"{name} has no '>>>' example, so none can be checked"))
        return findings or [note("statement", f"{sum(counts)} '>>>' examples hold, in both languages")]

    def check_stub(self) -> list[Finding]:
        """The stub runs, and is not accepted."""
        for job, report in self._judged:
            if job.role == "stub":
                if report.verdict is Verdict.AC:
                    return [error("stub", "stub.py is accepted: there is nothing left to write")]
                if report.verdict not in (Verdict.WA, Verdict.RE):
                    return [error("stub", f"stub.py is {report.verdict.value}: {_first_fault(report)}")]
                return [note("stub", f"runs, and is {report.verdict.title}")]
        return []

    def check_examples(self) -> list[Finding]:
        """Honest solutions pass the visible cases."""
        shown = [(job, report) for job, report in self._judged if job.examples]
        wrong = [(job, report) for job, report in shown if report.verdict is not Verdict.AC]
        if wrong:
            return [
                error("examples", f"{job.name} is {report.verdict.value}: {_first_fault(report)}")
                for job, report in wrong
            ]
        return [note("examples", f"{len(shown)} honest solutions pass the visible cases")]

    def check_data(self) -> list[Finding]:
        """Cases are the same for the same seed, and others for another."""
        complaints = [text for job, result in self._done if isinstance(job, CheckData) for text in result]
        return [error("data", text) for text in complaints] or [note("data", "the same seed gives the same bits")]

    def check_verdicts(self) -> list[Finding]:
        """Every solution gets the verdict of its folder on every seed."""
        jobs = [job for job, _ in self._judged if job.role in _SOLUTIONS and job.environment == OWN]
        told = self._undue(OWN)
        if told:
            return [error("verdicts", text) for text in told]
        seeds = len({job.seed for job in jobs})
        count = len({job.name for job in jobs})
        return [note("verdicts", f"{count} solutions get the verdict of their folder on {seeds} seeds")]

    def check_environments(self) -> list[Finding]:
        """So they do elsewhere."""
        others = dict.fromkeys(job.environment for job, _ in self._judged if job.environment != OWN)
        findings = []
        for environment in others:
            told = self._undue(environment)
            findings += [error("environments", f"with {environment.name}: {text}") for text in told]
            if not told:
                versions = self._versions(environment) if environment.python else ""
                findings.append(note("environments", f"the same verdicts with {environment.name}{versions}"))
        return findings or [note("environments", "every answer is exact: no order of summation to vary")]

    def check_mutants(self) -> list[Finding]:
        """Every mutant is rejected, or listed as equivalent with a reason; and every entry is of use."""
        try:
            listed = {(entry.line, entry.change): entry for entry in read_equivalents(self._plan.problem.solutions)}
        except BankError as fault:
            return [error("mutants", str(fault))]
        survivors = {_key(mutant): mutant for mutant, report in self._mutants() if report.verdict is Verdict.AC}
        known = {_key(mutant) for mutant in self._plan.mutants}
        findings = [
            error("mutants", f"survives, line {mutant.number}: `{mutant.line}`: {mutant.change}")
            for key, mutant in survivors.items()
            if key not in listed
        ]
        for key in listed:
            if key not in known:
                findings.append(error("mutants", f"{FILE_NAME}: there is no mutant `{key[0]}`: {key[1]}"))
            elif key not in survivors:
                findings.append(error("mutants", f"{FILE_NAME}: `{key[0]}`: {key[1]} is rejected; drop the entry"))
        for mutant, report in self._mutants():
            if report.verdict is Verdict.JE:
                findings.append(error("mutants", f"`{mutant.line}`: {mutant.change}: {_first_fault(report)}"))
        if findings:
            return findings
        killed = len(known) - len(survivors)
        return [note("mutants", f"{killed} of {len(known)} are rejected; listed as equivalent: {len(survivors)}")]

    def check_impostors(self) -> list[Finding]:
        """No impostor is accepted."""
        outcomes = [result for job, result in self._done if isinstance(job, Impersonate)]
        assert all(isinstance(outcome, Outcome) for outcome in outcomes)
        findings = [
            error("impostors", f"{outcome.kind}: {outcome.result} {outcome.message}".rstrip())
            for outcome in outcomes
            if outcome.result in ("accepted", "fault")
        ]
        same = [outcome.kind for outcome in outcomes if outcome.result == "same"]
        words = f"{len(outcomes) - len(same)} are rejected"
        words += f"; no answer here is changed by {', '.join(same)}" if same else ""
        return findings or [note("impostors", words)]

    def check_redundancy(self) -> list[Finding]:
        """Each case rejects something that the others do not, or says why it stays."""
        cases = self._plan.suite.cases
        titles = list(dict.fromkeys(case.title for case in cases))
        kept = {case.title for case in cases if case.keep}
        gone = removable(self._kills, titles, kept)
        single = alone(self._kills, titles)
        needless = [title for title in titles if title in kept and single[title]]
        findings = [warning("redundancy", f"'{title}' says keep=, and is needed anyway") for title in needless]
        if gone:
            names = ", ".join(f"'{title}'" for title in gone)
            what = f"{len(gone)} of {len(titles)} cases reject nothing that the others let through: {names}"
            findings.append(warning("redundancy", f'{what}; drop them, or say keep="..."'))
        if findings:
            return findings
        needed = len(titles) - len(kept)
        words = f"{needed} of {len(titles)} cases reject what no other of them does"
        return [note("redundancy", f"{words}, {len(kept)} stay for a reason" if kept else words)]

    def check_slips(self) -> list[Finding]:
        """Every slip is what some wrong solution looks like."""
        slips = dict.fromkeys(slip.description for slip in self._plan.suite.slips)
        reached = {
            case.guess.removeprefix("looks like ") for _, report in self._judged for case in report.cases if case.guess
        }
        unreached = [description for description in slips if description not in reached]
        if not unreached:
            return [note("slips", f"all {len(slips)} are recognised")]
        return [warning("slips", f"no wrong solution looks like {description}") for description in unreached]

    def margins(self) -> list[Margin]:
        """Return the margins of each case."""
        cases = self._plan.suite.cases
        return tabulate(
            [case.name for case in cases],
            {case.name: case.title for case in cases},
            self._reports("reference", "accepted"),
            self._reports("wrong"),
            self._kills,
        )

    # ---- what the checks ask for ----

    def _reports(self, *roles: str, own: bool = False) -> list[Judged]:
        return [
            (f"{job.name} with {job.environment.name}" if job.environment != OWN else job.name, report)
            for job, report in self._judged
            if job.role in roles and not job.examples and (job.environment == OWN or not own)
        ]

    def _versions(self, environment: Environment) -> str:
        """What an interpreter turned out to be."""
        found = next(report.environment for job, report in self._judged if job.environment == environment)
        return f" (Python {found.get('python', '?')}, NumPy {found.get('numpy', '?')})"

    def _mutants(self) -> list[tuple[Mutant, Report]]:
        reports = [report for job, report in self._judged if job.role == "mutant"]
        return list(zip(self._plan.mutants, reports, strict=True))

    def _undue(self, environment: Environment) -> list[str]:
        """Say which solutions got a verdict that is not due, each one once."""
        told: dict[str, str] = {}
        for job, report in self._judged:
            if job.role not in _SOLUTIONS or job.environment != environment or job.examples or job.name in told:
                continue
            if report.verdict is not job.due:
                due = job.due.value if job.due else "?"
                what = f"{job.name} is {report.verdict.value}, {due} is due, on seed {job.seed}"
                fault = _first_fault(report)
                told[job.name] = f"{what}: {fault}" if fault else what
        return list(told.values())

    def _collect_kills(self) -> Kills:
        """Return which cases (by their titles) reject each wrong solution and mutant, on the seed of every judging."""
        titles = {case.name: case.title for case in self._plan.suite.cases}
        seed = min((job.seed for job, _ in self._judged), default=0)
        kills = {}
        for job, report in self._judged:
            due = job.role == "mutant" or (job.role == "wrong" and job.environment == OWN and job.seed == seed)
            if due and report.verdict not in (Verdict.AC, Verdict.CE, Verdict.JE):
                failed = {case.name for case in report.cases if case.verdict is not Verdict.AC}
                kills[f"{job.role} {job.name}"] = {titles[name] for name in failed if name in titles}
        return kills


_SOLUTIONS = ("reference", "accepted", "wrong")


def _key(mutant: Mutant) -> tuple[str, str]:
    return mutant.line, mutant.change


def _first_fault(report: Report) -> str:
    """The message of a report, else that of its worst case."""
    if report.message:
        return report.message
    failed = [case for case in report.cases if case.verdict is not Verdict.AC]
    worst = max(failed, key=lambda case: case.verdict.severity, default=None)
    return f"'{worst.name}': {' '.join(worst.message.split())}" if worst else ""
