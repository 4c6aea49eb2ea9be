"""``share``: somebody wants to tell something outside the group, and everybody in it is asked.

The guide asks one thing at a time: which group, what, about whom, where, until when. It reads everything back, and
nobody is asked before the word ``send``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fourwalls.group.awaited import Awaited, Wanted
from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.effects.kept import Await, KeepDraft, KeepShare
from fourwalls.group.effects.priority import Priority
from fourwalls.group.heard import Message, Proof
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, Role
from fourwalls.group.phrase import Phrase, phrase
from fourwalls.group.share import DRAFTS_LIVE, USUAL, Asked, Draft, Share, ShareState, deadline, last_day
from handlers import drafts
from handlers.commands.registry import Command, Order, refusal
from handlers.entitled import shown_name
from handlers.plainwords import STOP, plain
from handlers.shares import asking

WORD = "share"
_WAYS = frozenset({"share", "share something", "share a story", "i want to share something"})


def is_wish(text: str) -> bool:
    """Whether plain words say that somebody wants to share something."""
    return plain(text) in _WAYS


def share(order: Order, look: Look) -> Iterator[Effect]:
    """Begin, or go on where they stopped. Only for a proven person, since others will be asked in their name."""
    message = order.message
    groups = drafts.groups_of(order.by, look)
    running = [each for each in look.shares() if each.asker == order.by and each.state is ShareState.ASKED]
    if message.proof is not Proof.SIGNED:
        yield Whisper(order.by, refusal(message))
    elif not groups:
        yield Whisper(order.by, phrase("share-no-group"))
    elif running:
        yield Whisper(order.by, phrase("share-one-at-a-time", number=running[0].number, until=last_day(running[0])))
    else:
        draft = look.draft(order.by)
        if draft is None or message.sent_at - draft.at > DRAFTS_LIVE or not _is_inside(draft, look):
            meant = [group for group in groups if group.id == order.room.group] or groups
            draft = Draft(order.by, message.sent_at, meant[0].id if len(meant) == 1 else None)
        yield from _ask(draft, message, look)


def go_on(message: Message, _awaited: Awaited, look: Look) -> Iterator[Effect] | None:
    """The next message of somebody who is putting a request together."""
    draft = look.draft(message.sender)
    return None if draft is None else _gone_on(draft, message, look)


def _gone_on(draft: Draft, message: Message, look: Look) -> Iterator[Effect]:
    said = plain(message.text)
    if not _is_inside(draft, look):
        yield from _nobody_to_ask(draft)
    elif said in STOP:
        yield KeepDraft(draft.asker, None)
        yield Await(draft.asker, None)
        yield Whisper(draft.asker, phrase("share-dropped"))
    elif said == "back":
        yield from _ask(draft.back(), message, look)
    elif drafts.missing(draft) is None:
        yield from _sent(draft, message, look) if said == "send" else _ask(draft, message, look)
    else:
        further = drafts.added(draft, message.text, look)
        if isinstance(further, Phrase):
            yield Whisper(draft.asker, further)
        else:
            yield from _ask(further, message, look)


def _ask(draft: Draft, message: Message, look: Look) -> Iterator[Effect]:
    """Keep what was said, and ask the next thing."""
    draft = replace(draft, at=message.sent_at)
    yield KeepDraft(draft.asker, draft)
    yield Await(draft.asker, Awaited(Wanted.SHARING, message.sent_at))
    yield Whisper(draft.asker, drafts.question(draft, look))


def _sent(draft: Draft, message: Message, look: Look) -> Iterator[Effect]:
    """Everybody who is on the list now is asked; the wording is fixed from here on."""
    assert draft.group is not None
    at, others = message.sent_at, [seat.person for seat in drafts.others_of(draft.asker, draft.group, look)]
    if not others:
        yield from _nobody_to_ask(draft)
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


def _is_inside(draft: Draft, look: Look) -> bool:
    """Whether its asker is still in its group: else they learn nothing more of who is."""
    return draft.group is None or draft.group in {group.id for group in drafts.groups_of(draft.asker, look)}


def _nobody_to_ask(draft: Draft) -> Iterator[Effect]:
    yield KeepDraft(draft.asker, None)
    yield Await(draft.asker, None)
    yield Whisper(draft.asker, phrase("share-nobody-to-ask"))


def _everybody_asked(share: Share, look: Look) -> Iterator[Effect]:
    yield KeepDraft(share.asker, None)
    yield Await(share.asker, None)
    yield KeepShare(share, share.asked_at)
    number, group, until = share.number, look.group(share.group).name, last_day(share)
    yield Whisper(share.asker, phrase("share-sent", number=number, count=len(share.asked), until=until))
    for each in share.asked:
        yield Whisper(each.person, asking(share, each.person, look), Priority.NEWS)
    yield TellManagers(Bot.GUIDE, phrase("share-sent-managers", number=number, group=group, until=until))


COMMANDS = (Command(WORD, Role.MEMBER, WORD, share, "asks your group whether something may be told outside it"),)
