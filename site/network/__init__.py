"""The tree of branches, their rooms and opening hours, and the partners."""
