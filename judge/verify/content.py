"""A problem's files: all there, in both languages, and nothing beside them. Nothing is run here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from judge.errors import BankError
from judge.model import FOLDER_VERDICTS, Problem, Text
from judge.suite import Suite
from judge.suite_files import load_examples
from judge.tolerance import Literal
from judge.verify.equivalents import FILE_NAME
from judge.verify.findings import Finding, error, note, warning
from judge.wrap import columns

HINTS, FOLLOWUPS, CASES, ACCEPTED, WRONG = 3, 3, 12, 3, 10
"""What a problem has to have at least; of hints, exactly."""
CODE_COLUMNS = 76
"""How wide the code of a statement may be."""

_PROBLEM_FILES = ("problem.toml", "statement.md", "statement.zh.md", "stub.py", "examples.py", "hidden_tests.py")
_SOLUTION_FILES = ("reference.py", "explanation.md", "explanation.zh.md")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def check_files(problem: Problem, suite: Suite) -> list[Finding]:
    """Check what can be seen without running anything. Raises BankError for examples that can't be loaded."""
    findings = [
        *_complete(problem),
        *_strays(problem),
        *_languages(problem),
        *_numbers(problem, suite),
        *_stub(problem),
        *_code_widths(problem),
        *_docstrings(problem),
    ]
    if not findings:
        titles = {case.title for case in suite.cases}
        count = len(_python_files(problem)) - 1
        what = f"{len(suite.cases)} hidden cases from {len(titles)} functions, {len(suite.slips)} slips"
        findings.append(note("files", f"{what}, {count} solutions beside the reference"))
    reasons = {case.bound.reason for case in suite.cases if isinstance(case.bound, Literal)}
    return findings + [note("files", f"a literal tolerance: {reason}") for reason in sorted(reasons)]


def check_bank(root: Path, slugs: tuple[str, ...]) -> list[str]:
    """Return what lies in a bank's folders and belongs to no problem, in sentences."""
    complaints = []
    for name in ("problems", "solutions"):
        for path in _entries(root / name):
            if path.name not in slugs:
                complaints.append(f"{name}/{path.name} belongs to no problem")
    return complaints


def _complete(problem: Problem) -> Iterator[Finding]:
    for folder, names in ((problem.folder, _PROBLEM_FILES), (problem.solutions, _SOLUTION_FILES)):
        for name in names:
            path = folder / name
            try:
                if not path.read_text(encoding="utf-8").strip():
                    yield error("files", f"{_short(path)} is empty")
            except FileNotFoundError:
                yield error("files", f"{_short(path)} is missing")
            except (OSError, ValueError) as fault:
                yield error("files", f"{_short(path)} can't be read: {fault}")


def _strays(problem: Problem) -> Iterator[Finding]:
    for path in _entries(problem.folder):
        if path.name not in (*_PROBLEM_FILES, "driver.py"):
            yield error("files", f"{_short(path)} is no file of a problem; remove it")
    for path in _entries(problem.solutions):
        if path.is_dir() and path.name in FOLDER_VERDICTS:
            for inner in _entries(path):
                if inner.suffix != ".py" or not inner.is_file():
                    yield error("files", f"{_short(inner)} is no solution; remove it")
        elif path.name not in (*_SOLUTION_FILES, FILE_NAME):
            known = ", ".join(FOLDER_VERDICTS)
            yield error("files", f"{_short(path)} is no file of a solution; the folders are {known}")


def _languages(problem: Problem) -> Iterator[Finding]:
    """Each language has to be written, and to be that language."""
    texts = [("title", problem.title)]
    texts += [(f"hint {i}", hint) for i, hint in enumerate(problem.hints, 1)]
    for i, followup in enumerate(problem.followups, 1):
        texts.append((f"follow-up {i}", followup.question))
        texts += [(f"follow-up {i}, point {j}", point) for j, point in enumerate(followup.points, 1)]
    for name, text in texts:
        if not _is_bilingual(text):
            yield error("files", f"the {name} in problem.toml is not in both languages")
    for chinese in (problem.statement("zh"), problem.explanation("zh")):
        if chinese.exists() and not _CHINESE.search(chinese.read_text(encoding="utf-8", errors="replace")):
            yield error("files", f"{_short(chinese)} is not in Chinese")
    for language in ("en", "zh"):
        path = problem.statement(language)
        said = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
        for entry in problem.entry_points:
            if said and entry.name not in said:
                yield error("files", f"{_short(path)} does not say that '{entry.name}' is to be defined")


