from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from nio.crypto import OlmDevice, OutboundGroupSession

from fourwalls.matrix import crypto
from fourwalls.matrix.crypto import Engine, TooEarlyError, decrypt_megolm
from fourwalls.matrix.cryptostore import CryptoStore
from tests.fourwalls.matrix.people import ROOM, Person

KEY = b"p" * 32


def inbound(engine: Engine, session: OutboundGroupSession, sender_key: str = "curve") -> None:
    engine.create_group_session(sender_key, "ed", ROOM, session.id, session.session_key)


def speak(session: OutboundGroupSession, inner: Any) -> str:
    session.mark_as_shared()
    return str(session.encrypt(inner if isinstance(inner, str) else json.dumps(inner)))


def restarted(engine: Engine) -> Engine:
    rows = [(kind, key, blob) for kind, key, blob in engine.store.take_changes() if blob is not None]
    return Engine(engine.user_id, engine.device_id, CryptoStore(KEY, rows))


@pytest.fixture
def engine() -> Engine:
    return Person("@bot:test").engine


@pytest.fixture
def session() -> OutboundGroupSession:
    return OutboundGroupSession()


def test_sessions_begun_by_ever_new_strangers_are_forgotten_and_those_of_people_we_know_are_kept(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crypto, "_MOST_SENDERS", 10)
    ours = OlmDevice(engine.user_id, engine.device_id, {"ed25519": engine.ed25519, "curve25519": engine.curve25519})
    friend, *strangers = [Person(f"@person{number}:test").engine for number in range(40)]
    keys = {"ed25519": friend.ed25519, "curve25519": friend.curve25519}
    engine.device_store[friend.user_id][friend.device_id] = OlmDevice(friend.user_id, friend.device_id, keys)
    for other in (friend, *strangers):
        (one_time_key,) = list(engine.fresh_one_time_keys(24).values())[:1]
        other.create_session(one_time_key["key"], engine.curve25519)
        content = other.olm_encrypt(ours, "m.dummy", {})
        engine.open_to_device({"type": "m.room.encrypted", "sender": other.user_id, "content": content})
        engine.keys_published()
    kept = {key for key, sessions in restarted(engine).session_store.items() if sessions}
    assert friend.curve25519 in kept
    assert strangers[-1].curve25519 in kept
    assert len(kept) <= 11


def test_the_lowest_index_of_a_session_is_kept(engine: Engine, session: OutboundGroupSession) -> None:
    early = (session.id, session.session_key)
    first = speak(session, {"n": 1})
    inbound(engine, session)
    assert engine.arrived == {session.id}
    with pytest.raises(TooEarlyError):
        decrypt_megolm(engine.megolm_sessions(ROOM, session.id)[0], first)
    engine.arrived.clear()
    engine.create_group_session("curve", "ed", ROOM, *early)
    assert engine.arrived == {session.id}
    inbound(engine, session)  # a later key again does not take it away
    assert decrypt_megolm(engine.megolm_sessions(ROOM, session.id)[0], first) == ({"n": 1}, 0)
    again = restarted(engine).megolm_sessions(ROOM, session.id)
    assert decrypt_megolm(again[0], first) == ({"n": 1}, 0)


@pytest.mark.parametrize("plain", ["[]", "7", "", "{", "[" * 2000 + "]" * 2000, '{"n":' + "1" * 5000 + "}", "null"])
def test_hostile_plaintext_is_one_kind_of_error_without_words(
    engine: Engine, session: OutboundGroupSession, plain: str
) -> None:
    inbound(engine, session)
    with pytest.raises(ValueError, match=r"^[A-Za-z ]+$"):
        decrypt_megolm(engine.megolm_sessions(ROOM, session.id)[0], speak(session, plain))


@pytest.mark.parametrize("ciphertext", ["", "x", "é", "\ud800", "A" * 100])
def test_hostile_ciphertext_is_one_kind_of_error(
    engine: Engine, session: OutboundGroupSession, ciphertext: str
) -> None:
    inbound(engine, session)
    with pytest.raises(ValueError):  # noqa: PT011 - any class name of the library
        decrypt_megolm(engine.megolm_sessions(ROOM, session.id)[0], ciphertext)


def test_tampered_ciphertext_does_not_open(engine: Engine, session: OutboundGroupSession) -> None:
    inbound(engine, session)
    sealed = speak(session, {"n": 1})
    middle = len(sealed) // 2
    changed = sealed[:middle] + ("A" if sealed[middle] != "A" else "B") + sealed[middle + 1 :]
    with pytest.raises(ValueError):  # noqa: PT011
        decrypt_megolm(engine.megolm_sessions(ROOM, session.id)[0], changed)


