"""A failure put right, told as it happens: what, its proof, and when. Also the sale's timeline."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.messages import title_of
from posdesk.desktop.screens import figures, sources
from posdesk.desktop.screens.desk import Desk
from posdesk.desktop.screens.model import ActionScreen, EventState, StoryRow, StoryScreen, Tone
from posdesk.desktop.screens.outcomes import outcome_code, outcome_title
from posdesk.desktop.screens.recovered import is_too_late, this_try
from posdesk.desktop.screens.return_words import FAILED, OPEN, refund_words
from posdesk.desktop.screens.rows import JournalRow
from posdesk.desktop.screens.twin_words import FAILED as TWIN_FAILED
from posdesk.desktop.screens.twin_words import OPEN as TWIN_OPEN
from posdesk.desktop.screens.twin_words import twin_words
from posdesk.sale.state import Cause, Phase, ProofState, Sale
from posdesk.sale.story import StoryEntry, StoryKind
from posdesk.sale.tender import TenderKind

translate = QCoreApplication.translate


# The line of a putting back; the timeline shows every entry.
TOLD = frozenset(
    {
        StoryKind.REDEEMED,
        StoryKind.ADOPTED,
        StoryKind.REDEEM_REFUSED,
        StoryKind.REDEEM_UNKNOWN,
        StoryKind.REDEEM_ABSENT,
        StoryKind.GRANTED_LESS,
        StoryKind.TENDER_APPROVED,
        StoryKind.TENDER_DECLINED,
        StoryKind.TENDER_UNKNOWN,
        StoryKind.HAND_BACK,
        StoryKind.TENDER_GIVEN_BACK,
        StoryKind.REVERSED,
        StoryKind.REFUNDED,
        StoryKind.UNDO_REFUSED,
        StoryKind.UNDO_UNKNOWN,
        StoryKind.PROVED,
        StoryKind.NOT_PROVED,
        StoryKind.RESUMED,
        StoryKind.VOIDED,
    }
)
_FAILED = frozenset(
    {
        StoryKind.REDEEM_REFUSED,
        StoryKind.TENDER_DECLINED,
        StoryKind.UNDO_REFUSED,
        StoryKind.NOT_PROVED,
        StoryKind.RECORD_REFUSED,
        StoryKind.GRANTED_LESS,
    }
)
_OPEN = frozenset(
    {
        StoryKind.REDEEM_UNKNOWN,
        StoryKind.TENDER_UNKNOWN,
        StoryKind.UNDO_UNKNOWN,
        StoryKind.HAND_BACK,
        StoryKind.ATTENTION,
        StoryKind.RECORD_WAITING,
        StoryKind.NOT_LINKED,
        StoryKind.RECORDED_TWICE,
    }
)


def story_screen(sale: Sale, desk: Desk) -> StoryScreen:
    """From the last try's first redemption to the proof; what is still to come stands as running."""
    badge, title, tone = _head(sale)
    entries = this_try(sale)
    rows = [_row(sale, entry, entries, desk) for entry in entries if entry.kind in TOLD]
    running = _running(sale)
    if running:
        rows.append(StoryRow(running, "", "", EventState.RUNNING))
    return StoryScreen(badge, title, _text(sale, desk), tone, tuple(rows), _hand_back(sale))


def _head(sale: Sale) -> tuple[str, str, Tone]:
    compensation = sale.compensation
    if compensation is None:
        return (
            translate("Screen", "CHECKING"),
            translate("Screen", "Waiting for a clear answer"),
            Tone.WARN,
        )
    match compensation.cause:
        case Cause.DECLINED:
            return (
                translate("Screen", "DECLINED"),
                _declined_title(compensation.detail),
                Tone.DANGER,
            )
        case Cause.REFUSED | Cause.NO_ANSWER:
            title = title_of(compensation.detail) if compensation.detail else ""
            return translate("Screen", "NOT REDEEMED"), title, Tone.DANGER
        case Cause.GRANTED_LESS:
            title = translate("Screen", "Less was granted than asked for")
            return translate("Screen", "GRANTED LESS"), title, Tone.WARN
        case Cause.CRASHED:
            title = translate("Screen", "A sale that was cut off is being put right")
            return translate("Screen", "RECOVERED"), title, Tone.WARN
        case Cause.CANCELLED | Cause.CLOSED:
            return (
                translate("Screen", "CANCELLED"),
                translate("Screen", "The sale is being put back"),
                Tone.WARN,
            )


def _declined_title(name: str) -> str:
    code = outcome_code(name)
    title = outcome_title(name).lower()
    if code:
        return translate("Screen", "Card refused: {0} ({1})").format(title, code)
    return translate("Screen", "Card refused: {0}").format(title)


