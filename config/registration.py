"""Registration as the operator wants it: whether it is open, what is asked, and how long answers are kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from config.files import read_toml
from config.wallcheck import Table
from fourwalls.group.registration import Question, Registering

FILE = "registration.toml"
LONGEST_QUESTION = 400
"""Characters: a question is read on a phone."""
MOST_QUESTIONS = 8
"""So that all answers, however long, fit into one message when they are read back."""

_QUESTION_EXAMPLE = 'ask = "What brings you to us?"'
_NUMBERS = {"strangers_a_day": range(101), "unfinished_days": range(1, 61), "approved_days": range(366)}


def load_registration(folder: Path | None = None) -> Registering:
    """Read ``registration.toml``. Raises ``ConfigError``."""
    file, whole = read_toml(FILE, folder)
    top = Table(file, "", whole)
    top.only({"open", "own_server_only", "question", *_NUMBERS})
    blocks = whole.get("question", [])
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise top.wrong("question", "each question is a block of its own", "[[question]]")
    if not 0 < len(blocks) <= MOST_QUESTIONS:
        raise top.wrong("question", f"there must be between 1 and {MOST_QUESTIONS} questions", "[[question]]")
    return Registering(
        open=_yes_or_no(top, "open", default=False),
        questions=tuple(_question(file, number, block) for number, block in enumerate(blocks, start=1)),
        strangers_a_day=_number(top, "strangers_a_day", 10),
        own_server_only=_yes_or_no(top, "own_server_only", default=True),
        unfinished=timedelta(days=_number(top, "unfinished_days", 7)),
        approved=timedelta(days=_number(top, "approved_days", 30)),
    )


def _question(file: Path, number: int, block: dict[str, Any]) -> Question:
    table = Table(file, f"question {number}", block)
    table.only({"ask", "optional"})
    ask = block.get("ask")
    if not isinstance(ask, str) or not ask.strip():
        raise table.wrong("ask", "this is missing", _QUESTION_EXAMPLE)
    if len(ask) > LONGEST_QUESTION or not ask.strip().isprintable():
        raise table.wrong("ask", f"a question is one line of at most {LONGEST_QUESTION} characters", _QUESTION_EXAMPLE)
    return Question(ask.strip(), _yes_or_no(table, "optional", default=False))


def _yes_or_no(table: Table, key: str, *, default: bool) -> bool:
    given = table.values.get(key, default)
    if not isinstance(given, bool):
        raise table.wrong(key, "this is true or false", f"{key} = true")
    return given


def _number(table: Table, key: str, default: int) -> int:
    given, fit = table.values.get(key, default), _NUMBERS[key]
    if not isinstance(given, int) or isinstance(given, bool) or given not in fit:
        raise table.wrong(key, f"this is a whole number from {fit.start} to {fit.stop - 1}", f"{key} = {default}")
    return given
