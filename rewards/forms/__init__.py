"""What is typed about reading and its rewards."""
