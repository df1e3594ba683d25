"""`judge check`: which files are judged, and what is told of them."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from toy_cli import Cli

from judge.batch.judging import find_entry_line
from judge.errors import UserError
from judge.model import EntryPoint


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


@pytest.mark.parametrize("word", ["nowhere", "a/b.py", "halve", "a/"])
def test_word_that_is_not_there(cli: Cli, word: str) -> None:
    """A slip in a folder's name is an error, above all with --skip-unknown, which would judge nothing and accept."""
    cli.write("double.py", "# crash if judged")
    ended = cli("check", "double.py", word, "--skip-unknown")
    assert (ended.code, ended.out) == (2, "")
    assert f"there is no file or folder {word}; " in ended.err
    assert ("--problem halve" in ended.err) == (word == "halve")


def test_empty_word_is_no_path(cli: Cli) -> None:
    """A message that quotes it would have a hole in it."""
    cli.write("double.py", "# crash if judged")
    ended = cli("check", "double.py", "")
    assert (ended.code, ended.out) == (2, "")
    assert "an empty word is no path; name a file or a folder" in ended.err


@pytest.mark.parametrize("word", ["s", "s/**/*.py", "s/*/double.py", "s/cl*/**", "*/*/*.py"])
def test_folder_that_cannot_be_read(cli: Cli, monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    """It is not passed over: nobody has looked at what lies in it."""
    cli.write("s/double.py", "# crash if judged")
    cli.write("s/closed/double.py")
    for name in ("scandir", "lstat"):
        monkeypatch.setattr(os, name, closing(getattr(os, name)))
    ended = cli("check", word, "--skip-unknown")
    assert (ended.code, ended.out) == (2, "")
    assert re.search("s/closed(/double.py)? cannot be read: Permission denied; make it readable", ended.err)


def closing(real: Callable[..., Any]) -> Callable[..., Any]:
    """A call that is refused to look into folders called "closed"."""

    def call(path: str = ".", **options: Any) -> Any:
        if "closed" in os.path.dirname(f"{path}/" if real.__name__ == "scandir" else path).split("/"):
            raise PermissionError(13, "Permission denied", path)
        return real(path, **options)

    return call


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_file_that_must_not_be_read_does_not_stop_the_others(cli: Cli) -> None:
    """It does not load, named by itself as in a folder."""
    cli.write("double.py").chmod(0)
    cli.write("halve.py")
    assert judged(cli, "double.py", "halve.py") == [("double", "double.py", "CE"), ("halve", "halve.py", "AC")]


@pytest.mark.parametrize("words", [["gone/double.py"], ["double/gone.py"], ["gone.py", "--problem", "double"]])
def test_submission_that_is_not_there(cli: Cli, words: list[str]) -> None:
    """Where it is known what a file was to be, it does not load, and the others are judged."""
    cli.write("root.py", "# judge: root")
    ended = cli("check", *words, "root.py")
    assert ended.code == 1
    assert ended.out.startswith("CE  double  0/0")
    assert "1 accepted, 1 does not load" in ended.out


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


@pytest.mark.parametrize(
    ("option", "start", "end"), [("--junit", "<?xml", "</testsuites>"), ("--html", "<!doctype html>", "</html>")]
)
def test_other_reports_to_stdout_stand_alone(cli: Cli, option: str, start: str, end: str) -> None:
    """There is no table beside them."""
    cli.write("double.py")
    out = cli("check", "double.py", option, "-").out
    assert out.startswith(start)
    assert out.rstrip().endswith(end)


@pytest.mark.parametrize("option", ["--junit", "--html"])
def test_reports_have_an_encoding_of_their_own(cli: Cli, option: str) -> None:
    """They say that they are UTF-8, and so they are, whatever the terminal's encoding is."""
    cli.write("double/é.py")
    ended = cli("check", "double", option, "-", encoding="latin-1")
    assert "double/é.py" in ended.out.encode("latin-1").decode("utf-8")


@pytest.mark.parametrize("name", ["-", "/dev/stdout"])
def test_json_to_stdout_stands_alone(cli: Cli, name: str) -> None:
    """With --json - stdout is one JSON document."""
    cli.write("double.py")
    assert json.loads(cli("check", "double.py", "--json", name).out)["summary"] == {
        "total": 1, "accepted": 1, "verdicts": {"AC": 1},
    }  # fmt: skip


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


def test_unknown_mark_is_listed_with_the_others(cli: Cli) -> None:
    """A line that names a problem that there is not is told with the near miss, beside the files without a line."""
    cli.write("s/a.py", "# judge: doubel\n")
    cli.write("s/b.py")
    ended = cli("check", "s")
    assert ended.code == 2
    assert "for: s/a.py (says '# judge: doubel'" in ended.err
    assert "did you mean 'double'?)), s/b.py; add a line" in ended.err


def test_skip_unknown_judges_the_others(cli: Cli) -> None:
    """With --skip-unknown files that say no problem are left out, which is said on stderr."""
    cli.write("s/a.py", "# judge: doubel\n")
    cli.write("s/b.py")
    cli.write("s/double.py")
    assert judged(cli, "s", "--skip-unknown") == [("double", "s/double.py", "AC")]
    ended = cli("check", "s", "--skip-unknown")
    assert ended.code == 0
    assert ended.err.startswith("judge: left out 2 that say no problem: s/a.py")


def test_one_file_under_two_names_is_judged_once(cli: Cli) -> None:
    """However a file is spelled, it is one submission; two files of one name are two."""
    cli.write("s/a/double.py")
    cli.write("s/b/double.py", "# verdict WA no")
    found = judged(cli, "s", "./s/a/double.py", "s/../s/b/double.py", str(cli.work / "s" / "a" / "double.py"))
    assert found == [("double", "s/a/double.py", "AC"), ("double", "s/b/double.py", "WA")]


def test_million_lines_are_a_verdict(cli: Cli) -> None:
    """A file of a million lines is read no further than its limit, and does not hold up the others."""
    cli.write("double.py", "x = 1\n" * 1_000_000)
    cli.write("halve.py", "\n" * 1_000_000)
    assert judged(cli, "double.py", "halve.py") == [("double", "double.py", "AC"), ("halve", "halve.py", "AC")]


def test_required_problem_without_submission_fails(cli: Cli) -> None:
    """All accepted and one missing is 1; the missing one is in the table, the JSON, the XML and the page."""
    cli.write("s/double.py")
    outputs = ("--json", "o.json", "--junit", "o.xml", "--html", "o.html")
    ended = cli("check", "s", "--require", "root,double", "--require", "halve", *outputs)
    assert ended.code == 1
    assert "missing: root, halve" in ended.out
    assert json.loads((cli.work / "o.json").read_text())["summary"]["missing"] == ["root", "halve"]
    assert all("root" in (cli.work / name).read_text() for name in ("o.xml", "o.html"))
    assert cli("check", "s", "--require", "double").code == 0
    unknown = cli("check", "s", "--require", "rot")
    assert (unknown.code, "did you mean 'root'" in unknown.err) == (2, True)


def test_allowed_verdicts_do_not_fail(cli: Cli) -> None:
    """Only what --allow does not name fails; a fault of the judge cannot be allowed."""
    cli.write("s/a/double.py", "# verdict WA x")
    cli.write("s/b/double.py", "# verdict TLE x")
    assert cli("check", "s", "--allow", "WA").code == 1
    assert cli("check", "s", "--allow", "wa,TLE").code == 0
    assert cli("check", "s", "--allow", "WA", "--allow", "TLE").code == 0
    for verdict in ("JE", "AC", "XX"):
        ended = cli("check", "s", "--allow", verdict)
        assert ended.code == 2
        assert f"'{verdict}' is none of WA, RE, TLE, MLE, OLE, SV, CE" in ended.err


def test_shards_are_the_whole(cli: Cli) -> None:
    """Each submission is judged by one of the shards; a shard without any is a success."""
    for number in range(5):
        cli.write(f"s/{number}/double.py", "# verdict WA no" if number == 0 else "")
    shards = [judged(cli, "s", "--shard", f"{number}/3") for number in (1, 2, 3)]
    assert sorted(path for shard in shards for _, path, _ in shard) == [f"s/{number}/double.py" for number in range(5)]
    assert cli("check", "s", "--shard", "9/9").code == 0
    assert cli("check", "s", "--shard", "9/9").out == "0 submissions\n"
    ended = cli("check", "s", "--shard", "4/3")
    assert ended.code == 2
    assert "'4/3' is no shard" in ended.err


def test_required_is_asked_of_all_shards_together(cli: Cli) -> None:
    """A problem whose submission is in another shard is not missing."""
    cli.write("s/double.py")
    cli.write("s/halve.py")
    assert cli("check", "s", "--require", "double,halve", "--shard", "1/2").code == 0


def test_changed_since_asks_only_changed_files_for_their_problem(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stray file that was there before is nobody's hindrance; one that is new is."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    git = ["git", "-c", "user.name=Test", "-c", "user.email=test@example.org"]
    cli.write("double.py")
    cli.write("helper.py")
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "work"]):
        subprocess.run([*git, *words], cwd=cli.work, check=True)
    cli.write("double.py", "# verdict WA no")
    ended = cli("check", ".", "--changed-since", "main")
    assert (ended.code, ended.err) == (1, "")
    assert "1 submission: 1 wrong answer" in ended.out
    cli.write("another.py")
    ended = cli("check", ".", "--changed-since", "main")
    assert ended.code == 2
    assert "another.py" in ended.err
    assert "helper.py" not in ended.err


