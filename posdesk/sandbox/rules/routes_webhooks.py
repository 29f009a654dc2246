"""Routes about webhooks. ``create-webhooks`` also changes and deletes: no other scope is listed (1.8)."""

from posdesk.sandbox.rules import webhooks
from posdesk.sandbox.rules.router import Route

ROUTES: tuple[Route, ...] = (
    Route("GET", "/webhooks", webhooks.listed, "read-webhooks", "List webhooks"),
    Route("POST", "/webhooks", webhooks.posted, webhooks.SCOPE, "Subscribe to an event"),
    Route("GET", "/webhooks/{id}", webhooks.read, "read-webhooks", "Read a webhook"),
    Route("PUT", "/webhooks/{id}", webhooks.changed, webhooks.SCOPE, "Change a webhook"),
    Route("DELETE", "/webhooks/{id}", webhooks.removed, webhooks.SCOPE, "Unsubscribe"),
    Route(
        "GET",
        "/settings/environment",
        webhooks.environment,
        "read-settings",
        "The environment's settings",
    ),
)
