"""What a device that nobody vouches for was given: the guide's fixed sentences are for it, and nothing else is.

A device that speaks is answered (``handlers/asker.py``): the very device, by sentences of a closed list, each under a
room key of its own. So a key in its hands is no theft if all that it opens is such a sentence.
"""

from __future__ import annotations

from config.wording import Wording
from fourwalls.group.phrase import FOR_ANYBODY, phrase
from fourwalls.matrix.crypto import decrypt_megolm
from tests.proof.attacks.field import Field
from tests.proof.attacks.ghost import Ghost
from tests.proof.attacks.liar import Json


def sentences() -> frozenset[str]:
    """The sentences for anybody, as they are said."""
    wording = Wording(always={"url": "", "organisation": ""})
    return frozenset(wording.say(phrase(name)) for name in FOR_ANYBODY)


def stolen_by(field: Field, ghost: Ghost, since: int) -> int:
    """How many keys the bots gave a made-up device, since so many were sent, that open anything else."""
    person = ghost.person
    given = [
        (bot, content)
        for bot, user, device, content in field.liar.sent[since:]
        if (user, device) == (person.user_id, person.device_id)
    ]
    for bot, content in given:
        person.engine.open_to_device({"type": "m.room.encrypted", "sender": bot, "content": content})
    keys = [key for key in person.engine.inbound_group_store if key.sender_key != person.engine.curve25519]
    assert len(keys) <= len(given)
    return sum(not _is_for_anybody(field, key) for key in keys) + (len(given) - len(keys))


def stolen_by_client(field: Field, bots: frozenset[str]) -> int:
    """How many words of the bots the unsigned real client could read that are not for anybody."""
    said = [seen for room in field.double.rooms for seen in field.double.messages(room) if seen.sender in bots]
    return sum(seen.encrypted and seen.readable and seen.body not in sentences() for seen in said)


def _is_for_anybody(field: Field, key: object) -> bool:
    """Whether everything that was said with this room key is a sentence for anybody."""
    opened: list[Json] = [
        decrypt_megolm(key, content["ciphertext"])[0]
        for _, content in field.liar.said
        if content.get("session_id") == key.id  # type: ignore[attr-defined]  # as above
    ]
    return all(inner["content"].get("body") in sentences() for inner in opened)
