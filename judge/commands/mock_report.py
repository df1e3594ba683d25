"""`judge mock report`: on the terminal, as JSON, as a page."""

from __future__ import annotations

from judge.commands import terminal
from judge.commands.app import App
from judge.commands.mocking import latest, make_summary, open_interview, open_sessions, settle_if_over
from judge.errors import UserError


def show_report(app: App, number: int | None, as_json: bool, page: str | None) -> None:
    """Report a session.

    Args:
        number: which; None for the last one.
        page: the HTML file to write.

    Raises:
        UserError: there is no such session, it is running, or the file cannot be written.
    """
    from judge.mock.words import clock_time

    if number is None:
        interview = latest(app)
    else:
        session = open_sessions(app).find(number)
        if session is None:
            raise UserError(f"there is no mock interview {number}", "'judge mock list' lists them")
        interview = open_interview(app, session)
        settle_if_over(interview)
    if not interview.is_over:
        raise UserError(
            f"mock interview {interview.session.number} runs until {clock_time(interview.session.deadline)}",
            "'judge mock status' shows where it stands, 'judge mock finish' ends it",
        )
    for slug in interview.session.slugs:  # an earlier one may have asked what another asks now
        app.require_open(slug, f"the report of mock interview {interview.session.number}")
    summary = make_summary(app, interview)
    if page is not None:
        from judge.commands.outputs import write_page
        from judge.mock.page import render_page

        write_page("--html", page, render_page(summary))
    if as_json:
        from judge.mock.render import summary_dict
        from judge.report.json import dumps

        terminal.say(dumps(summary_dict(summary)))
    elif page is not None:
        terminal.say(f"wrote {page}\n\nnext: open it in a browser")
    else:
        from judge.mock.console import render_summary

        terminal.say(terminal.fit(render_summary(summary, app.style)))
        number = interview.session.number
        terminal.say(f"\nnext: judge mock report {number} --html mock-{number}.html keeps it as a page")
