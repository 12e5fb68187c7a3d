"""How reading comes to count: what it is worth, the ledger, and what is looked at before."""
