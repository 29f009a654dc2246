"""The local customer directory: who the tenant's customers are, as webhooks told, to be found without a network.

``<home>/directory.db``, SQLite through apsw, mode 0600. Each customer has a number of its own here, and the
Omneo profile id is one of its identities (handle ``omneo``), beside its cards: the guide's advice for a fast
way in both directions.

Deliveries may come late, twice and in any order, and the directory is the same: of a profile the newest facts
stay, a deletion or merge is final, and of two different facts of one moment the greater digest wins and the
record is ``contested``, to be read live. Nothing here is money; a till shows it and reads balances itself.
Safe from any thread, and blocking: not for the window's. Raises DirectoryFailed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from threading import RLock

from posdesk.omneo.identities import Identity
from posdesk.omneo.profiles import Profile
from posdesk.till import directory_rows as rows
from posdesk.till.directory_news import (
    Facts,
    GoneNews,
    IdentityNews,
    News,
    ProfileNews,
    news_of,
    seen,
)
from posdesk.till.directory_rows import DirectoryFile
from posdesk.till.webhook_inbox import WebhookEvent

OMNEO = "omneo"  # the handle of the profile id among a local customer's identities
MOST_FOUND = 25
_MOST_WORDS = 10


class Applied(StrEnum):
    """What became of an event."""

    CHANGED = "changed"
    OLD_NEWS = "old news"
    REPLAYED = "replayed"
    NOT_FOR_US = "not for us"


@dataclass(frozen=True, slots=True)
class LocalCustomer:
    """A customer as last told. ``updated_at`` is the tenant's date of it, ``told_at`` when it arrived here.

    ``contested``: two different tellings of one moment arrived, so only the tenant knows."""

    number: int
    profile_id: str
    facts: Facts = field(repr=False)
    updated_at: datetime
    told_at: datetime
    contested: bool

    @property
    def full_name(self) -> str:
        return f"{self.facts.first_name} {self.facts.last_name}".strip()

    @property
    def identities(self) -> tuple[tuple[str, str], ...]:
        """Handle and identifier of every way that leads here, the profile id first."""
        cards = ((each.handle, each.identifier) for each in self.facts.identities)
        return ((OMNEO, self.profile_id), *cards)


class Directory:
    """The customers of one tenant. ``path`` None keeps them in memory."""

    def __init__(self, path: Path | None, tenant_id: str) -> None:
        self._lock = RLock()
        self._file = DirectoryFile(path)
        self._tenant = tenant_id

    def close(self) -> None:
        """Close the file; the directory cannot be used afterwards."""
        with self._lock:
            self._file.close()

    def apply(self, event: WebhookEvent, now_ms: int) -> Applied:
        """Take in an event that arrived at ``now_ms`` (UTC). Durable when it returns; the same delivery again
        is remembered and changes nothing. Raises BadEvent; then nothing was changed or remembered."""
        news = news_of(event)
        with self._writing():
            if not rows.remember(self._file, self._tenant, event.digest, now_ms):
                return Applied.REPLAYED
            if news is None:
                return Applied.NOT_FOR_US
            return self._take(news, now_ms)

    def see(self, profile: Profile, now_ms: int) -> Applied:
        """Take in a profile that was read from the tenant at ``now_ms`` (UTC): what it is by its own date, which
        a later webhook overtakes. What is kept already is confirmed: it is as old as this reading."""
        news = seen(profile)
        if news is None:
            return Applied.NOT_FOR_US
        with self._writing():
            applied = self._take(news, now_ms)
            rows.confirm(self._file, self._tenant, news.profile_id, news.at_ms, now_ms)
            return applied

    def correct(self, profile: Profile, now_ms: int) -> Applied:
        """Take in what the tenant says of a profile at ``now_ms`` (UTC) in the place of anything told before,
        whatever its date: somebody has compared the two. A later webhook overtakes it."""
        news = seen(profile)
        if news is None:
            return Applied.NOT_FOR_US
        with self._writing():
            rows.doubt(self._file, self._tenant, news.profile_id)
            return self._take(news, now_ms)

    def forget(self, profile_id: str, now_ms: int) -> Applied:
        """The tenant knows nobody of that id at ``now_ms`` (UTC): as if it had told of a deletion."""
        with self._writing():
            return self._bury(profile_id, None, now_ms)

    def forget_everybody(self) -> None:
        """Nobody is known here any more; who is gone stays gone, and a delivery is still taken once."""
        with self._writing():
            rows.clear(self._file, self._tenant)

    def record(self, profile_id: str) -> LocalCustomer | None:
        """The customer of that profile id; of a merged one, whom it was merged into. None: not known, or gone."""
        with self._reading():
            return self._record(rows.survivor(self._file, self._tenant, profile_id))

    def with_identity(self, handle: str, identifier: str) -> tuple[LocalCustomer, ...]:
        """Everybody who has that identity, active or not; more than one when news is still under way."""
        with self._reading():
            numbers = rows.with_identity(self._file, self._tenant, handle, identifier)
            return tuple(found for number in numbers if (found := self._numbered(number)))

    def search(self, text: str) -> tuple[LocalCustomer, ...]:
        """The best 25 whose name, e-mail, phone or card has every word of ``text``, or begins with it; case
        and accents do not matter. Nothing to look for finds nobody."""
        query = _query(text)
        if not query:
            return ()
        with self._reading():
            numbers = rows.matching(self._file, self._tenant, query, MOST_FOUND)
            return tuple(found for number in numbers if (found := self._numbered(number)))

    def age(self, now_ms: int) -> timedelta | None:
        """How long ago anything was last heard from the tenant; None: nothing ever was."""
        with self._reading():
            heard_ms = rows.last_heard(self._file, self._tenant)
        return None if heard_ms is None else timedelta(milliseconds=max(now_ms - heard_ms, 0))

    def __len__(self) -> int:
        """How many customers are known."""
        with self._reading():
            return rows.count(self._file, self._tenant)

    def _take(self, news: News, now_ms: int) -> Applied:
        match news:
            case ProfileNews():
                return self._take_profile(news, now_ms)
            case GoneNews():
                return self._bury(news.profile_id, None, news.at_ms)
            case IdentityNews():
                changed = rows.put_loose(self._file, self._tenant, news.identity, news.at_ms)
                if changed:
                    self._index(news.identity.profile_id)
                return Applied.CHANGED if changed else Applied.OLD_NEWS

    def _take_profile(self, news: ProfileNews, now_ms: int) -> Applied:
        outcomes = [self._bury(gone, news.profile_id, news.at_ms) for gone in news.swallowed]
        if not rows.is_gone(self._file, self._tenant, news.profile_id) and rows.put(
            self._file, self._tenant, news, now_ms
        ):
            self._index(news.profile_id)
            outcomes.append(Applied.CHANGED)
        return Applied.CHANGED if Applied.CHANGED in outcomes else Applied.OLD_NEWS

    def _bury(self, profile_id: str, merged_into: str | None, at_ms: int) -> Applied:
        """The person's data goes; what stays is that the id is gone, and to whom it leads."""
        changed = rows.bury(self._file, self._tenant, profile_id, merged_into, at_ms)
        return Applied.CHANGED if changed else Applied.OLD_NEWS

    def _index(self, profile_id: str) -> None:
        found = self._record(profile_id)
        if found is not None:
            rows.index(
                self._file, self._tenant, found.number, found.identities, _words_of(found.facts)
            )

    def _record(self, profile_id: str) -> LocalCustomer | None:
        number = rows.number_of(self._file, self._tenant, profile_id)
        return None if number is None else self._numbered(number)

    def _numbered(self, number: int) -> LocalCustomer | None:
        kept = rows.kept(self._file, number)
        if kept is None:
            return None
        facts = Facts.from_json(kept.facts, kept.profile_id)
        loose = rows.loose_since(self._file, self._tenant, kept.profile_id, kept.at_ms)
        return LocalCustomer(
            number,
            kept.profile_id,
            _with(facts, loose),
            _moment(kept.at_ms),
            _moment(kept.told_ms),
            kept.contested,
        )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock, self._file.writing():
            yield

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._lock:
            yield


