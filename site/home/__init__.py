"""The way in: home page, discovery, search and each reader's own page."""