def test_changed_since_without_git(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """That git is not there is said before anything is judged."""
    cli.write("double.py", "# crash if judged")
    monkeypatch.setenv("PATH", str(cli.root))
    ended = cli("check", "double.py", "--changed-since", "main")
    assert (ended.code, ended.out) == (2, "")
    assert "--changed-since needs git, which is not installed; install git, or leave it out" in ended.err


@pytest.mark.parametrize("option", ["--json", "--junit", "--html", "--resume"])
@pytest.mark.parametrize("target", ["nowhere/out", "/proc/out", "folder"])
def test_file_that_cannot_be_written_is_said_before_judging(cli: Cli, option: str, target: str) -> None:
    """Nothing is judged for a result that could not be kept, and the option is named."""
    notes = cli.root / "notes"
    cli.write("double.py", f"# note {notes}")
    (cli.work / "folder").mkdir()
    ended = cli("check", "double.py", option, target)
    assert ended.code == 2
    assert f"{target} cannot be written" in ended.err
    assert f"give {option} another file" in ended.err
    assert not notes.exists()


def make_long_name(path: Path) -> Path:
    """A name that is as long as one may be, which leaves no room for the file beside it."""
    return path.with_name("n" * 255)


def make_socket(path: Path) -> Path:
    """A socket, which nobody can open."""
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(path))
    return path


