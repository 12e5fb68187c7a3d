"""Users, the people they speak for, and what those people have agreed to."""
