from __future__ import annotations

from pathlib import Path

import pytest

import config
from config.files import ConfigError, find_config, open_config


def test_config_is_ours_and_not_another_package_of_that_name() -> None:
    assert Path(config.__file__ or "").parents[1] == Path(__file__).parents[2]


def test_the_operators_copy_wins_and_only_its_own_file(tmp_path: Path) -> None:
    (tmp_path / "house.toml").write_text("mine", encoding="utf-8")
    assert open_config("house.toml", tmp_path) == "mine"
    assert open_config("house.toml") != "mine"
    assert find_config("walls.toml", tmp_path) == find_config("walls.toml")
    assert open_config("walls.toml", tmp_path / "nowhere") == open_config("walls.toml")


@pytest.mark.parametrize("name", ["../pyproject.toml", "/etc/passwd", "a/../../b"])
def test_a_name_cannot_leave_the_folder(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="relative"):
        open_config(name, tmp_path)


def test_a_file_that_cannot_be_read_is_told_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "house.toml").write_bytes(b"\xff")
    with pytest.raises(ConfigError, match=r"house\.toml, whole file: this is not UTF-8"):
        open_config("house.toml", tmp_path)
    with pytest.raises(ConfigError, match=r"nothing\.toml, whole file: it cannot be read"):
        open_config("nothing.toml", tmp_path)
