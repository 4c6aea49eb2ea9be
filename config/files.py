"""Where configuration files are found: the operator's edited copy wins, whole file by whole file.

Shipped files lie beside this module and change with every upgrade. An operator copies one into the folder of
``FOURWALLS_CONFIG`` and edits it there; an upgrade never touches that folder.
"""

from __future__ import annotations

import tomllib
from pathlib import Path, PurePosixPath
from typing import Any

SHIPPED = Path(__file__).parent


class ConfigError(ValueError):
    """A configuration file cannot be used. It says which file, where in it, what is wrong, and what would be right."""

    def __init__(self, file: Path, where: str, wrong: str, example: str = "") -> None:
        """Keep the four parts; ``where`` is a line or a key."""
        super().__init__(f"{file}, {where}: {wrong}." + (f" For example: {example}" if example else ""))
        self.file = file
        self.where = where
        self.wrong = wrong
        self.example = example


def find_config(name: str, folder: Path | None = None) -> Path:
    """The file to read for this name (``walls.toml``): the operator's copy if there is one, else the shipped one."""
    plain = PurePosixPath(name)
    if plain.is_absolute() or ".." in plain.parts:
        raise ValueError("a configuration file is named relative to its folder")
    if folder is not None and (folder / plain).is_file():
        return folder / plain
    return SHIPPED / plain


def open_config(name: str, folder: Path | None = None) -> str:
    """The text of the file that counts."""
    return read_text(find_config(name, folder))


def read_text(file: Path) -> str:
    """The text of one file, or a ``ConfigError``."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ConfigError(file, "whole file", "this is not UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        raise ConfigError(file, "whole file", f"it cannot be read ({error.strerror})") from None


def read_toml(name: str, folder: Path | None = None) -> tuple[Path, dict[str, Any]]:
    """Read a TOML file; returns it with its path, so that later errors can name the file."""
    file = find_config(name, folder)
    try:
        return file, tomllib.loads(read_text(file))
    except tomllib.TOMLDecodeError as error:
        wrong, _, where = str(error).partition(" (at ")
        raise ConfigError(file, where.rstrip(")") or "end of file", wrong, 'history = "joined"') from None
