"""A request to share while it is put together: what is asked next, and what an answer adds to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from fourwalls.group.look import Look
from fourwalls.group.people import Group, GroupId, PersonId, Seat, Standing
from fourwalls.group.phrase import Phrase, phrase
from fourwalls.group.roster import span
from fourwalls.group.share import LONGEST, MOST_PLACE, MOST_WORDS, SHORTEST, USUAL, Draft
from handlers.commands.naming import matrix_id
from handlers.entitled import one_line, shown_name
from handlers.plainwords import plain
from handlers.shares import kind_of, quoted

T = TypeVar("T")

_ME = frozenset({"me", "myself", "mine", "my own", "it's mine", "i am", "it's me"})
_NOBODY = frozenset({"nobody", "no one", "noone", "nobody in particular", "no one in particular", "none"})
_USUAL = frozenset({"ok", "okay", "fine", "skip", "yes", "two weeks"})
_NO_WORDS = frozenset({"yes", "no", "ok", "okay", "send", "skip", ""})


def missing(draft: Draft) -> str | None:
    """The first thing that is still to be said."""
    said = {
        "group": draft.group is not None,
        "words": draft.words != "",
        "whose": draft.whose is not None,
        "place": draft.place != "",
        "days": draft.days is not None,
    }
    return next((name for name, there in said.items() if not there), None)


def question(draft: Draft, look: Look) -> Phrase:
    """What is asked next; with nothing missing, all of it is read back."""
    if draft.group is None:
        return phrase("share-which-group", lines=_numbered([group.name for group in groups_of(draft.asker, look)]))
    group = look.group(draft.group).name
    match missing(draft):
        case "words":
            return phrase("share-what", group=group)
        case "whose":
            return phrase("share-whose", lines=_numbered(_names(others_of(draft.asker, draft.group, look), look)))
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
    groups = groups_of(draft.asker, look)
    named = [group for group in groups if plain(group.name) == plain(text)] or _by_number(text, groups)
    if len(named) != 1:
        return question(draft, look)
    return replace(draft, group=named[0].id)


def _words(draft: Draft, text: str, look: Look) -> Draft | Phrase:
    if plain(text) in _NO_WORDS or not quoted(text):
        return question(draft, look)
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
    seats = others_of(draft.asker, draft.group, look)
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
    return replace(draft, place=place) if plain(text) not in _NO_WORDS else question(draft, look)


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


def added(draft: Draft, text: str, look: Look) -> Draft | Phrase:
    """The request with what these words answer to the question that was asked, or what to say instead.

    Raises:
        KeyError: nothing is missing.
    """
    return _ANSWERS[missing(draft)](draft, text, look)


def groups_of(person: PersonId, look: Look) -> list[Group]:
    """The groups that somebody may ask: those they may be inside of."""
    return [look.group(seat.group) for seat in look.groups_of(person)]


def others_of(person: PersonId, group: GroupId, look: Look) -> list[Seat]:
    """Everybody else on the group's list, those who are suspended or not in yet as well.

    Whoever has not agreed to the policy yet is shown nothing that was said inside.
    """
    seats = [seat for seat in look.roster(group) if seat.standing is not Standing.ASKED]
    return [seat for seat in seats if seat.person != person and not look.is_bot(seat.person)]


def _names(seats: Sequence[Seat], look: Look) -> list[str]:
    """Their names; with the Matrix id where two have the same."""
    names = [shown_name(seat.person, look) for seat in seats]
    return [
        name if names.count(name) == 1 else f"{name} ({seat.person})" for name, seat in zip(names, seats, strict=True)
    ]
