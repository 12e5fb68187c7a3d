"""What a challenge promises, when it is announced, and what changing its rules does to readers."""
