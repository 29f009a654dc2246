"""The views: signals up, immutable screens down. They hold no rules."""
