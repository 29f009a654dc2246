"""The control routes about faults: what has just happened to a customer, to order, and how often it did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from posdesk.sandbox.control_bodies import answer, object_of, refused
from posdesk.sandbox.desk import Desk
from posdesk.sandbox.rules.json_text import JSON

if TYPE_CHECKING:
    from posdesk.home.faults.injector import Injector


class FaultRoutes:
    """What the routes of ``/faults`` do, over one desk."""

    def __init__(self, desk: Desk) -> None:
        self._tenant = desk.tenant

    async def state(self, _request: Request) -> Response:
        """The faults in force and their counters."""
        # Here and below: a sandbox without faults starts without them.
        from posdesk.home.faults.tables import counters_table

        return answer(counters_table(self._tenant.faults.injector.counters()))

    async def change(self, request: Request) -> Response:
        """Another plan, or a change of this one; the state afterwards."""
        from posdesk.home.faults.plan import BadFaults
        from posdesk.home.faults.tables import plan_of

        wanted = await object_of(request)
        try:
            if "format" in wanted:
                self._tenant.faults.set(plan_of(wanted))
            else:
                _change(self._tenant.faults.injector, wanted)
        except BadFaults as error:
            raise refused(str(error)) from error
        return await self.state(request)


def _change(injector: Injector, wanted: dict[str, JSON]) -> None:
    match wanted:
        case {"switch": str(name), "on": bool(on), **rest} if not rest:
            injector.switch(name, on=on)
        case {"all_off": True, **rest} if not rest:
            injector.all_off()
        case {"reset_counters": True, **rest} if not rest:
            injector.reset_counters()
        case _:
            raise refused(
                "faults takes a file of faults, or one of switch with on, all_off: true, reset_counters: true."
            )
