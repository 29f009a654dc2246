"""The dock at the bottom: wire, timeline, faults, journal, webhooks behind tabs; F10 folds it to its tabs.

A tab's panel is made when it is first shown; rows that came before are kept until then.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias, cast

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStackedWidget, QWidget

from posdesk.desktop.look.ambient import px, tokens
from posdesk.desktop.look.controls import (
    Card,
    KeyButton,
    button,
    hairline,
    named,
    paragraph,
    set_role,
)
from posdesk.desktop.look.fonts import font
from posdesk.desktop.look.spacing import row
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.rows import JournalRow, WebhooksScreen, WireRow

if TYPE_CHECKING:
    from posdesk.desktop.screens.faults import FaultsScreen
    from posdesk.desktop.views.faults_view import FaultsView
    from posdesk.desktop.views.journal_view import JournalView
    from posdesk.desktop.views.webhooks_view import WebhooksView
    from posdesk.desktop.views.wire_view import WireView

Panel: TypeAlias = "WireView | JournalView | WebhooksView | FaultsView"


class Tab(StrEnum):
    """The tabs there are."""

    WIRE = "wire"
    TIMELINE = "timeline"
    FAULTS = "faults"
    JOURNAL = "journal"
    WEBHOOKS = "webhooks"


class TabButton(QPushButton):
    """One tab: strong when it is shown, and only then underlined by its focus."""

    chosen = Signal(str)

    def __init__(self, tab: Tab, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._tab = tab
        named(self, f"dock.{tab.value}", text)
        self.setProperty("tab", True)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        set_role(self, Role.TITLE)
        self.clicked.connect(self._on_clicked)

    def show_words(self, text: str) -> None:
        """Other words on the tab."""
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + px(20), px(28))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = tokens()
        shown = self.isChecked()
        painter.setFont(font(Role.TITLE if shown else Role.BODY))
        painter.setPen(QColor(colours.text if shown or self.underMouse() else colours.muted))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        if self.hasFocus():
            inset = px(8)
            painter.fillRect(
                inset,
                self.height() - px(3),
                self.width() - 2 * inset,
                px(2),
                QColor(colours.accent),
            )

    @Slot()
    def _on_clicked(self) -> None:
        self.chosen.emit(self._tab.value)


class Dock(Card):
    """Tabs, and below them the panel of the chosen one.

    ``room_wanted`` is True while the bodies of a call are open, or the faults are shown. ``panel_made`` carries a
    panel that is shown for the first time, for who hears it.
    """

    folded_changed = Signal(bool)
    room_wanted = Signal(bool)
    panel_made = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margins=(8, 5, 16, 6))
        self.setObjectName("dock")
        self._folded = False
        self._tab = Tab.WIRE
        self._wire_rows: Sequence[WireRow] = ()
        self._journal_rows: dict[Tab, Sequence[JournalRow]] = {}
        self._webhooks = WebhooksScreen()
        self._faults: FaultsScreen | None = None
        self._panels: dict[Tab, Panel] = {}
        self._pages = QStackedWidget(self)
        self.fold = self._fold_button()
        self._tabs = {
            tab: TabButton(tab, text, self)
            for tab, text in (
                (Tab.WIRE, self.tr("Wire")),
                (Tab.TIMELINE, self.tr("Timeline")),
                (Tab.FAULTS, self.tr("Faults")),
                (Tab.JOURNAL, self.tr("Journal")),
                (Tab.WEBHOOKS, self.tr("Webhooks")),
            )
        }
        head = row(margins=(0, 0, 0, 4), gap=4)
        for made in self._tabs.values():
            head.addWidget(made)
            made.chosen.connect(self._on_tab_chosen)
        head.addStretch(1)
        head.addWidget(self.fold)
        self._rule = hairline(self)
        self.body.addLayout(head)
        self.body.addWidget(self._rule)
        self.body.addWidget(self._pages, 1)
        self.fold.clicked.connect(self.toggle)
        self._tabs[Tab.WIRE].setChecked(True)
        # The first picture has nothing to list, and a table is slow to make: its words stand in for it.
        self._pages.addWidget(self._nothing_yet())

    def render_wire(self, rows: Sequence[WireRow]) -> None:
        """Show the requests of the sale, oldest first."""
        self._wire_rows = rows
        self._fill(Tab.WIRE)

    def render_timeline(self, rows: Sequence[JournalRow]) -> None:
        """Show what happened, for people."""
        self._journal_rows[Tab.TIMELINE] = rows
        self._fill(Tab.TIMELINE)

    def render_journal(self, rows: Sequence[JournalRow]) -> None:
        """Show the rows of the journal."""
        self._journal_rows[Tab.JOURNAL] = rows
        self._fill(Tab.JOURNAL)

    def render_webhooks(self, screen: WebhooksScreen) -> None:
        """Show what the tenant told of its customers."""
        self._webhooks = screen
        self._fill(Tab.WEBHOOKS)

    def render_faults(self, screen: FaultsScreen) -> None:
        """Show what is made to go wrong; the tab says how much of it is on."""
        self._faults = screen
        self._tabs[Tab.FAULTS].show_words(screen.tab)
        self._fill(Tab.FAULTS)

    def panel(self, tab: Tab) -> Panel | None:
        """The panel of a tab, when it was ever shown."""
        return self._panels.get(tab)

    def show_tab(self, tab: Tab) -> None:
        """Bring a tab to the front; its panel is made now if it was not."""
        before, self._tab = self._tab, tab
        self._tabs[tab].setChecked(True)
        if tab not in self._panels:
            self._panels[tab] = self._make(tab)
            self._pages.addWidget(self._panels[tab])
            self._fill(tab)
            self.panel_made.emit(self._panels[tab])
        self._pages.setCurrentWidget(self._panels[tab])
        if before is not tab and Tab.FAULTS in (before, tab):
            self.room_wanted.emit(tab is Tab.FAULTS)

    def is_folded(self) -> bool:
        return self._folded

    def set_folded(self, folded: bool) -> None:
        """Fold to the tabs alone, or open."""
        if folded == self._folded:
            return
        self._folded = folded
        self._pages.setVisible(not folded)
        self._rule.setVisible(not folded)
        self.fold.setAccessibleName(
            self.tr("Show the wire") if folded else self.tr("Hide the wire")
        )
        self.fold.set_sign("chevron-up" if folded else "chevron-down")
        self.folded_changed.emit(folded)

    @Slot()
    def toggle(self) -> None:
        """Fold or open (F10)."""
        self.set_folded(not self._folded)

    def _fold_button(self) -> KeyButton:
        made = button("F10", "dock.fold", self, quiet=True)
        made.setAccessibleName(self.tr("Hide the wire"))
        made.setProperty("small", True)
        made.set_sign("chevron-down")
        return made

    def _nothing_yet(self) -> QWidget:
        page = QWidget(self._pages)
        words = self.tr("Every request to the tenant appears here, as it is sent.")
        place = row(page, margins=(10, 12, 10, 12))
        place.addWidget(paragraph(words, Role.BODY, page, name="dock.empty"))
        return page

    def _make(self, tab: Tab) -> Panel:
        if tab is Tab.WIRE:
            from posdesk.desktop.views.wire_view import WireView

            wire = WireView(self._pages)
            wire.bodies_toggled.connect(self.room_wanted)
            return wire
        if tab is Tab.WEBHOOKS:
            from posdesk.desktop.views.webhooks_view import WebhooksView

            webhooks = WebhooksView(self._pages)
            webhooks.bodies_toggled.connect(self.room_wanted)
            return webhooks
        if tab is Tab.FAULTS:
            from posdesk.desktop.views.faults_view import FaultsView

            return FaultsView(self._pages)
        from posdesk.desktop.views.journal_view import JournalView

        names = {
            Tab.TIMELINE: (
                self.tr("What happened"),
                self.tr("What happens in this sale appears here, step by step."),
            ),
            Tab.JOURNAL: (
                self.tr("Rows of the journal"),
                self.tr("Each intention and each outcome is written here before the next step."),
            ),
        }
        return JournalView(tab.value, *names[tab], self._pages)

    def _fill(self, tab: Tab) -> None:
        panel = self._panels.get(tab)
        if panel is None:
            if tab is self._tab and self._wire_rows:
                self.show_tab(tab)
        elif tab is Tab.WIRE:
            cast("WireView", panel).render_rows(self._wire_rows)
        elif tab is Tab.WEBHOOKS:
            cast("WebhooksView", panel).render_screen(self._webhooks)
        elif tab is Tab.FAULTS:
            if self._faults is not None:
                cast("FaultsView", panel).render_screen(self._faults)
        else:
            cast("JournalView", panel).render_rows(self._journal_rows.get(tab, ()))

    @Slot(str)
    def _on_tab_chosen(self, tab: str) -> None:
        self.show_tab(Tab(tab))
        self.set_folded(False)
