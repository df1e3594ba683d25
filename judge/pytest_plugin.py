"""`pytest --judge submissions/`: a test item for each hidden case of each submission.

With --judge pytest imports nothing from the folders that it is given: no test modules, no packages, no conftest.py.
Without it this module does nothing, and imports nothing of the judge.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from judge.model import Options, Problem, Report
    from judge.sandbox.launchers import Launchers
    from judge.source import Source
    from judge.suite import Suite

_TIERS = ("full", "standard", "basic")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("judge", "judging submissions to machine-learning problems")
    group.addoption("--judge", action="store_true", help="Collect submissions, not tests.")
    group.addoption("--judge-problem", metavar="SLUG", help="All files are for this problem.")
    group.addoption("--judge-bank", metavar="DIR", help="Use another problem bank.")
    group.addoption("--judge-seed", metavar="N", type=int, help="Make the data from another seed.")
    group.addoption(
        "--judge-min-isolation",
        choices=_TIERS,
        default=os.environ.get("JUDGE_MIN_ISOLATION") or None,
        help="Refuse to judge below this tier (also: JUDGE_MIN_ISOLATION).",
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(
    early_config: pytest.Config, parser: pytest.Parser, args: list[str]
) -> Generator[None, Any, Any]:
    """Before any conftest.py is loaded, see to it that none is: with --judge they belong to the submissions."""
    options = early_config.known_args_namespace
    if getattr(options, "judge", False):
        options.noconftest = True
    return (yield)


def pytest_configure(config: pytest.Config) -> None:
    """Judge only when it was asked for."""
    if config.getoption("--judge"):
        config.pluginmanager.register(Collector(config), "judge-collector")


class Collector:
    """Collects submissions in place of everything else.

    Args:
        config: pytest's configuration.
    """

    def __init__(self, config: pytest.Config) -> None:
        from judge.catalog import Bank
        from judge.mock.guard import find_running_at_home
        from judge.model import DEFAULT_SEED, Options
        from judge.paths import bank_dir

        _require_values(config)
        chosen = config.getoption("--judge-bank")
        seed = config.getoption("--judge-seed")
        self.bank = Bank(Path(chosen) if chosen else bank_dir())
        self.only = config.getoption("--judge-problem")
        self._require_bank()
        self.options: Options = Options(
            seed=DEFAULT_SEED if seed is None else seed, min_isolation=config.getoption("--judge-min-isolation")
        )
        self._running_mock = find_running_at_home(
            lambda message: config.issue_config_time_warning(pytest.PytestWarning(message), 2)
        )
        self._named = frozenset(_path_of(argument, config) for argument in config.args)
        self._named_with_parents = self._named.union(*(path.parents for path in self._named))
        self._launchers: Launchers | None = None
        self._left_out: set[Path] = set()
        self._left_out_by_worker = 0
        self._suites: dict[str, Suite] = {}

    def _require_bank(self) -> None:
        """Say once, and not of each file, that there is no bank, or no such problem. Raises pytest.UsageError."""
        from judge.errors import UserError, unknown_problem

        try:
            slugs = self.bank.slugs
        except UserError as error:
            raise pytest.UsageError(str(error).replace("--bank", "--judge-bank")) from None
        if self.only and self.only not in slugs:
            raise pytest.UsageError(str(unknown_problem(self.only, slugs)))

    @pytest.hookimpl(tryfirst=True)
    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """Pass over a link to a folder, as `judge check` does: it may lead elsewhere, or round in a circle."""
        is_linked = collection_path not in self._named_with_parents and _is_linked_folder(collection_path)
        return True if is_linked else None

    @pytest.hookimpl(tryfirst=True)
    def pytest_collect_directory(self, path: Path, parent: pytest.Collector) -> pytest.Collector:
        """Take every folder for a plain one: a package's __init__.py would be imported."""
        directory: pytest.Collector = pytest.Dir.from_parent(parent, path=path)
        return directory

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collect_file(
        self, file_path: Path, parent: pytest.Collector
    ) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
        """Collect a submission, and nothing that others would make of the file."""
        from judge.pytest_items import FaultyFile, SubmissionFile
        from judge.text import clean

        yield
        if file_path.suffix != ".py" or not self._is_meant(file_path, parent.session):
            return []
        node_id = _well_formed_id(file_path, parent)
        try:
            slug = self.slug_of(file_path)
            if not slug and parent.session.isinitpath(file_path):
                raise _NotJudged(
                    "nothing says which problem it is for; add a line '# judge: PROBLEM', or --judge-problem"
                )
            self.require_open(slug)
        except _NotJudged as reason:
            faulty: FaultyFile = FaultyFile.from_parent(parent, path=file_path, **node_id)
            faulty.fault = clean(str(reason))
            return [faulty]
        if not slug:
            self._left_out.add(file_path)
            return []
        file: SubmissionFile = SubmissionFile.from_parent(parent, path=file_path, **node_id)
        file.slug, file.judging = slug, self
        return [file]

    def pytest_report_collectionfinish(self) -> str | list[str]:
        """Say how many files were passed over."""
        return _tell_left_out(len(self._left_out)) or []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Tell xdist's controller, which collects nothing, how many files this worker has passed over."""
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["judge_left_out"] = len(self._left_out)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Learn from a worker how many files were passed over. Each has collected all files."""
        output = getattr(node, "workeroutput", {})  # a worker that crashed has none
        self._left_out_by_worker = max(self._left_out_by_worker, output.get("judge_left_out", 0))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Spell out what is no text in the names of files and folders, which xdist's workers could not send."""
        from judge.text import spell_out

        report = yield
        report.keywords = {spell_out(word): value for word, value in report.keywords.items()}
        return report

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say at the end what the workers have passed over."""
        if self._left_out_by_worker:
            terminalreporter.write_line(_tell_left_out(self._left_out_by_worker))

    def _is_meant(self, path: Path, session: pytest.Session) -> bool:
        """Whether a file is named or lies below a named folder. pytest also shows us the neighbours of named files."""
        for place in (path, *path.parents):
            if place in self._named or session.isinitpath(place):
                return True
            if _is_linked_folder(place):
                return False
        return False

    def slug_of(self, path: Path) -> str:
        """The problem that a file is for, or "". Raises _NotJudged."""
        from judge.errors import UserError
        from judge.source import read_source
        from judge.workspace import slug_of_file

        try:
            content = read_source(path).content
            return self.only or slug_of_file(str(path), content, self.bank.slugs)
        except UserError as error:
            raise _NotJudged(str(error)) from None

    def require_open(self, slug: str) -> None:
        """Refuse a problem that a running mock interview asks: why a case fails is not told before its end.

        Raises:
            _NotJudged: it is asked.
        """
        from judge.mock.guard import closed_problem

        session = self._running_mock
        if session is not None and slug in session.slugs:
            raise _NotJudged(str(closed_problem(session, slug, "pytest --judge")))

    def suite(self, problem: Problem) -> Suite:
        """The hidden cases of a problem, loaded once."""
        from judge.suite_files import load_hidden_tests

        if problem.slug not in self._suites:
            self._suites[problem.slug] = load_hidden_tests(problem)
        return self._suites[problem.slug]

    def evaluate(self, problem: Problem, source: Source) -> Report:
        """Judge a submission with the launchers that serve all."""
        from judge.evaluate import evaluate
        from judge.sandbox.launchers import Launchers

        if self._launchers is None:
            self._launchers = Launchers(self.options.isolation, self.options.min_isolation)
        return evaluate(problem, source, self.options, launchers=self._launchers)

    def pytest_unconfigure(self) -> None:
        """End the launchers."""
        if self._launchers is not None:
            self._launchers.close()

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        """Keep the cases of a submission together, so that it is judged once; --dist says otherwise."""
        if config.getoption("dist", None) != "load":
            return None
        from xdist.scheduler import LoadFileScheduling

        return LoadFileScheduling(config, log)


def _require_values(config: pytest.Config) -> None:
    """Refuse values that argparse lets pass: empty ones, and those of the environment. Raises pytest.UsageError."""
    from judge.model import SEEDS

    for option in ("--judge-bank", "--judge-problem"):
        if config.getoption(option) == "":  # as of an unset variable
            raise pytest.UsageError(f"{option} is empty; leave it out, or say which")
    tier, seed = config.getoption("--judge-min-isolation"), config.getoption("--judge-seed")
    if tier is not None and tier not in _TIERS:
        raise pytest.UsageError(f"JUDGE_MIN_ISOLATION is '{tier}'; it can be {', '.join(_TIERS)}")
    if seed is not None and seed not in SEEDS:
        raise pytest.UsageError("--judge-seed is too large; a seed has at most 63 bits")


def _path_of(argument: str, config: pytest.Config) -> Path:
    """The path in an argument such as s/double.py::matrix, as pytest makes it absolute."""
    return Path(os.path.abspath(config.invocation_params.dir / argument.partition("::")[0]))


def _is_linked_folder(path: Path) -> bool:
    return os.path.islink(path) and os.path.isdir(path)


def _tell_left_out(count: int) -> str:
    """How many files were passed over; "" for none."""
    files = "1 file" if count == 1 else f"{count} files"
    return f"judge: left out {files} of which nothing says the problem" if count else ""


def _well_formed_id(path: Path, parent: pytest.Collector) -> dict[str, Any]:
    """A node's id for a file whose name pytest could not write into its cache, XML or a terminal; else nothing."""
    from judge.text import spell_out

    node_id = os.path.relpath(path, parent.config.rootpath).replace(os.sep, "/")
    written = spell_out(node_id)
    return {} if written == node_id else {"nodeid": written}


class _NotJudged(Exception):
    """Why a file can't be judged: it can't be read, or names a problem that there is not."""
