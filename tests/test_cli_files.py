"""Which file is meant, and what is said of a file that cannot be judged."""

from __future__ import annotations

import errno
import hashlib
import os
import socket
from pathlib import Path

import pytest
from toy_cli import Cli

from judge.errors import UserError
from judge.source import SIZE_LIMIT, read_source
from judge.workspace import marked_slug, slug_of_file

SLUGS = ["double", "halve", "root"]


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The console command in an empty folder, with the toy bank."""
    return Cli(tmp_path, monkeypatch)


def test_source_is_read_as_it_is(tmp_path: Path) -> None:
    """A source has the bytes of the file, their hash, and the path as it was given."""
    path = tmp_path / "a.py"
    path.write_bytes(b"\xef\xbb\xbfx = 1\r\n")
    source = read_source(path)
    assert (source.path, source.content, source.oversize) == (str(path), b"\xef\xbb\xbfx = 1\r\n", False)
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_no_more_than_the_limit_is_read(tmp_path: Path) -> None:
    """Of a file of 50 MB only the beginning is read; a file of exactly the limit is read in full."""
    large, exact = tmp_path / "large.py", tmp_path / "exact.py"
    with open(large, "wb") as file:
        file.truncate(50_000_000)
    exact.write_bytes(b"#" * SIZE_LIMIT)
    assert (len(read_source(large).content), read_source(large).oversize) == (SIZE_LIMIT + 1, True)
    assert (len(read_source(exact).content), read_source(exact).oversize) == (SIZE_LIMIT, False)


def make_directory(path: Path) -> None:
    """A folder named like a file."""
    path.mkdir()


def make_fifo(path: Path) -> None:
    """A FIFO that nobody writes to."""
    os.mkfifo(path)


def make_loop(path: Path) -> None:
    """A symbolic link to itself."""
    path.symlink_to(path)


def make_dangling(path: Path) -> None:
    """A symbolic link to nothing."""
    path.symlink_to(path.with_name("gone"))


def make_link_to_fifo(path: Path) -> None:
    """What `<(command)` is: a link to a pipe, which has no name that could be used instead."""
    fifo = path.with_name("pipe")
    os.mkfifo(fifo)
    path.symlink_to(fifo)


def make_link(path: Path) -> None:
    """A link to somebody's file."""
    path.symlink_to(path.with_name("theirs"))
    path.write_text("")


def make_socket(path: Path) -> None:
    """A socket."""
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(path))


def make_device(path: Path) -> None:
    """A link to a device that never ends."""
    path.symlink_to("/dev/zero")


FAULTS = [
    (make_directory, "is a directory"),
    (make_fifo, "is a pipe"),
    (make_loop, "leads back to itself"),
    (make_dangling, "link to a file that is not there"),
    (make_socket, "is a socket"),
    (make_device, "is a device"),
    (make_link_to_fifo, "is a pipe, not a file; save the code to a file"),
    (make_link, "is a symbolic link; name the file itself: "),
]


@pytest.mark.parametrize(("make", "words"), FAULTS, ids=[make.__name__ for make, _ in FAULTS])
@pytest.mark.parametrize("command", ["run", "submit"])
def test_what_is_no_file_is_said_at_once(cli: Cli, make: object, words: str, command: str) -> None:
    """A path that is no regular file is a usage error in one line, and nothing ever blocks on it."""
    assert callable(make)
    make(cli.work / "double.py")
    ended = cli(command, "double", "double.py")
    assert ended.code == 2
    assert ended.err.startswith("judge: error: double.py ")
    assert words in ended.err
    assert ";" in ended.err, "there is no remedy"
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize(
    "words", [["run", "-"], ["submit", "double", "-"], ["check", "-"], ["check", "-", "--problem", "root"]]
)
def test_code_is_not_read_from_stdin(cli: Cli, words: list[str]) -> None:
    """Whoever pipes a file in hears what to do, and not of a file that is called so."""
    ended = cli(*words)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "judge: error: no code is read from stdin; save it to a file and name that\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_unreadable_file(cli: Cli) -> None:
    """A file without the right to read is a usage error that says chmod."""
    cli.write("double.py").chmod(0)
    ended = cli("submit", "double")
    assert ended.code == 2
    assert "permission denied" in ended.err


