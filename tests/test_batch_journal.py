"""The file of --resume: what is finished stays finished, whatever happens to the file's end."""

from __future__ import annotations

import errno
import json
import math
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_cli import make_report

from judge.batch.codec import decode_report, encode_report
from judge.batch.journal import Journal, Reports
from judge.errors import UserError
from judge.model import CaseResult, Report, Submission, Timing, Verdict


def fill(path: Path, *reports: Report) -> None:
    """Write reports under the keys "0", "1" and so on."""
    with Journal(str(path)) as journal:
        for number, report in enumerate(reports):
            journal.add(str(number), report.verdict.value, encode_report(report))


text = st.text(st.one_of(st.characters(), st.sampled_from('\x00\n"\\\ud800\udcff')))
floats = st.none() | st.floats()


@settings(max_examples=60, deadline=None)
@given(path=text, message=text, name=text, number=floats, other=floats, high=st.sampled_from([1.5, math.inf]))
def test_report_comes_back_as_it_was(
    path: str, message: str, name: str, number: float, other: float, high: float
) -> None:
    """Every text, stray bytes too, and every float, infinities and NaN too, in one line of strict JSON."""
    case = CaseResult(name, name, Verdict.RE, "r", message, error=number, bound=other, ratio=number, wall_ms=other)
    report = make_report(
        cases=(case,), verdict=Verdict.RE, submission=Submission(path, ""), message=message, environment={name: name},
        timing=Timing(number or 0.0, 1.0, high, False), extra={"line": 3, name: message},
    )  # fmt: skip
    line = encode_report(report)
    assert b"\n" not in line
    json.loads(line.decode("utf-8"), parse_constant=pytest.fail)
    assert repr(decode_report(line)) == repr(report)  # NaN is not equal to itself


@pytest.mark.parametrize("line", [b"", b"{}", b"[]", b"null", b'{"cases": 3, "timing": null}', b"[" * 100_000])
def test_what_is_no_report_is_refused(line: bytes) -> None:
    """A damaged line is a ValueError, and nothing else."""
    with pytest.raises(ValueError):
        decode_report(line)


def test_results_are_found_again(tmp_path: Path) -> None:
    """A later run finds by its key what an earlier one has added, and can add more."""
    path = tmp_path / "results"
    fill(path, make_report(Verdict.WA), make_report())
    with Journal(str(path)) as journal:
        place = journal.find("0")
        assert place is not None
        assert journal.read(place) == make_report(Verdict.WA)
        assert journal.find("2") is None
        journal.add("2", "TLE", encode_report(make_report(Verdict.TLE)))
    with Journal(str(path)) as journal:
        places = [place for key in "012" if (place := journal.find(key))]
        assert [report.verdict for report in Reports(journal, places)] == [Verdict.WA, Verdict.AC, Verdict.TLE]
        assert [report.verdict for report in Reports(journal, places)[1:]] == [Verdict.AC, Verdict.TLE]
        assert len(Reports(journal, places)) == 3


def test_judge_error_is_tried_again(tmp_path: Path) -> None:
    """A fault of the judge is no result to go on with."""
    fill(tmp_path / "results", make_report(Verdict.JE))
    with Journal(str(tmp_path / "results")) as journal:
        assert journal.find("0") is None


def test_torn_end_costs_only_the_torn_line(tmp_path: Path) -> None:
    """Cut anywhere, the file keeps every whole line, is mended, and takes further results."""
    whole = tmp_path / "whole"
    fill(whole, make_report(Verdict.WA), make_report(), make_report(Verdict.RE))
    content = whole.read_bytes()
    ends = [index + 1 for index, byte in enumerate(content) if byte == ord("\n")]
    for length in sorted({0, 1, *ends, *(end - 1 for end in ends), *(end + 9 for end in ends[:-1])}):
        torn = tmp_path / f"torn{length}"
        torn.write_bytes(content[:length])
        with Journal(str(torn)) as journal:
            kept = sum(end <= length for end in ends[1:])
            assert [journal.find(key) is not None for key in "012"] == [number < kept for number in range(3)]
            journal.add("new", "AC", encode_report(make_report()))
        with Journal(str(torn)) as journal:
            assert journal.find("new") is not None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"verdict"', b'"verdicts"'),
        (b"}\n", b"} \n"),
        (b"}\n", b"}\r\n"),
        (b"}\n", b',"note":1}\n'),
        (b',"report":', b',"report":{},"report":'),
    ],
)
def test_damaged_line_is_judged_again(tmp_path: Path, old: bytes, new: bytes) -> None:
    """A line that an editor has spoilt, be it by a space, is left out; those around it count."""
    path = tmp_path / "results"
    fill(path, make_report(), make_report(), make_report())
    lines = path.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(old, new)
    path.write_bytes(b"".join(lines))
    with Journal(str(path)) as journal:
        assert [journal.find(key) is not None for key in "012"] == [True, False, True]


@pytest.mark.parametrize("content", ["print('my work')\n", '{"schema": "judge-check/1"}', "x"])
def test_another_file_is_left_alone(tmp_path: Path, content: str) -> None:
    """A file that was not written by --resume is refused, and not touched."""
    path = tmp_path / "mine.py"
    path.write_text(content)
    with pytest.raises(UserError, match="no file of --resume"):
        Journal(str(path))
    assert path.read_text() == content


def test_two_runs_cannot_share_a_file(tmp_path: Path) -> None:
    """A second run at the same time is told so."""
    with Journal(str(tmp_path / "results")), pytest.raises(UserError, match="in use by another"):
        Journal(str(tmp_path / "results"))


def test_place_without_a_way_back_is_refused(tmp_path: Path) -> None:
    """A folder and a pipe cannot be gone on with."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", tmp_path / "nowhere" / "results"):
        with pytest.raises(UserError, match=r"cannot be written|it is no regular file"):
            Journal(str(path))


def test_results_of_one_run_only_leave_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without --resume the results are on disk, too, and gone at the end."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Journal(None) as journal:
        place = journal.add("0", "AC", encode_report(make_report()))
        assert journal.read(place) == make_report()
    assert list(tmp_path.iterdir()) == []


def test_no_temporary_folder_is_told_with_what_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine where nothing can be written that is no bug."""
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr("tempfile._candidate_tempdir_list", lambda: ["/proc"])
    with pytest.raises(UserError, match="no place for temporary files: No usable .*'/proc'.*; set TMPDIR to a folder"):
        Journal(None)


@pytest.mark.parametrize(("named", "remedy"), [(True, "or name another --resume"), (False, "or set TMPDIR to")])
def test_full_disk_is_told_with_what_helps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: bool, remedy: str
) -> None:
    """A file that the user has named can be another; the run's own lies where TMPDIR says."""

    def fail(*args: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with Journal(str(tmp_path / "results") if named else None) as journal:
        monkeypatch.setattr(os, "pwrite", fail)
        with pytest.raises(UserError, match="No space left on device") as caught:
            journal.add("0", "AC", b"{}")
    assert remedy in caught.value.remedy
    assert ("--resume" in caught.value.remedy) is named
