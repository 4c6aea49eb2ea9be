from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bots.acts import Acts, NobodyThereError, NotYetError
from bots.ground import Ground
from bots.speech import pictures
from fourwalls.group.agreement import Policy
from fourwalls.group.effects import Done
from fourwalls.group.effects.done import (
    AcceptIdentity,
    AnswerInvite,
    Evict,
    Invite,
    Origin,
    Pin,
    RaiseFlag,
    Redact,
    Say,
    ShowVerifications,
    TellManagers,
    Whisper,
)
from fourwalls.group.effects.kept import GiveSeat
from fourwalls.group.effects.priority import Priority
from fourwalls.group.effects.walls import Repair
from fourwalls.group.finding import RiskReading, Severity
from fourwalls.group.heard import Membership
from fourwalls.group.people import Bot, EventId, PersonId, Role, RoomId, Standing
from fourwalls.group.phrase import Phrase, phrase
from fourwalls.matrix.homeserver import RefusedError
from fourwalls.storage import agreements, outbox
from tests.bots.furnishing import a_furnished_ground, a_wire, put, told, waiting
from tests.fourwalls.matrix.verification.asker import HER_KEYS, Asker
from tests.handlers.happened import HERE
from tests.support.making import a_making
from tests.support.records import ANN, BEN, BOTS, EVE, FAY, MANAGERS, MAX, NOON, private_of
from tests.support.wire import Wire, refusal

HELLO = Whisper(ANN, phrase("thanks"))
HOME = private_of(ANN)
NO = [refusal(403, "M_FORBIDDEN")]


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_furnished_ground(tmp_path) as furnished:
        yield furnished


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def acts(ground: Ground, bot: Bot, wire: Wire, clock: Clock | None = None) -> Acts:
    return Acts(ground, bot, wire, a_making(ground, wire), clock or time.monotonic)


def row(effect: Done, newest: int = 1, asked_for: int = 0) -> outbox.Waiting:
    return outbox.Waiting(1, "txn", effect.performer, effect, 0, newest, asked_for)


async def waits(doing: Acts, effect: Done, newest: int = 1, asked_for: int = 0) -> NotYetError:
    with pytest.raises(NotYetError) as wait:
        await doing.do(row(effect, newest, asked_for))
    return wait.value


async def test_each_thing_is_asked_of_the_server(ground: Ground) -> None:
    wire = a_wire(Bot.WARDEN)
    doing = acts(ground, Bot.WARDEN, wire)
    for effect in (
        Redact(HERE, EventId("$1")),
        Invite(HERE, ANN),
        Evict(HERE, EVE),
        Repair(HERE, "m.room.name", "", {"name": "x"}),
        Pin(HERE, EventId("$2")),
        AcceptIdentity(Bot.WARDEN, ANN),
        AnswerInvite(Bot.WARDEN, HERE, accept=True),
        AnswerInvite(Bot.WARDEN, HERE, accept=False),
    ):
        assert await doing.do(row(effect)) is None
    assert wire.asked == [
        ("redact", HERE, "$1", "txn"),
        ("invite", HERE, ANN),
        ("kick", HERE, EVE),
        ("put_state", HERE, "m.room.name", "", {"name": "x"}),
        ("put_state", HERE, "m.room.pinned_events", "", {"pinned": ["$2"]}),
        ("accept_identity", ANN),
        ("join", HERE),
        ("leave", HERE),
    ]


async def test_words_wait_until_this_bot_is_in_the_room(ground: Ground) -> None:
    doing = acts(ground, Bot.SCRIBE, Wire(BOTS[Bot.SCRIBE]))
    await waits(doing, Say(Bot.SCRIBE, HERE, phrase("thanks")))
    await waits(doing, TellManagers(Bot.SCRIBE, phrase("thanks")))


# --- the private room ---


async def test_somebody_who_has_not_answered_the_invitation_is_waited_for_and_not_asked_again(ground: Ground) -> None:
    wire = a_wire(Bot.GUIDE)
    wire.member(HOME, ANN, membership=Membership.INVITE)
    wait = await waits(acts(ground, Bot.GUIDE, wire), HELLO)
    assert (wait.asked, wire.asked, told(ground, Bot.GUIDE)) == (False, [], [])


