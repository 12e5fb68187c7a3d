"""What follows from totals: the tiers that readers have reached."""
