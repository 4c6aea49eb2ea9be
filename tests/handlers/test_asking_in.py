from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from fourwalls.group.effects import Effect, Kept
from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.effects.kept import ForgetApplication, Greeted, KeepApplication, NameProfile
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Membership
from fourwalls.group.people import Bot, PersonId
from fourwalls.group.registration import Application, Step
from handlers import asking_in
from tests.handlers.happened import WORDING, decided, door, house, whispers
from tests.support.records import ANN, BOTS, EVE, FAY, MAX, NOON, Paper, private_of


def asked(records: Paper, person: PersonId = EVE, hours: float = 0, *, at_home: bool = True) -> list[Effect]:
    effects = list(asking_in.asked(person, records, NOON + timedelta(hours=hours), at_home=at_home))
    for effect in effects:
        if isinstance(effect, Kept):
            records.apply(effect)
        elif isinstance(effect, Whisper | TellManagers):
            assert WORDING.say(effect.words)
    return effects


def a_house(**said: Any) -> Paper:
    return house().registering_as(**{"open": True, **said})


def test_while_registration_is_closed_nobody_is_asked_in() -> None:
    assert asked(a_house(open=False)) == []


def test_a_stranger_is_asked_into_a_room_of_our_own_making() -> None:
    effects = asked(a_house())
    assert effects[:2] == [Greeted(EVE, NOON), KeepApplication(Application(EVE, Step.ASKED_IN, NOON))]
    assert whispers(effects) == [(EVE, "register-hello")]


@pytest.mark.parametrize("person", [ANN, FAY, MAX, BOTS[Bot.WARDEN]])
def test_whoever_belongs_here_is_not(person: PersonId) -> None:
    assert asked(a_house(), person) == []


def test_an_account_of_another_server_is_only_asked_in_if_the_operator_wants_it() -> None:
    assert asked(a_house(), at_home=False) == []
    assert asked(a_house(own_server_only=False), at_home=False) != []


def test_the_same_person_is_asked_in_once_a_day() -> None:
    records = a_house()
    asked(records)
    assert asked(records, hours=23.9) == []
    assert whispers(asked(records, hours=24.1)) == [(EVE, "register-hello")]


def test_stop_does_not_make_room_for_another_invitation() -> None:
    records = a_house(strangers_a_day=1)
    asked(records)
    records.apply(ForgetApplication(EVE))
    assert asked(records, hours=1) == []
    (told,) = asked(records, PersonId("@other:example.org"), hours=1)
    assert isinstance(told, TellManagers)


def test_a_crowd_is_not_asked_in_and_the_managers_are_told_once_a_day() -> None:
    records = a_house(strangers_a_day=3)
    crowd = [PersonId(f"@bot{number}:example.org") for number in range(50)]
    effects = [effect for person in crowd for effect in asked(records, person)]
    assert len([effect for effect in effects if isinstance(effect, Whisper)]) == 3
    assert len({effect.once for effect in effects if isinstance(effect, TellManagers)}) == 1
    assert asked(records, crowd[-1], hours=25) != []


def test_what_was_begun_is_not_begun_anew_by_another_invite() -> None:
    records = a_house()
    begun = Application(EVE, Step.WAITING, NOON)
    records.apply(KeepApplication(begun))
    asked(records)
    kept = records.application(EVE)
    assert kept is not None
    assert kept.step is Step.WAITING


def test_who_comes_into_their_private_room_is_called_by_their_profile_name() -> None:
    records = house().with_private_room(EVE)
    came = Examined(door(EVE, Membership.JOIN, room=private_of(EVE), name="Pip"))
    assert decided(asking_in.came_in, came, records) == [NameProfile(EVE, "Pip")]
    assert decided(asking_in.came_in, came, records) == []


def test_whoever_else_is_in_there_is_not() -> None:
    records = house().with_private_room(EVE)
    for person, membership in ((FAY, Membership.JOIN), (EVE, Membership.INVITE), (EVE, Membership.LEAVE)):
        happened = Examined(door(person, membership, room=private_of(EVE), name="Pip"))
        assert decided(asking_in.came_in, happened, records) == []