def _text(sale: Sale, desk: Desk) -> str:
    """The sentence says first what was not lost."""
    proof = sale.compensation.proof if sale.compensation else None
    if sale.compensation is None:
        return translate(
            "Screen",
            "Nothing is lost: what is not clear is looked up before anything else is done.",
        )
    if proof is not None and proof.state is ProofState.EQUAL:
        return translate(
            "Screen",
            "Nothing was charged, and everything redeemed is back as it was: proved by a second reading.",
        )
    if proof is not None and proof.state is ProofState.REFUNDED:
        return translate(
            "Screen",
            "Nothing was charged. It was too late to reverse, so the worth was given back as something new; its expiry may differ.",
        )
    if proof is not None:
        return translate(
            "Screen",
            "Nothing was charged and every reversal was confirmed, but the wallet has changed meanwhile. Look at the customer's balances.",
        )
    if sale.compensation.done:
        return translate("Screen", "Nothing was charged and nothing is taken.")
    if is_too_late(sale, desk.now):
        return translate(
            "Screen",
            "Nothing was charged. It is too late to reverse: the same worth is being given back as something new.",
        )
    return translate(
        "Screen",
        "Nothing was charged. What was redeemed is going back as it was; the customer loses nothing.",
    )


def _row(sale: Sale, entry: StoryEntry, entries: tuple[StoryEntry, ...], desk: Desk) -> StoryRow:
    state = EventState.DONE
    if entry.kind in _FAILED:
        state = EventState.FAILED
    elif entry.kind in _OPEN:
        state = EventState.DONE if _answered(entry, entries) else EventState.WAITING
    return StoryRow(words(sale, entry), entry.proof, _when(entry, entries, desk), state)


def _answered(entry: StoryEntry, entries: tuple[StoryEntry, ...]) -> bool:
    """Whether something later is known about the same leg or tender."""
    later = entries[entries.index(entry) + 1 :]
    return any(each.mark == entry.mark for each in later)


def _when(entry: StoryEntry, entries: tuple[StoryEntry, ...], desk: Desk) -> str:
    """The clock time; after the failure, how long after it."""
    for each in entries:
        if each is entry:
            break
        if each.kind is StoryKind.PUTTING_BACK:
            return figures.since(each.at.elapsed_s(entry.at))
    return figures.clock(entry.at.utc_ms, desk.timezone)


def words(sale: Sale, entry: StoryEntry) -> str:
    """One entry as a short sentence."""
    amount = figures.money(entry.amount) if entry.amount is not None else ""
    what = _what(sale, entry)
    tender = _tender_words(sale, entry)
    return {
        StoryKind.SNAPSHOT: translate("Screen", "Balances read before redeeming"),
        StoryKind.REDEEM_SENT: translate("Screen", "Redeeming {0}").format(what),
        StoryKind.REDEEMED: translate("Screen", "Redeemed {0}").format(what),
        StoryKind.ADOPTED: translate("Screen", "The answer was lost, but the redemption was found"),
        StoryKind.REDEEM_REFUSED: translate("Screen", "Not redeemed: {0}").format(what),
        StoryKind.REDEEM_UNKNOWN: translate("Screen", "No clear answer for {0}").format(what),
        StoryKind.REDEEM_ABSENT: translate("Screen", "Looked up: it was not redeemed"),
        StoryKind.GRANTED_LESS: translate("Screen", "Only {0} was granted").format(amount),
        StoryKind.TENDER_SENT: translate("Screen", "{0} of {1} asked for").format(tender, amount),
        StoryKind.TENDER_APPROVED: translate("Screen", "{0} of {1} approved").format(
            tender, amount
        ),
        StoryKind.TENDER_DECLINED: _not_taken(sale, entry, amount),
        StoryKind.TENDER_UNKNOWN: translate(
            "Screen", "The terminal did not answer: asking it again"
        ),
        StoryKind.PUTTING_BACK: translate("Screen", "Decided: put everything back"),
        StoryKind.HAND_BACK: translate("Screen", "Hand back {0} in cash").format(amount),
        StoryKind.TENDER_GIVEN_BACK: translate("Screen", "{0} of {1} given back").format(
            tender, amount
        ),
        StoryKind.UNDO_SENT: translate("Screen", "Putting back {0}").format(what),
        StoryKind.REVERSED: translate("Screen", "{0} reversed").format(_upper(what)),
        StoryKind.REFUNDED: translate("Screen", "{0} refunded as something new").format(
            _upper(what)
        ),
        StoryKind.UNDO_REFUSED: translate("Screen", "Not put back yet: {0}").format(
            title_of(entry.name)
        ),
        StoryKind.UNDO_UNKNOWN: translate(
            "Screen", "No clear answer to the reversal: looking it up"
        ),
        StoryKind.PROOF_SENT: translate("Screen", "Proving it: reading the balances again"),
        StoryKind.PROVED: sources.proved_text(sale.takes_from, amount),
        StoryKind.NOT_PROVED: translate("Screen", "Not proved by the second reading"),
        StoryKind.RECORD_SENT: translate("Screen", "Recording the transaction"),
        StoryKind.RECORDED: translate("Screen", "Recorded as transaction {0}").format(entry.name),
        StoryKind.RECORD_WAITING: translate("Screen", "Not recorded yet: {0}").format(
            title_of(entry.name)
        ),
        StoryKind.RECORD_REFUSED: translate("Screen", "The tenant refused the transaction"),
        StoryKind.PROFILE_MOVED: translate(
            "Screen", "The customer was merged at the tenant: {0}"
        ).format(entry.name),
        StoryKind.NOT_LINKED: _not_linked(entry),
        StoryKind.RECORDED_TWICE: translate(
            "Screen", "The tenant has this sale more than once: {0}"
        ).format(entry.name),
        StoryKind.RECORD_EDITED: translate("Screen", "Corrected and sent again: {0}").format(
            entry.name
        ),
        StoryKind.ATTENTION: translate("Screen", "A person must decide"),
        StoryKind.RESUMED: translate("Screen", "Taken up again"),
        StoryKind.VOIDED: translate("Screen", "The sale is void"),
        **refund_words(sale, entry),
        **twin_words(sale, entry),
    }[entry.kind]


