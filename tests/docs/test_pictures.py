"""Whether the pictures of a first week are what would be drawn now; no browser and no homeserver is needed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from config.house import House
from config.policyfile import load_policy
from config.wording import Wording
from docs.pictures import drawn, phone
from fourwalls.group.phrase import phrase

KEPT: list[dict[str, Any]] = json.loads(drawn.KEPT.read_text())
FOLDER = drawn.KEPT.parent


def test_every_picture_of_the_week_is_accounted_for() -> None:
    assert [each["picture"] for each in KEPT] == sorted(file.name for file in FOLDER.glob("week-*.png"))
    assert len(KEPT) == 5
    assert all(any(line.get("sentence") for line in each["lines"]) for each in KEPT), "the guide speaks in each"


@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: str(kept["picture"]))
def test_a_picture_shows_the_sentences_as_they_are_now(kept: dict[str, Any]) -> None:
    assert drawn.stale(kept, FOLDER) == [], drawn.AGAIN


def test_the_policy_in_the_pictures_is_the_one_that_is_shipped() -> None:
    shown = [line["values"]["page"] for each in KEPT for line in each["lines"] if "page" in line.get("values", {})]
    assert shown == list(load_policy(staffed_hours=House("Quiet rooms").staffed_hours).pages), drawn.AGAIN


def test_what_is_stale_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "week.png").write_bytes(b"a picture")
    with drawn.noting() as said:
        words = Wording(always={"organisation": "Harbour House"}).say(phrase("thanks"))
    monkeypatch.setattr(drawn, "KEPT", tmp_path / "week.json")
    drawn.keep(
        {"week.png": [phone.Day("Monday"), phone.Bubble("", "hi"), phone.Bubble("guide", words)]}, tmp_path, said
    )
    (kept,) = json.loads(drawn.KEPT.read_text())
    assert drawn.stale(kept, tmp_path) == []

    kept["lines"][2]["text"] = "Something that it said last year"
    assert drawn.stale(kept, tmp_path) == ["it would be drawn otherwise", "thanks is worded otherwise"]
    kept["lines"][2] |= {"text": words, "sentence": "no-such-sentence"}
    assert drawn.stale(kept, tmp_path) == ["no-such-sentence is worded otherwise"]
    kept["lines"][2]["sentence"] = "thanks"
    monkeypatch.setattr(phone, "_STYLE", "body { color: red }")
    assert drawn.stale(kept, tmp_path) == ["it would be drawn otherwise"]
    monkeypatch.undo()
    (tmp_path / "week.png").write_bytes(b"another picture")
    assert drawn.stale(kept, tmp_path) == ["it is not the file that was drawn"]
