"""The table of routes: method, path, handler, scope, title. The guide's and the reference's paths of one
operation stand together and share a handler (omneo-api.md 0.2, 7).

Scopes are the documented kebab names (1.8); where none exists the nearest is ASSUMED: ``read-profiles`` to
read credits, ``update-profiles`` to issue or void them and for staff, ``redeem-strategy`` to spend them. The tables of each
room say what else they assume.
"""

from posdesk.sandbox.rules import (
    routes_incentives,
    routes_people,
    routes_shop,
    routes_webhooks,
)
from posdesk.sandbox.rules.router import Route

ROUTES: tuple[Route, ...] = (
    *routes_people.ROUTES,
    *routes_incentives.ROUTES,
    *routes_shop.ROUTES,
    *routes_webhooks.ROUTES,
)
