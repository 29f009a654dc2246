"""The whole window from a sale and the desk: which step, which card, which buttons."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.screens import figures
from posdesk.desktop.screens.attention import attention_screen
from posdesk.desktop.screens.basket import basket_screen
from posdesk.desktop.screens.choose import allocation_screen, choose_screen
from posdesk.desktop.screens.customer import balances_screen, customer_screen, window_screen
from posdesk.desktop.screens.desk import Desk, Idle, View
from posdesk.desktop.screens.first import step_screens
from posdesk.desktop.screens.identify import identify_screen, present_screen
from posdesk.desktop.screens.memo import Memo
from posdesk.desktop.screens.model import (
    ActionScreen,
    AllocationScreen,
    NoticeScreen,
    Screen,
    Step,
    StepBody,
    Tone,
    TopBarScreen,
)
from posdesk.desktop.screens.notices import notice, notice_of
from posdesk.desktop.screens.pay import IN_FLIGHT, pay_screen
from posdesk.desktop.screens.record import record_screen
from posdesk.desktop.screens.recovered import found_notice, is_too_late
from posdesk.desktop.screens.sandbox_clock import clock_mark
from posdesk.desktop.screens.story import story_screen
from posdesk.sale.corrections import is_parked
from posdesk.sale.quote import Quote
from posdesk.sale.state import Cause, LegState, Phase, Sale
from posdesk.sale.story import StoryKind

translate = QCoreApplication.translate


def screen_of(sale: Sale, desk: Desk, memo: Memo | None = None) -> Screen:
    """Pure: the same sale and desk give the same screen. ``memo`` only makes it faster."""
    memo = memo or Memo()
    quote = memo.quote(sale)
    why_title, why = _why(sale, desk)
    return Screen(
        top=_top(desk),
        steps=step_screens(step_of(sale, desk)),
        basket=basket_screen(sale, quote, desk, memo),
        body=_body(sale, quote, desk),
        allocation=_allocation(sale, quote, desk),
        customer=customer_screen(sale, desk),
        window=window_screen(sale, desk),
        back=_back(sale, desk),
        forward=_forward(sale, quote, desk),
        void=_void(sale),
        why_title=why_title,
        why=why,
        notice=_whole_notice(sale, desk),
    )


def step_of(sale: Sale, desk: Desk) -> Step:
    """Where the cashier is."""
    if shows_story(sale, desk):
        return Step.PAY if _was_paying(sale) else Step.CHOOSE
    match sale.phase:
        case Phase.OPEN:
            return Step.PRESENT if desk.lookup == Idle() else Step.IDENTIFY
        case Phase.CHOOSING if desk.lookup != Idle():
            return Step.IDENTIFY
        case Phase.CHOOSING:
            return Step.BALANCES if desk.view is View.BALANCES else Step.CHOOSE
        case Phase.REDEEMING:
            return Step.CHOOSE
        case Phase.PAYING:
            return Step.PAY
        case Phase.ATTENTION:
            return _asked_about(sale)
        case _:
            return Step.RECORD


def _asked_about(sale: Sale) -> Step:
    """Where the sale goes on after a person's word."""
    match sale.attention.back_to if sale.attention else None:
        case Phase.REDEEMING:
            return Step.CHOOSE
        case Phase.PAYING:
            return Step.PAY
        case Phase.COMPENSATING:
            return Step.PAY if _was_paying(sale) else Step.CHOOSE
        case _:
            return Step.RECORD


def _was_paying(sale: Sale) -> bool:
    cause = sale.compensation.cause if sale.compensation else None
    return cause in {Cause.DECLINED, Cause.CANCELLED, Cause.CLOSED, Cause.CRASHED}


def shows_story(sale: Sale, desk: Desk) -> bool:
    """Whether the card tells of a putting back, or of an answer that is being looked up."""
    if sale.phase is Phase.COMPENSATING:
        return True
    if sale.phase is Phase.REDEEMING:
        return any(leg.state is LegState.UNKNOWN for leg in sale.legs)
    compensation = sale.compensation
    if compensation is None or desk.acknowledged or not compensation.done:
        return False
    if desk.lookup != Idle():
        return False  # whoever looks for somebody has read it
    told = {StoryKind.PUTTING_BACK, StoryKind.TENDER_DECLINED}
    return any(
        entry.kind in told and entry.at.utc_ms >= compensation.since.utc_ms for entry in sale.story
    ) and sale.phase in {Phase.CHOOSING, Phase.OPEN, Phase.VOIDED}


