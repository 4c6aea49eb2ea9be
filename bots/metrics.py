"""The numbers of a running house in Prometheus' text form. Labels are a bot, a kind or a state; nothing else is one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4 as CONTENT_TYPE
from prometheus_client.registry import Collector

from bots.pulse import BOUNDS, EarPulse, HandPulse
from fourwalls.group.people import Bot
from fourwalls.storage.backlog import Backlog

__all__ = ["CONTENT_TYPE", "Ages", "Pulses", "exposition"]

Pulses = Mapping[Bot, tuple[EarPulse, HandPulse, Backlog]]
Ages = Mapping[Bot, tuple[float | None, float]]
"""Seconds since each bot heard the homeserver, and since the oldest thing that it owes could have been done."""


def exposition(pulses: Pulses, ages: Ages, house: Mapping[str, bool]) -> bytes:
    """Write everything down.

    Args:
        pulses: what each bot told about itself, and what waits for it.
        ages: see ``Ages``.
        house: what is true or not of the whole house, by name.
    """
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collector([*_of_house(house), *_of_bots(pulses, ages)]))
    return generate_latest(registry)


class _Collector(Collector):
    """Hands over what was found."""

    def __init__(self, found: Iterable[Metric]) -> None:
        self._found = tuple(found)

    def collect(self) -> Iterable[Metric]:
        """All of it."""
        return self._found


def _of_house(house: Mapping[str, bool]) -> Iterator[Metric]:
    for name, holds in house.items():
        yield GaugeMetricFamily(f"fourwalls_{name}", f"1: the house is {name}", value=float(holds))


def _of_bots(pulses: Pulses, ages: Ages) -> Iterator[Metric]:
    ears = {bot: ear for bot, (ear, _, _) in pulses.items()}
    backlogs = {bot: found for bot, (_, _, found) in pulses.items()}
    heard = {bot: age for bot, (age, _) in ages.items() if age is not None}
    yield _by_bot("heard_age_seconds", "Since the homeserver was heard", heard)
    yield _by_bot("outbox_oldest_seconds", "Since the oldest thing owed could have been done", _second(ages))
    yield _by_bot("outbox_held", "Things that wait for somebody", {bot: one.held for bot, one in backlogs.items()})
    yield _by_bot("waiting_for_keys", "Messages without a key", {bot: one.locked for bot, one in backlogs.items()})
    rows = {
        bot: {("waiting", kind): number for kind, number in one.waiting.items()}
        | {("dead", kind): number for kind, number in one.dead.items()}
        for bot, one in backlogs.items()
    }
    outbox = GaugeMetricFamily("fourwalls_outbox", "Things not done, by kind", labels=("bot", "status", "kind"))
    for bot, counts in rows.items():
        for (status, kind), number in counts.items():
            outbox.add_metric((bot.value, status, kind), number)
    yield outbox
    yield _counter("events", "Events heard, by outcome; one read late counts again", ("outcome",), _outcomes(ears))
    yield _counter("effects", "What handlers asked for, by kind", ("kind",), _effects(ears))
    performed = {
        bot: Counter({(kind, ending.value): number for (kind, ending), number in hand.endings.items()})
        for bot, (_, hand, _) in pulses.items()
    }
    yield _counter("performed", "Tries to do something, by kind and ending", ("kind", "ending"), performed)
    yield _hearing(ears)


def _second(ages: Ages) -> dict[Bot, float]:
    return {bot: oldest for bot, (_, oldest) in ages.items()}


def _outcomes(ears: Mapping[Bot, EarPulse]) -> dict[Bot, Counter[tuple[str, ...]]]:
    return {bot: Counter({(name,): number for name, number in ear.outcomes.items()}) for bot, ear in ears.items()}


def _effects(ears: Mapping[Bot, EarPulse]) -> dict[Bot, Counter[tuple[str, ...]]]:
    return {bot: Counter({(name,): number for name, number in ear.effects.items()}) for bot, ear in ears.items()}


def _by_bot(name: str, what: str, values: Mapping[Bot, float]) -> Metric:
    gauge = GaugeMetricFamily(f"fourwalls_{name}", what, labels=("bot",))
    for bot, value in values.items():
        gauge.add_metric((bot.value,), value)
    return gauge


def _counter(
    name: str, what: str, labels: tuple[str, ...], values: Mapping[Bot, Counter[tuple[str, ...]]]
) -> Metric:
    counter = CounterMetricFamily(f"fourwalls_{name}", what, labels=("bot", *labels))
    for bot, counts in values.items():
        for parts, number in counts.items():
            counter.add_metric((bot.value, *parts), number)
    return counter


def _hearing(ears: Mapping[Bot, EarPulse]) -> Metric:
    histogram = HistogramMetricFamily(
        "fourwalls_hearing_seconds", "From a batch's arrival until it is safe on disk", labels=("bot",)
    )
    for bot, ear in ears.items():
        total = 0
        buckets: list[tuple[str, float]] = []
        for bound, number in zip((*map(str, BOUNDS), "+Inf"), ear.durations, strict=True):
            total += number
            buckets.append((bound, total))
        histogram.add_metric((bot.value,), buckets, ear.seconds)
    return histogram
