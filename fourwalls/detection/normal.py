"""Views of a message in which disguises are undone, each with a way back to the original offsets.

``plain`` undoes what Unicode can hide (compatibility forms, zero-width characters, accents, odd quotes) and is ASCII;
``digits`` also writes spelled-out and letter-for-digit numbers as digits. Every view answers ``span``: which part of
the original a part of the view came from.
"""

# ruff: noqa: E501  patterns and lists are data: broken up they could not be read

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from fourwalls.detection.regex import Match, Pattern

MAX_ACCENTS = 2
"""Combining marks kept on one letter; the rest is ornament."""

_SWAPS = {
    "\u2018": "'", "\u2019": "'", "\u201b": "'", "\u02bc": "'", "\u00b4": "'", "`": "'",
    "\u201c": '"', "\u201d": '"', "\u201e": '"',
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-", "\ufe63": "-",
    "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "t", "Þ": "T",
    "ß": "s", "æ": "a", "Æ": "A", "œ": "o", "Œ": "O", "\u0131": "i", "£": "$", "€": "$",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class View:
    """A rewritten text; character ``i`` of it came from ``origin[i]`` up to ``until[i]`` of the original."""

    text: str
    origin: tuple[int, ...]
    until: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original offsets of ``text[start:end]``, which must not be empty."""
        return self.origin[start], self.until[end - 1]


def _clusters(text: str) -> list[tuple[int, int]]:
    """The text cut into base characters with the marks that follow them."""
    cuts: list[tuple[int, int]] = []
    start = 0
    for at, char in enumerate(text):
        if at and not unicodedata.combining(char):
            cuts.append((start, at))
            start = at
    if text:
        cuts.append((start, len(text)))
    return cuts


def _one(cluster: str) -> str:
    """One cluster in plain form; empty when it shows nothing."""
    head = cluster[: 1 + MAX_ACCENTS]
    if unicodedata.combining(head[0]) or unicodedata.category(head[0]) in {"Cf", "Cc", "Cn", "Co", "Cs"}:
        return "\n" if head[0] == "\n" else " " if head[0] in "\t\r\v\f" else ""
    if unicodedata.category(head[0]) == "Nd" and not head[0].isascii():
        return str(unicodedata.digit(head[0]))
    return "".join(_fold(char) for char in unicodedata.normalize("NFKD", head))


def _fold(char: str) -> str:
    """One character as ASCII: base letter, plain sign, ``x`` for letters of other scripts, ``*`` for the rest."""
    swap = _SWAPS.get(char)
    if swap is not None:
        return swap
    if char.isascii():
        return char
    if unicodedata.combining(char):
        return ""
    if char.isspace():
        return " "
    return ("X" if char.isupper() else "x") if char.isalpha() else "*"


def plain(text: str) -> View:
    """The message as a reader sees it."""
    if text.isascii() and text.replace("\n", "").isprintable() and "`" not in text:
        return View(text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))
    chars: list[str] = []
    origin: list[int] = []
    until: list[int] = []
    for start, end in _clusters(text):
        for char in _one(text[start:end]):
            chars.append(" " if char.isspace() and char != "\n" else char)
            origin.append(start)
            until.append(end)
    return View("".join(chars), tuple(origin), tuple(until))


_UNITS = {
    "zero": "0", "nought": "0", "oh": "0", "o": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9", "wan": "1", "twa": "2", "fower": "4",
}  # fmt: skip
_UNIT = r"(?:zero|nought|oh|one|two|three|four|five|six|seven|eight|nine|wan|twa|fower)"
_TENS = {
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16",
    "seventeen": "17", "eighteen": "18", "nineteen": "19", "twenty": "20", "thirty": "30", "forty": "40",
    "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90",
}  # fmt: skip
_TEN = rf"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -]{_UNIT}\b)?|{'|'.join(_TENS)})"
_SAID = rf"(?:{_TEN}\b|(?:(?:double|treble|triple)\s+)?(?:{_UNIT}|\d|o)\b(?:\s+hundred\b)?)"
_RUN = Pattern(rf"\b{_SAID}(?:[ ,.\-]{{1,3}}{_SAID}){{2,40}}")
_ENOUGH_PIECES = 4
_PIECE = Pattern(rf"(?P<ten>{_TEN})\b|" r"(?:(double|treble|triple)\s+)?(zero|nought|oh|one|two|three|four|five|six|seven|eight|nine|wan|"
                     r"twa|fower|\d|o)\b(\s+hundred)?")  # fmt: skip
_AS_IN = Pattern(r"\b([a-z])[ ](?:as in|for)[ ](?:alpha|alfa|bravo|charlie|delta|echo|foxtrot|golf|hotel|india|juliet|kilo|lima|mike|"
                  r"november|oscar|papa|quebec|romeo|sierra|tango|uniform|victor|whisky|whiskey|x-?ray|yankee|zulu|apple|sugar|freddie|george|tommy|mother)\b")  # fmt: skip
_MIXED = Pattern(r"\b[0-9oil]{2,6}(?:[ .\-]?[0-9oil]{2,6}){0,4}\b")
_LOOKALIKE = str.maketrans("oOiIlL", "001111")
_ENOUGH_DIGITS = 5


def _said_digits(piece: Match) -> str:
    """The digits of one spoken piece: ``double zero`` is ``00``, ``nine hundred`` is ``900``."""
    if piece.group("ten"):
        tens, *unit = piece.group("ten").lower().replace("-", " ").split()
        return _TENS[tens][0] + _UNITS[unit[0]] if unit else _TENS[tens]
    digit = _UNITS.get(piece.group(3).lower(), piece.group(3))
    times = {"double": 2, "treble": 3, "triple": 3}.get(piece.group(2).lower(), 1)
    return digit * times + ("00" if piece.group(4) else "")


def _replacements(text: str) -> list[tuple[int, int, str]]:
    """Where digits are spelled out or disguised, and what they are."""
    found: list[tuple[int, int, str]] = []
    for run in _RUN.finditer(text):
        if not any(char.isalpha() for char in run.group()):
            continue
        pieces = list(_PIECE.finditer(run.group()))
        if len(pieces) < _ENOUGH_PIECES and len("".join(map(_said_digits, pieces))) < _ENOUGH_DIGITS:
            continue
        at = run.start()
        for piece in pieces:
            start, end = run.start() + piece.start(), run.start() + piece.end()
            if at < start and found and found[-1][1] == at:
                found.append((at, start, ""))
            found.append((start, end, _said_digits(piece)))
            at = end
    for mixed in _MIXED.finditer(text):
        word = mixed.group()
        digits = sum(char.isdigit() for char in word)
        if digits >= _ENOUGH_DIGITS and any(char.isalpha() for char in word):
            found.append((mixed.start(), mixed.end(), word.translate(_LOOKALIKE)))
    found += [(named.start(), named.end(), named.group(1)) for named in _AS_IN.finditer(text)]
    found.sort()
    return [one for at, one in enumerate(found) if at == 0 or one[0] >= found[at - 1][1]]


def digits(view: View) -> View:
    """The view with spelled-out numbers written as digits; the very same view when there are none."""
    swaps = _replacements(view.text)
    if not swaps:
        return view
    chars: list[str] = []
    origin: list[int] = []
    until: list[int] = []
    at = 0
    for start, end, new in swaps:
        chars += view.text[at:start]
        origin += view.origin[at:start]
        until += view.until[at:start]
        same = len(new) == end - start
        for step, char in enumerate(new):
            chars.append(char)
            origin.append(view.origin[start + step] if same else view.origin[start])
            until.append(view.until[start + step] if same else view.until[end - 1])
        at = end
    chars += view.text[at:]
    origin += view.origin[at:]
    until += view.until[at:]
    return View("".join(chars), tuple(origin), tuple(until))
