"""posdesk: a desktop till that speaks to an Omneo loyalty tenant without a shop behind it."""

__version__ = "0.1.0"