@pytest.mark.parametrize("membership", [Membership.LEAVE, None])
async def test_somebody_who_declined_is_asked_in_once_for_what_is_new(
    ground: Ground, membership: Membership | None
) -> None:
    wire, clock = a_wire(Bot.GUIDE), Clock()
    if membership is None:  # never asked: a crash came between
        del wire.rooms[HOME].state["m.room.member", ANN]
    else:
        wire.member(HOME, ANN, membership=membership)
    doing = acts(ground, Bot.GUIDE, wire, clock)
    assert (await waits(doing, HELLO, newest=1)).asked
    assert wire.asked == [("invite", HOME, ANN)]
    assert len(told(ground, Bot.GUIDE)) == (membership is not None)

    clock.now += 10_000  # she declines again: nothing new to say, no new invitation
    assert not (await waits(doing, HELLO, newest=1, asked_for=1)).asked
    assert len(wire.asked) == 1
    # something new: she is asked again, but the managers were told today
    assert (await waits(doing, HELLO, newest=2, asked_for=1)).asked
    assert len(wire.asked) == 2
    assert told(ground, Bot.GUIDE) == []
    # a whole evening of warnings is not an evening of invitations
    assert not (await waits(doing, HELLO, newest=9, asked_for=2)).asked
    assert len(wire.asked) == 2


async def test_of_somebody_who_takes_no_invitations_the_managers_are_told(ground: Ground) -> None:
    wire = a_wire(Bot.GUIDE)
    del wire.rooms[HOME].state["m.room.member", ANN]
    wire.answers["invite"] = [refusal(403, "M_INVITE_BLOCKED")]
    assert (await waits(acts(ground, Bot.GUIDE, wire), HELLO)).asked
    (words,) = told(ground, Bot.GUIDE)
    assert "do not take invitations" in words


async def test_an_invitation_that_has_to_wait_is_no_refusal(ground: Ground) -> None:
    wire = a_wire(Bot.GUIDE)
    wire.member(HOME, ANN, membership=Membership.LEAVE)
    wire.answers["invite"] = [refusal(429, "M_LIMIT_EXCEEDED", 2.0)]
    with pytest.raises(RefusedError):
        await acts(ground, Bot.GUIDE, wire).do(row(HELLO))
    assert told(ground, Bot.GUIDE) == []


async def test_nobody_but_the_person_gets_the_key_of_a_private_word(ground: Ground) -> None:
    wire = a_wire(Bot.GUIDE)
    wire.member(HOME, EVE)
    await acts(ground, Bot.GUIDE, wire).do(row(HELLO))
    assert wire.asked[0][4] == {ANN, BOTS[Bot.GUIDE]}


async def test_a_private_word_waits_for_a_device_that_can_open_it(ground: Ground) -> None:
    wire = a_wire(Bot.GUIDE)
    wire.unreached = {ANN}
    await waits(acts(ground, Bot.GUIDE, wire), HELLO)
    await waits(acts(ground, Bot.GUIDE, wire), ASKED)
    assert wire.asked == []
    wire.unreached = set()
    assert await acts(ground, Bot.GUIDE, wire).do(row(HELLO)) is not None


async def test_a_word_to_the_managers_waits_for_one_who_can_open_it_and_that_is_told(ground: Ground) -> None:
    wire = a_wire(Bot.LOOKOUT)
    wire.unreached = {MAX}
    words = TellManagers(Bot.LOOKOUT, phrase("unexamined", place=""))
    assert isinstance(await waits(acts(ground, Bot.LOOKOUT, wire), words), NobodyThereError)
    wire.unreached = set()
    await acts(ground, Bot.LOOKOUT, wire).do(row(words))
    assert wire.kinds() == ["send"]


async def test_nothing_is_said_while_a_stranger_is_invited_but_danger_is(ground: Ground) -> None:
    wire = a_wire(Bot.LOOKOUT)
    for room in (HERE, MANAGERS):
        wire.member(room, EVE, membership=Membership.INVITE)
    news = TellManagers(Bot.LOOKOUT, phrase("thanks"))
    for effect in (Say(Bot.LOOKOUT, HERE, phrase("thanks")), news):
        await waits(acts(ground, Bot.LOOKOUT, wire), effect)
    await acts(ground, Bot.LOOKOUT, wire).do(row(replace(news, priority=Priority.FLAG)))
    assert wire.kinds() == ["send"]
    wire.member(HERE, EVE, membership=Membership.LEAVE)
    wire.member(HERE, ANN, membership=Membership.INVITE)  # who has a seat
    await acts(ground, Bot.LOOKOUT, wire).do(row(Say(Bot.LOOKOUT, HERE, phrase("thanks"))))
    assert wire.kinds() == ["send", "send"]


