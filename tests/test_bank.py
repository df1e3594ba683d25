"""The problem bank: every file of it gets the verdict that is due, and nothing is missing, stray or half done."""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from judge.catalog import Bank
from judge.evaluate import Options, evaluate
from judge.model import FOLDER_VERDICTS, Problem, Report, Verdict
from judge.sandbox.launchers import Launchers
from judge.source import Source, read_source
from judge.suite_files import build_call, load_examples, load_hidden_tests

ROOT = Path(__file__).resolve().parent.parent
BANK = Bank(ROOT)
PROBLEMS = {problem.slug: problem for problem in BANK.problems()}
HAS_TENSORFLOW = importlib.util.find_spec("tensorflow") is not None
SIX = {"softmax", "attention", "batch_norm", "layer_norm", "tf_variable_counter", "kg_similarity"}


def needs_runtime(problem: Problem) -> list[pytest.MarkDecorator]:
    """The marks of a test that runs code of this problem."""
    if problem.runtime != "tensorflow":
        return []
    missing = "TensorFlow is not installed: pip install 'mljudge[tensorflow]'"
    return [pytest.mark.tensorflow, pytest.mark.skipif(not HAS_TENSORFLOW, reason=missing)]


def files() -> Iterator[object]:
    """Every file with a verdict that is due: slug, file, verdicts."""
    for problem in PROBLEMS.values():
        due = [(problem.reference, {Verdict.AC}), (problem.stub, {Verdict.WA, Verdict.RE})]
        for folder, verdict in FOLDER_VERDICTS.items():
            due += [(path, {verdict}) for path in sorted((problem.solutions / folder).glob("*.py"))]
        for path, verdicts in due:
            name = path.relative_to(problem.solutions) if path.is_relative_to(problem.solutions) else path.name
            marks = needs_runtime(problem)
            yield pytest.param(problem, path, verdicts, id=f"{problem.slug}/{name}", marks=marks)


def names_in(folder: Path) -> set[str]:
    """The names in a folder, what tools keep there for themselves left out."""
    return {path.name for path in folder.iterdir() if path.name != "__pycache__" and not path.name.startswith(".")}


def each_problem(*, running: bool = False) -> pytest.MarkDecorator:
    """Parametrise a test by problem; one that runs its code needs its runtime."""
    params = [
        pytest.param(problem, id=slug, marks=needs_runtime(problem) if running else [])
        for slug, problem in PROBLEMS.items()
    ]
    return pytest.mark.parametrize("problem", params)


def judge(problem: Problem, path: Path, launchers: Launchers, **options: object) -> Report:
    """Judge one file of the bank."""
    return evaluate(problem, read_source(path), Options(guesses=0, **options), launchers=launchers)  # type: ignore[arg-type]


def explain(report: Report) -> str:
    """What went otherwise than due, in a few lines."""
    failed = [case for case in report.cases if case.verdict is not Verdict.AC][:3]
    told = [f"{case.name}: {case.verdict.value} {case.reason}: {case.message}" for case in failed]
    return "\n".join([f"{report.verdict.value} {report.passed}/{report.total} {report.message}", *told])


# ---- verdicts ----


@pytest.mark.parametrize(("problem", "path", "due"), list(files()))
def test_every_file_gets_its_verdict(problem: Problem, path: Path, due: set[Verdict], launchers: Launchers) -> None:
    """References and `accepted/` are accepted, stubs are not, and every wrong file gets the verdict of its folder."""
    report = judge(problem, path, launchers)
    assert report.verdict in due, explain(report)


@each_problem(running=True)
def test_references_pass_the_examples(problem: Problem, launchers: Launchers) -> None:
    """The visible cases hold for the reference, and a stub fails them."""
    report = judge(problem, problem.reference, launchers, examples=True)
    assert report.verdict is Verdict.AC, explain(report)
    assert judge(problem, problem.stub, launchers, examples=True).verdict in (Verdict.WA, Verdict.RE)


@each_problem(running=True)
def test_accepted_solutions_pass_another_seed(problem: Problem, launchers: Launchers) -> None:
    """Bounds are derived, not fitted to one seed: on other data the reference and other solutions pass too."""
    for path in [problem.reference, *sorted((problem.solutions / "accepted").glob("*.py"))[:2]]:
        report = judge(problem, path, launchers, seed=2**40 + 7)
        assert report.verdict is Verdict.AC, f"{path.name}: {explain(report)}"


OTHER_VALUE = """

class Counter(Counter):
    def __init__(self, initial=0, step=1):
        super().__init__(initial, step)
        self.value = {value}
"""
UNSHAPED = "tf.Variable(initial, dtype=tf.int32, name='counter', shape=tf.TensorShape(None))"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("\ntf.compat.v1.disable_eager_execution()\n", "RuntimeError: eager execution is off; leave out"),
        (OTHER_VALUE.format(value=UNSHAPED), "got \"int32 variable 'counter' of unknown shape\""),
        (OTHER_VALUE.format(value="self.increment"), "got 'not a tf.Variable but an object of type method'"),
        (OTHER_VALUE.format(value="tf.constant(initial)"), "got 'not a tf.Variable', expected"),
    ],
)
@pytest.mark.tensorflow
@pytest.mark.skipif(not HAS_TENSORFLOW, reason="TensorFlow is not installed: pip install 'mljudge[tensorflow]'")
def test_a_counter_without_its_variable_is_told_so(code: str, told: str, launchers: Launchers) -> None:
    """What stands in the variable's place is named, at the step at which it does."""
    problem = PROBLEMS["tf_variable_counter"]
    source = Source("counter.py", problem.reference.read_bytes() + code.encode())
    report = evaluate(problem, source, Options(guesses=0), launchers=launchers)
    assert told in report.cases[0].message, explain(report)


