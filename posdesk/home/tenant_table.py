"""The tenant file's table (``format = 1``): its keys, its limits, and the way to ``TenantFile`` and back.

Amounts and percentages are texts or whole numbers (``amount = "10.00"``, ``percent = "12.5"``): TOML's
decimals are binary floats. ``docs/files.md`` describes every key.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from posdesk.home.errors import BadTenant
from posdesk.home.tenant import Capability, CapabilityName, Dialect, TenantFile
from posdesk.home.toml_files import Strict
from posdesk.sale.allocation import Rule
from posdesk.sale.errors import BadAmount
from posdesk.sale.gst import TaxTreatment
from posdesk.sale.money import Currency, Money
from posdesk.sale.promotion import Promotion, PromotionKind
from posdesk.sale.purses import REWARDS_ONLY, Purse


def _tenant_url(url: str) -> str:
    """An API's base address: https, or http to this computer alone; the token travels with every call."""
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise ValueError("must be an address that begins with https://")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise ValueError("must begin with https://; plain http is only for this computer itself")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("must hold no user, password, query or fragment")
    return url.rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError) as exc:
        raise ValueError("is no time zone of the IANA list, like Australia/Melbourne") from exc
    return name


def _purses(names: list[str]) -> list[Purse]:
    """In the order of their taking."""
    known = [purse.value for purse in Purse]
    if not names or len(set(names)) != len(names) or not set(names) <= set(known):
        raise ValueError(f"must name {' and '.join(known)}, or one of them, each once")
    return [Purse(name) for name in names]


class PromotionTable(Strict):
    """``[promotions.<benefit handle or POS code>]``: exactly one of its keys (``sku`` belongs to ``free_line``)."""

    percent: str | int | None = None
    amount: str | int | None = None
    free_line: Literal[True] | None = None
    sku: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    note: Annotated[str, Field(min_length=1, max_length=200)] | None = None


class CapabilityTable(Strict):
    holds: bool
    checked: date


class CreditTypeTable(Strict):
    """``[credit_types.<type>]``: the type is the tenant's word, as the credit says it."""

    tax: Literal["payment", "discount"]


class TenantTable(Strict):
    """Everything below ``format``. Keys with a default may be left out."""

    url: Annotated[str, Field(max_length=200), AfterValidator(_tenant_url)]
    store: Annotated[str, Field(pattern=r"^[A-Za-z0-9]{1,8}$")]
    register_: Annotated[str, Field(pattern=r"^[A-Za-z0-9]{1,4}$", alias="register")]
    title: Annotated[str, Field(max_length=60)] = ""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    timezone: Annotated[str, AfterValidator(_timezone)]
    card_handle: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    dialect: Dialect = "auto"
    allocation: Literal["largest_remainder", "carry"] = "largest_remainder"
    cash_rounding: Annotated[int, Field(ge=1, le=1000)] = 5
    late_window_s: Annotated[int, Field(ge=1, le=600)] = 60
    credits_by_redeem: bool = False
    single_till: bool = False
    strategies: Annotated[list[str], AfterValidator(_purses)] = Field(
        default_factory=lambda: [each.value for each in REWARDS_ONLY]
    )
    staff: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,32}$")] = ""
    receipt_first: Annotated[int, Field(ge=1, le=999_999)] = 1
    receipt_last: Annotated[int, Field(ge=1, le=999_999)] = 999_999
    webhooks_port: Annotated[int, Field(ge=0, le=65_535)] = 0
    rate_per_minute: Annotated[int, Field(ge=0, le=6_000)] = 0
    promotions: dict[Annotated[str, Field(min_length=1, max_length=64)], PromotionTable] = Field(
        default_factory=dict
    )
    capabilities: dict[CapabilityName, CapabilityTable] = Field(default_factory=dict)
    credit_types: dict[Annotated[str, Field(min_length=1, max_length=64)], CreditTypeTable] = Field(
        default_factory=dict
    )


