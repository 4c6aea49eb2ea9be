"""A request to tell something outside the group: everybody in it is asked, and silence is a no.

The policy lets nothing leave the four walls without the explicit consent of the member *and* of the group. Who was on
the group's list when the request was sent has to agree; newcomers are not asked. Whoever goes meanwhile: their answer
stands; without one they do not count any more, unless it is about them, and then it is a no.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import NewType

from fourwalls.group.people import GroupId, PersonId

ShareNumber = NewType("ShareNumber", int)
"""Counts from 1 over all groups; people say it (``yes 3``)."""

USUAL, SHORTEST, LONGEST = 14, 3, 56
"""How many days people have to answer. Longer, and a word to somebody who has not come in would be given up."""
REMIND_BEFORE = timedelta(days=2)
DRAFTS_LIVE = timedelta(days=1)
"""A request that was begun and not sent is forgotten after this."""
MOST_WORDS, MOST_PLACE = 1500, 200
"""Characters of what is to be told, and of where."""


class ShareState(StrEnum):
    """Where a request stands."""

    DRAFTING = "drafting"
    """Its asker is still saying what it is (``Draft``)."""
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    """The time is up, and somebody said no."""
    EXPIRED = "expired"
    """The time is up, and somebody has not answered."""
    WITHDRAWN = "withdrawn"
    """By its asker, or by somebody who had agreed."""


class ShareStep(StrEnum):
    """What can happen to a request."""

    SEND = "send"
    GRANT = "grant"
    REFUSE = "refuse"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"


STEPS: dict[tuple[ShareState, ShareStep], ShareState] = {
    (ShareState.DRAFTING, ShareStep.SEND): ShareState.ASKED,
    (ShareState.ASKED, ShareStep.GRANT): ShareState.GRANTED,
    (ShareState.ASKED, ShareStep.REFUSE): ShareState.REFUSED,
    (ShareState.ASKED, ShareStep.EXPIRE): ShareState.EXPIRED,
    (ShareState.ASKED, ShareStep.WITHDRAW): ShareState.WITHDRAWN,
    (ShareState.GRANTED, ShareStep.WITHDRAW): ShareState.WITHDRAWN,
}
"""The whole life of a request. What is not in the table cannot be done: what was refused or withdrawn stays so."""


class Consent(StrEnum):
    """What somebody answered."""

    YES = "yes"
    NO = "no"
    WITHDRAWN = "withdrawn"
    """They had agreed, and do not any more."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One person who is asked, and their answer; ``None``: they have not said anything."""

    person: PersonId
    consent: Consent | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A request that is being put together, as far as it has come. What is missing first is asked next."""

    asker: PersonId
    at: datetime
    """When its asker last said something to it."""
    group: GroupId | None = None
    words: str = ""
    whose: tuple[PersonId, ...] | None = None
    """Whom it is about; nobody: nobody in particular; ``None``: not said yet."""
    place: str = ""
    """To whom or where it shall be told, in the asker's words."""
    days: int | None = None
    """How long people shall have to answer."""

    def back(self) -> Draft:
        """Take back what was said last. The group stays."""
        if self.days is not None:
            return replace(self, days=None)
        if self.place:
            return replace(self, place="")
        if self.whose is not None:
            return replace(self, whose=None)
        return replace(self, words="")


@dataclass(frozen=True, slots=True)
class Share:
    """A request as it was sent. Its wording is fixed: other words are another request."""

    number: ShareNumber
    state: ShareState
    asker: PersonId
    group: GroupId
    words: str
    whose: tuple[PersonId, ...]
    place: str
    asked_at: datetime
    deadline: datetime
    asked: tuple[Asked, ...]
    """Everybody who was on the list then, without the asker, whose asking is their yes."""
    reminded: bool = False

    def answer_of(self, person: PersonId) -> Asked | None:
        """What this person answered; ``None`` if they are not asked."""
        return next((each for each in self.asked if each.person == person), None)

    def waits_for(self, person: PersonId) -> bool:
        """Whether it goes on, and this person has not answered yet."""
        asked = self.answer_of(person)
        return self.state is ShareState.ASKED and asked is not None and asked.consent is None

    def holds(self, person: PersonId) -> bool:
        """Whether there is something of theirs that they can withdraw: their request, or their yes to it."""
        if (self.state, ShareStep.WITHDRAW) not in STEPS:
            return False
        asked = self.answer_of(person)
        return person == self.asker or (asked is not None and asked.consent is Consent.YES)


def stepped(share: Share, step: ShareStep) -> Share:
    """Give the request after a step.

    Raises:
        ValueError: the table has no such step.
    """
    if (share.state, step) not in STEPS:
        raise ValueError(f"a request that is {share.state} cannot go the step {step}")
    return replace(share, state=STEPS[share.state, step])


def answered(share: Share, person: PersonId, consent: Consent, at: datetime) -> Share:
    """Give the request with this person's answer in the place of any earlier one."""
    theirs = tuple(Asked(person, consent, at) if each.person == person else each for each in share.asked)
    return replace(share, asked=theirs)


def counting(share: Share, here: Collection[PersonId]) -> list[Asked]:
    """Give those whose answer counts, given who is on the list now."""
    return [each for each in share.asked if each.person in here or each.person in share.whose or each.consent]


def due_step(share: Share, here: Collection[PersonId], now: datetime) -> ShareStep | None:
    """Say what is to happen to a request that goes on, given who is on the list now; ``None``: nothing yet.

    A no does not end it at once: by the moment of the end, its asker could guess whose no it was.
    """
    if share.asker not in here:
        return ShareStep.WITHDRAW
    count = counting(share, here)
    if count and all(each.consent is Consent.YES for each in count):
        return ShareStep.GRANT
    if now < share.deadline:
        return None
    spoken = any(each.consent not in {None, Consent.YES} for each in count)
    return ShareStep.REFUSE if spoken else ShareStep.EXPIRE


def is_reminder_due(share: Share, now: datetime) -> bool:
    """Whether those who have not answered are to be reminded now."""
    soon = share.deadline - REMIND_BEFORE <= now < share.deadline
    return soon and not share.reminded and share.state is ShareState.ASKED


def deadline(sent_at: datetime, days: int) -> datetime:
    """Give the end of the day (UTC) that is so many days after a moment."""
    day = sent_at.astimezone(UTC).date() + timedelta(days=days + 1)
    return datetime.combine(day, time(), UTC)


def last_day(share: Share) -> str:
    """Say the last day on which it can be answered, as people write it."""
    return f"{share.deadline - timedelta(hours=1):%A %d %B}".replace(" 0", " ")
