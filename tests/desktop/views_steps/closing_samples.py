"""Screens of the steps 5 and 6, of a failure put right, and of a decision, as in ``step_samples``."""

from posdesk.desktop.screens.attention_model import AttentionScreen, EvidenceRow, FieldRow, WayOut
from posdesk.desktop.screens.model import (
    ActionScreen,
    EventState,
    NoticeScreen,
    OutcomeChoice,
    PayScreen,
    RecordScreen,
    StoryRow,
    StoryScreen,
    TenderChoice,
    TenderRow,
    Tone,
)
from tests.desktop.changed import replace

PAY = PayScreen(
    title="Take the payment",
    due_label="Due now",
    due="$155.00",
    amount="155.00",
    kinds=(
        TenderChoice("card", "Card", checked=True),
        TenderChoice("cash", "Cash", checked=False),
        TenderChoice("other", "Other", checked=False),
    ),
    tenders=(TenderRow("t1", "Cash", "50.00", "taken", Tone.SUCCESS),),
    outcome_text="The terminal will answer: approved",
    outcomes=(
        OutcomeChoice("approved", "Approved", checked=True),
        OutcomeChoice("slow", "Approved after a while", checked=False),
        OutcomeChoice("partial", "Partial approval (half)", checked=False),
        OutcomeChoice("51", "Refused: insufficient funds (51)", checked=False),
        OutcomeChoice("05", "Refused: do not honour (05)", checked=False),
        OutcomeChoice("55", "Wrong PIN (55)", checked=False),
        OutcomeChoice("cancelled", "Cancelled by the buyer", checked=False),
        OutcomeChoice("timed_out", "No answer in time", checked=False),
        OutcomeChoice("offline", "Terminal offline", checked=False),
        OutcomeChoice("lost", "Approved, answer lost", checked=False),
    ),
    take=ActionScreen("Take 155.00 by card", "F8"),
)
PAY_CASH = replace(
    PAY,
    kinds=(
        TenderChoice("card", "Card", checked=False),
        TenderChoice("cash", "Cash", checked=True),
        TenderChoice("other", "Other", checked=False),
    ),
    amount="160.00",
    cash_hint="Change 5.00 · cash is rounded to 5 cents",
    take=ActionScreen("Take 160.00 in cash", "F8"),
    tenders=(),
)
PAY_BUSY = replace(
    PAY,
    busy=True,
    tenders=(
        *PAY.tenders,
        TenderRow("t2", "Card", "155.00", "waiting for the terminal", Tone.PAYMENT),
    ),
    take=ActionScreen(
        "Take 155.00 by card", "F8", enabled=False, why_not="The terminal is working"
    ),
)
PAY_HAND_BACK = replace(
    PAY,
    tenders=(TenderRow("t1", "Cash", "50.00", "to hand back", Tone.WARN, can_hand_back=True),),
    take=ActionScreen("Take 155.00 by card", "F8", enabled=False, why_not="Hand back 50.00 first"),
    notice=NoticeScreen(
        "Hand back 50.00",
        "The card was refused and charged nothing. Give the cash back, then confirm it.",
        Tone.WARN,
        "pay.hand_back",
    ),
)

STORY = StoryScreen(
    badge="DECLINED",
    title="Card refused: insufficient funds (51)",
    text="Nothing was charged. What was redeemed is going back as it was; the customer loses nothing.",
    tone=Tone.DANGER,
    rows=(
        StoryRow(
            "Redeemed 25.00 of rewards and First spend 10 %",
            "redemptions 158 and 159 · reference S01-1-000659-k3f9q2",
            "12:01:41",
            EventState.DONE,
        ),
        StoryRow(
            "Card payment of 175.00 refused",
            "terminal answered 51, insufficient funds",
            "12:01:58",
            EventState.FAILED,
        ),
        StoryRow(
            "Rewards 25.00 reversed",
            "POST …/redemptions/159/reverse · 200 · applied",
            "+ 0.21 s",
            EventState.DONE,
        ),
        StoryRow(
            "First spend 10 % reversed",
            "POST …/redemptions/158/reverse · 200 · applied",
            "+ 0.44 s",
            EventState.DONE,
        ),
        StoryRow(
            "Proving it: reading the balances again",
            "rewards 25.00 = 25.00 · uses left 1 = 1 · expiry 18 Jun = 18 Jun",
            "+ 0.60 s",
            EventState.RUNNING,
        ),
    ),
)
STORY_HAND_BACK = replace(
    STORY,
    rows=(
        *STORY.rows[:2],
        StoryRow("Hand back 50.00 in cash", "waiting for your word", "", EventState.WAITING),
    ),
    hand_back=ActionScreen("50.00 handed back", "F8"),
)

