"""A dialogue: somebody talks with the Online Manager through the guide, in private here and in a thread there.

Its words are kept nowhere: the people on both sides have them in their own rooms.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from fourwalls.group.people import EventId, PersonId

DialogueId = EventId
"""The event with which it began: what its member said first."""

PATIENCE = timedelta(hours=24)
"""How long somebody waits for an answer before both sides are told that there is none yet."""
QUIET = timedelta(days=14)
"""An answered dialogue in which nobody said anything for so long has ended: its member is the guide's alone again."""
REMEMBERED = timedelta(days=90)
"""How long after its end words can still be taken back on the other side; then nothing is left of it."""


class Matter(StrEnum):
    """What it is about."""

    REPORT = "report"
    """Confidence was broken."""
    ASK = "ask"
    """A question."""


class DialogueState(StrEnum):
    """Where it stands."""

    WAITING = "waiting"
    """The member has spoken and nobody has answered yet."""
    ANSWERED = "answered"
    CLOSED = "closed"


class DialogueStep(StrEnum):
    """What can happen in it."""

    SPEAK = "speak"
    """The member says something."""
    ANSWER = "answer"
    """An Online Manager says something."""
    CLOSE = "close"


_S, _T = DialogueState, DialogueStep
STEPS: dict[tuple[DialogueState | None, DialogueStep], DialogueState] = {
    (None, _T.SPEAK): _S.WAITING,
    (_S.WAITING, _T.SPEAK): _S.WAITING,
    (_S.ANSWERED, _T.SPEAK): _S.WAITING,
    (_S.WAITING, _T.ANSWER): _S.ANSWERED,
    (_S.ANSWERED, _T.ANSWER): _S.ANSWERED,
    (_S.WAITING, _T.CLOSE): _S.CLOSED,
    (_S.ANSWERED, _T.CLOSE): _S.CLOSED,
}
"""The whole life of a dialogue. ``None``: there is none yet. What is not in the table cannot be done."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One dialogue as it stands."""

    id: DialogueId
    number: int
    """Counts from 1; what people call it by."""
    person: PersonId
    """The member."""
    matter: Matter
    state: DialogueState
    begun_at: datetime
    spoken_at: datetime
    """When anybody last said something in it."""
    thread: EventId | None = None
    """The root of its thread in the manager room; ``None`` until the server has taken it."""

    @property
    def is_open(self) -> bool:
        """Whether words still go to the other side."""
        return self.state is not DialogueState.CLOSED


@dataclass(frozen=True, slots=True)
class SaidInDialogue:
    """Whose words in which dialogue an event is."""

    dialogue: Dialogue
    author: PersonId
    alone: bool
    """Whether it went to the other side by itself; ``False``: as a part of something longer (a report)."""
    withdrawn: bool = False
    """Whether its author took it back."""
