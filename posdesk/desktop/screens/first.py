"""The first picture: the welcome, before anything is connected. Imports nothing that takes time."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.screens.model import (
    ActionScreen,
    AllocationScreen,
    BasketScreen,
    CustomerScreen,
    NoticeScreen,
    PresentScreen,
    Screen,
    Step,
    StepScreen,
    StepState,
    TopBarScreen,
    WindowScreen,
)


def first_screen(tenant: str, status: str, trouble: NoticeScreen | None = None) -> Screen:
    """What is shown at once; ``status`` says what is being waited for, ``trouble`` why it does not come."""
    tr = QCoreApplication.translate
    hidden = ActionScreen("", visible=False)
    return Screen(
        top=TopBarScreen(
            tenant,
            tr("Screen", "SIMULATION"),
            "",
            "",
            tr("Screen", "Scan a card, or search name, e-mail, phone"),
            online=trouble is None,
            status=status,
        ),
        steps=step_screens(Step.PRESENT),
        basket=BasketScreen(
            (),
            "",
            (),
            tr("Screen", "Due"),
            "",
            editable=False,
            can_undo=False,
            can_redo=False,
            empty_text=tr("Screen", "Scan a product, or press F3 to choose one."),
        ),
        body=PresentScreen(
            tr("Screen", "Present a card"),
            tr("Screen", "Scan a card, or search by name, e-mail, phone or profile id."),
            "",
            busy=trouble is None,
            anonymous=hidden,
            notice=trouble,
        ),
        allocation=AllocationScreen(visible=False),
        customer=CustomerScreen(
            present=False,
            empty_text=tr(
                "Screen", "Nobody is attached. Scan a card, or search by name, e-mail or phone."
            ),
        ),
        window=WindowScreen(visible=False),
        back=hidden,
        forward=ActionScreen(tr("Screen", "Try again"), "Enter", visible=trouble is not None),
        void=hidden,
    )


def step_screens(current: Step) -> tuple[StepScreen, ...]:
    """The step bar with ``current`` as the step being done."""
    tr = QCoreApplication.translate
    labels = {
        Step.PRESENT: tr("Screen", "Present"),
        Step.IDENTIFY: tr("Screen", "Identify"),
        Step.BALANCES: tr("Screen", "Balances"),
        Step.CHOOSE: tr("Screen", "Choose"),
        Step.PAY: tr("Screen", "Pay"),
        Step.RECORD: tr("Screen", "Record"),
    }
    order = list(Step)
    here = order.index(current)
    return tuple(
        StepScreen(step, labels[step], number, _state(number - 1, here))
        for number, step in enumerate(order, start=1)
    )


def _state(index: int, here: int) -> StepState:
    if index == here:
        return StepState.CURRENT
    return StepState.DONE if index < here else StepState.AHEAD
