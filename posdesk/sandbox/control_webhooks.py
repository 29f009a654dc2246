"""The control routes about webhooks: who is told what, what became of it, and events on demand."""

import re
from decimal import Decimal

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from posdesk.sandbox.control_bodies import answer, object_of, refused
from posdesk.sandbox.desk import Desk
from posdesk.sandbox.rules.json_text import JSON
from posdesk.sandbox.rules.outbox import KEPT
from posdesk.sandbox.rules.refusals import Refusal
from posdesk.sandbox.rules.webhook_samples import Sample
from posdesk.sandbox.rules.webhooks import is_web_address

MOST_TIMES = 100
MOST_AGE_S = 10 * 366 * 86400
_EVENT = re.compile(r"[a-z][a-z-]*(\.[a-z][a-z-]*)+", re.ASCII)
_FIELDS = frozenset({"event", "profile_id", "url", "times", "age_s", "changes"})


class WebhookRoutes:
    """What the routes below ``/webhooks`` do, over one desk."""

    def __init__(self, desk: Desk) -> None:
        self._tenant = desk.tenant
        self._clock = desk.clock

    async def state(self, request: Request) -> Response:
        """Every webhook, and the newest deliveries."""
        limit = request.query_params.get("limit", str(KEPT))
        if not (limit.isascii() and limit.isdecimal() and len(limit) <= 6):
            raise refused("limit is a whole number.")
        deliveries = self._tenant.outbox.listed(int(limit))
        return answer({"webhooks": self._tenant.webhooks(), "deliveries": deliveries})

    async def send(self, request: Request) -> Response:
        """Send an event that nothing caused."""
        sample = _sample(await object_of(request))
        try:
            numbers = self._tenant.send_event(sample, self._clock.now())
        except Refusal as refusal:
            reasons = [reason for found in (refusal.errors or {}).values() for reason in found]
            detail = " ".join(reasons) or "There is no such profile."
            raise HTTPException(422, detail) from refusal
        return answer({"deliveries": numbers})


def _sample(wanted: dict[str, JSON]) -> Sample:
    if unknown := wanted.keys() - _FIELDS:
        raise refused(f"send does not take {min(unknown)[:40]}.")
    event, url = wanted.get("event"), wanted.get("url")
    if not isinstance(event, str) or len(event) > 100 or not _EVENT.fullmatch(event):
        raise refused("event is a name like profile.updated.")
    if url is not None and not (isinstance(url, str) and is_web_address(url)):
        raise refused("url is an http or https address.")
    profile_id, changes = wanted.get("profile_id"), wanted.get("changes", {})
    if profile_id is not None and not isinstance(profile_id, str):
        raise refused("profile_id is a text.")
    if not isinstance(changes, dict):
        raise refused("changes is an object.")
    times = _whole(wanted.get("times", 1), "times", 1, MOST_TIMES)
    age_s = _whole(wanted.get("age_s", 0), "age_s", 0, MOST_AGE_S)
    return Sample(event, profile_id, url, times, age_s, changes)


def _whole(value: JSON, name: str, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value != int(value):
        raise refused(f"{name} is a whole number.")
    if not low <= value <= high:
        raise refused(f"{name} is from {low} to {high}.")
    return int(value)
