"""Paper at the door: sheets to sign, typed in again by their rows, and name badges."""
