"""A named employer, school, regiment, church or club to which somebody belongs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fourwalls.detection.details.patterns import KIN, compile_, has
from fourwalls.detection.details.reading import Found, Reading, Word
from fourwalls.detection.lexicon import lexicon
from fourwalls.group.finding import DetailKind

KIND = DetailKind.WORKPLACE

CAUGHT = (
    "I teach at «Gillespie's High» three days a week",
    "my husband drives for «Lothian Buses»",
    "i clean in «kirkcaldy high school» at night",
    "been at «tesco» twenty years on the tills",
    "on the line at «nissan» 22 year",
    "I sing with the «Dunmore Choral Society»",
    "my son is in p4 at «st ninians primary»",
    "22 years in the «Royal Engineers»",
)
LET_PASS = (
    "I'm a nurse and I work in retail",
    "popped into Tesco for milk",
    "the appeal raised money for St Columba's",
    "I work from home these days",
    "I support Hibs, God help me",
    "my treatment is at the Western General",
    "she works in the garden and he works at night",
)

_AT = r"(?:at|for|with|in|wi|fur|from|of|to|4|@|tae|intae|within)"
_ROLE = (
    r"(?:teacher|lecturer|nurse|midwife|cleaner|driver|porter|cook|chef|dinner lady|lollipop|janitor|jannie|caretaker|secretary|receptionist|manager|supervisor|engineer|fitter|welder|"
    r"electrician|sparky?|spark|joiner|plumber|brickie|labourer|mechanic|baker|butcher|barber|hairdresser|stylist|waiter|waitress|barman|barmaid|cashier|clerk|accountant|actuary|solicitor|"
    r"lawyer|paralegal|architect|surveyor|planner|librarian|warehouse\w*|picker|packer|forklift\w*|loader|handler|baggage|security|guard|steward|stewardess|cabin crew|pilot|conductor|guard|"
    r"signalman|postie|postman|postwoman|courier|trucker|hgv|lorry driver|bus driver|tram driver|weaver|machinist|seamstress|tailor|apprentice|trainee|intern|student|pupil|prefect|"
    r"head teacher|headteacher|head|deputy head|principal|professor|tutor|ta|teaching assistant|sen[a-z]*|governor|trustee|chair(?:man|woman)?|treasurer|captain|coach|player|goalie|keeper|"
    r"elder|deacon|organist|chorister|choir ?master|minister|vicar|curate|priest|warden|sacristan|bell ?ringer|churchwarden|reader|verger|imam|granthi|member|volunteer|medic|paramedic|"
    r"firefighter|fireman|policeman|pc|officer|detective|soldier|sergeant|corporal|private|sapper|gunner|marine|sailor|stoker|bosun|skipper|deckhand|fisherman|farmhand|shepherd|ghillie|"
    r"gamekeeper|ranger|gardener|groundsman|greenkeeper|caddy|carer|care assistant|hca|auxiliary|support worker|social worker|youth worker|counsellor|psychologist|physio|pharmacist|dentist|"
    r"optician|vet|radiographer|technician|lab tech|scientist|researcher|analyst|developer|programmer|consultant|adviser|advisor|agent|salesman|rep|buyer|checkout|tills|night shift|shift|"
    r"reception|year \d|p[1-7]|s[1-6]|nursery|second cornet|first cornet|cornet|euphonium|second viola|viola|violin|cello|alto|tenor|bass|soprano|drummer|piper|branch sec|sec|"
    r"foreman|gaffer|ganger|shop steward|convener|line|line manager|director|partner|owner|founder|civil servant|mp|msp|councillor|journalist|reporter|editor|producer|presenter|photographer)"
)
_VERB = (
    r"(?:work|works|worked|working|werk|wirk|wirks|teach|teaches|taught|teaching|lecture[sd]?|lecturing|drive|drives|driv|drove|driving|clean|cleans|cleaned|cleaning|cook|cooks|cooking|nurse[sd]?|nursing|"
    r"volunteer(?:s|ed|ing)?|study|studies|studied|studying|train(?:s|ed|ing)?|serve[sd]?|serving|play|plays|played|sing|sings|sang|singing|swim|swims|row|rows|rowed|ring|rings|bowl|bowls|"
    r"worship|worships|fellowship|attend|attends|attended|preach|preaches|pray|prays|enrol+ed|employed|manage[sd]?|managing|fly|flies|flew|deliver|delivers|delivering|pack|packs|stack|stacks|sell|sells|cut|cuts|"
    r"do sewa|does sewa|do seva|volunteering|job|career|apprenticeship|contract|shifts?|placement|temp|temping|started|start|retired|retiring|resigned|redundant|sacked|laid off|made redundant|"
    r"resign|left school|go|goes|went|graduated|qualified|passed out|passin out|passing out|joined|join|belong|belongs|coach(?:es|ed|ing)?|umpire[sd]?|referee[sd]?|ref|refs|run|runs|help|helps|helped|"
    r"bake[sd]?|fish(?:es|ed)?|weld|welds|welded|weave|weaves|wove|march|marched|paraded|toured|sail|sails|sailed|reading \w+|doing \w+|doin \w+|studying \w+|dig|digs|guard|guards|patrol|patrols|mend|mends|repair|repairs|"
    r"fix|fixes|build|builds|built|make|makes|design|designs|designed|answer phones|do nights|does nights|does the accounts|do the books|does the books|do the flowers|does the flowers|is on the boats|on da boats|on the boats)"
)
_WEAK_VERBS = compile_(
    r"\b(?:go|goes|went|start|started|play|plays|played|run|runs|help|helps|make|makes|build|ring|rings|cook|cooks|fix|fixes|pray|prays|sell|cut|cuts|row|fly|flew|serve|march|sail|fish|answer|attend|attended|swim|swims|join|joined|of|from|to|in|tae)\b"
)
_LINK = r"(?:[ ](?:part[ -]?time|full[ -]?time|nights|days|on the \w+|in the \w+|in \w+|over|still|now|evening shift|up|doon|down|out|back|year \d+|p\d|the \d+[a-z]?|\w+ing|the milk tanker|the bus|a bus|a lorry|hair|sewa|security|reception|maths|english|history|science|music|children|kids|nursing|medicine|medcine|law|art|foto|photography|alto|tenor|bass|soprano|cornet))?"
_ACT = compile_(rf"\b(?:{_VERB}){_LINK}[ ]{_AT}[ ]")
_ROLE_AT = compile_(rf"\b{_ROLE}(?:[ ](?:in the \w+|on the \w+|nights?|days?))?[ ,]+{_AT}[ ]")
_IS_AT = compile_(
    rf"\b(?:(?:i'?m|i am|im|ah'?m|am|he'?s|she'?s|shes|hes|they'?re|is|was|are|i was|been|been there|lad'?s|son'?s|daughter'?s|\w+'s|brake|break|leave|sick|line|course)[ ]+(?:still[ ]|now[ ]|away[ ]|back[ ]|over[ ]|off[ ])?(?:at|with|wi|for|from|in the|on (?:the|da) boats wi)|"
    r"on the sick from|on brake from|on break from|on (?:sick|maternity) leave from|out of|job open at|job at|kept my job(?: open)? at|place at|years? at|yrs at|years? with|year at|year with|years? in the|yrs in the|yrs|twenty years (?:at|with)|thirty years (?:at|with)|"
    rf"in school|school|p[1-7] at|s[1-6] at|year \d{{1,2}} at|y\d{{1,2}} at|reception at|sixth form at|starts at|started at|uni at|goes to|go to|go|went to|off to|prof at|gaffer at|{_ROLE}[ ]at)[ ]"
)
_OUR = compile_(
    rf"\b(?:our|my|wor|oor|ma|me|his|her|their|the) (?:church|kirk|chapel|mosque|masjid|temple|gurdwara|synagogue|shul|club|choir|band|school|college|uni|work|boss at|firm|company|office|regiment|battalion|unit|branch|lodge|parish|congregation|team|wi|w\.i\.|guild|troop|pack|shop|employer|hr at|union|crew|ship|station|depot|factory|yard|pit|colliery|bakery|salon|pub|garage)(?:'s)?(?:,| is| at| are|:)*[ ]"
)
_PEOPLE_AT = compile_(
    r"\b(?:boss|bosses|girls|boys|lads|lasses|folk|team|colleagues?|workmates?|mates|staff|hr|h\.r\.|occ(?:y|upational)? health|manager|line manager|gaffer|supervisor|foreman|head ?teacher|crew|union|shift|shifts|job|jobs|post|role|contract|"
    r"redundan\w+|signed off|sick note|fit note|sick pay|desk|tills?|canteen|pension|retired|retirement|career|apprenticeship|internship|placement|degree|phd|masters|lectures|governors?|trustees?|committee|secretary|treasurer|chair|president|captain|"
    r"elder|member|membership|minister|priest|vicar|father \w+|imam|rabbi|rehearsals?|practice|training|service|mass|congregation|parish|pupils|kids|class|students|choir|collection|whip[ -]?round|card from everyone|interview|first day|last day|back to work|"
    r"phased return|leave|secondment|overtime|nights|days|uniform|van|lorry|cab|truck|bus route|depot|warehouse|office)[ ](?:job[ ])?(?:at|from|with|for|of|in|down at|up at|over at|out of)[ ]"
)
_CALLED = compile_(
    r"\b(?:my|our|his|her|their|me|ma|the)[ ](?:own[ ]|wee[ ]|little[ ]|family[ ])?(?:company|business|firm|shop|salon|cafe|pub|garage|practice|bakery|school|college|church|choir|band|club|team|lodge|regiment|employer|work|workplace|bookshop|restaurant|hotel|farm shop|nursery|studio|charity)[ ]?"
    r"(?:is[ ]called|called|named|,|\(|is|was|:|-)[ ]*(?:the[ ])?"
)
_EMPLOYER = compile_(r"\bemployer'?s?[^.!?\n]{0,30}?,?[ ](?:but|is|are|was|and)[ ]")
_ORG = frozenset(
    "school academy primary high grammar secondary infants juniors nursery prep college uni university polytechnic poly institute conservatoire ysgol coleg church chapel kirk cathedral abbey "
    "minster parish masjid mosque gurdwara gurdwhara mandir temple synagogue shul tabernacle assembly fellowship mission quakers meeting salvation corps club gac gaa fc rfc afc cc golf rowing bowling cricket rugby "
    "tennis angling harriers rovers wanderers athletic emmets bluetits choir chorus singers orchestra band brass philharmonic choral society players theatre wi rbl legion guild rotary lions probus scouts guides brownies cubs beavers "
    "cadets brigade regiment battalion rifles engineers fusiliers guards hussars lancers highlanders commando marines navy raf squadron corps "
    "buses coaches taxis cabs motors cars garage haulage transport logistics freight express airways airlines airport ferries shipping shipyards shipyard shipbuilders yard yards dockyard port "
    "bros brothers sons ltd limited plc group holdings associates partners solicitors accountants architects consulting engineering works foundry forge steelworks colliery pit mine mines mill mills "
    "bakery bakers butchers brewery distillery dairy creameries foods farm farms fisheries nurseries hydro hotel inn arms spa bank insurance assurance building council centre hospital infirmary surgery pharmacy chemist "
    "dental practice hospice ambulance trust stores store supermarket salon barbers hairdressers optical opticians vets library museum gallery fire police station prison studio studios press times herald gazette "
    "tweed textiles knitwear plastics chemicals electronics systems software services security cleaning catering caterers care homes court rest".split()
)
_GENERIC = frozenset(
    "since mine yours a an the my your our his her their its this that some any one two three home house work night nights day days weekends weekend school college uni university church chapel mosque kirk hospital hospitals retail "
    "education finance construction sales it care catering social tourism council office offices factory warehouse shop shops farm bank pub bar cafe restaurant kitchen garden shed town city village ward clinic local "
    "primary secondary nursery high special big small wee little large new old same private state public nhs civil service army navy raf police fire industry sector team industry moment minute present least last first "
    "once all peace rest me you him us them it himself herself myself yourself myself people everyone children kids families charity charities radiotherapy chemo oncology maggies maggie's macmillan surgery theatre "
    "mornings morning evening evenings afternoon midnight noon christmas easter monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december "
    "spring summer winter autumn london edinburgh glasgow manchester leeds liverpool cardiff belfast bristol birmingham sheffield newcastle dundee aberdeen inverness scotland england wales ireland yorkshire cornwall devon kent "
    "essex fife wales france spain poland nigeria ghana india pakistan jamaica germany italy america europe africa asia uk britain sea bed pain remission hope god jesus scans treatment hell heaven tears bits place places charge "
    "control shape good bad no yes not and but or if so then when which who what where there here mum dad mam nan mum's dad's gran grandad sister brother wife husband son daughter friend friends mates mate lads girls boys daughter's "
    "work's football rugby golf tennis piano guitar games cards bingo chess darts snooker drums fiddle violin cello songs hymns part full time years yrs year months weeks hours long ages over about around under after before during for at in on of to with from".split()
)
_CONNECT = frozenset("of the and & y yr de la le el for in on at o' st saint st. upon by a'".split())
_STOP = frozenset(
    "and but so because cos since when where who which that if though although while until till so its it's it's i im i'm ive we he she they you it is was are were has have had will would can could "
    "do does did been being not just only also still now then there here this these those my our your his her their me us them him as to from with without about for before after between during over under out off up down "
    "every all most some any other another few lots two three four five six seven eight nine ten first next last days day night nights years yrs year months weeks shift shifts friday monday tuesday wednesday thursday saturday sunday "
    "even though bless god thank thanks please lol tbh xx x haha omg yes no aye ok oh well n an in on at of the a by wi fae t got gets get keep kept keepit made make makes than mind who's whos t4 t5 back doing doin".split()
)
_VISIT = compile_(
    r"\b(?:popped (?:in|into|to)|nipped|parked|queue|bought|buy|got (?:it|some|them) (?:in|at|from)|ordered|delivery|delivered|shopping|visited|visit|appointment|scan at|treated at|treatment at|ward|raised|appeal|donat\w*|chemo at|seen at|radiotherapy at|support(?:s|ed)?|supporter|fan|match|watch(?:ed|ing)?|beat|lost to|trial at|session at|seminar|wait(?:ed|ing)? at)\b"
)
_SCHOOLISH = compile_(
    r"\b(?:teach|taught|school|pupil|class|p[1-7]\b|year \d|reception|nursery|teacher|head\b|governor|parents evening|son|daughter|wean|bairn|grandson|granddaughter|kids?|boy|girl|lad|lass|study|student|uni\b|medicine|nursing|degree|course|lecturer|church|worship|fellowship|elder)\b"
)
_BELONG = compile_(
    rf"\b(?:work|works|worked|working|drive|drives|drove|driving|nurse at|job|shift|shifts|boss|gaffer|manager|colleague|employ\w*|redundan\w*|retired|pension|years? (?:at|with|in|on)|yrs|tills|checkout|warehouse|depot|factory|line|apprentice\w*|"
    rf"contract|staff|team at|been (?:at|with)|served|serving|regiment|squad|(?:{KIN})[ ](?:is|was|'s)?[ ]?(?:at|with|in the)|on leave|sick (?:pay|leave|note)|hr|payroll|uniform|oppo|branch|boiler room|tour|posted|discharged|passin out|veteran|ex)\b"
)
_FORCES = compile_(
    r"\b(?P<x>(?:the[ ])?(?:royal[ ](?:navy|marines|engineers|artillery|signals|logistic corps|air force|green jackets|welsh|scots|irish|tank regiment|anglian(?:s| regiment)?|highland fusiliers|fusiliers|corps of \w+|electrical and mechanical engineers|army medical corps|military police)|"
    r"[1-9][ ](?:rifles|para|scots|yorks|mercian|lancs|royal anglian|rifle|regiment rlc)|4[0-9][ ]commando|black watch|(?:scots|irish|welsh|coldstream|grenadier|life)[ ]guards|(?:gordon|argyll and sutherland|queen'?s own|seaforth|cameron)[ ](?:highlanders|hussars)|"
    r"parachute regiment|green howards|reme|ramc|rlc|raf[ ](?-i:[A-Z])[a-z]+|hms[ ](?-i:[A-Z])[a-z]+|ulster defence regiment|royal ulster constabulary|light infantry|gurkhas|kosb))\b"
)
_SERVED = compile_(
    r"\b(?:i|my|he|she|dad|father|husband|wife|son|lad|brother|mate|oppo|yrs?|years?|served|ex|was|were|in|with|wi|joined|did|passin|passing)\b"
)
_BARE_START = compile_(
    r"(?:^|\n)(?P<x>(?-i:[A-Z])[a-z'&-]+(?:[ ](?-i:[A-Z])[a-z'&-]+){1,5})[ ](?:are |have |is |was |were )?(?:bring|cook|pray|rais|made|sent|send|visit|organis|sing|baked?|knit)"
)
_GUILD = compile_(
    r"\b(?:guild|choir|rehearsal|band|service|mass|communion|bible study|sunday silence|silence|prayers?|messy church|toddlers|coffee morning|playgroup|alpha course|practice|training)[ ](?:\w+[ ])?(?:at|with|wi)[ ](?:the[ ]|da[ ]|our[ ])?"
)
_SELF_TRAINS = compile_(
    r"\b(?:trains|coaches|manages|runs|captains|plays for)[ ](?:the[ ])?(?:u\d+s?|under[ -]?\w+|juniors|seniors|first team|reserves|minis|wee ones)?[ ]?(?:at|for|in|with)[ ]"
)
_POSSESSED_SON = compile_(rf"\b(?:{KIN})[ ](?:at|with)[ ](?:the[ ]+)?")
_MAX_WORDS = 7


def find(reading: Reading) -> Iterator[Found]:
    """A word of belonging, then a named organisation; or a regiment; or a member's own church or club."""
    view = reading.plain
    seen: set[tuple[int, int]] = set()
    for pattern, strength, why in (
        (_ACT, 2, "works-at"), (_ROLE_AT, 2, "role-at"), (_IS_AT, 1, "is-at"), (_OUR, 1, "our-place"), (_GUILD, 2, "meets-at"),
        (_SELF_TRAINS, 2, "coaches-at"), (_PEOPLE_AT, 2, "people-at"), (_CALLED, 1, "our-place"), (_EMPLOYER, 1, "employer"), (_POSSESSED_SON, 1, "kin-at"),
    ):  # fmt: skip
        for match in pattern.finditer(view.text):
            span = _organisation(
                reading, match.end(), strength - (1 if has(_WEAK_VERBS, match.group()) and strength > 1 else 0)
            )
            if (
                span is not None
                and span not in seen
                and not has(_VISIT, view.text[max(0, match.start() - 12) : match.end()])
            ):
                seen.add(span)
                yield reading.found(view, *span, 0.75 if strength > 1 else 0.65, why)
    for match in _FORCES.finditer(view.text):
        text = match.group("x")
        if has(_SERVED, reading.low):
            start = match.start("x") + (4 if text.lower().startswith("the ") else 0)
            yield reading.found(view, start, match.end("x"), 0.75, "regiment")
    for span in _swept(reading):
        yield reading.found(view, *span, 0.62, "organisation-and-belonging")
    for match in _BARE_START.finditer(view.text):
        last = match.group("x").split()[-1].lower()
        if last in _ORG or {word.lower() for word in match.group("x").split()} & {
            "church",
            "adventist",
            "masjid",
            "mosque",
            "choir",
            "school",
            "club",
        }:
            yield reading.found(view, *match.span("x"), 0.6, "our-place")


