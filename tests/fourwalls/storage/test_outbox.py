from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select, update

from fourwalls.group.dialogue import DialogueId
from fourwalls.group.effects import Done
from fourwalls.group.effects.done import Evict, Invite, MakeTokens, RaiseFlag, Redact, Relay, Say, TellManagers, Whisper
from fourwalls.group.effects.priority import Priority
from fourwalls.group.effects.walls import Repair, Silence
from fourwalls.group.finding import RiskKind, RiskReading, Severity
from fourwalls.group.people import Bot, EventId, PersonId, RoomId
from fourwalls.group.phrase import Phrase
from fourwalls.storage import journal, outbox, tables
from fourwalls.storage.database import Database
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.outbox import Cause, Status
from tests.fourwalls.storage.house import ANN, BEN, NOON, ROOM

GUIDE, WARDEN, LOOKOUT = Bot.GUIDE, Bot.WARDEN, Bot.LOOKOUT


@pytest.fixture
def conn(database: Database) -> Iterator[Connection]:
    with database._engine.begin() as connection:
        yield connection


def whisper(words: str, to: PersonId = ANN, priority: Priority = Priority.ANSWER) -> Whisper:
    return Whisper(to, Phrase(words), priority)


def flag(event: str = "$flagged") -> RaiseFlag:
    reading = RiskReading(Severity.HIGH, RiskKind.SELF_HARM, 0.9)
    return RaiseFlag(ANN, "Ann", ROOM, EventId(event), "Tuesday", "quote", reading, NOON)


def put(conn: Connection, keys: OperationalKeys, *effects: Done, cause: str = "$cause") -> None:
    for index, effect in enumerate(effects):
        outbox.put(conn, keys, Cause(GUIDE, cause), index, effect)


def due(conn: Connection, keys: OperationalKeys, bot: Bot = GUIDE, now: int = 100) -> list[Done]:
    return [waiting.effect for waiting in outbox.due(conn, keys, bot, now)]


def test_the_same_cause_puts_its_effects_once(conn: Connection, keys: OperationalKeys) -> None:
    assert outbox.put(conn, keys, Cause(GUIDE, "$1"), 0, whisper("a"))
    assert not outbox.put(conn, keys, Cause(GUIDE, "$1"), 0, whisper("a"))
    assert outbox.put(conn, keys, Cause(GUIDE, "$1"), 1, whisper("a"))
    assert outbox.put(conn, keys, Cause(WARDEN, "$1"), 0, whisper("a"))
    assert outbox.put(conn, keys, Cause(GUIDE, "$2"), 0, whisper("a"))
    assert outbox.counts(conn)[Status.WAITING] == 4


def test_what_was_sent_is_not_put_again(conn: Connection, keys: OperationalKeys) -> None:
    put(conn, keys, whisper("a"))
    (first,) = outbox.due(conn, keys, GUIDE, 100)
    outbox.sent(conn, keys, first.id, EventId("$sent"))
    put(conn, keys, whisper("a"))
    assert due(conn, keys) == []
    assert outbox.counts(conn) == {Status.WAITING: 0, Status.SENT: 1, Status.DEAD: 0}
    assert outbox.performed(conn, keys, EventId("$sent")) == "Whisper"
    assert outbox.performed(conn, keys, EventId("$other")) is None


def test_the_transaction_id_stays_the_same_at_every_attempt(conn: Connection, keys: OperationalKeys) -> None:
    put(conn, keys, whisper("a"))
    (first,) = outbox.due(conn, keys, GUIDE, 100)
    outbox.failed(conn, first.id, 200)
    (second,) = outbox.due(conn, keys, GUIDE, 200)
    assert second.transaction_id == first.transaction_id
    assert (first.attempts, second.attempts) == (0, 1)


def test_each_bot_finds_its_own(conn: Connection, keys: OperationalKeys) -> None:
    put(conn, keys, whisper("a"), Evict(ROOM, BEN), flag())
    assert due(conn, keys, GUIDE) == [whisper("a")]
    assert due(conn, keys, WARDEN) == [Evict(ROOM, BEN)]
    assert due(conn, keys, LOOKOUT) == [flag()]


def test_the_most_urgent_comes_first(conn: Connection, keys: OperationalKeys) -> None:
    news = TellManagers(LOOKOUT, Phrase("news"))
    put(conn, keys, news, flag("$1"), flag("$2"))
    assert due(conn, keys, LOOKOUT) == [flag("$1"), flag("$2"), news]


