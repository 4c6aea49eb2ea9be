from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest
from nio.crypto import OutboundGroupSession

from fourwalls.group.heard import Membership, MembershipChanged, Message, MessageForm, Proof, Redaction, Unreadable
from fourwalls.matrix.batch import Batch, Gap, Locked, Spoken
from fourwalls.matrix.homeserver import RefusedError, TokenDeadError, UnreachableError
from fourwalls.matrix.syncing import Reader
from tests.fourwalls.matrix.people import ROOM, FakeServer, Person, Speaker, member, room_with, state

ANN, BOB, BOT = "@ann:test", "@bob:test", "@bot:test"
Json = dict[str, Any]
_NUMBERS = itertools.count()


class Listener:
    """A Reader over a fake server, and somebody who speaks."""

    def __init__(self) -> None:
        self.ann = Person(ANN)
        self.bot = Speaker(Person(BOT), FakeServer(self.ann))
        self.server = self.bot.server
        self.engine = self.bot.me.engine
        self.reader = Reader(self.server, self.engine, self.bot.keyring, self.bot.outgoing)
        self.session = OutboundGroupSession()
        self.first_key = self.session.session_key

    def give_key(self, person: Person | None = None, key: str = "") -> None:
        whose = (person or self.ann).engine
        fingerprint = whose.ed25519
        self.engine.create_group_session(whose.curve25519, fingerprint, ROOM, self.session.id, key or self.first_key)

    def sealed(self, inner: Any = None, sender: str = ANN, outer: Json | None = None) -> Json:
        self.session.mark_as_shared()
        words = {"type": "m.room.message", "content": {"msgtype": "m.text", "body": "hello"}, "room_id": ROOM}
        content = {
            "algorithm": "m.megolm.v1.aes-sha2",
            "session_id": self.session.id,
            "ciphertext": self.session.encrypt(json.dumps(words if inner is None else inner)),
            **(outer or {}),
        }
        return event("m.room.encrypted", content, sender)

    async def read(self, *events: Any, since: str | None = "s1", limited: bool = False, **more: Any) -> Batch:
        timeline = {"events": list(events), "limited": limited, "prev_batch": "p0"}
        answer = {"next_batch": "s2", "rooms": {"join": {ROOM: {"timeline": timeline}}}, **more}
        return await self.reader.read(answer, since)


def event(type_: str, content: Any, sender: str = ANN) -> Json:
    return {
        "type": type_,
        "content": content,
        "sender": sender,
        "event_id": f"$e{next(_NUMBERS)}",
        "origin_server_ts": 1,
    }


@pytest.fixture
def ear() -> Listener:
    return Listener()


def only(batch: Batch) -> Spoken:
    (spoken,) = batch.spoken
    return spoken


def reason(batch: Batch) -> str:
    heard = only(batch).heard
    assert isinstance(heard, Unreadable)
    return heard.reason


# --- whom to believe


async def test_words_from_a_signed_device(ear: Listener) -> None:
    ear.give_key()
    spoken = only(await ear.read(ear.sealed()))
    assert isinstance(spoken.heard, Message)
    assert (spoken.heard.text, spoken.heard.proof, spoken.ratchet) == ("hello", Proof.SIGNED, f"{ear.session.id} 0")


async def test_a_sender_changed_by_the_server_is_not_believed(ear: Listener) -> None:
    ear.server.people[BOB] = Person(BOB)
    ear.give_key()
    for sender in (BOB, BOT, "@Ann:test"):
        assert only(await ear.read(ear.sealed(sender=sender))).heard.proof is Proof.FOREIGN_SESSION


async def test_a_replay_under_another_id_has_the_same_place(ear: Listener) -> None:
    ear.give_key()
    said = ear.sealed()
    batch = await ear.read(said, {**said, "event_id": "$again"})
    assert batch.spoken[0].ratchet == batch.spoken[1].ratchet


async def test_who_hands_on_anothers_key_as_their_own_spoils_nothing_and_is_seen_to_replay(ear: Listener) -> None:
    eve = Person("@eve:test")
    ear.server.people[eve.user_id] = eve
    ear.give_key(eve)
    ear.give_key()
    said = ear.sealed()
    places = set()
    for hint in ({}, {"sender_key": eve.engine.curve25519}, {"sender_key": 7}):
        spoken = only(await ear.read({**said, "content": {**said["content"], **hint}}))
        assert spoken.heard.proof is Proof.SIGNED
        places.add(spoken.ratchet)
    places.add(only(await ear.read({**said, "sender": eve.user_id})).ratchet)
    assert len(places) == 1


