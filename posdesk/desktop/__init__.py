"""The window: pure screens, views that hold no rules, and one presenter a sale."""

from posdesk.desktop.quick_imports import quicken

# Before any other module of the window is imported: what comes later is what gets quicker.
quicken()
