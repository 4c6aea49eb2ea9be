"""The homeserver: whether it answers, what it can, and whether its clock and ours agree."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

from bots.cli.doctor.finding import Finding, Level, within
from bots.cli.failing import sentence_of
from fourwalls.matrix.homeserver import CLIENT, Homeserver, HomeserverError
from fourwalls.matrix.shapes import mapping

_SECONDS = 10.0
_SLOW, _MUCH_TOO_SLOW = 2.0, 8.0
"""Seconds for the simplest of questions."""
_APART, _TOO_FAR_APART = 5.0, 60.0
"""Seconds. Up to five, nobody notices. From a minute on, messages whose key is only a little late are told as
unreadable, or much later than they should be, and times in transcripts and cases mislead."""
_ROOM_VERSION = "12"


async def look(server: Homeserver) -> list[Finding]:
    """Whether it answers, and its clock. Nothing else about it can be asked when the first of these is broken."""
    began, at = time.monotonic(), time.time()
    try:
        await server.call("GET", "/_matrix/client/versions", seconds=_SECONDS)
    except HomeserverError as error:
        seen = "no answer, so that accounts and rooms were not looked at"
        return [Finding("homeserver", "homeserver", Level.BROKEN, seen, sentence_of(error))]
    took = time.monotonic() - began
    level = within(took, _SLOW, _MUCH_TOO_SLOW)
    remedy = (
        "" if level is Level.OK else "Ask whoever runs the homeserver why it is so slow: every warning waits for it"
    )
    seen = f"answers in {1000 * took:.0f} ms{await _name(server)}"
    answer = Finding("homeserver", "homeserver", level, seen, remedy, figures={"seconds": round(took, 3)})
    return [answer, clock(server.date, at, took)]


def clock(date: str, asked_at: float, took: float) -> Finding:
    """How far the homeserver's clock and this machine's are apart: at least so much, since it tells whole seconds."""
    try:
        theirs = parsedate_to_datetime(date).timestamp()
    except ValueError:
        return Finding("clock", "clock", seen="the homeserver does not tell its time")
    apart = max(theirs - (asked_at + took), asked_at - (theirs + 1), 0.0)
    level = within(apart, _APART, _TOO_FAR_APART)
    figures = {"seconds_apart": round(apart, 1)}
    if level is Level.OK:
        return Finding("clock", "clock", seen="agrees with the homeserver's", figures=figures)
    way = "behind" if theirs > asked_at else "ahead of"
    seen = f"{apart:.0f} s {way} the homeserver's"
    return Finding(
        "clock", "clock", level, seen, "Let both machines set their clock by the network (NTP)", None, figures
    )


async def abilities(server: Homeserver) -> Finding:
    """Whether it knows the room version that the walls are built on; only an account is told."""
    answer = await server.call("GET", f"{CLIENT}/capabilities", seconds=_SECONDS)
    versions = mapping(mapping(mapping(answer.get("capabilities")).get("m.room_versions")).get("available"))
    if _ROOM_VERSION in versions:
        return Finding("rooms.version", "rooms", seen=f"version {_ROOM_VERSION} is known")
    remedy = "Have it upgraded: in older rooms an administrator of the room can outrank the warden"
    seen = f"the homeserver does not know version {_ROOM_VERSION}"
    return Finding("rooms.version", "rooms", Level.BROKEN, seen, remedy)


async def _name(server: Homeserver) -> str:
    """Which program it is, where it says so."""
    try:
        answer = await server.call("GET", "/_matrix/federation/v1/version", seconds=_SECONDS)
    except HomeserverError:
        return ""
    told = mapping(answer.get("server"))
    name, number = str(told.get("name", ""))[:30], str(told.get("version", "")).split(" ")[0][:20]
    return f", {name} {number}" if name.isprintable() and number.isprintable() and name else ""
