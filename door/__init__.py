"""The door of a session: who is let in, who walked in, how many are inside."""
