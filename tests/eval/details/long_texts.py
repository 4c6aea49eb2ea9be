"""Messages of 64 KiB, which no member writes and somebody hostile may: what they are made of, and in which order."""

from __future__ import annotations

import random

from tests.eval.details.sets import SESSIONS, SETS, cases, turns

BYTES = 64 * 1024


def long_texts(seed: int) -> dict[str, str]:
    """A text of each make, by what it is."""
    dice = random.Random(seed)  # noqa: S311  the order of sentences is no secret
    talk = [turn.text for name in SESSIONS for turn in turns(name)]
    details = [case.text for one in SETS for case in cases(one) if case.spans]
    dice.shuffle(talk)
    dice.shuffle(details)
    return {
        "ordinary talk": _filled(talk),
        "a detail in every sentence": _filled(details),
        "digits in groups": _filled([f"{dice.randrange(10**5):05d}" for _ in range(BYTES // 6 + 1)]),
        "capitalised words": _filled([word.capitalize() for text in talk for word in text.split()]),
    }


def _filled(parts: list[str]) -> str:
    """The parts one after another, again and again, cut at 64 KiB."""
    text = " ".join(parts)
    text = " ".join([text] * (BYTES // len(text.encode()) + 1))
    return text.encode()[:BYTES].decode(errors="ignore")