def _with(facts: Facts, loose: tuple[Identity, ...]) -> Facts:
    """``facts`` with the identities that were told of on their own after them."""
    known = {(each.handle, each.identifier) for each in facts.identities}
    news = [each for each in loose if (each.handle, each.identifier) not in known]
    if not news:
        return facts
    cards = sorted((*facts.identities, *news), key=lambda each: (each.handle, each.identifier))
    fields = {name: getattr(facts, name) for name in Facts.__slots__}
    return Facts(**{**fields, "identities": tuple(cards)})


def _words_of(facts: Facts) -> str:
    """What a customer is found by."""
    digits = "".join(mark for mark in facts.phone if mark.isdecimal())
    cards = (each.identifier for each in facts.identities)
    return " ".join(
        (facts.first_name, facts.last_name, facts.email, digits, facts.national_phone, *cards)
    )


def _query(text: str) -> str:
    """An FTS5 query: every word, each perhaps only begun. A phone number typed with spaces is one word."""
    joined = "".join(text.split()).lstrip("+")
    words = [joined] if joined.isdecimal() else text.split()[:_MOST_WORDS]
    spoken = [
        "".join(mark for mark in word if mark.isprintable() and mark != '"') for word in words
    ]
    return " ".join(f'"{word}"*' for word in spoken if any(mark.isalnum() for mark in word))


def _moment(ms: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
