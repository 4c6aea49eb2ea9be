"""Three requests to share with real members: granted and then withdrawn, and refused by silence."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bots.demo.homeserver import LocalHomeserver
from bots.house import House
from bots.sharing import Sharing
from fourwalls.group.share import ShareNumber, ShareState
from tests.support.gathering import GROUP, Gathering, gather
from tests.support.house import prepare_site, running_house
from tests.support.member import Member
from tests.support.synapse import Register, SignIn

pytestmark = pytest.mark.e2e

BOAT = "how rowing helped one of us after the operation"


async def asks(evening: Gathering, who: Member, words: str, whose: str, where: str) -> str:
    """Put a request together in plain words, as the guide asks for them; the id of the word ``send``."""
    said = ""
    for text, question in (
        ("share", "what would you like to tell"),
        (words, "Whom is it about"),
        (whose, "To whom, or where"),
        (where, "How long"),
        ("ok", "This is what I would ask"),
    ):
        said = await evening.tell_guide(who, text)
        await evening.hears(who, question, after=said)
    return await evening.tell_guide(who, "send")


async def state_of(house: House, number: int) -> ShareState:
    share = await house.ground.database.run(lambda conn: house.ground.records(conn).share(ShareNumber(number)))
    assert share is not None
    return share.state


async def test_consent_is_asked_of_everybody_given_refused_by_silence_and_withdrawn(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth, pip, walt = [
        await sign_in(name, display_name=name.title()) for name in ("odette", "ruth", "pip", "walt")
    ]
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with running_house(site) as house:
        evening = await gather(site, odette, ruth, pip=pip, walt=walt)

        # granted: by encrypted words of everybody, and by no reaction
        await asks(evening, pip, BOAT, "Walt", "the spring newsletter")
        question = await evening.hears(walt, "tell something about you")
        assert BOAT in question.body
        await evening.hears(ruth, "It is about Walt")
        await odette.wait_message(containing="asks Tuesday evening for consent", room=evening.desk)
        await walt.react(evening.private[walt.user_id], question.event_id, "\U0001f44d")
        await evening.tell_guide(ruth, "yes")
        await evening.hears(ruth, "you agree to request 1")
        assert await state_of(house, 1) is ShareState.ASKED
        await evening.tell_guide(walt, "Yes 1")
        await evening.hears(pip, "Everybody has agreed to your request 1")
        agreed = await odette.wait_message(containing="everybody has agreed", room=evening.desk)
        assert "the spring newsletter" in agreed.body

        # withdrawn: whoever got it is told, and not by whom
        await evening.tell_guide(walt, "withdraw 1")
        await evening.hears(walt, "may not be told any more")
        told = await evening.hears(pip, "Consent to your request 1")
        noticed = await odette.wait_message(containing="Consent to request 1", room=evening.desk)
        assert "Walt" not in told.body + noticed.body
        assert await state_of(house, 1) is ShareState.WITHDRAWN

        # refused by silence: nobody but the silent one knows why
        await asks(evening, walt, "that we laugh a lot on Tuesdays", "nobody", "my sister")
        await evening.hears(pip, "that we laugh a lot on Tuesdays")
        await evening.tell_guide(ruth, "yes 2")
        await evening.hears(ruth, "you agree to request 2")
        later = house.ground.now() + timedelta(days=15)
        sharing = Sharing(house.ground, house.rouse)
        assert await house.ground.database.run(lambda conn: sharing.do_what_is_due(conn, later)) == 1
        house.rouse()
        over = await evening.hears(walt, "not everybody in Tuesday evening has agreed")
        assert not any(name in over.body for name in ("Pip", "Ruth"))
        await evening.hears(pip, "The time for request 2")
        await odette.wait_message(containing="It stays in the group", room=evening.desk)
        assert await state_of(house, 2) is ShareState.EXPIRED

        # nothing of all that was said in front of the group
        bots = set(house.ground.bots.values())
        spoken = [seen.body for seen in ruth.messages(evening.room) if seen.sender in bots]
        assert all(body.startswith("About this room") for body in spoken)
