"""Boards, submissions and reports of a mock interview -> the objects that --json prints. Moments are in UTC. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from judge.mock.board import Board
from judge.mock.files import find_file
from judge.mock.interview import Outcome
from judge.mock.model import Event, Session
from judge.mock.summary import Summary

STATUS_SCHEMA, OUTCOME_SCHEMA, LIST_SCHEMA = "judge-mock-status/1", "judge-mock-submission/1", "judge-mock-list/1"


def status_dict(session: Session, board: Board, events: Sequence[Event], now: datetime) -> dict[str, Any]:
    """Return where a session stands, in schema judge-mock-status/1."""
    left = timedelta(0) if board.closed_at else max(timedelta(0), session.deadline - now)
    return {
        "schema": STATUS_SCHEMA,
        "number": session.number,
        "started_at": _moment(session.started_at),
        "deadline": _moment(session.deadline),
        "ended_at": _moment(board.closed_at) if board.closed_at else None,
        "seconds_left": left.total_seconds(),
        "current": board.current or None,
        "problems": [
            {
                "problem": part.slug,
                "file": find_file(session.folder, part.slug, events),
                "verdict": part.verdict.value if part.verdict else None,
                "submissions": part.attempts,
                "hints": part.hints,
                "solved_at": _moment(part.solved_at) if part.solved_at else None,
            }
            for part in board.parts
        ],
    }


def outcome_dict(slug: str, outcome: Outcome) -> dict[str, Any]:
    """Return what may be told of a submission, in schema judge-mock-submission/1: no case's message, guess or data."""
    judged = outcome.judged
    return {
        "schema": OUTCOME_SCHEMA,
        "problem": slug,
        "verdict": judged.verdict.value,
        "passed": judged.passed,
        "total": judged.total,
        "failing": [{"name": case.name, "group": case.group} for case in judged.failing],
        "message": judged.message or None,
        "judged_before": outcome.known,
        "kept": outcome.kept,
    }


def sessions_list(sessions: Sequence[Session], boards: Mapping[str, Board]) -> dict[str, Any]:
    """Return all sessions, in schema judge-mock-list/1."""
    return {
        "schema": LIST_SCHEMA,
        "sessions": [
            {
                "number": session.number,
                "started_at": _moment(session.started_at),
                "deadline": _moment(session.deadline),
                "ended_at": _moment(ended) if (ended := boards[session.uid].closed_at) else None,
                "problems": list(session.slugs),
                "solved": boards[session.uid].solved,
            }
            for session in sessions
        ],
    }


def summary_dict(summary: Summary) -> dict[str, Any]:
    """Return a report, in schema judge-mock/1."""
    document: dict[str, Any] = msgspec.to_builtins(summary)
    return document


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
