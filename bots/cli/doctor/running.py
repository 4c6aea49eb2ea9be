"""The house that runs, if one does: who it is, how it says it is, and whether the homeserver holds it back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp

from bots.cli.doctor.finding import Finding, Level, many
from config.settings import Settings
from fourwalls.group.people import Bot
from fourwalls.matrix.shapes import mapping

_LOCKS = Path("/proc/locks")
_SECONDS = aiohttp.ClientTimeout(total=5)


async def look(settings: Settings) -> list[Finding]:
    """Who runs, how they are, and the rate limits, of which only those who run know something."""
    runs = running(settings.data)
    told = await _health(settings.health_listen) if settings.health_listen is not None else None
    return [_who(runs), *_how(settings, runs, told), rate_limits(told)]


def running(data: Path) -> frozenset[Bot] | None:
    """The bots that somebody runs on these data; ``None`` where that cannot be seen.

    The locks are read from the system's list: taking one, even for a moment, could make a start fail.
    """
    try:
        held = {line.split()[5] for line in _LOCKS.read_text().splitlines() if " FLOCK " in line and "->" not in line}
    except (OSError, IndexError):
        return None
    return frozenset(bot for bot in Bot if _inode(data / "locks" / f"{bot.value}.lock") in held)


def _inode(file: Path) -> str | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return f"{os.major(found.st_dev):02x}:{os.minor(found.st_dev):02x}:{found.st_ino}"


def _who(runs: frozenset[Bot] | None) -> Finding:
    if runs is None:
        return Finding("running", "running", seen="whether the bots run cannot be seen on this system")
    missing = [bot.value for bot in Bot if bot not in runs]
    if not missing:
        return Finding("running", "running", seen="all four bots", figures={"bots": len(runs)})
    seen = "no bot runs here" if not runs else f"not here: {', '.join(missing)}"
    remedy = (
        "Look at its account, above; those that run let it in again by themselves"
        if runs
        else "Start them: fourwalls run"
    )
    return Finding("running", "running", Level.ATTENTION, seen, remedy, None, {"bots": len(runs)})


def _how(settings: Settings, runs: frozenset[Bot] | None, told: dict[str, Any] | None) -> Iterator[Finding]:
    if settings.health_listen is None and not settings.ping_url:
        remedy = "Set FOURWALLS_PING_URL: else nobody notices when the bots stop"
        yield Finding("pings", "running", Level.ATTENTION, "nobody outside watches the bots", remedy)
    if settings.health_listen is None or not runs:
        return
    if told is None:
        remedy = "See whether another program holds the port of FOURWALLS_HEALTH_LISTEN, or start the bots again"
        yield Finding("health", "running", Level.ATTENTION, "the bots do not tell how they are", remedy)
    elif told.get("ok") is not True:
        troubles = [
            f"{bot} {word}" for bot, one in mapping(told.get("bots")).items() for word in one.get("troubles", [])
        ]
        remedy = "What the words mean stands in docs/operator.md, Being told when it stops. The log says more"
        yield Finding("health", "running", Level.BROKEN, f"not well: {', '.join(troubles) or 'see /health'}", remedy)
    else:
        yield Finding("health", "running", seen="well by their own account")
    lacking = told.get("safe_mode") if told is not None else None
    if lacking:
        remedy = "What each means, and what to do, stands in docs/operator.md, Safe mode"
        yield Finding("safe-mode", "running", Level.ATTENTION, f"safe mode: {', '.join(lacking)}", remedy)


async def _health(place: tuple[str, int]) -> dict[str, Any] | None:
    url = f"http://{place[0]}:{place[1]}/health"
    try:
        async with aiohttp.ClientSession(timeout=_SECONDS) as http, http.get(url) as answer:
            told = await answer.json()
    except (TimeoutError, aiohttp.ClientError, ValueError, OSError):
        return None
    return told if isinstance(told, dict) and isinstance(told.get("bots"), dict) else None


def rate_limits(told: dict[str, Any] | None) -> Finding:
    """What the running bots met; the limits themselves are shown to the homeserver's administrators alone."""
    unknown = "cannot be known from here: only the homeserver's administrator can read them"
    if told is None:
        return Finding("rate-limits", "rate limits", seen=unknown)
    number = sum(int(mapping(one).get("limited", 0)) for one in told["bots"].values())
    figures = {"held_back": number}
    if not number:
        return Finding("rate-limits", "rate limits", seen="held nobody back since the start", figures=figures)
    seen = f"held the bots back {many(number, 'time')} since their start"
    remedy = "Warnings come late. Free the bots of them: docs/operator.md, Rate limits"
    return Finding("rate-limits", "rate limits", Level.ATTENTION, seen, remedy, None, figures)
