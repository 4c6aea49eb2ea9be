"""The stages of one verification, as the one who answers goes through them. Rule 1: this table moves it, nothing else.

A step that the table does not have ends the verification (``m.unexpected_message``); what has ended stays ended.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Stage(StrEnum):
    """How far a verification has come."""

    ASKED = "asked"
    """A request was heard, nothing is answered yet."""
    READY = "ready"
    """We said that we can; they choose the method."""
    ACCEPTED = "accepted"
    """We took their terms on and are bound to our key without having shown it."""
    COMPARING = "comparing"
    """Both keys are known: people compare the emoji."""
    SWORN = "sworn"
    """They said that the emoji match, their keys agree, and we vouched for ours."""
    DONE = "done"
    CANCELLED = "cancelled"


class Step(StrEnum):
    """What moves a verification on."""

    REQUEST = "request"
    START = "start"
    KEY = "key"
    MAC = "mac"
    DONE = "done"
    CANCEL = "cancel"
    READY = "ready"
    """Only who asked hears this, and we never ask."""
    ACCEPT = "accept"
    """Only who started hears this, and we never start."""
    LAPSE = "lapse"
    """Time is up: nobody says this, the clock does."""


class Code(StrEnum):
    """Why a verification was cancelled, in the words of the specification."""

    USER = "m.user"
    TIMEOUT = "m.timeout"
    UNKNOWN_TRANSACTION = "m.unknown_transaction"
    UNKNOWN_METHOD = "m.unknown_method"
    UNEXPECTED_MESSAGE = "m.unexpected_message"
    KEY_MISMATCH = "m.key_mismatch"
    USER_MISMATCH = "m.user_mismatch"
    INVALID_MESSAGE = "m.invalid_message"


ENDED = frozenset({Stage.DONE, Stage.CANCELLED})

_LIVE = tuple(stage for stage in Stage if stage not in ENDED)

STAGES: Mapping[tuple[Stage, Step], Stage] = {
    (Stage.ASKED, Step.REQUEST): Stage.READY,
    (Stage.READY, Step.START): Stage.ACCEPTED,
    (Stage.ACCEPTED, Step.KEY): Stage.COMPARING,
    (Stage.COMPARING, Step.MAC): Stage.SWORN,
    (Stage.SWORN, Step.DONE): Stage.DONE,
    **{(stage, Step.CANCEL): Stage.CANCELLED for stage in _LIVE},
    **{(stage, Step.LAPSE): Stage.CANCELLED for stage in _LIVE},
}
