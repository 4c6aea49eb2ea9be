"""Whose a detail seems to be: its author's, or that of somebody who cannot choose for themselves here.

It decides how a sentence is put and nothing else, so a few cues before the detail are enough. In doubt it is nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from fourwalls.group.finding import DetailKind, Finding

_BEFORE = 80
"""Characters before a detail that are looked at."""
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_ENDS = re.compile(r"[.!?\n]\s")
_THEY = "he she they his her hers him their theirs them he's she's they're hes shes whose who"
_KIN = (
    "sister brother mum mam mom mother dad father husband wife partner friend mate neighbour neighbor son daughter "
    "aunt auntie uncle cousin boss colleague nan gran granny grandma grandad grandpa niece nephew boyfriend girlfriend "
    "fiance ex stepmum stepdad carer flatmate landlord teacher vicar girl lad lady bloke man woman guy "
    "member somebody someone"
)
_MEETING = "met saw seen know knew with told rang phoned called visited asked messaged texted from to and"
_OTHERS = frozenset(f"{_THEY} {_KIN}".split())
_MEETINGS = frozenset(_MEETING.split())
_OWN = frozenset(["i", "i'm", "im", "i've", "ive", "i'd", "me", "my", "mine", "myself", "we", "we're", "our"])


def is_others(text: str, findings: Sequence[Finding]) -> bool:
    """Whether all that was found seems to be somebody else's. Whoever treats the author tells who the author is."""
    found = [finding for finding in findings if finding.kind is not DetailKind.CLINICIAN]
    return bool(found) and all(_is_others(text, finding) for finding in found)


def _is_others(text: str, finding: Finding) -> bool:
    before = text[max(0, finding.start - _BEFORE) : finding.start]
    sentence = _ENDS.split(before)[-1]
    words = [word.replace("\u2019", "'").casefold() for word in _WORD.findall(sentence)]
    if words and finding.kind is DetailKind.FULL_NAME and words[-1] in _MEETINGS:
        return True
    for word in reversed(words):
        stem = word.removesuffix("'s")
        if word in _OTHERS or stem in _OTHERS:
            return True
        if word in _OWN:
            return False
    return False
