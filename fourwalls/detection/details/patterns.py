"""Pieces of patterns that several kinds of detail share, and the helpers to use them. All patterns are linear (re2)."""

# ruff: noqa: E501  patterns and lists are data: broken up they could not be read; lengths are what is tested

from __future__ import annotations

from fourwalls.detection.regex import Pattern

MONTH = (
    r"(?:jan(?:uary|uar|urary)?\.?|feb(?:ruary|r?uary|urary)?\.?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust|st)?|sept?(?:ember|mber)?\.?|"
    r"oct(?:ober)?|nov(?:ember|embr)?\.?|dec(?:ember|embr)?\.?)"
)
KIN = (
    r"(?:(?:grand|great|step|god|half)[ -]?)?(?:m[uao]m(?:my)?|mam(?:my)?|mother|ma|da|dad(?:dy)?|father|pa|nan(?:a|ny)?|gran(?:ny|dad|da|ny|pa)?|"
    r"grandm(?:a|other)|grandfather|grandad|papa|granpa|hubby|husband|wife|missus|partner|fiancee?|boyf(?:riend)?|girlf(?:riend)?|bf|gf|"
    r"son|daughter|lad|laddie|lass|lassie|boy|girl|bairn|wean|wee (?:man|yin|one|fella)|kid|child|baby|twins?|brother|bro|sister|sis|cousin|cuz|"
    r"uncle|auntie?|aunty|nephew|nev|niece|in[ -]law|mate|pal|marra|oppo|friend|bestie|neighbou?r|neebor|carer|flatmate|lodger|landlord|landlady|"
    r"boss|gaffer|manager|colleague|ex|other half|oh|old man|grandson|granddaughter|grandchild(?:ren)?)"
)
BREAK = r"[.!?\n;]"


def compile_(pattern: str) -> Pattern:
    """A pattern that ignores case."""
    return Pattern(pattern)


def has(pattern: Pattern, text: str) -> bool:
    """Whether a pattern occurs in a text."""
    return pattern.hit(text)
