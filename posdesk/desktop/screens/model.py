"""The screens as data: everything a view shows, ready to paint.

Views render these whole and decide nothing. Strings are translated and formatted already (amounts
through ``QLocale``, with a real minus); tenant text in them is plain text and must be shown as such.
``tone`` names the one colour of a kind of value, everywhere: see ``Tone``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class StepScreen:
    """One segment of the step bar."""

    step: Step
    label: str
    number: int
    state: StepState


@dataclass(frozen=True, slots=True)
class ActionScreen:
    """A button: its words, its key as printed on it, and whether it can be pressed now."""

    text: str
    key: str = ""
    enabled: bool = True
    visible: bool = True
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class NoticeScreen:
    """A sentence where the trouble is: what happened, what was not lost, what to do."""

    title: str
    text: str
    tone: Tone = Tone.DANGER
    code: str = ""


@dataclass(frozen=True, slots=True)
class TotalRow:
    label: str
    amount: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class BasketRow:
    """One line: ``detail`` is ``2 × 65.00``; ``mark`` says e.g. ``not discountable``; ``note`` is the cashier's."""

    line_id: int
    name: str
    detail: str
    amount: str
    mark: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class BasketScreen:
    rows: tuple[BasketRow, ...]
    count: str
    totals: tuple[TotalRow, ...]
    due_label: str
    due: str
    editable: bool
    can_undo: bool
    can_redo: bool
    can_recall: bool = False
    empty_text: str = ""
    notice: NoticeScreen | None = None


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """One loud figure of the customer card: rewards, points, credits."""

    label: str
    detail: str
    amount: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class BenefitRow:
    """``badge`` is ``1 left`` or ``used 4 Jun``; ``reason`` says why it cannot be used, else empty."""

    benefit_id: str
    name: str
    badge: str
    usable: bool
    reason: str = ""
    detail: str = ""
    terms: str = ""


@dataclass(frozen=True, slots=True)
class CustomerScreen:
    """The customer card on the right; ``present`` is False for the empty card."""

    present: bool
    initials: str = ""
    name: str = ""
    contact: str = ""
    tier: str = ""
    balances: tuple[BalanceRow, ...] = ()
    benefits: tuple[BenefitRow, ...] = ()
    age: str = ""
    empty_text: str = ""


