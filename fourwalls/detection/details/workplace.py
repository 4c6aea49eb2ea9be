"""A named employer, school, regiment, church or club to which somebody belongs."""

# ruff: noqa: E501, PLR2004, C901, PLR0911, PLR0912  evidence is weighed where it stands, one refusal a line

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fourwalls.detection.details import belonging
from fourwalls.detection.details.membership import belongings
from fourwalls.detection.details.organisations import (
    ACT,
    BARE_START,
    BELONG,
    BELONG_ORG,
    BELONG_TO,
    CALLED,
    CONNECT,
    EMPLOYER,
    FORCES,
    GENERIC,
    GUILD,
    IS_AT,
    OF_TOWNS,
    ORG,
    OUR,
    PASSING,
    PATIENT,
    PEOPLE_AT,
    POSSESSED_SON,
    PREFIXED,
    ROLE_AT,
    SAINTS,
    SCHOOLISH,
    SELF_TRAINS,
    SERVED,
    STAFF,
    STOP,
    SURE_AT,
    SWEEP_TOO_COMMON,
    TOWNS,
    VISIT,
    WEAK_VERBS,
)
from fourwalls.detection.details.orgnames import backwards, employer_end, extent, is_org, sentence
from fourwalls.detection.details.patterns import has
from fourwalls.detection.details.people_words import TITLES
from fourwalls.detection.details.reading import Found, Reading, Word
from fourwalls.detection.lexicon import lexicon
from fourwalls.group.finding import DetailKind

KIND = DetailKind.WORKPLACE
_GATHERS = frozenset(("church", "adventist", "masjid", "mosque", "choir", "school", "club"))
SURE = 0.7
OVER_NAMES = 0.2
"""What a sure place of belonging gains, so that it stands over the person after whom it may be named."""

CAUGHT = (
    "I teach at «Gillespie's High» three days a week",
    "my husband drives for «Lothian Buses»",
    "i clean in «kirkcaldy high school» at night",
    "been at «tesco» twenty years on the tills",
    "on the line at «nissan» 22 year",
    "I sing with the «Dunmore Choral Society»",
    "my son is in p4 at «st ninians primary»",
    "22 years in the «Royal Engineers»",
    "I play darts for the «Red Griffin»",
    "I own «Bloomfield Florists» on the corner",
    "my partner's on the bins for «Fife Council»",
    "thirty two years underground at «Maltby Main»",
    "I was a «Babcock» man all my days",
    "she's reading chemistry at «Durham»",
    "my daughter's school, «Notre Dame», sent a card",
    "our eldest is in second year at «Halbeath Academy»",
    "thirty years a fitter with «Clyne Engineering»",
    "signalman at Crewe for «Network Rail»",
)
LET_PASS = (
    "we parked outside Garrioch Weavers",
    "the raffle raised forty pounds for Clyne Hospice",
    "I'm a nurse and I work in retail",
    "popped into Tesco for milk",
    "the appeal raised money for St Columba's",
    "I work from home these days",
    "I support Hibs, God help me",
    "my treatment is at the Western General",
    "she works in the garden and he works at night",
    "worked for three years on the same jumper",
    "a man from Scottish Power came to read the meter",
    "had my scan at the Royal Free",
    "watched the Black Watch parade on telly",
    "I drive to Glasgow for radiotherapy",
    "the nurses at the Western were lovely",
)


