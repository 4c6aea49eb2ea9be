from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection as Transaction
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

from bots.duties import Duties
from bots.ground import Ground
from bots.keeping import Item, Keeping
from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import AnswerInvite, Say, TellManagers, Whisper
from fourwalls.group.effects.kept import NameProfile
from fourwalls.group.effects.priority import Priority
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Heard, Membership, MembershipChanged, Message, Proof, SettingChanged, Unreadable
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, PersonId, RoomId, RoomKind
from fourwalls.group.phrase import phrase
from fourwalls.group.registration import Registering
from fourwalls.matrix.batch import Batch, Gap, Locked
from fourwalls.storage import adoptions, journal, outbox, vault
from fourwalls.storage.adoptions import Adoption
from fourwalls.storage.tables import unreadable
from tests.bots.furnishing import a_furnished_ground, effects, put, status, told, waiting
from tests.handlers.happened import HERE, door, event, said
from tests.support.records import ANN, BEN, BOTS, EVE, FAY, MAX, NOON, private_of


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_furnished_ground(tmp_path) as furnished:
        yield furnished


TROUBLES: dict[str, type[DatabaseError]] = {
    "disk": OperationalError,
    "malformed": DatabaseError,
    "double": IntegrityError,
}
"""What SQLite raises when the disk is full, when a page cannot be read, and when a row is there already."""


def echo(examined: Examined, _look: Look) -> Iterable[Effect]:
    """Renames the sender, then says what it heard; some words make it stumble half-way."""
    heard = examined.heard
    assert isinstance(heard, Message)
    yield NameProfile(heard.sender, heard.text)
    if heard.text == "once":
        yield TellManagers(Bot.GUIDE, phrase("ack-needs-thread"), once="the same")
    yield Whisper(heard.sender, phrase("thanks"))
    if heard.text == "stumble":
        raise ValueError("a word of a member")
    if heard.text in TROUBLES:
        raise TROUBLES[heard.text]("statement", None, Exception("the database's own words"))
    yield Say(Bot.SCRIBE, heard.room, phrase("thanks"), priority=Priority.ANSWER)


def stumble(_examined: Examined, _look: Look) -> Iterable[Effect]:
    raise ValueError("a word of a member")


DUTIES = Duties(
    Bot.GUIDE,
    {
        (RoomKind.GROUP, Message): (echo,),
        (RoomKind.PRIVATE, Message): (echo,),
        (RoomKind.GROUP, MembershipChanged): (stumble,),
        (RoomKind.GROUP, SettingChanged): (stumble,),
    },
)


def a_batch(bookmark: str = "b1", **given: object) -> Batch:
    empty: dict[str, object] = {
        "spoken": (),
        "locked": (),
        "invites": (),
        "left": (),
        "keys_arrived": frozenset(),
        "gaps": (),
    }
    return Batch(bookmark, **(empty | given))  # type: ignore[arg-type]  # each test gives what it is about


def keep(
    ground: Ground, *heard: Heard, batch: Batch | None = None, late: bool = False, ratchet: str | None = None
) -> set[Bot]:
    items = [Item(Examined(each, late=late), ratchet) for each in heard]
    return set(ground.database.run_sync(lambda conn: Keeping(conn, ground, DUTIES).keep(batch or a_batch(), items, ())))


def counts(ground: Ground) -> dict[str, int]:
    found = ground.database.run_sync(journal.counts)
    return {name.removeprefix("heard_"): number for name, number in found.items() if number and "heard_" in name}


def name_of(ground: Ground) -> str:
    return ground.database.run_sync(lambda conn: ground.records(conn).profile_name(ANN))


def test_what_is_heard_twice_is_done_once(ground: Ground) -> None:
    message = said(ANN, "hello")
    assert keep(ground, message, message) == {Bot.GUIDE, Bot.SCRIBE}
    assert keep(ground, message, batch=a_batch("b2")) == set()
    assert status(ground) == {"waiting": 2}
    assert counts(ground) == {"seen": 1}


def test_rows_go_to_the_bot_that_performs_them(ground: Ground) -> None:
    keep(ground, said(ANN, "hello"))
    assert [type(effect) for effect in effects(ground, Bot.GUIDE)] == [Whisper]
    assert [type(effect) for effect in effects(ground, Bot.SCRIBE)] == [Say]
    assert effects(ground, Bot.WARDEN) == effects(ground, Bot.LOOKOUT) == []


