"""What an account name or a profile name could give away about somebody, as far as its mere form tells.

A short list of forms, so that it can be asked anywhere: an account name stays for ever, and is looked at before it has
been seen by a group. It finds no name of which the form is not that of a full name ("pipsmith").
"""

from __future__ import annotations

import re

from fourwalls.group.finding import DetailKind
from fourwalls.group.people import PersonId

_WORD = r"[^\W\d_]{2,}"
_FULL = re.compile(r"[A-Z][^\W\d_]+(?:\s+(?:[A-Z]\.?\s+)?)(?:[A-Z]['\u2019])?[A-Z][^\W\d_]+")
_ACCOUNT_FULL = re.compile(rf"{_WORD}[._-]{_WORD}")
_YEAR = re.compile(r"(?<!\d)(?:19[2-9]\d|20[01]\d)(?!\d)")
_DATE = re.compile(r"(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?!\d)")
_MANY_DIGITS = re.compile(r"(?:\d[\s()-]?){7,}")


def given_away(account: PersonId, profile_name: str) -> tuple[DetailKind, ...]:
    """The kinds of identifying detail that these names seem to hold; each once."""
    local = account.removeprefix("@").split(":", 1)[0]
    found = [kind for name in (local, profile_name) for kind in _in(name)]
    if _FULL.search(profile_name) or _ACCOUNT_FULL.search(local):
        found.insert(0, DetailKind.FULL_NAME)
    return tuple(dict.fromkeys(found))


def _in(name: str) -> list[DetailKind]:
    found = []
    if _YEAR.search(name) or _DATE.search(name):
        found.append(DetailKind.DATE_OF_BIRTH)
    if _MANY_DIGITS.search(name) or "@" in name:
        found.append(DetailKind.CONTACT)
    return found
