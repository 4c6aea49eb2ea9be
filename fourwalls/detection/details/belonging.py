"""Words that say that somebody belongs to what is named near them, wider than ``organisations``: a verb, then a place.

Each cue says how far behind it, or before it, an organisation is looked for, and how plainly it must be one.
"""

# ruff: noqa: E501, PLR2004  patterns and lists are data: broken up they could not be read; lengths are what is tested

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.detection.details.patterns import KIN, compile_, has
from fourwalls.detection.details.reading import Reading

REACH = 64
"""How far behind a verb of work the name of the work may come, in characters of one sentence."""

_WORKS = compile_(
    r"\b(?:do(?:es|ing)? (?:hair|nails|the (?:books|accounts|flowers|cleaning|nights|lates)|nights|lates|payroll)|did (?:hair|nails|the (?:books|accounts)|payroll|my (?:nursing|training|apprenticeship|national service))|fly|flies|flew|underground|workmates?|manag(?:es|ed|ing)|[a-z]{4,}(?:man|woman|ist|ician|ineer|smith|hand|worker|keeper|minder|driver|master|mistress)|work(?:s|ed|ing|in)?|wirk(?:s|ed|in)?|teach(?:es|ing)?|taught|lectur(?:e|es|ed|ing)|employ(?:ed|s)?|retir(?:e|ed|es|ing)|redundan(?:t|cy)|sacked|laid off|paid off|volunteer(?:s|ed|ing)?|stitch(?:es|ed|ing)?|weld(?:s|ed|ing)?|"
    r"clean(?:s|ed|ing)|cook(?:s|ed|ing)|drives?|drove|driving|delivers|delivering|packs|packed|packing|stack(?:s|ed|ing)|temp(?:s|ed|ing)|nurs(?:ed|es|ing)|serv(?:e|es|ed|ing)|apprentic\w*|trained|training|graduat\w*|stud(?:y|ies|ied|ying)|"
    r"help(?:s|ed|ing)? out|clock(?:s|ed)? (?:in|on)|signed off|on the sick|off sick|on leave|phased return|back to work|job|career|shifts?|nights|payroll|tills?|checkouts?|warehouse|the line|the loom|the buses|the bins|the rigs|"
    r"the trams|the boats|the trawlers|the counter|the door|reception|switchboard|the gate|years?|yrs?|yr|man and boy|pension(?:er)?|long service|time served|steward|usher|organist|verger|warden|deacon|elder|sewadar|churchwarden|"
    r"sacristan|treasurer|secretary|captain|chair(?:man|woman|person)?|president|governor|trustee|members?|skipper|foreman|manager|supervisor|head ?teacher|deputy head|janitor|caretaker|porter|receptionist|dinner lady|lollipop (?:man|lady)|"
    r"librarian|teaching assistant|classroom assistant|technician|conductor|cashier|lecturer|professor|student|pupil|prefect|(?:first|second|third|final|1st|2nd|3rd|4th) year|p[1-7]|s[1-6]|primary [1-7]|year \d{1,2}|reception class|sixth form|"
    r"nursery|degree|diploma|phd|apprenticeship|placement|internship|medicine|law|engineering|mended|mends|knit(?:s|ted)? (?:for|with)|bake[sd]? for|preach(?:es|ed)?|worship(?:s|ped)?|fellowship(?:s|ped)?|pray(?:s|ed)?|"
    r"sing(?:s|ing)?|sang|rang|ring(?:s|ing)? the bells|play(?:s|ed|ing)|coach(?:es|ed|ing)?|referee\w*|umpire\w*|row(?:s|ed|ing)|swim(?:s|ming)|bowl(?:s|ed|ing)|danc(?:e|es|ed|ing)|marche[sd]|drum(?:s|med|ming)|goalie|goalkeeper|"
    r"people|folk|crowd|everyone|ladies|lads|lasses|girls|boss|gaffer|colleagues?|team|class|striker|hooker|prop|full ?back|winger|centre half|cornet|trombone|accordion|pipes?|an? [a-z]{2,12})\b"
)
_PREPOSITION = compile_(
    r"\b(?P<x>at|for|with|wi|fur|in|from|of|to|down|doon|up|over|ower|by|within|inside|tae)[ ]+(?:the[ ]|da[ ]|our[ ]|my[ ]|wor[ ]|th'?[ ])?"
)
_PLAIN = frozenset("at for with wi fur from".split())  # noqa: SIM905  a list of words
_AFTER = compile_(
    rf"^(?:'s)?,?[ ](?:(?:warehouse |depot |store |branch )?(?:has |have |had )(?:been |put |given |told )[^.!?\n]{{0,24}}?(?:kept (?:my|his|her)|me on (?:half|sick|full|no)|(?:half|sick) pay|stopped my pay|supportive at work)|(?:want|wants|need|needs|asked for) (?:a |my )(?:letter|fit note|sick note|line)|that'?s |which is |is |was )?(?:where (?:i|he|she|we|they|(?:my|our|me|ma) (?:{KIN}))(?:'ve|'m|'s| have| had)?[ ](?:used to |still |now |once )?(?:work|teach|taught|sing|sang|train|study|studied|play|played|coach|drive|drove|go(?:es)?\b|went to school|learn|did my|clean|cook|serve|pray|worship|am\b|was an?\b|is an?\b)|"
    r"(?:have |has |had |are |were |'?ve )?(?:been )?(?:let me go|sack(?:ed|ing) (?:me|us|him|her)|paid me off|laid (?:me|him|her|us) off|kept (?:me|my|his|her) (?:job|post|place|desk|on)|keep(?:ing)? (?:my|his|her) (?:job|post)|made (?:me|him|her|us) redundant|"
    r"retired me|finished me|hired (?:me|him|her)|took (?:me|him|her) on|pays? my wages|paid my wages|has us (?:old )?(?:lads|lasses|ladies|men|women)|gave me (?:six|three|full|a year|time|my cards|leave)|is my (?:employer|work|church|club|school|choir|team)|(?:is|was) (?:my|our|his|her) (?:old )?(?:employer|work|church|club|school|choir|team|firm|regiment|college|mosque|parish)|"
    r"and (?:i|he|she) (?:am|was|is) (?:the|a|an) (?:steward|elder|member|coach|captain|treasurer|secretary|organist|usher)))"
)
_MAN = compile_(
    r"\b(?:a|an|ex|old|true|proper|lifelong)[ -](?P<x>(?-i:[A-Z])[A-Za-z'&-]+(?:[ ](?-i:[A-Z])[A-Za-z'&-]+){0,2})[ ](?:man|woman|lad|lass|boy|girl|driver|engineer|nurse|teacher|employee|worker|pensioner|veteran|apprentice|postie|miner|fitter)\b"
)
_EX = compile_(r"\b(?:ex|formerly|late of|previously)[ -](?:of[ ])?(?P<x>(?-i:[A-Z]))")
_THEN = compile_(r"\bthen[ ](?:at[ ]|for[ ]|with[ ])?(?:the[ ])?(?P<x>(?-i:[A-Z]))")
_FORM = compile_(
    r"\b(?:employer|place of work|workplace|my work|our work|occupation|employed by|company name|name of employer|school|my school|regiment|my unit|parish|congregation|club)[ ]?(?:is|was|:|-|,)[ ]?(?:the[ ])?(?P<x>[A-Za-z])"
)
_RUNS = compile_(
    r"\b(?:i|we|he|she|they|who|husband|wife|brother|sister|son|daughter|dad|mum)[ ](?:also |still |used to |now )?(?:run|runs|ran|own|owns|owned|manage|manages|managed|joined|founded|set up|opened|sold|started)[ ](?:the[ ])?(?P<x>(?-i:[A-Z]))"
)
_NAMED_PLACE = compile_(
    r"\b(?:my|our|his|her|their|\w+'s|have an?|had an?|run an?|own an?|ran an?|owned an?|got an?|in an?)[ ](?:\w+[ ])?(?:shop|cafe|salon|stall|business|company|firm|pub|bakery|garage|school|nursery|church|chapel|mosque|temple|gurdwara|synagogue|choir|band|club|college|work|regiment|practice|studio|charity|restaurant|hotel|takeaway|parish)"
    r"(?:,[ ]|[ ]called[ ]|[ ]named[ ]|[ ]is[ ]called[ ]|[ ]is[ ])(?:the[ ])?(?P<x>(?-i:[A-Z]))"
)
_PLAYS_FOR = compile_(
    r"\b(?:play(?:s|ed|ing)?|bowl(?:s|ed)?|row(?:s|ed)?|r[ua]ns?|turn(?:s|ed) out|captain(?:s|ed)?|kept goal|keeps goal|sign(?:s|ed))[ ](?:[\w-]+[ ]){0,2}?for[ ](?:the[ ])?(?P<x>(?-i:[A-Z]))"
)
_STUDIES = compile_(
    r"\b(?:(?:reading|read|studying|studied|doing|did|does)[ ](?:medicine|law|chemistry|physics|biology|english|history|maths|nursing|engineering|french|german|spanish|music|art|drama|geography|economics|business|philosophy|psychology|politics|classics|dentistry|theology|computing|computer science|architecture|sociology|midwifery|teaching|pharmacy|a degree|a masters|an? phd|her masters|his masters)|"
    r"(?:lecturer|professor|prof|phd|postdoc|undergrad\w*|fresher|first year|second year|third year|final year|got into|graduated|graduate|student|phd student|degree|masters)(?:[ ](?:in|of)[ ]\w+)?)[ ](?:at|from)[ ](?:the[ ])?(?P<x>(?-i:[A-Z])[a-z]+(?:[ ](?-i:[A-Z])[a-z]+){0,3})"
)
_SENTENCE_END = compile_(r"[.!?\n;]")
_STRANGER = compile_(
    r"\b(?:patient|outpatient|inpatient|regular|customer|visitor|guest|fan|supporter|appointment|scan|treatment|bed|admitted|seen|waiting|queue|results?|clinic|ward|chemo|radiotherapy|biopsy|parked|popped|nipped|bought|raised|donat\w+|watch\w*|saw|visit\w*|"
    r"stay(?:ed|ing)?|holiday|passing|past|opposite|beside|near|behind|outside|coffee|lunch|dinner|tea|meal|wig|delivery|order(?:ed)?|refund|voucher)\b[^.!?\n;]{0,30}$"
)


