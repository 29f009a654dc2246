"""Where the till stands and who serves, as the top bar shows it."""

from __future__ import annotations

from dataclasses import dataclass

from posdesk.till.register import Register


@dataclass(frozen=True, slots=True)
class Standing:
    """``store`` and ``staff`` as they are shown; ``timezone`` is what moments are shown in."""

    store: str
    staff: str
    timezone: str


def standing(register: Register) -> Standing:
    """As it is now."""
    tenant, shop = register.tenant, register.shop
    return Standing(
        f"{tenant.store} {shop.store_name}".strip(),
        f"{shop.staff_name} {shop.staff_id}".strip(),
        shop.timezone or tenant.timezone,
    )
