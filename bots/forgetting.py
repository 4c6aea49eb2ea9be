"""Answers to the questions of registration go when they are not needed any more; whoever waits is not forgotten."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection as Transaction

from bots.ground import Ground
from bots.putting import put
from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.effects.kept import ForgetApplication, KeepApplication
from fourwalls.group.effects.priority import Priority
from fourwalls.group.people import Bot
from fourwalls.group.phrase import phrase
from fourwalls.group.registration import Application, Step
from fourwalls.storage import applications
from fourwalls.storage.outbox import Cause
from handlers.asking_in import A_DAY, has_place

logger = logging.getLogger(__name__)

_SECONDS_BETWEEN_LOOKS = 600.0
_LONG_WAIT = timedelta(days=3)
_A_WEEK = timedelta(days=7)
"""Then the managers are reminded anew, with the number of that day."""


class Forgetting:
    """Forgets what was begun and not finished, and what was decided some time ago."""

    def __init__(self, ground: Ground, rouse: Callable[[], None]) -> None:
        self._ground = ground
        self._rouse = rouse

    async def forget_forever(self) -> None:
        """Look, forget, wait."""
        while True:
            forgotten = await self._ground.database.run(lambda conn: self.forget(conn, self._ground.now()))
            if forgotten:
                logger.info("applications forgotten: %d", forgotten)
                self._rouse()
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)

    def forget(self, conn: Transaction, now: datetime) -> int:
        """Forget every application whose time is over by now; say how many. Whoever had not finished is told."""
        records, over = self._ground.records(conn), 0
        for application in records.applications():
            if application.step is Step.WAITING and has_place(application.person, records):
                # let in by another way than ``!approve``: from now on it is kept as one that was approved
                records.apply(KeepApplication(replace(application, step=Step.APPROVED, at=now)))
            elif application.is_over(now, self._ground.registering):
                records.apply(ForgetApplication(application.person))
                self._tell(conn, application)
                over += 1
        self._remind(conn, now)
        applications.forget_greeted(conn, now - A_DAY - timedelta(hours=1))
        return over

    def _remind(self, conn: Transaction, now: datetime) -> None:
        """Remind the managers, once a week, of people who have waited for days."""
        many = sum(now - each.at > _LONG_WAIT for each in self._ground.records(conn).applicants())
        if many:
            once = f"applications waiting {now:%G-%V}"
            words = TellManagers(Bot.GUIDE, phrase("applications-waiting", many=many), once=once)
            put(conn, self._ground, Cause(Bot.GUIDE, once), words, until=self._ground.now() + _A_WEEK)

    def _tell(self, conn: Transaction, application: Application) -> None:
        if not application.under_way and application.step is not Step.PAUSED:
            return
        cause = Cause(Bot.GUIDE, f"forgotten {application.person} {application.at}")
        told = Whisper(application.person, phrase("register-forgotten"), Priority.NEWS)
        put(conn, self._ground, cause, told)
