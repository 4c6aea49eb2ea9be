from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.group.effects.done import Pin, Say
from fourwalls.group.effects.kept import GiveSeat
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Marker, Membership, Message, Proof
from fourwalls.group.people import Bot, PersonId, Role, Room, RoomId, RoomKind, Standing
from handlers import notices, walls
from tests.handlers.happened import HERE, decided, door, event, house
from tests.support.records import ANN, BOTS, FAY, MANAGERS, MAX, NOON, TUESDAY

ROOM = Room(HERE, RoomKind.GROUP, TUESDAY.id)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is the next argument


def heard(by: PersonId = BOTS[Bot.GUIDE], proof: Proof = Proof.SIGNED, **given: Any) -> list[Any]:
    message = Message(HERE, event(), by, NOON, proof, "About this room.", **{"marker": Marker.NOTICE, **given})
    return decided(notices.said, Examined(message), house())


@given(MOMENTS)
def test_a_notice_comes_within_a_quarter_of_an_hour_and_a_minute(came_in: datetime) -> None:
    said = notices.due(ROOM, came_in)
    assert said.not_before is not None
    assert timedelta(minutes=1) < said.not_before - came_in <= timedelta(minutes=16)


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(hours=1)))
def test_those_who_come_in_together_share_a_notice_that_is_said_after_all_of_them(
    first: datetime, later: timedelta
) -> None:
    one, two = notices.due(ROOM, first), notices.due(ROOM, first + later)
    assert one.not_before is not None
    if one.once == two.once:
        assert one == two
        assert first + later < one.not_before
    else:
        assert two.not_before is not None
        assert one.not_before < two.not_before


def test_coming_in_for_the_first_time_asks_for_the_notice() -> None:
    records = house().seated(ANN, TUESDAY.id, Role.MEMBER, Standing.INVITED)
    effects = decided(walls.at_the_door, Examined(door(ANN, Membership.JOIN)), records)
    assert [type(effect) for effect in effects if not isinstance(effect, GiveSeat)] == [Say]
    assert notices.due(ROOM, NOON) in effects


@pytest.mark.parametrize(("person", "room"), [(ANN, HERE), (MAX, MANAGERS)])
def test_a_new_profile_name_does_not_nor_does_the_manager_room_have_one(person: PersonId, room: RoomId) -> None:
    effects = decided(walls.at_the_door, Examined(door(person, Membership.JOIN, room=room)), house())
    assert not any(isinstance(effect, Say) for effect in effects)


def test_the_guides_own_notice_is_pinned() -> None:
    assert [type(effect) for effect in heard()] == [Pin]


@pytest.mark.parametrize(
    "given",
    [
        {"by": ANN},
        {"by": FAY},
        {"proof": Proof.UNSIGNED_DEVICE},
        {"proof": Proof.PLAIN},
        {"marker": None},
        {"marker": Marker.SESSION_OPEN},
        {"replaces": event()},
    ],
)
def test_nothing_else_is(given: dict[str, Any]) -> None:
    assert heard(**given) == []
