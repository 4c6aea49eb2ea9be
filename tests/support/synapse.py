"""The homeserver of a test run and the people on it."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bots.demo.homeserver import LocalHomeserver
from bots.demo.synapse_settings import Limits
from tests.support.member import Member

PASSWORD = "a long enough password"
_NUMBERS = itertools.count(1)


@asynccontextmanager
async def running_homeserver(folder: Path, limits: Limits = "advised") -> AsyncIterator[LocalHomeserver]:
    """Run a homeserver, with the rate limits of a real one unless a bench wants none."""
    async with LocalHomeserver(folder, limits=limits) as homeserver:
        yield homeserver


@dataclass(frozen=True, slots=True)
class Account:
    """An account that exists: what a client needs to sign in."""

    name: str
    user_id: str
    base_url: str
    password: str = field(default=PASSWORD, repr=False)


class Register(Protocol):
    """Makes an account with a name that nobody else in this test run has."""

    async def __call__(self, name: str = "person", *, admin: bool = False, display_name: str = "") -> Account:
        """Make it; ``name`` is its beginning."""


class SignIn(Protocol):
    """Makes an account and signs a member in, who is signed out of the way when the test ends."""

    async def __call__(
        self, name: str = "person", *, only_signed: bool = True, signed: bool = True, display_name: str = ""
    ) -> Member:
        """Make and sign in; see ``Member.start``."""


def registrar(homeserver: LocalHomeserver) -> Register:
    """Return what makes accounts on this homeserver."""

    async def register(name: str = "person", *, admin: bool = False, display_name: str = "") -> Account:
        unique = f"{name}-{next(_NUMBERS)}"
        user_id = await homeserver.register(unique, PASSWORD, admin=admin, display_name=display_name or name)
        return Account(unique, user_id, homeserver.base_url)

    return register


async def talkative(homeserver: LocalHomeserver, *people: str) -> None:
    """Free people of the limit on messages: in some tests they say in seconds what takes an evening (``Limits``)."""
    for person in people:
        await homeserver.override_ratelimit(person)


@asynccontextmanager
async def members(register: Register) -> AsyncIterator[SignIn]:
    """Return what makes and signs in members; all of them are closed at the end."""
    async with AsyncExitStack() as stack:

        async def sign_in(
            name: str = "person", *, only_signed: bool = True, signed: bool = True, display_name: str = ""
        ) -> Member:
            account = await register(name, display_name=display_name)
            return await stack.enter_async_context(
                await Member.start(
                    account.base_url, account.name, account.password, only_signed=only_signed, signed=signed
                )
            )

        yield sign_in
