from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bots.ground import Ground
from bots.returning import Returning
from fourwalls.group.effects.done import Invite, TellManagers, Whisper
from fourwalls.group.effects.kept import GiveSeat
from fourwalls.group.people import Bot, Role, Standing
from tests.bots.furnishing import a_furnished_ground, effects, told
from tests.handlers.happened import HERE
from tests.support.records import ANN, FAY, NOON

OVER = NOON + timedelta(days=2)


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_furnished_ground(tmp_path) as furnished:
        group = furnished.database.run_sync(lambda conn: furnished.records(conn).groups_of(ANN)[0].group)
        out = GiveSeat(ANN, group, Role.FACILITATOR, Standing.SUSPENDED, NOON, FAY, OVER)
        furnished.database.run_sync(lambda conn: furnished.records(conn).apply(out))
        yield furnished


def looked(ground: Ground, hours_late: float) -> int:
    now = OVER + timedelta(hours=hours_late)
    return ground.database.run_sync(lambda conn: Returning(ground, lambda: None).ask_in(conn, now))


def test_nobody_comes_back_before_their_time(ground: Ground) -> None:
    assert looked(ground, -0.1) == 0
    assert ground.database.run_sync(lambda conn: ground.records(conn).groups_of(ANN)) == []


@pytest.mark.parametrize("hours_late", [0, 100])
def test_they_are_asked_in_once_however_late_the_bots_are(ground: Ground, hours_late: float) -> None:
    assert looked(ground, hours_late) == 1
    assert looked(ground, hours_late) == 0
    (seat,) = ground.database.run_sync(lambda conn: ground.records(conn).groups_of(ANN))
    assert (seat.standing, seat.role, seat.until) == (Standing.INVITED, Role.FACILITATOR, None)
    assert Invite(HERE, ANN) in effects(ground, Bot.WARDEN)
    assert [type(effect) for effect in effects(ground, Bot.GUIDE)] == [Whisper]
    assert any(isinstance(effect, TellManagers) for effect in effects(ground, Bot.WARDEN))
    assert told(ground, Bot.WARDEN)
