"""What happens to people: they join families, give and withdraw consent, and can be forgotten."""
