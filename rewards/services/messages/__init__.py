"""Letters about reading: who is told what, and how it is worded."""
