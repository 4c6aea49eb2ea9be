"""The records as one transaction sees them and touches them: the one place where kept effects are applied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from sqlalchemy import Connection

from fourwalls.group.case import CaseNumber
from fourwalls.group.effects import Kept
from fourwalls.group.effects.done import RaiseFlag
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
from fourwalls.group.finding import ReadName
from fourwalls.group.people import Bot, EventId, Group, Layout, PersonId, Room
from fourwalls.group.registration import CLOSED, Registering
from fourwalls.group.warning import DEFAULT_QUIET, Quiet
from fourwalls.storage import (
    agreements,
    applications,
    awaiting,
    breaches,
    cases,
    dialogues,
    entries,
    lapses,
    passages,
    persons,
    refusals,
    rooms,
    roster,
    sessions,
    shares,
    warning_pauses,
    warnings,
)
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.looking import Looking
from fourwalls.storage.sealing import TranscriptSealer


class Records(Looking):
    """Answers as ``Looking``, and applies effects."""

    def __init__(  # noqa: PLR0913  what the operator says comes in with the rest
        self,
        conn: Connection,
        keys: OperationalKeys,
        sealer: TranscriptSealer,
        bots: Mapping[Bot, PersonId],
        registering: Registering = CLOSED,
        read_name: ReadName = lambda _: (),
        *,
        quiet: Quiet = DEFAULT_QUIET,
    ) -> None:
        super().__init__(conn, keys, bots, registering, read_name, quiet=quiet)
        self._recorder = entries.Recorder(conn, keys, sealer)

    def apply(self, effect: Kept) -> None:  # noqa: C901, PLR0912, PLR0915 - one case a kind of effect
        """Apply an effect on our own records."""
        match effect:
            case GiveSeat():
                roster.give_seat(self._conn, self._keys, effect, agreed=self.has_agreed(effect.person))
            case NameProfile():
                self._names.pop(effect.person, None)
                persons.name_profile(self._conn, self._keys, effect.person, effect.profile_name)
                roster.name_for_readers(self._conn, self._keys, effect.person)
            case OpenSession():
                self._open.clear()
                sessions.open_session(self._conn, self._keys, effect)
            case CloseSession():
                self._open.clear()
                sessions.close_session(self._conn, effect)
            case Record():
                self._recorder.record(effect)
            case Strike():
                self._recorder.strike(effect)
                passages.forget_message(self._conn, self._keys, effect.event)
            case Hide():
                self._recorder.hide(effect)
            case PutBack():
                self._recorder.put_back(effect)
            case Warned():
                warnings.warned(self._conn, self._keys, effect)
            case WarningAnswered():
                warnings.answered(self._conn, self._keys, effect)
            case Acknowledge():
                cases.acknowledge(self._conn, self._keys, effect)
            case Await():
                awaiting.keep(self._conn, self._keys, effect)
            case CloseGroup():
                self._groups.pop(effect.group, None)
                rooms.close_group(self._conn, effect)
            case Shown():
                agreements.show(self._conn, self._keys, effect)
            case Agreed():
                agreements.agree(self._conn, self._keys, effect)
            case HideAll():
                self._recorder.hide_all(effect)
            case Refused():
                refusals.note(self._conn, self._keys, effect)
            case KeepDraft():
                shares.keep_draft(self._conn, self._keys, effect)
            case KeepShare():
                shares.keep(self._conn, self._keys, effect)
            case RememberPassage():
                passages.remember(self._conn, self._keys, effect)
            case KeepApplication(application=application):
                applications.keep(self._conn, self._keys, application)
            case ForgetApplication(person=person):
                applications.forget(self._conn, self._keys, person)
            case Greeted(person=person, at=at):
                applications.note_greeted(self._conn, self._keys, person, at)
            case BeginDialogue():
                dialogues.begin(self._conn, self._keys, effect)
            case Speak():
                dialogues.speak(self._conn, self._keys, effect)
            case CloseDialogue():
                dialogues.close(self._conn, self._keys, effect)
            case TakeBack():
                dialogues.take_back(self._conn, self._keys, effect.event)
            case NoteBreach(breach=breach):
                breaches.note(self._conn, self._keys, breach)
            case Unprotect(lapse=lapse):
                lapses.begin(self._conn, self._keys, lapse)
            case Protect(room=room, why=why):
                lapses.end(self._conn, self._keys, room, why)
            case PauseWarnings():
                warning_pauses.pause(self._conn, effect)
            case ResumeWarnings():
                warning_pauses.resume(self._conn, effect)
            case _:
                assert_never(effect)

    def add_group(self, name: str, portal_public: bytes, layout: Layout = Layout.ONE) -> Group:
        """Make a group with transcript keys of its own."""
        return rooms.add_group(self._conn, self._keys, name, portal_public, layout)

    def group_named(self, name: str) -> Group | None:
        """The group that goes by this name, in whatever letters, closed ones included."""
        alike = name.casefold()
        return next((one for one in (*self.groups(), *self.closed_groups()) if one.name.casefold() == alike), None)

    def ensure_group(self, name: str, portal_public: bytes, layout: Layout) -> Group:
        """The group of this name; made when there is none. One that is there gets the rooms that it still lacks."""
        group = self.group_named(name)
        if group is None:
            return self.add_group(name, portal_public, layout)
        if set(layout.kinds) > set(group.layout.kinds) and not group.is_closed:
            rooms.lay_out(self._conn, group.id, layout)
            self._groups.pop(group.id, None)
        return self.group(group.id)

    def add_room(self, room: Room, marker: str) -> None:
        """Remember a room that was made."""
        rooms.add_room(self._conn, self._keys, room, marker)

    def raise_case(self, flag: RaiseFlag) -> CaseNumber:
        """Open the case of a flag; asked again for the same message, the same number comes back."""
        return cases.raise_case(self._conn, self._keys, flag)

    def bind_thread(self, number: CaseNumber, thread: EventId) -> None:
        """Remember the root of a case's thread, once the server has taken it."""
        cases.bind_thread(self._conn, self._keys, number, thread)
