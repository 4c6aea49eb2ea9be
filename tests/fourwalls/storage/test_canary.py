"""Words, names and ids are planted everywhere, then looked for in the files of the database."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection

from fourwalls.group.agreement import Policy
from fourwalls.group.awaited import Awaited, Wanted
from fourwalls.group.breach import Breach, Lapse, Why
from fourwalls.group.dialogue import DialogueId, DialogueStep, Matter
from fourwalls.group.effects import Done
from fourwalls.group.effects.done import Evict, RaiseFlag, Relay, Say, Whisper
from fourwalls.group.effects.kept import (
    Acknowledge,
    Agreed,
    Await,
    BeginDialogue,
    GiveSeat,
    Greeted,
    HideAll,
    KeepApplication,
    KeepDraft,
    KeepShare,
    NameProfile,
    NoteBreach,
    OpenSession,
    Record,
    Refused,
    RememberPassage,
    Shown,
    Speak,
    Strike,
    Unprotect,
)
from fourwalls.group.effects.walls import Repair
from fourwalls.group.effects.warned import PauseWarnings, Warned
from fourwalls.group.finding import DetailKind, RiskKind, RiskReading, Severity
from fourwalls.group.people import Bot, EventId, GroupId, PersonId, Role, Room, RoomId, RoomKind, Standing
from fourwalls.group.phrase import phrase
from fourwalls.group.registration import Application, Question, Step
from fourwalls.group.share import Asked, Consent, Draft, Share, ShareNumber, ShareState
from fourwalls.group.warning import Detail, Gathered
from fourwalls.storage import (
    accounts,
    adoptions,
    agreements,
    dialogues,
    founding,
    gaps,
    journal,
    outbox,
    signin,
    vault,
    visits,
)
from fourwalls.storage.accounts import Account
from fourwalls.storage.adoptions import Adoption
from fourwalls.storage.database import Database
from fourwalls.storage.founding import Founding
from fourwalls.storage.gaps import KeptGap
from fourwalls.storage.outbox import Cause
from tests.fourwalls.storage.house import NOON, House, minute
from tests.support.canary import planted_in

pytestmark = pytest.mark.usefixtures("sqlite")

C = "CANARYBIRD"
PERSON, OTHER = PersonId(f"@{C}-person:{C}.org"), PersonId(f"@{C}-other:{C}.org")
ROOM, EVENT, EDIT, THREAD = RoomId(f"!{C}-room"), EventId(f"${C}-event"), EventId(f"${C}-edit"), EventId(f"${C}-thread")
FLAG = RaiseFlag(
    PERSON,
    f"{C} name",
    ROOM,
    EVENT,
    f"{C} place",
    f"{C} quote",
    RiskReading(Severity.HIGH, RiskKind.SELF_HARM, 1),
    NOON,
)


def plant_records(house: House) -> None:
    group = house.group(f"{C} group")
    seats = [GiveSeat(who, group.id, Role.MEMBER, Standing.INSIDE, NOON, OTHER) for who in (PERSON, OTHER)]
    waited = Awaited(Wanted.WORRY, NOON, f"{C} device", (GroupId(f"{C} group"),), (f"{C} about",))
    house.apply(Await(PERSON, waited), Refused(PERSON, NOON))
    house.apply(Await(PERSON, waited))
    house.apply(KeepDraft(PERSON, Draft(PERSON, NOON, group.id, f"{C} words", (OTHER,), f"{C} place", 14)))
    asked = (Asked(OTHER, Consent.NO, NOON),)
    share = Share(
        ShareNumber(1),
        ShareState.ASKED,
        PERSON,
        group.id,
        f"{C} words",
        (OTHER,),
        f"{C} place",
        NOON,
        minute(1),
        asked,
    )
    house.apply(KeepShare(share, NOON))
    passage = f"{C} took the rowing boat out after the operation and went round the island"
    house.apply(RememberPassage(group.id, EVENT, PERSON, passage, NOON))
    assert house.work(lambda records: records.repeats(passage, OTHER)) == group.id
    applied = Application(PERSON, Step.ASKING, NOON, (Question(f"{C} question"),), (f"{C} answer",))
    house.apply(KeepApplication(applied), KeepApplication(applied), Greeted(OTHER, NOON))
    policy = Policy(1, NOON.date(), (f"{C} page", f"{C} other page"))
    house.database.run_sync(lambda conn: agreements.publish(conn, house.keys, policy, NOON))
    house.apply(Shown(OTHER, 1, C, 1, NOON), *(Agreed(who, 1, f"{C} digest", EVENT, NOON) for who in (PERSON, OTHER)))
    house.apply(Shown(PERSON, 1, C, 1, NOON))
    breach = Breach(ROOM, f"{C} type", f"{C} key", PERSON, NOON, withdrawn=(OTHER,))
    house.apply(NoteBreach(breach), Unprotect(Lapse(ROOM, Why.FOUGHT, NOON)))
    house.apply(*seats, NameProfile(PERSON, f"{C} name"), OpenSession(group.id, NOON, OTHER))
    session = house.work(lambda records: records.open_session(group.id))
    assert session is not None
    words = [(EVENT, None, EVENT), (EDIT, EVENT, None)]
    for event, replaces, reply in words:
        entry = Record(
            session.id,
            group.id,
            ROOM,
            event,
            PERSON,
            f"{C} name",
            f"{C} text",
            minute(1),
            True,
            replaces,
            reply,
        )
        house.apply(entry)
    gathered = Gathered(f"{C} place", (DetailKind.CONTACT,), f"«{C}»")
    house.apply(PauseWarnings(session.id))
    house.apply(
        Warned(PERSON, ROOM, EVENT, (Detail(DetailKind.CONTACT, f"{C} number", strong=True),), NOON, gathered=gathered),
        HideAll(OTHER, group.id),
    )
    house.work(lambda records: records.add_room(Room(ROOM, RoomKind.PRIVATE, person=PERSON), "marker"))
    number = house.work(lambda records: records.raise_case(FLAG))
    house.work(lambda records: records.bind_thread(number, THREAD))
    house.apply(Acknowledge(THREAD, OTHER, NOON))
    begun = DialogueId(EVENT)
    house.apply(BeginDialogue(begun, PERSON, Matter.REPORT, NOON))
    house.apply(
        Speak(begun, DialogueStep.SPEAK, EVENT, PERSON, NOON), Speak(begun, DialogueStep.ANSWER, EDIT, OTHER, NOON)
    )
    house.database.run_sync(lambda conn: dialogues.bind_thread(conn, house.keys, begun, THREAD))
    house.database.run_sync(lambda conn: dialogues.bind_word(conn, house.keys, EVENT, EventId(f"${C}-relayed")))
    assert [entry.text for entry in house.read(session).entries] == [f"{C} text"]


def plant_the_rest(conn: Connection, house: House) -> None:
    keys, bot = house.keys, Bot.GUIDE
    accounts.save(conn, keys, bot, Account(PERSON, f"{C} device", f"{C} token", {f"{C} seed": f"{C} seed"}))
    vault.write(conn, keys, "guide", [("megolm", f"{C} session", f"{C} pickle".encode())])
    journal.note(conn, keys, bot, EVENT, ROOM, 1, journal.Outcome.UNREADABLE, f"{C}:0")
    journal.keep_unreadable(conn, keys, bot, EVENT, ROOM, f"{C} session", f"{C} raw".encode(), "no_key", 1)
    gaps.keep(conn, keys, bot, KeptGap(gaps.key_of(keys, ROOM, C), ROOM, f"{C} start", f"{C} since", 1, 1))
    adoptions.keep(conn, keys, Adoption(ROOM, f"{C} name", PERSON, peers=(OTHER,), limits=(f"{C} limit",)))
    founding.begin(conn, keys, Founding("m", RoomKind.PRIVATE, person=OTHER), 1)
    effects: list[Done] = [
        Whisper(PERSON, phrase(f"{C}.said", who=f"{C} name")),
        Say(bot, ROOM, phrase("said", who=f"{C} name"), THREAD),
        Evict(ROOM, PERSON),
        Repair(ROOM, f"{C}.type", f"{C}.key", {C: C}),
        FLAG,
        Relay(DialogueId(EVENT), EVENT, phrase("said", words=f"{C} words")),
        Relay(DialogueId(EVENT), EVENT, phrase("said", words=f"{C} words"), PERSON),
    ]
    for index, effect in enumerate(effects):
        outbox.put(conn, keys, Cause(bot, EVENT), index, effect)
    for waiting in outbox.due(conn, keys, bot, 1, 1):
        outbox.sent(conn, keys, waiting.id, EventId(f"${C}-result"))
    request = signin.ask(conn, keys.lookup_key, PERSON, f"{C} browser", 0)
    signin.set_code(conn, request, signin.code_hash(keys.lookup_key, request, f"{C}-code"), 0)
    visits.begin(conn, keys.lookup_key, keys.person(PERSON), 0)


def test_no_word_no_name_and_no_matrix_id_is_in_the_files(house: House, file: Path) -> None:
    plant_records(house)
    house.database.run_sync(lambda conn: plant_the_rest(conn, house))
    house.apply(Strike(EVENT))
    house.database.close()
    for path in file.parent.iterdir():
        stored = path.read_bytes()
        assert planted_in(stored, [C]) == [], path.name
    assert b"outbox" in file.read_bytes()


def test_the_journal_of_a_transaction_under_way_holds_none_either(house: House, file: Path) -> None:
    plant_records(house)

    def work(conn: Connection) -> int:
        plant_the_rest(conn, house)
        conn.exec_driver_sql("PRAGMA cache_spill = 1")
        stored = [path.read_bytes() for path in file.parent.iterdir()]
        assert not any(planted_in(content, [C]) for content in stored)
        return len(stored)

    assert house.database.run_sync(work) == 2


def test_a_canary_would_be_found(database: Database, file: Path) -> None:
    database.run_sync(lambda conn: journal.set_bookmark(conn, Bot.GUIDE, C))
    database.close()
    assert planted_in(file.read_bytes(), [C]) == [C]
