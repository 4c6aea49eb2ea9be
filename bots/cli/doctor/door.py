"""The door as strangers find it: how an account can be had, and what anybody is told who has none.

Nothing is made: whether guests may come in cannot be asked without being one, so the operator's page tells of that.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from bots.cli.doctor.certificates import certificate
from bots.cli.doctor.finding import Finding, Level, many
from config.settings import Settings
from config.values import is_this_machine
from fourwalls.group.people import Bot
from fourwalls.matrix.homeserver import CLIENT, Homeserver, HomeserverError, segment
from fourwalls.matrix.registration import NoTokensError, Registration, registration, unused_tokens
from fourwalls.matrix.shapes import mapping, text

_SECONDS = 10.0
_SEE = "docs/operator.md says which settings to choose, under: What strangers and members are told"


async def look(settings: Settings, server: Homeserver, *, federation: bool) -> list[Finding]:
    """All of it. ``server`` is a line without a token; ``federation``: whether our rooms let other servers in."""
    return [
        await certificate("portal", settings.portal_url),
        *await homeserver(settings, server),
        await other_servers(server, wanted=federation),
        *await tokens(settings),
    ]


async def homeserver(settings: Settings, server: Homeserver) -> list[Finding]:
    """What can be looked at before there is a house."""
    guide = settings.users[Bot.GUIDE]
    return [
        *await certificates(settings),
        address(settings),
        await well_known(guide.partition(":")[2], settings.public_homeserver),
        await accounts(server, makes_tokens=bool(settings.admin_token)),
        await profiles(server, guide),
        await public_rooms(server),
    ]


async def certificates(settings: Settings) -> list[Finding]:
    """Of the homeserver, and of where members find it if that is elsewhere."""
    places = {"homeserver": settings.homeserver}
    if settings.public_homeserver != settings.homeserver:
        places["public-homeserver"] = settings.public_homeserver
    return [await certificate(what, url) for what, url in places.items()]


def address(settings: Settings) -> Finding:
    """Whether the page for newcomers would show them an address that only this machine can open."""
    here = is_this_machine(_host(settings.public_homeserver))
    if not here or is_this_machine(_host(settings.portal_url)):
        return Finding("door.address", "door", seen=f"newcomers are told {_host(settings.public_homeserver)}")
    remedy = "Set FOURWALLS_PUBLIC_HOMESERVER, for bots and portal, to the address that members' apps use"
    return Finding(
        "door.address", "door", Level.ATTENTION, "newcomers would be told an address of this machine", remedy
    )


async def well_known(server_name: str, public: str) -> Finding:
    """Whether an app finds the homeserver by the name that stands in everybody's Matrix id."""
    id_ = "door.well-known"
    if is_this_machine(server_name):
        return Finding(id_, "door", seen=f"{server_name} is this machine")
    told = await _client_well_known(server_name)
    named = text(mapping(told.get("m.homeserver")).get("base_url")).rstrip("/") if told else ""
    if named and _host(named) == _host(public):
        return Finding(id_, "door", seen=f"{server_name} leads apps here")
    if named:
        remedy = f"Let https://{server_name}/.well-known/matrix/client name {public}, or correct the setting"
        return Finding(id_, "door", Level.BROKEN, f"{server_name} leads apps to another homeserver", remedy)
    if _host(public) == server_name:
        return Finding(id_, "door", seen=f"{server_name} leads apps here")
    remedy = (
        f"Serve https://{server_name}/.well-known/matrix/client as Synapse's documentation says; until then people "
        f"must type {_host(public)} into their app, which is what the page for newcomers tells them"
    )
    return Finding(id_, "door", Level.ATTENTION, f"{server_name} does not lead apps to the homeserver", remedy)


