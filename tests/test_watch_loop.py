"""The loop of `judge watch`, with a thread that judges nothing by itself and keys from a pipe."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from toy_cli import Cli, make_bank, make_report

from judge.catalog import Bank
from judge.errors import UserError
from judge.live.judging import Job, Outcome, Purpose
from judge.live.screen import Screen
from judge.live.watch import KEYS, SHORT_KEYS, Speech, Wake, Watch
from judge.model import Options
from judge.source import Source

NOON = datetime(2024, 5, 6, 12, 0, tzinfo=UTC)


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The console command in an empty folder, with the toy bank."""
    return Cli(tmp_path, monkeypatch)


class Judging:
    """Notes what is asked for; a job is done when the test says so."""

    def __init__(self) -> None:
        self.running: Job | None = None
        self.is_interrupting = False
        self.asked: list[tuple[Purpose, bytes, bool]] = []
        self.warm_ups = 0
        self.outcomes: list[Outcome] = []

    def start(self, *jobs: Job) -> Job | None:
        """Note the jobs."""
        given_up, self.running = self.running, jobs[0] if jobs else None
        self.asked += [(job.purpose, job.source.content, job.options.examples) for job in jobs[:1]]
        self.warm_ups += len(jobs[1:])
        return given_up

    def finish(self, **fields: Any) -> None:
        """Be done with what runs."""
        assert self.running is not None
        self.outcomes.append(Outcome(self.running, **(fields or {"report": make_report()})))
        self.running = None

    def press_on(self) -> None:
        """Nothing is interrupted here."""

    def take_outcomes(self) -> list[Outcome]:
        """What is done."""
        outcomes, self.outcomes = self.outcomes, []
        return outcomes


class Keys:
    """Keys that are all pressed at once."""

    def __init__(self) -> None:
        self.descriptor, self._bell = os.pipe()
        self._pressed = ""

    def press(self, keys: str) -> None:
        """Press keys."""
        self._pressed += keys
        os.write(self._bell, b"!")

    def read(self) -> str:
        """What was pressed."""
        os.read(self.descriptor, 1)
        pressed, self._pressed = self._pressed, ""
        return pressed

    def close(self) -> None:
        """Close the pipe."""
        os.close(self.descriptor)
        os.close(self._bell)


