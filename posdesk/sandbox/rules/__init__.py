"""The rules of the embedded tenant: requests in, answers out. No framework, no socket, no clock.

A second, independent reading of the contract: it shares nothing with ``omneo`` or ``till``.
"""

from posdesk.sandbox.rules.messages import Request, Response
from posdesk.sandbox.rules.tenant import Tenant

__all__ = ["Request", "Response", "Tenant"]
