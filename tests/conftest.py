"""Fixtures for the whole test run."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bots.demo.homeserver import LocalHomeserver
from tests.support.synapse import Register, SignIn, members, registrar, running_homeserver


def pytest_configure() -> None:
    """Let Ctrl-C reach what tests start: in the background they are made to ignore it, and so are their children."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def homeserver(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LocalHomeserver]:
    """One real homeserver for the run, started when the first test asks for it, with its rate limits."""
    async with running_homeserver(tmp_path_factory.mktemp("homeserver")) as running:
        yield running


@pytest.fixture
def register(homeserver: LocalHomeserver) -> Register:
    """``await register("ann")``: an account with a name of its own."""
    return registrar(homeserver)


@pytest_asyncio.fixture
async def sign_in(register: Register) -> AsyncIterator[SignIn]:
    """``await sign_in("ann")``: a member with a real client, closed when the test ends."""
    async with members(register) as ready:
        yield ready
