"""Prizes by lot: a number is named, the list published, the lots drawn; anyone can draw again."""
