"""Telling the bots' sentences apart by their wording, as a reader does."""

from __future__ import annotations

from config.wording import Wording
from fourwalls.group.phrase import Phrase

_HOLE = "\x00"


class Recognising:
    """Knows which sentence a message is, whatever values stand in it."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    def pattern(self, name: str) -> str:
        """The longest piece of a sentence that stands in it whatever its values are."""
        holes = Phrase(name, tuple((variable, _HOLE) for variable in sorted(self._wording.variables(name))))
        return max(self._wording.say(holes).split(_HOLE), key=len).strip()

    def code_in(self, text: str) -> str | None:
        """The sign-in code that a private message carries."""
        digits = [word.strip(".,") for word in text.split() if word.strip(".,").isdigit()]
        return digits[0] if self.pattern("signin-code") in text and digits else None
