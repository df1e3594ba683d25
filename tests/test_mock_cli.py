"""`judge mock` as plain commands: what a session does from its beginning to its report."""

from __future__ import annotations

import json
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from mock_toy import Room


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    """The console command in an empty folder, with a clock that is set."""
    return Room(tmp_path, monkeypatch)


def test_start_writes_files_and_starts_the_clock(room: Room) -> None:
    """Stubs and statements are there, and the time that is left is said."""
    ended = room.start("double,root")
    assert ended.code == 0
    assert sorted(path.name for path in room.folder.iterdir()) == ["double.md", "double.py", "root.md", "root.py"]
    assert "# judge: double" in (room.folder / "double.py").read_text(encoding="utf-8")
    assert "45:00 left" in ended.out
    assert ended.last_line.startswith("next: edit the file")
    room.clock.move(12.5)
    assert "32:30 left" in room("status").out


def test_statements_are_in_the_person_s_language(room: Room) -> None:
    """With --lang zh, statement, hints and questions are Chinese, whatever a later command's language is."""
    room.start("double", "--lang", "zh")
    assert "加倍" in (room.folder / "double.md").read_text(encoding="utf-8")
    assert "先想一想" in room("hint").out
    room.write("double", "# fine")
    room("submit")
    assert "double 为什么这样？" in room("answer").out


def test_without_a_folder_a_new_one_is_made(room: Room) -> None:
    """Each session gets an empty folder, named after the local time."""
    room("start", "--problems", "double")
    room("finish", "--yes")
    room("start", "--problems", "double")
    named = f"mock-{room.clock.utc.astimezone():%Y-%m-%d-%H%M}"
    assert sorted(path.name for path in room.cli.work.iterdir()) == [named, f"{named}-2"]


@pytest.mark.parametrize("place", ["double.py", "double.md"])
def test_start_never_overwrites(room: Room, place: str) -> None:
    """A file that is in the way ends the start: nothing is written, no clock runs."""
    room.folder.mkdir()
    (room.folder / place).write_text("mine", encoding="utf-8")
    ended = room.start("halve,double")
    assert (ended.code, "another folder with --dir" in ended.err) == (2, True)
    assert [path.name for path in room.folder.iterdir()] == [place]
    assert "no mock interview yet" in room("status").err


def test_choice_is_the_same_for_the_same_seed(room: Room) -> None:
    """The seed is said, and gives the same problems again."""
    first = room("start", "--count", "2", "--seed", "5")
    assert "(chosen with --seed 5)" in first.out
    slugs = [problem["problem"] for problem in room.json("status")["problems"]]
    assert len(slugs) == 2
    named = room("start", "--problems", "double", "--count", "2")
    assert named.code == 2


def test_filters_of_the_choice(room: Room) -> None:
    """Topic and difficulty choose; named problems leave no choice."""
    room("start", "--topic", "roots", "--difficulty", "hard")
    assert [problem["problem"] for problem in room.json("status")["problems"]] == ["root"]
    room("finish", "--yes")
    ended = room("start", "--problems", "double", "--topic", "sums")
    assert "leave out --count, --topic and --difficulty" in ended.err


def test_second_session_is_refused(room: Room) -> None:
    """One at a time: the second start says how to go on, and writes nothing."""
    room.start()
    ended = room("start", "--problems", "root")
    assert ended.code == 2
    assert "mock interview 1 is running until" in ended.err
    assert "judge mock resume" in ended.err and "judge mock finish" in ended.err
    assert [path.name for path in room.cli.work.iterdir()] == ["room"]


def test_submit_tells_name_and_group_and_no_more(room: Room) -> None:
    """No message, no guess, nothing that was printed: only which cases fail."""
    room.start()
    room.write("double", "# verdict WA secret\n# print secret")
    for words in ([], ["--json"], ["double"]):
        ended = room("submit", *words)
        assert ended.code == 1
        assert "secret" not in ended.out + ended.err
    assert "case 1 (shapes)" in room("submit").out
    document = room.json("submit")
    assert document["failing"] == [{"name": "case 1", "group": "shapes"}]
    assert (document["verdict"], document["passed"], document["total"]) == ("WA", 1, 2)


def test_same_content_is_judged_once(room: Room) -> None:
    """Submitting what was judged shows the verdict again, and is no further attempt."""
    room.start()
    room.write("double", "# verdict WA why")
    assert room("submit").code == 1
    again = room("submit")
    assert (again.code, "judged before" in again.out) == (1, True)
    assert room.judged() == ["double"]
    assert room.json("status")["problems"][0]["submissions"] == 1


