"""Logging in once, and making sure at each start that token, device and stored keys belong together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from fourwalls.matrix.homeserver import CLIENT, Homeserver, RefusedError, TokenDeadError
from fourwalls.matrix.memory import Credentials
from fourwalls.matrix.patience import Patience

logger = logging.getLogger(__name__)

_FORBIDDEN, _TOO_MANY_REQUESTS = 403, 429


class WrongDeviceError(Exception):
    """The token belongs to another account or device than the crypto store: going on would break both."""


def _say_in_log(seconds: float) -> None:
    logger.warning("the homeserver lets no more log-ins through for now; waiting %.0f s, then trying again", seconds)


async def log_in(
    server: Homeserver, user_id: str, password: str | None, waiting: Callable[[float], None] = _say_in_log
) -> Credentials:
    """Log in as a new device. A server that lets too few log-ins through at once is waited for, as long as it says.

    Args:
        server: whose token is not touched.
        user_id: the full Matrix id.
        password: the account's.
        waiting: told before each wait how many seconds it takes.

    Raises:
        TokenDeadError: there is no password to do so.
        HomeserverError: as the server answers.
    """
    if password is None:
        raise TokenDeadError("this account has never logged in here, and there is no password to do so")
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": user_id},
        "password": password,
        "initial_device_display_name": "Four Walls",
    }
    patience = Patience()
    while True:
        try:
            answer = await server.call("POST", f"{CLIENT}/login", body)
        except TokenDeadError as closed:  # there is no token yet: the account itself is closed or locked
            raise RefusedError(_FORBIDDEN, closed.code, None, {}) from None
        except RefusedError as refusal:
            if refusal.status != _TOO_MANY_REQUESTS:
                raise
            seconds = patience.seconds(refusal)
            waiting(seconds)
            await asyncio.sleep(seconds)
        else:
            return Credentials(str(answer["user_id"]), str(answer["device_id"]), str(answer["access_token"]))


async def check_device(server: Homeserver, user_id: str, credentials: Credentials) -> None:
    """Make sure that the token speaks for the device whose keys are stored.

    Raises:
        WrongDeviceError: it does not.
        HomeserverError: as the server answers.
    """
    server.user_id = user_id  # so that a token that dies, now or later, says whose it was
    if credentials.user_id != user_id:
        raise WrongDeviceError(
            "the stored log-in is of another account than the settings name. Put the right …_USER back into the "
            "settings, or the data that belong to it"
        )
    answer = await server.call("GET", f"{CLIENT}/account/whoami")
    if (answer.get("user_id"), answer.get("device_id")) != (credentials.user_id, credentials.device_id):
        raise WrongDeviceError(
            "the access token belongs to another account or device than the stored keys. If these are the right data, "
            "let the bot begin again as a new device of the same identity: fourwalls renew BOT, then fourwalls run"
        )
