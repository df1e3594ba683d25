"""`pytest --judge`: items and outcomes, nothing of a submission imported, nothing at all without --judge."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from toy_bank import DOUBLE, Toy

from judge.clock import Seen
from judge.history import History
from judge.mock.model import Asked, Closed, Event, Session
from judge.mock.store import Sessions
from judge.paths import HISTORY_FILE

ROOT = Path(__file__).resolve().parent.parent
TRAP = "import os\nopen(os.environ['TRAP'], 'a').close()\n"


class Place:
    """A folder with submissions, a bank with `double`, and pytest in a process of its own."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "work"
        (self.folder / "s").mkdir(parents=True)
        (self.folder / "pytest.ini").write_text("[pytest]\n")
        self.toy = Toy(root / "bank", None)
        self.trap = root / "trap"

    def write(self, name: str, source: str = DOUBLE) -> None:
        """Write a submission."""
        path = self.folder / "s" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(source)

    def pytest(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run pytest with the plugin."""
        own = {"PYTHONPATH": str(ROOT), "JUDGE_BANK": str(self.toy.bank), "TRAP": str(self.trap), "COLUMNS": "200"}
        command = [sys.executable, "-m", "pytest", "-p", "judge.pytest_plugin", "-p", "no:cacheprovider", *words]
        return subprocess.run(
            command, cwd=self.folder, env=os.environ | own | variables, capture_output=True, text=True, timeout=120,
            check=False,
        )  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An empty folder of submissions."""
    return Place(tmp_path)


def test_file_that_cannot_be_judged_is_no_hindrance_to_others(place: Place) -> None:
    """It is an item that fails, and says why; without a traceback of the judge."""
    place.write("double.py")
    place.write("slip.py", "# judge: doubel\n")
    (place.folder / "s" / "link.py").symlink_to(place.folder / "s" / "double.py")
    ended = place.pytest("--judge", "s", "-v")
    assert ended.returncode == 1
    assert "s/double.py::matrix PASSED" in ended.stdout
    assert "s/slip.py::loads FAILED" in ended.stdout
    assert "did you mean 'double'" in ended.stdout
    assert "s/link.py::loads FAILED" in ended.stdout
    assert "is a symbolic link; name the file itself" in ended.stdout
    assert "2 failed, 2 passed" in ended.stdout
    assert "Traceback" not in ended.stdout + ended.stderr
    ended = place.pytest("--judge", "s/double.py", "-v")
    assert (ended.returncode, "2 passed" in ended.stdout) == (0, True)


def test_file_that_says_no_problem(place: Place) -> None:
    """Named by itself it is an item that fails; among others it is left out, which is told."""
    place.write("notes.py", "x = 1\n")
    ended = place.pytest("--judge", "s/notes.py", "-v")
    assert "s/notes.py::loads FAILED" in ended.stdout
    assert "nothing says which problem it is for; add a line '# judge: PROBLEM'" in ended.stdout
    assert "judge: left out 1 file of which nothing says the problem" in place.pytest("--judge", "s").stdout


def test_an_item_for_each_case(place: Place) -> None:
    """Each hidden case passes or fails by itself, with the judge's words and without a traceback of the judge."""
    place.write("double.py")
    place.write("ada/double.py", "\n\ndef double(x):\n    print('hello')\n    return x + x if x.ndim == 1 else x\n")
    place.write("notes.py", "x = 1\n")
    ended = place.pytest("--judge", "s", "-v", "--junit-xml", "out.xml")
    assert ended.returncode == 1
    assert "s/double.py::three numbers PASSED" in ended.stdout
    assert "s/double.py::matrix PASSED" in ended.stdout
    assert "s/ada/double.py::three numbers PASSED" in ended.stdout
    assert "s/ada/double.py::matrix FAILED" in ended.stdout
    assert "notes.py" not in ended.stdout
    assert "wrong answer: 6 of 6 elements differ" in ended.stdout
    assert "hello" in ended.stdout
    assert "evaluate.py" not in ended.stdout
    cases = ElementTree.parse(place.folder / "out.xml").getroot().iter("testcase")
    assert [(case.get("name"), case.find("failure") is not None) for case in cases] == [
        ("three numbers", False), ("matrix", True), ("three numbers", False), ("matrix", False),
    ]  # fmt: skip


def test_file_that_does_not_load_fails_in_every_case(place: Place) -> None:
    """All cases fail with the reason; a fault of the judge is an error instead."""
    place.write("double.py", "def double(x:\n")
    ended = place.pytest("--judge", "s")
    assert "2 failed" in ended.stdout
    assert "does not load: SyntaxError" in ended.stdout
    place.toy.write(reference="def double(x):\n    raise ValueError('bank')\n")
    place.write("double.py")
    assert "2 errors" in place.pytest("--judge", "s").stdout


def test_one_case_can_be_chosen(place: Place) -> None:
    """Node ids and -k work."""
    place.write("double.py")
    place.write("ada/double.py")
    ended = place.pytest("--judge", "s/double.py::matrix", "s/ada", "-k", "matrix")
    assert "2 passed, 1 deselected" in ended.stdout


def test_nothing_of_the_submissions_is_imported(place: Place) -> None:
    """No conftest.py, package, test module or doctest of theirs runs in pytest, named outright or found in a folder."""
    for name in ("conftest.py", "__init__.py", "pack/conftest.py", "pack/__init__.py", "pack/test_it.py", "setup.py"):
        place.write(name, TRAP)
    place.write("pack/double.py", TRAP.replace("os.environ['TRAP']", repr(str(place.trap))) + DOUBLE)
    for words in (["s/pack/double.py", "s", "--doctest-modules"], ["s", "-n", "1"]):
        ended = place.pytest("--judge", *words, "-q")
        assert ended.returncode == 1, ended.stdout + ended.stderr  # the trap is shut: the sandbox has no such file
        assert "2 failed" in ended.stdout
        assert not place.trap.exists(), words


def test_links_to_folders_are_not_followed(place: Place) -> None:
    """They may lead round in a circle or out of the submissions; one that is named is a folder, as in `judge check`."""
    place.write("double/ok.py")
    (place.folder / "s" / "double" / "again").symlink_to(".")
    (place.folder / "elsewhere").mkdir()
    (place.folder / "elsewhere" / "double.py").write_text(DOUBLE)
    (place.folder / "s" / "linked").symlink_to("../elsewhere")
    for words, names in (
        (["s"], {"s/double/ok.py"}),
        (["s", "-n", "2"], {"s/double/ok.py"}),
        (["s/linked"], {"s/linked/double.py"}),
        (["s/double/again"], {"s/double/again/ok.py"}),
        (["s/linked/double.py::matrix"], {"s/linked/double.py"}),
        (["s", "s/linked"], {"s/double/ok.py", "s/linked/double.py"}),
    ):
        ended = place.pytest("--judge", *words, "-v")
        assert ended.returncode == 0, ended.stdout
        assert set(re.findall(r"(\S+)::matrix", ended.stdout)) == names, words


def test_files_left_out_are_counted_once(place: Place) -> None:
    """Quietly, too, and by the workers of xdist; not the neighbours of a file that is named, and not without --judge."""
    for name in ("double.py", "a.py", "b.py", "deep/c.py"):
        place.write(name, DOUBLE if name == "double.py" else "x = 1\n")
    told = "judge: left out 3 files of which nothing says the problem"
    for words in ([], ["-q"], ["-n", "2"], ["-n", "2", "-q"], ["--collect-only"], ["--collect-only", "-n", "2"]):
        assert place.pytest("--judge", "s", *words).stdout.count(told) == 1, words
    for words in (["s/double.py"], ["s/double.py::matrix", "-n", "2"]):
        assert "left out" not in place.pytest("--judge", *words).stdout, words
    assert "left out" not in place.pytest("s").stdout


def test_file_that_goes_during_the_run(place: Place) -> None:
    """Its cases are errors that say so; the others are judged."""
    place.write("ada/double.py")
    place.write("double.py")
    (place.folder / "remover.py").write_text(
        "import os\n\n\ndef pytest_collection_finish():\n    os.remove('s/ada/double.py')\n"
    )
    ended = place.pytest("--judge", "s", "-p", "remover", PYTHONPATH=os.pathsep.join([str(ROOT), str(place.folder)]))
    assert "2 passed, 2 errors" in ended.stdout
    assert "there is no file s/ada/double.py" in ended.stdout
    assert "INTERNALERROR" not in ended.stdout + ended.stderr


def test_a_name_that_a_terminal_would_obey(place: Place) -> None:
    """Control characters are written as in Python, so that the XML is well-formed; each file keeps an id of its own."""
    place.write("\x1b[31m/double.py")
    place.write("\\x1b[31m/double.py")
    place.write("\x1b[32m.py", "# judge: doubel\n")
    for family in ("xunit1", "xunit2"):
        ended = place.pytest("--judge", "s", "-vv", "--junit-xml", "out.xml", "-o", f"junit_family={family}")
        assert "1 failed, 4 passed" in ended.stdout
        assert "\x1b" not in ended.stdout + ended.stderr
        cases = ElementTree.parse(place.folder / "out.xml").getroot().iter("testcase")
        assert {case.get("classname") for case in cases} == {
            "s.\\x1b[31m.double", "s.\\\\x1b[31m.double", "s.\\x1b[32m",
        }  # fmt: skip


@pytest.mark.skipif(sys.platform == "darwin", reason="names are UTF-8 there")
def test_a_name_that_is_no_text(place: Place) -> None:
    """A file whose name is not UTF-8 is an item as any other; pytest could not keep its id in the cache."""
    place.write(os.fsdecode(b"double_\xff.py"))
    ended = place.pytest("--judge", "--judge-problem", "double", "s", "-q", "-p", "cacheprovider")
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout


@pytest.mark.skipif(sys.platform == "darwin", reason="names are UTF-8 there")
def test_names_that_are_no_text_come_from_workers(place: Place) -> None:
    """xdist sends text alone; one such name of a file or a folder must not end the run."""
    place.write(os.fsdecode(b"\xff/double.py"))
    place.write(os.fsdecode(b"double_\xff.py"), f"# judge: double\n{DOUBLE}")
    ended = place.pytest("--judge", "s", "-n", "2")
    assert (ended.returncode, "4 passed" in ended.stdout) == (0, True), ended.stdout


def test_xdist_judges_each_submission_once(place: Place) -> None:
    """With two workers the cases of a submission stay together."""
    for number in range(4):
        place.write(f"{number}/double.py")
    ended = place.pytest("--judge", "s", "-n", "2", "-v")
    assert "8 passed" in ended.stdout
    workers: dict[str, set[str]] = {}
    for worker, file in re.findall(r"\[(gw\d)\].* PASSED (\S+)::", ended.stdout):
        workers.setdefault(file, set()).add(worker)
    assert [len(names) for names in workers.values()] == [1] * 4


def test_options(place: Place) -> None:
    """Another problem for all, a tier that is not to be had, a problem that there is not."""
    place.write("marked.py", f"# judge: doubel\n{DOUBLE}")
    assert "did you mean 'double'" in place.pytest("--judge", "s").stdout
    assert "2 passed" in place.pytest("--judge", "--judge-problem", "double", "s").stdout
    assert place.pytest("--judge", "s", "--judge-min-isolation", "fortress").returncode == 4


@pytest.mark.parametrize(
    ("words", "variables", "said"),
    [
        ([], {"JUDGE_MIN_ISOLATION": "fortress"}, "JUDGE_MIN_ISOLATION is 'fortress'; it can be full, standard, basic"),
        ([], {"JUDGE_BANK": "nowhere"}, "give --judge-bank (or JUDGE_BANK) a folder with problems/"),
        (["--judge-bank", ""], {}, "--judge-bank is empty"),
        (["--judge-problem", ""], {}, "--judge-problem is empty"),
        (["--judge-problem", "doubel"], {}, "no problem is called 'doubel' (did you mean 'double'?); see 'judge list'"),
        (["--judge-seed", "9" * 30], {}, "a seed has at most 63 bits"),
    ],
)
def test_value_that_cannot_be_is_said_once(
    place: Place, words: list[str], variables: dict[str, str], said: str
) -> None:
    """It is a usage error in one line, not a fault of each case."""
    place.write("double.py")
    ended = place.pytest("--judge", "s", *words, **variables)
    assert (ended.returncode, ended.stdout) == (4, "")
    (line,) = ended.stderr.strip().splitlines()
    assert line.startswith("ERROR: ")
    assert said in line


def test_closed_for_what_a_mock_interview_asks(place: Place, tmp_path: Path) -> None:
    """Why a hidden case fails is not told before the end; other problems, and the time after it, are as ever."""
    home = tmp_path / "home"
    began = datetime.now(UTC)
    asked = (Asked("double", "Double", 5, "00"),)
    session = Session("abc", began, began + timedelta(minutes=45), "/work", str(place.toy.bank), "en", 7, asked)
    place.write("double.py")
    with closing(History(home / HISTORY_FILE)) as history:
        sessions = Sessions(history)
        sessions.begin(session, Seen(began, None))
        ended = place.pytest("--judge", "s", JUDGE_HOME=str(home))
        assert ended.returncode == 1
        assert "s/double.py::loads" in ended.stdout
        assert "double is asked in a mock interview, and pytest --judge is closed until" in ended.stdout
        assert "passed" not in ended.stdout
        assert "pytest_plugin.py" not in ended.stdout
        sessions.append(session, [Event("", began, Closed("finish"))])
    assert "2 passed" in place.pytest("--judge", "s", JUDGE_HOME=str(home)).stdout


def test_damaged_history_is_moved_aside_and_said_so(place: Place, tmp_path: Path) -> None:
    """Whoever finds the damage says where the file is kept."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / HISTORY_FILE).write_bytes(b"no database, and rather long" * 100)
    place.write("double.py")
    ended = place.pytest("--judge", "s", JUDGE_HOME=str(tmp_path / "home"))
    assert "2 passed" in ended.stdout
    assert "history.db.damaged-1" in ended.stdout


@pytest.mark.parametrize("words", [["--collect-only", "-q"], ["--help"]])
def test_without_judge_nothing_is_loaded(place: Place, words: list[str]) -> None:
    """The plugin is off unless it is asked for: ordinary tests are collected, and nothing of the judge is imported."""
    (place.folder / "test_own.py").write_text("def test_it(): pass\n")
    (place.folder / "conftest.py").write_text(
        "import sys\n\n"
        "def pytest_unconfigure(config):\n"
        "    print('loaded:', sorted(name for name in sys.modules if name.split('.')[0] in ('judge', 'numpy', 'msgspec')))\n"
    )
    ended = place.pytest(*words)
    assert ended.returncode == 0
    assert "loaded: ['judge', 'judge.pytest_plugin']" in ended.stdout
    if "--help" not in words:
        assert "test_own.py::test_it" in ended.stdout


def test_installed_and_named_it_is_one_plugin() -> None:
    """The entry point has the module's name, as pytest refuses one module under two names."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"]["pytest11"] == {"judge.pytest_plugin": "judge.pytest_plugin"}
