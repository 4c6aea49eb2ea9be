"""A session to be played: who is there and who says what, one JSON object on the first line of a file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fourwalls.group.people import Role

SHIPPED = Path(__file__).parent / "evening.jsonl"
_LONGEST = 5000
"""Turns of one session at most: more is a load test, not a demo."""


class ScriptError(Exception):
    """The file is not a session; the sentence says what is wrong and where."""


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody in the session."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing said. ``answers`` is what its author replies when the guide warns about it."""

    by: str
    text: str
    reply_to: int | None = None
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """One session."""

    group: str
    parts: tuple[Part, ...]
    turns: tuple[Turn, ...]


def load_script(path: Path) -> Script:
    """Read the first line of a file.

    Raises:
        ScriptError: it cannot be read, or is not a session.
    """
    try:
        with path.open(encoding="utf-8") as file:
            data = json.loads(file.readline())
    except OSError as error:
        raise ScriptError(f"the script {path} cannot be read: {error.strerror}") from None
    except ValueError:
        raise ScriptError(f"the first line of {path} is not JSON") from None
    try:
        return _script(data)
    except (KeyError, TypeError, ValueError) as error:
        raise ScriptError(
            f"{path} is not a session ({error}). Its first line must be an object with group, "
            'members [{"name", "role"}] and turns [{"by", "text", "reply_to"}]'
        ) from None


def _script(data: dict[str, Any]) -> Script:
    parts = tuple(Part(_text(member["name"]), Role(member["role"])) for member in data["members"])
    names = [part.name for part in parts]
    if len(set(names)) != len(names):
        raise ValueError("two members have one name")
    if not any(part.role is Role.FACILITATOR for part in parts):
        raise ValueError("nobody is a facilitator")
    turns = tuple(
        Turn(_text(turn["by"]), _text(turn["text"]), turn.get("reply_to"), turn.get("answers", ""))
        for turn in data["turns"]
    )
    if len(turns) > _LONGEST:
        raise ValueError(f"more than {_LONGEST} turns")
    for number, turn in enumerate(turns):
        if turn.by not in names:
            raise ValueError(f"turn {number} is said by nobody of the members")
        if turn.reply_to is not None and not (isinstance(turn.reply_to, int) and 0 <= turn.reply_to < number):
            raise ValueError(f"turn {number} replies to a turn that is not before it")
    return Script(_text(data["group"]), parts, turns)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError("a name or text is missing")
    return value
