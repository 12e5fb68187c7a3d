"""The librarians' side: finding readers, writing for them, and deciding what was held."""