@dataclass(frozen=True, slots=True)
class WindowScreen:
    """The reversal window: ``fraction`` of the ten minutes left (1.0 to 0.0), for the ring."""

    visible: bool
    left: str = "10:00"
    fraction: float = 1.0
    title: str = ""
    text: str = ""
    tone: Tone = Tone.REWARD


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One of several matches of a search."""

    profile_id: str
    name: str
    contact: str
    detail: str
    usable: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PresentScreen:
    """Step 1. ``hint`` teaches; ``recent`` are people of the demo to try (empty at a real tenant)."""

    title: str
    text: str
    hint: str
    busy: bool
    anonymous: ActionScreen
    personas: tuple[CandidateRow, ...] = ()
    notice: NoticeScreen | None = None


@dataclass(frozen=True, slots=True)
class IdentifyScreen:
    """Step 2: several matches, an inactive identity, nobody found, or looking."""

    title: str
    text: str
    busy: bool
    rows: tuple[CandidateRow, ...] = ()
    notice: NoticeScreen | None = None


@dataclass(frozen=True, slots=True)
class RewardRow:
    name: str
    detail: str
    amount: str
    soon: bool = False


@dataclass(frozen=True, slots=True)
class BalancesScreen:
    """Step 3: what the customer has, item by item, soonest expiry first."""

    title: str
    text: str
    busy: bool
    rewards: tuple[RewardRow, ...] = ()
    points: tuple[RewardRow, ...] = ()
    credits: tuple[RewardRow, ...] = ()
    benefits: tuple[BenefitRow, ...] = ()
    notice: NoticeScreen | None = None


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """One thing to redeem on step 4.

    A benefit is on or off (``checked``, with ``effect`` such as ``−20.00``); an amount has a stepper
    (``amount`` is the text of the editor, ``step`` and ``most`` in major units as plain text).
    ``kind`` is ``benefit``, ``amount``, or ``shown`` (its value in ``effect``, nothing to choose).
    """

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


@dataclass(frozen=True, slots=True)
class ChooseScreen:
    title: str
    order: str
    rows: tuple[ChoiceRow, ...]
    empty_text: str = ""
    notice: NoticeScreen | None = None


@dataclass(frozen=True, slots=True)
class AllocationRow:
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


@dataclass(frozen=True, slots=True)
class Figure:
    """One of requested → granted → allocated → recorded; ``wrong`` marks the first that disagrees."""

    label: str
    amount: str
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class AllocationScreen:
    visible: bool
    title: str = ""
    rule: str = ""
    headings: tuple[str, ...] = ()
    rows: tuple[AllocationRow, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class TenderRow:
    """A tender taken, or being taken: ``state`` is a word (``approved``), with its tone."""

    tender_id: str
    label: str
    amount: str
    state: str
    tone: Tone
    can_hand_back: bool = False


@dataclass(frozen=True, slots=True)
class TenderChoice:
    """A way to pay: ``cash``, ``card``, ``other``; ``checked`` is the one in force for F8."""

    kind: str
    label: str
    checked: bool
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class OutcomeChoice:
    """A payment outcome to force (F7), by its ISO 8583 code or name."""

    key: str
    label: str
    checked: bool


@dataclass(frozen=True, slots=True)
class PayScreen:
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


class EventState(StrEnum):
    DONE = "done"
    FAILED = "failed"
    RUNNING = "running"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class StoryRow:
    """One event of a putting back: what, its proof (call, answer, how it was read), and when."""

    title: str
    proof: str
    time: str
    state: EventState


@dataclass(frozen=True, slots=True)
class StoryScreen:
    """A failure put right, as a vertical line of events; the sentence says first what was not lost."""

    badge: str
    title: str
    text: str
    tone: Tone
    rows: tuple[StoryRow, ...]
    hand_back: ActionScreen | None = None


@dataclass(frozen=True, slots=True)
class RecordScreen:
    """Step 6: what was recorded, and the receipt as lines of a character grid."""

    title: str
    text: str
    busy: bool
    facts: tuple[tuple[str, str], ...]
    receipt: str
    tone: Tone = Tone.SUCCESS
    notice: NoticeScreen | None = None


@dataclass(frozen=True, slots=True)
class AttentionScreen:
    """A person must decide: what is known, what is not, and the choices (key, words)."""

    title: str
    text: str
    known: tuple[str, ...]
    unknown: tuple[str, ...]
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TopBarScreen:
    tenant: str
    simulation: str
    store: str
    staff: str
    placeholder: str
    online: bool = True
    status: str = ""


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


@dataclass(frozen=True, slots=True)
class Screen:
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


@dataclass(frozen=True, slots=True)
class WireRow:
    """One request on the wire; ``offset`` and ``span`` (0 to 1) place its bar on the shared time axis."""

    number: int
    time: str
    step: str
    method: str
    path: str
    status: str
    tone: Tone
    duration: str
    offset: float
    span: float
    request: str = ""
    answer: str = ""
    reading: str = ""


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One row of the sale's journal, or of the timeline."""

    number: str
    time: str
    what: str
    detail: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class RecentRow:
    """A recent sale (F12)."""

    reference: str
    time: str
    customer: str
    total: str
    state: str
    tone: Tone
    can_recall: bool = False


@dataclass(frozen=True, slots=True)
class ProductRow:
    sku: str
    name: str
    price: str
    barcode: str = ""


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One row of the key map (F1)."""

    key: str
    action: str


@dataclass(frozen=True, slots=True)
class LineEditScreen:
    """The line being edited (F4), in place, never a modal: quantity, unit price (major units), note."""

    line_id: int
    name: str
    quantity: int
    price: str
    original_price: str
    note: str
    notice: NoticeScreen | None = None
    reasons: tuple[str, ...] = field(default=())
