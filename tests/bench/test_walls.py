from __future__ import annotations

import json
from pathlib import Path

import pytest

from config.walls import load_walls
from fourwalls.group.people import RoomKind
from tests.bench.test_bench import MACHINE
from tests.bench.walls import report
from tests.bench.walls.measuring import DRIFTS, Walls, measure

WALLS = Walls(round_trips=[0.02, 0.03, 0.04], evictions=[0.06, 0.07, 0.09], repairs=[0.08] * 3)


@pytest.mark.e2e
@pytest.mark.timeout(300)
async def test_strangers_are_led_out_and_settings_put_back_while_it_is_timed(tmp_path: Path) -> None:
    rounds = len(DRIFTS)  # every setting once
    walls = await measure(tmp_path, rounds, seed=1)
    for seconds in (walls.round_trips, walls.evictions, walls.repairs):
        assert len(seconds) == rounds
        assert all(each > 0 for each in seconds)


def test_every_drift_is_one_that_the_contract_does_not_allow() -> None:
    contract = load_walls()[RoomKind.GROUP]
    for type_, content in DRIFTS.items():
        assert type_ in {each.type for each in contract.differences({(type_, ""): content}) if each.was == content}


def test_the_last_line_is_what_a_script_reads() -> None:
    told = json.loads(report.last_line(WALLS))
    assert told == {"evict_p95_ratio": 2.933, "repair_p95_ratio": 2.667, "rounds": 3}


def test_the_page_says_how_it_was_made_and_what_was_found() -> None:
    page = report.markdown(WALLS, MACHINE, seed=5)
    assert "`make bench-walls ROUNDS=3 SEED=5 WRITE=1`" in page
    assert "commit abc1234" in page
    assert "| somebody without a seat joins → seen to be out | 3 | 70 (60 to 90) |" in page
    assert report.last_line(WALLS) in page
    assert "rate limits are lifted" in page
