"""The key files: made once, never overwritten, refused when anybody else could read them."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from fourwalls.storage.errors import KeyFileError
from fourwalls.storage.keys import KEY_BYTES, LookupKey, OperationalKeys

OPERATIONAL: Final = "operational.key"
LOOKUP: Final = "lookup.key"
PORTAL_PRIVATE: Final = "portal.key"
PORTAL_PUBLIC: Final = "portal.pub"
_MODE: Final = 0o400


def generate_key_files(folder: Path) -> None:
    """Make the four key files of a new house in ``folder``.

    Raises:
        KeyFileError: one of them is there already (nothing is then written), or the folder cannot be written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise KeyFileError(f"the folder {folder} cannot be made: {error.strerror}") from None
    for name in (OPERATIONAL, LOOKUP, PORTAL_PRIVATE, PORTAL_PUBLIC):
        if os.path.lexists(folder / name):
            raise KeyFileError(f"{folder / name} exists already; keys are never overwritten")
    portal = X25519PrivateKey.generate()
    _write(folder / OPERATIONAL, os.urandom(KEY_BYTES))
    _write(folder / LOOKUP, os.urandom(KEY_BYTES))
    _write(folder / PORTAL_PRIVATE, portal.private_bytes_raw())
    _write(folder / PORTAL_PUBLIC, portal.public_key().public_bytes_raw())
    _sync_folder(folder)


def load_key(path: Path, credentials: Path | None = None) -> bytes:
    """Read one key file, after making sure that only its owner can.

    Args:
        path: the file.
        credentials: the folder in which a service manager shows a service its credentials, if there is one. It
            closes that folder to everybody else; the group that its files show is the mask of an access list.

    Raises:
        KeyFileError: it is missing, readable by others, or not a key.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise KeyFileError(f"the key file {path} cannot be opened: {error.strerror}") from None
    with os.fdopen(descriptor, "rb") as file:
        mode = stat.S_IMODE(os.fstat(descriptor).st_mode)
        ours = credentials is not None and path.absolute().is_relative_to(credentials)
        if mode & (stat.S_IRWXO if ours else stat.S_IRWXG | stat.S_IRWXO):
            raise KeyFileError(f"the key file {path} is open to others (mode {mode:04o}); run: chmod 400 {path}")
        secret = file.read(KEY_BYTES + 1)
    if len(secret) != KEY_BYTES:
        raise KeyFileError(f"the key file {path} does not hold a key of {KEY_BYTES} bytes; restore it from its backup")
    return secret


def load_operational_keys(folder: Path, credentials: Path | None = None) -> OperationalKeys:
    """Read the keys that the bots hold from the folder where ``generate_key_files`` put them (see ``load_key``)."""
    operational, lookup = (load_key(folder / name, credentials) for name in (OPERATIONAL, LOOKUP))
    return OperationalKeys(operational, LookupKey(lookup))


def _write(path: Path, secret: bytes) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _MODE)
    except OSError as error:
        raise KeyFileError(f"the key file {path} cannot be made: {error.strerror}") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
