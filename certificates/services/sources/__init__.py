"""What certificates are issued for. Each source says who has earned one, and whether it stands."""
