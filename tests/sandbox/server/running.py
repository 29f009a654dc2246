"""A running sandbox as tests see it: two clients, one of the tenant's API by plain HTTP, one of its control routes."""

import ssl
from dataclasses import dataclass
from typing import Any

import httpx
import simplejson

from posdesk.sandbox.child import Endpoint
from posdesk.sandbox.control import Control
from tests.sandbox import hits

ASHA = "5b1c6a52-6c0e-4a52-9a35-0b7f6c1d2e11"
ASHAS_CARD = "60011234"


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox and two clients of it: the tenant's API by plain HTTP, and the control routes."""

    endpoint: Endpoint
    control: Control
    api: httpx.Client

    @property
    def root(self) -> str:
        """Scheme, host and port."""
        return self.endpoint.url.removesuffix("/api/v3")

    def call(
        self, method: str, path: str, body: object = None, *, expect: int | None = None
    ) -> Any:
        """Call the tenant with JSON; the answer's JSON with Decimals, None for an empty body."""
        content = None if body is None else simplejson.dumps(body, use_decimal=True)
        answer = self.api.request(method, path, content=content)
        if expect is None:
            assert answer.status_code in (200, 201), answer.text
        else:
            assert answer.status_code == expect, answer.text
        return simplejson.loads(answer.content, use_decimal=True) if answer.content else None


def api_client(endpoint: Endpoint) -> httpx.Client:
    """A plain client of the tenant's API with its full token."""
    return httpx.Client(
        base_url=endpoint.url,
        headers={
            "Authorization": f"Bearer {endpoint.token}",
            "Content-Type": "application/json",
            "Accept": "application/json",
        },
        event_hooks={"response": [_note]},
        timeout=20,
        trust_env=False,
        verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
    )


def _note(answer: httpx.Response) -> None:
    hits.note(answer.request.method, answer.request.url.path, answer.status_code)
