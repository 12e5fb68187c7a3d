"""Issuing: who gets a certificate and why not, numbers, and what becomes of what was issued."""
