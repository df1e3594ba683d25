"""The end of a session: what was there in time is submitted once, and nothing else ever."""

from __future__ import annotations

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from mock_toy import Room


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    """The console command in an empty folder, with a clock that is set."""
    return Room(tmp_path, monkeypatch)


def save_at(path: Path, minutes: float) -> None:
    """Give a file a time of saving, counted from now."""
    moment = datetime.now().timestamp() + 60 * minutes
    os.utime(path, (moment, moment))


def verdicts(room: Room) -> dict[str, str | None]:
    """What the session has made of each problem."""
    return {problem["problem"]: problem["verdict"] for problem in room.json("status")["problems"]}


def test_last_saved_files_are_submitted_once(room: Room) -> None:
    """Whichever command comes first after the deadline submits them; a second one finds that done."""
    room.start()
    room.write("double", "# fine")
    room.write("halve", "# verdict WA why")
    room.clock.move(50)
    ended = room("status")
    assert "1 of 2 solved" in ended.out
    assert verdicts(room) == {"double": "AC", "halve": "WA"}
    room("report")
    assert sorted(room.judged()) == ["double", "halve"]
    marks = [problem["submissions"] for problem in room.json("report")["problems"]]
    assert [[mark["how"] for mark in each] for each in marks] == [["deadline"], ["deadline"]]
    assert [each[0]["second"] for each in marks] == [2700, 2700]


def test_what_was_judged_before_is_not_submitted_again(room: Room) -> None:
    """The last content is known already; a stub that was never touched is no submission either."""
    room.start()
    room.write("double", "# verdict WA why")
    room("submit")
    room.clock.move(50)
    assert verdicts(room) == {"double": "WA", "halve": None}
    assert room.judged() == ["double"]
    fates = [problem["fate"] for problem in room.json("report")["problems"]]
    assert fates == ["known", "untouched"]


def test_late_submission_is_refused_and_said_to_be_late(room: Room) -> None:
    """It is not judged; how late it comes is said."""
    room.start("double")
    room.clock.move(45)
    room.write("double", "# fine")
    save_at(room.folder / "double.py", 46)
    room.clock.move(2)
    ended = room("submit")
    assert ended.code == 2
    assert "the submission comes 2:00 too late: mock interview 1 ended at" in ended.err
    assert room.judged() == []
    for words in (["hint"], ["resume"]):
        assert "too late" in room(*words).err


def test_the_last_moment_is_in_time(room: Room) -> None:
    """A second before the deadline is before the deadline, the deadline itself is not."""
    room.start()
    room.clock.move(45 - 1 / 60)
    room.write("double", "# fine")
    assert room("submit").code == 0
    room.clock.move(1 / 60)
    assert room("submit", "halve").code == 2


def test_file_changed_after_the_deadline_counts_as_it_was_seen_before(room: Room) -> None:
    """Every command looks at the files; what any of them saw in time is what is submitted."""
    room.start("double")
    room.write("double", "# verdict WA seen")
    room("status")
    room.write("double", "# fine")
    save_at(room.folder / "double.py", 45.5)
    room.clock.move(46)
    assert verdicts(room) == {"double": "WA"}


def test_file_changed_after_the_deadline_and_never_seen_before_is_no_submission(room: Room) -> None:
    """There is nothing that was certainly there in time."""
    room.start("double")
    room.write("double", "# fine")
    save_at(room.folder / "double.py", 45.5)
    room.clock.move(46)
    assert verdicts(room) == {"double": None}
    assert room.judged() == []


def test_setting_a_file_s_time_back_does_not_help(room: Room) -> None:
    """The time of the inode's last change can't be set: here it is now, an hour into a session of 45 minutes."""
    room.clock.utc -= timedelta(minutes=60)
    room.start("double")
    path = room.write("double", "# fine")
    save_at(path, -30)
    room.clock.move(61)
    assert verdicts(room) == {"double": None}


