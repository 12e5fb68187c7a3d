"""Prizes: where they lie, for whom they are put aside, and who has got them."""