def test_a_handler_that_fails_takes_all_of_its_own_effects_along_and_nothing_else(
    ground: Ground, caplog: pytest.LogCaptureFixture
) -> None:
    keep(ground, said(ANN, "first"), said(ANN, "stumble"), said(BEN, "last"))
    assert name_of(ground) == "first"
    assert counts(ground) == {"seen": 2, "failed": 1}
    (words,) = told(ground, Bot.GUIDE)
    assert "Tuesday circle" in words
    assert len([row for row in effects(ground, Bot.GUIDE) if isinstance(row, Whisper)]) == 2
    assert "a word of a member" not in caplog.text + words


def test_what_was_looked_up_in_an_undone_step_is_looked_up_again(ground: Ground) -> None:
    names: list[str] = []

    def rename(examined: Examined, look: Look) -> Iterable[Effect]:
        heard = examined.heard
        assert isinstance(heard, Message)
        yield NameProfile(heard.sender, heard.text)
        names.append(look.profile_name(heard.sender))
        if heard.text == "undone":
            raise ValueError("a word of a member")

    def glance(examined: Examined, look: Look) -> Iterable[Effect]:
        heard = examined.heard
        assert isinstance(heard, Message)
        names.append(look.profile_name(heard.sender))
        return ()

    first = Duties(Bot.GUIDE, {(RoomKind.GROUP, Message): (rename,), (RoomKind.PRIVATE, Message): (glance,)})
    heard = (said(ANN, "kept"), said(ANN, "undone"), said(ANN, "and now?", room=private_of(ANN)))
    items = [Item(Examined(each)) for each in heard]
    ground.database.run_sync(lambda conn: Keeping(conn, ground, first).keep(a_batch(), items, ()))
    assert names == ["kept", "undone", "kept"]


def test_a_failed_event_is_not_tried_again(ground: Ground) -> None:
    message = said(ANN, "stumble")
    keep(ground, message)
    keep(ground, message, batch=a_batch("b2"))
    assert len(told(ground, Bot.GUIDE)) == 1


def test_of_a_private_word_the_managers_are_told_whose_it_was(ground: Ground) -> None:
    keep(ground, said(ANN, "stumble", room=private_of(ANN)))
    (words,) = told(ground, Bot.GUIDE)
    assert "ann" in words


@pytest.mark.parametrize(
    "heard",
    [door(EVE, Membership.JOIN), SettingChanged(HERE, event(), EVE, NOON, Proof.PLAIN, "m.room.name", "", {"a": 1})],
)
def test_a_change_that_could_not_be_checked_is_told(ground: Ground, heard: Heard) -> None:
    keep(ground, heard)
    (words,) = told(ground, Bot.GUIDE)
    assert "could not check a change in Tuesday circle" in words


def test_what_the_database_says_of_one_event_stops_no_other(ground: Ground) -> None:
    keep(ground, said(ANN, "double"), said(ANN, "last"))
    assert counts(ground)["failed"] == 1
    assert name_of(ground) == "last"


@pytest.mark.parametrize("trouble", ["disk", "malformed"])
def test_when_the_database_fails_nothing_of_the_batch_is_kept(ground: Ground, trouble: str) -> None:
    with pytest.raises(Exception, match=r"database"):
        keep(ground, said(ANN, "first"), said(ANN, trouble), said(ANN, "last"))
    assert status(ground) == {}
    assert counts(ground) == {}
    assert name_of(ground) == ""
    assert ground.database.run_sync(lambda conn: journal.bookmark(conn, Bot.GUIDE)) is None


def test_bookmark_and_crypto_are_kept_with_the_events(ground: Ground) -> None:
    rows = [("megolm", "session", b"pickle")]
    ground.database.run_sync(lambda conn: Keeping(conn, ground, DUTIES).keep(a_batch("b7"), [], rows))
    assert ground.database.run_sync(lambda conn: journal.bookmark(conn, Bot.GUIDE)) == "b7"
    assert len(ground.database.run_sync(lambda conn: vault.load(conn, ground.keys, "guide"))) == 1


