from __future__ import annotations

import json

import pytest

from fourwalls.detection.examiner import Examiner
from fourwalls.detection.jsonl import details_lines, risk_lines


def test_details(examiner: Examiner) -> None:
    text = "ring me on 07700 900123"
    (line,) = details_lines(examiner, [json.dumps({"id": "x-1", "text": text}), "  "])
    answer = json.loads(line)
    assert answer.pop("ms") >= 0
    assert answer == {
        "id": "x-1",
        "identifying": True,
        "findings": [{"start": 11, "end": 23, "category": "contact", "confidence": 0.95, "why": "phone"}],
    }


def test_risk(examiner: Examiner) -> None:
    (line,) = risk_lines(examiner, [json.dumps({"id": 7, "context": ["Pat: hello"], "text": "lovely soup today"})])
    answer = json.loads(line)
    assert set(answer) == {"id", "flag", "category", "severity", "score", "why", "lowered_by", "ms"}
    assert (answer["id"], answer["flag"], answer["category"], answer["severity"]) == (7, False, None, "none")


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("{", "line 2: not JSON"),
        ("[]", "line 2: not a JSON object"),
        ('{"text": "secret"}', 'line 2: "id"'),
        ('{"id": "a", "text": 5}', 'line 2: "text"'),
        ('{"id": "a", "text": "secret", "context": "no"}', 'line 2: "context"'),
    ],
)
def test_a_malformed_line_is_named_without_its_content(examiner: Examiner, bad: str, says: str) -> None:
    lines = ['{"id": "a", "text": "fine"}', bad]
    for function in (details_lines, risk_lines):
        with pytest.raises(ValueError, match=says) as caught:
            list(function(examiner, lines))
        assert "secret" not in str(caught.value)
