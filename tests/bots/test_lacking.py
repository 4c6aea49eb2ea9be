"""What a bot lacks: keys explained, gaps told, marked, tried again, filled or given up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bots import scribe
from bots.examining import Examining
from bots.gap_filling import GapFilling
from bots.ground import Ground
from bots.hearing import Hearing
from bots.keeping import Keeping
from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.effects.kept import OpenSession
from fourwalls.group.heard import Message
from fourwalls.group.people import Bot, GroupId
from fourwalls.matrix.batch import Batch, Explained, Gap, Locked, Spoken
from fourwalls.matrix.homeserver import RefusedError, TokenDeadError, UnreachableError
from fourwalls.storage import gaps, journal, outbox
from fourwalls.storage.tables import entry
from tests.bots.furnishing import a_furnished_ground, a_wire, now_ms
from tests.bots.furnishing import waiting as due
from tests.bots.test_examining import Answering
from tests.bots.test_keeping import a_batch
from tests.bots.test_keeping import locked as lock
from tests.handlers.happened import HERE, said
from tests.support.records import ANN, BEN, FAY
from tests.support.wire import Wire

HOUR = 3_600_000
GAP = Gap(HERE, "p0", "s1")


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_furnished_ground(tmp_path) as furnished:
        yield furnished


def keep(ground: Ground, batch: Batch) -> None:
    ground.database.run_sync(lambda conn: Keeping(conn, ground, scribe.duties()).keep(batch, (), ()))


def said_to(ground: Ground) -> dict[str, list[str]]:
    """What everybody is to be told now, by the names of the sentences; it is taken out of the outbox."""
    found: dict[str, list[str]] = {}
    while rows := [row for bot in Bot for row in due(ground, bot)]:
        for row in rows:
            effect = row.effect
            if isinstance(effect, Whisper | TellManagers):
                to = effect.to if isinstance(effect, Whisper) else "managers"
                found.setdefault(to, []).append(effect.words.name)
            ground.database.run_sync(lambda conn, row=row: outbox.sent(conn, ground.keys, row.id))  # type: ignore[misc]
    return found


# --- why there is no key


def kept(ground: Ground) -> list[str]:
    return [
        it.reason for it in ground.database.run_sync(lambda conn: journal.all_unreadable(conn, ground.keys, Bot.SCRIBE))
    ]


def without_key(message: Message, session: str = "session") -> Locked:
    raw = json.dumps({"event_id": message.event, "room_id": message.room, "sender": message.sender}).encode()
    return replace(lock(message), raw=raw, megolm_session=session)


@pytest.mark.parametrize(
    ("explained", "reason"),
    [
        ((HERE, "session", ANN, "m.unverified"), "withheld:m.unverified"),
        (("", "", ANN, "m.no_olm"), "withheld:m.no_olm"),
        ((HERE, "session", BEN, "m.unverified"), "no_key"),
        ((HERE, "another", ANN, "m.unverified"), "no_key"),
        (("!elsewhere", "session", ANN, "m.unverified"), "no_key"),
        (("", "", BEN, "m.no_olm"), "no_key"),
    ],
)
def test_a_code_that_comes_after_the_words_explains_them(ground: Ground, explained: Explained, reason: str) -> None:
    keep(ground, a_batch(locked=(without_key(said(ANN, "hello")),)))
    assert kept(ground) == ["no_key"]
    keep(ground, a_batch("b2", explained=frozenset({explained})))
    assert kept(ground) == [reason]


def test_what_was_told_without_a_reason_is_told_with_it(ground: Ground) -> None:
    keep(ground, a_batch(locked=(without_key(said(ANN, "hello")),)))
    (event,) = ground.database.run_sync(lambda conn: journal.all_unreadable(conn, ground.keys, Bot.SCRIBE))
    ground.database.run_sync(lambda conn: journal.told_of_unreadable(conn, Bot.SCRIBE, event, 1))
    keep(ground, a_batch("b2", explained=frozenset({(HERE, "session", ANN, "m.blacklisted")})))
    untold = ground.database.run_sync(lambda conn: journal.untold_unreadable(conn, ground.keys, Bot.SCRIBE, now_ms()))
    assert [it.reason for it in untold] == ["withheld:m.blacklisted"]


# --- words read after all


async def read_late(ground: Ground, *, told: bool) -> dict[str, list[str]]:
    message = said(ANN, "hello")
    keep(ground, a_batch(locked=(without_key(message),)))
    (event,) = ground.database.run_sync(lambda conn: journal.all_unreadable(conn, ground.keys, Bot.SCRIBE))
    if told:
        ground.database.run_sync(lambda conn: journal.told_of_unreadable(conn, Bot.SCRIBE, event, 1))
    wire = a_wire(Bot.SCRIBE)
    wire.again = {event.raw: Spoken(message)}
    await hearing(ground, wire).hear(a_batch("b2"))
    assert kept(ground) == []
    return said_to(ground)


def hearing(ground: Ground, wire: Wire) -> Hearing:
    return Hearing(ground, scribe.duties(), wire, Examining(Answering().both()), lambda _: None)


async def test_whoever_was_told_is_told_that_it_was_read(ground: Ground) -> None:
    told = await read_late(ground, told=True)
    assert told == {"managers": ["read-after-all"], FAY: ["read-after-all"], ANN: ["read-after-all-member"]}


async def test_nobody_is_told_of_a_key_that_was_merely_late(ground: Ground) -> None:
    assert await read_late(ground, told=False) == {}


async def test_it_is_told_when_the_last_bot_has_read_it(ground: Ground) -> None:
    message = said(ANN, "hello")
    raw = without_key(message).raw
    ground.database.run_sync(
        lambda conn: journal.keep_unreadable(conn, ground.keys, Bot.LOOKOUT, message.event, HERE, "s", raw, "no_key", 1)
    )
    keep(ground, a_batch(locked=(without_key(message),)))
    (event,) = ground.database.run_sync(lambda conn: journal.all_unreadable(conn, ground.keys, Bot.SCRIBE))
    ground.database.run_sync(lambda conn: journal.told_of_unreadable(conn, Bot.SCRIBE, event, 1))
    wire = a_wire(Bot.SCRIBE)
    wire.again = {event.raw: Spoken(message)}
    await hearing(ground, wire).hear(a_batch("b2"))
    assert said_to(ground) == {}


# --- gaps


def entries(ground: Ground) -> int:
    return ground.database.run_sync(lambda conn: conn.execute(select(func.count()).select_from(entry)).scalar_one())


def in_session(ground: Ground) -> GroupId:
    group = ground.database.run_sync(lambda conn: ground.records(conn).groups())[0].id
    began = ground.now() - timedelta(minutes=30)
    ground.database.run_sync(lambda conn: ground.records(conn).apply(OpenSession(group, began, FAY)))
    return group


async def heal(ground: Ground, wire: Wire, hours: float) -> None:
    await GapFilling(ground, Bot.SCRIBE, hearing(ground, wire)).fill(now_ms() + int(hours * HOUR))


def waiting(ground: Ground) -> int:
    return len(ground.database.run_sync(lambda conn: gaps.due(conn, ground.keys, Bot.SCRIBE, now_ms() + 1000 * HOUR)))


def test_a_gap_is_told_and_marked_in_the_transcript_once(ground: Ground) -> None:
    in_session(ground)
    for bookmark in ("b1", "b2"):
        keep(ground, a_batch(bookmark, gaps=(GAP,)))
    assert said_to(ground) == {"managers": ["messages-missed"], FAY: ["messages-missed"]}
    assert (entries(ground), waiting(ground)) == (1, 1)


def test_outside_a_session_nothing_is_marked(ground: Ground) -> None:
    keep(ground, a_batch(gaps=(GAP,)))
    assert (entries(ground), waiting(ground)) == (0, 1)


async def test_what_comes_later_is_recorded_at_its_true_time_and_told(ground: Ground) -> None:
    in_session(ground)
    keep(ground, a_batch(gaps=(GAP,)))
    said_to(ground)
    wire = a_wire(Bot.SCRIBE)
    during = said(ANN, "in the middle", at=ground.now() - timedelta(minutes=20))
    before = said(ANN, "before the session", at=ground.now() - timedelta(minutes=40))
    wire.filled = ([Spoken(before), Spoken(during)], [without_key(said(ANN, "no key"))], None)
    await heal(ground, wire, 0.9)
    assert wire.asked == []
    await heal(ground, wire, 1.1)
    assert wire.asked == [("fill", GAP)]
    assert said_to(ground) == {"managers": ["messages-found"], FAY: ["messages-found"]}
    assert waiting(ground) == 0
    assert entries(ground) == 3  # the hole, that it was filled, and what was said during the session
    author = ground.database.run_sync(lambda conn: ground.records(conn).author_of_entry(during.event))
    assert author == ANN
    assert kept(ground) == ["no_key"]


async def test_it_is_tried_hourly_from_where_it_broke_off_and_given_up_after_a_day(ground: Ground) -> None:
    keep(ground, a_batch(gaps=(GAP,)))
    said_to(ground)
    wire = a_wire(Bot.SCRIBE)
    wire.filled = ([], [], Gap(HERE, "p5", "s1"))
    await heal(ground, wire, 1.1)
    await heal(ground, wire, 1.5)
    await heal(ground, wire, 2.2)
    assert wire.asked == [("fill", GAP), ("fill", Gap(HERE, "p5", "s1"))]
    wire.answers["fill"] = [UnreachableError("reset"), RefusedError(500, "M_UNKNOWN", None, {})]
    await heal(ground, wire, 4)
    await heal(ground, wire, 23)
    assert said_to(ground) == {}
    assert waiting(ground) == 1
    await heal(ground, wire, 25)
    assert said_to(ground) == {"managers": ["messages-lost"], FAY: ["messages-lost"]}
    assert waiting(ground) == 0


async def test_a_dead_token_is_told_at_once(ground: Ground) -> None:
    keep(ground, a_batch(gaps=(GAP,)))
    wire = a_wire(Bot.SCRIBE)
    wire.answers["fill"] = [TokenDeadError("dead")]
    with pytest.raises(TokenDeadError):
        await heal(ground, wire, 2)


async def test_what_was_heard_before_is_not_heard_again(ground: Ground) -> None:
    in_session(ground)
    message = said(ANN, "hello", at=ground.now() - timedelta(minutes=1))
    await hearing(ground, a_wire(Bot.SCRIBE)).hear(a_batch(spoken=(Spoken(message),), gaps=(GAP,)))
    assert entries(ground) == 2
    wire = a_wire(Bot.SCRIBE)
    wire.filled = ([Spoken(message)], [], None)
    await heal(ground, wire, 1.1)
    assert entries(ground) == 3  # that the hole was filled