def _swept(reading: Reading) -> Iterator[tuple[int, int]]:
    """Organisations anywhere, when their sentence speaks of belonging and not of a visit."""
    words = reading.words
    at = 0
    while at < len(words):
        last = _employer_end(words, at)
        known = last is not None and len(words[last].text) > 1 and words[at].low not in lexicon().ordinary
        if last is not None and not known:
            last = None
        if last is None and words[at].low in _ORG and words[at].low not in _SWEEP_TOO_COMMON:
            first = _backwards(reading, words, at)
            last = at
            at = first if first is not None else at
            if first is None:
                at += 1
                continue
        if last is None:
            at += 1
            continue
        start, end = words[at].start, words[last].end
        sentence = _sentence(reading.low, start, end)
        close = reading.low[max(0, start - 34) : start]
        if has(_BELONG_TO if known else _BELONG_ORG, sentence) and not has(_VISIT, close) and not has(_PASSING, sentence):
            if not known or _BELONG_TO.hit(close):
                yield start, end
        at = last + 1


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around a span."""
    left = max(text.rfind(mark, 0, start) for mark in ".!?\n")
    rights = [at for mark in ".!?\n" if (at := text.find(mark, end)) >= 0]
    return text[left + 1 : min(rights, default=len(text))]


def _backwards(reading: Reading, words: Sequence[Word], at: int) -> int | None:
    """Where the name of an organisation begins that ends in a word of its kind."""
    lists = lexicon()
    first = None
    step = at - 1
    while step >= 0 and at - step < 5 and not words[step + 1].gap.strip(" "):
        word = words[step]
        capital = word.cap and reading.mid_cap(step) or (word.cap and step == 0 and words[step + 1].cap)
        name = capital or (word.low not in lists.ordinary and word.low not in _STOP and word.low not in _GENERIC and word.text[0].isalpha())
        joins = word.low in {"of", "the", "and", "&", "st", "high", "primary", "parish", "baptist", "methodist", "catholic", "free", "community"}
        if name and word.low not in _STOP:
            first = step
        elif not joins or not (word.low == "st" or step > 0):
            break
        elif word.low in {"st", "high", "primary", "parish", "baptist", "methodist", "catholic", "community"} and word.low == "st":
            first = step
        step -= 1
    return first


_SWEEP_TOO_COMMON = frozenset(
    "hospital infirmary centre surgery clinic hospice court rest bank farm hotel inn arms spa library museum station port yard garage stores store garden home homes care church brothers sons group works mill mine mines theatre press times house building football "
    "cars car motors dental police fire prison council trust services security systems software foods prep college uni cleaning".split()
) - frozenset(("church", "college", "uni", "prep", "council", "trust", "foods"))
_BELONG_TO = compile_(
    r"\b(?:work|works|worked|working|drive|drives|drove|driving|boss|gaffer|job|shift|shifts|colleagues?|employ\w*|redundan\w*|retired|years? (?:at|with|in|for)|yrs|tills|checkout|warehouse|depot|apprentice\w*|contract|"
    r"manager|sick note|signed off|hr|(?:i'm|he's|she's|is|was|been|am) (?:at|with|for|in)|pension|lads at|girls at|whip round|serving|served|ex)\b"
)
_BELONG_ORG = compile_(
    rf"\b(?:i|my|me|ma|our|wor|us|we|(?:{KIN})(?:'s)?)\b.*\b(?:work|works|worked|teach|teaches|taught|attend|attends|go to|goes to|went to|at|member|sing|sings|play|plays|pray\w*|elder|minister|class|teacher|pupils?|school|coach\w*|run|train\w*|swim|bowl|"
    r"joined|belong|fellowship|worship|choir|captain|secretary|treasurer|governor|head|job|apprentice\w*|started|starts|left|retired|years|yrs|band|sponsored|collection|sent|raised|brought|cook\w*|visit(?:ed)? from|people from|lot from|everyone at|folk at|ladies (?:at|from)|bake|minibus|drives?)\b"
)
_PASSING = compile_(r"\b(?:passed|past|opposite|beside|next to|near|behind|outside|queue|appointment|treated|scan|chemo at|radiotherapy|support|supporter|fan|watch\w*|match|score\w*|beat|nil|league|raised for|in aid of|charity shop|popped|shop at|bought|telly|series|programme|film)\b")


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
    last = _extent(reading, words, at)
    if last is None:
        return None
    first, end = words[at], words[last]
    parts = [word.low for word in words[at : last + 1]]
    start, stop = first.start, end.end
    if not _counts(reading, words, at, last, parts, strength):
        return None
    return start, stop


def _extent(reading: Reading, words: Sequence[Word], at: int) -> int | None:
    """The last word of a name of an organisation: capitals run on, lower case runs to a word of its kind."""
    employer = _employer_end(words, at)
    caps = words[at].cap and not reading.shouting
    last = at if employer is None else employer
    org_at = at if words[at].low in _ORG and words[at].low not in _GENERIC else None
    step = at + 1
    while step < len(words) and step - at < _MAX_WORDS:
        word = words[step]
        gap = word.gap.strip(" ")
        if gap not in ("", "&", "'", ".") or "\n" in word.gap or (gap == "." and words[step - 1].low != "st"):
            break
        joins = word.low in _CONNECT and step + 1 < len(words) and not words[step + 1].gap.strip(" ")
        if caps:
            if word.cap and not (word.low in _STOP and word.low not in _CONNECT):
                last = step
            elif word.low in _ORG and word.low not in _STOP:
                last = step
            elif not (
                joins
                and words[step + 1].cap
                and word.low != "in"
                and word.low != "on"
                and word.low != "at"
                and word.low != "for"
            ):
                break
        else:
            if word.low in _ORG:
                org_at = last = step
            elif word.low in _STOP and not joins:
                break
            elif word.low in _STOP and word.low not in {"of", "the", "and"}:
                break
        step += 1
    if caps or employer is not None:
        return max(last, employer or 0)
    if org_at is not None:
        return org_at
    return _lower_name_end(words, at)


def _employer_end(words: Sequence[Word], at: int) -> int | None:
    """The last word of a known employer that begins here."""
    known = lexicon().employers
    for size in range(4, 0, -1):
        part = words[at : at + size]
        if len(part) == size and " ".join(word.low.replace("'", "").replace("-", " ") for word in part) in known:
            return at + size - 1
    return None


def _lower_name_end(words: Sequence[Word], at: int) -> int | None:
    """In lower case without a word of its kind: strange words only, as far as they go."""
    ordinary = lexicon().ordinary
    last = None
    step = at
    while step < len(words) and step - at < 3 and (step == at or not words[step].gap.strip(" ")):
        low = words[step].low
        saint = low in {"st", "saint", "mount"} and step + 1 < len(words)
        if not saint and (
            low in ordinary or low in _STOP or low in _GENERIC or low in lexicon().first_names and step == at
        ):
            break
        if not low[0].isalpha():
            break
        if not saint:
            last = step
        step += 1
    return last


def _counts(reading: Reading, words: Sequence[Word], at: int, last: int, parts: Sequence[str], strength: int) -> bool:
    """Whether these words are a named organisation to which somebody belongs, not a sector, a place or a person."""
    lists = lexicon()
    first = words[at]
    flat = " ".join(part.replace("'", "").replace("-", " ") for part in parts)
    if all(part in _GENERIC for part in parts) or not first.text[0].isalnum():
        return False
    context = reading.low[max(0, first.start - 70) : words[last].end + 50]
    if flat in lists.employers or any(flat.startswith(name + " ") for name in lists.employers if len(name) > 3):
        return strength > 1 or has(_BELONG, context)
    if flat in lists.health or flat in lists.public:
        return False
    orgish = any(part in _ORG for part in parts)
    if parts[-1] in {"hospital", "infirmary", "hospice", "clinic", "surgery", "centre"} and strength < 2:
        return False
    if len(parts) == 1:
        if (
            parts[0] in _GENERIC
            or parts[0] in lists.ordinary
            or parts[0] in lists.first_names
            or any(step in reading.known for step in range(at, last + 1))
        ):
            return False
        if parts[0] in _ORG and not first.text.isupper():
            return False
        return strength > 1 or (has(_SCHOOLISH, context) and (first.cap or first.text.isupper() or _looks_saint(parts)))
    if orgish:
        named = [part for part in parts if part not in _ORG and part not in _GENERIC and part not in _CONNECT]
        return bool(named)
    if _looks_saint(parts):
        return strength > 1 or has(_SCHOOLISH, context)
    if any(step in reading.known for step in range(at, last + 1)):
        return False
    if first.low in lists.first_names and strength < 2:
        return False
    return strength > 1 and ((first.cap and not reading.shouting) or reading.whispering)


def _looks_saint(parts: Sequence[str]) -> bool:
    """``st kevins``, ``mount lourdes``: the name of a school or a church."""
    return parts[0] in {"st", "saint", "st.", "mount", "holy", "sacred", "our"} and len(parts) > 1
