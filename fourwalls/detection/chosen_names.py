"""What an account name or a profile name, as people choose them, tells of who somebody is.

A name is a few words at most and has no sentence around it, so the rules for messages do not fit it. A first name
alone, a nickname and the area in which somebody lives identify nobody (the policy says so); a full name, a date or
year of birth, a postcode, an employer and whatever reaches a person do. It is quick and needs no model, so that it can
be asked wherever a name is met. It finds too much rather than too little: all that follows is a private word, and a
human being who decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
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
    r"[^\s@]@[\w.-]+\.[a-z]{2,}|\b(?:gmail|googlemail|hotmail|outlook|yahoo|icloud|btinternet)\b"
    r"|(?<!\d)\+?\d(?:[ ().-]{0,2}\d){9,14}(?!\d)"
)
_HANDLE = re.compile(r"(?<![^\s(])@\w{3,}|(?:https?://|www\.)\S+")
_PARTICLES = frozenset(
    ("van", "von", "der", "den", "de", "del", "di", "da", "dos", "la", "le", "al", "el", "bin", "bint", "ap", "ni")
)
"""Small words within a surname."""
_LEAST_TELLING, _LEAST_GLUED, _LEAST_GLUED_UNKNOWN = 3, 4, 6
"""Letters of a surname beside a first name; of each where they are one word; there, of a surname no list knows."""
_LONGEST_GLUED, _SHORTEST_WORD = 40, 2
"""Letters of what is looked at for two names in one; of the words that it may be made of instead."""
_FIRST_YEAR, _YOUNGEST = 1915, 13
"""People of groups are born between this year and so many years ago."""
_SHORT_YEAR = range(30, 100)
"""Two digits behind a first name that are a year of birth rather than one of many Sarahs."""


def read_name(name: str, today: date | None = None) -> tuple[DetailKind, ...]:
    """The kinds of detail that a name may hold, each once; empty: nothing is seen.

    Args:
        name: a profile name, or the part of a Matrix id between ``@`` and ``:``.
        today: against which years of birth are judged; ``None``: the day of the machine.
    """
    year = (today or date.today()).year  # noqa: DTZ011 - nobody's age hangs on the hour
    text = name[:LONGEST]
    return tuple(dict.fromkeys((*_written(text.casefold()), *_worded(text, year))))


def _written(low: str) -> Iterator[DetailKind]:
    """What is told by its form: numbers and addresses."""
    if _REACHED_AT.search(low):
        yield DetailKind.CONTACT
    if _HANDLE.search(low):
        yield DetailKind.ONLINE_ACCOUNT
    if _POSTCODE.search(low):
        yield DetailKind.ADDRESS


def _worded(text: str, year: int) -> Iterator[DetailKind]:
    """What is told by words, and by numbers beside them."""
    words, lists = _WORD.findall(_SEAM.sub(" ", text.translate(_APOSTROPHES))), lexicon()
    if any(_birth(words, at, year, lists) for at in range(len(words))):
        yield DetailKind.DATE_OF_BIRTH
    letters = _joined([word for word in words if word[0].isalpha()], lists)
    if _in_two(letters, lists) or any(_glued(word.casefold(), lists) for word in letters):
        yield DetailKind.FULL_NAME
    if _employed([word.casefold() for word in letters], lists):
        yield DetailKind.WORKPLACE


def _joined(letters: list[str], lists: Lexicon) -> list[str]:
    """The words, each double first name that is known as one (``ellie-mae``) put together again."""
    joined: list[str] = []
    for word in letters:
        double = f"{joined[-1]}-{word}" if joined else ""
        if double.casefold() in lists.first_names:
            joined[-1] = double
        else:
            joined.append(word)
    return joined


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


def _in_two(letters: list[str], lists: Lexicon) -> bool:
    """Whether two words that stand together, initials and small words between them left out, are a full name."""
    telling = [word for word in letters if len(word) > 1 and word.casefold() not in _PARTICLES]
    return any(
        _full_name(one, other, lists) or (_unknown(one.casefold(), lists) and _full_name(other, one, lists))
        for one, other in pairwise(telling)
    )


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
    return last in lists.surname_words or _unknown(last, lists)


def _unknown(word: str, lists: Lexicon) -> bool:
    """Whether no list knows the word for anything but a surname."""
    return not any(word in known for known in (lists.ordinary, lists.first_names, lists.places, lists.greetings))


def _glued(word: str, lists: Lexicon) -> bool:
    """Whether one word is a first name with a surname behind it: ``sarahbrown``."""
    if not _unknown(word, lists) or len(word) > _LONGEST_GLUED:
        return False
    cuts = range(_LEAST_GLUED, len(word) - _LEAST_GLUED + 1)
    parts = [(word[:at], word[at:]) for at in cuts if word[:at] in lists.first_names]
    if any(first not in lists.name_words and last in lists.surname_words for first, last in parts):
        return True
    first, last = parts[-1] if parts else ("", "")  # the longest first name: "sarah", and not "sara"
    unknown = len(last) >= _LEAST_GLUED_UNKNOWN and _unknown(last, lists) and not _of_words(last, lists)
    return unknown and first not in lists.name_words


def _of_words(letters: str, lists: Lexicon) -> bool:
    """Whether it is nothing but ordinary words written as one: the end of ``sarahlovestea``."""
    reached = {0}
    for end in range(_SHORTEST_WORD, len(letters) + 1):
        if any(letters[start:end] in lists.ordinary for start in reached if end - start >= _SHORTEST_WORD):
            reached.add(end)
    return len(letters) in reached


def _employed(words: list[str], lists: Lexicon) -> bool:
    """Whether an employer is named that is no ordinary word, first name or area as well (``next``, ``halifax``)."""
    lengths = ((at, lists.employers.length(words, at)) for at in range(len(words)))
    return any(size > 1 or (size == 1 and _unknown(words[at], lists)) for at, size in lengths)
