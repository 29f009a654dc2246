"""The till: runs one sale. Engine, drivers, journal, terminal, scanner rules, receipts."""
