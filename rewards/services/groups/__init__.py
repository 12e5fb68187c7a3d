"""Those who read together: making a group, coming into it, and what it has read."""
