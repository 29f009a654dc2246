"""Pictures of the frame with sample screens: ``python -m tests.desktop.gallery FOLDER``.

For eyes, not for comparison; the pictures are not kept.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from posdesk.desktop.look import theme
from posdesk.desktop.screens.model import Screen
from posdesk.desktop.views.dock import Tab
from posdesk.desktop.views.present_view import PresentView
from posdesk.desktop.views.shell import ShellWindow
from posdesk.desktop.views.wire_view import WireView
from tests.desktop import frame_samples as samples

SIZES = {100: (1440, 900), 150: (1440, 900)}


def shell(screen: Screen, width: int, height: int) -> ShellWindow:
    window = ShellWindow()
    window.resize(width, height)
    body = PresentView(window)
    body.render_screen(samples.PRESENT)
    window.set_body(body)
    window.render_screen(screen)
    window.dock.render_wire(samples.WIRE if screen is samples.CHOOSE else ())
    window.dock.render_journal(samples.JOURNAL)
    window.show()
    window.activateWindow()
    return window


def save(window: ShellWindow, folder: Path, name: str) -> None:
    QApplication.sendPostedEvents()
    window.grab().save(str(folder / f"{name}.png"))


def main(folder: Path) -> None:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    folder.mkdir(parents=True, exist_ok=True)
    for mode in ("light", "dark"):
        for zoom, size in SIZES.items():
            theme.apply(app, mode, zoom)
            for name, screen in (("start", samples.START), ("choose", samples.CHOOSE)):
                save(shell(screen, *size), folder, f"{name}-{mode}-{zoom}")
    theme.apply(app, "light", 100)
    window = shell(samples.CHOOSE, 1100, 700)
    save(window, folder, "small-light-100")
    window = shell(samples.CHOOSE, 1440, 900)
    theme.apply(app, "dark", 150)
    save(window, folder, "rezoomed-dark-150")
    theme.apply(app, "light", 100)
    save(window, folder, "rezoomed-light-100")
    window.render_editor(samples.EDIT)
    save(window, folder, "edit-light-100")
    window.render_editor(None)
    window.open_products()
    window.render_products(samples.PRODUCTS)
    save(window, folder, "products-light-100")
    window.open_recent()
    window.render_recent(samples.RECENT)
    save(window, folder, "recent-light-100")
    window.open_help()
    save(window, folder, "help-light-100")
    window.area.close_sheet()
    wire = window.dock.panel(Tab.WIRE)
    assert isinstance(wire, WireView)
    wire.table.selectRow(3)
    save(window, folder, "bodies-light-100")
    window.dock.show_tab(Tab.JOURNAL)
    save(window, folder, "journal-light-100")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
