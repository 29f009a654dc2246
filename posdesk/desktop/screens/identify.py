"""Steps 1 and 2: present a card or search; the right profile of several, an inactive card, nobody."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.screens import figures
from posdesk.desktop.screens.desk import Change, Desk, Idle, Looking, Trouble
from posdesk.desktop.screens.model import (
    ActionScreen,
    CandidateRow,
    IdentifyScreen,
    NoticeScreen,
    PresentScreen,
    Tone,
)
from posdesk.desktop.screens.notices import notice_of
from posdesk.sale.state import Sale
from posdesk.till.identify import Candidate, InactiveCard, Nobody, Several

translate = QCoreApplication.translate


def present_screen(sale: Sale, desk: Desk, problem: NoticeScreen | None) -> PresentScreen:
    """Step 1."""
    anonymous = ActionScreen(
        translate("Screen", "Sell without a customer"),
        enabled=bool(sale.basket) and not desk.busy,
        why_not="" if sale.basket else translate("Screen", "The basket is empty."),
    )
    return PresentScreen(
        title=translate("Screen", "Present a card"),
        text=translate("Screen", "Scan a card, or search by name, e-mail, phone or profile id."),
        hint=translate(
            "Screen",
            "A scan works from any step: a product goes into the basket, anything else is a card.",
        ),
        busy=desk.busy,
        anonymous=anonymous,
        personas=desk.personas,
        notice=problem,
    )


def identify_screen(desk: Desk, problem: NoticeScreen | None) -> IdentifyScreen:
    """Step 2, while or after somebody was looked up; what that came to goes before ``problem``."""
    screen = _lookup_screen(desk)
    return screen if screen.notice else screen._replace(notice=problem)


def _lookup_screen(desk: Desk) -> IdentifyScreen:
    match desk.lookup:
        case Several(problem=code) as found if code:
            return _local(found, desk)._replace(notice=notice_of(code))
        case Several(asked=asked, candidates=candidates, more=more):
            return _several(asked, candidates, more=more)
        case Change(candidate=candidate, instead_of=name):
            return _change(candidate, name)
        case InactiveCard(last4=last4):
            return _alone(_inactive(last4))
        case Nobody(payment=True):
            return _alone(_bank_card())
        case Nobody(asked=asked, card=card):
            create = translate("Screen", "Create a customer")
            return _alone(_nobody(asked, card=card))._replace(create=create)
        case Trouble(code=code):
            return _alone(notice_of(code))
        case Looking() | Idle():
            return IdentifyScreen(
                translate("Screen", "Looking for the customer"),
                translate("Screen", "The tenant is being asked."),
                busy=True,
            )


def _alone(problem: NoticeScreen | None) -> IdentifyScreen:
    title = translate("Screen", "Identify the customer")
    return IdentifyScreen(title, "", busy=False, notice=problem)


def _several(asked: str, candidates: tuple[Candidate, ...], *, more: bool) -> IdentifyScreen:
    text = translate("Screen", "{0} people match “{1}”. Which one is it?").format(
        len(candidates), asked
    )
    if len(candidates) == 1:
        text = translate("Screen", "One person matches “{0}”.").format(asked)
    if more:
        text = translate("Screen", "{0} There are more: search more closely.").format(text)
    return IdentifyScreen(
        translate("Screen", "Which customer?"), text, busy=False, rows=tuple(map(_row, candidates))
    )


def _local(found: Several, desk: Desk) -> IdentifyScreen:
    """The directory's answer: to be looked at, with its age, and not to be served. Choosing asks once more."""
    rows = tuple(
        _row(each)._replace(usable=True, reason=local_age(each, desk)) for each in found.candidates
    )
    text = translate(
        "Screen",
        "The tenant cannot be asked. These people this till knows itself; their balances are not known, so "
        "nothing can be redeemed for them. Choose one to ask again, or sell without a customer.",
    )
    return IdentifyScreen(translate("Screen", "Known to this till"), text, busy=False, rows=rows)


def local_age(candidate: Candidate, desk: Desk) -> str:
    """``From this till's own records, 3 hours old``; empty for whom the tenant has told of just now."""
    if candidate.heard_at is None:
        return ""
    seconds = desk.now.utc_ms / 1000 - candidate.heard_at.timestamp()
    return translate("Screen", "From this till's own records, {0}").format(figures.age(seconds))


def _change(candidate: Candidate, instead_of: str) -> IdentifyScreen:
    text = translate(
        "Screen", "{0} is attached to this sale. Enter changes the customer, Esc keeps them."
    )
    return IdentifyScreen(
        translate("Screen", "Change the customer?"),
        text.format(instead_of),
        busy=False,
        rows=(_row(candidate),),
    )


def _row(candidate: Candidate) -> CandidateRow:
    customer = candidate.customer
    reason = (
        ""
        if candidate.served
        else translate("Screen", "This profile is closed and cannot be served.")
    )
    return CandidateRow(
        customer.profile_id,
        customer.name,
        " · ".join(part for part in (customer.email, candidate.phone) if part),
        customer.tier,
        candidate.served,
        reason,
    )


def _inactive(last4: str) -> NoticeScreen:
    title = translate("Screen", "This card is switched off")
    if last4:
        title = translate("Screen", "The card ending in {0} is switched off").format(last4)
    text = translate(
        "Screen",
        "Nothing was changed and the basket is kept. Ask for another card, or search by name.",
    )
    return NoticeScreen(title, text, Tone.WARN, "till.inactive_card")


def _bank_card() -> NoticeScreen:
    """A loyalty card may look so too, but nobody has this one: no customer is made of it."""
    title = translate("Screen", "Nobody has this card, and it looks like a bank card")
    text = translate(
        "Screen",
        "Its number was not kept. Nothing was changed and the basket is kept. "
        "Ask for the loyalty card, or search by name.",
    )
    return NoticeScreen(title, text, Tone.WARN, "till.payment_card")


def _nobody(asked: str, *, card: bool) -> NoticeScreen:
    if card:
        title = translate("Screen", "Nobody has this card")
        if asked:
            title = translate("Screen", "Nobody has the card ending in {0}").format(asked)
    else:
        title = translate("Screen", "Nobody found for “{0}”").format(asked)
    text = translate(
        "Screen",
        "Nothing was changed and the basket is kept. "
        "Check the card, search another way, create a customer, or sell without one.",
    )
    return NoticeScreen(title, text, Tone.WARN, "till.nobody")