def test_a_second_event_opened_by_the_same_message_key_is_a_replay(ground: Ground) -> None:
    proofs = []

    def watch(examined: Examined, _look: Look) -> Iterable[Effect]:
        proofs.append(examined.heard.proof)
        return ()

    duties = Duties(Bot.GUIDE, {(RoomKind.GROUP, Message): (watch,)})
    first, second, third = (said(ANN, "!remove @ben") for _ in range(3))

    def hear(bookmark: str, heard: tuple[Heard, ...]) -> None:
        items = [Item(Examined(each), "session:1") for each in heard]
        ground.database.run_sync(lambda conn: Keeping(conn, ground, duties).keep(a_batch(bookmark), items, ()))

    hear("b1", (first, second))
    hear("b2", (third,))
    hear("b3", (first,))
    assert proofs == [Proof.SIGNED, Proof.REPLAYED, Proof.REPLAYED]


def locked(message: Message) -> Locked:
    heard = Unreadable(message.room, message.event, message.sender, message.sent_at, message.proof, "no_key")
    return Locked(heard, "session", b'{"event_id": "x"}')


def unread(ground: Ground) -> int:
    return len(ground.database.run_sync(lambda conn: journal.all_unreadable(conn, ground.keys, Bot.GUIDE)))


def test_what_has_no_key_yet_is_kept_and_handled_once_when_it_comes(ground: Ground) -> None:
    message = said(ANN, "hello")
    keep(ground, batch=a_batch(locked=(locked(message),)))
    assert (unread(ground), counts(ground)) == (1, {"unreadable": 1})
    found = ground.database.run_sync(lambda c: journal.unreadable_for_session(c, ground.keys, Bot.GUIDE, "session"))
    assert [kept.raw for kept in found] == [b'{"event_id": "x"}']
    keep(ground, message, late=True)
    assert (unread(ground), counts(ground)) == (0, {"seen": 1})
    keep(ground, message, late=True)
    assert status(ground) == {"waiting": 2}


@pytest.mark.parametrize("claimed", [datetime(1970, 1, 2, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)])
def test_a_time_that_cannot_be_makes_nothing_be_forgotten_early_or_kept_for_ever(
    ground: Ground, claimed: datetime
) -> None:
    keep(ground, batch=a_batch(locked=(locked(said(ANN, "hello", at=claimed)),)))
    (kept,) = ground.database.run_sync(lambda conn: conn.execute(select(unreadable.c.since)).scalars().all())
    now = ground.now().timestamp() * 1000
    assert now - 16 * 24 * 3_600_000 < kept <= now + 1000


def test_a_late_event_that_is_known_or_is_nobodys_business_is_not_kept_for_ever(ground: Ground) -> None:
    message = said(ANN, "hello")
    keep(ground, message)
    ground.database.run_sync(
        lambda conn: journal.keep_unreadable(
            conn, ground.keys, Bot.GUIDE, message.event, message.room, "session", b"{}", "no_key", 1
        )
    )
    keep(ground, message, late=True)
    assert unread(ground) == 0


def test_a_room_that_is_not_ours_is_nothing(ground: Ground) -> None:
    elsewhere = RoomId("!elsewhere")
    batch = a_batch(locked=(locked(said(ANN, "x", room=elsewhere)),), gaps=(Gap(elsewhere, "p", "s"),))
    assert keep(ground, said(ANN, "hello", room=elsewhere), batch=batch) == set()
    assert (unread(ground), status(ground), counts(ground)) == (0, {}, {})


def test_a_gap_in_a_room_of_ours_is_told(ground: Ground) -> None:
    keep(ground, batch=a_batch(gaps=(Gap(HERE, "p", "s"),)))
    (words,) = told(ground, Bot.LOOKOUT)
    assert "could not be fetched" in words


def test_invites_of_our_own_bots_are_accepted_and_others_declined(ground: Ground) -> None:
    keep(ground, batch=a_batch(invites=(("!a", BOTS[Bot.WARDEN]), ("!b", EVE))))
    answers = [effect for effect in effects(ground, Bot.GUIDE) if isinstance(effect, AnswerInvite)]
    accepted = {answer.room: answer.accept for answer in answers}
    assert accepted == {"!a": True, "!b": False}


@pytest.mark.parametrize(
    ("settings", "who", "asked_in"),
    [
        (Registering(), EVE, False),
        (Registering(open=True), EVE, True),
        (Registering(open=True), PersonId("@eve:elsewhere.org"), False),
        (Registering(open=True, own_server_only=False), PersonId("@eve:elsewhere.org"), True),
        (Registering(open=True), ANN, False),
    ],
)
def test_a_strangers_invite_is_declined_and_they_are_asked_in_if_registration_is_open(
    ground: Ground, settings: Registering, who: PersonId, *, asked_in: bool
) -> None:
    ground = replace(ground, registering=settings)
    for bookmark in ("b1", "b2"):
        keep(ground, batch=a_batch(bookmark, invites=((f"!{bookmark}", who),)))
    done = effects(ground, Bot.GUIDE)
    answers = [effect.accept for effect in done if isinstance(effect, AnswerInvite)]
    assert answers == ([True, True] if who == ANN else [False, False])
    hellos = [effect.to for effect in done if isinstance(effect, Whisper)]
    assert hellos == ([who] if asked_in else [])


