"""One verification from the request to its end. No clock and no network: steps in, answers out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fourwalls.matrix.shapes import sequence
from fourwalls.matrix.verification import sas
from fourwalls.matrix.verification.said import SAS, Said
from fourwalls.matrix.verification.stages import ENDED, STAGES, Code, Stage, Step

Keys = Mapping[str, str]
"""Public keys by key id (``ed25519:NAME``)."""
Answer = tuple[Step, dict[str, Any]]
"""A step of ours and its content, without what ties it to the verification."""

_SUSPICIOUS = frozenset({"m.mismatched_sas", "m.mismatched_commitment", Code.KEY_MISMATCH.value})

_REASONS = {
    Code.USER: "begun anew or broken off",
    Code.TIMEOUT: "it took too long",
    Code.UNKNOWN_TRANSACTION: "this bot does not know of this verification (any more); please begin again",
    Code.UNKNOWN_METHOD: "this bot can compare emoji only",
    Code.UNEXPECTED_MESSAGE: "that step does not come now",
    Code.KEY_MISMATCH: "the keys do not agree",
    Code.USER_MISMATCH: "another device went on with it",
    Code.INVALID_MESSAGE: "that step could not be read",
}


class RefusedStepError(Exception):
    """A step that ends the verification."""

    def __init__(self, code: Code) -> None:
        super().__init__(code.value)
        self.code = code


def cancelling(code: Code) -> Answer:
    """The step by which a verification is ended."""
    return Step.CANCEL, {"code": code.value, "reason": _REASONS[code]}


@dataclass(slots=True)
class Exchange:
    """One verification of this bot with one device of somebody."""

    us: sas.Party
    our_keys: Keys = field(repr=False)
    """What we vouch for: this device's key and our master key."""
    person: str
    txn: str
    room: str | None
    began: float
    """On the clock of whoever keeps it."""
    stage: Stage = Stage.ASKED
    proven: bool = False
    """Whether it began with an encrypted request, from a device that proves whose it is."""
    ended_by: str | None = None
    """The code by which it was cancelled, by whichever side."""
    compared: bool = False
    """Whether it came as far as the comparison."""
    _them: sas.Party | None = None
    _secret: sas.Secret | None = field(default=None, repr=False)
    _agreed: sas.Agreed | None = field(default=None, repr=False)

    @property
    def device(self) -> str | None:
        """The other side's device."""
        return self._them.device if self._them is not None else None

    @property
    def ended(self) -> bool:
        """Whether it is over, well or not."""
        return self.stage in ENDED

    @property
    def went_wrong(self) -> bool:
        """Whether one side saw something else than the other: a slip, or somebody stands between them."""
        return self.compared and self.ended_by in _SUSPICIOUS

    @property
    def comparison(self) -> sas.Comparison | None:
        """What is to be compared, while it is."""
        return self._agreed.comparison if self._agreed is not None and not self.ended else None

    def hear(self, said: Said, their_keys: Keys) -> list[Answer]:
        """Take in a step of the other side, whose public keys are known; returns what is to be said to it."""
        if self.ended:
            return []
        moved = STAGES.get((self.stage, said.step))
        if moved is None:
            return self.cancel(Code.UNEXPECTED_MESSAGE)
        try:
            answers = self._answer(said, their_keys)
        except RefusedStepError as refused:
            return self.cancel(refused.code)
        self.stage = moved
        return answers

    def cancel(self, code: Code) -> list[Answer]:
        """End it from our side."""
        if self.ended:
            return []
        self.stage, self.ended_by = Stage.CANCELLED, code.value
        self._secret = self._agreed = None
        return [cancelling(code)]

    def _answer(self, said: Said, their_keys: Keys) -> list[Answer]:
        match said.step:
            case Step.REQUEST:
                return self._ready(said, their_keys)
            case Step.START:
                return self._accept(said)
            case Step.KEY:
                return self._show_key(said)
            case Step.MAC:
                return self._swear(said, their_keys)
            case Step.CANCEL:
                code = said.content.get("code")
                self.ended_by = code if isinstance(code, str) else Code.USER.value
                return []
            case _:
                return []

    def _ready(self, said: Said, their_keys: Keys) -> list[Answer]:
        device = said.from_device
        if device is None:
            raise RefusedStepError(Code.INVALID_MESSAGE)
        if said.device not in {None, device}:
            raise RefusedStepError(Code.USER_MISMATCH)
        self.proven = said.device is not None
        self._them = sas.Party(self.person, device)
        if f"ed25519:{device}" not in their_keys:
            raise RefusedStepError(Code.KEY_MISMATCH)
        if SAS not in sequence(said.content.get("methods")):
            raise RefusedStepError(Code.UNKNOWN_METHOD)
        return [(Step.READY, {"from_device": self.us.device, "methods": [SAS]})]

    def _accept(self, said: Said) -> list[Answer]:
        if said.from_device != self.device:
            raise RefusedStepError(Code.USER_MISMATCH)
        offered = said.content
        shown = sequence(offered.get("short_authentication_string"))
        strings = [each for each in (sas.DECIMAL, sas.EMOJI) if each in shown]
        terms = (
            offered.get("method") == SAS,
            sas.KEY_AGREEMENT in sequence(offered.get("key_agreement_protocols")),
            sas.HASH in sequence(offered.get("hashes")),
            sas.MAC in sequence(offered.get("message_authentication_codes")),
            sas.DECIMAL in strings,
        )
        if not all(terms):
            raise RefusedStepError(Code.UNKNOWN_METHOD)
        self._secret = sas.Secret()
        try:
            bound = sas.commitment(self._secret.key, offered)
        except (ValueError, RecursionError):
            raise RefusedStepError(Code.INVALID_MESSAGE) from None
        taken = {
            "method": SAS,
            "key_agreement_protocol": sas.KEY_AGREEMENT,
            "hash": sas.HASH,
            "message_authentication_code": sas.MAC,
            "short_authentication_string": strings,
            "commitment": bound,
        }
        return [(Step.ACCEPT, taken)]

    def _show_key(self, said: Said) -> list[Answer]:
        their_key = said.content.get("key")
        assert self._secret is not None
        assert self._them is not None
        if not isinstance(their_key, str):
            raise RefusedStepError(Code.INVALID_MESSAGE)
        starter = sas.Party(self._them.user, self._them.device, their_key)
        answerer = sas.Party(self.us.user, self.us.device, self._secret.key)
        try:
            self._agreed = self._secret.join(starter, answerer, their_key, self.txn)
        except sas.MismatchError:
            raise RefusedStepError(Code.INVALID_MESSAGE) from None
        self.compared = True
        return [(Step.KEY, {"key": self._secret.key})]

    def _swear(self, said: Said, their_keys: Keys) -> list[Answer]:
        assert self._agreed is not None
        assert self._them is not None
        try:
            self._agreed.check(self._them, self.us, said.content, dict(their_keys))
        except sas.MismatchError:
            raise RefusedStepError(Code.KEY_MISMATCH) from None
        return [(Step.MAC, self._agreed.swear(self.us, self._them, dict(self.our_keys))), (Step.DONE, {})]
