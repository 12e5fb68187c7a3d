"""How people get places: the ways in, the waiting list, the draw, and giving places back."""