# ---- what a problem consists of ----


def test_the_six_are_there() -> None:
    """The core problems are in the bank, under their names."""
    assert set(PROBLEMS) >= SIX


def test_problems_and_solutions_are_the_same() -> None:
    """No folder of one has no counterpart in the other, and no file lies beside the folders."""
    assert names_in(ROOT / "problems") == names_in(ROOT / "solutions") == set(PROBLEMS)


@each_problem()
def test_all_files_are_there_and_no_other(problem: Problem) -> None:
    """Every file that a problem needs, in both languages; nothing that nobody reads."""
    needed = {"problem.toml", "statement.md", "statement.zh.md", "stub.py", "examples.py", "hidden_tests.py"}
    found = names_in(problem.folder)
    assert needed <= found <= needed | {"driver.py"}
    needed = {"reference.py", "explanation.md", "explanation.zh.md", "accepted"}
    found = names_in(problem.solutions)
    assert needed <= found <= needed | {"equivalent_mutants.toml"} | FOLDER_VERDICTS.keys()
    for folder in FOLDER_VERDICTS:
        inside = names_in(problem.solutions / folder) if folder in found else set()
        assert all(re.fullmatch(r"[A-Za-z0-9_]+\.py", name) for name in inside), inside


@each_problem()
def test_enough_solutions_of_every_kind(problem: Problem) -> None:
    """At least 3 accepted solutions besides the reference, at least 10 wrong ones, and no two of the same content."""
    accepted = list((problem.solutions / "accepted").glob("*.py"))
    wrong = set(problem.solutions.glob("*/*.py")) - set(accepted)
    assert len(accepted) >= 3
    assert len(wrong) >= 10
    contents = [ast.dump(ast.parse(path.read_bytes())) for path in [problem.reference, *accepted]]
    assert len(set(contents)) == len(contents)


@each_problem()
def test_every_solution_says_what_it_is(problem: Problem) -> None:
    """Each file begins with a docstring, also where it is no Python any more after it."""
    for path in problem.solutions.rglob("*.py"):
        text = path.read_bytes().decode("utf-8", "replace").lstrip("\ufeff")
        assert re.match(r'(#[^\n]*\n|\s)*r?"""\S', text), path


@each_problem()
def test_words_are_in_both_languages(problem: Problem) -> None:
    """3 hints, 3 follow-ups or more, titles, statements, explanations: the Chinese ones in Chinese, the others not."""
    texts = [problem.title, *problem.hints]
    for followup in problem.followups:
        texts += [followup.question, *followup.points]
    assert len(problem.hints) == 3
    assert len(problem.followups) >= 3
    for text in texts:
        assert has_chinese(text.zh) and not has_chinese(text.en), text
    for english, chinese in (
        (problem.statement("en"), problem.statement("zh")),
        (problem.explanation("en"), problem.explanation("zh")),
    ):
        assert len(english.read_text(encoding="utf-8")) > 800 and not has_chinese(english.read_text(encoding="utf-8"))
        assert len(chinese.read_text(encoding="utf-8")) > 400 and has_chinese(chinese.read_text(encoding="utf-8"))


def has_chinese(text: str) -> bool:
    """Whether there is a Chinese character in it."""
    return re.search("[\u4e00-\u9fff]", text) is not None


@each_problem()
def test_statements_name_every_entry_point(problem: Problem) -> None:
    """Both statements show each entry point with all of its parameters, and the stub defines it with them."""
    stub = ast.unparse(ast.parse(problem.stub.read_bytes()))
    for entry in problem.entry_points:
        names = re.findall(r"[(,]\s*\*{0,2}([A-Za-z_]\w*)", entry.signature)
        for path in (problem.statement("en"), problem.statement("zh")):
            statement = path.read_text(encoding="utf-8")
            assert entry.name in statement
            assert all(re.search(rf"\b{name}\b", statement) for name in names), (entry, path)
        assert re.search(rf"(def|class) {entry.name}\b", stub)


@each_problem()
def test_hidden_cases_are_many_and_grouped(problem: Problem) -> None:
    """At least 12 hidden cases in several groups, and a call for every entry point among them."""
    suite = load_hidden_tests(problem)
    calls = [build_call(case, 1, problem) for case in suite.cases]
    assert len(suite.cases) >= 12
    assert len({case.group for case in suite.cases}) >= 3
    assert {made.entry for made in calls} == {entry.name for entry in problem.entry_points}
    assert len(suite.slips) >= 5


@each_problem()
def test_examples_are_few_and_show_every_entry_point(problem: Problem) -> None:
    """2 or 3 visible cases, and at least one for each entry point."""
    suite = load_examples(problem)
    assert 2 <= len(suite.cases) <= 3
    calls = [build_call(case, 1, problem) for case in suite.cases]
    assert {made.entry for made in calls} == {entry.name for entry in problem.entry_points}
