"""The outbox: every delivery that is owed, kept in the tenant's database beside what caused it.

A delivery is written in the write transaction of its cause, so an event is told if and only if it happened.
Sending is the server's business (``sandbox.webhooks``); here is what is due, and what became of it. At least
once: a server that dies after the receiver's answer sends again.

Schedule (U40, ASSUMED): at once, then hourly 24 times with ``retry_hourly``, then daily 7 times with
``retry_daily``; any 2xx ends it. All instants are the sandbox's clock.
"""

import hashlib
import hmac
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from posdesk.sandbox.rules import dates
from posdesk.sandbox.rules.json_text import JSON
from posdesk.sandbox.rules.store import Row, Store

HOURLY, DAILY = 24, 7  # retries
KEPT = 1000  # deliveries that are over
PENDING, DELIVERED, FAILED, REFUSED = "pending", "delivered", "failed", "refused"

# What is owed now: an inactive webhook's deliveries wait until it is active again.
_OWED = (
    " FROM webhook_delivery d LEFT JOIN webhook w ON w.id = d.webhook_id"
    " WHERE d.state = 'pending' AND (d.webhook_id IS NULL OR w.is_active)"
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request to make. ``body`` are the very bytes that ``signature`` signs; ``attempts`` were made."""

    id: int
    url: str
    event: str
    body: bytes
    signature: str
    attempts: int


class Outbox:
    """The deliveries of one tenant. ``listener`` is called whenever something was put in: inside the write
    transaction, so it may only make a note."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.listener: Callable[[], None] | None = None
        self.secret = ""

    def put(
        self, webhook_id: int | None, url: str, event: str, body: bytes, at: str, due: str = ""
    ) -> int:
        """Owe one delivery from ``at`` (UTC text) on; its number. Inside a write transaction."""
        if self.listener is not None:
            self.listener()
        return self._store.insert(
            "INSERT INTO webhook_delivery (webhook_id, url, event, body, state, due_at, created_at, updated_at)"
            " VALUES (?, ?, ?, ?, 'pending', ?, ?, ?)",
            webhook_id,
            url,
            event,
            body.decode("ascii"),
            due or at,
            at,
            at,
        )

    def due(self, now: datetime, busy: Collection[str] = ()) -> list[Delivery]:
        """The oldest delivery that is due for each URL but the ``busy`` ones, in the order of their making."""
        rows = self._store.all(
            "SELECT d.url, min(d.id) AS id"
            + _OWED
            + " AND d.due_at <= ? GROUP BY d.url ORDER BY id",
            dates.utc_text(now),
        )
        return [self._delivery(row["id"]) for row in rows if row["url"] not in busy]

    def next_due(self, now: datetime) -> datetime | None:
        """When the first delivery after ``now`` becomes due; None when none will by itself."""
        row = self._store.one(
            "SELECT min(d.due_at) AS at" + _OWED + " AND d.due_at > ?", dates.utc_text(now)
        )
        return None if row is None or row["at"] is None else dates.from_utc_text(row["at"])

    def settle(
        self, delivery_id: int, now: datetime, status: int | None, reason: str | None
    ) -> None:
        """Note how an attempt ended: the receiver's ``status``, or why there was none."""
        done = status is not None and 200 <= status < 300
        with self._store.writing():
            row = self._store.one(
                "SELECT d.attempts, w.retry_hourly, w.retry_daily FROM webhook_delivery d"
                " LEFT JOIN webhook w ON w.id = d.webhook_id WHERE d.id = ?",
                delivery_id,
            )
            if row is None:
                return  # its webhook was deleted meanwhile
            attempts = row["attempts"] + 1
            pause = retry_pause(attempts, bool(row["retry_hourly"]), bool(row["retry_daily"]))
            state = DELIVERED if done else FAILED if pause is None else PENDING
            due = now if pause is None else now + pause
            self._close(delivery_id, state, attempts, now, due, status, reason)

    def refuse(self, delivery_id: int, now: datetime, reason: str) -> None:
        """Note that a delivery will not be tried: its address is not allowed."""
        with self._store.writing():
            self._close(delivery_id, REFUSED, 0, now, now, None, reason)

    def listed(self, limit: int = KEPT) -> list[dict[str, JSON]]:
        """The newest ``limit`` deliveries, oldest first, without their bodies."""
        rows = self._store.all(
            "SELECT id, webhook_id, event, url, state, attempts, status, reason, due_at, created_at, updated_at"
            " FROM webhook_delivery ORDER BY id DESC LIMIT ?",
            limit,
        )
        return list(reversed(rows))

    def _delivery(self, delivery_id: int) -> Delivery:
        row: Row = self._store.one("SELECT * FROM webhook_delivery WHERE id = ?", delivery_id) or {}
        body = str(row["body"]).encode("ascii")
        signature = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        return Delivery(row["id"], row["url"], row["event"], body, signature, row["attempts"])

    def _close(
        self,
        delivery_id: int,
        state: str,
        attempts: int,
        now: datetime,
        due: datetime,
        status: int | None,
        reason: str | None,
    ) -> None:
        self._store.write(
            "UPDATE webhook_delivery SET state = ?, attempts = ?, due_at = ?, status = ?, reason = ?,"
            " updated_at = ? WHERE id = ?",
            state,
            attempts,
            dates.utc_text(due),
            status,
            reason,
            dates.utc_text(now),
            delivery_id,
        )
        self._store.write(
            "DELETE FROM webhook_delivery WHERE state <> 'pending'"
            " AND id <= (SELECT max(id) FROM webhook_delivery) - ?",
            KEPT,
        )


def retry_pause(attempts: int, hourly: bool, daily: bool) -> timedelta | None:
    """How long to wait after ``attempts`` that all failed; None: give up."""
    by_the_hour = HOURLY if hourly else 0
    if attempts <= by_the_hour:
        return timedelta(hours=1)
    if daily and attempts <= by_the_hour + DAILY:
        return timedelta(days=1)
    return None
