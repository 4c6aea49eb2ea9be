"""Where somebody lives: a numbered or named house with its street, a full postcode, a street said to be home."""

# ruff: noqa: E501, SIM905, PLR2004  patterns and lists are data: broken up they could not be read; lengths are what is tested

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.detection.details.patterns import compile_, has
from fourwalls.detection.details.reading import Found, Reading
from fourwalls.detection.lexicon import lexicon
from fourwalls.detection.regex import Match
from fourwalls.group.finding import DetailKind

KIND = DetailKind.ADDRESS

CAUGHT = (
    "send it to «17c Nairn Street KY1 2XZ»",
    "we're at «flat 2, 40 bellfield rd» up the stairs",
    "i live on «Orchard Lane»",
    "«Rose Cottage, Mill Lane» is where to drop it",
    "postcode is «EH99 1SP»",
    "up the close, «3/1 22 murano st»",
    "we bide at «31 gollachy street»",
    "We farm up at «Nant-y-moel Isaf, Llanddewi»",
    "live in «Barrow Street 12», third bell",
    "Letters find us at «Barnes Cottage, Nether Wallop»",
)
LET_PASS = (
    "I live in Leith and love it",
    "EH4 is full of students",
    "walked down Leith Walk for the first time",
    "parked on Great Western Road and got a ticket",
    "took 50 minutes to do ten on the road",
    "the 36 bus to new cross road was late",
    "T3 N1 M0 on the letter",
    "ward 4 bed 12 by the window",
    "We stayed at the Crown Hotel, Callander for two nights",
)

