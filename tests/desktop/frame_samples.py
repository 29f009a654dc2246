"""Screens of the pictures: Asha's sale at step 4, and the till with nobody at it."""

from posdesk.desktop.screens.model import (
    ActionScreen,
    AllocationScreen,
    BalanceRow,
    BasketRow,
    BasketScreen,
    BenefitRow,
    CandidateRow,
    CustomerScreen,
    PresentScreen,
    Screen,
    Step,
    StepScreen,
    StepState,
    Tone,
    TopBarScreen,
    TotalRow,
    WindowScreen,
)
from posdesk.desktop.screens.rows import JournalRow, LineEditScreen, ProductRow, RecentRow, WireRow

LABELS = ("Present", "Identify", "Balances", "Choose", "Pay", "Record")


def steps(current: int) -> tuple[StepScreen, ...]:
    def state(number: int) -> StepState:
        if number < current:
            return StepState.DONE
        return StepState.CURRENT if number == current else StepState.AHEAD

    return tuple(
        StepScreen(step, label, number, state(number))
        for number, (step, label) in enumerate(zip(Step, LABELS, strict=True), start=1)
    )


TOP = TopBarScreen(
    tenant="Sandbox",
    simulation="SIMULATION",
    store="S01 Main Shop",
    staff="Sam Lee 1993",
    placeholder="Scan a card, or search name, e-mail, phone",
)
LINES = (
    BasketRow(1, "Linen Shirt", "2 × 65.00", "130.00"),
    BasketRow(2, "Wool Scarf", "1 × 45.00", "45.00"),
    BasketRow(3, "Leather Belt", "1 × 25.00", "25.00"),
    BasketRow(4, "Gift Card", "1 × 50.00", "50.00", mark="not discountable"),
)
BASKET = BasketScreen(
    rows=LINES,
    pieces="5 items",
    totals=(
        TotalRow("Subtotal", "250.00"),
        TotalRow("Benefit  First spend 10 %", "−20.00", Tone.BENEFIT),
        TotalRow("Rewards", "−25.00", Tone.REWARD),
        TotalRow("Gift card 4417", "−30.00", Tone.CREDIT),
        TotalRow("Includes GST", "14.09"),
    ),
    due_label="Due",
    due="$175.00",
    editable=True,
    can_undo=True,
    can_redo=False,
)
EMPTY_BASKET = BasketScreen(
    rows=(),
    pieces="",
    totals=(),
    due_label="Due",
    due="$0.00",
    editable=True,
    can_undo=False,
    can_redo=False,
    can_recall=True,
    empty_text="Scan a product, or press F3 to choose one.",
)
CUSTOMER = CustomerScreen(
    present=True,
    initials="AN",
    name="Asha Nguyen",
    contact="asha@example.test",
    tier="Silver",
    balances=(
        BalanceRow("Rewards", "soonest 3 days", "25.00", Tone.REWARD),
        BalanceRow("Points", "1 500 points", "15.00", Tone.REWARD),
        BalanceRow("Credits", "1 gift card", "50.00", Tone.CREDIT),
    ),
    benefits=(
        BenefitRow("b1", "First spend 10 %", "1 left", usable=True),
        BenefitRow("b2", "Free alterations", "3 left", usable=True),
        BenefitRow("b3", "Birthday gift", "used 4 Jun", usable=False),
    ),
)
NOBODY = CustomerScreen(present=False, empty_text="No customer yet. Scan a card, or search.")
WINDOW = WindowScreen(
    visible=True,
    left="9:22",
    fraction=0.937,
    title="Reversal window",
    text="If payment fails, what was redeemed goes back as it was.",
)
WHY = "Rewards are discounts: they change what each line costs. Credits are money: they settle what is left."
PRESENT = PresentScreen(
    title="Who is it?",
    text="Scan a card, or search by name, e-mail, phone or profile id.",
    hint="Nobody to scan? Try one of these.",
    busy=False,
    anonymous=ActionScreen("Sell without a customer", "Enter"),
    personas=(
        CandidateRow("p1", "Asha Nguyen", "60011234", "Silver, 25.00 of rewards"),
        CandidateRow("p2", "Ben Okafor", "60021234", "nothing yet"),
    ),
)
CHOOSE = Screen(
    top=TOP,
    steps=steps(4),
    basket=BASKET,
    body=PRESENT,
    allocation=AllocationScreen(visible=False),
    customer=CUSTOMER,
    window=WINDOW,
    back=ActionScreen("Back", "Esc"),
    forward=ActionScreen("Redeem 25.00", "Enter"),
    void=ActionScreen("Void the sale", "Shift Esc"),
    why_title="Why this order",
    why=WHY,
)
START = Screen(
    top=TOP,
    steps=steps(1),
    basket=EMPTY_BASKET,
    body=PRESENT,
    allocation=AllocationScreen(visible=False),
    customer=NOBODY,
    window=WindowScreen(visible=False),
    back=ActionScreen("Back", "Esc", visible=False),
    forward=ActionScreen("Continue", "Enter", enabled=False, why_not="the basket is empty"),
    void=ActionScreen("Void the sale", "Shift Esc", visible=False),
)
WIRE = (
    WireRow(1, "12:01:03.114", "Identify", "GET", "/identities/search?handle=loyalty-card", "200",
            Tone.SUCCESS, "34 ms", 0.0, 0.1, "", '{"data": [{"id": 1}]}', "applied"),
    WireRow(2, "12:01:03.150", "Balances", "GET", "/profiles/5b1c0e58-90a1-4c55-a0f3-6d1f3b9e2c77/balances", "200",
            Tone.SUCCESS, "41 ms", 0.11, 0.12),
    WireRow(3, "12:01:03.150", "Balances", "GET", "/profiles/5b1c…/benefits?filter[status]=active", "200",
            Tone.SUCCESS, "58 ms", 0.11, 0.17),
    WireRow(4, "12:01:04.901", "Redeem", "POST", "/profiles/5b1c…/redemptions", "422",
            Tone.DANGER, "47 ms", 0.6, 0.14, '{\n  "amount": 25.00\n}', '{"message": "no"}', "not applied"),
)  # fmt: skip
JOURNAL = (
    JournalRow("1", "12:01:03.114", "SaleOpened", "S01-1-000659-k3f9q2"),
    JournalRow("2", "12:01:58.020", "TenderDeclined", "51, insufficient funds", Tone.DANGER),
    JournalRow("3", "12:01:58.230", "LegReversed", "S01-1-000659-k3f9q2-R1", Tone.SUCCESS),
)
PRODUCTS = (
    ProductRow("SHIRT-LIN", "Linen Shirt", "65.00", "9300000000017"),
    ProductRow("SCARF-WOO", "Wool Scarf", "45.00", "9300000000024"),
    ProductRow("BELT-LEA", "Leather Belt", "25.00", "9300000000031"),
)
RECENT = (
    RecentRow("S01-1-000659-k3f9q2", "today 12:04", "Asha Nguyen", "175.00", "recorded",
              Tone.SUCCESS),
    RecentRow("S01-1-000658-a1b2c3", "today 11:58", "no customer", "45.00", "voided",
              Tone.WARN, can_recall=True),
)  # fmt: skip
EDIT = LineEditScreen(2, "Wool Scarf", 1, "45.00", "45.00", "")
