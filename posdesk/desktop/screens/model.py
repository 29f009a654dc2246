"""The screens as data: everything a view shows, ready to paint.

Views render these whole and decide nothing. Strings are ready to show; those of the tenant are plain text.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from posdesk.desktop.screens.attention_model import AttentionScreen
from posdesk.desktop.screens.credit_choice import CreditsScreen
from posdesk.desktop.screens.source_choice import SourcesScreen


class Tone(StrEnum):
    """One colour per kind of value, in every place that shows it."""

    PLAIN = "plain"
    BENEFIT = "benefit"
    REWARD = "reward"
    CREDIT = "credit"
    PAYMENT = "payment"
    WARN = "warn"
    DANGER = "danger"
    SUCCESS = "success"


class StepState(StrEnum):
    DONE = "done"
    CURRENT = "current"
    AHEAD = "ahead"


class Step(StrEnum):
    """The six steps a cashier sees."""

    PRESENT = "present"
    IDENTIFY = "identify"
    BALANCES = "balances"
    CHOOSE = "choose"
    PAY = "pay"
    RECORD = "record"


class StepScreen(NamedTuple):
    """One segment of the step bar."""

    step: Step
    label: str
    number: int
    state: StepState


class ActionScreen(NamedTuple):
    """A button: its words, its key as printed on it, and whether it can be pressed now."""

    text: str
    key: str = ""
    enabled: bool = True
    visible: bool = True
    why_not: str = ""


class NoticeScreen(NamedTuple):
    """A sentence where the trouble is: what happened, what was not lost, what to do."""

    title: str
    text: str
    tone: Tone = Tone.DANGER
    code: str = ""


class TotalRow(NamedTuple):
    label: str
    amount: str
    tone: Tone = Tone.PLAIN


class BasketRow(NamedTuple):
    """One line: ``detail`` is ``2 × 65.00``; ``mark`` says e.g. ``not discountable``; ``note`` is the cashier's."""

    line_id: int
    name: str
    detail: str
    amount: str
    mark: str = ""
    note: str = ""


class BasketScreen(NamedTuple):
    rows: tuple[BasketRow, ...]
    pieces: str
    totals: tuple[TotalRow, ...]
    due_label: str
    due: str
    editable: bool
    can_undo: bool
    can_redo: bool
    can_recall: bool = False
    empty_text: str = ""
    notice: NoticeScreen | None = None


class BalanceRow(NamedTuple):
    """One loud figure of the customer card: rewards, points, credits."""

    label: str
    detail: str
    amount: str
    tone: Tone


class BenefitRow(NamedTuple):
    """``badge`` is ``1 left`` or ``used 4 Jun``; ``reason`` says why it cannot be used, else empty."""

    benefit_id: str
    name: str
    badge: str
    usable: bool
    reason: str = ""
    detail: str = ""
    terms: str = ""


class CustomerScreen(NamedTuple):
    """The customer card on the right; ``present`` is False for the empty card, ``served``: attached to the sale."""

    present: bool
    initials: str = ""
    name: str = ""
    contact: str = ""
    tier: str = ""
    balances: tuple[BalanceRow, ...] = ()
    benefits: tuple[BenefitRow, ...] = ()
    age: str = ""
    empty_text: str = ""
    served: bool = True


class WindowScreen(NamedTuple):
    """The reversal window: ``fraction`` of the ten minutes left (1.0 to 0.0), for the ring."""

    visible: bool
    left: str = "10:00"
    fraction: float = 1.0
    title: str = ""
    text: str = ""
    tone: Tone = Tone.REWARD


class CandidateRow(NamedTuple):
    """One of several matches of a search."""

    profile_id: str
    name: str
    contact: str
    detail: str
    usable: bool = True
    reason: str = ""


class PresentScreen(NamedTuple):
    """Step 1. ``hint`` teaches; ``recent`` are people of the demo to try (empty at a real tenant)."""

    title: str
    text: str
    hint: str
    busy: bool
    anonymous: ActionScreen
    personas: tuple[CandidateRow, ...] = ()
    notice: NoticeScreen | None = None


class IdentifyScreen(NamedTuple):
    """Step 2: several matches, an inactive identity, nobody found, or looking. ``create``: a button's words."""

    title: str
    text: str
    busy: bool
    rows: tuple[CandidateRow, ...] = ()
    notice: NoticeScreen | None = None
    create: str = ""


class RewardRow(NamedTuple):
    name: str
    detail: str
    amount: str
    soon: bool = False


