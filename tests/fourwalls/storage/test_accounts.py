from __future__ import annotations

import pytest

from fourwalls.group.people import Bot, PersonId
from fourwalls.storage import accounts, journal
from fourwalls.storage.accounts import Account
from fourwalls.storage.database import Database
from fourwalls.storage.errors import SealedDataError
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.tables import bot_account
from fourwalls.storage.upsert import put_rows

GUIDE = Account(PersonId("@guide:x"), "DEVICE", "token-of-the-guide", {"master": "seed-of-the-guide"})


def test_an_account_comes_back_and_its_bookmark_stays(database: Database, keys: OperationalKeys) -> None:
    database.run_sync(lambda conn: journal.set_bookmark(conn, Bot.GUIDE, "s1"))
    assert database.run_sync(lambda conn: accounts.load(conn, keys, Bot.GUIDE)) is None
    database.run_sync(lambda conn: accounts.save(conn, keys, Bot.GUIDE, GUIDE))
    assert database.run_sync(lambda conn: accounts.load(conn, keys, Bot.GUIDE)) == GUIDE
    assert database.run_sync(lambda conn: accounts.load(conn, keys, Bot.WARDEN)) is None
    assert database.run_sync(lambda conn: journal.bookmark(conn, Bot.GUIDE)) == "s1"


def test_a_log_in_is_forgotten_and_the_identity_stays(database: Database, keys: OperationalKeys) -> None:
    database.run_sync(lambda conn: journal.set_bookmark(conn, Bot.GUIDE, "s1"))
    assert database.run_sync(lambda conn: accounts.forget_log_in(conn, keys, Bot.GUIDE)) is None
    database.run_sync(lambda conn: accounts.save(conn, keys, Bot.GUIDE, GUIDE))
    assert database.run_sync(lambda conn: accounts.forget_log_in(conn, keys, Bot.GUIDE)) == GUIDE
    left = database.run_sync(lambda conn: accounts.load(conn, keys, Bot.GUIDE))
    assert left == Account(GUIDE.user_id, "", "", GUIDE.seeds)
    assert not left.logged_in
    assert GUIDE.logged_in
    assert database.run_sync(lambda conn: journal.bookmark(conn, Bot.GUIDE)) == "s1"


def test_an_account_of_an_unknown_form_is_refused_without_showing_it(database: Database, keys: OperationalKeys) -> None:
    sealed = keys.seal_text('{"canary": 1}', "bot_account:guide")
    database.run_sync(lambda conn: put_rows(conn, bot_account, [{"bot": "guide", "sealed": sealed}]))
    with pytest.raises(SealedDataError) as caught:
        database.run_sync(lambda conn: accounts.load(conn, keys, Bot.GUIDE))
    assert "canary" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_an_account_does_not_show_its_secrets() -> None:
    assert "token-of" not in repr(GUIDE)
    assert "seed-of" not in repr(GUIDE)