def cued(reading: Reading) -> Iterator[tuple[int, int, bool]]:
    """Offsets behind which an organisation may begin: offset, strength, and whether it must be plainly one."""
    text = reading.plain.text
    for verb in _WORKS.finditer(text):
        stop = _SENTENCE_END.search(text[verb.end() : verb.end() + REACH])
        end = verb.end() + (stop.start() if stop else REACH)
        kind = verb.group().lower()
        loose = kind.startswith(("a ", "an ")) and not text[max(0, verb.start() - 5) : verb.start()].lower().endswith(
            ("m ", "am ", "'s ", "is ", "was ")
        )
        if loose:
            continue
        for place in _PREPOSITION.finditer(text[verb.end() - 1 : end]):
            at = verb.end() - 1 + place.end()
            if has(_STRANGER, text[max(0, at - 45) : at]):
                continue
            if kind in _COMPANY and place.group("x").lower() not in {"at", "from"}:
                continue
            close = place.start() <= 2
            role = close and kind.startswith(("a ", "an ")) and place.group("x").lower() == "at"
            plain = role or (place.group("x").lower() in _PLAIN and kind.startswith(_SURE_VERBS))
            yield at, 2, not plain
    for pattern in (_EX, _THEN, _FORM, _RUNS, _NAMED_PLACE, _PLAYS_FOR):
        for match in pattern.finditer(text):
            yield match.start("x"), 2, pattern not in (_NAMED_PLACE, _PLAYS_FOR)


