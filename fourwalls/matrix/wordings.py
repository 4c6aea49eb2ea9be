"""All the words of a message's content: what any client could show of it, so that nothing is said unseen."""

from __future__ import annotations

import html
import re
from typing import Any

from fourwalls.group.heard import MessageForm
from fourwalls.matrix.shapes import mapping, sequence, text

_QUOTE_BEGIN, _QUOTE_END = "<mx-reply>", "</mx-reply>"
_INLINE = re.compile(r"</?(?:a|b|i|u|s|em|strong|del|code|span|font|sub|sup)(?:\s[^<>]*)?>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"\w+")
_FALLBACK_STARTS = ("> <@", "> * <@")


def all_words(shown: dict[str, Any], form: MessageForm) -> str:
    """A text, or a file's caption and name, and whatever its formatted twin says beyond that."""
    body = text(shown.get("body"))
    if form is MessageForm.FILE:
        name = text(shown.get("filename"))
        body = body if not name or name == body else f"{body}\n{name}"
    elif form is MessageForm.LOCATION:
        body = "\n".join(filter(None, (body, _described(shown))))
    elif "m.in_reply_to" in mapping(shown.get("m.relates_to")):
        body = _without_fallback(body)
    hidden = _said_only_in_html(body, text(shown.get("formatted_body")))
    return f"{body}\n{hidden}" if hidden else body


def _without_fallback(body: str) -> str:
    """A reply without the quote that older clients put first. Words that merely look like one are kept."""
    lines = body.split("\n")
    if not lines[0].startswith(_FALLBACK_STARTS):
        return body
    kept = next((index for index, line in enumerate(lines) if not line.startswith(">")), len(lines))
    own = "\n".join(lines[kept + 1 :] if kept < len(lines) and lines[kept] == "" else lines[kept:])
    return own or body


def _said_only_in_html(body: str, formatted: str) -> str:
    """What people with a rich client read, if it has words that the plain body does not have."""
    if formatted.startswith(_QUOTE_BEGIN) and _QUOTE_END in formatted:
        formatted = formatted.partition(_QUOTE_END)[2]
    plain = html.unescape(_TAG.sub(" ", _INLINE.sub("", formatted)))
    rest = iter(_WORD.findall(body.casefold()))
    in_order = all(word in rest for word in _WORD.findall(plain.casefold()))  # ``in`` reads on from the last find
    return "" if in_order else " ".join(plain.split())


def poll_words(shown: dict[str, Any]) -> str:
    """The question and the answers of a poll, a line each, in both its forms, and the text for apps without polls."""
    lines: list[str] = []
    for form in ("m.poll", "org.matrix.msc3381.poll.start"):
        poll = mapping(shown.get(form))
        parts = [poll.get("question"), *sequence(poll.get("answers"))]
        lines += [extensible(mapping(part)) for part in parts]
    said = "\n".join(dict.fromkeys(filter(None, lines)))
    hidden = _said_only_in_html(said, extensible(shown)) if said else ""
    return f"{said}\n{hidden}" if hidden else said


def extensible(part: dict[str, Any]) -> str:
    """The plain text of an extensible event, in whichever of its forms it is."""
    found: list[str] = []
    for key in ("m.text", "org.matrix.msc1767.text", "body"):
        value = part.get(key)
        if isinstance(value, str):
            found.append(text(value))
        else:
            found += [text(mapping(each).get("body")) for each in sequence(value)]
    return " ".join(dict.fromkeys(filter(None, found)))


def _described(shown: dict[str, Any]) -> str:
    """What somebody calls a place that they share."""
    places = (mapping(shown.get(key)) for key in ("m.location", "org.matrix.msc3488.location"))
    return "\n".join(dict.fromkeys(filter(None, (text(place.get("description")) for place in places))))
