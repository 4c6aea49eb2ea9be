"""All verifications of one account: one at a time for each person, ten minutes at most, bounded whatever comes."""

from __future__ import annotations

import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fourwalls.matrix.verification import sas
from fourwalls.matrix.verification.exchange import Answer, Exchange, Keys, cancelling
from fourwalls.matrix.verification.said import PREFIX, Said
from fourwalls.matrix.verification.stages import Code, Step

LIFE_SECONDS = 600.0
"""How long a verification may take, and how old a request may be (specification: 10 minutes)."""
_FUTURE_SECONDS = 300.0
MOST_ASKED = 8
"""Beginnings by one person that are answered within ten minutes; more are passed over in silence."""
_MOST = 200
"""Verifications kept, and people counted. Whoever has none yet is passed over when there are as many."""
_MOST_OVER = 500
"""Ids remembered of verifications that are over or were never known: each is answered with one refusal at most."""
_CLOSING = frozenset({Step.CANCEL, Step.DONE})


@dataclass(frozen=True, slots=True)
class Reply:
    """One step of ours, ready to be sent."""

    person: str
    device: str | None
    """The device to send it to; ``None`` with a room."""
    room: str | None
    step: Step
    content: dict[str, Any] = field(hash=False, repr=False)

    @property
    def type(self) -> str:
        """The type of its event."""
        return PREFIX + self.step.value


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A verification as people are told of it."""

    person: str
    comparison: sas.Comparison | None
    """``None``: it has not come to the comparison yet."""


def _unheard(_comparison: sas.Comparison) -> None:
    """Nobody is at the terminal."""


class Desk:
    """Answers verifications for one device. What is kept here ends with the process."""

    def __init__(
        self,
        us: sas.Party,
        our_keys: Keys,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._us = us
        self._our_keys = our_keys
        self._clock = clock
        self._now = now
        self._live: OrderedDict[str, Exchange] = OrderedDict()
        self._over: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._asked: Counter[str] = Counter()
        self._counted_since = clock()
        self._gone_wrong: list[str] = []
        self.shown: Callable[[sas.Comparison], None] = _unheard
        """Told of each comparison as soon as there is one."""

    def hear(self, said: Said, their_keys: Keys, *, between_two: bool) -> list[Reply]:
        """Take in a step of somebody who may verify; returns what is to be sent.

        Args:
            said: the step.
            their_keys: the public keys that the server shows for the sender.
            between_two: whether nobody else could be meant: a step of an unknown verification is then refused aloud,
                so that their app does not wait for one that a restart of ours has ended.
        """
        if said.step is Step.REQUEST:
            return self._begin(said, their_keys)
        exchange = self._live.get(said.sender)
        if exchange is None or (exchange.txn, exchange.room) != (said.txn, said.room):
            return self._refuse_unknown(said) if between_two else []
        if exchange.proven and said.device != exchange.device:
            return []  # what began encrypted goes on encrypted: the server cannot put in a step of its own
        had = exchange.comparison
        answers = exchange.hear(said, their_keys)
        if exchange.comparison is not None and had is None:
            self.shown(exchange.comparison)
        return self._settled(exchange, answers)

    def lapse(self) -> list[Reply]:
        """End what has taken too long; to be called now and then."""
        late = [each for each in self._live.values() if self._clock() - each.began > LIFE_SECONDS]
        return [reply for each in late for reply in self._settled(each, each.cancel(Code.TIMEOUT))]

    def under_way(self) -> list[UnderWay]:
        """The verifications that people can look at now, oldest first."""
        return [UnderWay(each.person, each.comparison) for each in self._live.values()]

    def take_gone_wrong(self) -> list[str]:
        """The people whose verifications, since this was last asked, ended because the two sides did not agree."""
        people, self._gone_wrong = self._gone_wrong, []
        return people

    def is_live_in(self, room: str) -> bool:
        """Whether a verification is under way in this room."""
        return any(each.room == room for each in self._live.values())

    def _begin(self, said: Said, their_keys: Keys) -> list[Reply]:
        if not -_FUTURE_SECONDS < self._now() - said.at < LIFE_SECONDS or (said.sender, said.txn) in self._over:
            return []
        before = self._live.get(said.sender)
        if (before is not None and before.txn == said.txn) or not self._let_in(said.sender):
            return []
        instead = self._settled(before, before.cancel(Code.USER)) if before is not None else []
        exchange = Exchange(self._us, self._our_keys, said.sender, said.txn, said.room, self._clock())
        self._live[said.sender] = exchange
        return [*instead, *self._settled(exchange, exchange.hear(said, their_keys))]

    def _let_in(self, person: str) -> bool:
        """Whether one more beginning of this person is answered."""
        if self._clock() - self._counted_since > LIFE_SECONDS:
            self._asked.clear()
            self._counted_since = self._clock()
        crowded = len(self._asked) >= _MOST and person not in self._asked
        if crowded or self._asked[person] >= MOST_ASKED:
            return False
        self._asked[person] += 1
        return True

    def _settled(self, exchange: Exchange, answers: list[Answer]) -> list[Reply]:
        if exchange.ended:
            self._live.pop(exchange.person, None)
            self._remember_over(exchange.person, exchange.txn)
            if exchange.went_wrong:
                self._gone_wrong.append(exchange.person)
        return [self._reply(exchange, answer) for answer in answers]

    def _remember_over(self, person: str, txn: str) -> None:
        self._over[person, txn] = None
        while len(self._over) > _MOST_OVER:
            self._over.popitem(last=False)

    def _refuse_unknown(self, said: Said) -> list[Reply]:
        if said.step in _CLOSING or (said.sender, said.txn) in self._over or not self._let_in(said.sender):
            return []
        self._remember_over(said.sender, said.txn)
        unknown = Exchange(self._us, {}, said.sender, said.txn, said.room, self._clock())
        return [self._reply(unknown, cancelling(Code.UNKNOWN_TRANSACTION))]

    def _reply(self, exchange: Exchange, answer: Answer) -> Reply:
        step, content = answer
        if exchange.room is not None:
            tie: dict[str, Any] = {"m.relates_to": {"rel_type": "m.reference", "event_id": exchange.txn}}
        else:
            tie = {"transaction_id": exchange.txn}
        return Reply(exchange.person, exchange.device, exchange.room, step, {**content, **tie})
