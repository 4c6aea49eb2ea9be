"""Certificates: whether what people and bots open is locked on its way, and for how long yet."""

from __future__ import annotations

import asyncio
import ssl
import time
from urllib.parse import urlsplit

from bots.cli.doctor.finding import Finding, Level, many
from config.values import is_this_machine

_SECONDS = 10.0
_DAY = 86_400.0
_SOON = 14
"""Days. Certificates that renew themselves do so a month ahead, so that something is wrong by then."""


async def certificate(what: str, url: str, now: float | None = None) -> Finding:
    """Whether an address is reached by TLS with a certificate that people's apps believe.

    Args:
        what: what people call it: ``homeserver``, ``portal``.
        url: its address.
        now: seconds since 1970; ``None``: this moment.
    """
    parts, id_ = urlsplit(url), f"door.tls.{what}"
    host = parts.hostname or ""
    if parts.scheme == "http":
        if is_this_machine(host):
            return Finding(id_, "door", seen=f"{what} on this machine alone")
        remedy = f"Whoever listens between reads passwords. Give the {what} a certificate and an https address"
        return Finding(id_, "door", Level.ATTENTION, f"the {what} is spoken with in clear (http)", remedy)
    try:
        ends = await _ends(host, parts.port or 443)
    except ssl.SSLCertVerificationError as error:
        remedy = "Members' apps refuse it. Renew it, with the whole chain and for the name that people type"
        seen = f"the {what}'s certificate is not believed ({error.verify_message})"
        return Finding(id_, "door", Level.BROKEN, seen, remedy)
    except (OSError, TimeoutError) as error:
        remedy = f"If {host} is right and can be opened from elsewhere, this machine alone cannot; then all is well"
        seen = f"the {what} could not be reached at its address ({type(error).__name__})"
        return Finding(id_, "door", Level.ATTENTION, seen, remedy)
    return _judged(id_, what, (ends - (time.time() if now is None else now)) / _DAY)


def _judged(id_: str, what: str, days: float) -> Finding:
    left = many(int(days), "day")
    figures = {"days": round(days, 1)}
    if days >= _SOON:
        return Finding(id_, "door", seen=f"{what}'s certificate good for {left}", figures=figures)
    remedy = "It should have renewed itself by now; see why it has not, before members' apps stop working"
    return Finding(id_, "door", Level.ATTENTION, f"the {what}'s certificate ends in {left}", remedy, None, figures)


async def _ends(host: str, port: int) -> float:
    """When the certificate ends, in seconds since 1970, if it is believed here."""
    async with asyncio.timeout(_SECONDS):
        _, writer = await asyncio.open_connection(host, port, ssl=ssl.create_default_context())
    try:
        shown = writer.get_extra_info("peercert") or {}
        return ssl.cert_time_to_seconds(str(shown["notAfter"]))
    finally:
        writer.close()
