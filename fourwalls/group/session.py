"""A session: one meeting of a group, opened and closed by a facilitator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from fourwalls.group.people import GroupId

SessionId = NewType("SessionId", str)
"""Our own random id of a session; it stands in logs and plain columns."""


class SessionState(StrEnum):
    """Whether a meeting is going on."""

    OPEN = "open"
    CLOSED = "closed"


class SessionStep(StrEnum):
    """What can be done with a session."""

    OPEN = "open"
    CLOSE = "close"


STEPS: dict[tuple[SessionState | None, SessionStep], SessionState] = {
    (None, SessionStep.OPEN): SessionState.OPEN,
    (SessionState.OPEN, SessionStep.CLOSE): SessionState.CLOSED,
}
"""The whole life of a session. ``None``: there is none yet. What is not in the table cannot be done."""


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting of one group; ``closed_at`` is ``None`` while it goes on."""

    id: SessionId
    group: GroupId
    opened_at: datetime
    closed_at: datetime | None = None

    @property
    def state(self) -> SessionState:
        """Open until somebody closes it."""
        return SessionState.OPEN if self.closed_at is None else SessionState.CLOSED
