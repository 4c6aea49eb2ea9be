"""Finds where somebody says that they live: places that are known, and names that look like one that is not.

No list holds every hamlet, so an unknown word is taken for a small place by how it stands in the sentence ("from …",
"…, just the one shop") and by how it is made (``Inver-``, ``-thwaite``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fourwalls.detection.lexicon import lexicon
from fourwalls.detection.mosaic.rules import PlaceRules

_WORD = re.compile(r"[A-Za-z][A-Za-z'\-]*")  # nothing in it can match in two ways: linear
_AROUND = 48
"""So many characters on either side tell how a word stands in its sentence."""
_LONGEST_NAME = 4
_SHORTEST = 4
_SHORTEST_MADE = 5
_SURELY_MADE = 8
"""So long a word that is made like a place, and is on no list, is one however it stands."""
_MOSTLY = 0.6
_BENT = frozenset(["s", "es", "ed", "d", "ing", "er", "ers", "ly", "y", "ies", "ness", "ship", "yard", "way", "ful"])
"""What ordinary words end in when they are bent to be others."""


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    low: str
    cap: bool
    """Whether it has a capital that says something."""


def place_bits(text: str, rules: PlaceRules) -> float:
    """How telling the most telling place in a message is; nought when there is none."""
    return max(_places(list(_words(text)), text.lower(), rules), default=0.0)


def _words(text: str) -> Iterator[_Word]:
    """The words; capitals say nothing in a text that is all in capitals."""
    letters = [char for char in text if char.isalpha()]
    shouting = sum(char.isupper() for char in letters) > len(letters) * _MOSTLY
    for match in _WORD.finditer(text):
        low = match.group().lower().removesuffix("'s").rstrip("'-")
        yield _Word(match.start(), match.end(), low, match.group()[0].isupper() and not shouting)


def _places(words: list[_Word], low: str, rules: PlaceRules) -> Iterator[float]:
    """What every known place, and every word that could be one, tells."""
    at = 0
    while at < len(words):
        size, bits = _known(words, at, rules)
        start, end = words[at].start, words[at + max(size, 1) - 1].end
        before, after = low[max(0, start - _AROUND) : start], low[end : end + _AROUND]
        if size == 0 and _looks_like_one(words, at, before, after, rules):
            bits = rules.small
        elif (
            size == 1
            and _means_more(words[at].low, rules)
            and not (rules.home_before.hit(before) or rules.near_before.hit(before))
        ):
            bits = 0
        if bits and not rules.away_before.hit(before) and not rules.away_after.hit(after):
            yield bits
        at += max(size, 1)


def _known(words: list[_Word], at: int, rules: PlaceRules) -> tuple[int, float]:
    """How many words the longest known name that begins here has, and what it tells."""
    for size in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
        name = " ".join(word.low for word in words[at : at + size])
        if name in rules.known:
            return size, rules.known[name]
        if size == 1 and name in lexicon().places:
            return size, rules.town
    return 0, 0.0


def _means_more(low: str, rules: PlaceRules) -> bool:
    """Whether the name of a place is an ordinary word or a person's name as well."""
    return low in rules.also_words or low in lexicon().first_names


def _looks_like_one(words: list[_Word], at: int, before: str, after: str, rules: PlaceRules) -> bool:
    """Whether a word of no list is likely the name of a place."""
    word = words[at]
    if word.low in rules.heads:
        return at + 1 < len(words) and _unknown(words[at + 1], rules) and (words[at + 1].cap or not word.cap)
    if not _unknown(word, rules):
        return False
    made = len(word.low) >= _SHORTEST_MADE and (word.low.startswith(rules.begins) or word.low.endswith(rules.ends))
    home, near = rules.home_before.hit(before), rules.near_before.hit(before)
    if made:
        first = not before.strip() and rules.first_after.hit(after)
        told = first or rules.home_after.hit(after)
        return home or near or told or (not _compound(word.low) and (word.cap or len(word.low) >= _SURELY_MADE))
    return home or (word.cap and (near or rules.small_after.hit(after)))


def _compound(low: str) -> bool:
    """Whether a word is made of ordinary ones (``sideboard``) or bent from one (``unscrewed``)."""
    ordinary = lexicon().ordinary
    return any(
        low[:cut] in ordinary and (low[cut:] in ordinary or low[cut:] in _BENT) for cut in range(3, len(low))
    ) or (low.startswith("un") and _compound(low[2:]))


def _unknown(word: _Word, rules: PlaceRules) -> bool:
    """Whether a word is in no list of ours."""
    lists = lexicon()
    return (
        len(word.low) >= _SHORTEST
        and not ("-" in word.low and ("in-law" in word.low or not word.cap))
        and not any(word.low in words for words in (lists.ordinary, lists.first_names, rules.dull))
        and not rules.medicine.hit(word.low)
    )