class BalancesScreen(NamedTuple):
    """Step 3: what the customer has, item by item, soonest expiry first."""

    title: str
    text: str
    busy: bool
    rewards: tuple[RewardRow, ...] = ()
    points: tuple[RewardRow, ...] = ()
    credits: tuple[RewardRow, ...] = ()
    benefits: tuple[BenefitRow, ...] = ()
    notice: NoticeScreen | None = None


class ChoiceRow(NamedTuple):
    """A benefit is on or off (``checked``, with ``effect`` such as ``−20.00``); an amount has a stepper.

    ``kind`` is ``benefit``, ``amount`` (``amount`` and ``most`` as the editor has them), or ``shown``."""

    key: str
    name: str
    detail: str
    tone: Tone
    kind: str
    enabled: bool = True
    reason: str = ""
    terms: str = ""
    checked: bool = False
    effect: str = ""
    amount: str = ""
    most: str = ""


class ChooseScreen(NamedTuple):
    title: str
    order: str
    rows: tuple[ChoiceRow, ...]
    empty_text: str = ""
    notice: NoticeScreen | None = None
    sources: SourcesScreen | None = None


class AllocationRow(NamedTuple):
    """One line of the preview. Fractions are of the dearest line, so that all bars share one scale."""

    line_id: int
    name: str
    original: str
    benefit: str
    reward: str
    net: str
    benefit_part: float
    reward_part: float
    net_part: float
    why: str = ""


class Figure(NamedTuple):
    """One of requested → granted → allocated → recorded; ``wrong`` marks the first that disagrees."""

    label: str
    amount: str
    wrong: bool = False


class AllocationScreen(NamedTuple):
    """``widest`` has the longest words of each column of ``rows``; ``reasons`` are the rows that say why."""

    visible: bool
    title: str = ""
    rule: str = ""
    headings: tuple[str, ...] = ()
    rows: Sequence[AllocationRow] = ()
    widest: AllocationRow | None = None
    reasons: tuple[int, ...] = ()
    figures: tuple[Figure, ...] = ()


class TenderRow(NamedTuple):
    """A tender taken, or being taken: ``state`` is a word (``approved``), with its tone."""

    tender_id: str
    label: str
    amount: str
    state: str
    tone: Tone
    can_hand_back: bool = False


class TenderChoice(NamedTuple):
    """A way to pay: ``cash``, ``card``, ``credit``, ``other``; ``checked`` is the one in force for F8."""

    kind: str
    label: str
    checked: bool
    enabled: bool = True


class OutcomeChoice(NamedTuple):
    """A payment outcome to force (F7), by its ISO 8583 code or name."""

    key: str
    label: str
    checked: bool


class PayScreen(NamedTuple):
    title: str
    due_label: str
    due: str
    amount: str
    kinds: tuple[TenderChoice, ...]
    tenders: tuple[TenderRow, ...]
    outcome_text: str
    outcomes: tuple[OutcomeChoice, ...]
    take: ActionScreen
    cash_hint: str = ""
    busy: bool = False
    notice: NoticeScreen | None = None
    credits: CreditsScreen | None = None


class EventState(StrEnum):
    DONE = "done"
    FAILED = "failed"
    RUNNING = "running"
    WAITING = "waiting"


class StoryRow(NamedTuple):
    """One event of a putting back: what, its proof (call, answer, how it was read), and when."""

    title: str
    proof: str
    time: str
    state: EventState


class StoryScreen(NamedTuple):
    """A failure put right, as a vertical line of events; the sentence says first what was not lost."""

    badge: str
    title: str
    text: str
    tone: Tone
    rows: tuple[StoryRow, ...]
    hand_back: ActionScreen | None = None


class RecordScreen(NamedTuple):
    """Step 6: what was recorded, and the receipt as lines of a character grid."""

    title: str
    text: str
    busy: bool
    facts: tuple[tuple[str, str], ...]
    receipt: str
    tone: Tone = Tone.SUCCESS
    notice: NoticeScreen | None = None


class TopBarScreen(NamedTuple):
    tenant: str
    simulation: str
    store: str
    staff: str
    placeholder: str
    online: bool = True
    status: str = ""
    queued: str = ""


StepBody = (
    PresentScreen
    | IdentifyScreen
    | BalancesScreen
    | ChooseScreen
    | PayScreen
    | StoryScreen
    | RecordScreen
    | AttentionScreen
)


class Screen(NamedTuple):
    """The whole window, but for the dock at the bottom."""

    top: TopBarScreen
    steps: tuple[StepScreen, ...]
    basket: BasketScreen
    body: StepBody
    allocation: AllocationScreen
    customer: CustomerScreen
    window: WindowScreen
    back: ActionScreen
    forward: ActionScreen
    void: ActionScreen
    why_title: str = ""
    why: str = ""
    notice: NoticeScreen | None = None