class Bench:
    """A loop about one file, step by step."""

    def __init__(self, root: Path, on_save: Purpose = "run") -> None:
        self.path = root / "double.py"
        self.save("one")
        self.said: list[str] = []
        self.closed: list[Purpose] = []
        self.written: list[str] = []
        self.clock = 100.0
        self.judging, self.keys, self.wake = Judging(), Keys(), Wake()
        self.output, self._reader = os.pipe()[::-1]
        self.loop = Watch(
            Bank(make_bank(root / "bank")).problem("double"),
            str(self.path),
            Options(seed=7),
            on_save,
            judging=self.judging,  # type: ignore[arg-type]
            screen=Screen(self.written.append, lambda: 80, can_erase=True),
            speech=Speech(
                lambda outcome: f"verdict of {outcome.job.source.content.decode()}",
                lambda: self.said.append("hint"),
                lambda: self.said.append("statement"),
                lambda text: self.said.append(f"remark {text}"),
            ),
            keys=self.keys,
            wake=self.wake,
            permit=self.permit,
            output=self.output,
            clock=lambda: self.clock,
            now=lambda: NOON,
        )

    def permit(self, purpose: Purpose) -> None:
        """Refuse what is closed."""
        if purpose in self.closed:
            raise UserError("it is closed", "wait")

    def save(self, text: str) -> None:
        """Write the file as an editor does."""
        fresh = self.path.with_suffix(".new")
        fresh.write_text(text, encoding="utf-8")
        os.replace(fresh, self.path)

    def begin(self) -> None:
        """What the loop does first."""
        self.loop._ask("run")

    def step(self, keys: str = "") -> bool:
        """One turn of the loop, as if woken; whether it goes on."""
        return self.loop._look_around(keys)

    @property
    def asked(self) -> list[tuple[Purpose, bytes, bool]]:
        """What was to be judged so far: purpose, content, whether on the examples."""
        return self.judging.asked

    def leave(self) -> None:
        """The reader of stdout goes away."""
        os.close(self._reader)
        self._reader = -1

    def close(self) -> None:
        """Close the pipes."""
        self.keys.close()
        self.wake.close()
        os.close(self.output)
        if self._reader >= 0:
            os.close(self._reader)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A loop that runs the examples on a save."""
    made = Bench(tmp_path)
    yield made
    made.close()


def test_file_is_judged_as_it_is_at_first(bench: Bench) -> None:
    """The examples are run before anything is saved, and the hidden tests are warmed up behind them."""
    bench.keys.press("q")
    bench.loop.run()
    assert bench.asked == [("run", b"one", True)]
    assert bench.judging.warm_ups == 1


def test_every_save_is_judged(bench: Bench) -> None:
    """A save is judged once, also when nothing was changed."""
    bench.begin()
    bench.judging.finish()
    for text in ("two", "two", "three"):
        bench.save(text)
        bench.step()
        bench.judging.finish()
        bench.step()
    assert [content for _, content, _ in bench.asked] == [b"one", b"two", b"two", b"three"]


def test_saves_can_be_submitted(tmp_path: Path) -> None:
    """With --submit a save is judged on the hidden tests; opening the file is not."""
    bench = Bench(tmp_path, "submit")
    bench.begin()
    bench.save("two")
    bench.step()
    assert bench.asked == [("run", b"one", True), ("submit", b"two", False)]
    bench.close()


def test_keys(bench: Bench) -> None:
    """r runs, s submits, h and t show hint and statement, q quits, and other keys do nothing."""
    assert bench.step("rhxt\x1b") is True
    assert bench.said == ["hint", "statement"]
    assert bench.step("s") is True
    assert bench.asked == [("run", b"one", True), ("submit", b"one", False)]
    for key in ("q", "\x04"):
        assert bench.step(key) is False


def test_what_is_closed_is_said_to_be(bench: Bench) -> None:
    """A submission that is not allowed just now is a line, and the loop goes on; a run is."""
    bench.closed = ["submit"]
    assert bench.step("s") is True
    assert bench.written == ["it is closed; wait\n"]
    bench.step("r")
    assert bench.asked == [("run", b"one", True)]


def test_save_and_s_at_once_submits_what_was_saved(bench: Bench) -> None:
    """Whichever is noticed first, the submission is of the new text, and the save does not undo it."""
    bench.begin()
    bench.save("two")
    bench.step("s")
    assert bench.asked[-1] == ("submit", b"two", False)
    bench.step()
    assert bench.asked[-1] == ("submit", b"two", False)


def test_same_key_twice_does_not_begin_again(bench: Bench) -> None:
    """What is being judged already is not given up for the same again; a submission is worth a run."""
    bench.step("r")
    bench.step("r")
    bench.step("s")
    bench.step("sr")
    assert bench.asked == [("run", b"one", True), ("submit", b"one", False)]


def test_submission_that_is_given_up_is_said_to_be(bench: Bench) -> None:
    """A newer save takes the place of a submission that runs; nobody believes that it was kept."""
    bench.step("s")
    bench.save("two")
    bench.step()
    assert any("the submission was given up, and is not kept" in text for text in bench.written)


def test_verdict_and_remark_are_shown(bench: Bench) -> None:
    """A verdict is written with what storing it had to say; a superseded job says nothing."""
    bench.step("s")
    bench.judging.finish(report=make_report(), note="the disk is full")
    bench.step("r")
    assert "verdict of one\n" in bench.written
    assert bench.said == ["remark the disk is full"]
    bench.written.clear()
    bench.judging.finish(report=None)
    bench.step()
    assert bench.written == []


def test_error_of_the_thread_ends_the_loop(bench: Bench) -> None:
    """What judging raises is raised where the command can tell it."""
    bench.begin()
    bench.judging.finish(error=UserError("NumPy is not installed", "install it"))
    with pytest.raises(UserError, match="NumPy is not installed"):
        bench.step()


def test_warm_up_is_done_once_and_says_nothing(bench: Bench) -> None:
    """The reference is judged unseen until the hidden tests are warm; nobody hears of what becomes of it."""
    job = Job("warm up", bench.loop._problem, Source("reference.py", b""), Options(), NOON)
    bench.begin()
    for outcome in (Outcome(job, error=UserError("no")), Outcome(job)):
        bench.judging.outcomes.append(outcome)
        bench.step("r")
    assert bench.judging.warm_ups == 1
    bench.save("two")
    bench.step()
    assert bench.judging.warm_ups == 2
    bench.judging.outcomes.append(Outcome(job, make_report()))
    bench.save("three")
    bench.step()
    assert bench.judging.warm_ups == 2
    assert bench.written == []


def test_deleted_file_ends_what_runs_and_is_judged_when_it_is_back(bench: Bench) -> None:
    """A file that is gone is said to be; when it is back it is judged."""
    bench.begin()
    bench.path.unlink()
    bench.step()
    assert bench.judging.running is not None
    bench.clock += 1
    bench.step()
    assert bench.judging.running is None
    assert any("is gone; it is judged when it comes back" in text for text in bench.written)
    bench.step("r")
    assert any("there is no file" in text for text in bench.written)
    bench.save("two")
    bench.step()
    assert bench.asked[-1] == ("run", b"two", True)


def test_file_that_cannot_be_read_is_said(bench: Bench) -> None:
    """A folder in the file's place is a line, and the loop goes on."""
    bench.path.unlink()
    bench.path.mkdir()
    assert bench.step() is True
    assert any("is a directory, not a file" in text for text in bench.written)


