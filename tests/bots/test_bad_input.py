"""Commands typed wrong, by real clients: each is answered in private, and does nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bots.demo.homeserver import LocalHomeserver
from tests.support.gathering import GROUP, Gathering, gather
from tests.support.house import prepare_site, running_house
from tests.support.member import Member
from tests.support.synapse import PASSWORD, Register, SignIn

pytestmark = pytest.mark.e2e


async def test_what_is_typed_wrong_is_answered_in_private_and_does_nothing(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth, pip, eve = [await sign_in(name) for name in ("odette", "ruth", "pip", "eve")]
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with running_house(site):
        evening = await gather(site, odette, ruth, pip=pip)
        for given, answer in (
            ("!rostre", "The nearest that I know: !roster"),
            ("!remove", "I could not follow that"),
            ("!suspend @nobody:fourwalls.localhost 3 days", "is not on the list"),
            (f"!remove {eve.user_id}", "is not on the list"),
        ):
            await answered(evening, ruth, given, answer)
        await another_group(evening, eve)
        await in_a_thread(evening)
        await from_a_device_that_nobody_verified(evening)
        assert eve.invites == []


async def answered(evening: Gathering, who: Member, given: str, answer: str) -> None:
    asked = await evening.tell_guide(who, given)
    await evening.hears(who, answer, after=asked)


async def another_group(evening: Gathering, eve: Member) -> None:
    """A facilitator asks a stranger into a group that is not theirs, by the app and by the guide."""
    asked = await evening.manager.send(evening.desk, "!group new Harbour light in one room")
    await evening.hears(evening.manager, "Harbour light", after=asked)
    await answered(evening, evening.facilitator, f"!invite {eve.user_id} Harbour light", "I could not follow that")


async def in_a_thread(evening: Gathering) -> None:
    """Obeyed like any other, and answered in private; the room sees no answer."""
    ruth = evening.facilitator
    root = await ruth.send(evening.room, "who is here tonight?")
    asked = await ruth.send(evening.room, "!roster", threadRoot=root)
    await evening.hears(ruth, "On the list of", after=asked)
    assert not [seen for seen in ruth.messages(evening.room) if "On the list of" in seen.body]


async def from_a_device_that_nobody_verified(evening: Gathering) -> None:
    ruth = evening.facilitator
    base_url = evening.site.env["FOURWALLS_HOMESERVER"]
    async with await Member.start(base_url, ruth.user_id, PASSWORD, signed=False, only_signed=False) as elsewhere:
        await elsewhere.wait_membership(evening.private[ruth.user_id], "join")
        asked = await elsewhere.send(evening.private[ruth.user_id], "!session open")
        refused = await elsewhere.wait_message(
            containing="verif", room=evening.private[ruth.user_id], after=asked, timeout=60
        )
        assert refused.sender != ruth.user_id
    assert not [seen for seen in ruth.messages(evening.room) if "session is open" in seen.body]