def test_any_file_can_be_submitted(room: Room) -> None:
    """Its line or its name says for which problem; from then on that file is the problem's."""
    room.start()
    other = room.cli.write("mine.py", "# judge: halve\n# verdict WA why")
    assert "halve" in room("submit", str(other)).out
    assert room.json("status")["problems"][1]["file"] == str(other)
    unknown = room.cli.write("other.py", "")
    assert "this interview asks double, halve" in room("submit", str(unknown)).err
    strange = room.cli.write("root.py", "")
    assert room("submit", str(strange)).code == 2


def test_submit_of_a_problem_that_is_not_asked(room: Room) -> None:
    """By its line, its name or outright: it exists, but this interview asks others. One that does not exist is told so."""
    room.start()
    marked = room.cli.write("mine.py", "# judge: root\n")
    ended = room("submit", str(marked))
    assert (ended.code, ended.err) == (
        2,
        f"judge: error: {marked} says '# judge: root', and that is not asked in this interview; it asks double, halve\n",
    )
    for word in (str(room.cli.write("root.py", "")), "root"):
        (room.cli.work / "root.py").touch()
        assert "'root' is not asked in this interview; it asks double, halve" in room("submit", word).err
    room.cli.write("mine.py", "# judge: doubel\n")
    assert "there is no such problem (did you mean 'double'?)" in room("submit", "mine.py").err


def test_submit_of_a_file_that_is_not_there(room: Room) -> None:
    """The files were written at the start, and nobody is sent to 'judge start'."""
    room.start()
    ended = room("submit", "nosuch.py")
    assert (ended.code, "there is no file nosuch.py" in ended.err) == (2, True)
    assert f"written at the start in {room.folder}" in ended.err
    assert "judge start" not in ended.err


def test_hints_are_counted(room: Room) -> None:
    """Each is shown once and counted; the history counts them too."""
    room.start()
    assert "hint 1 of 2" in room("hint").out
    assert "hint 1 of 2" in room("hint", "halve").out
    assert "hint 2 of 2" in room("hint", "double").out
    assert "hint 2 of 2" in room("hint", "double").out
    assert [problem["hints"] for problem in room.json("status")["problems"]] == [2, 1]
    room("finish", "--yes")
    assert "hint 2 of 2" in room.cli("hint", "halve").out


def test_next_goes_round_what_is_not_solved(room: Room) -> None:
    """It leaves the current problem, or goes on from one that is solved without leaving any out."""
    room.start("double,halve,root")
    assert "now halve" in room("next").out
    room.write("halve", "# fine")
    room("submit")
    assert "now root" in room("next").out
    assert "now double" in room("next").out
    room.write("double", "# fine")
    room("submit")
    assert "now root" in room("next").out
    assert "the only problem that is left" in room("next").out
    room.write("root", "# fine")
    assert "judge mock answer, then judge mock finish" in room("submit").last_line
    assert "every problem is solved" in room("next").out


def test_follow_up_questions_from_options(room: Room) -> None:
    """They open when the problem is solved; answer and points are kept, and the report has both."""
    room.start()
    assert "no follow-up question is open" in room("answer", "--text", "early").err
    room.write("double", "# fine")
    room("submit")
    assert "Why is double so?" in room("answer").out
    assert "it is <b>stable</b>" in room("answer", "--text", "  since it\x1b[2J is ").out
    assert room("answer", "--made", "3").code == 2
    assert "1 of 2 points made" in room("answer", "--made", "2").out
    assert "And in float32?" in room("answer", "--text", "", "--made", "none").out
    room("finish", "--yes")
    first, second = room.json("report")["problems"][0]["questions"]
    assert first["answer"] == "since it is"
    assert [point["made"] for point in first["points"]] == [False, True]
    assert second["answer"] == ""


def test_report_waits_for_the_end(room: Room) -> None:
    """While the session runs the report is refused, with the time until when."""
    room.start()
    ended = room("report")
    assert ended.code == 2
    assert "runs until" in ended.err


def test_report_tells_everything(room: Room) -> None:
    """Attempts with time and verdict, hints, why it failed, and what to do next; in text, JSON and as a page."""
    room.start()
    room.clock.move(4)
    room("hint")
    room.write("double", "# verdict WA by a factor")
    room("submit")
    room.clock.move(6)
    room.write("double", "# fine")
    room("submit")
    room("finish", "--yes")
    text = room("report").out
    assert "1 of 2 problems solved" in text
    assert "solved after 10:00" in text
    assert "by a factor" in text
    document = room.json("report")
    double = document["problems"][0]
    assert [(mark["verdict"], mark["second"], mark["how"]) for mark in double["submissions"]] == [
        ("WA", 240, "submit"),
        ("AC", 600, "submit"),
    ]
    assert double["hints"] == [240]
    assert document["practise"][0]["problem"] == "halve"
    ended = room("report", "1", "--html", "page.html")
    assert ended.code == 0
    page = (room.cli.work / "page.html").read_text(encoding="utf-8")
    assert "by a factor" in page
    assert "The code that solved it" in page
    assert double["code"] == "# fine"
    assert "cannot be written" in room("report", "--html", "/proc/page.html").err
    assert "there is no mock interview 9" in room("report", "9").err
    assert f"there is no mock interview {10**30}" in room("report", str(10**30)).err


