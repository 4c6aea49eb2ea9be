from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from bots.ground import Ground
from bots.out_of_reach import bury_and_tell
from fourwalls.group.dialogue import DialogueId
from fourwalls.group.effects import Done
from fourwalls.group.effects.done import Evict, Relay, TellManagers, Whisper
from fourwalls.group.effects.priority import Priority
from fourwalls.group.people import Bot, EventId
from fourwalls.group.phrase import phrase
from fourwalls.storage import outbox, tables
from tests.bots.furnishing import a_furnished_ground, a_wire, effects, put, status, told
from tests.bots.test_performing import flag, one_turn
from tests.handlers.happened import HERE
from tests.support.records import ANN, EVE, FAY, MAX
from tests.support.wire import refusal


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_furnished_ground(tmp_path) as furnished:
        yield furnished


def put_late(ground: Ground, effect: Done, cause: str) -> None:
    ground.database.run_sync(
        lambda conn: outbox.put(conn, ground.keys, outbox.Cause(Bot.GUIDE, cause), 0, effect, expires_at=50)
    )


def bury(ground: Ground) -> list[str]:
    ground.database.run_sync(lambda conn: bury_and_tell(conn, ground, Bot.GUIDE, 100))
    return told(ground, Bot.GUIDE)


def test_a_warning_that_came_too_late_is_told_once_a_day(ground: Ground) -> None:
    put_late(ground, Whisper(ANN, phrase("thanks"), Priority.WARNING), "$1")
    (words,) = bury(ground)
    assert "a private message" in words
    put_late(ground, Whisper(ANN, phrase("thanks"), Priority.WARNING), "$2")
    assert bury(ground) == []
    assert status(ground) == {"dead": 2, "sent": 1}


def test_nobody_is_bothered_with_an_answer_that_came_too_late(ground: Ground) -> None:
    put_late(ground, Whisper(ANN, phrase("thanks"), Priority.ANSWER), "$1")
    assert bury(ground) == []
    assert status(ground) == {"dead": 1}


def test_what_cannot_be_read_back_is_told(ground: Ground) -> None:
    put(ground, Whisper(ANN, phrase("thanks")))
    ground.database.run_sync(lambda conn: conn.execute(update(tables.outbox).values(sealed=b"\x01nonsense")))
    assert effects(ground, Bot.GUIDE) == []
    (words,) = bury(ground)
    assert "cannot be read back" in words
    assert bury(ground) == []


async def test_of_a_case_that_nobody_sees_the_facilitators_are_told_in_private_and_not_what_it_is(
    ground: Ground,
) -> None:
    wire = a_wire(Bot.LOOKOUT)
    wire.without_device = {MAX}
    put(ground, flag(), flag("$another"))
    await one_turn(ground, Bot.LOOKOUT, wire)
    (whisper,) = effects(ground, Bot.GUIDE)
    assert isinstance(whisper, Whisper)
    assert (whisper.to, whisper.priority) == (FAY, Priority.FLAG)
    words = ground.say(whisper.words)
    assert "999" in words
    assert not any(secret in words.casefold() for secret in ("ann ", "what was said", "tuesday circle"))


async def test_news_that_wait_for_the_managers_call_nobody(ground: Ground) -> None:
    wire = a_wire(Bot.GUIDE)
    wire.without_device = {MAX}
    put(ground, TellManagers(Bot.GUIDE, phrase("thanks"), Priority.NEWS))
    await one_turn(ground, Bot.GUIDE, wire)
    assert status(ground) == {"waiting": 1}


async def test_when_the_managers_room_says_no_for_good_the_facilitators_are_told(ground: Ground) -> None:
    wire = a_wire(Bot.WARDEN)
    wire.answers["kick"] = [refusal(403, "M_FORBIDDEN")]
    wire.server_rooms[HERE] = wire.rooms[HERE]
    wire.member(HERE, EVE)
    wire.answers["send"] = [refusal(403, "M_FORBIDDEN")] * 20
    put(ground, Evict(HERE, EVE), TellManagers(Bot.WARDEN, phrase("thanks"), Priority.NEWS))
    await one_turn(ground, Bot.WARDEN, wire)
    (whisper,) = effects(ground, Bot.GUIDE)
    assert isinstance(whisper, Whisper)
    assert whisper.to == FAY


async def test_of_a_report_that_nobody_sees_the_facilitators_are_told_in_private_and_not_that_it_is_one(
    ground: Ground,
) -> None:
    wire = a_wire(Bot.GUIDE)
    wire.without_device = {MAX}
    words = phrase("report-words", who="Ann", whom="Fay", told="she told her sister", spot="")
    report = Relay(DialogueId("$report"), EventId("$report"), words, priority=Priority.FLAG)
    question = Relay(DialogueId("$ask"), EventId("$ask"), phrase("dialogue-member", who="Ann", words="may I?"))
    put(ground, report, question)
    await one_turn(ground, Bot.GUIDE, wire)
    (whisper,) = [effect for effect in effects(ground, Bot.GUIDE) if isinstance(effect, Whisper)]
    assert whisper.to == FAY
    assert not any(secret in ground.say(whisper.words).casefold() for secret in ("ann ", "report", "sister"))
    assert status(ground) == {"waiting": 3}
