"""A title with a surname: whether it names somebody private, and whether that is a clinician."""

# ruff: noqa: E501, PLR0911, PLR2004, SIM905  weights of evidence stand where they are weighed, one refusal a line

from __future__ import annotations

from collections.abc import Sequence

from fourwalls.detection.details.likeness import (
    MAX_PARTS,
    SURE_NAME,
    continues,
    end_of,
    is_pet,
    near,
    public_here,
    surname_like,
)  # fmt: skip
from fourwalls.detection.details.patterns import compile_, has
from fourwalls.detection.details.people_words import (
    CLINIC_AFTER,
    CLINICAL,
    CLINICAL_ROLE,
    DOCTORS,
    KIN_TITLES,
    LAY,
    MEDICAL_TALK,
    NEVER,
    ROLE_TITLES,
    SCREEN,
    SHORT_TITLES,
    STAFF_TITLES,
    TITLES,
    WEAK_TITLES,
)  # fmt: skip
from fourwalls.detection.details.reading import Reading, Word
from fourwalls.detection.lexicon import lexicon

_OWNERS = frozenset("my our his her ma me wor mums dads your s".split())
_KINDRED = frozenset("sister brother auntie uncle father".split())
"""Titles that say ``my sister`` behind an owner."""
_EITHER = frozenset("mr mrs ms miss sister lt col mister".split())
"""Titles of surgeons and nurses that everybody else has as well."""
_RANKS = frozenset("lt wing squadron".split())
_INITIALS = 3
"""So many initials may stand between a title and a surname."""

_FIRST_NAME_TITLES = frozenset(
    "mister miss sister nurse auntie uncle bhai father pastor lady sir matron elder brother captain major doc doctor".split()
)
"""Titles that stand before a given name as well (``nurse Efe``, ``Mister Balbir``)."""
_BOTH = frozenset(
    "thomas james lewis scott stewart stuart graham craig ross murray cameron owen morgan howard harvey gordon kelly mitchell harrison francis alexander campbell allan allen bruce dean douglas duncan "
    "ellis evan evans frank george glen gill gilbert grant greg gregory henry hilary howell hughes jordan joseph kay khan ali hussain ahmed singh kaur kim lee leslie lloyd lynch martin mason maxwell "
    "neil nelson norman oliver palmer parker patrick paul perry peters philip reid reuben rice robin rose russell shaw sheldon sidney simon spencer stanley sutherland taylor terry todd tyler vincent "
    "walker wallace walter warren wilson winston iqbal malik mahmood patel hassan hussein ibrahim aziz rashid kumar sharma begum mensah owusu boateng osei adeyemi okafor abraham isaac jacob solomon reynolds".split()
)
"""Given names that are surnames just as often."""
_FIGURE = compile_(
    r"\b(?:proper|right|real|regular|total|complete|pure|bit of a|like|as|play(?:ing|ed)?|being|inner|dressed as|our own|resident|(?:call|nam|christen|nicknam)(?:e?s|e?d|ing)? (?:him|her|me|it|them|my \w+))[ ]+(?:a[ ]+|an[ ]+)?$"
)

_SOCIAL = compile_(
    r"\b(?:next door|neighbour|neebor|teacher|teach\w*|school|class|solicitor|landlord|landlady|church|chapel|mosque|shop|shopkeeper|postman|vicar|minister|funeral|undertaker|boss|gaffer|married|widow\w*|wedding|"
    r"husband|wife|headmaster|headmistress|head|coach|councillor|bank|insurance|butcher|baker|plumber|builder|garage|parcel|upstairs|downstairs|number \d+|no\.? ?\d+|sent it to|fence|hedge|bins|stair|close|street|road|choir|allotment|bowls|bowling|club|driver|taxi)\b"
)
"""Words that place a ``Mr`` outside the hospital; without any, in a support group it is a surgeon's."""

_DEVOUT = compile_(
    r"\b(?:convent|nuns?|church|chapel|parish|pray\w*|bless\w*|taught|school|rosary|mass|novena|holy|pastor|father|reverend|fellowship|choir|soup|god|lord|jesus|priest|lourdes|order of)\b"
)
"""Words that make a ``Sister`` one of a church and not of a ward."""
_MEDICINE = compile_(
    r"^[a-z]{3,}(?:mab|nib|taxel|platin|rubicin|oxifen|azole|statin|cillin|morph|adol|azepam|setron|ciclib|parib|omide|limus|ovir|icillin|zepam|profen|steroid|chemo|tumou?r|cancer|stoma)$"
)
_WARE = compile_(
    r"^(?:'?s)?[ ](?:capsules?|tablets?|pills?|brand|make|shoes?|boots?|insoles?|toothpaste|sauce|cakes?|pies?|biscuits?|show|film|book|song)\b"
)

Titled = tuple[int, int, float, bool]
"""Start, end, score, whether a clinician."""


