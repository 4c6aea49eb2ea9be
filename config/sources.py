"""Where settings come from: the process environment over ``.env``, secrets from files; every problem is kept."""

from __future__ import annotations

import difflib
import io
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dotenv.parser import parse_stream

from fourwalls.group.people import Bot

SECRETS = frozenset(
    {
        "FOURWALLS_DATABASE_URL",
        "FOURWALLS_PING_URL",
        "FOURWALLS_ADMIN_TOKEN",
        *(f"FOURWALLS_{bot.name}_PASSWORD" for bot in Bot),
    }
)
"""Names that may also be given as ``NAME_FILE``."""

NAMES = frozenset(
    {
        *SECRETS,
        *(f"{name}_FILE" for name in SECRETS),
        *(f"FOURWALLS_{bot.name}_USER" for bot in Bot),
        "FOURWALLS_HOMESERVER",
        "FOURWALLS_PUBLIC_HOMESERVER",
        "FOURWALLS_DATA",
        "FOURWALLS_KEYS",
        "FOURWALLS_ONLINE_MANAGER",
        "FOURWALLS_PORTAL_URL",
        "FOURWALLS_PORTAL_LISTEN",
        "FOURWALLS_CONFIG",
        "FOURWALLS_MODELS",
        "FOURWALLS_HEALTH_LISTEN",
    }
)
"""Every setting there is."""

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a setting. It never holds a secret's value."""

    name: str
    wrong: str
    example: str

    def __str__(self) -> str:
        return f"{self.name}: {self.wrong}. For example: {self.example}"


class SettingsError(ValueError):
    """The settings cannot be used; it lists all that is wrong with them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep the problems in the order in which they were found."""
        super().__init__("\n".join(["Four Walls cannot start with these settings:", *(f"  {one}" for one in problems)]))
        self.problems = problems


@dataclass
class Sources:
    """The values that were given, and the problems found so far."""

    values: Mapping[str, str] = field(repr=False)
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def read(cls, env: Mapping[str, str], dotenv: Path | None) -> Sources:
        """Put the environment over the file. There, either of ``NAME`` and ``NAME_FILE`` settles both."""
        given = {name: value.strip() for name, value in env.items() if value.strip()}
        sources = cls(given)
        if dotenv is not None:
            settled = {name.removesuffix("_FILE") for name in given}
            written = sources._written(dotenv)
            below = {name: value for name, value in written.items() if name.removesuffix("_FILE") not in settled}
            sources.values = below | given
        return sources

    def complain(self, name: str, wrong: str, example: str) -> None:
        """Keep a problem for the end."""
        self.problems.append(Problem(name, wrong, example))

    def raise_problems(self) -> None:
        """Raise ``SettingsError`` if there was any problem."""
        if self.problems:
            raise SettingsError(tuple(self.problems))

    def text(self, name: str, default: str = "") -> str:
        """The value, or the default when it is missing or blank."""
        return self.values.get(name, default)

    def need(self, name: str, example: str) -> str:
        """The value; a missing one is a problem."""
        if name not in self.values:
            self.complain(name, "this is missing", f"{name}={example}")
        return self.text(name)

    @property
    def credentials(self) -> Path | None:
        """The folder in which a service manager shows this process its credentials (systemd's ``LoadCredential=``)."""
        given = self.text("CREDENTIALS_DIRECTORY")
        return Path(given).absolute() if given else None

    def folder(self, name: str, *, must_exist: bool = False) -> Path | None:
        """The folder of that name as an absolute path, if it was given."""
        if name not in self.values:
            return None
        path = Path(self.values[name]).expanduser().absolute()
        if path.exists() and not path.is_dir():
            self.complain(name, "this is not a folder", f"{name}=/var/lib/fourwalls")
        elif must_exist and not path.exists():
            self.complain(name, "there is no such folder", f"mkdir -p {path}")
        return path

    def secret(self, name: str, *, needed: bool = True) -> str:
        """The value of ``NAME``, or the first line of the file that ``NAME_FILE`` names."""
        by_file = f"{name}_FILE"
        if name in self.values and by_file in self.values:
            self.complain(name, f"both {name} and {by_file} are given", "keep one of the two")
            return ""
        if by_file in self.values:
            return self._secret_file(by_file)
        if needed and name not in self.values:
            self.complain(name, "this is missing", f"{by_file}=/etc/fourwalls/secrets/{name.lower()}")
        return self.text(name)

    def _secret_file(self, name: str) -> str:
        path = Path(self.values[name]).expanduser()
        try:
            if self._open_to_others(path):
                self.complain(name, "others on this machine can read the file", f"chmod 600 {path}")
                return ""
            secret = path.read_text(encoding="utf-8").strip()
        except OSError as error:
            self.complain(name, f"the file cannot be read ({error.strerror})", f"{name}=/etc/fourwalls/secrets/guide")
            return ""
        except UnicodeDecodeError:
            self.complain(name, "the file is not text", f"printf %s 'the secret' > {path}")
            return ""
        if not secret or "\n" in secret:
            self.complain(name, "the file must hold the secret and nothing else, on one line", f"chmod 600 {path}")
        return secret

    def _open_to_others(self, path: Path) -> bool:
        """Whether group or others may touch the file; a service manager's credentials show a group that is a mask."""
        ours = self.credentials is not None and path.absolute().is_relative_to(self.credentials)
        return bool(path.stat().st_mode & (stat.S_IRWXO if ours else _OTHERS))

    def _written(self, dotenv: Path) -> dict[str, str]:
        """The values of a ``.env`` file; one that holds secrets must be the owner's alone."""
        try:
            text = dotenv.read_text(encoding="utf-8")
            mode = dotenv.stat().st_mode
        except OSError as error:
            self.complain(str(dotenv), f"the file cannot be read ({error.strerror})", f"chmod 600 {dotenv}")
            return {}
        values = self._parsed(dotenv, text)
        if SECRETS & values.keys() and mode & _OTHERS:
            self.complain(str(dotenv), "others on this machine can read the secrets in it", f"chmod 600 {dotenv}")
        self._suspect_typos(values)
        return values

    def _parsed(self, dotenv: Path, text: str) -> dict[str, str]:
        """The lines ``NAME=value``; a line that is neither this nor a comment is a problem."""
        values: dict[str, str] = {}
        for binding in parse_stream(io.StringIO(text)):
            if binding.error or (binding.key and binding.value is None):
                wrong = f"line {binding.original.line} cannot be read (a quote may be missing)"
                self.complain(str(dotenv), wrong, "FOURWALLS_HOMESERVER=https://chat.example.org")
            elif binding.key and binding.value and binding.value.strip():
                values[binding.key] = binding.value.strip()
        return values

    def _suspect_typos(self, values: Mapping[str, str]) -> None:
        """A name that is nearly one of ours would be passed over in silence."""
        for name in sorted(values.keys() - NAMES):
            near = difflib.get_close_matches(name, NAMES, n=1, cutoff=0.85)
            if near:
                self.complain(name, f"there is no such setting; {near[0]} may be meant", f"{near[0]}=…")
