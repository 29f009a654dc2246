"""The embedded tenant: rules over SQLite, an HTTP server on loopback, and the control client.

Starting it (``child``) costs no import of the server, and serving it (``serve``) none of the window:
this file stays empty so that each pays only for what it needs.
"""
