"""What the pages about people share: how they ask the tenant, and the one who has already what another wants."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.office.subject import Subject, Tools
from posdesk.desktop.screens.model import Tone
from posdesk.desktop.screens.office import Bar, Press
from posdesk.omneo.profiles import Profile
from posdesk.till.customers import Customers
from posdesk.till.identify import last4
from posdesk.till.wallets import WalletReader

translate = QCoreApplication.translate
SERVE_OWNER = "serve"


def customers_of(tools: Tools) -> Customers:
    """The scripts about people, by the settings in force."""
    tenant, clock = tools.register.tenant, tools.register.clock
    reader = WalletReader(tenant.currency, tenant.timezone, clock)
    return Customers(reader, tenant.card_handle, tools.register.ways.identifying)


def called(profile: Profile) -> str:
    """What to call somebody; a profile may have no name."""
    return profile.full_name or profile.email or translate("Office", "this customer")


def masked(number: str) -> str:
    """All that is shown of a card number."""
    return f"···· {last4(number)}".rstrip()


def owner_bar(owner: Profile | None) -> Bar:
    """Offers ``owner``. Without one it is empty, not absent: a page whose blocks change forgets what was typed."""
    if owner is None:
        return Bar("owner", ())
    words = translate("Office", "Serve {0}, who has it").format(called(owner))
    return Bar("owner", (Press(SERVE_OWNER, words),))


async def serve_owner(subject: Subject, owner: Profile) -> bool:
    """Attach ``owner`` to the sale; the page says where that cannot be. Raises OmneoError."""
    served = await subject.tools.serve(owner.id)
    if not served:
        subject.say(
            translate("Office", "{0} cannot be served in this sale").format(called(owner)),
            translate("Office", "Finish the sale first, or search for them again."),
            Tone.WARN,
        )
    return served