_COMPANY = frozenset(
    [
        "people",
        "folk",
        "crowd",
        "everyone",
        "ladies",
        "lads",
        "lasses",
        "girls",
        "boss",
        "gaffer",
        "colleague",
        "colleagues",
        "team",
        "class",
    ]
)
_SURE_VERBS = (
    "work",
    "wirk",
    "teach",
    "taught",
    "lectur",
    "employ",
    "retir",
    "redundan",
    "sacked",
    "laid",
    "paid",
    "stitch",
    "weld",
    "pack",
    "temp",
    "clean",
    "cook",
    "drive",
    "drove",
    "apprentic",
    "signed off",
    "off sick",
    "phased",
    "back to work",
)


def followed(reading: Reading, end: int) -> bool:
    """Whether the words behind an organisation say that somebody belongs to it."""
    return has(_AFTER, reading.low[end : end + 70])


def studies(reading: Reading) -> Iterator[tuple[int, int]]:
    """Where somebody studies or teaches a subject; universities are called by their towns."""
    for match in _STUDIES.finditer(reading.plain.text):
        yield match.span("x")


def adjectives(reading: Reading) -> Iterator[tuple[int, int]]:
    """``a McAlpine man``: the name of an employer in the place of an adjective."""
    for match in _MAN.finditer(reading.plain.text):
        yield match.span("x")
