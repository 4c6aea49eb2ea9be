"""What will go wrong, and when: dealt from a seed before anything starts."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """What happens to requests between the bots and the homeserver while it lasts."""

    DELAY = "a request is held"
    REORDER = "an answer is held, so that others overtake it"
    DROP_BEFORE = "the line closes before the request is forwarded"
    DROP_AFTER = "the line closes after it was forwarded, without an answer"
    RESET = "the line is reset after it was forwarded"
    TRUNCATE = "the answer ends in the middle"
    LIMITED = "429 with retry_after_ms"
    BAD_GATEWAY = "502 with a page of HTML"
    UNAVAILABLE = "503 with nothing"
    TWICE = "the request is forwarded twice"
    CUT = "every line is cut and none can be made"


class Act(StrEnum):
    """What happens to a whole program."""

    KILL = "SIGKILL to the bots"
    TERM = "SIGTERM to the bots"
    SERVER = "the homeserver is stopped and started again"


class Hostile(StrEnum):
    """What somebody tries who may not."""

    UNSIGNED_CLOSE = "an unsigned device of the facilitator closes the session"
    UNSIGNED_REMOVE = "an unsigned device of the facilitator removes a member"
    CLEAR_CLOSE = "unencrypted words in the facilitator's name close the session"
    MEMBER_CLOSE = "a member closes the session"
    FOREIGN_SCISSORS = "a member reacts with scissors to another's words"


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that goes wrong."""

    what: Fault | Act
    after: float
    """Seconds from the beginning of the round."""
    seconds: float
    """How long a fault lasts."""
    aimed: float | None = None
    """If a program is hit: so many seconds after the next message was said, when the bots are at work on it."""


class Kind(StrEnum):
    """What a message says, and so what is owed to it."""

    QUIET = "the kettle is on"
    NAME = "my name is Philippa Arkwright"
    """A warning to its author, once."""
    RISK = "I want to kill myself tonight"
    """A flag to the managers, once."""


@dataclass(frozen=True, slots=True)
class Words:
    """One message."""

    number: int
    kind: Kind
    pause: float
    """Seconds before it is said."""

    @property
    def text(self) -> str:
        """The words: each text occurs once in a proof."""
        return f"message {self.number}: {self.kind.value}"


@dataclass(frozen=True, slots=True)
class Round:
    """A few messages, and what goes wrong meanwhile."""

    number: int
    words: tuple[Words, ...]
    troubles: tuple[Trouble, ...]
    hostile: Hostile
    fresh_key: bool
    """Whether the speakers begin a new room key, which has to reach the bots through the trouble."""
    wait_ready: bool
    """Whether the next round waits for the bots; if not, it hits them while they start."""


_DECK: tuple[Fault | Act, ...] = (*Fault, Act.KILL, Act.KILL, Act.KILL, Act.KILL, Act.TERM, Act.TERM, Act.SERVER)
_TWO_AT_ONCE = 0.3
_KINDS = {Kind.QUIET: 7, Kind.NAME: 2, Kind.RISK: 1}
_HALF = 0.5
_AIM = (0.0, 0.2)
_AIM_OF_CONTROL = (0.15, 0.45)
"""Well within the time that the broken bots leave between bookmark and words, on a busy machine too."""


def deal(seed: int, rounds: int, *, control: bool = False) -> list[Round]:
    """Deal the rounds. Every kind of trouble comes once before any comes again; the control only kills, and aims."""
    dice = random.Random(seed)  # noqa: S311 - repeatable chance, not a secret
    aim = _AIM_OF_CONTROL if control else _AIM
    deck: list[Fault | Act] = []
    dealt: list[Round] = []
    said = 0
    for number in range(rounds):
        troubles: list[Trouble] = []
        for _ in range(2 if dice.random() < _TWO_AT_ONCE else 1):
            if not deck:
                deck = [Act.KILL] if control else list(_DECK)
                dice.shuffle(deck)
            aimed = dice.uniform(*aim) if dice.random() < _HALF or control else None
            troubles.append(Trouble(deck.pop(), dice.uniform(0.0, 1.5), dice.uniform(0.3, 2.0), aimed))
        count = dice.randint(4, 8)
        kinds = dice.choices(list(_KINDS), list(_KINDS.values()), k=count)
        words = tuple(Words(said + n, kind, dice.uniform(0.0, 0.5)) for n, kind in enumerate(kinds))
        said += count
        hostile, fresh, waits = dice.choice(list(Hostile)), dice.random() < _HALF, dice.random() < _HALF
        dealt.append(Round(number, words, tuple(troubles), hostile, fresh, wait_ready=waits or control))
    return dealt
