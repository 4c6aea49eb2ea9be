"""What is told of a request to share, and to whom: of answers only whether all agreed, never whose a no was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from fourwalls.group.effects import Done, Effect
from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.effects.kept import KeepShare
from fourwalls.group.effects.priority import Priority
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, PersonId, Standing
from fourwalls.group.phrase import Phrase, phrase
from fourwalls.group.share import MOST_WORDS, Share, ShareState, ShareStep, counting, due_step, last_day, stepped
from handlers.entitled import one_line, shown_name

_QUOTE = "│ "


def quoted(words: str) -> str:
    """Words of somebody else, each line marked as theirs, so that none passes for a line of ours."""
    lines = [one_line(line, MOST_WORDS) for line in words.splitlines()]
    return "\n".join(_QUOTE + line for line in lines if line)


def here(share: Share, look: Look) -> set[PersonId]:
    """Who is on the group's list now, and has agreed to the policy."""
    return {seat.person for seat in look.roster(share.group) if seat.standing is not Standing.ASKED}


def asking(share: Share, person: PersonId, look: Look) -> Phrase:
    """The question to one person, the reminder's and a later look's as well."""
    values: dict[str, str | int] = {
        "asker": shown_name(share.asker, look),
        "group": look.group(share.group).name,
        "number": share.number,
        "words": quoted(share.words),
        "place": share.place,
        "until": last_day(share),
    }
    if person in share.whose:
        return phrase("share-asked-concerned", **values)
    whose = ", ".join(shown_name(each, look) for each in share.whose)
    return phrase("share-asked", kind=kind_of(share.asker, share.whose), whose=whose, **values)


def kind_of(asker: PersonId, whose: tuple[PersonId, ...]) -> str:
    """Whom it is about, as the sentences have it: ``own``, ``nobody`` or ``member``."""
    return "nobody" if not whose else "own" if whose == (asker,) else "member"


def taken(share: Share, step: ShareStep, at: datetime, look: Look) -> Iterator[Effect]:
    """A request takes a step: it is kept, and told to whom it concerns."""
    after = stepped(share, step)
    yield KeepShare(after, at)
    group, number = look.group(share.group).name, share.number
    others = [each.person for each in counting(share, here(share, look))]
    if step is ShareStep.GRANT:
        yield from _granted(share, others, look)
    elif step is not ShareStep.WITHDRAW:
        yield Whisper(share.asker, phrase("share-not-granted", number=number, group=group), Priority.NEWS)
        yield from _each(others, phrase("share-not-granted-asked", number=number, group=group))
        yield _managers(phrase("share-not-granted-managers", number=number, group=group))


def _granted(share: Share, others: list[PersonId], look: Look) -> Iterator[Done]:
    number, place, words = share.number, share.place, quoted(share.words)
    group, asker = look.group(share.group).name, shown_name(share.asker, look)
    given = phrase("share-granted", number=number, words=words, place=place)
    yield Whisper(share.asker, given, Priority.NEWS)
    yield from _each(others, phrase("share-granted-asked", number=number, asker=asker, place=place))
    told = phrase("share-granted-managers", number=number, group=group, who=asker, words=words, place=place)
    yield _managers(told)


def called_off(share: Share, at: datetime, look: Look) -> Iterator[Effect]:
    """Its asker does not want it any more, or has left: everybody who was asked is told, and the managers."""
    yield from taken(share, ShareStep.WITHDRAW, at, look)
    group, number = look.group(share.group).name, share.number
    others = [each.person for each in counting(share, here(share, look))]
    yield from _each(others, phrase("share-off", number=number, group=group))
    yield _managers(phrase("share-off-managers", number=number, group=group, place=share.place))


def consent_withdrawn(share: Share, at: datetime, look: Look) -> Iterator[Effect]:
    """Somebody who agreed to what was granted does not any more: whoever got it is told, and not who it was.

    Those are its asker and the managers; who else gets words on the ground of a consent belongs here.
    """
    yield from taken(share, ShareStep.WITHDRAW, at, look)
    group, number, place = look.group(share.group).name, share.number, share.place
    yield Whisper(share.asker, phrase("share-withdrawn", number=number, group=group, place=place), Priority.NEWS)
    who = shown_name(share.asker, look)
    yield _managers(phrase("share-withdrawn-managers", number=number, group=group, who=who, place=place))


def in_time(share: Share, now: datetime, look: Look) -> Iterator[Effect]:
    """What is due by now for a request that goes on.

    Only a yes grants it before its end. If somebody's going did, it would be known that they had not answered.
    """
    step = due_step(share, here(share, look), now) if share.state is ShareState.ASKED else None
    if step is ShareStep.WITHDRAW:
        yield from called_off(share, now, look)
    elif step is not None and now >= share.deadline:
        yield from taken(share, step, now, look)


def reminders(share: Share, look: Look) -> Iterator[Whisper]:
    """The question once more, to everybody whose answer is wanted and not there."""
    for each in counting(share, here(share, look)):
        if each.consent is None:
            number, until = share.number, last_day(share)
            yield Whisper(each.person, phrase("share-reminder", number=number, until=until), Priority.NEWS)
            yield Whisper(each.person, asking(share, each.person, look), Priority.NEWS)


def _each(people: list[PersonId], words: Phrase) -> Iterator[Whisper]:
    for person in people:
        yield Whisper(person, words, Priority.NEWS)


def _managers(words: Phrase) -> TellManagers:
    return TellManagers(Bot.GUIDE, words)
