"""A sale that waits for a person: what is known, what is not, the evidence, and what each choice will do."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.messages import sentence_of
from posdesk.desktop.screens import figures
from posdesk.desktop.screens.attention_model import AttentionScreen, EvidenceRow, FieldRow, WayOut
from posdesk.desktop.screens.desk import Desk
from posdesk.desktop.screens.return_words import attention_titles, choice_words
from posdesk.desktop.screens.story import words
from posdesk.sale.corrections import REFUSED, STAFF, STORE, correctable
from posdesk.sale.events import Choice
from posdesk.sale.phases.attention import CHOICES
from posdesk.sale.state import Sale
from posdesk.sale.story import StoryKind

translate = QCoreApplication.translate
# Older ones stand in the timeline; beside fields to correct the last few are enough.
SHOWN, SHOWN_BESIDE_FIELDS = 6, 3
_NAMED = "named."
_OFFERED = 3


def attention_screen(sale: Sale, desk: Desk) -> AttentionScreen:
    """What is known, what is not, the evidence, the choices."""
    attention = sale.attention
    why = attention.why if attention else ""
    fields = _fields(sale)
    screen = AttentionScreen(
        title=_title(why),
        text=sentence_of(f"sale.{why}"),
        known=_known(sale, desk, SHOWN_BESIDE_FIELDS if fields else SHOWN),
        unknown=_unknown(attention.evidence if attention else (), fields),
        choices=ways_out(sale),
        fields=fields,
    )
    return screen._replace(sheet=_sheet(sale, desk, screen))


def _title(why: str) -> str:
    return {
        "redemption_unclear": translate("Screen", "Was it redeemed?"),
        "recovery_by_hand": translate("Screen", "Recovery is by hand"),
        "undo_unclear": translate("Screen", "Was it put back?"),
        REFUSED: translate("Screen", "The tenant refused the transaction"),
        "cash_owed": translate("Screen", "Hand the cash back"),
        **attention_titles(),
    }.get(why, translate("Screen", "A person must decide"))


def _unknown(evidence: tuple[str, ...], fields: tuple[FieldRow, ...]) -> tuple[str, ...]:
    """All but what stands at its field already."""
    said = {each.reason for each in fields}
    return tuple(line for line in evidence if line.partition(": ")[2] not in said)


def _known(sale: Sale, desk: Desk, most: int) -> tuple[EvidenceRow, ...]:
    told = [each for each in sale.story if each.kind is not StoryKind.ATTENTION]
    first = max(0, len(told) - most)
    return tuple(
        EvidenceRow(
            str(number),
            figures.clock(each.at.utc_ms, desk.timezone),
            words(sale, each),
            each.proof,
        )
        for number, each in enumerate(told[first:], start=first)
    )


def _fields(sale: Sale) -> tuple[FieldRow, ...]:
    return tuple(
        FieldRow(each.field, _field_name(each.field), each.value, each.reason)
        for each in correctable(sale)
    )


def _field_name(field: str) -> str:
    if field == STORE:
        return translate("Screen", "Store, by the tenant's number")
    if field == STAFF:
        return translate("Screen", "Staff member, by number")
    _, number, name = field.split(".")
    if name == "sku":
        return translate("Screen", "SKU of item {0}").format(int(number) + 1)
    return translate("Screen", "Name of item {0}").format(int(number) + 1)


# The choices


def attention_choices(sale: Sale) -> tuple[tuple[str, str], ...]:
    """What a person may decide, and the words for it."""
    return tuple((each.key, each.words) for each in ways_out(sale))


def ways_out(sale: Sale) -> tuple[WayOut, ...]:
    """What a person may decide, the words for it, and what it will do."""
    why = sale.attention.why if sale.attention else ""
    offered = [
        WayOut(choice.value, _words(choice, why), _does(choice, why))
        for choice in CHOICES.get(why, ())
    ]
    return (*offered[:1], *_candidates(sale), *offered[1:])


def redemption_named(key: str) -> str:
    """The redemption that a choice says is the sale's; empty for any other choice."""
    return key.removeprefix(_NAMED) if key.startswith(_NAMED) else ""


