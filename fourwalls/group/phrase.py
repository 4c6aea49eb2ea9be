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
