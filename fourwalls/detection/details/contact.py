"""Ways to reach a private person: telephone, e-mail, a box at the post office, a link to a video call."""

# ruff: noqa: E501  patterns and lists are data: broken up they could not be read; lengths are what is tested

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.detection.details.patterns import compile_, has
from fourwalls.detection.details.reading import Found, Reading
from fourwalls.group.finding import DetailKind

KIND = DetailKind.CONTACT

CAUGHT = (
    "give us a ring after tea «0114 496 0412»",
    "text me on «+44 7700 900123» if the bus is late",
    "my mobile is «zero seven seven double zero nine hundred one two three»",
    "its «o77oo 9oo 118» with letter os",
    "mail me: «flo.knits@mail.example»",
    "write to «gran dot baker at example dot org» please",
    "cards to «PO Box 7, Ambleside»",
    "write to «w_tanner(at)slowmail.example»",
    "call me on «7700 900 412», no zero needed",
    "my call is at «https://meet.example.org/ann-and-me» from six",
)
LET_PASS = (
    "Samaritans are on 116 123 at any hour",
    "the Macmillan line is 0808 808 00 00",
    "order number 07700900123456 never came",
    "ring the ward on 0131 496 0100 and they put you through",
    "write to info@charity.example for the booklet",
    "my PSA went 4.2 then 3.1 then 0.04",
    "rang 111 then 999 then the doctor",
)

_SEP = r"[ .\-/()]{0,2}"
_PHONE = compile_(
    rf"(?:^|[^\w+/.-])(?P<x>(?:\+{_SEP}44{_SEP}(?:0{_SEP})?|0044{_SEP}|\(?0){_SEP}(?:[127]){_SEP}(?:\d{_SEP}){{7,8}}\d)(?:[^\w/-]|-\D|/\D|$)"
)
_FOREIGN = compile_(r"(?:^|[^\w+])(?P<x>\+(?:[1-9]\d{0,2})(?:[ .\-()]{0,2}\d){7,12})(?:\W|$)")
_SHORT = compile_(
    r"(?:\b(?:ring|call|phone|text|txt|bell|buzz|whatsapp|mobile|mob|tel|number is|landline)\b[^.!?\n\d]{0,20})(?P<x>\d{3}[ -]?\d{4}|\d{6})\b"
)
_NO_ZERO = compile_(
    r"(?:\b(?:mobile|mob|phone|tel|text|txt|ring|call|whatsapp|07|number is|my number)\b[^.!?\n\d]{0,24}|\+?44[ ]?)(?P<x>7\d{3}[ -]?\d{3}[ -]?\d{3})\b"
)
_ROOM = compile_(
    r"(?P<x>https?://[a-z0-9.-]+/(?:[a-z0-9-]+/)?(?:room|rooms|join|meet|meeting|call|j|live|r)/[^\s,;<>]*[^\s,;.<>!?)])"
)
_LOCAL = r"[a-z0-9][a-z0-9._%+'-]{0,63}"
_EMAIL = compile_(rf"(?P<x>{_LOCAL}@(?:[a-z0-9-]+\.)+[a-z]{{2,24}})\b")
_SPELLED = compile_(
    r"\b(?P<x>[a-z0-9][a-z0-9._+-]{0,40}(?:[ ](?:dot|underscore|dash|hyphen)[ ][a-z0-9_-]{1,40}){0,4}"
    r"(?:[ ]at[ ]|[ ]?[(\[]at[)\]][ ]?|[ ]?@[ ]?)[a-z0-9-]{1,40}(?:(?:[ ]dot[ ]|[ ]?[(\[]dot[)\]][ ]?|\.)[a-z0-9-]{2,24}){1,3})\b"
)
_DOT = compile_(r"\bdot\b")
_MAILBOX = compile_(
    r"\b(?P<x>[a-z0-9][a-z0-9._-]{1,40}(?:[ ]?[(\[]at[)\]][ ]?|@|[ ]at[ ])"
    r"(?:(?:gmail+|hotmail|yahoo|outlook|icloud|btinternet|protonmail|googlemail|ymail|talktalk|virginmedia)\b(?:(?:[ ]dot[ ]|\.)(?:com|co|uk|net|org|me|ie)\b){0,3}|"
    r"(?:aol|live|me|sky|proton|gmx|msn)(?:(?:[ ]dot[ ]|\.)(?:com|co|uk|net|org|me|ie)\b){1,3}))"
)
_ROLE = compile_(
    r"^(?:info|enquir|inquir|hello|contact|support|help|admin|office|reception|team|donat|fundrais|press|pals|feedback|complaints|"
    r"bookings?|appointments?|no-?reply|mail|sales|orders|customer|helpline|volunteer|events|membership|website|webmaster|ask)[a-z0-9._-]*(?:@|[ ]?at[ ])"
)
_BOX = compile_(r"\b(?P<x>p\.?[ ]?o\.?[ ]?box[ ]\d{1,5}(?:,[ ]?[a-z'-]+(?:[ ][a-z'-]+)?)?)")
_CALL = compile_(
    r"(?P<x>(?:https?://)?(?:[a-z0-9-]+\.)*(?:zoom\.[a-z0-9.-]+/(?:j|my)/|meet\.[a-z0-9.-]+/|meet\.google\.com/|whereby\.com/|"
    r"teams\.(?:microsoft|live)\.com/|jit\.si/|skype\.com/|join\.skype\.[a-z.]+/|chat\.whatsapp\.com/|wa\.me/|facetime\.apple\.com/|signal\.me/|signal\.group/|"
    r"call\.[a-z0-9.-]+/)[^\s,;<>]*[^\s,;.<>!?)])"
)
_HOUSE_LINE = compile_(
    r"(?:\bward\b|hospital|helpline|clinic|surgery|charity|macmillan|samaritans|charit|switchboard|reception|council|pharmac|chemist|"
    r"\bline\b|\bgps?\b|\bdesk\b|\bcentre\b|\bcenter\b|secretary|booking|parking|taxi|cabs|\bshop\b|enquiries|customer|hospice|\bunit\b|support line|"
    r"\bnhs\b|\bpals\b|advice|uk\b|hotline|trust\b|foundation)[^.!?\n]{0,35}$"
)
_MINE = compile_(
    r"(?:\bmy\b|\bme\b|\bma\b|\bus\b|\bmine\b|\bmob|\bhis\b|\bher\b|\bhome\b|the house|\bmum|\bhusband|\bwife|\bask for\b|\bours?\b)[^.!?\n]{0,22}$"
)
_ORDER = compile_(
    r"(?:order|parcel|tracking|booking|ref(?:erence)?|invoice|ticket|batch|serial)[ ](?:no\.?|number|id|is|:|#|ref)*[ ]?[^.\n]{0,12}$"
)
_SERVICE = (
    "116123",
    "0800",
    "0808",
    "0300",
    "0303",
    "0330",
    "0333",
    "0345",
    "0344",
    "0343",
    "0370",
    "0371",
    "0844",
    "0845",
    "0870",
    "0871",
)
_LONGEST = 13


