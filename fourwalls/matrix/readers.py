"""Who can read what an account says, and why somebody cannot: asked of the homeserver where keys have changed."""

from __future__ import annotations

from collections.abc import Collection

from fourwalls.matrix.keyring import Keyring, Reading
from fourwalls.matrix.outgoing import Asker


class Readers:
    """Looks at people's devices by one account's keyring."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    async def able_to_read(self, people: Collection[str]) -> set[str]:
        """Those of these people who have a device that may have our keys.

        Raises:
            HomeserverError: their keys could not be asked for.
        """
        await self._keyring.refresh(people)
        return {person for person in people if self._keyring.signed_devices(person)}

    async def readings(self, people: Collection[str]) -> dict[str, Reading]:
        """Whether each of these people can read, and if not, why.

        Raises:
            HomeserverError: their keys could not be asked for.
        """
        await self._keyring.refresh(people)
        return {person: self._keyring.reading_of(person) for person in people}

    async def unsigned_devices(self, people: Collection[str]) -> dict[str, list[str]]:
        """The identity keys of these people's devices that nobody vouches for.

        Raises:
            HomeserverError: their keys could not be asked for.
        """
        await self._keyring.refresh(people)
        return {person: [one.curve25519 for one in self._keyring.unsigned_devices(person)] for person in people}

    async def is_theirs(self, asker: Asker) -> bool:
        """Whether a person has a device of this identity key now, whoever vouches for it.

        Raises:
            HomeserverError: their keys could not be asked for.
        """
        await self._keyring.refresh([asker[0]])
        return self._keyring.device_of(*asker) is not None
