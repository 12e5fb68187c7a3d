"""What coordinators see that spans apps: the desk of an event, the planner, the panels."""
