"""One message, read once for all recognizers: its views, its words, and what the name model thinks of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from presidio_analyzer.nlp_engine import NlpArtifacts

from fourwalls.detection import normal
from fourwalls.detection.lexicon import LONGEST_PHRASE, lexicon
from fourwalls.detection.names import NO_TAG, NameTag
from fourwalls.detection.normal import View
from fourwalls.detection.regex import Pattern

_WORD = Pattern(r"[a-z0-9]+(?:['\-][a-z0-9]+)*")
_QUOTED = Pattern(r"(?m)^[ ]*>.*$")
_ENDS_SENTENCE = ".!?\n:"

Made = TypeVar("Made")
Tagger = Callable[[str], Sequence[tuple[int, int, NameTag]]]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the plain view."""

    start: int
    end: int
    text: str
    low: str
    """Lower case, without a possessive ending."""
    gap: str
    """What stands between the word before and this one."""
    tag: NameTag

    @property
    def cap(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class Found:
    """A span of the original text, not yet weighed against the others."""

    start: int
    end: int
    score: float
    why: str


def _low(text: str) -> str:
    """A word for looking up in lists."""
    low = text.lower()
    return low[:-2] if low.endswith("'s") else low.rstrip("'")


class Reading(NlpArtifacts):
    """What recognizers look at; presidio hands it through as the artefacts of its language engine."""

    def __init__(
        self, text: str, *, tagger: Tagger | None = None, before: Sequence[str] = (), names: Collection[str] = ()
    ) -> None:
        nothing: Any = []  # our engine makes no tokens; the parent's types want a document
        super().__init__(entities=[], tokens=nothing, tokens_indices=[], lemmas=[], nlp_engine=nothing, language="en")
        self.keywords = []
        self.original = text
        self.plain = self._unquoted(normal.plain(text))
        self.low = self.plain.text.lower()
        self._tagger = tagger
        self.before = normal.plain(before[-1][-300:]).text.lower() if before else ""
        self.names = frozenset(_low(part) for name in names for part in (name, *name.split()))
        self._once: dict[str, Any] = {}
        self.profile_names = frozenset(" ".join(name.lower().split()) for name in names)

    @staticmethod
    def _unquoted(view: View) -> View:
        """The view with quoted lines blanked: somebody else's words are examined where they were said."""
        if ">" not in view.text:
            return view
        return View(_QUOTED.sub(lambda line: " " * len(line), view.text), view.origin, view.until)

    @cached_property
    def digits(self) -> View:
        """The view with spelled-out numbers as digits."""
        return normal.digits(self.plain)

    @cached_property
    def shouting(self) -> bool:
        """Whether capitals tell nothing here, because nearly everything is in capitals."""
        letters = [char for char in self.plain.text if char.isalpha()]
        return sum(char.isupper() for char in letters) > len(letters) * 0.6

    @cached_property
    def whispering(self) -> bool:
        """Whether capitals tell nothing here, because there are hardly any."""
        starts = [word for word in self._bare_words if word.text[0].isalpha() and word.low != "i"]
        return not any(word.cap for word in starts)

    @cached_property
    def _bare_words(self) -> list[Word]:
        """The words without the model."""
        words: list[Word] = []
        at = 0
        for match in _WORD.finditer(self.plain.text):
            gap = self.plain.text[at : match.start()]
            words.append(Word(match.start(), match.end(), match.group(), _low(match.group()), gap, NO_TAG))
            at = match.end()
        return words

    @cached_property
    def words(self) -> list[Word]:
        """The words, tagged by the name model where there is one and where it could matter."""
        words = self._bare_words
        if self._tagger is None or not self._may_hold_names(words):
            return words
        tags = {(start, end): tag for start, end, tag in self._tagger(self.plain.text)}
        by_start = sorted((start, end, tag) for (start, end), tag in tags.items())
        return [
            Word(w.start, w.end, w.text, w.low, w.gap, tag)
            for w, tag in zip(words, _spread(words, by_start), strict=True)
        ]

    def _may_hold_names(self, words: Sequence[Word]) -> bool:
        """A cheap test: two neighbouring words of which one is not an ordinary word."""
        ordinary = lexicon().ordinary
        odd = [
            word.text[0].isalpha() and (word.low not in ordinary or self.mid_cap(at)) for at, word in enumerate(words)
        ]
        return any(odd) and len(words) > 1

    def mid_cap(self, at: int) -> bool:
        """Whether a word has a capital that its place in the sentence does not explain."""
        word = self._bare_words[at]
        if not word.cap or self.shouting or word.low == "i" or word.low.startswith("i'"):
            return False
        return at > 0 and not any(char in _ENDS_SENTENCE for char in word.gap)

    @cached_property
    def known(self) -> frozenset[int]:
        """The indices of words inside a name that identifies nobody: public figures, charities, profile names."""
        words = self._bare_words
        hidden: set[int] = set()
        lists = lexicon().public | lexicon().health | self.profile_names
        flat = [word.low.replace("'", "").replace("-", " ") for word in words]
        for at in range(len(words)):
            for size in range(min(LONGEST_PHRASE, len(words) - at), 1, -1):
                phrase = " ".join(flat[at : at + size])
                if phrase in lists or (phrase.endswith("s") and phrase[:-1] in lists):
                    hidden.update(range(at, at + size))
                    break
        return frozenset(hidden)

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """What ``make`` makes, made once a reading."""
        if name not in self._once:
            self._once[name] = make()
        made: Made = self._once[name]
        return made

    def word_at(self, offset: int) -> int:
        """The index of the first word that ends after an offset of the plain view."""
        words = self._bare_words
        low, high = 0, len(words)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if words[middle].end <= offset else (low, middle)
        return low

    def found(self, view: View, start: int, end: int, score: float, why: str) -> Found:
        """A span of a view as a span of the original."""
        first, last = view.span(start, end)
        return Found(first, last, score, why)

    def matches(self, view: View, pattern: Pattern, score: float, why: str) -> Iterator[Found]:
        """Every match of a pattern; its group ``x`` is the detail, or the whole match when it has none."""
        group: int | str = "x" if "x" in pattern.names else 0
        for match in pattern.finditer(view.text):
            if match.start(group) < match.end(group):
                yield self.found(view, match.start(group), match.end(group), score, why)


def _spread(words: Sequence[Word], tags: Sequence[tuple[int, int, NameTag]]) -> Iterator[NameTag]:
    """For every word the mean of the tags on its pieces; both lists are in order."""
    at = 0
    for word in words:
        while at < len(tags) and tags[at][1] <= word.start:
            at += 1
        inside = []
        step = at
        while step < len(tags) and tags[step][0] < word.end:
            inside.append(tags[step][2])
            step += 1
        yield NameTag.mean(inside)