def make_link(path: Path) -> Path:
    """A link to a report of another day."""
    path.symlink_to("target")
    return path


@pytest.mark.parametrize("make", [make_long_name, make_socket, make_link])
def test_place_that_takes_no_report_is_said_before_judging(cli: Cli, make: Callable[[Path], Path]) -> None:
    """Nothing is judged for a report that could not be written, and what is there stays as it is."""
    notes = cli.root / "notes"
    cli.write("double.py", f"# note {notes}")
    path = make(cli.work / "out")
    before = sorted(cli.work.iterdir())
    ended = cli("check", "double.py", "--json", path.name)
    assert (ended.code, ended.out) == (2, "")
    assert "give --json " in ended.err
    assert not notes.exists()
    assert sorted(cli.work.iterdir()) == before


def test_file_of_somebody_else_in_a_sticky_folder(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in /tmp: there one may make files, but replace only one's own."""
    cli.write("double.py", "# crash if judged")
    cli.write("shared/out", "theirs")
    (cli.work / "shared").chmod(0o1777)
    user = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: user + 1)
    ended = cli("check", "double.py", "--json", "shared/out")
    assert (ended.code, ended.out) == (2, "")
    assert "shared/out cannot be written: it belongs to somebody else" in ended.err


def test_pipe_gets_the_report_though_it_was_looked_at(cli: Cli) -> None:
    """Whoever waits for the report at the other end of a FIFO does not get an empty one."""
    cli.write("double.py")
    os.mkfifo(cli.work / "pipe")
    with subprocess.Popen(["cat", "pipe"], cwd=cli.work, stdout=subprocess.PIPE) as reader:
        assert cli("check", "double.py", "--json", "pipe").code == 0
        assert reader.stdout is not None
        assert json.loads(reader.stdout.read())["summary"]["total"] == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
