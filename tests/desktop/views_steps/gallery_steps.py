"""Pictures of the steps' views in every state, for somebody to look at.

    python -m tests.desktop.views_steps.gallery_steps FOLDER [WIDTH [STATE]]

Renders offscreen, light and dark, at 100 % and 150 %, and writes one PNG a state into FOLDER.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from posdesk.desktop.look import theme
from posdesk.desktop.screens.attention_model import AttentionScreen
from posdesk.desktop.screens.model import (
    AllocationScreen,
    BalancesScreen,
    ChooseScreen,
    IdentifyScreen,
    PayScreen,
    PresentScreen,
    RecordScreen,
    StepBody,
    StoryScreen,
)
from posdesk.desktop.views.allocation_view import AllocationView
from posdesk.desktop.views.attention_view import AttentionView
from posdesk.desktop.views.balances_view import BalancesView
from posdesk.desktop.views.choose_view import ChooseView
from posdesk.desktop.views.identify_view import IdentifyView
from posdesk.desktop.views.pay_view import PayView
from posdesk.desktop.views.present_view import PresentView
from posdesk.desktop.views.record_view import RecordView
from posdesk.desktop.views.story_view import StoryView
from tests.desktop.views_steps import closing_samples as closing
from tests.desktop.views_steps import step_samples as samples

STATES: dict[str, tuple[StepBody, AllocationScreen | None]] = {
    "present": (samples.PRESENT, None),
    "present-busy": (samples.PRESENT_BUSY, None),
    "present-nobody": (samples.PRESENT_NOBODY, None),
    "present-unreachable": (samples.PRESENT_UNREACHABLE, None),
    "identify": (samples.IDENTIFY, None),
    "identify-busy": (samples.IDENTIFY_BUSY, None),
    "identify-inactive": (samples.IDENTIFY_INACTIVE, None),
    "balances": (samples.BALANCES, None),
    "balances-empty": (samples.BALANCES_EMPTY, None),
    "balances-busy": (samples.BALANCES_BUSY, None),
    "choose": (samples.CHOOSE, samples.ALLOCATION),
    "choose-empty": (samples.CHOOSE_EMPTY, None),
    "choose-less": (samples.CHOOSE_LESS, samples.ALLOCATION_WRONG),
    "pay": (closing.PAY, samples.ALLOCATION),
    "pay-cash": (closing.PAY_CASH, None),
    "pay-busy": (closing.PAY_BUSY, samples.ALLOCATION),
    "pay-hand-back": (closing.PAY_HAND_BACK, None),
    "story": (closing.STORY, samples.ALLOCATION),
    "story-hand-back": (closing.STORY_HAND_BACK, None),
    "record": (closing.RECORD, None),
    "record-busy": (closing.RECORD_BUSY, None),
    "record-queued": (closing.RECORD_QUEUED, None),
    "attention": (closing.ATTENTION, None),
    "attention-refused": (closing.ATTENTION_REFUSED, None),
}


def view_of(screen: StepBody) -> QWidget:
    """The view that shows ``screen``, rendered."""
    match screen:
        case PresentScreen():
            present = PresentView()
            present.render_screen(screen)
            return present
        case IdentifyScreen():
            identify = IdentifyView()
            identify.render_screen(screen)
            return identify
        case BalancesScreen():
            balances = BalancesView()
            balances.render_screen(screen)
            return balances
        case ChooseScreen():
            choose = ChooseView()
            choose.render_screen(screen)
            return choose
        case PayScreen():
            pay = PayView()
            pay.render_screen(screen)
            return pay
        case StoryScreen():
            story = StoryView()
            story.render_screen(screen)
            return story
        case RecordScreen():
            record = RecordView()
            record.render_screen(screen)
            return record
        case AttentionScreen():
            attention = AttentionView()
            attention.render_screen(screen)
            return attention


def page_of(screen: StepBody, allocation: AllocationScreen | None) -> QWidget:
    """The middle of the window: the step's view, and the allocation below it."""
    page = QWidget()
    page.setProperty("page", True)
    column = QVBoxLayout(page)
    column.setContentsMargins(14, 14, 14, 14)
    column.setSpacing(12)
    column.addWidget(view_of(screen))
    if allocation is not None:
        below = AllocationView(page)
        below.render_screen(allocation)
        column.addWidget(below)
    column.addStretch(1)
    return page


def main(folder: Path, width: int, only: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    for mode in (theme.Mode.LIGHT, theme.Mode.DARK):
        for zoom in (100, 150):
            theme.apply(app, mode, zoom)
            for name, (screen, allocation) in STATES.items():
                if only not in name:
                    continue
                page = page_of(screen, allocation)
                page.resize(width, 660)
                page.show()
                theme.refresh(page)
                QTest.qWait(20)
                page.grab().save(str(folder / f"{name}-{mode}-{zoom}.png"))
                page.close()


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        int(sys.argv[2]) if len(sys.argv) > 2 else 800,
        sys.argv[3] if len(sys.argv) > 3 else "",
    )
