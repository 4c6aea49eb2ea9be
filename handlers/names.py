"""Profile names and account names: what could tell who somebody is, said privately, once for each name.

A picture that somebody chooses for themselves carries no file name in Matrix, so that nothing can be read off it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from fourwalls.group.effects import Effect, Priority, Whisper
from fourwalls.group.examined import Examined
from fourwalls.group.finding import DetailKind
from fourwalls.group.heard import Membership, MembershipChanged
from fourwalls.group.look import Look
from fourwalls.group.people import PersonId
from fourwalls.group.phrase import Phrase, phrase
from handlers.entitled import may_be_inside, one_line

ReadName = Callable[[str], Sequence[DetailKind]]
"""Reads a name: the kinds of detail that it may hold."""


class Names:
    """Looks at the names that people choose. What reads a name is handed in, since handlers know no detection."""

    def __init__(self, read_profile: ReadName, read_account: ReadName) -> None:
        self._read_profile = read_profile
        self._read_account = read_account

    def watch(self, examined: Examined, look: Look) -> Iterator[Effect]:
        """Somebody came in, or changed their profile name: they alone are told if it may say who they are."""
        event = examined.heard
        assert isinstance(event, MembershipChanged)
        room = look.room(event.room)
        if room is None or event.membership is not Membership.JOIN or look.is_bot(event.person):
            return
        kinds = self._read_profile(event.profile_name)
        if kinds and may_be_inside(event.person, room, look):
            words = phrase("profile-name-told", chosen=one_line(event.profile_name), kinds=_codes(kinds))
            yield Whisper(event.person, words, Priority.WARNING, f"name {event.person} {event.profile_name}")

    def of_applicant(self, person: PersonId, profile_name: str) -> Phrase | None:
        """What whoever decides about an applicant should know of their names before they say yes; often nothing.

        An account name stays for ever and is seen by everybody, so that it counts before somebody is let in.
        """
        account = person.removeprefix("@").split(":", 1)[0]
        told = self._read_account(account)
        shown = self._read_profile(profile_name)
        if told:
            return phrase("account-name-managers", chosen=one_line(account), kinds=_codes(told))
        return phrase("profile-name-managers", chosen=one_line(profile_name), kinds=_codes(shown)) if shown else None


def _codes(kinds: Sequence[DetailKind]) -> str:
    return ",".join(kind.value for kind in kinds)
