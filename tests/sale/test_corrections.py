"""A transaction that was refused after payment: corrected by a person, sent again, never held against anyone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale.correction_events import Correction, TransactionEdited
from posdesk.sale.corrections import (
    correctable,
    corrected,
    is_parked,
    is_unrecorded,
    value_of,
)
from posdesk.sale.errors import IllegalEvent
from posdesk.sale.record import purchase_of
from posdesk.sale.return_record import return_record_of
from posdesk.sale.returns import RepayKind
from posdesk.sale.state import Phase
from posdesk.sale.story import StoryKind
from tests.sale.build import Desk, paying, recording, redeeming
from tests.sale.return_steps import whole_by, world

BY = "Sam Lee"


def refused(*fields: str) -> Desk:
    made = recording()
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionRefused(made.now, "omneo.invalid", fields=fields))
    assert is_parked(made.sale)
    return made


def edit(made: Desk, **fields: str) -> tuple[ef.Effect, ...]:
    wanted = tuple(Correction(name.replace("__", "."), value) for name, value in fields.items())
    return made.do(TransactionEdited(made.now, wanted, BY))


def test_what_the_tenant_names_and_no_money_hangs_on_can_be_corrected() -> None:
    made = refused(
        "location_id: The selected location is invalid.",
        "items.0.product_variant_sku: The sku is not known.",
        "items[1].name: The name is required.",
        "total: The total is wrong.",
        "items.99.sku: There is no such item.",
    )
    assert [(each.field, each.value) for each in correctable(made.sale)] == [
        ("location_id", made.sale.terms.location_id),
        ("items.0.sku", purchase_of(made.sale).items[0].sku),
        ("items.1.name", purchase_of(made.sale).items[1].name),
    ]
    assert correctable(made.sale)[0].reason == "The selected location is invalid."


def test_a_reason_is_all_that_the_tenant_said() -> None:
    (shown,) = correctable(refused("location_id: invalid: it was closed in May").sale)
    assert shown.reason == "invalid: it was closed in May"


def test_another_question_for_a_person_has_nothing_to_correct() -> None:
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer"))
    seen = ("location_id: 4 at the redemption",)
    made.wait_out()
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.UNCLEAR, evidence=seen))
    assert made.sale.phase is Phase.ATTENTION
    assert correctable(made.sale) == ()


def test_a_corrected_name_leaves_the_sku_and_the_other_items_alone() -> None:
    made = refused("items.1.name: too long")
    before = purchase_of(made.sale)
    edit(made, items__1__name="Scarf")
    after = corrected(before, made.sale.corrections)
    first, second, *others = before.items
    assert after == replace(before, items=(first, replace(second, name="Scarf"), *others))


def test_a_sale_that_was_not_refused_has_nothing_to_correct() -> None:
    made = recording()
    assert correctable(made.sale) == ()
    with pytest.raises(IllegalEvent):
        edit(made, location_id="4")


def test_it_is_looked_up_and_sent_again_under_the_same_reference() -> None:
    made = refused("location_id: invalid", "items.0.sku: unknown")
    reference = made.sale.reference
    assert edit(made, location_id=" 4 ", items__0__sku="LS-02") == (ef.LookUpTransaction(),)
    assert (made.sale.phase, made.sale.reference) == (Phase.RECORDING, reference)
    assert made.do(ev.TransactionSought(made.now)) == (ef.RecordTransaction(),)
    assert made.sale.corrections == {"location_id": "4", "items.0.sku": "LS-02"}
    assert corrected(purchase_of(made.sale), made.sale.corrections).items[0].sku == "LS-02"


def test_the_story_says_what_was_changed_and_who_did_it() -> None:
    made = refused("staff_id: unknown")
    edit(made, staff_id="1994")
    (entry,) = [each for each in made.sale.story if each.kind is StoryKind.RECORD_EDITED]
    assert (entry.name, entry.proof) == (f"staff_id: {made.sale.terms.staff_id} → 1994", BY)


@pytest.mark.parametrize("value", ["x" * 101, "a\nb", "\x1b[2J"])
def test_what_is_no_short_text_is_not_sent(value: str) -> None:
    made = refused("location_id: invalid")
    with pytest.raises(IllegalEvent):
        edit(made, location_id=value)
    assert made.sale.phase is Phase.ATTENTION


def test_what_the_tenant_did_not_name_is_not_corrected() -> None:
    made = refused("location_id: invalid")
    with pytest.raises(IllegalEvent):
        edit(made, staff_id="1")
    with pytest.raises(IllegalEvent):
        edit(made, total="0")


def test_a_second_refusal_keeps_the_first_correction() -> None:
    made = refused("location_id: invalid")
    edit(made, location_id="4")
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionRefused(made.now, "omneo.invalid", fields=("staff_id: unknown",)))
    assert [each.field for each in correctable(made.sale)] == ["staff_id"]
    edit(made, staff_id="")
    assert made.sale.corrections == {"location_id": "4", "staff_id": ""}


def test_nothing_of_the_money_changes() -> None:
    made = refused("items.0.name: too long")
    before = purchase_of(made.sale)
    edit(made, items__0__name="Shirt")
    after = corrected(purchase_of(made.sale), made.sale.corrections)
    assert (after.total, after.shares, after.legs) == (before.total, before.shares, before.legs)


def test_a_till_that_ends_keeps_it_parked() -> None:
    made = refused("location_id: invalid")
    made.do(ev.Resumed(made.now))
    assert is_parked(made.sale)
    edit(made, location_id="4")
    assert made.sale.phase is Phase.RECORDING


def test_what_is_paid_and_not_written_is_unrecorded() -> None:
    assert is_unrecorded(recording().sale)
    assert is_unrecorded(refused("location_id: invalid").sale)
    assert not is_unrecorded(paying().sale)


def test_what_was_corrected_and_is_refused_again_is_shown_as_it_was_sent() -> None:
    made = refused("location_id: invalid")
    edit(made, location_id="4")
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionRefused(made.now, "omneo.invalid", fields=("location_id: closed",)))
    (shown,) = correctable(made.sale)
    assert (shown.value, shown.reason) == ("4", "closed")


def test_the_items_of_a_return_are_those_that_it_sends() -> None:
    back = world()
    whole_by(back, RepayKind.CARD)
    sent = return_record_of(back.sale).purchase.items
    assert value_of(back.sale, "items.0.sku") == sent[0].sku
    assert sent[0].quantity < 0
    assert value_of(back.sale, f"items.{len(sent)}.sku") is None
