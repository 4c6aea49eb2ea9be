"""Titles, and the words around a name that tell whose it is."""

# ruff: noqa: E501, SIM905  patterns and lists are data: broken up they could not be read; lengths are what is tested

from __future__ import annotations

from fourwalls.detection.details.patterns import KIN, compile_

TITLES = frozenset(
    "mr mrs ms miss mx dr doctor prof professor rev revd reverend pastor father fr canon bishop imam rabbi sir lady lord dame major captain capt colonel col "
    "doktor doctora pani senor senora kyria madame monsieur herr frau signora signor misses sergeant sgt corporal lieutenant lt brigadier commander cllr councillor sister nurse matron deacon elder mister missus auntie uncle doc master "
    "consultant surgeon sr bhai".split()
)
SHORT_TITLES = frozenset("mr mrs ms dr prof rev fr capt col sgt cpl lt cllr st".split())
DOCTORS = frozenset("dr doktor doctora doctor prof professor doc consultant surgeon".split())
WEAK_TITLES = frozenset(
    "sister nurse father elder major sir lady lord auntie uncle miss doc col master matron captain sr bhai deacon missus consultant surgeon doctor".split()
)
"""Titles that are words of their own: what follows must look like a surname, or like a whole name."""
ROLE_TITLES = frozenset(("consultant", "surgeon", "doctor", "nurse", "doc"))
HONORIFICS = frozenset(
    "mama baba papa dada dadi nani chacha chachi mamu khala phupho masi bua didi bhabhi bhaiya akka appa thatha paati aunty auntie aunt uncle oga madam alhaji alhaja hajia hajja mallam iya "
    "egbon mzee bibi shangazi hooyo aabo eeddo abti teyze abla amca dede yiayia pappou kyria babcia ciocia wujek pani tia tio dona abuela abuelo khalto ammo teta jeddo sheikh sidi lalla lola lolo "
    "tita tito kuya mamgu tadcu nain taid mamo seanair granny grandpa gran grandma nanny big wee auld old young little cousin bro sis brer".split()
)
"""Words of kinship and respect: with one name beside them they say no more than a first name does."""
KIN_TITLES = frozenset(("auntie", "uncle", "bhai", "missus"))
NOT_AFTER = frozenset(
    "street road lane avenue close drive place terrace crescent hospital ward centre center school academy college university trust foundation charity "
    "lymphoma disease syndrome line suite wing unit nurse nurses bridge park fc united city rovers athletic albion wanderers court house gardens square station hall "
    "library museum theatre gallery church chapel cathedral clinic hospice infirmary building day week weekend month appeal fund stage score test scale sign "
    "island islands cup league open show quiz bus arms inn hotel cafe bakery supermarket project bowl building trial protein cells grade tumour sarcoma primary secondary juniors infants grammar comprehensive club clwb ysgol solicitors ltd limited plc foghorn lighthouse harbour pier beach bay common "
    "wood woods hill village festival choir band orchestra regiment parish mosque gurdwara temple synagogue bakery brewery buses taxis airport ferry ferries crescent wharf quay market hippodrome "
    "castle tower towers manor abbey priory mill mills moor moors fell loch glen valley isle isles reservoir cinema prize award fund jam apple apples plum plums rose roses pear pears tree trees sandwiches pie pies gosht curry rice arena stadium golf bush tea coffee sauce soup cake bread sandwich biscuits whisky gin lager cider cup saucer lookalike impression impersonator tribute song songs album film book books novel "
    "method technique procedure position manoeuvre sign reflex palsy drain catheter stoma wig line port pump diet recipe cardigan jumper hat tartan tweed".split()
)
SURNAME_TOO = frozenset(
    "hill wood woods day church house hall bell court bridge bush green stage field street close lane rivers banks waters".split()
)
"""Words of ``NOT_AFTER`` that are surnames as well."""
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
PUBLIC = compile_(
    r"\b(?:telly|tv|film|movie|song|songs|book|books|novel|poem|poems|poet|album|gig|concert|podcast|programme|series|episode|netflix|bbc|itv|radio|wireless|panto|strictly|"
    r"bake off|sang|singing|sings|actor|actress|author|wrote|reading|read|watch|watched|watching|match|goal|scored|striker|goalie|footballer|midfielder|manager of|celeb|famous|singer|"
    r"band called|playing|played by|character|statue|history|biography|autobiography|memoir|interview|documentary|paintings?|artist|exhibition|psalm|saint|president|minister|mp\b|politician|"
    r"king|queen|prince|princess|duke|century|quote|quoted|said once|named after|like that|soap|corrie|eastenders|emmerdale|casualty|comedian|stand[ -]up|impression|album|vinyl|tribute|fan|playlist|"
    r"on stage|audiobook|audible|voice of|soundtrack|starring|stars in|drama|detective|thriller|crime writer|wimbledon|olympics|world cup|tour de france|snooker|golf|tennis|cricket|boxing|captain|"
    r"itv|telethon|strictly|jungle|bake ?off|x factor|britain's got|desert island|celebrity|celebs?|villain|gag|one[- ]liner|concert|encore|top ten|chart|"
    r"lyrics?|chorus|poetry|shakespeare|musical|west end|cinema|matinee|cartoon|comic|dressed as|costume|fancy dress|lookalike|channel 4|channel four|s4c|bbc alba|radio 4|"
    r"world at one|question time|newsnight|headlines|election|vote|voted|parliament|number 10|pundit|commentat\w+|signed for|innings|wicket|century|bowled|"
    r"premier|stadium|hippodrome|palladium|glasgow empire|gig|crooner|sound(?:s|ed)? like|album|b side|cover of|duet|"
    r"penalty|header|hat[ -]?trick|red card|sunak|pm\b|celtic|rangers|prime minister|oscars?|bafta|brits|glastonbury|eurovision|dvd|box ?set|recipe|recipes|cookbook|chef)\b"
)
PET = compile_(
    r"\b(?:dog|cat|dug|budgie|budgies|parrot|hamster|rabbit|guinea ?pig|chicken|chickens|hen|hens|pony|horse|goat|tortoise|fish|goldfish|puppy|kitten|spaniel|labrador|terrier|collie|whippet|"
    r"greyhound|lurcher|ferret|cow|sheep|lamb|pump|wig|stoma|tumou?r|bag|drip|port|robot|walking stick|zimmer|car|van|houseplant|plant|boat|leg)s?\b[^.!?\n]{0,14}"
    r"\b(?:called|cried|named|is|was|are|christened|nickname\w*|name is|name was|nyemd)\b[^.!?\n]{0,26}$"
)
SCREEN = compile_(
    r"\b(?:watched|watching|repeats|binge\w*|actor|actress|cartoon|cbeebies|cluedo|villain|bond|costume|dressed (?:up )?as|comic|sitcom|soaps|sky|disney|marvel|superhero|ice ?cream|dvd|lyrics?|panto|telly|tv|film|episode|series|netflix|podcast|book|novel|youtube|bbc|itv|radio|character|played by|programme|box ?set|drama|soap|song|album|panto)\b"
)
PET_AFTER = compile_(
    r"^[ ,(-]*(?:is|was|being|was the name of|aka)?[ ,(]*(?:the|my|our|ma|a|his|her|wor)[ ](?:\w+[ ])?(?:dog|cat|dug|budgie|parrot|hamster|rabbit|guinea ?pig|chicken|hen|pony|horse|goat|tortoise|fish|goldfish|puppy|kitten|spaniel|labrador|terrier|collie|whippet|greyhound|lurcher|ferret|cow|"
    r"wig|stoma|tumou?r|bag|drip|port|pump|robot|zimmer|stick|car|plant|teddy|bear|skeleton|cushion|machine)\b"
)
SIMILE = compile_(
    r"\b(?:like|inner|impersonat\w+|dressed (?:up )?as|look(?:s|ed|ing)? like|turning into|turned into|version of|voice of|as|the new|next|think(?:s)? (?:i'm|im|he's|hes|she's|shes) (?:the )?|channell?ing|pure|proper|full|total|eat your heart out,?|"
    r"a bit of|going all|done a|doing a|did a|pulling a|part of|written by|by|sung by|fan of|listening to|obsessed with|fancy|love|loves|adore|the great|the late|the late great|named after|called after|and then|bless|rip|r\.i\.p\.?|starring|with)[ ,:]+$"
)
THING = compile_(r"\b(?:the|a|an|da|ta|th|some|this|that|these|those|every|per|each|no)[ ]+$")
KIN_BEFORE = compile_(
    rf"\b(?:{KIN})(?:'s)?(?:[ ]in[ ]law)?,?[ ]+(?:is[ ]+|was[ ]+|called[ ]+|named[ ]+|cried[ ]+|name[ ]is[ ]+|(?:here[ ]+)?is[ ]called[ ]+)?$"
)
INTRO = compile_(
    r"(?:\b(?:my|his|her|their|me|ma|real|full|proper|maiden|married|whole|legal)[ ](?:full[ ]|real[ ]|proper[ ]|whole[ ]|maiden[ ]|sunday[ ]|legal[ ])*(?:name)'?s?(?:[ ](?:is|was|wis|be))?[ ,:]*|"
    r"\bname'?s?(?:[ ]is)?[: ]+|\b(?:i am|i'm|im|ah'?m|am|it'?s|its|this is|tis|it is|signed|signed as|sincerely|regards|wishes|god bless|yours|cheers|ask for|look for|looking for|under the name(?: of)?|known as|hi|hello|hiya|hey|"
    r"here'?s|they call me|call me|called|spelt|contact|c/o|care of|attention of|attn|leave with|leave it with|send (?:it )?to|letter for|letter to|addressed to|letters? (?:was |is )?(?:for|to)|"
    r"next of kin|emergency contact|witness|maiden name|born|née|nee|text|ring|message|met|meet|knew|know|remember|remembering)[ ,:]+)$"
)
SELF_INTRO = compile_(
    r"(?:\b(?:my|me|ma)[ ](?:full[ ]|real[ ]|proper[ ])?(?:names?)'?s?(?:[ ](?:is|was))?[ ,:]*|\bname(?:'s)?[: ]+|\b(?:i am|i'm|im|ah'?m|this is|yours|regards|sincerely|god bless|they call me)[ ,:]+)$"
)
HERE_AFTER = compile_(r"^(?:[ ]here\b|[ ]this side|[ ]speaking|[ ]i am\b|[ ]\(mrs\)|[ ]\(mr\))")
CLINICAL = compile_(
    r"\b(?:consultant|surgeon|onc|oncologist|oncology|haematolog\w*|hematolog\w*|registrar|specialist|urologist|neurologist|dermatologist|radiologist|anaesthetist|gynae\w*|"
    r"clinic|operat(?:ed|es|ing|ion)|op|surgery|under|biopsy|scan|theatre|chemo|radiotherapy|ward round|his team|her team|his list|her list|his clinic|registra|stitches|scar|took (?:it|the|my|half|out)|removed|"
    r"turbt|mastectomy|recon|reconstruction|lumpectomy|colectomy|whipple|hernia|tumou?r|results|referred|appointment|appt|diagnos\w*|did my|did mine|did the|saw|see|seen|seeing|hands|letter from|"
    r"second opinion|prescribed|bloods|steroids|beatson|christie|marsden|ward|hospital|stoma|node|nodes|lump|cannula|needle|vein|picc|line|dressing|injection|palliative|hospice)\b"
)
ROLE_NEAR = compile_(
    r"\b(?:surgeon|consultant|oncologist|haematologist|registrar|anaesthetist|radiographer|nurse|cns|physio|physiotherapist|dietitian|dietician|therapist|psychologist|counsellor|gp|doctor|radiologist|urologist|"
    r"pharmacist|midwife|podiatrist)\b[^.!?\n]{0,24}?(?:,[ ]|[ ](?:is|was|called|named)[ ])$|\b(?:clinic with|appointment with|operated on by|under the care of|under)[ ]$"
)
CLINICAL_ROLE = compile_(
    r"\b(?:my|our|the|his|her|mum'?s|dad'?s|ma|me|wor|a|your|consultant|community|district|macmillan|breast|bowel|stoma|specialist|palliative|lung|hospice|research|key|chemo|speech|occupational|physio)[ ]"
    r"(?:\w+[ ]){0,2}?(?:consultant|surgeon|neurosurgeon|onc|oncologist|doctor|doc|gp|haematologist|registrar|nurse|cns|physio|physiotherapist|therapist|counsellor|psychologist|dietitian|dietician|pharmacist|"
    r"radiographer|radiologist|urologist|dermatologist|neurologist|anaesthetist|midwife|health visitor|key ?worker|social worker|podiatrist|dentist|optician|chemo nurse|matron|ward sister|charge sister|carer|hca|osteopath|psychiatrist|"
    r"specialist|hygienist|acupuncturist|reflexologist|masseuse)s?,?(?:'s)?[ ,:]*(?:is|was|are|called|named|name is|names|cried|being|a chap called|a lady called|a man called|man called|there is|there called|wis|team is)?[ ,:]*(?:called[ ])?$"
)
CLINIC_AFTER = compile_(
    r"^'?s?[ ,]*(?:(?:is|was|,)?[ ]*(?:my|our|the|his|her)?[ ]*(?:surgeon|consultant|oncologist|nurse|cns|physio|gp|doctor|stoma nurse|breast nurse|specialist nurse|registrar|therapist|radiographer|counsellor)|"
    r"ladies|clinic|list|team|secretary|lot\b|patients|operated|did my|did mine|took my|took the|took half)"
)
STAFF_TITLES = frozenset(("nurse", "matron"))
LAY = compile_(
    r"\b(?:next door|neighbou?r|neebor|teacher|solicitor|landlord|over the road|upstairs|downstairs|from the|church|school|waiting room|shouted|letter to|delivered|parcel|along the road|across the|head\b|class|tutor|coach)\b"
)
MEDICAL_TALK = compile_(
    r"\b(?:consultant|surgeon|oncolog\w*|surgery|op\b|operat\w*|theatre|biopsy|scan|mri|results|clinic|chemo|radiotherapy|tumou?r|margins|nodes|lump|stoma|recon\w*|mastectomy|stitches|drain|registrar|second opinion|"
    r"referred|appointment|diagnos\w*|prognosis|steroids|histology|pathology|ward round|consent form|anaesthetic|mdt|cns|tablets|dose|hospital|team|list|gentle hands|explained|drew)\b"
)
STREETS = frozenset("street road lane avenue drive close court terrace gardens crescent".split())
NEAR_US = compile_(
    r"\b(?:me|my|us|our|ma|wor|oor|mine|ours|i'?m|next door|neighbou?r|up the (?:stair|road)|across the (?:road|landing)|over the road|downstairs|upstairs|from (?:the |our |my |his |her )?(?:church|mosque|temple|choir|work|school|street|village|bowling|bowls|"
    r"bingo|club|group|ward|next bed|allotments?|credit union|shop|farm|same)|in the next (?:bed|bay|chair)|on the ward|same (?:age|ward|op|day|chemo|thing)|had (?:the )?same|passed away|died|pass(?:ed)? on|funeral|widow|lost|grew up|at school with|"
    r"known (?:him|her)|(?:he|she|they)(?:'s| is|'d|'ll| was| has) (?:in|on|at|a|my|our|had|been|\d)|rings|phoned?|texts?|visits?|brings?|brought|baked?|cooks?|cooked|drives?|drove|sits?|sat|lent|minds?|helps?|helped|came (?:over|round)|does the|looks after|sends?|sent|asked after|shaved|lives)\b"
)
"""Words that speak of somebody whom the writer knows, not of somebody everybody knows."""
BARE_ROLE = compile_(
    r"(?:^|[.!?,;\n][ ]?|\b(?:and|but|so|new|same|is|was|with|by|saw|see)[ ])(?:\w+[ ])?(?:consultant|surgeon|oncologist|onc|doctor|doc|gp|haematologist|registrar|nurse|cns|physio|physiotherapist|counsellor|radiographer|urologist|anaesthetist|midwife)"
    r"(?:'?s)?(?:[ ]name)?(?:'?s)?(?:[ ](?:is|was|called|named|wis))?[ ,:-]+$"
)
"""A clinical role without an article, as people write who are in a hurry or new to English."""
