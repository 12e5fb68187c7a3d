"""Measurements. Each module prints one line of JSON; `bin/bench NAME` runs it."""
