"""Having a tenant tell this till of its customers: its webhooks made when the till listens, and taken away again.

Only for a tenant that reaches this computer by itself, the built-in sandbox: any other needs a tunnel, and
whoever keeps that names its address to the tenant. What an earlier till left behind because it was killed is
taken away first; a webhook of another name is somebody else's and stays.
"""

from __future__ import annotations

from typing import Final

from posdesk.omneo import settings, webhooks
from posdesk.omneo.calls import Applied
from posdesk.omneo.webhooks import Webhook, WebhookDraft
from posdesk.till.asking import ask, ask_all, done
from posdesk.till.scripts import Script

# A tenant's token of this name would hear nothing of what it does itself; no token is called so.
NAMESPACE: Final = "posdesk-till"
TOLD: Final = (
    "profile.created",
    "profile.updated",
    "profile-temporary.created",
    "profile.merged",
    "profile.deleted",
    "identity.created",
)


def shared_secret() -> Script[str]:
    """What the tenant signs with. Raises OmneoError."""
    secret = yield from ask(settings.request_key())
    return secret


def subscribe(url: str) -> Script[tuple[int, ...]]:
    """Have everything about customers told to ``url``; the ids of the webhooks. Raises OmneoError, NoWord."""
    known: tuple[Webhook, ...] = yield from ask_all(lambda page: webhooks.list(page=page))
    yield from unsubscribe(tuple(each.id for each in known if each.namespace == NAMESPACE))
    drafts = (WebhookDraft(trigger=trigger, url=url, namespace=NAMESPACE) for trigger in TOLD)
    outcomes = yield tuple(webhooks.create(draft) for draft in drafts)
    made: tuple[Webhook, ...] = tuple(done(outcome) for outcome in outcomes)
    return tuple(each.id for each in made)


def unsubscribe(ids: tuple[int, ...]) -> Script[int]:
    """Take these webhooks away; how many went. What stays is taken away by the next till that listens."""
    outcomes = yield tuple(webhooks.remove(webhook_id) for webhook_id in ids)
    return sum(isinstance(outcome, Applied) for outcome in outcomes)
