"""Redemptions: taking value, putting it back, giving it anew (omneo-api.md 2.8).

Every write here is answered with a total: compare it with what was asked, a tenant may grant less. None may
be sent twice without reading back; ``Redemption`` carries what a tenant echoes, to recognise one's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from posdesk.omneo.balances import Balances, read_balances
from posdesk.omneo.calls import PAGE_SIZE, Call, Dialect, Page, page_of, paged, reading, writing
from posdesk.omneo.rows import Row
from posdesk.omneo.wire import Json, local_text
from posdesk.sale.money import Currency, Money

_REDEEM = {
    Dialect.GUIDE: "/profiles/{profile_id}/redemptions",
    Dialect.REFERENCE: "/profiles/{profile_id}/redeem",
}
_REDEEM_BENEFIT = {
    Dialect.GUIDE: "/profiles/{profile_id}/benefits/{benefit_id}/redemptions",
    Dialect.REFERENCE: "/profiles/{profile_id}/benefits/{benefit_id}/redeem",
}
_REVERSE = {
    Dialect.GUIDE: "/profiles/{profile_id}/redemptions/{redemption_id}/reverse",
    Dialect.REFERENCE: "/redemptions/{redemption_id}/reversal",
}
_REFUND = {
    Dialect.GUIDE: "/profiles/{profile_id}/redemptions/{redemption_id}/refund",
    Dialect.REFERENCE: "/redemptions/{redemption_id}/return",
}
_REFUND_BENEFIT = {
    Dialect.GUIDE: _REFUND[Dialect.GUIDE],
    Dialect.REFERENCE: "/redemptions/{redemption_id}/benefit/return",
}


class Strategy(StrEnum):
    """What is consumed; several are consumed in the order given."""

    REWARDS = "rewards"
    POINTS = "points"
    CREDITS = "credits"
    BENEFITS = "benefits"


@dataclass(frozen=True, slots=True)
class RedemptionResult:
    """The answer to a write: the new row's ``id``, the ``total`` it moved, the balances after it."""

    id: int
    total: Money
    balances: Balances | None
    created_at: datetime | None


@dataclass(frozen=True, slots=True)
class RedemptionItem:
    """One incentive within a redemption. ``type``: reward, point, benefit or credit."""

    type: str
    value: Money | None
    count: int | None
    incentive_id: str | None


@dataclass(frozen=True, slots=True)
class Redemption:
    """A row of the list. ``type``: redeem, reversal or return. A benefit's ``total`` is zero.

    ``transaction_external_id``, ``meta_leg`` and ``external_id`` echo what was sent, where a tenant does so.
    ``reverses_id`` is the redemption a reversal row names, which no documented tenant does (U49).
    """

    id: int
    type: str
    total: Money
    created_at: datetime | None
    transaction_external_id: str | None
    meta_leg: str | None
    external_id: str | None
    transaction_id: int | None
    reverses_id: int | None
    items: tuple[RedemptionItem, ...]


def create(
    profile_id: str,
    *,
    dialect: Dialect,
    strategies: Sequence[Strategy],
    amount: Money,
    reference: str,
    receipt_ref: str,
    leg: str,
    location_id: int | None = None,
    benefits: Sequence[str] = (),
) -> Call[RedemptionResult]:
    """Redeem ``amount`` for the sale ``reference``; ``leg`` is the intention's own mark, echoed in ``meta``.

    ``benefits`` are used once each by the same redemption, before the value; not every tenant can (2.8.1).
    Sent strictly: a tenant that follows the reference refuses rather than grants less (U1).
    """
    asked = (Strategy.BENEFITS, *strategies) if benefits else tuple(strategies)
    body: dict[str, Json] = {
        "strategies": [each.value for each in asked],
        "amount": amount.amount,
        "strict": True,
        "transaction_external_id": reference,
        "transaction_receipt_ref": receipt_ref,
    }
    if benefits:
        body["benefits"] = [{"id": int(each) if each.isdecimal() else each} for each in benefits]
    if location_id is not None:
        body["location_id"] = location_id
    body["meta"] = {"posdesk_leg": leg}

    def read_answer(payload: Json) -> RedemptionResult:
        row = Row.one(payload, "redemption")
        # Without a total nobody knows what was granted: that has to be read back.
        row.money("total", amount.currency)
        return _read_result(row, amount.currency)

    return writing(_REDEEM[dialect], read_answer, body, profile_id=profile_id)


def redeem_benefit(
    profile_id: str,
    benefit_id: str,
    *,
    dialect: Dialect,
    issued_at: datetime,
    timezone: str,
    external_id: str,
    currency: Currency,
) -> Call[RedemptionResult]:
    """Use a benefit once. ``issued_at`` is aware and sent local in ``timezone``; ``external_id`` is our mark."""
    body: dict[str, Json] = {
        "issued_at": local_text(issued_at, timezone),
        "timezone": timezone,
        "external_id": external_id,
    }

    def read_answer(payload: Json) -> RedemptionResult:
        row = Row.one(payload, "redemption")
        if "redemptions_remaining" in row:
            # Some tenants may answer with the benefit: its id must never pass for a redemption's.
            raise row.bad("id", "is that of a benefit, not of its redemption")
        return _read_result(row, currency)

    return writing(
        _REDEEM_BENEFIT[dialect], read_answer, body, profile_id=profile_id, benefit_id=benefit_id
    )


