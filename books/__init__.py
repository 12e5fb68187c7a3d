"""Books, and the lists that tell why to read them."""
