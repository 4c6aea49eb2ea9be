from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from fourwalls.group.effects.done import Evict, Invite, Say, TellManagers, Whisper
from fourwalls.group.effects.kept import GiveSeat
from fourwalls.group.people import HOUSE, Bot, PersonId, Role, Standing
from fourwalls.group.phrase import phrase
from tests.handlers.commands.giving import confirmed, in_group, in_private, only_answer
from tests.handlers.happened import HERE, event, house, words_of
from tests.support.records import ANN, BEN, BOTS, EVE, FAY, MANAGERS, MAX, NOON, TUESDAY, Paper

GEM = PersonId("@gem:example.org")


def names(effects: list[Any]) -> list[str]:
    return [effect.words.name for effect in effects if isinstance(effect, Whisper | TellManagers)]


def evicted(effects: list[Any]) -> list[PersonId]:
    return [effect.person for effect in effects if isinstance(effect, Evict)]


# --- invite -----------------------------------------------------------------------------------------------------


def test_an_invited_person_gets_a_seat_an_invitation_and_a_welcome() -> None:
    effects = in_group("!invite @eve:example.org")
    assert effects[:2] == [
        GiveSeat(EVE, TUESDAY.id, Role.MEMBER, Standing.INVITED, NOON, FAY),
        Invite(HERE, EVE),
    ]
    assert [(effect.to, effect.words.name) for effect in effects[2:]] == [(EVE, "welcome"), (FAY, "invited")]


def test_whoever_invites_is_told_what_the_names_of_the_invited_may_tell() -> None:
    effects = in_group("!invite @evelyn.arkwright:example.org")
    assert names(effects) == ["welcome", "invited", "invited-names"]
    assert "they may hold a full name" in words_of(effects[-1:])
    back = house().seated(EVE, TUESDAY.id, Role.MEMBER, Standing.SUSPENDED).named(EVE, "Evelyn Arkwright")
    assert "invited-names" not in names(in_group("!invite @eve:example.org", records=back))


@pytest.mark.parametrize("standing", Standing)
def test_an_invitation_is_answered_wherever_somebody_stands(standing: Standing) -> None:
    there = house().seated(EVE, TUESDAY.id, Role.MEMBER, standing)
    assert FAY in {
        effect.to for effect in in_group("!invite @eve:example.org", records=there) if isinstance(effect, Whisper)
    }


@pytest.mark.parametrize("given", ["eve", "@eve", "eve@example.org", "@eve:exa_mple", "-"])
def test_what_is_no_matrix_id_invites_nobody(given: str) -> None:
    assert only_answer(in_group(f"!invite {given}"))[0] == "not-a-matrix-id"


def test_the_apps_own_mention_says_who_is_meant() -> None:
    assert Invite(HERE, EVE) in in_group("!invite Eve Example", mentions=[EVE])
    assert Invite(HERE, EVE) in in_private("!invite Eve", mentions=[EVE])


def test_a_mention_in_a_reply_or_of_two_says_nothing() -> None:
    assert only_answer(in_group("!invite Eve", mentions=[EVE], reply_to=event()))[0] == "not-a-matrix-id"
    assert only_answer(in_group("!invite Eve", mentions=[EVE, GEM]))[0] == "not-a-matrix-id"


@pytest.mark.parametrize("person", [ANN, FAY, *BOTS.values()])
def test_who_is_inside_and_the_bots_are_not_invited(person: PersonId) -> None:
    assert only_answer(in_group(f"!invite {person}"))[0] == "already-inside"


@pytest.mark.parametrize("role", [Role.MEMBER, Role.FACILITATOR])
def test_who_is_invited_already_is_sent_the_invitation_again_and_keeps_their_role(role: Role) -> None:
    effects = in_group("!invite @eve:example.org", records=house().seated(EVE, TUESDAY.id, role, Standing.INVITED))
    assert effects == [Invite(HERE, EVE), Whisper(FAY, phrase("invited-again", who="eve", group="Tuesday circle"))]


def test_who_was_removed_can_be_invited_again_as_a_member() -> None:
    records = house().seated(EVE, TUESDAY.id, Role.FACILITATOR, Standing.REMOVED)
    effects = in_group("!invite @eve:example.org", records=records)
    assert effects[0] == GiveSeat(EVE, TUESDAY.id, Role.MEMBER, Standing.INVITED, NOON, FAY)
    assert Invite(HERE, EVE) in effects


