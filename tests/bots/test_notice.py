"""The notice that is pinned in a group's room, as a newcomer's own app shows it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bots.demo.homeserver import LocalHomeserver
from handlers import notices
from tests.support.gathering import GROUP, gather
from tests.support.house import prepare_site, running_house
from tests.support.synapse import Register, SignIn

pytestmark = pytest.mark.e2e


async def test_whoever_comes_in_can_read_what_is_pinned(
    tmp_path: Path,
    homeserver: LocalHomeserver,
    register: Register,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notices, "QUARTER", timedelta(milliseconds=1))
    monkeypatch.setattr(notices, "_SETTLED", timedelta(seconds=1))
    odette, ruth, pip, walt = [await sign_in(name) for name in ("odette", "ruth", "pip", "walt")]
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with running_house(site):
        evening = await gather(site, odette, ruth, pip=pip)
        first = await pip.wait_message(containing="About this room", room=evening.room)
        await evening.ask_in("walt", walt)
        second = await walt.wait_message(containing="About this room", room=evening.room)
        assert second.event_id != first.event_id
        assert "voice message" in second.body
        await walt.wait_state(evening.room, "m.room.pinned_events", lambda it: it == {"pinned": [second.event_id]})
