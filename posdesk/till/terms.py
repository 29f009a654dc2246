"""The terms of a sale: what its tenant's file, its shop and the tenant's ways say when it is opened."""

from __future__ import annotations

from posdesk.home.tenant import TenantFile
from posdesk.sale.state import Terms
from posdesk.till.capabilities import Ways
from posdesk.till.catalogue import Shop


def terms_of(tenant: TenantFile, shop: Shop, ways: Ways, receipt_ref: str) -> Terms:
    """A sale keeps these to its end, whatever is changed meanwhile."""
    return Terms(
        currency=tenant.currency,
        rule=tenant.allocation,
        promotions=dict(tenant.promotions),
        cash_step=tenant.cash_rounding,
        late_window_s=tenant.late_window_s,
        store=tenant.store,
        register=tenant.register,
        receipt_ref=receipt_ref,
        timezone=shop.timezone or tenant.timezone,
        location_id=shop.location_id,
        staff_id=shop.staff_id,
        single_till=tenant.single_till,
        credits_by_redeem=tenant.credits_by_redeem,
        rates=dict(shop.rates),
        strategies=tenant.strategies,
        combined=ways.combined_redemption,
        partial_refund=ways.partial_refund,
    )
