"""Which identity belongs to whom: the one first seen, until a person accepts another.

The bots of one house share what they have seen. Else somebody who is known to one of them, and comes back with another
identity before another bot has met them, would be believed by that other bot at first sight.
"""

from __future__ import annotations

from collections import defaultdict


class Pins:
    """The pinned identities of people, by user id."""

    def __init__(self) -> None:
        self._seen: defaultdict[str, set[str]] = defaultdict(set)
        self._ours: dict[str, str] = {}

    def __contains__(self, user: object) -> bool:
        return user in self._ours or user in self._seen

    def own(self, user: str, master: str) -> None:
        """This account is ours, and we hold the seed of its identity: nothing that anybody has seen counts more."""
        self._ours[user] = master

    def pin(self, user: str, master: str) -> None:
        """Somebody of ours knows this person by this identity."""
        self._seen[user].add(master)

    def accept(self, user: str, master: str) -> None:
        """From now on this identity alone counts."""
        self._seen[user] = {master}

    def of(self, user: str) -> str | None:
        """The identity that counts; ``None`` before first sight, and where bots of ours know different ones."""
        if user in self._ours:
            return self._ours[user]
        seen = self._seen.get(user, set())
        return next(iter(seen)) if len(seen) == 1 else None