def find(reading: Reading) -> Iterator[Found]:
    """A word of belonging, then a named organisation; or a regiment; or a member's own church or club."""
    view = reading.plain
    seen: set[tuple[int, int]] = set()
    for pattern, strength, why in (
        (ACT, 2, "works-at"), (SURE_AT, 2, "works-at"), (ROLE_AT, 2, "role-at"), (IS_AT, 1, "is-at"), (OUR, 1, "our-place"),
        (GUILD, 2, "meets-at"),
        (SELF_TRAINS, 2, "coaches-at"), (PEOPLE_AT, 2, "people-at"), (CALLED, 1, "our-place"),
        (EMPLOYER, 1, "employer"), (POSSESSED_SON, 1, "kin-at"),
    ):  # fmt: skip
        for match in pattern.finditer(view.text):
            span = _organisation(
                reading, match.end(), strength - (1 if has(WEAK_VERBS, match.group()) and strength > 1 else 0)
            )
            visited = has(VISIT, view.text[max(0, match.start() - 12) : match.end()])
            if span is not None and span not in seen and not visited:
                seen.add(span)
                yield reading.found(view, *span, _score(reading, *span, 0.75 if strength > 1 else 0.65), why)
    yield from _wider(reading, seen)
    for match in FORCES.finditer(view.text):
        text = match.group("x")
        if has(SERVED, reading.low):
            start = match.start("x") + (4 if text.lower().startswith("the ") else 0)
            yield reading.found(view, start, match.end("x"), 0.75, "regiment")
    for span in _swept(reading):
        yield reading.found(view, *span, 0.62, "organisation-and-belonging")
    for one in belongings(reading):
        score = 0.55 + 0.4 * one.likelihood + (OVER_NAMES if one.likelihood >= SURE else 0.0)
        yield reading.found(view, one.start, one.end, min(1.0, score), "belongs-to")
    for match in BARE_START.finditer(view.text):
        last = match.group("x").split()[-1].lower()
        if last in ORG or _GATHERS & set(match.group("x").lower().split()):
            yield reading.found(view, *match.span("x"), 0.6, "our-place")


def _score(reading: Reading, start: int, end: int, least: float) -> float:
    """How sure a span is; a plain organisation, or a thing with an article, outweighs the person it is named after."""
    article = reading.low[max(0, start - 4) : start].strip() in {"the", "da"}
    return 0.92 if article or _plainly(reading, start, end) else least


def _wider(reading: Reading, seen: set[tuple[int, int]]) -> Iterator[Found]:
    """A verb of work or membership anywhere in the sentence, then a name; plainly an organisation unless close by."""
    for offset, strength, plainly in belonging.cued(reading):
        span = _organisation(reading, offset, strength)
        if span is None or span in seen or (plainly and not _plainly(reading, *span)):
            continue
        if not has(VISIT, reading.plain.text[max(0, offset - 30) : offset]):
            seen.add(span)
            yield reading.found(reading.plain, *span, _score(reading, *span, 0.68), "works-at")
    lists = lexicon()
    for start, end in belonging.adjectives(reading):
        words = reading.plain.text[start:end].lower().split()
        strange = all(word not in lists.ordinary | lists.places and word not in lists.first_names for word in words)
        if (strange and not reading.shouting) or lists.employers.length(words, 0) == len(words):
            yield reading.found(reading.plain, start, end, 0.65, "works-at")

    for start, end in belonging.studies(reading):
        if not reading.shouting and reading.words[reading.word_at(start)].low not in GENERIC - lists.places - TOWNS:
            yield reading.found(reading.plain, start, end, 0.75, "studies-at")


def _plainly(reading: Reading, start: int, end: int) -> bool:
    """Whether a name says itself that it is an organisation: a known employer, or a word of its kind in it."""
    words = reading.words[reading.word_at(start) : reading.word_at(end - 1) + 1]
    if any(word.low in {"street", "road", "lane", "avenue"} for word in words):
        return False
    if len(words) == 1 and words[0].low in lexicon().ordinary and not words[0].cap:
        return False
    if employer_end(words, 0) is not None or (words[0].low in SAINTS and len(words) > 1):
        return True
    if len(words) > 1 and words[-1].low in OF_TOWNS and words[0].cap:
        return True
    return any(is_org(word) or word.low in PREFIXED for word in words) and _named(words, strict=True)


def _named(words: Sequence[Word], *, strict: bool) -> bool:
    """Whether a kind of organisation has a name to it; strictly, one with a capital or out of the ordinary."""
    ordinary = lexicon().ordinary
    return any(
        word.low not in ORG
        and word.low not in GENERIC
        and word.low not in CONNECT
        and word.low not in STOP
        and (not strict or word.cap or word.low not in ordinary)
        for word in words
    )


