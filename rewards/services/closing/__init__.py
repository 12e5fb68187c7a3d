"""The end of a challenge: a rehearsal, the final figures, and the lists that follow from them."""