def test_a_flag_waits_behind_nothing(conn: Connection, keys: OperationalKeys) -> None:
    put(conn, keys, flag("$1"), TellManagers(LOOKOUT, Phrase("news")), flag("$2"))
    for waiting in outbox.due(conn, keys, LOOKOUT, 100):
        if waiting.effect != flag("$2"):
            outbox.failed(conn, waiting.id, 1000)
    assert due(conn, keys, LOOKOUT) == [flag("$2")]


def test_a_row_that_waits_holds_its_lane_and_no_other(conn: Connection, keys: OperationalKeys) -> None:
    put(conn, keys, whisper("1"), whisper("2", priority=Priority.WARNING), whisper("3", to=BEN))
    first = next(w for w in outbox.due(conn, keys, GUIDE, 100) if w.effect == whisper("1"))
    outbox.hold(conn, first.id, 500)
    assert due(conn, keys, now=499) == [whisper("3", to=BEN)]
    assert due(conn, keys, now=500) == [whisper("1"), whisper("3", to=BEN)]


def test_what_is_held_can_be_released_but_what_failed_waits(conn: Connection, keys: OperationalKeys) -> None:
    put(conn, keys, whisper("held"), whisper("failed", to=BEN))
    held, failed = outbox.due(conn, keys, GUIDE, 100)
    outbox.hold(conn, held.id, 500)
    outbox.failed(conn, failed.id, 500)
    assert due(conn, keys) == []
    outbox.release(conn, GUIDE)
    assert due(conn, keys) == [whisper("held")]


def test_a_lane_is_as_urgent_as_what_waits_in_it(conn: Connection, keys: OperationalKeys) -> None:
    put(conn, keys, whisper("other", to=BEN), whisper("1"), whisper("2", priority=Priority.WARNING))
    assert due(conn, keys) == [whisper("1"), whisper("other", to=BEN)]


def test_coming_and_going_of_one_person_keeps_its_order(conn: Connection, keys: OperationalKeys) -> None:
    put(conn, keys, Invite(ROOM, ANN), Evict(ROOM, ANN), Evict(ROOM, BEN))
    assert due(conn, keys, WARDEN) == [Invite(ROOM, ANN), Evict(ROOM, BEN)]


def test_unlike_things_do_not_wait_for_one_another(conn: Connection, keys: OperationalKeys) -> None:
    effects: list[Done] = [
        Redact(ROOM, EventId("$1")),
        Redact(ROOM, EventId("$2")),
        Repair(ROOM, "m.room.topic", "", {}),
        Repair(ROOM, "m.room.name", "", {}),
        Say(WARDEN, ROOM, Phrase("a")),
        Say(WARDEN, RoomId("!other"), Phrase("a")),
    ]
    put(conn, keys, *effects)
    assert len(due(conn, keys, WARDEN)) == len(effects)


def test_what_has_expired_is_buried(conn: Connection, keys: OperationalKeys) -> None:
    outbox.put(conn, keys, Cause(GUIDE, "$1"), 0, whisper("code"), expires_at=100)
    outbox.put(conn, keys, Cause(GUIDE, "$1"), 1, whisper("next"))
    assert due(conn, keys, now=99) == [whisper("code")]
    assert due(conn, keys, now=100) == [whisper("next")]
    assert outbox.bury_expired(conn, GUIDE, 100) == {("Whisper", Priority.ANSWER): 1}
    assert outbox.bury_expired(conn, GUIDE, 100) == {}
    assert outbox.counts(conn)[Status.DEAD] == 1


def test_what_was_done_is_forgotten_only_where_the_journal_remembers_its_cause(
    conn: Connection, keys: OperationalKeys
) -> None:
    journal.note(conn, keys, GUIDE, EventId("$heard"), ROOM, 0, journal.Outcome.SEEN)
    journal.note(conn, keys, GUIDE, EventId("$locked"), ROOM, 0, journal.Outcome.UNREADABLE)
    for cause in ("$heard", "$locked", "opening of the house"):
        put(conn, keys, whisper("a"), cause=cause)
    put(conn, keys, whisper("b"), whisper("still to be said"), cause="$heard")
    waiting = outbox.due(conn, keys, GUIDE, 100)
    while waiting and waiting[0].effect == whisper("a"):
        outbox.sent(conn, keys, waiting[0].id)
        waiting = outbox.due(conn, keys, GUIDE, 100)
    assert outbox.forget_settled(conn, 0) == 0, "too early"
    assert outbox.forget_settled(conn, 10**15) == 1
    assert outbox.counts(conn) == {Status.SENT: 2, Status.WAITING: 1, Status.DEAD: 0}
    assert not outbox.put(conn, keys, Cause(GUIDE, "opening of the house"), 0, whisper("a"))