def _body(sale: Sale, quote: Quote, desk: Desk) -> StepBody:
    problem = _step_notice(sale, desk)
    if sale.phase is Phase.ATTENTION:
        return attention_screen(sale, desk)
    if shows_story(sale, desk):
        return story_screen(sale, desk)
    match step_of(sale, desk):
        case Step.PRESENT:
            return present_screen(sale, desk, problem)
        case Step.IDENTIFY:
            return identify_screen(desk, problem)
        case Step.BALANCES:
            return balances_screen(sale, desk, problem)
        case Step.CHOOSE:
            return choose_screen(sale, quote, desk, problem)
        case Step.PAY:
            return pay_screen(sale, quote, desk, problem)
        case Step.RECORD:
            return record_screen(sale, quote, desk)


def _step_notice(sale: Sale, desk: Desk) -> NoticeScreen | None:
    if desk.step_problem is not None:
        return notice(desk.step_problem)
    return notice_of(sale.problem) or found_notice(sale)


def _has_no_notice(sale: Sale, desk: Desk) -> bool:
    """Cards that tell what happened have no place for what was pressed meanwhile."""
    telling = sale.phase is Phase.ATTENTION or shows_story(sale, desk)
    return telling or step_of(sale, desk) is Step.RECORD


def _whole_notice(sale: Sale, desk: Desk) -> NoticeScreen | None:
    if desk.closing:
        title = translate("Screen", "Closing")
        text = translate(
            "Screen",
            "posdesk puts back what was taken and then closes by itself. Nothing is lost. "
            "Closing once more quits at once; the next start finishes the work.",
        )
        return NoticeScreen(title, text, Tone.WARN)
    if desk.step_problem is not None and _has_no_notice(sale, desk):
        return notice(desk.step_problem)
    return desk.news


def _allocation(sale: Sale, quote: Quote, desk: Desk) -> AllocationScreen:
    shown = {Step.CHOOSE, Step.PAY}
    if step_of(sale, desk) not in shown or sale.phase is Phase.ATTENTION:
        return AllocationScreen(visible=False)
    # While an answer is looked up nothing goes back.
    going_back = shows_story(sale, desk) and sale.phase is not Phase.REDEEMING
    return allocation_screen(sale, quote, story=going_back)


def _top(desk: Desk) -> TopBarScreen:
    clock = clock_mark(desk.ahead_s)
    return TopBarScreen(
        tenant=desk.tenant,
        simulation=translate("Screen", "SIMULATION"),
        store=desk.store,
        staff=desk.staff,
        placeholder=translate("Screen", "Scan a card, or search name, e-mail, phone"),
        online=desk.online and not clock,
        status=" · ".join(part for part in (desk.status, clock) if part),
        queued=queued_words(desk.queued, desk.parked),
    )


def queued_words(queued: int, parked: int) -> str:
    """How many paid sales, beside the one on the screen, are not recorded yet; empty for none."""
    parts = []
    if queued:
        parts.append(translate("Screen", "{0} to record").format(queued))
    if parked:
        parts.append(translate("Screen", "{0} refused: F12").format(parked))
    return " · ".join(parts)


def _forward(sale: Sale, quote: Quote, desk: Desk) -> ActionScreen:
    """What Enter does here."""
    if sale.phase in {Phase.VOIDED, Phase.RECORDED, Phase.RECORDING} or is_parked(sale):
        waiting = sale.phase is Phase.RECORDING and not sale.retry.tries
        return ActionScreen(translate("Screen", "New sale"), "Enter", enabled=not waiting)
    if shows_story(sale, desk):
        return _story_forward(sale)
    if sale.phase is Phase.ATTENTION:
        return ActionScreen("", visible=False)
    match step_of(sale, desk):
        case Step.BALANCES:
            return ActionScreen(translate("Screen", "Choose"), "Enter", enabled=not desk.busy)
        case Step.CHOOSE:
            return _choose_forward(sale, quote, desk)
        case _:
            return ActionScreen("", visible=False)


