"""What a profile name or an account name tells of who somebody is, read without a sentence around it.

It is quick and needs no model, so that it can be asked wherever a name is chosen. It finds too much rather than too
little, and what follows from it is a private word and nothing more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fourwalls.detection.lexicon import Lexicon, lexicon
from fourwalls.group.finding import DetailKind

CAUGHT = (
    ("Sarah McAllister", DetailKind.FULL_NAME),
    ("tariq chaudhry", DetailKind.FULL_NAME),
    ("Robin Marsh", DetailKind.FULL_NAME),
    ("Okafor, Ngozi", DetailKind.FULL_NAME),
    ("王小明 Sarah Chen", DetailKind.FULL_NAME),
    ("Pip 1974", DetailKind.DATE_OF_BIRTH),
    ("Pip (b. 12.3.68)", DetailKind.DATE_OF_BIRTH),
    ("Pip 07700 900123", DetailKind.CONTACT),
    ("pip@example.org", DetailKind.CONTACT),
    ("Pip @pip_paints", DetailKind.ONLINE_ACCOUNT),
)
LET_PASS = (
    "Pip",
    "Sarah",
    "Sea Glass",
    "Tuesday Tea",
    "Robin",
    "Pip 2",
    "Blue Kettle",
    "the quiet one",
    "🌻",
    "",
    "Old Bear",
)

CAUGHT_ACCOUNTS = (
    ("sarah.mcallister", DetailKind.FULL_NAME),
    ("tariq_chaudhry", DetailKind.FULL_NAME),
    ("sarahmcallister", DetailKind.FULL_NAME),
    ("pip1974", DetailKind.DATE_OF_BIRTH),
    ("07700900123", DetailKind.CONTACT),
)
LET_PASS_ACCOUNTS = ("pip", "sea.glass", "robin", "sunflower", "blue-kettle", "user42", "annabel", "pip-7")

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_YEAR = re.compile(r"(?<!\d)(?:19[2-9]\d|200\d|201\d)(?!\d)")
_DATE = re.compile(r"(?<!\d)\d{1,2}[./-]\d{1,2}[./-](?:\d{2}|\d{4})(?!\d)")
_PHONE = re.compile(r"(?<!\d)\+?\d(?:[ ()-]?\d){8,14}(?!\d)")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![^\s(])@\w{3,}|(?:https?://|www\.)\S+", re.IGNORECASE)
_SHORTEST = 3
_SHORTEST_GLUED = 4
_MOST = 300


def read_profile(name: str) -> tuple[DetailKind, ...]:
    """The kinds of detail that a profile name may hold, each once; none if nothing is seen."""
    text = name[:_MOST]
    return tuple(dict.fromkeys((*_written(text), *_named(_words(text)))))


def read_account(localpart: str) -> tuple[DetailKind, ...]:
    """The same for the name part of a Matrix id, which stays for ever and where words stand without spaces."""
    text = localpart[:_MOST]
    words = _words(re.sub(r"[^a-z0-9]+", " ", text.casefold()))
    glued = (kind for word in words for kind in _glued(word, lexicon()))
    return tuple(dict.fromkeys((*_written(text), *_named(words), *glued)))


def _written(text: str) -> Iterator[DetailKind]:
    """What is written out: numbers, dates, addresses of other services."""
    if _PHONE.search(text) or _MAIL.search(text):
        yield DetailKind.CONTACT
    if _YEAR.search(text) or _DATE.search(text):
        yield DetailKind.DATE_OF_BIRTH
    if _HANDLE.search(text):
        yield DetailKind.ONLINE_ACCOUNT


def _words(text: str) -> list[str]:
    return [word.casefold().replace("\u2019", "'") for word in _WORD.findall(text)]


def _named(words: list[str]) -> Iterator[DetailKind]:
    """A given name beside a word that could be a surname."""
    lists = lexicon()
    given = next((word for word in words if word in lists.first_names), None)
    if given is None:
        return
    others = [word for word in words if word != given and len(word) >= _SHORTEST]
    if any(_surname_like(word, lists) for word in others):
        yield DetailKind.FULL_NAME


def _surname_like(word: str, lists: Lexicon) -> bool:
    if word in lists.surname_words:
        return True
    return word not in lists.ordinary and word not in lists.greetings


def _glued(word: str, lists: Lexicon) -> Iterator[DetailKind]:
    """A given name and another word in one: ``sarahmcallister``."""
    if word in lists.first_names or word in lists.ordinary:
        return
    for at in range(_SHORTEST_GLUED, len(word) - _SHORTEST_GLUED + 1):
        if word[:at] in lists.first_names and _surname_like(word[at:], lists):
            yield DetailKind.FULL_NAME
            return
