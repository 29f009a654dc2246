"""What a checkout is. Pure: no Qt, no HTTP, no disk, no clock, no randomness."""
