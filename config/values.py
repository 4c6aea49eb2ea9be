"""Checks of single values that an operator writes. Each returns the clean value, or ``None`` when it is silly."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from fourwalls.group.people import PersonId

MATRIX_ID_EXAMPLE = "@robin:chat.example.org"

_MATRIX_ID = re.compile(r"@[a-z0-9._=/+-]+:(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_MATRIX_ID_BYTES = 255
_LISTEN = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):(?P<port>[0-9]{1,5})")
_PORTS = 65535


def matrix_id(text: str) -> PersonId | None:
    """Read a full Matrix id, ``@name:server``."""
    whole = _MATRIX_ID.fullmatch(text) and len(text.encode()) <= _MATRIX_ID_BYTES
    return PersonId(text) if whole else None


def base_url(text: str) -> str | None:
    """Read a web address without path, query or password; the trailing slash goes.

    ``http`` is believed only where nobody else listens: this machine, a private address, or a one-word name
    as container networks use.
    """
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    bare = not (parts.query or parts.fragment or parts.username or parts.password) and parts.path in ("", "/")
    if not bare or not host or port == 0 or any(char.isspace() for char in text):
        return None
    return f"{parts.scheme}://{parts.netloc}" if _is_safe(parts.scheme, host) else None


def page_url(text: str) -> str | None:
    """Read a web address that may have a path and a query, but no user, password or fragment; ``http`` as above."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    odd = parts.fragment or parts.username or parts.password or port == 0 or any(char.isspace() for char in text)
    if odd or not host:
        return None
    return text if _is_safe(parts.scheme, host) else None


def listen_address(text: str) -> tuple[str, int] | None:
    """Read ``host:port``."""
    match = _LISTEN.fullmatch(text)
    if match is None or not 0 < int(match["port"]) <= _PORTS:
        return None
    return match["host"].strip("[]"), int(match["port"])


def is_this_machine(host: str) -> bool:
    """Whether a host, or a server's name with or without a port, is this machine and nothing else."""
    bare = host if ":" not in host or host.count(":") > 1 else host.partition(":")[0]
    bare = host[1:].partition("]")[0] if host.startswith("[") else bare
    try:
        return ipaddress.ip_address(bare).is_loopback
    except ValueError:
        return bare == "localhost" or bare.endswith(".localhost")


def _is_safe(scheme: str, host: str) -> bool:
    return scheme == "https" or (scheme == "http" and _is_near(host))


def _is_near(host: str) -> bool:
    """Whether the host is this machine, a private network's, or a one-word name."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(".localhost")
    return address.is_loopback or address.is_private
