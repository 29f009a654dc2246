"""What happened to sales that are not on the screen: recovered, recorded at last, or in need of a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.sale_presenter import SalePresenter
from posdesk.desktop.screens import figures, sources
from posdesk.desktop.screens.desk import Problem
from posdesk.desktop.screens.model import NoticeScreen, Tone
from posdesk.desktop.screens.notices import notice
from posdesk.sale.errors import PosError
from posdesk.sale.money import Money
from posdesk.sale.state import LegKind, LegState, Phase, Sale
from posdesk.sale.story import StoryKind
from posdesk.till.cashier import Cashier
from posdesk.till.journal_errors import JournalMended

translate = QCoreApplication.translate


class News:
    """Listens to recovered sales and puts what became of each into the window, below what the start has said."""

    def __init__(self, presenter: SalePresenter) -> None:
        self._presenter = presenter
        self._told: set[str] = set()
        self._before = presenter.desk.news
        self._lines: list[str] = []
        self._cashiers: dict[str, Cashier] = {}

    def watch(self, cashiers: tuple[Cashier, ...]) -> None:
        """The sales that were taken up again; those that are at rest already are told at once."""
        self._cashiers = {each.sale.reference: each for each in cashiers}
        for cashier in cashiers:
            self.on_sale(cashier.sale)

    def on_sale(self, sale: Sale) -> None:
        """A sale of the background has changed."""
        self._presenter.on_background(sale)
        if sale.phase is Phase.ATTENTION:
            self._show_attention(sale)
        elif sale.finished and sale.reference not in self._told:
            self._told.add(sale.reference)
            if line := recovered_words(sale):
                self._lines.append(line)
                self._show()

    def _show_attention(self, sale: Sale) -> None:
        """A person must decide: shown as soon as the till is free. A return has a page of its own."""
        if sale.returning is not None:
            self._tell_of_return(sale)
            return
        now = self._presenter.sale
        cashier = self._cashiers.get(sale.reference)
        if cashier is not None and (now is None or not (now.basket or now.customer)):
            self._presenter.adopt(cashier)

    def _tell_of_return(self, sale: Sale) -> None:
        text = translate(
            "Screen", "A return was cut off and needs you: {0}. Press F9 to go on with it."
        )
        title = translate("Screen", "A return waits")
        words = text.format(sale.reference)
        self._presenter.place(news=NoticeScreen(title, words, Tone.WARN, "till.recovered"))

    def _show(self) -> None:
        title = translate("Screen", "Put right after an interruption")
        news = NoticeScreen(title, "\n".join(self._lines), Tone.SUCCESS, "till.recovered")
        self._presenter.place(news=joined([self._before, news] if self._before else [news]))


def start_news(problems: Iterable[PosError]) -> NoticeScreen | None:
    """What was found while the till started, in one notice; none when all was well."""
    found = [notice(Problem(each.code, _detail(each))) for each in problems]
    return joined(found) if found else None


def joined(notices: Sequence[NoticeScreen]) -> NoticeScreen:
    """Several notices as one: the first is the most important, the others follow with their titles."""
    first, *others = notices
    texts = [first.text, *(f"{each.title}. {each.text}" for each in others)]
    return first._replace(text="\n".join(texts))


def _detail(error: PosError) -> str:
    """The damaged file's name, which support will ask for."""
    return error.aside.name if isinstance(error, JournalMended) and error.aside else ""


def recovered_words(sale: Sale) -> str:
    """One sentence about a recovered sale; empty for one in which nothing had been taken, or that was over."""
    if not any(entry.kind is StoryKind.RESUMED for entry in sale.story):
        return ""
    if sale.phase is Phase.RECORDED:
        text = translate("Screen", "Sale {0} was paid and is now recorded, once.")
        return text.format(sale.reference)
    back = _undone(sale, LegState.REVERSED)
    anew = _undone(sale, LegState.REFUNDED)
    if back:
        text = translate("Screen", "Sale {0} was cut off before payment: {1} went back as it was.")
        return text.format(sale.reference, back)
    if anew:
        text = translate(
            "Screen", "Sale {0} was cut off too long ago to reverse: {1} was given back as new."
        )
        return text.format(sale.reference, anew)
    if sale.legs:
        text = translate("Screen", "Sale {0} was cut off; nothing had been redeemed or charged.")
        return text.format(sale.reference)
    return ""


def _undone(sale: Sale, state: LegState) -> str:
    """What was put back: ``25.00 of rewards and First Spend Discount``."""
    legs = [leg for leg in sale.legs if leg.state is state]
    values = [leg for leg in legs if leg.kind is LegKind.REWARDS]
    total = Money.total((leg.granted or sale.zero for leg in values), sale.terms.currency)
    names = [leg.name for leg in legs if leg.kind is LegKind.BENEFIT]
    if total:
        names.insert(0, sources.value_of(values[-1], figures.money(total)))
    return translate("Screen", " and ").join(names)
