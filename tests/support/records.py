"""The records on paper: ``fourwalls.group.look.Look`` in memory, for tests of what the bots decide.

A house is put up by saying what is in it, and what handlers ask for can be applied to it::

    house = Paper().with_group(TUESDAY, facilitators=[FAY], members=[ANN, BEN]).with_manager(MAX)
    house.warn(ANN, EventId("$1"))
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import assert_never

from fourwalls.group.awaited import Awaited
from fourwalls.group.case import STEPS as CASE_STEPS
from fourwalls.group.case import Case, CaseNumber, CaseState, CaseStep
from fourwalls.group.effects import (
    Acknowledge,
    Await,
    CloseGroup,
    CloseSession,
    GiveSeat,
    Hide,
    Kept,
    NameProfile,
    OpenSession,
    PutBack,
    Record,
    Strike,
    Warned,
    WarningAnswered,
)
from fourwalls.group.people import (
    HOUSE,
    ROOMS_OF_A_GROUP,
    Bot,
    EventId,
    Group,
    GroupId,
    PersonId,
    Role,
    Room,
    RoomId,
    RoomKind,
    Seat,
    Standing,
)
from fourwalls.group.session import Session, SessionId

NOON = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)

ANN, BEN, FAY, MAX, EVE = (PersonId(f"@{name}:example.org") for name in ("ann", "ben", "fay", "max", "eve"))
"""Two members, a facilitator, the Online Manager, and a stranger."""

BOTS = {bot: PersonId(f"@{bot.value}:example.org") for bot in Bot}

TUESDAY = Group(GroupId("tuesday"), "Tuesday circle")
EVENING = Group(GroupId("evening"), "Evening circle")
MANAGERS = RoomId("!managers")

_WIDTH = {Role.MEMBER: 0, Role.FACILITATOR: 1, Role.ONLINE_MANAGER: 2}


def prompt_for(event: EventId) -> EventId:
    """The guide's message in the private room that warned about an event."""
    return EventId(f"{event}-prompt")


def minute(number: int) -> datetime:
    return NOON + timedelta(minutes=number)


def room_of(group: Group, kind: RoomKind = RoomKind.GROUP) -> RoomId:
    return RoomId(f"!room-{group.id}" if kind is RoomKind.GROUP else f"!{kind.value}-{group.id}")


def private_of(person: PersonId) -> RoomId:
    return RoomId(f"!private-{person}")


