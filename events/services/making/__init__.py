"""How an event comes to be, changes and is called off."""