def find(reading: Reading) -> Iterator[Found]:
    """Telephone numbers, e-mail addresses, boxes and calls of private people."""
    yield from _phones(reading)
    yield from _mails(reading)
    yield from reading.matches(reading.plain, _BOX, 0.9, "po-box")
    for pattern in (_CALL, _ROOM):
        yield from reading.matches(reading.plain, pattern, 0.92, "call-link")


def _phones(reading: Reading) -> Iterator[Found]:
    """Numbers that could be somebody's telephone, helplines and switchboards left out."""
    view = reading.digits
    for pattern, why in ((_PHONE, "phone"), (_FOREIGN, "phone-abroad"), (_SHORT, "phone-local"), (_NO_ZERO, "phone")):
        for match in pattern.finditer(view.text):
            start, end = match.span("x")
            number = "".join(char for char in match.group("x") if char.isdigit() or char == "+")
            before = view.text[max(0, start - 60) : start]
            if len(number) > _LONGEST or number.replace("+44", "0").startswith(_SERVICE) or has(_ORDER, before):
                continue
            private = number.replace("+44", "0").replace("0044", "0").startswith("07")
            if not private and has(_HOUSE_LINE, before) and not has(_MINE, before):
                continue
            yield reading.found(view, start, end, 0.95 if private else 0.85, why)


def _mails(reading: Reading) -> Iterator[Found]:
    """E-mail addresses, spelled out or not, those of offices left out."""
    view = reading.plain
    for pattern, why in ((_EMAIL, "e-mail"), (_SPELLED, "e-mail-spelled"), (_MAILBOX, "e-mail-spelled")):
        for match in pattern.finditer(view.text):
            text = match.group("x")
            if has(_ROLE, text) or (pattern is _SPELLED and not (has(_DOT, text) or "at)" in text or "at]" in text)):
                continue
            yield reading.found(view, match.start("x"), match.end("x"), 0.95, why)
