"""The private word, by every road once: real people in a real room who are warned, and what they make of it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bots.demo.homeserver import LocalHomeserver
from fourwalls.group.people import EventId
from fourwalls.storage import tally
from fourwalls.storage.keyfiles import load_operational_keys
from fourwalls.storage.records import Records
from fourwalls.storage.sealing import TranscriptSealer
from tests.support.gathering import GROUP, Gathering, gather
from tests.support.house import prepare_site, running_house
from tests.support.member import Member
from tests.support.seen import Seen
from tests.support.synapse import Register, SignIn, talkative

pytestmark = pytest.mark.e2e

NAME = "my name is Philippa Arkwright"
PHONE = "ring me on 07700 900111"


@pytest.mark.timeout(300)
async def test_a_quiet_word_by_every_road(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth, pip, walt = [await sign_in(name) for name in ("odette", "ruth", "pip", "walt")]
    await talkative(homeserver, pip.user_id)
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with running_house(site):
        evening = await gather(site, odette, ruth, pip=pip, walt=walt)
        await evening.open_session()
        await taken_away_by_a_tap(evening, pip, walt)
        await taken_away_by_a_word(evening, pip, walt)
        await changed(evening, pip)
        await captioned_asked_and_split(evening, pip)
        await asked(evening, pip, odette)
        await paused(evening, pip, ruth)
        await waved_through(evening, pip)
        await counted(evening, odette)
        assert not [seen for seen in walt.messages(evening.room) if "«" in seen.body or "quiet word" in seen.body]


async def taken_away_by_a_tap(evening: Gathering, pip: Member, walt: Member) -> None:
    slip = await pip.send(evening.room, NAME)
    word = await evening.hears(pip, "«Philippa Arkwright»")
    assert "in Tuesday evening may hold a full name" in word.body
    for line in ("✂ remove", "✏ edit", "👍 keep", "❔ ask"):
        assert line in word.body
    assert word.encrypted
    await pip.react(word.room, word.event_id, "✂️")
    await walt.wait_redaction(slip)
    done = await evening.hears(pip, "In the transcript it is hidden now", after=word.event_id)
    assert not is_shown(evening, slip)
    await evening.tell_guide(pip, "restore")  # a tap could be forged, so its author has it back in the transcript
    await evening.hears(pip, "stands in the transcript again", after=done.event_id)
    assert is_shown(evening, slip)


async def taken_away_by_a_word(evening: Gathering, pip: Member, walt: Member) -> None:
    first, second = [await pip.send(evening.room, f"{part} {NAME}") for part in ("teapot", "kettle")]
    word = await evening.hears(pip, "teapot")
    await evening.hears(pip, "kettle", after=word.event_id)
    await pip.send(word.room, "remove", replyTo=word.event_id)  # the answer to that word, though another came since
    await walt.wait_redaction(first)
    await evening.hears(pip, "and out of the transcript", after=word.event_id)
    assert [is_shown(evening, event) for event in (first, second)] == [False, True]
    await pip.redact(evening.room, second)
    await evening.hears(pip, "Thank you for taking it away", after=word.event_id)


async def changed(evening: Gathering, pip: Member) -> None:
    slip = await pip.send(evening.room, PHONE)
    word = await evening.hears(pip, "«07700 900111»")
    await pip.react(word.room, word.event_id, "✏️")
    how = await evening.hears(pip, "Element X on a phone", after=word.event_id)
    await pip.send(evening.room, f"{PHONE}, please do", replaces=slip)  # nothing new in it
    await pip.send(evening.room, f"{PHONE} or meet me at 14 Sycamore Close, Leeds", replaces=slip)
    more = await evening.hears(pip, "Sycamore", after=how.event_id)
    assert "«07700" not in more.body
    await pip.send(evening.room, "write to me", replaces=slip)
    await evening.hears(pip, "Thank you for changing it", after=more.event_id)
    assert len([seen for seen in words_to(evening, pip, how.event_id) if "«" in seen.body]) == 1


async def captioned_asked_and_split(evening: Gathering, pip: Member) -> None:
    picture = {"msgtype": "m.image", "body": "with Rosalind Featherstone", "filename": "us.png", "url": "mxc://x/y"}
    poll = {"question": {"m.text": "who rings Gwendoline Ashworth?"}, "answers": [{"m.id": "1", "m.text": "me"}]}
    last = await pip.send_event(evening.room, "m.room.message", picture)
    word = await evening.hears(pip, "«Rosalind Featherstone»")
    last = await pip.send_event(evening.room, "m.poll.start", {"m.poll": poll})
    word = await evening.hears(pip, "«Gwendoline Ashworth»", after=word.event_id)
    await pip.send(evening.room, "my surname is")
    last = await pip.send(evening.room, "okonkwo")
    await evening.hears(pip, "«okonkwo»", after=word.event_id)
    await evening.tell_guide(pip, "please remove it")
    await pip.wait_redaction(last)


async def asked(evening: Gathering, pip: Member, odette: Member) -> None:
    await pip.send(evening.room, "my sister is Persephone Okafor")
    word = await evening.hears(pip, "«Persephone Okafor»")
    assert "about somebody else" in word.body
    await pip.react(word.room, word.event_id, "❔")
    how = await evening.hears(pip, "Write ask and then your question", after=word.event_id)
    await evening.tell_guide(pip, "ask may I name my sister?")
    await odette.wait_message(containing="may I name my sister?", room=evening.desk)
    await evening.hears(pip, "Online Manager", after=how.event_id)
    told = " ".join(seen.body for seen in odette.messages(evening.desk))
    assert "Okafor" not in told
    await evening.tell_guide(pip, "done")
    await evening.hears(pip, "stays with me again", after=how.event_id)


async def paused(evening: Gathering, pip: Member, ruth: Member) -> None:
    said = await evening.tell_guide(ruth, "!warnings pause")
    await evening.hears(ruth, "until the session closes", after=said)
    await pip.send(evening.room, "meet Anastasia Fairweather")
    said = await everything_heard(evening, pip)
    await evening.tell_guide(ruth, "!warnings resume")
    await evening.hears(ruth, "From now on I give private warnings")
    await pip.send(evening.room, "and meet Leopold Fairweather")
    await evening.hears(pip, "«Leopold Fairweather»", after=said)
    assert not [seen for seen in words_to(evening, pip) if "Anastasia" in seen.body]


async def waved_through(evening: Gathering, pip: Member) -> None:
    await pip.send(evening.room, "the leaflet is by Barnaby Thistlewood")
    word = await evening.hears(pip, "«Barnaby Thistlewood»")
    await pip.react(word.room, word.event_id, "👍🏽")
    kept = await evening.hears(pip, "I will not ask you about this again", after=word.event_id)
    await pip.send(evening.room, "yes, by barnaby thistlewood")
    await everything_heard(evening, pip)
    assert not [seen for seen in words_to(evening, pip, kept.event_id) if "histlewood" in seen.body]


async def counted(evening: Gathering, odette: Member) -> None:
    said = await evening.tell_guide(odette, "!warnings")
    told = await evening.hears(odette, "numbers only", after=said)
    assert "full name: " in told.body
    assert "contact: " in told.body
    assert "1 changed" in told.body
    assert "pip" not in told.body


@pytest.mark.timeout(300)
async def test_a_burst_is_one_word_and_its_answer_takes_all_of_it_away(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth, pip, walt = [await sign_in(name) for name in ("odette", "ruth", "pip", "walt")]
    await talkative(homeserver, pip.user_id)
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP, together=60)
    async with running_house(site):
        evening = await gather(site, odette, ruth, pip=pip, walt=walt)
        slips = await asyncio.gather(*(pip.send(evening.room, f"{number}: {NAME}") for number in range(200)))
        word = await evening.hears(pip, "«Philippa Arkwright»")
        await everything_heard(evening, pip)
        assert [seen.event_id for seen in words_to(evening, pip) if "«" in seen.body] == [word.event_id]
        await pip.react(word.room, word.event_id, "✂️")
        await evening.hears(pip, "the 200 messages")
        await walt.wait_redaction(slips[0])
        await all_taken_away(evening, len(slips))


@pytest.mark.timeout(300)
async def test_what_comes_within_the_time_comes_together_and_who_cannot_be_reached_is_told_of_once(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth, pip, walt = [await sign_in(name) for name in ("odette", "ruth", "pip", "walt")]
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP, together=8)
    async with running_house(site):
        evening = await gather(site, odette, ruth, pip=pip, walt=walt)
        await together(evening, pip, walt)
        await out_of_reach(evening, walt, ruth)


async def together(evening: Gathering, pip: Member, walt: Member) -> None:
    kept, gone, also = [await pip.send(evening.room, words) for words in (NAME, PHONE, "i live at 4 Sycamore Close")]
    first = await evening.hears(pip, "«Philippa Arkwright»")
    more = await evening.hears(pip, "A quiet word once more", after=first.event_id)
    assert "«07700 900111»" in more.body
    assert "4 Sycamore Close»" in more.body
    await pip.react(more.room, more.event_id, "✂")
    await walt.wait_redaction(gone)
    await walt.wait_redaction(also)
    await evening.hears(pip, "the 2 messages", after=more.event_id)
    assert kept not in {each.redacts for each in walt.sight.redactions}


async def out_of_reach(evening: Gathering, walt: Member, ruth: Member) -> None:
    private = evening.private[walt.user_id]
    await walt.leave(private)
    for words in ("my name is Walter Pemberton", "i was born on 3 May 1961"):
        await walt.send(evening.room, words)
    told = await evening.hears(ruth, "I cannot reach walt in private")
    assert "name" not in told.body
    await walt.send(evening.room, "and my NHS number is 943 476 5919")
    await everything_heard(evening, ruth)
    assert len([seen for seen in words_to(evening, ruth) if "I cannot reach walt" in seen.body]) == 1
    assert not [seen for seen in walt.messages(evening.room) if "reach" in seen.body or "«" in seen.body]


async def all_taken_away(evening: Gathering, number: int) -> None:
    """Wait until the warden has taken so many messages away: a client's sync shows only some of so many."""
    database = evening.site.open_database()
    try:
        while database.run_sync(lambda conn: tally.performed(conn, "Redact", 0)) < number:
            await everything_heard(evening, evening.facilitator)
        assert database.run_sync(lambda conn: tally.performed(conn, "Redact", 0)) == number
    finally:
        database.close()


async def everything_heard(evening: Gathering, member: Member) -> str:
    """Wait until the guide has answered somebody, which it does after all that it had to say before."""
    said = await evening.tell_guide(member, "transcripts")
    return (await evening.hears(member, "transcripts", after=said)).event_id


def words_to(evening: Gathering, member: Member, after: str = "") -> list[Seen]:
    """What stands in somebody's private room."""
    seen = [each for each in member.messages(evening.private[member.user_id]) if each.sender != member.user_id]
    ids = [each.event_id for each in seen]
    return seen[ids.index(after) + 1 :] if after else seen


def is_shown(evening: Gathering, event: str) -> bool:
    """Whether readers of the transcript see a message."""
    keys, database = load_operational_keys(evening.site.settings.keys), evening.site.open_database()

    def look(conn: Any) -> bool:
        return Records(conn, keys, TranscriptSealer(), evening.site.settings.users).is_shown(EventId(event))

    try:
        return database.run_sync(look)
    finally:
        database.close()
