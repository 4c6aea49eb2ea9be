from __future__ import annotations

from typing import Any

import pytest

from fourwalls.group.heard import Doubted, Proof
from fourwalls.matrix.cryptostore import CryptoStore
from fourwalls.matrix.homeserver import UnreachableError
from fourwalls.matrix.keyring import IDENTITY, Keyring, _key, read_identity
from fourwalls.matrix.memory import Seeds
from fourwalls.matrix.patience import Postponed
from fourwalls.matrix.pins import Pins
from fourwalls.matrix.signatures import public_of, seed_signer, sign, unpadded
from tests.fourwalls.matrix.people import FakeServer, Person, Speaker

ANN, BOB, BOT = "@ann:test", "@bob:test", "@bot:test"


@pytest.fixture
def ann() -> Person:
    return Person(ANN)


@pytest.fixture
def speaker(ann: Person) -> Speaker:
    return Speaker(Person(BOT), FakeServer(ann))


def signed_ids(answer: dict[str, Any]) -> list[str]:
    return [name for name, device in read_identity(ANN, answer).devices.items() if device.signed]


def resigned(device: dict[str, Any], person: Person) -> dict[str, Any]:
    """The device with its own signature made anew over what it says now."""
    bare = {key: value for key, value in device.items() if key != "signatures"}
    return {**bare, "signatures": {ANN: {f"ed25519:{person.device_id}": person.engine.sign_json(bare)}}}


def test_a_whole_chain_is_believed(ann: Person) -> None:
    identity = read_identity(ANN, ann.answer())
    assert identity.master == public_of(ann.seeds.master)
    device = identity.devices["DEVICE"]
    assert (device.ed25519, device.curve25519, device.signed) == (ann.engine.ed25519, ann.engine.curve25519, True)


def test_an_unsigned_device_is_seen_as_such() -> None:
    assert signed_ids(Person(ANN, signed=False).answer()) == []
    assert list(read_identity(ANN, Person(ANN, signed=False).answer()).devices) == ["DEVICE"]


def test_another_persons_keys_are_nobodys(ann: Person) -> None:
    answer = ann.answer()
    moved = {part: {BOB: keys[ANN]} for part, keys in answer.items()}
    identity = read_identity(BOB, moved)
    assert (identity.master, identity.devices) == (None, {})


def test_a_device_under_another_id_is_left_out(ann: Person) -> None:
    answer = ann.answer()
    answer["device_keys"][ANN] = {"OTHER": answer["device_keys"][ANN]["DEVICE"]}
    assert read_identity(ANN, answer).devices == {}


def test_a_device_that_claims_another_owner_is_left_out(ann: Person) -> None:
    answer = ann.answer()
    answer["device_keys"][ANN]["DEVICE"] = resigned({**ann.device_keys(), "user_id": BOB}, ann)
    assert read_identity(ANN, answer).devices == {}


def test_a_foreign_master_key_breaks_the_chain(ann: Person) -> None:
    eve = Person(ANN)
    answer = ann.answer() | {"master_keys": eve.answer()["master_keys"]}
    assert read_identity(ANN, answer).master is None
    assert signed_ids(answer) == []


def test_a_self_signing_key_without_the_masters_signature_signs_nothing(ann: Person) -> None:
    answer = ann.answer()
    del answer["self_signing_keys"][ANN]["signatures"]
    assert read_identity(ANN, answer).master is None
    assert signed_ids(answer) == []


def test_a_device_signed_by_somebody_elses_key_is_not_signed(ann: Person) -> None:
    eve = Seeds.make()
    answer = ann.answer()
    device = sign(ann.engine.device_keys(), ANN, public_of(eve.self_signing), seed_signer(eve.self_signing))
    answer["device_keys"][ANN]["DEVICE"] = device
    assert signed_ids(answer) == []


def test_a_device_signed_under_the_right_name_by_the_wrong_key_is_not_signed(ann: Person) -> None:
    eve = Seeds.make()
    answer = ann.answer()
    name = public_of(ann.seeds.self_signing)
    answer["device_keys"][ANN]["DEVICE"] = sign(ann.engine.device_keys(), ANN, name, seed_signer(eve.self_signing))
    assert signed_ids(answer) == []


