"""`judge hint`, `judge solution` and `judge diff`."""

from __future__ import annotations

from pathlib import Path

import pytest
from toy_cli import Cli


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The console command in an empty folder, with the toy bank."""
    return Cli(tmp_path, monkeypatch)


def test_each_hint_goes_one_further(cli: Cli) -> None:
    """The first call shows the first hint, the second the second, and after the last one all are shown again."""
    first, second, third = (cli("hint", "double") for _ in range(3))
    assert first.out == "hint 1 of 2\nThink of double first.\n\nnext: judge submit double, or judge hint double\n"
    assert second.out == "hint 2 of 2\nThen write it.\n\nnext: judge submit double\n"
    assert "hint 1 of 2\n" in third.out
    assert "hint 2 of 2\n" in third.out


def test_hints_of_one_problem_leave_another_alone(cli: Cli) -> None:
    """Each problem counts for itself."""
    cli("hint", "double")
    assert "hint 1 of 2" in cli("hint", "halve").out


def test_all_hints_at_once(cli: Cli) -> None:
    """--all shows every hint, and counts them as seen."""
    assert cli("hint", "double", "--all").out.count("hint ") == 2
    assert cli("hint", "double").out.count("hint ") == 2


def test_hint_in_chinese(cli: Cli) -> None:
    """Hints follow the language."""
    assert "先想一想。" in cli("hint", "double", "--lang", "zh").out


def test_hint_without_a_history(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be stored the hint is shown all the same, with one warning."""
    monkeypatch.setenv("JUDGE_HOME", "/proc/nowhere")
    ended = cli("hint", "double")
    assert ended.code == 0
    assert "Think of double first." in ended.out
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize("command", ["solution", "diff"])
def test_unsolved_reference_is_not_shown_unasked(cli: Cli, command: str) -> None:
    """Without a terminal to ask at, and without --yes, the reference of an unsolved problem stays closed."""
    cli.write("double.py", "# verdict WA off")
    cli("submit", "double")
    ended = cli(command, "double")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        f"judge: error: double is not solved yet; 'judge {command} double --yes' shows the reference all the same\n"
    )


def test_solution_of_a_solved_problem(cli: Cli) -> None:
    """Once solved, the reference and its explanation are shown without a question."""
    cli.write("double.py")
    cli("submit", "double")
    ended = cli("solution", "double")
    assert ended.code == 0
    assert "return x.double()  # the clear way" in ended.out
    assert "Why double works." in ended.out
    assert ended.last_line == "next: judge diff double compares your last attempt with it; then judge show halve"
    assert "为什么可行。" in cli("solution", "double", "--lang", "zh").out


def test_solution_once_shown_is_shown_again(cli: Cli) -> None:
    """--yes shows an unsolved one; after that nobody has to say it again, and the next problem comes next."""
    ended = cli("solution", "double", "--yes")
    assert ended.code == 0
    assert ended.last_line == "next: judge show halve"
    assert cli("solution", "double").code == 0
    assert cli("solution", "halve").code == 2


def test_diff_of_the_last_attempt(cli: Cli) -> None:
    """The diff leads from the last attempt's source to the reference."""
    cli.write("double.py", "def double(x):\n    return 3 * x\n")
    cli("submit", "double")
    ended = cli("diff", "double")
    assert ended.code == 0
    assert "--- attempt 1\n+++ reference\n" in ended.out
    assert "-    return 3 * x\n" in ended.out
    assert "+    return x.double()  # the clear way\n" in ended.out


def test_diff_of_the_reference_itself(cli: Cli) -> None:
    """An attempt that is the reference, with other line ends, has no difference."""
    reference = (cli.bank / "solutions" / "double" / "reference.py").read_text(encoding="utf-8")
    cli.write("double.py").write_bytes(reference.replace("\n", "\r\n").encode())
    cli("submit", "double")
    assert "the last attempt is the reference, letter by letter" in cli("diff", "double").out


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x1b[2J", b"# coding: no-such-thing\n", b"# coding: latin-1\n# caf\xe9\n"]
)
def test_diff_of_any_bytes(cli: Cli, content: bytes) -> None:
    """A source that is no text is compared all the same, and cannot write to the terminal."""
    cli.write("double.py").write_bytes(content)
    cli("submit", "double")
    ended = cli("diff", "double")
    assert ended.code == 0
    assert "\x1b" not in ended.out
    if b"caf" in content:
        assert "-# café" in ended.out


def test_diff_without_an_attempt(cli: Cli) -> None:
    """Nothing to compare is a usage error with the command that comes first."""
    ended = cli("diff", "double")
    assert ended.code == 2
    assert "nothing was submitted for double yet; 'judge submit double' comes first" in ended.err


@pytest.mark.parametrize(("command", "file"), [("show", "statement.md"), ("solution", "explanation.md")])
def test_missing_text_is_the_banks_fault(cli: Cli, command: str, file: str) -> None:
    """A text that the bank lacks is exit code 3, naming the file."""
    (path,) = cli.bank.glob(f"*/double/{file}")
    path.unlink()
    ended = cli(command, "double", *(["--yes"] if command == "solution" else []))
    assert ended.code == 3
    assert ended.out == ""
    assert str(path) in ended.err
