"""What our local Synapse is told: settings as data, written to the files that it reads.

Synapse reads YAML, and JSON is YAML, so nothing but the standard library is needed here.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

LOOPBACK = "127.0.0.1"
SERVER_NAME = "fourwalls.localhost"
"""The part of every Matrix id after the colon. It names no port, so the data of a folder outlives a change of port."""

Limits = Literal["default", "advised", "off"]
"""Synapse's own rate limits, as a small real server has them; the same but for log-ins, as ``docs/operator.md`` advises
(which frees the bots of them, too); or none."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """The random secrets of one homeserver, made once for its folder."""

    registration: str
    macaroon: str
    form: str
    keeper_password: str
    """The password of the server administrator that we use ourselves."""


def load_secrets(folder: Path) -> Secrets:
    """Read the secrets of this folder; make them, and the signing key, at the first start."""
    path = folder / "secrets.json"
    if not path.exists():
        seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        write_private(folder / "signing.key", f"ed25519 a_{secrets.token_hex(2)} {seed}\n")
        fresh = Secrets(*(secrets.token_urlsafe(32) for _ in range(4)))
        write_private(path, json.dumps(asdict(fresh)))
    return Secrets(**json.loads(path.read_text()))


def write_settings(folder: Path, port: int, limits: Limits, known: Secrets) -> Path:
    """Write Synapse's configuration for this start and return its path."""
    log_config = folder / "log.json"
    write_private(log_config, json.dumps(_log_settings()))
    path = folder / "homeserver.json"
    write_private(path, json.dumps(_settings(folder, port, limits, known), indent=1))
    return path


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, replacing it in one step."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    new.replace(path)


def _settings(folder: Path, port: int, limits: Limits, known: Secrets) -> dict[str, Any]:
    return {
        "server_name": SERVER_NAME,
        "public_baseurl": f"http://{LOOPBACK}:{port}/",
        "listeners": [
            {"port": port, "bind_addresses": [LOOPBACK], "type": "http", "resources": [{"names": ["client"]}]}
        ],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "media_store_path": str(folder / "media"),
        "log_config": str(folder / "log.json"),
        "signing_key_path": str(folder / "signing.key"),
        "registration_shared_secret": known.registration,
        "macaroon_secret_key": known.macaroon,
        "form_secret": known.form,
        # accounts are made with tokens that the Online Manager asks for, as we tell operators to have it
        "enable_registration": True,
        "registration_requires_token": True,
        "require_auth_for_profile_requests": True,
        "bcrypt_rounds": 4,  # throw-away accounts on loopback: signing in must be quick on a small machine
        "report_stats": False,
        "presence": {"enabled": False},
        "url_preview_enabled": False,
        # it speaks with no other server
        "federation_domain_whitelist": [],
        "trusted_key_servers": [],
        "suppress_key_server_warning": True,
        **_LIMITED[limits],
    }


def _log_settings() -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line", "stream": "ext://sys.stderr"}},
        "root": {"level": "WARNING", "handlers": ["out"]},
    }


_FREE = {"per_second": 10_000, "burst_count": 10_000}
_UNLIMITED = {
    "rc_message": _FREE,
    "rc_registration": _FREE,
    "rc_login": {"address": _FREE, "account": _FREE, "failed_attempts": _FREE},
    "rc_admin_redaction": _FREE,
    "rc_joins": {"local": _FREE, "remote": _FREE},
    "rc_joins_per_room": _FREE,
    "rc_key_requests": _FREE,
    "rc_invites": {"per_room": _FREE, "per_user": _FREE, "per_issuer": _FREE},
    "rc_media_create": _FREE,
    "rc_room_creation": _FREE,
    "rc_reports": _FREE,
    "rc_user_directory": _FREE,
    "rc_profile": _FREE,
}
_LIMITED: dict[Limits, dict[str, Any]] = {
    "default": {},
    "advised": {"rc_login": {"address": _FREE}},  # everybody here has one address
    "off": _UNLIMITED,
}
