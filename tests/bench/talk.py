"""What the people of a bench say: ordinary words, one in fifty of them with a full name, each with its number."""

from __future__ import annotations

EVERY_SLIP = 50
_ORDINARY = (
    "evening all, the kettle is on",
    "it was a long week but the garden helped, I got the beans in before the rain and sat outside for a while after",
    "same here",
    "I slept a bit better, perhaps four hours in one go, which has not happened since the summer",
    "thank you for saying that, it is good to hear that somebody else finds the evenings the hardest part of the day",
    "I tried the breathing that we talked about last time and it did help a little, at least until the phone rang",
    "no worries, take your time",
    "my sister came over and we did not argue once, so I am counting that as a win",
    "I nearly did not come today but I am glad that I did",
    "does anybody else get tired from just doing the shopping?",
)


def ordinary(number: int) -> str:
    """What somebody might say, without anything in it for anybody but the scribe."""
    return f"no. {number}: {_ORDINARY[number % len(_ORDINARY)]}"


def slip(number: int) -> str:
    """Words by which the author could be known."""
    return f"no. {number}: I should say that my name is Philippa Arkwright"


def cry(number: int) -> str:
    """Words that a manager must see at once."""
    return f"no. {number}: i have saved up my tablets and tonight i am going to take them all"


def evening(number: int) -> str:
    """The talk of an evening: ordinary words with a slip now and then."""
    return slip(number) if number % EVERY_SLIP == EVERY_SLIP - 1 else ordinary(number)


def slips(numbers: range) -> int:
    """How many of them are slips."""
    return sum(number % EVERY_SLIP == EVERY_SLIP - 1 for number in numbers)
