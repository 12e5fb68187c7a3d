"""The paper twin of the log."""
