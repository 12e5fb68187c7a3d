"""What is to be done for events: planned by their programmes, done at their desks."""
