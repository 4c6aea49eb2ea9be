"""The numbers of a running house in Prometheus' text form. Labels are a bot, a kind or a state; nothing else is one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from typing import get_args

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4 as CONTENT_TYPE
from prometheus_client.registry import Collector

from bots.degraded import Degraded
from bots.health import Health, Watched
from bots.pulse import BOUNDS, Ending
from fourwalls.group.effects import Done, Effect
from fourwalls.group.people import Bot
from fourwalls.storage.journal import Outcome

__all__ = ["CONTENT_TYPE", "exposition"]

Values = Mapping[tuple[str, ...], float]

_ASKED = tuple(kind.__name__ for kind in get_args(Effect))
_DONE = tuple(kind.__name__ for kind in get_args(Done))


def exposition(health: Health, bots: Mapping[Bot, Watched]) -> bytes:
    """Write down how the house is and what its bots did since they started."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Found([*_of_house(health), *_waiting(health, bots), *_done(bots)]))
    return generate_latest(registry)


class _Found(Collector):
    """Hands over what was found."""

    def __init__(self, found: Iterable[Metric]) -> None:
        self._found = tuple(found)

    def collect(self) -> Iterable[Metric]:
        """All of it."""
        return self._found


def _of_house(health: Health) -> Iterator[Metric]:
    yield GaugeMetricFamily("fourwalls_ok", "1: everything is well", value=float(health.ok))
    yield GaugeMetricFamily("fourwalls_examining", "1: messages can be examined", value=float(health.examining))
    yield GaugeMetricFamily("fourwalls_degraded", "1: detection finds too little", value=float(health.degraded))
    family = GaugeMetricFamily("fourwalls_safe_mode", "1: the house does without this now", labels=("lacking",))
    for one in Degraded:
        family.add_metric((one.value,), float(one.value in health.safe_mode))
    yield family


def _waiting(health: Health, bots: Mapping[Bot, Watched]) -> Iterator[Metric]:
    told = health.bots.items()
    heard = {bot: one.heard_seconds for bot, one in told if one.heard_seconds is not None}
    yield _gauge("sync_age_seconds", "Since the homeserver was heard", heard)
    looked = {bot: one.looked_seconds for bot, one in told if one.looked_seconds is not None}
    yield _gauge("performer_age_seconds", "Since the outbox was looked at", looked)
    oldest = {bot: one.oldest_seconds for bot, one in told}
    yield _gauge("outbox_oldest_seconds", "Since the oldest thing that is owed could have been done", oldest)
    yield _gauge("outbox_held", "Things that wait for somebody to come", {bot: one.held for bot, one in told})
    yield _gauge("waiting_for_keys", "Messages that wait for a key", {bot: one.waiting_for_keys for bot, one in told})
    yield _gauge("unseen_cases", "Cases that no Online Manager was shown", {bot: one.unseen_cases for bot, one in told})
    family = GaugeMetricFamily("fourwalls_outbox", "Things that wait, or died", labels=("bot", "status", "kind"))
    for bot, one in bots.items():
        for status, kinds in (("waiting", one.backlog.waiting), ("dead", one.backlog.dead)):
            _fill(family, bot, {(status, kind): number for kind, number in kinds.items()})
    yield family


def _done(bots: Mapping[Bot, Watched]) -> Iterator[Metric]:
    """What was counted since the start; also zeros, so that the first of anything shows as a step."""
    heard = CounterMetricFamily(
        "fourwalls_events", "Events heard, by outcome; one that is read late counts again", labels=("bot", "outcome")
    )
    asked = CounterMetricFamily("fourwalls_effects", "What handlers asked for", labels=("bot", "kind"))
    tried = CounterMetricFamily(
        "fourwalls_performed", "Tries to do something, and how they ended", labels=("bot", "kind", "ending")
    )
    limited = CounterMetricFamily("fourwalls_limited", "Requests that met a rate limit", labels=("bot",))
    timed = HistogramMetricFamily(
        "fourwalls_hearing_seconds", "From a batch's arrival until it is safe on disk", labels=("bot",)
    )
    for bot, one in bots.items():
        _fill(heard, bot, {(outcome.value,): one.ear.outcomes[outcome.value] for outcome in Outcome})
        _fill(asked, bot, {(kind,): one.ear.effects[kind] for kind in _ASKED})
        endings = one.hand.endings
        _fill(tried, bot, {(kind, end.value): endings[kind, end] for kind in _DONE for end in Ending})
        _fill(limited, bot, {(): one.hand.limited})
        bounds = (*map(str, BOUNDS), "+Inf")
        timed.add_metric(
            (bot.value,), list(zip(bounds, accumulate(one.ear.durations), strict=True)), sum_value=one.ear.seconds
        )
    yield from (heard, asked, tried, limited, timed)


def _gauge(name: str, what: str, values: Mapping[Bot, float]) -> Metric:
    family = GaugeMetricFamily(f"fourwalls_{name}", what, labels=("bot",))
    for bot, value in values.items():
        _fill(family, bot, {(): value})
    return family


def _fill(family: GaugeMetricFamily | CounterMetricFamily, bot: Bot, values: Values) -> None:
    for labels, value in values.items():
        family.add_metric((bot.value, *labels), value)
