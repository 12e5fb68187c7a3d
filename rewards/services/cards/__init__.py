"""Reader cards: whose they are, and how the library comes to know it."""
