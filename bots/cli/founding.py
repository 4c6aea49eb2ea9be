"""``fourwalls init``: a conversation that ends with settings that were tried, keys, and a plan of the house.

Nothing is written before the last answer. Each bot's log-in is kept for its first run instead of being thrown away:
homeservers let few log-ins through at once.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console
from sqlalchemy import Connection as Transaction

from bots.cli.asking import Asking
from bots.cli.doctor import rounds
from bots.cli.doctor.finding import Level
from bots.cli.failing import CommandError, sentence_of
from config.files import ConfigError
from config.settings import Settings, load_settings
from config.values import MATRIX_ID_EXAMPLE, base_url, matrix_id
from fourwalls.group.people import Bot, PersonId
from fourwalls.matrix.homeserver import CLIENT, Homeserver, HomeserverError
from fourwalls.matrix.logging_in import log_in
from fourwalls.matrix.memory import Credentials
from fourwalls.storage import accounts
from fourwalls.storage.database import Database
from fourwalls.storage.keyfiles import OPERATIONAL, generate_key_files, load_operational_keys
from fourwalls.storage.keys import OperationalKeys

_GOODBYE_SECONDS = 5.0


class StoppedError(CommandError):
    """Somebody at the terminal did not want to go on."""

    def __init__(self) -> None:
        """Say what became of it."""
        super().__init__("\nStopped. Nothing was written; fourwalls init begins again whenever you like.")


@dataclass
class Answers:
    """What was asked and answered."""

    homeserver: str = ""
    manager: str = ""
    organisation: str = ""
    group: str = ""
    facilitator: str = ""
    portal: str = ""
    data: Path = field(default_factory=Path)
    passwords: dict[Bot, str] = field(default_factory=dict, repr=False)
    log_ins: dict[Bot, Credentials] = field(default_factory=dict)

    @property
    def plan(self) -> Path:
        """Where the plan of the house is written."""
        return self.data / "config" / "house.toml"


def set_up(folder: Path, console: Console) -> None:
    """Ask, try, write. Nothing that exists is overwritten.

    Raises:
        ConfigError: there are settings in ``folder`` already, or something cannot be written.
        StoppedError: the person at the terminal did not want to go on; nothing was written.
        StorageError: the keys or the database cannot be written.
    """
    dotenv = folder.absolute() / ".env"
    if dotenv.exists():
        raise ConfigError(
            dotenv, "whole file", "it is there already, and init changes nothing. Edit it, or move it away"
        )
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise ConfigError(dotenv, "whole file", "it cannot be written there. Name another folder with --folder")
    answers = Answers()
    try:
        _ask(Asking(console), answers)
    except (KeyboardInterrupt, EOFError):
        with suppress(KeyboardInterrupt):
            asyncio.run(_sign_out(answers.homeserver, answers.log_ins.values()))
        raise StoppedError from None
    planned = answers.plan.exists()
    with _undisturbed():
        settings = _write(dotenv, answers)
    plan = f"{answers.plan} (it was there already and was left as it is)" if planned else str(answers.plan)
    console.print(
        f"\nWritten: {dotenv}, {plan}, the keys in {answers.data / 'keys'}, and the bots' log-ins in the database.\n"
        "Keep a copy of the keys somewhere safe and apart from the data: without them nothing can be read again.\n"
        "Next: fourwalls run, and fourwalls portal beside it. Then fourwalls doctor says whether anything is amiss,\n"
        "and fourwalls recovery makes the key by which a new installation can be the same bots to everybody.",
        markup=False,
    )
    for line in asyncio.run(_at_the_door(settings)):
        console.print(line, markup=False)


async def _at_the_door(settings: Settings) -> list[str]:
    """What the homeserver tells strangers and members that it had better not, and what keeps newcomers out."""
    found = await rounds.beforehand(settings)
    amiss = [f"- {finding.seen}.\n  {finding.remedy}." for finding in found if finding.level is not Level.OK]
    return (
        ["\nBefore anybody is invited, please look at this (fourwalls doctor shows it again):", *amiss] if amiss else []
    )


def _ask(asking: Asking, answers: Answers) -> None:
    answers.homeserver = asking.ask("The address of your homeserver", _reached, example="https://chat.example.org")
    answers.homeserver = answers.homeserver.rstrip("/")
    example = f"@robin:{urlsplit(answers.homeserver).hostname}"
    answers.manager = asking.ask("The Online Manager's Matrix id", _is_person, example=example)
    answers.organisation = asking.ask("What people call your organisation", _is_short, example="Harbour House")
    answers.group = asking.ask("The name of the first group", _is_short, example="Tuesday evening")
    answers.facilitator = asking.ask("The Matrix id of its facilitator", _is_person, example=example)
    answers.portal = asking.ask(
        "The address at which members will open the portal", _is_url, example="https://groups.example.org"
    )
    usual = str(Path.home() / ".local" / "share" / "fourwalls")
    data = asking.ask("The folder for all data", _can_be_made, default=usual)
    answers.data = Path(data).expanduser().absolute()
    for bot in Bot:
        _ask_account(asking, answers, bot)


def _ask_account(asking: Asking, answers: Answers, bot: Bot) -> None:
    """Ask for one bot's account and log in with it."""
    usual = f"@{bot.value}:{answers.manager.partition(':')[2]}"
    taken = {answers.manager, answers.facilitator, *(log_in.user_id for log_in in answers.log_ins.values())}

    def is_free(user: str) -> str | None:
        return "Somebody has this account already; each bot needs its own." if user in taken else _is_person(user)

    while True:
        user = PersonId(asking.ask(f"The {bot.value}'s Matrix id", is_free, default=usual))
        password = asking.secret(f"The {bot.value}'s password")
        try:
            answers.log_ins[bot] = asyncio.run(_log_in(answers.homeserver, user, password, asking))
        except HomeserverError as error:
            name = user.removeprefix("@").split(":")[0]
            asking.say(sentence_of(error))
            asking.say(
                "If the account is not made yet, on the homeserver's machine: "
                f"register_new_matrix_user --no-admin --user {name}"
            )
        else:
            answers.passwords[bot] = password
            return


