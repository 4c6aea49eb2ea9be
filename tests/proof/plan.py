"""What will be said, what will go wrong, and when: dealt from a seed before anything starts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from tests.proof.troubles import Act, Away, DiskFault, Fault, Hostile

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that goes wrong."""

    what: Fault | DiskFault | Act
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
    pause: float = 0.0
    """Seconds before it is said."""

    @property
    def text(self) -> str:
        """The words: each text occurs once in a proof."""
        return f"message {self.number}: {self.kind.value}"


@dataclass(frozen=True, slots=True)
class Absence:
    """The bots miss more than one answer of the homeserver holds, and have to page back through trouble."""

    why: Away
    words: tuple[Words, ...]
    fault: Fault
    """What happens to their requests while they page back."""


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
    absence: Absence | None = None
    """What comes after the round's own words, in one round of ten."""


class Deck(Generic[T]):
    """Every card comes once before any comes again."""

    def __init__(self, dice: random.Random, cards: tuple[T, ...]) -> None:
        self._dice = dice
        self._cards = cards
        self._left: list[T] = []

    def draw(self) -> T:
        """Take the next card."""
        if not self._left:
            self._left = list(self._cards)
            self._dice.shuffle(self._left)
        return self._left.pop()


_KILLS = (Act.KILL,) * 4
_TROUBLES: tuple[Fault | DiskFault | Act, ...] = (*Fault, *DiskFault, *Act, *_KILLS)
_TROUBLES_OF_CONTROL = (Act.KILL,)
_WHILE_PAGING = (Fault.DROP_AFTER, Fault.TRUNCATE, Fault.LIMITED, Fault.BAD_GATEWAY, Fault.UNAVAILABLE, Fault.RESET)
_TWO_AT_ONCE = 0.3
_KINDS = {Kind.QUIET: 7, Kind.NAME: 2, Kind.RISK: 1}
_KINDS_WITHIN_LIMITS = {Kind.QUIET: 3, Kind.NAME: 3, Kind.RISK: 1}
"""So much is owed an answer that the bots run into the limits, and not only the speakers."""
_HALF = 0.5
_AIM = (0.0, 0.2)
_AIM_OF_CONTROL = (0.15, 0.45)
"""Well within the time that the broken bots leave between bookmark and words, on a busy machine too."""
_ABSENCE_EACH = 10
_MISSED = (105, 140)
"""One answer of the homeserver holds 100."""


class Dealer:
    """Deals the rounds of one proof. The control only kills, and aims; limits leave no room for absences."""

    def __init__(self, seed: int, *, control: bool = False, limited: bool = False) -> None:
        self._dice = random.Random(seed)  # noqa: S311 - repeatable chance, not a secret
        self._control = control
        self._absences = not (limited or control)
        self._kinds = _KINDS_WITHIN_LIMITS if limited else _KINDS
        self._troubles = Deck(self._dice, _TROUBLES_OF_CONTROL if control else _TROUBLES)
        self._away = Deck(self._dice, tuple(Away))
        self._while_paging = Deck(self._dice, _WHILE_PAGING)
        self._said = 0

    def deal(self, rounds: int) -> Iterator[Round]:
        """Deal so many rounds."""
        for number in range(rounds):
            troubles = tuple(self._trouble() for _ in range(2 if self._dice.random() < _TWO_AT_ONCE else 1))
            words = self._words()
            hostile = self._dice.choice(list(Hostile))
            fresh, waits = self._dice.random() < _HALF, self._dice.random() < _HALF
            away = self._absences and number % _ABSENCE_EACH == _ABSENCE_EACH // 2
            absence = self._absence() if away else None
            yield Round(number, words, troubles, hostile, fresh, waits or self._control, absence)

    def _trouble(self) -> Trouble:
        dice, aim = self._dice, _AIM_OF_CONTROL if self._control else _AIM
        aimed = dice.uniform(*aim) if dice.random() < _HALF or self._control else None
        return Trouble(self._troubles.draw(), dice.uniform(0.0, 1.5), dice.uniform(0.3, 2.0), aimed)

    def _words(self) -> tuple[Words, ...]:
        kinds = self._dice.choices(list(self._kinds), list(self._kinds.values()), k=self._dice.randint(4, 8))
        return tuple(Words(self._number(), kind, self._dice.uniform(0.0, 0.5)) for kind in kinds)

    def _absence(self) -> Absence:
        words = tuple(Words(self._number(), Kind.QUIET) for _ in range(self._dice.randint(*_MISSED)))
        return Absence(self._away.draw(), words, self._while_paging.draw())

    def _number(self) -> int:
        self._said += 1
        return self._said - 1


def deal(seed: int, rounds: int, *, control: bool = False, limited: bool = False) -> list[Round]:
    """Deal the rounds."""
    return list(Dealer(seed, control=control, limited=limited).deal(rounds))
