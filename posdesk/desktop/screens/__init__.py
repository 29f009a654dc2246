"""What to show, as frozen data: ready strings and bools, made by pure functions of the sale."""
