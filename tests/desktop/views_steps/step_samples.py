"""Screens of the steps 1 to 4 with believable content, for the pictures and for the tests.

The people and figures are those of the look's pictures: Asha, 250.00 in the basket, first spend and
25.00 of rewards chosen. Hostile samples carry markup that must be shown as the letters it is made of.
"""

from collections.abc import Sequence

from posdesk.desktop.screens.model import (
    ActionScreen,
    AllocationRow,
    AllocationScreen,
    BalancesScreen,
    BenefitRow,
    CandidateRow,
    ChoiceRow,
    ChooseScreen,
    Figure,
    IdentifyScreen,
    NoticeScreen,
    PresentScreen,
    RewardRow,
    Tone,
)
from tests.desktop.changed import replace

HOSTILE = "<b>Bold</b> <img src='file:///etc/passwd'> & Co"

UNREACHABLE = NoticeScreen(
    title="The tenant does not answer",
    text="The basket is safe and nothing was redeemed. Check the network, then scan the card again.",
    tone=Tone.DANGER,
    code="omneo.unreachable",
)

PERSONAS = (
    CandidateRow("p1", "Asha Nguyen", "asha@example.test", "60011234 · two rewards, first spend"),
    CandidateRow("p2", "Ben Okafor", "ben@example.test", "60011235 · points only"),
    CandidateRow("p3", "Chloe Martin", "chloe@example.test", "60011236 · gift card, no rewards"),
    CandidateRow(
        "p4",
        "Dmitri Volkov",
        "dmitri@example.test",
        "60011237 · card switched off",
        usable=False,
        reason="This card is inactive",
    ),
)

PRESENT = PresentScreen(
    title="Present the loyalty card",
    text="Scan a card at any time, or type its number.",
    hint="Search works too: a name, an e-mail address, a phone number or a profile id.",
    busy=False,
    anonymous=ActionScreen("Sell without a customer", "Ctrl+Enter"),
    personas=PERSONAS,
)
PRESENT_BUSY = replace(PRESENT, busy=True, text="Looking for 60011234 …")
PRESENT_NOBODY = replace(
    PRESENT,
    notice=NoticeScreen(
        title="Nobody was found for 60019999",
        text="The basket is as it was. Scan again, search by name, or sell without a customer.",
        tone=Tone.WARN,
        code="identify.nobody",
    ),
)
PRESENT_UNREACHABLE = replace(PRESENT, personas=(), notice=UNREACHABLE)

IDENTIFY = IdentifyScreen(
    title="Who is it?",
    text="4 people match “nguyen”. Choose with the arrow keys and Enter.",
    busy=False,
    rows=(
        CandidateRow("p1", "Asha Nguyen", "asha@example.test", "Silver · card 60011234"),
        CandidateRow("p7", "Anh Nguyen", "anh@example.test", "Bronze · card 60011240"),
        CandidateRow(
            "p8",
            "Bao Nguyen",
            "bao@example.test",
            "card 60011241",
            usable=False,
            reason="The card was switched off on 2 Jun",
        ),
        CandidateRow("p9", "Thi Nguyen", "thi@example.test", "Gold · card 60011242"),
    ),
)
IDENTIFY_BUSY = IdentifyScreen("Who is it?", "Looking for “nguyen” …", busy=True)
IDENTIFY_INACTIVE = IdentifyScreen(
    "This card cannot be used",
    "Card 60011237 belongs to Dmitri Volkov.",
    busy=False,
    rows=(PERSONAS[3],),
    notice=NoticeScreen(
        "The card is inactive",
        "Nothing was changed. Ask for another card, search by name, or sell without a customer.",
        Tone.WARN,
        "identify.inactive",
    ),
)

BENEFITS = (
    BenefitRow(
        "first-spend",
        "First spend 10 %",
        "1 left",
        usable=True,
        detail="expires 22 Jun · not on gift cards",
        terms="10 % off every full-price line of one sale. Not with staff discount.",
    ),
    BenefitRow("alterations", "Free alterations", "3 left", usable=True, detail="any garment"),
    BenefitRow(
        "birthday",
        "Birthday gift",
        "used 4 Jun",
        usable=False,
        reason="Used on 4 Jun, next in 2027",
    ),
)

