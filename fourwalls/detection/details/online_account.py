"""A private person's place online: handle, profile, blog, fundraising page, Matrix id."""

# ruff: noqa: E501, SIM905, PLR2004  patterns and lists are data: broken up they could not be read; lengths are what is tested

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.detection.details.patterns import compile_, has
from fourwalls.detection.details.reading import Found, Reading
from fourwalls.detection.lexicon import lexicon
from fourwalls.group.finding import DetailKind

KIND = DetailKind.ONLINE_ACCOUNT

CAUGHT = (
    "dm me on insta its «@bakes.by.bea»",
    "tiktok is «@wigs_and_wheels» if anyone wants a laugh",
    "add me on facebook, I'm under «Wullie Fae The Brae»",
    "fundraiser is up «gofundme.com/f/noras-new-leg»",
    "I'm on strava as «Gertie Two Sticks» if you run",
    "find me on matrix «@bea:example.org»",
    "insta is «lumpyjumpers_» if you want the patterns",
    "my blog is «www.gwens-wig-diary.example.org»",
)
LET_PASS = (
    "article at bbc.co.uk/news/health-123 is good",
    "@Sarah76 come in here the quiz is on",
    "youtube.com/watch?v=abc123 explains it",
    "I'm off facebook, too many miracle cures",
    "macmillan.org.uk has a page on it",
    "someone asked for my insta but I won't put it here",
)

