"""What a member on a phone meets in the first week: one private room, two invitations, and no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from bots.demo.homeserver import LocalHomeserver
from tests.support.first_week import first_week, friday, monday, thursday, tuesday_night, wednesday
from tests.support.member import Member
from tests.support.synapse import Register, SignIn


@pytest.mark.e2e
@pytest.mark.timeout(300)
async def test_the_first_week_of_a_member_on_a_phone(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    async with first_week(tmp_path, homeserver, register, sign_in) as week:
        await week.ruth.send(week.hers["you and the guide"], f"!invite {week.account.user_id}")
        await monday(week)
        assert sorted(week.pip.rooms) == sorted(week.rooms.values())
        assert len(week.rooms) == 3
        await tuesday_night(week)
        await wednesday(week)
        await week.pip.close(logout=True)
        async with await Member.start(week.account.base_url, week.account.name, week.account.password) as week.pip:
            await week.pip.wait_membership(week.rooms["between meetings"], "join")
            await thursday(week)
            await friday(week)
            assert sorted(week.pip.rooms) == sorted(week.rooms.values())
