"""Late keys and a long absence, small enough for every test run; and how a run is told."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path

import pytest

from bots.demo.homeserver import LocalHomeserver
from fourwalls.group.people import Bot
from fourwalls.storage.tally import Tally
from tests.bench.machine import Machine
from tests.bench.watching import Progress
from tests.proof import absence, late, report
from tests.proof.absence import Absence
from tests.proof.holding import KeyHolder
from tests.proof.late import Late, LateWords
from tests.proof.plan import Kind
from tests.proof.proving import Proof, Told
from tests.proof.report import BEGIN, END, Results
from tests.proof.scene import in_session
from tests.proof.test_proof import CLEAN

MACHINE = Machine("a small CPU", 2, 4.0, 0.1, "Linux 6", "3.11.7", "1.163.2", "0.26.0", "abc1234", "2026-11-24")
DONE = {Bot.GUIDE: 104.0, Bot.LOOKOUT: 105.0, Bot.SCRIBE: 104.5}
WORDS = (
    LateWords(Progress(90.0, DONE), said_at=90.0, key_at=104.5),
    LateWords(Progress(90.0, DONE), said_at=90.0, key_at=95.0, bots_there=False),
    LateWords(Progress(90.0, {Bot.GUIDE: 104.0}), said_at=90.0, key_at=95.0),
)


@pytest.mark.e2e
@pytest.mark.timeout(400)
async def test_words_with_late_keys_and_a_whole_absence_are_caught_up(
    homeserver: LocalHomeserver, tmp_path: Path
) -> None:
    async with (
        KeyHolder(homeserver.base_url) as holder,
        in_session(homeserver, tmp_path, holder.base_url) as scene,
    ):
        found = await late.measure(scene, holder, keys=3, longest=3.0, seed=1)
        assert len(found.words) == 9
        assert len(found.recovered) == 9, found.lines()
        assert found.kills == 1
        assert all(each.key_at <= each.progress.all_done_at for each in found.words), "nothing before its key came"

        away = await absence.measure(scene, messages=150, rotations=3)
        assert away.complete, away.lines()
        assert (away.missed, away.owed_warnings) == (150, 3)
        assert away.keys >= 3


def test_what_was_not_done_is_not_recovered() -> None:
    found = Late(WORDS, kills=1, told=1)
    assert [each.seconds for each in found.recovered] == [0.5, 10.0]
    assert f"{found.percent:.1f}" == "66.7"
    assert "n = 1" in found.times()["key there to done, the bots running"]


@pytest.fixture
def results() -> Results:
    counts = {told: Counter({f"{told} happened": 3}) for told in Told}
    counts[Told.SAID] = Counter({Kind.QUIET.value: 13, Kind.NAME.value: 5, Kind.RISK.value: 2})
    proof = Proof(7, CLEAN, counts, 0, 60.0)
    control = Proof(1, dataclasses.replace(CLEAN, lost=3), counts, 0, 30.0)
    away = Absence(
        150, 6, 4.0, 9.0, 3.0, Tally(150, 150, 150, 3, 0), 3, in_order=True, memory_before=200, memory_most=210
    )
    return Results(MACHINE, proof, control, Late(WORDS[:2], 1, 1), away)


def test_a_run_is_well_only_if_the_control_lost_and_nothing_else(results: Results) -> None:
    assert results.ok
    for wrong in (
        {"proof": results.control},
        {"control": results.proof},
        {"late": Late(WORDS, 1, 1)},
        {"absence": dataclasses.replace(results.absence, in_order=False)},
        {"absence": dataclasses.replace(results.absence, owed_warnings=4)},
    ):
        assert not dataclasses.replace(results, **wrong).ok


def test_the_figures_take_their_place_and_leave_the_rest(results: Results, tmp_path: Path) -> None:
    document = tmp_path / "proof.md"
    document.write_text(f"before\n{BEGIN}\nold figures\n{END}\nafter\n")
    for _ in range(2):
        report.write(results, document)
    told = document.read_text()
    assert told.startswith(f"before\n{BEGIN}\n")
    assert told.endswith(f"{END}\nafter\n")
    assert "old figures" not in told
    for figure in (
        CLEAN.line(),
        results.control.verdict.line(),
        "abc1234",
        "SEED=7",
        "2 (100.0 %)",
        "| 25 |",
        "200, 210",
    ):
        assert figure in told, figure
    document.write_text("no place\n")
    with pytest.raises(ValueError, match="no place"):
        report.write(results, document)


def test_the_document_has_a_place_for_the_figures() -> None:
    before, _, rest = report.DOCUMENT.read_text().partition(BEGIN)
    assert before
    assert END in rest
