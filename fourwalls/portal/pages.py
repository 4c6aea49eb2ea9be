"""Pages made of templates: always escaped, and every word of ours from the wording."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from fourwalls.group.phrase import Phrase, phrase

TEMPLATES: Final = Path(__file__).parent / "templates"

Say = Callable[[Phrase], str]
"""Words a phrase, as plain text."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is to be shown: a template and what goes into it."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict, repr=False)
    status: int = 200


class Pages:
    """Turns pages into answers."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals["say"] = self._say

    def answer(self, page: Page, *, form_token: str = "", signed_in: bool = False) -> web.Response:
        """Render a page. ``form_token`` goes into its forms (see ``fourwalls.portal.forms``)."""
        template = self._environment.get_template(page.template)
        text = template.render(**page.values, form_token=form_token, signed_in=signed_in)
        return web.Response(text=text, status=page.status, content_type="text/html")

    def _say(self, name: str, **values: str | int) -> str:
        return self.say(phrase(name, **values))
