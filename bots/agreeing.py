"""Everybody on a list agrees to the policy in force: they are asked, reminded, and in the end led out until they do.

What a command has begun goes on by itself (``handlers.agreement``); this loop asks whoever has not been asked, and
keeps the time. It also tells the managers when the policy is due for review.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection as Transaction

from bots.ground import Ground
from bots.putting import put
from fourwalls.group.agreement import Nudge, Policy, Reading, nudge_due, review_notice
from fourwalls.group.effects import Effect, Kept
from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.effects.kept import GiveSeat
from fourwalls.group.effects.priority import Priority
from fourwalls.group.people import HOUSE, Bot, PersonId, Seat, Standing
from fourwalls.group.phrase import phrase
from fourwalls.group.roster import STEPS, SeatStep
from fourwalls.storage import agreements
from fourwalls.storage.agreements import Published
from fourwalls.storage.outbox import Cause
from fourwalls.storage.records import Records
from handlers import agreement, doors
from handlers.entitled import facilitators_for, shown_name

_SECONDS_BETWEEN_LOOKS = 30.0
_LONGEST_MEETING = timedelta(hours=12)
_MORNING = timedelta(hours=9)
"""Nobody is told of a review date in the middle of the night."""


WHY_REFUSED = "people agreed to other words, or to a newer version: give it a new version number"
"""For the operator: why a policy's file does not count that could be read."""


