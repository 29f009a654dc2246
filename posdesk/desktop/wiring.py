"""Who hears whom: the window's signals to the presenters, the presenters' rows to the window."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from posdesk.desktop.back_office import RETURNS, BackOffice
from posdesk.desktop.basket_presenter import BasketPresenter
from posdesk.desktop.choice_presenter import ChoicePresenter
from posdesk.desktop.customer_presenter import CustomerPresenter
from posdesk.desktop.fault_presenter import FaultPresenter
from posdesk.desktop.listening import Listening
from posdesk.desktop.sale_presenter import SalePresenter
from posdesk.desktop.scan_filter import ScanFilter
from posdesk.desktop.side_presenter import SidePresenter
from posdesk.desktop.views.shell import ShellWindow


@dataclass(frozen=True, slots=True)
class Presenters:
    """The presenters of one window."""

    sale: SalePresenter
    basket: BasketPresenter
    customer: CustomerPresenter
    choice: ChoicePresenter
    side: SidePresenter
    office: BackOffice
    listening: Listening
    faults: FaultPresenter


def wire(window: ShellWindow, presenters: Presenters, scans: ScanFilter) -> None:
    """Connect everything once."""
    _wire_sale(window, presenters)
    _wire_basket(window, presenters.basket)
    _wire_side(window, presenters)
    _wire_people(window, presenters)
    window.top.scan_submitted.connect(presenters.customer.submitted)
    window.top.scan_submitted.connect(window.top.clear_scan)
    scans.scanned.connect(partial(_scanned, presenters))
    scans.refused.connect(presenters.customer.refused)


def _wire_sale(window: ShellWindow, presenters: Presenters) -> None:
    window.back_requested.connect(presenters.sale.go_back)
    window.forward_requested.connect(presenters.sale.go_forward)
    window.void_requested.connect(presenters.sale.void)
    window.key_pressed.connect(presenters.choice.press)


def _wire_basket(window: ShellWindow, basket: BasketPresenter) -> None:
    window.products_requested.connect(basket.show_products)
    window.product_filter_edited.connect(basket.filter_products)
    window.product_chosen.connect(basket.add_sku)
    window.basket.edit_requested.connect(basket.edit_line)
    window.basket.remove_requested.connect(basket.remove_line)
    window.basket.undo_requested.connect(basket.undo)
    window.basket.redo_requested.connect(basket.redo)
    window.basket.recall_requested.connect(basket.recall_last)
    window.basket.line_saved.connect(basket.save_line)
    window.basket.edit_cancelled.connect(basket.leave_line)
    basket.editor_changed.connect(window.render_editor)
    basket.products_changed.connect(window.render_products)


def _wire_side(window: ShellWindow, presenters: Presenters) -> None:
    side = presenters.side
    window.recent_requested.connect(side.show_recent)
    window.sale_recalled.connect(side.recall)
    window.sale_opened.connect(side.open_sale)
    side.recent_changed.connect(window.render_recent)
    side.wire_changed.connect(window.dock.render_wire)
    side.timeline_changed.connect(window.dock.render_timeline)
    side.journal_changed.connect(window.dock.render_journal)
    presenters.listening.changed.connect(window.dock.render_webhooks)
    presenters.listening.show_state()
    presenters.faults.watch(window.dock)


def _wire_people(window: ShellWindow, presenters: Presenters) -> None:
    office = presenters.office
    window.customer.manage_requested.connect(partial(office.open_page, "person"))
    presenters.customer.nobody_wanted.connect(
        lambda words, card: office.open_with("person", words, card=card)
    )
    presenters.customer.receipt_shown.connect(
        lambda code: office.open_with(RETURNS, code, card=True)
    )


def _scanned(presenters: Presenters, code: str) -> None:
    """A page of the office may want a code for itself, a product only where one belongs to what it does."""
    is_product = presenters.basket.catalogue.find(code) is not None
    if not presenters.office.takes_scan(code, product=is_product):
        presenters.customer.scanned(code)
