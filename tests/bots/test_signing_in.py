from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bots.ground import Ground
from bots.signing_in import SigningIn
from fourwalls.group.effects.done import Whisper
from fourwalls.group.effects.kept import CloseGroup
from fourwalls.group.people import Bot, PersonId
from fourwalls.storage import signin
from tests.bots.furnishing import a_furnished_ground, now_ms, waiting
from tests.support.records import ANN, BEN, EVE, FAY, NOON


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_furnished_ground(tmp_path) as furnished:
        yield furnished


def ask(ground: Ground, person: PersonId, at: int | None = None) -> str:
    return ground.database.run_sync(
        lambda conn: signin.ask(conn, ground.keys.lookup_key, person, "browser", now_ms() if at is None else at)
    )


def look(ground: Ground) -> bool:
    return ground.database.run_sync(SigningIn(ground, lambda: None)._send_codes)


def codes(ground: Ground) -> list[tuple[PersonId, str]]:
    found = []
    for row in waiting(ground, Bot.GUIDE):
        assert isinstance(row.effect, Whisper)
        code = re.search(r"\b\d[\d ]{7,}\b", ground.say(row.effect.words))
        assert code is not None
        found.append((row.effect.to, code[0]))
    return found


def test_each_request_gets_one_code_which_its_browser_can_use(ground: Ground) -> None:
    request = ask(ground, ANN)
    assert look(ground)
    assert not look(ground)
    ((person, code),) = codes(ground)
    assert person == ANN
    redeemed = ground.database.run_sync(
        lambda conn: signin.redeem(conn, ground.keys.lookup_key, request, "browser", code, int(time.time() * 1000))
    )
    assert redeemed == ground.keys.person(ANN)


@pytest.mark.parametrize("person", [EVE, BEN])
def test_nobody_who_is_not_ours_is_written_to(ground: Ground, person: PersonId) -> None:
    ask(ground, person)
    assert not look(ground)
    assert codes(ground) == []


def test_whoever_was_inside_a_group_that_is_closed_may_still_read(ground: Ground) -> None:
    group = ground.database.run_sync(lambda conn: ground.records(conn).groups()[0])
    ground.database.run_sync(lambda conn: ground.records(conn).apply(CloseGroup(group.id, NOON)))
    ask(ground, ANN)
    ask(ground, BEN)
    assert look(ground)
    assert [person for person, _ in codes(ground)] == [ANN]


def test_a_request_that_is_too_old_gets_none(ground: Ground) -> None:
    ask(ground, ANN, now_ms() - signin.CODE_LIFE_MS - 1)
    assert not look(ground)


def test_a_code_lives_no_longer_than_its_request(ground: Ground) -> None:
    ask(ground, ANN)
    ask(ground, FAY)
    look(ground)
    assert len(codes(ground)) == 2
    assert waiting(ground, Bot.GUIDE, now_ms() + signin.CODE_LIFE_MS + 1) == []