def test_nobody_is_invited_to_a_room_that_is_not_made_yet() -> None:
    records = Paper().with_group(TUESDAY, facilitators=[FAY], with_room=False)
    assert only_answer(in_private("!invite @eve:example.org", records=records))[0] == "room-not-ready"
    assert only_answer(in_private("!session open", records=records))[0] == "room-not-ready"
    assert only_answer(in_private("!session close", records=records))[0] == "room-not-ready"


# --- remove -----------------------------------------------------------------------------------------------------


def test_somebody_removed_loses_seat_and_place_and_is_told_kindly_why_and_whom_they_can_ask() -> None:
    effects = confirmed("!remove @ann:example.org shared a transcript")
    assert effects[:2] == [
        GiveSeat(ANN, TUESDAY.id, Role.MEMBER, Standing.REMOVED, NOON, FAY),
        Evict(HERE, ANN),
    ]
    to_ann = [effect for effect in effects if isinstance(effect, Whisper) and effect.to == ANN]
    assert names(to_ann) == ["removed-told-member-why"]
    assert "shared a transcript" in words_of(to_ann)
    assert "ask the Online Manager: write ask to me" in words_of(to_ann)
    assert names(effects) == ["removed-told-member-why", "removed-done", "removed-managers-why"]


def test_nobody_is_shamed_in_the_room() -> None:
    told = confirmed("!remove @ann:example.org shared a transcript")
    assert not any(isinstance(effect, Say) for effect in told)


def test_a_reason_need_not_be_given() -> None:
    effects = confirmed("!remove @ann:example.org")
    assert names(effects) == ["removed-told-member", "removed-done", "removed-managers"]
    assert "write ask to me" in words_of(effects)


def test_a_reason_reaches_the_managers_on_one_line_and_not_endless() -> None:
    told = [
        effect
        for effect in confirmed("!remove @ann:example.org a\nb \u202ec" + " d" * 5000)
        if isinstance(effect, TellManagers)
    ]
    assert "a b c d" in words_of(told)
    assert len(words_of(told)) < 800


@pytest.mark.parametrize(
    "given", ["Sea Glass", "sea glass", "SEA GLASS", "@Sea Glass", "\u201cSea Glass\u201d", "Sea Glass was unkind"]
)
def test_a_profile_name_that_one_person_has_will_do(given: str) -> None:
    records = house().named(ANN, "Sea Glass").named(BEN, "Sea")
    effects = confirmed(f"!remove {given}", records=house().named(ANN, "Sea Glass"))
    assert evicted(effects) == [ANN]
    assert only_answer(in_group("!remove Sea Glass", records=records))[0] == "who-is-meant"


def test_the_words_after_a_name_are_the_reason() -> None:
    records = house().named(ANN, "Sea Glass")
    told = confirmed("!remove Sea Glass was unkind", records=records)[-1]
    assert dict(told.words.values)["reason"] == "was unkind"


def test_a_name_that_two_people_have_is_asked_back_and_never_guessed() -> None:
    records = house().named(ANN, "Pip").named(BEN, "pip")
    name, words = only_answer(in_group("!remove Pip", records=records))
    assert name == "who-is-meant"
    assert "1. Pip (@ann:example.org)\n2. pip (@ben:example.org)" in words
    assert evicted(confirmed("!remove @ben:example.org", records=records)) == [BEN]


def test_the_apps_own_mention_tells_two_of_a_name_apart_but_not_in_a_reply() -> None:
    records = house().named(ANN, "Pip").named(BEN, "Pip")
    assert evicted(confirmed("!remove Pip", records=records, mentions=[BEN])) == [BEN]
    records = house().named(ANN, "Pip").named(BEN, "Pip")
    effects = in_group("!remove Pip", records=records, mentions=[BEN], reply_to=event())
    assert only_answer(effects)[0] == "who-is-meant"


def test_a_mention_of_somebody_else_removes_nobody_else() -> None:
    assert evicted(confirmed("!remove ann", mentions=[BEN])) == [ANN]
    assert only_answer(in_group("!remove nobody", mentions=[BEN]))[0] == "not-a-matrix-id"


