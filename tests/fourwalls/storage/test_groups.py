"""Groups with their rooms, and what is left of one that was closed."""

from __future__ import annotations

from datetime import timedelta

from fourwalls.group.effects.kept import CloseGroup, GiveSeat
from fourwalls.group.people import Group, Layout, PersonId, Role, Room, RoomId, RoomKind, Standing
from fourwalls.storage import rooms, roster
from tests.fourwalls.storage.house import NOON, House

ANN, BEN = PersonId("@ann:example.org"), PersonId("@ben:example.org")


def closed(house: House) -> Group:
    group = house.group("Tuesday")
    house.apply(
        GiveSeat(ANN, group.id, Role.FACILITATOR, Standing.INSIDE, NOON, ANN),
        GiveSeat(BEN, group.id, Role.MEMBER, Standing.SUSPENDED, NOON, ANN, NOON),
        CloseGroup(group.id, NOON),
    )
    return group


def test_a_group_has_one_room_of_each_kind_first_where_it_meets(house: House) -> None:
    group = house.group("Tuesday")
    for kind in (RoomKind.SPACE, RoomKind.CONVERSATION, RoomKind.GROUP):
        for number in range(2):
            room = Room(RoomId(f"!{kind}-{number}"), kind, group=group.id)
            house.work(lambda records, room=room: records.add_room(room, "m"))  # type: ignore[misc]
    found = house.work(lambda records: records.rooms_of(group.id))
    assert [room.id for room in found] == ["!group-1", "!conversation-1", "!space-1"], "the latest of each"
    assert house.work(lambda records: records.group_room(group.id)) == found[0]


def test_a_closed_group_is_no_group_any_more_and_is_known_all_the_same(house: House) -> None:
    group = closed(house)
    assert house.work(lambda records: records.groups()) == []
    (known,) = house.work(lambda records: records.closed_groups())
    assert (known.id, known.closed_at) == (group.id, NOON)
    assert house.work(lambda records: records.group(group.id)).is_closed
    assert house.work(lambda records: records.group_named("TUESDAY")) == known
    house.apply(CloseGroup(group.id, NOON + timedelta(days=1)))
    assert house.work(lambda records: records.group(group.id)).closed_at == NOON


def test_nobody_has_a_place_or_a_role_in_it_and_whoever_was_inside_may_read(house: House) -> None:
    closed(house)
    for person, reads in ((ANN, True), (BEN, False)):
        assert house.work(lambda records, person=person: records.groups_of(person)) == []  # type: ignore[misc]
        assert house.work(lambda records, person=person: records.role(person)) is None  # type: ignore[misc]
        assert house.work(lambda records, person=person: records.can_read(person)) is reads  # type: ignore[misc]
    assert house.work(lambda records: records.suspended_until(NOON + timedelta(days=1))) == []


def test_the_rooms_of_a_house_that_grows_are_kept_in_mind(house: House) -> None:
    public = house.work(lambda records: records.ensure_group("Tuesday", house.portal_public, Layout.ONE))
    assert public.layout is Layout.ONE
    assert (
        house.work(lambda records: records.ensure_group("tuesday", house.portal_public, Layout.SPACE)).layout
        is Layout.SPACE
    )
    for fewer in (Layout.TWO, Layout.ONE):  # what is there is not taken away, nor said to be
        assert house.work(lambda records, fewer=fewer: records.ensure_group("Tuesday", house.portal_public, fewer)) == (  # type: ignore[misc]
            house.work(lambda records: records.group(public.id))
        )
    assert house.work(lambda records: records.group(public.id)).layout is Layout.SPACE
    assert len(house.work(lambda records: records.groups())) == 1
    house.apply(CloseGroup(public.id, NOON))
    assert (
        house.work(lambda records: records.ensure_group("Tuesday", house.portal_public, Layout.TWO)).layout
        is Layout.SPACE
    )


def test_open_rooms_are_forgotten_and_no_others(house: House) -> None:
    kinds = {RoomId("!a"): RoomKind.OPEN, RoomId("!b"): RoomKind.OPEN, RoomId("!c"): RoomKind.MANAGER}
    for room_id, kind in kinds.items():
        made = Room(room_id, kind)
        house.work(lambda records, made=made: records.add_room(made, "m"))  # type: ignore[misc]
    house.database.run_sync(lambda conn: rooms.forget_open(conn, house.keys, [RoomId("!b")]))
    assert [room.id for room in house.work(lambda records: records.rooms())] == ["!b", "!c"]


def test_the_portal_still_lets_them_in(house: House) -> None:
    group = closed(house)
    inside = house.database.run_sync(lambda conn: roster.groups_inside(conn, house.keys.person(ANN)))
    assert list(inside) == [group.id]
