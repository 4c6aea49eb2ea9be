from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bots.cli.accepting import NotOnAListError, _wish
from bots.ground import Ground
from fourwalls.group.effects.done import AcceptIdentity, TellManagers, Whisper
from fourwalls.group.people import Bot, PersonId
from tests.bots.furnishing import a_furnished_ground, effects
from tests.support.records import EVE, MAX


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_furnished_ground(tmp_path) as furnished:
        yield furnished


def accept(ground: Ground, person: PersonId) -> None:
    def work(conn: Connection) -> None:
        _wish(conn, ground.keys, person, 1)

    ground.database.run_sync(work)


def test_the_operator_can_have_the_managers_new_keys_believed(ground: Ground) -> None:
    accept(ground, MAX)
    for bot in Bot:
        assert AcceptIdentity(bot, MAX) in effects(ground, bot)
    told = [effect for effect in effects(ground, Bot.GUIDE) if isinstance(effect, Whisper | TellManagers)]
    assert len(told) == 2
    assert all(ground.say(effect.words) for effect in told)


def test_a_stranger_has_no_keys_to_accept(ground: Ground) -> None:
    with pytest.raises(NotOnAListError, match="full Matrix id"):
        accept(ground, EVE)
    assert effects(ground, Bot.GUIDE) == []
