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

translate = QCoreApplication.translate


def first_screen(tenant: str, status: str, trouble: NoticeScreen | None = None) -> Screen:
    """What is shown at once; ``status`` says what is being waited for, ``trouble`` why it does not come."""
    hidden = ActionScreen("", visible=False)
    return Screen(
        top=TopBarScreen(
            tenant,
            translate("Screen", "SIMULATION"),
            "",
            "",
            translate("Screen", "Scan a card, or search name, e-mail, phone"),
            online=trouble is None,
            status=status,
        ),
        steps=step_screens(Step.PRESENT),
        basket=BasketScreen(
            (),
            "",
            (),
            translate("Screen", "Due"),
            "",
            editable=False,
            can_undo=False,
            can_redo=False,
            empty_text=translate("Screen", "Scan a product, or press F3 to choose one."),
        ),
        body=PresentScreen(
            translate("Screen", "Present a card"),
            translate("Screen", "Scan a card, or search by name, e-mail, phone or profile id."),
            "",
            busy=False,
            anonymous=hidden,
            notice=trouble,
        ),
        allocation=AllocationScreen(visible=False),
        customer=CustomerScreen(
            present=False,
            empty_text=translate(
                "Screen", "Nobody is attached. Scan a card, or search by name, e-mail or phone."
            ),
        ),
        window=WindowScreen(visible=False),
        back=hidden,
        forward=ActionScreen(
            translate("Screen", "Try again"), "Enter", visible=trouble is not None
        ),
        void=hidden,
    )


def step_screens(current: Step) -> tuple[StepScreen, ...]:
    """The step bar with ``current`` as the step being done."""
    labels = {
        Step.PRESENT: translate("Screen", "Present"),
        Step.IDENTIFY: translate("Screen", "Identify"),
        Step.BALANCES: translate("Screen", "Balances"),
        Step.CHOOSE: translate("Screen", "Choose"),
        Step.PAY: translate("Screen", "Pay"),
        Step.RECORD: translate("Screen", "Record"),
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