async def test_a_device_signed_just_now_is_believed(ear: Listener) -> None:
    ear.ann.signed = False
    ear.give_key()
    assert only(await ear.read(ear.sealed())).heard.proof is Proof.UNSIGNED_DEVICE
    ear.ann.signed = True
    assert only(await ear.read(ear.sealed(), device_lists={"changed": [ANN]})).heard.proof is Proof.SIGNED


@pytest.mark.parametrize(
    "inner",
    [
        {"type": "m.room.power_levels", "state_key": "", "content": {"users": {ANN: 100}}, "room_id": ROOM},
        {"type": "m.room.message", "content": {"msgtype": "m.text", "body": "x"}, "room_id": "!other"},
        {"type": "m.room.message", "content": {"msgtype": "m.text", "body": "x"}},
    ],
)
async def test_state_and_other_rooms_inside_are_never_obeyed(ear: Listener, inner: Json) -> None:
    ear.give_key()
    assert reason(await ear.read(ear.sealed(inner))) == "state_or_room_inside"
    assert ear.reader.rooms[ROOM].state == {}


@pytest.mark.parametrize("inner", [[], 7, {"room_id": ROOM}, {"type": 7, "content": {}, "room_id": ROOM}])
async def test_nonsense_inside_is_unreadable(ear: Listener, inner: Any) -> None:
    ear.give_key()
    assert reason(await ear.read(ear.sealed(inner))) == "malformed"


async def test_relations_outside_the_ciphertext_do_not_count(ear: Listener) -> None:
    ear.give_key()
    outer = {"m.relates_to": {"rel_type": "m.replace", "event_id": "$x"}}
    heard = only(await ear.read(ear.sealed(outer=outer))).heard
    assert isinstance(heard, Message)
    assert heard.replaces is None


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ({}, "malformed"),
        ({"session_id": 7, "ciphertext": "x"}, "malformed"),
        ({"session_id": "x", "ciphertext": {}, "algorithm": "m.olm.v1.curve25519-aes-sha2"}, "malformed"),
        ({"session_id": "x", "ciphertext": "x", "algorithm": "m.new"}, "unknown_algorithm"),
        ("x", "malformed"),
        (None, "malformed"),
    ],
)
async def test_other_ciphertexts_are_unreadable(ear: Listener, content: Any, why: str) -> None:
    assert reason(await ear.read(event("m.room.encrypted", content))) == why


async def test_a_redacted_message_is_silent_since_its_redaction_speaks(ear: Listener) -> None:
    gone = {**event("m.room.encrypted", {}), "unsigned": {"redacted_because": {}}}
    assert isinstance(only(await ear.read(gone, event("m.room.redaction", {"redacts": "$x"}))).heard, Redaction)


async def test_one_bad_event_stops_no_other(ear: Listener) -> None:
    ear.give_key()
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    bad = [None, 7, {}, {"event_id": "$x"}, event("m.room.encrypted", {"ciphertext": deep, "session_id": deep})]
    batch = await ear.read(*bad, event("m.room.member", {"membership": deep}), ear.sealed())
    assert isinstance(batch.spoken[-1].heard, Message)


# --- late keys


async def test_a_late_key_opens_what_was_locked(ear: Listener) -> None:
    batch = await ear.read(ear.sealed())
    (locked,) = batch.locked
    assert (locked.heard.reason, locked.megolm_session, batch.spoken) == ("no_key", ear.session.id, ())
    assert isinstance(await ear.reader.read_again(locked.raw), Locked)
    ear.give_key()
    assert (await ear.read()).keys_arrived == {ear.session.id}
    found = await ear.reader.read_again(locked.raw)
    assert isinstance(found, Spoken)
    assert (found.heard.proof, found.heard.event) == (Proof.SIGNED, locked.heard.event)


async def test_a_key_that_begins_too_late_leaves_it_locked_until_an_earlier_one_comes(ear: Listener) -> None:
    first = ear.sealed()
    ear.give_key(key=ear.session.session_key)
    (locked,) = (await ear.read(first)).locked
    ear.give_key()
    assert isinstance(await ear.reader.read_again(locked.raw), Spoken)