def test_swapped_keys_are_caught(ann: Person) -> None:
    answer = ann.answer()
    answer["master_keys"], answer["self_signing_keys"] = answer["self_signing_keys"], answer["master_keys"]
    assert read_identity(ANN, answer).master is None
    answer = ann.answer()
    keys = answer["device_keys"][ANN]["DEVICE"]["keys"]
    keys["curve25519:DEVICE"], keys["ed25519:DEVICE"] = keys["ed25519:DEVICE"], keys["curve25519:DEVICE"]
    assert read_identity(ANN, answer).devices == {}


def test_a_device_whose_identity_key_was_exchanged_is_left_out(ann: Person) -> None:
    answer = ann.answer()
    answer["device_keys"][ANN]["DEVICE"]["keys"]["curve25519:DEVICE"] = Person(BOB).engine.curve25519
    assert read_identity(ANN, answer).devices == {}


@pytest.mark.parametrize(
    "junk", [None, 7, "x", [], {}, {ANN: None}, {ANN: {"DEVICE": None}}, {ANN: {"keys": {"a": 1}}}]
)
def test_junk_is_nobody(junk: Any) -> None:
    answer = {"device_keys": junk, "master_keys": junk, "self_signing_keys": junk}
    identity = read_identity(ANN, answer)
    assert (identity.master, identity.devices) == (None, {})


# --- the gate


async def judged(speaker: Speaker, ann: Person, sender: str = ANN, *, forwarded: bool = False) -> Proof:
    await speaker.keyring.refresh({ANN, BOB})
    return speaker.keyring.judge(sender, ann.engine.curve25519, ann.engine.ed25519, forwarded=forwarded)


async def test_a_signed_device_is_proof(speaker: Speaker, ann: Person) -> None:
    assert await judged(speaker, ann) is Proof.SIGNED


async def test_an_unsigned_device_is_none(speaker: Speaker, ann: Person) -> None:
    ann.signed = False
    assert await judged(speaker, ann) is Proof.UNSIGNED_DEVICE


async def test_somebody_elses_session_is_foreign(speaker: Speaker, ann: Person) -> None:
    assert await judged(speaker, ann, sender=BOB) is Proof.FOREIGN_SESSION
    assert await judged(speaker, ann, sender="@Ann:test") is Proof.FOREIGN_SESSION
    fingerprint = Person(ANN).engine.ed25519
    assert speaker.keyring.judge(ANN, ann.engine.curve25519, fingerprint, forwarded=False) is Proof.FOREIGN_SESSION


async def test_a_forwarded_key_proves_nothing(speaker: Speaker, ann: Person) -> None:
    assert await judged(speaker, ann, forwarded=True) is Proof.FORWARDED_KEY


async def test_a_changed_identity_is_not_obeyed_until_somebody_accepts_it(speaker: Speaker, ann: Person) -> None:
    assert await judged(speaker, ann) is Proof.SIGNED
    ann.seeds = Seeds.make()
    speaker.keyring.changed([ANN])
    assert await judged(speaker, ann) is Proof.CHANGED_IDENTITY
    assert speaker.keyring.signed_devices(ANN) == []
    speaker.keyring.accept(ANN)
    assert await judged(speaker, ann) is Proof.SIGNED


async def test_a_pin_outlives_the_process(speaker: Speaker, ann: Person) -> None:
    await speaker.keyring.refresh({ANN})
    kept = [(kind, key, blob) for kind, key, blob in speaker.me.store.take_changes() if blob is not None]
    ann.seeds = Seeds.make()
    again = Keyring(speaker.server, speaker.me.engine, CryptoStore(b"p" * 32, kept))
    await again.refresh({ANN})
    assert not again.identity_holds(ANN)


async def test_our_own_device_is_ours_and_our_other_devices_must_be_signed(speaker: Speaker) -> None:
    me = speaker.me.engine
    assert speaker.keyring.judge(BOT, me.curve25519, me.ed25519, forwarded=False) is Proof.SIGNED
    other = Person(BOT, "OTHER")  # signed, by an identity that the server made up
    speaker.server.people[BOT] = other
    await speaker.keyring.refresh({BOT})
    proof = speaker.keyring.judge(BOT, other.engine.curve25519, other.engine.ed25519, forwarded=False)
    assert proof is Proof.CHANGED_IDENTITY
    other.seeds = speaker.me.seeds
    speaker.keyring.changed([BOT])
    await speaker.keyring.refresh({BOT})
    proof = speaker.keyring.judge(BOT, other.engine.curve25519, other.engine.ed25519, forwarded=False)
    assert proof is Proof.SIGNED


