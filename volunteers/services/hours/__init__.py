"""Service hours: how they are earned, added by hand, corrected, and stated."""
