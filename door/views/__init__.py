"""The choice of doors for those who are signed in, and the shell of the app."""
