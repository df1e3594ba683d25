"""Imports point one way, as the design says: read from the source, so that an import inside a function counts too."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "judge"

LAUNCHER = "judge.sandbox.launcher"
JUDGE_SIDE = {
    f"judge.sandbox.{module}"
    for module in "forked inbox interpreter launcher_process launchers patience process probe replies runtimes scratch spawn".split()
}
"""The modules of judge.sandbox that run in the judge alone, or before there is a launcher."""

COMPARISON = "compare bounds structure wording text guess parts slipped symptoms".split()
SPEAKS_MODEL_ONLY = {"judge.model", "judge.errors", "judge.text", "judge.wrap"}


def module_name(path: Path) -> str:
    """The dotted name of a file of the package."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> dict[str, frozenset[str]]:
    """Every module of the package, with the names of all modules that it imports, anywhere in it, in full."""
    paths = {module_name(path): path for path in PACKAGE.rglob("*.py")}
    return {name: frozenset(imports(name, path, set(paths))) for name, path in paths.items()}


def imports(name: str, path: Path, known: set[str]) -> Iterator[str]:
    """The modules that a file imports; of `from package import name`, the submodule where there is one."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} has a relative import"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in known else str(node.module)


def ours(name: str) -> set[str]:
    """What a module imports of the package, the bare package (for its version) left out."""
    return {imported for imported in modules().get(name, ()) if imported.startswith("judge.")}


def roots(name: str) -> set[str]:
    """The top-level packages that a module imports."""
    return {imported.partition(".")[0] for imported in modules()[name]}


def of(folder: str) -> list[str]:
    """The modules of a subpackage."""
    return [name for name in modules() if name == folder or name.startswith(folder + ".")]


def reached(name: str) -> set[str]:
    """What a module imports of the package, by however many steps."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for imported in ours(waiting.pop()) - found:
            found.add(imported)
            waiting.append(imported)
    return found


def test_model_and_errors_are_at_the_bottom() -> None:
    """They know nothing of the rest."""
    assert ours("judge.errors") == set()
    assert ours("judge.model") <= {"judge.errors"}


def test_the_candidate_s_side_imports_nothing_of_the_judge() -> None:
    """A candidate is a copy of its launcher: what the launcher has never imported, no candidate can find."""
    found = reached(LAUNCHER)
    modules = """
        candidate confine kernel namespaces readable packages packets orders frames wire syscalls landlock rehearsal heap
        parameters
    """
    for module in modules.split():
        assert f"judge.sandbox.{module}" in found
    assert not [name for name in found if not name.startswith("judge.sandbox")]
    assert not found & JUDGE_SIDE
    assert set(of("judge.sandbox")) == found | JUDGE_SIDE | {LAUNCHER, "judge.sandbox"}


def test_the_sandbox_knows_only_the_model() -> None:
    """It runs processes; what is judged, and how, is not its business."""
    for name in of("judge.sandbox"):
        assert {imported for imported in ours(name) if not imported.startswith("judge.sandbox")} <= {
            "judge.model",
            "judge.errors",
        }, name


@pytest.mark.parametrize("name", [f"judge.{module}" for module in COMPARISON])
def test_comparison_is_pure(name: str) -> None:
    """Comparing and guessing start no process, read no bank and know no pipeline."""
    allowed = {f"judge.{module}" for module in COMPARISON}
    allowed |= {"judge.model", "judge.errors", "judge.suite", "judge.data", "judge.roundoff"}
    assert reached(name) <= allowed


def test_the_authoring_interface_is_pure() -> None:
    """What hidden tests are written with runs without the engine."""
    assert reached("judge.suite") <= {"judge.data", "judge.roundoff", "judge.errors"}


@pytest.mark.parametrize("name", ["judge.catalog", "judge.source", "judge.timing", "judge.suite_files"])
def test_what_the_pipeline_is_made_of_does_not_know_it(name: str) -> None:
    """Reading a bank and a source needs no process; whether a call can be sent, the wire says."""
    if name not in modules():
        pytest.skip(f"there is no {name}")
    assert not {
        imported
        for imported in reached(name)
        if (imported.startswith("judge.sandbox.") and not imported.startswith("judge.sandbox.wire"))
        or imported in ("judge.evaluate", "judge.runner", "judge.expected")
    }


@pytest.mark.parametrize("name", [*of("judge.report"), "judge.history", "judge.database"])
def test_reports_and_history_know_only_the_model(name: str) -> None:
    """A report is text made of values: nothing is run for it."""
    own = {"judge.database", "judge.paths"} if name in ("judge.history", "judge.database") else set(of("judge.report"))
    assert ours(name) <= SPEAKS_MODEL_ONLY | own


def test_only_the_commands_know_click() -> None:
    """Whatever is not the command line can be used without it; a report may borrow its colours."""
    for name in modules().keys() - {"judge.cli", "judge.report.console", *of("judge.commands")}:
        assert "click" not in roots(name), name


def test_nobody_imports_the_commands() -> None:
    """The command line is the top: only it knows itself."""
    for name in modules():
        if name not in ("judge.cli", "judge.__main__", *of("judge.commands")):
            assert not {each for each in ours(name) if each == "judge.cli" or each.startswith("judge.commands")}, name


def test_modules_do_not_import_one_another_in_a_circle() -> None:
    """There is an order in which every module comes after what it imports."""
    for name in modules():
        assert name not in reached(name), f"{name} imports itself by way of others"


def test_the_judge_imports_no_submission_and_no_solution() -> None:
    """Only a child process runs code that is not the judge's or the bank's."""
    for name in modules():
        assert not roots(name) & {"submission", "solutions", "problems"}, name
    runs_files = re.compile(r"\b(exec_module|SourceFileLoader|spec_from_file_location|run_path|run_module|execfile)\b")
    sources = {module_name(path): path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}
    users = {name for name, source in sources.items() if runs_files.search(source)}
    assert users == {"judge.suite_files", "judge.sandbox.loading", "judge.sandbox.packages"}


def test_importing_the_command_loads_little() -> None:
    """`import judge.cli` loads no library that takes long: each is imported where it is used."""
    heavy = {"numpy", "tensorflow", "rich", "sqlite3", "msgspec", "click", "jinja2", "judge.evaluate", "judge.model"}
    assert not heavy & loaded_by("judge.cli")


def test_importing_the_engine_loads_no_numpy() -> None:
    """The launcher imports NumPy while the judge still reads its arguments: the engine's own import does not wait."""
    assert not {"numpy", "tensorflow", "rich", "sqlite3", "seccompy", "landlockpy"} & loaded_by("judge.evaluate")


def loaded_by(name: str) -> set[str]:
    """The modules that a fresh interpreter has after importing this one."""
    ended = subprocess.run(
        [sys.executable, "-c", f"import sys, {name}; print(*sys.modules)"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(ended.stdout.split())
