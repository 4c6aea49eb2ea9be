"""The safe mode of a running house: what it does without now, told at the terminal and once in the manager room."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from bots.degraded import Degraded, Word, next_word
from bots.ground import Ground
from bots.putting import put
from fourwalls.group.effects.done import TellManagers
from fourwalls.group.effects.priority import Priority
from fourwalls.group.people import Bot
from fourwalls.group.phrase import phrase
from fourwalls.storage.outbox import Cause
from fourwalls.storage.times import now_ms

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Episode:
    """One time of safe mode, from its beginning until everything works again; it outlives restarts."""

    since: int
    told: frozenset[Degraded] = frozenset()


@dataclass
class SafeMode:
    """What does not work now. ``announce`` tells the managers of what is new."""

    ground: Ground
    file: Path
    """Where the episode is kept: codes and a time, nothing else."""
    speaker: Callable[[], Bot | None]
    """Which bot can tell the managers now."""
    say: Say
    lacking: set[Degraded] = field(default_factory=set)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    @classmethod
    def of(cls, data: Path, bots: Collection[Bot], ground: Ground, speaker: Callable[[], Bot | None], say: Say) -> Self:
        """The safe mode of the process that runs these bots: another process beside it has one of its own."""
        name = "house" if set(bots) == set(Bot) else "-".join(sorted(bots))
        return cls(ground, data / f"safe-mode.{name}.json", speaker, say)

    def begin(self, *what: Degraded, why: str = "") -> None:
        """These do not work from now on; said at the terminal at once."""
        for one in what:
            if one not in self.lacking:
                self.lacking.add(one)
                self.say(f"SAFE MODE: {one.sentence}{f' ({why})' if why else ''}")

    def end(self, what: Degraded) -> None:
        """This works again."""
        if what in self.lacking:
            self.lacking.discard(what)
            self.say(f"works again: {what.value}")
            if not self.lacking:
                self.say("safe mode is over: everything works again")

    async def announce(self) -> bool:
        """Tell the managers what began or that it is over, once; says whether there was anything to tell.

        Cut off in the middle it tells the same thing again, and the outbox knows it.

        Raises:
            StorageError, OSError: it could not be told; the next call tells it.
        """
        async with self._turn:
            return await self._announce()

    async def _announce(self) -> bool:
        bot, episode = self.speaker(), self._episode()
        word = next_word(episode.told if episode else (), self.lacking)
        if word is None or bot is None:
            return False
        if episode is None:
            episode = Episode(now_ms())
            self._keep(episode)
        await self._put(bot, word, episode.since)
        self._keep(None if word.over else Episode(episode.since, episode.told | word.begun))
        return True

    async def _put(self, bot: Bot, word: Word, since: int) -> None:
        codes = ",".join(sorted(word.begun))
        words = phrase("safe-mode-over") if word.over else phrase("safe-mode", lacking=codes)
        cause = Cause(bot, f"safe mode {since} {codes or 'over'}")
        effect = TellManagers(bot, words, Priority.NEWS if word.over else Priority.WARNING)
        await self.ground.database.run(lambda conn: put(conn, self.ground, cause, effect))

    def _episode(self) -> Episode | None:
        """The episode as it was kept; one that cannot be read begins anew."""
        try:
            kept = json.loads(self.file.read_text(encoding="utf-8"))
            known = {one.value for one in Degraded}
            return Episode(int(kept["since"]), frozenset(Degraded(code) for code in kept["told"] if code in known))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _keep(self, episode: Episode | None) -> None:
        if episode is None:
            self.file.unlink(missing_ok=True)
            return
        text = json.dumps({"since": episode.since, "told": sorted(episode.told)})
        new = self.file.with_suffix(".new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
            out.write(text)
        new.replace(self.file)
