"""A house with a portal that is really served, and people who visit it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from fourwalls.group.effects import Kept
from fourwalls.group.effects.kept import GiveSeat, NameProfile
from fourwalls.group.people import HOUSE, Group, GroupId, PersonId, Role, Standing
from fourwalls.group.session import Session
from fourwalls.storage import signin
from tests.fourwalls.storage.house import NOON, House, said

ANN = PersonId("@ann:example.org")
BEN = PersonId("@ben:example.org")
CAL = PersonId("@cal:example.org")
FAY = PersonId("@fay:example.org")
MEL = PersonId("@mel:example.org")
NOBODY = PersonId("@nobody:example.org")

CODE = "01234567"


@dataclass
class Clock:
    """The portal's clock, which the test moves."""

    ms: int

    def __call__(self) -> int:
        return self.ms

    def pass_minutes(self, minutes: int) -> None:
        self.ms += minutes * 60_000


@dataclass
class Answer:
    status: int
    text: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)

    @property
    def goes_to(self) -> str:
        return self.headers.get("Location", "")

    @property
    def form_token(self) -> str:
        match = re.search(r'name="form_token" value="([^"]+)"', self.text)
        assert match
        return match[1]

    @property
    def main(self) -> str:
        """What the page itself says, without what every page has."""
        return self.text.partition("<main")[2].partition("</main>")[0]


class Visitor:
    """One browser."""

    def __init__(self, place: Place) -> None:
        self.place = place
        jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=URL(place.base))
        self.session = aiohttp.ClientSession(place.base, cookie_jar=jar)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, e: BaseException | None, t: TracebackType | None
    ) -> None:
        await self.session.close()

    @property
    def cookies(self) -> dict[str, str]:
        return {
            name: morsel.value for name, morsel in self.session.cookie_jar.filter_cookies(URL(self.place.base)).items()
        }

    def put_cookie(self, name: str, value: str) -> None:
        self.session.cookie_jar.update_cookies({name: value}, URL(self.place.base))

    async def request(self, method: str, path: str, **more: object) -> Answer:
        async with self.session.request(method, path, allow_redirects=False, **more) as got:  # type: ignore[arg-type]
            return Answer(got.status, await got.text(), got.headers)

    async def get(self, path: str) -> Answer:
        return await self.request("GET", path)

    async def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Answer:
        usual = {"Origin": self.place.origin, "Sec-Fetch-Site": "same-origin"}
        sent = {**usual, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return await self.request("POST", path, data=fields, headers={k: v for k, v in sent.items() if v})

    async def ask(self, person: str) -> Answer:
        """Ask for a code, and come to the page that takes it."""
        page = await self.get("/sign-in")
        return await self.post("/sign-in", {"form_token": page.form_token, "person": person})

    async def redeem(self, code: str) -> Answer:
        page = await self.get("/code")
        return await self.post("/code", {"form_token": page.form_token, "code": code})

    async def sign_in(self, person: PersonId) -> Answer:
        await self.ask(person)
        self.place.guide_sends(CODE)
        return await self.redeem(CODE)


@dataclass
class Place:
    """The house, its portal and what was said there."""

    house: House
    clock: Clock
    origin: str
    base: str = ""
    group: Group = field(default_factory=lambda: Group(GroupId(""), ""))
    other: Group = field(default_factory=lambda: Group(GroupId(""), ""))
    session: Session = field(init=False)
    other_session: Session = field(init=False)

    def people_it(self) -> None:
        """Two groups with a session each: Ann, Ben and Fay (who facilitates) in one, Cal in the other."""
        self.group, self.other = self.house.group("Tuesday circle"), self.house.group("Thursday circle")
        self.seat(ANN, self.group)
        self.seat(BEN, self.group)
        self.seat(FAY, self.group, Role.FACILITATOR)
        self.seat(CAL, self.other)
        self.house.apply(GiveSeat(MEL, HOUSE, Role.ONLINE_MANAGER, Standing.INSIDE, NOON, MEL))
        self.session, self.other_session = self.house.session(self.group), self.house.session(self.other)
        self.says(said(self.session, "$first", "the first words", author=ANN))
        self.says(said(self.other_session, "$other", "the other words", author=CAL))

    def says(self, *effects: Kept) -> None:
        self.house.apply(*effects)

    def seat(self, who: PersonId, group: Group, role: Role = Role.MEMBER, at: datetime = NOON) -> None:
        name = who[1:4].title()
        self.house.apply(GiveSeat(who, group.id, role, Standing.INSIDE, at, FAY), NameProfile(who, name))

    def remove(self, who: PersonId, group: Group, standing: Standing = Standing.REMOVED) -> None:
        self.house.apply(GiveSeat(who, group.id, Role.MEMBER, standing, NOON, FAY))

    def guide_sends(self, code: str) -> int:
        """Do the guide's part: set a code for each request of somebody known; how many those were."""
        sent = 0
        for asked in self.house.database.run_sync(lambda conn: signin.waiting(conn, self.clock.ms)):
            person = self.house.work(lambda records, key=asked.person: records.person_of_key(key))  # type: ignore[misc]
            if person is not None:
                hashed = signin.code_hash(self.house.keys.lookup_key, asked.request, code)
                self.house.database.run_sync(
                    lambda conn, one=asked.request, kept=hashed: signin.set_code(conn, one, kept, self.clock.ms)  # type: ignore[misc]
                )
                sent += 1
        return sent

    @property
    def transcript(self) -> str:
        return f"/groups/{self.group.id}/sessions/{self.session.id}"

    @property
    def other_transcript(self) -> str:
        return f"/groups/{self.other.id}/sessions/{self.other_session.id}"

    def visitor(self) -> Visitor:
        return Visitor(self)
