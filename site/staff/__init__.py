"""Who among the staff may do what where, and the log of what they did."""