# --- asking


async def test_people_are_asked_for_once_and_again_when_they_change(speaker: Speaker) -> None:
    for _ in range(3):
        await speaker.keyring.refresh({ANN})
    assert speaker.server.count("keys/query") == 1
    speaker.keyring.changed([ANN, 7, None])
    await speaker.keyring.refresh({ANN})
    assert speaker.server.count("keys/query") == 2


async def test_what_is_not_a_user_id_is_not_asked_for(speaker: Speaker) -> None:
    await speaker.keyring.refresh({"ann", "@ann", "", "@a b:test", "@\ud800:test"})
    assert speaker.server.asked == []


async def test_no_answer_changes_nothing_and_is_asked_again(speaker: Speaker, ann: Person) -> None:
    assert await judged(speaker, ann) is Proof.SIGNED
    speaker.keyring.changed([ANN])
    speaker.server.trouble["keys/query"] = [UnreachableError("no answer")]
    with pytest.raises(UnreachableError):
        await speaker.keyring.refresh({ANN})
    assert speaker.keyring.needs({ANN}) == {ANN}
    assert await judged(speaker, ann) is Proof.SIGNED


async def test_people_of_a_silent_server_stay_known_and_are_not_asked_for_at_every_message(
    speaker: Speaker, ann: Person
) -> None:
    assert await judged(speaker, ann) is Proof.SIGNED
    speaker.keyring.changed([ANN])
    speaker.server.failures = {"test": {}}
    speaker.server.people.clear()
    for _ in range(3):
        await speaker.keyring.refresh({ANN})
    assert speaker.server.count("keys/query") == 2
    assert await judged(speaker, ann) is Proof.SIGNED
    speaker.keyring.changed([ANN])  # its server speaks again
    assert speaker.keyring.needs({ANN}) == {ANN}


async def test_a_message_that_overtakes_its_device_has_the_keys_asked_for_once_more(
    speaker: Speaker, ann: Person
) -> None:
    ann.signed = False
    assert await judged(speaker, ann) is Proof.UNSIGNED_DEVICE
    ann.signed = True
    speaker.keyring.doubt(ANN, ann.engine.curve25519)
    assert await judged(speaker, ann) is Proof.SIGNED
    asked = speaker.server.count("keys/query")
    for _ in range(3):
        speaker.keyring.doubt(ANN, "somebody else's")
        await speaker.keyring.refresh({ANN})
    assert speaker.server.count("keys/query") == asked + 1


# --- several bots of one house


async def test_whom_one_bot_has_seen_all_know() -> None:
    ann = Person(ANN)
    guide, scribe = (Speaker(Person(f"@{name}:test"), FakeServer(ann)).keyring for name in ("guide", "scribe"))
    pins = Pins()
    guide.share(pins)
    scribe.share(pins)
    await guide.refresh([ANN])
    ann.seeds = Seeds.make()
    await scribe.refresh([ANN])  # which has never seen her before
    assert not scribe.identity_holds(ANN)
    assert scribe.signed_devices(ANN) == []
    scribe.accept(ANN)
    assert scribe.identity_holds(ANN)
    guide.changed([ANN])
    await guide.refresh([ANN])
    assert guide.identity_holds(ANN)


async def test_bots_that_know_somebody_by_different_identities_believe_neither() -> None:
    ann = Person(ANN)
    guide, scribe = (Speaker(Person(f"@{name}:test"), FakeServer(ann)).keyring for name in ("guide", "scribe"))
    await guide.refresh([ANN])
    ann.seeds = Seeds.make()
    await scribe.refresh([ANN])
    assert scribe.identity_holds(ANN)
    pins = Pins()
    guide.share(pins)
    scribe.share(pins)
    assert not scribe.identity_holds(ANN)
    scribe.accept(ANN)
    assert scribe.identity_holds(ANN)


@pytest.mark.parametrize("guide_first", [True, False])
async def test_a_bot_of_ours_is_known_by_its_own_seed_whatever_another_has_seen(guide_first: bool) -> None:
    me = Person("@guide:test")
    guide = Speaker(me, FakeServer(me)).keyring
    server = FakeServer(Person("@guide:test"))  # which shows somebody else's identity in the guide's name
    scribe = Speaker(Person("@scribe:test"), server).keyring
    await scribe.refresh([me.user_id])
    pins = Pins()
    for keyring in (guide, scribe) if guide_first else (scribe, guide):
        keyring.share(pins)
    assert not scribe.identity_holds(me.user_id)
    server.people[me.user_id] = me
    scribe.changed([me.user_id])
    await scribe.refresh([me.user_id])
    assert scribe.identity_holds(me.user_id)


