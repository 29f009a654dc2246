"""The back office's subjects: what each page shows and does. One module a subject, listed in ``shelf``."""
