"""Every form of event in which words can come, sent by a real client to the whole house: heard, examined, recorded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bots.demo.homeserver import LocalHomeserver
from fourwalls.group.people import EventId
from fourwalls.storage import tally
from fourwalls.storage.keyfiles import load_operational_keys
from tests.support.gathering import GROUP, Gathering, gather
from tests.support.house import prepare_site, running_house
from tests.support.member import Member
from tests.support.synapse import Register, SignIn, talkative

pytestmark = pytest.mark.e2e

NAME = "my name is Philippa Arkwright"
OLD_POLL = {"question": {"org.matrix.msc1767.text": NAME}, "kind": "org.matrix.msc3381.poll.disclosed"}
POLL = {"question": {"m.text": [{"body": "who am I?"}]}, "answers": [{"m.id": "1", "m.text": [{"body": NAME}]}]}
PICTURE = {"body": NAME, "filename": "cat.png", "url": "mxc://x/y"}
NAMED = {"body": "cat.png", "filename": f"{NAME}.png", "url": "mxc://x/y"}
PLACE = {"body": "a place", "geo_uri": "geo:55.9,-3.2", "org.matrix.msc3488.location": {"description": NAME}}


def words(msgtype: str, **content: Any) -> dict[str, Any]:
    return {"msgtype": msgtype, "body": NAME, **content}


CONTENTS: dict[str, tuple[str, dict[str, Any]]] = {
    "text": ("m.room.message", words("m.text")),
    "emote": ("m.room.message", words("m.emote")),
    "notice": ("m.room.message", words("m.notice")),
    "an unknown kind of message": ("m.room.message", words("org.example.new")),
    "words that only rich clients show": ("m.room.message", words("m.text", body="hello", formatted_body=NAME)),
    "caption of a picture": ("m.room.message", words("m.image", **PICTURE)),
    "name of a file": ("m.room.message", words("m.file", **NAMED)),
    "caption of a voice message": ("m.room.message", words("m.audio", **PICTURE)),
    "caption of a video": ("m.room.message", words("m.video", **PICTURE)),
    "name of a place": ("m.room.message", words("m.location", **PLACE)),
    "sticker": ("m.sticker", {"body": NAME, "url": "mxc://x/y", "info": {}}),
    "poll": ("m.poll.start", {"m.poll": POLL}),
    "poll in the older form": ("org.matrix.msc3381.poll.start", {"org.matrix.msc3381.poll.start": OLD_POLL}),
    "text of a poll for apps without polls": (
        "m.poll.start",
        {"m.poll": {"question": {"m.text": "tea?"}, "answers": []}, "m.text": NAME},
    ),
}

Send = Callable[[Member, str, str], Awaitable[str]]


async def edited(member: Member, room: str, first: str) -> str:
    return await member.send(room, NAME, replaces=first)


async def edited_poll(member: Member, room: str, _first: str) -> str:
    poll = await member.send_event(room, "m.poll.start", {"m.poll": {**POLL, "answers": []}})
    relation = {"rel_type": "m.replace", "event_id": poll}
    return await member.send_event(room, "m.poll.start", {"m.new_content": {"m.poll": POLL}, "m.relates_to": relation})


async def ended_poll(member: Member, room: str, first: str) -> str:
    relation = {"rel_type": "m.reference", "event_id": first}
    content = {"m.relates_to": relation, "org.matrix.msc3381.poll.end": {}, "org.matrix.msc1767.text": NAME}
    return await member.send_event(room, "org.matrix.msc3381.poll.end", content)


async def replied(member: Member, room: str, first: str) -> str:
    return await member.send(room, NAME, replyTo=first)


async def in_thread(member: Member, room: str, first: str) -> str:
    return await member.send(room, NAME, threadRoot=first)


async def reacted(member: Member, room: str, first: str) -> str:
    return await member.react(room, first, NAME)


async def taken_back_with_a_reason(member: Member, room: str, first: str) -> str:
    return await member.redact(room, first, NAME)


ACTS: dict[str, Send] = {
    "edit": edited,
    "edit of a poll": edited_poll,
    "end of a poll": ended_poll,
    "reply": replied,
    "thread": in_thread,
    "reaction in words": reacted,
    "reason of a redaction": taken_back_with_a_reason,
}


async def settled(evening: Gathering, sent: dict[str, str]) -> dict[str, tally.Tally]:
    """What was done about each, once all are examined and recorded, or when no more comes."""
    keys, database = load_operational_keys(evening.site.settings.keys), evening.site.open_database()
    try:
        for _ in range(20):
            done = {
                form: database.run_sync(partial(tally.of_messages, keys=keys, events=[EventId(event)]))
                for form, event in sent.items()
            }
            if all(min(each.details_examined, each.risk_examined, each.recorded) for each in done.values()):
                break
            asked = await evening.tell_guide(evening.facilitator, "!roster")  # its answer comes after what was before
            await evening.hears(evening.facilitator, "On the list of", after=asked)
        return done
    finally:
        database.close()


@pytest.mark.timeout(240)
async def test_words_are_examined_recorded_and_warned_of_in_whatever_form_they_come(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth, pip, walt = [await sign_in(name) for name in ("odette", "ruth", "pip", "walt")]
    await talkative(homeserver, pip.user_id, ruth.user_id)
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with running_house(site):
        evening = await gather(site, odette, ruth, pip=pip, walt=walt)
        await evening.open_session()
        sent = {form: await pip.send_event(evening.room, *content) for form, content in CONTENTS.items()}
        for form, act in ACTS.items():
            first = await pip.send(evening.room, f"before the {form}")
            sent[form] = await act(pip, evening.room, first)
        await walt.leave(evening.room, "i have saved up my tablets and tonight i am going to take them all")
        await odette.wait_message(containing="take them all", room=evening.desk)
        done = await settled(evening, sent)
        assert {form: each for form, each in done.items() if not (each.details_examined and each.risk_examined)} == {}
        assert {form: each for form, each in done.items() if not each.recorded} == {}
        unwarned = {form for form, each in done.items() if not each.warned}
        assert unwarned <= {"edit", "edit of a poll"}  # the warning is about the message that was edited

        await pip.send_event(evening.room, "m.room.message", {"msgtype": "m.text", "body": 7})
        await odette.wait_message(containing="from pip in Tuesday evening could not be read", room=evening.desk)