def test_loop_ends_when_nobody_reads(bench: Bench) -> None:
    """`judge watch | head` ends with head."""
    bench.leave()
    bench.loop.run()
    assert bench.asked == [("run", b"one", True)]


def test_stopped_process_begins_again(bench: Bench) -> None:
    """Ctrl-Z gives up what runs, for its clocks go on; afterwards it is judged again, once."""
    bench.begin()
    bench.loop.stop()
    assert bench.judging.running is None
    bench.loop.resume()
    assert [purpose for purpose, _, _ in bench.asked] == ["run", "run"]
    bench.loop.resume()
    assert len(bench.asked) == 2


def test_status_says_what_goes_on(bench: Bench) -> None:
    """The last line tells of the file and the keys, and while it judges, for how long."""
    assert bench.loop._describe_status()[0] == f"watching {bench.path}: {KEYS}"
    bench.begin()
    assert bench.loop._describe_status()[0] == f"judging {bench.path}: {KEYS}"
    bench.clock += 3
    assert bench.loop._describe_status()[0] == f"judging {bench.path} for 3 s: {KEYS}"
    assert bench.loop._describe_status()[-1] == "judging for 3 s"


def test_ring_wakes_the_loop_however_often(bench: Bench) -> None:
    """Any number of rings is one awakening, and a ring after the end is no error."""
    wake = Wake()
    for _ in range(100_000):
        wake.ring()
    wake.clear()
    wake.clear()
    wake.close()
    wake.ring()


def screen(columns: int = 20, *, can_erase: bool = True) -> tuple[Screen, list[str]]:
    """A screen, and what it has written."""
    written: list[str] = []
    return Screen(written.append, lambda: columns, can_erase=can_erase), written


def test_status_is_taken_away_before_text() -> None:
    """Text that stays never shares a line with the status, and a status that has not changed is not written again."""
    shown, written = screen()
    shown.show_status("watching")
    shown.show_status("watching")
    shown.say("text")
    shown.show_status("watching")
    assert written == ["watching", "\r\x1b[K", "text\n", "watching"]


def test_status_without_escape_sequences() -> None:
    """A dumb terminal is erased with spaces."""
    shown, written = screen(can_erase=False)
    shown.show_status("abc")
    shown.clear()
    assert written == ["abc", "\r   \r"]


def test_status_fits_on_the_line() -> None:
    """A status that is too long is cut, so that it never takes a second line."""
    shown, written = screen(8)
    shown.show_status("0123456789")
    assert written == ["0123456"]


def test_status_in_fewer_words_where_the_terminal_is_narrow() -> None:
    """The first form that fits the terminal as it is just now is shown, so that a narrow window names every key."""
    written: list[str] = []
    width = 20
    shown = Screen(written.append, lambda: width, can_erase=True)
    shown.show_status("a long status", "short", "s")
    width = 8
    shown.show_status("a long status", "short", "s")
    width = 1
    shown.show_status("a long status", "short", "s")
    assert [text for text in written if text and not text.startswith("\r")] == ["a long status", "short"]


def test_every_key_is_named_in_forty_columns() -> None:
    """The short form of the keys fits."""
    assert len(SHORT_KEYS) < 40
    assert [word for word in SHORT_KEYS.split() if len(word) == 1] == [part[0] for part in KEYS.split(", ")]


def test_pipe_gets_no_status() -> None:
    """Where nobody looks there is only the text."""
    shown, written = screen(0)
    shown.show_status("watching")
    shown.say("text")
    assert written == ["text\n"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nosuch"], "no problem is called 'nosuch'"),
        (["double"], "there is no double.py in this folder"),
        (["double", "missing.py"], "there is no file missing.py"),
        ([], "no file for a problem lies in this folder"),
    ],
)
def test_nothing_to_watch(cli: Cli, words: list[str], said: str) -> None:
    """What cannot be watched is a usage error in one line, before anything is started."""
    ended = cli("watch", *words)
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert said in ended.err
