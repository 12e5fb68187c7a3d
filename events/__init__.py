"""Events, their sessions and places, who registers and who comes."""
