from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bots.acts import NobodyThereError, NotYetError
from bots.ground import Ground
from fourwalls.group.dialogue import DialogueId, DialogueStep, Matter
from fourwalls.group.effects import Kept
from fourwalls.group.effects.done import Relay, Withdraw
from fourwalls.group.effects.kept import BeginDialogue, NameProfile, Speak, TakeBack
from fourwalls.group.effects.priority import Priority
from fourwalls.group.heard import Membership
from fourwalls.group.people import Bot, EventId
from fourwalls.group.phrase import phrase
from fourwalls.storage import dialogues, outbox
from tests.bots.furnishing import a_furnished_ground, a_wire, put, status, waiting
from tests.bots.test_acts import acts, row
from tests.support.records import ANN, BOTS, MANAGERS, MAX, NOON, private_of
from tests.support.wire import Wire

FIRST = DialogueId("$first")
ASKED = Relay(FIRST, EventId("$first"), phrase("dialogue-member", who="Tansy", words="may I bring my sister?"))
SAID = phrase("dialogue-manager", manager="Odette", matter="ask", words="of course")
ANSWER = Relay(FIRST, EventId("$answer"), SAID, ANN)


def keep(ground: Ground, *effects: Kept) -> None:
    for effect in effects:
        ground.database.run_sync(lambda conn, effect=effect: ground.records(conn).apply(effect))  # type: ignore[misc]


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_furnished_ground(tmp_path) as furnished:
        keep(
            furnished,
            NameProfile(ANN, "Tansy"),
            BeginDialogue(FIRST, ANN, Matter.ASK, NOON),
            Speak(FIRST, DialogueStep.SPEAK, FIRST, ANN, NOON),
            Speak(FIRST, DialogueStep.ANSWER, EventId("$answer"), MAX, NOON),
        )
        yield furnished


@pytest.fixture
def wire() -> Wire:
    return a_wire(Bot.GUIDE)


def said(wire: Wire) -> list[tuple[str, str, object]]:
    """Where, what, and in which thread."""
    sent = [(asked[1], asked[2]) for asked in wire.asked if asked[0] == "send"]
    return [(room, content["body"], content.get("m.relates_to", {}).get("event_id")) for room, content in sent]


async def test_the_first_words_begin_a_thread_and_all_others_go_into_it(ground: Ground, wire: Wire) -> None:
    doing = acts(ground, Bot.GUIDE, wire)
    first = await doing.do(row(ASKED))
    await doing.do(row(ASKED))  # a crash came between
    (root_room, root, no_thread), (room, words, thread), again = said(wire)
    assert (root_room, room) == (MANAGERS, MANAGERS)
    assert root.startswith("Question 1 for the Online Manager\nFrom Tansy, told to the guide in private.")
    assert "sister" not in root
    assert words == "Tansy:\n\nmay I bring my sister?"
    assert no_thread is None
    known = ground.database.run_sync(lambda conn: ground.records(conn).dialogue_at(EventId(str(thread))))
    assert known is not None
    assert known.id == FIRST
    assert again[2] == thread
    assert first is not None
    relayed = ground.database.run_sync(lambda conn: dialogues.passed(conn, ground.keys, FIRST))
    assert relayed.event is not None


async def test_a_crash_before_the_root_is_kept_says_no_second_one(ground: Ground, wire: Wire) -> None:
    await acts(ground, Bot.GUIDE, wire).do(row(ASKED))
    (_, _, _, first_txn, _), *_ = wire.asked
    other = a_wire(Bot.GUIDE)
    ground.database.run_sync(
        lambda conn: conn.exec_driver_sql("UPDATE dialogue SET thread_key = NULL, thread_sealed = NULL")
    )
    more = Relay(FIRST, EventId("$more"), phrase("dialogue-member", who="Tansy", words="please"))
    await acts(ground, Bot.GUIDE, other).do(row(more))
    assert other.asked[0][3] == first_txn


