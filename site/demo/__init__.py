"""A believable library to try things out with: a city, its brands, its people and their visits.

It knows every other app and none knows it.
"""