def redeem_credit(
    profile_id: str,
    credit_id: str,
    *,
    amount: Money,
    reference: str,
    receipt_ref: str,
    leg: str,
    security_code: str = "",
    location_id: int | None = None,
) -> Call[RedemptionResult]:
    """Take ``amount`` off one credit (reference, 2.7.2), under our mark ``leg``; ``security_code`` is its PIN."""
    body: dict[str, Json] = {
        "amount": amount.amount,
        "transaction_external_id": reference,
        "transaction_receipt_ref": receipt_ref,
    }
    if security_code:
        body["security_code"] = security_code
    if location_id is not None:
        body["location_id"] = location_id
    body["meta"] = {"posdesk_leg": leg}

    def read_answer(payload: Json) -> RedemptionResult:
        row = Row.one(payload, "redemption")
        row.money("total", amount.currency)
        return _read_result(row, amount.currency)

    return writing(
        "/profiles/{profile_id}/credits/{credit_id}/redeem",
        read_answer,
        body,
        profile_id=profile_id,
        credit_id=credit_id,
    )


def list(  # the verb of the API; this module makes no lists
    profile_id: str,
    *,
    currency: Currency,
    reference: str | None = None,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Call[Page[Redemption]]:
    """A page of the profile's redemptions, reversals and returns.

    ``reference`` asks for one sale's only; a tenant may ignore that, so trust the rows' own fields (U48).
    """
    reader = page_of(lambda row: read_redemption(row, currency), "redemptions")
    wanted = () if reference is None else (("filter[transaction_external_id]", reference),)
    query = wanted + paged(page, size)
    return reading("/profiles/{profile_id}/redemptions", reader, query, profile_id=profile_id)


def reverse(
    profile_id: str, redemption_id: int, *, dialect: Dialect, currency: Currency
) -> Call[RedemptionResult]:
    """Undo a redemption within ten minutes: the same incentives, values and expiry dates come back."""
    return writing(
        _REVERSE[dialect],
        lambda payload: _read_result(Row.one(payload, "reversal"), currency),
        None,
        profile_id=profile_id,
        redemption_id=redemption_id,
    )


def refund(
    profile_id: str,
    redemption_id: int,
    *,
    dialect: Dialect,
    currency: Currency,
    amount: Money | None = None,
    benefit: bool = False,
    reference: str = "",
    receipt_ref: str = "",
    leg: str = "",
) -> Call[RedemptionResult]:
    """Give back after a sale: new incentives, with an expiry of their own. ``amount`` None: all of it.

    ``benefit`` chooses the reference's path for benefits; the guides have one path for both. A return names
    itself by ``reference`` and ``receipt_ref`` and this refund by its mark ``leg``, which may be echoed
    (reference's body); without them and without an amount there is no body, as in the guides.
    """
    route = (_REFUND_BENEFIT if benefit else _REFUND)[dialect]
    body: dict[str, Json] = {}
    if amount is not None:
        body["amount"] = amount.amount
    if reference:
        body |= {"transaction_external_id": reference, "transaction_receipt_ref": receipt_ref}
    if leg:
        body["meta"] = {"posdesk_leg": leg}
    return writing(
        route,
        lambda payload: _read_result(Row.one(payload, "refund"), currency),
        body or None,
        profile_id=profile_id,
        redemption_id=redemption_id,
    )


def read_redemption(row: Row, currency: Currency) -> Redemption:
    meta = row.maybe_row("meta") or Row({}, "meta")
    return Redemption(
        id=row.number("id"),
        type=row.maybe_text("type") or "redeem",
        total=_total(row, currency),
        created_at=row.maybe_moment("created_at"),
        transaction_external_id=row.maybe_text("transaction_external_id"),
        meta_leg=meta.maybe_text("posdesk_leg"),
        external_id=row.maybe_text("external_id"),
        transaction_id=row.maybe_number("transaction_id"),
        reverses_id=meta.maybe_number("reversed_redemption_id"),
        items=tuple(_read_item(each, currency) for each in row.rows("items")),
    )


def _read_item(row: Row, currency: Currency) -> RedemptionItem:
    incentive = row.maybe_row("type_attributes") or Row({}, "type_attributes")
    return RedemptionItem(
        type=row.maybe_text("type") or "",
        value=row.maybe_money("value", currency),
        count=row.maybe_number("count"),
        incentive_id=incentive.maybe_text("id"),
    )


def _read_result(row: Row, currency: Currency) -> RedemptionResult:
    balances = row.maybe_row("balances")
    told = balances is not None and "reward_balance" in balances
    return RedemptionResult(
        id=row.number("id"),
        total=_total(row, currency),
        balances=read_balances(balances, currency) if balances is not None and told else None,
        created_at=row.maybe_moment("created_at"),
    )


def _total(row: Row, currency: Currency) -> Money:
    """A benefit's redemption has a null total, or zero."""
    return row.maybe_money("total", currency) or Money.zero(currency)
