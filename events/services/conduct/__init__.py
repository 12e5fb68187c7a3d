"""Who did not come and did not say so: what follows from it, and every way back."""
