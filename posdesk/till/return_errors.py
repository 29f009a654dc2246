"""Why a past sale cannot be returned: nobody knows it, it is not for this till, or somebody is at it already."""

from __future__ import annotations

from posdesk.sale.errors import PosError


class NoSuchSale(PosError):
    """Neither the journal nor the tenant has a sale of that receipt, reference or customer."""

    code = "till.no_such_sale"
    user_message = (
        "There is no such sale in this till or at the tenant. Nothing was changed. "
        "Scan the code at the foot of the receipt, or look for the customer."
    )


class NotReturnable(PosError):
    """A sale that is not recorded, has nothing in it, or was not written down as posdesk writes one."""

    code = "till.not_returnable"
    user_message = (
        "That sale cannot be returned at this till. Nothing was changed. "
        "It may not be recorded yet, or it was made by another system."
    )