def _not_linked(entry: StoryEntry) -> str:
    if entry.name:
        return translate("Screen", "The tenant shows it with another redemption: {0}").format(
            entry.name
        )
    return translate("Screen", "The tenant shows it without its redemption")


def _not_taken(sale: Sale, entry: StoryEntry, amount: str) -> str:
    """A card was refused by its terminal; a credit did not pay, for a reason of the tenant's."""
    tender = next((each for each in sale.tenders if each.mark == entry.mark), None)
    if tender is not None and tender.kind is TenderKind.CREDIT:
        why = title_of(entry.name).lower()
        return translate("Screen", "Credit of {0} did not pay: {1}").format(amount, why)
    return translate("Screen", "Card payment of {0} refused: {1}").format(
        amount, outcome_title(entry.name).lower()
    )


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _what(sale: Sale, entry: StoryEntry) -> str:
    """``25.00 of rewards`` or the benefit's name."""
    leg = next((each for each in sale.legs if each.mark == entry.mark), None)
    # An answer that never came named no amount: what was asked for stands in for it.
    amount = entry.amount or (leg.requested if leg else None)
    if entry.mark.startswith("B") or amount is None:
        return entry.name
    if entry.mark.startswith("C"):
        return translate("Screen", "{0} of credit").format(figures.money(amount))
    return sources.value_of(leg, figures.money(amount))


def _tender_words(sale: Sale, entry: StoryEntry) -> str:
    names = {
        TenderKind.CASH.value: translate("Screen", "Cash"),
        TenderKind.CARD.value: translate("Screen", "Card payment"),
        TenderKind.CREDIT.value: translate("Screen", "Credit"),
        TenderKind.OTHER.value: translate("Screen", "Other payment"),
    }
    return names.get(entry.name, translate("Screen", "Payment"))


def _running(sale: Sale) -> str:
    """What is under way now; empty at rest, or while cash must be handed back."""
    if sale.phase is Phase.REDEEMING:
        return translate("Screen", "Looking up what became of it")
    if sale.phase is not Phase.COMPENSATING or _hand_back(sale) is not None:
        return ""
    if sale.story and sale.story[-1].kind is StoryKind.PROOF_SENT:
        return translate("Screen", "Proving it: reading the balances again")
    return translate("Screen", "Putting back what was taken")


def _hand_back(sale: Sale) -> ActionScreen | None:
    """The cash that must go back to the customer's hand, confirmed by the cashier."""
    if sale.phase is not Phase.COMPENSATING or not sale.cash_owed:
        return None
    owed = next((each for each in reversed(sale.approved) if each.mark in sale.cash_owed), None)
    if owed is None:
        return None
    text = translate("Screen", "{0} handed back").format(figures.money(owed.amount))
    return ActionScreen(text, "Enter")


def timeline(sale: Sale, desk: Desk) -> tuple[JournalRow, ...]:
    """Every entry of the sale's course, for the dock."""
    return tuple(
        JournalRow(
            str(index),
            figures.clock(entry.at.utc_ms, desk.timezone),
            words(sale, entry),
            entry.proof,
            _tone(entry),
        )
        for index, entry in enumerate(sale.story, start=1)
    )


def _tone(entry: StoryEntry) -> Tone:
    if entry.kind in _FAILED | FAILED | TWIN_FAILED:
        return Tone.DANGER
    return Tone.WARN if entry.kind in _OPEN | OPEN | TWIN_OPEN else Tone.PLAIN
