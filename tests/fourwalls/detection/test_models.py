from __future__ import annotations

from pathlib import Path

import pytest

from fourwalls.detection import models
from fourwalls.detection.examiner import Examiner
from fourwalls.detection.lacks import Lack
from fourwalls.detection.risk.linear import LinearModel

ROOT = Path(__file__).resolve().parents[3]


def test_the_requirement_file_locks_the_same_wheel() -> None:
    locked = (ROOT / "requirements" / "models.txt").read_text(encoding="utf-8")
    assert models.WHEEL in locked
    assert models.WHEEL_SHA256 in locked


def test_without_a_model_there_is_none(tmp_path: Path) -> None:
    assert models.locate(tmp_path) is None


def test_a_damaged_model_is_never_used_in_silence(tmp_path: Path) -> None:
    folder = models.home(tmp_path)
    folder.mkdir(parents=True)
    with pytest.raises(models.ModelError, match="is missing"):
        models.locate(tmp_path)
    for name in models.FILES:
        (folder / name).write_bytes(b"not it")
    with pytest.raises(models.ModelError, match="another hash"):
        models.locate(tmp_path)


def test_without_a_model_the_examiner_says_so_and_still_works(tmp_path: Path, risk_toml: str) -> None:
    examiner = Examiner.load(risk_toml=risk_toml, models=tmp_path)
    assert examiner.degraded
    assert any("MISSING" in part for part in examiner.state)
    assert examiner.details("ring me on 07700 900123")


def test_a_damaged_name_model_leaves_the_rules_alone(tmp_path: Path, risk_toml: str) -> None:
    folder = models.home(tmp_path)
    folder.mkdir(parents=True)
    for name in models.FILES:
        (folder / name).write_bytes(b"not it")
    examiner = Examiner.load(risk_toml=risk_toml, models=tmp_path)
    assert examiner.lacks == {Lack.NAMES_DAMAGED}
    assert "DAMAGED" in examiner.state[0]
    assert examiner.details("ring me on 07700 900123")


def test_without_its_weights_risk_is_read_by_cues_alone(risk_toml: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged() -> LinearModel:
        raise ValueError("not a zip file")

    monkeypatch.setattr(LinearModel, "shipped", damaged)
    examiner = Examiner.load(risk_toml=risk_toml)
    assert examiner.lacks == {Lack.RISK_MODEL_DAMAGED}
    assert "cues alone" in examiner.state[1]
    assert examiner.risk("i am going to kill myself tonight").flag
    assert not examiner.risk("the kettle is on").flag


def test_with_a_model_nothing_is_degraded(examiner: Examiner) -> None:
    assert not examiner.degraded
    assert "rampart" in examiner.state[0]


def test_fetching_again_only_checks(examiner: Examiner) -> None:
    assert not examiner.degraded
    said: list[str] = []
    assert models.fetch(said.append) == models.locate()
    assert len(said) == 1
