"""Returns and exchanges (F9): find a past sale, pick what comes back, choose how the money goes, watch it happen.

A return is a sale of its own beside the one on the counter: the page holds its cashier and follows it. Leaving
the page leaves the return as it is; what was given back goes on by itself, and the next look shows it again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.messages import sentence_of
from posdesk.desktop.office.subject import BadFields, Subject, Tools
from posdesk.desktop.screens import figures, return_blocks, return_notes
from posdesk.desktop.screens.attention import attention_choices
from posdesk.desktop.screens.model import Tone
from posdesk.desktop.screens.notices import notice_of
from posdesk.desktop.screens.office import Bar, Block, Fact, Facts, Field, Form, Paper, Press, Words
from posdesk.sale import events as ev
from posdesk.sale import repayment
from posdesk.sale import return_events as rev
from posdesk.sale.errors import BadAmount, IllegalEvent, PosError
from posdesk.sale.moments import Instant
from posdesk.sale.money import Money
from posdesk.sale.returns import RepayKind
from posdesk.sale.state import Phase, Sale, cash_due, due
from posdesk.sale.tender import TenderKind
from posdesk.till.cashier import Cashier
from posdesk.till.past_sales import FoundSale
from posdesk.till.references import is_reference

translate = QCoreApplication.translate
Make = Callable[[Instant], ev.Event]
HANDED, DROP, AGAIN, BACK, CARD, CASH = "handed", "drop", "again", "back", "card", "cash"
EXCHANGE = "exchange"
CHOICE = "choice_"


class Page(Subject):
    """One return at a time."""

    def __init__(self, name: str, title: str, tools: Tools) -> None:
        super().__init__(name, title, tools)
        self._found: tuple[FoundSale, ...] = ()
        self._words = ""
        self._sale_marked = ""
        self._line_marked = ""
        self._way = ""
        self._exchanging = False
        self._cashier: Cashier | None = None
        self._shown: Sale | None = None

    # What it does

    async def open(self) -> None:
        """The return that is under way; else the past sales of whoever is being served."""
        if self._cashier is None:
            self._take_up()
        if self._cashier is None and is_reference(self._words):
            await self._find(self._words)
        customer = self.tools.customer
        if self._cashier is None and customer is not None and not self._words:
            self._found = await self.tools.register.find_past_of(customer.profile_id)
            self._sale_marked = self._found[0].reference

    def begin(self, words: str, *, card: bool) -> None:
        """A receipt was scanned at the sale."""
        self._words = words

    @property
    def takes_products(self) -> bool:
        """While it is picked what comes back, and what is taken instead."""
        return self._shown is not None and self._shown.phase is Phase.PICKING

    def scanned(self, code: str) -> bool:
        """A receipt is looked for at once; a product comes back, or is taken instead in an exchange."""
        if is_reference(code) and self._cashier is not None:
            self.notice = return_notes.one_at_a_time()
        elif is_reference(code):
            self._words = code
            self.renew()
            self.later(partial(self._find, code))
        elif self.takes_products and self.tools.register.catalogue.find(code) is not None:
            self.clear()
            work = self._exchange if self._exchanging else self._pick_product
            self.later(partial(work, code))
        else:
            return False
        return True

    async def choose(self, table: str, key: str) -> None:
        if table == "found":
            self._sale_marked = key
        elif table == "lines":
            self._line_marked = key

    def edit(self, form: str, values: Mapping[str, str]) -> None:
        self._way = values.get("kind", self._way)

    async def submit(self, form: str, values: Mapping[str, str]) -> None:
        match form:
            case "find":
                await self._find(values["text"])
            case "exchange":
                await self._exchange(values["sku"])
            case "repay":
                await self._give_back(values)

    async def press(self, name: str, key: str) -> None:
        if name.startswith(CHOICE):
            choice = ev.Choice(name.removeprefix(CHOICE))
            await self._tell(partial(ev.AttentionSettled, choice=choice))
            return
        deeds: dict[str, Callable[[], Make]] = {
            return_blocks.ALL: lambda: rev.AllPicked,
            BACK: lambda: ev.WentBack,
            HANDED: self._handing,
            CARD: lambda: self._paying(TenderKind.CARD),
            CASH: lambda: self._paying(TenderKind.CASH),
        }
        if name == return_blocks.OPEN and key:
            await self._open_return(key)
        elif name == AGAIN:
            await self._leave()
        elif name == DROP:
            await self._tell(ev.VoidRequested)
            await self._leave()
        elif name == EXCHANGE:
            self._exchanging = True
        elif name == return_blocks.NONE:
            await self._pick_none()
        elif name in {return_blocks.MORE, return_blocks.LESS, return_blocks.WHOLE}:
            await self._pick(name, key)
        elif name == "drop_line":
            await self._drop_line()
        elif name in deeds:
            await self._tell(deeds[name]())

    async def _find(self, text: str) -> None:
        if not text.strip():
            raise BadFields({"text": translate("Office", "A receipt number, or its code.")})
        self._found = await self.tools.register.find_past(text)
        self._sale_marked = self._found[0].reference
        if len(self._found) == 1:
            await self._open_return(self._sale_marked)

    async def _open_return(self, reference: str) -> None:
        register = self.tools.register
        self._cashier = await register.open_return(reference, self._on_change, self._on_error)
        self._shown = self._cashier.sale
        first = next(iter(repayment.returning(self._shown).original.lines), None)
        self._line_marked, self._way = str(first.id) if first else "", ""
        self._exchanging = False
        self.renew()

    def _take_up(self) -> None:
        """One of an earlier start that waits for a person."""
        for cashier in self.tools.register.returns():
            cashier.follow(self._on_change)
            self._cashier, self._shown = cashier, cashier.sale
            return

    async def _leave(self) -> None:
        cashier = self._cashier
        self._cashier = self._shown = None
        self._found, self._words, self._sale_marked = (), "", ""
        if cashier is not None and cashier.sale.finished:
            await self.tools.register.release(cashier)
        self.renew()

    async def _pick(self, name: str, key: str) -> None:
        cashier = self._cashier
        if cashier is None or not key:
            return
        line_id = int(key)

        def picking(at: Instant) -> ev.Event:
            # By the sale of then: keys and scans come faster than the page is shown.
            back = repayment.returning(cashier.sale)
            picked, left = back.picked(line_id), back.original.left(line_id)
            wanted = {return_blocks.MORE: picked + 1, return_blocks.LESS: picked - 1}
            quantity = max(0, min(wanted.get(name, left), left))
            return rev.ReturnPicked(at, line_id=line_id, quantity=quantity)

        await self._tell(picking)

    async def _pick_product(self, code: str) -> None:
        """One more piece of it, of the first line of this product that has one left."""
        cashier, product = self._cashier, self.tools.register.catalogue.find(code)
        if cashier is None or product is None:
            return
        back = repayment.returning(cashier.sale)
        sold = [line for line in back.original.lines if line.sku == product.sku]
        free = (line for line in sold if back.picked(line.id) < back.original.left(line.id))
        line = next(free, None)
        if line is None:
            self.notice = return_notes.not_picked(product.name, sold=bool(sold))
        else:
            self._line_marked = str(line.id)
            await self._pick(return_blocks.MORE, self._line_marked)

    async def _pick_none(self) -> None:
        sale = self._shown
        for pick in repayment.returning(sale).picks if sale else ():
            await self._tell(partial(rev.ReturnPicked, line_id=pick.line_id, quantity=0))

    async def _exchange(self, code: str) -> None:
        product = self.tools.register.catalogue.find(code.strip())
        if product is None:
            raise BadFields({"sku": translate("Office", "No product has this code.")})
        await self._tell(partial(ev.LineAdded, product=product))
        self.renew()

    async def _drop_line(self) -> None:
        sale = self._shown
        if sale is not None and sale.basket.lines:
            last = sale.basket.lines[-1].id
            await self._tell(partial(ev.LineRemoved, line_id=last))

    async def _give_back(self, values: Mapping[str, str]) -> None:
        sale = self._shown
        if sale is None:
            return
        if repayment.rest(sale):
            repay = self._chosen(sale, values)
            await self._tell(repay)
        if sale.phase is Phase.PICKING:
            reason = values.get("reason", "")
            await self._tell(partial(rev.ReturnReasonSet, reason=reason))
            await self._tell(ev.Confirmed)

    def _chosen(self, sale: Sale, values: Mapping[str, str]) -> Make:
        kind = RepayKind(values["kind"] or repayment.ways(sale)[0].kind.value)
        typed = values["extra"] if kind is RepayKind.STORE_CREDIT else ""
        try:
            extra = Money.parse(typed, sale.terms.currency) if typed else sale.zero
        except BadAmount as error:
            wrong = translate("Office", "An amount, like 10.00.")
            raise BadFields({"extra": wrong}) from error
        return partial(rev.RepayChosen, kind=kind, extra=extra)

    def _handing(self) -> Make:
        asked = return_notes.cash_asked(self._shown)
        return partial(rev.CashHandedOver, refund=asked.number if asked else 0)

    def _paying(self, kind: TenderKind) -> Make:
        sale = self._shown
        if sale is None:
            raise IllegalEvent("nothing is to be paid")
        amount = cash_due(sale) if kind is TenderKind.CASH else due(sale)
        return partial(ev.TenderTaken, kind=kind, amount=amount)

    async def _tell(self, make: Make) -> None:
        if self._cashier is not None:
            await self._cashier.tell(make)

    def _on_change(self, sale: Sale) -> None:
        was, self._shown = self._shown, sale
        self.tools.changed()
        if sale.phase is Phase.RECORDED and was is not None and was.phase is not Phase.RECORDED:
            # What was given back is new: the customer card shows it from a reading.
            self.later(self.tools.refresh_wallet)

    def _on_error(self, error: PosError) -> None:
        self.trouble(error)
        self.tools.changed()

    # What it shows

    def text(self) -> str:
        if self._shown is None:
            return translate(
                "Office",
                "By the number or the code on the receipt, or of whoever is being served.",
            )
        return {
            Phase.PICKING: translate(
                "Office", "Nothing is given back yet. What comes back has the sale's own shares."
            ),
            Phase.RECORDED: translate("Office", "Recorded, and linked to the sale."),
        }.get(
            self._shown.phase,
            translate("Office", "A refund makes something new, so a return only goes forward now."),
        )

    def blocks(self) -> tuple[Block, ...]:
        sale = self._shown
        if sale is None or sale.returning is None:
            return self._finding()
        if sale.problem and self.notice is None:
            self.notice = notice_of(sale.problem)
        match sale.phase:
            case Phase.PICKING:
                return self._picking(sale)
            case Phase.PAYING:
                return self._owing(sale)
            case Phase.ATTENTION:
                return self._attention(sale)
            case Phase.RECORDED:
                return self._recorded(sale)
            case _:
                return self._going(sale)

    def _finding(self) -> tuple[Block, ...]:
        field = Field(
            "text",
            translate("Office", "Receipt number, or the code on it"),
            value=self._words,
            error=self.error("text"),
            wide=True,
        )
        zone = self.tools.register.shop.timezone or self.tools.register.tenant.timezone
        empty = translate("Office", "No sale found yet.")
        return (
            Form("find", "", (field,), translate("Office", "Find"), self.form_key),
            return_blocks.found_table(self._found, self._sale_marked, zone, empty),
        )

    def _picking(self, sale: Sale) -> tuple[Block, ...]:
        exchanging = self._exchanging or bool(sale.basket)
        exchange: tuple[Block, ...] = ()
        presses = [Press(DROP, translate("Office", "Drop this return"))]
        if exchanging:
            exchange = return_blocks.exchange_blocks(sale, self.form_key, self.errors)
        else:
            presses.insert(0, Press(EXCHANGE, translate("Office", "Exchange")))
        return (
            return_blocks.lines_table(sale, self._line_marked),
            *return_notes.notes(sale, self._line_marked),
            return_blocks.money_facts(sale),
            return_blocks.way_form(sale, self.form_key, self.errors, self._way),
            return_blocks.refund_table(sale),
            *exchange,
            Bar("leave", tuple(presses)),
        )

    def _owing(self, sale: Sale) -> tuple[Block, ...]:
        card = translate("Office", "Take {0} by card").format(figures.money(due(sale)))
        cash = translate("Office", "Take {0} in cash").format(figures.money(cash_due(sale)))
        waiting = any(each.is_of_terminal and each not in sale.approved for each in sale.tenders)
        presses = (
            Press(CARD, card, tone=Tone.PAYMENT),
            Press(CASH, cash),
            Press(BACK, translate("Office", "Back to the pick"), not waiting),
        )
        return return_blocks.money_facts(sale), Bar("pay", presses)

    def _going(self, sale: Sale) -> tuple[Block, ...]:
        blocks: list[Block] = [return_blocks.money_facts(sale), return_blocks.refund_table(sale)]
        asked = return_notes.cash_asked(sale)
        if asked is not None:
            words = translate("Office", "{0} is in the customer's hand").format(
                figures.money(asked.amount)
            )
            blocks.insert(0, Bar("cash", (Press(HANDED, words, tone=Tone.PAYMENT),)))
        elif sale.phase is Phase.REPAYING and not return_notes.under_way(sale):
            blocks.insert(0, return_blocks.way_form(sale, self.form_key, self.errors, self._way))
        return tuple(blocks)

    def _attention(self, sale: Sale) -> tuple[Block, ...]:
        why = sale.attention.why if sale.attention else ""
        presses = tuple(
            Press(f"{CHOICE}{value}", words) for value, words in attention_choices(sale)
        )
        evidence = " · ".join(sale.attention.evidence if sale.attention else ())
        return (
            Words("why", sentence_of(f"sale.{why}")),
            Bar("decide", presses),
            Words("evidence", evidence),
            return_blocks.refund_table(sale),
        )

    def _recorded(self, sale: Sale) -> tuple[Block, ...]:
        facts = (
            Fact(translate("Office", "Receipt"), sale.terms.receipt_ref, note=sale.reference),
            Fact(
                translate("Office", "Transaction"),
                sale.recorded.transaction_id if sale.recorded else "",
            ),
        )
        again = Press(AGAIN, translate("Office", "Another return"), tone=Tone.PAYMENT)
        return (
            Bar("done", (again,)),
            Facts("record", "", facts),
            return_blocks.refund_table(sale),
            Paper("receipt", self._receipt(sale)),
        )

    def _receipt(self, sale: Sale) -> str:
        # Here: a till that has taken nothing back prints nothing.
        from posdesk.till.receipt import receipt_text
        from posdesk.till.receipt_draft import Paper as Roll
        from posdesk.till.receipt_of import receipt_of

        at = figures.local((sale.paid_at or sale.opened_at).utc_ms, sale.terms.timezone)
        shop = self.tools.register.shop
        draft = receipt_of(sale, shop, printed_at=at, amount=figures.money)
        return receipt_text(draft, Roll(48))