def test_setting_the_system_clock_back_does_not_help(room: Room) -> None:
    """The deadline stays where it was, for commands and for the time of a file."""
    room.start("double")
    room.clock.move(40)
    room.clock.set_system(-40)
    assert "5:00 left" in room("status").out
    room.clock.move(10)
    # By the system clock this is minute 10 of 45; by the session's own it is minute 50.
    path = room.write("double", "# fine")
    save_at(path, 10)
    assert "too late" in room("submit").err
    assert room.judged() == []


def test_a_slow_system_clock_is_allowed_for(room: Room) -> None:
    """With the system clock behind, a file saved in time by the session's clock counts."""
    room.start("double")
    room.clock.set_system(-30)
    room.clock.move(10)
    save_at(room.write("double", "# fine"), -20)
    room.clock.move(60)
    assert verdicts(room) == {"double": "AC"}


def test_reboot_keeps_the_deadline(room: Room) -> None:
    """After a new start the session goes on, with what is left."""
    room.start("double")
    room.clock.move(10)
    room("status")
    room.clock.reboot(5)
    assert "30:00 left" in room("resume").out
    room.clock.set_system(-300)
    room.clock.move(10)
    assert "20:00 left" in room("status").out


def test_deleted_file_counts_as_it_was_seen(room: Room) -> None:
    """A file that is gone at the end was seen before, or it is lost."""
    room.start()
    room.write("double", "# verdict WA seen")
    room("status")
    shutil.rmtree(room.folder)
    room.clock.move(46)
    assert verdicts(room) == {"double": "WA", "halve": None}
    assert [problem["fate"] for problem in room.json("report")["problems"]] == ["judged", "lost"]


def test_finish_is_a_deadline_of_the_person_s_own(room: Room) -> None:
    """What is saved is submitted, at that time, and nothing later counts."""
    room.start()
    room.clock.move(20)
    room.write("double", "# fine")
    ended = room("finish", "--yes")
    assert ended.code == 0
    assert "finished before the deadline" in ended.out
    assert [mark["how"] for mark in room.json("report")["problems"][0]["submissions"]] == ["finish"]
    room.write("halve", "# fine")
    assert "too late" in room("submit", "halve").err
    room.clock.move(60)
    room("status")
    assert room.judged() == ["double"]
    assert room.json("report")["reason"] == "finish"


def test_end_that_is_cut_short_goes_on_with_the_next_command(room: Room) -> None:
    """The session is closed first; what was judged stays judged, and files changed since then do not matter."""
    room.start()
    room.write("double", "# fine")
    room.write("halve", "# hidden WA why\n# interrupt")
    room.clock.move(46)
    assert room("status").code == 130
    assert room.judged() == ["double", "halve"]
    room.write("double", "# verdict WA later")
    room.write("halve", "# fine")
    room.cli.root.joinpath("log").unlink()
    assert room("status").code == 130  # the content as it was is judged, and interrupts again
    assert room.judged() == ["halve"]


def test_start_ends_what_is_over_first(room: Room) -> None:
    """An old session is brought to its end before the next begins."""
    room.start("double")
    room.write("double", "# fine")
    room.clock.move(600)
    ended = room("start", "--problems", "halve", "--dir", "other")
    assert ended.code == 0
    assert room.judged() == ["double"]
    assert room.json("report", "1")["problems"][0]["verdict"] == "AC"
    assert room.json("status")["number"] == 2


def test_problem_that_can_no_longer_be_judged_does_not_keep_the_session_open(room: Room) -> None:
    """A problem that has left the bank is said to have failed; the others are judged."""
    room.start()
    room.write("double", "# fine")
    room.write("halve", "# fine")
    shutil.rmtree(room.cli.bank / "problems" / "double")
    room.clock.move(46)
    assert room("status").code == 0
    problems = room.json("report")["problems"]
    assert [problem["fate"] for problem in problems] == ["failed", "judged"]
    assert room("start", "--problems", "halve", "--dir", "other").code == 0
