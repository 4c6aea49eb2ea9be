"""The ``fourwalls`` command. Each subcommand imports what it needs only when it runs, so that ``--help`` is at once."""

from __future__ import annotations

import asyncio
import os
import sys
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bots import logs
from fourwalls.group.people import Bot

app = typer.Typer(
    name="fourwalls",
    help="Matrix bots that make encrypted rooms safe places for support groups.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its tracebacks show local values, which may be words of members
)
detect = typer.Typer(help="Look at a text as the bots do. Needs no homeserver and no settings.", no_args_is_help=True)
models = typer.Typer(help="The name model that detection uses.", no_args_is_help=True)
app.add_typer(detect, name="detect")
app.add_typer(models, name="models")

_console = Console(stderr=True, highlight=False)

Jsonl = Annotated[bool, typer.Option("--jsonl", help="Read JSON lines from standard input, answer JSON lines.")]
Text = Annotated[str | None, typer.Argument(help="The text to look at.")]
Bots = Annotated[list[Bot] | None, typer.Argument(help="Which bots; all four when none is named.")]
Messages = Annotated[str | None, typer.Argument(help="One member's messages, oldest first, one a line.")]
Script = Annotated[
    Path | None,
    typer.Option(
        help="Your own session: a file whose first line is one JSON object with group (its name), "
        'members [{"name", "role": "facilitator" or "member"}] and turns [{"by", "text", and if you like '
        '"reply_to": the number of an earlier turn, from 0, and "answers": the author\'s reply to a warning}].'
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="For scripts: JSON instead of words.")]


def _say(line: str) -> None:
    _console.print(line, markup=False, soft_wrap=True)  # a line stays one line where it is kept


@app.command()
def version(*, as_json: AsJson = False) -> None:
    """Say which version this is."""
    number = installed_version("fourwalls")
    typer.echo(f'{{"version": "{number}"}}' if as_json else f"fourwalls {number}")


@app.command()
def run(
    bots: Bots = None,
) -> None:
    """Run the bots until stopped."""
    from bots.cli.failing import telling
    from bots.cli.running import run_bots
    from config.settings import load_settings

    logs.set_up()
    with telling():
        chosen = tuple(dict.fromkeys(bots)) if bots else tuple(Bot)
        asyncio.run(run_bots(load_settings(bots=chosen), chosen, _say))


@app.command()
def portal() -> None:
    """Run the members' portal until stopped: a process of its own, best under a system user of its own."""
    from bots.cli.failing import telling
    from bots.cli.running import run_portal
    from config.settings import load_portal_settings

    logs.set_up()
    with telling():
        asyncio.run(run_portal(load_portal_settings(), _say))


@app.command()
def init(
    folder: Annotated[Path, typer.Option(help="Where .env is written.")] = Path(),
) -> None:
    """Set up a house: asks what it needs, tries it on the spot, writes .env, house.toml and the keys."""
    from bots.cli.failing import telling
    from bots.cli.founding import set_up

    logs.set_up()
    with telling():
        set_up(folder, Console(highlight=False))


@app.command()
def renew(bot: Annotated[Bot, typer.Argument(help="The bot that was signed out.")]) -> None:
    """Let a bot that was signed out begin again: forget its device, keep its identity. Stop the bots first."""
    from bots.cli.failing import telling
    from bots.cli.renewing import renew as renew_bot
    from config.settings import load_settings

    logs.set_up()
    with telling():
        typer.echo(asyncio.run(renew_bot(load_settings(bots=()), bot)))


@app.command()
def accept(
    person: Annotated[str, typer.Argument(help="The full Matrix id, such as @odette:chat.example.org.")],
) -> None:
    """Believe somebody's new keys, after you have checked that they are theirs. The bots may be running."""
    import time

    from bots.cli.accepting import accept as accept_keys
    from bots.cli.failing import telling
    from config.settings import load_settings

    logs.set_up()
    with telling():
        typer.echo(asyncio.run(accept_keys(load_settings(bots=()), person, int(time.time() * 1000))))


@app.command()
def recovery(
    *,
    new: Annotated[bool, typer.Option("--new", help="Make another; the one before opens nothing then.")] = False,
    to: Annotated[Path | None, typer.Option(help="Write it into this new file instead of showing it.")] = None,
) -> None:
    """Make the recovery key, by which a new installation can be the same bots. It is shown once. The bots may run."""
    from bots.cli.failing import telling
    from bots.cli.recovering import make
    from config.settings import load_settings

    logs.set_up()
    with telling():
        typer.echo(asyncio.run(make(load_settings(bots=()), new=new, to=to)))


@app.command()
def recover(
    file: Annotated[
        Path | None, typer.Option("--from", help="A file with the recovery key; else it is asked for.")
    ] = None,
) -> None:
    """Give a new installation the bots' identities: asks for the recovery key. For after init, before run."""
    from bots.cli.asking import Asking
    from bots.cli.failing import telling
    from bots.cli.recovering import read_from, wrong_with
    from bots.cli.recovering import recover as recover_bots
    from config.settings import load_settings

    logs.set_up()
    with telling():
        settings = load_settings()
        asking = Asking(Console(highlight=False))
        typed = read_from(file) if file is not None else asking.ask("The bots' recovery key", wrong_with)
        typer.echo(asyncio.run(recover_bots(settings, typed)))


@app.command()
def doctor(*, as_json: AsJson = False) -> None:
    """Look at everything that can be wrong and say what to do about it. Changes nothing.

    Exit status: 0 all is well, 1 something needs attention, 2 something is broken.
    """
    from bots.cli.doctor.rounds import examine
    from bots.cli.doctor.showing import show

    logs.set_up()
    raise typer.Exit(show(asyncio.run(examine()), as_json=as_json))


@app.command()
def demo(
    *,
    leave: Annotated[bool, typer.Option("--exit", help="End by itself when the session is over.")] = False,
    script: Script = None,
    data: Annotated[Path | None, typer.Option(help="Keep everything in this folder.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="End with one line of JSON.")] = False,
) -> None:
    """Play one evening on a real homeserver on this machine, and prove what happened."""
    from bots.cli.failing import telling
    from bots.demo.playing import play

    logs.set_up()
    with telling():
        ok = asyncio.run(play(script=script, data=data, leave=leave, as_json=as_json))
    raise typer.Exit(0 if ok else 1)


@detect.command()
def details(text: Text = None, *, jsonl: Jsonl = False) -> None:
    """Find identifying details."""
    _look("details", text, jsonl=jsonl)


@detect.command()
def risk(text: Text = None, *, jsonl: Jsonl = False) -> None:
    """Read signs of risk."""
    _look("risk", text, jsonl=jsonl)


@detect.command()
def mosaic(text: Messages = None, *, jsonl: Jsonl = False) -> None:
    """Read small details that together could single somebody out. One member's messages, one a line."""
    _look("mosaic", text, jsonl=jsonl)


def _look(what: str, text: str | None, *, jsonl: bool) -> None:
    from bots.cli.detecting import look
    from bots.cli.failing import telling

    logs.set_up()
    if (text is None) != jsonl:
        raise typer.BadParameter(f"give a text (fourwalls detect {what} 'some words') or --jsonl, one of the two")
    with telling():
        look(what, text, _say)


@models.command()
def fetch() -> None:
    """Fetch the name model, checked by hash."""
    from bots.cli.failing import telling
    from fourwalls.detection.models import fetch as fetch_models

    with telling():
        fetch_models(_say)


def main() -> None:
    """The entry point."""
    try:
        app()
    except BrokenPipeError:
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
        )  # the reader of our lines has gone: not our fault


if __name__ == "__main__":
    main()