async def test_the_group_does_not_wait_for_somebody_whose_device_has_no_keys(ground: Ground) -> None:
    wire = a_wire(Bot.SCRIBE)
    wire.unreached = {ANN, BEN, FAY}
    await acts(ground, Bot.SCRIBE, wire).do(row(Say(Bot.SCRIBE, HERE, phrase("thanks"))))
    assert wire.kinds() == ["send"]


# --- the door ---


async def test_whoever_lost_their_seat_meanwhile_is_not_invited(ground: Ground) -> None:
    wire = a_wire(Bot.WARDEN)
    group = ground.database.run_sync(lambda conn: ground.records(conn).groups())[0].id
    gone = GiveSeat(ANN, group, Role.MEMBER, Standing.REMOVED, NOON, FAY)
    ground.database.run_sync(lambda conn: ground.records(conn).apply(gone))
    for person in (ANN, BEN, EVE, BOTS[Bot.WARDEN]):
        await acts(ground, Bot.WARDEN, wire).do(row(Invite(HERE, person)))
    assert wire.asked == []


async def test_whoever_has_not_agreed_to_the_policy_is_not_invited_and_given_no_key(ground: Ground) -> None:
    def publish(conn: Connection) -> None:
        records = ground.records(conn)
        agreements.publish(conn, ground.keys, Policy(1, NOON.date(), ("one", "two")), NOON)
        records.apply(GiveSeat(EVE, records.groups_of(FAY)[0].group, Role.MEMBER, Standing.INVITED, NOON, FAY))

    ground.database.run_sync(publish)
    wire = a_wire(Bot.WARDEN)
    await acts(ground, Bot.WARDEN, wire).do(row(Invite(HERE, EVE)))
    assert wire.asked == []
    wire = a_wire(Bot.SCRIBE)
    wire.member(HERE, EVE)
    await acts(ground, Bot.SCRIBE, wire).do(row(Say(Bot.SCRIBE, HERE, phrase("thanks"))))
    ((_, _, _, _, readers),) = wire.asked
    assert EVE not in readers
    assert FAY in readers


def where(person: PersonId, membership: Membership) -> Wire:
    """A line whose last sync still has everybody inside; the server knows better."""
    wire = a_wire(Bot.WARDEN)
    there = Wire(BOTS[Bot.WARDEN])
    there.member(HERE, person, membership=membership)
    wire.server_rooms[HERE] = there.rooms[HERE]
    return wire


@pytest.mark.parametrize(
    ("effect", "membership", "done"),
    [
        (Evict(HERE, EVE), Membership.LEAVE, True),
        (Evict(HERE, EVE), Membership.JOIN, False),
        (Evict(HERE, EVE), Membership.INVITE, False),
        (Evict(HERE, EVE), Membership.KNOCK, False),
        (Invite(HERE, ANN), Membership.JOIN, True),
        (Invite(HERE, ANN), Membership.INVITE, True),
        (Invite(HERE, ANN), Membership.BAN, False),
    ],
)
async def test_whether_a_no_matters_the_servers_own_state_tells(
    ground: Ground, effect: Evict | Invite, membership: Membership, done: bool
) -> None:
    wire = where(effect.person, membership)
    wire.answers["kick"], wire.answers["invite"] = [*NO], [*NO]
    doing = acts(ground, Bot.WARDEN, wire)
    if done:
        await doing.do(row(effect))
    else:
        with pytest.raises(RefusedError):
            await doing.do(row(effect))


async def test_an_invite_that_was_withdrawn_needs_no_declining(ground: Ground) -> None:
    wire = a_wire(Bot.GUIDE)
    wire.answers["leave"] = [*NO]
    await acts(ground, Bot.GUIDE, wire).do(row(AnswerInvite(Bot.GUIDE, RoomId("!spam"), accept=False)))
    wire.answers["join"] = [*NO, *NO]
    await acts(ground, Bot.GUIDE, wire).do(row(AnswerInvite(Bot.GUIDE, RoomId("!gone"), accept=True, guest=True)))
    with pytest.raises(RefusedError):
        await acts(ground, Bot.GUIDE, wire).do(row(AnswerInvite(Bot.GUIDE, HERE, accept=True)))
    wire.answers["leave"] = [refusal(502, "M_UNKNOWN")]
    with pytest.raises(RefusedError):
        await acts(ground, Bot.GUIDE, wire).do(row(AnswerInvite(Bot.GUIDE, RoomId("!spam"), accept=False)))


