"""Webhooks: whom the tenant tells what has happened (omneo-api.md 2.15). The address must be one it can reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from posdesk.omneo.calls import (
    PAGE_SIZE,
    Call,
    Page,
    changing,
    one_of,
    page_of,
    paged,
    reading,
    removing,
    writing,
)
from posdesk.omneo.rows import Row
from posdesk.omneo.wire import Json, without_none


@dataclass(frozen=True, slots=True)
class Webhook:
    """``trigger`` is the event's name (``profile.updated``), ``queue`` its urgency: high, default or low.

    What a token of the integration with the same ``namespace`` caused is not delivered back. The URL may carry
    a secret and is not in the repr.
    """

    id: int
    trigger: str
    url: str = field(repr=False)
    namespace: str
    queue: str
    is_active: bool
    retry_hourly: bool
    retry_daily: bool


@dataclass(frozen=True, slots=True)
class WebhookDraft:
    """What a webhook is to be; what is None is left out, and on a change stays as it is.

    A new one needs ``trigger``, ``url`` and ``namespace``. ``condition`` is JSON Logic over the event.
    """

    trigger: str | None = None
    url: str | None = field(default=None, repr=False)
    namespace: str | None = None
    queue: str | None = None
    is_active: bool | None = None
    retry_hourly: bool | None = None
    retry_daily: bool | None = None
    condition: Mapping[str, Json] | None = None

    def body(self) -> dict[str, Json]:
        """The request's body."""
        return without_none(
            {
                "trigger": self.trigger,
                "url": self.url,
                "namespace": self.namespace,
                "queue": self.queue,
                "is_active": self.is_active,
                "retry_hourly": self.retry_hourly,
                "retry_daily": self.retry_daily,
                "condition": self.condition,
            }
        )


def list(  # the verb of the API; this module makes no lists
    *, trigger: str | None = None, page: int = 1, size: int = PAGE_SIZE
) -> Call[Page[Webhook]]:
    """A page of webhooks. A tenant may ignore the filter: compare ``trigger`` yourself (U48)."""
    wanted = (("filter[trigger]", trigger),) if trigger is not None else ()
    return reading("/webhooks", page_of(_read_webhook, "webhooks"), wanted + paged(page, size))


def read(webhook_id: int) -> Call[Webhook]:
    """One webhook; NotFound when there is none."""
    return reading(
        "/webhooks/{webhook_id}", one_of(_read_webhook, "webhook"), webhook_id=webhook_id
    )


def create(draft: WebhookDraft) -> Call[Webhook]:
    """Have its URL told of every such event. Trigger and URL are unique together: a second one is Invalid."""
    return writing("/webhooks", one_of(_read_webhook, "webhook"), draft.body())


def change(webhook_id: int, draft: WebhookDraft) -> Call[Webhook]:
    """Change what ``draft`` names."""
    reader = one_of(_read_webhook, "webhook")
    return changing("/webhooks/{webhook_id}", reader, draft.body(), webhook_id=webhook_id)


def remove(webhook_id: int) -> Call[None]:
    """Stop telling."""
    return removing("/webhooks/{webhook_id}", webhook_id=webhook_id)


def _read_webhook(row: Row) -> Webhook:
    return Webhook(
        id=row.number("id"),
        trigger=row.text("trigger"),
        url=row.text("url"),
        namespace=row.maybe_text("namespace") or "",
        queue=row.maybe_text("queue") or "default",
        is_active=row.flag("is_active", default=True),
        retry_hourly=row.flag("retry_hourly", default=False),
        retry_daily=row.flag("retry_daily", default=False),
    )
