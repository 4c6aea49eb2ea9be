from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bots.ground import Ground
from bots.unanswered import Unanswered
from fourwalls.group.awaited import Awaited, Wanted
from fourwalls.group.dialogue import DialogueId, DialogueStep, Matter
from fourwalls.group.effects.done import Relay, TellManagers, Whisper
from fourwalls.group.effects.kept import Await, BeginDialogue, CloseDialogue, NameProfile, Speak
from fourwalls.group.people import Bot, EventId
from tests.bots.furnishing import a_furnished_ground, effects, told
from tests.bots.test_relaying import keep
from tests.support.records import ANN, MAX, NOON

FIRST = DialogueId("$first")


@pytest.fixture(params=list(Matter))
def ground(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Ground]:
    with a_furnished_ground(tmp_path) as furnished:
        begin = BeginDialogue(FIRST, ANN, request.param, NOON)
        keep(furnished, NameProfile(ANN, "Tansy"), begin, Speak(FIRST, DialogueStep.SPEAK, FIRST, ANN, NOON))
        yield furnished


def looked(ground: Ground, hours: float) -> int:
    now = NOON + timedelta(hours=hours)
    return ground.database.run_sync(lambda conn: Unanswered(ground, lambda: None).look(conn, now))


def answered(ground: Ground, at: datetime) -> None:
    keep(ground, Speak(FIRST, DialogueStep.ANSWER, EventId("$answer"), MAX, at))


def test_after_a_day_the_managers_are_reminded_and_the_member_hears_whom_to_ring_once(ground: Ground) -> None:
    assert looked(ground, 23.9) == 0
    assert effects(ground, Bot.GUIDE) == []
    assert [looked(ground, hours) for hours in (24, 24.1, 100)] == [1, 0, 0]
    (whisper,) = [effect for effect in effects(ground, Bot.GUIDE) if isinstance(effect, Whisper)]
    assert whisper.to == ANN
    words = ground.say(whisper.words)
    assert "nobody has answered" in words
    assert "Samaritans" in words
    (reminder,) = told(ground, Bot.GUIDE)
    assert "1 of Tansy has waited for an answer for 24 hours" in reminder
    assert ANN not in reminder


def test_what_is_asked_again_after_an_answer_is_reminded_of_again(ground: Ground) -> None:
    looked(ground, 24)
    answered(ground, NOON + timedelta(hours=25))
    assert looked(ground, 60) == 0
    keep(ground, Speak(FIRST, DialogueStep.SPEAK, EventId("$more"), ANN, NOON + timedelta(hours=61)))
    assert [looked(ground, hours) for hours in (84, 85, 86)] == [0, 1, 0]


def test_two_quiet_weeks_end_what_was_answered_and_both_are_told(ground: Ground) -> None:
    answered(ground, NOON)
    assert [looked(ground, 24 * days) for days in (13.9, 14, 14.1)] == [0, 1, 0]
    assert ground.database.run_sync(lambda conn: ground.records(conn).dialogues()) == []
    found = effects(ground, Bot.GUIDE)
    assert {type(effect) for effect in found} == {Relay, Whisper}
    assert all(ground.say(effect.words) for effect in found if isinstance(effect, Relay | Whisper))
    assert not any(isinstance(effect, TellManagers) for effect in found)


def test_what_nobody_answered_is_not_ended_however_long_it_waits(ground: Ground) -> None:
    looked(ground, 24 * 40)
    assert len(ground.database.run_sync(lambda conn: ground.records(conn).dialogues())) == 1


def test_what_is_over_is_forgotten_and_so_is_an_unfinished_report(ground: Ground) -> None:
    keep(ground, CloseDialogue(FIRST, NOON), Await(ANN, Awaited(Wanted.REPORT, NOON, about=("1",))))
    looked(ground, 24 * 89)
    assert ground.database.run_sync(lambda conn: ground.records(conn).awaited(ANN)) is None
    assert ground.database.run_sync(lambda conn: ground.records(conn).said_in_dialogue(FIRST)) is not None
    looked(ground, 24 * 91)
    assert ground.database.run_sync(lambda conn: ground.records(conn).said_in_dialogue(FIRST)) is None
