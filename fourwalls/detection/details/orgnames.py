"""How far the name of an organisation goes: capitals run on, lower case runs to a word of its kind."""

# ruff: noqa: E501, PLR2004, C901  evidence is weighed where it stands, one refusal a line

from __future__ import annotations

from collections.abc import Sequence

from fourwalls.detection.details.organisations import CONNECT, GENERIC, MAX_WORDS, ORG, PREFIXED, STOP
from fourwalls.detection.details.reading import Reading, Word
from fourwalls.detection.lexicon import LONGEST_PHRASE, lexicon


def backwards(reading: Reading, words: Sequence[Word], at: int) -> int | None:
    """Where the name of an organisation begins that ends in a word of its kind."""
    lists = lexicon()
    first = None
    step = at - 1
    while step >= 0 and at - step < 5 and not words[step + 1].gap.strip(" "):
        word = words[step]
        capital = (word.cap and reading.mid_cap(step)) or (word.cap and step == 0 and words[step + 1].cap)
        name = capital or (
            word.low not in lists.ordinary
            and word.low not in STOP
            and word.low not in GENERIC
            and word.text[0].isalpha()
        )
        joins = word.low in {
            "of",
            "the",
            "and",
            "&",
            "st",
            "high",
            "primary",
            "parish",
            "baptist",
            "methodist",
            "catholic",
            "free",
            "community",
        }
        if name and word.low not in STOP:
            first = step
        elif not joins or not (word.low == "st" or step > 0):
            break
        elif (
            word.low in {"st", "high", "primary", "parish", "baptist", "methodist", "catholic", "community"}
            and word.low == "st"
        ):
            first = step
        step -= 1
    return first


def extent(reading: Reading, words: Sequence[Word], at: int) -> int | None:
    """The last word of a name of an organisation: capitals run on, lower case runs to a word of its kind."""
    employer = employer_end(words, at)
    caps = words[at].cap and not reading.shouting
    last = at if employer is None else employer
    org_at = at if is_org(words[at]) and words[at].low not in GENERIC else None
    if words[at].low in PREFIXED and at + 2 < len(words) and words[at + 1].low in {"of", "y", "yr"}:
        return prefixed_end(words, at)
    step = at + 1
    while step < len(words) and step - at < MAX_WORDS:
        word = words[step]
        gap = word.gap.strip(" ")
        if gap not in ("", "&", "'", ".") or "\n" in word.gap or (gap == "." and words[step - 1].low != "st"):
            break
        joins = word.low in CONNECT and step + 1 < len(words) and not words[step + 1].gap.strip(" ")
        if caps:
            if (word.cap and not (word.low in STOP and word.low not in CONNECT)) or (
                is_org(word) and word.low not in STOP
            ):
                last = step
            elif not (joins and words[step + 1].cap and word.low not in {"in", "on", "at", "for"}):
                break
        elif is_org(word):
            org_at = last = step
        elif (word.low in STOP and not joins) or (word.low in STOP and word.low not in {"of", "the", "and"}):
            break
        step += 1
    if caps or employer is not None:
        return max(last, employer or 0)
    if org_at is not None:
        return org_at
    return lower_name_end(words, at)


def is_org(word: Word) -> bool:
    """Whether a word is a kind of organisation; the Women's Institute only in capitals, for ``wi`` is Scots for with."""
    return word.low in ORG and (word.low != "wi" or word.text.isupper())


def prefixed_end(words: Sequence[Word], at: int) -> int:
    """``church of pentecost camberwell``: where a name ends that begins with the kind of its organisation."""
    last = at + 2
    ordinary = lexicon().ordinary
    while last + 1 < len(words) and last - at < MAX_WORDS and not words[last + 1].gap.strip(" "):
        word = words[last + 1]
        if word.low in STOP or (word.low in ordinary and not word.cap):
            break
        last += 1
    return last


def employer_end(words: Sequence[Word], at: int) -> int | None:
    """The last word of a known employer that begins here."""
    if not lexicon().employers.begins(words[at].low):
        return None
    flat = [word.low.replace("'", "").replace("-", " ") for word in words[at : at + LONGEST_PHRASE]]
    size = lexicon().employers.length(flat, 0)
    return at + size - 1 if size else None


def lower_name_end(words: Sequence[Word], at: int) -> int | None:
    """In lower case without a word of its kind: strange words only, as far as they go."""
    ordinary = lexicon().ordinary
    last = None
    step = at
    while step < len(words) and step - at < 3 and (step == at or not words[step].gap.strip(" ")):
        low = words[step].low
        saint = low in {"st", "saint", "mount"} and step + 1 < len(words)
        if not saint and (
            low in ordinary or low in STOP or low in GENERIC or (low in lexicon().first_names and step == at)
        ):
            break
        if not low[0].isalpha():
            break
        if not saint:
            last = step
        step += 1
    return last


def sentence(text: str, start: int, end: int) -> str:
    """The sentence around a span."""
    left = max(text.rfind(mark, 0, start) for mark in ".!?\n")
    rights = [at for mark in ".!?\n" if (at := text.find(mark, end)) >= 0]
    return text[left + 1 : min(rights, default=len(text))]
