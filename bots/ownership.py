"""One owner for each bot's store: two processes with the same device would break its encryption for good."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fourwalls.group.people import Bot


class OwnedError(Exception):
    """Another process runs this bot on this data."""


@contextmanager
def owned(data: Path, bot: Bot) -> Iterator[None]:
    """Hold a bot's lock while running it.

    Raises:
        OwnedError: another process holds it.
    """
    folder = data / "locks"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / f"{bot.value}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise OwnedError(
            f"the {bot.value} runs already on the data in {data}. Stop that process first, or use other data"
        ) from None
    try:
        yield
    finally:
        os.close(descriptor)
