"""The other side of a verification, for tests: asks, starts, checks the commitment, and swears."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from fourwalls.matrix.verification.desk import Reply
from fourwalls.matrix.verification.said import SAS, Said
from fourwalls.matrix.verification.sas import Agreed, Party, Secret, commitment
from fourwalls.matrix.verification.stages import Step

ANN, BOT = "@ann:house", "@guide:house"
NOW = 1_000_000.0
OUR_KEYS = {"ed25519:BOTDEVICE": "b0tdevicekey", "ed25519:b0tmaster": "b0tmaster"}
US = Party(BOT, "BOTDEVICE")
HER_KEYS = {"ed25519:ANNDEVICE": "anndevicekey", "ed25519:annmaster": "annmaster"}
START = {
    "from_device": "ANNDEVICE",
    "method": SAS,
    "key_agreement_protocols": ["curve25519-hkdf-sha256"],
    "hashes": ["sha256"],
    "message_authentication_codes": ["hkdf-hmac-sha256", "hkdf-hmac-sha256.v2"],
    "short_authentication_string": ["decimal", "emoji"],
}


@dataclass
class Asker:
    """One verification as its beginner has it. ``room`` empty: straight to the device."""

    txn: str = "txn-1"
    person: str = ANN
    device: str = "ANNDEVICE"
    room: str | None = None
    bot: Party = US
    secret: Secret = field(default_factory=Secret)
    bound_by: str = ""
    agreed: Agreed | None = None

    def says(self, step: Step, content: dict[str, Any] | None = None, **more: Any) -> Said:
        return Said(self.person, self.txn, step, content or {}, more.pop("at", NOW), self.room, **more)

    def asks(self, at: float = NOW, **more: Any) -> Said:
        body = {"from_device": self.device, "methods": [SAS, "m.qr_code.show.v1"], **more}
        return self.says(Step.REQUEST, body, at=at)

    def starts(self, **more: Any) -> Said:
        self.terms = {**START, "from_device": self.device, **more}
        return self.says(Step.START, self.terms)

    def accepted(self, content: dict[str, Any]) -> None:
        self.bound_by = content["commitment"]

    def shows_key(self) -> Said:
        return self.says(Step.KEY, {"key": self.secret.key})

    def sees_key(self, key: str) -> None:
        """Check that the key is the one that they were bound to, as the one who started must."""
        assert commitment(key, self.terms) == self.bound_by
        us, them = Party(self.person, self.device, self.secret.key), Party(self.bot.user, self.bot.device, key)
        self.agreed = self.secret.join(us, them, key, self.txn)

    def swears(self, keys: dict[str, str] | None = None) -> Said:
        assert self.agreed is not None
        sworn = self.agreed.swear(Party(self.person, self.device), self.bot, HER_KEYS if keys is None else keys)
        return self.says(Step.MAC, sworn)

    def checks(self, sworn: dict[str, Any], known: dict[str, str] = OUR_KEYS) -> None:
        assert self.agreed is not None
        self.agreed.check(self.bot, Party(self.person, self.device), sworn, known)


def steps(replies: Iterable[Reply]) -> list[str]:
    """The replies in a few words: the step, or the code of a cancellation."""
    return [str(each.content.get("code", each.step.value)) for each in replies]
