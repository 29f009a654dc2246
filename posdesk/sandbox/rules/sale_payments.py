"""Credits in a transaction's payments: deducted with the sale, never twice (U9).

An entry ``{"type": "credit", "credit_id": 77, "amount": 20}`` deducts; anything else is stored and echoed. A
``credit_number`` may stand for the id, as on a card that is scanned (ASSUMED). What a sale has deducted is on
record, so the same payments sent again change nothing, and other ones only their difference.
"""

from dataclasses import dataclass

from posdesk.sandbox.rules import amounts, facts, purses
from posdesk.sandbox.rules.context import Context
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.json_text import JSON
from posdesk.sandbox.rules.purses import Take
from posdesk.sandbox.rules.redeem import credit_fault
from posdesk.sandbox.rules.store import Row

MAX_PAYMENTS = 200
_SPENT = "SELECT credit_id, value, units FROM credit_payment WHERE sale_id = ?"


@dataclass(frozen=True, slots=True)
class CreditPayment:
    """``value`` minor units of the tenant's currency off a credit; ``amount`` the same in the sale's
    ``currency``, as it was said; ``place`` names it in messages."""

    place: str
    credit_id: int
    value: int
    code: str | None
    amount: int
    currency: str


def read(context: Context, form: Form, currency: str) -> tuple[list[JSON], list[CreditPayment]]:
    """The payments as they stand, and those among them that deduct. Mistakes are noted."""
    entries = form.array("payments") or []
    if len(entries) > MAX_PAYMENTS:
        form.fail("payments", f"The payments may not have more than {MAX_PAYMENTS} items.")
        return [], []
    found = []
    for index, entry in enumerate(entries):
        place = f"payments.{index}"
        if not isinstance(entry, dict | str):
            form.fail(place, f"The {place} must be a string or an object.")
        elif isinstance(entry, dict) and entry.get("type") == "credit" and _deducts(context):
            found.append(_credit(context, form.part(place, entry), place, currency))
    return [_without_code(entry) for entry in entries], found


def _without_code(entry: JSON) -> JSON:
    """A PIN is used, never kept."""
    if not isinstance(entry, dict):
        return entry
    return {name: value for name, value in entry.items() if name != "security_code"}


def _deducts(context: Context) -> bool:
    return context.switches.credits_spent != "redeem"


def _credit(context: Context, entry: Form, place: str, currency: str) -> CreditPayment:
    credit_id = _credit_id(context, entry)
    minor = entry.need_money("amount", low=1)
    rate = facts.rate(context.store, context.currency, currency)
    value = minor if rate is None else amounts.converted_back(minor, rate)
    if minor and not value:  # less than the smallest coin of the tenant's
        entry.fail("amount", "The amount must be greater than 0.")
    code = entry.reference("security_code")
    return CreditPayment(place, credit_id, value, code, minor, currency)


def _credit_id(context: Context, entry: Form) -> int:
    if not entry.given("credit_number") or entry.given("credit_id"):
        return entry.need_integer("credit_id", low=1)
    number = entry.reference("credit_number")
    row = context.store.one(
        "SELECT id FROM credit WHERE credit_number = ? AND deleted_at IS NULL", number
    )
    if row is None and not entry.noted("credit_number"):
        entry.fail("credit_number", "The selected credit number is invalid.")
    return 0 if row is None else int(row["id"])


def settle(
    context: Context,
    form: Form,
    sale_id: int,
    profile_id: str | None,
    payments: list[CreditPayment],
) -> None:
    """Bring what the sale has deducted to ``payments``. Notes mistakes, then raises Refusal 422.

    The same again is left alone, whatever became of the credit since; a change is judged as a whole,
    after what the sale took before was put back."""
    before = {row["credit_id"]: row for row in context.store.all(_SPENT, sale_id)}
    if _is_same(context, before, payments):
        return
    for credit_id, row in before.items():
        purses.give_back(context, Take("credit", credit_id, row["value"], row["units"]))
    context.store.write("DELETE FROM credit_payment WHERE sale_id = ?", sale_id)
    for payment in payments:
        _deduct(context, form, sale_id, profile_id, payment)
    form.check()


def _is_same(context: Context, before: dict[int, Row], payments: list[CreditPayment]) -> bool:
    """Whether the payments are what the sale has deducted: to the unit where a credit's own currency was
    said, else to the value."""
    wanted: dict[int, tuple[int, int]] = {}
    for payment in payments:
        value, said = wanted.get(payment.credit_id, (0, 0))
        wanted[payment.credit_id] = value + payment.value, said + payment.amount
    if wanted.keys() != before.keys():
        return False
    own = {payment.credit_id: payment.currency for payment in payments}
    for credit_id, (value, said) in wanted.items():
        row = before[credit_id]
        credit = context.store.one("SELECT currency FROM credit WHERE id = ?", credit_id)
        is_exact = credit is not None and credit["currency"] == own[credit_id]
        if row["value"] != value or (is_exact and row["units"] != said):
            return False
    return True


def _deduct(
    context: Context, form: Form, sale_id: int, profile_id: str | None, payment: CreditPayment
) -> None:
    credit = context.store.one(
        "SELECT * FROM credit WHERE id = ? AND deleted_at IS NULL", payment.credit_id
    )
    if credit is None or not _may_use(credit, profile_id, payment.code):
        form.fail(f"{payment.place}.credit_id", "The selected credit id is invalid.")
        return
    units = payment.amount if payment.currency == credit["currency"] else None
    fault = credit_fault(context, credit, payment.value, payment.code, units)
    if fault is None:
        _note(context, sale_id, purses.credit_take(context, credit, payment.value, units))
        return
    field, reason = fault
    form.fail(f"{payment.place}.{'credit_id' if field == 'credit' else field}", reason)


def _note(context: Context, sale_id: int, take: Take) -> None:
    purses.remove(context, take)
    context.store.insert(
        "INSERT INTO credit_payment (sale_id, credit_id, value, units) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (sale_id, credit_id) DO UPDATE SET value = value + excluded.value,"
        " units = units + excluded.units",
        sale_id,
        take.incentive_id,
        take.value,
        take.units,
    )


def _may_use(credit: Row, profile_id: str | None, code: str | None) -> bool:
    """Its owner's sale, or whoever has the card with its code (ASSUMED)."""
    owned = profile_id is not None and credit["profile_id"] == profile_id
    return owned or (credit["security_code"] is not None and code == credit["security_code"])
