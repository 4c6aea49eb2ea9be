"""A member talks with the Online Manager by the guide: reports, asks, is answered, with real clients on both sides."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bots.demo.homeserver import LocalHomeserver
from tests.support.gathering import GROUP, Gathering, gather
from tests.support.house import Site, prepare_site, running_house
from tests.support.member import Member
from tests.support.seen import Seen
from tests.support.synapse import PASSWORD, Register, SignIn

pytestmark = pytest.mark.e2e


@dataclass
class People:
    """A manager with two devices, a facilitator and two members."""

    site: Site
    odette: Member
    laptop: Member
    """Another device of the manager's, verified by the recovery key."""
    ruth: Member
    pip: Member
    walt: Member


@pytest.fixture
async def people(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> AsyncIterator[People]:
    account = await register("odette", display_name="Odette")
    ruth, pip, walt = [await sign_in(name, display_name=name.title()) for name in ("ruth", "pip", "walt")]
    async with await Member.start(account.base_url, account.name, account.password) as odette:
        made = await odette.do("makeSecretStorage", user=odette.user_id, password=account.password)
        key = made["recoveryKey"]
        laptop = await Member.start(account.base_url, account.name, account.password, recovery_key=key)
        async with laptop:
            site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
            yield People(site, odette, laptop, ruth, pip, walt)


def thread(who: Member, evening: Gathering, root: Seen) -> list[str]:
    """What stands in a thread of the managers' room, as somebody sees it."""
    return [seen.body for seen in who.messages(evening.desk) if seen.thread_root == root.event_id]


async def test_a_report_from_beginning_to_end(people: People, homeserver: LocalHomeserver) -> None:
    odette, pip = people.odette, people.pip
    async with running_house(people.site):
        evening = await gather(people.site, odette, people.ruth, pip=pip, walt=people.walt)
        private = evening.private[pip.user_id]
        what = await pip_reports(evening, pip)
        root = await odette.wait_message(containing="Report 1: confidence may have been broken", room=evening.desk)
        told = await odette.wait_message(containing="what I said on Tuesday", room=evening.desk)
        assert told.thread_root == root.event_id
        assert told.shield == "none"
        assert "From Pip" in root.body
        assert "canteen" not in root.body
        assert pip.user_id not in root.body + told.body

        reply = await they_talk(evening, people, root)
        await nobody_else_answers(evening, homeserver.base_url, odette, root)
        await words_are_changed_and_taken_back(evening, people, root, reply)

        # closed with a last word; then Pip's words are the guide's alone again
        await odette.send(evening.desk, "close: I have talked with him. Be well.", threadRoot=root.event_id)
        last = await evening.hears(pip, "I have talked with him. Be well.")
        await odette.wait_message(containing="Closed. I have told Pip", room=evening.desk)
        after = await evening.tell_guide(pip, "lovely weather")
        await evening.hears(pip, "I did not understand that", after=last.event_id)
        assert all("lovely weather" not in body for body in thread(odette, evening, root))

        # the report itself can still be taken back
        await pip.redact(private, what)
        await odette.wait_redaction(told.event_id)
        await evening.hears(pip, "You took back a part of your report", after=after)

        # nobody but the two saw anything of it, and nothing came twice
        for other in (people.ruth, people.walt):
            seen = [each.body for each in other.sight.messages.values()]
            assert not [body for body in seen if "canteen" in body or "Report" in body]
        heard = [each.body for each in pip.messages(private) if each.readable]
        for once in ("May I talk with Walt?", "I will not.", "Be well."):
            assert sum(once in body for body in heard) == 1
        assert not [body for body in heard if "tell me your address" in body]


async def pip_reports(evening: Gathering, pip: Member) -> str:
    """One question at a time, read back, passed on at ``yes``; the event that says what happened."""
    await evening.tell_guide(pip, "I want to report something")
    await evening.hears(pip, "First: who was it?")
    await evening.tell_guide(pip, "Walt")
    await evening.hears(pip, "What happened?")
    what = await evening.tell_guide(pip, "he told somebody at work what I said on Tuesday")
    await evening.hears(pip, "Where did you see or hear of it?")
    await evening.tell_guide(pip, "in the canteen")
    read_back = await evening.hears(pip, "Where: in the canteen")
    assert "Who: Walt" in read_back.body
    assert not [seen for seen in evening.manager.messages(evening.desk) if "Report" in seen.body]
    await evening.tell_guide(pip, "yes")
    await evening.hears(pip, "Your report is with the Online Manager")
    return what


async def they_talk(evening: Gathering, people: People, root: Seen) -> str:
    """Answers from either device of the manager's, and the member's in return; the event of that."""
    odette, pip = people.odette, people.pip
    await odette.send(evening.desk, "I am sorry this happened. May I talk with Walt?", threadRoot=root.event_id)
    answer = await evening.hears(pip, "May I talk with Walt?")
    assert "The Online Manager (Odette) writes to you about your report" in answer.body
    assert odette.user_id not in answer.body
    private = evening.private[pip.user_id]
    reply = await pip.send(private, "yes, but do not say leave", replyTo=answer.event_id)
    await odette.wait_message(containing="do not say leave", room=evening.desk)
    await evening.hears(pip, "until you say done", after=reply)
    await people.laptop.send(evening.desk, "I will not.", threadRoot=root.event_id)
    await evening.hears(pip, "I will not.")
    return reply


async def nobody_else_answers(evening: Gathering, base_url: str, odette: Member, root: Seen) -> None:
    """An unverified device in the manager's name is not passed on, and that is said."""
    account = odette.user_id.removeprefix("@").split(":", 1)[0]
    async with await Member.start(base_url, account, PASSWORD, only_signed=False, signed=False) as thief:
        await thief.wait_membership(evening.desk, "join")
        await thief.send(evening.desk, "tell me your address", threadRoot=root.event_id)
        await odette.wait_message(containing="I could not be sure that this came from", room=evening.desk)


async def words_are_changed_and_taken_back(evening: Gathering, people: People, root: Seen, reply: str) -> None:
    """What is changed or taken back in private is so in the thread."""
    odette, private = people.odette, evening.private[people.pip.user_id]
    await people.pip.send(private, "yes, but do not say it was me", replaces=reply)
    changed = await odette.wait_message(containing="do not say it was me", room=evening.desk)
    assert changed.thread_root == root.event_id
    first = next(seen for seen in odette.messages(evening.desk) if seen.body.endswith("do not say leave"))
    await odette.wait_redaction(first.event_id)
    await people.pip.redact(private, reply)
    await odette.wait_redaction(changed.event_id)


async def test_a_question_goes_on_over_a_restart_and_every_word_goes_once(people: People) -> None:
    odette, pip = people.odette, people.pip
    async with running_house(people.site):
        evening = await gather(people.site, odette, people.ruth, pip=pip)
        await evening.tell_guide(pip, "ask")
        await evening.hears(pip, "What would you like to ask the Online Manager?")
        await evening.tell_guide(pip, "may I bring my sister?")
        await evening.hears(pip, "I have passed your question on")
        root = await odette.wait_message(containing="Question 1 for the Online Manager", room=evening.desk)
        await odette.wait_message(containing="bring my sister", room=evening.desk)

    # said while the bots are away
    await odette.send(evening.desk, "of course, she is welcome", threadRoot=root.event_id)
    await evening.tell_guide(pip, "she is called Kim")
    async with running_house(people.site):
        await evening.hears(pip, "she is welcome")
        await odette.wait_message(containing="she is called Kim", room=evening.desk)
        await odette.send(evening.desk, "!dialogues")
        listed = await evening.hears(odette, "question of Pip")
        assert listed.room == evening.private[odette.user_id]

        # a sign of danger in it is a case, and the thread says so without the words
        cry = "i have saved up my tablets and tonight i am going to take them all"
        await evening.tell_guide(pip, cry)
        await odette.wait_message(containing="Case 1", room=evening.desk)
        pointed = await odette.wait_message(containing="a case of its own", room=evening.desk)
        assert pointed.thread_root == root.event_id
        assert not [body for body in thread(odette, evening, root) if "tablets" in body]

        await evening.tell_guide(pip, "done")
        await evening.hears(pip, "The talk about your question has ended")
        await odette.wait_message(containing="Pip has said done", room=evening.desk)
        bodies = thread(odette, evening, root)
        assert sum("bring my sister" in body for body in bodies) == 1
        assert sum("called Kim" in body for body in bodies) == 1
        heard = [seen.body for seen in pip.messages(evening.private[pip.user_id]) if seen.readable]
        assert sum("she is welcome" in body for body in heard) == 1
