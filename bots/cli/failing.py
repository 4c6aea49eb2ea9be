"""Errors that have a remedy, shown as one sentence and an exit status instead of a traceback."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from bots.demo.homeserver import HomeserverError as LocalHomeserverError
from bots.demo.person import NotSeenError
from bots.demo.script import ScriptError
from bots.demo.stage import StageError
from bots.ownership import OwnedError
from config.files import ConfigError
from config.settings import SettingsError
from fourwalls.detection.models import ModelError
from fourwalls.matrix.connection import WrongDeviceError
from fourwalls.matrix.crosssigning import ChainError
from fourwalls.matrix.homeserver import HomeserverError, RefusedError, TokenDeadError, UnreachableError
from fourwalls.matrix.storestamp import OldStoreError, RunsElsewhereError
from fourwalls.storage.errors import StorageError

SIGNED_OUT = (
    "Somebody has signed this bot out, or its account was closed. Find out who did. "
    "To begin again with a new device of the same identity: "
)

UNUSABLE = 2
"""Exit status: something outside must be mended first."""


class CommandError(Exception):
    """A command cannot go on; the sentence says why, and what to do."""


_TELLING = (
    SettingsError,
    ConfigError,
    StorageError,
    ModelError,
    HomeserverError,
    ChainError,
    WrongDeviceError,
    OldStoreError,
    RunsElsewhereError,
    OwnedError,
    CommandError,
    LocalHomeserverError,
    NotSeenError,
    ScriptError,
    StageError,
)


@contextmanager
def telling() -> Iterator[None]:
    """Show errors that have a remedy as sentences; let others through."""
    try:
        yield
    except _TELLING as error:
        _end([error])
    except ExceptionGroup as group:
        told, rest = group.split(_TELLING)
        if rest is not None:
            raise rest from None
        _end(list(leaves(told)) if told else [])


def leaves(group: BaseException) -> Iterator[BaseException]:
    """The single errors in a group, however nested."""
    if isinstance(group, BaseExceptionGroup):
        for inner in group.exceptions:
            yield from leaves(inner)
    else:
        yield group


def _end(errors: list[BaseException]) -> None:
    for sentence in dict.fromkeys(sentence_of(error) for error in errors):
        print(sentence, file=sys.stderr)  # noqa: T201 - what a person at a terminal reads
    raise typer.Exit(UNUSABLE)


def sentence_of(error: BaseException) -> str:
    """What is wrong and what to do about it."""
    match error:
        case TokenDeadError():
            return f"{error}. {SIGNED_OUT}fourwalls renew BOT, then fourwalls run"
        case SettingsError():
            return f"{error}\nfourwalls init asks for them one by one and writes them down."
        case RefusedError(code="M_FORBIDDEN" | "M_USER_DEACTIVATED" | "M_USER_LOCKED"):
            return f"The homeserver refused the log-in ({error.code}). Check the bots' user ids and passwords."
        case UnreachableError():
            return f"The homeserver cannot be reached ({error}). Check FOURWALLS_HOMESERVER and that it is running."
        case _:
            return str(error)
