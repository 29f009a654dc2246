"""The window: pure screens, views that hold no rules, and one presenter a sale."""
