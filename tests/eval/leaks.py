"""How well repetitions of what was said inside are noticed, with counts and 95 % intervals.

``python -m tests.eval.leaks``

Inside: the messages of three files. Outside: messages by other hands, which have nothing to do with those (false
alarms), and copies of those of `sessions_a`, edited by chance from a fixed seed: words dropped, put in and put in the
place of others (hits). The numbers in ``fourwalls.group.passage`` and its list of everybody's words were chosen looking
at these files, so only `identifying_b_blind` is new to them. (`identifying_c` takes sentences over from
`identifying_b`, so it can be neither.)
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fourwalls.group import passage
from fourwalls.group.passage import Trace
from fourwalls.storage.keys import LookupKey, OperationalKeys
from tests.eval.details.sets import rows
from tests.eval.intervals import wilson
from tests.eval.measure import say

KEYS = OperationalKeys(b"o" * 32, LookupKey(b"l" * 32))
SEED = 1
LENGTHS = ((10, 15), (15, 25), (25, 60), (60, 400))
"""From so many words, and fewer than so many."""
RATES = (0.0, 0.1, 0.2)
"""The share of words that is changed."""
SOMEBODY_ELSE = "somebody else"


class Said(NamedTuple):
    """A message of the corpora."""

    id: str
    author: str
    text: str


def sessions(name: str) -> list[Said]:
    """Every turn of a file of sessions."""
    return [
        Said(f"{session['id']} {at}", f"{session['id']} {turn['by']}", turn["text"])
        for session in rows(name)
        for at, turn in enumerate(session["turns"])
    ]


def messages(name: str) -> list[Said]:
    """Every message of another file."""
    return [
        Said(f"{row['id']} {at}", row["id"], text)
        for row in rows(name)
        for at, text in enumerate(row.get("messages") or [row["text"]])
    ]


class Inside:
    """What was said inside, as fingerprints."""

    def __init__(self, said: Sequence[Said]) -> None:
        self._traces: defaultdict[int, list[Trace]] = defaultdict(list)
        for at, message in enumerate(said):
            for each in passage.kept(message.text, KEYS.fingerprint):
                self._traces[each].append(Trace(each, message.id, message.author, at))

    def repeated(self, text: str, but: str = "\0") -> bool:
        """Whether a message outside repeats one inside; those whose id begins with ``but`` are left out."""
        asked = passage.asked(text, KEYS.fingerprint)
        found = (trace for each in asked for trace in self._traces.get(each, ()))
        traces = (trace for trace in found if not trace.message.startswith(but))
        return passage.repeated(traces, SOMEBODY_ELSE) is not None

    def __len__(self) -> int:
        return sum(map(len, self._traces.values()))


def edited(text: str, rate: float, chance: random.Random, others: Sequence[str]) -> str:
    """The text with this share of its words dropped, replaced, or followed by a new one."""

    def changed() -> Iterator[str]:
        for word in text.split():
            if chance.random() >= rate:
                yield word
            else:
                yield from chance.choice([(), (chance.choice(others),), (word, chance.choice(others))])

    return " ".join(changed())


def main() -> None:
    """Measure, and say it."""
    own, other = sessions("sessions_a"), sessions("sessions_b")
    said = [*own, *messages("identifying_a"), *messages("mosaic_a")]
    inside = Inside(said)
    say(f"inside: {len(said)} messages, {len(inside) / len(said):.1f} fingerprints a message")
    say("\nfalse alarms, share of messages outside")
    for name, outside in (
        ("sessions_b", other),
        ("identifying_b", messages("identifying_b")),
        ("identifying_b_blind", messages("identifying_b_blind")),
        ("mosaic_b", messages("mosaic_b")),
    ):
        alarms = sum(inside.repeated(message.text) for message in outside)
        say(f"  {name:34} {wilson(alarms, len(outside))}")
    alarms = sum(inside.repeated(message.text, but=message.id.split()[0]) for message in own)
    say(f"  {'sessions_a, each without its own':34} {wilson(alarms, len(own))}")
    say("\nhits, share of copies of sessions_a noticed, by length and words changed")
    vocabulary = [word for message in own for word in message.text.split()]
    for least, most in LENGTHS:
        copied = [message.text for message in own if least <= len(message.text.split()) < most]
        for rate in RATES:
            chance = random.Random(SEED)  # noqa: S311 - not a secret
            hits = sum(inside.repeated(edited(text, rate, chance, vocabulary)) for text in copied)
            say(f"  {least} to {most - 1} words, {rate:4.0%} changed       {wilson(hits, len(copied))}")


if __name__ == "__main__":
    main()