def test_file_that_becomes_a_fifo_does_not_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is swapped for a FIFO after it was looked at is refused, not waited for."""
    path, file = tmp_path / "fifo.py", tmp_path / "file.py"
    os.mkfifo(path)
    file.touch()
    status = file.stat()
    with monkeypatch.context() as patch:
        patch.setattr(os, "stat", lambda name: status)
        with pytest.raises(UserError, match="is a pipe"):
            read_source(path)


def test_missing_file_gets_the_near_miss_of_its_folder(cli: Cli) -> None:
    """A file that is not there is answered with the one that is."""
    cli.write("sub/double_v2.py")
    ended = cli("submit", "double", "sub/duoble_v2.py")
    assert ended.code == 2
    assert "there is no file sub/duoble_v2.py (did you mean 'double_v2.py'?)" in ended.err
    assert "there is no folder nope either" in cli("submit", "double", "nope/x.py").err


def test_name_that_is_too_long_and_name_with_a_newline(cli: Cli) -> None:
    """Strange names are told in one line, too."""
    for name in ("x" * 5000 + ".py", "a\nb.py", "caf\udce9.py"):
        ended = cli("submit", "double", name)
        assert ended.code == 2
        assert ended.err.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "slug"),
    [
        (b"# judge: double\n", "double"),
        (b"#judge:double\r\n", "double"),
        (b"\xef\xbb\xbf# judge: double", "double"),
        (b'"""Doc."""\n\n    #  judge:   double  # mine\n', "double"),
        (b"x = '# judge: double'\n", ""),
        (b"# judged: double\n", ""),
        (b"", ""),
    ],
)
def test_marked_slug(content: bytes, slug: str) -> None:
    """The line may stand anywhere, with or without spaces, but it has to be a comment of its own."""
    assert marked_slug(content) == slug


@pytest.mark.parametrize(
    ("path", "content", "slug"),
    [
        ("anything.py", b"# judge: root\n", "root"),
        ("double.py", b"# judge: root\n", "root"),
        ("double.py", b"", "double"),
        ("halve/ada.py", b"", "halve"),
        ("halve/double.py", b"", "double"),
        ("root/halve/ada/first.py", b"", "halve"),
        ("ada.py", b"", ""),
    ],
)
def test_slug_of_file(path: str, content: bytes, slug: str) -> None:
    """The line in the file comes first, then the stem, then the nearest folder."""
    assert slug_of_file(f"/anywhere/{path}", content, SLUGS) == slug


def test_line_with_an_unknown_problem_is_an_error() -> None:
    """A line that names no problem is not passed over."""
    with pytest.raises(UserError, match=r"a.py says '# judge: duoble'.*did you mean 'double'"):
        slug_of_file("a.py", b"# judge: duoble", SLUGS)


@pytest.mark.parametrize(
    ("files", "words", "judged"),
    [
        (["double.py"], ["double"], ("double", "double.py")),
        (["double.py"], ["double.py"], ("double", "double.py")),
        (["double.py"], ["./double.py"], ("double", "./double.py")),
        (["double.py"], [], ("double", "double.py")),
        (["double.py", "notes.py"], [], ("double", "double.py")),
        (["mine.py:root"], [], ("root", "mine.py")),
        (["mine.py:root"], ["mine.py"], ("root", "mine.py")),
        (["mine.py:root"], ["root"], ("root", "mine.py")),
        (["x.py"], ["halve", "x.py"], ("halve", "x.py")),
        (["x.py"], ["x.py", "halve"], ("halve", "x.py")),
        (["halve/x.py"], ["halve/x.py"], ("halve", "halve/x.py")),
    ],
)
def test_one_word_is_enough_when_it_says_which(
    cli: Cli, files: list[str], words: list[str], judged: tuple[str, str]
) -> None:
    """PROBLEM, FILE, both in either order, or neither where the folder holds one file for a problem."""
    for name in files:
        name, _, slug = name.partition(":")
        cli.write(name, f"# judge: {slug}\n" if slug else "")
    ended = cli("submit", *words)
    slug, path = judged
    assert ended.out.splitlines()[0] == f"AC  accepted: {slug}, 1 of 1 hidden case passes ({path}, 0.2 s)"


@pytest.mark.parametrize(
    ("files", "words", "error"),
    [
        ([], [], "no file for a problem lies in this folder; write one with 'judge start PROBLEM'"),
        (["double.py", "root.py"], [], "say which file: double.py, root.py; for example 'judge submit double.py'"),
        ([], ["double"], "there is no double.py in this folder; name the file, or write one with 'judge start double'"),
        (["a.py"], ["a.py"], "nothing says which problem a.py is for; name it: 'judge submit PROBLEM a.py'"),
        (["roott.py"], ["roott.py"], "nothing says which problem roott.py is for (did you mean 'root'?)"),
        (["a.py"], ["duoble", "a.py"], "no problem is called 'duoble' (did you mean 'double'?); see 'judge list'"),
        ([], ["duoble"], "no problem is called 'duoble' (did you mean 'double'?); see 'judge list'"),
        ([], ["duoble.py"], "there is no file duoble.py"),
    ],
)
def test_words_that_do_not_say_which(cli: Cli, files: list[str], words: list[str], error: str) -> None:
    """What is missing is said, with the words that would do."""
    for name in files:
        cli.write(name)
    ended = cli("submit", *words)
    assert ended.code == 2
    assert error in ended.err


def test_problem_named_outright_counts_more_than_the_file(cli: Cli) -> None:
    """Judging a file as another problem than it says is done, with a note."""
    cli.write("root.py", "# judge: root\n")
    ended = cli("submit", "double", "root.py")
    assert ended.out.startswith("AC  accepted: double,")
    assert "root.py says '# judge: root', but is judged as double" in ended.err


def test_start_writes_the_stub_with_its_problem(cli: Cli) -> None:
    """The new file is the stub below a line that names the problem, and the last line says how to go on."""
    ended = cli("start", "double")
    assert ended.code == 0
    text = (cli.work / "double.py").read_text(encoding="utf-8")
    assert text.startswith('# judge: double\n"""Write double."""\n')
    assert ended.last_line == "next: edit it, then judge run double"
    assert os.listdir(cli.work) == ["double.py"]


def test_start_says_what_is_not_installed(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the work, not when it is to be judged; the file is written all the same."""
    monkeypatch.setattr("judge.commands.browse.has_runtime", lambda runtime: False)
    ended = cli("start", "double")
    assert (ended.code, (cli.work / "double.py").exists()) == (0, True)
    assert ended.err == "judge: note: it needs numpy, which is not installed; judge doctor says how to get it\n"


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        ("mine.py", "would replace the code in mine.py"),
        ("gone/p.html", "gone/p.html cannot be written"),
        ("link.html", "link.html is a symbolic link"),
        ("", "--html names no file"),
    ],
)
def test_profile_says_at_once_where_it_cannot_write(cli: Cli, page: str, fault: str) -> None:
    """Before a minute of measuring, and the code stays what it is."""
    cli.write("mine.py", "# mine")
    (cli.work / "link.html").symlink_to("page.html")
    ended = cli("profile", "double", "mine.py", "--html", page)
    assert (ended.code, ended.out) == (2, "")
    assert fault in ended.err
    assert (cli.work / "mine.py").read_text() == "# mine"


