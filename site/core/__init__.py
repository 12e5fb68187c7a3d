"""What every app may use and no app may add tables to: refusals, the clock, codes, registries."""
