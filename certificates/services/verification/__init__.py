"""Checking a certificate: what whoever holds the paper is told, and where."""
