"""Templates: those that come with the platform, and what may stand in their texts."""
