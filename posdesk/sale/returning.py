"""What a return is worth: from the original's own shares, never spread again. Pure figures.

The rules
- Pieces of a line come back in the order in which they were sold (the parcels of the transaction). So several
  returns of one sale, on whatever tills, add up to its figures to the minor unit: they cut one row of pieces.
- The money back is the net of the pieces. The last return of a sale also repeats the cash rounding of the sale,
  less what earlier returns gave beside their nets: then the drawer has paid out exactly what it took in.
- Of a rewards redemption a return refunds the reward shares of its pieces; with the last piece of the lines
  that it touched, exactly the rest. It is never more than was granted.
- A benefit's use cannot be divided: it is given back with the last piece of the lines it touched; one that
  touched none (a note to the cashier) with the last piece of the sale.
- Where a tenant refunds only whole redemptions it is all or nothing, for rewards as for benefits: nothing until
  the last piece of the lines that were touched, and ``waits`` says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from posdesk.sale.allocation import Rule, allocate
from posdesk.sale.errors import BadQuantity
from posdesk.sale.money import Money
from posdesk.sale.past import REWARDS, Original, PastLeg, PastLine, Pick, RefundKind, Share


@dataclass(frozen=True, slots=True)
class LineBack:
    """Pieces of one line: ``original`` = shares + ``net``; ``tax`` is included in ``net``."""

    line: PastLine
    quantity: int
    original: Money
    net: Money
    tax: Money
    shares: tuple[Share, ...]
    parcels: tuple[tuple[int, Money], ...]
    """(pieces, net of one), in the order in which they come back: what the tenant is sent."""


@dataclass(frozen=True, slots=True)
class RedemptionBack:
    """One redemption of the sale. ``share`` is what the pieces had of it, ``amount`` what is refunded now.

    ``gives`` is whether anything goes back (a benefit's use has no amount); ``waits``: it is all or nothing,
    and pieces that it touched are still with the customer.
    """

    leg: PastLeg
    share: Money
    amount: Money
    gives: bool
    waits: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """A return's figures. ``value`` = ``net`` + ``rounding`` is what the customer is owed for the goods."""

    lines: tuple[LineBack, ...]
    original: Money
    net: Money
    tax: Money
    rounding: Money
    redemptions: tuple[RedemptionBack, ...]
    completes: bool

    @property
    def value(self) -> Money:
        return self.net + self.rounding


def figures(original: Original, picks: Iterable[Pick], *, partial_refund: bool = True) -> Figures:
    """What ``picks`` are worth. Raises BadQuantity for more pieces than are left, IllegalEvent for a strange line."""
    wanted = {pick.line_id: pick.quantity for pick in picks if pick.quantity}
    for line_id, quantity in wanted.items():
        if not 0 < quantity <= original.left(line_id):
            raise BadQuantity(f"{quantity} of line {line_id}, {original.left(line_id)} left")
    currency = original.total.currency
    lines = tuple(
        _line_back(original, line, wanted[line.id]) for line in original.lines if line.id in wanted
    )
    completes = bool(lines) and _all_back(original, original.lines, wanted)
    rounding = original.rounding - original.rounding_given if completes else Money.zero(currency)
    return Figures(
        lines,
        Money.total((each.original for each in lines), currency),
        Money.total((each.net for each in lines), currency),
        Money.total((each.tax for each in lines), currency),
        rounding,
        tuple(_redemptions(original, lines, wanted, partial_refund=partial_refund)),
        completes,
    )


def everything_left(original: Original) -> tuple[Pick, ...]:
    """All pieces that can still come back."""
    left = ((line.id, original.left(line.id)) for line in original.lines)
    return tuple(Pick(line_id, quantity) for line_id, quantity in left if quantity)


@dataclass(frozen=True, slots=True)
class _Pieces:
    """A line piece by piece, in minor units: net, tax, and the share of each discount."""

    nets: tuple[int, ...]
    taxes: tuple[int, ...]
    shares: tuple[tuple[int, ...], ...]


@lru_cache(maxsize=512)
def _pieces(line: PastLine, rule: Rule) -> _Pieces:
    """The line's shares over its pieces: each piece's shares and net are its price, and each column adds up."""
    nets = [parcel.unit_net.minor for parcel in line.parcels for _ in range(parcel.quantity)]
    left = [line.price.minor - net for net in nets]
    columns = []
    for share in line.shares:
        column = allocate(share.amount.minor, left, rule)
        left = [rest - part for rest, part in zip(left, column, strict=True)]
        columns.append(tuple(column))
    return _Pieces(tuple(nets), tuple(allocate(line.tax.minor, nets, rule)), tuple(columns))


def _line_back(original: Original, line: PastLine, quantity: int) -> LineBack:
    pieces, first = _pieces(line, original.rule), original.returned(line.id)
    cut = slice(first, first + quantity)
    currency = line.price.currency
    shares = (
        Share(share.discount, share.name, Money(sum(column[cut]), currency))
        for share, column in zip(line.shares, pieces.shares, strict=True)
    )
    counts: dict[int, int] = {}
    for net in pieces.nets[cut]:
        counts[net] = counts.get(net, 0) + 1
    return LineBack(
        line,
        quantity,
        line.price * quantity,
        Money(sum(pieces.nets[cut]), currency),
        Money(sum(pieces.taxes[cut]), currency),
        tuple(share for share in shares if share.amount),
        tuple((count, Money(net, currency)) for net, count in counts.items()),
    )


def _all_back(original: Original, lines: Sequence[PastLine], wanted: Mapping[int, int]) -> bool:
    return all(original.left(line.id) == wanted.get(line.id, 0) for line in lines)


def _redemptions(
    original: Original,
    lines: Sequence[LineBack],
    wanted: Mapping[int, int],
    *,
    partial_refund: bool,
) -> Iterable[RedemptionBack]:
    for leg in original.legs:
        if leg.kind is RefundKind.REWARDS:
            yield _rewards_back(original, leg, lines, wanted, partial_refund=partial_refund)
        elif leg.kind is RefundKind.BENEFIT:
            yield _benefit_back(original, leg, lines, wanted)


def _rewards_back(
    original: Original,
    leg: PastLeg,
    lines: Sequence[LineBack],
    wanted: Mapping[int, int],
    *,
    partial_refund: bool,
) -> RedemptionBack:
    share, touched = _share(original, lines, REWARDS)
    left = leg.total - original.given(leg.mark)
    zero = Money.zero(leg.total.currency)
    if not {line.id for line in touched} & wanted.keys():
        return RedemptionBack(leg, zero, zero, gives=False, waits=False)
    if _all_back(original, touched, wanted):
        amount = max(left, zero)
    else:
        amount = max(min(share, left), zero) if partial_refund else zero
    waits = not amount and not partial_refund and left > zero
    return RedemptionBack(leg, share, amount, gives=bool(amount), waits=waits)


def _benefit_back(
    original: Original, leg: PastLeg, lines: Sequence[LineBack], wanted: Mapping[int, int]
) -> RedemptionBack:
    share, touched = _share(original, lines, leg.benefit_id)
    zero = Money.zero(leg.total.currency)
    concerns = {line.id for line in touched or original.lines} & wanted.keys()
    if not concerns or original.is_given(leg.mark):
        return RedemptionBack(leg, share, zero, gives=False, waits=False)
    gives = _all_back(original, touched or original.lines, wanted)
    return RedemptionBack(leg, share, zero, gives=gives, waits=not gives)


def _share(
    original: Original, lines: Sequence[LineBack], discount: str
) -> tuple[Money, tuple[PastLine, ...]]:
    """What the pieces had of a discount, and the lines of the sale that it touched."""
    shares = [each.amount for back in lines for each in back.shares if each.discount == discount]
    touched = tuple(
        line for line in original.lines if any(each.discount == discount for each in line.shares)
    )
    return Money.total(shares, original.total.currency), touched
