from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import select

from fourwalls.group.effects.kept import CloseSession, GiveSeat, NameProfile, OpenSession
from fourwalls.group.effects.warned import Warned, WarningAnswered
from fourwalls.group.finding import DetailKind
from fourwalls.group.look import Look
from fourwalls.group.people import HOUSE, EventId, GroupId, PersonId, Role, Room, RoomId, RoomKind, Standing
from fourwalls.group.warning import Detail, WarningAnswer
from fourwalls.storage import roster, sessions, tables
from fourwalls.storage.database import migration_config
from fourwalls.storage.errors import ImpossibleStepError
from fourwalls.storage.records import Records
from tests.fourwalls.storage.house import ANN, BEN, BOTS, FAY, NOON, ROOM, House, minute

INSIDE, INVITED, REMOVED = Standing.INSIDE, Standing.INVITED, Standing.REMOVED


def seat(
    person: PersonId, group: GroupId, standing: Standing = INSIDE, role: Role = Role.MEMBER, at: int = 0
) -> GiveSeat:
    return GiveSeat(person, group, role, standing, minute(at), FAY)


def test_records_are_a_look(house: House) -> None:
    def look(records: Records) -> Look:
        return records

    assert house.work(look)


# --- groups and rooms ------------------------------------------------------------------------------------------


def test_groups_come_back_by_name(house: House) -> None:
    one, two = house.group("Tuesday"), house.group("Friday")
    assert house.work(lambda records: records.group(one.id)) == one
    assert set(house.work(lambda records: records.groups())) == {one, two}
    with pytest.raises(KeyError):
        house.work(lambda records: records.group(GroupId("none")))


def test_rooms_of_each_kind(house: House) -> None:
    group = house.group()
    rooms = [
        Room(ROOM, RoomKind.GROUP, group=group.id),
        Room(RoomId("!managers"), RoomKind.MANAGER),
        Room(RoomId("!ann"), RoomKind.PRIVATE, person=ANN),
    ]
    assert house.work(lambda records: records.group_room(group.id)) is None
    assert house.work(lambda records: records.manager_room()) is None
    for room in rooms:
        house.work(lambda records, room=room: records.add_room(room, "marker"))  # type: ignore[misc]
    assert house.work(lambda records: records.rooms()) == rooms
    assert house.work(lambda records: records.group_room(group.id)) == rooms[0]
    assert house.work(lambda records: records.manager_room()) == rooms[1]
    assert house.work(lambda records: records.private_room(ANN)) == rooms[2]
    assert house.work(lambda records: records.private_room(BEN)) is None
    assert house.work(lambda records: records.room(RoomId("!ann"))) == rooms[2]
    assert house.work(lambda records: records.room(RoomId("!stranger"))) is None


def test_a_room_is_remembered_once_and_the_latest_counts(house: House) -> None:
    old, new = Room(RoomId("!old"), RoomKind.MANAGER), Room(RoomId("!new"), RoomKind.MANAGER)
    for room in (old, old, new, old):
        house.work(lambda records, room=room: records.add_room(room, "marker"))  # type: ignore[misc]
    assert house.work(lambda records: records.rooms()) == [old, new]
    assert house.work(lambda records: records.manager_room()) == new


# --- people and rosters ----------------------------------------------------------------------------------------


def test_a_seat_and_its_name(house: House) -> None:
    group = house.group()
    house.apply(seat(ANN, group.id, INVITED), NameProfile(ANN, "Pip"))
    found = house.work(lambda records: records.seat(ANN, group.id))
    assert found is not None
    assert (found.person, found.role, found.standing, found.since) == (ANN, Role.MEMBER, INVITED, NOON)
    assert found.profile_name == "Pip" == house.work(lambda records: records.profile_name(ANN))
    assert house.work(lambda records: records.seat(BEN, group.id)) is None
    assert house.work(lambda records: records.profile_name(BEN)) == ""


def test_since_moves_only_when_somebody_comes_in_or_goes_out(house: House) -> None:
    group = house.group()
    expected = [(INVITED, 0, 0), (INSIDE, 5, 0), (REMOVED, 9, 9), (REMOVED, 10, 9), (INVITED, 12, 12), (INSIDE, 13, 12)]
    for standing, at, since in expected:
        house.apply(seat(ANN, group.id, standing, at=at))
        found = house.work(lambda records: records.seat(ANN, group.id))
        assert found is not None
        assert (found.standing, found.since) == (standing, minute(since))


def test_on_whose_word_somebody_is_on_the_list_and_when_they_first_came_are_kept(house: House) -> None:
    group = house.group()
    house.apply(GiveSeat(ANN, group.id, Role.MEMBER, INVITED, minute(0), FAY))
    house.apply(GiveSeat(ANN, group.id, Role.MEMBER, INSIDE, minute(5), ANN))
    house.apply(GiveSeat(ANN, group.id, Role.FACILITATOR, INSIDE, minute(6), BEN))
    found = house.work(lambda records: records.seat(ANN, group.id))
    assert found is not None
    assert (found.by, found.since, found.came_at) == (FAY, minute(0), minute(5))
    inside = house.database.run_sync(lambda conn: roster.groups_inside(conn, house.keys.lookup_key.person(ANN)))
    assert inside[group.id].since == minute(5), "what was said before is not for them to read"


def test_of_whoever_was_on_a_list_before_it_is_not_known_on_whose_word(house: House) -> None:
    group = house.group()
    house.apply(seat(ANN, group.id, INSIDE), seat(BEN, group.id, INVITED))
    house.database.run_sync(lambda conn: command.downgrade(migration_config(conn), "0016"))
    house.database.migrate()
    kept = [(line.person, line.by, line.came_at) for line in house.work(lambda records: records.roster(group.id))]
    assert sorted(kept) == [(ANN, None, NOON), (BEN, None, None)]


