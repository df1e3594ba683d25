"""`judge list` and `judge show`, and the words before any command."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from toy_cli import Cli

from judge import __version__
from judge.commands.group import COMMANDS


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The console command in an empty folder, with the toy bank."""
    return Cli(tmp_path, monkeypatch)


def test_list_names_every_problem_the_easiest_first(cli: Cli) -> None:
    """The list has a line for each problem, and ends with the command to go on with."""
    ended = cli("list")
    assert ended.code == 0
    rows = [line.split() for line in ended.out.splitlines()[1:4]]
    assert [row[:4] for row in rows] == [
        ["new", "double", "easy", "5"],
        ["new", "halve", "easy", "9"],
        ["new", "root", "hard", "30"],
    ]
    assert ended.last_line == "next: judge show double"
    assert "\x1b" not in ended.out


def test_list_knows_what_was_tried_and_solved(cli: Cli) -> None:
    """The status follows the attempts, and the next problem is the first that is not solved."""
    cli.write("double.py")
    cli.write("halve.py", "# verdict WA off")
    cli("submit", "double")
    cli("submit", "halve")
    ended = cli("list")
    assert [line.split()[0] for line in ended.out.splitlines()[1:4]] == ["solved", "tried", "new"]
    assert ended.last_line == "next: judge show halve"


@pytest.mark.parametrize(
    ("words", "slugs"),
    [
        (["--topic", "sums"], ["double", "halve"]),
        (["--topic", "SHARES"], ["halve"]),
        (["--difficulty", "hard"], ["root"]),
        (["--status", "solved"], ["double"]),
        (["--status", "new"], ["halve", "root"]),
        (["--status", "new", "--topic", "sums"], ["halve"]),
        (["--status", "tried"], []),
    ],
)
def test_filters(cli: Cli, words: list[str], slugs: list[str]) -> None:
    """Each filter keeps what it says, and filters add up."""
    cli.write("double.py")
    cli("submit", "double")
    listed = json.loads(cli("list", "--json", *words).out)
    assert [problem["slug"] for problem in listed] == slugs
    if not slugs:
        assert "no problem is left with these filters" in cli("list", *words).out


def test_list_as_json_has_everything_on_a_problem(cli: Cli) -> None:
    """The JSON has a problem's place in the list, in the words of problem.toml."""
    first = json.loads(cli("list", "--json").out)[0]
    assert first == {
        "slug": "double", "title": "Double", "difficulty": "easy", "topics": ["sums"], "minutes": 5,
        "runtime": "numpy", "status": "new",
    }  # fmt: skip


def test_unknown_topic_gets_the_near_miss(cli: Cli) -> None:
    """A topic that no problem has is an error that lists the topics."""
    ended = cli("list", "--topic", "sum")
    assert ended.code == 2
    assert ended.err == "judge: error: no problem is about 'sum' (did you mean 'sums'?); topics: roots, shares, sums\n"


def test_list_follows_changes_of_the_bank(cli: Cli) -> None:
    """What the list keeps between calls never hides a problem that was changed, added or taken away."""
    cli("list")
    file = cli.bank / "problems" / "double" / "problem.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('"Double"', '"Twice"'), encoding="utf-8")
    assert "Twice" in cli("list").out
    os.rename(cli.bank / "problems" / "halve", cli.bank / "problems" / "halves")
    assert "halves" in cli("list").out
    (cli.bank / "problems" / "halves" / "problem.toml").unlink()
    assert "halve" not in cli("list").out


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"key": []}', "\ufffd"])
def test_list_survives_a_spoilt_copy(cli: Cli, content: str) -> None:
    """What is kept between calls is only a copy: rubbish in it changes nothing."""
    before = cli("list").out
    (kept,) = cli.home.glob("index-*.json")
    kept.write_text(content, encoding="utf-8")
    assert cli("list").out == before