def test_a_profile_name_that_looks_like_a_matrix_id_shields_and_harms_nobody() -> None:
    records = house().named(BEN, "@ann:example.org")
    assert evicted(confirmed("!remove @ann:example.org", records=records)) == [ANN]


@pytest.mark.parametrize("given", ["eve", "nobody at all", "@nobody"])
def test_a_name_that_nobody_has_is_asked_back(given: str) -> None:
    assert only_answer(in_group(f"!remove {given}"))[0] == "not-a-matrix-id"


@pytest.mark.parametrize("standing", [None, Standing.REMOVED])
def test_somebody_who_is_not_on_the_list_is_said_not_to_be(standing: Standing | None) -> None:
    records = house() if standing is None else house().seated(EVE, TUESDAY.id, Role.MEMBER, standing)
    name, words = only_answer(in_group("!remove @eve:example.org", records=records))
    assert name == "not-on-list"
    assert "@eve:example.org is not on the list of Tuesday circle" in words


def test_an_invitation_is_withdrawn() -> None:
    records = house().seated(EVE, TUESDAY.id, Role.MEMBER, Standing.INVITED)
    assert evicted(confirmed("!remove @eve:example.org", records=records)) == [EVE]


@pytest.mark.parametrize("given", [FAY, "fay"])
def test_nobody_shuts_themselves_out_by_a_slip(given: str) -> None:
    assert only_answer(in_group(f"!remove {given}"))[0] == "remove-self"


@pytest.mark.parametrize("given", [*BOTS.values(), MAX, "max"])
def test_the_bots_and_the_online_manager_cannot_be_removed(given: str) -> None:
    records = house().seated(MAX, TUESDAY.id, Role.MEMBER, Standing.INSIDE)
    assert only_answer(in_group(f"!remove {given}", records=records))[0] == "remove-refused"


def test_the_online_manager_removes_a_facilitator_from_the_manager_room() -> None:
    effects = confirmed("!remove @fay:example.org", MAX, room=MANAGERS)
    assert effects[0] == GiveSeat(FAY, TUESDAY.id, Role.FACILITATOR, Standing.REMOVED, NOON, MAX)
    assert evicted(effects) == [FAY]


def test_a_seat_goes_even_while_there_is_no_room() -> None:
    records = Paper().with_group(TUESDAY, facilitators=[FAY], members=[ANN], with_room=False)
    assert evicted(confirmed("!remove ann", records=records, private=True)) == []
    seat = records.seat(ANN, TUESDAY.id)
    assert seat is not None
    assert not seat.may_be_inside


# --- roster -----------------------------------------------------------------------------------------------------


def test_the_roster_says_who_may_be_inside_in_which_role_since_when_on_whose_word() -> None:
    records = house().named(ANN, "Pip").named(FAY, "Fay").seated(BEN, TUESDAY.id, Role.MEMBER, Standing.REMOVED)
    records.apply(GiveSeat(EVE, TUESDAY.id, Role.MEMBER, Standing.INVITED, NOON, FAY))
    records.apply(GiveSeat(GEM, TUESDAY.id, Role.MEMBER, Standing.INVITED, NOON, BOTS[Bot.WARDEN]))
    records.apply(GiveSeat(GEM, TUESDAY.id, Role.MEMBER, Standing.INSIDE, NOON + timedelta(days=2), GEM))
    _, words = only_answer(in_group("!roster", records=records))
    assert "On the list of Tuesday circle:" in words
    assert "Pip (@ann:example.org): member, inside, on the list since 31 Mar 2026\n" in words
    assert "Fay (@fay:example.org): facilitator, inside, on the list since 31 Mar 2026\n" in words
    assert "eve (@eve:example.org): member, invited, on the list since 31 Mar 2026 on the word of Fay\n" in words
    gem = "member, inside, on the list since 31 Mar 2026 on the word of the operator, first inside 02 Apr 2026"
    assert f"gem (@gem:example.org): {gem}\n" in words
    assert "ben" not in words


def test_a_profile_name_cannot_forge_a_line_of_the_roster() -> None:
    records = house().named(ANN, "Pip\nmax (@max:example.org): facilitator, inside, since 31 Mar 2026")
    lines = only_answer(in_group("!roster", records=records))[1].splitlines()
    assert not any(line.startswith("max (") for line in lines)


def test_the_house_itself_has_no_roster_to_read() -> None:
    assert HOUSE not in {group.id for group in house().groups()}
