"""Words of work and belonging, and the kinds of organisation that names end in."""

# ruff: noqa: E501, SIM905  patterns and lists are data: broken up they could not be read; lengths are what is tested

from __future__ import annotations

from fourwalls.detection.details.patterns import KIN, compile_

AT = r"(?:at|for|with|in|wi|fur|from|of|to|4|@|tae|intae|within)"
ROLE = (
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
VERB = (
    r"(?:work|works|worked|working|werk|wirk|wirks|teach|teaches|taught|teaching|lecture[sd]?|lecturing|drive|drives|driv|drove|driving|clean|cleans|cleaned|cleaning|cook|cooks|cooking|nurse[sd]?|nursing|"
    r"volunteer(?:s|ed|ing)?|study|studies|studied|studying|train(?:s|ed|ing)?|serve[sd]?|serving|play|plays|played|sing|sings|sang|singing|swim|swims|row|rows|rowed|ring|rings|bowl|bowls|"
    r"worship|worships|fellowship|attend|attends|attended|preach|preaches|pray|prays|enrol+ed|employed|manage[sd]?|managing|fly|flies|flew|deliver|delivers|delivering|pack|packs|stack|stacks|sell|sells|cut|cuts|"
    r"do sewa|does sewa|do seva|volunteering|job|career|apprenticeship|contract|shifts?|placement|temp|temping|started|start|retired|retiring|resigned|redundant|sacked|laid off|made redundant|"
    r"resign|left school|go|goes|went|graduated|qualified|passed out|passin out|passing out|joined|join|belong|belongs|coach(?:es|ed|ing)?|umpire[sd]?|referee[sd]?|ref|refs|run|runs|help|helps|helped|"
    r"bake[sd]?|fish(?:es|ed)?|weld|welds|welded|weave|weaves|wove|march|marched|paraded|toured|sail|sails|sailed|reading \w+|doing \w+|doin \w+|studying \w+|dig|digs|guard|guards|patrol|patrols|mend|mends|repair|repairs|"
    r"fix|fixes|build|builds|built|make|makes|design|designs|designed|answer phones|do nights|does nights|does the accounts|do the books|does the books|do the flowers|does the flowers|is on the boats|on da boats|on the boats)"
)
WEAK_VERBS = compile_(
    r"\b(?:bake|bakes|baked|go|goes|went|start|started|play|plays|played|run|runs|help|helps|make|makes|build|ring|rings|cook|cooks|fix|fixes|pray|prays|sell|cut|cuts|row|fly|flew|serve|march|sail|fish|answer|attend|attended|swim|swims|join|joined|of|from|to|in|tae)\b"
)
LINK = r"(?:[ ](?:part[ -]?time|full[ -]?time|nights|days|on the \w+|in the \w+|in \w+|over|still|now|evening shift|up|doon|down|out|back|year \d+|p\d|the \d+[a-z]?|\w+ing|the milk tanker|the bus|a bus|a lorry|hair|sewa|security|reception|maths|english|history|science|music|children|kids|nursing|medicine|medcine|law|art|foto|photography|alto|tenor|bass|soprano|cornet))?"
ACT = compile_(rf"\b(?:{VERB}){LINK}[ ]{AT}[ ]")
ROLE_AT = compile_(rf"\b{ROLE}(?:[ ](?:in the \w+|on the \w+|nights?|days?))?[ ,]+{AT}[ ]")
IS_AT = compile_(
    rf"\b(?:(?:i'?m|i am|im|ah'?m|am|he'?s|she'?s|shes|hes|they'?re|is|was|are|i was|been|been there|lad'?s|son'?s|daughter'?s|\w+'s|brake|break|leave|sick|line|course)[ ]+(?:still[ ]|now[ ]|away[ ]|back[ ]|over[ ]|off[ ])?(?:at|with|wi|for|from|in the|on (?:the|da) boats wi)|"
    r"on the sick from|on brake from|on break from|on (?:sick|maternity) leave from|out of|job open at|job at|kept my job(?: open)? at|place at|years? at|yrs at|years? with|year at|year with|years? in the|yrs in the|yrs|twenty years (?:at|with)|thirty years (?:at|with)|"
    rf"in school|school|p[1-7] at|s[1-6] at|year \d{{1,2}} at|y\d{{1,2}} at|reception at|sixth form at|starts at|started at|uni at|goes to|go to|go|went to|off to|prof at|gaffer at|{ROLE}[ ]at)[ ]"
)
SURE_AT = compile_(
    r"\b(?:(?:kept|keep|keeping|held|hold|holding|saved|saving) (?:my|his|her|me|ma|the) (?:job|post|place|desk)(?: open)? (?:at|wi|with)|on (?:a |the |my |his |her )?(?:break|brake|sick|sick leave|leave|maternity leave|furlough|gardening leave) from|"
    r"(?:my|his|her|me|ma) (?:old |new )?(?:job|post|role|place|contract) (?:at|with|wi)|(?:1st|2nd|3rd|4th|first|second|third|fourth|final) year at|(?:fellowships?|worships?|worshipped) (?:at|with))[ ]"
)
PREFIXED = frozenset(
    "church university college bank school institute guild house clwb ysgol coleg eglwys capel assembly order society".split()
)
OUR = compile_(
    r"\b(?:our|my|wor|oor|ma|me|his|her|their|the) (?:church|kirk|chapel|mosque|masjid|temple|gurdwara|synagogue|shul|club|choir|band|school|college|uni|work|boss at|firm|company|office|regiment|battalion|unit|branch|lodge|parish|congregation|team|wi|w\.i\.|guild|troop|pack|shop|employer|hr at|union|crew|ship|station|depot|factory|yard|pit|colliery|bakery|salon|pub|garage)(?:'s)?(?:,| is| at| are|:)*[ ]"
)
PEOPLE_AT = compile_(
    r"\b(?:boss|bosses|girls|boys|lads|lasses|folk|team|colleagues?|workmates?|mates|staff|hr|h\.r\.|occ(?:y|upational)? health|manager|line manager|gaffer|supervisor|foreman|head ?teacher|crew|union|shift|shifts|job|jobs|post|role|contract|"
    r"redundan\w+|signed off|sick note|fit note|sick pay|desk|tills?|canteen|pension|retired|retirement|career|apprenticeship|internship|placement|degree|phd|masters|lectures|governors?|trustees?|committee|secretary|treasurer|chair|president|captain|"
    r"elder|member|membership|minister|priest|vicar|father \w+|imam|rabbi|rehearsals?|practice|training|service|mass|congregation|parish|pupils|kids|class|students|choir|collection|whip[ -]?round|card from everyone|interview|first day|last day|back to work|"
    r"phased return|leave|secondment|overtime|nights|days|uniform|van|lorry|cab|truck|bus route|depot|warehouse|office)[ ](?:job[ ])?(?:at|from|with|for|of|in|down at|up at|over at|out of)[ ]"
)
CALLED = compile_(
    r"\b(?:my|our|his|her|their|me|ma|the)[ ](?:own[ ]|wee[ ]|little[ ]|family[ ])?(?:company|business|firm|shop|salon|cafe|pub|garage|practice|bakery|school|college|church|choir|band|club|team|lodge|regiment|employer|work|workplace|bookshop|restaurant|hotel|farm shop|nursery|studio|charity)[ ]?"
    r"(?:is[ ]called|called|named|,|\(|is|was|:|-)[ ]*(?:the[ ])?"
)
EMPLOYER = compile_(r"\bemployer'?s?[^.!?\n]{0,30}?,?[ ](?:but|is|are|was|and)[ ]")
ORG = frozenset(
    "school academy primary high grammar secondary infants juniors nursery prep college uni university polytechnic poly institute conservatoire ysgol coleg church chapel kirk cathedral abbey "
    "minster parish masjid mosque gurdwara gurdwhara mandir temple synagogue shul tabernacle assembly fellowship mission quakers meeting salvation corps club gac gaa fc rfc afc cc golf rowing bowling cricket rugby "
    "tennis angling harriers rovers wanderers athletic emmets bluetits choir chorus singers orchestra band brass philharmonic choral society players theatre wi rbl legion guild rotary lions probus scouts guides brownies cubs beavers "
    "cadets brigade regiment battalion rifles engineers fusiliers guards hussars lancers highlanders commando marines navy raf squadron corps "
    "buses coaches taxis cabs motors cars garage haulage transport logistics freight express airways airlines airport ferries shipping shipyards shipyard shipbuilders yard yards dockyard port "
    "bros brothers sons ltd limited plc group holdings associates partners solicitors accountants architects consulting engineering works foundry forge steelworks colliery pit mine mines mill mills "
    "bakery bakers butchers brewery distillery dairy creameries foods farm farms fisheries nurseries hydro hotel inn arms spa bank insurance assurance building council centre hospital infirmary surgery pharmacy chemist "
    "dental practice hospice ambulance trust stores store supermarket salon barbers hairdressers optical opticians vets library museum gallery fire police station prison studio studios press times herald gazette "
    "tweed textiles knitwear plastics chemicals electronics systems software services security cleaning catering caterers care homes court rest institute plant clwb ysgol coleg eglwys capel circle ramblers striders runners joggers harriers pipers "
    "piping brewers factory haematology quilters morris troupe archers wheelers clarion velo cycling swimming boxing judo karate netball hockey curling shinty camanachd athletics netballers bakehouse "
    "weavers carpets potteries pottery china ceramics glassworks colliers shipwrights marina boatyard trawlers fishing abattoir tannery printers publishers broadcasting radio records nursery preschool playgroup seminary "
    "priory convent friary ashram vihara mosque mandir masjid jamia jamaat jamaatkhana sangha synod diocese adventist pentecostal tabernacle gospel baptists methodists methodist florists estate lettings hauliers builders roofing plumbing electrical joinery interiors windows flooring fabrics "
    "jewellers tailors launderette takeaway travel tours autos tyres scaffolding landscapes veterinary kennels stables main rail government parliament highways authority constabulary ministry department agency commission studios gallery".split()
)
GENERIC = frozenset(
    "yow yous youse ye thee meself myself masel hisself hersel oursels different wants since mine yours a an the my your our his her their its this that some any one two three home house work night nights day days weekends weekend school college uni university church chapel mosque kirk hospital hospitals retail "
    "education finance construction sales it care catering social tourism council office offices factory warehouse shop shops farm bank pub bar cafe restaurant kitchen garden shed town city village ward clinic local "
    "primary secondary nursery high special big small wee little large new old same private state public nhs civil service army navy raf police fire industry sector team industry moment minute present least last first "
    "once all peace rest me you him us them it himself herself myself yourself myself people everyone children kids families charity charities radiotherapy chemo oncology maggies maggie's macmillan surgery theatre "
    "mornings morning evening evenings afternoon midnight noon christmas easter monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december "
    "spring summer winter autumn london edinburgh glasgow manchester leeds liverpool cardiff belfast bristol birmingham sheffield newcastle dundee aberdeen inverness scotland england wales ireland yorkshire cornwall devon kent "
    "essex fife wales france spain poland nigeria ghana india pakistan jamaica germany italy america europe africa asia uk britain sea bed pain remission hope god jesus scans treatment hell heaven tears bits place places charge "
    "control shape good bad no yes not and but or if so then when which who what where there here mum dad mam nan mum's dad's gran grandad sister brother wife husband son daughter friend friends mates mate lads girls boys daughter's "
    "work's football rugby golf tennis piano guitar games cards bingo chess darts snooker drums fiddle violin cello songs hymns part full time years yrs year months weeks hours long ages over about around under after before during for at in on of to with from".split()
)
CONNECT = frozenset("of the and & y yr de la le el for in on at o' st saint st. upon by a'".split())
STOP = frozenset(
    "and but so because cos since when where who which that if though although while until till so its it's it's i im i'm ive we he she they you it is was are were has have had will would can could "
    "do does did been being not just only also still now then there here this these those my our your his her their me us them him as to from with without about for before after between during over under out off up down "
    "every all most some any other another few lots two three four five six seven eight nine ten first next last days day night nights years yrs year months weeks shift shifts friday monday tuesday wednesday thursday saturday sunday "
    "even though bless god thank thanks please lol tbh xx x haha omg yes no aye ok oh well n an in on at of the a by wi fae t got gets get keep kept keepit made make makes than mind who's whos t4 t5 back doing doin".split()
)
VISIT = compile_(
    r"\b(?:popped (?:in|into|to)|nipped|parked|queue|bought|buy|got (?:it|some|them) (?:in|at|from)|ordered|delivery|delivered|shopping|visited|visit|appointment|scan at|treated at|treatment at|ward|raised|appeal|donat\w*|chemo at|seen at|radiotherapy at|support(?:s|ed)?|supporter|fan|match|watch(?:ed|ing)?|beat|lost to|trial at|session at|seminar|wait(?:ed|ing)? at)\b"
)
SCHOOLISH = compile_(
    r"\b(?:teach|taught|school|pupil|class|p[1-7]\b|year \d|reception|nursery|teacher|head\b|governor|parents evening|son|daughter|wean|bairn|grandson|granddaughter|kids?|boy|girl|lad|lass|study|student|uni\b|medicine|nursing|degree|course|lecturer|church|worship|fellowship|elder)\b"
)
BELONG = compile_(
    rf"\b(?:work|works|worked|working|drive|drives|drove|driving|nurse at|job|shift|shifts|boss|gaffer|manager|colleague|employ\w*|redundan\w*|retired|pension|years? (?:at|with|in|on)|yrs|tills|checkout|warehouse|depot|factory|line|apprentice\w*|"
    rf"contract|staff|team at|been (?:at|with)|served|serving|regiment|squad|(?:{KIN})[ ](?:is|was|'s)?[ ]?(?:at|with|in the)|on leave|sick (?:pay|leave|note)|hr|payroll|uniform|oppo|branch|boiler room|tour|posted|discharged|passin out|veteran|ex)\b"
)
FORCES = compile_(
    r"\b(?P<x>(?:the[ ])?(?:royal[ ](?:regiment of scotland|regiment of fusiliers|corps of transport|pioneer corps|horse artillery|hampshires?|dragoon guards|irish rangers|ulster rifles|scots dragoon guards|berkshires?|gloucestershires?|anglians|warwickshires?|leicestershires?|navy|marines|engineers|artillery|signals|logistic corps|air force|green jackets|welsh|scots|irish|tank regiment|anglian(?:s| regiment)?|highland fusiliers|fusiliers|corps of \w+|electrical and mechanical engineers|army medical corps|military police)|"
    r"[1-9][ ](?:rifles|para|scots|yorks|mercian|lancs|royal anglian|rifle|regiment rlc)|4[0-9][ ]commando|black watch|(?:scots|irish|welsh|coldstream|grenadier|life)[ ]guards|(?:gordon|argyll and sutherland|queen'?s own|seaforth|cameron)[ ](?:highlanders|hussars)|"
    r"parachute regiment|green howards|reme|ramc|rlc|raf[ ](?-i:[A-Z])[a-z]+|hms[ ](?-i:[A-Z])[a-z]+|ulster defence regiment|royal ulster constabulary|light infantry|gurkhas|kosb|hli|raoc|rasc|rct|wrac|qaranc|wraf|wrns|wrens|raf regiment|royal air force|fleet air arm|household cavalry|blues and royals|scots dg|scots greys|duke of wellington'?s regiment|durham light infantry|dli|cheshires|staffords|"
    r"\d+(?:st|nd|rd|th) (?:armoured|infantry|airborne|highland|mountain|light) (?:division|brigade)|lancashire fusiliers|queen'?s lancashire regiment|prince of wales'?s own|mercian regiment|mercians|yorkshire regiment|argylls|camerons|seaforths|gordons|royal scots|king'?s own scottish borderers|king'?s own royal border(?: regiment)?|king'?s regiment|inniskillings|devon and dorsets?|"
    r"(?:1st|2nd|3rd|4th|5th|6th|7th) (?:battalion|bn|para|rifles|fusiliers|dragoons|lancers|hussars)(?: (?-i:[A-Z])[a-z]+){0,3}|[1-9]\d{0,2} (?:squadron|field regiment|engineer regiment|signal regiment|regiment ra)|2 para|3 para|1 para|cold ?stream(?:s|ers)?|sas|sbs))\b"
)
SERVED = compile_(
    r"\b(?:i|my|he|she|dad|father|husband|wife|son|lad|brother|mate|oppo|yrs?|years?|served|ex|was|were|in|with|wi|joined|did|passin|passing)\b"
)
BARE_START = compile_(
    r"(?:^|\n)(?P<x>(?-i:[A-Z])[a-z'&-]+(?:[ ](?-i:[A-Z])[a-z'&-]+){1,5})[ ](?:are |have |is |was |were )?(?:bring|cook|pray|rais|made|sent|send|visit|organis|sing|baked?|knit)"
)
GUILD = compile_(
    r"\b(?:guild|choir|rehearsal|band|service|mass|communion|bible study|sunday silence|silence|prayers?|messy church|toddlers|coffee morning|playgroup|alpha course|practice|training)[ ](?:\w+[ ])?(?:at|with|wi)[ ](?:the[ ]|da[ ]|our[ ])?"
)
SELF_TRAINS = compile_(
    r"\b(?:trains|coaches|manages|runs|captains|plays for)[ ](?:the[ ])?(?:u\d+s?|under[ -]?\w+|juniors|seniors|first team|reserves|minis|wee ones)?[ ]?(?:at|for|in|with)[ ]"
)
POSSESSED_SON = compile_(rf"\b(?:{KIN})[ ](?:at|with)[ ](?:the[ ]+)?")
MAX_WORDS = 7


SWEEP_TOO_COMMON = frozenset(
    "hospital infirmary centre surgery clinic hospice court rest bank farm hotel inn arms spa library museum station port yard garage stores store garden home homes care church brothers sons group works mill mine mines theatre press times house building football "
    "cars car motors dental police fire prison council trust services security systems software foods prep college uni cleaning".split()
) - frozenset(("church", "college", "uni", "prep", "council", "trust", "foods"))
BELONG_TO = compile_(
    r"\b(?:work|works|worked|working|drive|drives|drove|driving|boss|gaffer|job|shift|shifts|colleagues?|employ\w*|redundan\w*|retired|years? (?:at|with|in|for)|yrs|tills|checkout|warehouse|depot|apprentice\w*|contract|"
    r"manager|sick note|signed off|hr|(?:i'm|he's|she's|is|was|been|am) (?:at|with|for|in)|pension|lads at|girls at|whip round|serving|served|ex)\b"
)
BELONG_ORG = compile_(
    rf"\b(?:i|my|me|ma|our|wor|us|we|(?:{KIN})(?:'s)?)\b.*\b(?:work|works|worked|teach|teaches|taught|attend|attends|go to|goes to|went to|at|member|sing|sings|play|plays|pray\w*|elder|minister|class|teacher|pupils?|school|coach\w*|run|train\w*|swim|bowl|"
    r"joined|belong|fellowship|worship|choir|captain|secretary|treasurer|governor|head|job|apprentice\w*|started|starts|left|retired|years|yrs|band|sponsored|collection|sent|raised|brought|cook\w*|visit(?:ed)? from|people from|lot from|everyone at|folk at|ladies (?:at|from)|bake|minibus|drives?)\b"
)
PASSING = compile_(
    r"\b(?:passed|past|opposite|beside|next to|near|behind|outside|queue|appointment|treated|scan|chemo at|radiotherapy|support|supporter|fan|watch\w*|match|score\w*|beat|nil|league|raised for|in aid of|charity shop|popped|shop at|bought|telly|series|programme|film)\b"
)
TOWNS = frozenset(
    [
        "london",
        "edinburgh",
        "glasgow",
        "manchester",
        "leeds",
        "liverpool",
        "cardiff",
        "belfast",
        "bristol",
        "birmingham",
        "sheffield",
        "newcastle",
        "dundee",
        "aberdeen",
        "kent",
        "essex",
    ]
)
OF_TOWNS = frozenset(
    [
        "council",
        "university",
        "uni",
        "college",
        "police",
        "ambulance",
        "buses",
        "trams",
        "ferries",
        "infirmary",
        "general",
        "fire",
        "airport",
        "dockyard",
    ]
)
STAFF = compile_(
    r"\b(?:work(?:s|ed)?|nursed|porter|cleaner|sister|staff nurse|nurse at|cook|secretary|receptionist|volunteer\w*|retired|trained|nursing|shifts?|consultant at|doctor at|midwife at|hca|auxiliary|shop|domestic|radiographer at|physio at|kitchens?)\b"
)
PATIENT = compile_(
    r"\b(?:scan|treated|treatment|chemo|radiotherapy|appointment|admitted|results|my (?:op|surgeon|consultant)|biopsy|clinic)\b"
)
SAINTS = frozenset(("st", "saint", "holy", "sacred", "notre", "mount"))
