from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.parser import text_string_to_metric_families

from bots.degraded import Degraded
from bots.health import BotHealth, Limits, Trouble, Watched
from bots.pulse import EarPulse, Ending, HandPulse
from bots.watching import Watch, build_app
from fourwalls.group.people import Bot
from fourwalls.storage.backlog import Backlog
from fourwalls.storage.errors import StorageError

LIMITS = Limits()


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


class Scene:
    """A watch over one bot, whose pulses, records and time are ours."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.one = Watched(EarPulse(self.clock), HandPulse(self.clock))
        self.backlog = Backlog()
        self.broken = False
        self.detection = SimpleNamespace(degraded=True, able=True)
        self.watch = Watch(
            {Bot.GUIDE: self.one}, self._look, self.detection, lacking={Degraded.NAMES_MISSING}, clock=self.clock
        )

    async def _look(self) -> Mapping[Bot, Backlog]:
        if self.broken:
            raise StorageError("the disk is full")
        return {Bot.GUIDE: self.backlog}

    @property
    def guide(self) -> BotHealth:
        return self.watch.health().bots[Bot.GUIDE]

    async def living(self, seconds: float) -> None:
        """Time passes, and everything does its rounds."""
        until = self.clock.now + seconds
        while self.clock.now < until:
            self.clock.now = min(self.clock.now + 5, until)
            self.one.ear.heard(self.clock.now, {}, {})
            self.one.hand.looked()
            await self.watch.look()


@pytest.fixture
async def scene() -> Scene:
    scene = Scene()
    await scene.living(5)
    return scene


async def test_a_house_that_does_its_rounds_is_well_even_with_less_detection(scene: Scene) -> None:
    health = scene.watch.health()
    assert health.ok
    assert health.degraded
    assert scene.guide.troubles == ()


async def test_a_bot_that_has_heard_nothing_yet_is_not_well() -> None:
    scene = Scene()
    await scene.watch.look()
    assert scene.guide.troubles == (Trouble.STARTING,)
    scene.one.ear.heard(scene.clock.now, {}, {})
    assert not scene.watch.health().ok
    scene.one.hand.looked()
    assert scene.watch.health().ok


@pytest.mark.parametrize(("seconds", "ok"), [(LIMITS.silent, True), (LIMITS.silent + 1, False)])
async def test_three_minutes_without_the_homeserver_are_too_long(scene: Scene, seconds: float, ok: bool) -> None:
    scene.clock.now += seconds
    scene.one.hand.looked()
    await scene.watch.look()
    assert scene.watch.health().ok is ok
    assert scene.guide.troubles == (() if ok else (Trouble.SILENT,))
    assert scene.guide.heard_seconds == seconds


@pytest.mark.parametrize(("seconds", "ok"), [(LIMITS.stuck, True), (LIMITS.stuck + 1, False)])
async def test_a_performer_that_does_not_come_back_is_stuck(scene: Scene, seconds: float, ok: bool) -> None:
    scene.clock.now += seconds
    scene.one.ear.heard(scene.clock.now, {}, {})
    await scene.watch.look()
    assert scene.watch.health().ok is ok
    assert scene.guide.troubles == (() if ok else (Trouble.STUCK,))


async def test_what_is_due_and_not_done_is_owed(scene: Scene) -> None:
    scene.backlog = Backlog(due=frozenset({7}), heads=frozenset({7}), waiting=Counter(Whisper=1))
    await scene.living(5)
    await scene.living(LIMITS.owed)
    assert scene.watch.health().ok
    assert scene.guide.oldest_seconds == LIMITS.owed
    await scene.living(5)
    assert scene.guide.troubles == (Trouble.OWED,)
    scene.backlog = Backlog(due=frozenset({8}), heads=frozenset({8}), waiting=Counter(Whisper=1))
    await scene.living(5)
    assert scene.watch.health().ok


async def test_what_fails_again_and_again_is_owed_though_it_is_rarely_due(scene: Scene) -> None:
    scene.backlog = Backlog(heads=frozenset({7}), held=1, waiting=Counter(Evict=1))
    for _ in range(7):
        scene.one.hand.tried(7, "Evict", Ending.FAILED)
        await scene.living(50)
    assert scene.guide.troubles == (Trouble.OWED,)
    scene.one.hand.tried(7, "Evict", Ending.SENT)
    assert scene.watch.health().ok


async def test_a_failing_row_that_was_buried_meanwhile_is_forgotten(scene: Scene) -> None:
    scene.one.hand.tried(7, "Whisper", Ending.FAILED)
    await scene.living(LIMITS.owed + 50)
    assert scene.watch.health().ok
    assert scene.one.hand.failing == {}


async def test_what_is_held_for_somebody_may_wait_for_days(scene: Scene) -> None:
    scene.backlog = Backlog(heads=frozenset({7}), held=3, waiting=Counter(Whisper=3))
    scene.one.hand.tried(7, "Whisper", Ending.FAILED)
    scene.one.hand.tried(7, "Whisper", Ending.HELD)
    await scene.living(2000)
    assert scene.watch.health().ok
    assert (scene.guide.waiting, scene.guide.held, scene.guide.oldest_seconds) == (3, 3, 0)


async def test_a_case_that_nobody_sees_for_five_minutes_makes_it_unwell(scene: Scene) -> None:
    scene.backlog = Backlog(heads=frozenset({7}), held=1, waiting=Counter(RaiseFlag=1), flags=frozenset({7}))
    await scene.living(5)
    await scene.living(LIMITS.unseen)
    assert scene.watch.health().ok
    assert scene.guide.unseen_cases == 1
    await scene.living(5)
    assert scene.guide.troubles == (Trouble.UNSEEN,)
    scene.backlog = Backlog()
    await scene.living(5)
    assert scene.watch.health().ok


async def test_records_that_do_not_answer_for_a_minute_make_it_unwell(scene: Scene) -> None:
    scene.broken = True
    await scene.living(LIMITS.blind)
    assert scene.watch.health().ok
    await scene.living(5)
    assert not scene.watch.health().ok
    assert scene.guide.troubles == ()
    scene.broken = False
    await scene.living(5)
    assert scene.watch.health().ok


async def test_a_house_that_examines_nothing_is_not_well(scene: Scene) -> None:
    scene.detection.able = False
    health = scene.watch.health()
    assert not health.ok
    assert health.why == "nothing is examined"


async def test_what_is_wrong_is_said_in_a_few_words(scene: Scene) -> None:
    assert scene.watch.health().why == ""
    scene.clock.now += LIMITS.silent + 1
    assert scene.watch.health().why == "guide silent, guide stuck"
    scene.broken = True
    await scene.living(5)
    assert scene.watch.health().why == "the records do not answer"


async def test_the_failure_of_a_look_is_told_by_its_class_alone(scene: Scene) -> None:
    scene.broken = True
    assert await scene.watch.look() == "StorageError"


async def test_health_answers_200_or_503(scene: Scene) -> None:
    async with TestClient(TestServer(build_app(scene.watch))) as client:
        answer = await client.get("/health")
        assert answer.status == 200
        assert await answer.json() == {
            "ok": True,
            "examining": True,
            "degraded": True,
            "safe_mode": ["names-missing"],
            "records_seconds": 0,
            "bots": {
                "guide": {
                    "heard_seconds": 0,
                    "looked_seconds": 0,
                    "oldest_seconds": 0,
                    "waiting": 0,
                    "held": 0,
                    "waiting_for_keys": 0,
                    "unseen_cases": 0,
                    "limited": 0,
                    "troubles": [],
                }
            },
        }
        scene.clock.now += LIMITS.silent + 1
        answer = await client.get("/health")
        assert answer.status == 503
        assert (await answer.json())["bots"]["guide"]["troubles"] == ["silent", "stuck"]


async def test_metrics_count_by_bot_and_kind_alone(scene: Scene) -> None:
    began = scene.clock.now
    scene.clock.now += 0.3
    scene.one.ear.heard(began, {"examined": 2, "failed": 1, "unreadable": 1}, {"Warned": 1, "Whisper": 1})
    scene.one.hand.tried(1, "Repair", Ending.SENT)
    scene.one.hand.limited = 3
    scene.backlog = Backlog(held=1, waiting=Counter(Evict=2), dead=Counter(Say=1), locked=4)
    await scene.watch.look()
    async with TestClient(TestServer(build_app(scene.watch))) as client:
        answer = await client.get("/metrics")
        assert answer.status == 200
        assert answer.content_type == "text/plain"
        text = await answer.text()
    found = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert found["fourwalls_ok",] == 1
    assert found["fourwalls_degraded",] == 1
    assert found["fourwalls_safe_mode", "names-missing"] == 1
    assert found["fourwalls_safe_mode", "guide-away"] == 0
    assert found["fourwalls_events_total", "examined", "guide"] == 2
    assert found["fourwalls_events_total", "guide", "recorded"] == 0
    assert found["fourwalls_events_total", "failed", "guide"] == 1
    assert found["fourwalls_effects_total", "Warned", "guide"] == 1
    assert found["fourwalls_performed_total", "Repair", "guide", "sent"] == 1
    assert found["fourwalls_performed_total", "Evict", "guide", "sent"] == 0
    assert found["fourwalls_limited_total", "guide"] == 3
    assert found["fourwalls_outbox", "Evict", "guide", "waiting"] == 2
    assert found["fourwalls_outbox", "Say", "dead", "guide"] == 1
    assert found["fourwalls_waiting_for_keys", "guide"] == 4
    assert found["fourwalls_outbox_held", "guide"] == 1
    assert found["fourwalls_hearing_seconds_bucket", "0.25", "guide"] == 0
    assert found["fourwalls_hearing_seconds_bucket", "0.5", "guide"] == 1
    assert found["fourwalls_hearing_seconds_count", "guide"] == 1
    labels = {name for family in text_string_to_metric_families(text) for s in family.samples for name in s.labels}
    assert labels == {"bot", "kind", "status", "outcome", "ending", "le", "lacking"}
