"""What is typed about certificates."""
