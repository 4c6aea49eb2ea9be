"""Tells what each person sees, as they see it."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

_STYLES = {"room": "white", "private": "yellow", "managers": "red", "transcript": "green", "stage": "cyan"}


class Narrator:
    """Writes the evening to the terminal; ``quiet`` keeps standard output for one line of JSON."""

    def __init__(self, *, quiet: bool) -> None:
        self._console = Console(stderr=quiet, highlight=False, soft_wrap=False)

    def stage(self, text: str) -> None:
        """What happens around the session."""
        self._console.print(Text(f"— {text}", style=_STYLES["stage"]))

    def room(self, who: str, text: str) -> None:
        """A line in the group's room, as everybody sees it."""
        self._line("room", who, text)

    def private(self, owner: str, who: str, text: str) -> None:
        """A line in somebody's private room."""
        self._line("private", f"only {owner} sees · {who}", text, indent=8)

    def managers(self, who: str, text: str) -> None:
        """A line in the manager room."""
        self._line("managers", f"managers' room · {who}", text, indent=8)

    def transcript(self, text: str) -> None:
        """A line of the transcript page."""
        self._line("transcript", "transcript", text, indent=4)

    def plain(self, text: str) -> None:
        """Anything else."""
        self._console.print(text, markup=False)

    def _line(self, kind: str, who: str, text: str, indent: int = 2) -> None:
        line = Text.assemble((f"{who}: ", f"bold {_STYLES[kind]}"), (text, _STYLES[kind]))
        self._console.print(Padding(line, (0, 0, 0, indent)))
