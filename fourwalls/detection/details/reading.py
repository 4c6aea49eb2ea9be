"""One message, read once for all recognizers: its views, its words, and what the name model thinks of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from presidio_analyzer.nlp_engine import NlpArtifacts

from fourwalls.detection import normal
from fourwalls.detection.lexicon import Phrases, lexicon
from fourwalls.detection.names import NO_TAG, NameTag, stretches
from fourwalls.detection.normal import View
from fourwalls.detection.regex import Pattern

_WORD = re.compile(
    r"[A-Za-z0-9]+(?:['\-][A-Za-z0-9]+)*"
)  # nothing in it can match in two ways: linear, and quicker than re2
_QUOTED = Pattern(r"(?m)^[ ]*>.*$")
_ENDS_SENTENCE = ".!?\n:"

LEADS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "doctor",
        "prof",
        "professor",
        "rev",
        "revd",
        "reverend",
        "pastor",
        "father",
        "fr",
        "canon",
        "sir",
        "lady",
        "lord",
        "captain",
        "major",
        "colonel",
        "col",
        "sister",
        "nurse",
        "mister",
        "doc",
        "surgeon",
        "consultant",
        "under",
        "see",
        "saw",
        "seen",
        "seeing",
        "by",
        "called",
        "named",
        "name",
        "surname",
        "oncologist",
        "onc",
        "registrar",
        "at",
        "on",
        "in",
    ]
)
"""Ordinary words after which a single odd word may be a surname or a street."""

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
        self,
        text: str,
        *,
        tagger: Tagger | None = None,
        before: Sequence[str] = (),
        names: Collection[str] = (),
        far: bool = False,
    ) -> None:
        nothing: Any = []  # our engine makes no tokens; the parent's types want a document
        super().__init__(entities=[], tokens=nothing, tokens_indices=[], lemmas=[], nlp_engine=nothing, language="en")
        self.keywords = []
        self.original = text
        self.plain = self._unquoted(normal.plain(text))
        self.low = self.plain.text.lower()
        self._tagger = tagger
        self.far = far
        """Whether this is the far part of a very long text, which rules alone read, for time."""
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
        if self._tagger is None:
            return words
        tags: list[tuple[int, int, NameTag]] = []
        for start, end in stretches(self.plain.text, self._candidates()):
            tags += [
                (start + first, start + last, tag) for first, last, tag in self._tagger(self.plain.text[start:end])
            ]
        if not tags:
            return words
        return [
            Word(w.start, w.end, w.text, w.low, w.gap, tag) if tag is not NO_TAG else w
            for w, tag in zip(words, _spread(words, tags), strict=True)
        ]

    def _candidates(self) -> Iterator[tuple[int, int]]:
        """A cheap test: where two neighbours could be a name, or a number stands before what could be a street."""
        words = self._bare_words
        odd = [self._odd(at) for at in range(len(words))]
        for at in range(1, len(words)):
            before, word = words[at - 1], words[at]
            if not (odd[at] or odd[at - 1]) or "\n" in word.gap or word.gap.strip(" .,'\"()"):
                continue
            if (
                odd[at] and (odd[at - 1] or before.low in LEADS or before.text[0].isdigit() or self._givenlike(before))
            ) or (odd[at - 1] and word.low in lexicon().surname_words | lexicon().first_names):
                yield before.start, word.end

    def _odd(self, at: int) -> bool:
        """Whether a word could belong to a name: no ordinary word, or one with a capital that nothing explains."""
        word = self._bare_words[at]
        if not word.text[0].isalpha() or len(word.low) < 2 or at in self.known or word.low in lexicon().greetings:  # noqa: PLR2004  an initial is no name
            return False
        return word.low not in lexicon().ordinary or self.mid_cap(at)

    @staticmethod
    def _givenlike(word: Word) -> bool:
        """Whether a word is a given name, an ordinary word or not."""
        return word.low in lexicon().first_names or word.low in lexicon().name_words

    def mid_cap(self, at: int) -> bool:
        """Whether a word has a capital that its place in the sentence does not explain."""
        word = self._bare_words[at]
        if not word.cap or self.shouting or word.low == "i" or word.low.startswith("i'"):
            return False
        return at > 0 and not any(char in _ENDS_SENTENCE for char in word.gap)

    @cached_property
    def known(self) -> frozenset[int]:
        """The indices of words inside a name that identifies nobody: public figures, charities, profile names."""
        return self.famous | self._listed(lexicon().health) | self._listed(Phrases(self.profile_names))

    @cached_property
    def famous(self) -> frozenset[int]:
        """The indices of words inside the name of somebody whom everybody knows."""
        return self._listed(lexicon().public)

    @cached_property
    def namesakes(self) -> frozenset[int]:
        """The indices of words inside the name of a public figure that many private people have as well."""
        return self._listed(lexicon().namesakes)

    @cached_property
    def _flat(self) -> list[str]:
        """The words as the lists of phrases have them."""
        return [word.low.replace("'", "").replace("-", " ") for word in self._bare_words]

    def _listed(self, phrases: Phrases) -> frozenset[int]:
        """The indices of words inside a phrase that is on a list."""
        hidden: set[int] = set()
        for at in range(len(self._flat)):
            size = phrases.length(self._flat, at)
            if size > 1:
                hidden.update(range(at, at + size))
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
