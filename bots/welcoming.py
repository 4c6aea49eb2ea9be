"""Registration tokens for newcomers: made of our own key at the moment they are said, and kept nowhere.

A second try after a crash makes the same tokens, so that none lies about whose link nobody has. A link carries its
token behind the ``#``: a browser sends that part to nobody, so it stands in no web server's log and no preview's.
"""

from __future__ import annotations

import base64
import logging
from datetime import timedelta

from bots.ground import Admin, Ground
from fourwalls.group.effects.done import MakeTokens
from fourwalls.group.phrase import Phrase, phrase
from fourwalls.matrix.homeserver import Homeserver, TokenDeadError
from fourwalls.matrix.registration import NoTokensError, Registration, make_token, registration

logger = logging.getLogger(__name__)

LIVES = timedelta(days=14)
"""How long a token is good: a fortnight is enough to try again after a bad week."""
PAGE = "welcome"
_BYTES, _GROUP = 10, 4
"""80 bits, in four groups of four letters that can be read aloud; Synapse limits how often one can be guessed at."""
_LOOKALIKES = str.maketrans("il", "89")
"""Two letters of base 32 that are taken for other signs, and two digits that it does not use."""


async def words(ground: Ground, order: MakeTokens, txn: str) -> Phrase:
    """Make the tokens and word the answer: the links, or what to do where none could be made.

    Raises:
        HomeserverError: the homeserver did not answer; nothing is lost by trying again.
    """
    if ground.admin is None:
        return phrase("newcomers-by-hand")
    tokens = [token(ground.keys.token(f"{txn}\0{number}")) for number in range(order.number)]
    until = ground.now() + LIVES
    try:
        how = await _make(ground.admin, tokens, int(until.timestamp() * 1000))
    except (NoTokensError, TokenDeadError) as refused:  # a dead token of the administrator's is no end of the guide
        logger.error("no registration token was made: %s", refused)  # noqa: TRY400 - the code says it all
        return phrase("newcomers-refused")
    if how is not Registration.BY_CODE:
        return phrase("newcomers-closed" if how is Registration.CLOSED else "newcomers-not-by-token")
    lines = "\n\n".join(f"{ground.portal_url}/{PAGE}#{each}" for each in tokens)
    day = until.astimezone(ground.zone)
    return phrase("newcomers-links", number=order.number, lines=lines, until=f"{day.day} {day:%B}")


async def _make(admin: Admin, tokens: list[str], expires_ms: int) -> Registration:
    """Make them, unless the homeserver would not take them anyway."""
    server = Homeserver.open(admin.homeserver)
    try:
        how = await registration(server)
        if how is Registration.BY_CODE:
            server.token = admin.token
            for each in tokens:
                await make_token(server, each, expires_ms)
    finally:
        await server.close()
    return how


def token(secret: bytes) -> str:
    """Write a secret as people can read and type it: small letters and digits, without i, l, 0 and 1."""
    letters = base64.b32encode(secret[:_BYTES]).decode().lower().translate(_LOOKALIKES)
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))
