"""What holders see and do themselves: their certificates, and those that they can get at once."""
