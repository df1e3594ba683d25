"""`judge check`: which files are judged, and what is told of them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from toy_cli import Cli


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The console command in an empty folder, with the toy bank."""
    return Cli(tmp_path, monkeypatch)


def judged(cli: Cli, *words: str) -> list[tuple[str, str, str]]:
    """Check, and return (problem, path, verdict) of each submission."""
    cli("check", *words, "--json", "out.json")
    document = json.loads((cli.work / "out.json").read_text(encoding="utf-8"))
    assert document["schema"] == "judge-check/1"
    return [(report["problem"], report["submission"]["path"], report["verdict"]) for report in document["reports"]]


def test_table_with_the_failing_case_below(cli: Cli) -> None:
    """One line a submission, the failing case and its message below a failure, the sum at the end."""
    cli.write("subs/double.py")
    cli.write("subs/halve.py", "# verdict WA off by one")
    ended = cli("check", "subs")
    assert ended.code == 1
    assert ended.out == (
        "AC  double  1/1  subs/double.py\n"
        "WA  halve   1/2  subs/halve.py\n"
        "    case 1 (shapes): off by one\n"
        "\n"
        "2 submissions: 1 accepted, 1 wrong answer\n"
    )
    assert ended.err == ""


@pytest.mark.parametrize(
    ("contents", "code"), [([""], 0), (["", "# verdict WA x"], 1), (["# verdict WA x", "# verdict JE x"], 3)]
)
def test_exit_code_is_that_of_the_worst(cli: Cli, contents: list[str], code: int) -> None:
    """0 when all are accepted, 1 when one is not, 3 when the judge itself failed."""
    for number, content in enumerate(contents):
        cli.write(f"double/{number}.py", content)
    assert cli("check", "double").code == code


def test_problem_from_line_stem_or_folder(cli: Cli) -> None:
    """Each file says in its own way which problem it is for."""
    cli.write("s/a.py", "# judge: root\n")
    cli.write("s/double.py")
    cli.write("s/halve/ada.py")
    assert judged(cli, "s") == [
        ("root", "s/a.py", "AC"),
        ("double", "s/double.py", "AC"),
        ("halve", "s/halve/ada.py", "AC"),
    ]


def test_problem_said_outright(cli: Cli) -> None:
    """--problem counts for all files, whatever they are called."""
    cli.write("a.py")
    cli.write("double.py")
    assert [slug for slug, _, _ in judged(cli, "a.py", "double.py", "--problem", "root")] == ["root", "root"]
    assert "did you mean 'root'" in cli("check", "a.py", "--problem", "rot").err


def test_order_is_that_of_the_words_and_sorted_within(cli: Cli) -> None:
    """Words keep their order, a folder is sorted, a pattern too, and no file is judged twice."""
    for name in ("z/double.py", "a/halve.py", "a/double.py", "a/.git/double.py", "a/__pycache__/double.py", "a/n.txt"):
        cli.write(name)
    paths = [path for _, path, _ in judged(cli, "z", "a", "*/double.py", "z/double.py")]
    assert paths == ["z/double.py", "a/double.py", "a/halve.py"]


def test_files_that_say_nothing_are_listed(cli: Cli) -> None:
    """What cannot be matched is a usage error that lists the files, before anything is judged."""
    cli.write("s/a.py")
    cli.write("s/b.py")
    cli.write("s/double.py", "# crash if judged")
    ended = cli("check", "s", "--json", "out.json")
    assert (ended.code, ended.out) == (2, "")
    assert "nothing says which problem these are for: s/a.py, s/b.py; add a line '# judge: PROBLEM'" in ended.err
    assert not (cli.work / "out.json").exists()


@pytest.mark.parametrize("words", [["empty"], ["no*.py"]])
def test_words_that_mean_no_file(cli: Cli, words: list[str]) -> None:
    """An empty folder and a pattern without a match are usage errors, not an empty success."""
    (cli.work / "empty").mkdir()
    ended = cli("check", *words)
    assert ended.code == 2
    assert "no .py file in empty" in ended.err or "no file matches no*.py" in ended.err


def test_file_that_cannot_be_read_does_not_stop_the_others(cli: Cli) -> None:
    """A FIFO, a loop, a folder named like a file and a missing file each get CE; the others get their verdict."""
    cli.write("s/double.py")
    os.mkfifo(cli.work / "s" / "halve.py")
    (cli.work / "s" / "root.py").symlink_to("root.py")
    assert judged(cli, "s", "gone/double.py") == [
        ("double", "s/double.py", "AC"),
        ("halve", "s/halve.py", "CE"),
        ("root", "s/root.py", "CE"),
        ("double", "gone/double.py", "CE"),
    ]
    ended = cli("check", "s")
    assert ended.code == 1
    assert "CE  halve   0/0  s/halve.py\n    s/halve.py is a pipe, not a file" in ended.out


def test_names_that_are_not_text(cli: Cli) -> None:
    """Newlines, quotes, escapes and stray bytes in names leave the table in its lines and the JSON valid."""
    names = ["a\nb.py", 'it\'s "q".py', "\x1b[2J.py", os.fsdecode(b"caf\xe9.py")]
    for name in names:
        (cli.work / os.fsencode(name).decode("utf-8", "surrogateescape")).write_text("# judge: double\n")
    ended = cli("check", ".", "--json", "out.json")
    assert ended.code == 0
    assert ended.out.count("AC  double  1/1  ") == 4
    assert ended.out.count("\n") == 6
    assert "\x1b" not in ended.out
    json.loads((cli.work / "out.json").read_text(encoding="utf-8"))


def test_json_to_stdout_stands_alone(cli: Cli) -> None:
    """With --json - stdout is one JSON document."""
    cli.write("double.py")
    assert json.loads(cli("check", "double.py", "--json", "-").out)["summary"] == {
        "total": 1, "accepted": 1, "verdicts": {"AC": 1},
    }  # fmt: skip


@pytest.mark.parametrize("target", ["nowhere/out.json", "/proc/out.json", "folder"])
def test_json_that_cannot_be_written_is_said_before_judging(cli: Cli, target: str) -> None:
    """Nothing is judged for a result that could not be kept."""
    cli.write("double.py", "# crash if judged")
    (cli.work / "folder").mkdir()
    ended = cli("check", "double.py", "--json", target)
    assert ended.code == 2
    assert f"{target} cannot be written" in ended.err


def test_interrupt_tells_what_is_finished(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """After Ctrl-C in the middle the finished reports are told and written, and the exit code is 130."""
    monkeypatch.setattr("signal.signal", lambda *_: None)
    cli.write("s/double.py")
    cli.write("s/halve.py", "# interrupt")
    cli.write("s/root.py")
    ended = cli("check", "s", "--json", "out.json")
    assert ended.code == 130
    assert "1 submission: 1 accepted" in ended.out
    assert ended.err == "judge: interrupted\n"
    assert json.loads((cli.work / "out.json").read_text(encoding="utf-8"))["summary"]["total"] == 1


def test_check_is_not_practice(cli: Cli) -> None:
    """Checking other people's files leaves one's own history alone."""
    cli.write("double.py")
    cli("check", "double.py")
    assert not (cli.home / "history.db").exists()
