"""Reading a wallet: all of it at once, all pages of it, and what a token may not see left out."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import TypeVar

import pytest

from posdesk.omneo.calls import Call, Outcome
from posdesk.omneo.errors import Forbidden, OmneoError, ServerTrouble
from posdesk.sale.money import AUD
from posdesk.sale.wallet import Unusable
from posdesk.till.cashier import talk
from posdesk.till.wallets import WalletReader, plain_text
from tests.omneo.samples import BENEFIT, CREDIT, REDEMPTION, REWARD, answered, changed, listed
from tests.till.frozen import ME, CountingClock, FrozenTenant, P
from tests.till.headless import on_a_loop
from tests.till.made_sales import AT, aud

T = TypeVar("T")


def reader() -> WalletReader:
    return WalletReader(AUD, "Australia/Melbourne", CountingClock())


def test_everything_of_a_wallet_is_asked_for_in_one_batch() -> None:
    tenant = FrozenTenant()
    tenant.run(reader().wallet(P))
    assert [sorted(batch) for batch in tenant.batches] == [
        sorted(
            [f"{ME}/balances", f"{ME}/rewards", f"{ME}/benefits", f"{ME}/benefits", f"{ME}/credits"]
        )
    ]


def test_the_profile_is_read_beside_its_wallet() -> None:
    tenant = FrozenTenant()
    profile, _, wallet = tenant.run(reader().customer(P))
    assert len(tenant.batches) == 1
    assert (profile.full_name, wallet.balances.rewards) == ("Asha Nguyen", aud("25.00"))


@on_a_loop
async def test_the_calls_of_a_batch_are_on_their_way_together() -> None:
    together = asyncio.Barrier(5)

    class Slow(FrozenTenant):
        async def send(self, call: Call[T]) -> Outcome[T]:
            raise AssertionError("a wallet is only read")

        async def fetch(self, call: Call[T]) -> T:
            await together.wait()
            outcome = self.attempt(call)
            return outcome.value  # type: ignore[union-attr]  # every answer is frozen

    async with asyncio.timeout(60):
        wallet = await talk(reader().wallet(P), Slow())
    assert wallet.balances.rewards == aud("25.00")


def test_what_was_read_is_what_the_tenant_said() -> None:
    wallet = FrozenTenant().run(reader().wallet(P))
    assert wallet.balances.points == Decimal(1500)
    assert wallet.balances.points_money == aud("15.00")
    assert [(each.id, each.remaining, each.active) for each in wallet.rewards] == [
        ("812", aud("10.00"), True)
    ]
    assert [(each.id, each.handle, each.remaining, each.unusable) for each in wallet.benefits] == [
        ("4021", "first-spend", 1, None)
    ]
    assert [(each.id, each.balance, each.last4) for each in wallet.credits] == [
        ("77", aud("50.00"), "4417")
    ]


def test_a_wallet_is_as_old_as_its_question() -> None:
    assert FrozenTenant().run(reader().wallet(P)).read_at == AT.plus(1)


def test_both_drivers_read_the_same() -> None:
    assert FrozenTenant().run_in_a_row(reader().wallet(P)) == FrozenTenant().run(reader().wallet(P))


@pytest.mark.parametrize("status", [403, 404])
def test_a_token_that_may_not_see_credits_still_sees_the_wallet(status: int) -> None:
    tenant = FrozenTenant()
    tenant.answers[f"{ME}/credits", ""] = answered({"message": "no"}, status)
    wallet = tenant.run(reader().wallet(P))
    assert wallet.credits == ()
    assert wallet.balances.rewards == aud("25.00")


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [("balances", 403, Forbidden), ("rewards", 403, Forbidden), ("credits", 500, ServerTrouble)],
)
def test_without_the_rest_there_is_no_wallet(
    path: str, status: int, error: type[OmneoError]
) -> None:
    tenant = FrozenTenant()
    tenant.answers[f"{ME}/{path}", ""] = answered({"message": "no"}, status)
    with pytest.raises(error):
        tenant.run(reader().wallet(P))


def test_further_pages_are_read_side_by_side() -> None:
    tenant = FrozenTenant()
    for page in range(1, 4):
        rows = listed(changed(REWARD, id=800 + page), current=page, last=3)
        tenant.answers[f"{ME}/rewards", str(page)] = answered(rows)
    wallet = tenant.run(reader().wallet(P))
    assert [each.id for each in wallet.rewards] == ["801", "802", "803"]
    assert tenant.batches[1:] == [[f"{ME}/rewards", f"{ME}/rewards"]]


def test_rewards_come_soonest_expiry_first_and_those_without_one_last() -> None:
    tenant = FrozenTenant()
    tenant.answers[f"{ME}/rewards", ""] = answered(
        listed(
            changed(REWARD, id=1, expires_at=None),
            changed(REWARD, id=2, expires_at="2026-02-01 00:00:00"),
            changed(REWARD, id=3, expires_at="2026-01-01 00:00:00"),
        )
    )
    assert [each.id for each in tenant.run(reader().wallet(P)).rewards] == ["3", "2", "1"]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"is_expired": True, "is_redeemable": False}, Unusable.EXPIRED),
        ({"redemptions_remaining": 0, "is_redeemable": False}, Unusable.USED),
        ({"is_redeemable": False}, Unusable.NOT_ACTIVE),
    ],
)
def test_a_benefit_that_cannot_be_used_is_listed_with_its_reason(
    fields: dict[str, object], reason: Unusable
) -> None:
    tenant = FrozenTenant()
    other = changed(BENEFIT, id=4099, **fields)
    tenant.answers[f"{ME}/benefits", ""] = answered(listed(other, BENEFIT))
    benefits = tenant.run(reader().wallet(P)).benefits
    assert [(each.id, each.unusable) for each in benefits] == [("4021", None), ("4099", reason)]


def test_a_tenant_that_ignores_the_active_filter_fools_nobody() -> None:
    tenant = FrozenTenant()
    used = changed(BENEFIT, id=4099, redemptions_remaining=0, is_redeemable=False)
    both = answered(listed(BENEFIT, used))
    tenant.answers |= {(f"{ME}/benefits", "active"): both, (f"{ME}/benefits", ""): both}
    benefits = tenant.run(reader().wallet(P)).benefits
    assert {each.id: each.unusable for each in benefits} == {"4021": None, "4099": Unusable.USED}


def test_used_and_void_credits_are_left_out() -> None:
    tenant = FrozenTenant()
    tenant.answers[f"{ME}/credits", ""] = answered(
        listed(changed(CREDIT, id=1, status="used"), changed(CREDIT, id=2, is_void=True), CREDIT)
    )
    assert [each.id for each in tenant.run(reader().wallet(P)).credits] == ["77"]


def test_the_snapshot_brings_the_highest_redemption_of_all_pages() -> None:
    tenant = FrozenTenant()
    for page, number in ((1, 158), (2, 203)):
        rows = listed(changed(REDEMPTION, id=number), current=page, last=2)
        tenant.answers[f"{ME}/redemptions", str(page)] = answered(rows)
    wallet, high_water = tenant.run(reader().snapshot(P))
    assert high_water == 203
    assert wallet.balances.rewards == aud("25.00")
    assert len(tenant.batches[0]) == 6


def test_a_customer_without_redemptions_has_no_high_water() -> None:
    assert FrozenTenant().run(reader().snapshot(P))[1] == 0


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Valid for 7&nbsp;days.</p><p>Once.</p>", "Valid for 7 days. Once."),
        ("&lt;b&gt;not bold&lt;/b&gt;", "<b>not bold</b>"),
        ("<img src='file:///etc/passwd'>", ""),
        ("", ""),
    ],
)
def test_a_definitions_text_is_plain(html: str, text: str) -> None:
    assert plain_text(html) == text
