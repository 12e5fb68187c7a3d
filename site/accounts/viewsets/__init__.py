"""What the admin shows of people: users, and the texts they agree to."""