async def test_late_words_wait_when_the_server_cannot_be_asked_who_spoke(ear: Listener) -> None:
    (locked,) = (await ear.read(ear.sealed())).locked
    ear.give_key()
    ear.engine.arrived.clear()
    ear.bot.keyring.changed([ANN])
    ear.server.trouble["keys/query"] = [UnreachableError("reset")]
    assert isinstance(await ear.reader.read_again(locked.raw), Locked)
    assert ear.engine.arrived == {ear.session.id}
    assert isinstance(await ear.reader.read_again(locked.raw), Spoken)
    ear.bot.keyring.changed([ANN])
    ear.server.trouble["keys/query"] = [TokenDeadError("dead")]
    with pytest.raises(TokenDeadError):
        await ear.reader.read_again(locked.raw)


async def test_the_reason_why_a_key_was_withheld_is_told(ear: Listener) -> None:
    content = {"room_id": ROOM, "session_id": ear.session.id, "code": "m.unverified"}
    withheld = [{"type": "m.room_key.withheld", "sender": ANN, "content": content}]
    withheld += [{**withheld[0], "content": {**content, "code": "rude words"}}]
    batch = await ear.read(ear.sealed(), to_device={"events": withheld})
    (locked,) = batch.locked
    assert locked.heard.reason == "withheld:m.unverified"
    assert batch.explained == {(ROOM, ear.session.id, ANN, "m.unverified")}
    ear.reader.settled()
    assert (await ear.read()).explained == frozenset()


async def test_nobody_can_explain_what_somebody_else_said(ear: Listener) -> None:
    content = {"room_id": ROOM, "session_id": ear.session.id, "code": "m.blacklisted"}
    withheld = [{"type": "m.room_key.withheld", "sender": BOB, "content": content}]
    withheld += [{"type": "m.room_key.withheld", "sender": BOB, "content": {"code": "m.no_olm"}}]
    (locked,) = (await ear.read(ear.sealed(), to_device={"events": withheld})).locked
    assert locked.heard.reason == "no_key"


@pytest.mark.parametrize(
    "bad",
    [None, 7, {}, {"type": "m.room.encrypted"}, {"type": "m.room.encrypted", "content": {"ciphertext": {"x": 1}}}],
)
async def test_hostile_to_device_messages_stop_nothing(ear: Listener, bad: Any) -> None:
    ear.give_key()
    key = ear.engine.curve25519
    ours = {"type": "m.room.encrypted", "sender": ANN, "content": {"ciphertext": {key: {"type": 0, "body": "AAAA"}}}}
    batch = await ear.read(ear.sealed(), to_device={"events": [bad, ours, ours]})
    assert isinstance(only(batch).heard, Message)


# --- gaps


def page(number: int, end: str | None) -> Json:
    return {"chunk": [event("m.room.message", {"msgtype": "m.text", "body": f"page {number}"})], "end": end}


def words(batch: Batch) -> list[str]:
    return [spoken.heard.text for spoken in batch.spoken if isinstance(spoken.heard, Message)]


def last() -> Json:
    return event("m.room.message", {"msgtype": "m.text", "body": "last"})


async def test_a_gap_is_paged_back_in_order(ear: Listener) -> None:
    ear.server.pages = {"p0": page(3, "p1"), "p1": page(2, "p2"), "p2": {"chunk": [], "end": "p3"}, "p3": page(1, None)}
    batch = await ear.read(last(), limited=True)
    assert (words(batch), batch.gaps) == (["page 1", "page 2", "page 3", "last"], ())
    assert all("filter" not in query for path, query in ear.server.asked if path.endswith("/messages"))


async def test_for_an_account_that_heeds_no_words_none_are_paged_back(ear: Listener) -> None:
    ear.server.pages = {"p0": {"chunk": [member(ANN, "leave", "join")], "end": None}}
    ear.reader.spare_words()
    batch = await ear.read(last(), limited=True)
    assert [type(spoken.heard) for spoken in batch.spoken] == [MembershipChanged, Message]
    ((_, query),) = [asked for asked in ear.server.asked if asked[0].endswith("/messages")]
    spared = set(json.loads(query["filter"])["not_types"])
    assert {"m.room.encrypted", "m.room.message", "m.reaction", "m.poll.start"} <= spared
    assert not {"m.room.member", "m.room.power_levels", "m.room.redaction"} & spared


