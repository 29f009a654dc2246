"""Many tills, a tenant and a broken world, in virtual time on one thread (design.md 2, reliability.md 8).

The tills' engine, scripts and journal and the tenant's rules are the real ones; only the wire, the clocks, the
disk and the people between them are made here. One seed makes one world, and the same world every time.
"""
