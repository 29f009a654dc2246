"""A sandbox on a file that nothing may change: every write is tried on it with what must be refused."""

from __future__ import annotations

from pathlib import Path

import httpx

from tests.sandbox.contents import Contents, contents_of_file
from tests.sandbox.server.running import Sandbox
from tests.sandbox.write_calls import ASHA, WRITES, Write, prepare

# The reads with two ids in their path; one lonely pattern needs no neighbour.
READS = {
    "/profiles/{p}/identities/{handle}": f"/profiles/{ASHA}/identities/loyalty-card",
    "/profiles/{p}/identities/id/{id}": f"/profiles/{ASHA}/identities/id/31",
    "/profiles/{p}/points/{id}": f"/profiles/{ASHA}/points/501",
    "/profiles/{p}/ledgers/{id}": f"/profiles/{ASHA}/ledgers/{{entry}}",
    "/profiles/{p}/rewards/{id}": f"/profiles/{ASHA}/rewards/812",
    "/profiles/{p}/benefits/{b}": f"/profiles/{ASHA}/benefits/4022",
    "/profiles/{p}/credits/{c}": f"/profiles/{ASHA}/credits/77",
    "/profiles/{p}/redemptions/{r}": f"/profiles/{ASHA}/redemptions/{{redemption}}",
    "/profiles/{p}/transactions/{id}": f"/profiles/{ASHA}/transactions/{{sale}}",
    "/products/{id}/variants/{v}": "/products/101/variants/201",
}


def _known(route: str) -> str:
    """The path of a route with ids that are there, still by name where ``prepare`` made them."""
    filled = {write.route: write.path for write in WRITES}
    method, _, template = route.partition(" ")
    return READS.get(template, template) if method == "GET" else filled[route]


class Bench:
    """The sandbox, what ``prepare`` made in it, and what its database holds ever since."""

    def __init__(self, sandbox: Sandbox, database: Path) -> None:
        self.api = sandbox.api
        self.database = database
        self.made = prepare(lambda *call: sandbox.call(*call)["data"])
        entries = sandbox.call("GET", f"/profiles/{ASHA}/ledgers")["data"]
        self.made["entry"] = entries[0]["id"]
        self.before = self.contents()

    def contents(self) -> Contents:
        return contents_of_file(self.database)

    def filled(self, route: str) -> str:
        """The path of a route with ids that are there."""
        path = _known(route)
        for name, number in self.made.items():
            path = path.replace(f"{{{name}}}", str(number))
        return path

    def send(self, write: Write, body: bytes) -> httpx.Response:
        return self.api.request(write.method, write.at(self.made), content=body)