@pytest.mark.parametrize("make", [os.mkfifo, Path.touch])
def test_what_is_appended_to_must_be_writable(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], None]
) -> None:
    """The step's summary and special files are asked themselves, not the folder that they are in."""
    cli.write("double.py")
    path = cli.root / "closed" / "summary"
    path.parent.mkdir()
    make(path)
    path.parent.chmod(0o500)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    path.chmod(0o400)
    ended = cli("check", "double.py", "--github")
    assert (ended.code, ended.out) == (2, "")
    assert "summary cannot be written: Permission denied" in ended.err
    if path.is_file():
        path.chmod(0o600)
        assert cli("check", "double.py", "--github").code == 0
        assert "judge check" in path.read_text()


def test_summary_that_is_not_there_yet_leaves_no_trace(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """That it can be made is known, and it is not made before there is something to say; where it can't be, too."""
    for place, said in (("summary", "nowhere"), ("nowhere/summary", "nowhere/summary cannot be written")):
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", place)
        assert said in cli("check", "nowhere", "--github").err
        assert list(cli.work.iterdir()) == []


EMPTY = ("--json", "--junit", "--html", "--problem", "--resume", "--cluster", "--require", "--allow", "--bank")


@pytest.mark.parametrize("option", EMPTY)
def test_option_without_a_value_is_not_passed_over(cli: Cli, monkeypatch: pytest.MonkeyPatch, option: str) -> None:
    """A variable of the shell that is unset must not cost the report, nor mean the bank in the current folder."""
    cli.write("double.py", "# crash if judged")
    path = str(cli.work / "double.py")
    monkeypatch.chdir(cli.bank)
    ended = cli("check", path, option, "")
    assert (ended.code, ended.out) == (2, "")
    assert f"Invalid value for '{option}': " in ended.err


@pytest.mark.parametrize("option", ["--require", "--allow"])
@pytest.mark.parametrize("value", [",", " "])
def test_words_of_which_one_is_empty(cli: Cli, option: str, value: str) -> None:
    """One of several variables may be the one that is unset."""
    cli.write("double.py", "# crash if judged")
    ended = cli("check", "double.py", option, {"--require": "double", "--allow": "tle"}[option], option, value)
    assert (ended.code, ended.out) == (2, "")
    assert f"Invalid value for '{option}': it is empty" in ended.err


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("/dev/null", "/dev/null keeps no results: it is no regular file; give --resume another file"),
        ("pipe", "pipe keeps no results: it is no regular file; give --resume another file"),
        ("-", "Invalid value for '--resume': results are kept in a file, not on stdout"),
    ],
)
def test_results_are_kept_in_a_file(cli: Cli, name: str, said: str) -> None:
    """What has no places to come back to cannot be gone on with, and nothing is judged for it."""
    cli.write("double.py", "# crash if judged")
    os.mkfifo(cli.work / "pipe")
    ended = cli("check", "double.py", "--resume", name)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["a", "--resume", "a/double.py"], "a/double.py"),
        (["a/code", "--problem", "root", "--resume", "./a/code"], "./a/code"),
        (["a/halve.py", "--resume", "a/double.py"], "a/double.py"),
    ],
)
def test_results_cannot_take_the_place_of_code(cli: Cli, words: list[str], name: str) -> None:
    """A submission without a word in it is one all the same, be it one that is judged now or another."""
    for file in ("double.py", "halve.py", "code"):
        cli.write(f"a/{file}")
    ended = cli("check", *words)
    assert (ended.code, ended.out) == (2, "")
    assert f"--resume would replace the code in {name}; give --resume another file" in ended.err
    assert {path.read_text() for path in (cli.work / "a").iterdir()} == {""}


def test_two_options_cannot_name_one_file(cli: Cli) -> None:
    """The second would write over the first."""
    cli.write("double.py")
    ended = cli("check", "double.py", "--json", "out", "--html", "./out")
    assert ended.code == 2
    assert "named by --json and by --html" in ended.err


def test_report_cannot_take_the_place_of_the_resumed_results(cli: Cli) -> None:
    """What --resume keeps would be gone."""
    cli.write("double.py")
    ended = cli("check", "double.py", "--resume", "kept", "--json", "./kept")
    assert ended.code == 2
    assert "named by --resume and by --json" in ended.err


