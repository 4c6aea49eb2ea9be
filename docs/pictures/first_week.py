"""Plays a member's first week for real, and draws their private chat with the guide as it looks on a phone.

Run it from the root of the repository: ``.venv/bin/python -m docs.pictures.first_week``. It writes a picture for each
day beside this file, and what they were drawn from (``drawn.py``).
"""

# ruff: noqa: INP001  a script beside its pictures, not a package

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from bots import logs
from docs.pictures import drawn
from docs.pictures.phone import Bubble, Day, Line, draw
from tests.support.first_week import Week, first_week, friday, monday, thursday, tuesday_night, wednesday
from tests.support.member import Member
from tests.support.synapse import members, registrar, running_homeserver

_HERE = Path(__file__).parent
_DAYS = {
    "1-the-policy": "Monday: before coming in",
    "2-help-at-night": "Tuesday, 3 in the morning",
    "3-a-quiet-word": "Wednesday: a slip in the group",
    "4-a-new-phone": "Thursday: a new phone, the recovery key lost",
    "5-leaving-and-back": "Friday: leaving, and coming back",
}


async def main() -> None:
    """Play the week, and draw it."""
    with tempfile.TemporaryDirectory() as folder, drawn.noting() as sentences:
        async with running_homeserver(Path(folder) / "homeserver", limits="off") as homeserver:
            register = registrar(homeserver)
            async with (
                members(register) as sign_in,
                first_week(Path(folder) / "house", homeserver, register, sign_in) as week,
            ):
                await _live(week)
    pictures: dict[str, list[Line]] = {}
    for (name, title), (_, said) in zip(_DAYS.items(), week.days, strict=True):
        pictures[f"week-{name}.png"] = [Day(title), *(Bubble(each.who, each.text) for each in said)]
    for file, lines in pictures.items():
        await draw(_HERE / file, drawn.TITLE, drawn.BELOW, lines)
    drawn.keep(pictures, _HERE, sentences)


async def _live(week: Week) -> None:
    await week.ruth.send(week.hers["you and the guide"], f"!invite {week.account.user_id}")
    for live in (monday, tuesday_night, wednesday):
        await live(week)
        week.note(live.__name__)
    await week.pip.close(logout=True)
    async with await Member.start(week.account.base_url, week.account.name, week.account.password) as week.pip:
        await week.pip.wait_membership(week.rooms["between meetings"], "join")
        for live in (thursday, friday):
            await live(week)
            week.note(live.__name__)


if __name__ == "__main__":
    logs.set_up()
    sys.exit(asyncio.run(main()))
