"""What a benefit does to the basket. Omneo only records its use; the till applies the promotion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import assert_never

from posdesk.sale.allocation import Rule, allocate
from posdesk.sale.basket import Line
from posdesk.sale.errors import BadAmount
from posdesk.sale.wallet import Benefit


class PromotionKind(StrEnum):
    PERCENT = "percent"
    AMOUNT = "amount"
    FREE_LINE = "free_line"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Promotion:
    """One entry of the tenant's promotion map.

    ``percent``: 0 to 100 of the eligible lines. ``amount``: minor units, capped at the eligible lines.
    ``free_line``: one piece of ``sku`` (of the cheapest eligible line when empty) is free.
    ``note``: changes no price; ``note`` tells the cashier what to do.
    """

    kind: PromotionKind
    percent: Decimal = Decimal(0)
    amount: int = 0
    sku: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.percent <= 100 or self.amount < 0:
            raise BadAmount(f"promotion of {self.percent} % or {self.amount}")

    def shares(self, lines: Sequence[Line], left: Sequence[int], rule: Rule) -> list[int]:
        """The share of each line, in minor units. ``left`` is what is left of each eligible line."""
        match self.kind:
            case PromotionKind.PERCENT:
                exact = Decimal(sum(left)) * self.percent / 100
                return allocate(int(exact.quantize(Decimal(1), ROUND_HALF_UP)), left, rule)
            case PromotionKind.AMOUNT:
                return allocate(min(self.amount, sum(left)), left, rule)
            case PromotionKind.FREE_LINE:
                return self._one_free(lines, left)
            case PromotionKind.NOTE:
                return [0] * len(left)
            case _ as never:
                assert_never(never)

    def _one_free(self, lines: Sequence[Line], left: Sequence[int]) -> list[int]:
        eligible = [
            index
            for index, line in enumerate(lines)
            if left[index] and (not self.sku or line.product.sku == self.sku)
        ]
        shares = [0] * len(left)
        if eligible:
            index = min(eligible, key=lambda i: lines[i].price.minor)
            shares[index] = min(lines[index].price.minor, left[index])
        return shares


ONLY_RECORDED = Promotion(PromotionKind.NOTE)


def promotion_for(benefit: Benefit, promotions: Mapping[str, Promotion]) -> Promotion:
    """The tenant's promotion for a benefit, by handle, then by POS code; else its use is only recorded."""
    for key in (benefit.handle, benefit.pos_code):
        if key and key in promotions:
            return promotions[key]
    return ONLY_RECORDED