def tenant_of(name: str, table: TenantTable, path: Path) -> TenantFile:
    """The plain value of a checked table. Raises BadTenant for what makes no sense together."""
    if table.receipt_last < table.receipt_first:
        raise BadTenant(f"{path.name}, receipt_last", "must not be below receipt_first")
    currency = Currency(table.currency)
    promotions = {
        key: _promotion(entry, currency, f"{path.name}, promotions.{key}")
        for key, entry in table.promotions.items()
    }
    return TenantFile(
        name=name,
        url=table.url,
        store=table.store,
        register=table.register_,
        title=table.title,
        currency=currency,
        timezone=table.timezone,
        card_handle=table.card_handle,
        dialect=table.dialect,
        allocation=Rule(table.allocation),
        cash_rounding=table.cash_rounding,
        late_window_s=table.late_window_s,
        credits_by_redeem=table.credits_by_redeem,
        single_till=table.single_till,
        strategies=tuple(Purse(name) for name in table.strategies),
        staff=table.staff,
        receipt_first=table.receipt_first,
        receipt_last=table.receipt_last,
        webhooks_port=table.webhooks_port,
        rate_per_minute=table.rate_per_minute,
        promotions=MappingProxyType(promotions),
        capabilities=MappingProxyType(
            {
                key: Capability(found.holds, found.checked)
                for key, found in table.capabilities.items()
            }
        ),
        credit_types=MappingProxyType(
            {key: TaxTreatment(entry.tax) for key, entry in table.credit_types.items()}
        ),
    )


def table_of(tenant: TenantFile) -> dict[str, object]:
    """The values of the file for ``tenant``, as TOML can hold them."""
    return {
        "url": tenant.url,
        "store": tenant.store,
        "register": tenant.register,
        "title": tenant.title,
        "currency": tenant.currency.code,
        "timezone": tenant.timezone,
        "card_handle": tenant.card_handle,
        "dialect": tenant.dialect,
        "allocation": tenant.allocation.value,
        "cash_rounding": tenant.cash_rounding,
        "late_window_s": tenant.late_window_s,
        "credits_by_redeem": tenant.credits_by_redeem,
        "single_till": tenant.single_till,
        "strategies": [purse.value for purse in tenant.strategies],
        "staff": tenant.staff,
        "receipt_first": tenant.receipt_first,
        "receipt_last": tenant.receipt_last,
        "webhooks_port": tenant.webhooks_port,
        "rate_per_minute": tenant.rate_per_minute,
        "promotions": {
            key: _promotion_values(promotion, tenant.currency)
            for key, promotion in tenant.promotions.items()
        },
        "capabilities": capability_values(tenant.capabilities),
        "credit_types": {key: {"tax": tax.value} for key, tax in tenant.credit_types.items()},
    }


def capability_values(found: Mapping[CapabilityName, Capability]) -> dict[str, object]:
    """The values of ``[capabilities]``, as TOML can hold them."""
    return {key: {"holds": each.holds, "checked": each.checked} for key, each in found.items()}


def _promotion(entry: PromotionTable, currency: Currency, where: str) -> Promotion:
    named = {
        key for key in ("percent", "amount", "free_line", "note") if getattr(entry, key) is not None
    }
    if len(named) != 1:
        raise BadTenant(where, "must have exactly one of percent, amount, free_line, note")
    if entry.sku is not None and not entry.free_line:
        raise BadTenant(f"{where}.sku", "belongs to free_line = true")
    kind = PromotionKind(named.pop())
    try:
        match kind:
            case PromotionKind.PERCENT:
                return Promotion(kind, percent=_decimal(entry.percent))
            case PromotionKind.AMOUNT:
                return Promotion(kind, amount=_minor(_decimal(entry.amount), currency))
            case PromotionKind.FREE_LINE:
                return Promotion(kind, sku=entry.sku or "")
            case PromotionKind.NOTE:
                return Promotion(kind, note=entry.note or "")
    except (ArithmeticError, ValueError, BadAmount) as exc:
        raise BadTenant(f"{where}.{kind}", _WANTED[kind]) from exc


_WANTED: Mapping[PromotionKind, str] = {
    PromotionKind.PERCENT: 'must be from 0 to 100, like 10 or "12.5"',
    PromotionKind.AMOUNT: 'must be an amount of the tenant\'s currency, like "10.00"',
}


def _decimal(value: str | int | None) -> Decimal:
    number = Decimal(value if value is not None else 0)
    if not number.is_finite():
        raise ValueError("not a number")
    return number


def _minor(amount: Decimal, currency: Currency) -> int:
    """Exactly: an amount with more decimals than the currency is a mistake, not something to round."""
    money = Money.rounded(amount, currency)
    if money.amount != amount:
        raise ValueError(f"{amount} has more decimals than {currency.code}")
    return money.minor


def _promotion_values(promotion: Promotion, currency: Currency) -> dict[str, object]:
    match promotion.kind:
        case PromotionKind.PERCENT:
            return {"percent": str(promotion.percent)}
        case PromotionKind.AMOUNT:
            return {"amount": str(Money(promotion.amount, currency).amount)}
        case PromotionKind.FREE_LINE:
            return {"free_line": True, **({"sku": promotion.sku} if promotion.sku else {})}
        case PromotionKind.NOTE:
            return {"note": promotion.note}
