from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from fourwalls.group.people import GroupId
from fourwalls.storage.errors import SealedDataError
from fourwalls.storage.keys import PersonKey
from fourwalls.storage.sealing import (
    KEY_LIFE_SECONDS,
    DataKey,
    EntryPlace,
    GroupKeys,
    TranscriptOpener,
    TranscriptSealer,
    _data_key_info,
    new_group_keys,
    seal_to_group,
)

GROUP, ANN, BEN = GroupId("g1"), PersonKey("ann"), PersonKey("ben")
PORTAL = X25519PrivateKey.generate()
PAIR: GroupKeys = new_group_keys(PORTAL.public_key().public_bytes_raw(), GROUP)
WORDS = b"what was said in the room"


def sealer_and_key() -> tuple[TranscriptSealer, DataKey]:
    sealer = TranscriptSealer()
    return sealer, sealer.new(GROUP, PAIR.public, ANN, "2026-03")


def place(key: DataKey) -> EntryPlace:
    return EntryPlace(GROUP, "s1", "room", "event", ANN, key.id, "", 1000, proven=True)


def opener(key: DataKey | None = None) -> TranscriptOpener:
    ready = TranscriptOpener(PORTAL.private_bytes_raw())
    ready.unwrap_group(GROUP, PAIR.wrapped_private)
    if key is not None:
        ready.open_data_key(key.id, GROUP, ANN, "2026-03", key.sealed)
    return ready


def test_the_portal_opens_what_the_recorder_sealed() -> None:
    sealer, key = sealer_and_key()
    assert opener(key).open_entry(place(key), sealer.seal(key, place(key), WORDS)) == WORDS


def test_every_changed_byte_of_an_entry_is_noticed() -> None:
    sealer, key = sealer_and_key()
    sealed, ready = sealer.seal(key, place(key), WORDS), opener(key)
    for position in range(len(sealed)):
        changed = sealed[:position] + bytes([sealed[position] ^ 1]) + sealed[position + 1 :]
        with pytest.raises(SealedDataError):
            ready.open_entry(place(key), changed)


@pytest.mark.parametrize(
    "moved",
    [
        {"group": "g2"},
        {"session": "s2"},
        {"room": "other"},
        {"event": "other"},
        {"author": "ben"},
        {"replaces": "event"},
        {"at": 1001},
        {"proven": False},
    ],
)
def test_an_entry_does_not_open_at_another_place(moved: dict[str, object]) -> None:
    sealer, key = sealer_and_key()
    sealed = sealer.seal(key, place(key), WORDS)
    with pytest.raises(SealedDataError):
        opener(key).open_entry(replace(place(key), **moved), sealed)  # type: ignore[arg-type]  # one field each


def test_every_changed_byte_of_a_data_key_or_group_key_is_noticed() -> None:
    _, key = sealer_and_key()
    ready = opener()
    for position in range(len(key.sealed)):
        changed = key.sealed[:position] + bytes([key.sealed[position] ^ 1]) + key.sealed[position + 1 :]
        with pytest.raises(SealedDataError):
            ready.open_data_key(key.id, GROUP, ANN, "2026-03", changed)
    for position in range(len(PAIR.wrapped_private)):
        wrapped = PAIR.wrapped_private
        changed = wrapped[:position] + bytes([wrapped[position] ^ 1]) + wrapped[position + 1 :]
        with pytest.raises(SealedDataError):
            TranscriptOpener(PORTAL.private_bytes_raw()).unwrap_group(GROUP, changed)


def test_a_data_key_opens_for_its_own_author_group_and_month_only() -> None:
    _, key = sealer_and_key()
    ready = opener()
    for author, month, key_id in [(BEN, "2026-03", key.id), (ANN, "2026-04", key.id), (ANN, "2026-03", "other")]:
        with pytest.raises(SealedDataError):
            ready.open_data_key(key_id, GROUP, author, month, key.sealed)


def test_another_portal_opens_nothing() -> None:
    other = TranscriptOpener(X25519PrivateKey.generate().private_bytes_raw())
    with pytest.raises(SealedDataError):
        other.unwrap_group(GROUP, PAIR.wrapped_private)
    with pytest.raises(SealedDataError):
        other.open_for_group(GROUP, seal_to_group(PAIR.public, GROUP, "Tuesday", "name"), "name")


def test_a_group_key_does_not_unwrap_for_another_group() -> None:
    with pytest.raises(SealedDataError):
        TranscriptOpener(PORTAL.private_bytes_raw()).unwrap_group(GroupId("g2"), PAIR.wrapped_private)


def test_a_name_opens_for_its_purpose_only() -> None:
    sealed = seal_to_group(PAIR.public, GROUP, "Tuesday", "name")
    assert opener().open_for_group(GROUP, sealed, "name") == "Tuesday"
    with pytest.raises(SealedDataError):
        opener().open_for_group(GROUP, sealed, "another")


def test_the_sealer_keeps_one_key_for_each_author_and_month_and_forgets() -> None:
    sealer, key = sealer_and_key()
    assert sealer.held(GROUP, ANN, "2026-03") is key
    assert sealer.held(GROUP, BEN, "2026-03") is None
    assert sealer.held(GROUP, ANN, "2026-04") is None
    sealer.forget(ANN)
    assert sealer.held(GROUP, ANN, "2026-03") is None


def test_the_sealer_holds_no_key_longer_than_a_day() -> None:
    now = [0.0]
    sealer = TranscriptSealer(lambda: now[0])
    old = sealer.new(GROUP, PAIR.public, ANN, "2026-03")
    now[0] = KEY_LIFE_SECONDS - 1
    assert sealer.held(GROUP, ANN, "2026-03") is old
    young = sealer.new(GROUP, PAIR.public, BEN, "2026-03")
    now[0] = KEY_LIFE_SECONDS
    assert sealer.held(GROUP, ANN, "2026-03") is None
    assert list(sealer._keys.values()) == [young]
    assert list(sealer._born) == [young.id]


def test_nothing_shows_its_keys() -> None:
    sealer, key = sealer_and_key()
    assert repr(key.secret)[2:-1] not in repr(key)
    assert repr(sealer) == "TranscriptSealer(1 keys)"
    assert repr(opener(key)) == "TranscriptOpener(…)"


def test_what_an_entry_is_bound_to_never_changes_its_form() -> None:
    """Everything that was sealed so far would stop opening."""
    _, key = sealer_and_key()
    bound = f'["fourwalls", 1, "entry", "ciphertext", "g1", "s1", "room", "event", "ann", "{key.id}", "", 1000, true]'
    assert place(key).bound().decode() == bound
    assert _data_key_info(GROUP, ANN, "2026-03", "id").decode() == (
        '["fourwalls", 1, "data key", "g1", "ann", "2026-03", "id"]'
    )


def test_a_data_key_knows_where_it_belongs() -> None:
    _, key = sealer_and_key()
    assert (key.group, key.author, key.month, len(bytes.fromhex(key.id))) == (GROUP, ANN, "2026-03", 16)


def test_an_entry_of_any_length_opens_or_says_that_it_does_not() -> None:
    sealer, key = sealer_and_key()
    assert opener(key).open_entry(place(key), sealer.seal(key, place(key), b"")) == b""
    for length in range(40):
        with pytest.raises(SealedDataError, match=r"^an entry (cannot be opened|did not open)$"):
            opener(key).open_entry(place(key), b"\x01" + bytes(length))
    with pytest.raises(SealedDataError, match=r"^a sealed key did not open$"):
        opener().open_data_key("id", GROUP, ANN, "2026-03", b"")
