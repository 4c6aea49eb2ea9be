from __future__ import annotations

import json

import pytest

from fourwalls.detection.examiner import Examiner
from fourwalls.detection.jsonl import details_lines, mosaic_lines, risk_lines
from fourwalls.detection.mosaic.reader import MosaicReader
from tests.fourwalls.detection.conftest import ROOT


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


def test_mosaic() -> None:
    reader = MosaicReader.load((ROOT / "config" / "mosaic.toml").read_text(encoding="utf-8"))
    lines = ['{"id": 1, "messages": ["63, harbourmaster at Port Skerrow"]}', '{"id": 2, "messages": []}']
    assert list(map(json.loads, mosaic_lines(reader, lines))) == [
        {"id": 1, "identifiable_at": 0},
        {"id": 2, "identifiable_at": None},
    ]
    with pytest.raises(ValueError, match='line 1: "messages"'):
        list(mosaic_lines(reader, ['{"id": 1, "messages": "secret"}']))