class Paper:
    """Keeps everything in dictionaries. Each building method gives the house back."""

    def __init__(self) -> None:
        self._rooms: dict[RoomId, Room] = {}
        self._groups: dict[GroupId, Group] = {}
        self._seats: dict[tuple[GroupId, PersonId], Seat] = {}
        self._names: dict[PersonId, str] = {}
        self._sessions: list[Session] = []
        self._warnings: dict[EventId, tuple[PersonId, RoomId, str]] = {}
        self._authors: dict[EventId, PersonId] = {}
        self._cases: dict[EventId, Case] = {}
        self._awaited: dict[PersonId, Awaited | None] = {}
        self.struck: set[EventId] = set()
        self.hidden: list[EventId] = []

    # --- putting it up -----------------------------------------------------------------------------------------

    def with_group(
        self,
        group: Group,
        *,
        facilitators: Iterable[PersonId] = (),
        members: Iterable[PersonId] = (),
        invited: Iterable[PersonId] = (),
        removed: Iterable[PersonId] = (),
        with_room: bool = True,
    ) -> Paper:
        self._groups[group.id] = group
        if with_room:
            for kind in group.layout.kinds:
                self._add_room(Room(room_of(group, kind), kind, group=group.id))
        for people, role, standing in (
            (facilitators, Role.FACILITATOR, Standing.INSIDE),
            (members, Role.MEMBER, Standing.INSIDE),
            (invited, Role.MEMBER, Standing.INVITED),
            (removed, Role.MEMBER, Standing.REMOVED),
        ):
            for person in people:
                self.seated(person, group.id, role, standing)
        return self

    def with_manager(self, person: PersonId) -> Paper:
        self._add_room(Room(MANAGERS, RoomKind.MANAGER))
        return self.seated(person, HOUSE, Role.ONLINE_MANAGER, Standing.INSIDE)

    def seated(
        self, person: PersonId, group: GroupId, role: Role, standing: Standing, until: datetime | None = None
    ) -> Paper:
        self._seats[group, person] = Seat(person, group, role, standing, NOON, until=until)
        self._add_room(Room(private_of(person), RoomKind.PRIVATE, person=person))
        return self

    def named(self, person: PersonId, name: str) -> Paper:
        self._names[person] = name
        return self

    def in_session(self, group: Group, opened: int = 0, closed: int | None = None) -> Paper:
        end = None if closed is None else minute(closed)
        session_id = SessionId(f"session-{len(self._sessions)}")
        self._sessions.append(Session(session_id, group.id, minute(opened), end))
        return self

    def warn(self, person: PersonId, event: EventId, group: Group = TUESDAY) -> Paper:
        self._warnings[event] = (person, room_of(group), "")
        return self

    def recorded(self, person: PersonId, event: EventId) -> Paper:
        self._authors[event] = person
        return self

    def flagged(self, thread: EventId, owner: PersonId | None = None) -> Paper:
        state = CaseState.RAISED if owner is None else CaseState.ACKNOWLEDGED
        self._cases[thread] = Case(CaseNumber(len(self._cases) + 1), state, thread, owner)
        return self

    def _add_room(self, room: Room) -> None:
        self._rooms[room.id] = room

    # --- looking -----------------------------------------------------------------------------------------------

    def room(self, room: RoomId) -> Room | None:
        return self._rooms.get(room)

    def group(self, group: GroupId) -> Group:
        return self._groups[group]

    def group_room(self, group: GroupId) -> Room | None:
        mine = (room for room in self._rooms.values() if room.group == group and room.kind is RoomKind.GROUP)
        return next(mine, None)

    def rooms_of(self, group: GroupId) -> Sequence[Room]:
        mine = [room for room in self._rooms.values() if room.group == group]
        return sorted(mine, key=lambda room: ROOMS_OF_A_GROUP.index(room.kind))

    def manager_room(self) -> Room | None:
        return self._rooms.get(MANAGERS)

    def private_room(self, person: PersonId) -> Room | None:
        return self._rooms.get(private_of(person))

    def seat(self, person: PersonId, group: GroupId) -> Seat | None:
        seat = self._seats.get((group, person))
        return None if seat is None else replace(seat, profile_name=self.profile_name(person))

    def roster(self, group: GroupId) -> Sequence[Seat]:
        return [seat for seat in self._seats.values() if seat.group == group and seat.on_the_list]

    def groups_of(self, person: PersonId) -> Sequence[Seat]:
        mine = [seat for seat in self._seats.values() if seat.person == person]
        return [seat for seat in mine if seat.group != HOUSE and seat.may_be_inside and not self._closed(seat)]

    def groups(self) -> Sequence[Group]:
        return [group for group in self._groups.values() if not group.is_closed]

    def closed_groups(self) -> Sequence[Group]:
        return [group for group in self._groups.values() if group.is_closed]

    def can_read(self, person: PersonId) -> bool:
        mine = [seat for seat in self._seats.values() if seat.person == person and seat.group != HOUSE]
        return any(seat.standing is Standing.INSIDE for seat in mine)

    def role(self, person: PersonId) -> Role | None:
        seats = [seat for seat in self._seats.values() if seat.person == person and seat.may_be_inside]
        mine = [seat.role for seat in seats if not self._closed(seat)]
        return max(mine, key=_WIDTH.__getitem__, default=None)

    def _closed(self, seat: Seat) -> bool:
        return seat.group in self._groups and self._groups[seat.group].is_closed

    def is_bot(self, person: PersonId) -> bool:
        return person in BOTS.values()

    def profile_name(self, person: PersonId) -> str:
        return self._names.get(person, "")

    def open_session(self, group: GroupId) -> Session | None:
        return next((each for each in self._sessions if each.group == group and each.closed_at is None), None)

    def session_at(self, group: GroupId, moment: datetime) -> Session | None:
        during = [
            each
            for each in self._sessions
            if each.group == group and each.opened_at <= moment <= (each.closed_at or moment)
        ]
        return max(during, key=lambda each: each.opened_at, default=None)

    def unanswered_warning(self, person: PersonId, prompt: EventId | None = None) -> tuple[RoomId, EventId] | None:
        waiting = [
            (room, event)
            for event, (who, room, answer) in self._warnings.items()
            if who == person and not answer and (prompt is None or prompt == prompt_for(event))
        ]
        return waiting[-1] if waiting else None

    def awaited(self, person: PersonId) -> Awaited | None:
        return self._awaited.get(person)

    def author_of_entry(self, event: EventId) -> PersonId | None:
        return self._authors.get(event)

    def is_shown(self, event: EventId) -> bool:
        return event in self._authors and event not in self.struck and event not in self.hidden

    def has_hidden(self, person: PersonId) -> bool:
        return any(self._authors.get(event) == person for event in self.hidden)

    def case(self, thread: EventId) -> Case | None:
        return self._cases.get(thread)

    # --- what was asked for ------------------------------------------------------------------------------------

    def apply(self, effect: Kept) -> None:  # noqa: C901, PLR0912 - one case a kind of effect
        match effect:
            case GiveSeat():
                self.seated(effect.person, effect.group, effect.role, effect.standing, effect.until)
            case NameProfile():
                self.named(effect.person, effect.profile_name)
            case OpenSession():
                assert self.open_session(effect.group) is None
                session_id = SessionId(f"session-{len(self._sessions)}")
                self._sessions.append(Session(session_id, effect.group, effect.at))
            case CloseSession():
                at = next(index for index, each in enumerate(self._sessions) if each.id == effect.session)
                assert self._sessions[at].closed_at is None
                self._sessions[at] = replace(self._sessions[at], closed_at=effect.at)
            case Record():
                self._authors[effect.event] = effect.author
            case Strike():
                self.struck.add(effect.event)
            case Hide():
                self.hidden.append(effect.event)
            case PutBack():
                self.hidden.remove([each for each in self.hidden if self._authors.get(each) == effect.person][-1])
            case Warned():
                known = self._warnings.pop(effect.event, None)
                mine = known is None or known[0] == effect.person
                self._warnings[effect.event] = (effect.person, effect.room, "") if mine or known is None else known
            case WarningAnswered():
                self._answer(effect)
            case Acknowledge():
                case = self._cases[effect.thread]
                state = CASE_STEPS[case.state, CaseStep.ACKNOWLEDGE]
                self._cases[effect.thread] = replace(case, state=state, owner=effect.by)
            case Await():
                self._awaited[effect.person] = effect.what
            case CloseGroup():
                group = self._groups[effect.group]
                self._groups[group.id] = replace(group, closed_at=group.closed_at or effect.at)
            case _:
                assert_never(effect)

    def _answer(self, effect: WarningAnswered) -> None:
        if effect.event in self._warnings:
            person, room, _ = self._warnings[effect.event]
            self._warnings[effect.event] = (person, room, effect.answer)
