"""What people are told: about their registrations, before sessions, of what they follow."""
