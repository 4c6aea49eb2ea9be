"""Sequences of words that name somebody private. Full names and clinicians build on it."""

# ruff: noqa: PLR2004  weights of evidence stand where they are weighed, one refusal a line

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fourwalls.detection.details.likeness import (
    end_of,
    given_like,
    is_first,
    is_pet,
    looks_strange,
    name_end,
    near,
    public_here,
    surname_like,
)  # fmt: skip
from fourwalls.detection.details.patterns import has
from fourwalls.detection.details.people_words import (
    BARE_ROLE,
    CLINIC_AFTER,
    CLINICAL_ROLE,
    HERE_AFTER,
    HONORIFICS,
    INTRO,
    KIN_BEFORE,
    NEAR_US,
    NEVER,
    NOT_AFTER,
    ROLE_NEAR,
    SELF_INTRO,
    SIMILE,
    STREETS,
    SURNAME_TOO,
    THING,
    TITLES,
)  # fmt: skip
from fourwalls.detection.details.reading import Reading, Word
from fourwalls.detection.details.titled import titled
from fourwalls.detection.lexicon import lexicon

ENOUGH = 1.04
"""The evidence from which a sequence of words is a name."""
UNLIKELY = 0.3
"""What is taken off two words that nothing expects here, of which the first is no known name or has no capital."""
PUBLIC_DOUBT = 0.9
"""What talk of screens, books and songs takes off somebody of whom nothing says that the writer knows them."""


@dataclass(frozen=True, slots=True)
class Person:
    """A stretch of words of the plain view that names a private person."""

    start: int
    end: int
    score: float
    why: str
    clinician: bool


Step = tuple[Person | None, int]
"""A person, or somebody public, and the index of the word to go on with."""


@dataclass(frozen=True, slots=True)
class Place:
    """What the words before a name say of it."""

    before: str
    intro: bool
    kin: bool
    role: bool

    @property
    def weight(self) -> float:
        """How much the place speaks for a name."""
        return (0.2 if self.kin else 0.15 if self.intro else 0.0) + (0.25 if self.role else 0.0)

    @property
    def expected(self) -> bool:
        """Whether a private person's name is expected here."""
        return self.kin or self.intro or self.role


def people(reading: Reading) -> tuple[Person, ...]:
    """The private people whom a message names, found once a reading."""
    return reading.once("people", lambda: tuple(_find(reading)))


def _find(reading: Reading) -> Iterator[Person]:
    """Titles with surnames first, then names; no word is used twice."""
    words = reading.words
    at = 0
    while at < len(words):
        step = _titled(reading, words, at) or _named(reading, words, at)
        if step is None:
            at += 1
            continue
        person, at = step
        if person is not None:
            yield person


def _titled(reading: Reading, words: Sequence[Word], at: int) -> Step | None:
    """A title with a surname, as a person."""
    step = titled(reading, words, at)
    if step is None or step[0] is None:
        return None if step is None else (None, step[1])
    start, end, score, clinician = step[0]
    return Person(start, end, score, "title-and-surname", clinician), step[1]


def _named(reading: Reading, words: Sequence[Word], at: int) -> Step | None:
    """A given name with a surname, or two words in the place where a name must stand."""
    word = words[at]
    if (
        at + 1 >= len(words)
        or word.low in NEVER
        or word.low in lexicon().greetings
        or word.low in TITLES
        or not word.text[0].isalpha()
        or len(word.low) < 2
    ):
        return None
    couple = _couple(reading, words, at)
    if couple is not None:
        return couple
    if not near(words[at + 1]):
        return _reversed(reading, words, at)
    before = reading.low[max(0, word.start - 70) : word.start]
    role = has(CLINICAL_ROLE, before) or has(BARE_ROLE, before)
    place = Place(before, has(INTRO, before), has(KIN_BEFORE, before), role)
    given = given_like(reading, words, at, place=place.intro or place.kin)
    last, surname = name_end(reading, words, at) if given > 0 else (at, 0.0)
    if last == at:
        return None
    return _weighed(reading, words, (at, last), given + surname, place)


def _weighed(reading: Reading, words: Sequence[Word], span: tuple[int, int], found: float, place: Place) -> Step | None:
    """A sequence that could be a name, weighed with the words around it."""
    at, last = span
    start, end = words[at].start, end_of(words[last])
    if _identifies_nobody(reading, (at, last), place) or _of_a_saint(words, at):
        return None, last + 1
    if _names_a_thing(words, at, last, place):
        return None
    after = reading.low[end : end + 40]
    total = found + place.weight + (0.1 if last - at >= 2 else 0.0)
    if has(HERE_AFTER, after) or has(SELF_INTRO, place.before):
        total += 0.2
    elif not (place.kin or place.role) and is_pet(reading, start, end):
        return None, last + 1
    elif not place.expected:
        total -= _doubt(reading, place.before, words[at], end)
    if total < ENOUGH:
        return None
    clinician = place.role or has(CLINIC_AFTER, after) or has(ROLE_NEAR, place.before[-60:])
    return Person(start, end, min(0.99, 0.45 + total * 0.25), "given-name-and-surname", clinician), last + 1