async def test_a_try_goes_on_where_the_last_one_failed(ear: Listener) -> None:
    ear.server.pages = {"p0": page(3, "p1"), "p1": page(2, "p2"), "p2": page(1, None)}
    ear.server.trouble["messages"] = [RefusedError(429, "M_LIMIT_EXCEEDED", 0, {}), UnreachableError("reset")]
    for _ in range(2):
        with pytest.raises((RefusedError, UnreachableError)):
            await ear.read(last(), limited=True)
    assert words(await ear.read(last(), limited=True)) == ["page 1", "page 2", "page 3", "last"]
    ear.reader.settled()


async def test_a_gap_that_the_server_will_not_fill_is_told(ear: Listener) -> None:
    ear.server.pages = {"p0": page(2, "p1")}
    ear.server.trouble["messages"] = [RefusedError(403, "M_FORBIDDEN", None, {})]
    batch = await ear.read(last(), limited=True)
    assert (words(batch), batch.gaps) == (["last"], (Gap(ROOM, "p0", "s1"),))
    assert (
        await ear.reader.read({"next_batch": "s", "rooms": {"join": {ROOM: {"timeline": {"limited": True}}}}}, "s")
    ).gaps


async def test_one_room_that_always_fails_does_not_deafen_the_bot(ear: Listener) -> None:
    ear.server.trouble["messages"] = [RefusedError(500, "M_UNKNOWN", None, {}) for _ in range(20)]
    for _ in range(11):
        with pytest.raises(RefusedError):
            await ear.read(last(), limited=True)
    batch = await ear.read(last(), limited=True)
    assert (words(batch), batch.gaps) == (["last"], (Gap(ROOM, "p0", "s1"),))


async def test_a_gap_is_filled_later_from_where_it_broke_off(ear: Listener) -> None:
    ear.server.pages = {"p0": page(3, "p1"), "p1": page(2, "p2"), "p2": page(1, None)}
    ear.server.before = refuse_page(ear, "p1")
    batch = await ear.read(last(), limited=True)
    (gap,) = batch.gaps
    assert (words(batch), gap) == (["page 3", "last"], Gap(ROOM, "p1", "s1"))
    ear.server.before = lambda _: None
    spoken, locked, left = await ear.reader.fill(gap)
    assert [each.heard.text for each in spoken if isinstance(each.heard, Message)] == ["page 1", "page 2"]
    assert (locked, left) == ([], None)


def refuse_page(ear: Listener, token: str) -> Callable[[str], None]:
    """The server refuses one page for good."""

    def look(path: str) -> None:
        if path.endswith("/messages") and ear.server.asked[-1][1]["from"] == token:
            raise RefusedError(403, "M_FORBIDDEN", None, {})

    return look


async def test_without_a_token_a_gap_is_paged_from_now_and_old_state_is_left_out(ear: Listener) -> None:
    ear.server.pages = {"": {"chunk": [last(), member(BOB, "join")], "end": None}}
    spoken, _, left = await ear.reader.fill(Gap(ROOM, "", "s1"))
    assert [type(each.heard) for each in spoken] == [Message]
    assert left is None


async def test_what_has_no_key_in_a_gap_is_locked_like_anything_else(ear: Listener) -> None:
    ear.server.pages = {"p0": {"chunk": [ear.sealed()], "end": None}}
    _, (locked,), _ = await ear.reader.fill(Gap(ROOM, "p0", "s1"))
    assert locked.heard.reason == "no_key"


async def test_old_state_found_in_a_gap_is_heard_but_does_not_overwrite_newer_state(ear: Listener) -> None:
    ear.server.pages = {"p0": {"chunk": [member(BOB, "join")], "end": None}}
    timeline = {"events": [last()], "limited": True, "prev_batch": "p0"}
    joined = {ROOM: {"state": {"events": [member(BOB, "leave")]}, "timeline": timeline}}
    batch = await ear.reader.read({"next_batch": "s2", "rooms": {"join": joined}}, "s1")
    assert ear.reader.rooms[ROOM].joined == set()
    assert [type(spoken.heard) for spoken in batch.spoken] == [MembershipChanged, Message]


