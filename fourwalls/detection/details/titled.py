"""A title with a surname: whether it names somebody private, and whether that is a clinician."""

# ruff: noqa: PLR2004, SIM905  weights of evidence stand where they are weighed, one refusal a line

from __future__ import annotations

from collections.abc import Sequence

from fourwalls.detection.details.likeness import (
    MAX_PARTS,
    SURE_NAME,
    continues,
    end_of,
    is_pet,
    near,
    public_here,
    surname_like,
)  # fmt: skip
from fourwalls.detection.details.patterns import has
from fourwalls.detection.details.people_words import (
    CLINIC_AFTER,
    CLINICAL,
    CLINICAL_ROLE,
    DOCTORS,
    KIN_TITLES,
    LAY,
    MEDICAL_TALK,
    NEVER,
    ROLE_TITLES,
    SCREEN,
    SHORT_TITLES,
    STAFF_TITLES,
    TITLES,
    WEAK_TITLES,
)  # fmt: skip
from fourwalls.detection.details.reading import Reading, Word
from fourwalls.detection.lexicon import lexicon

_OWNERS = frozenset("my our his her ma me wor mums dads your s".split())
_EITHER = frozenset("mr mrs ms miss sister lt col mister".split())
"""Titles of surgeons and nurses that everybody else has as well."""
_RANKS = frozenset("lt wing squadron".split())

Titled = tuple[int, int, float, bool]
"""Start, end, score, whether a clinician."""


def titled(reading: Reading, words: Sequence[Word], at: int) -> tuple[Titled | None, int] | None:
    """A title with what follows it; ``(None, next)`` when it names nobody private."""
    title = words[at].low
    if title not in TITLES or at + 1 >= len(words) or not _follows(words[at], words[at + 1]):
        return None
    if words[at + 1].low == title or (title in ROLE_TITLES and words[at + 1].low in TITLES):
        return None
    last = _last(reading, words, at)
    if last is None:
        return None
    first = _first(words, at)
    start, end = words[first].start, end_of(words[last])
    if any(step in reading.known for step in range(at + 1, last + 1)) or is_pet(reading, start, end):
        return None, last + 1
    on_screen = has(SCREEN, reading.low[max(0, start - 45) : end + 45])
    if public_here(reading, start, end) and (title not in DOCTORS or on_screen):
        return None, last + 1
    score = 0.9 if title not in WEAK_TITLES else 0.75
    return (start, end, score, _is_clinician(reading, title, start, end)), last + 1


def _follows(title: Word, word: Word) -> bool:
    """Whether a word directly follows a title; a short title may end in a full stop."""
    gap = word.gap.strip(" ")
    return (gap == "" and "\n" not in word.gap) or (gap == "." and title.low in SHORT_TITLES)


def _first(words: Sequence[Word], at: int) -> int:
    """Where a titled name begins: ``my doctor X`` without the role, ``Lt Col X`` with both ranks."""
    if not at:
        return at
    if words[at].low in ROLE_TITLES and words[at - 1].low in _OWNERS:
        return at + 1
    return at - 1 if words[at - 1].low in _RANKS and near(words[at]) else at


def _is_clinician(reading: Reading, title: str, start: int, end: int) -> bool:
    """Whether a titled person treats somebody: by title, by role, or by the talk around a surgeon's ``Mr``."""
    if title in DOCTORS or title in STAFF_TITLES:
        return True
    if title not in _EITHER:
        return False
    before, after = reading.low[max(0, start - 70) : start], reading.low[end : end + 40]
    if has(CLINICAL_ROLE, before) or has(CLINIC_AFTER, after):
        return True
    if title == "mrs" or has(LAY, f"{before[-60:]} | {after}"):
        return False
    return has(CLINICAL, f"{before[-45:]} {after}") or (title != "sister" and has(MEDICAL_TALK, reading.low))


def _last(reading: Reading, words: Sequence[Word], at: int) -> int | None:
    """The last word of a titled name, or ``None`` when no surname follows."""
    step = _surname_at(words, at)
    if step is None:
        return None
    name = words[step]
    if name.low in NEVER or not name.text[0].isalpha():
        return None
    lists = lexicon()
    ordinary = name.low in lists.ordinary
    if ordinary and (name.low not in lists.surname_words or not name.cap) and name.tag.surname < SURE_NAME:
        return None
    last = step
    while last + 1 < len(words) and last - step < MAX_PARTS - 1 and near(words[last + 1]):
        if not continues(reading, words, last + 1):
            break
        last += 1
    alone = last == step and name.low in lists.first_names
    if alone and name.tag.given > SURE_NAME > name.tag.surname:
        return None
    if words[at].low not in WEAK_TITLES:
        return last
    return last if not alone and _enough(reading, words, at, step, last) else None


def _surname_at(words: Sequence[Word], at: int) -> int | None:
    """Where the name behind a title begins, an initial or a second title skipped."""
    step = at + 1
    more = step + 1 < len(words) and _follows(words[step], words[step + 1])
    if len(words[step].text) == 1:
        initial = more or (step + 1 < len(words) and words[step + 1].gap.strip(" ") == ".")
        return step + 1 if initial and words[step].cap and words[step + 1].cap else None
    if more and words[step].low in TITLES and words[step].low not in lexicon().first_names:
        return step + 1
    return step


def _enough(reading: Reading, words: Sequence[Word], at: int, step: int, last: int) -> bool:
    """Whether a title that is a word of its own has a good enough surname behind it."""
    whole = last > step
    if words[at].low in KIN_TITLES and not whole:
        return False
    need = 0.75 if words[at].low in KIN_TITLES else 0.45
    surname = surname_like(reading, words, step)
    return surname >= need or (whole and surname >= 0.3)
