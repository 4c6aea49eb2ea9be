"""Whether words repeat a passage that was said elsewhere, told from fingerprints alone.

A message is cut into *shingles*: every few words in a row, without what keyboards and habits put around them. Each
shingle becomes a number under a key (the caller's). Of what is said inside, a part of the numbers is kept, chosen so
that every stretch of ``SHINGLE + WINDOW - 1`` words leaves at least one (winnowing: Schleimer, Wilkerson and Aiken,
SIGMOD 2003); of what is asked about, all are looked up. Common phrases leave nothing: a shingle needs a word that not
everybody says, a match needs several shingles of one message, and what three people have said is nobody's. Web
addresses are left out, being public. ``tests/eval/leaks.py`` measures it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

SHINGLE = 4
"""Words in a row."""
WINDOW = 2
"""Of so many shingles in a row at least one is kept."""
ENOUGH = 3
"""So many kept shingles of one message are a repetition of it."""
_ANYBODYS = 3
"""What so many people have said inside is a phrase, and no longer the passage of one."""

_WORD = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_APOSTROPHES = dict.fromkeys(map(ord, "'\u2019\u2018\u02bc`\u00b4"))

_EVERYBODYS = frozenset(
    """a about after afternoon again all also always am an and any anyone anything are aren around as at away back
    be because been before being best better big birthday bit but by came can cant come coming congratulations could
    couldnt crossed day days did didnt do does doesnt doing done dont down each else even evening ever every
    everybody everyone everyones everything feel feeling feels few fingers first for from get gets getting give glad
    go goes going gone good got great had happy has have havent having he hear heard hearing hello help her here hes
    hi him his hope how hug hugs i id if ill im in into is isnt it its ive just keep kind know last least less let
    lets like little ll long look lot lots love lovely luck made make many maybe me mean might mine more morning
    most much must my myself need never next nice night no nobody not nothing now of off oh ok okay on once one only
    or other our out over people please put quite re really right s said same say see sending she should so some
    somebody someone something soon sorry still such sure t take talk tell than thank thanks that thats the their
    them then there theres they theyre thing things think thinking this those thought through time to today told
    tomorrow tonight too try two up us ve very want wanted was wasnt way we week weeks welcome well went were what when
    where which while who why will wish wishes with without wont word words work would wouldnt year years yes yet
    you youll your youre yours""".split()  # noqa: SIM905 - a list of so many words could not be read
)
"""Words that everybody says to everybody; a row of nothing else is nobody's passage."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One fingerprint that was kept: of which message inside, by whom, when. Keys and times are the caller's own."""

    print: int
    message: str
    author: str
    at: int


def normal_words(text: str) -> list[str]:
    """Give the words in one form: small letters without accents, apostrophes and signs."""
    bare = unicodedata.normalize("NFKD", _ADDRESS.sub(" ", text).translate(_APOSTROPHES)).casefold()
    return _WORD.findall("".join(char for char in bare if not unicodedata.combining(char)))


def shingles(text: str) -> list[str]:
    """Give every ``SHINGLE`` words in a row that could be somebody's own, in order."""
    words = normal_words(text)
    rows = (words[at : at + SHINGLE] for at in range(len(words) - SHINGLE + 1))
    return [" ".join(row) for row in rows if not _EVERYBODYS.issuperset(row)]


def winnowed(prints: Sequence[int]) -> frozenset[int]:
    """Choose the fingerprints to keep: of every ``WINDOW`` in a row the smallest."""
    last = max(len(prints) - WINDOW + 1, 1)
    return frozenset(min(prints[at : at + WINDOW]) for at in range(last)) if prints else frozenset()


def kept(text: str, fingerprint: Callable[[str], int]) -> frozenset[int]:
    """Give the fingerprints that are kept of something said inside."""
    return winnowed([fingerprint(shingle) for shingle in shingles(text)])


def asked(text: str, fingerprint: Callable[[str], int]) -> frozenset[int]:
    """Give the fingerprints that are looked up of something said outside."""
    return frozenset(fingerprint(shingle) for shingle in shingles(text))


def repeated(traces: Iterable[Trace], speaker: str) -> str | None:
    """Say which message inside is repeated, given all traces of what was asked; the one with the most in common.

    Words belong to whoever said them first: nobody repeats their own, even if somebody quoted them since.
    """
    by_print: defaultdict[int, list[Trace]] = defaultdict(list)
    for trace in traces:
        by_print[trace.print].append(trace)
    common: defaultdict[str, int] = defaultdict(int)
    for same in by_print.values():
        first = min(same, key=lambda trace: (trace.at, trace.message))
        if first.author != speaker and len({trace.author for trace in same}) < _ANYBODYS:
            common[first.message] += 1
    best = max(common, key=lambda message: (common[message], message), default=None)
    return best if best is not None and common[best] >= ENOUGH else None
