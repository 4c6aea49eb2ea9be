"""Draws a conversation as it looks on a phone: real words that a real client saw, in plain bubbles of our own.

It shows what is said and how long it is on a small screen. It is no picture of any chat app.
"""

# ruff: noqa: INP001  a module beside its pictures, not a package

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path

from tests.support.browser import running_browser

WIDTH = 390
"""In CSS pixels: a phone of the middle size."""

_STYLE = """
body { margin: 0; width: 390px; background: #f4f1ea; color: #22282b;
       font: 16px/1.42 system-ui, "DejaVu Sans", sans-serif; }
h1 { margin: 0; padding: 14px 16px; font-size: 17px; background: #fff; border-bottom: 1px solid #d9d4c8; }
h1 small { display: block; font-weight: normal; font-size: 13px; color: #5a6468; }
main { padding: 12px 12px 20px; }
.day { margin: 14px 0 8px; text-align: center; font-size: 13px; color: #5a6468; }
.who { margin: 10px 4px 2px; font-size: 13px; color: #5a6468; }
.said { max-width: 320px; width: fit-content; padding: 9px 12px; border-radius: 14px; background: #fff;
        white-space: pre-wrap; overflow-wrap: anywhere; }
.mine { margin-left: auto; background: #d7e8df; }
.mine + .mine, .theirs + .theirs { margin-top: 4px; }
.mine { margin-top: 10px; }
"""


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message as somebody sees it."""

    who: str
    """Who said it, as their app names them; empty: they themselves."""
    text: str


@dataclass(frozen=True, slots=True)
class Day:
    """A line between messages: when, or what happened meanwhile."""

    text: str


Line = Bubble | Day


async def draw(path: Path, title: str, below: str, lines: list[Line]) -> None:
    """Write the picture as PNG."""
    async with running_browser() as browser:
        page = await browser.new_page(viewport={"width": WIDTH, "height": 400}, device_scale_factor=1.5)
        await page.set_content(page_of(title, below, lines))
        await page.screenshot(path=path, full_page=True)


def page_of(title: str, below: str, lines: list[Line]) -> str:
    """What is drawn, as HTML."""
    parts, before = [], ""
    for line in lines:
        if isinstance(line, Day):
            parts.append(f'<p class="day">{html.escape(line.text)}</p>')
            before = ""
            continue
        if line.who and line.who != before:
            parts.append(f'<p class="who">{html.escape(line.who)}</p>')
        before = line.who
        kind = "theirs" if line.who else "mine"
        parts.append(f'<div class="said {kind}">{html.escape(line.text)}</div>')
    head = f"<h1>{html.escape(title)}<small>{html.escape(below)}</small></h1>"
    return f"<!doctype html><meta charset=utf-8><style>{_STYLE}</style>{head}<main>{''.join(parts)}</main>"
