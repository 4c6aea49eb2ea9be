"""The only reader of the environment: what is set outside, checked at once, before anything starts.

The process environment wins over ``.env``. A secret may be given by the path of a file instead (``NAME_FILE``), so
that it stands in no environment at all. All problems are reported together; a secret's value is never repeated.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config.sources import Problem, SettingsError, Sources
from config.values import MATRIX_ID_EXAMPLE, base_url, listen_address, matrix_id, page_url
from fourwalls.group.people import Bot, PersonId

__all__ = ["PortalSettings", "Problem", "Settings", "SettingsError", "load_portal_settings", "load_settings"]

DOTENV = Path(".env")
PORTAL_LISTEN = "127.0.0.1:8880"
HEALTH_LISTEN = "127.0.0.1:8881"


@dataclass(frozen=True, slots=True)
class Places:
    """The folders and the database, which every process of the house needs."""

    data: Path
    """Everything that must survive: database, crypto stores, keys."""
    database_url: str = field(repr=False)
    """May hold the database's password."""
    keys: Path
    """Folder of key files; this process reads only its own."""
    config: Path
    """Folder of the operator's edited copies; it need not exist."""
    credentials: Path | None
    """Folder in which a service manager shows this process its credentials; key files in it may show a group."""


@dataclass(frozen=True, slots=True)
class Settings(Places):
    """What the bots' process is told from outside."""

    homeserver: str
    users: Mapping[Bot, PersonId]
    """The account of each bot, its own."""
    passwords: Mapping[Bot, str] = field(repr=False)
    """Of the bots that run in this process only."""
    online_manager: PersonId
    portal_url: str
    """The portal's public address, for the links that the guide gives."""
    models: Path | None
    health_listen: tuple[str, int] | None = None
    """Host and port at which the bots tell how they are; ``None``: nowhere."""
    ping_url: str = field(default="", repr=False)
    """What is asked for every minute while all is well; whoever knows it can pretend that it is."""
    admin_token: str = field(default="", repr=False)
    """Access token of a server administrator, for registration tokens; empty: they are made by hand."""
    public_homeserver: str = ""
    """Where the members' own apps find the homeserver."""


@dataclass(frozen=True, slots=True)
class PortalSettings(Places):
    """What the portal's process is told from outside: no password of any bot."""

    url: str
    listen_host: str
    listen_port: int
    public_homeserver: str = ""
    """Where the members' own apps find the homeserver; empty: the page for newcomers cannot say."""


def load_settings(
    env: Mapping[str, str] | None = None, dotenv: Path | None = None, bots: Collection[Bot] = tuple(Bot)
) -> Settings:
    """Read the settings of the bots' process.

    Args:
        env: the process environment; ``None`` means the real one.
        dotenv: a file like ``config/example.env``; ``None`` means ``./.env`` with the real environment, if there is
            one, and no file with a given one.
        bots: those whose passwords are needed.

    Raises:
        SettingsError: with every problem that was found.
    """
    sources = _sources(env, dotenv)
    users = {bot: _matrix_id(sources, f"FOURWALLS_{bot.name}_USER", f"@{bot}:chat.example.org") for bot in Bot}
    passwords = {bot: sources.secret(f"FOURWALLS_{bot.name}_PASSWORD") for bot in bots}
    manager = _matrix_id(sources, "FOURWALLS_ONLINE_MANAGER", MATRIX_ID_EXAMPLE)
    _check_accounts(sources, users, manager)
    places = _places(sources)
    settings = Settings(
        places.data,
        places.database_url,
        places.keys,
        places.config,
        places.credentials,
        homeserver=_url(sources, "FOURWALLS_HOMESERVER", "https://chat.example.org"),
        users=users,
        passwords=passwords,
        online_manager=manager,
        portal_url=_url(sources, "FOURWALLS_PORTAL_URL", "https://groups.example.org"),
        models=_models(sources),
        health_listen=_health_listen(sources),
        ping_url=_ping_url(sources),
        admin_token=_admin_token(sources),
        public_homeserver=_public_homeserver(sources),
    )
    sources.raise_problems()
    return settings


def load_portal_settings(env: Mapping[str, str] | None = None, dotenv: Path | None = None) -> PortalSettings:
    """Read the settings of the portal's process; the arguments are those of ``load_settings``."""
    sources = _sources(env, dotenv)
    places = _places(sources)
    url = _url(sources, "FOURWALLS_PORTAL_URL", "https://groups.example.org")
    host, port = _listen(sources)
    public_homeserver = _public_homeserver(sources)
    sources.raise_problems()
    return PortalSettings(
        places.data,
        places.database_url,
        places.keys,
        places.config,
        places.credentials,
        url=url,
        listen_host=host,
        listen_port=port,
        public_homeserver=public_homeserver,
    )