def test_what_may_not_be_done_yet_waits(conn: Connection, keys: OperationalKeys) -> None:
    at = int(NOON.timestamp() * 1000)
    later = Say(GUIDE, ROOM, Phrase("notice"), not_before=NOON)
    outbox.put(conn, keys, Cause(GUIDE, "$1"), 0, later)
    assert due(conn, keys, now=at - 1) == []
    assert due(conn, keys, now=at) == [later]


def test_a_clock_that_was_set_back_holds_nothing_up(conn: Connection, keys: OperationalKeys) -> None:
    put(conn, keys, flag())
    (first,) = outbox.due(conn, keys, LOOKOUT, 100)
    outbox.failed(conn, first.id, outbox.LONGEST_WAIT_MS + 100)
    assert due(conn, keys, LOOKOUT, 100) == [], "so long it may be put off"
    assert due(conn, keys, LOOKOUT, 99) == [flag()], "longer only by a clock that was ahead"
    assert due(conn, keys, LOOKOUT, outbox.LONGEST_WAIT_MS + 100) == [flag()]


def test_a_row_that_was_tampered_with_is_buried_and_stops_nothing(conn: Connection, keys: OperationalKeys) -> None:
    put(conn, keys, whisper("1"), whisper("2"))
    first = outbox.due(conn, keys, GUIDE, 100)[0]
    conn.execute(update(tables.outbox).where(tables.outbox.c.id == first.id).values(sealed=b"\x01nonsense"))
    assert due(conn, keys) == []
    assert outbox.take_undecodable(conn, GUIDE) == {"Whisper": 1}
    assert outbox.take_undecodable(conn, GUIDE) == {}, "it is told once"
    assert due(conn, keys) == [whisper("2")]


def test_a_payload_does_not_open_in_another_row(conn: Connection, keys: OperationalKeys) -> None:
    put(conn, keys, whisper("1"), whisper("2", to=BEN))
    table = tables.outbox
    payload = conn.execute(select(table.c.sealed).where(table.c.id == 1)).scalar_one()
    conn.execute(update(table).where(table.c.id == 2).values(sealed=payload))
    assert due(conn, keys) == [whisper("1")]


def test_what_is_done_with_is_wiped(conn: Connection, keys: OperationalKeys) -> None:
    put(conn, keys, whisper("1"), whisper("2", to=BEN), whisper("3", to=PersonId("@cat:x")))
    one, two, _ = outbox.due(conn, keys, GUIDE, 100)
    outbox.sent(conn, keys, one.id)
    outbox.bury(conn, two.id, "M_FORBIDDEN")
    rows = conn.execute(select(tables.outbox).order_by(tables.outbox.c.id)).all()
    assert [(row.status, row.sealed is None, row.reason) for row in rows] == [
        ("sent", True, None),
        ("dead", True, "M_FORBIDDEN"),
        ("waiting", False, None),
    ]


STEPS = st.lists(
    st.tuples(st.sampled_from("pppsfhb"), st.integers(0, 3), st.sampled_from(Priority), st.integers(1, 50)), max_size=40
)