# --- answers to a device that nobody vouches for

ASKED = Whisper(ANN, phrase("worried-what"), device="key")


async def test_the_device_that_asked_can_open_a_sentence_for_anybody(ground: Ground) -> None:
    wire = a_wire(Bot.GUIDE)
    wire.without_device = {ANN}
    await acts(ground, Bot.GUIDE, wire).do(row(ASKED))
    ((method, room, said, _, readers, asker),) = wire.asked
    assert (method, room, readers, asker) == ("answer", HOME, {ANN, BOTS[Bot.GUIDE]}, (ANN, "key"))
    assert "Online Manager" in said["body"]


@pytest.mark.parametrize("words", [phrase("transcripts-link"), phrase("removed-told-member", group="Tuesday")])
async def test_any_other_sentence_goes_the_ordinary_way(ground: Ground, words: Phrase) -> None:
    wire = a_wire(Bot.GUIDE)
    effect = Whisper(ANN, words, device="key")
    await acts(ground, Bot.GUIDE, wire).do(row(effect))
    assert wire.kinds() == ["send"]
    wire.without_device = {ANN}
    with pytest.raises(NotYetError):
        await acts(ground, Bot.GUIDE, wire).do(row(effect))
    assert wire.kinds() == ["send"]


async def test_a_device_that_is_gone_is_not_answered(ground: Ground) -> None:
    wire = a_wire(Bot.GUIDE)
    wire.gone = {(ANN, "key")}
    with pytest.raises(NotYetError):
        await acts(ground, Bot.GUIDE, wire).do(row(ASKED))
    assert wire.asked == []


async def test_what_waits_for_a_device_that_can_be_trusted_holds_up_no_answer(ground: Ground) -> None:
    put(ground, HELLO, ASKED)
    assert {type(row.effect) for row in waiting(ground, Bot.GUIDE)} == {Whisper}
    assert len(waiting(ground, Bot.GUIDE)) == 2


# --- a worry


@pytest.mark.parametrize(("origin", "words"), [(Origin.WORRY, "were thanked"), (Origin.WORRY_UNPROVEN, "not proven")])
async def test_a_worry_is_a_case_of_its_own(ground: Ground, origin: Origin, words: str) -> None:
    wire = a_wire(Bot.LOOKOUT)
    reading = RiskReading(Severity.CONCERN, None, 0.0)
    event = EventId("$worry")
    flag = RaiseFlag(ANN, "Ann", HOME, event, "", "worried about ben", reading, NOON, origin)
    await acts(ground, Bot.LOOKOUT, wire).do(row(flag))
    root, why = (asked[2]["body"] for asked in wire.asked)
    assert "Case 1: Ann is worried" in root
    assert "worried about ben" not in root
    assert "worried about ben" in why
    assert words in why


async def test_what_is_to_be_compared_is_shown_to_the_managers_alone(ground: Ground) -> None:
    wire = a_wire(Bot.SCRIBE)
    assert await acts(ground, Bot.SCRIBE, wire).do(row(ShowVerifications(Bot.SCRIBE))) is None
    assert wire.asked == []  # nobody is verifying it: it says nothing
    asker, late = Asker(person=FAY), Asker("txn-2", person=ANN)
    desk = wire.verifications.desk
    for said in (late.asks(at=time.time()), asker.asks(at=time.time()), asker.starts(), asker.shows_key()):
        desk.hear(said, HER_KEYS, between_two=True)
    await acts(ground, Bot.SCRIBE, wire).do(row(ShowVerifications(Bot.SCRIBE)))
    ((_, room, said_there, _, readers),) = wire.asked
    assert room == MANAGERS
    assert readers == {MAX, *BOTS.values()}
    comparison = desk.under_way()[1].comparison
    assert comparison is not None
    for words in ("fay is verifying me, the scribe", "ann is verifying me", *pictures(comparison)):
        assert words in said_there["body"]
