"""What an account name and a profile name tell of somebody, looked at before they are let into a group.

A name is a few words at most, so the rules for sentences do not fit it. A first name alone, a nickname and the area in
which somebody lives identify nobody (the policy says so); a full name, a date or year of birth, a postcode, an employer
and whatever reaches a person do. The account name stays for ever, so a human being decides what is to be done: this
is a hint for them, and no reason to turn anybody away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from fourwalls.detection.lexicon import Lexicon, lexicon
from fourwalls.group.finding import DetailKind

LONGEST = 255
"""Characters of a name that are read; a Matrix id has no more (Matrix specification, appendix on identifiers)."""

_WORD = re.compile(r"[^\W\d_]+|\d+")
_APOSTROPHES = str.maketrans("", "", "'’")  # noqa: RUF001 - the one that phones write
_SEAM = re.compile(r"(?<=[a-zà-ÿ])(?<!Mc)(?<!Mac)(?=[A-Z])")
"""Between the words of ``SarahBrown``, and not within ``McAllister``."""
_POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?[ ._-]?\d[a-z]{2}\b")
_REACHED_AT = re.compile(
    r"@[\w.-]+\.[a-z]{2,}|\b(?:gmail|googlemail|hotmail|outlook|yahoo|icloud|btinternet)\b|\+?\d{10,}"
)
_LEAST_TELLING, _LEAST_GLUED = 3, 4
"""Letters of a surname beside a first name, and of each where they are written as one word."""
_FIRST_YEAR, _YOUNGEST = 1915, 13
"""People of groups are born between this year and so many years ago."""
_SHORT_YEAR = range(30, 100)
"""Two digits behind a first name that are a year of birth rather than one of many Sarahs."""


class NamePart(StrEnum):
    """Which of the two names."""

    ACCOUNT = "account"
    """Cannot be changed."""
    PROFILE = "profile"
    """Can be changed by its owner at any time."""


@dataclass(frozen=True, slots=True)
class NameFinding:
    """One thing that a name tells. It repeats no part of the name."""

    part: NamePart
    kind: DetailKind


def name_findings(localpart: str, profile_name: str, today: date | None = None) -> tuple[NameFinding, ...]:
    """What the two names could tell, each kind once a name.

    Args:
        localpart: the account name: the part of the Matrix id between ``@`` and ``:``.
        profile_name: what the person is called in rooms; empty: none.
        today: against which years of birth are judged; ``None``: the day of the machine.
    """
    year = (today or date.today()).year  # noqa: DTZ011 - nobody's age hangs on the hour
    return tuple(
        NameFinding(part, kind)
        for part, name in ((NamePart.ACCOUNT, localpart), (NamePart.PROFILE, profile_name))
        for kind in dict.fromkeys(_kinds(name[:LONGEST], year))
    )


def _kinds(name: str, year: int) -> Iterator[DetailKind]:
    low = name.casefold()
    if _REACHED_AT.search(low):
        yield DetailKind.CONTACT
    if _POSTCODE.search(low):
        yield DetailKind.ADDRESS
    words = _WORD.findall(_SEAM.sub(" ", name.translate(_APOSTROPHES)))
    lists = lexicon()
    if any(_birth(words, at, year, lists) for at in range(len(words))):
        yield DetailKind.DATE_OF_BIRTH
    letters = [word for word in words if word[0].isalpha()]
    in_two = any(_full_name(one, other, lists) for one, other in pairwise(letters))
    if in_two or any(_glued(word.casefold(), lists) for word in letters):
        yield DetailKind.FULL_NAME
    if _employed([word.casefold() for word in letters], lists):
        yield DetailKind.WORKPLACE


def _birth(words: list[str], at: int, year: int, lists: Lexicon) -> bool:
    """Whether the word here is a year of birth, or ends a date of birth."""
    word = words[at]
    if not word.isascii() or not word.isdigit():
        return False
    if len(word) in (6, 8):  # 120361, 12031961, 19610312
        return _is_date(word[:2], word[2:4], word[4:], year) or _is_date(word[6:], word[4:6], word[:4], year)
    if len(word) in (2, 4) and at >= 2 and _is_date(words[at - 2], words[at - 1], word, year):  # noqa: PLR2004
        return True
    if len(word) == 4:  # noqa: PLR2004
        return _FIRST_YEAR <= int(word) <= year - _YOUNGEST
    before = words[at - 1].casefold() if at else ""
    return len(word) == 2 and int(word) in _SHORT_YEAR and before in lists.first_names  # noqa: PLR2004


def _is_date(day: str, month: str, born: str, year: int) -> bool:
    if not (day + month + born).isdecimal() or not (day and month and born):
        return False
    in_a_year = 1 <= int(day) <= 31 and 1 <= int(month) <= 12  # noqa: PLR2004
    return in_a_year and (len(born) == 2 or _FIRST_YEAR <= int(born) <= year)  # noqa: PLR2004


def _full_name(one: str, other: str, lists: Lexicon) -> bool:
    """Whether two words are somebody's first name and surname.

    A given name that is an ordinary word (``robin``) needs capitals beside it, and a surname that everybody knows for
    one: ``robin-woods`` is a bird in a wood, ``Robin Woods`` a person.
    """
    first, last = one.casefold(), other.casefold()
    if first not in lists.first_names or len(last) < _LEAST_TELLING or f"{first} {last}" in lists.public:
        return False
    if first in lists.name_words:
        return one[0].isupper() and other[0].isupper() and last in lists.surname_words
    if last in lists.surname_words:
        return True
    return not any(last in known for known in (lists.ordinary, lists.first_names, lists.places, lists.greetings))


def _glued(word: str, lists: Lexicon) -> bool:
    """Whether one word is a first name with a surname behind it: ``sarahbrown``."""
    if word in lists.ordinary or word in lists.first_names or word in lists.places:
        return False
    cuts = range(_LEAST_GLUED, len(word) - _LEAST_GLUED + 1)
    return any(
        word[:at] in lists.first_names and word[:at] not in lists.name_words and word[at:] in lists.surname_words
        for at in cuts
    )


def _employed(words: list[str], lists: Lexicon) -> bool:
    """Whether an employer is named that is not an ordinary word as well (``next``, ``boots``)."""
    lengths = ((at, lists.employers.length(words, at)) for at in range(len(words)))
    return any(size > 1 or (size == 1 and words[at] not in lists.ordinary) for at, size in lengths)
