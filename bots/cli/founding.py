"""``fourwalls init``: a conversation that ends with settings that were tried, keys, and a plan of the house."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console
from rich.prompt import Prompt

from bots.cli.failing import sentence_of
from config.files import ConfigError
from config.values import base_url, matrix_id
from fourwalls.group.people import Bot, PersonId
from fourwalls.matrix.homeserver import CLIENT, Homeserver, HomeserverError
from fourwalls.storage.keyfiles import OPERATIONAL, generate_key_files


@dataclass
class Answers:
    """What was asked and answered."""

    homeserver: str = ""
    server_name: str = ""
    manager: str = ""
    organisation: str = ""
    group: str = ""
    facilitator: str = ""
    portal: str = ""
    data: Path = field(default_factory=Path)
    users: dict[Bot, str] = field(default_factory=dict)
    passwords: dict[Bot, str] = field(default_factory=dict, repr=False)


async def set_up(folder: Path, console: Console) -> None:
    """Ask, try, write. Nothing that exists is overwritten.

    Raises:
        ConfigError: there are settings in ``folder`` already.
        KeyFileError: the keys cannot be written.
    """
    dotenv = folder / ".env"
    if dotenv.exists():
        raise ConfigError(
            dotenv, "whole file", "it is there already, and init changes nothing. Edit it, or move it away"
        )
    asking = _Asking(console)
    answers = await _ask(asking)
    for bot in Bot:
        await asking.account(answers, bot)
    await asyncio.to_thread(_write, dotenv, answers)
    console.print(
        f"\nWritten: {dotenv}, {answers.data / 'config' / 'house.toml'}, and the keys in {answers.data / 'keys'}.\n"
        "Keep a copy of the keys somewhere safe and apart from the data: without them nothing can be read again.\n"
        "Next: fourwalls doctor, then fourwalls run (and fourwalls portal beside it).",
        markup=False,
    )


async def _ask(asking: _Asking) -> Answers:
    answers = Answers()
    answers.homeserver = await asking.until_good("The address of your homeserver", "https://chat.example.org", _reached)
    host = urlsplit(answers.homeserver).hostname or ""
    answers.server_name = asking.plain("The part of your Matrix ids after the colon", host)
    example = f"@robin:{answers.server_name}"
    answers.manager = await asking.until_good("The Online Manager's Matrix id", example, _is_person)
    answers.organisation = asking.plain("What people call your organisation", "Our support groups")
    answers.group = asking.plain("The name of the first group", "Tuesday evening group")
    answers.facilitator = await asking.until_good("The Matrix id of its facilitator", example, _is_person)
    answers.portal = await asking.until_good("The address of the members' portal", "http://127.0.0.1:8880", _is_url)
    answers.data = _folder(asking)
    return answers


def _folder(asking: _Asking) -> Path:
    usual = Path.home() / ".local" / "share" / "fourwalls"
    return Path(asking.plain("The folder for all data", str(usual))).absolute()


Check = Callable[[str], Awaitable[str | None]]
"""Looks at an answer: ``None`` when it is good, else what is wrong with it."""


class _Asking:
    """Asks at the terminal, again until the answer is usable."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def plain(self, question: str, default: str) -> str:
        return Prompt.ask(question, console=self._console, default=default).strip()

    async def until_good(self, question: str, default: str, check: Check) -> str:
        while True:
            answer = self.plain(question, default).rstrip("/")
            wrong = await check(answer)
            if wrong is None:
                return answer
            self._console.print(f"  {wrong}", markup=False)

    async def account(self, answers: Answers, bot: Bot) -> None:
        """Ask for one bot's account and try to log in with it."""
        usual = f"@{bot.value}:{answers.server_name}"
        while True:
            user = await self.until_good(f"The {bot.value}'s Matrix id", usual, _is_person)
            password = Prompt.ask(f"The {bot.value}'s password", console=self._console, password=True)
            wrong = await _logs_in(answers.homeserver, PersonId(user), password)
            if wrong is None:
                answers.users[bot], answers.passwords[bot] = user, password
                return
            name = user.removeprefix("@").split(":")[0]
            self._console.print(
                f"  {wrong}\n  If the account is not made yet, on the homeserver's machine: "
                f"register_new_matrix_user --no-admin --user {name}",
                markup=False,
            )


async def _reached(answer: str) -> str | None:
    if base_url(answer) is None:
        return "That is not an https address (http only on this machine)."
    server = Homeserver.open(answer)
    try:
        await server.call("GET", "/_matrix/client/versions", seconds=10)
    except HomeserverError as error:
        return sentence_of(error)
    finally:
        await server.close()
    return None


async def _is_person(answer: str) -> str | None:
    return None if matrix_id(answer) is not None else "That is not a full Matrix id: @name:server, in small letters."


async def _is_url(answer: str) -> str | None:
    return None if base_url(answer) is not None else "That is not an https address (http only on this machine)."


async def _logs_in(homeserver: str, user: PersonId, password: str) -> str | None:
    """Try the password, and sign out again: the bot makes its own device when it first runs."""
    server = Homeserver.open(homeserver)
    body = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": user}, "password": password}
    try:
        answer = await server.call("POST", f"{CLIENT}/login", body)
        server.token = str(answer["access_token"])
        await server.call("POST", f"{CLIENT}/logout", {})
    except HomeserverError as error:
        return sentence_of(error)
    finally:
        await server.close()
    return None


def _write(dotenv: Path, answers: Answers) -> None:
    config = answers.data / "config"
    config.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (answers.data / "keys" / OPERATIONAL).exists():
        generate_key_files(answers.data / "keys")
    plan = config / "house.toml"
    if not plan.exists():
        lines = [f"organisation = {_quoted(answers.organisation)}", "", "[[group]]", f"name = {_quoted(answers.group)}"]
        plan.write_text("\n".join([*lines, f"facilitators = [{_quoted(answers.facilitator)}]", ""]), encoding="utf-8")
    values = {
        "FOURWALLS_HOMESERVER": answers.homeserver,
        "FOURWALLS_ONLINE_MANAGER": answers.manager,
        "FOURWALLS_PORTAL_URL": answers.portal,
        "FOURWALLS_DATA": str(answers.data),
    }
    for bot in Bot:
        values[f"FOURWALLS_{bot.name}_USER"] = answers.users[bot]
        values[f"FOURWALLS_{bot.name}_PASSWORD"] = answers.passwords[bot]
    text = "".join(f"{name}={_quoted(value)}\n" for name, value in values.items())
    with os.fdopen(os.open(dotenv, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def _quoted(text: str) -> str:
    """A string as both TOML and .env read it."""
    return json.dumps(text, ensure_ascii=False)