_SURE = (
    r"(?:street|str|st|road|rd|avenue|ave|av|crescent|cres|cresc|terrace|terr|lane|ln|drive|dr|gardens|gdns|grove|cottages|boulevard|blvd|wynd|vennel|mews|parade|"
    r"buildings|esplanade|loan|loaning|brae|causeway|broadway|square|sq|quay|wharf|tce|ter|stryd|heol|ffordd|lon|lôn)"
)
_LOOSE = (
    r"(?:place|pl|close|way|court|ct|park|hill|view|rise|gate|green|walk|row|end|mount|bank|fold|croft|field|fields|common|path|side|yard|garth|"
    r"meadow|meadows|villas|lodge|mains|ridding|circle|circus|alley|nook|chase|dene|dale|heights|ridge|copse|orchard|vale|approach|link|gait|top|bottom|spinney|drove|batch|combe|warren|buttress)"
)
_NAME = r"[a-z][a-z'.-]*"
_TAIL = r"(?:[ ](?:north|south|east|west|upper|lower|top|n|s|e|w)\b)?"
POSTCODE = (
    r"(?:(?:a[bl]|b[abdhlnrst]?|c[abfhmortw]|d[adeghlnty]|e[chnx]?|f[ky]|g[luy]?|h[adgprsux]|i[gmpv]|je|k[atwy]|l[adelnsu]?|m[ekl]?|n[egnprw]?|ol?|p[aehlor]|r[ghm]|s[aegklmnoprstwy]?|"
    r"t[adfnqrsw]|ub|w[acdfnrsv]?|yo|ze)\d(?:\d|[a-hjkpstuw])?[ ]?\d[abd-hjlnp-uw-z]{2})"
)
_UNIT = r"(?:(?:flat|apt|apartment|unit|room|top floor|ground floor|basement|maisonette|studio|plot|no\.?|number)[ ]?(?:no\.?[ ]?)?[0-9]{0,3}[a-z]?(?:/\d{1,2})?[,]?[ ]+|(?:\d{1,2}f\d|\d{1,2}/\d{1,2}|\d/[lr]|[gt]f[lr123]?)[,]?[ ]+)"
_NUMBER = r"\d{1,4}(?:[ ]?[a-k])?(?:[/-]\d{1,3}[a-z]?)?"
_TOWN = rf"(?:,?[ ]+(?:{_NAME}[ ,]+){{0,4}}?{POSTCODE})?"
_SURE_STREET = compile_(
    rf"\b(?P<x>{_UNIT}?(?P<n>{_NUMBER}),?[ ]+(?P<s>(?:{_NAME}[ ]+){{1,4}}?{_SURE}\b\.?{_TAIL}){_TOWN})(?:\b|$)"
)
_WELSH = compile_(
    rf"\b(?P<x>{_UNIT}?(?P<n>{_NUMBER}),?[ ]+(?P<s>(?:stryd|heol|ffordd|lôn|lon|maes|rhodfa|clos|cwrt|bryn|tan|pen|rue|calle)[ ]+(?:(?:y|yr|a|an|uchaf|isaf)[ ]+)?[a-z'-]+){_TOWN})\b"
)
_LOOSE_STREET = compile_(
    rf"\b(?P<x>{_UNIT}?(?P<n>{_NUMBER}),?[ ]+(?P<s>(?:{_NAME}[ ]+){{1,3}}?{_LOOSE}\b{_TAIL}){_TOWN})(?:\b|$)"
)
_NUMBER_AND_CODE = compile_(rf"\b(?P<x>{_UNIT}?{_NUMBER},?[ ]+(?:{_NAME}[, ]+){{1,7}}?{POSTCODE})\b")
_HOUSE = (
    r"(?:cottage|cott|house|hoose|farm|farmhouse|lodge|bothy|croft|villa|hall|barn|mill|manse|rectory|vicarage|old post office|bungalow|grange|manor|steading|steadings|maltings|"
    r"stables|byre|cabin|caravan|chalet|schoolhouse|tower|towers|mansions|court|point|heights|flats|mains|bank|view|uchaf|isaf|rest|nook|arosfa|bryn[a-z]*|ty [a-z]+|tyddyn [a-z]+|forge|granary|coach house|gatehouse|parsonage|presbytery|chapel house)"
)
_NAMED_HOUSE = compile_(
    rf"\b(?P<x>(?:{_UNIT})?(?:(?:the|nort|north|sooth|south|east|west|wee|old|auld|upper|lower|little)[ ]+)?(?:{_NAME}[ ]+){{0,3}}?{_HOUSE},?[ ]+(?:{_NUMBER},?[ ]+)?(?P<s>(?:{_NAME}[ ]+){{1,3}}?(?:{_SURE}|{_LOOSE})\b{_TAIL}){_TOWN})(?:\b|$)"
)
_HOUSE_NUMBER_FIRST = compile_(
    rf"(?P<x>(?-i:[A-Z])[a-z'-]+(?:[ ](?-i:[A-Z])[a-z'-]+){{0,2}},[ ](?P<n>{_NUMBER})[ ](?P<s>(?:heol|stryd|ffordd|lôn|lon|maes)[ ](?:y[ ]|yr[ ])?[a-z'-]+|(?:{_NAME}[ ]+){{1,3}}?(?:{_SURE})\b))"
)
_HOUSE_LANE = compile_(
    r"(?P<x>(?:tyddyn|ty|plas|bryn|pen|cae|maes|hafod|llys|nant|cwm)[ ]?[a-z'-]+(?:[ ][a-z'-]+)?,[ ](?P<s>(?:lôn|lon|heol|ffordd|stryd)[ ](?:y[ ]|yr[ ])?[a-z'-]+))"
)
_HOUSE_CODE = compile_(rf"(?P<x>(?:the[ ])?(?:{_NAME}[ ]){{0,3}}{_HOUSE},[ ](?:{_NAME}[, ]+){{1,5}}?{POSTCODE})\b")
_CODE = compile_(rf"(?:^|[^\w/-])(?P<x>{POSTCODE})(?:[^\w/-]|$)")
_LIVES = (
    r"(?:live|lives|living|liv|lived|stay|stays|staying|bide|bides|biding|reside|resides|moved|moving|home is|house is|flat is|address is|addres is|i'?m|im|we'?re|were|we are|i am|based|deliver(?:ed)?|"
    r"drop(?:ped)? (?:it )?(?:off|round)|dropping|send|post|sent|cards?|parcel|kit|door|knock|come round|pop round|her at|him at|mum'?s|ma'?s|mams|found at|sister'?s|brother'?s|missus'?s|missus'? mums|lodg\w+|dwell)"
)
_LIVE_STREET = compile_(
    rf"\b(?:i|we|she|he|they|ah|mum|mam|ma|dad|parents|family|i'?m|we'?re|who|still|just|currently|now|always)?[ ]?(?:live|lives|living|livin|liv|stay|stays|staying|bide|bides|bidin|reside|resides|moved|moving|dwell|'?m|am|are)\b[^.!?\n\d]{{0,34}}?[ ](?:on|in|at|doon|down|up|off|aff|along|near|to|round|opposite)[ ](?P<x>(?:the[ ]wee[ ])?(?P<s>(?:{_NAME}[ ]+){{1,4}}?(?:street|st|road|rd|avenue|ave|crescent|cres|terrace|lane|drive|gardens|gdns|grove|wynd|mews|close|place|way|square|brae|row|loan|park road)\b\.?{_TAIL}){_TOWN})(?:\b|$)"
)
_CROFT = compile_(
    r"(?:\b(?:go to|croft|crofts|live(?:s)? at|stay(?:s)? at|bide at|we're at|we are at|i'm at|im at|i at|at|address(?: is)?|home is|to the house at|knows?)[ ]+)(?:no\.? ?|number ?|croft ?)?(?P<x>\d{1,3}[a-d]?[ ](?P<s>(?:(?-i:[A-Z])[a-z'-]+)(?:[ ](?-i:[A-Z])[a-z'-]+){0,2}))(?:\b|$)"
)
_CAPS = r"(?:(?-i:[A-Z])[A-Za-z'-]+(?:[ ](?:(?:of|the|y|yr|a|an|na|nan)[ ])?(?-i:[A-Z])[A-Za-z'-]+){0,3})"
_HOME_AT = compile_(
    rf"\b(?:live|lives|living|stay|stays|staying|bide|bides|farm|farms|farming|reside|resides|dwell|moved|letters? (?:reach|find|get to) (?:me|us)|find (?:me|us)|write to (?:me|us)|post (?:it |them )?to|cards? to|address is|home is)"
    rf"(?:[ ](?:up|over|out|down|back|still|now|alone|here|in|it|them)){{0,2}}[ ](?:at[ ]|to[ ])?(?:the[ ])?[\"']?(?P<x>(?P<h>{_CAPS})[\"']?,[ ](?:by[ ]|near[ ])?(?P<p>{_CAPS}(?:,?[ ]+{POSTCODE})?))(?:\W|$)"
)
_HOUSE_PLACE = compile_(
    rf"(?:^|[\n.!?:][ ]?|\b(?:at|to|is)[ ](?:the[ ])?)[\"']?(?P<x>(?:The[ ])?(?:{_CAPS}[ ])?{_HOUSE}[\"']?,[ ](?:by[ ]|near[ ])?{_CAPS})(?:\W|$)"
)
_QUOTED_HOUSE = compile_(
    rf"(?P<x>[\"'](?-i:[A-Z])[A-Za-z '-]{{2,24}}[\"'],[ ](?:{_NAME}[ ]){{1,3}}{_SURE}\b\.?{_TOWN})"
)
_COUNT = r"(?:\d{1,4}[a-k]?|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
_STREET_FIRST = compile_(
    rf"\b(?:live|lives|living|stay|stays|bide|house|home|flat(?:'?s| is)?|address(?:'?s| is)?|addy(?: is)?|we'?re|i'?m|im|at|to|in|on)[ ,:]+(?:at[ ]|in[ ]|on[ ]|is[ ])?(?P<x>(?P<s>(?:[a-z][a-z'-]+[ ]){{1,3}}?(?:{_SURE}|grove|place|close))\b,?[ ](?:(?:top|ground|first|second|third)[ ](?:right|left|floor|flat),?[ ])?(?:number[ ]|no\.?[ ]?|nr\.?[ ]?)?{_COUNT}(?:,?[ ](?:flat|apt|apartment|room)[ ][\w/]+)?(?:[ ]{POSTCODE})?)(?:[\s,.;!?]|$)"
)
_HOUSE_FIRST_SEEN = compile_(
    r"\b(?:passing|last house|first house|knock|drop(?:ping)?|visit(?:ors)?|find (?:me|us)|come (?:by|round|over)|kettle|door|gate|if (?:anyone|anybody|you))\b"
)
_AWAY = compile_(
    r"\b(?:hotel|holiday|b ?(?:&|and) ?b|weekend|caravan park|hospital|respite|hospice|visit(?:ed|ing)|tour|wedding|concert|clinic|ward|museum|cinema|church|school|treated|scan)\b"
)
_WEE_CLOSE = compile_(
    rf"\b(?P<x>(?:wee|top|end|last|first|third|second) (?:close|flat|house|cottage|hoose) (?:on|aff|off|in|at) (?P<s>(?:{_NAME} ){{1,2}}{_SURE}))\b"
)
_HOME = compile_(
    rf"\b(?:{_LIVES}|address|home|buzzer|doorbell|front door|back door|side gate|concierge|sat ?nav|ambulance|taxi|at mine|my place|our house|my house|oor hoose|door|gate|window|neighbour|delivery|flat|postcode|post code)\b"
)
_FILL = frozenset(
    "the a an to of on in and or but for with from at by is was are were it that this my your his her our their "
    "minutes minute mins hours hour days day weeks week months month years year miles mile yards metres km quid "
    "pounds times people men women more other different bus buses stops every each per going went walk walked across "
    "along past down up off over into out about than then mg ml am pm percent cycles cycle rounds sessions nights "
    "lads lasses kids i we he she they you all some any no not so steps pints bags scans who which when old wee long "
    "til till until down 's right wrong same first last best worst safe better".split()
)
_STREETLIKE = 0.5
_HOSPITAL = compile_(
    r"^[^.!?\n]{0,24}\b(?:hospital|infirmary|surgery|clinic|hospice|centre|health centre|church|hall|school|library|museum|theatre)\b"
)


