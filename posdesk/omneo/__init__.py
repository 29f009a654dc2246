"""The tenant's API: pure calls, readers of answers, senders. Knows nothing of tills."""