async def accounts(server: Homeserver, *, makes_tokens: bool) -> Finding:
    """How somebody comes to an account."""
    id_ = "door.registration"
    try:
        how = await registration(server)
    except HomeserverError:
        return Finding(
            id_, "door", Level.ATTENTION, "how accounts are made could not be asked", "Try again in a minute"
        )
    if how is Registration.OPEN:
        remedy = f"Strangers can look from inside for people and names. Set registration_requires_token: true. {_SEE}"
        return Finding(id_, "door", Level.ATTENTION, "anybody can make an account on the homeserver", remedy)
    if how is not Registration.BY_CODE and makes_tokens:
        remedy = "!welcome makes nothing so. docs/operator.md, How newcomers get an account, says what to set"
        return Finding(id_, "door", Level.ATTENTION, "the homeserver takes no registration tokens", remedy)
    ways = {
        Registration.BY_CODE: "accounts by token alone",
        Registration.CLOSED: "accounts by an administrator alone",
        Registration.ELSEWHERE: "accounts by another service (MAS)",
    }
    return Finding(id_, "door", seen=ways[how])


async def tokens(settings: Settings) -> list[Finding]:
    """Whether registration tokens can be made with the access that was given, and how many doors stand ajar."""
    id_ = "door.tokens"
    if not settings.admin_token:
        return []
    try:
        async with _line(settings.homeserver, settings.admin_token) as server:
            number = await unused_tokens(server)
    except NoTokensError as refused:
        remedy = "Give an administrator's access token, or take the setting away and make tokens by hand"
        seen = f"FOURWALLS_ADMIN_TOKEN makes no registration tokens ({refused})"
        return [Finding(id_, "door", Level.ATTENTION, seen, remedy)]
    except HomeserverError:
        return []  # that the homeserver is in trouble is told elsewhere
    seen = f"{many(number, 'registration token')} unused"
    return [Finding(id_, "door", seen=seen, figures={"unused": number})]


async def profiles(server: Homeserver, somebody: str) -> Finding:
    """Whether anybody on the internet is told the profile name behind an account's name."""
    if not await _answers(server, f"{CLIENT}/profile/{segment(somebody)}"):
        return Finding("door.profiles", "door", seen="profiles not public")
    remedy = f"Set require_auth_for_profile_requests: true. {_SEE}"
    seen = "anybody on the internet can ask for the profile behind an account"
    return Finding("door.profiles", "door", Level.ATTENTION, seen, remedy)


async def public_rooms(server: Homeserver) -> Finding:
    """Whether anybody on the internet is shown the homeserver's list of public rooms."""
    if not await _answers(server, f"{CLIENT}/publicRooms"):
        return Finding("door.public-rooms", "door", seen="room list not public")
    remedy = f"Set allow_public_rooms_without_auth: false. {_SEE}"
    seen = "anybody on the internet can read the list of public rooms"
    return Finding("door.public-rooms", "door", Level.ATTENTION, seen, remedy)


async def other_servers(server: Homeserver, *, wanted: bool) -> Finding:
    """Whether other homeservers can speak with this one, although our rooms let none of their people in."""
    if not await _answers(server, "/_matrix/key/v2/server"):
        return Finding("door.federation", "door", seen="no other servers")
    if wanted:
        return Finding("door.federation", "door", seen="other servers, as walls.toml allows")
    remedy = f"walls.toml says federation = false, so that nobody needs it: switch it off, or set a whitelist. {_SEE}"
    return Finding("door.federation", "door", Level.ATTENTION, "other servers can speak with the homeserver", remedy)


async def _answers(server: Homeserver, path: str) -> bool:
    """Whether a question is answered that is asked without an account."""
    try:
        await server.call("GET", path, seconds=_SECONDS)
    except HomeserverError:
        return False
    return True


async def _client_well_known(server_name: str) -> dict[str, object]:
    async with _line(f"https://{server_name}") as server:
        try:
            return await server.call("GET", "/.well-known/matrix/client", seconds=_SECONDS)
        except HomeserverError:
            return {}


@asynccontextmanager
async def _line(url: str, token: str | None = None) -> AsyncIterator[Homeserver]:
    server = Homeserver.open(url)
    server.token = token
    try:
        yield server
    finally:
        await server.close()


def _host(url: str) -> str:
    """The host as people type it, with a port that is not the usual one."""
    return urlsplit(url).netloc