async def test_what_was_said_before_we_came_in_is_not_ours(ear: Listener) -> None:
    batch = await ear.read(last(), member(BOT, "join", "invite"), last(), limited=True)
    assert (len(batch.spoken), batch.gaps) == (2, ())
    assert ear.server.asked == []


async def test_a_change_of_our_own_name_hides_nothing(ear: Listener) -> None:
    ear.server.pages = {"p0": page(1, None)}
    batch = await ear.read(last(), member(BOT, "join", "join"), limited=True)
    assert words(batch) == ["page 1", "last"]
    unsaid = {**member(BOT, "join"), "unsigned": {"replaces_state": "$old"}}
    assert words(await ear.read(last(), unsaid)) == ["last"]


# --- coming and going


async def test_the_last_words_before_we_were_put_out_are_heard(ear: Listener) -> None:
    ear.give_key()
    ear.reader.rooms[ROOM] = room_with(BOT, ANN)
    ear.engine.outbound_session(ROOM)
    out = {**member(BOT, "leave", "join"), "sender": ANN}
    left = {ROOM: {"timeline": {"events": [ear.sealed(), out]}}}
    batch = await ear.reader.read({"next_batch": "s2", "rooms": {"leave": left}}, "s1")
    assert (words(batch), batch.left) == (["hello"], (ROOM,))
    gone = batch.spoken[-1].heard
    assert isinstance(gone, MembershipChanged)
    assert gone.membership is Membership.LEAVE
    assert ROOM not in ear.reader.rooms
    assert ROOM not in ear.engine.outbound_group_sessions


async def test_a_declined_invite_is_no_gap(ear: Listener) -> None:
    left = {ROOM: {"timeline": {"events": [member(BOT, "leave", "invite")], "limited": True, "prev_batch": "p0"}}}
    batch = await ear.reader.read({"next_batch": "s2", "rooms": {"leave": left}}, "s1")
    assert (batch.spoken, batch.gaps, ear.server.asked) == ((), (), [])


async def test_state_counts_before_anything_is_asked(ear: Listener) -> None:
    ear.reader.rooms[ROOM] = room_with(BOT, ANN, BOB)
    ear.engine.outbound_session(ROOM)
    ear.server.trouble["keys/query"] = [UnreachableError("reset")]
    with pytest.raises(UnreachableError):
        await ear.read(ear.sealed(), member(BOB, "leave"))
    assert ear.reader.rooms[ROOM].joined == {BOT, ANN}
    assert ROOM not in ear.engine.outbound_group_sessions


@pytest.mark.parametrize(
    ("changes", "rotated"),
    [
        (["join"], False),
        (["leave"], True),
        (["leave", "join"], True),
        (["invite"], True),
        (["ban"], True),
        (["nonsense"], True),
    ],
)
async def test_every_change_of_membership_but_a_coming_in_ends_our_room_key(
    ear: Listener, changes: list[str], rotated: bool
) -> None:
    ear.reader.rooms[ROOM] = room_with(BOT, ANN, BOB)
    ear.engine.outbound_session(ROOM)
    await ear.read(*(member(BOB, change) for change in changes))
    assert (ROOM not in ear.engine.outbound_group_sessions) is rotated


@pytest.mark.parametrize(
    ("type_", "rotated"),
    [
        ("m.room.history_visibility", True),
        ("m.room.encryption", True),
        ("m.room.join_rules", True),
        ("m.room.power_levels", True),
        ("m.room.topic", False),
    ],
)
async def test_a_wall_that_is_moved_ends_our_room_key(ear: Listener, type_: str, rotated: bool) -> None:
    ear.reader.rooms[ROOM] = room_with(BOT, ANN, BOB)
    ear.engine.outbound_session(ROOM)
    await ear.read(state(type_, "", {}, ANN))
    assert (ROOM not in ear.engine.outbound_group_sessions) is rotated


async def test_invites_name_who_asks(ear: Listener) -> None:
    invited = {**state("m.room.member", BOT, {"membership": "invite"}, ANN)}
    parts = {
        "!a": {"invite_state": {"events": [member(ANN, "join"), invited, invited]}},
        "!b": {"invite_state": {"events": [7, {**invited, "sender": 7}]}},
        "!c": 7,
    }
    batch = await ear.reader.read({"next_batch": "s2", "rooms": {"invite": parts}}, "s1")
    assert batch.invites == (("!a", ANN),)


