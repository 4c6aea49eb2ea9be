from __future__ import annotations

import json
from typing import Any

import pytest

from fourwalls.detection import exchange
from fourwalls.group.finding import Cue, DetailKind, Finding, RiskKind, RiskReading, Severity

FOUND = (Finding(3, 9, DetailKind.ADDRESS, 0.91, "street"), Finding(12, 14, DetailKind.CONTACT, 1.0, "phone"))
READ = RiskReading(Severity.HIGH, RiskKind.SELF_HARM, 0.123, (Cue(1, 4, "means"),), ("past",))


def there_and_back(told: Any) -> Any:
    return json.loads(json.dumps(told))


def test_what_was_found_comes_over_whole() -> None:
    assert exchange.details_read(there_and_back(exchange.details_told(FOUND))) == FOUND
    for reading in (READ, RiskReading(Severity.NONE, None, 0.0)):
        assert exchange.risk_read(there_and_back(exchange.risk_told(reading))) == reading


@pytest.mark.parametrize("told", [7, "words", [[1, 2, 3]], [[1, 2, "no kind", 1.0, "x"]], None])
def test_nothing_else_is_taken_for_findings(told: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        exchange.details_read(told)


@pytest.mark.parametrize("told", [7, [], [9, None, 0, [], []], [1, "no kind", 0, [], []], [1, None, "x", [], []], None])
def test_nothing_else_is_taken_for_a_reading(told: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        exchange.risk_read(told)
