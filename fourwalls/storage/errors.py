"""What can go wrong with storage, said without a word of what is stored."""

from __future__ import annotations


class StorageError(Exception):
    """Storage cannot do what was asked; the sentence says what to do about it."""


class NotStartedError(StorageError):
    """There is no database yet: the bots make it when they first run."""


class SealedDataError(StorageError):
    """Sealed data did not open: it was changed, or it was sealed with another key or for another place."""


class KeyFileError(StorageError):
    """A key file cannot be used or made."""


class ReplayError(StorageError):
    """A message key was used before, by another event."""


class ImpossibleStepError(StorageError):
    """The step is not in the table of steps of its workflow."""


class TooManyAsksError(StorageError):
    """Somebody asked for more sign-in codes than is allowed in an hour."""
