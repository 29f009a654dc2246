"""The handlers of the sale's table, by phase. Each takes a sale and one event, and returns a ``Step``."""