def _swept(reading: Reading) -> Iterator[tuple[int, int]]:
    """Organisations anywhere, when their sentence speaks of belonging and not of a visit."""
    words = reading.words
    at = 0
    while at < len(words):
        last = employer_end(words, at)
        if last is not None and belonging.followed(reading, words[last].end):
            yield words[at].start, words[last].end
            at = last + 1
            continue
        known = last is not None and len(words[last].text) > 1 and words[at].low not in lexicon().ordinary
        if last is not None and not known:
            last = None
        if last is None and is_org(words[at]) and words[at].low not in SWEEP_TOO_COMMON:
            first = backwards(reading, words, at)
            last = at
            at = first if first is not None else at
            if first is None:
                at += 1
                continue
        if last is None:
            at += 1
            continue
        start, end = words[at].start, words[last].end
        around = sentence(reading.low, start, end)
        close = reading.low[max(0, start - 34) : start]
        if belonging.followed(reading, end):
            yield start, end
            at = last + 1
            continue
        belongs = has(BELONG_TO, close) and has(BELONG_TO, around) if known else has(BELONG_ORG, around)
        if belongs and not has(VISIT, close) and not has(PASSING, around):
            yield start, end
        at = last + 1


def _organisation(reading: Reading, offset: int, strength: int) -> tuple[int, int] | None:
    """The organisation that begins at an offset, or ``None``; ``strength`` is how surely one is expected."""
    words = reading.words
    at = reading.word_at(offset)
    while (
        at < len(words)
        and words[at].low in {"the", "da", "a", "our", "my", "local", "wor", "oor", "th"}
        and words[at].start <= offset + 8
    ):
        if words[at].low == "a":
            return None
        at += 1
    if (
        at >= len(words)
        or words[at].start > offset + 12
        or any(char in ".!?\n,;:" for char in words[at].gap[1:] if words[at].start > offset)
    ):
        return None
    last = extent(reading, words, at)
    if last is None:
        return None
    first, end = words[at], words[last]
    parts = [word.low for word in words[at : last + 1]]
    start, stop = first.start, end.end
    if not _counts(reading, words, at, last, parts, strength):
        return None
    return start, stop


def _counts(reading: Reading, words: Sequence[Word], at: int, last: int, parts: Sequence[str], strength: int) -> bool:
    """Whether these words are a named organisation to which somebody belongs, not a sector, a place or a person."""
    lists = lexicon()
    first = words[at]
    flat = " ".join(part.replace("'", "").replace("-", " ") for part in parts)
    if len(parts) > 1 and parts[-1] in OF_TOWNS and first.cap and strength > 1 and parts[0] not in CONNECT:
        return True
    if all(part in GENERIC or part in lists.places or part in CONNECT for part in parts):
        return False
    if not first.text[0].isalnum() or first.low in TITLES - {"sister", "father"}:
        return False
    context = reading.low[max(0, first.start - 70) : words[last].end + 50]
    if lists.employers.length(flat.split(), 0):
        return strength > 1 or has(BELONG, context)
    if flat in lists.public or flat in lists.health:
        return strength > 1 and flat in lists.health and has(STAFF, context) and not has(PATIENT, context)
    orgish = any(part in ORG for part in parts)
    if parts[-1] in {"hospital", "infirmary", "hospice", "clinic", "surgery", "centre"} and (
        strength < 2 or has(PATIENT, context) or not has(STAFF, context)
    ):
        return False
    if len(parts) == 1:
        owner = first.text.lower().endswith("'s") and strength > 1
        if (
            parts[0] in GENERIC
            or parts[0] in lists.ordinary
            or set(parts[0].split("-")) <= lists.ordinary
            or parts[0] in lists.greetings
            or (parts[0] in lists.first_names and not owner)
            or any(step in reading.known for step in range(at, last + 1))
        ):
            return False
        if parts[0] in ORG and not first.text.isupper():
            return False
        return strength > 1 or (has(SCHOOLISH, context) and (first.cap or first.text.isupper() or _looks_saint(parts)))
    if orgish:
        return _named(words[at : last + 1], strict=strength < 2)
    if _looks_saint(parts):
        return strength > 1 or has(SCHOOLISH, context)
    if any(step in reading.known for step in range(at, last + 1)):
        return False
    if first.low in lists.first_names and strength < 2:
        return False
    return strength > 1 and ((first.cap and not reading.shouting) or reading.whispering)


def _looks_saint(parts: Sequence[str]) -> bool:
    """``st kevins``, ``mount lourdes``: the name of a school or a church."""
    return parts[0] in {"st", "saint", "st.", "mount", "holy", "sacred", "our"} and len(parts) > 1
