"""What the pictures of a first week were drawn from: kept beside them, so that a test can tell when they are stale.

A picture is stale when a sentence in it is worded otherwise now, when it would be drawn otherwise, or when it is not
the file that was drawn. None of this needs a browser or a homeserver.
"""

# ruff: noqa: INP001  a module beside its pictures, not a package

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from config.wording import Wording, WordingError
from docs.pictures.phone import Bubble, Day, Line, page_of
from fourwalls.group.phrase import Phrase

KEPT = Path(__file__).with_name("week.json")
TITLE, BELOW = "guide", "a private chat: nobody else is in it"
AGAIN = "run .venv/bin/python -m docs.pictures.first_week from the root of the repository: it draws them anew"


@dataclass(frozen=True, slots=True)
class Sentence:
    """How one sentence came about."""

    phrase: Phrase
    always: Mapping[str, str]
    """What the wording puts into any sentence: the portal's address, the organisation."""


@contextmanager
def noting() -> Iterator[dict[str, Sentence]]:
    """Note every sentence that is worded in this process, by its words."""
    said: dict[str, Sentence] = {}
    say = Wording.say

    def noted(wording: Wording, phrase: Phrase) -> str:
        text = say(wording, phrase)
        said[text] = Sentence(phrase, dict(wording._always))  # noqa: SLF001 - it is asked nowhere else
        return text

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Wording, "say", noted)
        yield said


def keep(pictures: Mapping[str, list[Line]], folder: Path, said: Mapping[str, Sentence]) -> None:
    """Write down what was drawn; every sentence of the guide's must have been worded here."""
    kept = [_kept(folder / name, lines, said) for name, lines in pictures.items()]
    KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


def _kept(picture: Path, lines: list[Line], said: Mapping[str, Sentence]) -> dict[str, Any]:
    return {
        "picture": picture.name,
        "file": digest(picture.read_bytes()),
        "page": digest(page_of(TITLE, BELOW, lines).encode()),
        "lines": [_line(each, said) for each in lines],
    }


def _line(line: Line, said: Mapping[str, Sentence]) -> dict[str, Any]:
    if isinstance(line, Day):
        return {"day": line.text}
    if not line.who:
        return {"who": "", "text": line.text}
    sentence = said[line.text]
    name, values = sentence.phrase.name, dict(sentence.phrase.values)
    return {"who": line.who, "text": line.text, "sentence": name, "values": values, "always": dict(sentence.always)}


def stale(kept: Mapping[str, Any], folder: Path) -> list[str]:
    """Why a picture is not what would be drawn now; nothing if it is."""
    picture = folder / kept["picture"]
    found = [] if digest(picture.read_bytes()) == kept["file"] else ["it is not the file that was drawn"]
    lines = [Day(each["day"]) if "day" in each else Bubble(each["who"], each["text"]) for each in kept["lines"]]
    if digest(page_of(TITLE, BELOW, lines).encode()) != kept["page"]:
        found.append("it would be drawn otherwise")
    return [*found, *(f"{each['sentence']} is worded otherwise" for each in kept["lines"] if not _stands(each))]


def _stands(line: Mapping[str, Any]) -> bool:
    """Whether a line is worded as it was."""
    if not line.get("who"):
        return True
    phrase = Phrase(line["sentence"], tuple(sorted(line["values"].items())))
    wording = Wording(always=line["always"])
    try:
        return phrase.name in wording.names and wording.say(phrase) == line["text"]
    except WordingError:
        return False  # it asks for another value now


def digest(data: bytes) -> str:
    """What tells one file from another."""
    return hashlib.sha256(data).hexdigest()