def test_times_of_day_are_the_person_s_own(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shown in the local zone, stored in UTC."""
    monkeypatch.setenv("TZ", "XYZ-9")
    time.tzset()
    try:
        room.start()
        ends = room.json("status")["deadline"]
        assert ends.endswith("+00:00")
        local = f"{room.clock.utc.astimezone():%H:%M}"
        room("finish", "--yes")
        report = room("report").out
        assert f"{local} XYZ" in report
        page = room("report", "--html", "page.html")
        assert page.code == 0
        assert f"{local} XYZ" in Path("page.html").read_text(encoding="utf-8")
    finally:
        monkeypatch.undo()
        time.tzset()


def test_list(room: Room) -> None:
    """Every session has a line, the newest first."""
    assert room("list").last_line == "next: judge mock start"
    room.start()
    room("finish", "--yes")
    room("start", "--problems", "root")
    lines = room("list").out.splitlines()
    assert "not ended" in lines[0] and "root" in lines[0]
    assert "0 of 2 solved" in lines[1]
    assert lines[-1] == "next: judge mock status"
    assert [session["number"] for session in room.json("list")["sessions"]] == [2, 1]
    room("finish", "--yes")
    assert room("list").last_line == "next: judge mock report 2"


@pytest.mark.parametrize("words", [["status"], ["submit"], ["hint"], ["next"], ["finish"], ["report"], ["resume"]])
def test_without_a_session_each_command_says_how_to_begin(room: Room, words: list[str]) -> None:
    """One line with the remedy."""
    ended = room(*words)
    assert (ended.code, ended.err) == (
        2,
        "judge: error: there is no mock interview yet; begin one with 'judge mock start'\n",
    )


@pytest.mark.parametrize(
    "words",
    [
        ["solution", "double", "--yes"],
        ["diff", "double", "--yes"],
        ["hint", "double"],
        ["history", "double"],
        ["history", "--show", "1"],
        ["submit", "double.py"],
        ["check", "double.py"],
        ["watch", "double.py"],
        ["export"],
        ["profile", "double", "double.py"],
        ["verify", "double"],
    ],
)
def test_what_is_closed_meanwhile(room: Room, words: list[str]) -> None:
    """The solution and everything that tells why a case fails is closed until the end, with its time; then open."""
    room.cli.write("double.py", "# verdict WA secret")
    room.cli("submit", "double.py")
    room.start()
    ends = (room.clock.utc + timedelta(minutes=45)).astimezone()
    ended = room.cli(*words)
    assert ended.code == 2
    assert f"is closed until it ends at {ends:%H:%M}" in ended.err
    assert "secret" not in ended.out
    if words[0] not in ("watch", "check", "profile", "verify"):  # these need more than the toy engine
        room.clock.move(46)
        assert "closed" not in room.cli(*words).err


def test_what_stays_open_meanwhile(room: Room) -> None:
    """Other problems, the examples, and the list of attempts without those of the session."""
    room.cli.write("double.py", "# verdict WA why")
    room.cli.write("root.py", "# verdict WA why")
    room.cli("submit", "double.py")
    room.cli("submit", "root.py")
    room.start()
    assert room.cli("run", "double.py").code == 1
    assert room.cli("solution", "root", "--yes").code == 0
    history = room.cli("history", "--json")
    assert [attempt["problem"] for attempt in json.loads(history.out)] == ["root"]
    assert "double, halve: closed until" in history.err


def test_time_of_every_problem_counts_for_practice(room: Room) -> None:
    """A problem that comes after another was solved began then, whether or not it was turned to with `next`."""
    room.start("double,halve,root")

    def submit(minutes: float, slug: str, text: str) -> None:
        room.clock.move(minutes)
        # Elsewhere, for the files of the session have a time of their own, which the clock here knows nothing of.
        room("submit", str(room.cli.write(f"my_{slug}.py", f"# judge: {slug}\n{text}")))

    submit(10, "double", "# fine")
    submit(3, "root", "# verdict WA why")
    submit(4, "root", "# fine")
    room.clock.move(15)
    room("hint", "halve")
    submit(5, "halve", "# fine")
    best = json.loads(room.cli("stats", "--json").out)["best_times"]
    assert {each["problem"]: round(each["minutes"]) for each in best} == {"double": 10, "root": 7, "halve": 20}
    assert len(room.cli("export").out) == 0  # closed meanwhile
    room("finish", "--yes")
    starts = json.loads(room.cli("export").out)["starts"]
    assert sorted(start["problem"] for start in starts) == ["double", "halve", "root"]


def test_next_leads_to_the_interview_that_is_running(room: Room) -> None:
    """What to do now is the interview, and no review of what it asks is begun beside it."""
    room.cli.write("double.py", "# verdict WA why")
    room.cli("submit", "double.py")
    room.clock.move(60 * 24 * 9)
    assert room.cli("review").out.endswith("next: judge start double --force\n")
    room.start()
    ended = room.cli("next")
    assert ended.out.startswith("mock interview 1 is running until ")
    assert ended.out.endswith(": double, halve\n\nnext: judge mock status\n")
    assert json.loads(room.cli("next", "--json").out)["kind"] == "mock"
    assert room.cli("review").out.endswith("next: judge next\n")
    room.clock.move(46)
    assert "mock" not in room.cli("next").out


def test_report_of_an_earlier_interview_waits_too(room: Room) -> None:
    """It tells why a case failed, of a problem that is asked again: closed like the history."""
    room.start()
    room.write("double", "# verdict WA secret")
    room("submit")
    room("finish", "--yes")
    assert "secret" in room("report", "1").out
    assert room("start", "--problems", "double", "--dir", "third").code == 0
    for words in (["report", "1"], ["report", "1", "--json"], ["report", "1", "--html", "page.html"]):
        ended = room(*words)
        assert ended.code == 2
        assert "the report of mock interview 1 is closed until it ends at" in ended.err
        assert "secret" not in ended.out
    assert not (room.cli.work / "page.html").exists()
    room("finish", "--yes")
    assert "secret" in room("report", "1").out


def test_mock_alone_shows_the_help(room: Room) -> None:
    """The help names every command, and there is no pause."""
    text = room().out
    for name in ("start", "status", "submit", "hint", "next", "finish", "report", "resume", "list"):
        assert f"  {name}" in text
    assert "pause" not in text
    assert room("pause").code == 2


def test_folder_that_cannot_be_made(room: Room) -> None:
    """The remedy is another folder."""
    for place in ("/proc/nowhere", os.path.join("/dev/null", "x")):
        ended = room("start", "--problems", "double", "--dir", place)
        assert (ended.code, "name another folder with --dir" in ended.err) == (2, True)


def test_nobody_ends_an_interview_by_accident(room: Room) -> None:
    """Where nobody can be asked, it takes --yes: there is no way back."""
    room.start("double")
    ended = room("finish")
    assert ended.code == 2
    assert "'judge mock finish --yes' ends it" in ended.err
    assert "45:00 left" in room("status").out


def test_report_does_not_replace_code(room: Room) -> None:
    """A page in the place of a solution would be the end of that."""
    room.start("double")
    room.write("double", "# fine")
    room("finish", "--yes")
    path = room.folder / "double.py"
    ended = room("report", "--html", str(path))
    assert (ended.code, "would replace the code" in ended.err) == (2, True)
    assert path.read_text(encoding="utf-8") == "# fine"


def test_report_does_not_replace_what_is_no_file(room: Room) -> None:
    """A link is not replaced or followed, and a pipe stays a pipe, for whoever reads it."""
    room.start("double")
    room("finish", "--yes")
    page, link, pipe = (room.cli.work / name for name in ("page.html", "link.html", "pipe"))
    link.symlink_to(page)
    ended = room("report", "--html", str(link))
    assert (ended.code, "is a symbolic link" in ended.err, page.exists()) == (2, True, False)
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert room("report", "--html", str(pipe)).code == 0
        assert os.read(reader, 9) == b"<!doctype"
    finally:
        os.close(reader)
    assert "names no file" in room("report", "--html", "").err


def test_points_are_those_of_an_answer(room: Room) -> None:
    """Ticks for a question that is not answered yet are refused, not dropped."""
    room.start("double")
    room.write("double", "# fine")
    room("submit")
    ended = room("answer", "double", "--question", "1", "--made", "1")
    assert (ended.code, "question 1 of double is not answered yet" in ended.err) == (2, True)


def test_starting_a_problem_of_the_interview_again_is_remarked_on(room: Room) -> None:
    """The other file is not the one that is submitted."""
    room.start("double")
    ended = room.cli("start", "double")
    assert ended.code == 0
    assert "the running mock interview asks double, and judges its own file" in ended.err
