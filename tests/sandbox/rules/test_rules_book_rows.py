"""The books as rows: what happened and what the till called it, whatever the API shows; and they pass the checker."""

from __future__ import annotations

from hypothesis import settings
from hypothesis.stateful import invariant

from posdesk.till.audit import audit
from posdesk.till.books import TenantBooks
from tests.sandbox.rules.rule_desk import ASHA, DANIEL, OPENED, Desk, sale
from tests.sandbox.rules.test_rules_books import Books

LEG = "S01-1-000659-k3f9q2-R1"
OPENED_MS = round(OPENED.timestamp() * 1000)


def read(desk: Desk) -> TenantBooks:
    return TenantBooks.parse(desk.tenant.books())


def test_a_redemption_stands_with_its_mark_its_sale_and_what_it_took(desk: Desk) -> None:
    more = {"meta": {"posdesk_leg": LEG}, "transaction_external_id": LEG[:-3]}
    made = desk.redeem(20, **more)
    desk.tenant.set_switches({"leg_echoed": False})
    (row,) = (each for each in read(desk).redemptions if each.id == str(made["id"]))
    assert (row.type, row.total, row.tag, row.reference) == ("redeem", 2000, LEG, LEG[:-3])
    assert (row.profile_id, row.created_ms, row.transaction_id) == (ASHA, OPENED_MS, "")
    assert sum(item.value for item in row.items) == 2000
    assert {(item.kind, item.profile_id) for item in row.items} == {("reward", ASHA)}


def test_a_benefits_use_is_known_by_its_own_reference(desk: Desk) -> None:
    body = {"external_id": "S01-1-000659-k3f9q2-B1"}
    made = desk.data("POST", f"/profiles/{ASHA}/benefits/4021/redemptions", body)
    (row,) = (each for each in read(desk).redemptions if each.id == str(made["id"]))
    assert row.tag == "S01-1-000659-k3f9q2-B1"
    assert [(item.kind, item.id, item.units) for item in row.items] == [("benefit", "4021", 1)]


def test_what_undoes_a_redemption_points_at_it(desk: Desk) -> None:
    first, second = desk.redeem(10), desk.redeem(10)
    desk.reverse(first["id"])
    desk.advance(minutes=11)
    desk.data("POST", f"/redemptions/{second['id']}/return")
    rows = {row.id: row for row in read(desk).redemptions}
    undone = {row.origin_id: row for row in rows.values() if row.origin_id}
    reversal, refund = undone[str(first["id"])], undone[str(second["id"])]
    assert (reversal.type, refund.type) == ("reversal", "return")
    assert rows[str(first["id"])].reversed_ms == OPENED_MS
    assert not rows[str(first["id"])].spends
    assert rows[str(second["id"])].spends
    assert reversal.items == rows[str(first["id"])].items
    assert {item.id for item in refund.items}.isdisjoint(
        item.id for item in rows[str(second["id"])].items
    )


def test_a_transaction_names_what_it_links_and_what_it_carries(desk: Desk) -> None:
    made = desk.redeem(20)
    told = {"posdesk": {"legs": [{"redemption_id": "158"}, {"redemption_id": str(made["id"])}]}}
    body = sale(external_id="S-1", redemption_id=made["id"], total=45, meta=told)
    body["items"][0]["price_sell"] = 45  # type: ignore[index]  # the one line of ``sale``
    row = desk.data("POST", "/transactions", body)
    (found,) = (each for each in read(desk).transactions if each.external_id == "S-1")
    assert (found.id, found.total, found.redemption_id) == (
        str(row["id"]),
        4500,
        str(made["id"]),
    )
    assert found.carried == ("158", str(made["id"]))
    assert found.stands
    desk.call("DELETE", f"/transactions/{row['id']}")
    (gone,) = (each for each in read(desk).transactions if each.external_id == "S-1")
    assert (gone.deleted, gone.stands) == (True, False)


def test_a_credit_that_a_transaction_deducted_stands_with_its_holder(desk: Desk) -> None:
    pays = [{"type": "credit", "credit_id": 82, "amount": 20}]
    row = desk.data("POST", "/transactions", sale(profile_id=DANIEL, payments=pays))
    (payment,) = read(desk).payments
    assert payment.transaction_id == str(row["id"])
    assert (payment.credit_id, payment.profile_id, payment.units) == ("82", DANIEL, 2000)


class AuditedBooks(Books):
    """Whatever is issued, spent, corrected, handed on and put back, the books pass the checker."""

    @invariant()
    def the_books_pass(self) -> None:
        assert audit([], read(self.desk), finished=True).violations == ()


TestAuditedBooks = AuditedBooks.TestCase
TestAuditedBooks.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
