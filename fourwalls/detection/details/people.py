"""Sequences of words that name somebody, and whether that somebody is private. Full names and clinicians build on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fourwalls.detection.details.patterns import KIN, compile_, has
from fourwalls.detection.details.reading import Reading, Word
from fourwalls.detection.lexicon import lexicon

TITLES = frozenset(
    "mr mrs ms miss mx dr doctor prof professor rev revd reverend pastor father fr canon bishop imam rabbi sir lady lord dame major captain capt colonel col "
    "sergeant sgt corporal lieutenant lt brigadier commander cllr councillor sister nurse matron deacon elder mister missus auntie uncle doc master "
    "consultant surgeon sr bhai".split()
)
SHORT_TITLES = frozenset("mr mrs ms dr prof rev fr capt col sgt cpl lt cllr st".split())
DOCTORS = frozenset("dr doctor prof professor doc consultant surgeon".split())
WEAK_TITLES = frozenset(
    "sister nurse father elder major sir lady lord auntie uncle miss doc col master matron captain sr bhai deacon missus consultant surgeon doctor".split()
)
"""Titles that are words of their own: what follows must look like a surname, or like a whole name."""
ROLE_TITLES = frozenset(("consultant", "surgeon", "doctor", "nurse", "doc"))
KIN_TITLES = frozenset(("auntie", "uncle", "bhai", "missus"))
NOT_AFTER = frozenset(
    "street road lane avenue close drive place terrace crescent hospital ward centre center school academy college university trust foundation charity "
    "lymphoma disease syndrome line suite wing unit nurse nurses bridge park fc united city rovers athletic albion wanderers court house gardens square station hall "
    "library museum theatre gallery church chapel cathedral clinic hospice infirmary building day week weekend month appeal fund stage score test scale sign "
    "island islands cup league open show quiz bus arms inn hotel cafe bakery supermarket project bowl building trial protein cells grade tumour sarcoma".split()
)
NEVER = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december christmas "
    "easter god jesus lord christ allah ramadan eid diwali nhs macmillan tesco asda sainsburys lidl aldi boots greggs costa netflix facebook instagram whatsapp zoom google youtube amazon bbc "
    "england scotland wales ireland britain london edinburgh glasgow manchester leeds liverpool cardiff belfast bristol birmingham dundee aberdeen inverness york france spain italy "
    "oh aw och ach ah aah ooh poor dear love lovely wee auld old big little young darling our somebody someone anybody nobody whoever everybody nothing both county thistle cola brith welcome morning "
    "chemo covid taxol herceptin tamoxifen letrozole morphine oramorph paracetamol ibuprofen uk usa scottish english welsh irish british polish hello hi hiya hey dear thanks thank sorry "
    "please yes no okay ok omg lol haha xx xxx mum mam dad nan gran grandma grandad granny mummy daddy mama papa hooyo love hun hen pal mate everyone all folks ladies guys team "
    "doctor nurse sister surgeon consultant oncologist physio dietitian facilitator admin moderator mods bless amen day night morning evening afternoon tonight today tomorrow yesterday "
    "and or but the a an is was are were has had said says also too here there from with for at in on of to by who that this then when what why how not just so if as it its he she they we you "
    "i im ive ill id me my your his her our their us them him up down out off back over under about after before because cos bc".split()
)
CONNECT = frozenset(
    "de da di du del van von der den la le el al bin bint ibn ap ab ferch mac mc st o singh kaur ni nic".split()
)
_PUBLIC = compile_(
    r"\b(?:telly|tv|film|movie|song|songs|book|books|novel|poem|poems|poet|album|gig|concert|podcast|programme|series|episode|netflix|bbc|itv|radio|wireless|panto|strictly|"
    r"bake off|sang|singing|sings|actor|actress|author|wrote|reading|read|watch|watched|watching|match|goal|scored|striker|goalie|footballer|midfielder|manager of|celeb|famous|singer|"
    r"band called|playing|played by|character|statue|history|biography|autobiography|memoir|interview|documentary|paintings?|artist|exhibition|psalm|saint|president|minister|mp\b|politician|"
    r"king|queen|prince|princess|duke|century|quote|quoted|said once|named after|like that|soap|corrie|eastenders|emmerdale|casualty|comedian|stand[ -]up|impression|album|vinyl|tribute|fan|playlist|"
    r"on stage|audiobook|audible|voice of|soundtrack|starring|stars in|drama|detective|thriller|crime writer|wimbledon|olympics|world cup|tour de france|snooker|golf|tennis|cricket|boxing|captain|"
    r"penalty|header|hat[ -]?trick|red card|sunak|pm\b|celtic|rangers|prime minister|oscars?|bafta|brits|glastonbury|eurovision|dvd|box ?set|recipe|recipes|cookbook|chef)\b"
)
_PET = compile_(
    r"\b(?:dog|cat|dug|budgie|budgies|parrot|hamster|rabbit|guinea ?pig|chicken|chickens|hen|hens|pony|horse|goat|tortoise|fish|goldfish|puppy|kitten|spaniel|labrador|terrier|collie|whippet|"
    r"greyhound|lurcher|ferret|cow|sheep|lamb|pump|wig|stoma|tumou?r|bag|drip|port|robot|walking stick|zimmer|car|van|houseplant|plant|boat|leg)s?\b[^.!?\n]{0,14}"
    r"\b(?:called|cried|named|is|was|are|christened|nickname\w*|name is|name was|nyemd)\b[^.!?\n]{0,26}$"
)
_SCREEN = compile_(r"\b(?:telly|tv|film|episode|series|netflix|podcast|book|novel|youtube|bbc|itv|radio|character|played by|programme|box ?set|drama|soap|song|album|panto)\b")
_PET_AFTER = compile_(
    r"^[ ,(-]*(?:is|was|being|was the name of|aka)?[ ,(]*(?:the|my|our|ma|a|his|her|wor)[ ](?:\w+[ ])?(?:dog|cat|dug|budgie|parrot|hamster|rabbit|guinea ?pig|chicken|hen|pony|horse|goat|tortoise|fish|goldfish|puppy|kitten|spaniel|labrador|terrier|collie|whippet|greyhound|lurcher|ferret|cow|"
    r"wig|stoma|tumou?r|bag|drip|port|pump|robot|zimmer|stick|car|plant|teddy|bear|skeleton|cushion|machine)\b"
)
_SIMILE = compile_(
    r"\b(?:like|inner|impersonat\w+|dressed (?:up )?as|look(?:s|ed|ing)? like|turning into|turned into|version of|voice of|as|the new|next|think(?:s)? (?:i'm|im|he's|hes|she's|shes) (?:the )?|channell?ing|pure|proper|full|total|eat your heart out,?|"
    r"a bit of|going all|done a|doing a|did a|pulling a|part of|written by|by|sung by|fan of|listening to|obsessed with|fancy|love|loves|adore|the great|the late|the late great|named after|called after|and then|bless|rip|r\.i\.p\.?|starring|with)[ ,:]+$"
)
_THING = compile_(r"\b(?:the|a|an|some|this|that|these|those|every|per|each|no)[ ]+$")
_KIN_BEFORE = compile_(
    rf"\b(?:{KIN})(?:'s)?(?:[ ]in[ ]law)?,?[ ]+(?:is[ ]+|was[ ]+|called[ ]+|named[ ]+|cried[ ]+|name[ ]is[ ]+|(?:here[ ]+)?is[ ]called[ ]+)?$"
)
_INTRO = compile_(
    r"(?:\b(?:my|his|her|their|me|ma|real|full|proper|maiden|married|whole|legal)[ ](?:full[ ]|real[ ]|proper[ ]|whole[ ]|maiden[ ]|sunday[ ]|legal[ ])*(?:name)'?s?(?:[ ](?:is|was|wis|be))?[ ,:]*|"
    r"\bname'?s?(?:[ ]is)?[: ]+|\b(?:i am|i'm|im|ah'?m|am|it'?s|its|this is|tis|it is|signed|signed as|sincerely|regards|wishes|god bless|yours|cheers|ask for|look for|looking for|under the name(?: of)?|known as|hi|hello|hiya|hey|"
    r"here'?s|they call me|call me|called|spelt|contact|c/o|care of|attention of|attn|leave with|leave it with|send (?:it )?to|letter for|letter to|addressed to|letters? (?:was |is )?(?:for|to)|"
    r"next of kin|emergency contact|witness|maiden name|born|née|nee|text|ring|message|met|meet|knew|know|remember|remembering)[ ,:]+)$"
)
_SELF_INTRO = compile_(
    r"(?:\b(?:my|me|ma)[ ](?:full[ ]|real[ ]|proper[ ])?(?:names?)'?s?(?:[ ](?:is|was))?[ ,:]*|\bname(?:'s)?[: ]+|\b(?:i am|i'm|im|ah'?m|this is|yours|regards|sincerely|god bless|they call me)[ ,:]+)$"
)
_HERE_AFTER = compile_(r"^(?:[ ]here\b|[ ]this side|[ ]speaking|[ ]i am\b|[ ]\(mrs\)|[ ]\(mr\))")
CLINICAL = compile_(
    r"\b(?:consultant|surgeon|onc|oncologist|oncology|haematolog\w*|hematolog\w*|registrar|specialist|urologist|neurologist|dermatologist|radiologist|anaesthetist|gynae\w*|"
    r"clinic|operat(?:ed|es|ing|ion)|op|surgery|under|biopsy|scan|theatre|chemo|radiotherapy|ward round|his team|her team|his list|her list|his clinic|registra|stitches|scar|took (?:it|the|my|half|out)|removed|"
    r"turbt|mastectomy|recon|reconstruction|lumpectomy|colectomy|whipple|hernia|tumou?r|results|referred|appointment|appt|diagnos\w*|did my|did mine|did the|saw|see|seen|seeing|hands|letter from|"
    r"second opinion|prescribed|bloods|steroids|beatson|christie|marsden|ward|hospital|stoma|node|nodes|lump|cannula|needle|vein|picc|line|dressing|injection|palliative|hospice)\b"
)
_CLINICAL_ROLE = compile_(
    r"\b(?:my|our|the|his|her|mum'?s|dad'?s|ma|me|wor|a|your|consultant|community|district|macmillan|breast|bowel|stoma|specialist|palliative|lung|hospice|research|key|chemo|speech|occupational|physio)[ ]"
    r"(?:\w+[ ]){0,2}?(?:consultant|surgeon|neurosurgeon|onc|oncologist|doctor|doc|gp|haematologist|registrar|nurse|cns|physio|physiotherapist|therapist|counsellor|psychologist|dietitian|dietician|pharmacist|"
    r"radiographer|radiologist|urologist|dermatologist|neurologist|anaesthetist|midwife|health visitor|key ?worker|social worker|podiatrist|dentist|optician|chemo nurse|matron|sister|carer|hca|osteopath|psychiatrist|"
    r"specialist|hygienist|acupuncturist|reflexologist|masseuse)s?,?(?:'s)?[ ,:]*(?:is|was|are|called|named|name is|names|cried|being|a chap called|a lady called|a man called|man called|there is|there called|wis|team is)?[ ,:]*(?:called[ ])?$"
)
_CLINIC_AFTER = compile_(
    r"^'?s?[ ,]*(?:(?:is|was|,)?[ ]*(?:my|our|the|his|her)?[ ]*(?:surgeon|consultant|oncologist|nurse|cns|physio|gp|doctor|stoma nurse|breast nurse|specialist nurse|registrar|therapist|radiographer|counsellor)|"
    r"ladies|clinic|list|team|secretary|lot\b|patients|operated|did my|did mine|took my|took the|took half)"
)
STAFF_TITLES = frozenset(("nurse", "matron"))
_MAX_PARTS = 4
_SURE_NAME = 0.5


@dataclass(frozen=True, slots=True)
class Person:
    """A stretch of words of the plain view that names a private person."""

    start: int
    end: int
    score: float
    why: str
    clinician: bool


def people(reading: Reading) -> tuple[Person, ...]:
    """The private people whom a message names, found once a reading."""
    known: tuple[Person, ...] | None = getattr(reading, "_people", None)
    if known is None:
        known = tuple(_find(reading))
        reading._people = known  # noqa: SLF001  a cache on the reading that is handed round
    return known


def _find(reading: Reading) -> Iterator[Person]:
    """Titles with surnames first, then names; no word is used twice."""
    words = reading.words
    at = 0
    while at < len(words):
        step = _titled(reading, words, at) or _named(reading, words, at)
        if step is None:
            at += 1
            continue
        person, at = step
        if person is not None:
            yield person


def _near(word: Word) -> bool:
    """Whether a word directly follows the one before it, as parts of a name do."""
    return word.gap.strip(" ") == "" and "\n" not in word.gap


def _title_near(title: Word, word: Word) -> bool:
    """Whether a word directly follows a title; a short title may end in a full stop."""
    gap = word.gap.strip(" ")
    return (gap == "" and "\n" not in word.gap) or (gap == "." and title.low in SHORT_TITLES)


def _is_first(word: Word) -> bool:
    """Whether a word is a given name that is not an ordinary word."""
    low = word.low.split("-")[0]
    return low in lexicon().first_names and low not in lexicon().name_words


def _looks_strange(word: Word) -> bool:
    """Whether a word is none of the ordinary ones, so that it may well be a surname."""
    low = word.low
    return (
        low not in lexicon().ordinary
        and low not in NEVER
        and low not in NOT_AFTER
        and word.text[0].isalpha()
        and len(low) > 1
    )


def _surname_like(reading: Reading, words: Sequence[Word], at: int) -> float:
    """How well a word serves as a surname: capitals, the model, its rarity, its build."""
    word = words[at]
    low = word.low
    if low in NEVER or not word.text[0].isalpha() or (len(low) < 2):
        return 0.0
    strange = _looks_strange(word)
    score = 0.0
    if word.cap and not reading.shouting:
        score = 0.75 if strange else 0.5
    elif strange:
        score = 0.35
    if low.startswith(("mc", "mac", "o'", "fitz")) and len(low) > 4 and strange:
        score += 0.25
    if "-" in low and strange and len(low) > 7:
        score += 0.2
    return min(1.0, max(score, score * 0.6 + word.tag.name * 0.6))


def _titled(reading: Reading, words: Sequence[Word], at: int) -> tuple[Person | None, int] | None:
    """A title with what follows it; ``(None, next)`` when it names somebody public."""
    title = words[at].low
    if title not in TITLES or at + 1 >= len(words) or not _title_near(words[at], words[at + 1]):
        return None
    if words[at + 1].low == title or (title in ROLE_TITLES and words[at + 1].low in TITLES):
        return None
    last = _title_end(reading, words, at)
    if last is None:
        return None
    if any(step in reading.known for step in range(at + 1, last + 1)):
        return None, last + 1
    first = at
    if (
        title in ROLE_TITLES
        and at
        and words[at - 1].low in {"my", "our", "the", "his", "her", "ma", "me", "wor", "mums", "dads", "your", "s"}
    ):
        first = at + 1 if words[at - 1].low not in {"the"} else at
    if at and words[at - 1].low in {"lt", "the right", "wing", "squadron"} and _near(words[at]):
        first = at - 1
    start, end = words[first].start, _end_of(words[last])
    before, after = reading.low[max(0, start - 70) : start], reading.low[end : end + 40]
    if _public_here(reading, start, end) and (title not in DOCTORS or has(_SCREEN, reading.low[max(0, start - 45) : end + 45])):
        return None, last + 1
    if _is_pet(reading, start, end):
        return None, last + 1
    clinician = title in DOCTORS or title in STAFF_TITLES
    if title in {"mr", "mrs", "ms", "miss", "sister", "lt", "col", "mister"}:
        clinician = (
            has(_CLINICAL_ROLE, before)
            or has(_CLINIC_AFTER, after)
            or (
                has(CLINICAL, before[-45:] + " " + after)
                and title in {"mr", "miss", "ms", "sister", "col", "lt", "mister"}
                and not has(_LAY, before[-40:] + " | " + after)
            )
        )
    score = 0.9 if title not in WEAK_TITLES else 0.75
    return Person(start, end, score, "title-and-surname", clinician), last + 1


_MEDICAL_TALK = compile_(
    r"\b(?:consultant|surgeon|oncolog\w*|surgery|op\b|operat\w*|theatre|biopsy|scan|mri|results|clinic|chemo|radiotherapy|tumou?r|margins|nodes|lump|stoma|recon\w*|mastectomy|stitches|drain|registrar|second opinion|"
    r"referred|appointment|diagnos\w*|prognosis|steroids|histology|pathology|ward round|consent form|anaesthetic|mdt|cns|tablets|dose|hospital|team|list|gentle hands|explained|drew)\b"
)
_LAY = compile_(
    r"\b(?:next door|neighbou?r|neebor|teacher|solicitor|landlord|over the road|upstairs|downstairs|from the|church|school|waiting room|shouted|letter to|delivered|parcel|along the road|across the|head\b|class|tutor|coach)\b"
)


def _end_of(word: Word) -> int:
    """Where a name ends, a possessive ending left out."""
    return word.end - 2 if word.text.lower().endswith("'s") else word.end


def _title_end(reading: Reading, words: Sequence[Word], at: int) -> int | None:
    """The last word of a titled name, or ``None`` when no surname follows."""
    title, nxt = words[at].low, words[at + 1]
    step = at + 1
    if len(nxt.text) == 1 and nxt.text.isalpha():
        if (
            step + 1 < len(words)
            and _title_near(words[step], words[step + 1])
            and words[step + 1].cap
            and words[at].cap
        ):
            step += 1
        else:
            return None
    if (
        words[step].low in TITLES
        and words[step].low not in lexicon().first_names
        and step + 1 < len(words)
        and _title_near(words[step], words[step + 1])
    ):
        step += 1
    nxt = words[step]
    last = step
    while (
        last + 1 < len(words)
        and last - step < _MAX_PARTS - 1
        and _near(words[last + 1])
        and _continues(reading, words, last + 1)
    ):
        last += 1
    if nxt.low in NEVER or not nxt.text[0].isalpha():
        return None
    surname = _surname_like(reading, words, step)
    whole = last > step
    lone_first = not whole and nxt.low in lexicon().first_names
    if title in WEAK_TITLES:
        need = 0.75 if title in KIN_TITLES else 0.45
        if lone_first or (title in KIN_TITLES and not whole):
            return None
        if not words[at].cap and not nxt.cap and nxt.low in lexicon().ordinary:
            return None
        return last if surname >= need or (whole and surname >= 0.3) else None
    if nxt.low in lexicon().ordinary and not nxt.cap and nxt.tag.name < _SURE_NAME:
        return None
    return last


def _continues(reading: Reading, words: Sequence[Word], at: int) -> bool:
    """Whether a name goes on with this word."""
    word = words[at]
    low = word.low
    if low in CONNECT and at + 1 < len(words) and _near(words[at + 1]):
        return (
            low in {"singh", "kaur"}
            or (word.tag.name > 0.3 and _looks_strange(word))
            or (words[at + 1].cap and not reading.shouting)
        )
    if low in NEVER or low in NOT_AFTER or not word.text[0].isalpha() or len(low) < 2:
        return False
    if words[at - 1].text.lower().endswith("'s"):
        return False
    if word.cap and words[at - 1].cap and not reading.shouting:
        return True
    return _looks_strange(word) and word.tag.name >= _SURE_NAME


def _named(reading: Reading, words: Sequence[Word], at: int) -> tuple[Person | None, int] | None:
    """A given name with a surname, or two words in the place where a name must stand."""
    word = words[at]
    if (
        at + 1 >= len(words)
        or word.low in NEVER
        or not word.text[0].isalpha()
        or len(word.low) < 2
        or word.low in TITLES
    ):
        return None
    couple = _couple(reading, words, at)
    if couple is not None:
        return couple
    if not _near(words[at + 1]):
        return _reversed(reading, words, at)
    before = reading.low[max(0, word.start - 70) : word.start]
    intro = has(_INTRO, before)
    kin = has(_KIN_BEFORE, before)
    given = _given_like(reading, words, at, place=intro or kin)
    if given <= 0:
        return None
    last, surname = _name_end(reading, words, at)
    if last == at:
        return None
    total = given + surname + (0.2 if kin else 0.15 if intro else 0.0)
    if last - at >= 2:
        total += 0.1
    clinical_role = has(_CLINICAL_ROLE, before)
    if clinical_role:
        total += 0.25
    if any(step in reading.known for step in range(at, last + 1)):
        return None, last + 1
    if last + 1 < len(words) and words[last + 1].low in NOT_AFTER and _near(words[last + 1]) and not kin:
        return None
    start, end = word.start, _end_of(words[last])
    after = reading.low[end : end + 40]
    if has(_HERE_AFTER, after) or has(_SELF_INTRO, before):
        total += 0.2
    elif has(_PET, reading.low[max(0, start - 60) : start]) or after.lstrip(" ,(").startswith(
        ("the dog", "the cat", "the wig")
    ):
        return None, last + 1
    elif not kin and not intro and not clinical_role:
        if _public_here(reading, start, end):
            total -= 0.35
        if has(_THING, before):
            total -= 0.5
        elif has(_SIMILE, before):
            total -= 0.2
    if total < 1.05:
        return None
    clinician = clinical_role or has(_CLINIC_AFTER, after)
    return Person(start, end, min(0.99, 0.45 + total * 0.25), "given-name-and-surname", clinician), last + 1


def _given_like(reading: Reading, words: Sequence[Word], at: int, *, place: bool) -> float:
    """How well a word serves as a given name; ``place`` says that a name is expected here."""
    word, nxt = words[at], words[at + 1]
    low = word.low
    if word.text.lower().endswith("'s"):
        return 0.0
    if _is_first(word):
        return 0.7
    if low in lexicon().name_words:
        if (word.cap and nxt.cap and not reading.shouting) or (place and word.tag.given > 0.3) or word.tag.given > 0.8:
            return 0.6
        return 0.0
    if word.tag.given >= _SURE_NAME and (_looks_strange(word)):
        return 0.3 + word.tag.given * 0.3
    if place and _looks_strange(word) and (word.cap == nxt.cap) and (word.cap or word.tag.name > 0.25):
        return 0.35
    if word.cap and nxt.cap and _looks_strange(word) and word.tag.name >= _SURE_NAME:
        return 0.45
    return 0.0


def _name_end(reading: Reading, words: Sequence[Word], at: int) -> tuple[int, float]:
    """The last word of a name that begins here, and how surname-like its end is."""
    last, best = at, 0.0
    step = at + 1
    while step < len(words) and step - at < _MAX_PARTS + 1 and _near(words[step]):
        if words[step - 1].text.lower().endswith("'s"):
            break
        value = _surname_like(reading, words, step)
        if words[step].low in lexicon().first_names and not words[step].cap and words[step].low in lexicon().name_words:
            value = words[step].tag.name * 0.8
        if words[at].cap and not words[step].cap and not reading.shouting:
            value *= 0.5 if words[step].tag.surname < 0.6 else 0.9
        joins = (
            words[step].low in CONNECT
            and step + 1 < len(words)
            and _near(words[step + 1])
            and _surname_like(reading, words, step + 1) >= 0.5
        )
        if step > at + 1 and value < 0.45 and not joins:
            break
        if step == at + 1 and value < 0.3 and not joins:
            break
        if (
            step > at + 1
            and not words[step].cap
            and words[step].tag.name < 0.4
            and words[step].low not in lexicon().first_names
        ):
            break
        if not joins:
            last, best = step, max(best, value)
        step += 1
    return last, best


def _couple(reading: Reading, words: Sequence[Word], at: int) -> tuple[Person | None, int] | None:
    """``Fiona and Alasdair Dunwoodie``: two given names that share one surname."""
    if at + 3 >= len(words) or words[at + 1].low not in {"and", "n", "an"} and words[at + 1].text != "&":
        return None
    if not (_is_first(words[at]) and _is_first(words[at + 2])) or not all(
        _near(words[at + step]) for step in (1, 2, 3)
    ):
        return None
    if _surname_like(reading, words, at + 3) < 0.5 or any(step in reading.known for step in range(at, at + 4)):
        return None
    return Person(words[at].start, _end_of(words[at + 3]), 0.85, "couple", clinician=False), at + 4


def _reversed(reading: Reading, words: Sequence[Word], at: int) -> tuple[Person | None, int] | None:
    """``Barlow, David``: a surname first, as forms want it."""
    nxt = words[at + 1]
    if nxt.gap != ", " or not words[at].cap or not nxt.cap or not _is_first(nxt) or not _looks_strange(words[at]):
        return None
    sentence_start = at == 0 or any(char in ".!?\n:" for char in words[at].gap)
    ends = reading.plain.text[nxt.end : nxt.end + 1] in {"", ".", "\n", ","}
    if not sentence_start or not ends or _is_first(words[at]) or words[at].tag.surname < 0.4 or nxt.low in reading.names:
        return None
    return Person(words[at].start, nxt.end, 0.75, "surname-first", clinician=False), at + 2


def _is_pet(reading: Reading, start: int, end: int) -> bool:
    """Whether a name is that of an animal, a wig, a tumour, a pump."""
    return has(_PET, reading.low[max(0, start - 60) : start]) or has(_PET_AFTER, reading.low[end : end + 34])


def _public_here(reading: Reading, start: int, end: int) -> bool:
    """Whether the words around a name speak of somebody everybody knows."""
    around = reading.low[max(0, start - 45) : start] + " | " + reading.low[end : end + 45]
    return has(_PUBLIC, around)
