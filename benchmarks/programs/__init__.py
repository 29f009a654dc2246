"""The measured programs. Each runs as a process of its own and prints one JSON line of readings."""