def leg_in_question(sale: Sale) -> int:
    """The number of the leg that a person is asked about."""
    mark = sale.attention.mark if sale.attention else ""
    return next((leg.number for leg in sale.legs if leg.mark == mark), 0)


def _candidates(sale: Sale) -> Iterator[WayOut]:
    """The first few of the redemptions that could be the sale's; all of them stand in the evidence."""
    candidates = sale.attention.candidates if sale.attention else ()
    for each in candidates[:_OFFERED]:
        yield WayOut(
            f"{_NAMED}{each}",
            translate("Screen", "It is redemption {0}").format(each),
            translate(
                "Screen",
                "Takes it as this sale's and goes on. Only if the tenant shows that it was made here.",
            ),
        )


def _words(choice: Choice, why: str) -> str:
    if choice is Choice.TRY_AGAIN and why == REFUSED:
        return translate("Screen", "Send it again as it is")
    return {
        Choice.TRY_AGAIN: translate("Screen", "Look again"),
        Choice.WAS_TAKEN_BACK: translate("Screen", "It was reversed"),
        Choice.WAS_REFUNDED: translate("Screen", "It was refunded"),
        Choice.WAS_NOT_TAKEN: translate("Screen", "It was not redeemed"),
        Choice.HANDED_BACK: translate("Screen", "The cash was handed back"),
        **choice_words(),
    }[choice]


def _does(choice: Choice, why: str) -> str:
    if choice is Choice.TRY_AGAIN and why == REFUSED:
        return translate(
            "Screen", "The same once more, under the same reference. It is never recorded twice."
        )
    return {
        Choice.TRY_AGAIN: translate(
            "Screen", "Asks the tenant once more, and goes on by what it says."
        ),
        Choice.WAS_TAKEN_BACK: translate(
            "Screen", "The sale goes on, and posdesk does not put it back again."
        ),
        Choice.WAS_REFUNDED: translate(
            "Screen", "The same, where the tenant shows something new in its place."
        ),
        Choice.WAS_NOT_TAKEN: translate(
            "Screen", "The sale goes on without it. Only if the tenant shows no redemption."
        ),
        Choice.HANDED_BACK: translate("Screen", "Notes that the customer has it, and goes on."),
        Choice.WAS_GIVEN: translate("Screen", "Notes it as given. It is not given again."),
        Choice.WAS_NOT_GIVEN: translate("Screen", "Gives it now. Only if it was not given yet."),
        Choice.GO_ON: translate("Screen", "Leaves this out and gives back the rest."),
        Choice.PICK_AGAIN: translate("Screen", "Back to what comes back; nothing was given yet."),
    }[choice]


# The sheet


def _sheet(sale: Sale, desk: Desk, screen: AttentionScreen) -> str:
    """All of it for a mail to support: ids, times, amounts; no name, card or address of a person."""
    customer = sale.customer.profile_id if sale.customer else translate("Screen", "no customer")
    lines = [
        f"{screen.title} · {sale.reference}",
        screen.text,
        "",
        translate("Screen", "Tenant: {0} · Store: {1} · Customer: {2}").format(
            desk.tenant, desk.store, customer
        ),
        *(_leg_lines(sale, desk)),
        "",
        translate("Screen", "What is known"),
        *(_row_line(each) for each in screen.known),
    ]
    if sale.attention is not None and sale.attention.evidence:
        lines += ["", translate("Screen", "Evidence"), *sale.attention.evidence]
    return "\n".join(lines) + "\n"


def _leg_lines(sale: Sale, desk: Desk) -> list[str]:
    """Each redemption: its mark at the tenant, what was asked, its id, when it was sent."""
    dash = figures.DASH
    return [
        " · ".join(
            (
                f"{sale.reference}-{leg.mark}",
                figures.money(leg.granted or leg.requested),
                leg.redemption_id or dash,
                leg.state.value,
                figures.clock(leg.sent_at.utc_ms, desk.timezone) if leg.sent_at else dash,
            )
        )
        for leg in sale.legs
    ]


def _row_line(row: EvidenceRow) -> str:
    return f"{row.time}  {row.text}" + (f"  ({row.proof})" if row.proof else "")