def _names_a_thing(words: Sequence[Word], at: int, last: int, place: Place) -> bool:
    """Whether the last word, or the one behind it, makes a street, a building, a dish or a show of the whole."""
    end = words[last]
    if end.low == words[at].low or (end.low in STREETS and not place.kin):
        return True
    if last == at + 1 and (end.low in HONORIFICS or words[at].low in HONORIFICS):
        return True
    if end.low in SURNAME_TOO and not (place.expected or is_first(words[at])):
        return True
    if end.low in NOT_AFTER and not (end.cap and (place.expected or end.low in SURNAME_TOO)):
        return True
    behind = words[last + 1] if last + 1 < len(words) else None
    return behind is not None and behind.low in NOT_AFTER and near(behind) and not place.kin


def _identifies_nobody(reading: Reading, span: tuple[int, int], place: Place) -> bool:
    """Whether these are the words of somebody public, of a charity, or of a profile name.

    The writer and their kin may share the name of somebody public; a common namesake passes only in public company.
    """
    steps = range(span[0], span[1] + 1)
    own = (place.kin and not place.before.endswith(", ")) or has(SELF_INTRO, place.before)
    last = span[1]
    more = last not in reading.known and looks_strange(reading.words[last])  # somebody public, and then a surname more
    if not more and any(step in reading.known and not (own and step in reading.famous) for step in steps):
        return True
    start, end = reading.words[span[0]].start, reading.words[last].end
    return not own and any(step in reading.namesakes for step in steps) and public_here(reading, start, end)


def _of_a_saint(words: Sequence[Word], at: int) -> bool:
    """Whether a saint's title stands before a name."""
    return at > 0 and words[at - 1].low in {"st", "saint", "santa", "san", "ste"} and not words[at].gap.strip(" .")


def _lives_among_us(reading: Reading, start: int, end: int) -> bool:
    """Whether the words around a name speak of somebody whom the writer knows."""
    return has(NEAR_US, f"{reading.low[max(0, start - 40) : start]} | {reading.low[end : end + 60]}")


def _doubt(reading: Reading, before: str, first: Word, end: int) -> float:
    """How much speaks for somebody public, a thing or a comparison."""
    known_to_us = _lives_among_us(reading, first.start, end)
    doubt = 0.0 if known_to_us or is_first(first) else UNLIKELY
    if public_here(reading, first.start, end):
        doubt += 0.35 if known_to_us else PUBLIC_DOUBT
    if has(THING, before):
        return doubt + 0.5
    return doubt + (0.2 if has(SIMILE, before) else 0.0)


def _couple(reading: Reading, words: Sequence[Word], at: int) -> Step | None:
    """``Fiona and Alasdair Dunwoodie``: two given names that share one surname."""
    if at + 3 >= len(words) or words[at + 1].low not in {"and", "n", "an"}:
        return None
    if not (is_first(words[at]) and is_first(words[at + 2])) or not all(near(words[at + step]) for step in (1, 2, 3)):
        return None
    surname = words[at + 3]
    named = looks_strange(surname) or (surname.cap and surname.low in lexicon().surname_words)
    if (
        not named
        or surname_like(reading, words, at + 3) < 0.5
        or any(step in reading.known for step in range(at, at + 4))
    ):
        return None
    return Person(words[at].start, end_of(words[at + 3]), 0.85, "couple", clinician=False), at + 4


def _reversed(reading: Reading, words: Sequence[Word], at: int) -> Step | None:
    """``Barlow, David``: a surname first, as forms want it."""
    word, nxt = words[at], words[at + 1]
    if nxt.gap != ", " or not word.cap or not nxt.cap or not is_first(nxt) or not looks_strange(word) or is_first(word):
        return None
    starts = at == 0 or any(char in ".!?\n:" for char in word.gap)
    ends = reading.plain.text[nxt.end : nxt.end + 1] in {"", ".", "\n", ","}
    if not (starts and ends) or word.tag.surname < 0.4 or nxt.low in reading.names:
        return None
    return Person(word.start, nxt.end, 0.75, "surname-first", clinician=False), at + 2