async def test_what_all_know_each_bot_keeps() -> None:
    ann = Person(ANN)
    server = FakeServer(ann)
    guide, scribe = Speaker(Person("@guide:test"), server), Speaker(Person("@scribe:test"), server)
    pins = Pins()
    guide.keyring.share(pins)
    scribe.keyring.share(pins)
    for each in (guide, scribe):
        await each.keyring.refresh([ANN])
        assert [key for kind, key, _ in each.me.store.take_changes() if kind == IDENTITY] == [ANN]


# --- whom nobody vouches for


async def test_a_doubted_device_is_named_with_the_identity_that_signed_it() -> None:
    ann = Person(ANN)
    keyring = Speaker(Person("@bot:test"), FakeServer(ann)).keyring
    await keyring.refresh([ANN])
    key = ann.engine.curve25519
    assert keyring.doubted(ANN, key) is None
    ann.seeds = Seeds.make()
    keyring.changed([ANN])
    await keyring.refresh([ANN])
    assert keyring.doubted(ANN, key) == Doubted(key, public_of(ann.seeds.master))
    ann.signed = False
    keyring.changed([ANN])
    await keyring.refresh([ANN])
    assert keyring.doubted(ANN, key) == Doubted(key, "")
    assert keyring.doubted(ANN, "another key") is None


# --- what a changed line of the gate would let through (found by `make mutation`)


def key_of(person: Person, **changed: Any) -> dict[str, Any]:
    """The self-signing key with something changed, and signed by the master key all the same."""
    shown = {**person.answer()["self_signing_keys"][ANN], **changed}
    del shown["signatures"]
    return sign(shown, ANN, public_of(person.seeds.master), seed_signer(person.seeds.master))


def test_a_device_keeps_its_id(ann: Person) -> None:
    assert read_identity(ANN, ann.answer()).devices["DEVICE"].device_id == "DEVICE"


@pytest.mark.parametrize("part", ["master_keys", "self_signing_keys"])
def test_half_a_chain_is_none(ann: Person, part: str) -> None:
    answer = ann.answer()
    del answer[part]
    assert read_identity(ANN, answer).master is None
    assert signed_ids(answer) == []


def test_a_device_without_one_of_its_keys_is_left_out(ann: Person) -> None:
    for name in ("curve25519:DEVICE", "ed25519:DEVICE"):
        answer = ann.answer()
        device = ann.device_keys()
        keys = {key: value for key, value in device["keys"].items() if key != name}
        answer["device_keys"][ANN]["DEVICE"] = resigned({**device, "keys": keys}, ann)
        assert read_identity(ANN, answer).devices == {}


def test_a_self_signing_key_is_what_it_says_it_is(ann: Person) -> None:
    own = ann.answer()["self_signing_keys"][ANN]["keys"]
    (name,) = own
    assert read_identity(ANN, ann.answer() | {"self_signing_keys": {ANN: key_of(ann)}}).master is not None
    changes: tuple[dict[str, Any], ...] = (
        {"usage": ["master"]},
        {"usage": []},
        {"usage": "self_signing"},
        {"usage": None},
        {"user_id": BOB},
        {"keys": {**own, "ed25519:more": "x"}},
        {"keys": {**own, name: public_of(Seeds.make().master)}},
        {"keys": {"ed25519:other": own[name]}},
        {"keys": {}},
    )
    for changed in changes:
        answer = ann.answer() | {"self_signing_keys": {ANN: key_of(ann, **changed)}}
        assert read_identity(ANN, answer).master is None, changed


def test_one_key_has_one_name() -> None:
    assert _key(unpadded(bytes(32))) == unpadded(bytes(32))
    for length in (0, 31, 33):
        assert _key(unpadded(bytes(length))) is None
    assert _key(unpadded(bytes(32)) + "=") is None
    assert _key(unpadded(bytes(32))[:-1] + "B") is None  # the same bytes, spelt another way


