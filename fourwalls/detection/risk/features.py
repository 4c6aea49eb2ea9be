"""What the trained model looks at: words, pieces of words, the talk before, and what the configured rules saw."""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence

from fourwalls.detection import normal
from fourwalls.detection.risk.rules import RiskRules, Sighting

BITS = 18
SLOTS = 1 << BITS
CONTEXT_LINES = 2
BLOCKS = (("w", 1.0), ("c", 1.0), ("x", 0.4), ("r", 0.35), ("y", 0.15))
"""Words, pieces of words, the words before, what the rules saw, what they saw before.

Each block of words is scaled to length one and then weighed; what the rules saw counts as it is.
"""
RULES = frozenset("ry")
"""The blocks of what the rules saw."""

_WORD = re.compile(r"[a-z0-9*']+")  # linear, since nothing in it can match in two ways; quicker than re2
_LONGEST_PHRASE = 3
_PIECES = (2, 3, 4, 5)
_MAX_WORDS = 400

Block = dict[int, float]


def slot(block: str, feature: str) -> int:
    """The place of a feature in the weights."""
    return zlib.crc32(f"{block} {feature}".encode()) & (SLOTS - 1)


def words_of(text: str) -> list[str]:
    """The words of a spelled view."""
    return _WORD.findall(text)[:_MAX_WORDS]


def _phrases(words: Sequence[str], longest: int) -> Iterator[str]:
    """All runs of one to ``longest`` words."""
    for size in range(1, longest + 1):
        for at in range(len(words) - size + 1):
            yield " ".join(words[at : at + size])


def _pieces(words: Sequence[str]) -> Iterator[str]:
    """Pieces of two to five letters, word by word, with the edges marked."""
    for word in words:
        framed = f" {word} "
        for size in _PIECES:
            if len(framed) <= size:
                yield framed
                break
            for at in range(len(framed) - size + 1):
                yield framed[at : at + size]


def _rule_features(seen: Sighting) -> Iterator[str]:
    """Cues and guards that were met."""
    for hit in seen.hits:
        yield f"cue {hit.rule.name}"
    for guard in seen.guards:
        yield f"guard {guard.name}"


def look_before(rules: RiskRules, context: Sequence[str]) -> Sighting | None:
    """What the rules see in the last lines before a message, without the speakers' names."""
    if not context:
        return None
    lines = [line.partition(":")[2] or line for line in context[-CONTEXT_LINES:]]
    return rules.look(normal.plain(" \n ".join(lines)[-600:]))


def blocks(seen: Sighting, before: Sighting | None) -> dict[str, Block]:
    """The counted features of a message, block by block, dampened by the logarithm."""
    words = words_of(seen.view.text)
    streams = {
        "w": _phrases(words, _LONGEST_PHRASE),
        "c": _pieces(words),
        "x": _phrases(words_of(before.view.text), 2) if before else iter(()),
        "r": _rule_features(seen),
        "y": (f"cue {hit.rule.name}" for hit in before.hits) if before else iter(()),
    }
    counted = {name: Counter(slot(name, feature) for feature in stream) for name, stream in streams.items()}
    return {
        name: {at: 1.0 + math.log(count) if name not in RULES else 1.0 for at, count in counter.items()}
        for name, counter in counted.items()
    }
