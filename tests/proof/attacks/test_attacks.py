"""The attacks that take little time, in every test run; ``python -m tests.proof.attacks`` carries out all of them."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from tests.proof.attacks.attack import Row, line, table
from tests.proof.attacks.playing import ATTACKS, play
from tests.support.synapse import running_homeserver

GOOD = Row("something", tried=3, obeyed=0, words=2, examined=2, control=1, went_on=True, memory=99.6)


@pytest.mark.e2e
@pytest.mark.timeout(240)
async def test_nobody_without_proof_is_obeyed_and_everything_goes_on(tmp_path: Path) -> None:
    quick = [attack for attack in ATTACKS if attack.quick]
    async with running_homeserver(tmp_path / "homeserver", limits="off") as homeserver:  # a flood is one of them
        rows = await play(tmp_path, homeserver, seed=1, attacks=quick)
    assert [row for row in rows if not row.ok] == []
    assert json.loads(line(rows)) == {"tried": sum(row.tried for row in rows), "obeyed": 0, "ok": True}


@pytest.mark.e2e
@pytest.mark.timeout(240)
async def test_bots_that_believe_everybody_are_seen_to_obey(tmp_path: Path) -> None:
    replayed = [attack for attack in ATTACKS if attack.name == "a facilitator's order replayed"]
    async with running_homeserver(tmp_path / "homeserver", limits="off") as homeserver:
        (row,) = await play(tmp_path, homeserver, seed=1, attacks=replayed, control=True)
    assert row.obeyed > 0
    assert not row.ok


@pytest.mark.parametrize(
    "wrong", [{"tried": 0}, {"obeyed": 1}, {"examined": 1}, {"control": 0}, {"went_on": False}], ids=str
)
def test_a_row_is_good_only_if_it_was_tried_could_have_failed_and_nothing_came_of_it(wrong: dict[str, Any]) -> None:
    assert GOOD.ok
    row = dataclasses.replace(GOOD, **wrong)
    assert not row.ok
    assert json.loads(line([GOOD, row]))["ok"] is False


def test_nothing_tried_is_not_good() -> None:
    assert json.loads(line([]))["ok"] is False


def test_the_table_has_a_line_for_each_attack() -> None:
    assert table([GOOD, GOOD])[2:] == ["| something | 3 | 0 | 2 of 2 | yes | 100 MiB |"] * 2