class Agreeing:
    """Looks after the agreements of the whole house."""

    def __init__(self, ground: Ground, grace: timedelta, rouse: Callable[[], None]) -> None:
        self._ground = ground
        self._grace = grace
        self._rouse = rouse

    async def look_forever(self) -> None:
        """Look, ask, wait."""
        while True:
            if await self._ground.database.run(lambda conn: self.look(conn, self._ground.now())):
                self._rouse()
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)

    def look(self, conn: Transaction, now: datetime) -> int:
        """Do what is due by now; say how much that was."""
        records = self._ground.records(conn)
        policy = records.policy()
        if policy is None:
            return 0
        lines = defaultdict[PersonId, list[Seat]](list)
        for seat in records.not_agreed():
            lines[seat.person].append(seat)
        done = keep(conn, self._ground, self._reviewed(policy, now))
        for person, seats in lines.items():
            done += keep(conn, self._ground, self._asked(person, seats, policy, records, now))
        closed = defaultdict[PersonId, list[Seat]](list)
        for seat in records.readers_not_agreed():
            closed[seat.person].append(seat)
        for person, seats in closed.items():
            done += keep(conn, self._ground, self._reading_rests(seats, policy, records, now))
            if person not in lines:  # else they are asked and reminded for the groups that they are in
                done += keep(conn, self._ground, self._reader_asked(seats, policy, records, now))
        return done

    def _reading_rests(
        self, seats: Sequence[Seat], policy: Policy, records: Records, now: datetime
    ) -> Iterator[Effect]:
        """One reader of closed groups: when the time of grace is over, their right to read rests until they agree."""
        person, by = seats[0].person, self._ground.bots[Bot.WARDEN]
        reading = records.reading(person)
        if reading is None or not reading.is_of(policy):
            return
        if nudge_due(reading.asked_at, self._grace, now) is Nudge.OVER:
            for seat in seats:
                yield GiveSeat(person, seat.group, seat.role, STEPS[seat.standing, SeatStep.REST], now, by)
            yield Whisper(person, phrase("policy-reading-rests", group=_names(seats, records)), Priority.NEWS)

    def _reader_asked(self, seats: Sequence[Seat], policy: Policy, records: Records, now: datetime) -> Iterator[Effect]:
        """One reader of closed groups: asked, and reminded."""
        person, names = seats[0].person, _names(seats, records)
        reading = records.reading(person)
        if reading is None or reading.version != policy.version:
            day = self._last_day(now)
            yield from agreement.begun(person, policy, now, "policy-changed-reader", group=names, day=day)
        elif not reading.is_of(policy):
            yield from agreement.begun(person, policy, now, "policy-anew")
        elif (nudge := nudge_due(reading.asked_at, self._grace, now)) not in {None, Nudge.OVER}:
            words = phrase("policy-reminder-reader", group=names, day=self._last_day(reading.asked_at))
            yield Whisper(person, words, Priority.NEWS, f"policy {person} {reading.version} {nudge} reader")

    def _reviewed(self, policy: Policy, now: datetime) -> Iterator[Effect]:
        """Tell the managers of the review date, once for each notice."""
        today = (now.astimezone(self._ground.zone) - _MORNING).date()
        notice = review_notice(policy.review, today)
        if notice is None:
            return
        day, left = f"{policy.review:%d %B %Y}", (policy.review - today).days
        words = phrase("policy-review-ahead", day=day, days=left) if left > 0 else phrase("policy-review-past", day=day)
        yield TellManagers(Bot.GUIDE, words, Priority.NEWS, f"review {policy.review} {notice}")

    def _asked(
        self, person: PersonId, seats: Sequence[Seat], policy: Policy, records: Records, now: datetime
    ) -> Iterator[Effect]:
        """One person who has not agreed yet."""
        reading = records.reading(person)
        if reading is None or reading.version != policy.version:
            yield from self._begun(person, seats, policy, records, now)
            return
        if not reading.is_of(policy):
            yield from agreement.begun(person, policy, now, "policy-anew")
            return
        inside = [seat for seat in seats if seat.may_be_inside and seat.group != HOUSE]
        # a room may have been taken on, with them inside, long after they were asked for another group: there, and
        # only there, their time begins with it
        begins = {seat.group: max(reading.asked_at, seat.since) for seat in inside}
        over = [seat for seat in inside if nudge_due(begins[seat.group], self._grace, now) is Nudge.OVER]
        for seat in over:
            if not self._meets(seat, records, now):
                yield from _led_out(seat, records, now, self._ground.bots[Bot.WARDEN])
        since = min((begins[seat.group] for seat in inside if seat not in over), default=reading.asked_at)
        nudge = nudge_due(since, self._grace, now)
        if nudge is not None:
            yield from self._reminded(nudge, seats, replace(reading, asked_at=since), records, now)

    @staticmethod
    def _meets(seat: Seat, records: Records, now: datetime) -> bool:
        """Whether a meeting is going on: nobody is led out of one, unless it was only never closed."""
        session = records.open_session(seat.group)
        return session is not None and now - session.opened_at < _LONGEST_MEETING

    def _begun(
        self, person: PersonId, seats: Sequence[Seat], policy: Policy, records: Records, now: datetime
    ) -> Iterator[Effect]:
        waiting = [seat for seat in seats if seat.standing is Standing.ASKED]
        if waiting:
            yield from agreement.asked_to_read(person, waiting[0].group, policy, now, records)
        elif (found := self._found_inside(person, seats, records)) is not None:
            words, name = "policy-asked-inside", records.group(found.group).name
            yield from agreement.begun(person, policy, now, words, group=name, day=self._last_day(now))
        elif any(seat.group != HOUSE for seat in seats):
            yield from agreement.begun(person, policy, now, "policy-changed", day=self._last_day(now))
        else:
            yield from agreement.begun(person, policy, now, "policy-asked-manager")

    @staticmethod
    def _found_inside(person: PersonId, seats: Sequence[Seat], records: Records) -> Seat | None:
        """The group whose room was taken on with this person inside, to whom the guide has never spoken."""
        if records.private_room(person) is not None:
            return None
        rooms = ((seat, records.group_room(seat.group)) for seat in seats if seat.may_be_inside)
        return next((seat for seat, room in rooms if room is not None and room.adopted), None)

    def _reminded(
        self, nudge: Nudge, seats: Sequence[Seat], reading: Reading, records: Records, now: datetime
    ) -> Iterator[Effect]:
        """A friendly word, once for each occasion; to whoever is not locked out by it, weekly once time is over."""
        person, day = seats[0].person, self._last_day(reading.asked_at)
        waiting = [seat for seat in seats if seat.standing is Standing.ASKED]
        occasion = f"{nudge}"
        if reading.asked_at in {seat.since for seat in seats}:  # an earlier time of grace had reminders of its own
            occasion += f" {reading.asked_at:%Y-%m-%d}"
        if any(seat.may_be_inside and seat.group != HOUSE for seat in seats):
            if nudge is Nudge.OVER:
                return
            words = phrase("policy-reminder" if nudge is Nudge.HALF_WAY else "policy-reminder-last", day=day)
        elif waiting:
            if nudge is not Nudge.HALF_WAY:
                return  # they were asked, and reminded: the rest is theirs
            words = phrase("policy-reminder-asked", group=records.group(waiting[0].group).name)
        else:
            words = phrase("policy-reminder-manager")
            occasion = f"week {(now - reading.asked_at).days // 7}"
        once = f"policy {person} {reading.version} {occasion}"
        yield Whisper(person, words, Priority.NEWS, once)

    def _last_day(self, asked_at: datetime) -> str:
        return f"{(asked_at + self._grace).astimezone(self._ground.zone):%d %B %Y}"


