"""Words that may name an organisation, wherever they stand, and what they look like by themselves."""

# ruff: noqa: E501, SIM905  lists of words are data: broken up, or as lists of strings, they could not be read

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fourwalls.detection.details.organisations import CONNECT, GENERIC, ORG, PREFIXED, SAINTS, STOP
from fourwalls.detection.details.orgnames import backwards, employer_end, extent, is_org
from fourwalls.detection.details.people_words import NEVER, TITLES
from fourwalls.detection.details.reading import Reading, Word
from fourwalls.detection.lexicon import lexicon

ARTICLES = frozenset("the da th our my oor wor ma a an local old".split())
PREPOSITIONS = frozenset("at for with in of from to wi fur tae by on up into inside @ fae w doon down".split())
LONGEST_LOWER = 4
"""So many words in lower case, none of them a kind of organisation, may name one."""
MODEL_SAYS = 0.5

_KINDS = {
    "school": "school academy primary high grammar secondary infants juniors nursery prep college uni university polytechnic poly institute conservatoire "
    "ysgol coleg preschool playgroup seminary",
    "church": "church chapel kirk cathedral abbey minster parish masjid mosque gurdwara mandir temple synagogue shul tabernacle assembly fellowship mission "
    "meeting eglwys capel priory baptist baptists methodist methodists adventist pentecostal orthodox gospel congregation iglesia sabha",
    "club": "club gac gaa fc rfc afc cc golf rowing bowling cricket rugby tennis angling harriers rovers wanderers athletic united town city choir chorus singers "
    "orchestra band brass philharmonic choral society players guild rotary scouts guides brownies legion wi clwb cor runners striders quilters morris",
    "forces": "brigade regiment battalion rifles engineers fusiliers guards hussars lancers highlanders commando marines navy raf squadron corps dragoons",
    "venue": "museum gallery library theatre hall park centre station court inn arms hotel castle gardens arena stadium airport street road lane avenue bridge monument",
    "health": "hospital infirmary surgery clinic hospice pharmacy general royal",
}  # fmt: skip
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_COMPOUND = frozenset(
    "museum shop shops street road lane avenue bridge gate gates station car park parking site app website leaflet advert nurse nurses line tower centre "
    "ship ships van vans wagon driver deliveries delivery scheme award cup shirt top mug voucher card cards prize series programme show album song book film "
    "method sauce biscuit crisps bar cake tea whisky account mobile helpline fund appeal day week".split()
)
"""Behind a name these make a thing that is only called after it."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words ``first`` to ``last`` of a reading."""

    first: int
    last: int

    def words(self, reading: Reading) -> Sequence[Word]:
        """The words themselves."""
        return reading.words[self.first : self.last + 1]


def mentions(reading: Reading) -> Iterator[Mention]:
    """Every stretch of words that could name an organisation; they may overlap."""
    seen: set[tuple[int, int]] = set()
    words = reading.words
    for span in _spans(reading, words):
        first, last = _trimmed(words, *span)
        if (first, last) not in seen and _possible(words[first : last + 1]):
            seen.add((first, last))
            yield Mention(first, last)


def _trimmed(words: Sequence[Word], first: int, last: int) -> tuple[int, int]:
    """A stretch without articles before it and little words behind it."""
    while first < last and words[first].low in ARTICLES:
        first += 1
    while last > first and (words[last].low in STOP or words[last].low in CONNECT or words[last].low.isdigit()):
        last -= 1
    return first, last


def _possible(words: Sequence[Word]) -> bool:
    """Whether words can name anything: no day, no title, not only words that everybody uses for such places."""
    known = employer_end(words, 0) == len(words) - 1
    if words[0].low in TITLES - {"sister", "father", "major"} or (
        len(words) == 1 and words[0].low in NEVER and not known
    ):
        return False
    if not any(char.isalpha() for word in words for char in word.text):
        return False
    places = lexicon().places
    if len(words) > 1 and all(word.low in lexicon().first_names or word.low in CONNECT for word in words):
        return known  # "Mel and Sue"
    if all(word.low in places for word in words) and not known:
        return False  # a town alone is no organisation; where one studies it, ``belonging.studies`` sees
    named = len(words) > 1 and words[0].low in places and is_org(words[-1])
    return known or named or not all(w.low in GENERIC or w.low in CONNECT or w.low in STOP for w in words)