_PLATFORM = (
    r"(?:insta(?:gram)?|\big\b|snap(?:chat)?|tik[ ]?tok|twitter|\bx\b|threads|face ?book|fb\b|\bfbook|messenger|telegram|discord|reddit|bluesky|bsky|mastodon|youtube|yt\b|linked ?in|"
    r"pinterest|tumblr|twitch|xbox(?: live)?|psn|playstation|steam|strava|etsy|vinted|signal|viber|wechat|weibo|kik|skype|goodreads|spotify|vk|matrix|ravelry|gamertag|minecraft|roblox|"
    r"clubhouse|patreon|substack|depop|bereal|whatsapp|line\b|ebay)"
)
_CUE = compile_(rf"\b{_PLATFORM}\b")
_HANDLE = r"@[a-z0-9_][a-z0-9_.\-]{1,38}[a-z0-9_](?::[a-z0-9-]+(?:\.[a-z0-9-]+)+)?"
_AT_HANDLE = compile_(rf"(?:^|[\s(,:'\"])(?P<x>{_HANDLE})")
_MATRIX_ID = compile_(r"(?:^|[\s(,:'\"])(?P<x>@[a-z0-9._=/+-]+:[a-z0-9-]+(?:\.[a-z0-9-]+)+)")
_NICK = r"[a-z0-9_][a-z0-9_.\-]{2,34}[a-z0-9_]"
_NAMED = compile_(
    rf"\b{_PLATFORM}'?s?(?:[ ](?:tag|handle|name|user(?:name)?|account|page|id|gamertag|thing|profile))?[ ,:=]*(?:(?:it'?s|is|as|under|at|i'?m|i am|im|ah'?m|me at|me|are|am|called|name|handle|account|mine is|mine'?s|user)[ ,:]+){{0,3}}(?P<x>{_NICK})"
)
_ADD = compile_(
    rf"\b(?:add|find|follow|dm|msg|message|look(?:ing)? (?:me|us) up|tag|get|search(?: for)?|see)[ ](?:me|us|him|her|my \w+)[^.!?\n]{{0,12}}?(?:on|at|in)?[ ]?(?:the[ ])?{_PLATFORM}"
    rf"(?:[ ,:]+(?:it'?s|its|is|as|under|at|i'?m|im|i am|ah'?m|@)){{0,3}}[ ,:]*(?P<x>{_NICK})"
)
_UNDER = compile_(
    r"\b(?:face ?book|fb)\b[^.!?\n]{0,24}?(?:,[ ]?|[ ])(?:i'?m|i am|im|ah'?m|am|it'?s|its|is|page|got my own page|as|he'?s|she'?s|we'?re)[ ](?:under[ ]|called[ ]|down as[ ]|on there as[ ]|there as[ ]|on as[ ])?(?P<x>[a-z0-9][a-z0-9' .&-]{3,40}?)(?:[,.!?;\n(]|$|[ ](?:if|with|photo|ah|and|but|so|its|it's|pic|the one|come|add|wi|n|on|for|send|feel)\b)"
)
_ON_AS = compile_(
    rf"\b(?:on|in)[ ](?:the[ ]|da[ ])?{_PLATFORM}[ ,:]+(?:as|under|i'?m|im|i am|ah'?m|called|it'?s|name'?s|they call me)[ ,:]+(?:under[ ]|as[ ]|called[ ])?(?P<x>(?-i:[A-Z0-9])[\w'.&-]*(?:[ ](?:(?-i:[A-Z0-9])[\w'.&-]*|the|of|fae|de|and|&|o'?)){{1,5}})(?:[,.!?;\n(]|$|[ ])"
)
_UNDER_EITHER = compile_(
    r"\b(?:i'?m|i am|im|ah'?m|am|find me|look for me|search|under|called)[ ](?:under[ ]|as[ ]|called[ ]|down as[ ])?(?P<x>(?-i:[A-Z])[a-z0-9'-]+(?:[ ][A-Z0-9][a-z0-9'-]*){0,5})[ ]on[ ](?:face ?book|fb|messenger|insta)"
)
_PROFILE = compile_(
    r"(?P<x>(?:https?://)?(?:www\.|m\.|en-gb\.)?(?:"
    r"(?:facebook|fb)\.(?:com|me)/|instagram\.com/|tiktok\.com/@|(?:twitter|x)\.com/|threads\.net/@|bsky\.app/profile/|linkedin\.com/in/|youtube\.com/(?:@|c/|user/|channel/)|"
    r"reddit\.com/u(?:ser)?/|t\.me/|snapchat\.com/add/|discord\.gg/|twitch\.tv/|strava\.com/athletes/|matrix\.to/#/@|linktr\.ee/|ko-fi\.com/|patreon\.com/|onlyfans\.com/|medium\.com/@|"
    r"(?:uk\.)?gofundme\.com/(?:f/)?|justgiving\.com/|crowdfunder\.co\.uk/p/|virginmoneygiving\.com/|uk\.virginmoneygiving\.com/|givewheel\.com/|gogetfunding\.com/|spotfund\.com/|wonderful\.org/|"
    r"enthuse\.com/|peoplesfundraising\.com/|caringbridge\.org/visit/|mealtrain\.com/|etsy\.com/(?:uk/)?shop/|ravelry\.com/people/|pinterest\.(?:com|co\.uk)/|flickr\.com/|"
    r"about\.me/|goodreads\.com/user/|soundcloud\.com/|vinted\.co\.uk/member/|paypal\.me/|monzo\.me/)[^\s,;<>]*[^\s,;.<>!?)]|"
    r"(?:https?://)?[a-z0-9-]+\.(?:wordpress\.com|blogspot\.(?:com|co\.uk)|substack\.com|tumblr\.com|wixsite\.com|weebly\.com|livejournal\.com|github\.io|bandcamp\.com|carrd\.co|squarespace\.com|ghost\.io|enthuse\.com)(?:/[^\s,;<>]*[^\s,;.<>!?)])?)"
)
_URL = compile_(
    r"(?P<x>(?:https?://)?(?:www\.)?(?:[a-z0-9][a-z0-9-]*\.)+(?:com|org|net|co\.uk|org\.uk|uk|blog|me|info|scot|wales|cymru|ie|eu|pl|example|io|online|site|page)(?:/[^\s,;<>]*[^\s,;.<>!?)])?)"
)
_OWN = compile_(
    r"\b(?:my|ma|me|our|his|her|wrote? a|write|i (?:do|have|keep|run|started|blog|post|write|draw)|made me|set up|husband|wife|daughter|son)\b[^.!?\n]{0,40}\b(?:blog|vlog|page|site|website|diary|journal|channel|fund ?raiser|fundraising|poems|shop|podcast|newsletter|"
    r"updates|ones?|writ(?:e|ing)|post(?:s|ing)?|album|webpage|sponsor\w*|write in \w+)\b|\b(?:i|we)[ ](?:write|blog|post|vlog|draw)\b"
)
_ORG = compile_(
    r"macmillan|maggies?|mariecurie|marie-curie|cancer(?:research|now|uk|support|trust|care)|nhs|bbc|gov\.uk|tesco|charity|hospice|foundation|trust|breastcancer|prostatecancer|bowelcancer|teenagecancer|"
    r"samaritans|mind\b|/groups?/|/watch|/events?/|/pages/category|officialpage|/news|/reel/|/p/|/explore"
)
_ACCOUNT_WORDS = frozenset(
    "and but the for you your not was with that this they have has had its just too much all now off dont don't never "
    "page group live post posts video videos account accounts then there here link links again because so cos when "
    "what who how why where which can could would will from about are been did does doing get got if like more most "
    "my me mine no none of on only or our out people said same saw see she still stuff than them thing things think "
    "time today under up us very want we went were message messages call calls kids kid lot lots is i'm i am an at as "
    "by friends instagram facebook tiktok twitter snapchat whatsapp messenger telegram discord reddit youtube handle "
    "name username scrolling reels stories full yesterday tonight anymore deleted reminded told showed keeps every "
    "everyone someone somebody something anything nothing gone good great bad best funny love hate use used using one "
    "two three went and/or a in to it he".split()
)


