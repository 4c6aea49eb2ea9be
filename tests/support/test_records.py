"""The paper house answers as the real records do, so that what is tested on paper holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Connection

from fourwalls.detection.chosen_names import read_name
from fourwalls.group.effects import Kept
from fourwalls.group.effects.kept import (
    CloseGroup,
    CloseSession,
    ForgetApplication,
    GiveSeat,
    Greeted,
    HideAll,
    KeepApplication,
    KeepDraft,
    KeepShare,
    NameProfile,
    OpenSession,
    Record,
    Refused,
    RememberPassage,
    Strike,
)
from fourwalls.group.effects.warned import PauseWarnings, ResumeWarnings, Warned, WarningAnswered
from fourwalls.group.finding import DetailKind
from fourwalls.group.look import Look
from fourwalls.group.people import HOUSE, EventId, Group, Role, Room, RoomId, RoomKind, Standing
from fourwalls.group.registration import Application, Step
from fourwalls.group.session import SessionId
from fourwalls.group.share import Asked, Consent, Draft, Share, ShareNumber, ShareState, ShareStep, answered, stepped
from fourwalls.group.warning import Detail, Gathered, WarningAnswer
from fourwalls.storage.database import Database
from fourwalls.storage.keys import LookupKey, OperationalKeys
from fourwalls.storage.records import Records
from fourwalls.storage.sealing import TranscriptSealer
from tests.support.records import ANN, BEN, BOTS, EVE, FAY, MANAGERS, MAX, QUESTIONS, Paper, minute, private_of, room_of


def detail_of(kind: DetailKind, words: str = "4 Elm Row") -> Detail:
    return Detail(kind, words, strong=True)


STORY = "my brother took the rowing boat out after the operation and we went round the whole island"
FIRST, SECOND, THIRD = EventId("$first"), EventId("$second"), EventId("$third")
FOURTH, FIFTH, SIXTH = EventId("$fourth"), EventId("$fifth"), EventId("$sixth")
DETAILS = (
    detail_of(DetailKind.ADDRESS),
    detail_of(DetailKind.CONTACT, "07700-900111"),
    detail_of(DetailKind.ADDRESS, "4, ELM ROW"),
    detail_of(DetailKind.CLINICIAN, "Dr Osei"),
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(f"sqlite:///{tmp_path / 'house.db'}")
    opened.migrate()
    yield opened
    opened.close()


def seats(group: Group) -> list[Kept]:
    inside = Standing.INSIDE
    return [
        GiveSeat(FAY, group.id, Role.FACILITATOR, inside, minute(0), FAY),
        GiveSeat(ANN, group.id, Role.MEMBER, Standing.INVITED, minute(1), FAY),
        GiveSeat(ANN, group.id, Role.MEMBER, inside, minute(2), ANN),
        GiveSeat(BEN, group.id, Role.MEMBER, Standing.REMOVED, minute(3), FAY),
        GiveSeat(MAX, HOUSE, Role.ONLINE_MANAGER, inside, minute(4), FAY),
        NameProfile(ANN, "Pip"),
    ]


def answers(look: Look, group: Group) -> dict[str, Any]:
    """Everything that can be asked, in a form that both houses share: times and random ids left out."""
    people = [ANN, BEN, FAY, MAX, EVE, *BOTS.values()]
    session = look.open_session(group.id)
    at = {number: look.session_at(group.id, minute(number)) for number in range(12)}
    return {
        "seats": {
            (person, where): None if seat is None else (seat.role, seat.standing, seat.profile_name)
            for person in people
            for where in (group.id, HOUSE)
            for seat in [look.seat(person, where)]
        },
        "roster": [seat.person for seat in look.roster(group.id)],
        "groups_of": {person: [seat.group for seat in look.groups_of(person)] for person in people},
        "groups": look.groups(),
        "closed": look.closed_groups(),
        "readers": {person: look.can_read(person) for person in people},
        "rooms of the group": look.rooms_of(group.id),
        "group": look.group(group.id),
        "roles": {person: look.role(person) for person in people},
        "bots": {person: look.is_bot(person) for person in people},
        "names": {person: look.profile_name(person) for person in people},
        "names read": [look.read_name(name) for name in ("Pip", "Sarah McAllister")],
        "rooms": [look.group_room(group.id), look.manager_room(), look.private_room(ANN), look.private_room(EVE)],
        "room": [look.room(room) for room in (room_of(group), MANAGERS, private_of(ANN), RoomId("!elsewhere"))],
        "session": session is not None,
        "opened": {number: None if each is None else each.opened_at for number, each in at.items()},
        "warnings": {person: look.unanswered_warning(person) for person in people},
        "together": {person: look.warned_together(person) for person in people},
        "warned": {person: [look.warned_by(person, event) for event in (FIRST, SECOND, THIRD)] for person in people},
        "last word": {person: look.last_word(person) for person in people},
        "told": {person: [look.told(person, one) for one in DETAILS] for person in people},
        "told about": [look.told_about(ANN, event, one) for event in (FIRST, SECOND) for one in DETAILS],
        "paused": session is not None and look.warnings_paused(session.id),
        "authors": [look.author_of_entry(event) for event in (FIRST, SECOND, THIRD)],
        "case": look.case(FIRST),
        "spoken": {person: look.groups_spoken_in(person) for person in people},
        "hidden": {person: look.has_hidden(person) for person in people},
        "refusals": {person: look.refusals_since(person, minute(5)) for person in people},
        "repeats": [look.repeats(words, person) for words in (STORY, "boat") for person in (ANN, BEN, EVE)],
        "drafts": {person: look.draft(person) for person in people},
        "shares": (look.shares(), look.next_share(), look.share(ShareNumber(1)), look.share(ShareNumber(2))),
        "applications": {person: look.application(person) for person in people},
        "applicants": look.applicants(),
        "greeted": [set(look.greeted(minute(number))) for number in range(12)],
    }


def test_the_paper_house_answers_as_the_real_one(database: Database) -> None:
    database.run_sync(_live_through_an_evening)


def _live_through_an_evening(conn: Connection) -> None:
    keys = OperationalKeys(b"o" * 32, LookupKey(b"l" * 32))
    real = Records(conn, keys, TranscriptSealer(), BOTS, read_name=read_name)
    group = real.add_group("Tuesday circle", X25519PrivateKey.generate().public_key().public_bytes_raw())
    paper = Paper().with_group(group).with_manager(MAX)
    real.add_room(Room(room_of(group), RoomKind.GROUP, group=group.id), "m1")
    real.add_room(Room(MANAGERS, RoomKind.MANAGER), "m2")
    real.add_room(Room(private_of(ANN), RoomKind.PRIVATE, person=ANN), "m3")

    def apply(*effects: Kept) -> None:
        for effect in effects:
            real.apply(effect)
            paper.apply(effect)
        assert answers(real, group) == answers(paper, group)

    apply(*seats(group))
    apply(OpenSession(group.id, minute(2), FAY))
    for house in (real, paper):
        session = house.open_session(group.id)
        assert session is not None
        said = Record(session.id, group.id, room_of(group), FIRST, ANN, "Pip", "hello", minute(3), proven=True)
        house.apply(said)
        house.apply(CloseSession(session.id, minute(5)))
    apply(OpenSession(group.id, minute(8), FAY))
    apply(Warned(ANN, room_of(group), FIRST, (detail_of(DetailKind.ADDRESS),), minute(3)))
    apply(Warned(ANN, room_of(group), SECOND, (detail_of(DetailKind.ADDRESS),), minute(4)))
    apply(Warned(BEN, room_of(group), SECOND, (detail_of(DetailKind.ADDRESS),), minute(5)))
    apply(WarningAnswered(SECOND, WarningAnswer.REMOVED))
    apply(Warned(ANN, room_of(group), SECOND, (detail_of(DetailKind.CONTACT),), minute(6), THIRD))
    apply(WarningAnswered(SECOND, WarningAnswer.REMOVED))
    apply(WarningAnswered(FIRST, WarningAnswer.KEPT), WarningAnswered(THIRD, WarningAnswer.KEPT))
    _be_warned_together(real, paper, apply, group)
    apply(Refused(ANN, minute(4)), Refused(ANN, minute(6)), Refused(BEN, minute(7)))
    apply(HideAll(ANN, group.id))
    draft = Draft(ANN, minute(9), group.id, "the boat", (BEN,), "the newsletter")
    apply(KeepDraft(ANN, draft), KeepDraft(BEN, replace(draft, asker=BEN, whose=None)))
    apply(KeepDraft(ANN, replace(draft, days=14)), KeepDraft(BEN, None))
    asked = (Asked(FAY), Asked(BEN))
    share = Share(ShareNumber(1), ShareState.ASKED, ANN, group.id, "boat", (), "news", minute(9), minute(99), asked)
    agreed = answered(answered(share, FAY, Consent.YES, minute(10)), BEN, Consent.YES, minute(11))
    apply(KeepShare(share, minute(9)), KeepShare(agreed, minute(11)))
    apply(KeepShare(stepped(agreed, ShareStep.GRANT), minute(11)))
    apply(KeepShare(stepped(stepped(agreed, ShareStep.GRANT), ShareStep.WITHDRAW), minute(12)))
    apply(KeepShare(replace(share, number=ShareNumber(2), reminded=True), minute(13)))
    apply(RememberPassage(group.id, FIRST, ANN, STORY, minute(13)))
    assert real.repeats(STORY, EVE) == group.id
    apply(RememberPassage(group.id, SECOND, BEN, f"she said: {STORY}", minute(14)))
    agreed = replace(answered(share, FAY, Consent.YES, minute(14)), number=ShareNumber(3), words=STORY)
    apply(KeepShare(agreed, minute(14)), KeepShare(stepped(agreed, ShareStep.GRANT), minute(14)))
    assert real.repeats(STORY, EVE) is None
    apply(Strike(FIRST))
    apply(GiveSeat(ANN, group.id, Role.MEMBER, Standing.REMOVED, minute(9), FAY))
    _ask_for_places(apply)
    for house in (real, paper):
        house.apply(CloseSession(_open(house, group), minute(10)))
    _end_it(apply, group)


def _be_warned_together(real: Records, paper: Paper, apply: Callable[..., None], group: Group) -> None:
    elm, phone = detail_of(DetailKind.ADDRESS), detail_of(DetailKind.CONTACT, "07700 900111")
    one = Gathered("Tuesday circle", (DetailKind.CONTACT,), "«07700 900111»")
    apply(Warned(BEN, room_of(group), FOURTH, (elm, phone), minute(7)))
    apply(Warned(BEN, room_of(group), FIFTH, (phone,), minute(8), FOURTH, minute(7)))
    apply(Warned(BEN, room_of(group), SIXTH, (detail_of(DetailKind.CONTACT, "x@y"),), minute(9), SIXTH, minute(9), one))
    assert [list(house.gathered(SIXTH)) for house in (real, paper)] == [[one], [one]]
    apply(WarningAnswered(FIFTH, WarningAnswer.KEPT), WarningAnswered(SIXTH, WarningAnswer.CHANGED))
    assert [list(house.gathered(SIXTH)) for house in (real, paper)] == [[], []]
    for house in (real, paper):
        paused = house.open_session(group.id)
        assert paused is not None
        house.apply(PauseWarnings(paused.id))
    apply()
    for house in (real, paper):
        house.apply(ResumeWarnings(_open(house, group), minute(9)))


def _ask_for_places(apply: Callable[..., None]) -> None:
    hers = Application(EVE, Step.WAITING, minute(9), QUESTIONS, ("one", "", ""))
    apply(KeepApplication(replace(hers, person=BEN)), KeepApplication(hers), Greeted(EVE, minute(9)))
    apply(KeepApplication(replace(hers, step=Step.APPROVED)), ForgetApplication(BEN))
    apply(KeepApplication(replace(hers, person=BEN)), Greeted(EVE, minute(10)))


def _end_it(apply: Callable[..., None], group: Group) -> None:
    apply(GiveSeat(BEN, group.id, Role.MEMBER, Standing.INVITED, minute(9), FAY))
    apply(CloseGroup(group.id, minute(10)))
    apply(CloseGroup(group.id, minute(11)))


def _open(look: Look, group: Group) -> SessionId:
    session = look.open_session(group.id)
    assert session is not None
    return session.id
