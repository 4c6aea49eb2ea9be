from __future__ import annotations

from zoneinfo import ZoneInfo

from bots import guide, lookout, scribe, warden
from config.walls import load_walls
from fourwalls.group.people import Bot
from handlers.settings import Settings
from tests.support.records import BOTS


def test_only_the_warden_heeds_no_words() -> None:
    bots = (
        warden.duties(Settings(load_walls(), BOTS[Bot.WARDEN], ZoneInfo("UTC")), BOTS[Bot.WARDEN]),
        guide.duties(),
        scribe.duties(),
        lookout.duties(),
    )
    assert [duties.heeds_words for duties in bots] == [False, True, True, True]
