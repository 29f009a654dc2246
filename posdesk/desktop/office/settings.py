"""Settings of the tenant that change how this till sells: cash, credits, late answers, allocation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.office.subject import BadFields, Subject
from posdesk.desktop.screens.credit_words import tax_name, type_name
from posdesk.desktop.screens.office import Block, Fact, Facts, Field, FieldKind, Form, Option, yes
from posdesk.home.tenant import TenantFile
from posdesk.sale.allocation import Rule
from posdesk.sale.gst import TaxTreatment

translate = QCoreApplication.translate
# The file's own limits (docs/files.md).
_CASH_STEPS, _LATE_WINDOWS = range(1, 1001), range(1, 601)
TYPES = ("store_credit", "gift_card", "promotional")
_TAX = "tax."


class Page(Subject):
    """Writes the tenant's file; the open sale keeps the settings that it was opened with."""

    def text(self) -> str:
        return translate(
            "Office",
            "What is kept here stands in this till's file of the tenant and holds from the next sale on.",
        )

    def blocks(self) -> tuple[Block, ...]:
        tenant = self.tools.register.tenant
        return _about(tenant), self._selling(tenant), self._taxes(tenant)

    async def submit(self, form: str, values: Mapping[str, str]) -> None:
        tenant = self.tools.register.tenant
        made = self._sold(tenant, values) if form == "selling" else _taxed(tenant, values)
        await self.tools.keep(made)
        self.renew()
        self.say(translate("Office", "Kept. It holds from the next sale on."))

    def _sold(self, tenant: TenantFile, values: Mapping[str, str]) -> TenantFile:
        wrong: dict[str, str] = {}
        step = _whole(values["cash_rounding"], _CASH_STEPS)
        late = _whole(values["late_window_s"], _LATE_WINDOWS)
        if step is None:
            wrong["cash_rounding"] = translate("Office", "A whole number from 1 to 1000.")
        if late is None:
            wrong["late_window_s"] = translate("Office", "A whole number from 1 to 600.")
        if step is None or late is None:
            raise BadFields(wrong)
        return replace(
            tenant,
            cash_rounding=step,
            late_window_s=late,
            allocation=Rule(values["allocation"] or tenant.allocation),
            credits_by_redeem=values["credits_by_redeem"] == "redeem",
            single_till=bool(values["single_till"]),
        )

    def _selling(self, tenant: TenantFile) -> Form:
        fields = (
            Field(
                "cash_rounding",
                translate("Office", "Smallest cash step in cents; 1: none"),
                value=str(tenant.cash_rounding),
                error=self.error("cash_rounding"),
            ),
            Field(
                "late_window_s",
                translate("Office", "Wait for late answers, seconds"),
                value=str(tenant.late_window_s),
                error=self.error("late_window_s"),
            ),
            Field(
                "credits_by_redeem",
                translate("Office", "How a credit is spent"),
                FieldKind.CHOICE,
                "redeem" if tenant.credits_by_redeem else "payment",
                options=(
                    Option("payment", translate("Office", "With the transaction, as a payment")),
                    Option("redeem", translate("Office", "Redeemed before the charge")),
                ),
                wide=True,
            ),
            Field(
                "allocation",
                translate("Office", "Odd cents of a discount"),
                FieldKind.CHOICE,
                tenant.allocation.value,
                options=(
                    Option("largest_remainder", translate("Office", "To the largest fraction")),
                    Option("carry", translate("Office", "Carried to the next line")),
                ),
                wide=True,
            ),
            Field(
                "single_till",
                translate("Office", "No other till serves this tenant's customers"),
                FieldKind.TICK,
                yes(tenant.single_till),
                wide=True,
            ),
        )
        return Form(
            "selling",
            translate("Office", "Selling"),
            fields,
            translate("Office", "Keep"),
            self.form_key,
        )

    def _taxes(self, tenant: TenantFile) -> Form:
        options = tuple(Option(each.value, tax_name(each)) for each in TaxTreatment)
        fields = tuple(
            Field(
                f"{_TAX}{kind}",
                type_name(kind),
                FieldKind.CHOICE,
                tenant.treatment(kind).value,
                options=options,
                wide=True,
            )
            for kind in _types(tenant)
        )
        return Form(
            "taxes",
            translate("Office", "GST of each type of credit"),
            fields,
            translate("Office", "Keep"),
            self.form_key,
            text=translate(
                "Office",
                "It is shown with the credit. The lines that are recorded never change by it.",
            ),
        )


def _types(tenant: TenantFile) -> tuple[str, ...]:
    """The usual ones, and what the file names beside them."""
    return (*TYPES, *(each for each in tenant.credit_types if each not in TYPES))


def _taxed(tenant: TenantFile, values: Mapping[str, str]) -> TenantFile:
    """Payments need no word in the file."""
    chosen = {name.removeprefix(_TAX): text for name, text in values.items() if text}
    treated = {kind: TaxTreatment(text) for kind, text in chosen.items()}
    kept = {kind: tax for kind, tax in treated.items() if tax is not TaxTreatment.PAYMENT}
    return replace(tenant, credit_types=kept)


def _about(tenant: TenantFile) -> Facts:
    return Facts(
        "tenant",
        "",
        (
            Fact(translate("Office", "Tenant"), tenant.title or tenant.name),
            Fact(translate("Office", "Currency"), tenant.currency.code),
            Fact(translate("Office", "Paths"), tenant.dialect),
        ),
    )


def _whole(typed: str, allowed: range) -> int | None:
    """The number, where it is one of ``allowed``."""
    if not typed.isascii() or not typed.isdecimal() or len(typed) > 6:
        return None
    return int(typed) if int(typed) in allowed else None