def titled(reading: Reading, words: Sequence[Word], at: int) -> tuple[Titled | None, int] | None:
    """A title with what follows it; ``(None, next)`` when it names nobody private."""
    title = words[at].low
    if title not in TITLES or at + 1 >= len(words) or not _follows(words[at], words[at + 1]):
        return None
    if words[at + 1].low == title or (title in ROLE_TITLES and words[at + 1].low in TITLES):
        return None
    if title in _KINDRED and {word.low for word in words[max(0, at - 2) : at]} & _OWNERS:
        return None
    last = _last(reading, words, at)
    if last is None:
        return None
    first = _first(words, at)
    start, end = words[first].start, end_of(words[last])
    steps = range(at, last + 1)
    if any(step in reading.known for step in steps) or is_pet(reading, start, end) or _nobody(reading, words, at, last):
        return None, last + 1
    if has(SCREEN, reading.low[max(0, start - 45) : end + 45]) or (
        title in WEAK_TITLES - DOCTORS and public_here(reading, start, end)
    ):
        return None, last + 1
    score = 0.9 if title not in WEAK_TITLES else 0.75
    second = words[at + 1].low if words[at + 1].low in DOCTORS else title
    return (start, end, score, _is_clinician(reading, second, start, end)), last + 1


def _nobody(reading: Reading, words: Sequence[Word], at: int, last: int) -> bool:
    """A title with a given name, with a word of address, or of a figure of speech (``a proper Captain Pugwash``)."""
    lists = lexicon()
    if words[at + 1].low in lists.greetings:
        return True
    alone = last == at + 1
    low = words[last].low
    if low in lists.health or has(_MEDICINE, low):
        return True
    if alone and low in lists.first_names and words[at].low in _FIRST_NAME_TITLES and low not in _BOTH:
        return True
    if has(_WARE, reading.low[end_of(words[last]) :][:24]):
        return True
    return has(_FIGURE, reading.low[max(0, words[at].start - 40) : words[at].start])


def _follows(title: Word, word: Word) -> bool:
    """Whether a word directly follows a title; a short title may end in a full stop."""
    gap = word.gap.strip(" ")
    return (gap == "" and "\n" not in word.gap) or (gap == "." and title.low in SHORT_TITLES)


def _first(words: Sequence[Word], at: int) -> int:
    """Where a titled name begins: ``my doctor X`` without the role, ``Lt Col X`` with both ranks."""
    if not at:
        return at
    if words[at].low in ROLE_TITLES and words[at - 1].low in _OWNERS:
        return at + 1
    return at - 1 if words[at - 1].low in _RANKS and near(words[at]) else at


def _is_clinician(reading: Reading, title: str, start: int, end: int) -> bool:
    """Whether a titled person treats somebody: by title, by role, or by the talk around a surgeon's ``Mr``."""
    if title in DOCTORS or title in STAFF_TITLES:
        return True
    if title not in _EITHER:
        return False
    before, after = reading.low[max(0, start - 70) : start], reading.low[end : end + 40]
    if has(CLINICAL_ROLE, before) or has(CLINIC_AFTER, after):
        return True
    if title == "mrs" or has(LAY, f"{before[-60:]} | {after}"):
        return False
    if title == "sister":
        return has(CLINICAL, f"{before[-45:]} {after}") or not has(_DEVOUT, reading.low)
    if title in {"mr", "ms"} and not has(_SOCIAL, reading.low):
        return True
    return has(CLINICAL, f"{before[-45:]} {after}") or (title != "sister" and has(MEDICAL_TALK, reading.low))


def _last(reading: Reading, words: Sequence[Word], at: int) -> int | None:
    """The last word of a titled name, or ``None`` when no surname follows."""
    step = _surname_at(words, at)
    if step is None:
        return None
    name = words[step]
    if name.low in NEVER or not name.text[0].isalpha():
        return None
    lists = lexicon()
    ordinary = name.low in lists.ordinary
    if ordinary and name.low not in lists.surname_words:
        return None
    if ordinary and not name.cap and name.tag.surname < SURE_NAME:
        return None
    last = step
    while last + 1 < len(words) and last - step < MAX_PARTS - 1 and near(words[last + 1]):
        if not continues(reading, words, last + 1):
            break
        last += 1
    alone = last == step and name.low in lists.first_names
    if alone and name.tag.given > SURE_NAME > name.tag.surname:
        return None
    if words[at].low not in WEAK_TITLES:
        return last
    return last if not alone and _enough(reading, words, at, step, last) else None


def _surname_at(words: Sequence[Word], at: int) -> int | None:
    """Where the name behind a title begins, an initial or a second title skipped."""
    step = at + 1
    while step + 1 < len(words) and step - at <= _INITIALS and len(words[step].text) == 1 and words[step].cap:
        if words[step + 1].gap.strip(" ") not in {"", "."} or not words[step + 1].cap:
            return None
        step += 1
    if len(words[step].text) == 1:
        return None
    more = step + 1 < len(words) and _follows(words[step], words[step + 1])
    if more and words[step].low in TITLES and words[step].low not in lexicon().first_names:
        return step + 1
    return step


def _enough(reading: Reading, words: Sequence[Word], at: int, step: int, last: int) -> bool:
    """Whether a title that is a word of its own has a good enough surname behind it."""
    whole = last > step
    if words[at].low in KIN_TITLES and not whole:
        return False
    need = 0.75 if words[at].low in KIN_TITLES else 0.45
    surname = surname_like(reading, words, step)
    return surname >= need or (whole and surname >= 0.3)
