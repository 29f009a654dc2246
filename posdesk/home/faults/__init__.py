"""What is made to go wrong on purpose: the kinds, the plan, its file, and which request it befalls. No I/O but files.

It stands here, below both, because the till's transport (``omneo.faults``) and the sandbox's rules
(``sandbox.rules.faults``) read one format and decide by one rule, and neither may know the other.
"""
