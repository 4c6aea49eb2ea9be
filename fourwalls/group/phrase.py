"""A sentence that a bot will say: named here, worded in ``config/wording``, rendered by the shell."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """The name of a sentence and the values that go into it.

    Rules choose *what* is said by name; the operator's wording files choose *how*. Values may hold words of
    members (a quoted detail), so a phrase is as confidential as what it quotes.
    """

    name: str
    values: tuple[tuple[str, str | int], ...] = ()


def phrase(name: str, **values: str | int) -> Phrase:
    """Name a sentence with its values: ``phrase("evicted", who="Pip")``."""
    return Phrase(name, tuple(sorted(values.items())))


FOR_ANYBODY = frozenset(
    {
        "ask-unproven",
        "asked-too-late",
        "edit-not-obeyed",
        "help-anybody",
        "identity-changed-refused",
        "identity-changed-told",
        "leave-wish",
        "not-understood",
        "register-verify",
        "risk-private-heard",
        "risk-private-word",
        "signed-device-needed",
        "thanks",
        "unexamined-told",
        "unverified-told",
        "unverified-unasked",
        "worried-dropped",
        "worried-thanks",
        "worried-what",
    }
)
"""Sentences that a device may be told although nobody vouches for it: public, without a value, about nobody.

Whoever asks learns nothing but what this repository says to everybody. No sentence belongs here that depends on what
is known of the person (a role, a group, a warning that waits).
"""


def is_for_anybody(words: Phrase) -> bool:
    """Whether these words may go to a device that nobody vouches for."""
    return words.name in FOR_ANYBODY and not words.values
