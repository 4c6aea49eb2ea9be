"""The records on paper: ``fourwalls.group.look.Look`` in memory, for tests of what the bots decide.

A house is put up by saying what is in it, and what handlers ask for can be applied to it::

    house = Paper().with_group(TUESDAY, facilitators=[FAY], members=[ANN, BEN]).with_manager(MAX)
    house.warn(ANN, EventId("$1"))
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, assert_never
from zlib import crc32

from fourwalls.detection.chosen_names import read_name
from fourwalls.group import passage
from fourwalls.group.agreement import Policy, Reading, read_on
from fourwalls.group.awaited import Awaited
from fourwalls.group.breach import Breach, Lapse
from fourwalls.group.case import STEPS as CASE_STEPS
from fourwalls.group.case import Case, CaseNumber, CaseState, CaseStep
from fourwalls.group.dialogue import (
    STEPS as DIALOGUE_STEPS,
)
from fourwalls.group.dialogue import (
    Dialogue,
    DialogueId,
    DialogueStep,
    SaidInDialogue,
)
from fourwalls.group.effects import Kept
from fourwalls.group.effects.kept import (
    Acknowledge,
    Agreed,
    Await,
    BeginDialogue,
    CloseDialogue,
    CloseGroup,
    CloseSession,
    ForgetApplication,
    GiveSeat,
    Greeted,
    Hide,
    HideAll,
    KeepApplication,
    KeepDraft,
    KeepShare,
    NameProfile,
    NoteBreach,
    OpenSession,
    Protect,
    PutBack,
    Record,
    Refused,
    RememberPassage,
    Shown,
    Speak,
    Strike,
    TakeBack,
    Unprotect,
)
from fourwalls.group.effects.warned import PauseWarnings, ResumeWarnings, Warned, WarningAnswered
from fourwalls.group.finding import DetailKind
from fourwalls.group.passage import Trace
from fourwalls.group.people import (
    HOUSE,
    ROOMS_OF_A_GROUP,
    Bot,
    EventId,
    Group,
    GroupId,
    PersonId,
    Role,
    Room,
    RoomId,
    RoomKind,
    Seat,
    Standing,
)
from fourwalls.group.registration import Application, Question, Registering, Step
from fourwalls.group.roster import seat_after
from fourwalls.group.session import Session, SessionId
from fourwalls.group.share import STEPS as SHARE_STEPS
from fourwalls.group.share import Draft, Share, ShareNumber, ShareState
from fourwalls.group.warning import (
    DEFAULT_QUIET,
    Detail,
    Gathered,
    Quiet,
    Told,
    WarningAnswer,
    WarningCount,
    Word,
    plain_detail,
)

NOON = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)

ANN, BEN, FAY, MAX, EVE = (PersonId(f"@{name}:example.org") for name in ("ann", "ben", "fay", "max", "eve"))
"""Two members, a facilitator, the Online Manager, and a stranger."""

BOTS = {bot: PersonId(f"@{bot.value}:example.org") for bot in Bot}

TUESDAY = Group(GroupId("tuesday"), "Tuesday circle")
EVENING = Group(GroupId("evening"), "Evening circle")
MANAGERS = RoomId("!managers")

QUESTIONS = (Question("What brings you?"), Question("Which day?"), Question("Anything else?", optional=True))

_WIDTH = {Role.MEMBER: 0, Role.FACILITATOR: 1, Role.ONLINE_MANAGER: 2}


def prompt_for(event: EventId) -> EventId:
    """The guide's message in the private room that warned about an event."""
    return EventId(f"{event}-prompt")


def minute(number: int) -> datetime:
    return NOON + timedelta(minutes=number)


def room_of(group: Group, kind: RoomKind = RoomKind.GROUP) -> RoomId:
    return RoomId(f"!room-{group.id}" if kind is RoomKind.GROUP else f"!{kind.value}-{group.id}")


def private_of(person: PersonId) -> RoomId:
    return RoomId(f"!private-{person}")


def _cause(warned: Warned) -> EventId:
    return warned.word or warned.event


def _print_of(words: str) -> int:
    return crc32(words.encode("utf-8", "surrogatepass"))


def _prints(text: str) -> frozenset[int]:
    return passage.asked(text, _print_of)


