"""The doctor's judgements, each alone: what is well, what is worth attention, what is broken."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from email.utils import formatdate
from pathlib import Path
from types import SimpleNamespace

import pytest

from bots.cli.doctor import files, policy, rooms, running, server, waiting
from bots.cli.doctor.finding import Finding, Level, worst
from bots.cli.doctor.records import Told
from bots.cli.doctor.showing import lines, show
from bots.ownership import owned
from config.files import SHIPPED
from config.policyfile import FILE, load_policy
from config.settings import load_settings
from fourwalls.detection.risk.linear import LinearModel
from fourwalls.group.breach import Lapse, Why
from fourwalls.group.people import Bot, RoomId
from fourwalls.storage.backlog import Backlog
from fourwalls.storage.keyfiles import generate_key_files
from fourwalls.storage.keys import LookupKey, OperationalKeys
from tests.config.test_settings import GOOD

NOW = 10_000_000


def told(**backlogs: Backlog) -> Told:
    empty = {bot: backlogs.get(bot.value, Backlog()) for bot in Bot}
    keys = OperationalKeys(b"o" * 32, LookupKey(b"l" * 32))
    return Told(keys, {}, {}, empty, Counter(), Counter(), (), {}, {}, frozenset(), NOW)


@pytest.mark.parametrize(
    ("apart", "level", "words"),
    [
        (0, Level.OK, "agrees"),
        (4, Level.OK, "agrees"),
        (7, Level.ATTENTION, "behind"),
        (-8, Level.ATTENTION, "ahead of"),
        (61, Level.BROKEN, "behind"),
        (-86_400, Level.BROKEN, "ahead of"),
    ],
)
def test_clocks_that_are_apart(apart: int, level: Level, words: str) -> None:
    found = server.clock(formatdate(1_000_000 + apart, usegmt=True), 1_000_000.4, 0.1)
    assert found.level is level
    assert words in found.seen
    assert bool(found.remedy) == (level is not Level.OK)


@pytest.mark.parametrize("date", ["", "yesterday"])
def test_a_server_that_does_not_tell_its_time_is_no_fault_of_a_clock(date: str) -> None:
    assert server.clock(date, 0.0, 0.1).level is Level.OK


@pytest.mark.parametrize(("free", "level"), [(5.0, Level.OK), (0.5, Level.ATTENTION), (0.01, Level.BROKEN)])
def test_a_disk_that_fills(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: float, level: Level) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free * (1 << 30)))
    found = files.disk(tmp_path / "not" / "made" / "yet")
    assert found.level is level
    assert bool(found.remedy) == (level is not Level.OK)


def test_a_missing_and_a_damaged_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(load_settings(GOOD), models=tmp_path)
    assert files.names(settings).remedy == "Run: fourwalls models fetch"
    (tmp_path / "rampart-1.4.0").mkdir()
    assert files.names(settings).level is Level.BROKEN

    def damaged() -> None:
        raise ValueError("a word")

    monkeypatch.setattr(LinearModel, "shipped", damaged)
    assert files.risk_model().level is Level.BROKEN
    assert "a word" not in files.risk_model().seen


def test_each_edited_file_is_named_with_what_is_wrong_in_it(tmp_path: Path) -> None:
    settings = replace(load_settings(GOOD), config=tmp_path)
    assert worst(list(files.edited(settings))) is Level.OK
    (tmp_path / "walls.toml").write_text("[every")
    (tmp_path / "house.toml").write_text('organisation = ""')
    (tmp_path / "registration.toml").write_text('open = "maybe"')
    (tmp_path / "risk.toml").write_text('nothing = "known"')
    (tmp_path / "wording" / "en").mkdir(parents=True)
    (tmp_path / "wording" / "en" / "mine.ftl").write_text("no-such-sentence = Hello")
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "en.md").write_text("What is said here stays here.")
    found = list(files.edited(settings))
    names = ("walls", "house", "registration", "risk", "wording", "policy")
    assert [finding.id for finding in found] == [f"files.{name}" for name in names]
    assert {finding.level for finding in found} == {Level.BROKEN}
    assert all(finding.remedy for finding in found)


def test_a_policy_without_version_or_review_date_and_one_whose_review_is_past(tmp_path: Path) -> None:
    settings = replace(load_settings(GOOD), config=tmp_path)
    shipped = files.policy(settings, date(2026, 11, 24))
    assert shipped.level is Level.OK
    assert "version 1, to be reviewed by 2027-05-24" in shipped.seen
    assert files.policy(settings, date(2027, 5, 24)).level is Level.ATTENTION
    (tmp_path / "policy").mkdir()
    text = (SHIPPED / FILE).read_text(encoding="utf-8")
    for line in ("version: 1\n", "review: 2027-05-24\n"):
        (tmp_path / FILE).write_text(text.replace(line, ""), encoding="utf-8")
        found = files.policy(settings, date(2026, 11, 24))
        assert found.level is Level.BROKEN
        assert line.split(":")[0] in found.remedy


def test_a_policy_file_that_does_not_count_is_told_with_what_to_do(tmp_path: Path) -> None:
    settings = replace(load_settings(GOOD), config=tmp_path)
    shipped = load_policy(None)
    (in_force,) = policy.look(settings, replace(told(), policy=shipped))
    assert (in_force.level, in_force.seen) == (Level.OK, "version 1 is in force")
    (edited,) = policy.look(settings, replace(told(), policy=replace(shipped, written=("other", "words"))))
    (older,) = policy.look(settings, replace(told(), policy=replace(shipped, version=4)))
    assert "other words under the same version" in edited.seen
    assert "version: 2" in edited.remedy
    assert "version: 5" in older.remedy
    assert {edited.level, older.level} == {Level.ATTENTION}
    assert list(policy.look(settings, told())) == []


def test_the_key_that_opens_transcripts_does_not_belong_with_the_bots(tmp_path: Path) -> None:
    settings = replace(load_settings(GOOD), keys=tmp_path / "keys")
    assert {finding.level for finding in files.keys(settings)} == {Level.BROKEN}
    generate_key_files(tmp_path / "keys")
    assert [finding.id for finding in files.keys(settings) if finding.level is Level.ATTENTION] == ["keys.portal.key"]
    (tmp_path / "keys" / "portal.key").unlink()
    assert worst(list(files.keys(settings))) is Level.OK
    (tmp_path / "keys" / "lookup.key").chmod(0o444)
    broken = [finding for finding in files.keys(settings) if finding.level is Level.BROKEN]
    assert ["chmod 400" in finding.remedy for finding in broken] == [True]


@pytest.mark.parametrize(("seconds", "level"), [(60, Level.ATTENTION), (400, Level.BROKEN)])
def test_a_case_that_nobody_sees(seconds: int, level: Level) -> None:
    assert waiting.cases(told()).level is Level.OK
    waits = Backlog(flags=frozenset({1, 2}), unseen_since=NOW - 1000 * seconds)
    found = waiting.cases(told(lookout=waits))
    assert found.level is level
    assert "2 cases wait" in found.seen


def test_what_is_held_for_somebody_is_not_late_and_what_is_due_for_long_is() -> None:
    held = Backlog(heads=frozenset({1}), held=1, waiting=Counter(Whisper=1))
    assert waiting.outbox(told(guide=held)).level is Level.OK
    for seconds, level in ((60, Level.OK), (700, Level.ATTENTION), (8000, Level.BROKEN)):
        due = Backlog(due=frozenset({1}), waiting=Counter(Evict=1), owed_since=NOW - 1000 * seconds)
        found = waiting.outbox(told(warden=due))
        assert found.level is level, seconds
        assert found.figures["oldest_owed_seconds"] == seconds


def test_what_was_given_up_is_named_by_kind_and_reason_and_a_late_answer_bothers_nobody() -> None:
    assert waiting.dead(Counter()).seen == "nothing given up"
    assert waiting.dead(Counter({("Whisper", "expired"): 2})).level is Level.OK
    found = waiting.dead(Counter({("Whisper", "expired"): 2, ("Evict", "M_FORBIDDEN"): 1}))
    assert found.level is Level.ATTENTION
    assert "1 Evict (M_FORBIDDEN)" in found.seen


def test_messages_that_cannot_be_read_are_told_by_cause_with_what_helps_each() -> None:
    assert waiting.unreadable(Counter()).level is Level.OK
    found = waiting.unreadable(Counter({"no_key": 2, "withheld:m.unverified": 1, "withheld:m.new": 1}))
    assert found.level is Level.ATTENTION
    assert "2 (no key came)" in found.seen
    assert "signed" in found.remedy
    assert found.figures == {"no_key": 2, "withheld:m.unverified": 1, "withheld:m.new": 1}


def test_who_runs_is_seen_without_taking_a_lock(tmp_path: Path) -> None:
    assert running.running(tmp_path) == frozenset()
    with owned(tmp_path, Bot.GUIDE), owned(tmp_path, Bot.SCRIBE):
        assert running.running(tmp_path) == frozenset({Bot.GUIDE, Bot.SCRIBE})
    assert running.running(tmp_path) == frozenset()
    with owned(tmp_path, Bot.GUIDE):  # looking has left nothing behind
        pass


def test_rate_limits_are_known_only_from_who_met_them() -> None:
    assert "cannot be known" in running.rate_limits(None).seen
    assert running.rate_limits({"bots": {"guide": {"limited": 0}}}).level is Level.OK
    found = running.rate_limits({"bots": {"guide": {"limited": 3}, "scribe": {"limited": 1}}})
    assert found.level is Level.ATTENTION
    assert "4 times" in found.seen


FOUND = [
    Finding("a", "keys", seen="one"),
    Finding("b", "keys", seen="two"),
    Finding("c", "keys", Level.BROKEN, "three is missing", "Put it back, " + "word " * 40),
    Finding("d", "disk", Level.ATTENTION, "nearly full", "Make room"),
    Finding("e", "settings"),
]


def test_the_screen_folds_what_is_well_and_fits_eighty_columns() -> None:
    shown = [line for _, line in lines(FOUND)]
    assert shown[0] == "OK         keys: one, two"
    assert shown[1] == "BROKEN     keys: three is missing"
    assert shown[2].startswith("           → Put it back")
    assert "ATTENTION  disk: nearly full" in shown
    assert "OK         settings" in shown
    assert shown[-1].startswith("1 broken, 1 for your attention.")
    assert max(map(len, shown)) <= 80
    long = Finding("x", "x", Level.BROKEN, "x", "word " * 11 + "and then fourwalls renew guide, then start it")
    assert any("fourwalls renew guide," in line for _, line in lines([long])), "a command can be copied"
    assert list(lines([]))[-1] == (None, "All is well.")


@pytest.mark.parametrize(("number", "status"), [(0, 0), (2, 0), (3, 2)])
def test_the_exit_status_is_the_worst_found(number: int, status: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert show(FOUND[:number], as_json=True) == status
    assert show(FOUND[3:], as_json=False) == 1
    assert '"ok": ' in capsys.readouterr().out


@pytest.mark.parametrize("why", Why)
def test_a_room_that_is_not_protected_is_broken_with_something_to_do(why: Why) -> None:
    lapse = Lapse(RoomId("!here"), why, datetime(2026, 3, 31, 12, 0, tzinfo=UTC))
    house = replace(told(), lapses=(lapse,), places={lapse.room: "the room of Tuesday circle"})
    (found,) = rooms.unprotected(house)
    assert found.level is Level.BROKEN
    assert found.seen == f"NOT PROTECTED since 31 Mar 2026 12:00 UTC: the room of Tuesday circle ({why.value})"
    assert found.remedy