def test_a_roster_lists_who_may_be_inside_oldest_first(house: House) -> None:
    group, other = house.group(), house.group("other")
    house.apply(seat(BEN, group.id, at=2), seat(FAY, group.id, INVITED, Role.FACILITATOR, at=1))
    house.apply(seat(ANN, group.id, REMOVED), seat(ANN, other.id))
    assert [line.person for line in house.work(lambda records: records.roster(group.id))] == [FAY, BEN]
    assert [line.group for line in house.work(lambda records: records.groups_of(ANN))] == [other.id]


def test_the_widest_role_counts_and_strangers_have_none(house: House) -> None:
    group, other = house.group(), house.group("other")
    house.apply(seat(ANN, group.id, role=Role.FACILITATOR), seat(ANN, other.id), seat(BEN, group.id, REMOVED))
    house.apply(seat(FAY, HOUSE, role=Role.ONLINE_MANAGER), seat(FAY, group.id))
    assert house.work(lambda records: records.role(ANN)) is Role.FACILITATOR
    assert house.work(lambda records: records.role(FAY)) is Role.ONLINE_MANAGER
    assert house.work(lambda records: records.role(BEN)) is None
    assert [line.group for line in house.work(lambda records: records.groups_of(FAY))] == [group.id]


def test_the_portal_knows_who_is_inside_by_key_alone(house: House) -> None:
    group, other = house.group(), house.group("other")
    house.apply(seat(ANN, group.id), seat(ANN, other.id, INVITED), seat(ANN, HOUSE, role=Role.ONLINE_MANAGER))
    key = house.keys.lookup_key.person(ANN)
    inside = house.database.run_sync(lambda conn: roster.groups_inside(conn, key))
    assert {each: line.role for each, line in inside.items()} == {group.id: Role.MEMBER}
    assert house.work(lambda records: records.person_of_key(key)) == ANN
    assert house.work(lambda records: records.person_of_key(house.keys.person(BEN))) is None


def test_our_own_accounts_are_known(house: House) -> None:
    assert all(house.work(lambda records, bot=bot: records.is_bot(bot)) for bot in BOTS.values())  # type: ignore[misc]
    assert not house.work(lambda records: records.is_bot(ANN))


def test_half_a_surrogate_pair_in_a_name_passes(house: House) -> None:
    group = house.group()
    house.apply(seat(ANN, group.id), NameProfile(ANN, "Pip \ud83d"))
    assert house.work(lambda records: records.profile_name(ANN)) == "Pip \ud83d"


# --- sessions --------------------------------------------------------------------------------------------------


def test_a_session_opens_and_closes_once(house: House) -> None:
    group = house.group()
    session = house.session(group)
    assert (session.opened_at, session.closed_at) == (NOON, None)
    with pytest.raises(ImpossibleStepError):
        house.apply(OpenSession(group.id, minute(1), FAY))
    house.apply(CloseSession(session.id, minute(60)))
    assert house.work(lambda records: records.open_session(group.id)) is None
    with pytest.raises(ImpossibleStepError):
        house.apply(CloseSession(session.id, minute(61)))
    ended = house.database.run_sync(lambda conn: sessions.find(conn, session.id))
    assert ended is not None
    assert ended.closed_at == minute(60)
    assert house.session(group, minute(70)).id != session.id


def test_groups_meet_independently(house: House) -> None:
    one, two = house.group("one"), house.group("two")
    house.session(one)
    assert house.work(lambda records: records.open_session(two.id)) is None
    house.session(two)


def test_what_is_heard_late_belongs_to_the_session_of_its_moment(house: House) -> None:
    group = house.group()
    first = house.session(group, minute(0))
    house.apply(CloseSession(first.id, minute(60)))
    second = house.session(group, minute(100))

    def at(number: int) -> str | None:
        session = house.work(lambda records: records.session_at(group.id, minute(number)))
        return None if session is None else session.id

    assert [at(number) for number in (-1, 0, 30, 60, 61, 99)] == [None, first.id, first.id, first.id, None, None]
    assert [at(number) for number in (100, 500)] == [second.id, second.id]


# --- warnings --------------------------------------------------------------------------------------------------


def test_the_latest_warning_without_an_answer(house: House) -> None:
    one, two = EventId("$1"), EventId("$2")
    kinds = (
        Detail(DetailKind.ADDRESS, "4 Elm Row", strong=True),
        Detail(DetailKind.CONTACT, "07700 900111", strong=True),
    )
    house.apply(Warned(ANN, ROOM, one, kinds, minute(1)), Warned(ANN, ROOM, two, kinds, minute(2)))
    house.apply(Warned(ANN, ROOM, two, kinds, minute(2)), Warned(BEN, ROOM, EventId("$3"), kinds, minute(3)))
    assert house.work(lambda records: records.unanswered_warning(ANN)) == (ROOM, two)
    house.apply(WarningAnswered(two, WarningAnswer.REMOVED))
    assert house.work(lambda records: records.unanswered_warning(ANN)) == (ROOM, one)
    house.apply(WarningAnswered(one, WarningAnswer.KEPT))
    assert house.work(lambda records: records.unanswered_warning(ANN)) is None
    answers = house.database.run_sync(lambda conn: set(conn.execute(select(tables.warning.c.answer)).scalars()))
    assert answers == {"removed", "kept", None}
