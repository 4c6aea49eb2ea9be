"""Plain spelling: how people type, written as plain words, with a way back to the original offsets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from fourwalls.detection.lexicon import lexicon
from fourwalls.detection.normal import View

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")  # linear, since nothing in it can match in two ways; quicker than re2
LONG_WORD = 6
"""From this length on, one missing, doubled or swapped letter is forgiven."""


def _without_one(word: str) -> tuple[str, ...]:
    """Every spelling of a word with one letter missing, in order: the first that fits is taken, so order matters."""
    return tuple(word[:at] + word[at + 1 :] for at in range(len(word)))


class Speller:
    """Rewrites a lower-case view: known variants first, then slips of one letter in words that cues ask for."""

    def __init__(self, variants: Mapping[str, str], asked_for: AbstractSet[str]) -> None:
        self._variants = dict(variants)
        self._asked = {word for word in asked_for if len(word) >= LONG_WORD}
        self._slips: dict[str, str] = {}
        for word in sorted(self._asked):
            for slip in _without_one(word):
                self._slips.setdefault(slip, word)

    def plain(self, word: str) -> str:  # noqa: PLR0911  a ladder: the first rule that applies answers
        """The plain spelling of one word."""
        known = self._variants.get(word)
        if known is not None:
            return known
        if word.endswith("'s"):
            return self.plain(word[:-2]) + "'s"
        if len(word) < LONG_WORD - 1 or word in self._asked or word in lexicon().ordinary or word.isdigit():
            return word
        if word in self._slips:
            return self._slips[word]
        for slip in _without_one(word):
            if slip in self._asked:
                return slip
            other = self._slips.get(slip)
            if other is not None and len(other) == len(word):
                return other
        return word

    def rewrite(self, view: View) -> View:
        """The view in lower case and plain spelling."""
        text = view.text.lower()
        chars: list[str] = []
        origin: list[int] = []
        until: list[int] = []
        at = 0
        for match in _WORD.finditer(text):
            start, end = match.span()
            word = text[start:end]
            new = self.plain(word)
            if new == word:
                continue
            chars.append(text[at:start])
            origin += view.origin[at:start]
            until += view.until[at:start]
            chars.append(new)
            origin += [view.origin[start]] * len(new)
            until += [view.until[end - 1]] * len(new)
            at = end
        chars.append(text[at:])
        origin += view.origin[at:]
        until += view.until[at:]
        return View("".join(chars), tuple(origin), tuple(until))
