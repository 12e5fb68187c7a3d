"""The pages of the way in."""
