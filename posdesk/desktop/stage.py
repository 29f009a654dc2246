"""The stage: the view of each step, imported and made when it is first shown, and wired to the presenters."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from posdesk.desktop.choice_presenter import ChoicePresenter
from posdesk.desktop.customer_presenter import CustomerPresenter
from posdesk.desktop.sale_presenter import SalePresenter
from posdesk.desktop.screens.attention_model import AttentionScreen
from posdesk.desktop.screens.model import (
    BalancesScreen,
    ChooseScreen,
    IdentifyScreen,
    PayScreen,
    PresentScreen,
    RecordScreen,
    Screen,
    StepBody,
    StoryScreen,
)
from posdesk.desktop.views.present_view import PresentView
from posdesk.desktop.views.shell import ShellWindow

if TYPE_CHECKING:
    from posdesk.desktop.views.allocation_view import AllocationView
    from posdesk.desktop.views.choose_view import ChooseView
    from posdesk.desktop.views.pay_view import PayView


class BodyView(Protocol):
    """What every step's view can do."""

    # Each view takes its own screen, which the stage pairs by class below.
    render_screen: Callable[..., None]


# Where the keyboard goes when a step comes up; elsewhere it stays in the scan box.
TAKES_FOCUS = (ChooseScreen, PayScreen, AttentionScreen)


class Stage(QObject):
    """Shows each screen's body in the window, and the allocation below it."""

    def __init__(
        self,
        window: ShellWindow,
        presenter: SalePresenter,
        customer: CustomerPresenter,
        choice: ChoicePresenter,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._presenter = presenter
        self._customer = customer
        self._choice = choice
        self._views: dict[type[StepBody], QWidget] = {}
        self._allocation: AllocationView | None = None
        self._shown: type[StepBody] | None = None
        self._focus_in_view = False
        presenter.screen_changed.connect(self.show_screen)
        choice.outcomes_wanted.connect(self._open_outcomes)

    @Slot(object)
    def show_screen(self, screen: Screen) -> None:
        """Render the window whole: the frame, the step's view, the allocation."""
        self._window.render_screen(screen)
        kind = type(screen.body)
        view = self._views.get(kind)
        if view is None:
            view = self._views[kind] = self._make(screen.body)
        _render(view, screen.body)
        self._show_allocation(screen)
        takes = _takes_focus(screen.body)
        if kind is not self._shown:
            self._shown = kind
            self._window.set_body(view)
            self._aim_focus(view, takes=takes)
        elif takes is not self._focus_in_view:
            self._aim_focus(view, takes=takes)

    def adopt(self, view: PresentView) -> None:
        """Take over the first picture's view."""
        self._views[PresentScreen] = view
        self._shown = PresentScreen
        self._connect_present(view)

    def _aim_focus(self, view: QWidget, *, takes: bool) -> None:
        self._focus_in_view = takes
        if self._window.area.open_sheet_now() is not None or self._window.basket.is_editing():
            return
        if takes:
            view.setFocus()
        else:
            self._window.top.focus_scan()

    def _show_allocation(self, screen: Screen) -> None:
        if not screen.allocation.visible:
            self._window.set_below(None)
            return
        if self._allocation is None:
            from posdesk.desktop.views.allocation_view import AllocationView

            self._allocation = AllocationView(self._window)
        self._allocation.render_screen(screen.allocation)
        self._window.set_below(self._allocation)

    def _make(self, body: StepBody) -> QWidget:
        match body:
            case PresentScreen():
                present = PresentView(self._window)
                self._connect_present(present)
                return present
            case IdentifyScreen():
                from posdesk.desktop.views.identify_view import IdentifyView

                identify = IdentifyView(self._window)
                identify.candidate_chosen.connect(self._customer.choose)
                identify.create_requested.connect(self._customer.enrol)
                return identify
            case BalancesScreen():
                from posdesk.desktop.views.balances_view import BalancesView

                return BalancesView(self._window)
            case ChooseScreen():
                return self._make_choose()
            case PayScreen():
                return self._make_pay()
            case StoryScreen():
                from posdesk.desktop.views.story_view import StoryView

                story = StoryView(self._window)
                story.hand_back_requested.connect(self._choice.hand_back)
                return story
            case RecordScreen():
                from posdesk.desktop.views.record_view import RecordView

                return RecordView(self._window)
            case AttentionScreen():
                from posdesk.desktop.views.attention_view import AttentionView

                attention = AttentionView(self._window)
                attention.choice_made.connect(self._choice.decide)
                attention.correction_made.connect(self._choice.correct)
                return attention

    def _connect_present(self, view: PresentView) -> None:
        view.persona_chosen.connect(self._customer.choose_persona)
        view.anonymous_requested.connect(self._customer.sell_anonymously)

    def _make_choose(self) -> ChooseView:
        from posdesk.desktop.views.choose_view import ChooseView

        view = ChooseView(self._window)
        view.benefit_toggled.connect(self._choice.toggle_benefit)
        view.source_chosen.connect(self._choice.choose_source)
        view.amount_edited.connect(self._choice.edit_amount)
        view.amount_stepped.connect(self._choice.step_amount)
        view.most_requested.connect(self._choice.choose_most)
        return view

    def _make_pay(self) -> PayView:
        from posdesk.desktop.views.pay_view import PayView

        view = PayView(self._window)
        view.kind_chosen.connect(self._choice.choose_kind)
        view.amount_edited.connect(self._choice.edit_payment)
        view.take_requested.connect(self._choice.take)
        view.outcome_chosen.connect(self._choice.force_outcome)
        view.credit_chosen.connect(self._choice.choose_credit)
        view.pin_edited.connect(self._choice.edit_pin)
        return view

    @Slot()
    def _open_outcomes(self) -> None:
        view = self._views.get(PayScreen)
        if view is not None and self._shown is PayScreen:
            cast("PayView", view).toggle_outcomes()


def _takes_focus(body: StepBody) -> bool:
    """Whether the keyboard is of use in the step's card: people to choose from may come after the card."""
    match body:
        case IdentifyScreen():
            return bool(body.rows)
        case StoryScreen():
            return body.hand_back is not None
        case _:
            return isinstance(body, TAKES_FOCUS)


def _render(view: QWidget, body: StepBody) -> None:
    """The view of a body was made for its class."""
    shown: BodyView = view  # type: ignore[assignment]  # every view of the table has render_screen
    shown.render_screen(body)