def find(reading: Reading) -> Iterator[Found]:
    """Addresses, from the surest form to the loosest; overlaps are settled later."""
    view = reading.plain
    for pattern, score in (
        (_SURE_STREET, 0.9),
        (_WELSH, 0.85),
        (_NAMED_HOUSE, 0.8),
        (_HOUSE_NUMBER_FIRST, 0.85),
        (_HOUSE_LANE, 0.8),
    ):
        for match in pattern.finditer(view.text):
            if _sensible(reading, match):
                start, end = _trimmed(match.group("x"), match.start("x"), match.end("x"))
                yield reading.found(view, start, end, score, "house-and-street")
    for match in _LOOSE_STREET.finditer(view.text):
        if _sensible(reading, match) and (_is_name(reading, match) or has(_HOME, _around(reading, match))):
            yield reading.found(view, *match.span("x"), 0.75, "house-and-street")
    for pattern in (_NUMBER_AND_CODE, _HOUSE_CODE):
        yield from reading.matches(view, pattern, 0.93, "house-and-postcode")
    yield from _codes(reading)
    yield from _homes(reading)
    yield from _named_homes(reading)
    yield from reading.matches(view, _WEE_CLOSE, 0.75, "house-off-street")
    yield from _by_model(reading)


def _homes(reading: Reading) -> Iterator[Found]:
    """A street said to be home, and a numbered croft or house in a named place."""
    view = reading.plain
    for match in _LIVE_STREET.finditer(view.text):
        words = match.group("s").lower().split()
        if (
            not (set(words[:-1]) & (_FILL - {"long", "old", "wee", "the"}))
            and len(words) > 1
            and not has(_HOSPITAL, view.text[match.end("x") :][:40])
        ):
            yield reading.found(view, *match.span("x"), 0.8, "home-street")
    for match in _CROFT.finditer(view.text):
        first = reading.word_at(match.start("s"))
        if (
            reading.words[first].low not in _FILL
            and (reading.words[first].tag.street > 0.3 or has(_HOME, _around(reading, match)))
            and first not in reading.known
        ):
            yield reading.found(view, *match.span("x"), 0.65, "house-and-place")


