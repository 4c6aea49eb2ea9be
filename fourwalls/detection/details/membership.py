"""Whether somebody belongs to an organisation that is named: what stands around the name, weighed by learnt weights.

A mention (``mentions.py``) has a shape; the words before and behind it in its sentence have classes (``work``,
``visit`` … in ``data/belonging_words.txt``, occupations in ``data/occupations.txt``). Which combination speaks for
belonging is learnt from the corpora by ``membership_training.py``: a logistic regression, a weight a feature.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from fourwalls.detection.details.belonging import followed
from fourwalls.detection.details.mentions import ARTICLES, PREPOSITIONS, Mention, mentions, shape
from fourwalls.detection.details.reading import Reading, Word
from fourwalls.detection.lexicon import lexicon

WEIGHTS = "membership.json"
THRESHOLD = 0.5
PIECE = 0.1
NEAR, MIDDLE, FAR = 2, 5, 10
"""How many words before the preposition a cue may stand."""
BEHIND = 6
"""How many words behind the name a cue may stand."""
SIDES = {
    "does": frozenset(("work", "labour", "role", "join", "learn")),
    "is": frozenset(("self", "kin")),
    "owns": frozenset(("place",)),
    "time": frozenset(("time", "number", "end")),
    "passes": frozenset(("visit", "clinic", "watch", "give", "leaflet")),
}
"""What classes of words have in common: the few examples of each then speak for all of them."""
DIRECT = frozenset(("at", "for", "with", "in", "wi", "fur", "from", "of", "to", "tae", "by", "on"))
_ENDS = ".!?\n;"
_BIAS = "bias"


@dataclass(frozen=True, slots=True)
class Belonging:
    """A named organisation to which somebody belongs, as offsets of the plain view."""

    start: int
    end: int
    likelihood: float


def belongings(reading: Reading) -> Iterator[Belonging]:
    """The organisations to which somebody probably belongs, the likeliest of those that overlap."""
    if reading.far or not _worth_a_look(reading):
        return
    weights = shipped()
    scored = [(likelihood(weights, features(reading, one)), one) for one in mentions(reading)]
    taken: list[Mention] = []
    for likely, one in sorted(scored, key=lambda pair: (-pair[0], pair[1].first - pair[1].last)):
        if likely < THRESHOLD:
            return
        if not any(one.first <= other.last and other.first <= one.last for other in taken):
            whole = _whole(scored, one)
            taken.append(whole)
            words = whole.words(reading)
            yield Belonging(words[0].start, words[-1].end, likely)


def _whole(scored: Sequence[tuple[float, Mention]], part: Mention) -> Mention:
    """The longest mention around a likely one that is not itself most unlikely: the name, and not a piece of it."""
    around = [one for likely, one in scored if one.first <= part.first and part.last <= one.last and likely >= PIECE]
    return max(around, key=lambda one: one.last - one.first, default=part)


def _worth_a_look(reading: Reading) -> bool:
    """A cheap test: no word of belonging, no member."""
    classes = lexicon().belonging
    return any(word.low in classes for word in reading.words)


def likelihood(weights: Mapping[str, float], found: Iterator[str]) -> float:
    """How likely it is that somebody belongs."""
    total = weights[_BIAS] + sum(weights.get(name, 0.0) for name in set(found))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def shipped() -> Mapping[str, float]:
    """The weights that ship with the package."""
    path = resources.files("fourwalls.detection") / "data" / WEIGHTS
    weights: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))
    return weights


def features(reading: Reading, mention: Mention) -> Iterator[str]:
    """Everything that is weighed about one mention."""
    shapes = list(shape(reading, mention))
    yield from shapes
    lead, at = _lead(reading, mention)
    yield f"lead={lead}"
    kind = next((one for one in shapes if one.startswith(("employer", "org-", "saint"))), "")
    yield f"{lead}|{kind}"
    if "words=1" in shapes:
        yield f"{lead}|{kind}|one"
    direct = "direct" if lead.split("-")[-1] in DIRECT else lead
    for distance, word in _before(reading, at):
        ring = "near" if distance <= NEAR else "middle" if distance <= MIDDLE else "far"
        classes = _classes(word)
        sides = {side for side, members in SIDES.items() if members & set(classes)}
        for cls in classes:
            yield f"{ring}:{cls}"
            yield f"any:{cls}"
        for side in sides:
            yield f"{direct}<{side}-{ring}"
            yield f"{kind}<{side}-{ring}"
            if distance <= MIDDLE:
                yield f"{direct}<{side}"
    for word in _behind(reading, mention):
        yield from (f"behind:{cls}" for cls in _classes(word))
    if followed(reading, reading.words[mention.last].end):
        yield "followed"


def _classes(word: Word) -> tuple[str, ...]:
    """The classes of a word."""
    if word.low.isdigit():
        return ("number",)
    return lexicon().belonging.get(word.low, ())


def _lead(reading: Reading, mention: Mention) -> tuple[str, int]:
    """What leads to a mention (a preposition, a mark, nothing) and the index of the first word before that."""
    words = reading.words
    at = mention.first
    own = ""
    while at and words[at - 1].low in ARTICLES and not words[at].gap.strip(" '\""):
        own = "our-" if words[at - 1].low in {"our", "my", "oor", "wor", "ma"} else own
        at -= 1
    gap = words[at].gap.strip(" '\"")
    if not at or any(char in _ENDS for char in gap):
        return "start", at
    if gap:
        return "mark", at
    before = words[at - 1].low
    if before in PREPOSITIONS:
        return own + before, at - 1
    return ("is" if before in {"is", "was", "called", "it's", "its"} else "word"), at


def _before(reading: Reading, at: int) -> Iterator[tuple[int, Word]]:
    """The words before an index in its sentence, nearest first, with their distance."""
    for distance in range(1, FAR + 1):
        if at - distance < 0 or any(
            char in _ENDS for char in reading.words[at - distance + 1 : at - distance + 2][0].gap
        ):
            return
        yield distance, reading.words[at - distance]


def _behind(reading: Reading, mention: Mention) -> Iterator[Word]:
    """The words behind a mention in its sentence."""
    for word in reading.words[mention.last + 1 : mention.last + 1 + BEHIND]:
        if any(char in _ENDS for char in word.gap):
            return
        yield word