def _sources(env: Mapping[str, str] | None, dotenv: Path | None) -> Sources:
    if env is not None:
        return Sources.read(env, dotenv)
    return Sources.read(os.environ, dotenv or (DOTENV if DOTENV.exists() else None))


def _matrix_id(sources: Sources, name: str, example: str) -> PersonId:
    text = sources.need(name, example)
    person = matrix_id(text)
    if person is None and text:
        sources.complain(name, "this is not a full Matrix id, @name:server in small letters", example)
    return person or PersonId("")


def _url(sources: Sources, name: str, example: str) -> str:
    text = sources.need(name, example)
    url = base_url(text)
    if url is None and text:
        wrong = (
            "this is not a plain https address (http only on this machine or a private network; no path, no password)"
        )
        sources.complain(name, wrong, example)
    return url or ""


def _public_homeserver(sources: Sources) -> str:
    """Where members' apps find the homeserver: an address of its own, or the one that the bots use."""
    name = "FOURWALLS_PUBLIC_HOMESERVER"
    if name not in sources.values:
        return base_url(sources.text("FOURWALLS_HOMESERVER")) or ""
    return _url(sources, name, "https://chat.example.org")


def _admin_token(sources: Sources) -> str:
    token = sources.secret("FOURWALLS_ADMIN_TOKEN", needed=False)
    if any(not sign.isprintable() or sign.isspace() or not sign.isascii() for sign in token):
        wrong = "this is not an access token: it has signs in it that no token has"
        sources.complain("FOURWALLS_ADMIN_TOKEN", wrong, "FOURWALLS_ADMIN_TOKEN_FILE=/etc/fourwalls/secrets/admin")
    return token


def _listen(sources: Sources) -> tuple[str, int]:
    address = listen_address(sources.text("FOURWALLS_PORTAL_LISTEN", PORTAL_LISTEN))
    if address is None:
        sources.complain("FOURWALLS_PORTAL_LISTEN", "this is not host:port", PORTAL_LISTEN)
    return address or ("", 0)


def _health_listen(sources: Sources) -> tuple[str, int] | None:
    text = sources.text("FOURWALLS_HEALTH_LISTEN")
    address = listen_address(text) if text else None
    if text and address is None:
        sources.complain("FOURWALLS_HEALTH_LISTEN", "this is not host:port", HEALTH_LISTEN)
    return address


def _ping_url(sources: Sources) -> str:
    text = sources.secret("FOURWALLS_PING_URL", needed=False)
    url = page_url(text)
    if url is None and text:
        wrong = "this is not an https address (http only on this machine or a private network; no user or password)"
        sources.complain("FOURWALLS_PING_URL", wrong, "https://watch.example.org/ping/1234")
    return url or ""


def _places(sources: Sources) -> Places:
    data = sources.folder("FOURWALLS_DATA") or _data_folder(sources)
    given = sources.secret("FOURWALLS_DATABASE_URL", needed=False)
    if given and not given.startswith(("sqlite:", "sqlite+", "postgresql:", "postgresql+")):
        example = "sqlite:////var/lib/fourwalls/fourwalls.sqlite"
        sources.complain("FOURWALLS_DATABASE_URL", "this is not an address of an SQLite database", example)
    return Places(
        data=data,
        database_url=given or f"sqlite:///{data / 'fourwalls.sqlite'}",
        keys=sources.folder("FOURWALLS_KEYS") or data / "keys",
        config=sources.folder("FOURWALLS_CONFIG", must_exist=True) or data / "config",
        credentials=sources.credentials,
    )


def _models(sources: Sources) -> Path | None:
    return sources.folder("FOURWALLS_MODELS", must_exist=True)


def _data_folder(sources: Sources) -> Path:
    """The platform's folder for a user's data; ``./data`` where there is no home."""
    if share := sources.text("XDG_DATA_HOME"):
        return Path(share).absolute() / "fourwalls"
    if home := sources.text("HOME"):
        share = "Library/Application Support" if platform.system() == "Darwin" else ".local/share"
        return Path(home).absolute() / share / "fourwalls"
    return Path("data").absolute()


def _check_accounts(sources: Sources, users: Mapping[Bot, PersonId], manager: PersonId) -> None:
    """People are not bots, and no bot is another: each has a device and encryption keys of its own."""
    if manager and manager in users.values():
        wrong = "this is the account of a bot; the Online Manager is a person"
        sources.complain("FOURWALLS_ONLINE_MANAGER", wrong, MATRIX_ID_EXAMPLE)
    first: dict[PersonId, Bot] = {}
    for bot, user in users.items():
        other = first.setdefault(user, bot)
        if user and other is not bot:
            wrong = f"this is the account of the {other} already; each bot needs an account of its own"
            sources.complain(f"FOURWALLS_{bot.name}_USER", wrong, f"@{bot}:chat.example.org")
