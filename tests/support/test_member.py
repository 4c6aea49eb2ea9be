from __future__ import annotations

import pytest

from tests.support.member import Member, MemberError, NotSeenError
from tests.support.synapse import SignIn

pytestmark = pytest.mark.e2e


async def room_of(host: Member, guest: Member) -> str:
    room = await host.create_room(guest.user_id)
    assert await guest.wait_invite(room) == room
    await guest.join(room)
    await host.wait_membership(room, "join", guest.user_id)
    return room


async def test_two_members_read_each_other_without_shields(sign_in: SignIn) -> None:
    ann, bob = await sign_in("ann"), await sign_in("bob")
    room = await room_of(ann, bob)

    hello = await ann.send(room, "hello bob")
    heard = await bob.wait_message(containing="hello bob", room=room, sender=ann.user_id)
    await bob.send(room, "hello ann", replyTo=hello, mentions=[ann.user_id])
    answer = await ann.wait_message(containing="hello ann", sender=bob.user_id, after=hello)

    assert (heard.event_id, heard.encrypted, heard.shield, heard.shield_reason) == (hello, True, "none", "")
    assert (answer.encrypted, answer.shield, answer.reply_to, answer.mentions) == (True, "none", hello, (ann.user_id,))
    assert await bob.shield(room, hello) == ("none", "")
    create = (await bob.state(room))["m.room.create", ""]
    assert create["room_version"] == "12"


async def test_edits_threads_reactions_and_redactions_are_seen(sign_in: SignIn) -> None:
    ann, bob = await sign_in("ann"), await sign_in("bob")
    room = await room_of(ann, bob)

    root = await ann.send(room, "first wording")
    await ann.send(room, "second wording", replaces=root)
    await ann.send(room, "in the thread", threadRoot=root)
    await ann.react(room, root, "👍")
    edit = await bob.wait_message(containing="second wording")
    threaded = await bob.wait_message(containing="in the thread")
    reaction = await bob.wait_message(lambda seen: seen.type == "m.reaction")
    await ann.redact(room, root, "too much")
    redaction = await bob.wait_redaction(root)

    assert (edit.body, edit.replaces) == ("second wording", root)
    assert (threaded.thread_root, threaded.replaces) == (root, "")
    assert (reaction.relation["key"], reaction.encrypted) == ("👍", False)
    assert (redaction.sender, redaction.reason) == (ann.user_id, "too much")
    assert bob.messages(room)[0].body == "first wording"  # what bob's screen showed is kept


async def test_an_unsigned_device_is_given_no_keys_and_not_believed(sign_in: SignIn) -> None:
    ann, eve = await sign_in("ann"), await sign_in("eve", signed=False, only_signed=False)
    room = await room_of(ann, eve)

    secret = await ann.send(room, "for signed devices only")
    await eve.send(room, "from an unsigned device")
    locked_out = await eve.wait_message(lambda seen: seen.event_id == secret)
    refused = await ann.wait_message(lambda seen: seen.sender == eve.user_id)

    assert locked_out.failure == "MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE"
    assert (refused.body, refused.failure) == ("", "UNSIGNED_SENDER_DEVICE")


async def test_a_member_who_takes_everything_sees_a_shield_beside_an_unsigned_device(sign_in: SignIn) -> None:
    ann, eve = await sign_in("ann", only_signed=False), await sign_in("eve", signed=False, only_signed=False)
    room = await room_of(ann, eve)

    await eve.send(room, "from an unsigned device")
    seen = await ann.wait_message(containing="unsigned")

    assert (seen.shield, seen.shield_reason) == ("red", "unsigned_device")


async def test_words_in_clear_are_told_apart(sign_in: SignIn) -> None:
    ann, bob = await sign_in("ann"), await sign_in("bob")
    room = await room_of(ann, bob)

    await ann.send(room, "in clear", inClear=True)
    seen = await bob.wait_message(containing="in clear")

    assert (seen.encrypted, seen.shield) == (False, "")
    plain = await ann.create_room(encrypted=False)
    with pytest.raises(MemberError, match="not encrypted"):
        await ann.send(plain, "would be in clear")


async def test_membership_and_state_are_seen(sign_in: SignIn) -> None:
    ann, bob = await sign_in("ann"), await sign_in("bob")
    room = await room_of(ann, bob)

    await ann.set_state(room, "m.room.history_visibility", {"history_visibility": "joined"})
    content = await bob.wait_state(room, "m.room.history_visibility", lambda it: it["history_visibility"] == "joined")
    assert content == {"history_visibility": "joined"}
    with pytest.raises(MemberError) as refusal:
        await bob.kick(room, ann.user_id)
    assert refusal.value.code == "M_FORBIDDEN"
    await ann.kick(room, bob.user_id, "for the test")
    await bob.wait_membership(room, "leave")
    await ann.wait_membership(room, "leave", bob.user_id)
    assert (bob.rooms, ann.rooms) == ([], [room])


async def test_what_does_not_come_is_said_with_what_came_instead(sign_in: SignIn) -> None:
    ann = await sign_in("ann")
    room = await ann.create_room()
    await ann.send(room, "something else")

    with pytest.raises(NotSeenError, match=r"did not see a message with 'the words'(?s:.)*something else"):
        await ann.wait_message(containing="the words", timeout=0.1)
    await ann.close()
    with pytest.raises(MemberError, match="has ended"):
        await ann.send(room, "too late")


async def test_an_inviter_hands_on_what_was_said_while_history_was_shared(sign_in: SignIn) -> None:
    ann, bob = await sign_in("ann"), await sign_in("bob")
    room = await ann.create_room()
    said = await ann.send(room, "said before")

    await ann.invite(room, bob.user_id)
    await bob.wait_invite(room)
    await bob.join(room)
    await bob.scrollback(room)
    seen = await bob.wait_message(containing="said before")

    assert seen.event_id == said


async def test_nothing_is_handed_on_while_history_is_for_those_who_joined(sign_in: SignIn) -> None:
    ann, bob = await sign_in("ann"), await sign_in("bob")
    history = {"type": "m.room.history_visibility", "state_key": "", "content": {"history_visibility": "joined"}}
    room = await ann.create_room(initial_state=[history])
    said = await ann.send(room, "said before")

    await ann.invite(room, bob.user_id)
    await bob.wait_invite(room)
    await bob.join(room)
    await bob.scrollback(room)
    marker = await ann.send(room, "said after")
    await bob.wait_message(lambda it: it.event_id == marker)

    assert said not in [it.event_id for it in bob.messages(room)]


async def test_names_leaving_and_signing_out(sign_in: SignIn) -> None:
    ann, bob = await sign_in("ann"), await sign_in("bob")
    room = await room_of(ann, bob)

    await bob.set_display_name("Robert")
    named = await ann.wait_state(
        room, "m.room.member", lambda it: it.get("displayname") == "Robert", state_key=bob.user_id
    )
    await bob.leave(room)
    await ann.wait_membership(room, "leave", bob.user_id)
    await bob.wait_membership(room, "leave")
    await bob.close(logout=True)

    assert named["membership"] == "join"
    assert (ann.sight.errors, bob.sight.errors) == ([], [])