def _is_short(answer: str) -> str | None:
    return None if answer.isprintable() else "That has signs in it that do not show."


def _is_person(answer: str) -> str | None:
    known = matrix_id(answer) is not None
    return None if known else f"That is not a full Matrix id such as {MATRIX_ID_EXAMPLE}, in small letters."


def _is_url(answer: str) -> str | None:
    return None if base_url(answer) is not None else "That is not an https address (http only on this machine)."


def _reached(answer: str) -> str | None:
    return _is_url(answer) or asyncio.run(_try_to_reach(answer))


def _can_be_made(answer: str) -> str | None:
    path = Path(answer).expanduser().absolute()
    there = next(parent for parent in (path, *path.parents) if parent.exists())
    return None if there.is_dir() and os.access(there, os.W_OK | os.X_OK) else f"Nothing can be written in {there}."


async def _try_to_reach(url: str) -> str | None:
    server = Homeserver.open(url)
    try:
        await server.call("GET", "/_matrix/client/versions", seconds=10)
    except HomeserverError as error:
        return f"No homeserver answers there ({error})."
    finally:
        await server.close()
    return None


async def _log_in(homeserver: str, user: PersonId, password: str, asking: Asking) -> Credentials:
    def waiting(seconds: float) -> None:
        asking.say(
            f"The homeserver lets no more log-ins through for now. Waiting {seconds:.0f} seconds, as it asks; "
            "nothing has to be typed again."
        )

    server = Homeserver.open(homeserver)
    try:
        return await log_in(server, user, password, waiting)
    finally:
        await server.close()


async def _sign_out(homeserver: str, log_ins: Collection[Credentials]) -> None:
    """Undo log-ins that nobody will use, as far as the homeserver lets us."""
    for credentials in log_ins:
        server = Homeserver.open(homeserver)
        server.token = credentials.token
        try:
            with suppress(HomeserverError):
                await server.call("POST", f"{CLIENT}/logout", {}, seconds=_GOODBYE_SECONDS)
        finally:
            await server.close()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Ctrl-C wait: what is being written is written whole."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _write(dotenv: Path, answers: Answers) -> Settings:
    """Write everything; the settings last, so that init can be done again if anything before them fails."""
    values = _values(answers)
    settings = load_settings(values)
    try:
        answers.plan.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (answers.data / "keys" / OPERATIONAL).exists():
            generate_key_files(answers.data / "keys")
        unused = _keep_log_ins(settings, answers.log_ins)
        if not answers.plan.exists():
            answers.plan.write_text(_plan(answers), encoding="utf-8")
        text = "".join(f"{name}={_quoted(value)}\n" for name, value in values.items())
        with os.fdopen(os.open(dotenv, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        place = Path(error.filename or answers.data)
        raise ConfigError(place, "whole file", f"it cannot be written ({error.strerror})") from None
    asyncio.run(_sign_out(answers.homeserver, unused))
    return settings


def _values(answers: Answers) -> dict[str, str]:
    values = {
        "FOURWALLS_HOMESERVER": answers.homeserver,
        "FOURWALLS_ONLINE_MANAGER": answers.manager,
        "FOURWALLS_PORTAL_URL": answers.portal,
        "FOURWALLS_DATA": str(answers.data),
    }
    for bot in Bot:
        values[f"FOURWALLS_{bot.name}_USER"] = answers.log_ins[bot].user_id
        values[f"FOURWALLS_{bot.name}_PASSWORD"] = answers.passwords[bot]
    return values


def _plan(answers: Answers) -> str:
    lines = [f"organisation = {_quoted(answers.organisation)}", "", "[[group]]", f"name = {_quoted(answers.group)}"]
    return "\n".join([*lines, f"facilitators = [{_quoted(answers.facilitator)}]", ""])


def _keep_log_ins(settings: Settings, log_ins: dict[Bot, Credentials]) -> list[Credentials]:
    """Keep each log-in for the bot's first run. Gives those of bots that have a device from before."""
    keys = load_operational_keys(settings.keys)
    database = Database.open(settings.database_url)
    try:
        database.migrate()
        return database.run_sync(lambda conn: [new for bot, new in log_ins.items() if not _keep(conn, keys, bot, new)])
    finally:
        database.close()


def _keep(conn: Transaction, keys: OperationalKeys, bot: Bot, new: Credentials) -> bool:
    known = accounts.load(conn, keys, bot)
    if known is not None and known.seeds:
        return False
    accounts.save(conn, keys, bot, accounts.Account(PersonId(new.user_id), new.device_id, new.token))
    return True


def _quoted(text: str) -> str:
    """A string as both TOML and .env read it."""
    return json.dumps(text, ensure_ascii=False)
