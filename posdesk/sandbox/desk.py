"""What the tenant's routes and the control routes have in common: one tenant, its clock, its log, its Date."""

from dataclasses import dataclass

from posdesk.sandbox.clock import Clock, DateHeader
from posdesk.sandbox.request_log import RequestLog
from posdesk.sandbox.rules import Tenant


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything one sandbox process holds. The tenant is kept in its database, the rest in memory."""

    tenant: Tenant
    clock: Clock
    log: RequestLog
    date: DateHeader
