"""Loan counts of the library system: reading a file, and counting what it says."""
