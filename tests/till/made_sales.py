"""Sales made by events alone: no tenant, no journal. Asha's wallet, the pictures' basket."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from posdesk.home.tenant import SANDBOX
from posdesk.sale import events as ev
from posdesk.sale.basket import Product, ProductKind
from posdesk.sale.checkout import advance, opened
from posdesk.sale.effects import Effect
from posdesk.sale.moments import Instant
from posdesk.sale.money import AUD, Money
from posdesk.sale.state import Sale, Terms
from posdesk.sale.wallet import Balances, Benefit, Customer, Reward, Wallet

AT = Instant(1_760_000_000_000, 5_000, "boot")
REFERENCE = "S01-1-000659-k3f9q2"
ASHA = Customer("5b1c6a52-6c0e-4a52-9a35-0b7f6c1d2e11", "Asha Nguyen", "asha@example.test")
SHIRT = Product("LS-01", "Linen Shirt", Money(6500, AUD))
SCARF = Product("WS-01", "Wool Scarf", Money(4500, AUD))
BELT = Product("LB-01", "Leather Belt", Money(2500, AUD))
GIFT_CARD = Product(
    "GC-50", "Gift Card", Money(5000, AUD), tax_rate=Decimal(0), kind=ProductKind.GIFT_CARD
)


def aud(text: str) -> Money:
    return Money.parse(text, AUD)


def reward(number: int, remaining: str, initial: str = "") -> Reward:
    worth = aud(initial or remaining)
    return Reward(str(number), "Spend Reward", aud(remaining), worth, 1_770_000_000_000)


def benefit(number: int, handle: str, remaining: int | None) -> Benefit:
    name = handle.replace("-", " ").title()
    return Benefit(str(number), name, handle, remaining=remaining, expires_ms=1_770_000_000_000)


def wallet(*items: Reward | Benefit, at: Instant = AT) -> Wallet:
    """What the customer has; the balance is the sum of the rewards."""
    rewards = tuple(each for each in items if isinstance(each, Reward))
    benefits = tuple(each for each in items if isinstance(each, Benefit))
    total = Money.total((each.remaining for each in rewards), AUD)
    figures = Balances(total, Decimal(0), Money.zero(AUD), total)
    return Wallet(figures, at, rewards, benefits)


FULL = wallet(
    reward(811, "10.00"),
    reward(812, "15.00"),
    benefit(4021, "first-spend", 1),
    benefit(4022, "free-alterations", None),
)
SPENT = wallet(
    reward(811, "0.00", "10.00"),
    reward(812, "0.00", "15.00"),
    benefit(4021, "first-spend", 1),
    benefit(4022, "free-alterations", None),
)


def fold(sale: Sale, events: Iterable[ev.Event]) -> Sale:
    """``sale`` after ``events``, each write's intention journalled as the engine does."""
    for event in events:
        sale, effects = advance(sale, event)
        sale = _sent(sale, effects)
    return sale


def _sent(sale: Sale, effects: Iterable[Effect]) -> Sale:
    for effect in effects:
        if effect.intention:
            sale, _ = advance(sale, ev.Sent(AT, effect.intention))
    return sale


def choosing(*, rewards: str = "0.00", benefits: tuple[str, ...] = ()) -> Sale:
    """The pictures' basket, 250.00, with that choice; single_till is off."""
    terms = Terms(
        AUD,
        promotions=dict(SANDBOX.promotions),
        store="S01",
        register="1",
        receipt_ref="659",
        timezone="Australia/Melbourne",
        location_id="2",
        staff_id="1993",
    )
    lines = ((SHIRT, 2), (SCARF, 1), (BELT, 1), (GIFT_CARD, 1))
    return fold(
        opened(ev.SaleOpened(AT, REFERENCE, terms)),
        [
            *(ev.LineAdded(AT, product, count) for product, count in lines),
            ev.CustomerAttached(AT, ASHA, FULL),
            *(ev.BenefitChosen(AT, each, chosen=True) for each in benefits),
            ev.RewardsChosen(AT, aud(rewards)),
        ],
    )


def redeeming(
    *, rewards: str = "0.00", benefits: tuple[str, ...] = (), high_water: int = 100
) -> Sale:
    """The first redemption has left, and nobody knows more."""
    read = ev.SnapshotRead(AT, FULL, high_water)
    return fold(choosing(rewards=rewards, benefits=benefits), [ev.Confirmed(AT), read])


def granted(sale: Sale, number: int, redemption_id: str = "158") -> Sale:
    """The redemption of leg ``number`` is granted as asked."""
    worth = sale.leg(number).requested
    return fold(sale, [ev.RedemptionGranted(AT, number, redemption_id, worth)])