@pytest.mark.parametrize(
    "words",
    [
        ["--json", "a/double.py", "a/halve.py"],  # what a shell makes of: --json a/*.py
        ["--html", "a/double.py", "a"],
        ["a/code.txt", "--problem", "root", "--junit", "./a/../a/code.txt"],
    ],
)
def test_report_cannot_take_the_place_of_code(cli: Cli, words: list[str]) -> None:
    """A submission is not lost to a word too few, and nothing is judged."""
    for name in ("double.py", "halve.py", "code.txt"):
        cli.write(f"a/{name}", "# mine")
    ended = cli("check", *words)
    assert (ended.code, ended.out) == (2, "")
    assert "would replace the code in" in ended.err
    assert {path.read_text() for path in (cli.work / "a").iterdir()} == {"# mine"}


def test_tier_that_is_ruled_out(cli: Cli) -> None:
    """The two options are to blame, not the machine."""
    cli.write("double.py")
    ended = cli("check", "double.py", "--isolation", "basic", "--min-isolation", "standard")
    assert (ended.code, ended.out) == (2, "")
    assert "--isolation basic is below --min-isolation standard" in ended.err
    assert cli("check", "double.py", "--isolation", "standard", "--min-isolation", "standard").code == 0


def test_files_are_written_in_full_or_not_at_all(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk is full half-way the old file stays, nothing else is left, and the other files are written."""

    def fail(overview: object) -> list[str]:
        raise OSError(28, "No space left on device")

    cli.write("double.py")
    cli.write("out.xml", "old")
    monkeypatch.setattr("judge.report.junit.render_junit", fail)
    ended = cli("check", "double.py", "--junit", "out.xml", "--json", "out.json")
    assert ended.code == 2
    assert "out.xml cannot be written: No space left on device" in ended.err
    assert (cli.work / "out.xml").read_text() == "old"
    assert sorted(path.name for path in cli.work.iterdir()) == ["double.py", "out.json", "out.xml"]


def test_special_files_are_written_to(cli: Cli) -> None:
    """/dev/null and the like take a report without being replaced."""
    cli.write("double.py")
    assert cli("check", "double.py", "--json", "/dev/null", "--junit", "/dev/null").code == 0
    assert not os.path.isfile("/dev/null")


def test_file_that_is_open_already_is_written_to(cli: Cli) -> None:
    """A report to /dev/stdout goes to where stdout goes, and replaces nothing there."""
    cli.write("double.py")
    with open(cli.work / "out", "w+b") as file:
        assert cli("check", "double.py", "--json", f"/dev/fd/{file.fileno()}").code == 0
        assert json.loads(file.read())["summary"]["total"] == 1


def test_github_in_full(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table where commands are off, the annotations at the entry point's line, and the step's summary appended."""
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(cli.root / "summary.md"))
    monkeypatch.setenv("GITHUB_WORKSPACE", str(cli.root))
    monkeypatch.setattr("secrets.token_hex", lambda size: "f00d")
    (cli.root / "summary.md").write_text("before\n")
    cli.write(
        "s/double.py", '"""Work."""\n\nimport math\n\n\ndef double(x):\n    return x\n\n# verdict WA ::error::no\n'
    )
    cli.write("s/halve.py")
    ended = cli("check", "s", "--github")
    assert ended.code == 1
    assert ended.out == (
        "::stop-commands::f00d\n"
        "WA  double  1/2  s/double.py\n"
        "    case 1 (shapes): ::error::no\n"
        "AC  halve   1/1  s/halve.py\n"
        "\n"
        "2 submissions: 1 accepted, 1 wrong answer\n"
        "::f00d::\n"
        "::error file=work/s/double.py,line=6,title=double%3A wrong answer::"
        "case 1 (shapes): ::error::no%0A1 of 2 hidden cases pass\n"
    )
    summary = (cli.root / "summary.md").read_text()
    assert summary.startswith("before\n### ❌ judge check\n")
    assert "| ❌ WA | double | s/double.py | 1/2 |" in summary


