from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.walls import load_walls
from fourwalls.group.breach import Breach
from fourwalls.group.effects.done import TellManagers
from fourwalls.group.effects.kept import NoteBreach
from fourwalls.group.effects.walls import Repair
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Proof, SettingChanged
from fourwalls.group.people import Bot, Room, RoomId, RoomKind
from handlers import roomnames
from handlers.roomnames import NAME, TOPIC
from handlers.settings import Settings
from tests.handlers.happened import HERE, decided, event, house, words_of
from tests.support.records import ANN, BOTS, NOON, Paper, private_of

NEUTRAL = "Quiet rooms and group room"
SETTINGS = Settings(load_walls(), BOTS[Bot.WARDEN], UTC, {RoomKind.GROUP: NEUTRAL})
LOOK = Paper()


def changed(where: tuple[str, str], content: dict[str, Any], room: RoomId = HERE) -> list[Any]:
    happened = SettingChanged(room, event(), ANN, NOON, Proof.PLAIN, *where, content)
    return decided(SETTINGS.changed, Examined(happened), house())


@pytest.mark.parametrize("name", ["", "Tuesday lamp", "Old friends", "Breast care Leeds"])
def test_a_name_that_tells_nothing_is_left_alone(name: str) -> None:
    assert changed(NAME, {"name": name}) == []
    assert changed(TOPIC, {"topic": name}) == []


def test_a_name_that_tells_gives_way_to_the_neutral_one_and_not_a_word_of_it_is_repeated() -> None:
    effects = changed(NAME, {"name": "Friends of Walter Hartley"})
    assert [type(effect) for effect in effects] == [Repair, NoteBreach, TellManagers]
    assert effects[0].content == {"name": NEUTRAL}
    words = words_of(effects)
    assert "the room's name may hold a full name" in words
    assert "Hartley" not in words


@pytest.mark.parametrize(
    "topic",
    [
        {"topic": "Ring 07700 900482 if you are late"},
        {"topic": "Be kind. " * 40 + "Led by Walter Hartley."},
        {"topic": "Be kind.", "m.topic": {"m.text": [{"body": "Led by Walter Hartley"}]}},
    ],
)
def test_a_topic_that_tells_is_taken_away(topic: dict[str, Any]) -> None:
    effects = changed(TOPIC, topic)
    assert effects[0] == Repair(HERE, "m.room.topic", "", {})
    words = words_of(effects)
    assert "the room's topic may hold" in words
    assert "Hartley" not in words
    assert "07700" not in words


def test_the_name_that_the_operator_chose_stays_whatever_it_holds() -> None:
    chosen = "Walter Hartley Trust"
    assert list(roomnames.tellings({NAME: {"name": chosen}}, LOOK, NEUTRAL)) != []
    assert list(roomnames.tellings({NAME: {"name": chosen}}, LOOK, chosen)) == []


def test_a_round_finds_it_too_and_a_second_look_says_that_it_is_well() -> None:
    room = Room(HERE, RoomKind.GROUP, group=house().room(HERE).group)  # type: ignore[union-attr]
    (telling,) = [
        one for one in SETTINGS.drifts(room, {NAME: {"name": "Walter Hartley"}}, house()) if one.type == NAME[0]
    ]
    assert telling.content == {"name": NEUTRAL}
    breach = Breach(HERE, *NAME, ANN, NOON)
    effects = list(SETTINGS.looked_again(breach, room, {NAME: {"name": NEUTRAL}}, house()))
    assert "it holds: the room's name" in words_of(effects)


def test_the_name_of_a_private_room_is_the_guides_to_put_back() -> None:
    (repair, *_, told) = changed(NAME, {"name": "Walter Hartley"}, private_of(ANN))
    assert (repair.performer, told.performer) == (Bot.GUIDE, Bot.GUIDE)
    assert "the private room of ann" in words_of([told])


@given(
    st.dictionaries(
        st.sampled_from(["topic", "name", "m.topic"]),
        st.recursive(
            st.none() | st.integers() | st.text(max_size=20),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["m.text", "body"]), inner, max_size=2)
            ),
        ),
    )
)
def test_whatever_a_server_hands_over_is_read_without_harm(content: dict[str, Any]) -> None:
    for telling in roomnames.tellings({NAME: content, TOPIC: content}, LOOK, ""):
        assert telling.content == {}
