"""Which group and which person an order means. What could mean two is asked back, never guessed.

People are named by their Matrix id, by the link ("pill") that an app makes of a mention, or by their profile name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote

from fourwalls.group.heard import Message
from fourwalls.group.look import Look
from fourwalls.group.people import HOUSE, Group, GroupId, PersonId, Room, Seat
from fourwalls.group.phrase import Phrase, phrase
from handlers.entitled import facilitates, is_online_manager, one_line, shown_name

_MATRIX_ID = re.compile(r"@[\x21-\x39\x3b-\x7e]+:[A-Za-z0-9.\[\]:-]+", re.ASCII)
_LONGEST_ID = 255  # the specification's
_LINK = "https://matrix.to/#/"
_WRITTEN_LINK = re.compile(r"\[[^\[\]]{0,255}\]\(<?https://matrix\.to/#/([^()<>?\s]{1,512})[^()<>\s]{0,512}>?\)")
"""How some apps write a mention in plain text: ``[Walt](https://matrix.to/#/@walt:example.org)``."""
_QUOTES = "\"'\u201c\u201d\u2018\u2019\u00ab\u00bb"


Place = tuple[Group, int, int]
"""A group, and the first and the behind-last of the words that name it."""


class Given(Protocol):
    """What of an order this needs."""

    @property
    def by(self) -> PersonId:
        """Who gave it."""

    @property
    def room(self) -> Room:
        """Where."""

    @property
    def words(self) -> tuple[str, ...]:
        """The words after the command's own."""

    @property
    def group(self) -> GroupId | None:
        """The group, where it is settled already."""


class NotAllowedError(Exception):
    """The person may not do this in this place."""


class SeveralMeantError(Exception):
    """More than one person on a roster goes by a name.

    Attributes:
        given: the name, as it was typed.
        group: the group whose roster it is.
        people: those who go by it.
        words: for each of them, the words of the order with their Matrix id in the place of the name.
    """

    def __init__(
        self, given: str, group: GroupId, people: Sequence[PersonId], words: Sequence[tuple[str, ...]]
    ) -> None:
        super().__init__("a name that several people have")
        self.given, self.group, self.people, self.words = given, group, tuple(people), tuple(words)

    def followed_by(self, tail: tuple[str, ...]) -> SeveralMeantError:
        """The same for an order that has more words at its end."""
        return SeveralMeantError(self.given, self.group, self.people, [(*words, *tail) for words in self.words])


@dataclass(frozen=True, slots=True)
class InGroup:
    """The group that is meant, and the order's words without its name."""

    group: Group
    words: tuple[str, ...]


def facilitated(person: PersonId, look: Look) -> list[Group]:
    """The groups that this person may act for."""
    return [group for group in look.groups() if group.id != HOUSE and facilitates(person, group.id, look)]


def group_meant(order: Given, look: Look) -> InGroup | Phrase:
    """The group that an order is about: the room's own, the one that it names, or the only one the person acts for.

    Raises:
        NotAllowedError: the person does not act for the group of this room.
    """
    groups = facilitated(order.by, look)
    if order.group is not None:
        return InGroup(_settled(order.group, groups), order.words)
    # these are named by mistake, and that must be noticed
    others = [*(look.group(seat.group) for seat in look.groups_of(order.by)), *look.closed_groups()]
    named = list(_named(order.words, [*groups, *(group for group in others if group not in groups)]))
    if order.room.group is not None:
        return _in_its_room(order, groups, named)
    if not named and len(groups) == 1:
        return InGroup(groups[0], order.words)
    if len(named) != 1 or named[0][0] not in groups:
        return _which(groups)
    group, first, after = named[0]
    return InGroup(group, order.words[:first] + order.words[after:])


def closed_group_meant(order: Given, look: Look) -> InGroup | None:
    """The closed group that an order of the Online Manager names, as the only one that it names; ``None``: none."""
    if not is_online_manager(order.by, look):
        return None
    closed = list(look.closed_groups())
    if order.group is not None:
        return next((InGroup(group, order.words) for group in closed if group.id == order.group), None)
    named = list(_named(order.words, [*look.groups(), *closed]))
    if len(named) != 1 or not named[0][0].is_closed:
        return None
    group, first, after = named[0]
    return InGroup(group, order.words[:first] + order.words[after:])


def _settled(group: GroupId, groups: Sequence[Group]) -> Group:
    found = next((each for each in groups if each.id == group), None)
    if found is None:
        raise NotAllowedError
    return found


def _in_its_room(order: Given, groups: Sequence[Group], named: Sequence[Place]) -> InGroup | Phrase:
    """In a group's room the room decides; an order that ends with the name of another group is asked back."""
    group = next((group for group in groups if group.id == order.room.group), None)
    if group is None:
        raise NotAllowedError
    last = next((place for place in named if place[2] == len(order.words)), None)
    if last is None:
        return InGroup(group, order.words)
    return InGroup(group, order.words[: last[1]]) if last[0] == group else _which(groups)


def _which(groups: Sequence[Group]) -> Phrase:
    return phrase("which-group", groups=", ".join(group.name for group in groups))


def _named(words: Sequence[str], groups: Sequence[Group]) -> Iterator[Place]:
    """Each place where the words name a group, and where; "Tuesday" inside "Tuesday circle" is no name of its own."""
    said = [word.strip(_QUOTES).casefold() for word in words]
    places = []
    for group in groups:
        name = group.name.casefold().split()
        starts = (at for at in range(len(said)) if name and said[at : at + len(name)] == name)
        places += [(group, at, at + len(name)) for at in starts]
    for place in places:
        if not any(_inside(place, other) for other in places):
            yield place


def _inside(place: Place, other: Place) -> bool:
    (_, first, after), (_, other_first, other_after) = place, other
    return other_first <= first and after <= other_after and (first, after) != (other_first, other_after)


def matrix_id(given: str) -> PersonId | None:
    """The Matrix id in a word: plain, or as the link that apps copy."""
    linked = given.startswith(_LINK)
    bare = unquote(given.removeprefix(_LINK).partition("?")[0]) if linked else given.strip(_QUOTES)
    return PersonId(bare) if _MATRIX_ID.fullmatch(bare) and len(bare) <= _LONGEST_ID else None


def with_ids(text: str) -> str:
    """The text with a Matrix id in the place of each mention that is written out as a link."""
    return _WRITTEN_LINK.sub(lambda link: unquote(link[1]), text)


def mentioned(message: Message) -> frozenset[PersonId]:
    """Whom a message mentions by the app's own list; nobody in a reply, which mentions whom it answers as well."""
    return frozenset(message.mentions) if message.reply_to is None and message.thread is None else frozenset()


def linked(words: Sequence[str], message: Message) -> tuple[PersonId, int] | None:
    """Whom the first words name as a link that the app made, and how many words that is.

    A link stands where it is written, so it says who is meant in a reply too, whose list of mentions names others.
    """
    for pill in message.pills:
        shown = pill.shown.casefold().split()
        said = " ".join(words[: len(shown)]).casefold()
        person = matrix_id(pill.person)
        if shown and person is not None and said.removeprefix("@") == " ".join(shown).removeprefix("@"):
            return person, len(shown)
    return None


def one_person(words: Sequence[str], message: Message) -> PersonId | None:
    """The person, if these words are a Matrix id or an app's link to somebody, and nothing else."""
    link = linked(words, message)
    if link is not None and link[1] == len(words):
        return link[0]
    return matrix_id(words[0]) if len(words) == 1 else None


def seat_meant(words: Sequence[str], message: Message, group: GroupId, look: Look) -> tuple[Seat, str] | Phrase:
    """Who on a roster is meant, and the words after their name.

    A Matrix id means that person alone: nobody can be shielded or removed by a profile name that looks like one.

    Raises:
        SeveralMeantError: it could be more than one.
    """
    given = one_line(words[0])
    person = matrix_id(words[0])
    by_id = (person, 1) if person is not None else linked(words, message)
    if by_id is not None:
        seat = look.seat(by_id[0], group)
        if seat is None or not seat.on_the_list:
            return phrase("not-on-list", who=by_id[0], group=look.group(group).name)
        return seat, " ".join(words[by_id[1] :])
    found = [(seat, count) for seat in look.roster(group) if (count := _words_of_name(words, seat, look))]
    if len(found) > 1:
        found = [(seat, count) for seat, count in found if seat.person in mentioned(message)] or found
    if not found:
        return phrase("not-a-matrix-id", given=given)
    if len(found) > 1:
        people = [seat.person for seat, _ in found]
        raise SeveralMeantError(given, group, people, [(seat.person, *words[count:]) for seat, count in found])
    seat, count = found[0]
    return seat, " ".join(words[count:])


def _words_of_name(words: Sequence[str], seat: Seat, look: Look) -> int:
    """How many of the first words are this person's profile name; 0 if they are not."""
    name = shown_name(seat.person, look).casefold()
    count = len(name.split())
    said = " ".join(words[:count]).casefold().strip(_QUOTES)
    return count if said in {name, f"@{name}"} else 0