def thread_of(dialogue: DialogueId) -> EventId:
    """The root of a dialogue's thread in the manager room."""
    return EventId(f"{dialogue}-thread")


def relayed_for(event: EventId) -> EventId:
    """What stands on the other side of a dialogue for words."""
    return EventId(f"{event}-relayed")


class Paper:
    """Keeps everything in dictionaries. Each building method gives the house back."""

    def __init__(self) -> None:
        self._rooms: dict[RoomId, Room] = {}
        self._groups: dict[GroupId, Group] = {}
        self._seats: dict[tuple[GroupId, PersonId], Seat] = {}
        self._names: dict[PersonId, str] = {}
        self._sessions: list[Session] = []
        self._warnings: dict[EventId, Warned] = {}
        self._answers: dict[EventId, str] = {}
        self._told: list[tuple[Warned, Detail]] = []
        self._waved: set[EventId] = set()
        self._paused: set[SessionId] = set()
        self.quietly = DEFAULT_QUIET
        self.counts: Sequence[WarningCount] = ()
        self._authors: dict[EventId, PersonId] = {}
        self._places: dict[EventId, GroupId] = {}
        self._cases: dict[EventId, Case] = {}
        self._awaited: dict[PersonId, Awaited | None] = {}
        self._policy: Policy | None = None
        self._readings: dict[PersonId, Reading] = {}
        self.agreed: dict[tuple[PersonId, int], Agreed] = {}
        self._drafts: dict[PersonId, Draft | None] = {}
        self._shares: dict[ShareNumber, Share] = {}
        self._said_in: dict[str, GroupId] = {}
        self.traces: list[Trace] = []
        self.open = False
        """Whether there is an open room."""
        self._applications: dict[PersonId, Application] = {}
        self._numbers = 0
        self._greeted: dict[PersonId, datetime] = {}
        self._registering = Registering(questions=QUESTIONS)
        self._dialogues: dict[DialogueId, Dialogue] = {}
        self._said: dict[EventId, tuple[DialogueId, PersonId, bool]] = {}
        self.withdrawn: set[EventId] = set()
        self._breaches: dict[tuple[RoomId, str, str], Breach] = {}
        self._lapses: list[Lapse] = []
        self.struck: set[EventId] = set()
        self._refusals: list[tuple[PersonId, datetime]] = []
        self.hidden: list[EventId] = []

    # --- putting it up -----------------------------------------------------------------------------------------

    def with_group(
        self,
        group: Group,
        *,
        facilitators: Iterable[PersonId] = (),
        members: Iterable[PersonId] = (),
        invited: Iterable[PersonId] = (),
        removed: Iterable[PersonId] = (),
        with_room: bool = True,
    ) -> Paper:
        self._groups[group.id] = group
        if with_room:
            for kind in group.layout.kinds:
                self._add_room(Room(room_of(group, kind), kind, group=group.id))
        for people, role, standing in (
            (facilitators, Role.FACILITATOR, Standing.INSIDE),
            (members, Role.MEMBER, Standing.INSIDE),
            (invited, Role.MEMBER, Standing.INVITED),
            (removed, Role.MEMBER, Standing.REMOVED),
        ):
            for person in people:
                self.seated(person, group.id, role, standing)
        return self

    def with_manager(self, person: PersonId) -> Paper:
        self._add_room(Room(MANAGERS, RoomKind.MANAGER))
        return self.seated(person, HOUSE, Role.ONLINE_MANAGER, Standing.INSIDE)

    def seated(
        self, person: PersonId, group: GroupId, role: Role, standing: Standing, until: datetime | None = None
    ) -> Paper:
        self._seats[group, person] = Seat(person, group, role, standing, NOON, until=until)
        self._add_room(Room(private_of(person), RoomKind.PRIVATE, person=person))
        return self

    def named(self, person: PersonId, name: str) -> Paper:
        self._names[person] = name
        return self

    def in_session(self, group: Group, opened: int = 0, closed: int | None = None) -> Paper:
        end = None if closed is None else minute(closed)
        session_id = SessionId(f"session-{len(self._sessions)}")
        self._sessions.append(Session(session_id, group.id, minute(opened), end))
        return self

    def warn(self, person: PersonId, event: EventId, group: Group = TUESDAY) -> Paper:
        self.apply(Warned(person, room_of(group), event, (), NOON))
        return self

    def recorded(self, person: PersonId, event: EventId, group: Group = TUESDAY) -> Paper:
        self._authors[event] = person
        self._places[event] = group.id
        return self

    def flagged(self, thread: EventId, owner: PersonId | None = None) -> Paper:
        state = CaseState.RAISED if owner is None else CaseState.ACKNOWLEDGED
        self._cases[thread] = Case(CaseNumber(len(self._cases) + 1), state, thread, owner)
        return self

    def with_policy(self, policy: Policy) -> Paper:
        """From now on this one is in force; who is seated already stays where they are."""
        self._policy = policy
        return self

    def registering_as(self, **said: Any) -> Paper:
        self._registering = Registering(**{"questions": QUESTIONS, **said})
        return self

    def with_private_room(self, person: PersonId) -> Paper:
        self._add_room(Room(private_of(person), RoomKind.PRIVATE, person=person))
        return self

    def _add_room(self, room: Room) -> None:
        self._rooms[room.id] = room

    # --- looking -----------------------------------------------------------------------------------------------

    def room(self, room: RoomId) -> Room | None:
        return self._rooms.get(room)

    def group(self, group: GroupId) -> Group:
        return self._groups[group]

    def group_room(self, group: GroupId) -> Room | None:
        mine = (room for room in self._rooms.values() if room.group == group and room.kind is RoomKind.GROUP)
        return next(mine, None)

    def rooms_of(self, group: GroupId) -> Sequence[Room]:
        mine = [room for room in self._rooms.values() if room.group == group]
        return sorted(mine, key=lambda room: ROOMS_OF_A_GROUP.index(room.kind))

    def manager_room(self) -> Room | None:
        return self._rooms.get(MANAGERS)

    def private_room(self, person: PersonId) -> Room | None:
        return self._rooms.get(private_of(person))

    def seat(self, person: PersonId, group: GroupId) -> Seat | None:
        seat = self._seats.get((group, person))
        return None if seat is None else replace(seat, profile_name=self.profile_name(person))

    def roster(self, group: GroupId) -> Sequence[Seat]:
        return [seat for seat in self._seats.values() if seat.group == group and seat.on_the_list]

    def groups_of(self, person: PersonId) -> Sequence[Seat]:
        mine = [seat for seat in self._seats.values() if seat.person == person]
        return [seat for seat in mine if seat.group != HOUSE and seat.may_be_inside and not self._closed(seat)]

    def groups(self) -> Sequence[Group]:
        return [group for group in self._groups.values() if not group.is_closed]

    def closed_groups(self) -> Sequence[Group]:
        return [group for group in self._groups.values() if group.is_closed]

    def can_read(self, person: PersonId) -> bool:
        mine = [seat for seat in self._seats.values() if seat.person == person and seat.group != HOUSE]
        return any(seat.standing is Standing.INSIDE for seat in mine)

    def role(self, person: PersonId) -> Role | None:
        seats = [seat for seat in self._seats.values() if seat.person == person and seat.may_be_inside]
        mine = [seat.role for seat in seats if not self._closed(seat)]
        return max(mine, key=_WIDTH.__getitem__, default=None)

    def _closed(self, seat: Seat) -> bool:
        return seat.group in self._groups and self._groups[seat.group].is_closed

    def is_bot(self, person: PersonId) -> bool:
        return person in BOTS.values()

    def profile_name(self, person: PersonId) -> str:
        return self._names.get(person, "")

    def open_session(self, group: GroupId) -> Session | None:
        return next((each for each in self._sessions if each.group == group and each.closed_at is None), None)

    def session_at(self, group: GroupId, moment: datetime) -> Session | None:
        during = [
            each
            for each in self._sessions
            if each.group == group and each.opened_at <= moment <= (each.closed_at or moment)
        ]
        return max(during, key=lambda each: each.opened_at, default=None)

    def unanswered_warning(self, person: PersonId, prompt: EventId | None = None) -> tuple[RoomId, EventId] | None:
        return next(iter(self.warned_together(person, prompt)[::-1]), None)

    def warned_together(self, person: PersonId, prompt: EventId | None = None) -> Sequence[tuple[RoomId, EventId]]:
        waiting = [each for each in self._warnings.values() if self.warned_by(person, each.event)]
        if prompt is None:  # what gathers still is shown to nobody, and not answered
            words = [each for each in waiting if not self._gathers(each)]
        else:
            words = [each for each in waiting if prompt == prompt_for(_cause(each))]
        return [(each.room, each.event) for each in words if _cause(each) == _cause(words[-1])]

    def warned_by(self, person: PersonId, event: EventId) -> EventId | None:
        waits = event in self._warnings and self._warnings[event].person == person and event not in self._answers
        return _cause(self._warnings[event]) if waits else None

    def last_word(self, person: PersonId) -> Word | None:
        mine = [each for each in self._warnings.values() if each.person == person]
        words = [Word(_cause(each), each.began or each.at, self._gathers(each)) for each in mine]
        return max(words, key=lambda word: (word.began, word.waits), default=None)

    def gathered(self, word: EventId) -> Sequence[Gathered]:
        mine = [each for each in self._warnings.values() if _cause(each) == word and each.event not in self._answers]
        return [each.gathered for each in mine if each.gathered is not None]

    def _gathers(self, warned: Warned) -> bool:
        return warned.gathered is not None and warned.event not in self._answers

    def told(self, person: PersonId, detail: Detail) -> Told:
        mine = [(warned, told) for warned, told in self._told if warned.person == person]
        same = [warned for warned, told in mine if plain_detail(told.words) == plain_detail(detail.words)]
        kind = [warned.began or warned.at for warned, told in mine if told.kind is detail.kind]
        latest = max(same, key=lambda warned: warned.began or warned.at, default=None)
        return Told(
            any(warned.event in self._waved for warned in same),
            None if latest is None else latest.began or latest.at,
            None if latest is None else _cause(latest),
            max(kind, default=None),
        )

    def told_about(self, person: PersonId, event: EventId, detail: Detail) -> bool:
        mine = [(warned, told) for warned, told in self._told if warned.person == person]
        here = [told for warned, told in mine if event in (warned.event, warned.edited)]
        return plain_detail(detail.words) in {plain_detail(told.words) for told in here}

    def quiet(self) -> Quiet:
        return self.quietly

    def warnings_paused(self, session: SessionId) -> bool:
        return session in self._paused

    def warning_counts(self) -> Sequence[WarningCount]:
        return self.counts

    def awaited(self, person: PersonId) -> Awaited | None:
        return self._awaited.get(person)

    def policy(self) -> Policy | None:
        return self._policy

    def has_agreed(self, person: PersonId) -> bool:
        return self._policy is None or (person, self._policy.version) in self.agreed

    def reading(self, person: PersonId) -> Reading | None:
        return self._readings.get(person)

    def waits_in(self, person: PersonId) -> Sequence[Seat]:
        mine = [seat for seat in self._seats.values() if seat.person == person]
        return [seat for seat in mine if seat.standing is Standing.ASKED and not self._closed(seat)]

    def rests_in(self, person: PersonId) -> Sequence[Seat]:
        mine = [seat for seat in self._seats.values() if seat.person == person]
        return [seat for seat in mine if seat.standing is Standing.RESTING]

    def refusals_since(self, person: PersonId, moment: datetime) -> int:
        return sum(who == person and at >= moment for who, at in self._refusals)

    def author_of_entry(self, event: EventId) -> PersonId | None:
        return self._authors.get(event)

    def is_shown(self, event: EventId) -> bool:
        return event in self._authors and event not in self.struck and event not in self.hidden

    def has_hidden(self, person: PersonId) -> bool:
        return any(self._authors.get(event) == person for event in self.hidden)

    def groups_spoken_in(self, person: PersonId) -> Sequence[GroupId]:
        mine = [event for event, author in self._authors.items() if author == person and self.is_shown(event)]
        return sorted({self._places[event] for event in mine})

    def case(self, thread: EventId) -> Case | None:
        return self._cases.get(thread)

    def draft(self, person: PersonId) -> Draft | None:
        return self._drafts.get(person)

    def share(self, number: ShareNumber) -> Share | None:
        return self._shares.get(number)

    def shares(self) -> Sequence[Share]:
        return [each for each in self._shares.values() if each.state in {ShareState.ASKED, ShareState.GRANTED}]

    def next_share(self) -> ShareNumber:
        return ShareNumber(len(self._shares) + 1)

    def has_open_room(self) -> bool:
        return self.open

    def repeats(self, text: str, speaker: PersonId) -> GroupId | None:
        agreed = {
            print_ for share in self.shares() if share.state is ShareState.GRANTED for print_ in _prints(share.words)
        }
        asked = _prints(text) - agreed
        message = passage.repeated((trace for trace in self.traces if trace.print in asked), speaker)
        return None if message is None else self._said_in[message]

    def read_name(self, name: str) -> tuple[DetailKind, ...]:
        return read_name(name, NOON.date())

    def registering(self) -> Registering:
        return self._registering

    def application(self, person: PersonId) -> Application | None:
        return self._applications.get(person)

    def applicants(self) -> Sequence[Application]:
        waiting = [each for each in self._applications.values() if each.step is Step.WAITING]
        return sorted(waiting, key=lambda each: each.number)

    def greeted(self, since: datetime) -> Sequence[PersonId]:
        return [person for person, at in self._greeted.items() if at >= since]

    def dialogues(self, person: PersonId | None = None) -> Sequence[Dialogue]:
        theirs = [each for each in self._dialogues.values() if each.is_open and person in (None, each.person)]
        return sorted(theirs, key=lambda each: (each.spoken_at, each.number), reverse=True)

    def dialogue_at(self, event: EventId) -> Dialogue | None:
        by_thread = next((each for each in self._dialogues.values() if each.thread == event), None)
        said = next((each for each in self._said if relayed_for(each) == event), None)
        return by_thread or (None if said is None else self._dialogues[self._said[said][0]])

    def said_in_dialogue(self, event: EventId) -> SaidInDialogue | None:
        if event not in self._said:
            return None
        which, author, alone = self._said[event]
        return SaidInDialogue(self._dialogues[which], author, alone, event in self.withdrawn)

    def breach(self, room: RoomId, type_: str, state_key: str) -> Breach | None:
        return self._breaches.get((room, type_, state_key))

    def lapses(self, room: RoomId) -> Sequence[Lapse]:
        return [lapse for lapse in self._lapses if lapse.room == room]

    # --- what was asked for ------------------------------------------------------------------------------------

    def apply(self, effect: Kept) -> None:  # noqa: C901, PLR0912, PLR0915 - one case a kind of effect
        match effect:
            case GiveSeat():
                self._give_seat(effect)
            case NameProfile():
                self.named(effect.person, effect.profile_name)
            case OpenSession():
                assert self.open_session(effect.group) is None
                session_id = SessionId(f"session-{len(self._sessions)}")
                self._sessions.append(Session(session_id, effect.group, effect.at))
            case CloseSession():
                at = next(index for index, each in enumerate(self._sessions) if each.id == effect.session)
                assert self._sessions[at].closed_at is None
                self._sessions[at] = replace(self._sessions[at], closed_at=effect.at)
            case Record():
                self._authors[effect.event] = effect.author
                self._places[effect.event] = effect.group
            case Strike():
                self.struck.add(effect.event)
                self.hidden = [event for event in self.hidden if event != effect.event]
                self.traces = [trace for trace in self.traces if trace.message != effect.event]
            case Hide():
                self.hidden.append(effect.event)
            case PutBack():
                self.hidden.remove([each for each in self.hidden if self._authors.get(each) == effect.person][-1])
            case Warned():
                self._warn(effect)
            case WarningAnswered():
                self._answer(effect)
            case Acknowledge():
                case = self._cases[effect.thread]
                state = CASE_STEPS[case.state, CaseStep.ACKNOWLEDGE]
                self._cases[effect.thread] = replace(case, state=state, owner=effect.by)
            case Await():
                self._awaited[effect.person] = effect.what
            case CloseGroup():
                group = self._groups[effect.group]
                self._groups[group.id] = replace(group, closed_at=group.closed_at or effect.at)
            case Shown():
                self._show(effect)
            case Agreed():
                self.agreed.setdefault((effect.person, effect.version), effect)
                self._readings.pop(effect.person, None)
            case HideAll():
                here = [event for event, group in self._places.items() if group == effect.group]
                theirs = [event for event in here if self._authors[event] == effect.person]
                self.hidden += [event for event in theirs if event not in self.hidden]
            case Refused():
                self._refusals.append((effect.person, effect.at))
            case KeepDraft():
                self._drafts[effect.person] = effect.draft
            case KeepShare():
                self._keep_share(effect.share)
            case RememberPassage():
                self._said_in[effect.message] = effect.group
                at = int(effect.at.timestamp())
                prints = passage.kept(effect.text, _print_of)
                self.traces += [Trace(each, effect.message, effect.author, at) for each in prints]
            case KeepApplication():
                self._keep(effect.application)
            case ForgetApplication():
                self._applications.pop(effect.person, None)
            case Greeted():
                self._greeted[effect.person] = effect.at
            case BeginDialogue():
                self._begin(effect)
            case Speak():
                self._step(effect.dialogue, effect.step, effect.at)
                alone = effect.carrier in (None, effect.event)
                self._said[effect.event] = (effect.dialogue, effect.by, alone)
            case CloseDialogue():
                self._step(effect.dialogue, DialogueStep.CLOSE, effect.at)
            case TakeBack():
                self.withdrawn.add(effect.event)
            case NoteBreach(breach=breach):
                self._breaches[breach.room, breach.type, breach.state_key] = breach
            case Unprotect(lapse=lapse):
                if lapse.why not in {known.why for known in self.lapses(lapse.room)}:
                    self._lapses.append(lapse)
            case Protect(room=room, why=why):
                self._lapses = [lapse for lapse in self._lapses if (lapse.room, lapse.why) != (room, why)]
            case PauseWarnings():
                self._paused.add(effect.session)
            case ResumeWarnings():
                self._paused.discard(effect.session)
            case _:
                assert_never(effect)

    def _give_seat(self, effect: GiveSeat) -> None:
        seat = self._seats.get((effect.group, effect.person))
        agreed = effect.group == HOUSE or self.has_agreed(effect.person)
        self.seated(effect.person, effect.group, effect.role, effect.standing)
        self._seats[effect.group, effect.person] = seat_after(seat, effect, agreed=agreed)

    def _show(self, effect: Shown) -> None:
        now = Reading(effect.version, effect.digest, effect.page, effect.page, effect.at)
        self._readings[effect.person] = read_on(self._readings.get(effect.person), now)

    def _keep(self, new: Application) -> None:
        known = self._applications.get(new.person)
        self._numbers += known is None
        self._applications[new.person] = replace(new, number=self._numbers if known is None else known.number)

    def _begin(self, effect: BeginDialogue) -> None:
        number, state = len(self._dialogues) + 1, DIALOGUE_STEPS[None, DialogueStep.SPEAK]
        begun = (effect.dialogue, number, effect.person, effect.matter, state, effect.at, effect.at)
        self._dialogues[effect.dialogue] = Dialogue(*begun, thread=thread_of(effect.dialogue))

    def _step(self, which: DialogueId, step: DialogueStep, at: datetime) -> None:
        before = self._dialogues[which]
        state = DIALOGUE_STEPS[before.state, step]
        self._dialogues[which] = replace(before, state=state, spoken_at=max(at, before.spoken_at))

    def _warn(self, effect: Warned) -> None:
        known = self._warnings.pop(effect.event, None)
        mine = known is None or known.person == effect.person
        self._warnings[effect.event] = effect if mine or known is None else known
        if mine:
            self._answers.pop(effect.event, None)
        self._told += [(effect, detail) for detail in effect.details]

    def _answer(self, effect: WarningAnswered) -> None:
        if effect.event in self._warnings:
            self._answers[effect.event] = effect.answer.value
            if effect.answer is WarningAnswer.KEPT:
                self._waved.add(effect.event)

    def _keep_share(self, share: Share) -> None:
        known = self._shares.get(share.number)
        before = ShareState.DRAFTING if known is None else known.state
        steps = {after for (first, _), after in SHARE_STEPS.items() if first == before}
        assert share.state in (steps if known is None else steps | {before})
        self._shares[share.number] = share
