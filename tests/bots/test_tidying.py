from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bots.examining import Examining
from bots.tidying import Tidying
from fourwalls.group.effects.done import Redact
from fourwalls.group.effects.warned import Warned
from fourwalls.group.finding import DetailKind
from fourwalls.group.people import Bot, EventId, GroupId, RoomId
from fourwalls.group.warning import Gathered
from fourwalls.storage import journal, outbox
from fourwalls.storage.keys import PersonKey
from fourwalls.storage.sealing import KEY_LIFE_SECONDS, TranscriptSealer
from fourwalls.storage.tables import passage_trace
from tests.bots.furnishing import now_ms, put, status
from tests.bots.test_examining import Answering
from tests.support.ground import a_ground
from tests.support.records import ANN, NOON

DAY = 24 * 3_600_000
LEAK = timedelta(days=20)


async def test_keys_go_although_nobody_speaks_and_events_without_a_key_in_a_month(tmp_path: Path) -> None:
    now = [0.0]
    with a_ground(tmp_path) as ground:
        object.__setattr__(ground, "sealer", TranscriptSealer(lambda: now[0]))  # with a clock of the test
        ground.sealer.new(GroupId("g"), ground.portal_public, PersonKey("p"), "2026-03")
        for number, since in (("1", 0), ("2", 10 * DAY)):
            ground.database.run_sync(
                lambda conn, number=number, since=since: journal.keep_unreadable(  # type: ignore[misc]
                    conn, ground.keys, Bot.GUIDE, EventId(number), RoomId("!r"), "s", b"{}", "no_key", since
                )
            )
        tidying = Tidying(ground, Examining(Answering().both()), LEAK)
        await tidying.tidy(29 * DAY)
        assert repr(ground.sealer) == "TranscriptSealer(1 keys)"
        now[0] = KEY_LIFE_SECONDS + 1.0
        await tidying.tidy(31 * DAY)
        assert repr(ground.sealer) == "TranscriptSealer(0 keys)"
        left = await ground.database.run(lambda conn: journal.all_unreadable(conn, ground.keys, Bot.GUIDE))
        assert [kept.since for kept in left] == [10 * DAY]


async def test_words_that_a_warning_gathered_are_wiped_when_it_came_to_nothing(tmp_path: Path) -> None:
    with a_ground(tmp_path) as ground:
        part, word = Gathered("", (DetailKind.ADDRESS,), "«4 Elm Row»"), EventId("$word")
        given = Warned(ANN, RoomId("!r"), word, (), NOON, gathered=part)
        ground.database.run_sync(lambda conn: ground.records(conn).apply(given))
        tidying, at = Tidying(ground, Examining(Answering().both()), LEAK), int(NOON.timestamp() * 1000)
        for days, left in ((2, 1), (4, 0)):
            await tidying.tidy(at + days * DAY)
            assert len(ground.database.run_sync(lambda conn: ground.records(conn).gathered(word))) == left
        assert ground.database.run_sync(lambda conn: ground.records(conn).unanswered_warning(ANN)) is not None
        await tidying.tidy(at + 91 * DAY)
        assert ground.database.run_sync(lambda conn: ground.records(conn).unanswered_warning(ANN)) is None


async def test_what_was_done_is_forgotten_after_three_months(tmp_path: Path) -> None:
    with a_ground(tmp_path) as ground:
        event = EventId("$heard")
        put(ground, Redact(RoomId("!r"), EventId("$1")), cause=event)
        ground.database.run_sync(
            lambda conn: journal.note(conn, ground.keys, Bot.GUIDE, event, RoomId("!r"), 0, journal.Outcome.SEEN)
        )
        ground.database.run_sync(lambda conn: outbox.sent(conn, ground.keys, 1))
        tidying = Tidying(ground, Examining(Answering().both()), LEAK)
        await tidying.tidy(now_ms() + 89 * DAY)
        assert status(ground) == {"sent": 1}
        await tidying.tidy(now_ms() + 91 * DAY)
        assert status(ground) == {}


async def test_what_was_said_inside_is_recognised_outside_for_as_long_as_the_house_says(tmp_path: Path) -> None:
    with a_ground(tmp_path) as ground:
        row = {"message_key": "m", "print": 7, "author_key": "p", "group_id": "g", "at": 0}
        ground.database.run_sync(lambda conn: conn.execute(passage_trace.insert(), row))
        tidying = Tidying(ground, Examining(Answering().both()), LEAK)
        for days, left in ((19, 1), (21, 0)):
            await tidying.tidy(days * DAY)
            assert len(ground.database.run_sync(lambda conn: conn.execute(passage_trace.select()).all())) == left
