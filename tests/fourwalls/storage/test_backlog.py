from __future__ import annotations

from sqlalchemy import select

from fourwalls.group.effects.done import Redact, Whisper
from fourwalls.group.people import Bot, EventId, PersonId, RoomId
from fourwalls.group.phrase import phrase
from fourwalls.storage import backlog, journal, outbox, tables
from fourwalls.storage.database import Database
from fourwalls.storage.keys import OperationalKeys

ANN, BEN = PersonId("@ann:x"), PersonId("@ben:x")


def test_a_lane_is_due_or_held_by_its_first_row(database: Database, keys: OperationalKeys) -> None:
    with database._engine.begin() as conn:
        cause = outbox.Cause(Bot.GUIDE, "$1")
        for index, person in enumerate((ANN, ANN, BEN)):
            outbox.put(conn, keys, cause, index, Whisper(person, phrase("welcome")))
        outbox.put(conn, keys, cause, 3, Whisper(BEN, phrase("late")), expires_at=50)
        outbox.put(conn, keys, cause, 4, Redact(RoomId("!r"), EventId("$2")))
        rows = {row.effect: row.id for row in outbox.due(conn, keys, Bot.GUIDE, 100)}
        first = {effect.to: row for effect, row in rows.items() if isinstance(effect, Whisper)}
        outbox.hold(conn, first[ANN], 200)
        journal.keep_unreadable(conn, keys, Bot.GUIDE, EventId("$3"), RoomId("!r"), "session", b"{}", "no_key", 0)

        found = backlog.of_bots(conn, (Bot.GUIDE, Bot.WARDEN, Bot.SCRIBE), 100)
        guide = found[Bot.GUIDE]
        assert guide.due == {first[BEN]}
        assert guide.heads == {first[ANN], first[BEN]}
        assert guide.held == 2
        assert guide.waiting == {"Whisper": 3}
        assert guide.locked == 1
        assert guide.flags == frozenset()
        put_at = dict(conn.execute(select(tables.outbox.c.id, tables.outbox.c.put_at)).all())
        assert guide.owed_since == put_at[first[BEN]]
        assert found[Bot.WARDEN].waiting == {"Redact": 1}
        assert found[Bot.SCRIBE] == backlog.Backlog()

        before = backlog.of_bots(conn, (Bot.GUIDE,), 200 - outbox.LONGEST_WAIT_MS - 1)[Bot.GUIDE]
        assert first[ANN] in before.due, "put off by a clock that was set back since"

        later = backlog.of_bots(conn, (Bot.GUIDE,), 200)[Bot.GUIDE]
        assert later.due == {first[ANN], first[BEN]}
        outbox.sent(conn, keys, first[BEN])
        outbox.bury(conn, first[ANN], "M_FORBIDDEN")
        gone = backlog.of_bots(conn, (Bot.GUIDE,), 200)[Bot.GUIDE]
        assert gone.waiting == {"Whisper": 1}
        assert gone.dead == {"Whisper": 1}


def test_what_is_held_for_somebody_is_owed_to_nobody_and_what_failed_is(
    database: Database, keys: OperationalKeys
) -> None:
    with database._engine.begin() as conn:
        outbox.put(conn, keys, outbox.Cause(Bot.GUIDE, "$1"), 0, Whisper(ANN, phrase("welcome")))
        outbox.hold(conn, 1, 10**15)
        assert backlog.of_bots(conn, (Bot.GUIDE,), 100)[Bot.GUIDE].owed_since is None
        outbox.failed(conn, 1, 10**15)
        assert backlog.of_bots(conn, (Bot.GUIDE,), 100)[Bot.GUIDE].owed_since is not None


def test_causes_and_reasons_are_counted_each_once(database: Database, keys: OperationalKeys) -> None:
    with database._engine.begin() as conn:
        for bot in (Bot.GUIDE, Bot.LOOKOUT):  # both wait for the same message
            journal.keep_unreadable(conn, keys, bot, EventId("$3"), RoomId("!r"), "session", b"{}", "no_key", 0)
        journal.keep_unreadable(conn, keys, Bot.GUIDE, EventId("$4"), RoomId("!r"), "s", b"{}", "m.unverified", 0)
        assert backlog.locked_by_cause(conn) == {"no_key": 1, "m.unverified": 1}
        for index, reason in enumerate(("M_FORBIDDEN", "M_FORBIDDEN", "ValueError")):
            outbox.put(conn, keys, outbox.Cause(Bot.GUIDE, "$1"), index, Redact(RoomId("!r"), EventId(f"${index}")))
            outbox.bury(conn, index + 1, reason)
        assert backlog.dead_by_reason(conn) == {("Redact", "M_FORBIDDEN"): 2, ("Redact", "ValueError"): 1}
