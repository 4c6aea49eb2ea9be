from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.group.awaited import Awaited, Wanted
from fourwalls.group.effects.kept import Await
from fourwalls.group.effects.walls import Adopt, ShowDevices, Survey, Taking
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Proof
from fourwalls.group.people import PersonId, RoomId
from handlers import adoption, conversation
from handlers.adoption import Facts
from handlers.commands import adopting
from tests.handlers.happened import WORDING, decided, house, told_guide, whispers
from tests.support.records import ANN, BEN, EVE, FAY, MAX, NOON, TUESDAY, Paper

OLD = RoomId("!old:example.org")


def say(who: PersonId, words: str, records: Paper | None = None, proof: Proof = Proof.SIGNED) -> list[object]:
    return list(decided(conversation.answer, Examined(told_guide(who, words, proof=proof)), records or house()))


@pytest.mark.parametrize(
    ("given_", "room"),
    [
        ("!old:example.org", "!old:example.org"),
        ("!kJ3nfv0q_-abc", "!kJ3nfv0q_-abc"),
        ("#tea:example.org", "#tea:example.org"),
        ("https://matrix.to/#/!old%3Aexample.org?via=example.org", "!old:example.org"),
    ],
)
def test_a_room_by_id_address_or_link_is_looked_at_and_nothing_is_changed(given_: str, room: str) -> None:
    effects = say(MAX, f"!group adopt {given_} Thursday lamp")
    assert effects[0] == Survey(room, "Thursday lamp", MAX)
    assert whispers(effects) == [(MAX, "adopt-looking")]  # type: ignore[arg-type]


@pytest.mark.parametrize("words", ["", "!old:example.org", "old Thursday lamp", "@ann:example.org Lamp"])
def test_what_names_no_room_or_no_group_is_answered_with_how_it_is_written(words: str) -> None:
    assert whispers(say(MAX, f"!group adopt {words}")) == [(MAX, "wrong-arguments")]  # type: ignore[arg-type]


def test_a_room_of_ours_is_not_taken_on_under_another_name() -> None:
    records = house()
    room = records.group_room(TUESDAY.id)
    assert room is not None
    assert whispers(say(MAX, f"!group adopt {room.id} Lamp", records)) == [(MAX, "adopt-ours")]  # type: ignore[arg-type]


@pytest.mark.parametrize("who", [ANN, FAY])
def test_only_the_online_manager_may(who: PersonId) -> None:
    assert whispers(say(who, "!group adopt !old:example.org Lamp")) == [(who, "no-permission")]  # type: ignore[arg-type]


def waiting_house() -> Paper:
    records = house()
    records.apply(Await(MAX, Awaited(Wanted.ADOPTION, NOON, about=(OLD, "Lamp", BEN, EVE))))
    return records


@pytest.mark.parametrize("taking", Taking)
def test_each_word_does_its_own_thing_once(taking: Taking) -> None:
    records = waiting_house()
    effects = say(MAX, taking.value.title(), records)
    assert Adopt(OLD, "Lamp", taking, MAX, (BEN, EVE)) in effects
    assert not any(isinstance(effect, Adopt) for effect in say(MAX, taking.value, records))


@pytest.mark.parametrize("words", ["stop", "what?", "yes please"])
def test_any_other_word_changes_nothing(words: str) -> None:
    assert not any(isinstance(effect, Adopt) for effect in say(MAX, words, waiting_house()))


@pytest.mark.parametrize("proof", [Proof.UNSIGNED_DEVICE, Proof.CHANGED_IDENTITY, Proof.REPLAYED, Proof.PLAIN])
def test_a_word_that_is_not_proven_changes_nothing(proof: Proof) -> None:
    assert not any(isinstance(effect, Adopt) for effect in say(MAX, "confirm", waiting_house(), proof))


@given(
    st.builds(
        Facts,
        people=st.integers(0, 99),
        strangers=st.integers(0, 99),
        drifted=st.lists(st.sampled_from(["m.room.encryption", "m.bridge", "m.room.join_rules"])),
        listed=st.booleans(),
        encrypted=st.booleans(),
        history=st.sampled_from(["joined", "shared", "world_readable"]),
        version_fits=st.booleans(),
        federation_fits=st.booleans(),
        creators=st.integers(0, 3),
        peers=st.integers(0, 3),
        programs=st.integers(0, 3),
    )
)
def test_every_report_can_be_said_and_names_every_limit(facts: Facts) -> None:
    text = "\n".join(WORDING.say(piece) for piece in adoption.report(facts))
    assert f"led out if you say confirm: {facts.strangers}" in text
    assert ("made this room" in text) is bool(facts.creators)
    assert ("as much power there as the warden" in text) is bool(facts.peers)
    assert ("It is not encrypted" in text) is not facts.encrypted
    assert ("I do not know who was inside before today" in text) is True


@given(st.dictionaries(st.from_regex(r"@[a-z]{1,240}:e", fullmatch=True).map(PersonId), st.text(max_size=300)))
def test_everybody_who_would_get_a_place_is_named_in_messages_that_can_be_said(people: dict[PersonId, str]) -> None:
    said = [WORDING.say(piece) for piece in adoption.people_named(people)]
    assert sum(words.count("(@") for words in said) >= len(people)
    assert all(person in "\n".join(said) for person in people)


def test_a_facilitator_sees_who_cannot_read_in_their_group() -> None:
    assert ShowDevices(TUESDAY.id, FAY) in say(FAY, "!devices")
    assert whispers(say(FAY, "!devices of everybody"))[0][1] == "wrong-arguments"  # type: ignore[arg-type]
    assert whispers(say(ANN, "!devices")) == [(ANN, "no-permission")]  # type: ignore[arg-type]
    assert adopting.USAGE.startswith("!group adopt")
