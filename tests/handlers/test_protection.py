from __future__ import annotations

from datetime import timedelta

import pytest

from fourwalls.group.breach import Lapse, Why
from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.effects.kept import Protect, Unprotect
from fourwalls.group.people import Bot, Room, RoomKind
from handlers import protection
from tests.handlers.happened import HERE, WORDING, house, whispers, words_of
from tests.support.records import ANN, BEN, FAY, MANAGERS, NOON, TUESDAY, Paper

ROOM = Room(HERE, RoomKind.GROUP, group=TUESDAY.id)


def open_house(*whys: Why, members_told: bool = False) -> Paper:
    records = house()
    for why in whys:
        records.apply(Unprotect(Lapse(HERE, why, NOON, members_told)))
    return records


@pytest.mark.parametrize("why", Why)
def test_each_reason_is_told_loudly_in_words_and_once(why: Why) -> None:
    records = house()
    unprotect, told = protection.begun(ROOM, why, NOON, records)
    assert unprotect == Unprotect(Lapse(HERE, why, NOON))
    assert isinstance(told, TellManagers)
    words = WORDING.say(told.words)
    assert words.startswith("NOT PROTECTED: Tuesday circle.")
    assert why.value not in words, "it is said in words"
    assert list(protection.begun(ROOM, why, NOON, open_house(why))) == []


def test_of_the_managers_own_room_another_bot_tells() -> None:
    _, told = protection.begun(Room(MANAGERS, RoomKind.MANAGER), Why.PUT_OUT, NOON, house())
    assert isinstance(told, TellManagers)
    assert told.performer is Bot.LOOKOUT


def test_members_are_told_when_it_lasts_an_hour_and_once() -> None:
    records = open_house(Why.PUT_OUT)
    assert list(protection.lasting(ROOM, records, NOON + timedelta(minutes=59))) == []
    effects = list(protection.lasting(ROOM, records, NOON + timedelta(hours=1)))
    assert {person for person, _ in whispers(effects)} == {ANN, BEN, FAY}
    assert {name for _, name in whispers(effects)} == {"not-protected-member"}
    later = open_house(Why.PUT_OUT, members_told=True)
    assert list(protection.lasting(ROOM, later, NOON + timedelta(hours=2))) == []


def test_managers_are_told_again_every_day() -> None:
    records = open_house(Why.PUT_OUT, members_told=True)
    first, second = (list(protection.lasting(ROOM, records, NOON + timedelta(days=day, hours=3))) for day in (1, 2))
    assert "STILL NOT PROTECTED, since yesterday" in words_of(first)
    assert "since 2 days" in words_of(second)
    assert isinstance(first[0], TellManagers)
    assert isinstance(second[0], TellManagers)
    assert first[0].once != second[0].once


def test_the_end_is_told_to_whoever_was_told_once_no_reason_is_left() -> None:
    records = open_house(Why.PUT_OUT, Why.FOUGHT, members_told=True)
    assert list(protection.over(ROOM, {Why.FOUGHT}, records)) == [Protect(HERE, Why.FOUGHT)]
    records.apply(Protect(HERE, Why.FOUGHT))
    effects = list(protection.over(ROOM, set(Why), records))
    assert effects[0] == Protect(HERE, Why.PUT_OUT)
    assert "Tuesday circle is protected again" in words_of(effects)
    assert [name for _, name in whispers(effects)] == ["protected-again-member"] * 3


def test_members_who_were_not_told_of_it_are_not_told_of_its_end() -> None:
    effects = list(protection.over(ROOM, set(Why), open_house(Why.POWERLESS)))
    assert not any(isinstance(effect, Whisper) for effect in effects)
    assert list(protection.over(ROOM, set(Why), house())) == []
