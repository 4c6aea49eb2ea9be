"""A house whose data were put back: it notices, begins again as new devices, and tells the managers what it means."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bots import healing
from bots.demo.homeserver import LocalHomeserver
from bots.ground import Ground
from bots.healing import heal
from fourwalls.group.effects.done import Evict, RaiseFlag, Say, TellManagers, Whisper
from fourwalls.group.effects.priority import Priority
from fourwalls.group.finding import RiskKind, RiskReading, Severity
from fourwalls.group.people import Bot, EventId, PersonId
from fourwalls.group.phrase import phrase
from fourwalls.matrix import storestamp
from fourwalls.matrix.accountdata import read
from fourwalls.matrix.homeserver import Homeserver, TokenDeadError, UnreachableError
from fourwalls.matrix.keyring import IDENTITY
from fourwalls.matrix.stamp import Stamp, stamp_key
from fourwalls.matrix.storestamp import SPOILT, STAMP, STAMP_TYPE, OldStoreError, RunsElsewhereError
from fourwalls.storage import accounts, tally, vault
from fourwalls.storage.accounts import Account
from fourwalls.storage.keyfiles import load_operational_keys
from tests.bots.furnishing import a_furnished_ground, effects, put, status, told
from tests.handlers.happened import HERE
from tests.support.gathering import GROUP, Gathering, gather
from tests.support.house import HouseProcess, Site, prepare_site, running_house
from tests.support.member import Member
from tests.support.records import ANN, BOTS, NOON
from tests.support.synapse import Register, SignIn

AS_OF = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
UNCHANGED = {"verified": False, "wasVerified": False, "changed": False}

# --- what stays and what goes


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_furnished_ground(tmp_path) as furnished:
        yield furnished


def keep_account(ground: Ground, bot: Bot) -> Account:
    account = Account(PersonId(BOTS[bot]), "OLD", "token", {"master": "00"})
    rows = [("account", "", b"1"), ("megolm", "x", b"2"), (STAMP, "current", b"{}"), (IDENTITY, ANN, b"a pin")]

    def keep(conn: object) -> None:
        accounts.save(conn, ground.keys, bot, account)  # type: ignore[arg-type]  # run_sync gives a connection
        vault.write(conn, ground.keys, bot, rows)  # type: ignore[arg-type]

    ground.database.run_sync(keep)
    return account


def kept_kinds(ground: Ground, bot: Bot) -> set[str]:
    return {kind for kind, _, _ in ground.database.run_sync(lambda conn: vault.load(conn, ground.keys, bot))}


def log_in_of(ground: Ground, bot: Bot) -> Account:
    account = ground.database.run_sync(lambda conn: accounts.load(conn, ground.keys, bot))
    assert account is not None
    return account


async def no_answer(_homeserver: str, _account: Account) -> None:
    raise UnreachableError("no answer")


async def test_cut_off_while_healing_nothing_is_forgotten_and_the_next_start_goes_on(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = keep_account(ground, Bot.GUIDE)
    monkeypatch.setattr(healing, "sign_out", no_answer)
    with pytest.raises(UnreachableError):
        await heal(ground, "http://nowhere", {Bot.GUIDE: OldStoreError(AS_OF)})
    assert log_in_of(ground, Bot.GUIDE) == account
    rows = ground.database.run_sync(lambda conn: vault.load(conn, ground.keys, Bot.GUIDE))
    assert SPOILT in rows
    assert not told(ground, Bot.GUIDE)


async def test_the_device_goes_and_who_the_bot_is_stays(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_out: list[Account] = []

    async def note(_homeserver: str, account: Account) -> None:
        signed_out.append(account)

    monkeypatch.setattr(healing, "sign_out", note)
    old = {bot: OldStoreError(AS_OF) for bot in (Bot.GUIDE, Bot.SCRIBE)}
    before = [keep_account(ground, bot) for bot in old]
    await heal(ground, "http://nowhere", old)
    assert signed_out == before
    for bot, account in zip(old, before, strict=True):
        assert kept_kinds(ground, bot) == {IDENTITY}
        assert not log_in_of(ground, bot).logged_in
        assert log_in_of(ground, bot).seeds == account.seeds
    (words,) = told(ground, Bot.GUIDE)
    assert "24 November 2026, 12:00, or came from a copy: guide, scribe." in words
    assert not told(ground, Bot.SCRIBE)


async def test_a_day_that_is_not_known_is_said_to_be_so(ground: Ground) -> None:
    await heal(ground, "http://nowhere", {Bot.GUIDE: OldStoreError(None)})
    (words,) = told(ground, Bot.GUIDE)
    assert "a day that is not known" in words


async def test_words_that_waited_are_dropped_and_what_keeps_people_safe_is_not(ground: Ground) -> None:
    reading = RiskReading(Severity.IMMEDIATE, RiskKind.SELF_HARM, 1.0, (), ())
    flag = RaiseFlag(ANN, "Ann", HERE, EventId("$1"), "Tuesday", "words", reading, NOON)
    put(ground, flag, bot=Bot.LOOKOUT, cause="$flag")
    put(ground, Evict(HERE, ANN), bot=Bot.WARDEN, cause="$evict")
    put(ground, TellManagers(Bot.GUIDE, phrase("unexamined", place=""), Priority.FLAG), cause="$grave")
    put(ground, Whisper(ANN, phrase("warning-kept")), Say(Bot.GUIDE, HERE, phrase("warning-kept")), cause="$words")
    put(ground, Say(Bot.SCRIBE, HERE, phrase("warning-kept")), bot=Bot.SCRIBE, cause="$other")
    await heal(ground, "http://nowhere", {bot: OldStoreError(AS_OF) for bot in (Bot.WARDEN, Bot.GUIDE, Bot.LOOKOUT)})
    assert effects(ground, Bot.LOOKOUT) == [flag]
    assert Evict(HERE, ANN) in effects(ground, Bot.WARDEN)
    assert len(told(ground, Bot.GUIDE)) == 1
    assert [type(effect) for effect in effects(ground, Bot.SCRIBE)] == [Say], "not one of those that were put back"
    assert status(ground)["dead"] == 2


# --- a whole house


def devices(site: Site) -> dict[Bot, str]:
    return {bot: account.device_id for bot, account in known_accounts(site).items()}


def known_accounts(site: Site) -> dict[Bot, Account]:
    keys, database = load_operational_keys(site.settings.keys), site.open_database()
    try:
        known = database.run_sync(lambda conn: {bot: accounts.load(conn, keys, bot) for bot in Bot})
    finally:
        database.close()
    return {bot: account for bot, account in known.items() if account is not None}


async def nothing_is_stuck(site: Site) -> None:
    """Wait until the bots have nothing more to do."""
    database = site.open_database()
    try:
        async with asyncio.timeout(60):
            while database.run_sync(tally.due_now):  # noqa: ASYNC110 - see the next line
                await asyncio.sleep(0.1)  # the database announces nothing
    finally:
        database.close()


async def all_is_well(evening: Gathering) -> None:
    """Words go both ways between every bot and the people, and a session can be held."""
    ruth, pip = evening.facilitator, evening.members["pip"]
    asked = await evening.tell_guide(ruth, "!roster")
    answer = await evening.hears(ruth, "On the list of", after=asked)
    assert (answer.readable, answer.shield) == (True, "none")
    await evening.open_session()
    said = await pip.send(evening.room, "my name is Philippa Arkwright and I live at 12 Larch Close")
    await pip.wait_message(containing="A quiet word", room=evening.private[pip.user_id], after=said)
    seen_before = {seen.event_id for seen in evening.manager.messages(evening.desk)}
    await pip.send(evening.room, "I am going to kill myself tonight")
    flag = await evening.manager.wait_message(
        lambda seen: seen.event_id not in seen_before, containing="Case", room=evening.desk
    )
    assert flag.shield == "none"
    await evening.close_session()
    for member in (ruth, pip, evening.manager):
        assert all(seen.readable for seen in member.messages(evening.room))


async def trusted_as_before(evening: Gathering, site: Site) -> None:
    for user in site.settings.users.values():
        assert await evening.manager.do("trust", user=user) == UNCHANGED
        assert await evening.members["pip"].do("trust", user=user) == UNCHANGED


async def a_house(
    folder: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> tuple[Site, dict[str, Member]]:
    people = {name: await sign_in(name) for name in ("odette", "ruth", "pip")}
    odette, ruth = people["odette"].user_id, people["ruth"].user_id
    return await prepare_site(folder, homeserver, register, odette, ruth, GROUP), people


async def who_rests(site: Site) -> set[Bot]:
    """The bots whose stamp on the homeserver says that they stopped in good order."""
    key = stamp_key(load_operational_keys(site.settings.keys).pickle_key)
    server, resting = Homeserver.open(site.settings.homeserver), set()
    try:
        for bot, account in known_accounts(site).items():
            server.token = account.token
            stamp = Stamp.from_content(await read(server, account.user_id, STAMP_TYPE), key)
            resting |= {bot} if stamp is not None and stamp.resting else set()
    finally:
        await server.close()
    return resting


@pytest.mark.e2e
@pytest.mark.timeout(600)
async def test_data_that_were_put_back_are_healed_and_everything_works(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    site, people = await a_house(tmp_path / "data", homeserver, register, sign_in)
    file = site.folder / "fourwalls.sqlite"
    async with running_house(site):
        evening = await gather(site, people["odette"], people["ruth"], pip=people["pip"])
    assert await who_rests(site) == set(Bot), "nobody has to be asked whether they still live"
    shutil.copy(file, tmp_path / "backup")
    async with running_house(site):
        await all_is_well(evening)
    before = devices(site)
    shutil.copy(tmp_path / "backup", file)
    assert devices(site) == before

    mistaken = Site(site.folder, {**site.env, "FOURWALLS_GUIDE_PASSWORD": "changed since"})
    async with running_house(mistaken) as house:  # the guide cannot log in anew; it does at the next start
        assert house.parts.keys() == set(Bot) - {Bot.GUIDE}
    async with running_house(site):
        word = await evening.manager.wait_message(containing="were put back to how they were", room=evening.desk)
        assert "guide, lookout, scribe, warden" in word.body
        await all_is_well(evening)
        await trusted_as_before(evening, site)
        await nothing_is_stuck(site)
    after = devices(site)
    assert not set(after.values()) & set(before.values())

    async with running_house(site):
        await all_is_well(evening)
    assert devices(site) == after, "it was healed once"


@pytest.mark.e2e
@pytest.mark.timeout(600)
async def test_two_machines_with_the_same_data_do_not_fight(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    site, people = await a_house(tmp_path / "one", homeserver, register, sign_in)
    async with running_house(site):
        evening = await gather(site, people["odette"], people["ruth"], pip=people["pip"])
    shutil.copytree(site.folder, tmp_path / "two")
    other = Site(tmp_path / "two", {**site.env, "FOURWALLS_DATA": str(tmp_path / "two")})
    logs = tmp_path / "one.log", tmp_path / "two.log"
    here, there = HouseProcess(site, logs[0]), HouseProcess(other, logs[1])
    await here.start()
    await here.wait_ready()

    # an older copy is not started beside the one that runs, which goes on as if nothing had been
    await there.start()
    assert await there.wait_ended() == 2
    assert "another process runs the bots on a newer copy of these data" in logs[1].read_text()
    await all_is_well(evening)
    assert await here.stop() == 0


@pytest.mark.e2e
@pytest.mark.timeout(600)
async def test_a_copy_as_new_as_the_last_stamp_takes_over_and_begins_again(
    tmp_path: Path,
    homeserver: LocalHomeserver,
    register: Register,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(storestamp, "BETWEEN_SECONDS", 3600.0)  # however slow the machine is
    site, people = await a_house(tmp_path / "one", homeserver, register, sign_in)
    log = tmp_path / "two.log"
    shutil.copytree(site.folder, tmp_path / "two")
    other = Site(tmp_path / "two", {**site.env, "FOURWALLS_DATA": str(tmp_path / "two")})
    there = HouseProcess(other, log)
    with pytest.raises(ExceptionGroup) as stopped:  # noqa: PT012 - it is the block of the house that ends
        async with running_house(site):
            evening = await gather(site, people["odette"], people["ruth"], pip=people["pip"])
            copy_while_running(site, other)
            await there.start()
            await there.wait_ended(120)
    assert stopped.group_contains(RunsElsewhereError, match="so this one has stopped")
    assert await there.wait_ended(120) == 2, log.read_text()
    told = log.read_text()
    assert "a copy of the data ran elsewhere. Start again: fourwalls run" in told or "another process" in told

    before = devices(site)
    await there.start()
    await there.wait_ready(120)
    await all_is_well(evening)
    await trusted_as_before(evening, other)
    assert devices(other)[Bot.WARDEN] != before[Bot.WARDEN], "the first to be overtaken; the others as far as it came"
    with pytest.raises((TokenDeadError, RunsElsewhereError)):  # the other one cannot come back by itself
        async with running_house(site):
            pass
    assert devices(site) == before
    assert await there.stop() == 0
    assert "Traceback" not in log.read_text()


def copy_while_running(site: Site, other: Site) -> None:
    """A copy of one moment, as a snapshot of the disk would be."""
    with (
        closing(sqlite3.connect(site.folder / "fourwalls.sqlite")) as source,
        closing(sqlite3.connect(other.folder / "fourwalls.sqlite")) as copy,
    ):
        source.backup(copy)
