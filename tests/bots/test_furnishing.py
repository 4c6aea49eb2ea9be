from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bots.degraded import Degraded
from bots.furnishing import furnish
from config.files import ConfigError
from config.settings import Settings, load_settings
from fourwalls.group.phrase import phrase
from tests.config.test_settings import GOOD


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "config").mkdir()
    return replace(load_settings(GOOD), config=tmp_path / "config", data=tmp_path)


def spoil(settings: Settings) -> None:
    (settings.config / "policy").mkdir()
    for name in ("walls.toml", "house.toml", "risk.toml", "registration.toml", "policy/en.md"):
        (settings.config / name).write_text("[every")
    (settings.config / "wording" / "en").mkdir(parents=True)
    (settings.config / "wording" / "en" / "mine.ftl").write_text("no-such-sentence = Hello")


def test_files_that_cannot_be_used_any_more_are_done_without(settings: Settings) -> None:
    (settings.config / "house.toml").write_text('organisation = "Harbour House"')
    (settings.config / "registration.toml").write_text('open = true\n[[question]]\nask = "Why?"')
    good = furnish(settings)
    assert good.lacking == frozenset()
    spoil(settings)
    found = furnish(settings)
    files = {Degraded.WALLS_FILE, Degraded.HOUSE_FILE, Degraded.RISK_FILE, Degraded.WORDING_FILE, Degraded.POLICY_FILE}
    assert found.lacking == files | {Degraded.REGISTRATION_FILE}
    assert found.registering.open
    assert found.plan.organisation == "Harbour House"
    assert (found.contracts, found.risk, found.policy) == (good.contracts, good.risk, good.policy)
    assert found.wording.say(phrase("thanks")) == good.wording.say(phrase("thanks"))


@pytest.mark.parametrize("name", ["walls.toml", "house.toml", "risk.toml", "registration.toml", "policy/en.md"])
def test_a_house_that_never_started_is_told_what_is_wrong(settings: Settings, name: str) -> None:
    (settings.config / "policy").mkdir()
    (settings.config / name).write_text("[every")
    with pytest.raises(ConfigError, match=name):
        furnish(settings)