def _is_bilingual(text: Text) -> bool:
    """Chinese has Chinese in it, unless the text is a formula or a name alike in both."""
    return bool(_CHINESE.search(text.zh)) and not _CHINESE.search(text.en)


def _numbers(problem: Problem, suite: Suite) -> Iterator[Finding]:
    if len(problem.hints) != HINTS:
        yield error("files", f"problem.toml has {len(problem.hints)} hints, not {HINTS}")
    if len(problem.followups) < FOLLOWUPS:
        yield error("files", f"problem.toml has {len(problem.followups)} follow-up questions, fewer than {FOLLOWUPS}")
    if len(suite.cases) < CASES:
        yield error("files", f"there are {len(suite.cases)} hidden cases, fewer than {CASES}")
    honest = len(list((problem.solutions / "accepted").glob("*.py")))
    if honest < ACCEPTED:
        yield error("files", f"accepted/ has {honest} solutions, fewer than {ACCEPTED}")
    wrong = len(_python_files(problem)) - honest - 1
    if wrong < WRONG:
        found = "there is 1 wrong solution" if wrong == 1 else f"there are {wrong} wrong solutions"
        yield error("files", f"{found}, fewer than {WRONG}")
    if not suite.slips:
        yield warning("files", "no slip is foreseen: nobody is told what a wrong answer looks like")
    try:
        visible = len(load_examples(problem).cases)
    except BankError as fault:
        yield error("files", str(fault))
    else:
        if not 1 < visible <= 5:
            yield error("files", f"there are {visible} visible examples; two to five show what is asked for")


def _stub(problem: Problem) -> Iterator[Finding]:
    """A stub has to define what the statement asks for; that it is not accepted is seen when it is run."""
    try:
        tree = ast.parse(problem.stub.read_bytes())
    except FileNotFoundError:  # that it is missing is told elsewhere
        return
    except (OSError, SyntaxError, ValueError) as fault:
        yield error("files", f"stub.py: {fault}")
        return
    defined = {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    for entry in problem.entry_points:
        if entry.name not in defined:
            yield error("files", f"stub.py does not define '{entry.name}'")


def _code_widths(problem: Problem) -> Iterator[Finding]:
    """Code of a statement is not to be broken in a terminal of 80 columns, which leaves it a margin."""
    for path in (problem.statement("en"), problem.statement("zh")):
        text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
        in_code = False
        for number, line in enumerate(text.splitlines(), 1):
            if line.startswith("```"):
                in_code = not in_code
            elif in_code and columns(line) > CODE_COLUMNS:
                words = f"the code is {columns(line)} columns wide, and {CODE_COLUMNS} can be shown everywhere"
                yield warning("files", f"{_short(path)}, line {number}: {words}")


def _docstrings(problem: Problem) -> Iterator[Finding]:
    """Each solution says what its style or its mistake is; one that is no Python cannot, unless as a comment."""
    for path in _python_files(problem):
        text = path.read_text(encoding="utf-8", errors="replace").lstrip()
        if not text.startswith(('"""', "'''", 'r"""', "#")):
            yield warning("files", f"{_short(path)} does not begin with a docstring that says what it is")


def _python_files(problem: Problem) -> list[Path]:
    folders = [problem.solutions / name for name in FOLDER_VERDICTS]
    return [problem.reference, *(path for folder in folders for path in sorted(folder.glob("*.py")))]


def _entries(folder: Path) -> list[Path]:
    """What lies in a folder, without what tools keep there for themselves."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.name != "__pycache__" and not path.name.startswith("."))


def _short(path: Path) -> str:
    """A path from "problems" or "solutions" on."""
    parts = path.parts
    start = max((i for i, part in enumerate(parts) if part in ("problems", "solutions")), default=0)
    return "/".join(parts[start:])
