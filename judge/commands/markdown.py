"""Markdown and code on stdout: rendered for a person at a terminal, as it is for a pipe."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from judge.commands import terminal
from judge.errors import BankError

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, JustifyMethod, RenderableType, RenderResult
    from rich.containers import Lines


def read_text(path: Path) -> str:
    """Return the text of a file of the bank. Raises BankError."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise BankError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise BankError(f"{path}: not UTF-8 at byte {error.start}") from None


def show_markdown(text: str) -> None:
    """Write Markdown to stdout."""
    _say_all(render_markdown(text) if _is_rendered() else text.rstrip())


def render_markdown(text: str) -> str:
    """Return Markdown as a terminal shows it."""
    from rich.markdown import Markdown, MarkdownContext, MarkdownElement, Paragraph, TableDataElement, TableElement
    from rich.table import Table
    from rich.text import Text

    from judge.wrap import find_breaks

    class BrokenText(Text):
        """Text that is broken as our own words are: rich takes Chinese without spaces for one long word."""

        def wrap(self, console: Console, width: int, **options: Any) -> Lines:
            lines = self.split(allow_blank=True)
            parts = [part for line in lines for part in line.divide(find_breaks(line.plain, width))]
            for part in parts:
                part.rstrip()  # rich would fold a long word's space into a line of its own
            return Text("\n").join(parts).wrap(console, width, **options)

    class BrokenParagraph(Paragraph):
        def on_enter(self, context: MarkdownContext) -> None:
            super().on_enter(context)
            self.text = BrokenText(justify="left")

    class BrokenCell(TableDataElement):
        def __init__(self, justify: JustifyMethod) -> None:
            super().__init__(justify)
            self.content = BrokenText(justify=justify)

    class FoldedTable(TableElement):
        """A table that loses no words where it is narrow: Chinese has no spaces to break a line at."""

        def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
            for table in super().__rich_console__(console, options):
                assert isinstance(table, Table)
                for column in table.columns:
                    column.overflow = "fold"
                yield table

    class FoldedMarkdown(Markdown):
        elements: ClassVar[dict[str, type[MarkdownElement]]] = {
            **Markdown.elements, "paragraph_open": BrokenParagraph, "table_open": FoldedTable, "td_open": BrokenCell,
        }  # fmt: skip

    return _render(FoldedMarkdown(text, code_theme="ansi_dark", hyperlinks=False))


def show_code(text: str, lexer: str = "python") -> None:
    """Write source code to stdout, highlighted where there are colours."""
    if not terminal.has_colours():
        _say_all(text.rstrip())
        return
    from rich.syntax import Syntax

    # As wide as the longest line: code that is broken into lines elsewhere cannot be copied.
    widest = max(map(len, text.splitlines()), default=0) + 1
    _say_all(_render(Syntax(text.rstrip(), lexer, theme="ansi_dark", background_color="default"), widest))


def _is_rendered() -> bool:
    import sys

    return terminal.is_terminal(sys.stdout)


def _render(renderable: RenderableType, width: int | None = None) -> str:
    """Rich writes into memory, so that stdout has one owner, who knows what a closed pipe is."""
    from rich.console import Console
    from rich.theme import Theme

    memory = io.StringIO()
    console = Console(
        file=memory,
        width=width or terminal.width(),
        force_terminal=terminal.has_colours(),
        color_system="standard" if terminal.has_colours() else None,
        legacy_windows=False,
        theme=Theme({"markdown.code": "cyan", "markdown.h1": "bold", "markdown.h2": "bold underline"}),
    )
    console.print(renderable)
    return "\n".join(line.rstrip() for line in memory.getvalue().rstrip().split("\n"))


def _say_all(text: str) -> None:
    terminal.say(text)
    if not terminal.can_encode(text):
        remedy = terminal.encoding_remedy()
        terminal.complain("note", f"this terminal's encoding lacks some characters above; {remedy} to see them")