def find(reading: Reading) -> Iterator[Found]:
    """Handles beside the name of a service, links to profiles and own pages, Matrix ids."""
    view = reading.plain
    for match in _PROFILE.finditer(view.text):
        if not has(_ORG, match.group("x")):
            yield reading.found(view, *match.span("x"), 0.9, "profile-link")
    yield from _own_pages(reading)
    for match in _MATRIX_ID.finditer(view.text):
        if match.group("x").lower() not in reading.profile_names:
            yield reading.found(view, *match.span("x"), 0.9, "matrix-id")
    if has(_CUE, view.text) or has(_CUE, reading.before):
        yield from _handles(reading)


def _own_pages(reading: Reading) -> Iterator[Found]:
    """A web address that its writer calls an own page."""
    view = reading.plain
    for match in _URL.finditer(view.text):
        start, end = match.span("x")
        if view.text[max(0, start - 1) : start] == "@" or view.text[end : end + 1] == "@":
            continue
        own = has(_OWN, view.text[max(0, start - 90) : start]) or has(_OWN, view.text[end : end + 40])
        if own and not has(_ORG, match.group("x")) and "." in match.group("x").strip("."):
            yield reading.found(view, start, end, 0.7, "own-page")


def _handles(reading: Reading) -> Iterator[Found]:
    """Handles and names in a message that speaks of a service."""
    view = reading.plain
    for match in _AT_HANDLE.finditer(view.text):
        name = match.group("x")[1:].lower()
        if name not in reading.profile_names and not has(_ORG, name):
            yield reading.found(view, *match.span("x"), 0.9, "handle")
    for pattern in (_NAMED, _ADD):
        for match in pattern.finditer(view.text):
            if _handle_like(match.group("x"), reading):
                yield reading.found(view, *match.span("x"), 0.75, "handle-of-a-service")
    for match in _UNDER.finditer(view.text):
        text = match.group("x").strip()
        if len(text.split()) > 1 and any(word[0].isupper() for word in text.split()):
            yield reading.found(
                view, match.start("x"), match.start("x") + len(match.group("x").rstrip()), 1.0, "name-on-a-service"
            )
    yield from reading.matches(view, _UNDER_EITHER, 0.8, "name-on-a-service")
    yield from reading.matches(view, _ON_AS, 1.0, "name-on-a-service")


def _handle_like(text: str, reading: Reading) -> bool:
    """Whether a word is built like a handle, not like a word of the sentence."""
    low = text.lower().rstrip(".")
    if not any(char.isalpha() for char in low):
        return False
    if low in _ACCOUNT_WORDS or low in reading.profile_names:
        return False
    built = any(char in "_." or char.isdigit() for char in low) or any(char.isupper() for char in text[1:])
    return built or (low not in lexicon().ordinary and low not in lexicon().first_names and len(low) >= 7)
