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


@dataclass(frozen=True, slots=True)
class Words:
    """One message."""

    number: int
    names: bool
    """Whether it holds a full name, which is worth a warning."""
    pause: float
    """Seconds before it is said."""

    @property
    def text(self) -> str:
        """The words: each text occurs once in a proof."""
        said = "my name is Philippa Arkwright" if self.names else "the kettle is on"
        return f"message {self.number}: {said}"


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
_NAMES = 0.2
_HALF = 0.5


def deal(seed: int, rounds: int, *, control: bool = False) -> list[Round]:
    """Deal the rounds. Every kind of trouble comes once before any comes again; the control only kills."""
    dice = random.Random(seed)  # noqa: S311 - repeatable chance, not a secret
    deck: list[Fault | Act] = []
    dealt: list[Round] = []
    said = 0
    for number in range(rounds):
        troubles: list[Trouble] = []
        for _ in range(2 if dice.random() < _TWO_AT_ONCE else 1):
            if not deck:
                deck = [Act.KILL] if control else list(_DECK)
                dice.shuffle(deck)
            troubles.append(Trouble(deck.pop(), dice.uniform(0.0, 1.5), dice.uniform(0.3, 2.0)))
        count = dice.randint(4, 8)
        words = tuple(Words(said + n, dice.random() < _NAMES, dice.uniform(0.0, 0.5)) for n in range(count))
        said += count
        hostile, fresh, waits = dice.choice(list(Hostile)), dice.random() < _HALF, dice.random() < _HALF
        dealt.append(Round(number, words, tuple(troubles), hostile, fresh, wait_ready=waits or control))
    return dealt