RECEIPT = """\
          *** SIMULATION ***
            Main Shop S01
       12 Example Street, Sydney
          ABN 00 000 000 000
              TAX INVOICE

21 Nov 2026 12:02      Sam Lee 1993
Receipt 659
S01-1-000659-k3f9q2
------------------------------------
Linen Shirt
  2 × 65.00                   130.00
Wool Scarf                     45.00
Leather Belt                   25.00
Gift Card                      50.00
------------------------------------
Subtotal                      250.00
First spend 10 %              −20.00
Rewards                       −25.00
TOTAL                  AUD    205.00
Includes GST                   14.09
------------------------------------
Card ···· 4242                205.00
------------------------------------
Rewards used 25.00, left 0.00
Points 1,500
          *** SIMULATION ***"""

RECORD = RecordScreen(
    title="Recorded",
    text="The tenant has the sale. The next customer can be served.",
    busy=False,
    facts=(
        ("Transaction", "20418"),
        ("Reference", "S01-1-000659-k3f9q2"),
        ("Total", "205.00"),
        ("Linked redemption", "159 · rewards 25.00"),
        ("Also in this sale", "158 · First spend 10 %"),
        ("Paid", "card 205.00"),
    ),
    receipt=RECEIPT,
)
RECORD_BUSY = replace(
    RECORD,
    title="Recording the sale",
    text="Paid. The transaction is on its way to the tenant.",
    busy=True,
    facts=RECORD.facts[1:3],
    tone=Tone.PAYMENT,
)
RECORD_QUEUED = replace(
    RECORD,
    title="Paid, and waiting to be recorded",
    text="The next customer can be served.",
    facts=RECORD.facts[1:],
    tone=Tone.WARN,
    notice=NoticeScreen(
        "The tenant does not answer",
        "The sale is paid and kept on this till. It is sent by itself as soon as the tenant answers.",
        Tone.WARN,
        "record.queued",
    ),
)

ATTENTION = AttentionScreen(
    title="A person must decide",
    text="The terminal does not say whether the card was charged. Nothing was recorded yet.",
    known=(
        EvidenceRow(
            "1",
            "12:01:40",
            "Redeemed 25.00 of rewards",
            "POST …/5b1c6…/redemptions · 201 · applied",
        ),
        EvidenceRow("2", "12:01:58", "A card payment of 205.00 was asked for"),
    ),
    unknown=("Whether the card was charged: the terminal is offline.",),
    choices=(
        WayOut("charged", "The terminal's slip says approved", "Notes it as charged, and goes on."),
        WayOut("not_charged", "The terminal's slip says refused", "Puts everything back."),
        WayOut("ask_again", "Ask the terminal again", "Nothing is charged by it."),
    ),
    sheet="A person must decide · S01-1-000659-k3f9q2",
)

ATTENTION_REFUSED = ATTENTION._replace(
    title="The tenant refused the transaction",
    text="The tenant refused to record this sale. It is paid and kept here in full. "
    "Correct what the tenant names, then send it again.",
    unknown=(
        "location_id: The selected location is invalid.",
        "items.0.sku: The SKU is not known.",
    ),
    choices=(
        WayOut(
            "try_again",
            "Send it again as it is",
            "The same once more, under the same reference. It is never recorded twice.",
        ),
    ),
    fields=(
        FieldRow(
            "location_id", "Store, by the tenant's number", "7", "The selected location is invalid."
        ),
        FieldRow("items.0.sku", "SKU of item 1", "LS-01", "The SKU is not known."),
    ),
)