def _names(seats: Sequence[Seat], records: Records) -> str:
    return ", ".join(records.group(seat.group).name for seat in seats)


def _led_out(seat: Seat, records: Records, now: datetime, by: PersonId) -> Iterator[Effect]:
    """Out of the group's rooms until they agree; their place is kept."""
    group = records.group(seat.group)
    standing = STEPS[seat.standing, SeatStep.LAPSE]
    yield GiveSeat(seat.person, seat.group, seat.role, standing, now, by)
    yield from doors.take_out(seat.person, seat.group, records)
    yield Whisper(seat.person, phrase("policy-led-out", group=group.name), Priority.NEWS)
    words = phrase("policy-led-out-told", who=shown_name(seat.person, records), group=group.name)
    yield TellManagers(Bot.GUIDE, words)
    for facilitator in facilitators_for(seat.person, records, [seat.group]):
        yield Whisper(facilitator, words, Priority.NEWS)


def publish(conn: Transaction, ground: Ground, policy: Policy, grace: timedelta) -> Published:
    """Put the policy of the file in force, and tell the managers where it is not what was in force before."""
    published = agreements.publish(conn, ground.keys, policy, ground.now())
    match published:
        case Published.NEW_VERSION:
            words = phrase("policy-new-managers", version=policy.version, days=grace.days)
            keep(conn, ground, [TellManagers(Bot.GUIDE, words, Priority.NEWS, f"policy {policy.version}")])
        case Published.OTHER_WORDS:
            words = phrase("policy-words-managers", version=policy.version, next=policy.version + 1)
            once = f"policy {policy.version} {policy.digest} {ground.now():%Y-%m-%d}"
            keep(conn, ground, [TellManagers(Bot.GUIDE, words, Priority.FLAG, once)])
        case Published.OLDER:
            current = ground.records(conn).policy()
            assert current is not None
            words = phrase("policy-older-managers", version=current.version, given=policy.version)
            once = f"policy older {policy.version} {current.version} {ground.now():%Y-%m-%d}"
            keep(conn, ground, [TellManagers(Bot.GUIDE, words, Priority.FLAG, once)])
        case Published.FIRST | Published.SAME:
            pass
    return published


def keep(conn: Transaction, ground: Ground, effects: Iterable[Effect]) -> int:
    """Keep what a timer asks for: our own records at once, the rest in the outbox; say how much was new."""
    new, records = 0, ground.records(conn)
    for index, effect in enumerate(effects):
        if isinstance(effect, Kept):
            records.apply(effect)
            new += 1
        else:
            new += put(conn, ground, Cause(Bot.GUIDE, f"agreeing {ground.now().isoformat()} {effect!r}"), effect, index)
    return new
