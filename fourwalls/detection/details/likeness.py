"""How much words look like names, and what surrounds them; numbers here are weights of evidence, found by trying."""

# ruff: noqa: PLR2004, PLR0911  weights of evidence stand where they are weighed, one refusal a line

from __future__ import annotations

from collections.abc import Sequence

from fourwalls.detection.details.patterns import has
from fourwalls.detection.details.people_words import CONNECT, NEVER, NOT_AFTER, PET, PET_AFTER, PUBLIC
from fourwalls.detection.details.reading import Reading, Word
from fourwalls.detection.lexicon import lexicon

MAX_PARTS = 4
"""No name has more parts than this after its first."""
SURE_NAME = 0.5
_KIN_PARTICLES = frozenset(("ni", "nic", "ui", "ap", "ab", "ferch", "bin", "bint"))
"""Daughter of, son of: what follows is a surname in any case."""


def near(word: Word) -> bool:
    """Whether a word directly follows the one before it, as parts of a name do."""
    return word.gap.strip(" ") == "" and "\n" not in word.gap


def end_of(word: Word) -> int:
    """Where a name ends, a possessive ending left out."""
    return word.end - 2 if word.text.lower().endswith("'s") else word.end


def is_first(word: Word) -> bool:
    """Whether a word is a given name that is not an ordinary word."""
    low = word.low.split("-")[0]
    return low in lexicon().first_names and low not in lexicon().name_words


def looks_strange(word: Word) -> bool:
    """Whether a word is none of the ordinary ones, so that it may well be a surname."""
    low = word.low
    return (
        low not in lexicon().ordinary
        and low not in NEVER
        and low not in NOT_AFTER
        and low not in lexicon().greetings
        and word.text[0].isalpha()
        and len(low) > 1
    )


def surname_like(reading: Reading, words: Sequence[Word], at: int) -> float:
    """How well a word serves as a surname: capitals, the model, its rarity, its build."""
    word = words[at]
    low = word.low
    if low in NEVER or low in lexicon().greetings or not word.text[0].isalpha() or len(low) < 2:
        return 0.0
    strange = looks_strange(word)
    score = 0.0
    if word.cap and not reading.shouting:
        score = 0.75 if strange else 0.5 if low in lexicon().surname_words else 0.2
    elif strange:
        score = 0.35
    if low.startswith(("mc", "mac", "o'", "fitz")) and len(low) > 4 and strange:
        score += 0.25
    if "-" in low and strange and len(low) > 7:
        score += 0.2
    return min(1.0, max(score, score * 0.6 + word.tag.name * 0.6))


def given_like(reading: Reading, words: Sequence[Word], at: int, *, place: bool) -> float:
    """How well a word serves as a given name; ``place`` says that a name is expected here."""
    word, nxt = words[at], words[at + 1]
    low = word.low
    if word.text.lower().endswith("'s") or (low in lexicon().places and not place):
        return 0.0
    if is_first(word):
        return 0.7
    if low in lexicon().name_words:
        if (word.cap and nxt.cap and not reading.shouting) or (place and word.tag.given > 0.3) or word.tag.given > 0.8:
            return 0.6
        return 0.0
    if word.tag.given >= SURE_NAME and (looks_strange(word)):
        return 0.3 + word.tag.given * 0.3
    if place and looks_strange(word) and is_first(nxt) and word.cap == nxt.cap:
        return 0.6  # a surname first, as in China and Hungary
    if place and looks_strange(word) and (word.cap == nxt.cap) and (word.cap or word.tag.name > 0.25):
        return 0.35
    if word.cap and nxt.cap and looks_strange(word) and word.tag.name >= SURE_NAME:
        return 0.45
    return 0.0


def continues(reading: Reading, words: Sequence[Word], at: int) -> bool:
    """Whether a name goes on with this word."""
    word = words[at]
    low = word.low
    if low in CONNECT and at + 1 < len(words) and near(words[at + 1]):
        return (
            low in {"singh", "kaur"}
            or (word.tag.name > 0.3 and looks_strange(word))
            or (words[at + 1].cap and not reading.shouting)
        )
    if low in NEVER or low in NOT_AFTER or not word.text[0].isalpha() or len(low) < 2:
        return False
    if words[at - 1].text.lower().endswith("'s"):
        return False
    if word.cap and words[at - 1].cap and not reading.shouting:
        return True
    return looks_strange(word) and word.tag.name >= SURE_NAME


def name_end(reading: Reading, words: Sequence[Word], at: int) -> tuple[int, float]:
    """The last word of a name that begins here, and how surname-like its end is."""
    last, best = at, 0.0
    step = at + 1
    while step < len(words) and step - at < MAX_PARTS + 1 and near(words[step]):
        joins = _joins(reading, words, step)
        value = _value(reading, words, at, step)
        later = step > at + 1
        if words[step - 1].text.lower().endswith("'s") or (
            not joins and value < (0.45 if later and words[step - 1].low not in _KIN_PARTICLES else 0.3)
        ):
            break
        if later and words[at].cap and words[at + 1].cap and not words[step].cap and not joins and not reading.shouting:
            break
        particle = later and _joins(reading, words, step - 1)
        if later and not (
            particle or words[step].cap or words[step].tag.name >= 0.4 or words[step].low in lexicon().first_names
        ):
            break
        if not joins:
            last, best = step, max(best, value)
        step += 1
    return last, best


def _joins(reading: Reading, words: Sequence[Word], at: int) -> bool:
    """Whether a word is a particle inside a name, with a surname after it."""
    if words[at].low not in CONNECT or at + 1 >= len(words) or not near(words[at + 1]):
        return False
    return surname_like(reading, words, at + 1) >= (0.3 if words[at].low in _KIN_PARTICLES else 0.5)


def _value(reading: Reading, words: Sequence[Word], first: int, at: int) -> float:
    """How surname-like a word is behind a given name."""
    word = words[at]
    if word.low in lexicon().first_names and not word.cap and word.low in lexicon().name_words:
        return word.tag.name * 0.8
    value = surname_like(reading, words, at)
    if words[first].cap and not word.cap and not reading.shouting:
        value *= 0.5 if word.tag.surname < 0.6 else 0.9
    return value


def is_pet(reading: Reading, start: int, end: int) -> bool:
    """Whether a name is that of an animal, a wig, a tumour, a pump."""
    return has(PET, reading.low[max(0, start - 60) : start]) or has(PET_AFTER, reading.low[end : end + 34])


def public_here(reading: Reading, start: int, end: int) -> bool:
    """Whether the words around a name speak of somebody everybody knows."""
    around = reading.low[max(0, start - 45) : start] + " | " + reading.low[end : end + 45]
    return has(PUBLIC, around)
