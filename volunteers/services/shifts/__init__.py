"""Shifts and who is on them: every change of a shift or a sign-up goes through here.

The order of locks is the same everywhere: people by their keys, then shifts by their keys, then
what hangs on them. Whoever holds a shift may want one more person: then they try, and never wait.
"""
