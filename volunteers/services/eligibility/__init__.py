"""Whether a volunteer may take a place, and everything that stands in the way of it.

One function, `judging.obstacles`, answers for the list of shifts, for signing up, for the waiting
list, for handing over and swapping, and for what a coordinator does. It reads nothing: `slots` and
`standing` read, for many shifts or many volunteers at once, in as many statements as for one.
"""
