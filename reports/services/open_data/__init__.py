"""What everyone may take along: events, places, and what was done month by month."""