def _story_forward(sale: Sale) -> ActionScreen:
    if sale.phase is Phase.COMPENSATING and sale.cash_owed:
        return ActionScreen("", visible=False)
    if sale.phase is Phase.REDEEMING:
        return ActionScreen(translate("Screen", "Looking up …"), "Enter", enabled=False)
    back_at_rest = sale.phase in {Phase.CHOOSING, Phase.OPEN}
    return ActionScreen(translate("Screen", "Choose again"), "Enter", enabled=back_at_rest)


def _choose_forward(sale: Sale, quote: Quote, desk: Desk) -> ActionScreen:
    if sale.phase is Phase.REDEEMING:
        return ActionScreen(translate("Screen", "Redeeming …"), "Enter", enabled=False)
    enabled = bool(sale.basket) and not desk.busy
    why_not = "" if sale.basket else translate("Screen", "The basket is empty.")
    if sale.chosen.rewards:
        text = translate("Screen", "Redeem {0}").format(figures.money(sale.chosen.rewards))
    elif sale.chosen.benefits:
        text = translate("Screen", "Use the benefit")
    else:
        text = translate("Screen", "Go to payment")
    return ActionScreen(text, "Enter", enabled, why_not=why_not)


def _back(sale: Sale, desk: Desk) -> ActionScreen:
    """What Esc does here: back, and only back."""
    at = step_of(sale, desk)
    if shows_story(sale, desk) or sale.phase not in {Phase.OPEN, Phase.CHOOSING, Phase.PAYING}:
        return ActionScreen(translate("Screen", "Back"), "Esc", visible=False)
    in_flight = any(each.state in IN_FLIGHT for each in sale.tenders)
    return ActionScreen(
        translate("Screen", "Back"), "Esc", enabled=not in_flight, visible=at is not Step.PRESENT
    )


def _void(sale: Sale) -> ActionScreen:
    open_phases = {Phase.OPEN, Phase.CHOOSING, Phase.REDEEMING, Phase.PAYING, Phase.COMPENSATING}
    worth = bool(sale.basket or sale.customer)
    return ActionScreen(
        translate("Screen", "Void the sale"),
        translate("Screen", "Shift Esc"),
        visible=sale.phase in open_phases and worth,
    )


def _why(sale: Sale, desk: Desk) -> tuple[str, str]:
    """One sentence per step, for whoever watches."""
    title = translate("Screen", "Why this order")
    telling = sale.phase is Phase.COMPENSATING or shows_story(sale, desk)
    if telling and is_too_late(sale, desk.now):
        return translate("Screen", "Refund, not reversal"), translate(
            "Screen",
            "A reversal is possible within ten minutes of the redemption. "
            "After that the same worth is given back as something new.",
        )
    if telling and sale.phase is Phase.REDEEMING:
        return translate("Screen", "Looking up, not repeating"), translate(
            "Screen",
            "A request without an answer may have been carried out all the same. "
            "Sent again at once, it could take the value twice.",
        )
    if telling:
        return translate("Screen", "Reversal, not refund"), translate(
            "Screen",
            "Within ten minutes a reversal gives back the same reward with the same expiry. "
            "Later only a refund is possible: the same worth as something new.",
        )
    if sale.phase is Phase.ATTENTION and step_of(sale, desk) is not Step.RECORD:
        return translate("Screen", "Asked, not guessed"), translate(
            "Screen",
            "What the tenant's answers do not prove is not guessed: "
            "a wrong guess could take a reward twice, or keep one that is the customer's.",
        )
    if sale.phase is Phase.PAYING and is_too_late(sale, desk.now):
        return title, translate(
            "Screen",
            "The reward is taken before payment. If payment fails more than ten minutes later, "
            "the same worth is given back as something new.",
        )
    return title, {
        Step.PRESENT: translate("Screen", "Whoever presents a card first sees their own prices."),
        Step.IDENTIFY: translate(
            "Screen", "One card leads to one profile; a name may lead to several."
        ),
        Step.BALANCES: translate("Screen", "The reward that expires first is used first."),
        Step.CHOOSE: translate(
            "Screen",
            "Rewards are discounts: they change what each line costs. "
            "Credits are money: they settle what is left.",
        ),
        Step.PAY: translate(
            "Screen",
            "The reward is taken now, before payment. If payment fails, it is put back with the same expiry.",
        ),
        Step.RECORD: translate(
            "Screen", "Only a finished sale is recorded, once, under the till's own reference."
        ),
    }[step_of(sale, desk)]