async def test_a_doubt_is_had_once_until_the_device_lists_change(speaker: Speaker, ann: Person) -> None:
    bob = Person(BOB, signed=False)
    speaker.server.people[BOB] = bob
    ann.signed = False
    await speaker.keyring.refresh({ANN, BOB})
    for person in (ann, bob):
        speaker.keyring.doubt(person.user_id, person.engine.curve25519)
    await speaker.keyring.refresh({ANN, BOB})
    speaker.keyring.changed([ANN])
    await speaker.keyring.refresh({ANN})
    for person in (ann, bob):
        speaker.keyring.doubt(person.user_id, person.engine.curve25519)
    assert speaker.keyring.needs({ANN, BOB}) == {ANN}


async def test_a_signed_device_is_not_doubted(speaker: Speaker, ann: Person) -> None:
    await speaker.keyring.refresh({ANN})
    speaker.keyring.doubt(ANN, ann.engine.curve25519)
    assert speaker.keyring.needs({ANN}) == set()


async def test_what_is_nobody_does_not_pile_up(speaker: Speaker) -> None:
    speaker.keyring.changed(["nobody", "@ann"])
    assert speaker.keyring._stale == set()


async def test_a_question_without_an_answer_forgets_nobody_elses_change(speaker: Speaker) -> None:
    await speaker.keyring.refresh({ANN, BOB})
    speaker.keyring.changed([ANN, BOB])
    speaker.server.trouble["keys/query"] = [UnreachableError("no answer")]
    with pytest.raises(UnreachableError):
        await speaker.keyring.refresh({ANN})
    assert speaker.keyring.needs({ANN, BOB}) == {ANN, BOB}


async def test_people_of_a_silent_server_are_asked_for_again_after_a_while(speaker: Speaker) -> None:
    await speaker.keyring.refresh({ANN})
    speaker.keyring.changed([ANN])
    speaker.server.failures = {"test": {}}
    await speaker.keyring.refresh({ANN})
    assert speaker.keyring.needs({ANN}) == set()
    speaker.keyring._silent.ended(ANN)  # the while is over
    assert speaker.keyring.needs({ANN}) == {ANN}


async def test_an_accepted_identity_outlives_the_process(speaker: Speaker, ann: Person) -> None:
    await speaker.keyring.refresh({ANN})
    ann.seeds = Seeds.make()
    speaker.keyring.changed([ANN])
    await speaker.keyring.refresh({ANN})
    speaker.me.store.take_changes()
    speaker.keyring.accept(ANN)
    kept = speaker.me.store.take_changes()
    assert kept == [("identity", ANN, public_of(ann.seeds.master).encode())]


async def test_who_shows_no_identity_cannot_be_accepted(speaker: Speaker, ann: Person) -> None:
    speaker.keyring.accept(ANN)
    ann.answer = dict  # type: ignore[method-assign]  # the server shows nothing of hers
    await speaker.keyring.refresh({ANN})
    speaker.keyring.accept(ANN)
    assert not speaker.keyring.identity_holds(ANN)
    assert [row for row in speaker.me.store.take_changes() if row[0] == "identity"] == []


async def test_devices_are_told_apart_by_whether_they_may_have_keys(speaker: Speaker, ann: Person) -> None:
    bob = Person(BOB, signed=False)
    speaker.server.people[BOB] = bob
    await speaker.keyring.refresh({ANN, BOB})
    for person, may in ((ANN, ["DEVICE"]), (BOB, []), ("@eve:test", [])):
        assert [device.device_id for device in speaker.keyring.signed_devices(person)] == may
    known = speaker.me.engine.device_store[ANN]["DEVICE"]
    assert (known.user_id, known.device_id) == (ANN, "DEVICE")
    assert (known.ed25519, known.curve25519) == (ann.engine.ed25519, ann.engine.curve25519)


async def test_a_server_that_spoke_again_is_not_waited_for_longer_the_next_time(speaker: Speaker) -> None:
    now = [0.0]
    speaker.keyring._silent = Postponed(first=30.0, clock=lambda: now[0])
    for silent, at in ((True, 0.0), (False, 31.0), (True, 32.0)):
        now[0] = at
        speaker.server.failures = {"test": {}} if silent else {}
        speaker.keyring._stale.add(ANN)
        await speaker.keyring.refresh({ANN})
    now[0] = 63.0
    assert speaker.keyring.needs({ANN}) == {ANN}
