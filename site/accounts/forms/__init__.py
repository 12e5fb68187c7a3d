"""What people type into the pages of their account."""