def settle(conn: Connection, keys: OperationalKeys, step: str, row: int, until: int) -> None:
    if step == "s":
        outbox.sent(conn, keys, row)
    elif step == "b":
        outbox.bury(conn, row, "reason")
    elif step == "f":
        outbox.failed(conn, row, until)
    else:
        outbox.hold(conn, row, until)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_later_row_of_a_lane_comes_before_an_earlier_one(
    database: Database, keys: OperationalKeys, steps: list[tuple[str, int, Priority, int]]
) -> None:
    def work(conn: Connection) -> None:
        conn.execute(tables.outbox.delete())
        done: dict[PersonId, list[int]] = {}
        settled = 0
        for now, (step, lane, priority, wait) in enumerate(steps):
            person = PersonId(f"@{lane}:x")
            if step == "p":
                outbox.put(conn, keys, Cause(GUIDE, f"${now}"), 0, whisper(str(now), person, priority))
                continue
            found = outbox.due(conn, keys, GUIDE, now, limit=4)
            assert len({waiting.effect.to for waiting in found if isinstance(waiting.effect, Whisper)}) == len(found)
            for waiting in found[:1]:
                assert isinstance(waiting.effect, Whisper)
                if step in "sb":
                    done.setdefault(waiting.effect.to, []).append(int(waiting.effect.words.name))
                    settled += 1
                settle(conn, keys, step, waiting.id, now + wait)
        while found := outbox.due(conn, keys, GUIDE, 10_000):
            for waiting in found:
                assert isinstance(waiting.effect, Whisper)
                done.setdefault(waiting.effect.to, []).append(int(waiting.effect.words.name))
                outbox.sent(conn, keys, waiting.id)
                settled += 1
        assert all(order == sorted(order) for order in done.values())
        assert settled == sum(step == "p" for step, *_ in steps)

    database.run_sync(work)


def test_for_how_much_somebody_was_asked_in_is_remembered(conn: Connection, keys: OperationalKeys) -> None:
    put(conn, keys, whisper("1"))
    (first,) = outbox.due(conn, keys, GUIDE, 100)
    assert (first.newest, first.asked_for) == (first.id, 0)
    outbox.hold(conn, first.id, 200, asked_for=first.newest)
    outbox.hold(conn, first.id, 300)
    put(conn, keys, whisper("2"), cause="$2")
    (again,) = outbox.due(conn, keys, GUIDE, 300)
    assert again.asked_for == first.id < again.newest
    outbox.sent(conn, keys, first.id)
    (second,) = outbox.due(conn, keys, GUIDE, 300)
    assert (second.newest, second.asked_for) == (second.id, 0)


def test_what_is_put_in_for_later_waits_for_its_time_and_holds_up_nothing(
    conn: Connection, keys: OperationalKeys
) -> None:
    at = int(NOON.timestamp() * 1000)
    later = Say(GUIDE, ROOM, Phrase("notice"), not_before=NOON)
    outbox.put(conn, keys, Cause(GUIDE, "$1"), 0, later)
    put(conn, keys, Say(GUIDE, ROOM, Phrase("now")), cause="$2")
    outbox.release(conn, GUIDE)
    assert due(conn, keys, now=at - 1) == [Say(GUIDE, ROOM, Phrase("now"))]
    assert later in due(conn, keys, now=at)


def test_who_is_to_be_taken_out_later_is_not_taken_out_before(conn: Connection, keys: OperationalKeys) -> None:
    at = int(NOON.timestamp() * 1000)
    later, now = Evict(ROOM, ANN, NOON), Evict(ROOM, BEN)
    put(conn, keys, later, now, Silence(ROOM))
    outbox.release(conn, WARDEN)
    assert set(due(conn, keys, WARDEN, at - 1)) == {now, Silence(ROOM)}
    assert later in due(conn, keys, WARDEN, at)


def test_a_room_is_silenced_in_the_order_in_which_its_power_levels_are_set(
    conn: Connection, keys: OperationalKeys
) -> None:
    before = Repair(ROOM, "m.room.power_levels", "", {"events_default": 0})
    put(conn, keys, before, Silence(ROOM))
    assert due(conn, keys, WARDEN) == [before]


def test_words_that_wait_can_be_given_up_and_nothing_else_is(conn: Connection, keys: OperationalKeys) -> None:
    grave = TellManagers(GUIDE, Phrase("grave"), Priority.FLAG)
    put(conn, keys, whisper("a"), Say(GUIDE, ROOM, Phrase("b")), grave, Say(Bot.SCRIBE, ROOM, Phrase("c")))
    put(conn, keys, TellManagers(GUIDE, Phrase("news")), cause="$other")
    put(conn, keys, Relay(DialogueId("d"), EventId("$asked"), Phrase("d")), MakeTokens(ANN, 3), cause="$later")
    assert outbox.forget_words(conn, GUIDE) == 5
    assert due(conn, keys) == [grave]
    assert len(due(conn, keys, Bot.SCRIBE)) == 1
    rows = conn.execute(select(tables.outbox.c.sealed).where(tables.outbox.c.status == Status.DEAD.value)).all()
    assert [row.sealed for row in rows] == [None] * 5
    assert outbox.forget_words(conn, GUIDE) == 0