def _spans(reading: Reading, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Candidates by what begins or ends them."""
    for at, word in enumerate(words):
        known = employer_end(words, at)
        if known is not None:
            yield at, known
        if word.text[0].isalnum() and _begins(reading, words, at):
            last = extent(reading, words, at)
            if last is not None:
                yield at, last
        if is_org(word) or (word.low in _KIND_OF and at):
            first = backwards(reading, words, at)
            if first is not None:
                yield first, at
        if not word.cap and at and _led(words, at):
            last = _lower_end(words, at)
            if last is not None:
                yield at, last


def _begins(reading: Reading, words: Sequence[Word], at: int) -> bool:
    """Whether a name may begin with this word: by its capital, by a saint, or by a kind that stands first."""
    word = words[at]
    if word.low in SAINTS or word.low in PREFIXED:
        return True
    if not word.cap or reading.shouting or word.low in STOP:
        return False
    if reading.mid_cap(at):
        return True
    follows = at + 1 < len(words) and not words[at + 1].gap.strip(" ") and (words[at + 1].cap or is_org(words[at + 1]))
    return word.low not in lexicon().ordinary or follows


def _led(words: Sequence[Word], at: int) -> bool:
    """Whether a preposition, or a comma behind a place of work, leads to this word."""
    before = words[at - 1]
    if words[at].gap.strip(" "):
        return False
    if before.low in ARTICLES and at > 1:
        before = words[at - 2]
    return before.low in PREPOSITIONS or before.low in {"is", "called"}


def _lower_end(words: Sequence[Word], at: int) -> int | None:
    """Where a name in lower case ends: at the first little word or mark."""
    last = None
    for step in range(at, min(at + LONGEST_LOWER, len(words))):
        word = words[step]
        stop = word.low in STOP or word.low in PREPOSITIONS or not word.text[0].isalnum() or word.cap
        if stop or (step > at and word.gap.strip(" &'")):
            break
        if step > at and word.low in lexicon().ordinary and not is_org(word) and word.low not in lexicon().places:
            break
        last = step
    return last


def shape(reading: Reading, mention: Mention) -> Iterator[str]:
    """What the words look like: features of the mention alone."""
    lists = lexicon()
    words = mention.words(reading)
    lows = [word.low for word in words]
    content = [word for word in words if word.low not in CONNECT]
    yield f"words={min(len(words), 3)}"
    if employer_end(words, 0) == len(words) - 1:
        yield "employer" if len(words) > 1 or lows[0] not in lists.ordinary else "employer-word"
    yield from (f"kind={kind}" for kind in {_KIND_OF[low] for low in lows if low in _KIND_OF})
    if any(is_org(word) for word in words):
        yield "org-last" if is_org(words[-1]) else "org-inside"
    elif not any(low in ORG or low in _KIND_OF for low in lows):
        yield "org-none"
    if lows[0] in SAINTS:
        yield "saint"
    if lows[0] in PREFIXED:
        yield "prefixed"
    yield from _letters(reading, mention, content)
    yield from _doubts(reading, mention, content)


def _letters(reading: Reading, mention: Mention, content: Sequence[Word]) -> Iterator[str]:
    """Capitals, rarity, ending."""
    ordinary = lexicon().ordinary
    words = mention.words(reading)
    if words[0].cap and not reading.shouting:
        yield "cap-mid" if reading.mid_cap(mention.first) else "cap-start"
    else:
        yield "lower-whispering" if reading.whispering else "lower"
    if len(words) == 1 and words[0].text.isupper() and len(words[0].text) > 1 and not reading.shouting:
        yield "acronym"
    strange = [word for word in content if word.low not in ordinary]
    yield "strange" if len(strange) == len(content) else "part-strange" if strange else "ordinary"
    if words[-1].text.lower().endswith("'s"):
        yield "owner"


def _doubts(reading: Reading, mention: Mention, content: Sequence[Word]) -> Iterator[str]:
    """What speaks for a person, a place, a thing."""
    lists = lexicon()
    words = mention.words(reading)
    if content and all(word.low in lists.places for word in content):
        yield "place"
    if content and content[0].low in lists.first_names:
        yield "given-first"
    if content and sum(word.tag.name for word in content) / len(content) >= MODEL_SAYS:
        yield "personlike"
    if any(word.tag.street >= MODEL_SAYS for word in words):
        yield "streetlike"
    if any(step in reading.known for step in range(mention.first, mention.last + 1)):
        yield "known"
    yield from _edges(reading, mention)


def _edges(reading: Reading, mention: Mention) -> Iterator[str]:
    """Whether the name goes on beyond the mention, or makes a thing or a number together with what follows."""
    words = reading.words
    before, first, after = mention.first - 1, words[mention.first], mention.last + 1
    if before >= 0 and not first.gap.strip(" ") and first.cap and not reading.shouting and reading.mid_cap(before):
        yield "fragment-behind"
    if after >= len(words) or words[after].gap.strip(" "):
        return
    following = words[after]
    if following.low in _COMPOUND:
        yield "compound"
    if following.text[0].isdigit():
        yield "number-next"
    if following.cap and first.cap and not reading.shouting:
        yield "fragment-before"