def test_the_warden_comes_back_whoever_asks_and_where_it_is_to_take_a_room_on(ground: Ground) -> None:
    old = RoomId("!old:example.org")
    ground.database.run_sync(lambda conn: adoptions.keep(conn, ground.keys, Adoption(old, "Lamp", MAX)))
    invites = ((HERE, EVE), (old, EVE), ("!strange", EVE))
    for bot in (Bot.WARDEN, Bot.GUIDE):
        duties = replace(DUTIES, bot=bot)
        ground.database.run_sync(
            lambda conn, duties=duties: Keeping(conn, ground, duties).keep(a_batch(invites=invites), (), ())  # type: ignore[misc]
        )
        answers = [effect for effect in effects(ground, bot) if isinstance(effect, AnswerInvite)]
        accepted = {answer.room for answer in answers if answer.accept}
        assert accepted == ({HERE, old} if bot is Bot.WARDEN else set())


def test_people_on_a_list_can_have_a_bot_as_a_guest_in_one_room_each(ground: Ground) -> None:
    invites = (("!a", MAX), ("!b", FAY), ("!c", MAX), ("!d", ANN), ("!e", EVE))

    def keep_with_hosts(conn: Transaction) -> None:
        Keeping(conn, ground, DUTIES).keep(a_batch(invites=invites), (), (), hosts={ANN})

    ground.database.run_sync(keep_with_hosts)
    answers = [effect for effect in effects(ground, Bot.GUIDE) if isinstance(effect, AnswerInvite)]
    accepted = {answer.room: (answer.accept, answer.guest) for answer in answers}
    no, yes = (False, False), (True, True)
    assert accepted == {"!a": yes, "!b": yes, "!c": no, "!d": no, "!e": no}


def test_somebodys_coming_in_ends_the_wait_of_words_for_them(ground: Ground) -> None:
    put(ground, Whisper(ANN, phrase("thanks")))
    (row,) = waiting(ground, Bot.GUIDE)
    ground.database.run_sync(lambda conn: outbox.hold(conn, row.id, 2000))
    assert waiting(ground, Bot.GUIDE, now=1000) == []
    assert Bot.GUIDE in keep(ground, door(ANN, Membership.JOIN, room=private_of(ANN)))
    assert len(waiting(ground, Bot.GUIDE, now=1000)) == 1


def test_what_is_to_be_told_once_is_told_once_whoever_brings_it_up(ground: Ground) -> None:
    keep(ground, said(ANN, "once"))
    keep(ground, said(BEN, "once"), batch=a_batch("b2"))
    assert len(told(ground, Bot.GUIDE)) == 1


def test_answers_and_warnings_do_not_come_absurdly_late(ground: Ground) -> None:
    keep(ground, said(ANN, "hello"))
    long_after = int(ground.now().timestamp() * 1000) + 11 * 60_000
    assert waiting(ground, Bot.GUIDE, now=long_after) == []


@pytest.mark.parametrize(
    ("said_ago", "heard_ago", "late", "answered"),
    [
        (1, None, False, True),
        (3600, None, False, True),  # nobody says since when we listen: it counts as fresh
        (1, 7200, False, True),
        (3600, 7200, False, False),  # the bots were away when it was asked
        (3600, 30, False, True),  # a clock that is an hour behind: it came in while we listened
        (3600, 30, True, False),  # its key came an hour late
    ],
)
def test_a_question_that_is_old_when_it_is_heard_is_not_answered_any_more(
    ground: Ground, said_ago: int, heard_ago: int | None, late: bool, answered: bool
) -> None:
    now = ground.now()
    message = replace(said(ANN, "hello"), sent_at=now - timedelta(seconds=said_ago))
    until = None if heard_ago is None else now - timedelta(seconds=heard_ago)
    items = [Item(Examined(message, late=late))]
    ground.database.run_sync(lambda conn: Keeping(conn, ground, DUTIES, until).keep(a_batch(), items, ()))
    assert bool(effects(ground, Bot.GUIDE)) == answered
