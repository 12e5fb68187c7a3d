"""What the way in gathers from the apps below."""