BALANCES = BalancesScreen(
    title="What Asha has",
    text="Read just now. What expires soonest is taken first.",
    busy=False,
    rewards=(
        RewardRow("Welcome reward", "expires in 3 days", "10.00", soon=True),
        RewardRow("Spring reward", "expires 18 Jun", "15.00"),
    ),
    points=(RewardRow("1,500 points", "worth 15.00 here", "15.00"),),
    credits=(RewardRow("Gift card ···· 4417", "a payment, not a discount", "50.00"),),
    benefits=BENEFITS,
)
BALANCES_EMPTY = BalancesScreen("What Ben has", "Read just now.", busy=False)
BALANCES_BUSY = BalancesScreen("What Asha has", "Reading balances and benefits …", busy=True)

CHOICES = (
    ChoiceRow(
        "benefit:first-spend",
        "First spend 10 %",
        "1 use left · expires 22 Jun · not on gift cards",
        Tone.BENEFIT,
        "benefit",
        terms="10 % off every full-price line of one sale. Not together with a staff discount.",
        checked=True,
        effect="−20.00",
    ),
    ChoiceRow(
        "benefit:birthday",
        "Birthday gift",
        "used 4 Jun",
        Tone.BENEFIT,
        "benefit",
        enabled=False,
        reason="Already used on 4 Jun; the next is in 2027",
    ),
    ChoiceRow(
        "rewards",
        "Rewards",
        "25.00 available · 10.00 of it expires in 3 days",
        Tone.REWARD,
        "amount",
        amount="25.00",
        most="25.00",
    ),
    ChoiceRow(
        "points",
        "Points",
        "1,500 points · worth 15.00",
        Tone.REWARD,
        "amount",
        amount="0.00",
        most="15.00",
    ),
    ChoiceRow(
        "credit:77",
        "Gift card ···· 4417",
        "50.00 left · a payment, not a discount",
        Tone.CREDIT,
        "shown",
        enabled=False,
        effect="50.00",
    ),
)
CHOOSE = ChooseScreen("Choose what to redeem", "benefits → rewards → credits → payment", CHOICES)
CHOOSE_EMPTY = ChooseScreen(
    "Choose what to redeem",
    "benefits → rewards → credits → payment",
    (),
    empty_text="Ben has nothing to redeem in this sale. Continue to payment.",
)
CHOOSE_LESS = replace(
    CHOOSE,
    notice=NoticeScreen(
        "20.00 was granted instead of 25.00",
        "All of it was put back. Confirm 20.00, or choose something else.",
        Tone.WARN,
        "redeem.less_granted",
    ),
)


def allocation_of(rows: Sequence[AllocationRow], base: AllocationScreen) -> AllocationScreen:
    """``base`` with other rows, and what goes with them."""
    words = {
        field: max((str(getattr(row, field)) for row in rows), key=len)
        for field in ("name", "original", "benefit", "reward", "net", "why")
    }
    widest = rows[0]._replace(**words)  # type: ignore[arg-type]  # all six are words
    reasons = tuple(at for at, row in enumerate(rows) if row.why)
    return replace(base, rows=tuple(rows), widest=widest, reasons=reasons)


_ALLOCATION = AllocationScreen(
    visible=True,
    title="Allocation",
    rule="largest remainder",
    headings=("original", "benefit", "rewards", "net"),
    figures=(
        Figure("Requested", "25.00"),
        Figure("Granted", "–"),
        Figure("Allocated", "25.00"),
        Figure("Recorded", "–"),
    ),
)
_LINES = (
    AllocationRow(1, "Linen Shirt", "130.00", "13.00", "16.25", "100.75", 0.1, 0.125, 0.775),
    AllocationRow(2, "Wool Scarf", "45.00", "4.50", "5.63", "34.87", 0.0346, 0.0433, 0.2682),
    AllocationRow(3, "Leather Belt", "25.00", "2.50", "3.12", "19.38", 0.0192, 0.024, 0.1491),
    AllocationRow(
        4,
        "Gift Card",
        "50.00",
        "–",
        "–",
        "50.00",
        0.0,
        0.0,
        0.3846,
        why="gift card: not discountable",
    ),
)
ALLOCATION = allocation_of(_LINES, _ALLOCATION)
ALLOCATION_WRONG = replace(
    ALLOCATION,
    figures=(
        Figure("Requested", "25.00"),
        Figure("Granted", "20.00", wrong=True),
        Figure("Allocated", "–"),
        Figure("Recorded", "–"),
    ),
)