def test_list_works_where_nothing_can_be_kept(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home that cannot be written, or is a file, costs time only."""
    for home in ("/proc/nowhere", str(cli.write("file", ""))):
        monkeypatch.setenv("JUDGE_HOME", home)
        ended = cli("list")
        assert (ended.code, ended.err) == (0, "")


def test_broken_problem_is_the_judges_fault_and_named(cli: Cli) -> None:
    """A problem.toml that cannot be read is exit code 3, naming the file and the near miss of the key."""
    file = cli.bank / "problems" / "root" / "problem.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("minutes", "minuts"), encoding="utf-8")
    for words in (["list"], ["show", "root"]):
        ended = cli(*words)
        assert ended.code == 3
        assert ended.err.startswith("judge: judge error: ")
        assert str(file) in ended.err
        assert ended.err.count("\n") == 1
    assert cli("show", "double").code == 0


def test_problem_folder_without_problem_toml(cli: Cli) -> None:
    """It is named as what is broken, not as a problem that nobody knows; a path is no slug."""
    file = cli.bank / "problems" / "root" / "problem.toml"
    file.unlink()
    for words in (["show", "root"], ["start", "root"], ["hint", "root"]):
        ended = cli(*words)
        assert (ended.code, ended.err) == (3, f"judge: judge error: {file}: No such file or directory\n")
    for slug in ("..", ".", "../problems", ""):
        assert "no problem is called" in cli("show", slug).err


def test_list_without_a_bank_says_how_to_name_one(cli: Cli, tmp_path: Path) -> None:
    """A folder without a bank is a usage error with the remedy."""
    ended = cli("--bank", str(tmp_path / "nothing"), "list")
    assert ended.code == 2
    assert "no problem bank at" in ended.err
    assert "--bank (or JUDGE_BANK)" in ended.err


@pytest.mark.parametrize("is_file", [False, True])
def test_folder_that_is_no_bank(cli: Cli, tmp_path: Path, is_file: bool) -> None:
    """A folder that exists is told what it lacks."""
    folder = tmp_path / "other"
    folder.mkdir()
    if is_file:
        (folder / "problems").touch()
    ended = cli("--bank", str(folder), "list")
    assert ended.code == 2
    assert f"no problem bank at {folder}: it has no problems/ folder; give --bank" in ended.err


@pytest.mark.parametrize("words", [["--bank", "", "list"], ["list", "--bank", ""]])
def test_empty_name_is_no_bank(cli: Cli, monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    """It does not mean the bank in the current folder."""
    monkeypatch.chdir(cli.bank)
    ended = cli(*words)
    assert (ended.code, ended.out) == (2, "")
    assert "Invalid value for '--bank': it is empty" in ended.err


@pytest.mark.parametrize("place", ["before", "after"])
def test_bank_can_be_named_before_or_after_the_command(cli: Cli, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """--bank counts in either place, and counts more than JUDGE_BANK."""
    monkeypatch.setenv("JUDGE_BANK", "/nowhere")
    bank = ["--bank", str(cli.bank)]
    ended = cli(*bank, "list") if place == "before" else cli("list", *bank)
    assert "double" in ended.out


def test_show_prints_the_statement_and_the_next_command(cli: Cli) -> None:
    """In a pipe the statement is the Markdown as it is; the last line says how to begin."""
    ended = cli("show", "double")
    assert ended.out.startswith("# Double\n\nReturn **x**")
    assert ended.last_line == "next: judge start double"


def test_show_of_a_started_problem_goes_on(cli: Cli) -> None:
    """Where the file is there already, the next command is not to start it again."""
    cli("start", "double")
    assert cli("show", "double").last_line == "next: judge run double"


@pytest.mark.parametrize(
    ("environment", "words", "title"),
    [
        ({}, [], "# Double"),
        ({}, ["--lang", "zh"], "# 加倍"),
        ({"LANG": "zh_CN.UTF-8"}, [], "# 加倍"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}, [], "# Double"),
        ({"JUDGE_LANG": "zh", "LC_ALL": "en_GB.UTF-8"}, [], "# 加倍"),
        ({"JUDGE_LANG": "zh"}, ["--lang", "en"], "# Double"),
    ],
)
def test_language(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], words: list[str], title: str
) -> None:
    """The language is the one asked for, else that of JUDGE_LANG, else that of the locale."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert cli("show", "double", *words).out.startswith(title)


def test_titles_of_the_list_follow_the_language(cli: Cli) -> None:
    """The Chinese list has Chinese titles."""
    assert "平方根" in cli("list", "--lang", "zh").out


def test_unknown_problem_gets_the_near_miss(cli: Cli) -> None:
    """A slug with a slip is answered with the right one, in one line."""
    ended = cli("show", "duoble")
    assert ended.code == 2
    assert ended.err == "judge: error: no problem is called 'duoble' (did you mean 'double'?); see 'judge list'\n"


def test_unknown_command_gets_the_near_miss(cli: Cli) -> None:
    """A command with a slip is answered with the right one, in one line."""
    ended = cli("sumbit", "double")
    assert ended.code == 2
    assert ended.err == "judge: error: no command is called 'sumbit' (did you mean 'submit'?); see 'judge --help'\n"
    assert "did you mean 'start'" in cli("strat").err  # as close to 'stats', but for the letters
    assert "did you mean" not in cli("stop").err


def test_problem_or_file_in_place_of_a_command(cli: Cli) -> None:
    """A forgotten command is named, not a command with a similar name."""
    for word, remedy in (("halve", "'judge show halve' or 'judge submit halve'"), ("a b.py", "'judge run 'a b.py''")):
        ended = cli(word)
        assert (ended.code, ended.out) == (2, "")
        assert f"say {remedy}" in ended.err


@pytest.mark.parametrize(
    "words",
    [["list", "--topics", "x"], ["list", "--difficulty", "mild"], ["show"], ["show", "a", "b"], ["--nonsense"]],
)
def test_wrong_usage_is_one_line(cli: Cli, words: list[str]) -> None:
    """Click's complaints are one line, too, and say where the help is."""
    ended = cli(*words)
    assert ended.code == 2
    assert ended.err.startswith("judge: error: ")
    assert "--help'" in ended.err
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize("words", [["submit", "double"], ["check", "double.py"], ["mock", "start"]])
@pytest.mark.parametrize("seed", [2**63, -(2**63) - 1])
def test_seed_that_does_not_fit(cli: Cli, words: list[str], seed: int) -> None:
    """A number that cannot travel is bad usage, not a bug of the judge."""
    cli.write("double.py")
    ended = cli(*words, f"--seed={seed}")
    assert (ended.code, ended.out) == (2, "")
    assert "a seed has at most 63 bits" in ended.err


def test_help_names_every_command(cli: Cli) -> None:
    """The help, which the bare command prints as well, has a line for each command and says where to begin."""
    ended = cli("--help")
    assert ended.code == 0
    assert cli().out.strip() == ended.out.strip()
    for name, (_, text) in COMMANDS.items():
        assert f"  {name} " in ended.out
        assert text in ended.out
    assert "'judge list'" in ended.last_line


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(cli: Cli, name: str) -> None:
    """Each name of the table leads to a command whose own help begins as the table says."""
    ended = cli(name, "--help")
    assert ended.code == 0
    assert ended.out.startswith(f"Usage: judge {name}")


@pytest.mark.parametrize("words", [[], ["mock"], ["warm"]])
def test_group_alone_shows_its_help(cli: Cli, words: list[str]) -> None:
    """As a help in lines, not as an error in one."""
    ended = cli(*words)
    assert (ended.code, ended.err) == (0, "")
    assert "\nCommands:\n" in ended.out


def test_warm_status_counts(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """One submission is a submission."""
    replies = {"a": 1, "b": 2}
    monkeypatch.setattr("judge.commands.warm._sockets", lambda: list(replies))
    monkeypatch.setattr(
        "judge.warm.client.ask",
        lambda path, word: SimpleNamespace(status={"pid": 7, "started": 0.0, "judged": replies[path]}),
    )
    lines = cli("warm", "status").out.splitlines()
    assert [line.rpartition(", ")[2] for line in lines] == ["1 submission judged", "2 submissions judged"]


def test_version(cli: Cli) -> None:
    """--version prints the version of the package."""
    assert cli("--version").out == f"judge {__version__}\n"


def test_language_before_the_command(cli: Cli) -> None:
    """The option is each command's own."""
    ended = cli("--lang", "zh", "list")
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "--lang goes after the command" in ended.err


def test_language_that_nobody_speaks(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slip in JUDGE_LANG is said, and does no harm."""
    monkeypatch.setenv("JUDGE_LANG", "chinese")
    ended = cli("show", "double")
    assert ended.code == 0
    assert ended.out.startswith("# Double")
    assert "JUDGE_LANG is 'chinese', which is neither 'en' nor 'zh'" in ended.err
