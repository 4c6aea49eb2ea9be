from __future__ import annotations

from pathlib import Path

import pytest

from config.files import ConfigError
from config.lastgood import FOLDER, Read, read_or_last_good
from config.walls import load_walls
from fourwalls.group.people import RoomKind


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    config, data = tmp_path / "config", tmp_path / "data"
    config.mkdir()
    data.mkdir()
    return config, data


def edited(rotation: int) -> str:
    shipped = (Path(__file__).parents[2] / "config" / "walls.toml").read_text()
    return shipped.replace("rotation_messages = 100", f"rotation_messages = {rotation}")


def rotation(folders: tuple[Path, Path]) -> tuple[int, bool]:
    read = read_or_last_good("walls.toml", *folders, load_walls)
    return read.value[RoomKind.GROUP].rotation_messages, read.fault is not None


def test_a_slip_of_the_pen_leaves_the_walls_as_they_were(folders: tuple[Path, Path]) -> None:
    file = folders[0] / "walls.toml"
    file.write_text(edited(10))
    assert rotation(folders) == (10, False)
    file.write_text(edited(5000))
    assert rotation(folders) == (10, True), "never our own, which are laxer"
    assert rotation(folders) == (10, True)
    file.write_text(edited(20))
    assert rotation(folders) == (20, False)
    file.unlink()
    assert rotation(folders) == (100, False)
    file.write_text("[every")
    assert rotation(folders) == (100, True)


def test_before_the_first_good_start_the_error_stands(folders: tuple[Path, Path]) -> None:
    (folders[0] / "walls.toml").write_text("[every")
    with pytest.raises(ConfigError, match=r"walls\.toml"):
        rotation(folders)


def test_where_the_last_good_text_cannot_be_used_either_the_operators_own_error_stands(
    folders: tuple[Path, Path],
) -> None:
    assert rotation(folders) == (100, False)
    (folders[1] / FOLDER / "walls.toml").write_text("damaged")
    (folders[0] / "walls.toml").write_text("[every")
    with pytest.raises(ConfigError) as error:
        rotation(folders)
    assert error.value.file == folders[0] / "walls.toml"


def test_what_is_kept_is_its_owners_alone(folders: tuple[Path, Path]) -> None:
    assert rotation(folders) == (100, False)
    (kept,) = (folders[1] / FOLDER).iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_disk_that_takes_nothing_does_not_stop_a_good_start(folders: tuple[Path, Path]) -> None:
    (folders[1] / FOLDER).write_text("not a folder")
    assert read_or_last_good("walls.toml", *folders, lambda _: 7) == Read(7)
