"""Logging in once, and making sure at each start that token, device and stored keys belong together."""

from __future__ import annotations

from fourwalls.matrix.homeserver import CLIENT, Homeserver, TokenDeadError
from fourwalls.matrix.memory import Credentials


class WrongDeviceError(Exception):
    """The token belongs to another account or device than the crypto store: going on would break both."""


async def log_in(server: Homeserver, user_id: str, password: str | None) -> Credentials:
    """Log in as a new device.

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
    answer = await server.call("POST", f"{CLIENT}/login", body)
    return Credentials(str(answer["user_id"]), str(answer["device_id"]), str(answer["access_token"]))


async def check_device(server: Homeserver, user_id: str, credentials: Credentials) -> None:
    """Make sure that the token speaks for the device whose keys are stored.

    Raises:
        WrongDeviceError: it does not.
        HomeserverError: as the server answers.
    """
    if credentials.user_id != user_id:
        raise WrongDeviceError("the stored log-in is of another account than the settings name")
    answer = await server.call("GET", f"{CLIENT}/account/whoami")
    if (answer.get("user_id"), answer.get("device_id")) != (credentials.user_id, credentials.device_id):
        raise WrongDeviceError("the access token belongs to another account or device than the stored keys")