def _named_homes(reading: Reading) -> Iterator[Found]:
    """A house or farm by its name and the place it lies in; a street with its number behind it."""
    view = reading.plain
    for match in _HOME_AT.finditer(view.text):
        first, house = match.group("h").split()[0].lower(), match.group("h").lower()
        if (
            house not in lexicon().places
            and first not in lexicon().first_names
            and not has(_AWAY, _around(reading, match))
        ):
            yield reading.found(view, *match.span("x"), 0.97, "named-home")
    for match in _HOUSE_PLACE.finditer(view.text):
        near = f"{_around(reading, match)} {match.group().lower()}"
        if (has(_HOUSE_FIRST_SEEN, near) or has(_HOME, near)) and not has(_AWAY, near):
            yield reading.found(view, *match.span("x"), 0.8, "named-home")
    yield from reading.matches(view, _QUOTED_HOUSE, 0.9, "house-and-street")
    for match in _STREET_FIRST.finditer(view.text):
        words = set(match.group("s").lower().split()[:-1])
        if not words & _FILL and has(_HOME, _around(reading, match) + match.group().lower()):
            yield reading.found(view, *match.span("x"), 0.94, "street-and-number")


def _codes(reading: Reading) -> Iterator[Found]:
    """Full postcodes by themselves; without a space they must be in capitals or beside a word of post."""
    view = reading.plain
    for match in _CODE.finditer(view.text):
        text = match.group("x")
        if (
            (" " in text and (text.isupper() or len(text) > 5))
            or text.isupper()
            or "postcode" in reading.low
            or "post code" in reading.low
        ):
            yield reading.found(view, *match.span("x"), 0.85, "postcode")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without a leading article."""
    for lead in ("the ", "a ", "an "):
        if text.lower().startswith(lead) and not text.startswith("The "):
            return start + len(lead), end
    return start, end


def _around(reading: Reading, match: Match) -> str:
    """The words around a match, in lower case."""
    return (
        reading.low[max(0, match.start("x") - 60) : match.start("x")]
        + " | "
        + reading.low[match.end("x") : match.end("x") + 40]
    )


def _sensible(reading: Reading, match: Match) -> bool:
    """Whether the words between number and street are a name, and no hospital stands there."""
    words = match.group("s").lower().split()
    if any(word in _FILL for word in words[:-1]) and not (words[0] in {"the", "old", "long", "wee"} and len(words) > 2):
        return False
    if "number" in reading.low[max(0, match.start("x") - 14) : match.start("x")] and "bus" in reading.low:
        return False
    return not has(_HOSPITAL, reading.plain.text[match.end("x") :][:30])


def _is_name(reading: Reading, match: Match) -> bool:
    """Whether a street name looks like one: capitals, or the model's word for it."""
    first = reading.word_at(match.start("s"))
    word = reading.words[first]
    return (word.cap and not reading.shouting) or word.tag.street >= _STREETLIKE


def _by_model(reading: Reading) -> Iterator[Found]:
    """A number before words that the model is sure are a street, beside a word of home."""
    words = reading.words
    for at in range(1, len(words)):
        if words[at].tag.street < 0.9 or not words[at - 1].text[0].isdigit() or words[at].gap.strip(" ,"):
            continue
        last = at
        while (
            last + 1 < len(words) and words[last + 1].tag.street >= _STREETLIKE and not words[last + 1].gap.strip(" ")
        ):
            last += 1
        if (
            last > at
            and words[at].low not in _FILL
            and has(_HOME, reading.low[max(0, words[at - 1].start - 60) : words[last].end + 40])
        ):
            yield reading.found(reading.plain, words[at - 1].start, words[last].end, 0.7, "street-by-model")