def test_start_in_another_folder(cli: Cli) -> None:
    """--dir makes the folder, and the next command names the file there."""
    ended = cli("start", "double", "--dir", "my work/day 1")
    assert (cli.work / "my work" / "day 1" / "double.py").exists()
    assert ended.last_line == "next: edit it, then judge run 'my work/day 1/double.py'"


def test_start_never_overwrites_work(cli: Cli) -> None:
    """A file that is there stays as it is, byte for byte, and the remedies are said."""
    path = cli.write("double.py", "my work")
    ended = cli("start", "double")
    assert ended.code == 2
    assert "is left as it is" in ended.err
    assert "--force" in ended.err
    assert path.read_text(encoding="utf-8") == "my work"


def test_start_over_names_the_same_folder(cli: Cli) -> None:
    """The command that is advised is for the file that is there, as a shell reads it."""
    cli("start", "double", "--dir", "my work")
    ended = cli("start", "double", "--dir", "my work")
    assert "'judge start double --dir 'my work' --force'" in ended.err
    cli("start", "double")
    assert "'judge start double --force'" in cli("start", "double", "--dir", str(cli.work)).err


def test_force_keeps_every_earlier_file(cli: Cli) -> None:
    """--force starts over, and each earlier file is kept under a number of its own."""
    path = cli.write("double.py", "first")
    assert "kept what was there as double.py.1" in cli("start", "double", "--force").out
    path.write_text("second", encoding="utf-8")
    cli("start", "double", "--force")
    kept = {entry.name: entry.read_text(encoding="utf-8") for entry in cli.work.iterdir()}
    assert (kept.pop("double.py.1"), kept.pop("double.py.2")) == ("first", "second")
    assert kept.keys() == {"double.py"}
    assert kept["double.py"].startswith("# judge: double")


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_start_where_no_file_can_be(cli: Cli, force: list[str]) -> None:
    """A folder that is a file, and a file that is a folder, are usage errors."""
    cli.write("file")
    (cli.work / "double.py").mkdir()
    for words in (["--dir", "file"], []):
        ended = cli("start", "double", *words, *force)
        assert ended.code == 2
        assert "another folder with --dir" in ended.err


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_full_disk_leaves_nothing_begun(cli: Cli, monkeypatch: pytest.MonkeyPatch, force: list[str]) -> None:
    """An empty file in the place of the stub, or of a copy, would be in the way when there is room again."""
    if force:
        cli.write("double.py", "# mine")
    before = sorted(path.name for path in cli.work.iterdir())

    def fail(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail)
    ended = cli("start", "double", *force)
    assert (ended.code, "No space left on device" in ended.err) == (2, True)
    assert sorted(path.name for path in cli.work.iterdir()) == before
