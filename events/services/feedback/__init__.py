"""Feedback: who is asked, what is said, what stays unknown, and what it comes to."""
