"""Plays the demo's evening for real and draws the picture of the README from what people saw.

Run it from the root of the repository: ``.venv/bin/python docs/pictures/evening.py``. It writes ``evening.svg`` beside
this file. Every line is one that somebody saw; ``…`` stands where a line was cut to fit.
"""

# ruff: noqa: INP001  a script beside its picture, not a package

from __future__ import annotations

import asyncio
import io
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from bots import logs
from bots.demo.narrator import Narrator
from bots.demo.playing import play

PICTURE = Path(__file__).with_name("evening.svg")
_COLUMNS = 104
_GROUP, _MANAGERS, _STAGE = "the group", "the managers", ""
_STYLES = {_GROUP: "#e6e1d6", _MANAGERS: "#f2a48d", _STAGE: "#8fa3a8"}
_PRIVATE = "#f0cf86"
_THEME = TerminalTheme((31, 36, 40), (230, 225, 214), [(0, 0, 0)] * 8, [(230, 225, 214)] * 8)


@dataclass(frozen=True, slots=True)
class Seen:
    """One line that somebody saw: where, who said it, and what."""

    where: str
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of the picture: where it was seen, who said it, how it begins, and how much of it is shown."""

    where: str
    who: str
    begins: str
    upto: str = ""
    """Cut behind these words."""


EXCERPT = (
    Wanted(_GROUP, "scribe", "The session is open.", "nobody else."),
    Wanted(_GROUP, "Isla", "Good evening everyone."),
    Wanted(_GROUP, "Oz", "im Oscar"),
    Wanted("only Oz", "guide", "A quiet word", "may hold a full name"),
    Wanted("only Oz", "Oz", "remove"),
    Wanted(_STAGE, "", "warden removed a message"),
    Wanted("only Oz", "guide", "Done.", "out of the transcript."),
    Wanted(_STAGE, "", "Someone who found out the warden's password asks"),
    Wanted(_MANAGERS, "warden", "@", "shut the door to them."),
    Wanted(_GROUP, "Tansy", "can i say something"),
    Wanted(_GROUP, "Isla", "Always."),
    Wanted(_GROUP, "Tansy", "i cant do this anymore.", "i cant do this anymore."),
    Wanted(_MANAGERS, "lookout", "Case 1"),
    Wanted(_GROUP, "Marguerite", "Oh Tansy."),
    Wanted(_GROUP, "Isla", "Tansy, thank you for telling us."),
    Wanted(_MANAGERS, "Odette", "ack"),
    Wanted(_MANAGERS, "lookout", "Odette has taken on case 1."),
    Wanted(_GROUP, "scribe", "The session is closed", "has stopped."),
)
"""What the picture shows, in this order."""


class Noting(Narrator):
    """Notes what is told, besides telling it."""

    def __init__(self) -> None:
        super().__init__(quiet=True)
        self.seen: list[Seen] = []

    def stage(self, text: str) -> None:
        """What happens around the session."""
        super().stage(text)
        self.seen.append(Seen(_STAGE, "", text))

    def room(self, who: str, text: str) -> None:
        """A line in the group's room."""
        super().room(who, text)
        self.seen.append(Seen(_GROUP, who, text))

    def private(self, owner: str, who: str, text: str) -> None:
        """A line in somebody's private room."""
        super().private(owner, who, text)
        self.seen.append(Seen(f"only {owner}", who, text))

    def managers(self, who: str, text: str) -> None:
        """A line in the managers' room."""
        super().managers(who, text)
        self.seen.append(Seen(_MANAGERS, who, text))


def chosen(seen: list[Seen]) -> list[Seen]:
    """The lines of the excerpt, as they were seen.

    Raises:
        LookupError: the evening went otherwise; the excerpt must be chosen anew.
    """
    lines = []
    for wanted in EXCERPT:
        found = next((one for one in seen if _is(one, wanted)), None)
        if found is None:
            raise LookupError(f"nobody saw {wanted}")
        lines.append(Seen(found.where, found.who, _cut(found.text, wanted.upto)))
    return lines


def _is(seen: Seen, wanted: Wanted) -> bool:
    return (seen.where, seen.who) == (wanted.where, wanted.who) and seen.text.startswith(wanted.begins)


def _cut(text: str, upto: str) -> str:
    """The text up to some words, without blank lines."""
    flat = re.sub(r"\s*\n\s*", "\n", text)
    return flat if not upto or flat.endswith(upto) else flat[: flat.index(upto) + len(upto)] + " …"


def drawn(lines: list[Seen]) -> str:
    """The picture."""
    console = Console(record=True, width=_COLUMNS, file=io.StringIO(), color_system="truecolor", highlight=False)
    table = Table.grid(padding=(0, 2))
    table.add_column(width=12, no_wrap=True, justify="right")
    table.add_column(ratio=1)
    before = None
    for line in lines:
        style = _STYLES.get(line.where, _PRIVATE)
        said = Text.assemble((f"{line.who}: ", f"bold {style}"), (line.text, style)) if line.who else None
        label = line.where if line.where != before else ""
        if before is not None and line.where != before:
            table.add_row("", "")
        table.add_row(Text(label, style=f"italic {_STYLES[_STAGE]}"), said or Text(f"— {line.text}", style=style))
        before = line.where
    console.print(table)
    console.print()  # room for the feet of the last line's letters
    return _without_fonts(console.export_svg(title="one evening, as three people see it", theme=_THEME))


def _without_fonts(svg: str) -> str:
    """The same picture with the reader's own monospace font: nothing is fetched from anywhere."""
    bare = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    return bare.replace("Fira Code, monospace", "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace")


async def main() -> bool:
    """Play, and draw if everything held."""
    narrator = Noting()
    with tempfile.TemporaryDirectory() as folder:
        ok = await play(script=None, data=Path(folder), leave=True, as_json=False, narrator=narrator)
    if ok:
        PICTURE.write_text(drawn(chosen(narrator.seen)), encoding="utf-8")
    return ok


if __name__ == "__main__":
    logs.set_up()
    sys.exit(0 if asyncio.run(main()) else 1)
