"""Volunteers themselves: how they join, who decides, what they have proved, what they agreed to."""