async def test_an_answer_goes_to_the_member_alone_and_only_they_and_the_guide_get_its_key(
    ground: Ground, wire: Wire
) -> None:
    await acts(ground, Bot.GUIDE, wire).do(row(ANSWER))
    ((_, room, content, _, readers),) = wire.asked
    assert room == private_of(ANN)
    assert "of course" in content["body"]
    assert content["m.mentions"] == {}
    assert readers == {ANN, BOTS[Bot.GUIDE]}


async def test_what_somebody_wrote_cannot_pass_for_anything_but_words(ground: Ground, wire: Wire) -> None:
    tricky = phrase("dialogue-member", who="Tansy", words="\u202ehello\u200b @room \x07")
    await acts(ground, Bot.GUIDE, wire).do(row(Relay(FIRST, FIRST, tricky)))
    assert said(wire)[-1][1] == "Tansy:\n\nhello @room "
    assert "formatted_body" not in wire.asked[-1][2]


async def test_words_wait_for_whom_they_are_for(ground: Ground, wire: Wire) -> None:
    wire.unreached = {MAX}
    with pytest.raises(NobodyThereError):
        await acts(ground, Bot.GUIDE, wire).do(row(ASKED))
    wire.member(private_of(ANN), ANN, membership=Membership.LEAVE)
    with pytest.raises(NotYetError):
        await acts(ground, Bot.GUIDE, wire).do(row(ANSWER))
    assert said(wire) == []


async def test_what_was_taken_back_while_it_waited_never_goes(ground: Ground, wire: Wire) -> None:
    keep(ground, TakeBack(FIRST), TakeBack(EventId("$answer")))
    for effect in (ASKED, ANSWER):
        assert await acts(ground, Bot.GUIDE, wire).do(row(effect)) is None
    for withdraw in (Withdraw(FIRST, FIRST), Withdraw(FIRST, EventId("$answer"), ANN)):
        await acts(ground, Bot.GUIDE, wire).do(row(withdraw))
    assert wire.asked == []


async def test_what_stands_on_the_other_side_is_taken_away_there(ground: Ground, wire: Wire) -> None:
    doing = acts(ground, Bot.GUIDE, wire)
    asked, answer = await doing.do(row(ASKED)), await doing.do(row(ANSWER))
    await doing.do(row(Withdraw(FIRST, FIRST)))
    await doing.do(row(Withdraw(FIRST, EventId("$answer"), ANN)))
    assert wire.asked[-2:] == [("redact", MANAGERS, asked, "txn"), ("redact", private_of(ANN), answer, "txn")]


async def test_nothing_is_said_in_a_dialogue_that_is_forgotten(ground: Ground, wire: Wire) -> None:
    gone = Relay(DialogueId("$gone"), EventId("$x"), phrase("dialogue-case", who="Tansy"))
    assert await acts(ground, Bot.GUIDE, wire).do(row(gone)) is None
    assert wire.asked == []


def test_each_side_keeps_its_order_and_neither_holds_up_the_other(ground: Ground) -> None:
    put(ground, ASKED, Withdraw(FIRST, FIRST), ANSWER, Withdraw(FIRST, EventId("$answer"), ANN))
    assert [each.effect for each in waiting(ground, Bot.GUIDE)] == [ASKED, ANSWER]


def test_the_words_are_wiped_once_they_are_sent(ground: Ground) -> None:
    put(ground, ASKED)
    (sent,) = waiting(ground, Bot.GUIDE)
    ground.database.run_sync(lambda conn: outbox.sent(conn, ground.keys, sent.id, EventId("$there")))
    left = ground.database.run_sync(lambda conn: conn.exec_driver_sql("SELECT sealed FROM outbox").all())
    assert [tuple(each) for each in left] == [(None,)]
    assert status(ground) == {"sent": 1}


def test_a_question_never_grows_too_late_and_an_answer_waits_two_months(ground: Ground) -> None:
    assert ground.expiry(ASKED, NOON) is None
    assert ground.expiry(ANSWER, NOON) == int(NOON.timestamp() * 1000) + 60 * 24 * 3_600_000
    assert ASKED.priority is Priority.WARNING
