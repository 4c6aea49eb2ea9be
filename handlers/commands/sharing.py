"""``share``: somebody wants to tell something outside the group, and everybody in it is asked.

The guide asks one thing at a time: which group, what, about whom, where, until when. It reads everything back, and
nobody is asked before the word ``send``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from fourwalls.group.awaited import Awaited, Wanted
from fourwalls.group.effects import Await, Effect, KeepDraft, KeepShare, Priority, TellManagers, Whisper
from fourwalls.group.heard import Message, Proof
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, Group, GroupId, PersonId, Role, Seat
from fourwalls.group.phrase import Phrase, phrase
from fourwalls.group.roster import span
from fourwalls.group.share import (
    DRAFTS_LIVE,
    LONGEST,
    MOST_PLACE,
    MOST_WORDS,
    SHORTEST,
    USUAL,
    Asked,
    Draft,
    Share,
    ShareState,
    deadline,
    last_day,
)
from handlers.commands.naming import matrix_id
from handlers.commands.registry import Command, Order, refusal
from handlers.entitled import one_line, shown_name
from handlers.plainwords import SIGN, plain
from handlers.shares import asking, kind_of, quoted

T = TypeVar("T")

WORD = "share"
_WAYS = frozenset({"share", "share something", "share a story", "i want to share something"})
_STOP = frozenset({"stop", "cancel", "never mind", "nevermind", "forget it"})
_ME = frozenset({"me", "myself", "mine", "my own", "it's mine", "i am", "it's me"})
_NOBODY = frozenset({"nobody", "no one", "noone", "nobody in particular", "no one in particular", "none"})
_USUAL = frozenset({"ok", "okay", "fine", "skip", "yes", "two weeks"})
_NO_WORDS = frozenset({"yes", "no", "ok", "okay", "send", "skip", ""})


def is_wish(text: str) -> bool:
    """Whether plain words say that somebody wants to share something."""
    return plain(text.lstrip().removeprefix(SIGN)) in _WAYS


def share(order: Order, look: Look) -> Iterator[Effect]:
    """Begin, or go on where they stopped. Only for a proven person, since others will be asked in their name."""
    message = order.message
    groups = _groups(order.by, look)
    running = [each for each in look.shares() if each.asker == order.by and each.state is ShareState.ASKED]
    if message.proof is not Proof.SIGNED:
        yield Whisper(order.by, refusal(message))
    elif not groups:
        yield Whisper(order.by, phrase("share-no-group"))
    elif running:
        yield Whisper(order.by, phrase("share-one-at-a-time", number=running[0].number, until=last_day(running[0])))
    else:
        draft = look.draft(order.by)
        if draft is None or message.sent_at - draft.at > DRAFTS_LIVE:
            meant = [group for group in groups if group.id == order.room.group] or groups
            draft = Draft(order.by, message.sent_at, meant[0].id if len(meant) == 1 else None)
        yield from _ask(draft, message, look)


def go_on(message: Message, _awaited: Awaited, look: Look) -> Iterator[Effect] | None:
    """The next message of somebody who is putting a request together."""
    draft = look.draft(message.sender)
    return None if draft is None else _gone_on(draft, message, look)


def _gone_on(draft: Draft, message: Message, look: Look) -> Iterator[Effect]:
    said = plain(message.text)
    if said in _STOP:
        yield KeepDraft(draft.asker, None)
        yield Await(draft.asker, None)
        yield Whisper(draft.asker, phrase("share-dropped"))
    elif said == "back":
        yield from _ask(draft.back(), message, look)
    elif _missing(draft) is None:
        yield from _sent(draft, message, look) if said == "send" else _ask(draft, message, look)
    else:
        further = _ANSWERS[_missing(draft)](draft, message.text, look)
        if isinstance(further, Phrase):
            yield Whisper(draft.asker, further)
        else:
            yield from _ask(further, message, look)


# --- the questions ---------------------------------------------------------------------------------------------


def _missing(draft: Draft) -> str | None:
    """The first thing that is still to be said."""
    said = {
        "group": draft.group is not None,
        "words": draft.words != "",
        "whose": draft.whose is not None,
        "place": draft.place != "",
        "days": draft.days is not None,
    }
    return next((name for name, there in said.items() if not there), None)


def _ask(draft: Draft, message: Message, look: Look) -> Iterator[Effect]:
    """Keep what was said, and ask the next thing."""
    draft = replace(draft, at=message.sent_at)
    yield KeepDraft(draft.asker, draft)
    yield Await(draft.asker, Awaited(Wanted.SHARING, message.sent_at))
    yield Whisper(draft.asker, _question(draft, look))


def _question(draft: Draft, look: Look) -> Phrase:
    if draft.group is None:
        return phrase("share-which-group", lines=_numbered([group.name for group in _groups(draft.asker, look)]))
    group = look.group(draft.group).name
    match _missing(draft):
        case "words":
            return phrase("share-what", group=group)
        case "whose":
            return phrase("share-whose", lines=_numbered(_names(_others(draft.asker, draft.group, look), look)))
        case "place":
            return phrase("share-where")
        case "days":
            return phrase("share-until", days=USUAL)
        case _:
            return _read_back(draft, group, look)


def _read_back(draft: Draft, group: str, look: Look) -> Phrase:
    whose = draft.whose or ()
    return phrase(
        "share-read-back",
        group=group,
        words=quoted(draft.words),
        kind=kind_of(draft.asker, whose),
        whose=", ".join(shown_name(each, look) for each in whose),
        place=draft.place,
        days=draft.days or USUAL,
    )


def _numbered(lines: Sequence[str]) -> str:
    return "\n".join(f"{number}: {line}" for number, line in enumerate(lines, 1))


# --- the answers: each gives the request with one thing more, or what to say instead ---------------------------


def _group(draft: Draft, text: str, look: Look) -> Draft | Phrase:
    groups = _groups(draft.asker, look)
    named = [group for group in groups if plain(group.name) == plain(text)] or _by_number(text, groups)
    if len(named) != 1:
        return _question(draft, look)
    return replace(draft, group=named[0].id)


def _words(draft: Draft, text: str, look: Look) -> Draft | Phrase:
    if plain(text) in _NO_WORDS or not quoted(text):
        return _question(draft, look)
    if len(text) > MOST_WORDS:
        return phrase("share-too-long", most=MOST_WORDS)
    return replace(draft, words=text.strip())


def _whose(draft: Draft, text: str, look: Look) -> Draft | Phrase:
    said = plain(text)
    if said in _ME:
        return replace(draft, whose=(draft.asker,))
    if said in _NOBODY:
        return replace(draft, whose=())
    assert draft.group is not None
    seats = _others(draft.asker, draft.group, look)
    person = matrix_id(text.strip())
    named = [seat for seat in seats if seat.person == person or plain(shown_name(seat.person, look)) == said]
    named = named or _by_number(text, seats)
    if not named:
        return phrase("share-who-unknown", given=one_line(text))
    if len(named) > 1:
        return phrase("share-who-of-these", lines="\n".join(_names(named, look)))
    return replace(draft, whose=(named[0].person,))


def _place(draft: Draft, text: str, look: Look) -> Draft | Phrase:
    place = one_line(text, MOST_PLACE)
    return replace(draft, place=place) if plain(text) not in _NO_WORDS else _question(draft, look)


def _days(draft: Draft, text: str, _look: Look) -> Draft | Phrase:
    said = plain(text)
    length = span(f"{said} days" if said.isdecimal() else said)
    days = USUAL if said in _USUAL else 0 if length is None else length.days
    if not SHORTEST <= days <= LONGEST:
        return phrase("share-until-bad", least=SHORTEST, most=LONGEST // 7)
    return replace(draft, days=days)


_ANSWERS: Mapping[str | None, Callable[[Draft, str, Look], Draft | Phrase]] = {
    "group": _group,
    "words": _words,
    "whose": _whose,
    "place": _place,
    "days": _days,
}


def _by_number(text: str, choices: Sequence[T]) -> list[T]:
    said = plain(text)
    at = int(said) if re.fullmatch(r"[0-9]{1,3}", said) else 0
    return [choices[at - 1]] if 1 <= at <= len(choices) else []


# --- send ------------------------------------------------------------------------------------------------------


def _sent(draft: Draft, message: Message, look: Look) -> Iterator[Effect]:
    """Everybody who is on the list now is asked; the wording is fixed from here on."""
    at, seat = message.sent_at, None if draft.group is None else look.seat(draft.asker, draft.group)
    assert draft.group is not None
    others = [seat.person for seat in _others(draft.asker, draft.group, look)]
    if seat is None or not seat.may_be_inside or not others:
        yield KeepDraft(draft.asker, None)
        yield Await(draft.asker, None)
        yield Whisper(draft.asker, phrase("share-nobody-to-ask"))
    elif gone := [each for each in draft.whose or () if each not in {*others, draft.asker}]:
        yield Whisper(draft.asker, phrase("share-gone", who=shown_name(gone[0], look)))
        yield from _ask(replace(draft, whose=None, place="", days=None), message, look)
    else:
        share = Share(
            look.next_share(),
            ShareState.ASKED,
            draft.asker,
            draft.group,
            draft.words,
            draft.whose or (),
            draft.place,
            at,
            deadline(at, draft.days or USUAL),
            tuple(Asked(person) for person in others),
        )
        yield from _everybody_asked(share, look)


def _everybody_asked(share: Share, look: Look) -> Iterator[Effect]:
    yield KeepDraft(share.asker, None)
    yield Await(share.asker, None)
    yield KeepShare(share, share.asked_at)
    number, group, until = share.number, look.group(share.group).name, last_day(share)
    yield Whisper(share.asker, phrase("share-sent", number=number, count=len(share.asked), until=until))
    for each in share.asked:
        yield Whisper(each.person, asking(share, each.person, look), Priority.NEWS)
    yield TellManagers(Bot.GUIDE, phrase("share-sent-managers", number=number, group=group, until=until))


def _groups(person: PersonId, look: Look) -> list[Group]:
    return [look.group(seat.group) for seat in look.groups_of(person)]


def _others(person: PersonId, group: GroupId, look: Look) -> list[Seat]:
    """Everybody else on the group's list, those who are suspended or not in yet as well."""
    return [seat for seat in look.roster(group) if seat.person != person and not look.is_bot(seat.person)]


def _names(seats: Sequence[Seat], look: Look) -> list[str]:
    """Their names; with the Matrix id where two have the same."""
    names = [shown_name(seat.person, look) for seat in seats]
    return [
        name if names.count(name) == 1 else f"{name} ({seat.person})" for name, seat in zip(names, seats, strict=True)
    ]


COMMANDS = (Command(WORD, Role.MEMBER, WORD, share),)