def test_a_session_id_that_does_not_fit_its_key_is_not_kept(engine: Engine, session: OutboundGroupSession) -> None:
    engine.create_group_session("curve", "ed", ROOM, "another", session.session_key)
    assert engine.megolm_sessions(ROOM, "another") == []
    assert engine.arrived == set()


def test_room_keys_of_no_use_are_forgotten_on_disk_too() -> None:
    today = [date(2026, 1, 1)]
    store = CryptoStore(KEY, [])
    engine = Engine("@bot:test", "DEVICE", store, today=lambda: today[0])
    old, busy = OutboundGroupSession(), OutboundGroupSession()
    inbound(engine, old)
    inbound(engine, busy)
    today[0] += timedelta(days=7)
    engine.used(engine.megolm_sessions(ROOM, busy.id)[0], 0)
    assert engine.forget_room_keys(7) == 0
    today[0] += timedelta(days=1)
    store.take_changes()
    assert engine.forget_room_keys(7) == 1
    assert engine.megolm_sessions(ROOM, old.id) == []
    assert len(engine.megolm_sessions(ROOM, busy.id)) == 1
    assert [(kind, blob) for kind, _, blob in store.take_changes()] == [("megolm", None)]


def test_a_key_in_use_for_long_opens_nothing_older_and_there_is_no_way_back(session: OutboundGroupSession) -> None:
    today = [date(2026, 1, 1)]
    store = CryptoStore(KEY, [])
    engine = Engine("@bot:test", "DEVICE", store, today=lambda: today[0])
    inbound(engine, session)
    said: dict[int, list[str]] = {}
    for day in (0, 3, 8):
        today[0] = date(2026, 1, 1) + timedelta(days=day)
        said[day] = [speak(session, {"day": day}) for _ in range(2)]
        for words in said[day]:
            (known,) = engine.megolm_sessions(ROOM, session.id)
            engine.used(known, decrypt_megolm(known, words)[1])
    assert engine.forget_room_keys(7) == 0
    rows = [(kind, name, blob) for kind, name, blob in store.take_changes() if blob is not None]
    stolen = Engine("@bot:test", "DEVICE", CryptoStore(KEY, rows), today=lambda: today[0])
    for each in (engine, stolen):
        (known,) = each.megolm_sessions(ROOM, session.id)
        assert [decrypt_megolm(known, words)[0] for day in (3, 8) for words in said[day]] == [{"day": 3}] * 2 + [
            {"day": 8}
        ] * 2
        for words in said[0]:
            with pytest.raises(TooEarlyError):
                decrypt_megolm(known, words)
        with pytest.raises(AssertionError):
            known.export_session(0)
        assert known.sender_key == "curve"
        assert known.ed25519 == "ed"
        assert known.forwarding_chain == []
    today[0] += timedelta(days=8)
    assert stolen.forget_room_keys(7) == 1


def test_a_key_that_comes_again_from_further_back_is_dated_anew(session: OutboundGroupSession) -> None:
    today = [date(2026, 1, 1)]
    engine = Engine("@bot:test", "DEVICE", CryptoStore(KEY, []), today=lambda: today[0])
    early = (session.id, session.session_key)
    first = speak(session, {})
    inbound(engine, session)
    today[0] += timedelta(days=6)
    engine.create_group_session("curve", "ed", ROOM, *early)
    today[0] += timedelta(days=7)
    assert engine.forget_room_keys(7) == 0
    assert decrypt_megolm(engine.megolm_sessions(ROOM, session.id)[0], first) == ({}, 0)
    today[0] += timedelta(days=1)
    assert engine.forget_room_keys(7) == 1


def test_the_day_of_last_use_outlives_the_process(session: OutboundGroupSession) -> None:
    store = CryptoStore(KEY, [])
    engine = Engine("@bot:test", "DEVICE", store, today=lambda: date(2020, 1, 1))
    inbound(engine, session)
    again = restarted(engine)
    assert again.forget_room_keys(7) == 1


def test_nothing_is_pickled_with_the_public_default_key(engine: Engine) -> None:
    blob = {kind: blob for kind, _, blob in engine.store.take_changes()}["account"]
    with pytest.raises(ValueError, match="pickle"):
        CryptoStore(b"q" * 32, [("account", "", blob or b"")]).load_account()


# --- keys on the server