def test_no_submission_commands_github(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """GitHub reads '##[' anywhere and '::' behind blanks as commands, also of a check that does not annotate."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setattr("secrets.token_hex", lambda size: "f00d")
    cli.write("double.py", "# verdict WA ::error::no")
    cli.write("##[error]")
    ended = cli("check", "double.py", "##[error]", "--skip-unknown")
    assert ended.code == 1
    assert ended.out == (
        "::stop-commands::f00d\n"
        "WA  double  1/2  double.py\n"
        "    case 1 (shapes): ::error::no\n"
        "\n"
        "1 submission: 1 wrong answer\n"
        "::f00d::\n"
    )
    assert ended.err == "judge: left out 1 that say no problem: # #[error]\n"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("--github --json -", "--github and --json - both"),
        ("--github --html -", "--github and --html - both"),
        ("--json - --junit -", "--json - and --junit - both"),
        ("--json - --junit /dev/stdout", "--json - and --junit - both"),
        ("--html /dev/fd/1 --json /proc/self/fd/1", "--json - and --html - both"),
        ("--github --junit /dev/stdout", "--github and --junit - both"),
    ],
)
def test_two_cannot_share_stdout(cli: Cli, words: str, named: str) -> None:
    """One in the middle of the other would spoil both, under whatever names they are had."""
    cli.write("double.py", "# crash if judged")
    ended = cli("check", "double.py", *words.split())
    assert (ended.code, ended.out) == (2, "")
    assert named in ended.err


def test_option_whose_value_is_forgotten(cli: Cli) -> None:
    """The remedy is that of every usage error."""
    ended = cli("check", "double.py", "--json")
    assert (ended.code, ended.err) == (
        2, "judge: error: Option '--json' requires an argument; see 'judge check --help'\n",
    )  # fmt: skip


@pytest.mark.parametrize("jobs", ["", "x", "1.5"])
def test_jobs_are_a_number(cli: Cli, jobs: str) -> None:
    """What is none is told in the words of whoever starts a command."""
    cli.write("double.py", "# crash if judged")
    ended = cli("check", "double.py", "--jobs", jobs)
    assert (ended.code, ended.out) == (2, "")
    assert f"'{jobs}' is not a valid whole number; see 'judge check --help'" in ended.err


def test_two_cannot_share_what_is_open(cli: Cli) -> None:
    """Each would be written to the end of the other."""
    cli.write("double.py", "# crash if judged")
    with open(cli.work / "log", "wb") as file:
        one, other = f"/dev/fd/{file.fileno()}", f"/proc/self/fd/{file.fileno()}"
        ended = cli("check", "double.py", "--json", one, "--junit", other)
    assert (ended.code, ended.out) == (2, "")
    assert f"{other} is named by --json and by --junit; give --junit another file" in ended.err


def test_min_isolation_from_the_environment(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """JUDGE_MIN_ISOLATION is --min-isolation, and a tier that there is not is a usage error."""
    cli.write("double.py")
    monkeypatch.setenv("JUDGE_MIN_ISOLATION", "fortress")
    ended = cli("check", "double.py")
    assert ended.code == 2
    assert "'fortress' is not one of 'full', 'standard', 'basic'" in ended.err


def test_what_is_missing_of_a_runtime_is_said_before_judging(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the runtime nothing can be judged: usage, with what to install."""

    def missing(name: str, python: str | None = None) -> None:
        raise UserError("this problem needs NumPy, which is not installed", "run: pip install numpy")

    monkeypatch.setattr("judge.sandbox.runtimes.find_runtime", missing)
    cli.write("double.py")
    ended = cli("check", "double.py", "--json", "out.json")
    assert (ended.code, ended.out) == (2, "")
    assert "run: pip install numpy" in ended.err
    assert not (cli.work / "out.json").exists()


@pytest.mark.parametrize(
    "error", [BlockingIOError(11, "Resource temporarily unavailable"), RuntimeError("can't start new thread")]
)
def test_too_many_processes_are_no_bug(cli: Cli, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """A limit of the machine is told with what helps."""

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("judge.commands.check.choose_judges", fail)
    cli.write("double.py")
    ended = cli("check", "double.py")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "judge: error: no more processes or threads may be started; end some, or raise the limit: 'ulimit -u'\n"
    )


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"def double(x): pass", 1),
        (b"# def double\n\n  async def double(x): pass", 3),
        (b"x = 1\nclass double:\n", 2),
        (b"def doubles(): pass\nfrom math import sqrt as double\n", 2),
        (b"double = lambda x: x\ndef double(x): pass\n", 2),
        (b"\xff\x00\ndouble = 1", 2),
        (b"# double\n", 1),
        (b"", 1),
        (b" " * 500_000 + b"def " * 100_000, 1),
        (b"double" * 170_000, 1),
    ],
)
def test_line_of_the_entry_point(content: bytes, line: int) -> None:
    """Where it is defined, else where it is first assigned or imported, else the first; in no time for any content."""
    assert find_entry_line(content, [EntryPoint("double", "(x)")]) == line
