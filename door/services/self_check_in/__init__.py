"""People who check themselves in: what is shown at the place, and who comes and leaves by it."""
