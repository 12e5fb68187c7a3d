"""Who takes part in a challenge, how far they are, and what is kept about them."""