@pytest.mark.parametrize("junk", [None, 7, "x", [], {"events": 7}])
async def test_junk_for_an_answer_is_nothing(ear: Listener, junk: Any) -> None:
    rooms = {"join": {ROOM: junk}, "leave": {"!l": junk}, "invite": {"!i": junk}}
    batch = await ear.reader.read({"next_batch": "s2", "to_device": junk, "device_lists": junk, "rooms": rooms}, "s1")
    assert (batch.spoken, batch.locked, batch.invites) == ((), (), ())
    await ear.reader.read({"next_batch": "s2", "rooms": junk}, "s1")


# --- verifications

ASKED = {"msgtype": "m.key.verification.request", "body": "please", "to": BOT, "from_device": "DEVICE"}
STARTED = {"m.relates_to": {"rel_type": "m.reference", "event_id": "$request"}}


def inner(type_: str, content: Json) -> Json:
    return {"type": type_, "content": content, "room_id": ROOM}


def taken(ear: Listener) -> list[tuple[str, str, str | None]]:
    return [(said.sender, said.step.value, said.device) for said in ear.reader.take_said()]


async def test_steps_of_a_verification_are_taken_whether_encrypted_or_not(ear: Listener) -> None:
    ear.give_key()
    sealed = ear.sealed(inner("m.room.message", ASKED)), ear.sealed(inner("m.key.verification.start", STARTED))
    plain = event("m.room.message", ASKED), event("m.key.verification.start", STARTED)
    batch = await ear.read(*sealed, *plain)
    assert taken(ear) == [(ANN, step, device) for device in ("DEVICE", None) for step in ("request", "start")]
    assert taken(ear) == []
    heard = [spoken.heard for spoken in batch.spoken]  # the words of the requests are examined as any others
    assert [each.form for each in heard if isinstance(each, Message)] == [MessageForm.VERIFICATION] * 2
    assert len(heard) == 2


async def test_an_answer_that_is_read_again_brings_its_steps_once(ear: Listener) -> None:
    straight = {"type": "m.key.verification.key", "sender": ANN, "content": {"transaction_id": "t", "key": "k"}}
    for _ in range(2):
        await ear.read(event("m.key.verification.start", STARTED), to_device={"events": [straight]})
    assert taken(ear) == [(ANN, "key", None), (ANN, "start", None)]


async def test_steps_from_an_unproven_device_and_our_own_are_not_taken(ear: Listener) -> None:
    ear.ann.signed = False
    ear.give_key()
    await ear.read(ear.sealed(inner("m.room.message", ASKED)), event("m.key.verification.start", STARTED, BOT))
    assert taken(ear) == []


@pytest.mark.parametrize("more", [{"state_key": ""}, {"room_id": "!other"}])
async def test_state_and_other_rooms_inside_are_no_steps(ear: Listener, more: Json) -> None:
    ear.give_key()
    await ear.read(ear.sealed({**inner("m.key.verification.start", STARTED), **more}))
    assert taken(ear) == []


async def test_state_in_clear_is_no_step(ear: Listener) -> None:
    await ear.read(state("m.key.verification.start", "", STARTED))
    assert taken(ear) == []


@pytest.mark.parametrize(("others", "asked"), [((), ["request"]), ((BOB,), [])])
async def test_what_was_asked_before_we_came_counts_in_a_room_for_two(
    ear: Listener, others: tuple[str, ...], asked: list[str]
) -> None:
    ear.give_key()
    before = [member(ANN, "join"), *(member(each, "join") for each in others)]
    said = [ear.sealed(), ear.sealed(inner("m.room.message", ASKED))]
    batch = await ear.read(*before, *said, member(BOT, "join", "invite"), since="s1")
    assert [step for _, step, _ in taken(ear)] == asked
    assert [type(spoken.heard) for spoken in batch.spoken] == [MembershipChanged]  # no word from before is heard


async def test_a_flood_of_steps_to_the_device_is_bounded(ear: Listener) -> None:
    straight = {"type": "m.key.verification.key", "sender": ANN, "content": {"transaction_id": "t"}}
    await ear.read(to_device={"events": [straight] * 10_000})
    assert len(taken(ear)) == 200
