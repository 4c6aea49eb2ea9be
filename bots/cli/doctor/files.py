"""What lies on this machine: programs, settings files, keys, models, room on the disk."""

from __future__ import annotations

import platform
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

from bots.cli.doctor.finding import Finding, Level, within
from bots.furnishing import risk_text
from config import policyfile
from config.files import ConfigError, find_config
from config.house import load_house
from config.policyfile import load_policy
from config.registration import load_registration
from config.settings import Settings
from config.walls import load_walls
from config.wording import Wording
from fourwalls.detection import models
from fourwalls.detection.risk.linear import LinearModel
from fourwalls.storage.errors import StorageError
from fourwalls.storage.keyfiles import LOOKUP, OPERATIONAL, PORTAL_PRIVATE, PORTAL_PUBLIC, load_key

_GIB = 1 << 30
_LITTLE_FREE, _TOO_LITTLE_FREE = 1.0, 1 / 16
"""GiB. A transaction needs little, but a full disk stops everything, and logs fill one within days."""


def look(settings: Settings) -> Iterator[Finding]:
    """All of it, in order."""
    yield versions()
    yield from edited(settings)
    yield from keys(settings)
    yield disk(settings.data)
    yield names(settings)
    yield risk_model()


def versions() -> Finding:
    """What runs here."""
    ours = f"fourwalls {version('fourwalls')}"
    return Finding("versions", "versions", seen=f"{ours}, Python {platform.python_version()}, {_sqlite()}")


def _sqlite() -> str:
    return f"SQLite {sqlite3.sqlite_version}"


def edited(settings: Settings) -> Iterator[Finding]:
    """The configuration files, the operator's copies in the place of ours."""
    always = {"url": "", "organisation": ""}
    yield _file("walls", "walls.toml", settings, lambda: load_walls(settings.config))
    yield _file("house", "house.toml", settings, lambda: load_house(settings.config))
    yield _file("registration", "registration.toml", settings, lambda: load_registration(settings.config))
    yield _file("risk", "risk.toml", settings, lambda: risk_text(settings.config))
    yield _file("wording", "wording", settings, lambda: Wording(settings.config, always))
    yield policy(settings, datetime.now(tz=UTC).date())


def policy(settings: Settings, today: date) -> Finding:
    """The confidentiality policy: whether it has a version and a review date, and whether that is past."""
    found = _file("policy", policyfile.FILE, settings, lambda: load_policy(settings.config))
    if found.level is not Level.OK:
        return found
    counts = load_policy(settings.config)
    seen = f"{found.seen}, version {counts.version}, to be reviewed by {counts.review}"
    if today < counts.review:
        return replace(found, seen=seen)
    remedy = "Have the policy looked at and given a new review date; if it changes, a new version too"
    return replace(found, level=Level.ATTENTION, seen=seen, remedy=remedy)


def _file(name: str, file: str, settings: Settings, load: Callable[[], object]) -> Finding:
    try:
        load()
    except ConfigError as error:
        return Finding(f"files.{name}", "files", Level.BROKEN, file, str(error))
    own = (
        (settings.config / "wording").is_dir()
        if name == "wording"
        else find_config(file) != find_config(file, settings.config)
    )
    return Finding(f"files.{name}", "files", seen=f"{file} ({'yours' if own else 'ours'})")


def keys(settings: Settings) -> Iterator[Finding]:
    """The key files that the bots need, and the one that they had better not be able to read."""
    for name in (OPERATIONAL, LOOKUP, PORTAL_PUBLIC):
        try:
            load_key(settings.keys / name, settings.credentials)
        except StorageError as error:
            yield Finding(f"keys.{name}", "keys", Level.BROKEN, name, str(error))
        else:
            yield Finding(f"keys.{name}", "keys", seen=name)
    try:
        load_key(settings.keys / PORTAL_PRIVATE, settings.credentials)
    except StorageError:
        return
    remedy = f"Copy {PORTAL_PRIVATE} to a safe place and to the portal's own folder, then take it away from here"
    yield Finding(
        "keys.portal.key",
        "keys",
        Level.ATTENTION,
        f"{PORTAL_PRIVATE}, which opens transcripts, lies with the bots",
        remedy,
    )


def disk(folder: Path) -> Finding:
    """Room for the data."""
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(there).free / _GIB
    level = within(-free, -_LITTLE_FREE, -_TOO_LITTLE_FREE)
    remedy = "" if level is Level.OK else f"Make room on the disk that holds {there}. When it is full, nothing is kept"
    return Finding("disk", "disk", level, f"{free:.1f} GiB free", remedy, figures={"free_gib": round(free, 2)})


def names(settings: Settings) -> Finding:
    """The name model: without it names are missed; a damaged one is never used."""
    try:
        there = models.locate(settings.models) is not None
    except models.ModelError as error:
        return Finding("models.names", "models", Level.BROKEN, "the name model is damaged", str(error))
    if there:
        return Finding("models.names", "models", seen="names")
    missing = "the name model is missing: many names are not noticed"
    return Finding("models.names", "models", Level.ATTENTION, missing, "Run: fourwalls models fetch")


def risk_model() -> Finding:
    """The weights of the risk model, which come with the program."""
    try:
        LinearModel.shipped()
    except Exception as error:  # noqa: BLE001 - a damaged file fails in many ways
        seen = f"the risk model is damaged ({type(error).__name__}): only cues speak for a risk"
        return Finding("models.risk", "models", Level.BROKEN, seen, "Install this version anew: make install")
    return Finding("models.risk", "models", seen="risk")