def test_one_time_keys_fill_up_from_none(engine: Engine) -> None:
    first = engine.fresh_one_time_keys(0)
    assert len(first) == 25
    assert engine.fresh_one_time_keys(0) == first  # not taken yet: the same again
    engine.keys_published()
    assert len(engine.fresh_one_time_keys(24)) == 1
    assert engine.fresh_one_time_keys(25) == {}


def test_a_fallback_key_that_was_not_taken_is_offered_again(engine: Engine) -> None:
    first = engine.fresh_fallback_key()
    assert engine.fresh_fallback_key() == first
    engine.keys_published()
    assert engine.fresh_fallback_key() != first


# --- one-to-one sessions


def whisper(
    sender: Person, to: Person, type_: str = "m.dummy", content: dict[str, Any] | None = None
) -> dict[str, Any]:
    """A first one-to-one message, under one of the receiver's fresh one-time keys."""
    to.fill_stock(1)
    (key,) = to.one_time_keys.pop().values()
    sender.engine.create_session(key["key"], to.engine.curve25519)
    return sealed(sender, to, type_, content)


def sealed(sender: Person, to: Person, type_: str = "m.dummy", content: dict[str, Any] | None = None) -> dict[str, Any]:
    device = Device(to)
    message = sender.engine.olm_encrypt(device, type_, content or {})
    return {"type": "m.room.encrypted", "sender": sender.user_id, "content": message}


class Device:
    def __init__(self, person: Person) -> None:
        self.user_id, self.id = person.user_id, person.device_id
        self.curve25519, self.ed25519 = person.engine.curve25519, person.engine.ed25519


def test_the_account_is_kept_without_the_one_time_key_that_was_used_up() -> None:
    ann, bot = Person("@ann:test"), Person("@bot:test")
    first = whisper(ann, bot)
    rows = {(kind, key): blob for kind, key, blob in bot.store.take_changes()}
    bot.engine.open_to_device(first)
    rows |= {(kind, key): blob for kind, key, blob in bot.store.take_changes()}
    replayed = Engine("@bot:test", "DEVICE", CryptoStore(KEY, [("account", "", rows["account", ""] or b"")]))
    with pytest.raises(ValueError, match="unknown one-time key"):
        replayed.open_to_device(first)
    assert replayed.wedged == {("@ann:test", ann.engine.curve25519)}


def test_one_device_cannot_fill_the_store_with_sessions() -> None:
    ann, bot = Person("@ann:test"), Person("@bot:test")
    for _ in range(12):
        bot.engine.open_to_device(whisper(ann, bot))
    assert len(bot.engine.session_store[ann.engine.curve25519]) == 8
    kept = [key for kind, key, blob in bot.store.take_changes() if kind == "olm" and blob is not None]
    assert len(kept) == 8


def test_a_message_of_an_unknown_session_marks_its_device_and_a_dummy_is_noticed() -> None:
    ann, bot = Person("@ann:test"), Person("@bot:test")
    bot.engine.open_to_device(whisper(ann, bot))
    assert bot.engine.restarted == {("@ann:test", ann.engine.curve25519)}
    ann.engine.open_to_device(sealed(bot, ann))
    later = sealed(ann, bot)
    bot.engine.session_store[ann.engine.curve25519].clear()
    bot.engine.open_to_device(later)
    assert bot.engine.wedged == {("@ann:test", ann.engine.curve25519)}


def test_a_young_session_is_not_given_up() -> None:
    ann, bot = Person("@ann:test"), Person("@bot:test")
    first = whisper(ann, bot)
    bot.engine.open_to_device(first)
    bot.engine.open_to_device(first)
    assert bot.engine.wedged == set()


def test_a_clock_that_was_set_back_keeps_no_session_young() -> None:
    ann, bot = Person("@ann:test"), Person("@bot:test")
    first = whisper(ann, bot)
    bot.engine.open_to_device(first)
    for session in bot.engine.session_store[ann.engine.curve25519]:
        session.creation_time += timedelta(days=1)
    bot.engine.open_to_device(first)
    assert bot.engine.wedged == {("@ann:test", ann.engine.curve25519)}


def test_forwarded_keys_are_never_taken(session: OutboundGroupSession) -> None:
    ann, bot = Person("@ann:test"), Person("@bot:test")
    content = {
        "algorithm": "m.megolm.v1.aes-sha2",
        "room_id": ROOM,
        "session_id": session.id,
        "session_key": session.session_key,
        "sender_key": "curve",
        "sender_claimed_ed25519_key": "ed",
        "forwarding_curve25519_key_chain": [],
    }
    bot.engine.open_to_device(whisper(ann, bot, "m.forwarded_room_key", content))
    assert bot.engine.megolm_sessions(ROOM, session.id) == []
