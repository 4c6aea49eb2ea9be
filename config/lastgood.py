"""The configuration that last worked, kept beside the data for the day on which an edited file does not.

A house that is running for people should not stay dark over a slip of the pen, and its walls must never become laxer
by one. So a file that cannot be used is answered with the very text that counted at the last good start; where there
was none, nothing has ever been promised by it, and the error stands.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from config.files import ConfigError, open_config

T = TypeVar("T")

FOLDER = "last-good"


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """What a file says; ``fault`` is why the operator's own could not be used, if it could not."""

    value: T
    fault: ConfigError | None = None


def read_or_last_good(name: str, folder: Path, data: Path, read: Callable[[Path], T]) -> Read[T]:
    """Read a file, or else what it said at the last good start.

    Args:
        name: the file, such as ``walls.toml``.
        folder: the operator's configuration folder.
        data: the data folder, where the last good text is kept.
        read: reads the file out of a folder, and raises ``ConfigError`` where it cannot be used.

    Raises:
        ConfigError: neither can be used.
    """
    kept = data / FOLDER
    try:
        value = read(folder)
    except ConfigError as fault:
        if not (kept / name).is_file():
            raise
        try:
            return Read(read(kept), fault)
        except ConfigError:
            raise fault from None
    with suppress(OSError):  # a disk that takes nothing is told elsewhere; this start is good
        _keep(kept / name, open_config(name, folder))
    return Read(value)


def _keep(file: Path, text: str) -> None:
    """Write it whole or not at all, for its owner alone."""
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    new.replace(file)
