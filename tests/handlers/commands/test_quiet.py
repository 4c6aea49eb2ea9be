from __future__ import annotations

import pytest

from fourwalls.group.effects.done import TellManagers
from fourwalls.group.effects.warned import PauseWarnings, ResumeWarnings
from fourwalls.group.finding import DetailKind
from fourwalls.group.heard import Proof
from fourwalls.group.session import SessionId
from fourwalls.group.warning import WarningCount
from tests.handlers.commands.giving import in_group, in_private, only_answer
from tests.handlers.happened import house, whispers, words_of
from tests.support.records import ANN, FAY, MAX, NOON, TUESDAY, Paper

SESSION = SessionId("session-0")


def in_session() -> Paper:
    return house().in_session(TUESDAY)


def test_a_pause_is_for_the_session_and_the_managers_hear_of_it() -> None:
    records = in_session()
    effects = in_private("!warnings pause", records=records)
    assert effects[0] == PauseWarnings(SESSION)
    assert whispers(effects) == [(FAY, "quiet-paused")]
    assert isinstance(effects[-1], TellManagers)
    assert "until the session closes" in words_of(effects)
    assert records.warnings_paused(SESSION)


def test_it_is_taken_up_again() -> None:
    records = in_session()
    in_group("!warnings pause", records=records)
    assert only_answer(in_group("!warnings pause", records=records))[0] == "quiet-already-paused"
    effects = in_group("!warnings resume", records=records)
    assert effects[0] == ResumeWarnings(SESSION, NOON)
    assert whispers(effects) == [(FAY, "quiet-resumed")]
    assert not records.warnings_paused(SESSION)
    assert only_answer(in_group("!warnings resume", records=records))[0] == "quiet-already-resumed"


def test_without_a_session_there_is_nothing_to_pause() -> None:
    assert only_answer(in_private("!warnings pause"))[0] == "quiet-no-session"


@pytest.mark.parametrize("words", ["!warnings", "!warnings off", "!warnings pause please now"])
def test_other_words_show_what_it_takes(words: str) -> None:
    name, said = only_answer(in_group(words, records=in_session()))
    assert name == "wrong-arguments"
    assert "!warnings pause, !warnings resume" in said


@pytest.mark.parametrize("words", ["!warnings", "!warnings pause"])
def test_members_may_not(words: str) -> None:
    records = in_session()
    assert only_answer(in_private(words, ANN, records), ANN)[0] == "no-permission"
    assert not records.warnings_paused(SESSION)


def test_nobody_pauses_them_from_a_device_that_proves_nothing() -> None:
    records = in_session()
    assert only_answer(in_private("!warnings pause", records=records, proof=Proof.UNSIGNED_DEVICE))[0] != "quiet-paused"
    assert not records.warnings_paused(SESSION)


def test_the_online_manager_sees_numbers_by_month_and_kind() -> None:
    records = house()
    assert only_answer(in_private("!warnings", MAX, records), MAX)[0] == "quiet-counted-none"
    records.counts = [
        WarningCount("2026-03", DetailKind.ADDRESS, 2, removed=1),
        WarningCount("2026-03", DetailKind.FULL_NAME, 12, removed=5, kept=3, changed=2),
        *(WarningCount(f"2026-0{month}", DetailKind.CONTACT, 7) for month in (2, 1)),
        WarningCount("2025-12", DetailKind.CONTACT, 99),
    ]
    _, words = only_answer(in_private("!warnings", MAX, records), MAX)
    assert "2026-03\nfull name: 12 (5 taken away, 2 changed, 3 fine)\naddress: 2 (1 taken away)" in words
    assert "2026-01\ncontact: 7" in words
    assert "2025-12" not in words
